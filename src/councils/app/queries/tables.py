"""All of planning as tables: for spreadsheets, and for programs that read CSV (R18, R19).

Theory of operation. A table is a name, and rows whose first one has the names of the columns. What everybody may see
who sees the council: needs (sums, where they are told), plan and actual, reports, deliveries, goods, the books of all.
What is one's own: basket, account, and what one has taken; and for who speaks for a workplace, the hours that it told.
A table that can be read in again (``telling.py``) has the columns that are read.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils import timezone

from councils.app import households
from councils.app.identity import council as council_of
from councils.app.identity import standing
from councils.app.queries import books, needs
from councils.app.queries.below import below
from councils.app.queries.catalogue import names
from councils.app.queries.flows import recorded, unit_of
from councils.app.queries.production import Running, lines, running, under, work
from councils.app.sheets import Cell
from councils.core.act import CouncilId
from councils.core.council import Council
from councils.core.economy import orders
from councils.core.economy.books import HOUR, Hours
from councils.core.economy.declaring import speaks_for
from councils.core.economy.state import Economy
from councils.store.baskets import PARTS
from councils.store.models import Person


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked for: of which council, in the federation of which congress, by whom."""

    here: Council
    root: Council
    person: Person | None

    @property
    def member(self) -> Person | None:
        """Whoever asks, if they take part in this very council."""
        return self.person if self.person is not None and standing(self.person, self.here.id) else None

    def running(self) -> Iterator[tuple[Running, list[CouncilId]]]:
        """The orders that stand, each with those here and below of whom it asks something."""
        yield from ((one, under(self.root, self.here, one.orders)) for one in running(self.root))


def needed(asked: Asked) -> Iterator[Sequence[Cell]]:
    yield "product", "name", "unit", "every_period", "special", "single_days", "households"
    told, products = needs.sums(asked.here), asked.root.economy.products
    for one in told.sums:
        known = products.get(one.product)
        name, unit = (known.name, known.unit) if known else ("", "")
        yield one.product, name, unit, one.every, one.special, one.days, told.households


def production(asked: Asked) -> Iterator[Sequence[Cell]]:
    """Every line of plan and actual, here and below."""
    yield "council", "workplace", "technique", "due", "product", "unit", "ordered", "made", "directive"
    economy = asked.root.economy
    for one, councils in asked.running():
        called = names(councils)
        for line in lines(one.orders, councils):
            what = (line.make.technique, line.make.due.isoformat(), line.product, unit_of(economy, line.product))
            yield (line.council, called.get(line.council, ""), *what, line.ordered, line.made, one.directive)


def work_done(asked: Asked) -> Iterator[Sequence[Cell]]:
    yield "council", "workplace", "ordered", "worked", "directive"
    for one, councils in asked.running():
        called = names(councils)
        for each in work(one.orders, councils):
            if each.ordered or each.worked:
                yield each.council, called.get(each.council, ""), each.ordered, each.worked, one.directive


def reports(asked: Asked) -> Iterator[Sequence[Cell]]:
    """What was reported on the orders that stand, as it was corrected last; with the columns that are read in."""
    yield "technique", "period", "flow", "code", "quantity", "unit", "council", "report", "recorded", "directive"
    for one, councils in asked.running():
        moments = recorded(one.issuer.id, one.directive)
        for name in councils:
            times = moments.made[name]
            for number, made in enumerate(one.orders.made.get(name, ()), 1):
                at = times[number - 1].isoformat(timespec="seconds") if number <= len(times) else ""
                for what in reported(asked.root.economy, made):
                    yield (made.technique, made.period, *what, name, number, at, one.directive)


def reported(economy: Economy, made: orders.Made) -> Iterator[Sequence[Cell]]:
    """Flow, code, quantity and unit of all that one report tells."""
    for flow, amounts in (("makes", made.makes), ("builds", made.builds), ("uses", made.uses)):
        yield from ((flow, code, much, unit_of(economy, code)) for code, much in amounts.items())
    if made.hours:
        yield "works", "", made.hours, "hour"


def deliveries(asked: Asked) -> Iterator[Sequence[Cell]]:
    """Of this council and all below it, each once, in the order of sending."""
    yield "delivery", "from", "to", "product", "unit", "sent", "quantity", "came", "note", "directive"
    found = {one.id: one for council in with_all_below(asked.here) for one in council.deliveries.values()}
    for one in sorted(found.values(), key=lambda one: (one.sent, one.id)):
        sent = one.sent.isoformat(timespec="seconds")
        unit = one.unit or unit_of(asked.root.economy, one.product)
        yield one.id, one.origin, one.goal, one.product, unit, sent, one.quantity, one.got, one.note, one.directive


def with_all_below(here: Council) -> Iterator[Council]:
    yield here
    for row in below(here.id):
        found = council_of(row.pk)
        if found is not None:
            yield from with_all_below(found)


def goods(asked: Asked) -> Iterator[Sequence[Cell]]:
    """How each good is had, and the hours of work in a unit."""
    yield "product", "name", "unit", "stage", "quantity", "hours"
    for good in books.goods(asked.root, None):
        p, provision = good.product, good.provision
        hours = None if good.cost is None else in_hours(good.cost)
        yield p.code, p.name, p.unit, provision.stage.value, provision.quantity if provision.limited else None, hours


def accounts(asked: Asked) -> Iterator[Sequence[Cell]]:
    """The books of all; they sum to nought."""
    yield "account", "hours"
    together = books.together(asked.root)
    if not together.silent:
        yield from ((account.value, in_hours(seconds)) for account, seconds in together.totals.items())


def basket(asked: Asked) -> Iterator[Sequence[Cell]]:
    """One's own; with the columns that are read in."""
    yield "product", "quantity", "unit", "special"
    if asked.member is None:
        return
    known = households.basket(asked.member, asked.here.id)
    for product in sorted({code for code, _ in known}):
        much, special = (known.get((product, p), Decimal(0)) for p in (households.STANDING, households.SPECIAL))
        yield product, much, unit_of(asked.root.economy, product), special


def own_hours(asked: Asked) -> Iterator[Sequence[Cell]]:
    """Those that a workplace has told of late, for who speaks for it; with the columns that are read in."""
    yield "member", "day", "hours", "name", "state"
    here = standing(asked.person, asked.here.id) if asked.person else None
    if here is None or not speaks_for(asked.here, here.voice):
        return
    members = books.members_of(asked.here.id)
    for told in books.told(asked.here.id, timezone.localdate()):
        person = told.account.person
        member, name = (members.get(person.pk, ""), person.name) if person else ("", "")
        yield member, told.day.isoformat(), in_hours(told.seconds), name, Hours(told.state).value


def account(asked: Asked) -> Iterator[Sequence[Cell]]:
    """One's own: credits by the last day on which they can be spent, and goods taken last."""
    yield "what", "day", "product", "quantity", "hours"
    if asked.member is None:
        return
    own = books.own(asked.member, asked.root, timezone.localdate())
    for lot in own.lots:
        yield "credit", lot.until.isoformat() if lot.until else "", "", None, in_hours(lot.left)
    for taken in own.taken:
        much = Decimal(taken.quantity) / PARTS
        yield "taken", taken.day.isoformat(), taken.product, much, in_hours(-taken.seconds)


def in_hours(seconds: int) -> Decimal:
    return (Decimal(seconds) / HOUR).quantize(Decimal("0.0001"))


Made = Callable[[Asked], Iterator[Sequence[Cell]]]
PUBLIC: Mapping[str, Made] = {
    "needs": needed,
    "production": production,
    "hours": work_done,
    "reports": reports,
    "deliveries": deliveries,
    "goods": goods,
    "books": accounts,
}
"""What everybody may see who sees the council."""
OWN: Mapping[str, Made] = {"basket": basket, "told_hours": own_hours, "account": account}
"""What is one's own; empty for everybody else."""


def table(asked: Asked, name: str) -> list[Sequence[Cell]]:
    """The table of this name; KeyError where there is none."""
    return list({**PUBLIC, **OWN}[name](asked))

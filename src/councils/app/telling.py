"""What people tell from files: a household its basket; a workplace its reports, the hours of its people, and what it
sends; whoever gets that, how much came (R18, R19).

Theory of operation. The files have the columns that are given out (``queries/tables.py``), so a table can be taken
away, filled in and brought back. All of a file is told or nothing: what is wrong is named by its line, and what the
rules refuse takes back what was told before it. The same file brought twice within minutes is told once (``twice.py``).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from functools import partial
from typing import Any

from councils.app import books, households
from councils.app.batch import batch
from councils.app.identity import council as council_of
from councils.app.queries.federations import root_of
from councils.app.queries.flows import unit_of
from councils.app.queries.production import in_force
from councils.app.queries.tables import OWN, PUBLIC
from councils.app.refusals import Sort, sort_of, words
from councils.app.speaking import speak
from councils.app.together import together
from councils.core.act import CouncilId, MatterId
from councils.core.council import Council
from councils.core.economy.books import HOUR
from councils.core.economy.declared import Code
from councils.core.economy.declaring import planless
from councils.core.economy.deliveries import ConfirmGoods, SendGoods
from councils.core.economy.orders import Made, ReportMade
from councils.core.problem import Problem
from councils.core.refusal import Reason, Refused, refuse
from councils.plan.files.folder import Flaw, flaws_told
from councils.plan.files.references import same_unit
from councils.plan.files.schema import Column, Kind, Table
from councils.plan.files.sheet import Row, Sheet
from councils.plan.files.tables import read_table
from councils.store.models import Membership, Person

BASKET = Table(
    "basket.csv",
    "what a household needs in every period: the whole of it, instead of what it said before",
    (
        Column("product", Kind.TEXT, "what"),
        Column("quantity", Kind.AMOUNT, "how much in a period", empty="0"),
        Column("unit", Kind.UNIT, "the unit of the catalogue, for checking", empty=""),
        Column("special", Kind.AMOUNT, "how much more that cannot be done without", empty="0"),
    ),
    ("product",),
)
HOURS = Table(
    "told_hours.csv",
    "how long people of a workplace have worked on a day; they are asked to confirm it",
    (
        Column("member", Kind.TEXT, "who: the name or the number on the roll, or the name of the record"),
        Column("day", Kind.TEXT, "as 2027-05-31"),
        Column("hours", Kind.POSITIVE, "how many"),
        Column("name", Kind.TEXT, "not read", empty=""),
        Column("state", Kind.TEXT, "told, confirmed or disputed; only lines without it are read", empty=""),
    ),
    (),
)
REPORTS = Table(
    "reports.csv",
    "what was made since the last report on the orders that stand, one line for each thing",
    (
        Column("technique", Kind.TEXT, "which, as the order calls it"),
        Column("period", Kind.PRIORITY, "for which period of the order, from 1"),
        Column("flow", Kind.CHOICE, "what happened to it", ("makes", "uses", "builds", "works")),
        Column("code", Kind.TEXT, "of the product or resource; nothing for work", empty=""),
        Column("quantity", Kind.AMOUNT, "how much; of work, hours"),
        Column("unit", Kind.UNIT, "the unit of the catalogue, for checking", empty=""),
        Column("council", Kind.TEXT, "not read", empty=""),
        Column("report", Kind.TEXT, "only lines without it are read", empty=""),
        Column("recorded", Kind.TEXT, "not read", empty=""),
        Column("directive", Kind.TEXT, "which order, by its name (751:17)", empty="that of the plan in force"),
    ),
    (),
)
DELIVERIES = Table(
    "deliveries.csv",
    "what is sent from here, a line without a delivery each; and of what was sent here, how much came",
    (
        Column("delivery", Kind.TEXT, "its name (75120~1>3); nothing for what is sent now", empty=""),
        Column("to", Kind.TEXT, "to which council, by its code"),
        Column("product", Kind.TEXT, "what"),
        Column("unit", Kind.UNIT, "the unit of the catalogue"),
        Column("quantity", Kind.AMOUNT, "how much is sent"),
        Column("came", Kind.AMOUNT, "how much came; nothing where nobody has said", empty=""),
        Column("note", Kind.TEXT, "what is different, where it is not what was sent", empty=""),
        Column("directive", Kind.TEXT, "on which order, by its name (751:17)", empty="none"),
        Column("from", Kind.TEXT, "not read", empty=""),
        Column("sent", Kind.TEXT, "not read", empty=""),
    ),
    (),
)
READ = {table.file: table for table in (BASKET, HOURS, REPORTS, DELIVERIES)}
GIVEN = frozenset(f"{name}.csv" for name in (*PUBLIC, *OWN))
"""What is given out: brought back in one workbook with what is read, the rest of it says nothing new."""


@dataclass(frozen=True, slots=True)
class Work:
    """What is to be told of one line of a file, or of several that begin with it (0: of all)."""

    line: int
    tell: Callable[[Person], Refused | None]


@dataclass(frozen=True, slots=True)
class Told:
    """How many things were told, by the file they were in."""

    told: Mapping[str, int]


class _RefusedError(Exception):
    """Where something was refused: the ``file`` and the line of it."""

    def __init__(self, refused: Refused, file: str, line: int) -> None:
        self.refused, self.file, self.line = refused, file, line

    def told(self) -> Refused | tuple[Flaw, ...]:
        """Who cannot tell it at all is refused; of anything else it is said in which line it is."""
        if sort_of(self.refused) is Sort.NOT_YOURS or not self.line:
            return self.refused
        return (Flaw(self.file, problem(self.line, self.refused)),)


def problem(line: int, refused: Refused) -> Problem:
    told = words(refused)
    return Problem(line, told.reason, told.remedy)


def tell_files(person: Person, council: CouncilId, texts: Mapping[str, str]) -> Told | tuple[Flaw, ...] | Refused:
    """Tell in ``council`` all that the files (name → text) say, or nothing."""
    here = council_of(council)
    if here is None:
        return refuse(Reason.NO_SUCH_COUNCIL)
    refused = planless(here)
    if refused:
        return refused
    root = council_of(root_of(council)) or here
    skipped = GIVEN if texts.keys() & READ.keys() else ()
    flaws: list[Flaw] = [Flaw(name, unknown(name)) for name in sorted(texts) if name not in (*READ, *skipped)]
    work = {name: list(read(here, root, name, text, flaws)) for name, text in texts.items() if name in READ}
    if flaws:
        return flaws_told(flaws)
    try:
        return together(lambda: done(person, work))
    except _RefusedError as error:
        return error.told()


def unknown(name: str) -> Problem:
    return Problem(0, f"Nothing is told from a file called {name}.", f"Call it {', '.join(sorted(READ))}.")


def done(person: Person, work: Mapping[str, list[Work]]) -> Told:
    with batch():
        for file, one in ((file, one) for file, several in work.items() for one in several):
            refused = one.tell(person)
            if isinstance(refused, Refused):
                raise _RefusedError(refused, file, one.line)
    return Told({name: len(several) for name, several in work.items()})


def read(here: Council, root: Council, name: str, text: str, flaws: list[Flaw]) -> Iterator[Work]:
    """What is to be done for one file; what is wrong with it is added to ``flaws``."""
    problems: list[Problem] = []
    rows = read_table(READ[name], text, problems)
    if not problems:
        yield from READERS[name](here, root, rows, problems)
    flaws.extend(Flaw(name, problem) for problem in problems)


def basket(here: Council, root: Council, rows: Sheet, problems: list[Problem]) -> Iterator[Work]:
    wanted: dict[tuple[Code, int], Decimal] = {}
    for row in rows:
        product = row.text("product")
        problems.extend(misfit(root, row, product))
        wanted[product, households.STANDING] = Decimal(row.text("quantity", "0"))
        wanted[product, households.SPECIAL] = Decimal(row.text("special", "0"))
        amounts = (wanted[product, households.STANDING], wanted[product, households.SPECIAL])
        uncounted = next(filter(None, map(households.uncounted, amounts)), None)
        problems.extend([problem(row.line, uncounted)] if uncounted else [])
    yield Work(0, lambda person: households.need(person, here.id, wanted))


def misfit(root: Council, row: Row, code: Code) -> Iterator[Problem]:
    """What is wrong with a product, or a resource, and its unit."""
    known = unit_of(root.economy, code)
    if not known:
        yield Problem(row.line, f"{code!r} is not in the catalogue.", "The page Catalogue has the codes.")
    elif row.text("unit") and not same_unit(row.text("unit"), known):
        told = f"{code} is in {row.text('unit')!r} here and in {known!r} in the catalogue."
        yield Problem(row.line, told, f"Convert the quantity, and write {known}.")


def hours(here: Council, root: Council, rows: Sheet, problems: list[Problem]) -> Iterator[Work]:  # noqa: ARG001
    known = Membership.objects.filter(council=here.id, former=False).values_list("member", "number", "person__name")
    called: dict[str, list[str]] = {}
    for member, *also in (row for row in known if books.takes_part(here, row[0])):
        for name in {member, *(each.casefold() for each in also if each)}:
            called.setdefault(name, []).append(member)
    for row in (row for row in rows if not row.text("state")):
        name = row.text("member")
        found = called.get(name) or called.get(name.casefold(), [])
        day = day_of(row.text("day"))
        if len(found) != 1:
            several = "several people here are called so" if found else "nobody here is called so"
            problems.append(Problem(row.line, f"{name}: {several}.", "Write the number on the roll."))
        if day is None:
            problems.append(Problem(row.line, f"{row.text('day')!r} is no day.", "Write it as 2027-05-31."))
        if len(found) == 1 and day is not None:
            seconds = int(Decimal(row.text("hours")) * HOUR)
            yield Work(row.line, partial(tell_hours, here.id, found[0], day, seconds))


def tell_hours(council: CouncilId, member: str, day: date, seconds: int, person: Person) -> Refused | None:
    return books.tell_hours(person, council, member, day, seconds)


def day_of(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def reports(here: Council, root: Council, rows: Sheet, problems: list[Problem]) -> Iterator[Work]:
    """One for each technique and period."""
    made: dict[tuple[MatterId, Code, int], Made] = {}
    first: dict[tuple[MatterId, Code, int], int] = {}
    for row in (row for row in rows if not row.text("report")):
        key = (row.text("directive") or in_force(root), row.text("technique"), int(row.number("period")))
        first.setdefault(key, row.line)
        much, code, flow = Decimal(row.text("quantity")), row.text("code"), row.text("flow")
        before = made.get(key, Made(*key[1:], {}))
        if flow == "works":
            made[key] = replace(before, hours=before.hours + much)
            continue
        problems.extend(misfit(root, row, code))
        amounts = dict(getattr(before, flow))
        more: dict[str, Any] = {flow: {**amounts, code: amounts.get(code, Decimal(0)) + much}}
        made[key] = replace(before, **more)
    if any(not directive for directive, _, _ in made):
        problems.append(Problem(0, "No plan is in force, so nothing was ordered.", "Report when there is an order."))
    for key, each in made.items():
        yield Work(first[key], partial(report, here.id, key[0], each))


def report(council: CouncilId, directive: str, made: Made, person: Person) -> Refused | None:
    told = speak(person, council, lambda voice: ReportMade(voice, directive, made))
    return told if isinstance(told, Refused) else None


def deliveries(here: Council, root: Council, rows: Sheet, problems: list[Problem]) -> Iterator[Work]:
    """What is sent from here now, and what has come here; all else in it was told before, and is not told again."""
    for row in rows:
        if not row.text("delivery"):
            product = row.text("product")
            problems.extend(misfit(root, row, product))
            much, directive = Decimal(row.text("quantity")), row.text("directive", "")
            goods = SendGoods("", row.text("to"), product, much, directive, row.text("unit"))
            yield Work(row.line, partial(spoken, here.id, goods))
            continue
        known, came = here.deliveries.get(row.text("delivery")), row.text("came")
        if known is None or not came:
            continue
        if known.goal == here.id and known.got is None:
            goods_came = ConfirmGoods("", known.id, Decimal(came), row.text("note", ""))
            yield Work(row.line, partial(spoken, here.id, goods_came))
        elif known.got != Decimal(came):
            told = f"How much of {known.id} came was told already, or is for {known.goal} to say."
            problems.append(Problem(row.line, told, "Whoever told it corrects it on the page Deliveries."))


def spoken(council: CouncilId, said: SendGoods | ConfirmGoods, person: Person) -> Refused | None:
    told = speak(person, council, lambda voice: replace(said, by=voice))
    return told if isinstance(told, Refused) else None


READERS = {BASKET.file: basket, HOURS.file: hours, REPORTS.file: reports, DELIVERIES.file: deliveries}

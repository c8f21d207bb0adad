"""Labour accounts: hours that a workplace tells and its member confirms, and goods that a member takes (R18, R19).

Theory of operation. Who speaks for a workplace tells the hours of its members; they count when the member has said that
they are right, and a member who disagrees says why. Whoever takes part in an assembly takes goods there, by the stage
that the federation has brought each good to. The books are private: a member sees their own account, a workplace the
hours that it told, and everybody the sums of all (``queries/books.py``).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction

from django.db.models import Sum
from django.utils import timezone

from councils.app.clock import now as present
from councils.app.households import uncounted
from councils.app.identity import council as council_of
from councils.app.identity import standing
from councils.app.queries.deliveries import Find, congress_of
from councils.app.queries.federations import root_of
from councils.app.twice import told_since
from councils.core.act import CouncilId, MemberId
from councils.core.council import Council
from councils.core.economy.books import LONGEST_DAY, Hours, Seconds, cost, factor, period_start, spelled, spent
from councils.core.economy.declared import Code
from councils.core.economy.declaring import not_its_voice, planless
from councils.core.economy.offer import PlanOffer
from councils.core.economy.orders import summed
from councils.core.economy.provision import Provision, Stage
from councils.core.joining import FederationJoined, FederationLeft
from councils.core.machines import Membership as State
from councils.core.refusal import Reason, Refused, refuse
from councils.core.run import Step
from councils.store import books
from councils.store.baskets import PARTS
from councils.store.models import GoodsTaken, LabourAccount, Membership, Person

BACK = 31
"""Hours can be told of so many days ago."""
MONDAY = date(2001, 1, 1)
"""Where periods are counted from before needs were first called for."""


def tell_hours(
    by: Person, workplace: CouncilId, member: MemberId, day: date, seconds: Seconds, at: datetime | None = None
) -> Refused | None:
    """Say how long a member of a workplace has worked on a day; they are asked to confirm it."""
    when = at or present()
    here = council_of(workplace)
    refused = not_telling(by, here) or not_a_day(day, timezone.localdate(when))
    if refused or here is None:
        return refused
    person = worker(here, member)
    if person is None:
        return refuse(Reason.NOT_ON_ROLL)
    if seconds <= 0:
        return refuse(Reason.NO_AMOUNT, most=24)
    with books.account_of(person, root_of(workplace)) as account:
        known = account.hours.filter(day=day, state__in=(Hours.TOLD.value, Hours.CONFIRMED.value))
        if known.filter(workplace=workplace, seconds=seconds, told__gt=told_since(when)).exists():
            return refuse(Reason.TOLD_TWICE)
        together = (known.aggregate(Sum("seconds"))["seconds__sum"] or 0) + seconds
        if together > LONGEST_DAY:
            return refuse(Reason.TOO_MANY_HOURS, hours=spelled(together))
        account.hours.create(workplace=workplace, day=day, seconds=seconds, state=Hours.TOLD.value, told=when)
    return None


def not_telling(by: Person, here: Council | None) -> Refused | None:
    """Whether ``by`` cannot tell the hours of a workplace."""
    if here is None:
        return refuse(Reason.NO_SUCH_COUNCIL)
    speaker = standing(by, here.id)
    if speaker is None:
        return refuse(Reason.NOT_ON_ROLL)
    return planless(here) or not_its_voice(here, speaker.voice)


def not_a_day(day: date, today: date) -> Refused | None:
    first = today - timedelta(days=BACK)
    return None if first <= day <= today else refuse(Reason.NO_SUCH_DAY, first=f"{first}", last=f"{today}")


def worker(here: Council, member: MemberId) -> Person | None:
    """Who stands behind a member of this assembly."""
    if not takes_part(here, member):
        return None
    row = Membership.objects.select_related("person").filter(council=here.id, member=member).first()
    return row.person if row else None


def confirm_hours(person: Person, number: int, at: datetime | None = None) -> Refused | None:
    """A member says that hours told of them are right: they are booked, and credited by the factor of today."""
    when = at or present()
    with books.hours_held(number) as told:
        if told is None or told.account.person_id != person.pk or told.state != Hours.TOLD.value:
            return refuse(Reason.NO_SUCH_HOURS)
        books.confirm(told, factor_in(council_of(told.account.root)), timezone.localdate(when), when)
    return None


def factor_in(congress: Council | None) -> Fraction:
    """The factor of individual consumption in a federation: that of its plan in force."""
    offer = congress.economy.offer if congress else None
    return factor(offer.hours, offer.common) if offer else factor(Decimal(0), Decimal(0))


def dispute_hours(person: Person, number: int, reason: str) -> Refused | None:
    """A member says that hours told of them are wrong, and why; the workplace tells them anew."""
    with books.hours_held(number) as told:
        if told is None or told.account.person_id != person.pk or told.state != Hours.TOLD.value:
            return refuse(Reason.NO_SUCH_HOURS)
        books.answer(told, Hours.DISPUTED, reason.strip()[:1000])
    return None


def withdraw_hours(by: Person, workplace: CouncilId, number: int) -> Refused | None:
    """A workplace takes back hours that have not been confirmed."""
    refused = not_telling(by, council_of(workplace))
    if refused:
        return refused
    with books.hours_held(number) as told:
        if told is None or told.workplace != workplace or told.state != Hours.TOLD.value:
            return refuse(Reason.NO_SUCH_HOURS)
        books.answer(told, Hours.WITHDRAWN)
    return None


def take(
    person: Person, council: CouncilId, product: Code, quantity: Decimal, key: str, at: datetime | None = None
) -> GoodsTaken | Refused:
    """Take goods in one's assembly; with the ``key`` of what was taken before, that is told again and nothing is taken.

    Two devices of one member come one after the other: what one has spent the other does not have.
    """
    when = at or present()
    here, congress = council_of(council), council_of(root_of(council))
    if here is None or congress is None:
        return refuse(Reason.NO_SUCH_COUNCIL)
    refused = not_taking(person, here, congress, product, quantity)
    if refused:
        return refused
    today, rule = timezone.localdate(when), congress.charter.planning
    with books.account_of(person, congress.id) as account:
        known = account.taken.filter(key=key).first()
        if known:
            return known
        lots = books.lapse(account, today, rule.credit_days, when)
        provision = provision_of(congress, product)
        for_credits = provision.stage is Stage.CREDITS  # then what was taken before does not matter
        before = Decimal(0) if for_credits else taken_in_period(account, congress, product, today)
        charged = provision.charged(before, quantity)
        if charged is None:
            return rationed(congress, product, before)
        absurd = more_than_there_is(congress, product, before + quantity) if charged < quantity else None
        if absurd:
            return absurd
        seconds = cost_of(congress, product, charged)
        if isinstance(seconds, Refused):
            return seconds
        left = spent(lots, seconds)
        if left is None:
            has = sum(lot.left for lot in lots)
            return refuse(Reason.TOO_FEW_CREDITS, cost=spelled(seconds), left=spelled(has))
        parts = int(quantity * PARTS)
        goods = GoodsTaken(
            account=account, council=council, product=product, day=today, quantity=parts, seconds=seconds, key=key
        )
        books.hand_out(goods, lots, left, when)
    return goods


def not_taking(person: Person, here: Council, congress: Council, product: Code, quantity: Decimal) -> Refused | None:
    if planless(here):
        return planless(here)
    if not here.is_base or standing(person, here.id) is None:
        return refuse(Reason.NOT_ON_ROLL)
    if product not in congress.economy.products:
        return refuse(Reason.NO_SUCH_PRODUCT, product=product)
    return uncounted(quantity) or (refuse(Reason.NOTHING_TAKEN) if quantity == 0 else None)


def more_than_there_is(congress: Council, product: Code, quantity: Decimal) -> Refused | None:
    """Whether one member would take more without credits than there is for all: the unit is another one, perhaps."""
    made = MADE.of(congress.economy.offer).get(product, Decimal(0)) if congress.economy.offer else Decimal(0)
    there = made + sum(stock.quantity for (_, code), stock in congress.economy.stocks.items() if code == product)
    if not there or quantity <= there:
        return None
    unit = congress.economy.products[product].unit
    return refuse(Reason.MORE_THAN_THERE_IS, most=f"{there.normalize():f}", unit=unit)


class Made:
    """What a plan makes of each product in all; of the plan that was asked for last it is known."""

    def __init__(self) -> None:
        self.known: tuple[PlanOffer, Mapping[Code, Decimal]] | None = None

    def of(self, offer: PlanOffer) -> Mapping[Code, Decimal]:
        known = self.known
        if known is None or known[0] is not offer:
            known = self.known = offer, summed(make.makes for order in offer.orders for make in order.make)
        return known[1]


MADE = Made()


def taken_in_period(account: LabourAccount, congress: Council, product: Code, today: date) -> Decimal:
    """Units of a good that a member has taken since the first day of the period that ``today`` is in."""
    needs = congress.economy.needs
    start = period_start(today, needs.horizon.start if needs else MONDAY, congress.charter.planning.period_days)
    parts = account.taken.filter(product=product, day__gte=start).aggregate(Sum("quantity"))["quantity__sum"]
    return Decimal(parts or 0) / PARTS


def provision_of(congress: Council, product: Code) -> Provision:
    return congress.economy.provisions.get(product, Provision(product))


def rationed(congress: Council, product: Code, before: Decimal) -> Refused:
    left = max(provision_of(congress, product).quantity - before, Decimal(0))
    return refuse(Reason.RATIONED, left=f"{left.normalize():f}", unit=congress.economy.products[product].unit)


def cost_of(congress: Council, product: Code, quantity: Decimal) -> Seconds | Refused:
    """Seconds of credits for so much of a good: the work in it (``Economy.value``)."""
    if not quantity:
        return 0
    value = congress.economy.value(product)
    if value is None:
        return refuse(Reason.NOT_VALUED, product=congress.economy.products[product].name)
    return cost([(quantity, value)])


def lapse_all(at: datetime | None = None) -> int:
    """Book everywhere what has lapsed by now; how many accounts that were. Late or twice is harmless."""
    when = at or present()
    today, done = timezone.localdate(when), 0
    for root in LabourAccount.objects.values_list("root", flat=True).distinct():
        congress = council_of(root)
        days = congress.charter.planning.credit_days if congress else 0
        if not days:
            continue
        old = Person.objects.filter(labour_accounts__root=root, labour_accounts__lots__day__lt=today - timedelta(days))
        for person in old.distinct():
            with books.account_of(person, root) as account:
                books.lapse(account, today, days, when)
                done += 1
    return done


def close(person: Person) -> None:
    """Before a person is erased: their accounts are nobody's, with nothing left in them."""
    when = present()
    books.close(person, when)


def follow(steps: Iterable[Step]) -> None:
    """A federation that has joined another has its books in the other's from now on; who has left, its own (R16)."""
    told = list(steps)
    after = {step.council: step.after for step in told}
    for step in told:
        for event in step.events:
            if isinstance(event, FederationJoined):
                books.carry_over(step.council, root_of(event.parent))
            elif isinstance(event, FederationLeft):
                leave(step.council, root_of(event.parent), lambda name: after.get(name) or council_of(name))


def leave(gone: CouncilId, root: CouncilId, find: Find) -> None:
    """The accounts of those who take part in ``gone`` or below, and nowhere in the federation that it has left."""
    theirs = LabourAccount.objects.filter(root=root, person__memberships__council__in=below(find, gone)).distinct()
    going = [one for one in theirs.select_related("person") if one.person and root not in congresses(find, one.person)]
    books.carry_off(going, root, gone)


def below(find: Find, name: CouncilId) -> list[CouncilId]:
    """A council and all below it."""
    here = find(name)
    return [name, *(one for child in here.below for one in below(find, child))] if here else []


def congresses(find: Find, person: Person) -> set[CouncilId]:
    """In whose federations somebody takes part; or has done so, where they do nowhere any more."""
    rows = [(find(name), member) for name, member in person.memberships.values_list("council", "member")]
    known = [(here, takes_part(here, member)) for here, member in rows if here]
    now = any(part for _, part in known)
    return {congress_of(find, here).id for here, part in known if part or not now}


def takes_part(here: Council, member: MemberId) -> bool:
    known = here.members.get(member)
    return known is not None and known.state is State.MEMBER

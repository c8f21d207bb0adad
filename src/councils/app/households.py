"""What a household needs, told by those who live in it and seen by nobody else (R18, R19).

Theory of operation. A person who takes part in an assembly has a household there, alone or with others, who have come
to it with a code that one of them gave. Any of them writes its basket. None of it is on record, and nothing here lets
anybody else read it: councils see sums (``store/baskets.py``), and those only of enough households.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal

from django.core import signing
from django.db import transaction
from django.utils import timezone

from councils.app.identity import council as council_of
from councils.app.identity import standing
from councils.app.queries.federations import root_of
from councils.core.act import CouncilId
from councils.core.council import Council
from councils.core.economy.declared import MOST, Code, Product
from councils.core.refusal import Reason, Refused, refuse
from councils.store import baskets
from councils.store.models import BasketChange, Household, HouseholdMember, Person

SPECIAL, STANDING = 1, 2
"""The priorities of needs: what children or the sick cannot do without comes first."""
CODE_DAYS = 7
Wanted = Mapping[tuple[Code, int], Decimal]
"""Units in each period, by product and priority."""


def catalogue(council: CouncilId) -> Mapping[Code, Product]:
    """The products of the federation that this council is part of."""
    congress = council_of(root_of(council))
    return congress.economy.products if congress else {}


def household(person: Person, council: CouncilId) -> Household | None:
    return Household.objects.filter(people__person=person, people__council=council).first()


def basket(person: Person, council: CouncilId) -> dict[tuple[Code, int], Decimal]:
    """What the household needs in each period."""
    found = household(person, council)
    return {key: Decimal(parts) / baskets.PARTS for key, parts in baskets.unpack(found.basket).items()} if found else {}


def changes(person: Person, council: CouncilId) -> list[BasketChange]:
    """What it needs more, or less, on single days, the first first."""
    found = household(person, council)
    return list(found.changes.exclude(quantity=0).order_by("day", "product")) if found else []


def need(person: Person, council: CouncilId, wanted: Wanted) -> Refused | None:
    """Write the whole basket: what is not in it is not needed any more."""
    here = council_of(council)
    refused = not_home(person, here) or unknown(council, {code for code, _ in wanted})
    refused = refused or next(filter(None, (uncounted(much, code) for (code, _), much in wanted.items())), None)
    if refused:
        return refused
    baskets.write(at_home(person, council), {key: int(much * baskets.PARTS) for key, much in wanted.items() if much})
    return None


def need_on(
    person: Person, council: CouncilId, product: Code, day: date, more: Decimal, today: date | None = None
) -> Refused | None:
    """So much ``more`` on one day than the basket says, or less; 0 takes it back."""
    here = council_of(council)
    refused = not_home(person, here) or unknown(council, {product}) or uncounted(abs(more))
    if refused is None and more:
        refused = over(day, today or timezone.localdate()) or below_nothing(person, council, product, day, more)
    if refused:
        return refused
    baskets.change(at_home(person, council), product, STANDING, day, int(more * baskets.PARTS))
    return None


def over(day: date, today: date) -> Refused | None:
    return refuse(Reason.DAY_OVER, day=f"{day}") if day < today else None


def below_nothing(person: Person, council: CouncilId, product: Code, day: date, more: Decimal) -> Refused | None:
    """Whether a household would take away more than it needs in a period, of what its neighbours need."""
    here = council_of(council)
    reach = timedelta(days=here.charter.planning.period_days - 1 if here else 0)
    near = (
        Decimal(once.quantity) / baskets.PARTS
        for once in changes(person, council)
        if once.product == product and once.day != day and abs(once.day - day) <= reach
    )
    most = basket(person, council).get((product, STANDING), Decimal(0)) + sum(min(less, Decimal(0)) for less in near)
    return refuse(Reason.BELOW_NOTHING, most=f"{max(most, Decimal(0)).normalize():f}") if more < -most else None


def not_home(person: Person, here: Council | None) -> Refused | None:
    """Whether ``person`` has no household in this assembly."""
    if here is None:
        return refuse(Reason.NO_SUCH_COUNCIL)
    if not here.charter.planning.office:
        return refuse(Reason.NO_PLANNING)
    return None if here.is_base and standing(person, here.id) else refuse(Reason.NOT_ON_ROLL)


def unknown(council: CouncilId, products: set[Code]) -> Refused | None:
    missing = sorted(products - catalogue(council).keys())
    return refuse(Reason.NO_SUCH_PRODUCT, product=", ".join(missing)) if missing else None


def uncounted(much: Decimal, product: Code = "") -> Refused | None:
    """Whether this is no amount that a household can need, to the thousandth; where there are several, of which."""
    if not (much.is_finite() and 0 <= much <= MOST / 1000):
        if product:
            return refuse(Reason.NO_AMOUNT_OF, what=product, amount=f"{much}", most=f"{MOST / 1000:.0f}")
        return refuse(Reason.NO_AMOUNT, most=f"{MOST / 1000:.0f}")
    return None if much == much.quantize(Decimal("0.001")) else refuse(Reason.TOO_FINE, much=f"{much.normalize():f}")


def at_home(person: Person, council: CouncilId) -> Household:
    """The household of ``person``; a new one, of them alone, where there is none yet."""
    found = household(person, council)
    if found is not None:
        return found
    with transaction.atomic():
        made = Household.objects.create(council=council)
        member, new = HouseholdMember.objects.get_or_create(
            person=person, council=council, defaults={"household": made}
        )
        if not new:  # two devices at once
            made.delete()
        return member.household


def code(person: Person, council: CouncilId) -> str:
    """What another member of the assembly needs to come to this household, within a week."""
    return signing.dumps([at_home(person, council).pk, council], salt="household")


def move_in(person: Person, council: CouncilId, given: str) -> Refused | None:
    """Come to the household that a code is of. What was in one's own basket is taken out of the sums."""
    refused = not_home(person, council_of(council))
    if refused:
        return refused
    try:
        number, where = signing.loads(given.strip(), salt="household", max_age=CODE_DAYS * 86_400)
    except signing.BadSignature:
        return refuse(Reason.NO_SUCH_HOUSEHOLD)
    found = Household.objects.filter(pk=number, council=council).first()
    if found is None or where != council:
        return refuse(Reason.NO_SUCH_HOUSEHOLD)
    with transaction.atomic():
        if household(person, council) != found:
            move_out(person, council)
            HouseholdMember.objects.create(person=person, council=council, household=found)
    return None


def move_out(person: Person, council: CouncilId) -> None:
    """Leave the household; with the last one it ends, and so does what it needs."""
    with transaction.atomic():
        found = household(person, council)
        if found is None:
            return
        HouseholdMember.objects.filter(person=person, council=council).delete()
        if not found.people.exists():
            end(found)


def end(found: Household) -> None:
    baskets.write(found, {})
    for once in found.changes.all():
        baskets.change(found, once.product, once.priority, once.day, 0)
    found.delete()


def follow(people: Mapping[int, str], origin: CouncilId, to: CouncilId) -> None:
    """A household whose people have all gone over to another assembly goes with them; else those start anew (R16).

    ``people`` by their number; their memberships have been written on.
    """
    gone = Household.objects.filter(people__person__in=people, people__council=origin).distinct()
    for found in gone:
        stay = found.people.exclude(person__in=people)
        if stay.exists():
            found.people.filter(person__in=people).delete()
        else:
            moved(found, to)


def moved(found: Household, to: CouncilId) -> None:
    needed = baskets.unpack(found.basket)
    days = [(once.product, once.priority, once.day, once.quantity) for once in found.changes.all()]
    others = set(HouseholdMember.objects.filter(council=to).values_list("person", flat=True))
    people = list(found.people.exclude(person__in=others).values_list("person", flat=True))
    found.people.all().delete()
    end(found)
    if people:
        new = Household.objects.create(council=to)
        HouseholdMember.objects.bulk_create([HouseholdMember(household=new, person_id=p, council=to) for p in people])
        baskets.write(new, needed)
        for product, priority, day, quantity in days:
            baskets.change(new, product, priority, day, quantity)

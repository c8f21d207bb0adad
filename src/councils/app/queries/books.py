"""The labour accounts as people may see them: one's own, the hours that a workplace told, sums of all (R18, R19)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from django.utils import timezone

from councils.app.books import BACK, cost_of, factor_in, provision_of, taken_in_period
from councils.app.planning import Remembered, ready
from councils.core.act import CouncilId, MemberId
from councils.core.council import Council
from councils.core.economy.books import Account, Hours, Seconds
from councils.core.economy.composition import Composition, composition
from councils.core.economy.declared import Code, Product
from councils.core.economy.provision import Provision
from councils.core.refusal import Refused
from councils.plan.federation import economy_of
from councils.plan.what_if.forecast import Forecast, forecasts
from councils.store import books
from councils.store.models import GoodsTaken, LabourAccount, Membership, Person, WorkedHours

SHOWN = 30


@dataclass(frozen=True, slots=True)
class Lasting:
    """Credits that are left of one day, and the last day on which they can be spent (None: always)."""

    left: Seconds
    until: date | None


@dataclass(frozen=True, slots=True)
class Own:
    """The account of one person: what is left, what lapses when, hours that wait for their word, goods taken last."""

    left: Seconds
    lots: list[Lasting]
    waiting: list[WorkedHours]
    taken: list[GoodsTaken]


@dataclass(frozen=True, slots=True)
class Good:
    """A product: how it is had, the work in a unit (None: no plan says it) with what that is made up of.

    ``taken`` is what the person who looks has taken in this period.
    """

    product: Product
    provision: Provision
    cost: Seconds | None
    made_of: Composition | None
    taken: Decimal


def own(person: Person, congress: Council, today: date) -> Own:
    account = LabourAccount.objects.filter(person=person, root=congress.id).first()
    if account is None:
        return Own(0, [], [], [])
    days = congress.charter.planning.credit_days
    lasting = [Lasting(lot.left, lot.day + timedelta(days=days) if days else None) for lot in books.lots(account)]
    lasting = [lot for lot in lasting if lot.until is None or lot.until >= today]
    waiting = list(account.hours.filter(state=Hours.TOLD.value).order_by("day", "pk"))
    return Own(sum(lot.left for lot in lasting), lasting, waiting, list(account.taken.order_by("-pk")[:SHOWN]))


def goods(congress: Council, person: Person | None) -> list[Good]:
    """All products of the catalogue, by category and name; last those that only workplaces use, which have none."""
    account = LabourAccount.objects.filter(person=person, root=congress.id).first() if person else None
    today, offer = timezone.localdate(), congress.economy.offer
    found = []
    for product in sorted(congress.economy.products.values(), key=lambda p: (not p.category, p.category, p.name)):
        provision = provision_of(congress, product.code)
        cost = cost_of(congress, product.code, Decimal(1))
        before = Decimal(0)
        if account and provision.limited:
            before = taken_in_period(account, congress, product.code, today)
        made_of = composition(offer, product.code) if offer else None
        found.append(Good(product, provision, None if isinstance(cost, Refused) else cost, made_of, before))
    return found


def told(workplace: CouncilId, today: date) -> list[WorkedHours]:
    """The hours that a workplace has told of late, the last first."""
    since = today - timedelta(days=BACK)
    rows = WorkedHours.objects.filter(workplace=workplace, day__gte=since).exclude(state=Hours.WITHDRAWN.value)
    return list(rows.select_related("account__person").order_by("-day", "-pk"))


@dataclass(frozen=True, slots=True)
class Together:
    """The books of all in a federation: seconds by kind of account, of every hour what is credited, plan hours."""

    totals: dict[Account, Seconds]
    factor: Decimal
    hours: Decimal
    common: Decimal
    silent: bool


def together(congress: Council) -> Together:
    """``silent``: so few have had hours confirmed that the sums would tell what one of them has."""
    offer = congress.economy.offer
    confirmed = LabourAccount.objects.filter(root=congress.id, hours__state=Hours.CONFIRMED.value)
    number = confirmed.distinct().count()
    share = factor_in(congress)
    return Together(
        totals=books.totals(congress.id),
        factor=Decimal(share.numerator) / share.denominator,
        hours=offer.hours if offer else Decimal(0),
        common=offer.common if offer else Decimal(0),
        silent=0 < number < congress.charter.planning.floor,
    )


FORECASTS: Remembered[tuple[Forecast, ...]] = Remembered()


def freed(congress: Council, product: Code) -> tuple[Forecast, ...]:
    """What it would take if more of a product were wanted; empty before needs were called for."""

    def foreseen() -> tuple[Forecast, ...]:
        return tuple(forecasts(economy_of(congress), product))

    return FORECASTS.of(congress, product, foreseen) if ready(congress) else ()


def members_of(workplace: CouncilId) -> dict[int, MemberId]:
    """The members of an assembly, by the number of the person."""
    rows = Membership.objects.filter(council=workplace, former=False)
    return dict(rows.values_list("person_id", "member"))

"""Plans as people judge them: what they give, what is short and why, what binds, who does what, what changes (R18).

Theory of operation. An offer names activities and prices; all else is reckoned from it and from what the congress knew
when it was brought. That is folded from the record once for each plan, and never asked of anybody; what was reckoned
is kept, since a page puts several plans side by side for everybody who looks.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

import msgspec

from councils.app.planning import Remembered, Variant
from councils.core.act import CouncilId, Event, MatterId
from councils.core.charter import Kind
from councils.core.council import Council
from councils.core.economy.adopting import PlanAdopted
from councils.core.economy.declared import Code
from councils.core.economy.needs import Horizon
from councils.core.economy.offer import PlanOffer
from councils.core.economy.remaking import PlanRemade
from councils.core.economy.state import Economy
from councils.core.evolve import evolve
from councils.core.motion import Motion, MotionProposed
from councils.plan.explain import Chain, chains
from councils.plan.federation import COMMON, plan_of
from councils.plan.linear import Limit, Row
from councils.plan.results import Capacity, Met, Results
from councils.plan.solve import Plan
from councils.store.ledger import event
from councils.store.models import Act, CouncilRow

TOLD = 12  # of what is short, of what binds, of what changes: the most that is told one by one
ZERO = Decimal(0)
DECLARED = ("techniques", "trades", "resources", "stocks")


@dataclass(frozen=True, slots=True)
class Got:
    """Of a product what is needed and what of it is met, over all councils and periods; units."""

    product: Code
    needed: float
    met: float
    common: float

    @property
    def share(self) -> float:
        return self.met / self.needed if self.needed else 1.0


@dataclass(frozen=True, slots=True)
class Figures:
    """A plan at a glance. ``hours`` in all, ``weekly`` for each member in a week; needs met in full, of how many;
    ``worst``: the council that least of its needs are met of, and that share."""

    hours: Decimal
    common: Decimal
    weekly: Decimal
    met: int
    needs: int
    worst: tuple[CouncilId, float] | None
    horizon: Horizon


@dataclass(frozen=True, slots=True)
class Short:
    """``unmet`` units of a product, in so many ``councils``; ``chain``: what stands behind the worst of it."""

    product: Code
    unmet: float
    councils: int
    chain: Chain


class Looked:
    """A plan with what the congress knew when it was brought (``congress``)."""

    def __init__(self, congress: Council, offer: PlanOffer) -> None:
        needs = congress.economy.needs
        assert needs is not None  # there is no plan without
        self.congress, self.offer, self.horizon = congress, offer, needs.horizon
        self.plan = plan_of(congress, offer)
        self.results = Results(self.plan)
        self.needs = list(self.results.needs())

    def figures(self, people: int) -> Figures:
        weeks = Decimal(self.horizon.days * self.horizon.periods) / 7
        short = self.results.unmet()
        places: dict[CouncilId, list[float]] = defaultdict(list)
        for met in self.needs:
            places[met.need.council].append(1.0 - met.share)
        shares = {place: sum(each) / len(each) for place, each in places.items() if place}
        worst = min(shares.items(), key=lambda item: item[1], default=None)
        weekly = self.offer.hours / (weeks * people) if people else ZERO
        return Figures(
            self.offer.hours,
            self.offer.common,
            weekly,
            len(self.needs) - len(short),
            len(self.needs),
            worst,
            self.horizon,
        )

    def got(self) -> list[Got]:
        """Product by product, what is least met first."""
        sums: dict[Code, list[float]] = defaultdict(lambda: [0.0, 0.0, 0.0])
        for met in self.needs:
            of = sums[met.need.product]
            of[0] += met.need.quantity
            of[1] += met.need.quantity - met.unmet
            of[2] += met.need.quantity if met.need.category == COMMON else 0.0
        found = [Got(code, *each) for code, each in sums.items()]
        return sorted(found, key=lambda got: (round(got.share, 6), self.congress.economy.products[got.product].name))

    def short(self) -> list[Short]:
        """The products that go short, the first priority first, each with the chain behind its worst need."""
        sums: dict[Code, list[Met]] = defaultdict(list)
        for met in self.results.unmet():
            sums[met.need.product].append(met)
        told = list(sums.items())[:TOLD]
        worst = chains(self.results, [mets[0] for _, mets in told])
        return [
            Short(code, sum(m.unmet for m in mets), len({m.need.council for m in mets}), chain)
            for (code, mets), chain in zip(told, worst, strict=True)
        ]

    def binds(self) -> list[Capacity]:
        """What is at its limit, so that more of it would meet more needs or save work; each once, the dearest first."""
        found = [c for c in self.results.capacities() if c.binds]
        found.sort(key=lambda c: (-c.unmet_less * c.limit, -c.hours_less * c.limit))
        once = {c.of._replace(period=""): c for c in reversed(found)}
        return sorted(once.values(), key=found.index)[:TOLD]

    def row_of(self, product: Code) -> Row | None:
        """Where most of a product is made."""
        made = [each for each in self.results.output() if each.row.code == product and each.row.kind is Limit.PRODUCT]
        best = max(made, key=lambda each: each.made, default=None)
        return best.row if best and best.made > 0 else None


LOOKED: Remembered[Looked] = Remembered(12)


def brought(root: CouncilId, matter: MatterId) -> Plan | None:
    """The plan of a motion, with the economy that it was computed from; None where there is no such motion, or plan."""
    found = then(root, MotionProposed.__name__, matter)
    offer = found[1].proposal.plan if found and isinstance(found[1], MotionProposed) else None
    return plan_of(found[0], offer) if found and offer else None


def look(congress: Council, motion: Motion) -> Looked | None:
    """The plan of a motion; None where the motion has none."""
    offer = motion.proposal.plan
    return look_back(congress.id, offer, MotionProposed.__name__, motion.id) if offer else None


def look_in_force(congress: Council) -> Looked | None:
    """The plan in force, as it was adjusted last; None where there is none."""
    economy = congress.economy
    if economy.offer is None:
        return None
    if not economy.adjustment:
        return look(congress, congress.motions[economy.plan])
    about = (economy.plan, economy.adjustment)
    kinds = (PlanRemade.__name__, PlanAdopted.__name__)
    return next(filter(None, (look_back(congress.id, economy.offer, kind, *about) for kind in kinds)), None)


def look_now(congress: Council, matter: MatterId) -> tuple[Motion, Looked] | None:
    """A motion and its plan, that in force as it was adjusted last; None where there is no such motion, or plan."""
    motion = congress.motions.get(matter)
    if motion is None:
        return None
    looked = look_in_force(congress) if matter == congress.economy.plan else look(congress, motion)
    return (motion, looked) if looked else None


def look_at(congress: Council, variant: Variant) -> Looked:
    """A plan that could be brought now."""
    return LOOKED.of(congress, variant.aim, lambda: Looked(congress, variant.offer))


def look_back(root: CouncilId, offer: PlanOffer, kind: str, motion: MatterId, adjustment: int = 0) -> Looked | None:
    """``offer`` with what the congress knew in the act in which it was brought, or adjusted."""
    found = then(root, kind, motion, adjustment)
    if found is None:
        return None
    before, _, hashed = found
    return LOOKED.of(before, f"{hashed} {motion}", lambda: Looked(before, offer))


def then(root: CouncilId, kind: str, motion: MatterId, adjustment: int = 0) -> tuple[Council, Event, str] | None:
    """The congress as it was just before an act in which a plan was brought, or adjusted; its event, the act's hash."""
    acts = Act.objects.filter(council=root, events__contains=f'"{kind}"').order_by("-version")
    for act in acts:
        for named in msgspec.json.decode(act.events):
            found = event(named)
            told = getattr(found, "motion", ""), getattr(found, "adjustment", 0)
            if type(found).__name__ == kind and told == (motion, adjustment):
                before = folded(root, act.version, act.hash)
                return (before, found, act.hash) if before else None
    return None


@lru_cache(maxsize=16)
def folded(root: CouncilId, version: int, hashed: str) -> Council | None:  # noqa: ARG001 - what stands on record by it
    """A council before its act of this number."""
    state: Council | None = None
    for events in (
        Act.objects.filter(council=root, version__lt=version).order_by("version").values_list("events", flat=True)
    ):
        for named in msgspec.json.decode(events):
            state = evolve(state, event(named))
    return state


def under_vote(congress: Council) -> list[Motion]:
    """The plans that have been brought and are not decided yet."""
    return [m for m in congress.motions.values() if m.proposal.kind is Kind.PLAN and m.open]


def current_plans(congress: Council) -> list[Motion]:
    """The plan in force, and those under vote."""
    force = congress.motions.get(congress.economy.plan)
    return [*([force] if force else ()), *under_vote(congress)]


def deserted(congress: Council) -> list[CouncilId]:
    """Assemblies of which techniques are planned with though nobody takes part there any more."""
    owners = {owner for (owner, _), technique in congress.economy.techniques.items() if technique.most != 0}
    base = congress.charter.levels[0].name
    found = CouncilRow.objects.filter(id__in=sorted(owners), level=base, members=0)
    return sorted(found.values_list("id", flat=True))


def told_anew(then: Economy, now: Economy, offer: PlanOffer) -> list[tuple[str, CouncilId, Code]]:
    """What the orders of a plan rest on and is declared otherwise since it was computed: its shelf, owner and code."""
    runs = {(order.council, make.technique) for order in offer.orders for make in order.make}
    uses = {code for order in offer.orders for make in order.make for code in (*make.uses, *make.makes)}
    known = [technique for key in runs for technique in [then.techniques.get(key)] if technique]
    shared = {code for technique in known for code in technique.occupies}

    def rests(shelf: str, owner: CouncilId, code: Code) -> bool:
        if shelf in ("techniques", "trades"):
            return (owner, code) in runs
        return code in (shared if shelf == "resources" else uses)

    shelves = [(name, getattr(then, name), getattr(now, name)) for name in DECLARED]
    return [
        (name, *key)
        for name, before, after in shelves
        for key in sorted({*before, *after})
        if before.get(key) != after.get(key) and rests(name, *key)
    ]


@dataclass(frozen=True, slots=True)
class Change:
    """What one council does with a technique, in hours of an average week; before and after."""

    council: CouncilId
    technique: Code
    before: Decimal
    after: Decimal

    @property
    def much(self) -> Decimal:
        return abs(self.after - self.before)


def changes(old: PlanOffer, old_horizon: Horizon, new: PlanOffer, new_horizon: Horizon) -> list[Change]:
    """Who works more or less by the new plan than by the old one, the largest change first."""
    before, after = weekly(old, old_horizon), weekly(new, new_horizon)
    found = [Change(*key, before.get(key, ZERO), after.get(key, ZERO)) for key in {*before, *after}]
    return sorted((c for c in found if c.much > Decimal("0.05")), key=lambda c: (-c.much, c.council, c.technique))


def weekly(offer: PlanOffer, horizon: Horizon) -> dict[tuple[CouncilId, Code], Decimal]:
    weeks = Decimal(horizon.days * horizon.periods) / 7
    hours: dict[tuple[CouncilId, Code], Decimal] = defaultdict(Decimal)
    for order in offer.orders:
        for make in order.make:
            hours[order.council, make.technique] += make.hours / weeks
    return hours


@dataclass(frozen=True, slots=True)
class Task:
    """What a council is asked for, over all periods: runs of a technique, with what it makes and the hours."""

    council: CouncilId
    technique: Code
    runs: Decimal
    makes: dict[Code, Decimal]
    hours: Decimal


def tasks(offer: PlanOffer, councils: Iterable[CouncilId]) -> Iterator[Task]:
    """What these councils would be ordered."""
    names = set(councils)
    for order in offer.orders:
        if order.council not in names:
            continue
        techniques: dict[Code, list[Decimal]] = {}
        makes: dict[Code, dict[Code, Decimal]] = defaultdict(lambda: defaultdict(Decimal))
        for make in order.make:
            runs, hours = techniques.get(make.technique, [ZERO, ZERO])
            techniques[make.technique] = [runs + make.runs, hours + make.hours]
            for code, much in make.gives.items():
                makes[make.technique][code] += much
        for technique, (runs, hours) in techniques.items():
            yield Task(order.council, technique, runs, dict(makes[technique]), hours)


def goods(offer: PlanOffer, council: CouncilId) -> tuple[dict[Code, Decimal], dict[Code, Decimal]]:
    """What a place would be sent, and what it would send, in all."""
    comes: dict[Code, Decimal] = defaultdict(Decimal)
    goes: dict[Code, Decimal] = defaultdict(Decimal)
    for order in offer.orders:
        for send in order.send:
            if send.to == council:
                comes[send.product] += send.quantity
            if order.council == council:
                goes[send.product] += send.quantity
    return dict(comes), dict(goes)

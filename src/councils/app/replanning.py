"""The rest of the plan in force, made anew: prepared beside the record, and put in force or brought to the vote (R18).

Theory of operation. What people would say that they need is asked without writing anything (an act of which nothing is
kept), and the plan for the periods that are still to come is computed for it, from the basis of the plan in force: so
whatever need not change does not. That is *prepared* once a day, and whenever something declared or needed has changed,
and shown with what it changes and for whom. To put it in force, or to bring it to the vote, is one transaction at the
end, which calls for the needs and gives the plan: if meanwhile people need something else it is prepared anew. Whatever
breaks off before has changed nothing, and the plan in force goes on.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from councils.app.batch import batch, world
from councils.app.clock import now as present
from councils.app.identity import standing
from councils.app.perform import Performed, perform
from councils.app.planning import none_found
from councils.app.queries.federations import roots
from councils.app.queries.plans import look_in_force
from councils.app.reckoning import solved
from councils.core.act import CLOCK, Command, CouncilId, Voice
from councils.core.charter import Kind
from councils.core.charter.limits import Remaking
from councils.core.council import Council
from councils.core.economy.adopting import undoable
from councils.core.economy.declaring import not_planning
from councils.core.economy.needs import CallNeeds, Horizon
from councils.core.economy.offer import PlanOffer
from councils.core.economy.remaking import RemakePlan, carried, rest_changed
from councils.core.economy.rolling import periods_gone, rest_of, to_come
from councils.core.economy.together import as_now
from councils.core.machines import Force, MotionState
from councils.core.motion import Propose
from councils.core.proposal import Proposal
from councils.core.refusal import Reason, Refused, refuse
from councils.core.run import run
from councils.core.sentence import Phrase
from councils.plan.federation import economy_of, offered, proved
from councils.plan.part_of_plan import rest_of_plan
from councils.plan.solve import Plan
from councils.store import baskets
from councils.store.models import MatterRow, Person

ATTEMPTS = 3
NOTHING = Decimal("0.001")  # of the hours of a plan: what changes by less is not made anew


@dataclass(frozen=True, slots=True)
class Anew:
    """The rest of the plan in force as it would be now.

    ``then``: the congress with what is needed; ``before``: what the plan in force asks for in these periods;
    ``obstacle``: why that cannot be carried out. Hours of work that are otherwise: ``changed`` since the plan was
    carried, of which ``most`` need no vote, and ``now`` by this.
    """

    then: Council
    horizon: Horizon
    before: PlanOffer
    plan: Plan
    offer: PlanOffer
    obstacle: Phrase | None
    changed: Decimal
    most: Decimal
    now: Decimal

    @property
    def small(self) -> bool:
        """Whether it needs no vote."""
        return self.changed <= self.most

    @property
    def worthwhile(self) -> bool:
        return self.obstacle is not None or self.now > NOTHING * carried(self.then).hours


Needed = tuple[frozenset[Any], int]
Key = tuple[int, str, int, date, Needed]
PREPARED: dict[CouncilId, tuple[Key, Anew | None]] = {}
"""By congress, what was prepared last, and for which state of things."""


def prepared(congress: Council, at: datetime | None = None) -> Anew | None:
    """The rest of the plan in force made anew, computed once a day and after each change of what is declared or needed.

    None where no plan is in force, no period of it is still to come, or none is found for what is needed now.
    """
    today = (at or present()).date()
    economy = congress.economy
    key = (economy.version, economy.plan, economy.adjustment, today, needed_now(congress.id))
    known = PREPARED.get(congress.id)
    if known is None or known[0] != key:
        known = key, prepare(congress, at or present())
        PREPARED[congress.id] = known
    return known[1]


def needed_now(root: CouncilId) -> Needed:
    """What is another one when a basket in the federation has changed, or a council needs something more.

    What councils need as a whole is carried motions; how many there are of any kind is cheaper to ask.
    """
    carried_motions = MatterRow.objects.filter(sort="motion", state=MotionState.CARRIED.value).count()
    return frozenset(baskets.sums(root).items()), carried_motions


def prepare(congress: Council, at: datetime) -> Anew | None:
    """The same, computed now."""
    economy, force = congress.economy, standing_plan(congress)
    called = economy.needs
    voice = asking(congress)
    if force is None or called is None or voice is None:
        return None
    horizon = rest_of(force, congress.charter.planning.period_days, at.date())
    then = horizon and asked(congress, CallNeeds(voice, horizon), at)
    looked = look_in_force(congress)
    if not (horizon and then and looked):
        return None
    gone = periods_gone(force, horizon)
    start = rest_of_plan(looked.plan, gone or 0)
    plan = solved(economy_of(then), fair=force.fair, least=force.least, start=start)
    if not proved(plan):
        return None
    offer, voted = offered(then, plan), carried(congress)
    share = congress.charter.planning.adjust_share
    most = voted.hours * share.numerator / share.denominator
    before = to_come(force, horizon.start)
    return Anew(
        then=then,
        horizon=horizon,
        before=before,
        plan=plan,
        offer=offer,
        obstacle=undoable(then, before),
        changed=rest_changed(voted, offer, horizon.start),
        most=most,
        now=rest_changed(before, offer, horizon.start),
    )


def standing_plan(congress: Council) -> PlanOffer | None:
    """The plan in force, whose orders stand."""
    directive = congress.directives.get(congress.economy.directive)
    offer = congress.economy.offer
    standing = offer is not None and directive is not None and directive.force is Force.IN_FORCE
    return as_now(congress.economy, offer) if offer and standing else None


def asking(congress: Council) -> Voice | None:
    """Who could call for needs here: the clock, or whoever speaks for the planning; None while nobody does."""
    if congress.charter.planning.remaking is Remaking.CLOCK:
        return CLOCK
    return next((voice for voice in sorted(congress.roll) if not_planning(congress, voice) is None), None)


def unprepared(congress: Council, at: datetime | None = None) -> Refused:
    """Why the rest of the plan in force cannot be made anew, where `prepared` finds none."""
    force, called = standing_plan(congress), congress.economy.needs
    if force is None or called is None:
        return refuse(Reason.NO_PLAN_IN_FORCE)
    days, today = congress.charter.planning.period_days, (at or present()).date()
    if rest_of(force, days, today) is None or look_in_force(congress) is None:
        return refuse(Reason.NOTHING_TO_COME)
    return none_found(congress)


def asked(congress: Council, act: CallNeeds, at: datetime) -> Council | None:
    """The congress as it would be if needs were called for now; nothing is written."""
    here = world()
    here.begin()
    steps = run(here, congress.id, act, at)
    if isinstance(steps, Refused):
        return None
    return [step.after for step in steps if step.council == congress.id][-1]


class OtherwiseError(Exception):
    """Something else is needed than what the plan was prepared for, or it was refused: nothing of it is kept."""

    def __init__(self, refused: Refused | None = None) -> None:
        super().__init__()
        self.refused = refused


def put_in_force(person: Person, congress: Council) -> Performed:
    """The planning office makes the rest of the plan anew, where so little changes that no vote is needed."""
    return spoken(person, congress, lambda voice, anew: RemakePlan(voice, anew.offer))


def bring(person: Person, congress: Council, title: str, text: str) -> Performed:
    """The rest of the plan, made anew, is brought as a motion, by the planning office."""

    def motion(voice: Voice, anew: Anew) -> Command:
        return Propose(voice, Proposal(Kind.PLAN, title, text, plan=anew.offer))

    return spoken(person, congress, motion)


def spoken(person: Person, congress: Council, act: Callable[[Voice, Anew], Command]) -> Performed:
    speaker = standing(person, congress.id)
    if speaker is None:
        return refuse(Reason.NOT_ON_ROLL)
    return given(congress, speaker.voice, act, None)


def given(congress: Council, voice: Voice, act: Callable[[Voice, Anew], Command], at: datetime | None) -> Performed:
    """Call for needs and do ``act``, both or neither; prepared anew where people need something else by now."""
    for _attempt in range(ATTEMPTS):
        anew = prepared(congress, at)
        if anew is None:
            break
        try:
            return together(congress.id, anew, voice, act, at)
        except OtherwiseError as otherwise:
            if otherwise.refused is not None:
                return otherwise.refused
            PREPARED.pop(congress.id, None)
            congress = world().council(congress.id) or congress
    return unprepared(congress, at)


def together(
    root: CouncilId, anew: Anew, voice: Voice, act: Callable[[Voice, Anew], Command], at: datetime | None
) -> Performed:
    with batch():
        done: Performed = ()
        for command in (CallNeeds(voice, anew.horizon), act(voice, anew)):
            done = perform(root, command, at)
            if isinstance(done, Refused):
                raise OtherwiseError(done)
            here = world().council(root)
            if here is None or here.economy.needs != anew.then.economy.needs:
                raise OtherwiseError
        return done


def replan(at: datetime | None = None) -> int:
    """What the clock does: prepare the rest of every plan in force, and put in force what changes little.

    How many were made anew. A call for needs that no plan was brought for yet is left to the planning office.
    """
    done = 0
    for row in roots():
        congress = world().council(row.pk)
        if congress is None or not congress.charter.planning.office:
            continue
        anew = prepared(congress, at)
        if anew is None or not (anew.small and anew.worthwhile) or by_hand(congress, at or present()):
            continue
        made = given(congress, CLOCK, lambda voice, found: RemakePlan(voice, found.offer), at)
        done += not isinstance(made, Refused)
    return done


def by_hand(congress: Council, at: datetime) -> bool:
    """Whether this is left to the planning office: by the charter, or because it is about to bring another plan."""
    needs = congress.economy.needs
    if needs is None or congress.charter.planning.remaking is not Remaking.CLOCK:
        return True
    met = {motion.proposal.plan.needs for motion in congress.motions.values() if motion.proposal.plan}
    offer = congress.economy.offer
    used = needs.call in met or (offer is not None and offer.needs == needs.call)
    return not used and needs.horizon.start > at.date()

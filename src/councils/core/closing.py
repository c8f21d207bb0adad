"""What follows when a ballot closes: on a motion, on a question from above, on a recall (R6, R7, R10, R12, R13, R15).

Theory of operation. A ballot is closed by the clock at its time, or earlier when nothing can be added to it. The matter
that it belongs to says what is counted and by which majority; a carried motion has the consequence of its kind, in the
same breath.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from councils.core import directive, joining, merger, objection, referral, reopening, special, split
from councils.core.act import Event, Events, MatterId
from councils.core.amending import amendment_in
from councils.core.amending import conclude as conclude_amendment
from councils.core.charter import Kind, MotionRule
from councils.core.charter_change import CharterOvertaken, amended, next_version
from councils.core.competence import obstacles
from councils.core.council import Council
from councils.core.economy.adopting import adopted
from councils.core.economy.needs import CollectiveNeedCarried
from councils.core.economy.provision import ProvisionChanged
from councils.core.machines import Force
from councils.core.motion import Motion, MotionCarried, MotionLost
from councils.core.proposal import Proposal, unfit
from councils.core.recall import Recall, Recalled, RecallRejected
from councils.core.referral import MandatesCounted
from councils.core.vacancy import fall
from councils.core.vote.ballot import Ballot
from councils.core.vote.verdict import Asked, Verdict, judge, judge_by, judge_options


@dataclass(frozen=True, slots=True)
class InitiativeSent(Event):
    """Carried here: a motion of the council above."""

    proposal: Proposal


@dataclass(frozen=True, slots=True)
class ReferralDemanded(Event):
    """Carried here: the council above is to refer its motion down (R7)."""

    motion: MatterId


@dataclass(frozen=True, slots=True)
class MotionSuspended(Event):
    """Carried, and waits until ``decisions`` above are changed (R20)."""

    motion: MatterId
    decisions: tuple[MatterId, ...]


def conclude(council: Council, matter: MatterId, at: datetime) -> Events:
    """The events that close the ballot on ``matter``, as it stands, and all that follows in this council."""
    if matter in council.motions:
        return conclude_motion(council, council.motions[matter], at)
    amendment = amendment_in(council, matter)
    if amendment is not None:
        return conclude_amendment(council, amendment, at)
    if matter in council.recalls:
        return conclude_recall(council, council.recalls[matter], at)
    return referral.conclude(council, matter)


def conclude_motion(council: Council, motion: Motion, at: datetime) -> Events:
    ballot = council.ballots[motion.id]
    rules = reopening.rules(council, motion)
    if motion.id in council.referrals:
        found = [referral.counted(council, motion.id, rule) for rule in rules]
        countings = next((one for one in found if not one.decisive.carried), found[0])
        verdict = countings.decisive
        counts: Events = (ballot.closing, MandatesCounted(motion.id, countings))
    else:
        verdicts = [verdict_on(ballot, rule) for rule in rules]
        verdict = next((one for one in verdicts if not one.carried), verdicts[0])
        counts = (ballot.closing,)
    return (*counts, *decision(council, motion, verdict, at))


def verdict_on(ballot: Ballot, rule: MotionRule) -> Verdict:
    """The verdict on a motion that this council decides by itself."""
    if ballot.options is not None:
        ask = Asked(ballot.matter, len(ballot.roll), rule.quorum)
        return judge_options(rule, ballot.profile, ballot.options, ask)
    return judge_by(rule, ballot.tally, len(ballot.roll), rule.quorum)


def decision(council: Council, motion: Motion, verdict: Verdict, at: datetime) -> Events:
    earlier = reopening.superseded(council, motion)
    if verdict.carried:
        carried, blocking = MotionCarried(motion.id, verdict, at), obstacles(council, motion.id)
        waits = (MotionSuspended(motion.id, blocking),) if blocking else ()
        return (carried, *earlier, *(waits or consequence(council, replace(motion, verdict=verdict), at)))
    lost = MotionLost(motion.id, verdict, at)
    return (lost, *earlier, *objection.settled(council, motion.proposal, Force.REVOKED, at))


def consequence(council: Council, motion: Motion, at: datetime) -> Events:
    """What being carried causes, by the kind of motion."""
    return CONSEQUENCES.get(motion.proposal.kind, nothing)(council, motion, at)


def nothing(council: Council, motion: Motion, at: datetime) -> Events:
    """A resolution, or the council's own order, is carried out by nobody but those who read it."""
    return ()


def office_made(council: Council, motion: Motion, at: datetime) -> Events:
    office = motion.proposal.office
    return special.make(council, motion.id, office, at) if office else ()


def charter_change(council: Council, motion: Motion, at: datetime) -> Events:
    """In force, unless another change has come first and this one does not fit any more."""
    charter = motion.proposal.charter
    if charter is None:
        return ()
    why = unfit(council, charter)
    if why:
        return (CharterOvertaken(motion.id, why),)
    return amended(council, next_version(council), charter, motion.id, at)


CONSEQUENCES: Mapping[Kind, Callable[[Council, Motion, datetime], Events]] = {
    Kind.DIRECTIVE: lambda council, m, at: (
        directive.issue(council, m.id, replace(m.proposal, title=m.decided_title), at),
    ),
    Kind.INITIATIVE: lambda council, m, at: (InitiativeSent(m.proposal),),
    Kind.DEMAND: lambda council, m, at: (ReferralDemanded(m.proposal.target),),
    Kind.OBJECTION: lambda council, m, at: (objection.ObjectionRaised(m.proposal.target),),
    Kind.RECONSIDERATION: lambda council, m, at: objection.settled(council, m.proposal, Force.IN_FORCE, at),
    Kind.REOPENING: reopening.reopened,
    Kind.REPEAL: lambda council, m, at: reopening.repealed(council, m.proposal.target, m.id),
    Kind.SPECIAL_OFFICE: office_made,
    Kind.CHARTER: charter_change,
    Kind.FOUNDING: lambda council, m, at: joining.founding(council, m.id, m.proposal),
    Kind.SPLIT: lambda council, m, at: split.decided(council, m.id, m.proposal, at),
    Kind.MERGER: lambda council, m, at: merger.decided(council, m.id, m.proposal.target),
    Kind.JOINING: lambda council, m, at: joining.asked(council, m.id, m.proposal.target),
    Kind.ADMISSION: lambda council, m, at: joining.taken_in(council, m.id, m.proposal.target),
    Kind.LEAVING: lambda council, m, at: joining.leaving(council, m.id, at),
    Kind.PLAN: lambda council, m, at: adopted(council, m.id, m.proposal.title, m.proposal.plan, at),
    Kind.NEED: lambda council, m, at: (CollectiveNeedCarried(m.id, m.proposal.need),) if m.proposal.need else (),
    Kind.PROVISION: lambda council, m, at: (
        (ProvisionChanged(m.id, m.proposal.provision),) if m.proposal.provision else ()
    ),
}


def conclude_recall(council: Council, recall: Recall, at: datetime) -> Events:
    """In force at once: the seat, the place among the alternates, and (through ``react``) all that rests on it."""
    ballot = council.ballots[recall.id]
    rule = council.charter.recall
    if not judge(ballot.tally, len(ballot.roll), rule.quorum, rule.majority).carried:
        return (ballot.closing, RecallRejected(recall.id))
    return (
        ballot.closing,
        Recalled(recall.id, recall.holder, recall.office),
        *fall(council, recall.holder, cause=f"recalled: {recall.id}", at=at, office=recall.office, recall=recall.id),
    )

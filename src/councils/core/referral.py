"""Referral: a question before a higher council goes down to every base assembly, and comes back as mandates (R7).

Theory of operation. The council whose motion it is refers it; every council below receives it with an earlier deadline
and refers it on; each base assembly votes. An answer goes one level up, where it binds the delegation that the council
sends (``mandate.py``), and so on up. A council that has no valid answer gives no mandate.

The council whose question it is and every council on the way hold the same ``Referral``: the mandates from below.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from fractions import Fraction

from councils.core.act import Caused, CouncilId, Credential, Event, Events, MatterId, Outcome, Polled, later
from councils.core.charter import Counting, Kind, MandateKind, MotionRule, Together
from councils.core.council import Council
from councils.core.machines import MANDATE, REFERRAL, MandateState, ReferralState
from councils.core.mandate import Answer, Delegation, Mandate, allowed, bind, outcome
from councils.core.refusal import Reason, Refused, refuse
from councils.core.vote.ballot import Ballot, BallotClosed, BallotOpened
from councils.core.vote.poll import freeze
from councils.core.vote.tally import Choice, Tally, Weight
from councils.core.vote.verdict import Position, Verdict, judge, judge_by

PLAIN = MotionRule()
"""What the answer to a question from above needs: more yes than no."""


@dataclass(frozen=True, slots=True)
class Referral:
    """``state`` is None in the council whose motion it is: there the motion has the life cycle."""

    question: MatterId
    title: str
    kind: Kind
    closes: datetime
    state: ReferralState | None = None
    mandates: Mapping[CouncilId, Mandate] = field(default_factory=dict)
    answer: Answer | None = None
    countings: Countings | None = None
    resized: frozenset[CouncilId] = frozenset()  # councils below whose roll is another now than the one that answers


@dataclass(frozen=True, slots=True)
class Countings:
    """One question counted in three ways (R9); ``deciding`` is the charter's.

    ``together``: the ways of counting that must all carry it (R6), and ``councils`` the fourth of them, if it is one.
    """

    delegates: Verdict
    members: Verdict
    base: Verdict
    deciding: Counting
    councils: Verdict | None = later(None)
    together: tuple[Together, ...] = later(())

    @property
    def decisive(self) -> Verdict:
        """The verdict that decides: of several that must carry it together, the first that does not."""
        asked: list[Verdict] = [getattr(self, way) for way in self.together or (self.deciding,)]
        return next((verdict for verdict in asked if not verdict.carried), asked[0])

    @property
    def disagree(self) -> bool:
        """Whether another way of counting would have decided otherwise."""
        return len({self.delegates.carried, self.members.carried, self.base.carried}) > 1

    def undecided(self) -> Countings:
        """The same numbers, of which nothing follows."""
        ways = [way.value for way in Together if getattr(self, way) is not None]
        counts = {name: replace(getattr(self, name), carried=False, position=Position.NONE) for name in ways}
        return replace(self, **counts)


@dataclass(frozen=True, slots=True)
class ReceiveReferral(Polled, Caused):
    """Caused above: answer this question before ``closes``."""

    matter: MatterId
    title: str
    kind: Kind
    closes: datetime


@dataclass(frozen=True, slots=True)
class Instruct(Caused):
    """Caused below: ``council`` has answered."""

    question: MatterId
    council: CouncilId
    answer: Answer


@dataclass(frozen=True, slots=True)
class MotionReferred(Event):
    question: MatterId
    title: str
    kind: Kind
    closes: datetime


@dataclass(frozen=True, slots=True)
class ReferralReceived(Event):
    question: MatterId
    title: str
    kind: Kind
    closes: datetime


@dataclass(frozen=True, slots=True)
class MandateGiven(Event):
    """``bound`` is what it came to for the seats that the delegation had filled."""

    question: MatterId
    council: CouncilId
    answer: Answer
    seats: int
    bound: Tally | None


@dataclass(frozen=True, slots=True)
class MandateNotGiven(Event):
    """The council below has answered, but not with a valid decision."""

    question: MatterId
    council: CouncilId
    answer: Answer


@dataclass(frozen=True, slots=True)
class MandateBreached(Event):
    """A delegate voted against an answerable mandate."""

    question: MatterId
    council: CouncilId
    credential: Credential
    choice: Choice


@dataclass(frozen=True, slots=True)
class MandatesCounted(Event):
    """The ballot closed with these three countings."""

    question: MatterId
    countings: Countings


@dataclass(frozen=True, slots=True)
class PositionTaken(Event):
    question: MatterId
    answer: Answer


@dataclass(frozen=True, slots=True)
class NoPosition(Event):
    """The deadline passed without a valid decision: no mandate is given."""

    question: MatterId
    answer: Answer


def receive(council: Council, act: ReceiveReferral, at: datetime) -> Outcome:
    if act.matter in council.referrals:
        return ()
    roll = freeze(council, act.papers)
    if isinstance(roll, Refused):
        return roll
    closes = max(act.closes, at)
    return (
        ReferralReceived(act.matter, act.title, act.kind, closes),
        BallotOpened(act.matter, roll, closes),
    )


def deadline_below(council: Council, referral: MotionReferred | ReferralReceived | Referral) -> datetime:
    """When those below must have answered: always before this council closes, and be it on the same day."""
    return referral.closes - max(timedelta(days=council.charter.referral.step_days), timedelta(minutes=1))


def instruct(council: Council, act: Instruct, at: datetime) -> Outcome:
    """What comes after the ballot has closed is too late to bind, and stays on record below only."""
    referral = council.referrals.get(act.question)
    if referral is None:  # the question of another federation, which the council below has left since
        return ()
    mandate = referral.mandates.get(act.council)
    if council.ballots[act.question].closed or mandate is None or not MANDATE.allows(mandate.state, MandateGiven):
        return ()
    if not act.answer.valid:
        return (MandateNotGiven(act.question, act.council, act.answer),)
    seats = len(seats_of(council.ballots[act.question], act.council))
    bound = bind(act.answer, seats, council.charter.referral)
    return (MandateGiven(act.question, act.council, act.answer, seats, bound),)


def seats_of(ballot: Ballot, council_below: CouncilId) -> tuple[Credential, ...]:
    return ballot.roll.delegations.get(council_below, ())


def delegations(council: Council, question: MatterId) -> tuple[Delegation, ...]:
    """Every delegation in the ballot on ``question``, by the council that sent it; empty ones included."""
    ballot, referral = council.ballots[question], council.referrals[question]
    parties = dict.fromkeys((*referral.mandates, *ballot.roll.delegations))
    return tuple(delegation(council, question, party) for party in parties)


def delegation(council: Council, question: MatterId, party: CouncilId) -> Delegation:
    """The delegation of the council ``party``, as it is in the ballot on ``question``."""
    rule = council.charter.referral
    ballot, referral = council.ballots[question], council.referrals[question]
    filled = seats_of(ballot, party)
    mandate = referral.mandates.get(party, Mandate(party, MandateState.NOT_GIVEN))
    answer = mandate.answer
    below = council.below.get(party)
    return Delegation(
        council=party,
        seats=len(filled),
        represented=answer.represented if answer else (below.represented if below else 0),
        mandate=mandate,
        votes={name: ballot.votes[name] for name in filled if name in ballot.votes},
        bound=bind(answer, len(filled), rule),
    )


def take_part(council: Council, question: MatterId, delegate: Credential, choice: Choice) -> Refused | Events:
    """What the mandate says to this vote of a delegate: refused, a breach on record, or nothing (R7, R8)."""
    rule = council.charter.referral
    mine = delegation(council, question, council.ballots[question].roll.sender(delegate))
    name = council.known_below(mine.council).name
    if mine.mandate.state is MandateState.AWAITED:
        when = deadline_below(council, council.referrals[question])
        free = rule.mandate is MandateKind.FREE
        return () if free else refuse(Reason.NO_MANDATE_YET, council=name, when=f"{when:%Y-%m-%d %H:%M}")
    if mine.silent:
        return refuse(Reason.NO_MANDATE, council=name, effect="do not count")
    if rule.mandate is MandateKind.FREE or mine.bound is None or allowed(mine, delegate, choice):
        return ()
    if mine.mandate.state is MandateState.NOT_GIVEN:
        return refuse(Reason.NO_MANDATE, council=name, effect="abstain")
    if rule.mandate is MandateKind.IMPERATIVE:
        told = mine.bound
        return refuse(Reason.AGAINST_MANDATE, council=name, yes=told.yes, no=told.no, abstain=told.abstain)
    return (MandateBreached(question, mine.council, delegate, choice),)


def counted(council: Council, question: MatterId, asked: MotionRule = PLAIN) -> Countings:
    """Count ``question`` in this council in all three ways (R9), now, by the majority that is ``asked`` for.

    By delegates: the seats' votes. By members: the members of each delegation follow its delegates, in proportion. By
    base votes: what was cast in valid votes of the assemblies below, passed through. A council whose delegates miss
    their quorum, or the one of the kind of motion (R6), decides nothing, whatever the way of counting.
    """
    rule = council.charter.referral
    parties = delegations(council, question)
    spoken = [(party, outcome(party, rule)) for party in parties]
    heads = sum((tally for _, tally in spoken), Tally())
    weights = sum((Weight.of(tally, party.represented) for party, tally in spoken), Weight())
    base = sum((p.mandate.answer.base for p in parties if p.mandate.answer), Tally())
    seats = sum(party.seats for party in parties)
    members = sum(party.represented for party in parties)
    councils = Tally.of(voice(tally) for _, tally in spoken if tally.total)
    found = Countings(
        delegates=judge_by(asked, heads, seats, max(rule.council_quorum, asked.quorum)),
        members=judge_by(asked, weights, members, Fraction(0)),
        base=judge_by(asked, base, members, Fraction(0)),
        deciding=rule.counting,
        councils=judge_by(asked, councils, len(parties), Fraction(0)) if asked.together else None,
        together=asked.together,
    )
    return found if found.delegates.valid else found.undecided()


def voice(tally: Tally) -> Choice:
    """What a delegation says as one: the greater side of it, or that it has no position."""
    if tally.yes == tally.no:
        return Choice.ABSTAIN
    return Choice.YES if tally.yes > tally.no else Choice.NO


def base_answer(council: Council, tally: Tally, roll: int) -> Answer:
    """What an assembly's vote says: its position if the quorum was met; a missed quorum passes no vote through."""
    verdict = judge(tally, roll, council.charter.referral.quorum)
    return Answer(
        position=verdict.position,
        counted=verdict.counted,
        base=tally if verdict.valid else Tally(),
        represented=roll,
        took_part=verdict.took_part,
        needed=verdict.quorum,
    )


def council_answer(countings: Countings) -> Answer:
    """What a council of delegates says, by the counting that decides."""
    verdict, base = countings.decisive, countings.base
    return Answer(
        position=verdict.position,
        counted=verdict.counted,
        base=Tally(int(base.yes), int(base.no), int(base.abstain)),
        represented=countings.members.roll,
        took_part=countings.delegates.took_part,
        needed=countings.delegates.quorum,
    )


def conclude(council: Council, question: MatterId) -> Events:
    """The ballot of a question from above has closed: this council's answer."""
    ballot = council.ballots[question]
    closed = BallotClosed(question, ballot.tally, len(ballot.roll))
    if council.is_base:
        answer = base_answer(council, ballot.tally, len(ballot.roll))
        return (closed, answered(question, answer))
    countings = counted(council, question)
    return (closed, MandatesCounted(question, countings), answered(question, council_answer(countings)))


def answered(question: MatterId, answer: Answer) -> PositionTaken | NoPosition:
    return PositionTaken(question, answer) if answer.valid else NoPosition(question, answer)


def settled(council: Council, question: MatterId) -> bool:
    """Whether no vote that could still come would be admitted: every answer is in, every delegate who may has voted."""
    referral, ballot = council.referrals[question], council.ballots[question]
    if any(m.state is MandateState.AWAITED for m in referral.mandates.values()):
        return False
    missing = {ballot.roll.sender(credential) for credential in ballot.roll.papers - ballot.votes.keys()}
    return all(delegation(council, question, party).silent for party in missing)


def on_referred(council: Council, event: MotionReferred | ReferralReceived) -> Council:
    state = REFERRAL.first(event) if isinstance(event, ReferralReceived) else None
    mandates = {name: Mandate(name, MANDATE.first(event)) for name in council.below}
    return council.put(
        "referrals", event.question, Referral(event.question, event.title, event.kind, event.closes, state, mandates)
    )


def on_mandate(council: Council, event: MandateGiven | MandateNotGiven) -> Council:
    referral = council.referrals[event.question]
    mandate = referral.mandates[event.council]
    given = Mandate(event.council, MANDATE.after(mandate.state, event), event.answer)
    mandates = {**referral.mandates, event.council: given}
    told = council.put("referrals", event.question, replace(referral, mandates=mandates))
    below = council.below.get(event.council)  # None where it has left or was merged since the question was asked
    if below is None or event.council in referral.resized:
        return told
    return told.put("below", event.council, replace(below, represented=event.answer.represented))


def on_mandate_breached(council: Council, event: MandateBreached) -> Council:
    referral = council.referrals[event.question]
    mandate = referral.mandates[event.council]
    breached = replace(mandate, state=MANDATE.after(mandate.state, event))
    return council.put(
        "referrals", event.question, replace(referral, mandates={**referral.mandates, event.council: breached})
    )


def on_mandates_counted(council: Council, event: MandatesCounted) -> Council:
    referral = council.referrals[event.question]
    mandates = {k: replace(m, state=MANDATE.after(m.state, event)) for k, m in referral.mandates.items()}
    return council.put("referrals", event.question, replace(referral, mandates=mandates, countings=event.countings))


def on_answered(council: Council, event: PositionTaken | NoPosition) -> Council:
    referral = council.referrals[event.question]
    assert referral.state is not None  # only a question from above is answered
    state = REFERRAL.after(referral.state, event)
    return council.put("referrals", event.question, replace(referral, state=state, answer=event.answer))

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

from councils.core.act import Caused, CouncilId, Credential, Event, Events, MatterId, Outcome, Polled, later
from councils.core.charter import Kind, MandateKind, MotionRule
from councils.core.council import Council
from councils.core.countings import PLAIN, Countings, House, base_answer, choose, council_answer, yes_or_no
from councils.core.machines import MANDATE, REFERRAL, MandateState, ReferralState
from councils.core.mandate import Answer, Choosing, Delegation, Mandate, allowed, bind, outcome
from councils.core.refusal import Reason, Refused, refuse
from councils.core.vote.ballot import Ballot, BallotOpened, Votes
from councils.core.vote.options import Options, Preference, Profile
from councils.core.vote.poll import freeze
from councils.core.vote.tally import Choice, Tally


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
    options: Options | None = None  # where it is not a question of yes or no

    @property
    def choosing(self) -> Choosing | None:
        return Choosing(self.question, self.options) if self.options is not None else None


@dataclass(frozen=True, slots=True)
class ReceiveReferral(Polled, Caused):
    """Caused above: answer this question before ``closes``."""

    matter: MatterId
    title: str
    kind: Kind
    closes: datetime
    options: Options | None = later(None)


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
    options: Options | None = later(None)


@dataclass(frozen=True, slots=True)
class ReferralReceived(Event):
    question: MatterId
    title: str
    kind: Kind
    closes: datetime
    options: Options | None = later(None)


@dataclass(frozen=True, slots=True)
class MandateGiven(Event):
    """``bound`` is what it came to for the seats that the delegation had filled."""

    question: MatterId
    council: CouncilId
    answer: Answer
    seats: int
    bound: Tally | None
    preferences: Profile | None = later(None)  # what it came to among several options


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
    choice: Choice | None
    preference: Preference | None = later(None)


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
        ReferralReceived(act.matter, act.title, act.kind, closes, act.options),
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
    bound = bind(act.answer, seats, council.charter.referral, referral.choosing)
    told = (None, bound) if isinstance(bound, Profile) else (bound, None)
    return (MandateGiven(act.question, act.council, act.answer, seats, *told),)


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
        bound=bind(answer, len(filled), rule, referral.choosing),
    )


def take_part(council: Council, question: MatterId, delegate: Credential, vote: str) -> Refused | Events:
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
    if rule.mandate is MandateKind.FREE or mine.bound is None or allowed(mine, delegate, vote):
        return ()
    if mine.mandate.state is MandateState.NOT_GIVEN:
        return refuse(Reason.NO_MANDATE, council=name, effect="abstain")
    if rule.mandate is MandateKind.IMPERATIVE:
        return against(mine.bound, name)
    if isinstance(mine.bound, Profile):
        return (MandateBreached(question, mine.council, delegate, None, vote),)
    return (MandateBreached(question, mine.council, delegate, Choice(vote)),)


def against(told: Votes, name: str) -> Refused:
    if isinstance(told, Profile):
        votes = "; ".join(f"{number} × {preference or '-'}" for preference, number in told.votes.items())
        return refuse(Reason.AGAINST_PREFERENCES, council=name, votes=votes)
    return refuse(Reason.AGAINST_MANDATE, council=name, yes=told.yes, no=told.no, abstain=told.abstain)


def counted(council: Council, question: MatterId, asked: MotionRule = PLAIN) -> Countings:
    """Count ``question`` in this council in all three ways (R9), now, by the majority that is ``asked`` for.

    By delegates: the seats' votes. By members: the members of each delegation follow its delegates, in proportion. By
    base votes: what was cast in valid votes of the assemblies below, passed through. A council whose delegates miss
    their quorum, or the one of the kind of motion (R6), decides nothing, whatever the way of counting.
    """
    rule = council.charter.referral
    parties = delegations(council, question)
    spoken = [(party, outcome(party, rule)) for party in parties]
    house = House(
        seats=sum(party.seats for party in parties),
        members=sum(party.represented for party in parties),
        councils=len(parties),
        quorum=max(rule.council_quorum, asked.quorum),
    )
    options = council.referrals[question].options
    if options is not None:
        found = choose(asked, Choosing(question, options), spoken, house, rule)
    else:
        found = yes_or_no(asked, spoken, house, rule)
    return found if found.delegates.valid else found.undecided()


def conclude(council: Council, question: MatterId) -> Events:
    """The ballot of a question from above has closed: this council's answer."""
    ballot = council.ballots[question]
    if council.is_base:
        return (ballot.closing, answered(question, base_answer(ballot, council.charter.referral)))
    countings = counted(council, question)
    answer = council_answer(countings, council.charter.referral, council.referrals[question].options)
    return (ballot.closing, MandatesCounted(question, countings), answered(question, answer))


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
        "referrals",
        event.question,
        Referral(event.question, event.title, event.kind, event.closes, state, mandates, options=event.options),
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

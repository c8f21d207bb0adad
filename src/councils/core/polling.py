"""Voting: cast, count by show of hands, close (R2, R6, R8).

The same acts for every ballot, whatever matter it belongs to; ``closing.py`` says what follows from the result.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from councils.core import amending, referral
from councils.core.act import Command, MatterId, Outcome, Paper, Voice
from councils.core.closing import conclude
from councils.core.council import Council
from councils.core.machines import MOTION, RECALL, REFERRAL
from councils.core.office import officers
from councils.core.recall import vote_poll
from councils.core.refusal import Reason, Refused, refuse
from councils.core.vote.ballot import (
    Ballot,
    BallotClosed,
    BallotOpened,
    CountAgreed,
    CountEntered,
    CountsDiffered,
    HandsCalled,
    Mode,
    VoteCast,
    VoteVoided,
)
from councils.core.vote.poll import frozen
from councils.core.vote.tally import Choice, Tally

TELLERS = 2  # who must agree on a count by show of hands


@dataclass(frozen=True, slots=True)
class CastVote(Command):
    """Vote, or change one's vote, on a motion, a question from above, or a recall."""

    matter: MatterId
    paper: Paper
    choice: Choice


@dataclass(frozen=True, slots=True)
class CallHands(Command):
    """Take this vote by show of hands, counted by two tellers."""

    by: Voice
    matter: MatterId


@dataclass(frozen=True, slots=True)
class EnterCount(Command):
    by: Voice
    matter: MatterId
    tally: Tally


@dataclass(frozen=True, slots=True)
class CloseBallot(Command):
    by: Voice
    matter: MatterId


def poll(council: Council, matter: MatterId) -> str:
    """What the papers of the ballot on ``matter`` are made for."""
    return vote_poll(matter) if matter in council.recalls else matter


def open_ballot(council: Council, matter: MatterId) -> Ballot | Refused:
    ballot = council.ballots.get(matter)
    if ballot is None:
        return refuse(Reason.NO_SUCH_MATTER)
    return refuse(Reason.NOT_IN_STATE, state="closed") if ballot.closed else ballot


def cast(council: Council, act: CastVote, at: datetime) -> Outcome:
    ballot = open_ballot(council, act.matter)
    if isinstance(ballot, Refused):
        return ballot
    if act.paper not in ballot.roll:
        return refuse(Reason.NOT_ON_THIS_ROLL)
    if ballot.mode is not Mode.ELECTRONIC:
        return refuse(Reason.NOT_BY_VOTE, mode=ballot.mode)
    if at >= ballot.closes:
        return refuse(Reason.TOO_LATE, when=f"{ballot.closes:%Y-%m-%d %H:%M}")
    vote = VoteCast(act.matter, act.paper, act.choice)
    if council.is_base or act.matter not in council.referrals:
        return (vote,)
    mandated = referral.take_part(council, act.matter, act.paper, act.choice)
    return mandated if isinstance(mandated, Refused) else (vote, *mandated)


def call_hands(council: Council, act: CallHands, at: datetime) -> Outcome:
    """Whoever chairs calls for hands, before a vote is cast, where tellers can count; never against mandates."""
    ballot = open_ballot(council, act.matter)
    if isinstance(ballot, Refused):
        return ballot
    if act.by not in officers(council, "chair", "co-chair", "teller"):
        return refuse(Reason.NOT_THE_OFFICER, office="chair or teller")
    if at >= ballot.closes:
        return refuse(Reason.TOO_LATE, when=f"{ballot.closes:%Y-%m-%d %H:%M}")
    if ballot.votes:
        return refuse(Reason.VOTES_CAST)
    if ballot.mode is Mode.HANDS or (not council.is_base and act.matter in council.referrals):
        return refuse(Reason.NOT_BY_VOTE, mode=ballot.mode)
    if len(officers(council, "teller")) < TELLERS:
        return refuse(Reason.TOO_FEW_TELLERS, needed=TELLERS)
    return (HandsCalled(act.matter),)


def enter_count(council: Council, act: EnterCount, at: datetime) -> Outcome:
    """One teller's count; when the second one's is the same, it stands, and the ballot closes.

    The count of a teller who holds the office no longer is no teller's count.
    """
    ballot = open_ballot(council, act.matter)
    if isinstance(ballot, Refused):
        return ballot
    tellers = officers(council, "teller")
    if act.by not in tellers:
        return refuse(Reason.NOT_THE_OFFICER, office="teller")
    if ballot.mode is not Mode.HANDS:
        return refuse(Reason.NOT_BY_VOTE, mode=ballot.mode)
    if at >= ballot.closes:
        return refuse(Reason.TOO_LATE, when=f"{ballot.closes:%Y-%m-%d %H:%M}")
    if act.tally.total > len(ballot.roll) or min(act.tally.yes, act.tally.no, act.tally.abstain) < 0:
        return refuse(Reason.COUNT_OVER_ROLL, count=act.tally.total, roll=len(ballot.roll))
    entered = CountEntered(act.matter, act.by, act.tally)
    others = [tally for teller, tally in ballot.counts.items() if teller in tellers - {act.by}]
    if not others:
        return (entered,)
    if others[0] != act.tally:
        return (entered, CountsDiffered(act.matter))
    agreed = council.put("ballots", act.matter, replace(ballot, hands=act.tally))
    return (entered, CountAgreed(act.matter, act.tally), *conclude(agreed, act.matter, at))


def close(council: Council, act: CloseBallot, at: datetime) -> Outcome:
    ballot = open_ballot(council, act.matter)
    if isinstance(ballot, Refused):
        return ballot
    if at < ballot.closes and not complete(council, ballot):
        return refuse(Reason.TOO_EARLY, when=f"{ballot.closes:%Y-%m-%d %H:%M}")
    return conclude(council, act.matter, at)


def complete(council: Council, ballot: Ballot) -> bool:
    """Whether nothing can be added to the ballot before its time."""
    if not council.is_base and ballot.matter in council.referrals:
        return referral.settled(council, ballot.matter)
    return ballot.complete


def on_ballot_opened(council: Council, event: BallotOpened) -> Council:
    """The matter moves to its vote, whichever it is."""
    matter = event.matter
    opened = council.put("ballots", matter, Ballot(matter, frozen(council, event.roll), event.closes))
    if matter in council.motions:
        motion = council.motions[matter]
        state = MOTION.after(motion.state, event)
        referred = matter in council.referrals
        return opened.put("motions", matter, replace(motion, state=state, closes=event.closes, referred=referred))
    if amending.amendment_in(council, matter):
        return amending.move(opened, event, matter)
    if matter in council.recalls:
        recall = council.recalls[matter]
        return opened.put(
            "recalls", matter, replace(recall, state=RECALL.after(recall.state, event), until=event.closes)
        )
    asked = council.referrals[matter]
    assert asked.state is not None  # a question from above
    return opened.put("referrals", matter, replace(asked, state=REFERRAL.after(asked.state, event)))


def on_vote_cast(council: Council, event: VoteCast) -> Council:
    ballot = council.ballots[event.matter]
    return council.put("ballots", event.matter, replace(ballot, votes={**ballot.votes, event.paper: event.choice}))


def on_vote_voided(council: Council, event: VoteVoided) -> Council:
    ballot = council.ballots[event.matter]
    votes = {paper: choice for paper, choice in ballot.votes.items() if paper != event.paper}
    return council.put("ballots", event.matter, replace(ballot, votes=votes))


def on_hands_called(council: Council, event: HandsCalled) -> Council:
    return council.put("ballots", event.matter, replace(council.ballots[event.matter], mode=Mode.HANDS))


def on_count_entered(council: Council, event: CountEntered) -> Council:
    ballot = council.ballots[event.matter]
    return council.put("ballots", event.matter, replace(ballot, counts={**ballot.counts, event.teller: event.tally}))


def on_counts_differed(council: Council, event: CountsDiffered) -> Council:
    return council.put("ballots", event.matter, replace(council.ballots[event.matter], counts={}))


def on_count_agreed(council: Council, event: CountAgreed) -> Council:
    return council.put("ballots", event.matter, replace(council.ballots[event.matter], hands=event.tally))


def on_ballot_closed(council: Council, event: BallotClosed) -> Council:
    return council.put("ballots", event.matter, replace(council.ballots[event.matter], closed=True))

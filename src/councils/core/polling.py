"""Voting: cast, count by show of hands, close (R2, R6, R8).

The same acts for every ballot, whatever matter it belongs to; ``closing.py`` says what follows from the result.
"""

from __future__ import annotations

from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from datetime import datetime

from councils.core import amending, referral
from councils.core.act import Command, MatterId, Outcome, Paper, Voice, later
from councils.core.closing import conclude
from councils.core.council import Council
from councils.core.machines import MOTION, RECALL, REFERRAL
from councils.core.office import officers
from councils.core.recall import vote_poll
from councils.core.refusal import Reason, Refused, refuse
from councils.core.sentence import gettext_noop
from councils.core.vote.ballot import (
    Ballot,
    BallotClosed,
    BallotOpened,
    CountAgreed,
    CountEntered,
    CountsDiffered,
    HandsCalled,
    Mode,
    PreferenceCast,
    VoteCast,
    Votes,
    VoteVoided,
)
from councils.core.vote.options import ABSTAINED, Options, Profile, completed
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
class CastPreference(Command):
    """Vote on several options, or change one's vote: ``2>1=3>0``, best first; 0 is to leave things as they are.

    What is left out comes last, after leaving things as they are; nothing at all is an abstention.
    """

    matter: MatterId
    paper: Paper
    preference: str


@dataclass(frozen=True, slots=True)
class CallHands(Command):
    """Take this vote by show of hands, counted by two tellers."""

    by: Voice
    matter: MatterId


@dataclass(frozen=True, slots=True)
class EnterCount(Command):
    """A teller's count. ``hands`` of each option, the first for leaving things as they are; one hand for everyone."""

    by: Voice
    matter: MatterId
    tally: Tally
    hands: tuple[int, ...] = later(())


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
    ballot = votable(council, act.matter, act.paper, at)
    if isinstance(ballot, Refused):
        return ballot
    if ballot.options is not None:
        return refuse(Reason.SEVERAL_OPTIONS)
    return mandated(council, VoteCast(act.matter, act.paper, act.choice), act.choice)


def prefer(council: Council, act: CastPreference, at: datetime) -> Outcome:
    ballot = votable(council, act.matter, act.paper, at)
    if isinstance(ballot, Refused):
        return ballot
    if ballot.options is None:
        return refuse(Reason.YES_OR_NO)
    preference = completed(act.preference, ballot.options)
    if preference is None:
        most = len(ballot.options.sentences)
        return refuse(Reason.NO_PREFERENCE, preference=act.preference, most=most, casting=ballot.options.casting)
    return mandated(council, PreferenceCast(act.matter, act.paper, preference), preference)


def votable(council: Council, matter: MatterId, paper: Paper, at: datetime) -> Ballot | Refused:
    """The ballot, where this paper can be cast now."""
    ballot = open_ballot(council, matter)
    if isinstance(ballot, Refused):
        return ballot
    if paper not in ballot.roll:
        return refuse(Reason.NOT_ON_THIS_ROLL)
    if ballot.mode is not Mode.ELECTRONIC:
        return refuse(Reason.NOT_BY_VOTE, mode=ballot.mode)
    if at >= ballot.closes:
        return refuse(Reason.TOO_LATE, when=f"{ballot.closes:%Y-%m-%d %H:%M}")
    return ballot


def mandated(council: Council, cast: VoteCast | PreferenceCast, vote: str) -> Outcome:
    """The vote, with what a mandate says to it."""
    if council.is_base or cast.matter not in council.referrals:
        return (cast,)
    found = referral.take_part(council, cast.matter, cast.paper, vote)
    return found if isinstance(found, Refused) else (cast, *found)


def call_hands(council: Council, act: CallHands, at: datetime) -> Outcome:
    """Whoever chairs calls for hands, before a vote is cast, where tellers can count; never against mandates."""
    ballot = open_ballot(council, act.matter)
    if isinstance(ballot, Refused):
        return ballot
    if act.by not in officers(council, "chair", "co-chair", "teller"):
        return refuse(Reason.NOT_THE_OFFICER, office=gettext_noop("{chair} or {teller}"))
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
    tellers = counters(council)
    if act.by not in tellers:
        return refuse(Reason.NOT_THE_OFFICER, office=gettext_noop("{teller}"))
    if ballot.mode is not Mode.HANDS:
        return refuse(Reason.NOT_BY_VOTE, mode=ballot.mode)
    if at >= ballot.closes:
        return refuse(Reason.TOO_LATE, when=f"{ballot.closes:%Y-%m-%d %H:%M}")
    counted = count_of(act, ballot)
    if isinstance(counted, Refused):
        return counted
    told = (counted.tally, counted) if isinstance(counted, Profile) else (counted, None)
    entered = CountEntered(act.matter, act.by, *told)
    others = [count for teller, count in ballot.counts.items() if teller in tellers - {act.by}]
    if not others:
        return (entered,)
    if others[0] != counted:
        return (entered, CountsDiffered(act.matter))
    agreed = council.put("ballots", act.matter, replace(ballot, hands=counted))
    return (entered, CountAgreed(act.matter, *told), *conclude(agreed, act.matter, at))


def counters(council: Council) -> AbstractSet[Voice]:
    """Who counts hands: the tellers, and where too few are left, those too who have gone over with the office (R16).

    A vote by show of hands stays where it was opened, like any other, and would be lost with nobody to count it.
    """
    tellers = officers(council, "teller")
    gone = {t.holder for t in council.tenures.values() if t.office == "teller" and t.moved_to}
    return tellers if len(tellers) >= TELLERS else tellers | gone


def count_of(act: EnterCount, ballot: Ballot) -> Votes | Refused:
    """What a teller has counted; of several options, a hand for one of them puts it before all others."""
    numbers = [act.tally.yes, act.tally.no, act.tally.abstain, *act.hands]
    if sum(numbers) > len(ballot.roll) or min(numbers) < 0:
        return refuse(Reason.COUNT_OVER_ROLL, count=sum(numbers), roll=len(ballot.roll))
    if ballot.options is None:
        return act.tally if not act.hands else refuse(Reason.YES_OR_NO)
    if len(act.hands) != len(ballot.options.numbers) or act.tally.yes or act.tally.no:
        return refuse(Reason.HANDS_FOR_EACH, most=len(ballot.options.sentences))
    hands = ((completed(str(n), ballot.options) or "", count) for n, count in enumerate(act.hands))
    return Profile.gathered([*hands, (ABSTAINED, act.tally.abstain)])


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
    ballot = Ballot(matter, frozen(council, event.roll), event.closes, options=options_of(council, matter))
    opened = council.put("ballots", matter, ballot)
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


def options_of(council: Council, matter: MatterId) -> Options | None:
    """What is chosen among in this matter, where it is not yes or no."""
    motion, asked = council.motions.get(matter), council.referrals.get(matter)
    return motion.proposal.options if motion else asked.options if asked else None


def on_vote_cast(council: Council, event: VoteCast) -> Council:
    ballot = council.ballots[event.matter]
    return council.put("ballots", event.matter, replace(ballot, votes={**ballot.votes, event.paper: event.choice}))


def on_preference_cast(council: Council, event: PreferenceCast) -> Council:
    ballot = council.ballots[event.matter]
    return council.put("ballots", event.matter, replace(ballot, votes={**ballot.votes, event.paper: event.preference}))


def on_vote_voided(council: Council, event: VoteVoided) -> Council:
    ballot = council.ballots[event.matter]
    votes = {paper: choice for paper, choice in ballot.votes.items() if paper != event.paper}
    return council.put("ballots", event.matter, replace(ballot, votes=votes))


def on_hands_called(council: Council, event: HandsCalled) -> Council:
    return council.put("ballots", event.matter, replace(council.ballots[event.matter], mode=Mode.HANDS))


def on_count_entered(council: Council, event: CountEntered) -> Council:
    ballot = council.ballots[event.matter]
    return council.put(
        "ballots", event.matter, replace(ballot, counts={**ballot.counts, event.teller: event.profile or event.tally})
    )


def on_counts_differed(council: Council, event: CountsDiffered) -> Council:
    return council.put("ballots", event.matter, replace(council.ballots[event.matter], counts={}))


def on_count_agreed(council: Council, event: CountAgreed) -> Council:
    return council.put(
        "ballots", event.matter, replace(council.ballots[event.matter], hands=event.profile or event.tally)
    )


def on_ballot_closed(council: Council, event: BallotClosed) -> Council:
    return council.put("ballots", event.matter, replace(council.ballots[event.matter], closed=True))

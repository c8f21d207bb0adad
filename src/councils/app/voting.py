"""Vote, count, sign: what a person does with a paper."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from councils.app.identity import papers_in, standing, with_ballot_paper, with_paper
from councils.app.perform import Performed, perform
from councils.core.act import Command, CouncilId, MatterId, Paper, Voice
from councils.core.election import Mark
from councils.core.polling import CallHands, CastPreference, CastVote, EnterCount, counters
from councils.core.recall import SignPetition
from councils.core.refusal import Reason, refuse
from councils.core.vote.tally import Choice, Tally
from councils.store.models import Person


def cast_vote(
    person: Person, council: CouncilId, matter: MatterId, choice: Choice, at: datetime | None = None
) -> Performed:
    return cast(person, council, matter, lambda paper: CastVote(matter, paper, choice), at)


def cast_preference(
    person: Person, council: CouncilId, matter: MatterId, preference: str, at: datetime | None = None
) -> Performed:
    return cast(person, council, matter, lambda paper: CastPreference(matter, paper, preference), at)


def cast(
    person: Person, council: CouncilId, matter: MatterId, vote: Callable[[Paper], Command], at: datetime | None
) -> Performed:
    """A vote with the paper that this person has on the ballot."""
    own = papers_in(person, council)
    if not own:
        return refuse(Reason.NOT_ON_ROLL)
    ballot = own[0].council.ballots.get(matter)
    if ballot is None:
        return refuse(Reason.NO_SUCH_MATTER)
    voter = with_ballot_paper(own, ballot)
    assert voter is not None  # there are some
    return perform(council, vote(voter.ballot_paper(ballot)), at)


def mark_candidates(
    person: Person, council: CouncilId, election: MatterId, marks: tuple[Voice, ...], at: datetime | None = None
) -> Performed:
    own = papers_in(person, council)
    running = own[0].council.elections.get(election) if own else None
    voter = with_paper(own, running.roll if running else (), election)
    if voter is None:
        return refuse(Reason.NOT_ON_ROLL)
    return perform(council, Mark(election, voter.paper(election), marks), at)


def sign_petition(person: Person, council: CouncilId, recall: MatterId, at: datetime | None = None) -> Performed:
    own = papers_in(person, council)
    petition = own[0].council.recalls.get(recall) if own else None
    signer = with_paper(own, petition.roll if petition else (), recall)
    if signer is None:
        return refuse(Reason.NOT_ON_ROLL)
    return perform(council, SignPetition(recall, signer.paper(recall)), at)


def call_hands(person: Person, council: CouncilId, matter: MatterId, at: datetime | None = None) -> Performed:
    chair = standing(person, council)
    if chair is None:
        return refuse(Reason.NOT_ON_ROLL)
    return perform(council, CallHands(chair.voice, matter), at)


def enter_count(
    person: Person,
    council: CouncilId,
    matter: MatterId,
    tally: Tally,
    at: datetime | None = None,
    *,
    hands: tuple[int, ...] = (),
) -> Performed:
    own = papers_in(person, council)
    if not own:
        return refuse(Reason.NOT_ON_ROLL)
    teller = next((s for s in own if s.voice in counters(s.council)), own[0])
    return perform(council, EnterCount(teller.voice, matter, tally, hands), at)

"""Vote, count, sign: what a person does with a paper."""

from __future__ import annotations

from datetime import datetime

from councils.app.identity import standing
from councils.app.perform import Performed, perform
from councils.core.act import CouncilId, MatterId, Voice
from councils.core.election import Mark
from councils.core.polling import CallHands, CastVote, EnterCount
from councils.core.recall import SignPetition
from councils.core.refusal import Reason, refuse
from councils.core.vote.tally import Choice, Tally
from councils.store.models import Person


def cast_vote(
    person: Person, council: CouncilId, matter: MatterId, choice: Choice, at: datetime | None = None
) -> Performed:
    voter = standing(person, council)
    if voter is None:
        return refuse(Reason.NOT_ON_ROLL)
    ballot = voter.council.ballots.get(matter)
    if ballot is None:
        return refuse(Reason.NO_SUCH_MATTER)
    return perform(council, CastVote(matter, voter.ballot_paper(ballot), choice), at)


def mark_candidates(
    person: Person, council: CouncilId, election: MatterId, marks: tuple[Voice, ...], at: datetime | None = None
) -> Performed:
    voter = standing(person, council)
    if voter is None:
        return refuse(Reason.NOT_ON_ROLL)
    return perform(council, Mark(election, voter.paper(election), marks), at)


def sign_petition(person: Person, council: CouncilId, recall: MatterId, at: datetime | None = None) -> Performed:
    voter = standing(person, council)
    if voter is None:
        return refuse(Reason.NOT_ON_ROLL)
    return perform(council, SignPetition(recall, voter.paper(recall)), at)


def call_hands(person: Person, council: CouncilId, matter: MatterId, at: datetime | None = None) -> Performed:
    chair = standing(person, council)
    if chair is None:
        return refuse(Reason.NOT_ON_ROLL)
    return perform(council, CallHands(chair.voice, matter), at)


def enter_count(
    person: Person, council: CouncilId, matter: MatterId, tally: Tally, at: datetime | None = None
) -> Performed:
    teller = standing(person, council)
    if teller is None:
        return refuse(Reason.NOT_ON_ROLL)
    return perform(council, EnterCount(teller.voice, matter, tally), at)

"""Vote, count, sign: what a person does with a paper."""

from __future__ import annotations

from councils.app.identity import standing
from councils.app.perform import Performed, perform
from councils.core.act import CouncilId, MatterId, Voice
from councils.core.election import Mark
from councils.core.polling import CallHands, CastVote, EnterCount
from councils.core.recall import SignPetition
from councils.core.refusal import Reason, refuse
from councils.core.vote.tally import Choice, Tally
from councils.store.models import Person


def cast_vote(person: Person, council: CouncilId, matter: MatterId, choice: Choice) -> Performed:
    voter = standing(person, council)
    if voter is None:
        return refuse(Reason.NOT_ON_ROLL)
    return perform(council, CastVote(matter, voter.paper(matter), choice))


def mark_candidates(person: Person, council: CouncilId, election: MatterId, marks: tuple[Voice, ...]) -> Performed:
    voter = standing(person, council)
    if voter is None:
        return refuse(Reason.NOT_ON_ROLL)
    return perform(council, Mark(election, voter.paper(election), marks))


def sign_petition(person: Person, council: CouncilId, recall: MatterId) -> Performed:
    voter = standing(person, council)
    if voter is None:
        return refuse(Reason.NOT_ON_ROLL)
    return perform(council, SignPetition(recall, voter.paper(recall)))


def call_hands(person: Person, council: CouncilId, matter: MatterId) -> Performed:
    chair = standing(person, council)
    if chair is None:
        return refuse(Reason.NOT_ON_ROLL)
    return perform(council, CallHands(chair.voice, matter))


def enter_count(person: Person, council: CouncilId, matter: MatterId, tally: Tally) -> Performed:
    teller = standing(person, council)
    if teller is None:
        return refuse(Reason.NOT_ON_ROLL)
    return perform(council, EnterCount(teller.voice, matter, tally))

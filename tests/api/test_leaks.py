"""R19: whoever asks, the API shows what the pages would, and nothing more.

A member of A11 who holds no office proposes, argues, votes, opens a petition and signs it. Then everything that the API
leads to is read by a visitor, a member of another assembly, a delegate from there, a member of A11, and a program whose
token cannot read: their name, their vote and their papers are looked for in all of it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from councils.app.papers import owners
from councils.app.tokens import Scope
from councils.app.voting import sign_petition
from councils.core.amending import ProposeAmendment, SecondAmendment
from councils.core.charter import Kind
from councils.core.competence import FlagContradiction
from councils.core.motion import Argue, Propose, Second, Side
from councils.core.proposal import Proposal
from councils.core.recall import OpenPetition
from councils.core.vote.tally import Choice
from councils.store.models import Person
from tests.web.city import City, direct, member_id, refer

HIDDEN = "Lucie Marchetti"


@pytest.fixture
def quiet(city: City) -> Person:
    """Somebody who has done all that a member can do (propose, amend, flag, vote, sign), and holds no office."""
    person = city.people["A11"][11]
    assert person.name == HIDDEN
    matter = next(city["A11"].matter_ids())
    city.say(person, "A11", lambda voice: Propose(voice, Proposal(Kind.RESOLUTION, "Meet on Thursdays", "At seven.")))
    city.say(city.people["A11"][1], "A11", lambda voice: Second(voice, matter))
    city.say(person, "A11", lambda voice: Argue(voice, matter, Side.FOR, "It is better."))
    amended = ("Meet on Fridays", "At seven.", "Thursdays are full.")
    city.say(person, "A11", lambda voice: ProposeAmendment(voice, matter, *amended))
    city.say(city.people["A11"][1], "A11", lambda voice: SecondAmendment(voice, f"{matter}.a1"))
    directive = direct(city)
    city.say(person, "A11", lambda voice: FlagContradiction(voice, matter, directive, "We plant on Thursdays."))
    city.pass_days(city.charter.motion(Kind.RESOLUTION).notice_days)
    city.vote(person, "A11", f"{matter}.a1", Choice.NO)
    city.pass_days(city.charter.amendments.voting_days + 0.01)
    city.vote(person, "A11", matter, Choice.NO)
    city.vote(person, "A11", refer(city), Choice.NO)
    holder = member_id(city.people["A11"][0])
    recall = next(city["A11"].matter_ids())
    city.say(person, "A11", lambda voice: OpenPetition(voice, holder, "delegate", "They said nothing."))
    city.done(sign_petition(person, "A11", recall, city.at))
    return person


Viewers = dict[str, tuple[Callable[[City], Person | None], tuple[Scope, ...]]]
OUTSIDE: Viewers = {
    "visitor": (lambda city: None, ()),
    "member of another assembly": (lambda city: city.people["A21"][5], ()),
    "delegate from another assembly": (lambda city: city.people["A12"][0], ()),
    "member whose token cannot read": (lambda city: city.people["A11"][10], (Scope.VOTE,)),
}
"""Who may not know what ``HIDDEN`` did, and with which scopes their program asks (none: all)."""


def everything(asking: Any) -> Iterator[tuple[str, str]]:
    """All that the API leads to from the federation and from each council, but the record, which shows papers."""
    waiting = ["/api/v1/federation", "/api/v1/councils?limit=3"]
    known = set(waiting)
    while waiting:
        address = waiting.pop()
        answer = asking.get(address.removeprefix("/api/v1"))
        assert answer.status_code in (200, 404), address
        yield address, answer.content.decode()
        fresh = set(links(answer.json())) - known
        known |= fresh
        waiting.extend(address for address in fresh if "/record" not in address)


def links(told: Any) -> Iterator[str]:
    if isinstance(told, str) and told.startswith("/api/v1/"):
        yield told
    elif isinstance(told, dict | list):
        for part in told.values() if isinstance(told, dict) else told:
            yield from links(part)


@pytest.mark.parametrize("viewer", OUTSIDE)
def test_name_of_a_member_is_for_their_assembly(city: City, quiet: Person, program, viewer: str) -> None:
    find, scopes = OUTSIDE[viewer]
    read = dict(everything(program(find(city), *scopes)))
    assert [address for address, text in read.items() if HIDDEN in text] == []
    assert len(read) > 60


def test_members_of_the_assembly_read_the_name(city: City, quiet: Person, program) -> None:
    """What the test above looks for is there to be found."""
    read = everything(program(city.people["A11"][10]))
    found = {address.removeprefix("/api/v1/councils/A11/") for address, text in read if HIDDEN in text}
    motion, recall = next(iter(city["A11"].motions)), next(iter(city["A11"].recalls))
    assert found >= {f"motions/{motion}", f"motions/{motion}/votes", f"recalls/{recall}"}


@pytest.mark.parametrize("viewer", OUTSIDE)
def test_votes_of_an_assembly_are_for_its_members(city: City, quiet: Person, program, viewer: str) -> None:
    find, scopes = OUTSIDE[viewer]
    matter = next(iter(city["A11"].motions))
    told = program(find(city), *scopes).get(f"/councils/A11/motions/{matter}/votes").json()
    assert told == {"shown": False, "votes": []}


def test_members_read_the_votes_of_their_assembly(city: City, quiet: Person, program) -> None:
    matter = next(iter(city["A11"].motions))
    told = program(city.people["A11"][10]).get(f"/councils/A11/motions/{matter}/votes").json()
    assert told == {"shown": True, "votes": [{"voter": {"voice": member_id(quiet), "name": HIDDEN}, "choice": "no"}]}


def test_nobody_is_shown_the_paper_of_another(city: City, quiet: Person, program) -> None:
    matters = [*city["A11"].ballots, *city["A11"].recalls, *city["A11"].elections]
    papers = {paper for matter in matters for paper in owners("A11", matter)}
    read = dict(everything(program(city.people["A11"][10])))
    assert [address for address, text in read.items() if any(paper in text for paper in papers)] == []


def test_own_vote_is_told_to_oneself_alone(city: City, quiet: Person, program) -> None:
    matter = next(iter(city["A11"].motions))
    path = f"/councils/A11/motions/{matter}"
    own, other = (program(p).get(path).json()["ballot"]["mine"] for p in (quiet, city.people["A11"][10]))
    assert (own, other) == ("no", None)


def test_what_waits_is_for_a_token_that_reads(city: City, quiet: Person, program) -> None:
    assert program(quiet, Scope.VOTE).get("/me/waiting").status_code == 403

"""Whatever a page of a matter shows can be read by a program, and acted on by what it has read."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from fractions import Fraction

import pytest
from tests.api.conftest import program
from tests.web.city import City, charter, decide, direct, member_id

from councils.core.charter import Charter, Kind, Method, ReservedSeats
from councils.core.charter.limits import Consent, MatterRule
from councils.core.election import Stand
from councils.core.machines import MotionState
from councils.core.motion import Propose, Second
from councils.core.proposal import Proposal
from councils.core.special import SpecialOffice
from councils.core.vote.contest import NONE_OF_THESE
from councils.core.vote.tally import Choice

__all__ = ["program"]
TEXT = "Trams run by night.\n\nThey are free.\n\nThe depot pays."


@pytest.fixture(scope="module")
def rules() -> Charter:
    """Two secretaries by transferable vote, one of them young; ballots offer none of these."""
    plain = charter()
    young = ReservedSeats("young", "I am under 26.", least=Fraction(1, 2))
    ranked = {"seats": 2, "method": Method.STV, "reserved": (young,)}
    return replace(
        plain,
        offices=tuple(replace(o, **ranked) if o.name == "secretary" else o for o in plain.offices),
        election=replace(plain.election, none_of_these=True),
        matters=(MatterRule("trams", "Trams"),),
        levels=(replace(plain.levels[0], maximum=10), *plain.levels[1:]),
        special=replace(plain.special, longest_days=60, consent=Consent.COUNCIL),
    )


@pytest.fixture
def motion(city: City) -> str:
    """A resolution of A11 in deliberation, by its first member."""
    matter, people = next(city["A11"].matter_ids()), city.people["A11"]
    city.say(people[0], "A11", lambda voice: Propose(voice, Proposal(Kind.RESOLUTION, "Night trams", TEXT)))
    city.say(people[1], "A11", lambda voice: Second(voice, matter))
    return matter


def test_amendment_is_read_seconded_and_voted_on_by_programs(city: City, program, motion: str) -> None:
    """None of it could be: no answer named an amendment."""
    people, path = city.people["A11"], f"/councils/A11/motions/{motion}"
    said = {"motion": motion, "title": "Night trams", "text": TEXT.replace("free", "cheap"), "reason": "Who pays?"}
    opened = program(people[2]).act("A11", "propose_amendment", said).json()["matter"]
    (read,) = program(people[3]).get(path).json()["amendments"]
    assert (read["matter"], read["state"], read["seconders"], read["base"]["text"]) == (opened, "proposed", 0, TEXT)
    program(people[3]).act("A11", "second_amendment", {"amendment": read["matter"]})
    city.pass_days(3.01)
    assert city["A11"].motions[motion].state is MotionState.AMENDING
    program(people[4]).act("A11", "cast_vote", {"matter": opened, "choice": "yes"})
    (read,) = program(people[4]).get(path).json()["amendments"]
    assert (read["state"], read["ballot"]["mine"], read["ballot"]["tally"]["yes"]) == ("voting", "yes", 1)
    assert (read["proposed_by"]["name"], read["ballot"]["votes"]) == (people[2].name, None)
    city.pass_days(3.01)
    told = program().get(path).json()
    assert (told["text"], told["amendments"][0]["verdict"]["carried"]) == (TEXT.replace("free", "cheap"), True)


def test_contradiction_is_told_with_who_says_so_and_why(city: City, program, motion: str) -> None:
    directive, person = direct(city), city.people["A11"][4]
    program(person).act("A11", "flag_contradiction", {"motion": motion, "decision": directive, "why": "No tracks."})
    (flag,) = program(person).get(f"/councils/A11/motions/{motion}").json()["flags"]
    assert (flag["decision"], flag["stands"], flag["by"]["voice"]) == (directive, True, member_id(person))


def test_special_office_is_told_with_its_purpose_among_the_offices(city: City, program) -> None:
    """It was among no offices: nobody could see by a program who holds special powers."""
    office = SpecialOffice("Flood watch", "The dam leaks.", "Closes the lower road.", city.at + timedelta(days=30))
    made = city.propose("A11", Proposal(Kind.SPECIAL_OFFICE, "A flood watch", office=office))
    told = program().get(f"/councils/A11/motions/{made}").json()
    city.pass_days(city.charter.motion(Kind.SPECIAL_OFFICE).notice_days + 0.01)
    for person in city.people["A11"]:
        if city["A11"].motions[made].state is MotionState.VOTING:
            city.vote(person, "A11", made, Choice.YES)
    read = program().get("/councils/A11/offices").json()[-1]
    assert (told["office"]["powers"], read["title"]) == (office.powers, office.title)
    assert (read["special"]["purpose"], read["motion"], read["election"]) == (office.purpose, made, "A11:5")


def test_election_says_what_can_be_marked_and_tells_its_count(city: City, program) -> None:
    people, matter = city.people["A11"], city.call("A11", "secretary")
    for number, person in enumerate(people[5:8]):
        groups = ("young",) if number == 2 else ()
        city.say(person, "A11", lambda voice, said=groups: Stand(voice, matter, "", "", said))
    city.pass_days(city.charter.election.nomination_days)
    one, two, young = (member_id(person) for person in people[5:8])
    read = program().get(f"/councils/A11/elections/{matter}").json()
    assert (read["method"], read["ranked"], read["options"]) == ("stv", True, [one, two, young, NONE_OF_THESE])
    assert [c["groups"] for c in read["candidates"]] == [[], [], ["young"]]
    for number, person in enumerate(people):
        marks = [one, two, NONE_OF_THESE] if number < 7 else [two, one] if number < 11 else [NONE_OF_THESE]
        assert program(person).act("A11", "mark", {"matter": matter, "marks": marks}).status_code == 201
    read = program().get(f"/councils/A11/elections/{matter}").json()
    assert (read["quota"], read["none_of_these"], read["uncontested"]) == (5, 1, False)
    assert [c["elected"] for c in read["candidates"]] == [True, False, True]
    assert (read["stages"][0]["action"], read["stages"][0]["votes"][one]) == ("first preferences", "7.00000")
    assert {name for stage in read["stages"] for name in stage["elected"]} == {one, young}


def test_decision_from_above_is_listed_where_it_binds(city: City, program) -> None:
    """By its number, which a motion that would change it names."""
    matter = city.propose("T", Proposal(Kind.RESOLUTION, "Trams are free", matter="trams"))
    city.pass_days(city.charter.motion(Kind.RESOLUTION).notice_days + 0.01)
    for assembly in city.people:
        decide(city, assembly, matter, Choice.YES)
    city.pass_days(city.charter.referral.days)
    (told,) = program().get("/councils/A11/decisions").json()["items"]
    assert (told["decision"], told["council"], told["topic"], told["changed_by"]) == (matter, "T", "trams", None)


def test_split_is_told_to_those_who_choose_and_keeps_the_seats_of_those_who_go(city: City, program) -> None:
    matter = city.propose("A11", Proposal(Kind.SPLIT, "Two of one", name="Mill Lane"))
    city.pass_days(city.charter.motion(Kind.SPLIT).notice_days + 0.01)
    for person in city.people["A11"]:
        city.vote(person, "A11", matter, Choice.YES)
    told = program().get("/councils/A11").json()["split"]
    assert (told["name"], told["motion"]) == ("Mill Lane", matter)
    assert program(city.people["A11"][0]).act("A11", "choose_part", {"goes": True}).status_code == 201
    city.pass_days(city.charter.structure.choose_days + 0.01)
    (office,) = (o for o in program().get(f"/councils/{told['part']}/offices").json() if o["name"] == "delegate")
    seats = {d["credential"] for d in program().get("/councils/W1/delegates").json()["items"]}
    assert {holder["seat"] for holder in office["holders"]} == {"A11.1"} <= seats

"""Ballots that rank, counts told stage by stage, and files that others can count again (R4)."""

from __future__ import annotations

import re
from dataclasses import replace
from fractions import Fraction

import pytest
from django.urls import reverse
from stvpoll.scottish_stv import calculate_scottish_stv
from tests.web.city import City, charter
from tests.web.conftest import Enter

from councils.app.identity import standing
from councils.app.voting import mark_candidates
from councils.core.charter import Charter, Method, ReservedSeats
from councils.core.election import Stand
from councils.core.vote.blt import read_blt
from councils.core.vote.contest import NONE_OF_THESE
from councils.core.vote.profile import Profile
from councils.store.models import Person
from councils.web.rankings import PREFIX, read


@pytest.fixture(scope="module")
def rules() -> Charter:
    """Three secretaries by transferable vote, a third of them women; every ballot offers none of these."""
    plain = charter()
    women = ReservedSeats("women", "I stand as a woman.", least=Fraction(1, 3))
    by_ranking = {"seats": 3, "method": Method.STV, "alternates": 2, "reserved": (women,)}
    offices = tuple(replace(o, **by_ranking) if o.name == "secretary" else o for o in plain.offices)
    return replace(plain, offices=offices, election=replace(plain.election, none_of_these=True))


def page_of(matter: str) -> str:
    return reverse("election", args=["A11", matter])


def voice(person: Person) -> str:
    found = standing(person, "A11")
    assert found is not None
    return found.voice


@pytest.fixture
def voting(city: City) -> str:
    """An election with five candidates, open to the vote."""
    matter = city.call("A11", "secretary")
    for number, person in enumerate(city.people["A11"][5:10]):
        groups = ("women",) if number == 4 else ()
        city.say(person, "A11", lambda name, groups=groups: Stand(name, matter, "Minutes.", "", groups))
    city.pass_days(city.charter.election.nomination_days)
    return matter


@pytest.fixture
def decided(city: City, voting: str) -> str:
    """Twelve ballots: a surplus, exclusions, and one woman who is kept for the seat that is reserved."""
    a, b, c, d, e = (voice(person) for person in city.people["A11"][5:10])
    ballots = [(a, b), (a, b), (a, c), (a, c), (a, d), (b,), (b, d), (c,), (c, e), (d,), (e,), (NONE_OF_THESE,)]
    for person, marks in zip(city.people["A11"], ballots, strict=True):
        city.done(mark_candidates(person, "A11", voting, marks, city.at))
    city.pass_days(city.charter.election.voting_days)
    return voting


def test_ballot_is_cast_by_places_that_may_have_gaps(city: City, voting: str, enter: Enter) -> None:
    first, second, third = (voice(person) for person in city.people["A11"][5:8])
    member = enter(city.people["A11"][0])
    answer = member.post(
        page_of(voting), {"do": "mark", f"place-{second}": "1", f"place-{third}": "4", f"place-{first}": "2"}
    )
    cast = city["A11"].elections[voting].ballots
    assert (answer.status_code, list(cast.values())) == (302, [(second, first, third)])
    shown = member.get(page_of(voting)).context["options"]
    assert {o["id"]: [p["number"] for p in o["places"] if p["chosen"]] for o in shown if o["id"] == third} == {
        third: [3]
    }


def test_two_candidates_in_one_place_are_told_and_nothing_is_lost(city: City, voting: str, enter: Enter) -> None:
    first, second = (voice(person) for person in city.people["A11"][5:7])
    member = enter(city.people["A11"][0])
    answer = member.post(page_of(voting), {"do": "mark", f"place-{first}": "1", f"place-{second}": "1"})
    page = answer.content.decode()
    assert (answer.status_code, page.count('<option value="1" selected>')) == (422, 2)
    assert f'href="#place-{second}"' in page
    assert not city["A11"].elections[voting].ballots


@pytest.mark.parametrize("place", ["9" * 5000, "²", "-1", "0", "1.5", ""])
def test_what_is_no_number_of_a_place_counts_as_none(place: str) -> None:
    assert read({f"{PREFIX}a": place, f"{PREFIX}b": "1"}, "ab").ranking == ("b",)


def test_candidate_declares_a_group_in_the_words_of_the_charter(city: City, enter: Enter) -> None:
    matter = city.call("A11", "secretary")
    member = enter(city.people["A11"][6])
    assert "I stand as a woman." in member.get(page_of(matter)).content.decode()
    member.post(page_of(matter), {"do": "stand", "statement": "", "caucus": "", "groups": ["women"]})
    assert [c.groups for c in city["A11"].elections[matter].candidates.values()] == [("women",)]


def test_result_is_told_stage_by_stage(city: City, decided: str, enter: Enter) -> None:
    answer = enter().get(page_of(decided))
    result = city["A11"].elections[decided].result
    stages = answer.context["result"]["stages"]
    assert (len(stages["columns"]), stages["quota"]) == (len(result.stages), 4)
    assert [row["elected"] for row in stages["rows"]] == [True, True, True, False, False, False]
    assert "Surplus of" in stages["columns"][1]
    foot = answer.content.decode().split("<tfoot")[1].split("</tfoot>")[0]
    shown = re.findall(r'class="number">([^<]*)</td>', foot)
    assert shown == [*stages["empty"], *stages["lost"]]


def test_ballots_are_given_out_without_a_trace_and_counted_by_another_library(
    city: City, decided: str, enter: Enter
) -> None:
    answer = enter().get(reverse("ballots", args=["A11", decided, "blt"]))
    profile = read_blt(answer.content.decode())
    assert isinstance(profile, Profile)
    ballots = [(list(names), number) for number, names in profile.rankings()]
    theirs = calculate_scottish_stv(profile.candidates, ballots, profile.seats, random_shuffle=False)
    mine = city["A11"].elections[decided].result
    assert theirs.quota == mine.quota
    assert {name: votes for name, votes in theirs.rounds[0].votes.items() if votes} == {
        city_name(city, v): n for v, n in mine.marks.items() if n
    }
    papers = city["A11"].elections[decided].ballots
    assert not any(paper in answer.content.decode() for paper in papers)


def city_name(city: City, member: str) -> str:
    if member == NONE_OF_THESE:
        return "None of these"
    return next(person.name for person in city.people["A11"] if voice(person) == member)


def test_ballots_are_not_given_out_before_the_vote_has_closed(city: City, voting: str, enter: Enter) -> None:
    assert enter().get(reverse("ballots", args=["A11", voting, "blt"])).status_code == 404


def test_ballots_come_in_the_format_of_preflib_too(city: City, decided: str, enter: Enter) -> None:
    assert b"# NUMBER VOTERS: 12" in enter().get(reverse("ballots", args=["A11", decided, "soi"])).content

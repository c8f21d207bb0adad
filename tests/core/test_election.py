"""Offices are filled by election, seats follow a norm, ties are drawn by a lot that anyone can draw again (R4, R5)."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import timedelta

import pytest
from tests.federation import Federation, planted, preset, recorded, with_levels, with_seats

from councils.core.apportioning import Apportion
from councils.core.charter import Apportionment, Basis, Charter, Norm
from councils.core.council import Below
from councils.core.election import CallElection, CloseElection, Mark, OpenElection, Stand, StandDown
from councils.core.machines import ElectionState
from councils.core.member import Apply, Leave
from councils.core.office import entitled
from councils.core.refusal import Reason

TWO_LEVELS = with_levels(preset(), "assembly", "congress")
CHARTER = with_seats(TWO_LEVELS, 2)


def with_norm(**norm: object) -> Charter:
    return replace(TWO_LEVELS, norms=(Norm(**norm),))  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def empty() -> Federation:
    """A congress over assembly A with nine members; nobody holds an office."""
    federation = Federation(CHARTER)
    federation.found("C", None, 1)
    federation.found("A", "C")
    federation.join("A", 9)
    return federation


@pytest.fixture
def house(empty) -> Federation:
    return empty.copy()


@pytest.fixture(scope="module")
def filled_once() -> Federation:
    return planted(CHARTER, {"A": None}, members=9)


@pytest.fixture
def filled(filled_once) -> Federation:
    """A sends Am1 and Am2; Am3, Am4 and Am5 are in line."""
    return filled_once.copy()


def opened(federation: Federation, office: str, *candidates: str) -> str:
    election = federation.election("A", office)
    for name in candidates:
        federation.do("A", Stand(name, election.id))
    federation.now = election.nominations_until
    federation.do("A", OpenElection("clock", election.id))
    return election.id


def marked(federation: Federation, election: str, *ballots: tuple[str, ...]) -> None:
    for paper, marks in zip(sorted(federation["A"].elections[election].roll), ballots, strict=False):
        federation.do("A", Mark(election, paper, marks))
    federation.pass_days(7)


def holders(federation: Federation, office: str) -> list[str]:
    return [tenure.holder for tenure in federation["A"].holders(office)]


# methods and lots


def test_plurality_gives_the_office_to_the_most_marks(house):
    election = opened(house, "chair", "Am1", "Am2", "Am3")
    marked(house, election, ("Am2",), ("Am2",), ("Am1",))
    assert holders(house, "chair") == ["Am2"]
    assert house["A"].elections[election].result.marks == {"Am1": 1, "Am2": 2, "Am3": 0}


def test_plurality_allows_as_many_marks_as_seats(house):
    election = opened(house, "chair", "Am1", "Am2", "Am3")
    refusal = house.refused("A", Mark(election, f"Am1/{election}", ("Am1", "Am2")))
    assert (refusal.reason, refusal.details) == (Reason.TOO_MANY_MARKS, {"marks": 2, "allowed": 1})


def test_mark_given_twice_is_one_mark(house):
    election = opened(house, "chair", "Am1", "Am2")
    house.do("A", Mark(election, f"Am1/{election}", ("Am1", "Am1")))
    assert house["A"].elections[election].ballots == {f"Am1/{election}": ("Am1",)}


def test_approval_allows_all_candidates_and_ranks_alternates(house):
    election = opened(house, "delegate", "Am1", "Am2", "Am3", "Am4")
    marked(house, election, ("Am1", "Am2", "Am3", "Am4"), ("Am2", "Am3", "Am4"), ("Am3", "Am4"), ("Am4",))
    result = house["A"].elections[election].result
    assert (result.elected, result.alternates) == (("Am4", "Am3"), ("Am2", "Am1"))
    assert house["A"].alternates["delegate"] == ("Am2", "Am1")


def test_candidate_without_a_mark_is_not_elected(house):
    election = opened(house, "delegate", "Am1", "Am2", "Am3")
    marked(house, election, ("Am1",))
    assert holders(house, "delegate") == ["Am1"]


def test_last_ballot_of_a_paper_counts(house):
    election = opened(house, "chair", "Am1", "Am2")
    house.do("A", Mark(election, f"Am5/{election}", ("Am1",)))
    house.do("A", Mark(election, f"Am5/{election}", ("Am2",)))
    house.pass_days(7)
    assert holders(house, "chair") == ["Am2"]


def test_tie_is_broken_by_a_lot_that_needs_sha256_only(house):
    """``printf '%s' "SEED CANDIDATE" | sha256sum``: the lowest comes first."""
    election = opened(house, "chair", "Am1", "Am2", "Am3")
    ballots = {f"Am{n}/{election}": f"Am{n}" for n in (1, 2, 3)}
    marked(house, election, *((name,) for name in ballots.values()))
    text = "\n".join([election, *(f"{paper} {mark}" for paper, mark in sorted(ballots.items()))])
    seed = hashlib.sha256(text.encode()).hexdigest()
    lots = sorted(ballots.values(), key=lambda name: hashlib.sha256(f"{seed} {name}".encode()).hexdigest())
    result = house["A"].elections[election].result
    assert (result.seed, list(result.lots), result.elected) == (seed, lots, (lots[0],))


def test_lot_is_named_only_for_those_it_ordered(house):
    election = opened(house, "delegate", "Am1", "Am2", "Am3")
    marked(house, election, ("Am1", "Am2"), ("Am1", "Am3"))
    assert set(house["A"].elections[election].result.lots) == {"Am2", "Am3"}


def test_election_closes_when_every_ballot_is_in(house):
    election = opened(house, "chair", "Am1")
    early = house.refused("A", CloseElection("clock", election))
    for paper in house["A"].elections[election].roll:
        house.do("A", Mark(election, paper, ("Am1",)))
    house.do("A", CloseElection("clock", election))
    assert (early.reason, holders(house, "chair")) == (Reason.TOO_EARLY, ["Am1"])


def test_election_is_void_where_nobody_stands(house):
    house.do("A", CallElection("Am1", "chair"))
    house.pass_days(7)
    assert [e.state for e in house["A"].elections.values()] == [ElectionState.VOID]


def test_election_is_void_where_nobody_votes_and_can_be_called_again(house):
    election = opened(house, "chair", "Am1")
    house.pass_days(7)
    assert house["A"].elections[election].state is ElectionState.VOID
    house.do("A", CallElection("Am1", "chair"))


def test_election_is_void_where_all_stood_down(house):
    election = opened(house, "chair", "Am1")
    house.do("A", Mark(election, f"Am2/{election}", ("Am1",)))
    house.do("A", StandDown("Am1", election))
    house.pass_days(7)
    assert house["A"].elections[election].state is ElectionState.VOID


def test_candidate_who_left_is_passed_over(house):
    election = opened(house, "chair", "Am1", "Am2")
    for n in (1, 2, 3):
        house.do("A", Mark(election, f"Am{n}/{election}", ("Am1",)))
    house.do("A", Mark(election, f"Am4/{election}", ("Am2",)))
    house.do("A", Leave("Am1"))
    house.pass_days(7)
    assert holders(house, "chair") == ["Am2"]


def test_caucus_of_a_candidate_is_a_label(house):
    election = house.election("A", "chair")
    house.do("A", Stand("Am1", election.id, "Bread and peace", "bakers"))
    candidacy = house["A"].elections[election.id].candidates["Am1"]
    assert (candidacy.statement, candidacy.caucus) == ("Bread and peace", "bakers")


def test_election_acts_are_refused_with_their_reasons(house):
    election = house.election("A", "chair")
    paper = f"Am1/{election.id}"
    assert [
        house.refused("A", command).reason
        for command in (
            CallElection("Bm1", "teller"),
            CallElection("Am1", "tsar"),
            CallElection("Am1", "chair"),
            Stand("Bm1", election.id),
            Stand("Am1", "A:77"),
            StandDown("Am1", election.id),
            StandDown("Am1", "A:77"),
            OpenElection("clock", election.id),
            OpenElection("clock", "A:77"),
            OpenElection("Bm1", election.id),
            Mark(election.id, paper, ()),
            Mark("A:77", paper, ()),
            CloseElection("clock", election.id),
            CloseElection("clock", "A:77"),
        )
    ] == [
        Reason.NOT_ON_ROLL,
        Reason.NO_SUCH_OFFICE,
        Reason.ELECTION_RUNNING,
        Reason.NOT_ON_ROLL,
        Reason.NO_SUCH_MATTER,
        Reason.NOT_A_CANDIDATE,
        Reason.NO_SUCH_MATTER,
        Reason.TOO_EARLY,
        Reason.NO_SUCH_MATTER,
        Reason.NOT_ON_ROLL,
        Reason.NOT_IN_STATE,
        Reason.NO_SUCH_MATTER,
        Reason.NOT_IN_STATE,
        Reason.NO_SUCH_MATTER,
    ]


def test_open_election_refuses_what_came_too_late_or_does_not_fit(house):
    election = opened(house, "chair", "Am1")
    paper = f"Am2/{election}"
    early = [
        house.refused("A", command).reason
        for command in (
            Stand("Am2", election),
            Mark(election, "Bm1/x", ("Am1",)),
            Mark(election, paper, ("Am2",)),
            OpenElection("clock", election),
        )
    ]
    house.now += timedelta(days=7)
    late = [house.refused("A", c).reason for c in (Mark(election, paper, ("Am1",)), StandDown("Am1", election))]
    house.tick(house.now)
    over = house.refused("A", StandDown("Am1", election)).reason
    assert early == [Reason.NOT_NOMINATING, Reason.NOT_ON_THIS_ROLL, Reason.NOT_A_CANDIDATE, Reason.NOT_IN_STATE]
    assert (late, over) == ([Reason.TOO_LATE, Reason.TOO_LATE], Reason.NOT_IN_STATE)


def test_nobody_stands_twice_or_for_an_office_they_hold(house):
    election = opened(house, "teller", "Am1")
    marked(house, election, ("Am1",))
    house.do("A", CallElection("Am2", "teller"))
    by_election = next(e for e in house["A"].elections.values() if e.running)
    house.do("A", Stand("Am2", by_election.id))
    assert [house.refused("A", Stand(name, by_election.id)).reason for name in ("Am1", "Am2")] == [
        Reason.STANDS_ALREADY,
        Reason.STANDS_ALREADY,
    ]


# renewals and by-elections


def test_by_election_fills_what_is_vacant_and_keeps_the_others(filled):
    for name in ("Am3", "Am4", "Am5"):
        filled.recall("A", name)
    filled.do("A", Leave("Am1"))
    filled.elect("A", "delegate", ["Am6", "Am7"])
    assert [(t.number, t.holder) for t in filled["A"].holders("delegate")] == [(2, "Am2"), (3, "Am6")]
    assert filled["A"].alternates["delegate"] == ("Am7",)
    assert set(filled["C"].delegates) == {"A.2", "A.3"}


def test_renewal_is_called_thirty_days_before_the_term_ends_and_not_before(filled):
    until = filled["A"].tenures[1].until
    filled.now = until - timedelta(days=31)
    refusal = filled.refused("A", CallElection("Am1", "delegate"))
    filled.now = until - timedelta(days=30)
    filled.do("A", CallElection("Am1", "delegate"))
    assert (refusal.reason, refusal.details["until"]) == (Reason.OFFICE_FILLED, f"{until:%Y-%m-%d}")


def test_who_is_elected_again_keeps_the_tenure_and_the_seat_above(filled):
    filled.now = filled["A"].tenures[1].until - timedelta(days=20)
    since = filled["C"].delegates["A.1"].since
    filled.elect("A", "delegate", ["Am1", "Am6"])
    assert [(t.number, t.holder) for t in filled["A"].holders("delegate")] == [(1, "Am1"), (3, "Am6")]
    assert set(filled["C"].delegates) == {"A.1", "A.3"}
    assert filled["C"].delegates["A.1"].since == since
    assert filled["C"].delegates["A.1"].until == filled.now + timedelta(days=365)
    assert filled["A"].tenures[2].ended == "term ended"


def test_renewal_replaces_the_alternates(filled):
    filled.now = filled["A"].tenures[1].until
    filled.elect("A", "delegate", ["Am6", "Am7", "Am8"])
    assert filled["A"].alternates["delegate"] == ("Am8",)


def test_renewal_below_calls_the_alternate_above():
    """Who is not elected again in the assembly leaves the seat in the congress to the ward's alternate."""
    federation = planted(with_seats(preset(), 2, 1), {"W": {"A": None}}, members=6)
    assert set(federation["C"].delegates) == {"W.1"}
    federation.now = federation["A"].tenures[1].until - timedelta(days=20)
    federation.elect("A", "delegate", ["Am2", "Am3"])
    assert [t.holder for t in federation["W"].holders("delegate")] == ["A.2"]
    assert set(federation["C"].delegates) == {"W.2"}
    assert federation["W"].tenures[1].ended == "term ended below"


def test_alternate_who_came_in_during_the_by_election_is_not_elected_into_a_second_seat():
    charter = replace(TWO_LEVELS, norms=(Norm(per=3, fraction_over=2),))
    federation = planted(charter, {"A": None}, members=6)
    federation.join("A", 3)
    election = opened(federation, "delegate", "Am3", "Am7")
    federation.do("A", Leave("Am1"))
    assert holders(federation, "delegate") == ["Am2", "Am3"]
    marked(federation, election, ("Am3", "Am7"), ("Am3",))
    assert holders(federation, "delegate") == ["Am2", "Am3"]
    federation.join("A", 4)
    federation.elect("A", "delegate", ["Am7", "Am8"])
    assert holders(federation, "delegate") == ["Am2", "Am3", "Am7", "Am8"]


def test_marks_allowed_stay_the_same_while_the_vote_is_open():
    charter = with_norm(per=3, fraction_over=2)
    federation = Federation(replace(charter, offices=tuple(replace(o, method="plurality") for o in charter.offices)))
    federation.found("C", None, 1)
    federation.found("A", "C")
    federation.join("A", 9)
    election = opened(federation, "delegate", "Am1", "Am2", "Am3", "Am4")
    for name in ("Am7", "Am8", "Am9"):
        federation.do("A", Leave(name))
    federation.do("A", Mark(election, f"Am1/{election}", ("Am1", "Am2", "Am3")))
    federation.pass_days(7)
    assert len(holders(federation, "delegate")) == 2


# the seats that follow a norm


@pytest.mark.parametrize(
    ("norm", "members", "population", "seats"),
    [
        (Norm(per=25, fraction_over=12), 37, 0, 1),
        (Norm(per=25, fraction_over=12), 38, 0, 2),
        (Norm(per=25, fraction_over=12), 3, 0, 1),
        (Norm(per=2, fraction_over=1, maximum=3), 20, 0, 3),
        (Norm(per=20_000, fraction_over=10_000, basis=Basis.POPULATION), 3, 70_192, 4),
        (Norm(per=20_000, fraction_over=10_000, basis=Basis.POPULATION), 3, 70_000, 3),
        (Norm(method=Apportionment.FIXED, seats=7), 3, 0, 7),
        (Norm(method=Apportionment.WEBSTER, total=9, minimum=2), 3, 0, 2),
    ],
)
def test_seats_follow_the_norm_from_the_roll_or_the_population(norm, members, population, seats):
    federation = Federation(replace(TWO_LEVELS, norms=(norm,)))
    federation.found("C", None, 1)
    federation.found("A", "C", population=population)
    federation.join("A", members)
    assert entitled(federation["A"], federation.charter.office("delegate")) == seats


def test_council_whose_norm_gives_no_seat_cannot_elect():
    federation = Federation(with_norm(per=25, fraction_over=24, minimum=0))
    federation.found("C", None, 1)
    federation.found("A", "C")
    federation.join("A", 3)
    assert federation.refused("A", CallElection("Am1", "delegate")).reason is Reason.NO_SEATS


def test_congress_sends_no_delegates(filled):
    assert filled.refused("C", CallElection("A.1", "delegate")).reason is Reason.NO_SUCH_OFFICE


def apportioned(method: Apportionment, basis: Basis) -> Federation:
    federation = Federation(with_norm(method=method, total=10, basis=basis))
    federation.found("C", None, 1)
    for name, population in (("A", 47), ("B", 33), ("D", 20)):
        federation.found(name, "C", population=population)
    return federation


def test_house_is_shared_out_above_and_told_below():
    federation = apportioned(Apportionment.HAMILTON, Basis.POPULATION)
    steps = federation.do("C", Apportion("rule", "assembly"))
    assert recorded(steps) == [("C", "SeatsApportioned"), ("A", "SeatsSet"), ("B", "SeatsSet"), ("D", "SeatsSet")]
    assert {name: federation[name].seats for name in "ABD"} == {"A": 5, "B": 3, "D": 2}


def test_house_follows_members_as_far_as_they_are_reported():
    federation = apportioned(Apportionment.JEFFERSON, Basis.MEMBERS)
    for name, members in (("A", 6), ("B", 3), ("D", 1)):
        federation.join(name, members)
        federation.elect(name, "delegate", federation[name].roll[:1])
    refusal = federation.refused("C", Apportion("rule", "assembly"))
    federation.do("C", Apportion("A.1", "assembly"))
    assert refusal.reason is Reason.NOT_THE_OFFICER
    assert {name: federation[name].seats for name in "ABD"} == {"A": 6, "B": 3, "D": 1}


def test_house_is_refused_where_there_is_none_or_nobody_to_share_it():
    federation = apportioned(Apportionment.HAMILTON, Basis.POPULATION)
    other = Federation(CHARTER)
    other.found("C", None, 1)
    assert [
        federation.refused("C", Apportion("rule", "congress")).reason,
        federation.refused("C", Apportion("Am1", "assembly")).reason,
        other.refused("C", Apportion("rule", "assembly")).reason,
    ] == [Reason.NO_COUNCIL_BELOW, Reason.NOT_THE_OFFICER, Reason.NO_SEATS]


def test_founding_tells_the_council_above_what_it_must_know():
    federation = apportioned(Apportionment.HAMILTON, Basis.POPULATION)
    assert federation["C"].below["A"] == Below("A", 47, level="assembly")


def test_admission_needs_the_franchise(house):
    assert house.refused("A", Apply("Am10", ())).reason is Reason.FRANCHISE

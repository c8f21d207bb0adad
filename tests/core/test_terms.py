"""Terms end, offices rotate, and some do not go together (R11)."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from tests.federation import Federation, planted, preset, recorded, with_levels, with_seats

from councils.core.act import CLOCK
from councils.core.charter import Charter
from councils.core.charter.check import check_charter
from councils.core.charter.limits import Expiry, IncompatibleRule, Reach, RotationRule, TermRule
from councils.core.due import due
from councils.core.election import CallElection, CloseElection, Mark, OpenElection, Stand
from councils.core.expiry import CallRenewal, EndTerm, LayDown
from councils.core.office import Held
from councils.core.recall import OpenPetition
from councils.core.refusal import Reason
from councils.ledger.verify import verify

PLAIN = with_seats(preset(), 2, 1)
VACATING = replace(PLAIN, terms=TermRule(Expiry.VACATES, lead_days=30))
STAYING = replace(PLAIN, terms=TermRule(Expiry.STAYS, lead_days=0))
YEAR = timedelta(days=365)


def house(charter: Charter, members: int = 6) -> Federation:
    """A congress over ward W over assembly A: A sends Am1 and Am2, with Am3, Am4 and Am5 in line."""
    return planted(charter, {"W": {"A": None}}, members)


def limited(**rule: object) -> Charter:
    return replace(STAYING, rotation=(RotationRule("chair", **rule),))  # type: ignore[arg-type]


def apart(*offices: str, reach: Reach = Reach.COUNCIL) -> Charter:
    return replace(STAYING, incompatible=(IncompatibleRule(offices, reach),))


def held(federation: Federation, council: str, office: str) -> list[str]:
    return [tenure.holder for tenure in federation[council].holders(office)]


def chaired(federation: Federation, *rows: str, council: str = "A") -> None:
    """Each of ``rows`` is elected chair in turn, each term to its end."""
    for name in rows:
        ends = [t.until for t in federation[council].holders("chair")]
        federation.now = max([federation.now, *(end - timedelta(days=14) for end in ends)])
        federation.elect(council, "chair", [name])


# terms end


def test_expired_term_vacates_the_seat_and_all_that_rests_on_it():
    federation = house(replace(VACATING, terms=TermRule(Expiry.VACATES)))
    assert held(federation, "W", "delegate") == ["A.1"]
    federation.now = federation["A"].tenures[1].until
    steps = federation.do("A", EndTerm(CLOCK, 1))
    assert recorded(steps)[:3] == [("A", "OfficeVacated"), ("A", "ElectionCalled"), ("W", "DelegateUnseated")]
    assert ("C", "DelegateUnseated") in recorded(steps)
    assert held(federation, "A", "delegate") == ["Am2"]
    assert federation["A"].tenures[1].ended == "term over"


def test_alternates_do_not_step_in_for_a_term_that_is_over():
    federation = house(replace(VACATING, terms=TermRule(Expiry.VACATES)))
    federation.pass_days(366)
    assert held(federation, "A", "delegate") == []
    assert federation["A"].alternates["delegate"] == ()
    assert [e.office for e in federation["A"].elections.values() if e.running] == ["delegate"]


def test_recall_of_who_leaves_with_the_term_is_moot():
    federation = house(replace(VACATING, terms=TermRule(Expiry.VACATES)))
    federation.now = federation["A"].tenures[1].until - timedelta(hours=1)
    federation.do("A", OpenPetition("Am6", "Am1", "delegate", "Silence.", papers=papers(federation)))
    federation.pass_days(1)
    assert [r.open for r in federation["A"].recalls.values()] == [False]


def papers(federation: Federation) -> tuple[str, ...]:
    return tuple(f"{name}/x" for name in federation["A"].roll)


def test_clock_calls_the_election_in_time_and_once():
    federation = house(VACATING)
    until = federation["A"].tenures[1].until
    federation.now = until - timedelta(days=31)
    early = federation.refused("A", CallRenewal(CLOCK, "delegate"))
    federation.now = until - timedelta(days=30)
    federation.tick(federation.now)
    again = federation.refused("A", CallRenewal(CLOCK, "delegate"))
    called = [e for e in federation["A"].elections.values() if e.renewal]
    assert (early.reason, again.reason) == (Reason.TOO_EARLY, Reason.NO_RENEWAL)
    assert [(e.office, e.running) for e in called] == [("delegate", True)]


def test_who_is_elected_in_time_goes_on_without_a_gap():
    federation = house(VACATING)
    until = federation["A"].tenures[1].until
    federation.now = until - timedelta(days=30)
    federation.tick(federation.now)
    federation.elect("A", "delegate", ["Am1", "Am6", "Am3"])
    federation.pass_days(20)
    assert federation["A"].tenures[1].held
    assert set(held(federation, "A", "delegate")) == {"Am1", "Am6"}


def test_election_to_which_nobody_comes_is_not_called_twice_for_one_term():
    federation = house(replace(VACATING, terms=TermRule(Expiry.STAYS, lead_days=30)))
    federation.now = federation["A"].tenures[1].until - timedelta(days=30)
    for _ in range(8):
        federation.pass_days(10)
    assert len([e for e in federation["A"].elections.values() if e.office == "delegate" and e.renewal]) == 1
    assert federation["A"].tenures[1].held


@pytest.mark.parametrize("late", [0, 1, 50])
def test_clock_that_is_late_or_runs_twice_ends_a_term_once(late):
    federation = house(VACATING)
    federation.now = federation["A"].tenures[1].until + timedelta(days=late)
    federation.tick(federation.now)
    federation.tick(federation.now)
    again = federation.refused("A", EndTerm(CLOCK, 1))
    vacated = [n for e in federation.record for n, _ in e.events if e.council == "A" and n == "OfficeVacated"]
    assert (again.reason, len(vacated)) == (Reason.NOT_IN_OFFICE, 2)
    assert due(federation["A"], federation.now) == []


def test_holder_stays_where_the_charter_says_so():
    federation = house(STAYING)
    federation.now = federation["A"].tenures[1].until + YEAR
    federation.tick(federation.now)
    refusal = federation.refused("A", EndTerm(CLOCK, 1))
    assert (refusal.reason, held(federation, "A", "delegate")) == (Reason.TERM_STAYS, ["Am1", "Am2"])


def test_term_is_not_ended_before_its_time():
    assert house(VACATING).refused("A", EndTerm(CLOCK, 1)).reason is Reason.TOO_EARLY


def test_office_is_laid_down_and_the_alternate_steps_in():
    federation = house(STAYING)
    federation.do("A", LayDown("Am1", "delegate"))
    nothing = federation.refused("A", LayDown("Am1", "delegate"))
    assert held(federation, "A", "delegate") == ["Am2", "Am3"]
    assert (federation["A"].tenures[1].ended, nothing.reason) == ("laid down", Reason.NOT_IN_OFFICE)


# rotation


def test_nobody_stands_after_so_many_terms_in_a_row_and_is_told_until_when():
    federation = house(limited(consecutive=2))
    chaired(federation, "Am1", "Am1")
    tenure = federation["A"].holders("chair")[0]
    assert tenure.terms == 2
    federation.now = tenure.until - timedelta(days=14)
    federation.do("A", CallElection("Am2", "chair"))
    election = federation.election("A", "chair")
    refusal = federation.refused("A", Stand("Am1", election.id))
    again = tenure.until + timedelta(days=182)
    assert (refusal.rule, refusal.reason, refusal.details["again"]) == ("R11", Reason.ROTATION, f"{again:%Y-%m-%d}")


def test_who_has_paused_as_long_as_the_charter_says_stands_again():
    federation = house(limited(consecutive=1, cooling_off_days=100))
    chaired(federation, "Am1", "Am2")
    left = federation["A"].tenures[3].left
    federation.now = left + timedelta(days=99)
    federation.do("A", LayDown("Am2", "chair"))
    election = federation.election("A", "chair")
    early = federation.refused("A", Stand("Am1", election.id))
    federation.now = left + timedelta(days=100)
    federation.do("A", Stand("Am1", election.id))
    assert (early.reason, early.details["again"]) == (Reason.ROTATION, f"{federation.now:%Y-%m-%d}")


def test_terms_with_a_short_gap_are_in_a_row_and_with_a_long_one_are_not():
    federation = house(limited(consecutive=2, cooling_off_days=300))
    chaired(federation, "Am1", "Am2", "Am1")
    federation.do("A", LayDown("Am1", "chair"))
    assert federation.refused("A", Stand("Am1", federation.election("A", "chair").id)).reason is Reason.ROTATION
    other = house(limited(consecutive=2, cooling_off_days=100))
    chaired(other, "Am1", "Am2", "Am1")
    other.do("A", LayDown("Am1", "chair"))
    other.do("A", Stand("Am1", other.election("A", "chair").id))


def test_terms_in_all_are_counted_for_ever():
    federation = house(limited(total=1))
    chaired(federation, "Am1", "Am2")
    federation.now += 10 * YEAR
    election = federation.election("A", "chair")
    assert federation.refused("A", Stand("Am1", election.id)).reason is Reason.TERMS_USED_UP


def test_alternate_who_takes_over_a_short_rest_has_served_no_term():
    rules = (RotationRule("delegate", "assembly", total=1),)
    federation = house(replace(STAYING, rotation=rules))
    federation.do("A", LayDown("Am1", "delegate"))
    federation.now = federation["A"].tenures[2].until - timedelta(days=100)
    federation.do("A", LayDown("Am2", "delegate"))
    assert {t.holder: t.terms for t in federation["A"].tenures.values()} == {"Am1": 1, "Am2": 1, "Am3": 1, "Am4": 0}


def test_limit_of_a_level_goes_before_that_of_all():
    rules = (RotationRule("chair", total=9), RotationRule("chair", "ward", total=1))
    charter = replace(STAYING, rotation=rules)
    assert [charter.rotation_of("chair", level).total for level in ("assembly", "ward")] == [9, 1]
    assert charter.rotation_of("teller", "ward") is None


def test_limit_above_follows_the_person_through_a_new_tenure_below():
    """Am1 chaired the ward as A.1, fell, and comes back as another tenure: still the same person, by A's own record."""
    federation = house(replace(with_seats(STAYING, 1, 1), rotation=(RotationRule("chair", "ward", total=1),)))
    federation.elect("W", "chair", ["A.1"])
    federation.do("A", LayDown("Am1", "delegate"))
    federation.do("A", LayDown("Am2", "delegate"))
    for name in ("Am3", "Am4"):
        federation.do("A", LayDown(name, "delegate"))
    federation.elect("A", "delegate", ["Am1"])
    seat = next(iter(federation["W"].delegates.values()))
    refusal = federation.refused("W", Stand(seat.credential, federation.election("W", "chair").id))
    assert (seat.before, refusal.reason) == (("A.1",), Reason.TERMS_USED_UP)
    assert verify(federation.export()).councils == federation.states


# offices that do not go together


def test_nobody_stands_for_an_office_that_does_not_go_with_theirs():
    federation = house(apart("chair", "teller"))
    chaired(federation, "Am1")
    election = federation.election("A", "teller")
    refusal = federation.refused("A", Stand("Am1", election.id))
    federation.do("A", LayDown("Am1", "chair"))
    federation.do("A", Stand("Am1", election.id))
    assert (refusal.rule, refusal.details) == ("R11", {"office": "Teller", "other": "Chair", "council": "A"})


def test_candidate_who_has_come_into_the_other_office_meanwhile_is_struck_before_the_count():
    federation = house(apart("chair", "teller"))
    chair, teller = federation.election("A", "chair"), federation.election("A", "teller")
    for election in (chair, teller):
        federation.do("A", Stand("Am1", election.id))
    federation.do("A", Stand("Am2", teller.id))
    federation.now = chair.nominations_until
    for election in (chair, teller):
        federation.do("A", OpenElection(CLOCK, election.id))
        federation.do("A", Mark(election.id, f"Am3/{election.id}", ("Am1",)))
    federation.do("A", Mark(teller.id, f"Am4/{teller.id}", ("Am2",)))
    federation.now += timedelta(days=7)
    federation.do("A", CloseElection(CLOCK, chair.id))
    steps = federation.do("A", CloseElection(CLOCK, teller.id))
    assert recorded(steps)[0] == ("A", "CandidateBarred")
    assert (held(federation, "A", "chair"), held(federation, "A", "teller")) == (["Am1"], ["Am2"])


def test_alternate_who_holds_the_other_office_is_passed_over():
    federation = house(apart("chair", "delegate"))
    chaired(federation, "Am3")
    federation.do("A", LayDown("Am1", "delegate"))
    assert held(federation, "A", "delegate") == ["Am2", "Am4"]


def test_chain_is_followed_upwards():
    federation = house(apart("chair@assembly", "chair@ward", reach=Reach.CHAIN))
    chaired(federation, "Am1")
    election = federation.election("W", "chair")
    refusal = federation.refused("W", Stand("A.1", election.id))
    federation.do("W", Stand("A.2", election.id))
    assert (refusal.reason, refusal.details["council"]) == (Reason.INCOMPATIBLE, "A")


def test_chain_is_followed_downwards_over_two_levels():
    federation = house(apart("chair@assembly", "secretary@congress", reach=Reach.CHAIN))
    federation.elect("C", "secretary", ["W.1"])
    assert federation["A"].tenures[1].above == (
        Held("W", "W", "ward", "delegate"),
        Held("C", "C", "congress", "secretary"),
    )
    election = federation.election("A", "chair")
    refusal = federation.refused("A", Stand("Am1", election.id))
    federation.do("C", LayDown("W.1", "secretary"))
    federation.do("A", Stand("Am1", election.id))
    assert (refusal.reason, refusal.details["council"]) == (Reason.INCOMPATIBLE, "C")
    assert verify(federation.export()).councils == federation.states


def test_without_a_chain_in_the_charter_nothing_is_told():
    federation = house(apart("chair", "teller"))
    chaired(federation, "Am1")
    told = {name for entry in federation.record for name, _ in entry.events}
    assert "OfficesTold" not in told
    assert federation["W"].delegates["A.1"].offices == ()


# the charter agrees with itself


@pytest.mark.parametrize(
    ("change", "path"),
    [
        ({"terms": TermRule(lead_days=13)}, ("terms", "lead_days")),
        ({"terms": TermRule(lead_days=182)}, ("terms", "lead_days")),
        ({"rotation": (RotationRule("tsar", total=1),)}, ("rotation", 0, "office")),
        ({"rotation": (RotationRule("chair", "guild", total=1),)}, ("rotation", 0, "level")),
        ({"rotation": (RotationRule("chair"),)}, ("rotation", 0, "office")),
        ({"rotation": (RotationRule("chair", total=1, cooling_off_days=9),)}, ("rotation", 0, "cooling_off_days")),
        ({"rotation": (RotationRule("chair", consecutive=3, total=2),)}, ("rotation", 0, "consecutive")),
        ({"rotation": (RotationRule("chair", total=1), RotationRule("chair", total=2))}, ("rotation", 1, "office")),
        ({"incompatible": (IncompatibleRule(("chair",)),)}, ("incompatible", 0, "offices")),
        ({"incompatible": (IncompatibleRule(("chair", "tsar")),)}, ("incompatible", 0, "offices", 1)),
        ({"incompatible": (IncompatibleRule(("chair", "teller@guild")),)}, ("incompatible", 0, "offices", 1)),
        ({"incompatible": (IncompatibleRule(("chair", "delegate"), Reach.CHAIN),)}, ("incompatible", 0, "offices")),
    ],
)
def test_charter_that_contradicts_itself_is_told_where(change, path):
    assert [fault.path for fault in check_charter(replace(preset(), **change))] == [path]


def test_sound_limits_have_no_fault():
    charter = replace(
        with_levels(preset(), "assembly", "ward", "congress"),
        terms=TermRule(Expiry.VACATES, 21),
        rotation=(
            RotationRule("delegate", consecutive=2, cooling_off_days=365),
            RotationRule("chair", "ward", total=4),
        ),
        incompatible=(
            IncompatibleRule(("chair", "teller")),
            IncompatibleRule(("delegate@ward", "chair@assembly"), Reach.CHAIN),
        ),
    )
    assert check_charter(charter) == ()

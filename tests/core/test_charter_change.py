"""The charter is changed by its own amending rule, and comes down to every council (R15)."""

from __future__ import annotations

from dataclasses import replace

import pytest
from tests.federation import Federation, planted, preset, with_levels, with_seats

from councils.core.charter import Charter, Kind
from councils.core.charter.limits import TermRule
from councils.core.election import Stand
from councils.core.machines import Change, ElectionState, MotionState, RecallState
from councils.core.motion import Proposal, Propose, Second, Withdraw
from councils.core.recall import OpenPetition
from councils.core.refusal import Reason
from councils.core.vote.tally import Tally
from councils.ledger.verify import verify

CHARTER = with_seats(preset(), 4, 2)
SUMMER = replace(CHARTER, title="Summer charter")
TREE = {"W": {"A": None, "B": None}}


@pytest.fixture(scope="module")
def planted_town() -> Federation:
    """Eight delegates in W, of whom two sit in the congress: too few to second a charter motion, so one will do."""
    rule = replace(CHARTER.motion(Kind.CHARTER), seconders=1)
    return planted(replace(CHARTER, motions={**CHARTER.motions, Kind.CHARTER: rule}), TREE, members=5)


@pytest.fixture
def town(planted_town) -> Federation:
    return planted_town.copy()


def amended(federation: Federation, charter: Charter, yes: int = 5, no: int = 0) -> str:
    motion = federation.propose("C", Kind.CHARTER, "A better charter", charter=charter)
    for name in ("A", "B"):
        federation.vote(name, motion, Tally(yes, no, 0))
    federation.pass_days(21)
    return motion


def test_new_charter_comes_down_to_every_council(town):
    motion = amended(town, SUMMER)
    assert {c.charter.title for c in town.states.values()} == {"Summer charter"}
    assert {c.version for c in town.states.values()} == {2}
    assert town["C"].motions[motion].change is Change.IN_FORCE
    assert {c.charters[-1].motion for c in town.states.values()} == {motion}


def test_every_act_names_the_version_it_stood_under(town):
    amended(town, SUMMER)
    town.join("A", 1)
    versions = [entry.charter for entry in town.record if entry.council == "A"]
    assert versions[0] == 1
    assert versions == sorted(versions)
    assert (versions[-2], versions[-1]) == (1, 2)


def test_record_with_two_charters_verifies(town):
    amended(town, SUMMER)
    assert verify(town.export()).councils == town.states


def test_charter_needs_its_own_majority(town):
    rule = replace(town.charter.motion(Kind.CHARTER), referred=False, majority="absolute")
    strict = replace(town.charter, motions={**town.charter.motions, Kind.CHARTER: rule})
    amended(town, strict)
    motion = town.propose("C", Kind.CHARTER, "Back again", charter=SUMMER)
    town.vote("C", motion, Tally(1, 0, 1))
    town.pass_days(21)
    assert town["C"].motions[motion].state is MotionState.LOST
    assert town["C"].motions[motion].change is Change.REJECTED
    assert town["A"].version == 2


def test_charter_motion_can_be_withdrawn(town):
    town.do("C", Propose("W.1", Proposal(Kind.CHARTER, "Hasty", charter=SUMMER)))
    motion = next(reversed(town["C"].motions))
    town.do("C", Withdraw("W.1", motion))
    assert town["C"].motions[motion].change is Change.WITHDRAWN


def test_office_that_the_charter_gives_up_falls_with_all_that_was_to_fill_it(town):
    town.elect("A", "chair", ["Am1"])
    town.do("A", OpenPetition("Am2", "Am1", "chair", "Too long speeches."))
    running = town.election("B", "chair")
    town.do("B", Stand("Bm1", running.id))
    flat = replace(town.charter, offices=tuple(o for o in town.charter.offices if o.name != "chair"))
    quick = replace(flat, referral=replace(flat.referral, days=10), recall=flat.recall)
    slow = replace(town.charter, election=replace(town.charter.election, nomination_days=90), terms=TermRule())
    amended(town, slow)
    later = town.election("W", "chair")
    amended(town, quick)
    assert town["A"].holders("chair") == ()
    assert town["A"].tenures[5].ended == "office given up"
    assert [r.state for r in town["A"].recalls.values()] == [RecallState.LAPSED]
    assert town["W"].elections[later.id].state is ElectionState.VOID
    assert town.refused("A", OpenPetition("Am2", "Am1", "chair", "Still there?")).reason is Reason.NOT_IN_OFFICE


def test_recall_from_an_office_that_is_given_up_is_moot(town):
    town.elect("A", "chair", ["Am1"])
    flat = replace(town.charter, offices=tuple(o for o in town.charter.offices if o.name != "chair"))
    motion = town.propose("C", Kind.CHARTER, "No chairs", charter=flat)
    for name in ("A", "B"):
        town.vote(name, motion, Tally(yes=5))
    town.do("A", OpenPetition("Am2", "Am1", "chair", "Too long speeches."))
    town.pass_days(21)
    assert [r.state for r in town["A"].recalls.values()] == [RecallState.MOOT]


@pytest.mark.parametrize(
    "unfit",
    [
        with_levels(CHARTER, "assembly", "congress"),
        with_levels(CHARTER, "ward", "assembly", "congress"),
        with_levels(CHARTER, "street", "assembly", "ward", "congress"),
        replace(CHARTER, offices=CHARTER.offices[1:]),
        replace(CHARTER, levels=()),
        replace(CHARTER, referral=replace(CHARTER.referral, days=1)),
    ],
)
def test_charter_that_does_not_fit_is_refused(town, unfit):
    refusal = town.refused("C", Propose("W.1", Proposal(Kind.CHARTER, "New", charter=unfit)))
    assert refusal.reason is Reason.CHARTER_UNFIT


def test_charter_overtaken_by_another_does_not_come_into_force(town):
    taller = with_seats(with_levels(town.charter, "assembly", "ward", "district", "congress"), 4, 2)
    motions = [town.propose("C", Kind.CHARTER, charter.title, charter=charter) for charter in (taller, SUMMER)]
    for motion in motions:
        for name in ("A", "B"):
            town.vote(name, motion, Tally(yes=5))
    town.pass_days(30)
    assert [town["C"].motions[m].state for m in motions] == [MotionState.CARRIED] * 2
    assert [town["C"].motions[m].change for m in motions] == [Change.IN_FORCE, Change.OVERTAKEN]
    assert [town["C"].motions[m].overtaken for m in motions] == [
        "",
        "it has no level district, at which there are councils",
    ]
    assert {c.charter.levels for c in town.states.values()} == {taller.levels}


def test_charter_from_below_climbs_to_the_congress(town):
    motion = town.propose("A", Kind.INITIATIVE, "From below", charter=SUMMER)
    town.vote("A", motion, Tally(yes=5))
    town.pass_days(8)
    ward = next(reversed(town["W"].motions.values()))
    assert (ward.by, ward.proposal.kind) == ("A", Kind.INITIATIVE)
    town.now = max(town.now, ward.notice_until)
    town.tick(town.now)
    town.vote("W", ward.id, Tally(yes=8))
    town.pass_days(1)
    above = next(reversed(town["C"].motions.values()))
    assert (above.by, above.proposal.kind, above.change) == ("W", Kind.CHARTER, Change.PROPOSED)


def test_motion_seconded_under_the_old_charter_goes_on_under_the_new(town):
    town.do("C", Propose("W.1", Proposal(Kind.PROCEDURE, "Shorter speeches")))
    motion = next(reversed(town["C"].motions))
    amended(town, SUMMER)
    town.do("C", Second("W.2", motion))
    assert town["C"].motions[motion].state is MotionState.DELIBERATION

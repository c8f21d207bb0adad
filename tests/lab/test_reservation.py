"""Delegations of several seats, some of them reserved: who is elected and who steps in, beside the core's own acts."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from tests.federation import Federation, preset, with_seats

from councils.core.charter import Charter, Method, ReservedSeats
from councils.core.charter.check import check_charter
from councils.core.election import Mark, OpenElection, Stand, running_election
from councils.core.office import DELEGATE
from councils.core.vote.reserved import Labels
from councils.lab.simulation.play import Individuals, play
from councils.lab.simulation.reservation import elected, next_in_line
from councils.lab.simulation.scenario import Scenario, parse_scenario

SEATS, MEMBERS = 4, 12
shares = st.builds(Fraction, st.integers(0, 4), st.just(4))
labels = st.lists(st.sampled_from([(), ("women",), ("young",), ("women", "young")]), min_size=MEMBERS, max_size=MEMBERS)


@st.composite
def reservations(draw: st.DrawFn) -> tuple[ReservedSeats, ...]:
    found = []
    for group in draw(st.lists(st.sampled_from(["women", "young"]), min_size=1, max_size=2, unique=True)):
        ends = sorted((draw(shares), draw(shares)))
        found.append(ReservedSeats(group, f"I am one of the {group}.", *ends, vacant=draw(st.booleans())))
    return tuple(found)


def charter(reserved: tuple[ReservedSeats, ...], alternates: int, *, counting: bool = True) -> Charter:
    base = with_seats(preset(), SEATS, 1)
    office = replace(base.offices[0], method=Method.APPROVAL, alternates=alternates, reserved=reserved)
    return replace(
        base, offices=(office,), incompatible=(), rotation=(), election=replace(base.election, sitting_count=counting)
    )


def chosen(core: Federation, groups: dict[str, tuple[str, ...]]) -> None:
    """Everybody who may stands and says of themselves what they are; all mark them in the order of the roll."""
    election = core.election("A", DELEGATE)
    for name in core["A"].roll:
        core.act("A", Stand(name, election.id, groups=groups[name]), core.now)
    core.now = max(core.now, election.nominations_until)
    core.do("A", OpenElection("clock", election.id))
    opened = core["A"].elections[election.id]
    order = [name for name in core["A"].roll if name in opened.candidates]
    for number, paper in enumerate(sorted(opened.roll)):
        core.do("A", Mark(election.id, paper, tuple(order[: max(1, len(order) - number)])))
    core.pass_days(core.charter.election.voting_days)


@settings(max_examples=40, deadline=None)
@given(reservations(), labels, st.sampled_from([0, 2, 9]), st.booleans(), st.data())
def test_delegations_are_elected_and_filled_as_in_the_core(reserved, said, alternates, counting, data):
    rules, known = charter(reserved, alternates, counting=counting), {rule.group for rule in reserved}
    assume(not check_charter(rules))
    core = Federation(rules)
    core.found("C", None, 1)
    core.found("A", "C", 0)
    core.join("A", MEMBERS)
    groups = {f"Am{n + 1}": tuple(g for g in some if g in known) for n, some in enumerate(said)}
    roll = list(core["A"].roll)
    order = [Labels(groups[name]) for name in roll]
    chosen(core, groups)
    sitting = [t.holder for t in core["A"].holders(DELEGATE)]
    assert [roll[n] for n in elected(reserved, SEATS, (), order, counting=counting)] == sitting
    assume(sitting)
    line = core["A"].alternates.get(DELEGATE, ())
    gone = data.draw(st.sampled_from(sitting))
    core.recall("A", gone)
    staying = [name for name in sitting if name != gone]
    rest = tuple(Labels(groups[name]) for name in staying)
    first = next_in_line(reserved, SEATS, rest, tuple(Labels(groups[name]) for name in line))
    if first is None and running_election(core["A"], DELEGATE):
        chosen(core, groups)
        free = [name for name in roll if name not in staying]
        found = elected(reserved, SEATS, rest, [Labels(groups[name]) for name in free], counting=counting)
        came = [free[n] for n in found]
    else:
        came = [] if first is None else [line[first]]
    assert [t.holder for t in core["A"].holders(DELEGATE)] == [*staying, *came]


TOWN = """
title = "A town with a quota"
steps = 12
[territory]
people = 20000
assembly = 100
[population]
apart = 0.5
[[groups]]
share = 0.3
lean = 0.3
declares = ["women"]
[delegates]
term = 4
[[questions]]
step = 5
"""


@pytest.mark.parametrize(
    ("least", "low", "high"), [(None, 0.1, 0.25), (Fraction(1, 2), 0.45, 0.6), (Fraction(1), 1, 1)]
)
def test_as_many_bodies_follow_somebody_of_a_group_as_it_has_seats(least, low, high):
    """Three people in ten lean to yes, and so are far from the mean; of 200 assemblies, half or all follow one."""
    reserved = (ReservedSeats("women", "I am a woman.", least=least),) if least else ()
    scenario = parse_scenario(TOWN)
    assert isinstance(scenario, Scenario)
    going = Individuals(scenario, charter(reserved, 2), 1)
    for _ in range(6):
        going.go()
    women = going.society.kinds[going.offices.who[0]] // 2 == 0
    assert (low <= women.mean() <= high, np.isnan(going.society.top())) == (True, False)


def test_seats_that_stay_vacant_do_not_vote():
    """Nobody declares to be one of those for whom three of four seats are kept: one delegate of each assembly votes."""
    scenario = parse_scenario(TOWN.replace("women", "weavers"))
    assert isinstance(scenario, Scenario)
    kept = ReservedSeats("smiths", "I am a smith.", least=Fraction(3, 4), vacant=True)
    going = Individuals(scenario, charter((kept,), 0), 1)
    assert np.array_equal(going.offices.filled(0), np.ones(200))
    full = Individuals(scenario, charter((replace(kept, vacant=False),), 0), 1)
    assert np.array_equal(full.offices.filled(0), np.full(200, SEATS))
    assert play(scenario, charter((kept,), 0)).decisions[0].carried is not None


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ('declares = "women"', "declares is 'women'."),
        ("declares = [7]", "declares is [7]."),
        ('declares = ["women", "women"]', "declares is ['women', 'women']."),
    ],
)
def test_declarations_that_make_no_sense_are_told_by_line(line, said):
    faults = parse_scenario(TOWN.replace('declares = ["women"]', line))
    assert [(fault.line, fault.message) for fault in faults] == [(12, said)]

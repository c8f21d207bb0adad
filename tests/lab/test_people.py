"""Who comes, contrarians and caucuses: both engines, a loop written from the description, and sums done by hand."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from tests.federation import Federation, preset, recorded
from tests.lab.test_simulation import SMALL, mean, state

from councils.core.charter import Charter
from councils.core.office import DELEGATE
from councils.core.vote.tally import Tally
from councils.core.vote.verdict import judge
from councils.lab.compiled import plain_splitmix, plain_word, stream
from councils.lab.simulation.engine import COMING, MEETING, Engine, found
from councils.lab.simulation.model import Model, among, needed, needed_in
from councils.lab.simulation.people import Caucus, Group
from councils.lab.simulation.play import play
from councils.lab.simulation.scenario import Scenario, parse_scenario
from councils.presets import NAMES

MIXED = replace(
    SMALL, turnout=0.4, contrarians=0.1, bound=0.4, groups=(Group(0.3, 0.7, 0.2, lean=-0.3), Group(0.2, 0.05)),
    caucuses=(Caucus(0.1, 0.9, turnout=0.8), Caucus(0.05, 0.0, reach=0.6)),
)  # fmt: skip
FREE = needed(None, 1000), needed(None, 10)


@pytest.mark.parametrize("model", [MIXED, replace(MIXED, term=3), replace(SMALL, people=37, turnout=0.02, term=1)])
def test_engines_and_threads_give_the_same_bits(model):
    runs = [(True, 1), (True, 3), (False, 1), (False, 2)]
    recall = needed_in(preset().recall, model)
    ends = [state(Engine(model, recall=recall, threads=n, compiled=c).run(found(model, 7), 9)) for c, n in runs]
    assert ends[1:] == ends[:1] * 3


@pytest.mark.parametrize("compiled", [True, False])
def test_where_all_come_and_nobody_differs_nothing_changes(compiled):
    looked_at = replace(SMALL, caucuses=(Caucus(0.0),))
    ends = [Engine(model, compiled=compiled).run(found(model, 3), 6) for model in (SMALL, looked_at)]
    assert ends[0].counted.recalls > 0
    assert state(ends[0]) == state(ends[1])


def charters() -> list[Charter]:
    return [preset(name) for name in NAMES]


@pytest.mark.parametrize("charter", charters(), ids=lambda charter: charter.title)
def test_meeting_is_what_its_description_says(charter):
    """Person by person; who is recalled is asked of the core each time."""
    model = Model(90, assembly=20, council=5, noise=0.0, company=0.0, patience=0.2, turnout=0.8, contrarians=0.3)
    society, rule = found(model, 5), charter.recall
    x, y, counted = society.x.tolist(), society.y[0].tolist(), [0, 0, 0]
    for step in range(1, 9):
        for a in range(5):
            roll = range(20 * a, min(20 * a + 20, 90))
            meets, comes = (plain_word(stream(5, what, step), a) for what in (MEETING, COMING))
            came = [i for i in roll if plain_splitmix(comes, i - 20 * a) < 0.8]
            before = {i: x[i] for i in came}
            for i in came:
                other = came[(plain_word(meets, i - 20 * a) >> 32) * len(came) >> 32]
                apart = before[other] - before[i]
                pull = -0.3 if society.kinds[i] == 1 else 0.3
                x[i] = min(max(x[i] + pull * apart, 0.0), 1.0) if abs(apart) < 0.25 else x[i]
            yes = sum(abs(x[i] - y[a]) > 0.2 for i in came)
            signed = yes >= max(1, rule.petition_share * len(roll))
            verdict = judge(Tally(yes, len(came) - yes), len(roll), rule.quorum, rule.majority)
            counted = [counted[0] + signed, counted[1] + (signed and verdict.carried), counted[2] + len(came)]
            if signed and verdict.carried:
                middle = mean([x[i] for i in came])
                y[a] = min((x[i] for i in came), key=lambda o, middle=middle: abs(o - middle))
    engine = Engine(model, recall=(needed(rule, 20, 10), needed(None, 5)))
    engine.run(society, 8)
    assert society.x.tolist() == x
    assert society.y[0].tolist() == y
    assert [society.counted.votes, society.counted.recalls, society.counted.came] == counted
    assert counted[0] > 0


@pytest.mark.parametrize("name", NAMES)
def test_recall_of_every_preset_takes_as_many_as_in_the_core(name):
    """A petition and a vote through the core's own acts, by how many came, one below what it takes and just as many."""
    charter = replace(preset(name), franchise=preset().franchise)  # whoever applies is a member
    start, rule = Federation(charter), needed(charter.recall, 9)
    above = None
    for level in reversed(range(len(charter.levels))):
        start.found(council := f"L{level}", above, level)
        above = council
    start.join("L0", 9)
    start.elect("L0", DELEGATE, start["L0"].roll[:2])
    holder = start["L0"].holders(DELEGATE)[0].holder
    for came in (5, 7, 9):
        least = int(among(charter.recall, 9)[came])
        for yes in {least - 1, min(least, came)}:
            federation = start.copy()
            petition = federation.petition("L0", holder)
            assert federation["L0"].recalls[petition].needed == rule.petition[9]
            federation.vote("L0", petition, Tally(yes, came - yes))
            acts = recorded(federation.close("L0", petition))
            assert (("L0", "Recalled") in acts) is (yes >= least), (came, yes)


def test_those_who_never_come_keep_their_opinion():
    model = replace(SMALL, people=20_000, turnout=0.3, groups=(Group(0.5, turnout=0.0),))
    society = found(model, 1)
    before, away = society.x.copy(), society.kinds < 2
    Engine(model, recall=FREE).run(society, 20)
    assert np.array_equal(society.x[away], before[away])
    assert society.counted.came / 20 == pytest.approx(0.3 * (~away).sum(), rel=0.02)
    assert abs(away.mean() - 0.5) < 0.015


@pytest.mark.parametrize("share", [0.0, 0.3, 1.0])
def test_contrarians_spread_opinions_as_far_as_computed(share):
    """One step, all hear all: (1 - p)² + p² of the variance for whoever moves near, (1 + p)² + p² for contrarians."""
    model = Model(200_000, assembly=1000, bound=1.0, contrarians=share)
    society = found(model, 2)
    society.x = 0.4 + 0.2 * society.x
    before = society.x.var()
    Engine(model, recall=FREE).run(society, 1)
    expected = (1 - share) * (0.7**2 + 0.3**2) + share * (1.3**2 + 0.3**2)
    assert society.x.var() / before == pytest.approx(expected, rel=0.01)


def test_caucus_persuades_as_fast_as_computed():
    """The rest nears the caucus by pull · its share of those who come, in each step they come to."""
    model = Model(100_000, assembly=1000, bound=1.0, turnout=0.5, caucuses=(Caucus(0.1, 1.0, turnout=1.0),))
    society = found(model, 4)
    rest = society.kinds < 2
    start, share = 1 - society.x[rest].mean(), (~rest).sum() / ((~rest).sum() + 0.5 * rest.sum())
    Engine(model, recall=FREE).run(society, 10)
    assert 1 - society.x[rest].mean() == pytest.approx(start * (1 - 0.5 * 0.3 * share) ** 10, rel=0.01)
    assert set(society.x[~rest].tolist()) == {1.0}


TOWN = """steps = 4
[territory]
people = 3000
[population]
turnout = 0.3
contrarians = 0.05
[[groups]]
share = 0.6
turnout = 0.2
lean = -0.2
[[groups]]
share = 0.3
[[caucuses]]
share = 0.02
opinion = 0.9
"""


def test_scenario_says_who_comes():
    read = parse_scenario(TOWN)
    assert isinstance(read, Scenario)
    groups, caucuses = (Group(0.6, 0.2, lean=-0.2), Group(0.3)), (Caucus(0.02, 0.9),)
    assert read.model == Model(3000, turnout=0.3, contrarians=0.05, groups=groups, caucuses=caucuses)
    rows = play(read, preset(), threads=2).rows
    assert rows == play(read, preset()).rows
    assert [row["came"] for row in rows] == [0.0] + [pytest.approx(0.98 * 0.45 + 0.02, abs=0.04)] * 4


@pytest.mark.parametrize(
    ("before", "after", "line", "said"),
    [
        ("turnout = 0.2", "turnout = 20", 9, "turnout is 20."),
        ("share = 0.3", "share = 0.5", 7, "The shares of the groups come to 1.1."),
        ("share = 0.02\n", "", 13, "One of the caucuses has no share."),
        ("opinion = 0.9", "opinon = 0.9", 15, "The key 'opinon' is unknown."),
        ("[[caucuses]]", "[caucuses]", 13, "Caucuses are a list of tables."),
    ],
)
def test_wrong_part_is_told_by_line(before, after, line, said):
    (problem,) = parse_scenario(TOWN.replace(before, after))
    assert (problem.line, problem.message, bool(problem.remedy)) == (line, said, True)

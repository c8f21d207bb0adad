"""Questions in a scenario: the days of the charter, the votes of those who come, and the decision, as in the core."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta

import numpy as np
import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.federation import preset, with_rules
from tests.lab.test_climb import charter_of_any_rules, referring

from councils.cli import main
from councils.core.charter import Binding, Charter, Counting, MandateKind, Norm
from councils.core.vote.tally import Tally
from councils.lab.compiled import plain_splitmix, plain_word, stream
from councils.lab.counting import START, Assembly, Trial, count
from councils.lab.playing import playing
from councils.lab.simulation import many
from councils.lab.simulation.climb import Votes, climb
from councils.lab.simulation.engine import COMING, Engine, found
from councils.lab.simulation.heads import Habit
from councils.lab.simulation.many import climb_many, grouped
from councils.lab.simulation.model import Model, needed_in
from councils.lab.simulation.people import Group
from councils.lab.simulation.play import play
from councils.lab.simulation.question import Question, answer_steps
from councils.lab.simulation.scenario import Scenario, parse_scenario
from councils.lab.simulation.scenario_keys import EngineKind
from councils.lab.simulation.tree import UnfitError
from councils.lab.words import in_words
from councils.presets import NAMES


@pytest.mark.parametrize("name", NAMES)
def test_days_of_each_level_are_those_of_the_core(name):
    charter = preset(name)
    depth = min(2, len(charter.levels) - 1)
    rows = [Assembly("C", "", 0, Tally())]
    for n in range(4):
        rows += [Assembly(f"W{n}", "C", 0, Tally())] if depth == 2 else []
        rows.append(Assembly(f"A{n}", f"W{n}" if depth == 2 else "C", 30, Tally()))
    trial = Trial(referring(charter), tuple(rows))
    question = trial.ask()
    asked = trial.now
    names = ["A0", "W0", "C"] if depth == 2 else ["A0", "C"]
    days = [(trial.councils[n].ballots[question].closes - asked) / timedelta(days=1) for n in names]
    assert answer_steps(charter.referral, depth, asked=1, days=1) == tuple(days)
    assert asked >= START


@st.composite
def scenarios(draw: st.DrawFn) -> tuple[Scenario, Charter]:
    turnout = draw(st.sampled_from([0.3, 0.8, 1.0]))
    model = Model(
        draw(st.integers(22, 60)), assembly=7, council=3, noise=0.1, term=draw(st.integers(0, 3)), turnout=turnout,
        apart=0.5, groups=(Group(0.3, turnout=0.9, lean=0.2),) if turnout < 1 else (),
    )  # fmt: skip
    question = Question(draw(st.integers(1, 3)), line=draw(st.sampled_from([0.4, 0.5, 0.6])), unsure=0.05)
    scenario = Scenario("T", model, seed=draw(st.integers(0, 999)), steps=8, questions=(question,))
    return scenario, charter_of_any_rules(draw)


def votes_by_hand(scenario: Scenario, charter: Charter, step: int) -> list[Tally]:
    """Person by person: the opinions after so many steps of the engine alone, and who came to the last."""
    model, question = scenario.model, scenario.questions[0]
    society = Engine(model, recall=needed_in(charter.recall, model)).run(found(model, scenario.seed), step)
    turnout = [0.9, 0.9, model.turnout, model.turnout] if model.groups else [model.turnout] * 2
    tallies = []
    for a in range(model.bodies()[0]):
        key, said = plain_word(stream(scenario.seed, COMING, step), a), []
        for i in range(7 * a, min(7 * a + 7, model.people)):
            kind = society.kinds[i] if len(society.kinds) else 0
            if plain_splitmix(key, i - 7 * a) < turnout[kind]:
                apart = society.x[i] - question.line
                said.append("abstain" if abs(apart) <= question.unsure else "yes" if apart > 0 else "no")
        tallies.append(Tally.of(said))
    return tallies


def federation_of(model: Model, tallies: list[Tally]) -> list[Assembly]:
    """The same places for the core: A0 to A2 under W0, A3 to A5 under W1, and so on, all under C."""
    number = len(tallies)
    wards = -(-number // 3)
    rows = [Assembly("C", "", 0, Tally()), *(Assembly(f"W{w}", "C", 0, Tally()) for w in range(wards))]
    for a, tally in enumerate(tallies):
        rows.append(Assembly(f"A{a}", f"W{a // 3}", min(7, model.people - 7 * a), tally))
    return rows


@settings(max_examples=15)
@given(scenarios())
def test_individuals_decide_what_the_core_decides(drawn):
    scenario, charter = drawn
    (decided,) = play(scenario, charter).decisions
    tallies = votes_by_hand(scenario, charter, decided.answered)
    outcome = count(charter, tuple(federation_of(scenario.model, tallies)))
    core = outcome.countings
    assert decided.came == sum(t.total for t in tallies) / scenario.model.people
    assert decided.carried is outcome.carried
    ways = [decided.by_delegates, decided.by_members, decided.by_base]
    assert ways == [core.delegates.carried, core.members.carried, core.base.carried]
    for level, depth in ((0, 1), (1, 0)):
        said = [str(s.answer.position) for s in outcome.said if s.depth == depth]
        assert decided.said[level] == tuple(said.count(word) for word in ("yes", "no", "tied", "none"))


def two_levels(**rules: object) -> Charter:
    return replace(with_rules(preset(), **rules), norms=(Norm(per=25),))


def test_delegates_who_may_vote_as_they_think_break_their_mandates_alone():
    """All delegates think far from everybody else: answerable mandates are broken by every one of them, and turn it."""
    model = Model(900, assembly=30, council=30, noise=1.0, company=0.0, pull=0.0, apart=0.0)
    town = Scenario("T", model, steps=5, questions=(Question(2, line=0.05),), recall=False)
    ends = {kind: play(town, two_levels(mandate=kind)).decisions[0] for kind in MandateKind}
    seats = 30 * 2
    assert (ends[MandateKind.IMPERATIVE].carried, ends[MandateKind.IMPERATIVE].breaches) == (True, 0)
    assert 0 < ends[MandateKind.ANSWERABLE].breaches < seats
    assert ends[MandateKind.FREE].breaches == 0
    assert ends[MandateKind.FREE].carried == ends[MandateKind.ANSWERABLE].carried
    assert {end.by_base for end in ends.values()} == {True}


def test_no_meeting_in_time_is_no_answer():
    town = Scenario("T", Model(900, assembly=30), steps=3, days=30, questions=(Question(1), Question(3)))
    first, late = play(town, preset()).decisions
    assert (first.answered, first.came, first.carried, first.too_late) == (0, 0.0, False, True)
    assert first.said[0] == (0, 0, 0, 30)
    assert (late.decided, late.carried) == (2, False)
    rows = [{"step": 3} | playing(town).measure(preset(), 2, {"step": 3}, np.random.default_rng(1))]
    assert "No assembly met between this question" in in_words(playing(town).findings(rows))
    assert play(replace(town, days=7), preset()).decisions[1].carried is None  # still open after the last step


def test_one_assembly_refers_nothing():
    for engine in EngineKind:
        town = Scenario("T", Model(90, assembly=150), questions=(Question(1),), steps=2, engine=engine)
        with pytest.raises(UnfitError, match="one assembly"):
            play(town, preset())


@pytest.mark.parametrize("binding", Binding)
@pytest.mark.parametrize(("number", "council"), [(64, 4), (67, 4), (30, 5), (9, 10), (500, 3)])
def test_many_are_counted_as_all_at_once(monkeypatch, binding, number, council):
    monkeypatch.setattr(many, "UNDER", 8)
    monkeypatch.setattr(many, "AT_ONCE", 32)
    charter = replace(with_rules(preset(), binding=binding, counting=Counting.MEMBERS), norms=(Norm(per=12),))
    chance = np.random.default_rng(number)
    yes = chance.binomial(25, 0.5, number).astype(np.uint8)
    no = chance.binomial(25 - yes, 0.7).astype(np.uint8)
    found_out, said = climb_many(charter, 25, council, yes, no)
    depth = len(list(many.levels(number, council))) - 1
    plain = climb(grouped(charter, 25, council, number, depth), charter, Votes.of(yes[None], no[None]))
    for name in ("delegates", "members", "base", "carried", "by_members", "by_base"):
        assert getattr(found_out, name).tolist() == getattr(plain, name).tolist(), name
    assert said == [tuple(int((level == word).sum()) for word in (1, -1, 0, -2)) for level in plain.positions]


WORLD = """engine = "counts"
steps = 8
[territory]
people = 30000
assembly = 20
council = 6
[population]
turnout = 0.4
start = 0.52
towards = 0.9
[[questions]]
step = 1
title = "Water for all"
[[questions]]
step = 5
[[shocks]]
step = 5
kind = "sway"
share = 0.5
by = -1
"""


def test_people_by_counts_are_asked_as_well():
    read = parse_scenario(WORLD)
    assert isinstance(read, Scenario)
    assert (read.habit, read.start, read.model.turnout) == (Habit(pull=0.9), 0.52, 0.4)
    played = play(read, preset())
    first, second = played.decisions
    assert first.came == pytest.approx(0.4, abs=0.01)
    assert first.yes == pytest.approx(0.52, abs=0.03)
    assert (first.carried, second.carried) == (True, False)
    assert sum(first.said[0]) == 1500
    assert played.rows[4]["people"] > 2 * played.rows[5]["people"] - 0.05
    assert play(read, preset()) == played


def test_votes_of_those_counted_go_up_as_in_the_core(monkeypatch):
    """The very votes that the scenario drew, given to the platform's own acts."""
    kept = []

    def seen(charter, size, council, yes, no):
        kept.append((yes, no))
        return climb_many(charter, size, council, yes, no)

    monkeypatch.setattr("councils.lab.simulation.play.climb_many", seen)
    model = Model(63, assembly=7, council=3, turnout=0.7)
    town = Scenario("T", model, steps=4, questions=(Question(1),), engine=EngineKind.COUNTS)
    charter = replace(preset(), norms=(Norm("assembly", per=4, fraction_over=2), Norm("ward", per=5, minimum=2)))
    for seed in range(4):
        (decided,) = play(replace(town, seed=seed), charter).decisions
        yes, no = kept[-1]
        tallies = [Tally(int(y), int(n)) for y, n in zip(yes, no, strict=True)]
        outcome = count(charter, tuple(federation_of(model, tallies)))
        assert (decided.carried, decided.by_base) == (outcome.carried, outcome.countings.base.carried)


def test_answers_are_told_from_the_command_line(tmp_path):
    (tmp_path / "world.toml").write_text(WORLD)
    done = CliRunner().invoke(main, ["lab", "simulate", str(tmp_path / "world.toml")])
    assert done.exit_code == 0, done.output
    assert "Water for all: asked before step 1, answered after step 1, decided after step 3." in done.output
    told = CliRunner().invoke(main, ["lab", "simulate", str(tmp_path / "world.toml"), "--json"])
    assert [d["carried"] for d in json.loads(told.stdout)["decisions"]] == [True, False]


@pytest.mark.parametrize(
    ("before", "after", "line", "said"),
    [
        ("turnout = 0.4", "bound = 0.4", 8, "People by counts have no population.bound."),
        ("assembly = 20", "assembly = 300", 5, "An assembly by counts has at most 255 members."),
        ('kind = "sway"', 'kind = "committed"\nopinion = 1', 18, "People by counts know no shock 'committed'."),
        ("step = 1\n", "", 11, "A question has no step."),
        ('engine = "counts"', 'engine = "dice"', 1, "engine is 'dice'."),
        ('engine = "counts"', 'engine = "people"', 9, "start is for people by counts."),
    ],
)
def test_what_an_engine_does_not_know_is_told_by_line(before, after, line, said):
    problems = parse_scenario(WORLD.replace(before, after))
    assert (problems[0].line, problems[0].message, bool(problems[0].remedy)) == (line, said, True)


def test_one_assembly_is_told_by_the_line_of_its_question():
    (problem,) = parse_scenario("steps = 3\n[territory]\npeople = 100\n[[questions]]\nstep = 2\n")
    assert (problem.line, problem.remedy) == (4, "Write more people, or assembly = 25.")


def test_too_many_individuals_are_refused():
    (problem,) = parse_scenario("[territory]\npeople = 8_000_000_000\n")
    assert (problem.line, "too many to be simulated one by one" in problem.message) == (2, True)

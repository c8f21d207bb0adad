"""Scenarios: read with every fault by line, played to the bit, and what they hang on."""

from __future__ import annotations

import json
from dataclasses import replace

import numpy as np
import pytest
from click.testing import CliRunner
from tests.federation import preset

from councils.cli import main
from councils.lab.sensitivity import analysed, measured, sampled
from councils.lab.simulation.engine import Engine, found
from councils.lab.simulation.model import Model, needed_in
from councils.lab.simulation.play import play
from councils.lab.simulation.scenario import Scenario, Shock, parse_scenario
from councils.lab.simulation.scenario_keys import ShockKind

TOWN = """title = "A town"
steps = 12
seed = 7
[territory]
people = 700
assembly = 20
council = 5
[delegates]
noise = 0.05
term = 4
[[shocks]]
step = 3
kind = "sway"
share = 0.5
by = 0.2
[[shocks]]
step = 6
kind = "committed"
share = 0.2
opinion = 1.0
"""
CHARTER = preset()


def town() -> Scenario:
    read = parse_scenario(TOWN)
    assert isinstance(read, Scenario)
    return read


def test_scenario_is_read_as_it_is_written():
    assert town() == Scenario(
        "A town",
        Model(700, 20, 5, noise=0.05, term=4),
        seed=7,
        steps=12,
        shocks=(Shock(3, ShockKind.SWAY, share=0.5, by=0.2), Shock(6, ShockKind.COMMITTED, share=0.2, opinion=1.0)),
    )


@pytest.mark.parametrize(
    ("before", "after", "line", "said"),
    [
        ("people = 700", "people = 0", 5, "people is 0."),
        ("people = 700", 'people = 700\nplaces = "x.csv"', 5, "The places tell how many people there are."),
        ("people = 700", "", 4, "The territory needs people or places, one of the two."),
        ("noise = 0.05", "nois = 0.05", 9, "The key 'nois' is unknown."),
        ("noise = 0.05", "noise = true", 9, "noise is true."),
        ('kind = "sway"', 'kind = "storm"', 13, "The kind of shock is 'storm'."),
        ("by = 0.2", "", 11, "A shock of the kind 'sway' needs 'by'."),
        ("steps = 12", "steps = 1.5", 2, "steps is 1.5."),
        ("steps = 12", "steps = = 12", 2, "This is not TOML: Invalid value."),
        ("[delegates]", "[[delegates]]", 8, "'delegates' is no table."),
    ],
)
def test_wrong_scenario_is_told_by_line(before, after, line, said):
    (problem,) = parse_scenario(TOWN.replace(before, after))
    assert (problem.line, problem.message, bool(problem.remedy)) == (line, said, True)


def test_more_assemblies_than_can_be_counted_are_told_by_line():
    text = 'engine = "counts"\n[territory]\npeople = 100000000000\nassembly = 2\n'
    (problem,) = parse_scenario(text)
    assert (problem.line, problem.message) == (3, "50,000,000,000 assemblies of 2 are too many to be counted.")


def test_scenario_without_shocks_is_the_engine_alone():
    calm = replace(town(), shocks=())
    charter = replace(CHARTER, rotation=(), offices=tuple(replace(o, alternates=0) for o in CHARTER.offices))
    engine = Engine(calm.model, recall=needed_in(charter.recall, calm.model))
    society = engine.run(found(calm.model, 7), 12)
    last = play(calm, charter, threads=2).rows[-1]
    assert (last["people"], last["top"], last["recalls"]) == (society.mean(), society.top(), society.counted.recalls)


def test_shocks_change_what_they_say_from_their_step_on():
    calm, shaken = play(replace(town(), shocks=()), CHARTER).rows, play(town(), CHARTER).rows
    assert shaken[:3] == calm[:3]
    assert 0.04 < shaken[3]["people"] - calm[3]["people"] < 0.12  # half of them by 0.2, none beyond 1
    assert shaken[-1]["people"] > shaken[5]["people"] + 0.03


def test_shock_of_a_region_reaches_nobody_else():
    """35 assemblies of 20 in 7, then 2 councils: the first has the people of 25 assemblies, the second of 10."""
    still = Model(700, 20, 5, pull=0.0)
    start = found(still, 7).x
    for number, there in ((1, slice(0, 500)), (2, slice(500, 700))):
        shock = Shock(1, ShockKind.COMMITTED, share=1.0, opinion=1.0, region=number)
        expected = start.copy()
        expected[there] = 1.0
        rows = play(replace(town(), model=still, steps=1, shocks=(shock,), recall=False), CHARTER).rows
        assert rows[-1]["people"] == pytest.approx(expected.mean(), abs=1e-12)


@pytest.mark.parametrize(
    ("before", "after", "line", "said"),
    [
        ("share = 0.5", "share = 0.5\nregion = 3", 15, "There is no region 3."),
        ("share = 0.5", "share = 0.5\nregion = 0", 15, "region is 0."),
        (
            'kind = "sway"',
            'kind = "drift"\nnoise = 0.1\nregion = 1',
            15,
            "Delegates drift everywhere, not in a region.",
        ),
    ],
)
def test_region_that_is_not_there_is_told_by_line(before, after, line, said):
    (problem,) = parse_scenario(TOWN.replace(before, after))
    assert (problem.line, problem.message, bool(problem.remedy)) == (line, said, True)


def test_outcome_hangs_on_what_moves_it():
    """Without company or recall the distance of delegates comes of their noise alone."""
    scenario = replace(town(), steps=4, shocks=(), model=Model(400, 20, 20, company=0.0), recall=False)
    ranges = [("noise", 0.0, 0.1), ("apart", 0.0, 0.001)]
    for method, name in (("sobol", "ST"), ("morris", "mu*")):
        sweep = sampled(scenario, CHARTER, ranges, "gap", method=method, samples=4)
        ends = [sweep.row(n)["measured"] for n in range(len(sweep.points))]
        noise, apart = analysed(ranges, ends, sweep.points, method=method, seed=sweep.seed)
        assert noise[name] > 10 * apart[name]


def test_numbers_of_people_by_counts_and_of_shocks_are_varied(tmp_path):
    """Where all make up their minds anew in the last step, only what they then say counts."""
    text = (
        'engine = "counts"\nsteps = 3\n[territory]\npeople = 9000\nassembly = 90\n[population]\nanew = 1.0\n'
        '[[shocks]]\nstep = 3\nkind = "sway"\nshare = 0.0\nby = 0.1\n'
    )
    scenario = parse_scenario(text)
    ends = [{"towards": 1.0}, {"towards": 0.0, "listen": 0.9}, {"towards": 0.0, "shocks.1.share": 1.0, "anew": 0.0}]
    told = [measured(scenario, CHARTER, "people", point, np.random.default_rng(1))["measured"] for point in ends]
    assert told[:2] == [1.0, 0.0]
    assert told[2] > 0.85  # all were swayed; a tenth of them may hear others, who say the same
    (tmp_path / "w.toml").write_text(text)
    asked = ["lab", "sensitivity", str(tmp_path / "w.toml"), "--vary", "listen=0:1"]
    wrong = CliRunner().invoke(main, [*asked, "--measure", "recalls"])
    assert "Of people by counts there is no 'recalls'. There are people, top." in wrong.output


def test_scenario_is_played_from_the_command_line(tmp_path):
    file = tmp_path / "town.toml"
    file.write_text(TOWN)
    done = CliRunner().invoke(main, ["lab", "simulate", str(file), "--svg", str(tmp_path / "town.svg"), "--json"])
    assert done.exit_code == 0, done.output
    assert json.loads(done.stdout)["rows"] == play(town(), CHARTER).rows
    told = CliRunner().invoke(main, ["lab", "simulate", str(file)])
    assert "A town: 700 people, 44 delegates, 12 steps." in told.output
    file.write_text('charter = "nobody"\n' + TOWN.replace('charter = "open-assemblies"\n', ""))
    unknown = CliRunner().invoke(main, ["lab", "simulate", str(file)])
    assert "town.toml:1: No charter is called 'nobody'." in unknown.output, unknown.output
    file.write_text(TOWN.replace("people", "poeple"))
    wrong = CliRunner().invoke(main, ["lab", "simulate", str(file)])
    assert (
        wrong.exit_code,
        "town.toml:5: The key 'poeple' is unknown. Perhaps 'people' was meant." in wrong.output,
    ) == (1, True)


def test_nothing_is_varied_beyond_its_bounds(tmp_path):
    (tmp_path / "town.toml").write_text(TOWN)
    for wrong in ("noise=0:2", "noise=1", "noise=0.3:0.1", "weather=0:1", "listen=0:1", "caucuses.7.share=0:0.1"):
        done = CliRunner().invoke(main, ["lab", "sensitivity", str(tmp_path / "town.toml"), "--vary", wrong])
        assert done.exit_code == 2, wrong


@pytest.mark.parametrize("borders", ["", '\nborders = "b.csv"'])
def test_places_where_nobody_lives_are_told_in_the_same_way_on_a_map(borders, tmp_path):
    (tmp_path / "p.csv").write_text("code,name,level,parent_code,population\nT,T,town,,0\nA,A,q,T,0\nB,B,q,T,0\n")
    (tmp_path / "b.csv").write_text("a,b\nA,B\n")
    (tmp_path / "town.toml").write_text(f'charter = "open-assemblies"\n[territory]\nplaces = "p.csv"{borders}\n')
    done = CliRunner().invoke(main, ["lab", "simulate", str(tmp_path / "town.toml")])
    assert "town.toml:3: Nobody lives in these places. Give their population." in done.output, done.output


@pytest.mark.parametrize("line", [1, 3])
def test_missing_file_is_told_by_the_line_that_names_it(line, tmp_path):
    text = 'charter = "open-assemblies"\n[territory]\n' + ('places = "no.toml"\n' if line == 3 else "people = 700\n")
    (tmp_path / "town.toml").write_text(text if line == 3 else text.replace("open-assemblies", "no.toml"))
    done = CliRunner().invoke(main, ["lab", "simulate", str(tmp_path / "town.toml")])
    assert f"town.toml:{line}: There is no file 'no.toml' beside this one." in done.output, done.output


def test_places_give_their_people(tmp_path):
    (tmp_path / "p.csv").write_text("code,name,level,parent_code,population\nT,Town,town,,300\nA,A,quarter,T,300\n")
    (tmp_path / "town.toml").write_text(TOWN.replace("people = 700", 'places = "p.csv"'))
    done = CliRunner().invoke(main, ["lab", "simulate", str(tmp_path / "town.toml")])
    assert "300 people" in done.output, done.output
    (tmp_path / "town.toml").write_text(TOWN.replace("people = 700", 'places = "p.csv"') + "region = 4\n")
    done = CliRunner().invoke(main, ["lab", "simulate", str(tmp_path / "town.toml")])
    line = (TOWN + "region = 4").count("\n") + 1
    assert f"town.toml:{line}: There is no region 4. Write a number from 1 to 3." in done.output, done.output
    (tmp_path / "p.csv").write_text("code,name,level,parent_code,population\nT,Earth,world,,8000000000\n")
    done = CliRunner().invoke(main, ["lab", "simulate", str(tmp_path / "town.toml")])
    assert "8,000,000,000 people are too many to be simulated one by one. Take fewer places" in done.output, done.output

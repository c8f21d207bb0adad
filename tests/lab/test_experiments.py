"""Experiments: their numbers against what is known otherwise, and their words against their numbers."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace
from importlib import import_module

import numpy as np
import pytest
from click.testing import CliRunner
from scipy.stats import binom, chi2
from tests.federation import preset

from councils.cli import main
from councils.cli.lab_run import NAMES, find
from councils.core.place_csv import read_places
from councils.lab.experiments import capture, franchise, history, nesting, recall, sensitivity
from councils.lab.experiments.experiment import Share, mean_of
from councils.lab.experiments.throws import hits
from councils.lab.history import SHAPES
from councils.lab.plot import figure
from councils.lab.published.hierarchy import capturing
from councils.lab.published.jury import contradiction
from councils.lab.simulation.tree import regular
from councils.lab.sizes import sizes
from councils.lab.sizing import Habits, Territory
from councils.lab.words import Told, in_words, plain
from councils.presets import preset_places

CHANCE = np.random.Generator(np.random.Philox(key=[1, 2]))


@pytest.mark.parametrize("ratio", franchise.RATIOS)
def test_franchise_turns_as_many_questions_as_computed(ratio):
    """By heads and with many people: the share of others among the votes, times the gap."""
    point = {"workers": 0.7, "gap": 0.2, "ratio": ratio}
    row = franchise.measure(preset(), 2000, point, np.random.Generator(np.random.Philox(key=[1, 2])))
    assert row["turned_by_heads"] / 2000 == pytest.approx(franchise.expected(point), abs=0.05)


def test_franchise_that_changes_nothing_turns_nothing():
    row = franchise.measure(preset(), 300, {"workers": 1.0 - 1e-9, "gap": 0.3, "ratio": 1.0}, CHANCE)
    assert (row["turned"], row["points"]) == (0, 0.0)


def test_base_votes_never_contradict_themselves():
    point = {"assembly": 21, "fan_out": 5, "levels": 2, "counting": "base", "binding": "block"}
    assert nesting.measure(preset(), 300, point, CHANCE)["contradicts"] == 0


def test_best_placed_minority_needs_what_is_published():
    """A bare majority everywhere is the product of bare majorities; here others stay at home, so less will do."""
    point = {"assembly": 150, "fan_out": 5, "levels": 2, "placement": "best", "mandate": "bound", "tie": "abstain"}
    row = capture.measure(preset(), 40, point, CHANCE)
    bare = float(capturing([5, 5])) * capture.TURNOUT / (1 + capture.TURNOUT)
    assert bare < row["share"] < 1.5 * bare


def test_spread_minority_needs_to_outnumber_those_who_come():
    point = {"assembly": 500, "fan_out": 10, "levels": 1, "placement": "spread", "mandate": "bound", "tie": "abstain"}
    row = capture.measure(preset(), 100, point, CHANCE)
    assert row["share"] == pytest.approx(capture.TURNOUT / (1 + capture.TURNOUT), abs=0.01)


@pytest.mark.parametrize(("throws", "p"), [(1, 0.3), (20, 0.3), (31, 0.02), (150, 0.231), (500, 0.3)])
def test_hits_come_as_often_as_the_binomial_says(throws, p):
    many = np.full((4, 50_000), throws)
    many[0] = 0  # another number beside it
    found = hits(many, p, np.random.default_rng(throws))
    assert (found[0] == 0).all()
    met = np.bincount(found[1:].ravel(), minlength=throws + 1)
    due = binom.pmf(np.arange(throws + 1), throws, p) * 150_000
    some = due >= 5
    rest = [max(due[~some].sum(), 1e-9)], [met[~some].sum()]
    apart = (np.append(met[some], rest[1]) - np.append(due[some], rest[0])) ** 2 / np.append(due[some], rest[0])
    assert chi2.sf(apart.sum(), some.sum()) > 1e-4


@pytest.mark.parametrize("share", [0.15, 0.215, 0.235, 0.3])
def test_runs_that_would_not_change_the_majority_are_not_made(share, monkeypatch):
    """What is sure after a few runs is what 400 say; where it is close, all are made."""
    grown, made = regular(preset(), assembly=150, fan_out=10, levels=2), []
    point = {"placement": "spread", "mandate": "bound"}
    captured = capture.captured

    def counted(charter, grown, point, share, runs, chance):
        made.append(runs)
        return captured(charter, grown, point, share, runs, chance)

    monkeypatch.setattr(capture, "captured", counted)
    monkeypatch.setattr(capture, "FEW", 100)  # one run at once
    held = capture.held(preset(), grown, point, share, 400, np.random.default_rng(7))
    every = captured(preset(), grown, point, share, 400, np.random.default_rng(8))
    assert held == (2 * every.sum() >= 400)
    assert sum(made) == (16 if every.all() or not every.any() else sum(made)) <= 400


def test_recall_by_charter_shortens_the_distance(monkeypatch):
    monkeypatch.setattr(recall, "PEOPLE", 3_000)
    chance = np.random.Generator(np.random.Philox(key=[1, 2]))
    rows = [recall.measure(preset(), 4, {"term": 104, "recall": rule}, chance) for rule in recall.RULES[:2]]
    assert rows[1]["base_gap"] < 0.8 * rows[0]["base_gap"]
    assert (rows[0]["ballots"], rows[1]["ballots"] > 1) == (0.0, True)


@pytest.mark.parametrize(
    ("hits", "runs", "low", "high"),
    [(0, 10, 0.0, 0.2775), (5, 10, 0.2366, 0.7634), (10, 10, 0.7225, 1.0), (0, 0, 0, 1)],
)
def test_interval_is_wilsons(hits, runs, low, high):
    assert Share(hits, runs).interval == pytest.approx((low, high), abs=1e-4)


def test_mean_has_its_interval():
    assert mean_of([1.0, 2.0, 3.0]) == pytest.approx((2.0, 1.1316), abs=1e-3)
    assert mean_of([4.0]) == (4.0, 0.0)


@pytest.mark.parametrize("name", ["mondragon", "cnt-1931"])
def test_history_contradicts_as_often_as_one_level_does(name):
    """Two levels, one delegate for each or as good as: the referendum paradox of the literature."""
    row = history.measure(preset(), 600, {"of": name}, np.random.Generator(np.random.Philox(key=[1, 2])))
    assert row["contradicts"] / 600 == pytest.approx(contradiction([511]), abs=0.04)
    assert row["capture"] == pytest.approx(float(capturing([row["assembly"], SHAPES[name].groups[0]])))


def test_history_measures_the_charter_that_is_tried_beside_the_others():
    own = history.measure(preset("tenants-union"), 10, {"of": "yours"}, CHANCE)
    assert (own["levels"], own["mandate"]) == (len(preset("tenants-union").levels), "imperative")
    assert history.measure(preset(), 10, {"of": "paris-1871"}, CHANCE)["term"] == 365


def test_map_of_the_franchise_says_what_is_sure():
    assert [franchise.matters(Share(hits, 1000)) for hits in (10, 50, 200)] == [False, None, True]
    rows = [franchise.measure(preset(), 200, p, CHANCE) | p for p in franchise.points() if p["gap"] in (0.0, 0.3)]
    shown = franchise.panels(rows)[0]
    head, body = shown.table()
    assert (len(head), len(body)) == (3, len(franchise.WORKERS))
    assert body[0][2].endswith("●")


def test_rules_that_are_not_surely_apart_are_told_so():
    def row(rule: str, term: int, gap: float) -> dict[str, object]:
        known = {"base_gap": gap, "top_gap": gap, "elections": 1.0, "ballots": 1.0}
        return {"recall": rule, "term": term, **known, **{f"{name}_half": 0.01 for name in known}}

    rows = [row(rule, term, gap) for rule in recall.RULES for term, gap in ((4, 0.02), (104, 0.2))]
    told = [str(said) for said in recall.findings(rows)]
    assert "From it, 3 of the 7 others cannot be told apart." in told
    assert told[-1] == "These two cannot be told apart."


def test_franchise_that_matters_everywhere_is_told_so():
    rows = [p | {"runs": 500, "turned": 200, "turned_by_heads": 200, "points": 0.1} for p in franchise.points()]
    told = [str(said) for said in franchise.findings(rows)]
    assert told[-1] == "Nowhere is it sure to matter little for all class shares, or for all gaps: see the map."


FEWER = {
    "spread": {"CHANCES": (1.0,), "READY": (1.0, 0.5), "STEPS": 12, "STOCKS": (7,), "OWN": (0.25, 0.5)},
    "sensitivity": {
        "SAMPLES": 2,
        "TOWN": replace(sensitivity.TOWN, steps=3, model=replace(sensitivity.TOWN.model, people=300)),
    },
}


@pytest.mark.parametrize("name", [name for name in NAMES if name != "recall"])
def test_command_keeps_table_plot_and_findings(name, tmp_path, monkeypatch):
    for setting, value in FEWER.get(name, {}).items():
        monkeypatch.setattr(import_module(f"councils.lab.experiments.{name}"), setting, value)
    experiment = find(name)
    some = experiment.points()
    shorter = some[-40:] if name == "nesting" else some[:: 1 + len(some) // 40]
    monkeypatch.setattr(type(experiment), "sweep", shortened(type(experiment).sweep, shorter))
    line = ["lab", "run", name, "--runs", "2", "--processes", "1", "--folder", str(tmp_path)]
    first = CliRunner().invoke(main, [*line, "--json"])
    assert first.exit_code == 0, first.output
    told = json.loads(first.stdout)
    again = CliRunner().invoke(main, [*line, "--json"])
    assert again.stdout == first.stdout
    table = list(csv.DictReader(io.StringIO((tmp_path / f"{name}.csv").read_text())))
    assert len(table) == len(told["rows"])
    assert told["findings"] in (tmp_path / f"{name}.txt").read_text()
    assert (tmp_path / f"{name}.svg").read_text() == figure(experiment.panels(told["rows"]), experiment.across)
    from pyarrow import parquet

    kept = parquet.read_table(tmp_path / f"{name}.parquet")
    assert kept.to_pylist() == told["rows"]
    assert kept.schema.metadata[b"seed"] == b"1"


def shortened(sweep, points):
    return lambda self, charter, **given: replace(sweep(self, charter, **given), points=points)


def test_charter_that_is_not_simulated_is_said(tmp_path):
    done = CliRunner().invoke(main, ["lab", "run", "nesting", "--charter", "nowhere", "--runs", "2"])
    assert done.exit_code == 1


@pytest.mark.parametrize("name", [*NAMES, "sizes"])
def test_everything_that_a_page_shows_is_put_into_its_words(name):
    """Findings, titles, lines, axes and columns all go through the catalogue, and take the nouns of the federation."""
    asked = sizes(Territory(read_places(preset_places("paris-1871"))), Habits()) if name == "sizes" else find(name)
    told = [*asked.columns.values(), asked.across, *WORDED.get(name, ())]
    assert all(isinstance(each, Told) or not each for each in told)
    for each in filter(None, told):
        assert each.by(lambda text: f"«{text}»").startswith("«"), each


def test_findings_take_the_words_of_a_page():
    settings = [point for point in nesting.points() if point["assembly"] == 21]
    rows = [nesting.measure(preset(), 20, point, CHANCE) | point for point in settings]
    said = in_words(nesting.findings(rows), envoys)
    assert ("boards that count by envoys bound as one" in said, "delegates" in said) == (True, False)
    shown = nesting.panels(rows)[0].worded(envoys)
    assert shown.title == "1 level above the assemblies, 5 to a board"
    assert [str(name) for name in shown.lines][:1] == ["by envoys"]


@pytest.mark.parametrize(("hits", "said"), [(30, False), (60, True)])
def test_divided_delegations_are_said_to_round_only_where_they_contradict_more_often(hits, said):
    rows = [point | {"runs": 100, "contradicts": 25} for point in nesting.points()]
    for row in rows:
        row["contradicts"] = hits if row["binding"] == "divided" else row["contradicts"]
    assert ("round close results to ties" in in_words(nesting.findings(rows[:12]))) is said


def envoys(text: str) -> str:
    return plain(text.replace("{delegates}", "envoys").replace("{council}", "board").replace("{councils}", "boards"))


WORDED = {"recall": (*recall.TITLES.values(), *recall.NAMES.values()), "capture": tuple(capture.NAMES.values())}

"""What people read in the folder of a plan is held beside what its activities and prices say."""

from __future__ import annotations

import dataclasses
import json
import re

import numpy as np
import pytest

from councils.plan.cases import cooperative
from councils.plan.economy import Skill
from councils.plan.files.agreement import disagreements
from councils.plan.files.plan_folder import read_plan, write_plan
from councils.plan.linear import linear
from councils.plan.solve import Plan, solve
from councils.plan.solve.exactly import solve_exactly
from councils.plan.staged_certificate import certify_stages
from tests.plan.economies import economy, need


@pytest.fixture
def folder(tmp_path):
    write_plan(solve(cooperative()), tmp_path)
    return tmp_path


def changed(folder, file, pattern, to):
    text = (folder / file).read_text()
    (folder / file).write_text(re.sub(pattern, to, text, count=1, flags=re.MULTILINE))
    return [(flaw.file, flaw.problem.line) for flaw in disagreements(read_plan(folder), folder)]


def test_a_plan_as_it_was_written_agrees(folder):
    assert disagreements(read_plan(folder), folder) == ()


@pytest.mark.parametrize(
    ("file", "pattern", "to", "line"),
    [
        ("output.csv", r"^(bread,Town,1,loaf,)[^,]*", r"\g<1>9999", None),
        ("needs.csv", r"^(.*,loaf,)[^,]*", r"\g<1>1", 2),
        ("labour.csv", r",[^,\n]*$(?!.*hours)", ",pay", 1),
        ("capacities.csv", r"^(resource river 1),[^,]*", r"\g<1>,79", None),
        ("activities.csv", r"^(run grind@[^,]*,[^,]*),.*", r"\g<1>,0", None),
        ("certificate.json", r'"value": [1-9][0-9.]*', '"value": 700.0', 0),
    ],
)
def test_a_table_that_was_changed_is_found_out(folder, file, pattern, to, line):
    ((where, at),) = changed(folder, file, pattern, to)
    assert where == file
    assert line in (None, at)


def test_a_price_that_nothing_proves_is_found_out_although_it_is_told_everywhere(folder):
    """A price above what a product costs proves no less than the right one: so the certificate holds all the same."""
    changed(folder, "prices.csv", r"^(labour,product bread@Town 1),.*", r"\g<1>,5")
    (where,) = changed(folder, "output.csv", r"^(bread,Town,.*),.*", r"\g<1>,5")
    assert read_plan(folder).certificate.holds
    assert where[0] == "output.csv"


def test_a_gap_that_is_no_share_makes_no_plan(folder):
    asked = json.loads((folder / "certificate.json").read_text())
    (folder / "certificate.json").write_text(json.dumps({**asked, "asked_gap": float("inf")}))
    (flaw,) = read_plan(folder)
    assert "asked_gap" in str(flaw)


def test_a_plan_of_whole_runs_that_was_made_worse_is_rejected():
    bake = {"makes": {"bread": 50}, "works": {"s": 3}, "whole": True}
    plan = solve(economy({"bake": bake}, [need("bread", 120)]))
    assert plan.certificate.holds
    worse = dataclasses.replace(plan, activities=plan.activities + np.array([1.0, 0.0]))
    assert worse.certificate.rejected
    assert certify_stages(plan.program, plan.activities, [(p.rows * 0, p.held) for p in plan.prices]).rejected


def test_a_fair_plan_in_a_folder_that_was_written_before_common_needs_shared_is_checked_as_it_was_made(tmp_path):
    bread = {"bake": {"makes": {"bread": 1}, "works": {"s": 1}, "most": 30}}
    short = economy(bread, [need("bread", 40), need("bread", 80, council="")], skills=(Skill("s", "s"),))
    activities, prices = solve_exactly(linear(short, fair=True, shared=False))
    write_plan(Plan(short, activities, prices, fair=True, shared=False), tmp_path)
    claimed = json.loads((tmp_path / "certificate.json").read_text())
    (tmp_path / "certificate.json").write_text(json.dumps({k: v for k, v in claimed.items() if k != "shared"}))
    found = read_plan(tmp_path)
    assert (found.certificate.holds, found.shared, list(disagreements(found, tmp_path))) == (True, False, [])
    write_plan(solve(short, fair=True), tmp_path)
    assert (read_plan(tmp_path).certificate.holds, read_plan(tmp_path).shared) == (True, True)

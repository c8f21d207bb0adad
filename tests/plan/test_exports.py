"""What a plan is written as for other programs: each file is read by code that is not ours, and tells the plan."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from xml.etree import ElementTree as ET

import numpy as np
import pytest
from highspy._core import _Highs
from pyarrow import parquet
from scipy.optimize import linprog
from scipy.sparse import csc_array

from councils.plan.cases import cooperative
from councils.plan.explain.sankey import sankey
from councils.plan.explain.trail import links
from councils.plan.files.lp import lp
from councils.plan.files.mps import mps
from councils.plan.files.parquet import write_parquet
from councils.plan.files.valueflows import OUTSIDE, valueflows, written
from councils.plan.linear import Limit, Row
from councils.plan.results import Results
from councils.plan.solve import solve
from tests.plan.economies import random_economy
from tests.valueflows import unfit


@pytest.fixture(scope="module")
def results():
    return Results(solve(cooperative()))


def read(file):
    highs = _Highs()
    highs.setOptionValue("output_flag", False)  # noqa: FBT003
    highs.readModel(str(file))
    return highs


@pytest.mark.parametrize("form", [mps, lp])
@pytest.mark.parametrize("seed", range(6))
def test_the_file_is_the_program_and_has_the_same_best_plan(tmp_path, seed, form):
    """HiGHS reads and solves it; SciPy solves what was read, by another algorithm."""
    plan = solve(random_economy(seed))
    file = tmp_path / f"plan.{form.__name__}"
    file.write_text("".join(f"{line}\n" for line in form(plan)))
    highs = read(file)
    found = highs.getLp()
    rows = len(plan.program.rows)
    if form is mps:  # an LP file has columns in the order in which they are named
        assert list(found.row_lower_)[:rows] == plan.program.need.tolist()
        assert list(found.col_upper_) == plan.program.most.tolist()
    assert sorted(v for v in found.a_matrix_.value_ if v) == sorted(
        [*plan.program.matrix.data.tolist(), *(c for s in plan.program.stages[:-1] for c in s.cost.tolist() if c)]
    )
    highs.run()
    best = plan.certificate.stages[-1].value
    assert highs.getInfo().objective_function_value == pytest.approx(best, rel=1e-6, abs=1e-6)
    assert by_scipy(found) == pytest.approx(best, rel=1e-4, abs=1e-4)


def by_scipy(found) -> float:
    held = found.a_matrix_
    matrix = csc_array((held.value_, held.index_, held.start_), shape=(found.num_row_, found.num_col_)).toarray()
    low, high = np.array(found.row_lower_), np.array(found.row_upper_) + 1e-8
    below, above = np.isfinite(high), np.isfinite(low)
    bounds = [(0, most if np.isfinite(most) else None) for most in found.col_upper_]
    a, b = np.vstack([matrix[below], -matrix[above]]), np.concatenate([high[below], -low[above]])
    return float(linprog(found.col_cost_, A_ub=a, b_ub=b, bounds=bounds, method="highs-ipm").fun)


@pytest.mark.parametrize(("title", "name"), [("Île de la Cité", "plan"), ("Two hills", "Two_hills"), ("", "plan")])
def test_a_title_that_is_not_ascii_is_left_out_as_other_names_are(title, name):
    found = list(mps(solve(replace(cooperative(), title=title))))
    assert found[0] == f"NAME {name}"
    assert all(line.isascii() for line in found)


def test_whole_runs_are_integers_in_both_formats(tmp_path):
    told = cooperative()
    plan = solve(told)
    plan.program.whole[3] = True
    for form in (mps, lp):
        file = tmp_path / f"plan.{form.__name__}"
        file.write_text("".join(f"{line}\n" for line in form(plan)))
        assert sum(kind.value for kind in read(file).getLp().integrality_) == 1


@pytest.mark.parametrize("form", [mps, lp])
def test_the_limit_of_whole_runs_is_whole(tmp_path, form):
    """GLPK takes no program in which an integer has a limit between two of them."""
    told = cooperative()
    solar = replace(told.techniques["solar"], whole=True, most=11.7)
    plan = solve(replace(told, techniques={**told.techniques, "solar": solar}))
    file = tmp_path / f"plan.{form.__name__}"
    file.write_text("".join(f"{line}\n" for line in form(plan)))
    found = read(file).getLp()
    limits = zip(found.integrality_, found.col_upper_, strict=True)
    assert [most for kind, most in limits if kind.value] == [11.0]


def test_parquet_holds_the_tables_to_the_digit(results, tmp_path):
    names = write_parquet(results.plan, tmp_path)
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(names)
    ran = parquet.read_table(tmp_path / "activities.parquet").to_pydict()
    assert ran["quantity"] == [float(x) for x in results.x if x]
    assert sum(ran["hours"]) == pytest.approx(results.hours, rel=1e-12)
    assert parquet.read_table(tmp_path / "needs.parquet").schema.field("priority").type == "int64"
    assert sum(parquet.read_table(tmp_path / "labour.parquet").to_pydict()["hours"]) == pytest.approx(results.hours)


def test_every_reference_of_valueflows_is_told_and_every_process_adds_up(results):
    document = json.loads(json.dumps(valueflows(results)))
    assert json.loads("\n".join(written(results))) == document
    graph = document["@graph"]
    ids = [thing["@id"] for thing in graph]
    assert len(ids) == len(set(ids))
    pointed = {to["@id"] for thing in graph for to in thing.values() if isinstance(to, dict) and "@id" in to}
    assert {name for name in pointed if not name.startswith("vf:")} <= set(ids)
    left = {o.row.code: 0.0 for o in results.output()}
    sign = {"produce": 1.0, "dropoff": 1.0, "consume": -1.0, "pickup": -1.0}
    for thing in (thing for thing in graph if "vf:resourceQuantity" in thing):
        action = thing["vf:action"]["@id"].removeprefix("vf:")
        outside = 1.0 if thing.get("vf:provider") == {"@id": OUTSIDE} else -1.0
        code = thing["vf:resourceConformsTo"]["@id"].removeprefix("product:")
        left[code] += sign.get(action, outside) * thing["vf:resourceQuantity"]["vf:hasNumericalValue"]
    stock = {stock.product: stock.quantity for stock in results.plan.economy.stocks}
    money = {trade.money for trade in results.plan.economy.trade}
    for o in results.output():
        if o.row.code not in money | results.plan.economy.carried:
            assert left[o.row.code] + stock.get(o.row.code, 0.0) == pytest.approx(o.left, abs=1e-6)


@pytest.mark.parametrize("seed", range(4))
def test_every_plan_is_told_in_the_words_of_the_vocabulary(seed):
    assert unfit(json.loads(json.dumps(valueflows(Results(solve(random_economy(seed))))))) == []


def test_unmet_needs_are_intents_of_valueflows():
    results = Results(solve(random_economy(20)))
    open_needs = [t for t in valueflows(results)["@graph"] if t["@type"] == "vf:Intent"]
    assert len(open_needs) == len(results.unmet()) > 0


def test_the_drawing_holds_all_hours_of_a_product(results):
    """Ribbons that leave work and the others are what goes into the product; each is as wide as its hours."""
    row = Row(Limit.PRODUCT, "bread", "1", "Town")
    svg = ET.fromstring(sankey(results, row))
    said = [path.find("{*}title").text for path in svg.findall(".//{*}path")]
    hours = {way: float(much.split()[0]) for way, _, much in (line.partition(": ") for line in said)}
    assert sum(h for way, h in hours.items() if way.startswith("Work →")) <= results.value(row) * 1.001
    into = sum(h for way, h in hours.items() if way.endswith("→ Bread"))
    assert into == pytest.approx(results.value(row), rel=0.01)
    direct = next(link.hours for link in links(results, row) if link.source is None and link.goal == row)
    assert hours["Work → Bread"] == pytest.approx(direct, rel=0.01)


def test_names_in_a_drawing_cannot_be_markup(results):
    drawn = sankey(results, next(row for row in results.program.rows if row.kind is Limit.PRODUCT))
    assert not re.search(r"<(?!/?(svg|title|style|rect|text|tspan|path)\b)", drawn)

"""The table of 2017: its coefficients, what follows from them, and the plan with its industries."""

from __future__ import annotations

import numpy as np
import pytest

from councils.plan.results import Results
from councils.plan.solve import solve
from councils.plan.supply_use.economy import changed, table_economy
from councils.plan.supply_use.folder import read_table_folder
from councils.plan.supply_use.published import read_supply_use, us2017


@pytest.fixture(scope="module")
def table():
    return us2017()


def test_the_spectral_radius_is_below_one(table):
    """By the power method on A, since its entries are (almost) all positive."""
    v = np.ones(len(table.commodities))
    for _ in range(100):
        v = table.coefficients @ v
        radius = np.linalg.norm(v)
        v /= radius
    assert round(float(radius), 3) == 0.494
    assert round(table.spectral_radius(), 3) == 0.494


def test_final_demand_reproduces_gross_output(table):
    assert table.reproduction_error() <= 1e-4


def test_labour_values_account_for_all_compensation(table):
    """What is in final demand is what was paid, but for what the table itself does not close."""
    values = table.labour_values(table.compensation_rate())
    embodied = float(values @ table.final.sum(axis=1))
    assert embodied == pytest.approx(float(table.compensation.sum()), rel=2e-3)


def test_what_does_not_fit_is_told(table):
    told = " ".join(table.oddities())
    assert "17 coefficients are negative, from 8" in told
    assert "Used and secondhand goods (S00402), Noncomparable imports (S00300)" in told
    assert "44 of 402 industries have no figure for jobs" in told


def test_more_health_care_and_less_fossil_fuel_can_be_planned(table):
    economy = table_economy(table, labour=table.job_rate(), work_unit="jobs", change=changed(table))
    results = Results(solve(economy))
    assert results.plan.certificate.rejected == ()
    assert results.unmet() == []
    assert results.hours == pytest.approx(sum(results.labour().values()))
    needed = {n.product: n.quantity for n in economy.needs if n.category == "F01000"}
    at = {code: number for number, code in enumerate(table.commodities)}
    assert needed["622000"] == pytest.approx(1.1 * table.final[at["622000"], 0])
    assert needed["324110"] == pytest.approx(0.8 * table.final[at["324110"], 0])
    for capacity in results.capacities():
        assert capacity.used <= capacity.limit * (1 + 1e-9)


def test_a_plan_that_begins_with_the_one_for_other_needs_takes_few_steps(table):
    rate, steps = table.compensation_rate(), dict.fromkeys(("usual", "cold", "again"), 0)

    def counted(name):
        def stop():
            steps[name] += 1
            return False

        return stop

    now = table_economy(table, labour=rate, work_unit="M$", change=changed(table))
    usual = solve(table_economy(table, labour=rate, work_unit="M$"), stop=counted("usual"))
    cold, again = solve(now, stop=counted("cold")), solve(now, start=usual, stop=counted("again"))
    assert again.certificate.rejected == ()
    assert again.certificate.stages[-1].value == pytest.approx(cold.certificate.stages[-1].value, rel=1e-9)
    assert steps["again"] < steps["cold"] / 3


@pytest.fixture
def published(tmp_path):
    """Two industries of which one makes both commodities."""
    files = {
        "sectors": "code,name,is_commodity,is_industry,compensation_musd,jobs_per_musd_2007class\n"
        "c,Corn,1,1,10,2\ni,Iron,1,1,30,\n",
        "use": "commodity,industry,musd\nc,c,10\ni,c,20\nc,i,5\n",
        "make": "industry,commodity,musd\nc,c,90\nc,i,10\ni,i,40\n",
        "final_demand": "commodity,F01000\nc,75\ni,30\n",
        "final_demand_categories": "code,name\nF01000,Households\n",
        "gross_output_1997_2023": "industry,2017\nc,100\ni,40\n",
    }
    for name, text in files.items():
        (tmp_path / f"{name}.csv").write_text(text)
    return tmp_path


def test_a_table_of_ones_own_is_read_from_plain_files(published):
    table = read_supply_use(published)
    b = np.array([[0.1, 0.125], [0.2, 0.0]])  # U / g
    d = np.array([[1.0, 0.2], [0.0, 0.8]])  # V / q
    assert np.allclose(table.coefficients, b @ d, atol=0, rtol=1e-15)
    assert table.reproduction_error() < 1e-12


@pytest.mark.parametrize(
    ("file", "was", "cell", "told"),
    [
        ("use", "c,i,5", "c,i,five", "use.csv:4: musd: 'five' is not a number. "),
        ("use", "c,i,5", "c,x,5", "use.csv:4: industry: 'x' is not in sectors.csv. "),
        ("make", "musd", "usd", "make.csv:2: There is no 'musd' here. "),
        ("final_demand", "i,30", "i,nan", "final_demand.csv:3: F01000: 'nan' is not a quantity. "),
        ("gross_output_1997_2023", "i,40", "x,40", "gross_output_1997_2023.csv: 'i' has no line. "),
    ],
)
def test_a_file_that_is_not_as_published_is_told_by_line(published, file, was, cell, told):
    path = published / f"{file}.csv"
    path.write_text(path.read_text().replace(was, cell))
    (flaw,) = read_table_folder(published)
    assert str(flaw) == f"{told}Write it as in the table of the United States that comes with the program."

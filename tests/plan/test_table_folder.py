"""A supply-use table of one's own: what follows from it by hand, what is wrong with it by line, and a plan with it."""

from __future__ import annotations

import numpy as np
import pytest

from councils.plan.results import Results
from councils.plan.solve import solve
from councils.plan.supply_use import Technology
from councils.plan.supply_use.economy import table_economy
from councils.plan.supply_use.folder import is_supply_use, read_table_folder
from councils.plan.supply_use.sound import table_flaws

WHOLE = {
    "make.csv": "industry,commodity,value\nfarms,grain,100\nmills,flour,80\nmills,grain,20\n",
    "use.csv": "commodity,industry,value\ngrain,farms,10\ngrain,mills,60\nflour,farms,-2\nfuel,mills,5\n",
    "final_demand.csv": "commodity,category,value\ngrain,households,40\ngrain,exports,10\nflour,households,82\n"
    "fuel,imports,-5\n",
    "labour.csv": "industry,hours\nmills,30\nfarms,40\n",
}


@pytest.fixture
def written(tmp_path):
    def write(**changed: str):
        for name, text in {**WHOLE, **{f"{name}.csv": text for name, text in changed.items()}}.items():
            (tmp_path / name).write_text(text, encoding="utf-8")
        return tmp_path

    return write


def test_both_technologies_are_as_reckoned_by_hand(written):
    """Mills take 0.6 grain a unit of output; by commodity technology farms' inputs count for all grain."""
    table = read_table_folder(written(use="commodity,industry,value\ngrain,farms,10\ngrain,mills,60\n"))
    assert table.coefficients_by(Technology.INDUSTRY)[:2, :2] == pytest.approx(
        np.array([[0.1 * 100 / 120 + 0.6 * 20 / 120, 0.6], [0.0, 0.0]])
    )
    assert table.commodities == ("grain", "flour", "fuel")
    assert table.coefficients_by(Technology.COMMODITY) is None  # there is fuel, which nobody makes


def test_commodity_technology_of_a_square_table_accounts_for_all_work(written):
    table = read_table_folder(
        written(
            use="commodity,industry,value\ngrain,farms,10\ngrain,mills,60\n",
            final_demand="commodity,category,value\ngrain,households,50\nflour,households,80\n",
        )
    )
    for technology in Technology:
        values = table.labour_values(table.compensation_rate(), technology)
        assert float(values @ table.final.sum(axis=1)) == pytest.approx(70.0)
        assert table.reproduction_error(technology) < 1e-12
    grain = table.coefficients_by(Technology.COMMODITY)[0]
    assert grain == pytest.approx([0.1, (0.6 - 0.2 * 0.1) / 0.8])


def test_a_table_can_be_planned_and_what_does_not_fit_is_told(written):
    table = read_table_folder(written())
    plan = solve(table_economy(table, labour=table.compensation_rate(), work_unit=table.work))
    assert plan.certificate.holds
    assert Results(plan).unmet() == []
    assert table.oddities() == [
        "1 coefficients are negative, from 1 negative uses: taken as made there",
        "nobody makes fuel: imported, or from stock",
    ]


def test_what_an_industry_can_make_limits_it(written):
    table = read_table_folder(written(output="industry,most\nmills,50\nfarms,120\n"))
    results = Results(solve(table_economy(table, labour=table.compensation_rate(), work_unit=table.work)))
    assert [met.need.product for met in results.unmet()] == ["flour"]


@pytest.mark.parametrize(("output", "most"), [({}, 20.0), ({"output": "industry,most\nmills,150\n"}, 30.0)])
def test_what_is_made_beside_something_else_is_made_as_much_as_before(written, output, most):
    """Mills, which would make grain in less work than farms do, made 20 of it; they grow by half at most."""
    folder = written(
        use="commodity,industry,value\ngrain,farms,10\n",
        final_demand="commodity,category,value\ngrain,households,110\nflour,households,80\n",
        labour="industry,hours\nmills,1\nfarms,40\n",
        **output,
    )
    table = read_table_folder(folder)
    results = Results(solve(table_economy(table, labour=table.compensation_rate(), work_unit=table.work)))
    ran = dict(zip(((c.kind, c.code) for c in results.program.columns), results.x.tolist(), strict=True))
    assert ran["run", "mills>grain"] == pytest.approx(most)


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        (
            {"labour": "industry,hours\nmills,30\nfarm,40\n"},
            "labour.csv:3: industry: 'farm' makes nothing. Perhaps 'farms'",
        ),
        ({"labour": "industry,hours\nmills,30\n"}, "labour.csv: 'farms' has no line."),
        ({"use": "commodity,industry,value\ngrain,farms,nan\n"}, "use.csv:2: value: 'nan' is not a quantity."),
        ({"use": "commodity,industry,value\ngrain,farms,-1e300\n"}, "use.csv:2: value: -1e300 is larger than anything"),
        ({"make": "industry,commodity,value\nfarms,grain,-1\n"}, "make.csv:2: value: -1 is negative."),
        (
            {"make": "industry,commodity,value\nfarms,grain,1\nfarms,grain,2\n"},
            "make.csv:3: farms and grain were on line 2",
        ),
        ({"use": "commodity,industry\ngrain,farms\n"}, "use.csv:1: "),
        (
            {"final_demand": "commodity,category,value\ngrain,exports\n"},
            "final_demand.csv:2: There are 2 cells here, not 3.",
        ),
        ({"final_demand": "commodity,category,value\n,exports,3\n"}, "final_demand.csv:2: A code is missing."),
        (
            {"use": "commodity,industry,value\nexchange,farms,2\n"},
            "use.csv:2: commodity: 'exchange' has a meaning here.",
        ),
        (
            {"make": "industry,commodity,value\nfarms,grain,100\nfarms>grain,flour,5\n"},
            "make.csv:3: industry: 'farms>grain' has a meaning here.",
        ),
        ({"use": "commodity,industry,value\n"}, "use.csv:1: There is nothing below the first line."),
    ],
)
def test_what_is_wrong_is_told_by_line(written, changed, told):
    assert any(str(flaw).startswith(told) for flaw in read_table_folder(written(**changed)))


@pytest.mark.parametrize(
    ("name", "columns"),
    [
        ("labour.csv", "industry,hours"),
        ("use.csv", "commodity,industry,value"),
        ("make.csv", "industry,commodity,value"),
        ("final_demand.csv", "commodity,category,value"),
    ],
)
def test_a_missing_file_is_named(written, name, columns):
    folder = written()
    (folder / name).unlink()
    assert is_supply_use(folder)
    assert [str(flaw) for flaw in read_table_folder(folder)] == [
        f"{name}: There is no such file. Its first line is: {columns}."
    ]


def test_a_file_that_nobody_would_read_is_told(written):
    """Outputs would limit industries, were they called as they should be."""
    folder = written()
    (folder / "Outputs.csv").write_text("industry,most\nmills,50\n")
    assert [str(flaw) for flaw in read_table_folder(folder)] == [
        "Outputs.csv: No file of a supply-use table is called that. Perhaps 'output.csv' was meant."
    ]


def flaws(folder):
    table = read_table_folder(folder)
    economy = table_economy(table, labour=table.compensation_rate(), work_unit=table.work)
    return [str(flaw) for flaw in table_flaws(folder, economy)]


def test_what_nobody_makes_or_imports_is_told_where_it_is_used(written):
    (told,) = flaws(written(final_demand="commodity,category,value\ngrain,households,40\nflour,households,82\n"))
    assert told.startswith(
        "use.csv:5: Nobody makes fuel, and it is needed or used. Say in make.csv who makes it, or in"
    )


def test_industries_that_eat_each_other_up_are_named_with_the_circle(written):
    (told,) = flaws(written(use="commodity,industry,value\nflour,farms,100\ngrain,mills,130\nfuel,mills,5\n"))
    assert told.startswith(
        "use.csv:2: The economy cannot reproduce itself: grain (farms>grain) ← Output of farms (farms)"
    )
    assert told.endswith("the spectral radius is 1.068. Correct what is used, or in make.csv what is made.")


def test_a_table_that_can_make_what_it_wants_is_sound(written):
    assert flaws(written()) == []

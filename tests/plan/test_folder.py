"""An economy in CSV: what is told of bad input, by file and line, and that what is written reads back."""

from __future__ import annotations

from math import inf

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from councils.plan.cases import cooperative
from councils.plan.economy import Economy
from councils.plan.files import tables
from councils.plan.files.folder import read_folder, read_texts, write_folder, write_texts

BREAD = {
    "products.csv": "product,name,unit\nbread,Bread,loaf\nflour,Flour,kg\ngrain,Grain,kg\n",
    "workplaces.csv": "workplace,name\nbakery,Bakery\n",
    "skills.csv": "skill,name,hours\nbaking,Baking,40\n",
    "techniques.csv": "technique,name,workplace,most\nbake,Bake,bakery,\nmill,Mill,bakery,90\nsow,Sow,bakery,\n",
    "recipes.csv": (
        "technique,flow,code,quantity,unit\nbake,makes,bread,1,loaf\nbake,uses,flour,0.6,kg\nbake,works,baking,0.1,hour\n"
        "mill,makes,flour,1,kg\nmill,uses,grain,1.2,kg\nsow,makes,grain,10,kg\nsow,uses,grain,1,kg\n"
    ),
    "needs.csv": "council,product,quantity,unit,priority\nRope walk,bread,100,loaf,1\n",
}


def told(changes):
    """What is said of BREAD with these files, or with old → new inside of a file."""
    texts = dict(BREAD)
    for file, change in changes.items():
        texts[file] = texts[file].replace(*change) if isinstance(change, tuple) else change
    read = read_texts({file: text for file, text in texts.items() if text is not None})
    assert not isinstance(read, Economy), "nothing was found"
    return [str(flaw) for flaw in read]


def test_a_sound_folder_is_an_economy():
    economy = read_texts(BREAD, title="bread")
    assert economy.techniques["mill"].most == 90
    assert economy.techniques["bake"].most == inf
    assert economy.techniques["bake"].uses == {"flour": 0.6}
    assert [(need.council, need.product, need.quantity, need.period) for need in economy.needs] == [
        ("Rope walk", "bread", 100.0, "1")
    ]


@pytest.mark.parametrize(
    ("file", "change", "said"),
    [
        ("needs.csv", (",100,", ",nan,"), "needs.csv:2: quantity: 'nan' is not a quantity."),
        ("needs.csv", (",100,", ",inf,"), "needs.csv:2: quantity: 'inf' is not a quantity."),
        ("needs.csv", (",100,", ",1e400,"), "needs.csv:2: quantity: 1e400 is larger than anything"),
        ("needs.csv", (",100,", ",-5,"), "needs.csv:2: quantity: -5 is negative."),
        ("needs.csv", (",100,", ",0,"), "needs.csv:2: quantity: it is 0."),
        ("needs.csv", (",100,", ",1 000,"), "needs.csv:2: quantity: '1 000' is not a number. Write it without"),
        ("needs.csv", (",100,", ',"1,500",'), "needs.csv:2: quantity: '1,500' is not a number. Write a point"),
        ("needs.csv", (",100,", ",,"), "needs.csv:2: quantity: the cell is empty."),
        ("needs.csv", (",loaf,1", ",loaf,0"), "needs.csv:2: priority: '0' is not a priority."),
        ("needs.csv", (",100,loaf", ",100,kg"), "needs.csv:2: bread is in 'kg' here and in 'loaf' where"),
        ("needs.csv", ("quantity,", "amount,"), "needs.csv:1: The column 'amount' is unknown. Leave it out."),
        ("needs.csv", ("bread", "braed"), "needs.csv:2: product: 'braed' is not in products.csv. Perhaps 'bread' was"),
        ("recipes.csv", ("uses,flour", "uses,floor"), "recipes.csv:3: uses: 'floor' is not in products.csv. Perhaps"),
        ("recipes.csv", ("works,baking", "works,driving"), "recipes.csv:4: works: 'driving' is not in skills.csv."),
        ("recipes.csv", ("0.1,hour", "6,minute"), "recipes.csv:4: baking is worked in 'minute'. Work is counted in"),
        ("recipes.csv", ("bake,uses", "bake,eats"), "recipes.csv:3: flow: 'eats' is not known."),
        ("recipes.csv", ("mill,makes", "mull,makes"), "recipes.csv:5: technique: 'mull' is not in techniques.csv."),
        ("recipes.csv", ("uses,grain,1,", "uses,grain,10,"), "recipes.csv:8: sow eats 10 grain and makes 10"),
        ("recipes.csv", ("sow,makes,grain,10,kg\n", ""), "techniques.csv:4: sow makes nothing."),
        ("products.csv", ("grain,Grain", "flour,Grain"), "products.csv:4: flour is there already, on line 3."),
        ("products.csv", ("name,unit", "name,units"), "products.csv:1: The column 'unit' is missing."),
        ("products.csv", ("product,name,unit", "product;name;unit"), "products.csv:1: The cells are separated by semi"),
        ("products.csv", ("bread,Bread,loaf", "bread,Bread"), "products.csv:2: 2 cells instead of 3."),
        ("products.csv", ("Bread", '"Bread'), "products.csv:2: A quote"),
        ("products.csv", "", "products.csv:1: The file is empty."),
        ("needs.csv", "council,product,quantity,unit,priority\n", "needs.csv:1: There is nothing below"),
        ("needs.csv", BREAD["needs.csv"] + "Rope walk,bread,2,loaf,1\n", "needs.csv:3: Rope walk, bread, 1 is"),
        ("products.csv", None, "products.csv: This file is missing."),
        ("workplaces.csv", ("bakery,Bakery", "mill,Mill"), "techniques.csv:2: workplace: 'bakery' is not in work"),
        ("techniques.csv", ("bakery,90", "bakery,ninety"), "techniques.csv:3: most: 'ninety' is not a number."),
    ],
)  # fmt: skip
def test_bad_input_is_told_by_file_and_line(file, change, said):
    assert any(flaw.startswith(said) for flaw in told({file: change})), told({file: change})


@pytest.mark.parametrize(
    ("cell", "much"),
    [("0,5", 0.5), ("12,5", 12.5), ("1234,567", 1234.567), ("0,125", 0.125), ("007,5", 7.5), ("1,5000", 1.5)],
)
def test_a_comma_that_can_only_stand_before_decimals_is_read(cell, much):
    texts = {**BREAD, "needs.csv": BREAD["needs.csv"].replace(",100,", f',"{cell}",')}
    assert read_texts(texts).needs[0].quantity == much


def test_a_product_that_nobody_makes_is_named_with_its_line():
    recipes = BREAD["recipes.csv"].replace("sow,makes,grain", "sow,makes,bread").replace("sow,uses,grain,1,kg\n", "")
    (said,) = told({"recipes.csv": recipes.replace("10,kg", "10,loaf")})
    assert said == (
        "products.csv:4: Nobody makes Grain (grain), and it is needed or used. "
        "Add a technique, an import or a stock, or take out what uses it."
    )


def test_a_cycle_that_eats_itself_is_named():
    recipes = BREAD["recipes.csv"].replace("sow,uses,grain,1,kg", "sow,uses,flour,9,kg")
    (said,) = told({"recipes.csv": recipes})
    assert said == (
        "techniques.csv:3: The economy cannot reproduce itself: Flour (mill) ← Grain (sow) ← Flour eats itself; the "
        "spectral radius is 1.039. Correct a quantity in recipes.csv, or add another way to make one of them."
    )


def test_what_is_in_stock_need_not_be_made():
    stocks = "product,quantity,unit\nflour,100,kg\n"
    recipes = BREAD["recipes.csv"].replace("sow,uses,grain,1,kg", "sow,uses,flour,9,kg")
    assert isinstance(read_texts({**BREAD, "recipes.csv": recipes, "stocks.csv": stocks}), Economy)


def test_all_that_is_wrong_is_told_at_once():
    flaws = told({"needs.csv": (",100,", ",-5,"), "recipes.csv": ("0.6", "x"), "skills.csv": ("40", "nan")})
    assert [flaw.split(": ")[0] for flaw in flaws] == ["recipes.csv:3", "needs.csv:2", "skills.csv:2"]


def test_what_is_carried_has_to_be_somewhere():
    routes = "product,from,to,carrier,per_unit\nbread,Meaux,Town,,\nbread,Town,Town,flour,\n"
    assert told({"transport.csv": routes}) == [
        "needs.csv:2: bread is carried, so it matters where. Give a place.",
        "workplaces.csv:2: bread is carried, and bakery is nowhere. Give the workplace a place.",
        "transport.csv:3: It goes from Town to itself. Leave it out.",
        "transport.csv:3: It has a carrier without a quantity, or the reverse. Give carrier and per_unit, or neither.",
    ]


def test_an_unknown_file_is_told(tmp_path):
    write_folder(cooperative(), tmp_path)
    (tmp_path / "tecniques.csv").write_bytes(b"\xff\xfe")
    (tmp_path / "needs.csv").write_bytes(b"council\xe9")
    assert [str(flaw) for flaw in read_folder(tmp_path)] == [
        "needs.csv:1: Byte 0xe9 is not UTF-8. Save the file as UTF-8.",
        "tecniques.csv:1: The file is in UTF-16. Save it as UTF-8.",
    ]


def test_the_cooperative_reads_back_as_it_was_written(tmp_path):
    economy = cooperative()
    write_folder(economy, tmp_path / "cooperative")
    assert read_folder(tmp_path / "cooperative") == economy


@settings(max_examples=8, deadline=None, derandomize=True)
@given(st.sampled_from(sorted(BREAD)), st.text(max_size=60), st.integers(0, 200))
def test_whatever_the_text_the_answer_is_an_economy_or_flaws(file, noise, at):
    text = BREAD[file]
    read = read_texts({**BREAD, file: text[:at] + noise + text[at:]})
    assert isinstance(read, Economy) or (read and all(str(flaw) for flaw in read))


def test_numbers_are_written_to_the_last_digit():
    economy = cooperative()
    need = economy.needs[0]
    texts = write_texts(economy)
    texts["needs.csv"] = texts["needs.csv"].replace(f"{need.quantity:g},loaf", "0.1234567890123456789,loaf", 1)
    again = read_texts(texts, title=economy.title)
    assert again.needs[0].quantity == 0.1234567890123456789
    assert read_texts(write_texts(again), title=economy.title) == again


def test_flaws_are_the_same_however_many_lines_are_cut_at_a_time(monkeypatch):
    recipes = BREAD["recipes.csv"].replace("0.6", "x").replace("1.2", '"1;2"').replace("mill,makes", '"m"ill,makes')
    changes = {"recipes.csv": recipes + "mill,uses\n , ,\n", "needs.csv": BREAD["needs.csv"] + '"Rope walk,bread\n'}
    at_once = told(changes)
    assert [flaw.split(": ")[0] for flaw in at_once] == [*(f"recipes.csv:{n}" for n in (3, 5, 6, 9)), "needs.csv:3"]
    for lines in (1, 2, 3):
        monkeypatch.setattr(tables, "_BLOCK", lines)
        assert told(changes) == at_once


def test_of_many_unknown_codes_fifty_are_told_and_the_rest_counted():
    needs = "".join(f"Rope walk,bread{n},1,loaf,1\n" for n in range(60))
    flaws = told({"needs.csv": BREAD["needs.csv"] + needs})
    assert flaws[49] == "needs.csv:52: product: 'bread49' is not in products.csv. Perhaps 'bread' was meant."
    assert flaws[50:] == ["needs.csv: And 10 more. Correct these first, then check again."]


def test_how_many_lines_of_a_large_file_were_read_is_told(tmp_path, monkeypatch):
    write_folder(cooperative(), tmp_path)
    monkeypatch.setattr(tables, "_OFTEN", 20)
    read: list[tuple[str, int]] = []
    assert read_folder(tmp_path, told=lambda file, lines: read.append((file, lines))) == read_folder(tmp_path)
    lines = (tmp_path / "recipes.csv").read_text(encoding="utf-8").count("\n") - 1
    assert [lines for file, lines in read if file == "recipes.csv"] == list(range(20, lines + 1, 20))


def test_a_code_that_a_plan_would_call_as_something_else_is_told(tmp_path):
    """In a plan, bread in Town is called bread@Town."""
    texts = write_texts(cooperative())
    texts["products.csv"] += "bread@Town,Town bread,loaf,,,\n"
    texts["recipes.csv"] += "bake_bread,makes,bread@Town,1,loaf\n"
    (flaw,) = read_texts(texts)
    assert str(flaw) == (
        "products.csv:47: In a plan 'bread@Town' would be called as 'bread' is: product bread@Town. "
        "Choose a code without @, > and +."
    )

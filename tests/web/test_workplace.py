"""A workplace says what it has in forms; everybody reads it, and the congress hears of it at once (R18)."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from tests.web.city import City
from tests.web.conftest import Enter
from tests.web.works import BAKERY, BAKING, HOME, MILL, declare, declared, planning, speaker

from councils.core.charter import Charter
from councils.core.economy.declared import InPeriod, Resource, Site, Technique

PAGE = reverse("workplace", args=[BAKERY])
ROLLS = {
    "do": "technique",
    "name": "Rolls",
    "makes-0-what": "Bread",
    "makes-0-much": "4",
    "uses-0-what": "flour",
    "uses-0-much": "1.5",
    "works-0-what": "BAKER",
    "works-0-much": "0.25",
    "occupies-0-what": "oven",
    "occupies-0-much": "0.1",
    "most": "",
}


@pytest.fixture(scope="module")
def rules() -> Charter:
    return planning()


@pytest.fixture(scope="module")
def built_works(built_city: City) -> City:
    """The city of this module, in which all is declared."""
    return declared(replace(built_city))


@pytest.fixture
def works(built_works: City, db: None) -> City:
    return replace(built_works)


def test_technique_is_declared_row_by_row_and_known_above(works: City, enter: Enter) -> None:
    baker = enter(speaker(works, BAKERY))
    assert baker.post(PAGE, ROLLS).status_code == 302
    d = Decimal
    rolls = Technique("rolls", "Rolls", {"bread": d(4)}, {"flour": d("1.5")}, {"baker": d("0.25")}, {"oven": d("0.1")})
    assert works["T"].economy.techniques[BAKERY, "rolls"] == rolls
    facts = enter().get(PAGE).context["techniques"][1]["facts"]
    assert [row["value"] for row in facts] == [
        "Bread 4 loaf",
        "Flour 1.5 kg",
        "baker 0.25 h",
        "Oven 0.1 hour",
        "no limit",
    ]


def test_correcting_shows_what_is_declared_and_keeps_the_rest(works: City, enter: Enter) -> None:
    baker = enter(speaker(works, BAKERY))
    form = baker.get(PAGE + "?technique=baking").context["forms"]["technique"]
    typed = {name: form[name].value() for name in form.fields if form[name].value() is not None}
    assert (typed["uses-0-what"], typed["uses-0-much"]) == ("Flour", "6")
    answer = baker.post(PAGE, {**typed, "do": "technique", "old": "baking", "most": "25"})
    assert answer.status_code == 302
    assert works["T"].economy.techniques[BAKERY, "baking"].most == 25
    assert works["T"].economy.techniques[BAKERY, "baking"].uses == BAKING.uses


def test_what_has_broken_down_stands_still_by_one_press(works: City, enter: Enter) -> None:
    miller = enter(speaker(works, MILL))
    miller.post(reverse("workplace", args=[MILL]), {"do": "stop", "old": "milling"})
    assert works["T"].economy.techniques[MILL, "milling"].most == 0
    assert "Stands still" in enter().get(reverse("workplace", args=[MILL])).content.decode()


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"makes-0-what": "Cake"}, "makes-0-what"),
        ({"makes-0-what": "", "makes-0-much": ""}, "makes-0-what"),
        ({"makes-0-much": ""}, "makes-0-much"),
        ({"makes-0-much": "-1"}, "makes-0-much"),
        ({"uses-0-much": "1e30"}, "uses-0-much"),
        ({"uses-0-what": "bread", "uses-0-much": "4"}, "makes-0-much"),
        ({"uses-1-what": "Flour", "uses-1-much": "1"}, "uses-1-what"),
        ({"works-0-what": ""}, "works-0-what"),
        ({"occupies-0-what": "lathe"}, "occupies-0-what"),
        ({"name": ""}, "name"),
        ({"name": "Baking"}, "code"),
        ({"most": "x"}, "most"),
    ],
)
def test_what_does_not_fit_is_told_beside_its_field(
    works: City, enter: Enter, change: dict[str, str], field: str
) -> None:
    answer = enter(speaker(works, BAKERY)).post(PAGE, ROLLS | change)
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, [field])
    assert f'href="#technique_{field}"' in answer.content.decode()
    assert (BAKERY, "rolls") not in works["T"].economy.techniques


def test_site_and_resource_are_declared(works: City, enter: Enter) -> None:
    baker = enter(speaker(works, BAKERY))
    assert baker.post(PAGE, {"do": "site", "site-activity": "ISIC:1071", "site-hours": ""}).status_code == 302
    assert works["T"].economy.sites[BAKERY] == Site("ISIC:1071")
    assert baker.post(PAGE, {"do": "site", "site-activity": "bakery"}).status_code == 422
    mixer = {"do": "resource", "name": "Mixer", "unit": "hour", "amount": "20"}
    assert baker.post(PAGE, mixer).status_code == 302
    assert baker.post(PAGE, {**mixer, "old": "mixer", "amount": "30"}).status_code == 302
    assert works["T"].economy.resources[BAKERY, "mixer"] == Resource("mixer", "Mixer", "hour", Decimal(30))


MIXER = {"do": "resource", "name": "Mixer", "unit": "hour", "amount": "20"}


def test_periods_with_more_or_less_of_a_resource_are_told_shown_and_taken_out_again(works: City, enter: Enter) -> None:
    baker = enter(speaker(works, BAKERY))
    rows = {"in-0-day": "2031-05-02", "in-0-much": "3.5", "in-1-day": "2030-05-02", "in-1-much": "0"}
    assert baker.post(PAGE, MIXER | rows).status_code == 302
    told = (InPeriod(date(2030, 5, 2), Decimal(0)), InPeriod(date(2031, 5, 2), Decimal("3.5")))
    assert works["T"].economy.resources[BAKERY, "mixer"].amounts == told
    shown = baker.get(PAGE, {"resource": "mixer"}).content.decode()
    assert "in the period of 2 May 2031: 3.5 hour" in shown
    assert 'value="2031-05-02"' in shown
    assert baker.post(PAGE, MIXER | {"old": "mixer", "in-0-day": "", "in-0-much": ""}).status_code == 302
    assert works["T"].economy.resources[BAKERY, "mixer"].amounts == ()


@pytest.mark.parametrize(
    ("rows", "field"),
    [
        ({"in-0-day": "2031-05-02"}, "in-0-much"),
        ({"in-0-much": "3"}, "in-0-day"),
        ({"in-0-day": "May", "in-0-much": "3"}, "in-0-day"),
        ({"in-0-day": "2031-05-02", "in-0-much": "-3"}, "in-0-much"),
        ({f"in-{n}-{what}": said for n in (0, 1) for what, said in (("day", "2031-05-02"), ("much", "3"))}, "in-1-day"),
    ],
)
def test_period_that_is_half_told_or_told_twice_is_shown_again(
    works: City, enter: Enter, rows: dict[str, str], field: str
) -> None:
    answer = enter(speaker(works, BAKERY)).post(PAGE, MIXER | rows)
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, [field])
    assert 'value="Mixer"' in answer.content.decode()
    assert (BAKERY, "mixer") not in works["T"].economy.resources


def test_stock_is_taken_of_several_products_and_only_what_changed_is_an_act(works: City, enter: Enter) -> None:
    baker, acts = enter(speaker(works, BAKERY)), works["T"].economy.version
    counted = {"do": "stock", "there-flour": "10", "new-0-what": "Bread", "new-0-much": "7.5"}
    assert baker.post(PAGE, counted).status_code == 302
    assert works["T"].economy.version == acts + 1
    assert works["T"].economy.stocks[BAKERY, "bread"].quantity == Decimal("7.5")
    assert baker.post(PAGE, {"do": "stock", "there-flour": "", "there-bread": "7.5"}).status_code == 302
    assert works["T"].economy.stocks[BAKERY, "flour"].quantity == 0
    answer = baker.post(PAGE, {"do": "stock", "new-0-what": "Cake", "new-0-much": "1"})
    assert list(answer.context["form"].errors) == ["new-0-what"]


def test_what_is_built_is_declared_with_its_whole_runs_and_what_is_left_at_the_end(works: City, enter: Enter) -> None:
    baker, here = enter(speaker(works, BAKERY)), works["T"].economy
    masonry = {"do": "technique", "name": "Masonry", "builds-0-what": "oven", "builds-0-much": "2", "whole": "on"}
    assert baker.post(PAGE, masonry).status_code == 302
    built = works["T"].economy.techniques[BAKERY, "masonry"]
    assert (built.builds, built.whole, built.makes) == ({"oven": 2}, True, {})
    (told,) = [row["facts"] for row in baker.get(PAGE).context["techniques"] if row["technique"].code == "masonry"]
    assert [fact["value"] for fact in told][:2] == ["Oven 2 hour", "only whole ones"]
    wanted = {"do": "wanted", "product": "Flour", "at_end": "25", "priority": "2"}
    assert baker.post(PAGE, wanted).status_code == 302
    stock = works["T"].economy.stocks[BAKERY, "flour"]
    assert (stock.quantity, stock.at_end, stock.priority) == (here.stocks[BAKERY, "flour"].quantity, 25, 2)
    baker.post(PAGE, {"do": "stock", "there-flour": "7"})
    assert works["T"].economy.stocks[BAKERY, "flour"].at_end == 25


def test_trade_is_declared_and_taken_back_by_who_speaks_for_it(works: City, enter: Enter) -> None:
    baker = enter(speaker(works, BAKERY))
    sold = {"do": "trade", "direction": "export", "product": "Bread", "money": "flour", "price": "0.5", "most": "40"}
    answer = baker.post(PAGE, {**sold, "money": "Bread"})
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["money"])
    assert baker.post(PAGE, sold).status_code == 302
    (row,) = enter().get(PAGE).context["trades"]
    assert row["words"] == "Bread is sold outside at 0.5 kg for one loaf."
    (shown,) = Client().get(f"/api/v1/councils/{BAKERY}/means").json()["trade"]
    assert shown == {"product": "bread", "direction": "export", "price": "0.5", "money": "flour", "most": "40"}
    (traded,) = enter().get(reverse("product", args=["A11", "bread"])).context["trades"]["rows"]
    assert (traded[0]["text"], *traded[1:]) == ("Orchard", "sold there", "Flour 0.5 kg", "40")
    end = {"do": "end", "old": row["code"]}
    assert enter(works.people[BAKERY][5]).post(PAGE, end).status_code == 403
    assert baker.post(PAGE, end).status_code == 302
    assert works["T"].economy.trades == {}


@pytest.mark.parametrize("step", [ROLLS, {"do": "stop", "old": "baking"}, {"do": "site", "site-activity": ""}, {}])
def test_nobody_but_who_speaks_for_it_declares(works: City, enter: Enter, step: dict[str, str]) -> None:
    before = works["T"].economy.version
    for person in (works.people[BAKERY][5], works.people[MILL][4], None):
        browser = enter(person)
        assert browser.get(PAGE).context["may"] is False
        answer = browser.post(PAGE, step)
        assert answer.status_code == (302 if person is None else 403)
    assert works["T"].economy.version == before


def test_ward_shows_the_workplaces_below_it(works: City, enter: Enter) -> None:
    rows = enter().get(reverse("workplace", args=["W2"])).context["below"]["rows"]
    assert [[row[0]["text"], *row[1:]] for row in rows] == [["Orchard", "ISIC:1071", "Baking", "Flour 10 kg"]]
    assert len(enter().get(reverse("workplace", args=["T"])).context["below"]["rows"]) == 2


def test_form_with_many_rows_comes_back_with_all_of_them(works: City, enter: Enter) -> None:
    declare(works, BAKERY, technique=Technique("x", "X", {"bread": Decimal(1)}, {}, {}))
    many = {f"uses-{n}-what": "Cake" for n in range(6)}
    answer = enter(speaker(works, BAKERY)).post(PAGE, ROLLS | many)
    assert {f"uses-{n}-what" for n in range(6)} <= set(answer.context["form"].errors)


def files(**texts: str) -> dict[str, Any]:
    """A form that sends these files."""
    several = [SimpleUploadedFile(f"{name}.csv", text.encode()) for name, text in texts.items()]
    return {"do": "file", "file": several}


def taken(browser: Client, council: str) -> list[SimpleUploadedFile]:
    names = ("workplaces.csv", "techniques.csv", "recipes.csv", "resources.csv", "stocks.csv")
    own = [(name, browser.get(reverse("workplace_file", args=[council, name])).content) for name in names]
    return [SimpleUploadedFile(name.replace(".", " (1)."), content) for name, content in own]


def test_files_are_taken_away_and_read_in_again(works: City, enter: Enter) -> None:
    baker, acts = enter(speaker(works, BAKERY)), works["T"].economy.version
    book = baker.get(reverse("workplace_file", args=[BAKERY, "workplace.xlsx"])).content
    sheets = openpyxl.load_workbook(io.BytesIO(book))
    assert [cell.value for cell in sheets["stocks"][2]][:3] == ["flour", 10, "kg"]
    for sent in ([SimpleUploadedFile("Mine.xlsx", book)], taken(baker, BAKERY)):
        answer = baker.post(PAGE, {"do": "file", "file": sent}, follow=True)
        assert "All of it is declared just so already" in answer.content.decode()
    assert works["T"].economy.version == acts
    assert baker.get(reverse("workplace_file", args=[BAKERY, "needs.csv"])).status_code == 404


def test_whoever_has_nothing_yet_takes_away_the_names_of_the_columns(works: City, enter: Enter) -> None:
    person = enter(works.people[HOME][4])
    empty = taken(person, HOME)
    assert [file.read().decode("utf-8-sig").splitlines()[0].split(",")[0] for file in empty] == [
        "workplace",
        "technique",
        "technique",
        "resource",
        "product",
    ]
    empty = taken(person, HOME)
    page = reverse("workplace", args=[HOME])
    assert "Write a line below" in str(person.post(page, {"do": "file", "file": empty}).context["form"].errors)
    stocks = SimpleUploadedFile("stocks.csv", b"product,quantity,unit\nbread,2,loaf\n")
    assert person.post(page, {"do": "file", "file": [*taken(person, HOME)[:-1], stocks]}).status_code == 302
    assert works["T"].economy.stocks[HOME, "bread"].quantity == 2


def test_files_declare_what_is_new_in_them(works: City, enter: Enter) -> None:
    baker, acts = enter(speaker(works, BAKERY)), works["T"].economy.version
    sent = files(
        techniques="technique,name,workplace,most\nrolls,Rolls,mine,12\n",
        recipes="technique;flow;code;quantity;unit\nrolls;makes;bread;4;loaf\nrolls;works;baker;0.25;hour\n"
        "rolls;occupies;mixer;0.1;hour\n",
        resources="resource,name,unit,amount\nmixer,Mixer,hour,20\n",
        stocks="product,quantity,unit\nbread,3,loaf\nflour,10,kg\n",
    )
    assert baker.post(PAGE, sent).status_code == 302
    d = Decimal
    rolls = Technique("rolls", "Rolls", {"bread": d(4)}, {}, {"baker": d("0.25")}, {"mixer": d("0.1")}, d(12))
    economy = works["T"].economy
    assert economy.techniques[BAKERY, "rolls"] == rolls
    assert economy.techniques[BAKERY, "baking"] == BAKING
    assert economy.version == acts + 3


def test_file_with_a_flaw_names_its_line_and_declares_nothing(works: City, enter: Enter) -> None:
    baker, acts = enter(speaker(works, BAKERY)), works["T"].economy.version
    answer = baker.post(PAGE, files(stocks="product,quantity,unit\nbread,3,loaf\n\nflour,-1,kg\n"))
    assert answer.status_code == 422
    (told, *_) = answer.context["form"].errors["file"]
    assert told.startswith("stocks.csv:4: quantity: -1 is negative.")
    assert baker.post(PAGE, {"do": "file"}).status_code == 422
    member = enter(works.people[BAKERY][5])
    assert member.post(PAGE, files(stocks="product,quantity,unit\nbread,3,loaf\n")).status_code == 403
    assert works["T"].economy.version == acts

"""The catalogue is read by all, written by the planning office, and taken away as files (R18)."""

from __future__ import annotations

import csv
import io
from decimal import Decimal
from typing import Any

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from tests.web.city import City
from tests.web.conftest import Enter
from tests.web.works import BAKERY, declare, declared, planning, speaker

from councils.core.charter import Charter
from councils.core.economy.declared import Product

LIST = reverse("catalogue", args=["T"])
RYE = {"name": "Rye bread", "unit": "loaf", "category": "food", "standard": "CPC:23490", "keeps": "0.5"}


@pytest.fixture(scope="module")
def rules() -> Charter:
    return planning()


def cells(answer: Any) -> list[list[str]]:
    return [
        [cell["text"] if isinstance(cell, dict) else cell for cell in row] for row in answer.context["table"]["rows"]
    ]


def test_product_is_declared_on_the_page_and_read_at_every_council(city: City, enter: Enter) -> None:
    office = enter(speaker(city, "T"))
    assert office.post(LIST, RYE, follow=True).context["total"] == 1
    assert city["T"].economy.products["rye-bread"].unit == "loaf"
    row = ["Rye bread", "loaf", "food", "CPC:23490", "–", "–"]
    assert cells(enter().get(reverse("catalogue", args=["A11"]))) == [row]


def test_catalogue_says_who_makes_and_who_uses_each(city: City, enter: Enter) -> None:
    declared(city)
    rows = {row[0]: row[4:] for row in cells(enter().get(LIST))}
    assert rows == {"Bread": ["Orchard", "–"], "Flour": ["Harbour", "Orchard"], "Wheat": ["–", "Harbour"]}
    page = enter().get(reverse("product", args=["A11", "flour"]))
    assert page.context["makers"]["rows"][0][1:] == ["100", "1", "3"]
    assert page.context["users"]["rows"][0][1:] == ["6", "0.5", "30"]
    assert page.context["stocks"]["total"] == ["Together", "10"]


def test_product_is_corrected_by_an_act_of_its_own(city: City, enter: Enter) -> None:
    office, acts = enter(speaker(declared(city), "T")), city["T"].economy.version
    address = reverse("product", args=["T", "bread"])
    assert office.post(address, {"name": "Wheat bread", "unit": "loaf"}).status_code == 302
    assert (city["T"].economy.products["bread"].name, city["T"].economy.version) == ("Wheat bread", acts + 1)


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"unit": ""}, "unit"),
        ({"name": "麺包"}, "code"),
        ({"code": "Rye bread"}, "code"),
        ({"code": "bread"}, "code"),
        ({"standard": "23490"}, "standard"),
        ({"keeps": "1.5"}, "keeps"),
        ({"keeps": "NaN"}, "keeps"),
    ],
)
def test_what_does_not_fit_is_told_beside_its_field(
    city: City, enter: Enter, change: dict[str, str], field: str
) -> None:
    answer = enter(speaker(declared(city), "T")).post(LIST, RYE | change)
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, [field])
    assert len(city["T"].economy.products) == 3


def test_unit_that_others_count_in_stays(city: City, enter: Enter) -> None:
    address = reverse("product", args=["T", "flour"])
    answer = enter(speaker(declared(city), "T")).post(address, {"name": "Flour", "unit": "bag"})
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["unit"])


def test_planning_office_says_where_a_product_can_be_brought(city: City, enter: Enter) -> None:
    office, address = enter(speaker(declared(city), "T")), reverse("product", args=["T", "flour"])
    way = {"do": "route", "origin": "W1", "goal": "W2", "carrier": "Wheat", "per_unit": "0.25", "back": "on"}
    assert office.post(address, way).status_code == 302
    rows = enter().get(reverse("product", args=["A11", "flour"])).context["ways"]["rows"]
    carried = "Wheat 0.25 kg"
    assert rows == [["First ward", "Second ward", carried], ["Second ward", "First ward", carried]]
    for change, field in (({"goal": "W1"}, "goal"), ({"carrier": ""}, "carrier"), ({"per_unit": ""}, "per_unit")):
        assert list(office.post(address, way | change).context["form"].errors) == [field]
    assert enter(speaker(city, BAKERY)).post(address, way).status_code == 403


def test_way_on_which_some_is_lost_is_declared_and_read_by_programs(city: City, enter: Enter) -> None:
    page = reverse("product", args=["T", "flour"])
    office = enter(speaker(declared(city), "T"))
    way = {"do": "route", "origin": "W1", "goal": "W2", "keeps": "0.95", "most": "300"}
    assert office.post(page, {**way, "keeps": "0"}).status_code == 422
    assert office.post(page, way).status_code == 302
    told = city["T"].economy.routes["flour", "W1", "W2"]
    assert (str(told.keeps), told.most) == ("0.95", 300)
    detailed = [row[2] for row in office.get(page).context["ways"]["rows"]]
    assert detailed == [{"text": "–", "detail": "95% arrive; 300 kg at most in a period"}, "–"]
    read = enter().get("/api/v1/councils/A11/ways?limit=100").json()["items"]
    assert [(one["keeps"], one["most"]) for one in read if one["product"] == "flour"] == [("0.95", "300"), ("1", None)]


def test_way_is_taken_back_where_it_was_declared(city: City, enter: Enter) -> None:
    page = reverse("product", args=["T", "flour"])
    office = enter(speaker(declared(city), "T"))
    assert office.post(page, {"do": "end", "way": "W1>W2"}).status_code == 302
    assert {(r.origin, r.goal) for r in city["T"].economy.routes.values() if r.product == "flour"} == {("W2", "W1")}
    assert office.post(page, {"do": "end", "way": "W1>W2"}).status_code == 422
    baker = enter(speaker(city, BAKERY))
    assert baker.get(page).context["end_form"] is None
    assert baker.post(page, {"do": "end", "way": "W2>W1"}).status_code in (403, 422)
    assert len([r for r in city["T"].economy.routes.values() if r.product == "flour"]) == 1


def test_nobody_but_the_planning_office_writes_it(city: City, enter: Enter) -> None:
    declared(city)
    baker = enter(speaker(city, BAKERY))
    for council, status in (("T", 403), (BAKERY, 422)):
        address = reverse("catalogue", args=[council])
        assert baker.get(address).context["product_form"] is None
        assert baker.post(address, RYE).status_code == status
    assert len(city["T"].economy.products) == 3


def test_files_hold_the_same_as_other_programs_read_them(city: City, enter: Enter) -> None:
    declared(city)
    formula = {"name": "=1+1", "unit": "kg", "code": "trick"}
    assert enter(speaker(city, "T")).post(LIST, formula).status_code == 302
    as_csv = enter().get(reverse("catalogue_file", args=["A11", "csv"]))
    rows = list(csv.DictReader(io.StringIO(as_csv.content.decode("utf-8-sig"))))
    assert [row["name"] for row in rows] == ["Flour", "Wheat", "Bread", "'=1+1"]  # by category
    assert rows[0] == {
        "product": "flour",
        "name": "Flour",
        "unit": "kg",
        "keeps": "0.9",
        "category": "cereals",
        "standard": "CPC:23110",
        "made_by": "Harbour",
        "used_by": "Orchard",
    }
    book = openpyxl.load_workbook(io.BytesIO(enter().get(reverse("catalogue_file", args=["A11", "xlsx"])).content))
    sheet = [[cell.value for cell in row] for row in book.active]  # type: ignore[union-attr]
    assert sheet[0][:4] == ["product", "name", "unit", "keeps"]
    assert ["flour", "Flour", "kg", 0.9] in [row[:4] for row in sheet]
    assert {cell.data_type for row in book.active for cell in row} <= {"s", "n", "inlineStr"}  # type: ignore[union-attr]
    assert enter().get("/councils/T/catalogue.exe").status_code == 404


def sent(*rows: list[str]) -> dict[str, Any]:
    """A form that sends these rows as a file, of any name, as a spreadsheet in many countries writes it."""
    text = io.StringIO()
    csv.writer(text, delimiter=";").writerows([["product", "name", "unit", "keeps"], *rows])
    return {"do": "file", "file": SimpleUploadedFile("List of 3 May.csv", text.getvalue().encode())}


def test_list_of_products_is_read_in_and_only_what_is_new_is_an_act(city: City, enter: Enter) -> None:
    office, acts = enter(speaker(declared(city), "T")), city["T"].economy.version
    for form in ("csv", "xlsx"):
        own = office.get(reverse("catalogue_file", args=["T", form])).content
        again = office.post(LIST, {"do": "file", "file": SimpleUploadedFile(f"own.{form}", own)}, follow=True)
        assert "All of it is declared just so already" in again.content.decode()
    assert city["T"].economy.version == acts
    assert office.post(LIST, sent(["bread", "Bread", "loaf", ""], ["salt", "Salt", "kg", "1"])).status_code == 302
    assert (city["T"].economy.version, city["T"].economy.products["salt"].keeps) == (acts + 2, 1)


@pytest.mark.parametrize(
    "row",
    [
        ["salt", "", "kg", "1"],
        ["salt", "Salt", "", "1"],
        ["salt", "Salt", "kg", "1,500"],
        ["salt", "Salt", "kg", "1.5"],
        ["flour", "Flour", "bag", "0.9"],
    ],
)
def test_list_with_a_flaw_names_its_line_and_declares_nothing(city: City, enter: Enter, row: list[str]) -> None:
    office, acts = enter(speaker(declared(city), "T")), city["T"].economy.version
    answer = office.post(LIST, sent(["sugar", "Sugar", "kg", "1"], row))
    (told, *_) = answer.context["form"].errors["file"]
    assert (answer.status_code, told.split(":")[:2]) == (422, ["products.csv", "3"])
    assert city["T"].economy.version == acts


def test_what_is_no_list_is_told(city: City, enter: Enter) -> None:
    office = enter(speaker(declared(city), "T"))
    for content in (b"", b"%PDF-1.4\0", b"PK\x03\x04 broken", b"name;unit\nBread;loaf\n"):
        answer = office.post(LIST, {"do": "file", "file": SimpleUploadedFile("x", content)})
        assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["file"])
    assert list(office.post(LIST, {"do": "file"}).context["form"].errors) == ["file"]


@pytest.mark.usefixtures("unwound")
def test_long_catalogue_asks_the_database_as_often_as_a_short_one(city: City, enter: Enter) -> None:
    declared(city)

    def asked() -> int:
        enter().get(LIST)
        with CaptureQueriesContext(connection) as seen:
            enter().get(LIST)
        return len(seen)

    before = asked()
    for n in range(120):
        declare(city, "T", product=Product(f"nail-{n}", f"Nail {n}", "kg"))
    assert asked() <= before
    assert enter().get(LIST + "?q=nail+7").context["page_obj"].paginator.count == 21


def test_file_is_taken_for_what_it_is_called(city: City, enter: Enter) -> None:
    """A list of any name is one of products; one that is called as another file is that."""
    declared(city)
    office = enter(speaker(city, "T"))

    def read(browser: Any, page: str, name: str, text: str) -> str:
        sent = {"do": "file", "file": SimpleUploadedFile(name, text.encode())}
        return str(browser.post(page, sent, follow=True).content.decode())

    products = "product,name,unit\nrye,Rye,kg\n"
    assert "1 declaration is on the record." in read(office, LIST, "what we have.csv", products)
    assert "All of it is declared just so already." in read(office, LIST, "products.csv", products)
    ways = "product,from,to\nrye,W1,W2\n"
    assert "1 declaration is on the record." in read(office, LIST, "transport.csv", ways)
    assert ("rye", "W1", "W2") in city["T"].economy.routes
    assert "Nothing is read from it here. A workplace reads it." in read(office, LIST, "stocks.csv", ways)
    baker, there = enter(speaker(city, BAKERY)), reverse("workplace", args=[BAKERY])
    assert "Nothing is read from it here. The congress reads it" in read(baker, there, "products.csv", products)
    assert "transport.csv, and has product, from and to" in office.get(LIST).content.decode()


def test_list_of_a_spreadsheet_that_writes_decimals_with_a_comma_is_read(city: City, enter: Enter) -> None:
    declared(city)
    text = "product;name;unit;keeps\nrye;Rye;kg;0,95\nsalt;Salt, white;kg;1\n"
    sent = {"do": "file", "file": SimpleUploadedFile("list.csv", text.encode())}
    assert enter(speaker(city, "T")).post(LIST, sent).status_code == 302
    known = city["T"].economy.products
    assert (known["rye"].keeps, known["salt"].name) == (Decimal("0.95"), "Salt, white")

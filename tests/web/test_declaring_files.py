"""What there is, declared from files: told line by line before, then all of it or none (R18)."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from click import ClickException
from django.test import Client
from django.urls import reverse
from tests.web.city import City
from tests.web.works import BAKERY, BAKING, MILL, MILLING, carried, declare, declared, needed, planning, speaker

from councils.app.declaring import Preview, declare_files, preview
from councils.app.queries.economy import gathered, named, own_files, ways
from councils.app.queries.plans import brought
from councils.app.sheets import xlsx_file
from councils.app.tokens import Scope, create_token
from councils.cli.plan_federation import gather_plan, somebody, texts_in, what
from councils.cli.plan_reading import FaultyFolder
from councils.core.charter import Charter
from councils.core.economy.declared import InPeriod, Product
from councils.core.refusal import Reason, Refused
from councils.plan.federation import economy_of
from councils.plan.files.folder import Flaw, read_texts, write_texts
from councils.plan.files.plan_folder import is_plan, read_plan, write_plan
from councils.plan.files.workbook import read_workbook
from councils.plan.results import Results
from councils.plan.solve import solve
from councils.store.models import Act, Federation

d = Decimal
FILES = {
    "workplaces.csv": "workplace,name,hours,activity\nthe_bakery,Orchard,70,ISIC:1071\n",
    "techniques.csv": "technique,name,workplace,most\nrye_bread,Rye bread,the_bakery,12\nbaking,Baking,the_bakery,20\n",
    "recipes.csv": """technique,flow,code,quantity,unit
rye_bread,makes,bread,9,loaf
rye_bread,uses,flour,5.5,kg
rye_bread,works,baker,0.6,hour
rye_bread,occupies,oven,0.3,hour
""",
    "stocks.csv": "product,quantity,unit\nflour,25.5,kg\n",
}


@pytest.fixture(scope="module")
def rules() -> Charter:
    return planning()


@pytest.fixture(scope="module")
def built_works(built_city: City) -> City:
    return needed(declared(replace(built_city)))


@pytest.fixture
def works(built_works: City, db: None) -> City:
    return replace(built_works)


def flaws(found: object) -> list[str]:
    assert isinstance(found, tuple)
    assert all(isinstance(one, Flaw) for one in found)
    return [str(flaw) for flaw in found]


def test_files_of_a_workplace_are_declared_thing_by_thing(works: City) -> None:
    before = Act.objects.count()
    found = declare_files(speaker(works, BAKERY), BAKERY, FILES)
    assert isinstance(found, Preview)
    assert [(said.file, said.line) for said in found.anew] == [
        ("workplaces.csv", 2),
        ("stocks.csv", 2),
        ("techniques.csv", 2),
        ("techniques.csv", 3),
    ]
    told = works["T"].economy
    assert (told.sites[BAKERY].hours, told.stocks[BAKERY, "flour"].quantity) == (d(70), d("25.5"))
    assert told.techniques[BAKERY, "rye-bread"].uses == {"flour": d("5.5")}
    assert told.techniques[BAKERY, "baking"] == replace(BAKING, most=d(20))
    assert Act.objects.count() == before + 3 * len(found.anew)  # here, in the ward, in the congress
    assert preview(BAKERY, FILES) == Preview((), 4)


def test_files_that_write_decimals_with_a_comma_say_the_same(works: City) -> None:
    commas = {name: re.sub(r"(\d+)\.(\d+)", r'"\1,\2"', text) for name, text in FILES.items()}
    found, same = preview(BAKERY, commas), preview(BAKERY, FILES)
    assert isinstance(found, Preview)
    assert found == same


def test_nothing_is_declared_by_who_does_not_speak_for_it(works: City) -> None:
    before = Act.objects.count()
    neighbour = next(person for person in works.people[MILL] if person != speaker(works, MILL))
    assert declare_files(neighbour, BAKERY, FILES) == Refused(Reason.NOT_ON_ROLL, {})
    member = next(person for person in works.voices(BAKERY) if person != speaker(works, BAKERY))
    refused = declare_files(member, BAKERY, FILES)
    assert isinstance(refused, Refused)
    assert refused.reason is Reason.NOT_THE_OFFICER
    assert Act.objects.count() == before


def test_routes_in_a_file_are_taken_back(works: City) -> None:
    text = {"transport.csv": "product,from,to\nflour,W1,W2\n"}
    office = speaker(works, "T")
    found = declare_files(office, "T", text, ended=True)
    assert isinstance(found, Preview)
    assert [what(said) for said in found.anew] == ["end of the route of flour from W1 to W2"]
    assert ("flour", "W1", "W2") not in works["T"].economy.routes
    assert "it is not declared" in flaws(preview("T", text, ended=True))[0]
    assert "only a route" in flaws(preview(BAKERY, FILES, ended=True))[0]


ALL = {
    "stocks.csv": "product,quantity,unit,at_end,priority\nflour,12,kg,5,2\n",
    "trade.csv": "product,direction,price,money,most\nwheat,import,0.45,bread,80\n",
    "resources.csv": "resource,name,unit,amount\noven,Oven,hour,40\n",
    "techniques.csv": "technique,name,workplace,whole\nmasonry,Masonry,b,yes\n",
    "recipes.csv": "technique,flow,code,quantity,unit\nmasonry,builds,oven,2,hour\nmasonry,works,mason,9,hour\n",
}


def test_trade_whole_runs_building_and_what_is_left_at_the_end_are_read_from_files_and_given_out_again(
    works: City,
) -> None:
    found = declare_files(speaker(works, BAKERY), BAKERY, ALL)
    assert isinstance(found, Preview), flaws(found)
    assert [what(said) for said in found.anew] == [
        "stock of flour: 12",
        "import of wheat for bread",
        "technique masonry: Masonry",
    ]
    told = works["T"].economy
    stock, masonry = told.stocks[BAKERY, "flour"], told.techniques[BAKERY, "masonry"]
    assert (stock.at_end, stock.priority) == (d(5), 2)
    assert (masonry.builds, masonry.whole, masonry.makes) == ({"oven": d(2)}, True, {})
    (trade,) = told.trades.values()
    assert (trade.price, trade.most) == (d("0.45"), d(80))
    own = own_files(works["T"], BAKERY)
    assert preview(BAKERY, own) == Preview((), 6)
    ended = declare_files(speaker(works, BAKERY), BAKERY, {"trade.csv": own["trade.csv"]}, ended=True)
    assert isinstance(ended, Preview)
    assert [what(said) for said in ended.anew] == ["end of the import of wheat for bread"]
    assert works["T"].economy.trades == {}


def test_periods_of_a_resource_are_days_or_numbers_of_the_last_call_and_a_file_says_the_whole(works: City) -> None:
    before = works["T"].economy.resources[BAKERY, "oven"]
    text = "resource,name,unit,amount,period\noven,Oven,hour,12,1\noven,Oven,hour,3,2031-05-02\n"
    assert isinstance(declare_files(speaker(works, BAKERY), BAKERY, {"resources.csv": text}), Preview)
    needs = works["T"].economy.needs
    assert needs is not None
    amounts = (InPeriod(needs.horizon.last_day(1), d(12)), InPeriod(date(2031, 5, 2), d(3)))
    assert works["T"].economy.resources[BAKERY, "oven"] == replace(before, amounts=amounts)  # and what it had else
    own = own_files(works["T"], BAKERY)
    assert preview(BAKERY, own) == Preview((), len(own["resources.csv"].splitlines()))
    gathered_again = read_texts(write_texts(gathered(works["T"])[0]))
    assert not isinstance(gathered_again, tuple)
    assert gathered_again.resources["oven"].amounts == {"1": 12.0}
    text = "resource,name,unit,amount\noven,Oven,hour,40\n"
    assert isinstance(declare_files(speaker(works, BAKERY), BAKERY, {"resources.csv": text}), Preview)
    assert works["T"].economy.resources[BAKERY, "oven"].amounts == ()


def test_ways_in_a_file_lose_some_and_have_a_limit(works: City) -> None:
    text = {"transport.csv": "product,from,to,keeps,most\nflour,W1,W2,0.9,200\n"}
    assert isinstance(declare_files(speaker(works, "T"), "T", text), Preview)
    way = works["T"].economy.routes["flour", "W1", "W2"]
    assert (way.keeps, way.most) == (d("0.9"), d(200))
    assert "flour,W1,W2,,0,0.9,200" in ways(works["T"])


def test_refusal_of_the_last_act_takes_back_the_first(works: City, monkeypatch: pytest.MonkeyPatch) -> None:
    """As where somebody else declares the same while these are read."""
    found = preview(BAKERY, FILES)
    assert isinstance(found, Preview)
    twice = Preview((*found.anew, found.anew[0]), 0)
    monkeypatch.setattr("councils.app.declaring.preview", lambda *_, **__: twice)
    before, hours = Act.objects.count(), works["T"].economy.sites[BAKERY].hours
    refused = declare_files(speaker(works, BAKERY), BAKERY, FILES)
    assert isinstance(refused, Refused)
    assert refused.reason is Reason.DECLARED_ALREADY
    assert (Act.objects.count(), works["T"].economy.sites[BAKERY].hours) == (before, hours)


@pytest.mark.parametrize(
    ("file", "text", "said"),
    [
        ("stocks.csv", "product,quantity,unit\nflour,3,sack\n", "stocks.csv:2: flour is in 'sack' here and in 'kg'"),
        ("stocks.csv", "product,quantity,unit\nflour,-3,kg\n", "stocks.csv:2: quantity: -3 is negative."),
        (
            "stocks.csv",
            "product,quantity,unit\nfluor,3,kg\n",
            "stocks.csv:2: product: 'fluor' is not in the cat",
        ),
        (
            "stocks.csv",
            "product,quantity,unit\nflour,2e12,kg\n",
            "stocks.csv:2: This cannot be declared: flour: 2000000000000",
        ),
        (
            "resources.csv",
            "resource,name,unit,amount,period\noven,Oven,hour,3,May\n",
            "resources.csv:2: period: 'May' is no period that needs were called for, and no day. Write a day",
        ),
        ("trade.csv", "product,direction,price,money\nflour,import,3,flour\n", "trade.csv:2: It is paid with itself."),
        ("trade.csv", "product,direction,price,money\nflour,import,3,gold\n", "trade.csv:2: money: 'gold' is not in"),
        ("techniques.csv", "technique,name,workplace\nBaking!,Baking,b\n", "techniques.csv:2: Baking! makes nothing."),
        ("bakery.csv", "a\n", "bakery.csv: No file of an economy is called that."),
        (
            "techniques.csv",
            "technique,name,workplace\nbaking,Baking,a\nmilling,Milling,b\n",
            "workplaces.csv: These files speak of several workplaces (a, b …). Say which",
        ),
        (
            "recipes.csv",
            "technique,flow,code,quantity,unit\nbaking,makes,bread,5,loaf\nbaking,uses,bread,5,loaf\n",
            "recipes.csv:3: baking eats 5 bread and makes 5",
        ),
        (
            "resources.csv",
            "resource,name,unit,amount\nflour-store,,m3,4\n",
            "resources.csv:2: name: the cell is empty.",
        ),
    ],
)
def test_what_is_wrong_is_told_by_file_and_line(works: City, file: str, text: str, said: str) -> None:
    before = Act.objects.count()
    told = flaws(declare_files(speaker(works, BAKERY), BAKERY, {file: text}))
    assert told[0].startswith(said)
    assert Act.objects.count() == before


def test_catalogue_is_the_planning_offices_and_what_it_only_tells_is_passed_over(works: City) -> None:
    text = (
        "\ufeffproduct,name,unit,keeps,category,standard,made_by,used_by\r\nbread,Bread,loaf,0.5,food,CPC:23490,,\r\n"
    )
    text += "cake,Cake,piece,,food,,Orchard; Harbour,\r\n"
    files = {**FILES, "products.csv": text}
    found = declare_files(speaker(works, "T"), "T", files)
    assert isinstance(found, Preview)
    assert [(said.file, said.line) for said in found.anew] == [("products.csv", 2), ("products.csv", 3)]
    assert works["T"].economy.products["bread"].keeps == d("0.5")
    other = text.replace("loaf", "kg")
    assert flaws(preview("T", {"products.csv": other}))[0].startswith(
        "products.csv:2: This cannot be declared: bread is"
    )


def test_route_to_nowhere_is_told_at_its_line(works: City) -> None:
    routes = "product,from,to\nbread,W1,W2\nbread,W1,Lyon\n"
    assert flaws(preview("T", {"transport.csv": routes})) == [
        "transport.csv:3: This cannot be declared: Lyon is no council directly below the congress. Places are W1, W2."
    ]


def test_product_that_is_missing_is_looked_for_where_products_are(works: City) -> None:
    """A workplace cannot add to the catalogue, and what stands in a file of its own beside is nothing that is known."""
    stock = {"products.csv": "product,name,unit\nrye,Rye,kg\n", "stocks.csv": "product,quantity,unit\nrye,5,kg\n"}
    (told,) = flaws(preview(BAKERY, stock))
    assert told.startswith("stocks.csv:2: product: 'rye' is not in the catalogue. The planning office adds")
    routes = {"transport.csv": "product,from,to\nrye,W1,W2\n"}
    assert flaws(preview("T", routes)) == [
        "transport.csv:2: product: 'rye' is not in products.csv. Add it to products.csv, or correct it."
    ]


def test_unit_with_small_digits_is_written_without_them_as_well(works: City) -> None:
    declare(works, "T", product=Product("cloth", "Cloth", "m²"))
    found = preview(BAKERY, {"stocks.csv": "product,quantity,unit\ncloth,5,m2\n"})
    assert isinstance(found, Preview)
    assert [said.line for said in found.anew] == [2]


def test_gathered_folder_says_what_is_declared_and_gives_the_same_plan(works: City) -> None:
    economy, unmade = gathered(works["T"])
    assert unmade == ()
    texts = write_texts(economy)
    for council in ("T", MILL, BAKERY):
        found = preview(council, texts)
        assert isinstance(found, Preview)
        assert (found.anew, found.same > 0) == ((), True)
    read = read_texts(texts)
    assert not isinstance(read, tuple)
    there, here = solve(read), solve(economy_of(works["T"]))
    assert there.certificate.holds
    assert there.certificate.stages[-1].value == pytest.approx(here.certificate.stages[-1].value)


def test_files_of_any_program_are_read_on_the_command_line(works: City, tmp_path: Path) -> None:
    declare(works, "T", product=Product("creme", "Crème", "kg"))
    semicolons = "product;quantity;unit\nflour;12,5;kg\ncreme;1;kg\n"
    for number, data in enumerate((semicolons.encode("utf-8-sig"), semicolons.encode("utf-16"))):
        (tmp_path / "stocks.csv").write_bytes(data)
        found = preview(BAKERY, texts_in(tmp_path, as_json=False))
        assert isinstance(found, Preview), number
        assert [str(said.declared.stock and said.declared.stock.quantity) for said in found.anew] == ["12.5", "1"]
    workbook = tmp_path / "stocks.csv"  # whatever it is called
    workbook.write_bytes(xlsx_file({"stocks": [["product", "quantity", "unit"], ["flour", Decimal("12.5"), "kg"]]}))
    assert texts_in(workbook, as_json=False) == {"stocks.csv": "product,quantity,unit\nflour,12.5,kg\n"}
    workbook.write_bytes(b"%PDF-1.7")
    with pytest.raises(FaultyFolder) as told:
        texts_in(tmp_path, as_json=False)
    assert str(told.value.flaws[0]) == "stocks.csv: This is no list. Save it as CSV, XLSX or ODS, and choose that file."


def test_token_of_a_program_must_be_for_planning(works: City) -> None:
    person = speaker(works, BAKERY)
    planner, reader = (create_token(person, "files", [scope], 30) for scope in (Scope.PLANNING, Scope.READ))
    assert somebody(BAKERY, planner or "", "") == person
    assert somebody(BAKERY, "", "") is None
    assert somebody(BAKERY, "", person.username) == person  # who is invented in a demonstration
    Federation.objects.update(demonstration=False)
    for token, invented in ((reader or "", ""), ("cncl_", ""), ("", person.username)):
        with pytest.raises(ClickException, match=r"not valid|invented"):
            somebody(BAKERY, token, invented)


def test_anybody_takes_the_economy_away_and_plans_it(works: City, tmp_path: Path) -> None:
    book = tmp_path / "economy.xlsx"
    book.write_bytes(Client().get(reverse("economy_file", args=[BAKERY])).content)
    read = read_workbook(book)
    assert not isinstance(read, tuple), read
    assert {need.product for need in read.needs} == {"bread"}
    there, here = solve(read), solve(economy_of(works["T"]))
    assert there.certificate.stages[-1].value == pytest.approx(here.certificate.stages[-1].value)


def test_plan_that_was_brought_goes_out_with_what_it_was_computed_from(works: City, tmp_path: Path) -> None:
    matter = carried(works)
    offer = works["T"].motions[matter].proposal.plan
    declare(works, MILL, technique=replace(MILLING, most=d(0)))  # no plan from now on can be this one
    found = brought("T", matter)
    assert found is not None
    assert offer is not None
    write_plan(replace(found, economy=named(found.economy)), tmp_path)
    read = read_plan(tmp_path)
    assert not isinstance(read, tuple), read
    assert read.certificate.holds
    assert Results(read).hours == pytest.approx(float(offer.hours))
    assert brought("T", "T:99") is None


def test_gather_tells_what_it_has_written(works: City, tmp_path: Path) -> None:
    matter = carried(works)
    gather_plan(tmp_path / "plan", works["T"], matter, as_json=False)
    with pytest.raises(ClickException, match="has brought a plan"):
        gather_plan(tmp_path / "none", works["T"], "T:99", as_json=False)
    assert is_plan(tmp_path / "plan")


def test_workbook_a_folder_and_a_file_alone_are_read_alike(works: City, tmp_path: Path) -> None:
    book = tmp_path / "economy.xlsx"
    book.write_bytes(Client().get(reverse("economy_file", args=["T"])).content)
    for file, text in FILES.items():
        (tmp_path / file).write_text(text)
    for path, council, anew, same in ((book, MILL, 0, 3), (book, "T", 0, 9), (tmp_path, BAKERY, 4, 0)):
        found = preview(council, texts_in(path, as_json=False))
        assert isinstance(found, Preview), found
        assert (len(found.anew), found.same) == (anew, same)
    found = preview(BAKERY, texts_in(tmp_path / "stocks.csv", as_json=False))
    assert isinstance(found, Preview)
    assert [said.file for said in found.anew] == ["stocks.csv"]
    (tmp_path / "broken.xlsx").write_text("no workbook")
    with pytest.raises(ClickException, match="has problems"):
        texts_in(tmp_path / "broken.xlsx", as_json=False)

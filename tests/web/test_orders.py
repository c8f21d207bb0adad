"""A workplace answers its order on the page; plan and actual follow at every level, and deliveries are told twice."""

from __future__ import annotations

import csv
import io
import json
import re
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from decimal import Decimal
from functools import partial
from typing import Any

import openpyxl
import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from tests.valueflows import unfit
from tests.web.city import City
from tests.web.conftest import Enter
from tests.web.works import BAKERY, BAKING, HOME, MILL, adopted, declare, planning, speaker

from councils.app.acting import DEEDS, act
from councils.app.batch import world
from councils.app.queries.deliveries import to_send
from councils.app.queries.waiting import waiting
from councils.app.speaking import speak
from councils.core.charter import Charter
from councils.core.directive import Acknowledge
from councils.core.economy.correcting import CorrectGoods
from councils.core.economy.deliveries import ConfirmGoods, SendGoods
from councils.core.economy.orders import Made, ProposeChange, ReportMade
from councils.core.economy.tracing import sends
from councils.core.machines import Carriage, Execution
from councils.core.refusal import Reason, Refused
from councils.store.models import Act
from councils.web.planning import amount

FIRST = {"do": "report", "which": "baking@1", "made-bread": "40", "used-flour": "24", "hours": "2.5"}


@pytest.fixture(scope="module")
def rules() -> Charter:
    return planning()


@pytest.fixture(scope="module")
def planned(built_city: City) -> tuple[City, str]:
    """The city of this module, with a plan in force; the name of its orders."""
    city = replace(built_city)
    return city, adopted(city)


@pytest.fixture
def city(planned: tuple[City, str], db: None) -> City:
    return replace(planned[0])


@pytest.fixture
def matter(planned: tuple[City, str]) -> str:
    return planned[1]


def shown_at(page: Any) -> str:
    """When a page was shown, as its form says."""
    found = re.search(r'name="shown" value="([0-9.@]+)"', page.content.decode())
    assert found
    return found[1]


def page_of(council: str, matter: str) -> str:
    return reverse("directive", args=[council, matter])


@pytest.fixture
def baker(city: City, matter: str, enter: Enter) -> Client:
    return enter(speaker(city, BAKERY))


def test_order_says_what_to_make_with_what_and_by_when(city: City, matter: str, enter: Enter) -> None:
    page = enter().get(page_of(BAKERY, matter))
    made = [row[1:] for row in page.context["what_to_make"]["rows"]]
    assert made == [["60", "0", "60"], ["60", "0", "60"]]
    assert page.context["inputs"]["rows"] == [["Flour (kg)", "72", "0", "0", "0"]]
    assert page.context["next"] == ""


def test_bakery_accepts_reports_and_is_done(city: City, matter: str, baker: Client) -> None:
    page = page_of(BAKERY, matter)
    assert baker.get(page).context["next"] == "acknowledge"
    assert baker.post(page, {"do": "acknowledge"}).status_code == 302
    assert baker.get(page).context["forms"]["report"].part == "baking@1"
    assert baker.post(page, FIRST).status_code == 302
    assert baker.get(page).context["what_to_make"]["rows"][0][1:] == ["60", "40", "20"]
    assert baker.post(page, {**FIRST, "made-bread": "20", "used-flour": "12"}).status_code == 302
    assert baker.get(page).context["forms"]["report"].part == "baking@2"
    baker.post(page, {**FIRST, "which": "baking@2", "made-bread": "60", "stock-flour": "3"})
    assert city[BAKERY].directives[matter].execution is Execution.COMPLETED
    assert city["T"].economy.stocks[BAKERY, "flour"].quantity == 3


def test_form_sent_twice_counts_once_and_the_same_on_a_page_that_is_opened_anew_counts_again(
    city: City, matter: str, baker: Client
) -> None:
    page = page_of(BAKERY, matter)
    baker.post(page, {"do": "acknowledge"})
    form = {**FIRST, "made-bread": "20", "shown": shown_at(baker.get(page))}
    assert baker.post(page, form).status_code == 302
    again = baker.post(page, form)
    assert (again.status_code, "Exactly this was told here" in again.content.decode()) == (409, True)
    assert baker.get(page).context["what_to_make"]["rows"][0][1:] == ["60", "20", "40"]
    assert baker.post(page, {**form, "shown": shown_at(baker.get(page))}).status_code == 302
    assert baker.get(page).context["what_to_make"]["rows"][0][1:] == ["60", "40", "20"]
    assert baker.post(page, {**form, "shown": "3@nan"}).status_code == 409
    with time_machine.travel(Act.objects.latest("seq").at + timedelta(minutes=11)):
        assert baker.post(page, {**form, "shown": "1@1e99"}).status_code == 302  # of no page: nobody doubts it any more


def test_plan_and_actual_stand_side_by_side_at_every_level(city: City, matter: str, baker: Client) -> None:
    baker.post(page_of(BAKERY, matter), {"do": "acknowledge"})
    baker.post(page_of(BAKERY, matter), FIRST)
    for council in ("T", "W2", BAKERY):
        shown = baker.get(reverse("production", args=[council])).context["plans"][0]
        rows = {row[0]: row[1:] for row in shown["by_product"]["rows"]}
        assert rows["Bread (loaf)"] == ["120", "40", "–"]
        work = {row[0]["text"]: row[1:] for row in shown["hours"]["rows"]}
        assert work["Orchard"] == ["6", "2.5"]
    rows = baker.get(reverse("production", args=["T"])).context["plans"][0]["by_council"]["rows"]
    assert [row[1:] for row in rows if row[0]["text"] == "Orchard"] == [["120", "40", "–"]]
    assert ["Bread (loaf)", "120", "40", "–"] in baker.get(page_of("T", matter)).context["by_product"]["rows"]
    assert baker.get(reverse("production", args=[HOME])).context["plans"][0]["by_product"] is None


def test_plan_and_actual_is_a_file_too(city: City, matter: str, baker: Client) -> None:
    baker.post(page_of(BAKERY, matter), {"do": "acknowledge"})
    baker.post(page_of(BAKERY, matter), FIRST)
    text = baker.get(reverse("production_file", args=["W2", "csv"])).content.decode("utf-8-sig")
    first, *_ = csv.DictReader(io.StringIO(text))
    assert (first["workplace"], first["product"], first["ordered"], first["made"]) == ("Orchard", "bread", "60", "40")
    book = openpyxl.load_workbook(io.BytesIO(baker.get(reverse("production_file", args=["T", "xlsx"])).content))
    assert [[cell.value for cell in row] for row in book["hours"]][-1][1:] == ["Orchard", 6, 2.5, matter]


def test_what_was_made_is_told_as_valueflows_events(city: City, matter: str, baker: Client) -> None:
    baker.post(page_of(BAKERY, matter), {"do": "acknowledge"})
    baker.post(page_of(BAKERY, matter), FIRST)
    answer = baker.get(reverse("production_events", args=["T"]))
    told = [each for each in json.loads(answer.content)["@graph"] if each["@type"] == "vf:EconomicEvent"]
    flows = {
        (each["vf:action"]["@id"], (each.get("vf:resourceConformsTo") or {"@id": ""})["@id"]): (
            each.get("vf:resourceQuantity") or each["vf:effortQuantity"]
        )["vf:hasNumericalValue"]
        for each in told
    }
    assert flows["vf:produce", "product:bread"] == 40
    assert flows["vf:work", ""] == 2.5
    assert {each["vf:provider"]["@id"] for each in told} == {f"workplace:{BAKERY}"}
    last = Act.objects.filter(council="T").latest("version").at
    assert {each["vf:hasPointInTime"] for each in told} == {f"{last:%Y-%m-%dT%H:%M:%SZ}"}
    graph = json.loads(answer.content)["@graph"]
    assert unfit(json.loads(answer.content)) == []
    due = {each["vf:due"] for each in graph if each["@type"] == "vf:Commitment"}
    assert due == {f"{make.due}T23:59:59Z" for make in city["T"].orders[matter].orders[BAKERY].make}
    assert answer.headers["Content-Type"] == "application/ld+json"


def test_page_that_asks_again_hears_of_a_report_and_else_of_nothing(city: City, matter: str, baker: Client) -> None:
    live = baker.get(reverse("production", args=["T"])).context["live_url"]
    assert baker.get(live).status_code == 204
    baker.post(page_of(BAKERY, matter), {"do": "acknowledge"})
    baker.post(page_of(BAKERY, matter), FIRST)
    answer = baker.get(live)
    assert answer.status_code == 200
    assert "<html" not in answer.content.decode()


def test_who_may_not_report_is_told_that_first(city: City, matter: str, baker: Client) -> None:
    baker.post(page_of(BAKERY, matter), {"do": "acknowledge"})
    nothing = Made("baking", 1, {})
    for person, reason in ((city.people[HOME][3], Reason.NOT_ON_ROLL), (speaker(city, BAKERY), Reason.EMPTY_REPORT)):
        refused = speak(person, BAKERY, lambda voice: ReportMade(voice, matter, nothing))
        assert isinstance(refused, Refused)
        assert refused.reason is reason
    member = city.people[BAKERY][-1]  # who holds no office
    refused = speak(member, BAKERY, lambda voice: ReportMade(voice, matter, nothing))
    assert isinstance(refused, Refused)
    assert refused.reason is Reason.NOT_THE_OFFICER


def test_what_is_not_reported_in_time_is_late_for_all_to_see(city: City, matter: str, baker: Client) -> None:
    baker.post(page_of(BAKERY, matter), {"do": "acknowledge"})
    baker.post(page_of(BAKERY, matter), FIRST)
    due = city["T"].orders[matter].orders[BAKERY].make[0].due
    with time_machine.travel(datetime.combine(due + timedelta(days=1), time(12), UTC), tick=False):
        late = baker.get(reverse("production", args=["T"])).context["plans"][0]["late"]
    assert [(row["council"], row["what"]) for row in late if row["council"] == "Orchard"] == [
        ("Orchard", "Bread 20 loaf")
    ]


@pytest.mark.parametrize(
    ("much", "told"),
    [
        ("0", "0"),
        ("-0.00", "0"),
        ("1E+3", "1,000"),
        ("1234.56", "1,234.56"),
        ("557.793", "557.8"),
        ("10051.171", "10,051"),
        ("12.3456", "12.35"),
        ("0.127", "0.127"),
        ("-0.127", "−0.127"),
        ("0.000125", "0.000125"),
        ("999.9999", "1,000"),
        ("1000.0000001", "1,000"),
        ("0.1000", "0.1"),
    ],
)
def test_amount_is_told_as_people_read_it(much: str, told: str) -> None:
    assert amount(Decimal(much)) == told


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"made-bread": "601"}, "made-bread"),
        ({"made-bread": "-1"}, "made-bread"),
        ({"made-bread": "NaN"}, "made-bread"),
        ({"hours": "1e30"}, "hours"),
        ({"made-bread": "", "used-flour": "", "hours": ""}, "made-bread"),
    ],
)
def test_report_that_cannot_be_is_told_beside_its_field(
    city: City, matter: str, baker: Client, change: dict[str, str], field: str
) -> None:
    page = page_of(BAKERY, matter)
    baker.post(page, {"do": "acknowledge"})
    answer = baker.post(page, FIRST | change)
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, [field])
    assert city["T"].orders[matter].made == {}


def test_report_before_the_order_is_accepted_is_refused(city: City, matter: str, baker: Client) -> None:
    assert baker.post(page_of(BAKERY, matter), FIRST).status_code == 409
    assert city["T"].orders[matter].made == {}


def test_change_is_proposed_with_its_reason_and_read_above(city: City, matter: str, baker: Client) -> None:
    change = {"do": "change", "which": "baking@2", "runs": "4", "reason": "One of us is **ill**."}
    assert baker.post(page_of(BAKERY, matter), change).status_code == 302
    assert "<strong>ill</strong>" in baker.get(reverse("production", args=["T"])).content.decode()
    page = baker.get(page_of(BAKERY, matter))
    assert page.context["steps"][0]["label"] == "Answered with a proposal"
    assert page.context["next"] == "report"
    answer = baker.post(page_of(BAKERY, matter), {**change, "reason": " "})
    assert (answer.status_code, answer.context["refusal"]["rule"]) == (422, "R12")


def test_parts_of_what_there_are_only_whole_runs_of_are_not_proposed(city: City, matter: str, baker: Client) -> None:
    declare(city, BAKERY, technique=replace(BAKING, whole=True))
    change = {"do": "change", "which": "baking@2", "runs": "4.5", "reason": "One of us is ill."}
    answer = baker.post(page_of(BAKERY, matter), change)
    assert (answer.status_code, "only whole runs" in answer.context["refusal"]["reason"]) == (422, True)
    refused = speak(
        speaker(city, BAKERY), BAKERY, lambda by: ProposeChange(by, matter, "baking", 2, Decimal("4.5"), "x")
    )
    assert isinstance(refused, Refused)
    assert refused.reason is Reason.PART_OF_A_RUN
    assert baker.post(page_of(BAKERY, matter), {**change, "runs": "4"}).status_code == 302


def test_workplace_can_object_from_the_page(matter: str, baker: Client) -> None:
    url = baker.get(page_of(BAKERY, matter)).context["object_url"]
    assert "kind=objection" in url
    assert baker.get(url).status_code == 200


def test_nobody_else_answers_for_the_bakery(city: City, matter: str, enter: Enter) -> None:
    for person in (city.people[BAKERY][5], speaker(city, MILL)):
        browser = enter(person)
        assert browser.get(page_of(BAKERY, matter)).context["next"] == ""
        for step in ({"do": "acknowledge"}, FIRST):
            assert browser.post(page_of(BAKERY, matter), step).status_code == 403


def test_flour_crosses_to_the_bakery_and_a_neighbour_says_what_came(city: City, matter: str, enter: Enter) -> None:
    miller, neighbour = enter(speaker(city, MILL)), enter(city.people[BAKERY][5])
    sent = {"do": "send", "product": "flour", "quantity": "62", "to": "orchard", "directive": matter}
    assert miller.post(reverse("deliveries", args=[MILL]), sent).status_code == 302
    page = reverse("deliveries", args=[BAKERY])
    (coming,) = neighbour.get(page).context["coming"]
    assert (coming["what"], coming["origin"]["name"]) == ("Flour 62 kg", "Harbour")
    less = {"do": "confirm", "delivery": coming["id"], "quantity": "60"}
    answer = neighbour.post(page, less)
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["note"])
    assert neighbour.post(page, {**less, "note": "A bag was torn."}).status_code == 302
    there = miller.get(reverse("deliveries", args=[MILL])).context["there"]["rows"][0]
    assert there[4]["text"] == "62"
    assert there[5] == {"text": "60", "mark": "alarm", "detail": "A bag was torn."}
    assert neighbour.post(page, less).status_code == 409
    assert neighbour.get(page_of(BAKERY, matter)).context["inputs"]["rows"][0][2:4] == ["0", "60"]


def test_what_was_brought_to_the_place_of_a_workplace_is_told_beside_its_own(
    city: City, matter: str, enter: Enter
) -> None:
    """A plan's goods go from place to place, and a baker looks for the flour on the order of the bakery."""
    sent = {"do": "send", "product": "flour", "quantity": "62", "to": "W2", "directive": matter}
    assert enter(speaker(city, MILL)).post(reverse("deliveries", args=[MILL]), sent).status_code == 302
    (row,) = enter().get(page_of(BAKERY, matter)).context["inputs"]["rows"]
    assert row[2:4] == [{"text": "0", "detail": f"62 to {city['W2'].name}"}, "0"]


def test_what_waits_for_whoever_speaks_for_a_workplace(city: City, matter: str, enter: Enter) -> None:
    person = speaker(city, BAKERY)
    baker, order = enter(person), page_of(BAKERY, matter)

    def sorts() -> list[str]:
        return [task.sort for task in waiting(person) if task.council.id == BAKERY]

    assert sorts() == ["accept"]
    assert f'href="{order}"' in baker.get(reverse("home")).content.decode()
    baker.post(order, {"do": "acknowledge"})
    goods = partial(SendGoods, to=BAKERY, product="flour", quantity=Decimal(62), directive=matter, unit="kg")
    city.say(speaker(city, MILL), MILL, goods)
    assert sorts() == ["report_made", "send", "receive"]
    rows = {row["kind"]: row for row in baker.get(reverse("home")).context["tasks"]}
    came = rows["Say what has come · Orchard"]
    assert (came["title"], came["detail"]) == ("Flour 62 kg", "from Harbour")
    assert 'Deliveries</a> <span class="soft">1 on its way here' in baker.get(f"/councils/{BAKERY}/").content.decode()
    for part in ("baking@1", "baking@2"):
        baker.post(order, {**FIRST, "which": part, "made-bread": "60"})
    city.say(
        person,
        BAKERY,
        partial(SendGoods, to="W1", product="bread", quantity=Decimal(120), directive=matter, unit="loaf"),
    )
    assert sorts() == ["receive"]


def test_ward_is_told_to_send_what_the_plan_asks_for_until_it_has(city: City, matter: str, enter: Enter) -> None:
    city.say(speaker(city, "W2"), "W2", lambda voice: Acknowledge(voice, matter))
    person = speaker(city, "W2")
    lines = to_send(world().council, city["W2"])
    assert [(line.send.product, line.send.to) for line in lines] == [("bread", "W1"), ("bread", "W1")]
    page = reverse("deliveries", args=["W2"])
    shown = enter(person).get(page).context["to_send"]
    for row in shown:
        assert [task.sort for task in waiting(person) if task.council.id == "W2"] == ["send"]
        form = {name: row[name] for name in ("product", "quantity", "directive")}
        link = enter(person).get(page, {**form, "to": row["goal"]})
        assert link.context["send_form"]["quantity"].value() == row["quantity"]
        sent = {**form, "to": row["goal"], "do": "send", "shown": shown_at(link)}
        assert enter(person).post(page, sent).status_code == 302
    assert [task.sort for task in waiting(person) if task.council.id == "W2"] == []
    assert enter().get(page_of("W2", matter)).context["what_to_send"]["rows"][0][1:] == ["60", "60", "0"]


def test_what_the_bakery_sends_for_its_ward_counts_for_the_ward(city: City, matter: str, enter: Enter) -> None:
    bread = partial(SendGoods, product="bread", directive=matter, unit="loaf")
    city.say(speaker(city, BAKERY), BAKERY, partial(bread, to=HOME, quantity=Decimal(70)))
    city.say(speaker(city, BAKERY), BAKERY, partial(bread, to=MILL, quantity=Decimal(5)))
    city.say(speaker(city, BAKERY), BAKERY, partial(bread, to="W2", quantity=Decimal(9)))  # stays where it is
    (name,) = city[HOME].deliveries
    city.say(city.people[HOME][0], HOME, lambda voice: ConfirmGoods(voice, name, Decimal(70)))
    rows = enter().get(page_of("W2", matter)).context["what_to_send"]["rows"]
    assert [row[1:] for row in rows] == [["60", "60", "60"], ["60", "15", "10"]]


def test_report_is_corrected_on_the_page_and_both_are_shown(
    city: City, matter: str, baker: Client, enter: Enter
) -> None:
    page = page_of(BAKERY, matter)
    baker.post(page, {"do": "acknowledge"})
    baker.post(page, FIRST)
    form = baker.get(f"{page}?correct=1").context["forms"]["correct"]
    assert (form["made-bread"].value(), form["hours"].value()) == ("40", "2.5")
    right = {"do": "correct", "number": "1", "made-bread": "30", "used-flour": "24", "hours": "2.5"}
    answer = baker.post(page, right)
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["reason"])
    assert baker.post(page, {**right, "reason": "Ten were of another order."}).status_code == 302
    (told,) = enter().get(page).context["told"]
    assert (told["made"], told["before"][0]["made"]) == (["Bread 30 loaf"], ["Bread 40 loaf"])
    assert told["before"][0]["reason"] == "Ten were of another order."
    rows = enter().get(reverse("production", args=["T"])).context["plans"][0]["by_product"]["rows"]
    assert ["Bread (loaf)", "120", "30", "–"] in rows
    neighbour = enter(city.people[BAKERY][5])
    assert "correct" not in neighbour.get(f"{page}?correct=1").context["forms"]
    assert neighbour.post(page, {**right, "made-bread": "1", "reason": "No."}).status_code == 403
    assert baker.get(f"{page}?correct=2").context["forms"].keys() == baker.get(page).context["forms"].keys()


def test_each_side_corrects_what_it_told_of_a_delivery(city: City, matter: str, enter: Enter) -> None:
    miller, neighbour = enter(speaker(city, MILL)), enter(city.people[BAKERY][5])
    outsider = next(p for p in city.people[BAKERY][:5] if p != speaker(city, BAKERY))
    there, here = reverse("deliveries", args=[MILL]), reverse("deliveries", args=[BAKERY])
    miller.post(there, {"do": "send", "product": "flour", "quantity": "62", "to": "orchard", "directive": matter})
    (name,) = city[BAKERY].deliveries
    assert neighbour.get(here, {"correct": name}).context["correct_form"] is None  # nothing is told here yet
    assert neighbour.post(here, {"do": "correct", "delivery": name}).status_code == 409
    (row,) = miller.get(there).context["going"]["rows"]
    assert (
        miller.get(there + row[4]["action"]["url"].partition("#")[0]).context["correct_form"]["quantity"].value()
        == "62"
    )
    wrong = {"do": "correct", "delivery": name, "quantity": "62", "reason": "One bag less."}
    answer = miller.post(there, wrong)
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["quantity"])
    assert miller.post(there, {**wrong, "quantity": "60"}).status_code == 302
    (coming,) = neighbour.get(here).context["coming"]
    assert coming["what"] == "Flour 60 kg"
    neighbour.post(here, {"do": "confirm", "delivery": name, "quantity": "59", "note": "A kilo is missing."})
    assert neighbour.post(here, {**wrong, "quantity": "60", "reason": "It was there."}).status_code == 302
    (row,) = enter().get(there).context["there"]["rows"]
    assert row[4:] == [
        {"text": "60", "detail": "Corrected from 62 to 60: One bag less."},
        {"text": "60", "detail": "Corrected from 59 to 60: It was there."},
    ]
    assert enter(outsider).post(here, {**wrong, "quantity": "1"}).status_code == 403


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"to": "nowhere"}, "to"),
        ({"to": "Harbour"}, "to"),
        ({"quantity": "0"}, "quantity"),
        ({"product": "cake"}, "product"),
    ],
)
def test_delivery_that_cannot_be_is_told_beside_its_field(
    city: City, matter: str, enter: Enter, change: dict[str, str], field: str
) -> None:
    sent = {"do": "send", "product": "Flour", "quantity": "62", "to": "Orchard"}
    answer = enter(speaker(city, MILL)).post(reverse("deliveries", args=[MILL]), sent | change)
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, [field])
    assert city[BAKERY].deliveries == {}


def test_what_the_order_does_not_ask_for_is_refused_with_the_reason(city: City, matter: str, enter: Enter) -> None:
    wheat = {"do": "send", "product": "Wheat", "quantity": "5", "to": "Orchard", "directive": matter}
    answer = enter(speaker(city, MILL)).post(reverse("deliveries", args=[MILL]), wheat)
    assert answer.status_code == 422
    assert "no delivery of the order brings Wheat from" in answer.context["refusal"]["reason"]
    deed = next(deed for deed in DEEDS if deed.command is SendGoods)
    said = {"to": BAKERY, "product": "flour", "quantity": Decimal(5), "directive": "", "unit": ""}
    refused = act(speaker(city, MILL), MILL, deed, said)
    assert isinstance(refused, Refused)
    assert refused.reason is Reason.CANNOT_SEND
    assert city[BAKERY].deliveries == {}


def test_ten_times_what_the_order_asks_to_bring_is_not_sent_nor_corrected_to(city: City, matter: str) -> None:
    miller = speaker(city, MILL)
    lines = [send.quantity for send in sends(city["T"].orders[matter], "W1") if send.product == "flour"]
    asked = sum(lines, Decimal(0))

    def send(much: Decimal, directive: str = matter) -> object:
        goods = partial(SendGoods, to=BAKERY, product="flour", quantity=much, directive=directive, unit="kg")
        return speak(miller, MILL, goods, city.at)

    def correct(much: Decimal) -> object:
        return speak(miller, MILL, partial(CorrectGoods, delivery="A12>1", quantity=much, reason="Weighed"), city.at)

    assert asked > 0
    refused = send(10 * asked + 1)
    assert isinstance(refused, Refused)
    assert (refused.reason, city[BAKERY].deliveries) == (Reason.ABSURD_DELIVERY, {})
    assert not isinstance(send(9 * asked), Refused)
    done = [send(2 * asked), correct(11 * asked), correct(10 * asked), send(20 * asked, "")]
    assert [isinstance(one, Refused) and one.reason for one in done] == [
        Reason.ABSURD_DELIVERY,
        Reason.ABSURD_DELIVERY,
        False,
        False,
    ]


def test_ten_times_what_a_workplace_makes_is_not_sent_within_its_place_either(city: City, matter: str) -> None:
    baker = speaker(city, BAKERY)

    def send(much: int) -> object:
        bread = partial(SendGoods, to="W2", product="bread", quantity=Decimal(much), directive=matter, unit="loaf")
        return speak(baker, BAKERY, bread, city.at)

    made = sum((make.makes["bread"] for make in city["T"].orders[matter].orders[BAKERY].make), Decimal(0))
    refused = send(int(10 * made) + 1)
    assert isinstance(refused, Refused)
    assert refused.reason is Reason.ABSURD_REPORT
    assert not isinstance(send(int(10 * made)), Refused)


def test_only_who_speaks_for_it_sends_and_only_who_takes_part_confirms(city: City, matter: str, enter: Enter) -> None:
    outsider = enter(city.people[HOME][0])
    sent = {"do": "send", "product": "Flour", "quantity": "62", "to": "Orchard"}
    assert outsider.post(reverse("deliveries", args=[MILL]), sent).status_code in (403, 422)
    city.say(speaker(city, MILL), MILL, partial(SendGoods, to=BAKERY, product="flour", quantity=Decimal(5), unit="kg"))
    (name,) = city[BAKERY].deliveries
    came = {"do": "confirm", "delivery": name, "quantity": "5"}
    assert outsider.post(reverse("deliveries", args=[BAKERY]), came).status_code == 403
    assert city[BAKERY].deliveries[name].state is Carriage.SENT


def test_programs_read_the_same(city: City, matter: str, baker: Client) -> None:
    baker.post(page_of(BAKERY, matter), {"do": "acknowledge"})
    baker.post(page_of(BAKERY, matter), FIRST)
    goods = partial(SendGoods, to=BAKERY, product="flour", quantity=Decimal("62.5"), directive=matter, unit="kg")
    city.say(speaker(city, MILL), MILL, goods)

    def read(path: str) -> Any:
        answer = Client().get(f"/api/v1/councils/{path}")
        assert answer.status_code == 200, answer.content
        return answer.json()

    bread = read("A11/catalogue")["items"][0]
    assert (bread["product"], bread["made_by"], bread["used_by"]) == ("bread", [BAKERY], [])
    means = read(f"{BAKERY}/means")
    assert (means["hours"], means["stocks"], means["resources"][0]["amount"]) == ("80", {"flour": "10"}, "40")
    assert means["techniques"][0]["works"] == {"baker": "0.5"}
    lines = read("T/production?limit=1")
    assert lines["next"]
    told = [line for line in read(f"{BAKERY}/production")["items"] if line["period"] == 1]
    assert [(line["ordered"], line["made"], line["late"]) for line in told] == [("60", "40", False)]
    assert read("W2/production/hours") == {"directive": matter, "ordered": {BAKERY: "6"}, "worked": {BAKERY: "2.5"}}
    (sent,) = read(f"{BAKERY}/deliveries")["items"]
    assert (sent["quantity"], sent["got"], sent["state"]) == ("62.5", None, "sent")
    assert [line["quantity"] for line in read("W2/deliveries/asked")] == ["60", "60"]


@pytest.mark.usefixtures("unwound")
def test_pages_ask_the_database_as_often_however_much_was_reported(city: City, matter: str, baker: Client) -> None:
    addresses = [page_of(BAKERY, matter), page_of("T", matter), *(reverse(p, args=["T"]) for p in ("production",))]
    addresses.append(reverse("deliveries", args=[BAKERY]))

    def asked() -> list[int]:
        counted = []
        for address in addresses:
            baker.get(address)
            with CaptureQueriesContext(connection) as seen:
                assert baker.get(address).status_code == 200
            counted.append(len(seen))
        return counted

    baker.post(page_of(BAKERY, matter), {"do": "acknowledge"})
    goods = partial(SendGoods, to=BAKERY, product="flour", quantity=Decimal(5), unit="kg")
    city.say(speaker(city, MILL), MILL, goods)
    before = asked()
    for number in range(1, 6):
        baker.post(page_of(BAKERY, matter), {**FIRST, "made-bread": f"{number}"})
        city.say(speaker(city, MILL), MILL, partial(goods, quantity=Decimal(5 + number)))
    assert asked() == before
    assert max(before) < 40

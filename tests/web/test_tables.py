"""All of planning goes out as files, and comes in from them; programs read and do the same (R18, R19)."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from decimal import Decimal
from functools import partial
from typing import Any

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from tests.api.conftest import program
from tests.web.city import City
from tests.web.conftest import Enter
from tests.web.works import BAKERY, HOME, MILL, adopted, planning, speaker, voice_of

from councils.app import households
from councils.app.queries.tables import OWN, PUBLIC
from councils.core.charter import Charter
from councils.core.directive import Acknowledge
from councils.core.economy.correcting import CorrectGoods
from councils.core.economy.deliveries import SendGoods
from councils.core.economy.provision import Provision, Stage

__all__ = ["program"]


@pytest.fixture(scope="module")
def rules() -> Charter:
    return planning()


@pytest.fixture
def matter(city: City) -> str:
    name = adopted(city)
    city.say(speaker(city, BAKERY), BAKERY, lambda voice: Acknowledge(voice, name))
    return name


def rows(answer: Any) -> list[list[str]]:
    assert answer.status_code == 200
    return list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))


def told(browser: Any, council: str, **files: str) -> Any:
    sent = [SimpleUploadedFile(f"{name}.csv", text.encode()) for name, text in files.items()]
    return browser.post(f"/councils/{council}/tables/", {"file": sent})


def test_workbook_holds_every_table_that_one_may_see(city: City, matter: str, enter: Enter) -> None:
    for browser, sheets in ((enter(), [*PUBLIC]), (enter(city.people[HOME][0]), [*PUBLIC, "basket"])):
        answer = browser.get(f"/councils/{HOME}/tables/all.xlsx")
        assert openpyxl.load_workbook(io.BytesIO(answer.content)).sheetnames == sheets
    assert "tables/needs.csv" in enter().get(f"/councils/{HOME}/tables/").content.decode()
    assert rows(enter().get(f"/councils/{HOME}/tables/needs.csv"))[1][:4] == ["bread", "Bread", "loaf", "60"]
    assert enter().get(f"/councils/{HOME}/tables/nothing.csv").status_code == 404


def test_deliveries_are_told_at_every_level_each_once(city: City, matter: str, enter: Enter) -> None:
    goods = partial(SendGoods, to=BAKERY, product="flour", quantity=Decimal(60), directive=matter, unit="kg")
    city.say(speaker(city, MILL), MILL, goods)
    told = {name: rows(enter().get(f"/councils/{name}/tables/deliveries.csv"))[1:] for name in ("T", "W1", "W2", HOME)}
    assert [row[:5] for row in told["T"]] == [["A12>1", MILL, BAKERY, "flour", "kg"]]
    assert (told["W1"], told["W2"], told[HOME]) == (told["T"], told["T"], [])


def test_basket_goes_out_and_comes_back_changed(city: City, matter: str, enter: Enter) -> None:
    person = city.people[HOME][0]
    text = enter(person).get(f"/councils/{HOME}/tables/basket.csv").content.decode("utf-8-sig")
    assert text.splitlines() == ["product,quantity,unit,special", "bread,20,loaf,0"]
    assert told(enter(person), HOME, basket=text.replace("20", "25") + "flour,2,kg,1\n").status_code == 302
    assert households.basket(person, HOME) == {
        ("bread", 2): Decimal(25), ("flour", 2): Decimal(2), ("flour", 1): Decimal(1),
    }  # fmt: skip
    assert rows(enter(city.people[HOME][1]).get(f"/councils/{HOME}/tables/basket.csv"))[1] == [
        "bread",
        "20",
        "loaf",
        "0",
    ]


def test_file_that_is_wrong_is_told_by_its_line_and_nothing_of_it_is_there(
    city: City, matter: str, enter: Enter
) -> None:
    person = city.people[HOME][0]
    wrong = "product,quantity,unit\nbread,5,kg\ncake,1,\n"
    text = told(enter(person), HOME, basket=wrong).content.decode()
    assert "basket.csv:2: bread is in &#x27;kg&#x27; here and in &#x27;loaf&#x27;" in text
    assert "basket.csv:3: &#x27;cake&#x27; is not in the catalogue" in text
    assert households.basket(person, HOME) == {("bread", 2): Decimal(20)}


def test_workplace_reports_and_tells_hours_from_files_all_or_nothing(city: City, matter: str, enter: Enter) -> None:
    baker = speaker(city, BAKERY)
    head, member = "technique,period,flow,code,quantity,unit\n", voice_of(baker, BAKERY)
    good = f"{head}baking,1,makes,bread,40,loaf\nbaking,1,uses,flour,24,kg\nbaking,1,works,,2.5,hour\n"
    day = timezone.localdate().isoformat()
    absurd = f"{good}baking,2,makes,bread,99999,loaf\n"
    hours = f"member,day,hours\n{member},{day},2.5\n"
    assert told(enter(baker), BAKERY, told_hours=hours, reports=absurd).status_code == 422
    assert BAKERY not in city["T"].orders[matter].made
    assert rows(enter(baker).get(f"/councils/{BAKERY}/tables/told_hours.csv"))[1:] == []
    assert told(enter(baker), BAKERY, told_hours=hours, reports=good).status_code == 302
    assert city["T"].orders[matter].made[BAKERY][0].hours == Decimal("2.5")
    (line,) = rows(enter(baker).get(f"/councils/{BAKERY}/tables/told_hours.csv"))[1:]
    assert line == [member, day, "2.5", baker.name, "told"]
    out = enter(baker).get(f"/councils/{BAKERY}/tables/reports.csv").content.decode("utf-8-sig")
    assert told(enter(baker), BAKERY, reports=out).status_code == 302  # what was told is not told again
    assert len(city["T"].orders[matter].made[BAKERY]) == 1


def test_same_file_sent_twice_is_told_once(city: City, matter: str, enter: Enter) -> None:
    baker, line = speaker(city, BAKERY), "technique,period,flow,code,quantity,unit\nbaking,1,makes,bread,20,loaf\n"
    hours = f"member,day,hours\n{voice_of(baker, BAKERY)},{timezone.localdate()},2.5\n"
    assert told(enter(baker), BAKERY, reports=line).status_code == 302
    assert told(enter(baker), BAKERY, told_hours=hours).status_code == 302
    for name, text in (("reports", line), ("told_hours", hours)):
        again = told(enter(baker), BAKERY, **{name: text})
        assert (again.status_code, "Exactly this was told here" in again.content.decode()) == (422, True)
    assert len(city["T"].orders[matter].made[BAKERY]) == 1
    assert baker.labour_accounts.get().hours.count() == 1


def test_program_that_asks_twice_without_a_key_tells_once_and_with_two_keys_twice(
    city: City, matter: str, program: Callable[..., Any]
) -> None:
    baker, miller = program(speaker(city, BAKERY)), program(speaker(city, MILL))
    report = {"directive": matter, "made": {"technique": "baking", "period": 1, "makes": {"bread": "20"}}}
    goods = {"to": BAKERY, "product": "flour", "quantity": "12", "unit": "kg", "directive": matter}
    for asking, council, act, said in ((baker, BAKERY, "report_made", report), (miller, MILL, "send_goods", goods)):
        assert asking.act(council, act, said).status_code == 201
        again = asking.act(council, act, said)
        assert (again.status_code, again.json()["reason"]) == (409, "told_twice")
        for key in ("second", "third", "third"):
            assert asking.act(council, act, said, Idempotency_Key=key).status_code == 201
    assert [m.makes["bread"] for m in city["T"].orders[matter].made[BAKERY]] == [Decimal(20)] * 3
    assert len(city[BAKERY].deliveries) == 3


def test_hours_told_twice_by_a_program_are_told_once_and_with_two_keys_twice(
    city: City, matter: str, program: Callable[..., Any]
) -> None:
    baker = speaker(city, BAKERY)
    asking = program(baker)
    said = {"member": voice_of(baker, BAKERY), "day": f"{timezone.localdate()}", "hours": "4"}
    address = f"/api/v1/councils/{BAKERY}/hours"

    def tell(**key: str) -> int:
        answer = asking.browser.post(address, said, content_type="application/json", headers={**asking.headers, **key})
        return int(answer.status_code)

    assert [tell(), tell()] == [204, 409]
    assert [tell(**{"Idempotency-Key": key}) for key in ("noon", "noon")] == [204, 204]
    assert baker.labour_accounts.get().hours.count() == 2


def test_what_is_sent_and_what_came_are_told_from_the_table_that_was_taken_away(
    city: City, matter: str, enter: Enter
) -> None:
    miller, baker = enter(speaker(city, MILL)), enter(speaker(city, BAKERY))
    head = ",".join(rows(miller.get(f"/councils/{MILL}/tables/deliveries.csv"))[0])
    line = f",,{BAKERY},flour,kg,,%s,,,{matter}"
    for much, unit in (("-5", "kg"), ("99999", "kg"), ("40", "sack")):
        wrong = f"{head}\n{line % 12}\n{line % much}\n".replace("kg,,40", f"{unit},,40")
        assert told(miller, MILL, deliveries=wrong).status_code == 422
    assert city[BAKERY].deliveries == {}
    assert told(miller, MILL, deliveries=f"{head}\n{line % 40}\n{line % 22}\n").status_code == 302
    out = baker.get(f"/councils/{BAKERY}/tables/deliveries.csv").content.decode("utf-8-sig")
    assert told(baker, BAKERY, deliveries=out).status_code == 302  # nothing was filled in
    assert [one.got for one in city[BAKERY].deliveries.values()] == [None, None]
    filled = out.replace(",40,,,", ",40,38,Wet,").replace(",22,,,", ",22,22,,")
    assert told(baker, BAKERY, deliveries=filled).status_code == 302
    assert [(one.got, one.note) for one in city[BAKERY].deliveries.values()] == [(38, "Wet"), (22, "")]
    for browser, council in ((baker, BAKERY), (miller, MILL)):
        out = browser.get(f"/councils/{council}/tables/deliveries.csv").content.decode("utf-8-sig")
        assert told(browser, council, deliveries=out).status_code == 302
        assert told(browser, council, deliveries=out.replace("38", "39")).status_code == 422
    assert [one.got for one in city[MILL].deliveries.values()] == [38, 22]
    first = next(iter(city[MILL].deliveries))
    city.say(speaker(city, MILL), MILL, partial(CorrectGoods, delivery=first, quantity=Decimal(0), reason="None"))
    out = miller.get(f"/councils/{MILL}/tables/deliveries.csv").content.decode("utf-8-sig")
    assert told(miller, MILL, deliveries=out).status_code == 302
    assert told(miller, MILL, deliveries=f"{head}\n{line % 0}\n").status_code == 422


def test_workbook_of_everything_comes_back_with_what_was_filled_in(city: City, matter: str, enter: Enter) -> None:
    person = city.people[HOME][0]
    address = f"/councils/{HOME}/tables/"
    given = enter(person).get(f"{address}all.xlsx").content
    book = openpyxl.load_workbook(io.BytesIO(given))
    assert len(book.sheetnames) > 1
    book["basket"].cell(2, 2, 31)
    book.save(filled := io.BytesIO())
    answer = enter(person).post(address, {"file": SimpleUploadedFile("all.xlsx", filled.getvalue())}, follow=True)
    assert "Told from basket.csv." in answer.content.decode()
    assert households.basket(person, HOME)["bread", 2] == 31
    del book["basket"]
    book.save(filled := io.BytesIO())
    answer = enter(person).post(address, {"file": SimpleUploadedFile("all.xlsx", filled.getvalue())})
    assert answer.status_code == 422


@pytest.mark.parametrize(
    ("file", "text", "said"),
    [
        (
            "reports",
            "technique,period,flow,code,quantity\nbaking,1,works,,2\nbaking,2,makes,bread,99999\n",
            ":3: Of bread",
        ),
        ("reports", "technique,period,flow,code,quantity\nbaking,1,works,,2\nbaking,77,works,,2\n", ":3: No order"),
        ("reports", "technique,period,flow,code,quantity\nbaking,1,works,,0\n", ":2: This report tells of nothing"),
        ("basket", "product,quantity\nflour,1\nbread,0.0001\n", ":3: This is counted to the thousandth, and 0.0001"),
        ("told_hours", "member,day,hours\n{who},{day},1\n{who},1999-01-01,2\n", ":3: Hours are told of days from"),
    ],
)
def test_what_the_rules_refuse_of_a_file_is_told_by_its_line_too(
    city: City, matter: str, enter: Enter, file: str, text: str, said: str
) -> None:
    baker = speaker(city, BAKERY)
    answer = told(enter(baker), BAKERY, **{file: text.format(who=baker.name, day=timezone.localdate())})
    assert answer.status_code == 422
    assert f"{file}.csv{said}" in str(answer.context["form"].errors)
    assert not city["T"].orders[matter].made


def test_report_of_nothing_is_refused_with_what_to_do_and_a_correction_to_nothing_is_not(
    city: City, matter: str, program: Callable[..., Any]
) -> None:
    baker, nothing = program(speaker(city, BAKERY)), {"technique": "baking", "period": 1, "makes": {"bread": "0"}}
    refused = baker.act(BAKERY, "report_made", {"directive": matter, "made": nothing})
    assert (refused.status_code, refused.json()["reason"]) == (422, "empty_report")
    assert refused.json()["remedy"] == "Say what was made, used or worked since the last report."
    assert BAKERY not in city["T"].orders[matter].made
    assert baker.act(BAKERY, "report_made", {"directive": matter, "made": {**nothing, "hours": "1"}}).status_code == 201
    correction = {"directive": matter, "report": 1, "made": nothing, "reason": "Nobody was there."}
    assert baker.act(BAKERY, "correct_made", correction).status_code == 201


def test_programs_read_and_do_what_the_pages_do(city: City, matter: str, program: Callable[..., Any]) -> None:
    ana, baker = program(city.people[HOME][0]), program(speaker(city, BAKERY))
    put = lambda asking, path, said: asking.browser.put(  # noqa: E731
        f"/api/v1{path}", said, content_type="application/json", headers=asking.headers
    )
    assert put(ana, f"/councils/{HOME}/basket", {"needs": {"bread": "30"}}).status_code == 204
    assert ana.get(f"/councils/{HOME}/basket").json()["needs"] == {"bread": "30"}
    assert program(city.people[HOME][1]).get(f"/councils/{HOME}/basket").json()["needs"] == {"bread": "20"}
    assert program().get(f"/councils/{HOME}/basket").status_code == 401
    assert program().get(f"/councils/{HOME}/needs").json()["needs"][0]["every_period"] == "70"
    order = program().get(f"/councils/{BAKERY}/order").json()
    assert (order["directive"], order["make"][0]["makes"]) == (matter, {"bread": "60"})
    assert program().get("/councils/T/plans").json()[0]["in_force"]
    assert program().get(f"/councils/T/plans/{matter}").json()["got"][0]["met"] == 1
    graph = program().get(f"/councils/T/plans/{matter}/valueflows").json()["@graph"]
    assert {"vf:Plan", "vf:Process", "vf:Commitment"} <= {each["@type"] for each in graph}
    assert all(each["vf:due"].endswith("Z") for each in graph if each["@type"] == "vf:Commitment")
    said = {"member": voice_of(speaker(city, BAKERY), BAKERY), "day": timezone.localdate().isoformat(), "hours": "4"}
    post = lambda path, body, **headers: baker.browser.post(  # noqa: E731
        f"/api/v1{path}", body, content_type="application/json", headers={**baker.headers, **headers}
    )
    assert post(f"/councils/{BAKERY}/hours", said).status_code == 204
    (waiting,) = baker.get(f"/councils/{BAKERY}/account").json()["waiting"]
    assert post(f"/councils/{BAKERY}/hours/{waiting['number']}/confirm", {}).status_code == 204
    assert baker.get(f"/councils/{BAKERY}/account").json()["seconds"] == 4 * 3600
    taking = {"product": "bread", "quantity": "2"}
    assert post(f"/councils/{BAKERY}/goods/take", taking).status_code == 422
    first = post(f"/councils/{BAKERY}/goods/take", taking, **{"Idempotency-Key": "k"})
    again = post(f"/councils/{BAKERY}/goods/take", taking, **{"Idempotency-Key": "k"})
    assert (first.status_code, again.json()) == (201, first.json())
    assert baker.get(f"/councils/{BAKERY}/account").json()["seconds"] == 4 * 3600 - first.json()["seconds"]
    for name in PUBLIC:
        assert program().get(f"/councils/T/tables/{name}").json()["rows"][0]
    for name in OWN:
        assert program().get(f"/councils/T/tables/{name}").status_code == 401
    variants = ana.get("/councils/T/plan/variants").json()
    assert variants[0]["aim"] == "labour"
    brought = post("/councils/T/plan/variants/labour/bring", {"title": "Anew"})
    assert brought.status_code in (201, 403)


def test_motion_with_what_it_would_change_is_brought_by_a_program(
    city: City, matter: str, program: Callable[..., Any]
) -> None:
    """A thing inside of a proposal arrives as the core knows it, with what was not said as it is by default."""
    asking = program(speaker(city, "T"))
    said = {"kind": "provision", "title": "Bread is free", "provision": {"product": "bread", "stage": "free"}}
    brought = asking.act("T", "propose", {"proposal": said}).json()["matter"]
    assert city["T"].motions[brought].proposal.provision == Provision("bread", Stage.FREE)
    technique = {"code": "rye", "name": "Rye", "makes": {"bread": "8"}, "works": {"baker": "1"}}
    baker = program(speaker(city, BAKERY))
    assert baker.act(BAKERY, "declare", {"declared": {"technique": technique}}).status_code == 201
    assert city["T"].economy.techniques[BAKERY, "rye"].builds == {}
    change = {"directive": matter, "technique": "baking", "period": 1, "runs": "5", "reason": "Two are ill / on leave."}
    assert baker.act(BAKERY, "propose_change", change).status_code == 201

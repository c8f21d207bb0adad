"""The secretary's pages: a list is read in, mended, confirmed; links are given out once; others see none of it."""

from __future__ import annotations

import csv
import io

import pytest
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from tests.web.city import City
from tests.web.conftest import Enter
from tests.web.test_motion import own_motion

from councils.app.membership import join
from councils.core.refusal import Refused
from councils.store.models import Invitation, Person, RollImport

LIST = "Nom;Courriel;N°\nAnn Lee;ann@example.org;7\nBo Lee;bo@;8\nHélène Lefèvre;;9\n".encode("cp1252")
UPLOAD = reverse("roll_import", args=["A11"])


@pytest.fixture
def chair(city: City, enter: Enter) -> Client:
    return enter(city.people["A11"][4])


def upload(browser: Client, data: bytes = LIST, name: str = "roll.csv") -> RollImport:
    answer = browser.post(UPLOAD, {"file": SimpleUploadedFile(name, data)})
    assert answer.status_code == 302, answer.content.decode()
    return RollImport.objects.get()


def mapped(browser: Client) -> str:
    """A list whose columns are said; the address of its preview."""
    draft = upload(browser)
    page = reverse("roll_columns", args=["A11", draft.pk])
    given = browser.get(page).context["form"].initial
    assert (given["name"], given["email"], given["number"]) == ("0", "1", "2")
    browser.post(page, {**given, "headings": "on"})
    return reverse("roll_preview", args=["A11", draft.pk])


def confirmed(browser: Client) -> str:
    page = mapped(browser)
    browser.post(page, {"do": "check", "row": "3", "name-3": "Bo Lee", "email-3": "bo@example.org", "number-3": "8"})
    assert browser.post(page, {"do": "confirm"}).status_code == 302
    return page


def test_wrong_row_is_named_mended_and_then_invited(city: City, chair: Client) -> None:
    page = mapped(chair)
    shown = chair.get(page)
    assert [error["text"] for error in shown.context["errors"]] == [
        "Row 3: This is no e-mail address. Correct it, or leave it empty."
    ]
    assert chair.post(page, {"do": "confirm"}).status_code == 409
    assert Invitation.objects.count() == 0
    chair.post(page, {"do": "check", "row": "3", "name-3": "Bo Lee", "email-3": "bo@example.org", "number-3": "8"})
    assert chair.get(page).context["settled"]
    chair.post(page, {"do": "confirm"})
    assert list(Invitation.objects.order_by("pk").values_list("name", flat=True)) == [
        "Ann Lee", "Bo Lee", "Hélène Lefèvre",
    ]  # fmt: skip
    assert "3 people are invited" in chair.get(page).content.decode()


@pytest.mark.parametrize("row", ["²", "٣", "9" * 500, "-1", "99", ""])
def test_rows_that_the_list_does_not_have_are_not_mended(city: City, chair: Client, row: str) -> None:
    page = mapped(chair)
    given = {f"name-{row}": "Cy\0", f"email-{row}": "", f"number-{row}": ""}
    assert chair.post(page, {"do": "check", "row": row, **given}).status_code == 302
    assert (chair.get(page).status_code, RollImport.objects.get().draft["amended"]) == (200, {})
    chair.post(page, {"do": "check", "row": "3", "name-3": "Cy\0 Lee", "email-3": "", "number-3": ""})
    assert RollImport.objects.get().draft["amended"]["3"]["name"] == "Cy Lee"


@pytest.mark.parametrize("number", ["²", "9" * 5000, "0"])
def test_invitations_that_there_are_not_are_not_given_out(city: City, chair: Client, number: str) -> None:
    confirmed(chair)
    for page in ("slips", "invitations"):
        chair.post(reverse(page, args=["A11"]), {"only": number})
    assert Invitation.objects.exclude(digest=None).count() == 0


def test_columns_with_one_heading_are_told_apart_and_titles_left_out(city: City, chair: Client) -> None:
    draft = upload(chair, b"Our members;;\nName;E-mail;E-mail\nAnn;a@example.org;b@example.org\n")
    page = chair.get(reverse("roll_columns", args=["A11", draft.pk]))
    choices = [str(label) for _, label in page.context["form"].fields["email"].choices]
    assert choices[1:] == ["Name", "E-mail (column 2)", "E-mail (column 3)"]
    assert "One row above the headings is left out." in page.content.decode()


def test_row_is_left_out_and_taken_back(city: City, chair: Client) -> None:
    page = mapped(chair)
    chair.post(page, {"do": "check", "row": "3", "decide-3": "out"})
    assert chair.get(page).context["out"] == [3]
    chair.post(page, {"do": "back"})
    assert chair.get(page).context["out"] == []


def test_namesake_on_the_roll_is_asked_about(city: City, chair: Client) -> None:
    upload(chair, f"Name\n{city.people['A11'][0].name}\n".encode())
    draft = RollImport.objects.get()
    page = reverse("roll_preview", args=["A11", draft.pk])
    (one,) = chair.get(page).context["unclear"]
    assert one["entry"].like == city.people["A11"][0].name
    chair.post(page, {"do": "check", "row": "2", "decide-2": "new"})
    assert chair.get(page).context["inviting"] == 1


@pytest.mark.parametrize("who", ["member", "stranger", "visitor", "operator"])
def test_nobody_else_keeps_the_roll(city: City, chair: Client, enter: Enter, who: str) -> None:
    page = confirmed(chair)
    person = {
        "member": city.people["A11"][6],
        "stranger": city.people["A12"][4],
        "operator": Person.objects.create(username="operator", name="Operator"),
    }.get(who)
    browser = enter(person)
    codes = {
        browser.get(address).status_code
        for address in (UPLOAD, page, reverse("invitations", args=["A11"]), reverse("roll_file", args=["A11"]))
    }
    codes.add(browser.post(reverse("slips", args=["A11"])).status_code)
    codes.add(browser.post(f"{page}undo/").status_code)
    assert codes == ({302} if who == "visitor" else {403})
    assert Invitation.objects.filter(digest=None).count() == 3


def test_import_of_another_assembly_is_not_reached(city: City, chair: Client, enter: Enter) -> None:
    draft = upload(chair)
    answer = enter(city.people["A12"][4]).get(reverse("roll_preview", args=["A12", draft.pk]))
    assert (answer.status_code, b"Ann Lee" in answer.content) == (404, False)


def test_file_that_is_too_big_or_no_list_is_told_in_words(city: City, chair: Client) -> None:
    big = chair.post(UPLOAD, {"file": SimpleUploadedFile("big.csv", b"x" * 10 * 2**20)})
    assert (big.status_code, "more than 5 MB" in big.content.decode()) == (422, True)
    none = chair.post(UPLOAD, {"file": SimpleUploadedFile("roll.pdf", b"%PDF-1.7\0\1\2")})
    assert "This is no list" in none.content.decode()
    assert chair.post(UPLOAD).status_code == 422
    assert RollImport.objects.count() == 0


def test_wrong_encoding_is_put_right(city: City, chair: Client) -> None:
    draft = upload(chair, "Ad\nŞule Yılmaz\n".encode("cp1254"))
    page = reverse("roll_columns", args=["A11", draft.pk])
    given = chair.get(page).context["form"].initial
    chair.post(page, {**given, "headings": "on", "encoding": "cp1254"})
    assert "Şule Yılmaz" in chair.get(page).content.decode()


def test_slips_have_each_their_link_and_code_and_lead_in(
    city: City, chair: Client, enter: Enter, settings: object
) -> None:
    settings.MAIL = "smtp://localhost"  # type: ignore[attr-defined]
    confirmed(chair)
    sheet = chair.post(reverse("slips", args=["A11"]))
    (slip,) = sheet.context["slips"]
    assert (slip["name"], "<svg" in slip["picture"], "no-store" in sheet["Cache-Control"]) == (
        "Hélène Lefèvre",
        True,
        True,
    )
    given = {"name": "Hélène", "username": "helene", "password": "rue Servan at seven", "grounds": ["resident"]}
    joined = enter().post(slip["link"].removeprefix("http://testserver"), given)
    assert (joined.status_code, len(city["A11"].roll)) == (302, 13)


def test_names_in_a_list_are_shown_as_text(city: City, chair: Client) -> None:
    upload(chair, b"Name\n<script>alert(1)</script>\n")
    page = chair.get(reverse("roll_preview", args=["A11", RollImport.objects.get().pk]))
    assert (b"<script>alert" in page.content, b"&lt;script&gt;alert" in page.content) == (False, True)


def test_mail_goes_to_those_with_an_address(city: City, chair: Client, settings: object) -> None:
    settings.MAIL = "smtp://localhost"  # type: ignore[attr-defined]
    confirmed(chair)
    chair.post(reverse("invitations", args=["A11"]))
    assert [m.to for m in mail.outbox] == [["ann@example.org"], ["bo@example.org"]]
    assert "http://testserver/join/" in mail.outbox[0].body
    chair.post(reverse("invitations", args=["A11"]))
    assert len(mail.outbox) == 2


def test_without_mail_the_page_says_so(city: City, chair: Client) -> None:
    confirmed(chair)
    page = chair.get(reverse("invitations", args=["A11"]))
    assert ("This server sends no mail" in page.content.decode(), page.context["to_print"]) == (True, 3)


def test_import_is_taken_back_with_all_that_is_unused(city: City, chair: Client) -> None:
    page = confirmed(chair)
    assert chair.post(f"{page}undo/").status_code == 302
    assert Invitation.objects.count() == 0
    assert "This list was taken back" in chair.get(page).content.decode()


def test_draft_is_thrown_away(city: City, chair: Client) -> None:
    page = mapped(chair)
    chair.post(f"{page}undo/")
    assert RollImport.objects.count() == 0


def test_roll_is_for_its_members(city: City, enter: Enter) -> None:
    page = reverse("roll", args=["A11"])
    own = enter(city.people["A11"][6]).get(page)
    assert (own.status_code, own.context["keeps"], "Amina Marchetti" in own.content.decode()) == (200, False, True)
    assert enter(city.people["A12"][4]).get(page).status_code == 403


def test_exported_cells_are_no_formulas(city: City, chair: Client) -> None:
    name = '=HYPERLINK("http://evil.example")'
    joined = join(Person.objects.create(username="evil", name=name), "A11", ["resident"], at=city.at)
    assert not isinstance(joined, Refused)
    file = chair.get(reverse("roll_file", args=["A11"])).content.decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(file)))
    assert (len(rows), [row[0] for row in rows if "HYPERLINK" in row[0]]) == (14, [f"'{name}"])


def test_ballots_and_the_roll_of_a_vote_are_printed(city: City, enter: Enter) -> None:
    matter = own_motion(city)
    joined = join(Person.objects.create(username="late", name="Late Comer"), "A11", ["resident"], at=city.at)
    assert not isinstance(joined, Refused)
    member = enter(city.people["A11"][6])
    assert len(member.get(reverse("ballot_sheet", args=["A11", matter])).context["ballots"]) == 16
    sheet = member.get(reverse("roll_sheet", args=["A11", matter]))
    assert (len(sheet.context["names"]), "Late Comer" in sheet.context["names"]) == (12, False)
    assert enter(city.people["A12"][4]).get(reverse("roll_sheet", args=["A11", matter])).status_code == 403


def test_who_moves_leaves_the_one_and_joins_the_other_or_neither(city: City, enter: Enter) -> None:
    delegate = city.people["A11"][0]
    browser, page = enter(delegate), reverse("move_to", args=["A11", "A12"])
    assert page in browser.get(reverse("move", args=["A11"])).content.decode()
    assert browser.get(page).context["falls"] != []
    sizes = [len(city[name].roll) for name in ("A11", "A12")]
    assert (browser.post(page).status_code, [len(city[n].roll) for n in ("A11", "A12")]) == (403, sizes)
    assert browser.post(page, {"grounds": ["resident"]}).status_code == 302
    assert [len(city[n].roll) for n in ("A11", "A12")] == [sizes[0] - 1, sizes[1] + 1]

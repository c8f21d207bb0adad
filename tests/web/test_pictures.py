"""Products are shown by pictures, which whoever keeps the catalogue adds, changes and takes away (R18)."""

from __future__ import annotations

import csv
import hashlib
import io
import re
from dataclasses import replace
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from click.testing import CliRunner
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from tests.images import SVG, bomb, image, photograph
from tests.web.city import City
from tests.web.conftest import Enter, command_line
from tests.web.works import BAKERY, FLOUR, HOME, adopted, declared, planning, speaker
from tests.web.works import BREAD as LOAF

from councils.app import households, pictures
from councils.app.founding import found
from councils.app.images import MOST_BYTES
from councils.app.membership import join
from councils.app.queries.pictures import pack
from councils.app.record import export
from councils.app.speaking import speak
from councils.app.tokens import Scope, create_token
from councils.cli.plan_pictures import picture as picture_command
from councils.cli.verify import verify as verify_command
from councils.core.charter import Charter
from councils.core.economy.declared import Declared, Picture
from councils.core.economy.declaring import Declare
from councils.core.place import Place, Places
from councils.core.reason import Reason
from councils.core.refusal import Refused
from councils.store.models import Image, Person

BREAD = reverse("product", args=["T", "bread"])
API = "/api/v1/councils/T/catalogue/bread/picture"


@pytest.fixture(scope="module")
def rules() -> Charter:
    return planning()


@pytest.fixture
def office(city: City, enter: Enter) -> Client:
    """Whoever keeps the catalogue, of a city in which there are products."""
    return enter(speaker(declared(city), "T"))


def sent(content: bytes, name: str = "loaf.jpg") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, "image/jpeg")


def show(office: Client, content: bytes = b"", **said: str) -> Any:
    return office.post(BREAD, {"do": "picture", "image": sent(content or image()), "alt": "", **said})


def shown(city: City, product: str = "bread") -> Picture | None:
    return city["T"].economy.pictures.get(product)


def seen(city: City, name: str = "picture") -> str:
    picture = shown(city)
    assert picture is not None
    return reverse(name, args=["T", "bread", picture.image])


def test_picture_is_shown_with_its_fingerprint_on_the_record(city: City, office: Client, enter: Enter) -> None:
    assert show(office).status_code == 302
    picture = shown(city)
    assert picture is not None
    got = enter().get(seen(city))
    assert hashlib.sha256(got.content).hexdigest() == picture.image
    assert (picture.width, picture.height, picture.alt) == (800, 600, "")
    assert "picture of bread" in enter().get(reverse("council_record", args=["T"])).content.decode()


def test_picture_is_sent_so_that_nothing_else_can_be_made_of_it(city: City, office: Client, enter: Enter) -> None:
    show(office, photograph())
    for name in ("picture", "small_picture"):
        got = enter().get(seen(city, name))
        told = {key: got[key] for key in ("Content-Type", "X-Content-Type-Options", "Cross-Origin-Resource-Policy")}
        assert told == {
            "Content-Type": "image/webp",
            "X-Content-Type-Options": "nosniff",
            "Cross-Origin-Resource-Policy": "same-origin",
        }
        assert got["Content-Security-Policy"] == "default-src 'none'; sandbox"
        assert got["Content-Disposition"].startswith("inline; filename=")
        assert got["Cache-Control"] == "public, max-age=86400, immutable"
        assert enter().get(seen(city, name), headers={"If-None-Match": got["ETag"]}).status_code == 304


def test_picture_stands_wherever_the_product_is_told(city: City, office: Client, enter: Enter) -> None:
    pages = {
        reverse("catalogue", args=["A11"]): None,
        reverse("goods", args=["A11"]): None,
        reverse("needs", args=[HOME]): city.people[HOME][0],
        reverse("product", args=["A11", "bread"]): None,
    }
    for person in city.people[HOME][:3]:
        assert households.need(person, HOME, {("bread", households.STANDING): Decimal(20)}) is None
    before = {page: enter(who).get(page).content.decode() for page, who in pages.items()}
    assert [page for page, text in before.items() if ".webp" in text] == []
    show(office, alt="A round loaf")
    for page, who in pages.items():
        tags = re.findall(r"<img [^>]*>", enter(who).get(page).content.decode())
        assert tags, page
        assert all('alt="A round loaf"' in tag for tag in tags)
        assert all('loading="lazy"' in tag for tag in tags if 'class="thumb"' in tag)


def test_picture_stands_in_orders_beside_what_is_made_and_used(city: City, enter: Enter) -> None:
    matter, office = adopted(city), speaker(city, "T")
    assert not isinstance(pictures.show(office, "T", "bread", image()), Refused)
    order = enter().get(reverse("directive", args=[BAKERY, matter])).context
    assert ["picture" in row[0] for row in order["what_to_make"]["rows"]] == [True] * 2
    assert not isinstance(pictures.show(office, "T", "flour", image("PNG")), Refused)
    page = enter().get(reverse("directive", args=[BAKERY, matter]))
    assert [row[0]["picture"]["alt"] for row in page.context["inputs"]["rows"]] == ["Flour"]
    whole = enter().get(reverse("directive", args=["T", matter])).context["by_product"]["rows"]
    assert [isinstance(row[0], dict) for row in whole] == [True, True]


def test_picture_is_told_by_the_name_of_the_product_or_in_words_of_its_own(city: City, office: Client) -> None:
    show(office)
    assert 'alt="Bread"' in office.get(BREAD).content.decode()
    assert office.post(BREAD, {"do": "picture", "alt": " A  round\nloaf "}).status_code == 302
    picture = shown(city)
    assert picture is not None
    assert (picture.alt, Image.objects.count()) == ("A round loaf", 1)
    assert 'alt="A round loaf"' in office.get(BREAD).content.decode()
    assert show(office, alt="x" * 301).status_code == 422


def test_replaced_picture_is_gone_and_is_not_found_any_more(city: City, office: Client, enter: Enter) -> None:
    show(office)
    before = seen(city)
    show(office, image("PNG", (300, 200)))
    assert (shown(city) or Picture("", "", 0, 0)).width == 300
    assert (enter().get(before).status_code, enter().get(seen(city)).status_code) == (404, 200)
    assert list(Image.objects.values_list("digest", flat=True)) == [shown(city).image]  # type: ignore[union-attr]


def test_picture_that_two_products_share_stays_while_one_shows_it(city: City, office: Client) -> None:
    show(office)
    office.post(reverse("product", args=["T", "flour"]), {"do": "picture", "image": sent(image()), "alt": ""})
    office.post(BREAD, {"do": "no-picture"})
    assert (shown(city), shown(city, "flour") is not None, Image.objects.count()) == (None, True, 1)
    office.post(reverse("product", args=["T", "flour"]), {"do": "no-picture"})
    assert Image.objects.count() == 0


def test_picture_changes_no_plan(city: City, office: Client) -> None:
    before = city["T"].economy.version
    show(office)
    assert city["T"].economy.version == before


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (SVG, "no image in PNG, JPEG or WebP"),
        (b"<html><script>alert(1)</script>", "no image"),
        (image("JPEG")[:500], "damaged"),
        (bomb(), "more pixels than are read"),
    ],
    ids=["svg", "html", "cut off", "bomb"],
)
def test_what_is_no_picture_is_refused_on_the_page(city: City, office: Client, content: bytes, why: str) -> None:
    answer = show(office, content)
    assert (answer.status_code, why in answer.context["refusal"]["reason"]) == (422, True)
    refused = pictures.show(speaker(city, "T"), "T", "bread", content)
    assert isinstance(refused, Refused)
    assert refused.reason is Reason.UNFIT_IMAGE
    assert (shown(city), Image.objects.count()) == (None, 0)


def test_too_large_or_no_file_is_told_beside_the_field(city: City, office: Client) -> None:
    large = show(office, image() + bytes(MOST_BYTES))
    assert (large.status_code, "more than 10 MB" in large.content.decode()) == (422, True)
    none = office.post(BREAD, {"do": "picture", "alt": "A loaf"})
    assert (none.status_code, list(none.context["form"].errors)) == (422, ["image"])


def test_only_who_keeps_the_catalogue_shows_a_picture(city: City, office: Client, enter: Enter) -> None:
    baker, stranger = speaker(city, BAKERY), Person.objects.create(username="x", name="X")
    for who, council in ((baker, BAKERY), (stranger, "T"), (city.people[HOME][5], "T")):
        done = pictures.show(who, council, "bread", bomb())
        assert isinstance(done, Refused)
        assert done.reason in (Reason.KIND_NOT_HERE, Reason.NOT_ON_ROLL, Reason.NOT_THE_OFFICER)
    assert enter(baker).get(reverse("product", args=[BAKERY, "bread"])).context["picture_form"] is None
    assert enter().post(BREAD, {"do": "picture"}).status_code == 302  # to sign in
    assert shown(city) is None


def test_unknown_product_and_missing_picture_are_told(city: City, office: Client) -> None:
    person = speaker(city, "T")
    unknown, none = pictures.show(person, "T", "cake", image()), pictures.take_back(person, "T", "bread")
    assert isinstance(unknown, Refused)
    assert isinstance(none, Refused)
    assert (unknown.reason, none.reason) == (Reason.NO_SUCH_PRODUCT, Reason.NO_SUCH_PICTURE)


def test_image_that_was_never_sent_cannot_be_declared(city: City, office: Client) -> None:
    person = speaker(city, "T")
    picture = Declared(picture=Picture("bread", "0" * 64, 10, 10))
    done = speak(person, "T", partial(Declare, declared=picture))
    assert isinstance(done, Refused)
    assert "not sent here" in str(done)


def test_image_of_another_federation_cannot_be_declared_by_who_knows_its_fingerprint(
    city: City, office: Client, enter: Enter
) -> None:
    show(office)
    theirs = shown(city)
    assert theirs is not None
    found("Northtown", city.charter, Places([Place("N", "Northtown", "town", "", 20)]), city.at, beside=True)
    person = Person.objects.create(username="north", name="North")
    city.done(join(person, "N", tuple(each.token for each in city.charter.franchise.requires)))
    for thing in (Declared(product=LOAF), Declared(product=FLOUR)):
        assert not isinstance(speak(person, "N", partial(Declare, declared=thing)), Refused)
    done = speak(person, "N", partial(Declare, declared=Declared(picture=theirs)))
    assert isinstance(done, Refused)
    assert "not sent here" in str(done)
    assert enter(person).get(reverse("picture", args=["N", "bread", theirs.image])).status_code == 404
    assert not isinstance(pictures.show(person, "N", "bread", image()), Refused)
    again = Declared(picture=replace(theirs, product="flour"))
    assert not isinstance(speak(person, "N", partial(Declare, declared=again)), Refused)
    assert set(city["N"].economy.pictures) == {"bread", "flour"}


def test_image_that_was_exchanged_in_the_database_is_not_shown(city: City, office: Client, enter: Enter) -> None:
    show(office)
    Image.objects.update(content=image("WEBP", (20, 20)))
    assert [enter().get(seen(city, name)).status_code for name in ("picture", "small_picture")] == [404, 404]
    assert office.get(BREAD).status_code == 200


def test_list_of_products_asks_the_database_no_more_with_pictures(city: City, office: Client, enter: Enter) -> None:
    page = reverse("catalogue", args=["A11"])
    enter().get(page)
    with CaptureQueriesContext(
        connection,
    ) as without:
        enter().get(page)
    show(office)
    enter().get(page)
    with CaptureQueriesContext(connection) as with_one:
        enter().get(page)
    assert len(with_one) == len(without)


# By programs and on the command line


def program(city: City) -> dict[str, str]:
    return {"Authorization": f"Bearer {create_token(speaker(city, 'T'), 'pictures', [Scope.PLANNING], 30)}"}


def test_program_shows_a_picture_reads_it_and_takes_it_away(city: City, office: Client) -> None:
    client, headers = Client(), program(city)
    done = client.put(f"{API}?alt=A%20loaf", image(), "image/jpeg", headers=headers)
    assert (done.status_code, done.json()["events"][0]["event"]) == (201, "DeclarationMade")
    listed = client.get("/api/v1/councils/A11/catalogue").json()["items"][0]["picture"]
    assert (listed["alt"], listed["width"], listed["href"]) == ("A loaf", 800, API)
    got = client.get(listed["href"])
    assert (got["Content-Type"], hashlib.sha256(got.content).hexdigest()) == ("image/webp", listed["image"])
    assert client.delete(API, headers=headers).status_code == 201
    assert [client.get(API).status_code, client.delete(API, headers=headers).status_code] == [404, 404]


def test_program_is_told_why_it_shows_nothing(city: City, office: Client) -> None:
    client, headers = Client(), program(city)
    told = [
        client.put(API, image(), "image/jpeg"),
        client.put(API, SVG, "image/svg+xml", headers=headers),
        client.put(API, SVG, "image/png", headers=headers),
        client.put(API, bytes(MOST_BYTES + 1), "image/png", headers=headers),
        client.put(API.replace("bread", "cake"), image(), "image/jpeg", headers=headers),
        client.put(f"{API}?alt={'x' * 301}", image(), "image/jpeg", headers=headers),
    ]
    assert [(answer.status_code, answer["Content-Type"]) for answer in told] == [
        (status, "application/problem+json") for status in (401, 415, 422, 413, 404, 422)
    ]
    assert told[2].json()["reason"] == "unfit_image"
    assert shown(city) is None


def on_the_line(*words: str) -> tuple[int, str]:
    run = command_line(picture_command, *words, "--council", "T")
    return run.exit_code, run.output.strip()


def test_picture_is_shown_and_taken_away_on_the_command_line(city: City, office: Client, tmp_path: Path) -> None:
    file = tmp_path / "loaf.png"
    file.write_bytes(image("PNG", (64, 32)))
    token = ["--token", program(city)["Authorization"].removeprefix("Bearer ")]
    assert "bread: 64 × 32 pixels" in on_the_line("bread", str(file))[1]
    assert on_the_line("bread", str(file), "--alt", "A loaf", *token) == (0, "1 picture shown.")
    assert on_the_line("bread", str(file), "--alt", "A loaf", *token) == (0, "0 pictures shown.")
    assert on_the_line("cake", str(file), *token)[0] == 1
    assert [on_the_line(*words, *token)[0] for words in (["bread"], [], ["bread", str(file), "--take-back"])] == [2] * 3
    assert on_the_line("bread", "--take-back", *token) == (0, "Its picture is taken away.")
    assert on_the_line("bread", "--take-back", *token)[0] == 1


def test_folder_of_pictures_is_shown_whole_or_not_at_all(city: City, office: Client, tmp_path: Path) -> None:
    token = ["--token", program(city)["Authorization"].removeprefix("Bearer ")]
    for name in ("bread.jpg", "flour.PNG", "wheat.webp"):
        (tmp_path / name).write_bytes(image("PNG", (60, 20 + len(name))))
    (tmp_path / "notes.txt").write_text("no picture")
    (tmp_path / "wheat.webp").write_bytes(SVG)
    status, told = on_the_line("--all", str(tmp_path), *token)
    assert (status, told.startswith("Error: wheat: R18"), Image.objects.count()) == (1, True, 0)
    (tmp_path / "wheat.webp").rename(tmp_path / "cake.webp")
    assert on_the_line("--all", str(tmp_path), *token)[1].startswith("Error: cake: R18")
    (tmp_path / "cake.webp").unlink()
    assert on_the_line("--all", str(tmp_path), *token) == (0, "2 pictures shown.")
    assert set(city["T"].economy.pictures) == {"bread", "flour"}


def test_pictures_that_were_written_are_read_in_again(city: City, office: Client, tmp_path: Path) -> None:
    token = ["--token", program(city)["Authorization"].removeprefix("Bearer ")]
    show(office, alt="A round loaf")
    office.post(reverse("product", args=["T", "flour"]), {"do": "picture", "image": sent(image("PNG")), "alt": ""})
    with (tmp_path / "all.zip").open("wb") as file:
        assert pack(file, [city["T"]]) == 2
    with ZipFile(tmp_path / "all.zip") as archive:
        archive.extractall(tmp_path / "all")
    for product in ("bread", "flour"):
        pictures.take_back(speaker(city, "T"), "T", product)
    assert Image.objects.count() == 0
    assert on_the_line("--all", str(tmp_path / "all"), *token) == (0, "2 pictures shown.")
    assert {code: one.alt for code, one in city["T"].economy.pictures.items()} == {"bread": "A round loaf", "flour": ""}


# As a file, held against the record


def test_pictures_are_held_against_the_record_offline(city: City, office: Client, enter: Enter, tmp_path: Path) -> None:
    show(office, alt="A loaf")
    packed, record = tmp_path / "pictures.zip", tmp_path / "record.jsonl"
    answer = enter().get(reverse("pictures_file", args=["A11"]))
    packed.write_bytes(b"".join(answer.streaming_content))
    record.write_bytes(b"".join(export()))
    run = CliRunner().invoke(verify_command, [str(record), "--pictures", str(packed)])
    assert (run.exit_code, "1  pictures of products are those that the record names" in run.output) == (0, True)
    with ZipFile(packed) as archive:
        rows = list(csv.DictReader(io.StringIO(archive.read("pictures.csv").decode())))
        name = f"{rows[0]['image']}.webp"
        whole = archive.read(name)
    assert (rows[0]["council"], rows[0]["product"], rows[0]["alt"]) == ("T", "bread", "A loaf")
    for content, why in ((None, "missing"), (whole + b"\0", "not the one"), (b"", "not the one")):
        with ZipFile(packed, "w") as archive:
            if content is not None:
                archive.writestr(name, content)
        run = CliRunner().invoke(verify_command, [str(record), "--pictures", str(packed)])
        assert (run.exit_code, why in run.output) == (1, True)
    packed.write_bytes(b"no archive")
    assert CliRunner().invoke(verify_command, [str(record), "--pictures", str(packed)]).exit_code == 1

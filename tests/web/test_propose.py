"""Propose a motion: the kinds that are possible here, what is missing, a preview, and the motion itself."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from fractions import Fraction

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from tests.federation import planted
from tests.federation import preset as federation_preset
from tests.web.city import City, direct
from tests.web.conftest import Enter

from councils.app.queries.charter_text import charter_toml
from councils.core.charter import Kind
from councils.core.charter.toml import parse_charter
from councils.presets import NAMES, preset
from councils.web.motion_form import MotionForm

NEW = {"kind": "resolution", "title": "Freeze rents", "text": "Until **2028**."}


def page(council: str) -> str:
    return reverse("propose", args=[council])


def kinds(enter: Enter, city: City, council: str) -> list[str]:
    shown = enter(city.voices(council)[0]).get(page(council)).context["kinds"]
    return [kind["url"].rpartition("=")[2] for kind in shown]


def test_only_kinds_that_are_possible_here_are_offered(city: City, enter: Enter) -> None:
    changes = ["split", "merger", "leaving"]
    plain = ["resolution", "procedure", "initiative", "charter", "special-office", *changes]
    assert kinds(enter, city, "A11") == plain
    assert kinds(enter, city, "T") == ["resolution", "procedure", "directive", "charter", "special-office", "founding"]
    direct(city)
    after = ["resolution", "procedure", "initiative", "objection", "charter", "special-office", *changes]
    assert kinds(enter, city, "A11") == after


def test_visitor_is_led_to_sign_in(city: City, enter: Enter) -> None:
    assert enter().get(page("A11")).status_code == 302


def test_who_has_no_voice_here_is_refused(city: City, enter: Enter) -> None:
    answer = enter(city.people["A12"][0]).get(page("A11"))
    assert (answer.status_code, answer.context["refusal"]["rule"]) == (403, "R2")


def test_motion_is_proposed(city: City, enter: Enter) -> None:
    answer = enter(city.people["A11"][0]).post(page("A11"), {**NEW, "propose": "yes"})
    motion = list(city["A11"].motions.values())[-1]
    assert (answer.status_code, answer["Location"]) == (302, reverse("motion", args=["A11", motion.id]))
    assert (motion.proposal.kind, motion.proposal.title) == (Kind.RESOLUTION, "Freeze rents")


def test_preview_proposes_nothing_and_keeps_what_was_typed(city: City, enter: Enter) -> None:
    before = len(city["A11"].motions)
    shown = enter(city.people["A11"][0]).post(page("A11"), {**NEW, "preview": "yes"})
    assert (shown.status_code, len(city["A11"].motions)) == (200, before)
    assert "Until <strong>2028</strong>." in shown.content.decode()
    assert shown.context["form"]["title"].value() == "Freeze rents"


def test_motion_without_a_title_is_asked_for_one(city: City, enter: Enter) -> None:
    answer = enter(city.people["A11"][0]).post(page("A11"), {**NEW, "title": " ", "propose": "yes"})
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["title"])
    assert answer.context["form"]["text"].value() == "Until **2028**."


def test_directive_names_its_addressees_and_its_unit(city: City, enter: Enter) -> None:
    delegate = city.voices("T")[0]
    new = {"kind": "directive", "title": "A register", "to": ["W2"], "unit": "homes", "propose": "yes"}
    enter(delegate).post(page("T"), new)
    proposal = list(city["T"].motions.values())[-1].proposal
    assert (proposal.kind, proposal.to, proposal.unit) == (Kind.DIRECTIVE, ("W2",), "homes")


def test_objection_chooses_a_directive_from_above(city: City, enter: Enter) -> None:
    matter = direct(city)
    new = {"kind": "objection", "title": "Not here", "target": matter, "propose": "yes"}
    enter(city.people["A11"][0]).post(page("A11"), new)
    assert list(city["A11"].motions.values())[-1].proposal.target == matter


def changed(city: City) -> str:
    recall = replace(city.charter.recall, petition_share=Fraction(1, 5))
    return charter_toml(replace(city.charter, recall=recall))


def test_charter_of_the_congress_is_shown_as_it_is_and_previewed_as_it_would_be(city: City, enter: Enter) -> None:
    browser = enter(city.voices("T")[0])
    form = browser.get(page("T"), {"kind": "charter"}).context["form"]
    assert parse_charter(form["charter"].value()) == city.charter
    new = {"kind": "charter", "title": "Recall", "charter": changed(city), "preview": "yes"}
    preview = browser.post(page("T"), new).context["preview"]
    assert [(c["rule"], c["before"], c["after"]) for c in preview["changes"]] == [
        (
            "R10",
            "Petitions need the signatures of 10% of the roll within 30 days.",
            "Petitions need the signatures of 20% of the roll within 30 days.",
        )
    ]


def test_what_no_sentence_of_the_charter_tells_is_shown_by_its_name(city: City, enter: Enter) -> None:
    """Nobody votes on a charter of which a part is kept from them."""
    browser = enter(city.voices("T")[0])
    words = {**city.charter.vocabulary, "teller": "scrutineer", "tellers": "scrutineers"}
    named = charter_toml(replace(city.charter, title="Ours", vocabulary=words))
    new = {"kind": "charter", "title": "Words", "charter": named}
    preview = browser.post(page("T"), {**new, "preview": "yes"}).context["preview"]
    rows = browser.get(browser.post(page("T"), {**new, "propose": "yes"})["Location"]).context["table"]["rows"]
    assert rows == preview["table"]["rows"]
    assert ["title", city.charter.title, "Ours"] in rows
    assert ["vocabulary.teller", "teller", "scrutineer"] in rows


def test_the_charter_in_force_is_not_proposed_again(city: City, enter: Enter) -> None:
    new = {"kind": "charter", "title": "The same", "charter": charter_toml(city.charter), "propose": "yes"}
    answer = enter(city.voices("T")[0]).post(page("T"), new)
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["charter"])


def test_faults_of_a_charter_are_told_by_line(city: City, enter: Enter) -> None:
    wrong = "name = 'x'\n" + charter_toml(city.charter).partition("\n")[2].replace(
        "voting_days = 7", "voting_days = -7"
    )
    new = {"kind": "charter", "title": "Recall", "charter": wrong, "propose": "yes"}
    answer = enter(city.voices("T")[0]).post(page("T"), new)
    errors = answer.context["form"].errors["charter"]
    assert (answer.status_code, all(error.startswith("Line ") for error in errors), bool(errors)) == (422, True, True)
    assert answer.context["form"]["charter"].value() == wrong


def test_uploaded_charter_takes_the_place_of_the_typed_one_and_stays(city: City, enter: Enter) -> None:
    file = SimpleUploadedFile("new.toml", changed(city).encode())
    new = {"kind": "charter", "title": "Recall", "charter": "typed", "charter_file": file, "preview": "yes"}
    answer = enter(city.voices("T")[0]).post(page("T"), new)
    assert (answer.status_code, answer.context["form"]["charter"].value()) == (200, changed(city))


def test_change_of_the_charter_goes_up_from_an_assembly_as_an_initiative(city: City, enter: Enter) -> None:
    new = {"kind": "charter", "title": "Recall", "charter": changed(city), "propose": "yes"}
    enter(city.people["A11"][0]).post(page("A11"), new)
    proposal = list(city["A11"].motions.values())[-1].proposal
    assert (proposal.kind, proposal.charter is not None) == (Kind.INITIATIVE, True)


@pytest.mark.parametrize("name", NAMES)
def test_written_charter_reads_back_the_same(name: str) -> None:
    charter = parse_charter(preset(name) or "")
    assert parse_charter(charter_toml(charter)) == charter  # type: ignore[arg-type]


def test_special_office_is_proposed_with_its_purpose_and_its_last_day(city: City, enter: Enter) -> None:
    until = timezone.now() + timedelta(days=30)
    said = {"office_title": "Flood watch", "purpose": "Dykes", "powers": "Call people", "until": f"{until:%Y-%m-%d}"}
    form = {"kind": "special-office", "title": "A flood watch", "seats": "1", "propose": "yes", **said}
    answer = enter(city.people["A11"][0]).post(page("A11"), form)
    office = list(city["A11"].motions.values())[-1].proposal.office
    assert answer.status_code == 302
    assert office is not None
    assert (office.title, office.purpose, office.powers, office.seats) == ("Flood watch", "Dykes", "Call people", 1)


def test_special_office_of_too_long_a_time_is_refused_and_keeps_what_was_typed(city: City, enter: Enter) -> None:
    said = {"office_title": "Flood watch", "purpose": "Dykes", "powers": "Call people", "until": "2099-01-01"}
    form = {"kind": "special-office", "title": "A flood watch", "seats": "1", "propose": "yes", **said}
    answer = enter(city.people["A11"][0]).post(page("A11"), form)
    assert answer.context["refusal"]["rule"] == "R14"
    assert answer.context["form"]["purpose"].value() == "Dykes"


@pytest.mark.parametrize(("name", "offered"), [("open-assemblies", []), ("commune-councils", ["", "workplace"])])
def test_council_is_founded_at_a_kind_of_place_that_the_charter_knows(name: str, offered: list[str]) -> None:
    ward = planted(federation_preset(name), {"W": {"A": None}}, members=2)["W"]
    form = MotionForm(Kind.FOUNDING, ward, None, {"title": "Found it", "name": "Bakery", "place_kind": "workplace"})
    known = form.fields.get("place_kind")
    assert [kind for kind, _ in known.choices] == offered if known else not offered  # type: ignore[attr-defined]
    assert form.is_valid()
    assert form.proposal().place_kind == (offered or [""])[-1]

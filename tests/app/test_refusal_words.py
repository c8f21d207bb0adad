"""Why something is refused is told in the reader's language, with what was written left as it is (R18)."""

from __future__ import annotations

import ast
import io
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from django.utils import translation
from django.utils.translation import trans_real
from tests.bakery import BAKING, called, d, federation, plan
from tests.federation import Federation

import councils.core
from councils.app.refusals import words
from councils.core.charter import Kind
from councils.core.economy.declared import Declared, Route, Stock, Technique
from councils.core.economy.declaring import Declare
from councils.core.economy.deliveries import SendGoods
from councils.core.motion import Propose
from councils.core.proposal import Proposal
from councils.core.refusal import Refused

POT = Path(councils.core.__file__).parents[1] / "locale" / "councils.pot"
ECONOMY = Path(councils.core.__file__).parent / "economy"


@pytest.fixture
def shouted(tmp_path: Path, settings: Any) -> Iterator[None]:
    """A language in which every text that was gathered is in capitals, but for its named places."""
    catalogue = Catalog(locale="eo")
    for message in read_po(io.BytesIO(POT.read_bytes())):
        if isinstance(message.id, str) and message.id and not message.context and "%" not in message.id:
            catalogue.add(message.id, capitals(message.id))
    folder = tmp_path / "eo" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    with (folder / "django.mo").open("wb") as file:
        write_mo(file, catalogue)
    settings.LOCALE_PATHS = [tmp_path]
    trans_real._translations.pop("eo", None)
    with translation.override("eo"):
        yield
    trans_real._translations.pop("eo", None)


def capitals(text: str) -> str:
    """In capitals; what stands in braces as it is."""
    return "".join(part if n % 2 else part.upper() for n, part in enumerate(split(text)))


def split(text: str) -> list[str]:
    parts = text.replace("{", "\0{").replace("}", "}\0").split("\0")
    return parts or [text]


def uncertified() -> Iterator[Refused]:
    """A plan that somebody has changed, in whichever way, is refused with the line of the certificate that it fails."""
    made = called(federation())
    office, offer = made["C"].roll[0], plan(made)
    baking = next(name for name in offer.activities if "baking" in name)
    for activities in (
        {**offer.activities, baking: 1.0},
        {**offer.activities, baking: -1.0},
        {**offer.activities, "run cake@N 1": 1.0},
        {**offer.activities, baking: float("nan")},
        offer.activities,
    ):
        wrong = replace(offer, activities=activities, hours=offer.hours + 1)
        yield made.refused("C", Propose(office, Proposal(Kind.PLAN, "A plan", plan=wrong)))


def refusals(made: Federation) -> Iterator[tuple[Refused, str]]:
    """Refusals, with what of them stays as it was written."""
    voice = made["bakery"].roll[0]
    for declared, own in (
        (Declared(stock=Stock("cake", d(1))), "cake"),
        (Declared(stock=Stock("flour", d(-1))), "flour"),
        (Declared(technique=Technique("x", "X", {}, {})), ""),
        (Declared(technique=Technique("x y", "X", {"bread": d(1)})), "x y"),
        (Declared(technique=Technique("x", "X", {"bread": d(1)}, {}, {}, {"oven": d(1)})), "oven"),
        (Declared(technique=BAKING, ended=True), ""),
        (Declared(), ""),
    ):
        yield made.refused("bakery", Declare(voice, declared)), own
    office = made["C"].roll[0]
    yield made.refused("C", Declare(office, Declared(route=Route("bread", "N", "nowhere")))), "nowhere"
    yield made.refused("bakery", Declare(voice, Declared(route=Route("bread", "N", "S")))), ""
    yield made.refused("bakery", SendGoods(voice, "N1", "bread", d(1), unit="bag")), "loaf"
    yield made.refused("bakery", SendGoods(voice, "bakery", "bread", d(1))), ""


def test_reason_is_translated_whole_and_what_people_wrote_is_left(shouted: None) -> None:
    for refused, own in refusals(federation()):
        told = words(refused).reason
        assert own in told
        for mine in (own, "Bread", "bag", "bread"):
            told = told.replace(mine, "") if mine else told
        assert told == told.upper(), told


def test_line_of_a_certificate_that_fails_is_translated(shouted: None) -> None:
    told = [words(refused) for refused in uncertified()]
    assert [each.reason.split(":")[0].split(" ")[0] for each in told] == ["THIS"] * 5
    machine = re.compile(r"[a-z-]+ [a-z:-]+(@\w+)?(>\w+)? \d|'.*'|nan")
    assert [machine.sub("", each.reason) for each in told] == [machine.sub("", each.reason).upper() for each in told]


def test_why_of_a_refusal_of_planning_is_never_plain_text() -> None:
    plain = [
        (path.name, node.lineno)
        for path in ECONOMY.glob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.keyword) and node.arg == "why" and isinstance(node.value, ast.Constant | ast.JoinedStr)
    ]
    assert plain == []

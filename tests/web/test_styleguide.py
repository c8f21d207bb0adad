"""Every component renders, and none of them writes what the content security policy forbids."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from django.utils import translation

import councils.web
from councils.web.styleguide import examples

TEMPLATES = Path(councils.web.__file__).parent / "templates/councils"
COMPONENTS = sorted(path.name for path in (TEMPLATES / "components").glob("*.html"))


@pytest.fixture(scope="module")
def page(render: Callable[..., str]) -> str:
    return render("councils/styleguide.html", examples())


def test_page_has_no_inline_style_or_script(page: str) -> None:
    assert re.findall(r"<style|\sstyle=|\son\w+=|<script(?![^>]*\ssrc=)|javascript:", page) == []


def test_page_asks_nothing_of_other_hosts(page: str) -> None:
    assert re.findall(r"<(?:link|script|img|iframe|use)[^>]+(?:https?:)?//[^>]+>", page) == []


def test_page_uses_every_mark_it_defines_and_defines_every_mark_it_uses(page: str) -> None:
    defined = set(re.findall(r'<symbol id="([\w-]+)"', page))
    used = set(re.findall(r'<use href="#([\w-]+)"', page))
    assert used == defined


def test_drawings_keep_their_numbers_in_a_language_with_decimal_commas(render: Callable[..., str]) -> None:
    with translation.override("fr"):
        page = render("councils/styleguide.html", examples())
    geometry = re.findall(r'\s(?:x|y|x1|x2|cx|cy|r|width|height|viewBox|max|value)="([\d.,% ]+)"', page)
    assert [value for value in geometry if "," in value] == []


@pytest.mark.parametrize("name", COMPONENTS)
def test_component_says_what_it_needs(name: str) -> None:
    text = (TEMPLATES / "components" / name).read_text(encoding="utf-8")
    assert re.match(r"{% comment %}\n.+?\nContext: .+?{% endcomment %}", text, re.DOTALL)


@pytest.mark.parametrize("name", COMPONENTS)
def test_component_is_included_somewhere(name: str) -> None:
    others = [path.read_text(encoding="utf-8") for path in TEMPLATES.rglob("*.html") if path.name != name]
    text = re.sub(r"{% comment %}.*?{% endcomment %}", "", "".join(others), flags=re.DOTALL)
    assert f"councils/components/{name}" in text

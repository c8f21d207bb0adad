"""Every page, as everybody: nothing for axe to find, nothing wider than a phone, nothing broken, nothing from outside.

Each pair of eyes follows the links from page to page, and one page is kept for each address of ``urls.py`` and for each
set of forms on it. The first of each address is looked at by all rules on a wide screen by night, and on a narrow one
by day; with other forms, only what forms can do wrong. (That every pair of colours is told apart by day and by night,
for all pages, is held by ``tests/web/test_contrast.py``.)
"""

from __future__ import annotations

import html
import re
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Literal
from urllib.parse import urljoin, urlsplit

import pytest
from django.urls import Resolver404, resolve
from playwright.sync_api import Page, ViewportSize
from tests.stories.acting import heading
from tests.stories.test_eyes import look_as

pytestmark = pytest.mark.story

NO_PAGES = {
    "record_export",
    "roll_file",
    "charter_file",
    "source",
    "healthz",
    "motion_live",
    "account_email",
    "council_feed",
    "catalogue_file",
    "plan_drawing",
    "production_live",
    "production_file",
    "production_events",
    "workplace_file",
}
UNLINKED = ["/account/signup/", "/account/inactive/", "/account/password/reset/done/", "/demonstration/people/"]
ALWAYS_THE_SAME = {
    "council_rules",
    "council_charter",
    "charter_version",
    "charter_difference",
    "record",
    "council_record",
    "trail",
    "people",
    "motion_plan",
    "freeing",
    "production",
    "catalogue",
    "product",
}
SAME_TEMPLATE = {"council_record": "record", "charter_version": "council_charter"}
EYES = ("a visitor", "a member", "a delegate", "a teller")
PER_NAME = 2  # of one kind of page, how many are read in search of forms
BY_SIZE = ("color-contrast", "target-size", "scrollable-region-focusable", "link-in-text-block")
OF_FORMS = (
    "label",
    "button-name",
    "input-button-name",
    "select-name",
    "link-name",
    "form-field-multiple-labels",
    "aria-valid-attr-value",
    "aria-required-attr",
    "duplicate-id-aria",
    "heading-order",
    "target-size",
)
NARROW, WIDE = ViewportSize(width=360, height=740), ViewportSize(width=1280, height=900)

Violations = Callable[..., list[str]]
Settings = Sequence[tuple[ViewportSize, Literal["dark", "light"], tuple[str, ...]]]
SETTINGS: Settings = ((WIDE, "dark", ()), (NARROW, "light", BY_SIZE))
OTHER_FORMS: Settings = ((NARROW, "light", OF_FORMS),)


def recalling(demonstration: Path) -> list[str]:
    """The pages of councils with a recall, to which few links lead."""
    with sqlite3.connect(f"file:{demonstration / 'built.sqlite3'}?mode=ro", uri=True) as database:
        rows = database.execute("SELECT council FROM store_act WHERE act LIKE '%OpenPetition%' ORDER BY seq DESC")
        return [f"/councils/{name}/" for (name,) in rows][:2]


def name_of(address: str) -> str:
    try:
        return resolve(urlsplit(address).path).url_name or ""
    except Resolver404:
        return ""


def links(page: Page, address: str) -> tuple[str, list[str]]:
    """The page's forms, as a signature, and the addresses that it leads to."""
    answer = page.request.get(address)
    assert answer.status == 200, f"{answer.status} {address}, linked from {page.url}"
    if not answer.headers["content-type"].startswith("text/html"):  # a file for other programs
        return "", []
    text = answer.text()
    main = text[text.index("<main") :]
    assert not re.search(r"\{&#x27;|&lt;\w+( \w+)* at 0x| object at 0x", main), f"{address}: a program's words"
    forms = sorted(set(re.findall(r'<form[^>]*class="([^"]*)"|name="(do|kind)" value="([^"]*)"', main)))
    found = (urljoin(address, html.unescape(link)).partition("#")[0] for link in re.findall(r'href="([^"]+)"', text))
    return repr(forms), list(dict.fromkeys(found))


def walk(page: Page, starts: list[str], seen: set[tuple[str, str]]) -> Iterator[str]:
    """One address for each kind of page and set of forms that is not in ``seen`` yet."""
    host, read = urlsplit(starts[0]).netloc, {}  # type: str, dict[str, int]
    waiting, known = starts, set(starts)
    while waiting:
        address = waiting.pop(0)
        name = name_of(address)
        once = name in ALWAYS_THE_SAME and any(name == known_name for known_name, _ in seen)
        if not name or name in NO_PAGES or once or read.get(name, 0) >= PER_NAME:
            continue
        read[name] = read.get(name, 0) + 1
        forms, found = links(page, address)
        if forms and (name, forms) not in seen:
            seen.add((name, forms))
            yield address
        fresh = [link for link in found if urlsplit(link).netloc == host and link not in known]
        known.update(fresh)
        waiting.extend(fresh)


def look(page: Page, violations: Violations, settings: Settings = SETTINGS) -> list[str]:
    """What is wrong with the page, on a wide screen by night and a narrow one by day."""
    wrong = []
    for size, scheme, rules in settings:
        page.set_viewport_size(size)
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        page.evaluate("Promise.all(document.getAnimations().map(a => a.finished))")
        wrong.extend(violations(page, *rules))
    width = page.evaluate("document.documentElement.scrollWidth")
    if width > NARROW["width"]:
        wrong.append(f"{page.url} is {width} wide on a phone")
    if not page.locator(".demo__text").count() or not heading(page):
        wrong.append(f"{page.url} has no heading, or does not say that this is a demonstration")
    return wrong


def found(page: Page, starts: list[str]) -> Iterator[tuple[str, str, bool]]:
    """Whose eyes, which path, and whether it is the first of its kind, which is looked at by all rules."""
    seen: set[tuple[str, str]] = set()
    kinds: set[str] = set()
    for who in EYES:
        page.goto("/")
        look_as(page, who)
        for address in walk(page, [urljoin(page.url, path) for path in starts], seen):
            kind = SAME_TEMPLATE.get(name_of(address), name_of(address))
            yield who, address.removeprefix(urljoin(page.url, "/").rstrip("/")), kind not in kinds
            kinds.add(kind)


def test_every_page_is_accessible_to_everybody(page: Page, demonstration: Path, violations: Violations) -> None:
    ways = list(found(page, ["/home/", *recalling(demonstration), "/", *UNLINKED]))
    wrong: list[str] = []
    for who in EYES:
        page.goto("/")
        page.set_viewport_size(WIDE)
        look_as(page, who)
        for _, path, first in (way for way in ways if way[0] == who):
            page.goto(path)
            wrong.extend(look(page, violations, SETTINGS if first else OTHER_FORMS))
    assert not wrong, "\n".join(wrong)


def test_what_answers_an_act_is_accessible_too(page: Page, violations: Violations) -> None:
    """The second step of a vote, a refusal, a form with errors, and a page that is not there."""
    look_as(page, "a member")
    page.goto("/home/")
    page.locator(".task", has_text="Vote").first.get_by_role("link").first.click()
    page.locator(".ballot").get_by_role("radio", name="Yes").check()
    page.get_by_role("button", name="Continue").click()
    wrong = look(page, violations)
    page.goto("/")
    look_as(page, "a delegate")
    page.goto("/home/")
    page.locator(".task", has_text="Vote · Paris").first.get_by_role("link").first.click()
    page.locator(".choice", has_text="against your mandate: refused").first.get_by_role("radio").check()
    page.get_by_role("button", name="Continue").click()
    page.get_by_role("button", name="Cast this vote").click()
    page.get_by_role("alert").wait_for()
    wrong += look(page, violations)
    page.goto("/councils/751/motions/new/?kind=directive")
    page.get_by_role("button", name="Propose it").click()
    wrong += look(page, violations)
    page.goto("/nowhere/")
    assert heading(page) == "There is no such page"
    wrong += look(page, violations)
    assert not wrong, "\n".join(wrong)

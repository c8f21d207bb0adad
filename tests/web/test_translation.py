"""No text escapes the translators, and no noun the federation's own words.

In a language that puts every translated text into brackets, what stands outside of brackets is what people wrote. All
that people wrote here is in Greek letters, so Latin letters outside of brackets are a text that nobody has marked.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterator
from html.parser import HTMLParser
from typing import Any

import pytest
from django.test import Client
from django.urls import Resolver404, resolve
from django.utils import translation
from tests.stories.town import build
from tests.web.city import City

from councils.core.charter import MandateKind
from councils.core.vocabulary import ENGLISH
from councils.store.models import Federation, Person

LATIN, GREEK = "ABCDEFGHIKLMNOPRSTUVWXYZabcdefghiklmnoprstuvwxyz", "ΑΒΨΔΕΦΓΗΙΚΛΜΝΟΠΡΣΤΥΘΩΞΧΖαβψδεφγηικλμνοπρστυθωξχζ"
ATTRIBUTES = {"alt", "aria-label", "title", "placeholder", "data-label", "label", "content"}
VERBS = {"recall", "recalls", "report", "reports", "chair", "chairs", "office", "offices"}  # also said otherwise
UNSEEN = {"script", "style", "head"}
NO_PAGES = {"record_export", "charter_file", "healthz", "motion_live", "account_email", "account_logout"}
NO_PAGES |= {"api_reference", "openapi"}  # for those who write programs: told from the code, in English as the code is
PER_NAME = 3
DATA = re.compile(
    r"""
    \b(?:R\d+ | [ATW]\d*(?:[:.]\d+)* | [ap]\.m\. | UTC)\b  # rules, councils, matters
    | \b[0-9a-f]{8,}\b | \b(?:[0-9a-f]{4}\ ){7}[0-9a-f]{4}\b   # hashes, and keys in groups
    | [\w-]+\.[\w.-]*\w | \b[a-z]+(?:[-_][a-z]+)+\b        # names in files
    | I\ will\b | \breport\b | every\ month | Open\ list     # what the candidates said
    """,
    re.VERBOSE,
)


NAMED_AS_THINGS = r"(?:an?|the|this) (?:recall|report)s?|(?:Recall|Report)s? (?:of|in|by|count)"
NOUNS = re.compile(rf"\b(?:{'|'.join(set(ENGLISH) - VERBS)}|{NAMED_AS_THINGS})\b", re.IGNORECASE)


def greek(text: str) -> str:
    return text.translate(str.maketrans(LATIN, GREEK))


@pytest.fixture
def town(db: None, monkeypatch: pytest.MonkeyPatch) -> City:
    """The town of the stories in Greek letters, looked at in brackets."""
    built = build(MandateKind.IMPERATIVE, greek)
    Federation.objects.update(demonstration=True)
    for name in ("gettext", "ngettext", "pgettext", "npgettext"):
        monkeypatch.setattr(translation._trans, name, bracketing(getattr(translation._trans, name)))
    return built


def bracketing(real: Callable[..., str]) -> Callable[..., str]:
    def bracketed(*args: Any) -> str:
        found = real(*args)
        return f"⟦{found}⟧" if found.strip() else found

    return bracketed


class Reader(HTMLParser):
    """What a page says, in order; what it says in attributes, one by one."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.inside: list[str] = []
        self.running: list[str] = []
        self.single: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in UNSEEN or tag in ("code", "textarea"):
            self.inside.append(tag)
        own = dict(attrs)
        if tag == "meta":
            return
        self.single.extend(value or "" for name, value in attrs if name in ATTRIBUTES)
        if tag == "input" and own.get("type") in ("submit", "button"):
            self.single.append(own.get("value") or "")

    def handle_endtag(self, tag: str) -> None:
        if self.inside and self.inside[-1] == tag:
            self.inside.pop()

    def handle_data(self, data: str) -> None:
        if not self.inside:
            self.running.append(data)


def unmarked(page: str) -> Iterator[str]:
    """Texts with Latin letters outside of brackets that are no data."""
    read = Reader(page)
    title = re.search(r"<title>(.*?)</title>", page, re.DOTALL)
    for text in ("\n".join(read.running), *read.single, html.unescape(title.group(1)) if title else ""):
        for line in DATA.sub(" ", outside(text)).splitlines():
            if re.search(r"[A-Za-z]{2,}|[⟦⟧]", line):
                yield " ".join(line.split())


def plain(page: str) -> Iterator[str]:
    """Texts with a noun of the program's own."""
    read = Reader(page)
    for text in ("\n".join(read.running), *read.single):
        for line in DATA.sub(" ", text.replace("⟦", " ").replace("⟧", " ")).splitlines():
            if NOUNS.search(line) and line.strip() not in ENGLISH:  # a charter lists them
                yield " ".join(line.split())


def outside(text: str) -> str:
    """What stands outside of all brackets."""
    shorter = re.sub(r"⟦[^⟦⟧]*⟧", " ", text)
    return text if shorter == text else outside(shorter)


def pages(client: Client, *starts: str) -> Iterator[tuple[str, str]]:
    """Some pages of every kind that links lead to."""
    waiting, known, read = list(starts), set(starts), {}  # type: list[str], set[str], dict[str, int]
    while waiting:
        address = waiting.pop(0)
        try:
            name = resolve(address.partition("?")[0]).url_name or ""
        except Resolver404:
            continue
        if name in NO_PAGES or read.get(name, 0) >= PER_NAME:
            continue
        read[name] = read.get(name, 0) + 1
        answer = client.get(address, follow=True)
        assert answer.status_code == (404 if address == "/nowhere/" else 200), address
        if not answer.headers["Content-Type"].startswith("text/html"):  # ballots for other programs
            continue
        page = answer.content.decode()
        yield address, page
        links = [html.unescape(link).partition("#")[0] for link in re.findall(r'href="(/[^"]*)"', page)]
        fresh = [link for link in dict.fromkeys(links) if link not in known]
        known.update(fresh)
        waiting.extend(fresh)


def acts(client: Client) -> Iterator[tuple[str, str]]:
    """What answers an act, mostly one that the rules or the form refuse."""
    for address, sent in (
        ("/councils/A11/motions/T:2/vote/", {"position": "no"}),
        ("/councils/A11/motions/T:2/vote/", {}),
        ("/councils/A11/motions/T:2/vote/", {"position": "no", "confirmed": "yes"}),
        ("/councils/W1/motions/T:2/vote/", {"position": "no", "confirmed": "yes"}),
        ("/councils/A12/motions/T:2/vote/", {"position": "no", "confirmed": "yes"}),
        ("/councils/A11/motions/new/", {"kind": "resolution"}),
        ("/councils/A11/directives/T:1/", {"do": "plan"}),
        ("/councils/A11/directives/T:1/", {"do": "acknowledge"}),
        ("/councils/A11/offices/1/recall/", {"grounds": ""}),
        ("/councils/A11/offices/1/recall/", {"grounds": greek("Because")}),
        ("/councils/A11/recalls/A11:3/", {"do": "sign"}),
        ("/councils/A11/offices/teller/election/", {}),
        ("/account/password/change/", {"oldpassword": "x", "password1": "a", "password2": "b"}),
        ("/councils/nowhere/", {}),
    ):
        yield f"{address} {sent}", client.post(address, sent, follow=True).content.decode()


@pytest.mark.parametrize("who", ["", "Amina", "Dmitri"])
def test_every_text_on_the_pages_is_marked_for_translation(town: City, who: str) -> None:
    client = Client()
    if who:
        client.force_login(Person.objects.get(username=who.lower()))
    starts = (
        "/home/",
        "/",
        "/account/login/",
        "/account/signup/",
        "/account/inactive/",
        "/demonstration/people/",
        "/nowhere/",
    )
    read = list(pages(client, *starts))
    if who:
        read += [*acts(client), *pages(client, *starts)]
    assert {text: where for where, page in read for text in unmarked(page)} == {}
    assert {text: where for where, page in read for text in plain(page)} == {}

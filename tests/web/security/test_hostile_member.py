"""What a member tries who knows the program: forms of other sites, ids of others, the same twice, too much of it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from tests.web.city import City, direct, refer
from tests.web.conftest import Enter

from councils.app.tokens import Scope, create_token, tokens_of
from councils.core.vote.tally import Choice
from councils.store.models import Act, Person
from councils.web.prose import render_markdown

WITHOUT_CSRF = {"stop_notices"}  # the secret in its address is all that a mail program can send (RFC 8058)
GIVEN = {
    "council": "A11",
    "matter": "A11:1",
    "number": "1",
    "office": "chair",
    "voice": "m1",
    "credential": "A11.1",
    "ending": "blt",
    "form": "csv",
}


def pages(patterns: list[Any], prefix: str = "") -> Iterator[tuple[str, str]]:
    """(name, an address) of every page; those of the API are held in ``test_http.py``."""
    for entry in patterns:
        if isinstance(entry, URLResolver):
            if str(entry.pattern) != "api/":
                yield from pages(entry.url_patterns, prefix + str(entry.pattern))
        elif isinstance(entry, URLPattern) and entry.name:
            names = entry.pattern.converters or entry.pattern.regex.groupindex
            yield entry.name, reverse(entry.name, kwargs={name: GIVEN.get(name, "1") for name in names})


def test_no_page_takes_a_form_from_another_site(city: City) -> None:
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(city.people["A11"][0])
    taken = {name for name, path in pages(get_resolver().url_patterns) if browser.post(path).status_code != 403}
    assert taken == WITHOUT_CSRF


def test_looking_at_pages_does_nothing(city: City, enter: Enter) -> None:
    refer(city)
    direct(city)
    before = Act.objects.count()
    browser = enter(city.people["A11"][0])
    for name, path in pages(get_resolver().url_patterns):
        answer = browser.get(path)
        answer.close()
        assert answer.status_code < 500, name
        if name == "account_logout":
            assert "_auth_user_id" in browser.session
    assert Act.objects.count() == before


def test_a_session_opens_pages_and_not_the_api(city: City, enter: Enter) -> None:
    matter = refer(city)
    path = "/api/v1/councils/A11/acts/cast_vote"
    answer = enter(city.people["A11"][0]).post(
        path, {"matter": matter, "choice": "yes"}, content_type="application/json"
    )
    assert answer.status_code == 401


def test_a_token_of_somebody_else_is_not_revoked(city: City, enter: Enter) -> None:
    first, second = city.people["A11"][:2]
    create_token(first, "mine", [Scope.READ], 30)
    enter(second).post(f"/home/tokens/{tokens_of(first)[0].pk}/revoke/")
    assert len(tokens_of(first)) == 1


def test_ids_of_others_in_a_form_vote_for_nobody(city: City, enter: Enter) -> None:
    me, other = city.people["A11"][:2]
    matter = refer(city)
    stolen = {"person": other.pk, "member": other.memberships.get().member, "voice": other.memberships.get().member}
    enter(me).post(f"/councils/A11/motions/{matter}/vote/", {"position": "yes", "confirmed": "1", **stolen})
    assert (len(city["A11"].ballots[matter].votes), city["A11"].ballots[matter].tally.yes) == (1, 1)
    city.vote(other, "A11", matter, Choice.NO)
    assert len(city["A11"].ballots[matter].votes) == 2


def test_a_member_of_another_assembly_votes_here_for_nobody(city: City, enter: Enter) -> None:
    matter = refer(city)
    stranger = city.people["A12"][0]
    answer = enter(stranger).post(f"/councils/A11/motions/{matter}/vote/", {"position": "yes", "confirmed": "1"})
    assert (answer.status_code, len(city["A11"].ballots[matter].votes)) == (403, 0)


def test_who_is_no_officer_admits_nobody(city: City, enter: Enter) -> None:
    plain = city.people["A11"][-1]
    answer = enter(plain).post("/councils/A11/admissions/", {"member": "anybody"})
    assert answer.status_code == 403


def test_a_vote_sent_twice_is_one_vote(city: City, enter: Enter) -> None:
    browser, matter = enter(city.people["A11"][0]), refer(city)
    for _ in range(2):
        browser.post(f"/councils/A11/motions/{matter}/vote/", {"position": "yes", "confirmed": "1"})
    assert city["A11"].ballots[matter].tally.yes == 1


MOTION = {"kind": "resolution", "title": "A bench at the gate", "text": "One bench.", "propose": "1"}


def test_a_motion_sent_twice_is_one_motion(city: City, enter: Enter) -> None:
    browser, before = enter(city.people["A11"][0]), len(city["A11"].motions)
    first, second = (browser.post("/councils/A11/motions/new/", MOTION) for _ in range(2))
    assert (first.status_code, first["Location"]) == (302, second["Location"])
    assert len(city["A11"].motions) == before + 1


def test_an_argument_sent_twice_is_one_argument(city: City, enter: Enter) -> None:
    browser = enter(city.people["A11"][0])
    page = browser.post("/councils/A11/motions/new/", MOTION)["Location"]
    for _ in range(2):
        browser.post(f"{page}argue/", {"side": "for", "text": "It is needed."})
    matter = page.rstrip("/").rpartition("/")[2]
    assert [a.text for a in city["A11"].motions[matter].arguments] == ["It is needed."]


def test_ten_megabytes_are_told_to_be_too_long(city: City, enter: Enter) -> None:
    before = Act.objects.count()
    answer = enter(city.people["A11"][0]).post("/councils/A11/motions/new/", {**MOTION, "text": "x" * 10_000_000})
    assert (answer.status_code, Act.objects.count()) == (413, before)
    assert "Go back in your browser, where your text still is" in answer.content.decode()


def test_a_long_argument_is_told_to_be_too_long(city: City, enter: Enter) -> None:
    browser = enter(city.people["A11"][0])
    page = browser.post("/councils/A11/motions/new/", MOTION)["Location"]
    answer = browser.post(f"{page}argue/", {"side": "for", "text": "x" * 10_001})
    assert "An argument has 10000 characters at most." in answer.content.decode()


def test_a_request_for_another_server_is_told_so(city: City) -> None:
    answer = Client().get("/", headers={"Host": "evil.example"})
    assert (answer.status_code, "default-src 'none'" in answer["Content-Security-Policy"]) == (400, True)
    assert "not made for this server" in answer.content.decode()
    assert "evil.example" not in answer.content.decode()


SCRIPTS = [
    "<script>alert(1)</script>",
    '<img src=x onerror="alert(1)">',
    "[a](javascript:alert(1))",
    "[a](JaVaScRiPt&#58;alert(1))",
    "[a](data:text/html;base64,PHNjcmlwdD4=)",
    "![a](data:image/svg+xml;base64,PHN2Zz4=)",
    "![a](https://spy.example/pixel.png)",
    "<svg/onload=alert(1)>",
    "[a](vbscript:x)",
    "<iframe src=//evil.example></iframe>",
    '[a](https://x.example "onmouseover=alert(1)")',
    "<a href='https://x' style='position:fixed'>a</a>",
    "```\n</code><script>alert(1)</script>\n```",
    "|a|\n|-|\n|<script>alert(1)</script>|",
]


@pytest.mark.parametrize("text", SCRIPTS)
def test_no_script_comes_through_markdown(text: str) -> None:
    shown = render_markdown(text)
    tags = set(re.findall(r"<\s*([a-z0-9]+)", shown))
    attributes = set(re.findall(r"<[^>]*?\s([a-z-]+)=", shown))
    assert tags <= {"a", "p", "pre", "code", "table", "thead", "tbody", "tr", "th", "td", "em", "strong"}
    assert attributes <= {"href", "title", "rel"}
    assert not re.search(r'href="(?!https?:|mailto:)', shown)


def test_links_of_members_lend_no_standing() -> None:
    assert 'rel="nofollow noopener noreferrer ugc"' in render_markdown("[a](https://x.example)")


def test_names_are_shown_as_they_are_written(city: City, enter: Enter) -> None:
    person = city.people["A11"][4]  # the chair: their name is public
    Person.objects.filter(pk=person.pk).update(name="<script>alert(1)</script>")
    page = enter(city.people["A11"][0]).get("/councils/A11/").content.decode()
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)" in page

"""What goes with every answer: nothing from outside comes in, nothing stays behind."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.test import Client
from tests.web.city import City, refer
from tests.web.conftest import Enter
from tests.web.security.conftest import LOGIN, PASSWORD

from councils.store.models import Person

STRICT = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}


PAGES = ["/", "/councils/A11/", "/account/login/", "/nowhere/", "/councils/A11/decided.atom", "/static/nowhere"]
API = ["/api/v1/councils/A11", "/api/v1/nowhere"]
ACT = "/api/v1/councils/A11/acts/leave"


@pytest.mark.parametrize(
    ("method", "page", "sent"),
    [
        *(("get", page, {}) for page in (*PAGES, *API)),
        ("get", "/councils/A11/", {"SERVER_NAME": "elsewhere.example"}),
        ("get", API[0], {"SERVER_NAME": "elsewhere.example"}),
        ("delete", API[0], {}),
        ("post", ACT, {"data": "a=b", "content_type": "text/plain"}),
        ("post", ACT, {"data": "x" * 1_000_001, "content_type": "application/json"}),
    ],
)
def test_every_answer_is_strict(city: City, method: str, page: str, sent: dict[str, str]) -> None:
    """Also every no of the API, whoever says it."""
    answer = getattr(Client(), method)(page, **sent)
    policy = dict(part.strip().split(" ", 1) for part in answer["Content-Security-Policy"].split(";"))
    assert {name: answer[name] for name in STRICT} == STRICT
    assert (policy["default-src"], policy["script-src"], policy["style-src"]) == ("'none'", "'self'", "'self'")
    assert (policy["frame-ancestors"], policy["base-uri"], policy["form-action"]) == ("'none'", "'none'", "'self'")
    assert "camera=()" in answer["Permissions-Policy"]


def test_no_page_has_a_script_or_a_style_within_it(city: City, enter: Enter) -> None:
    matter = refer(city)
    browser = enter(city.people["A11"][0])
    for address in ("/", "/home/", "/home/notices/", "/councils/T/", f"/councils/A11/motions/{matter}/", "/record/"):
        page = browser.get(address).content.decode()
        assert [bad for bad in (" onclick=", " style=", "<style", "<script>", "javascript:") if bad in page] == []


def test_what_somebody_was_shown_is_kept_by_nobody(city: City, enter: Enter) -> None:
    assert enter(city.people["A11"][0]).get("/home/")["Cache-Control"] == "private, no-store"


@pytest.mark.parametrize(
    "address",
    [
        "/join/{}/",
        "/notices/stop/{}/",
        "/feeds/{}/waiting.atom",
        "/feeds/{}/waiting.ics",
        "/account/password/reset/key/1-{}/",
    ],
)
def test_what_a_secret_link_shows_is_kept_by_nobody_and_the_link_goes_to_no_other_site(
    city: City, enter: Enter, address: str
) -> None:
    answer = enter().get(address.format("mistyped"))
    assert "no-store" in answer["Cache-Control"]
    assert answer["Referrer-Policy"] == "same-origin"


def test_cookies_are_out_of_reach_of_scripts_and_other_sites(amina: Person, enter: Enter) -> None:
    browser = enter()
    browser.get(LOGIN)
    browser.post(LOGIN, {"login": amina.username, "password": PASSWORD})
    for name in ("sessionid", "csrftoken"):
        assert (browser.cookies[name]["httponly"], browser.cookies[name]["samesite"]) == (True, "Lax")


def test_behind_tls_cookies_and_browsers_stay_with_it(tmp_path: Path) -> None:
    asked = "SESSION_COOKIE_SECURE CSRF_COOKIE_SECURE SECURE_HSTS_SECONDS DEBUG ALLOWED_HOSTS".split()
    program = f"import json; from councils import settings; print(json.dumps([getattr(settings, n) for n in {asked}]))"
    more = {"COUNCILS_TLS": "1", "COUNCILS_HOSTS": "councils.example", "COUNCILS_DB": str(tmp_path / "x.sqlite3")}
    said = subprocess.run(
        [sys.executable, "-c", program], env={**os.environ, **more}, capture_output=True, text=True, check=True
    )
    assert json.loads(said.stdout) == [True, True, 31_536_000, False, ["councils.example"]]

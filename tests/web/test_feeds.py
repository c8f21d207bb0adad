"""Feeds as programs read them: valid, the same when asked again, and nothing for whoever may not see it."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from xml.etree import ElementTree as ET

import feedparser
import icalendar
import pytest
from django.test import Client
from tests.web.city import City, decide, refer
from tests.web.conftest import Enter

from councils.app.subscriptions import end_feed, new_feed
from councils.core.vote.tally import Choice

ATOM = "{http://www.w3.org/2005/Atom}"


def read(answer: Any) -> Any:
    feed = feedparser.parse(answer.content)
    assert (feed.bozo, feed.version) == (0, "atom10")
    return feed


def required(content: bytes) -> None:
    """What RFC 4287 demands of a feed and of each entry (4.1.1, 4.1.2)."""
    feed = ET.fromstring(content)
    entries = feed.findall(f"{ATOM}entry")
    for element in (feed, *entries):
        for name in ("id", "title", "updated"):
            assert len(element.findall(f"{ATOM}{name}")) == 1
        stamp = datetime.fromisoformat(str(element.findtext(f"{ATOM}updated")))
        assert stamp.tzinfo is not None
    assert feed.find(f"{ATOM}author/{ATOM}name") is not None
    assert [link.get("rel") for link in feed.findall(f"{ATOM}link")].count("self") == 1
    assert all(entry.find(f"{ATOM}link").get("href", "").startswith("http://testserver/") for entry in entries)  # type: ignore[union-attr]
    ids = [entry.findtext(f"{ATOM}id") for entry in entries]
    assert len(set(ids)) == len(ids)


def test_a_council_s_feed_is_valid_atom_and_tells_what_was_decided(city: City) -> None:
    decide(city, "A11", refer(city), Choice.YES)
    answer = Client().get("/councils/A11/decided.atom")
    required(answer.content)
    assert read(answer).entries[0].title == "Mill Street answers “Freeze rents until 2028”: yes."


def test_markup_in_a_title_is_text_to_every_reader(city: City) -> None:
    """What an entry calls HTML would be shown as such, whatever was typed (RFC 4287, 3.1.1)."""
    title = "Fees < 5 & <script>alert(1)</script>"
    decide(city, "A11", refer(city, title), Choice.YES)
    answer = Client().get("/councils/A11/decided.atom")
    (summary, *_) = ET.fromstring(answer.content).iter(f"{ATOM}summary")
    assert (summary.get("type", "text"), summary.text) == ("text", f"Mill Street answers “{title}”: yes.")
    assert read(answer).entries[0].summary_detail.type == "text/plain"


def test_sign_that_no_xml_can_hold_makes_no_feed_unreadable(city: City) -> None:
    """By the API somebody can write it into a title, and nobody could read the council's feed any more."""
    decide(city, "A11", refer(city, "Bell \x07 and \x0b, \ufffe and 🔔"), Choice.YES)
    city.now()
    answer, token = Client().get("/councils/A11/decided.atom"), new_feed(city.people["A12"][0])
    required(answer.content)
    assert read(answer).entries[0].title == "Mill Street answers “Bell  and ,  and 🔔”: yes."
    assert read(Client().get(f"/feeds/{token}/waiting.atom")).entries[0].title.endswith("Bell  and ,  and 🔔")
    assert "\x07" not in Client().get(f"/feeds/{token}/waiting.ics").content.decode()


def test_a_feed_that_has_not_changed_is_not_sent_again(city: City) -> None:
    first = Client().get("/councils/W1/decided.atom")
    by_tag = Client().get("/councils/W1/decided.atom", headers={"If-None-Match": first["ETag"]})
    by_time = Client().get("/councils/W1/decided.atom", headers={"If-Modified-Since": first["Last-Modified"]})
    assert (first.status_code, by_tag.status_code, by_time.status_code) == (200, 304, 304)


def test_entries_keep_their_names_when_more_come(city: City) -> None:
    before = [entry.id for entry in read(Client().get("/councils/A11/decided.atom")).entries]
    decide(city, "A11", refer(city), Choice.YES)
    after = [entry.id for entry in read(Client().get("/councils/A11/decided.atom")).entries]
    assert after[1:] == before[: len(after) - 1]


def test_a_council_s_page_names_its_feed(city: City) -> None:
    page = Client().get("/councils/A11/").content.decode()
    assert (
        '<link rel="alternate" type="application/atom+xml" title="Mill Street" href="/councils/A11/decided.atom">'
        in page
    )


def test_a_feed_names_nobody_from_a_roll(city: City) -> None:
    feed = Client().get("/councils/A11/decided.atom").content.decode()
    assert [p.name for p in city.people["A11"][6:] if p.name in feed] == []


def test_what_waits_for_me_is_read_under_a_secret_address(city: City) -> None:
    token = new_feed(city.people["A11"][0])
    matter = refer(city)
    answer = Client().get(f"/feeds/{token}/waiting.atom")
    required(answer.content)
    feed = read(answer)
    assert [entry.title for entry in feed.entries] == ["Vote: it becomes a mandate: Freeze rents until 2028"]
    assert feed.entries[0].link == f"http://testserver/councils/A11/motions/{matter}/"
    again = Client().get(f"/feeds/{token}/waiting.atom", headers={"If-None-Match": answer["ETag"]})
    assert (again.status_code, answer["Cache-Control"]) == (304, "private, max-age=0")


def test_a_calendar_has_the_end_of_every_vote(city: City) -> None:
    person = city.people["A11"][0]
    matter = refer(city)
    answer = Client().get(f"/feeds/{new_feed(person)}/waiting.ics")
    (event,) = icalendar.Calendar.from_ical(answer.content).walk("VEVENT")
    closes = city["A11"].ballots[matter].closes
    assert (event.decoded("dtend"), answer["Content-Type"]) == (
        closes.replace(microsecond=0),
        "text/calendar; charset=utf-8",
    )


def test_the_address_is_shown_once_and_ends_when_asked(city: City, enter: Enter) -> None:
    browser = enter(city.people["A11"][0])
    address = browser.post("/home/notices/feed/").context["feeds"]["personal_feed"]
    assert address not in browser.get("/home/notices/").content.decode()
    assert Client().get(address).status_code == 200
    browser.post("/home/notices/feed/", {"end": "1"})
    assert Client().get(address).status_code == 404


def test_a_new_address_ends_the_one_before(city: City) -> None:
    person = city.people["A11"][0]
    first, second = new_feed(person), new_feed(person)
    assert [Client().get(f"/feeds/{token}/waiting.atom").status_code for token in (first, second)] == [404, 200]


def test_the_address_of_a_feed_opens_nothing_else(city: City) -> None:
    token = new_feed(city.people["A11"][0])
    browser = Client()
    browser.get(f"/feeds/{token}/waiting.atom")
    assert browser.get("/home/").status_code == 302
    assert Client().get("/api/v1/me", headers={"Authorization": f"Bearer {token}"}).status_code == 401


@pytest.mark.usefixtures("still")
def test_guessing_addresses_of_feeds_is_stopped(city: City) -> None:
    person = city.people["A11"][0]
    token = new_feed(person)
    for number in range(20):
        Client().get(f"/feeds/guess-{number}/waiting.atom")
    assert Client().get(f"/feeds/{token}/waiting.atom").status_code == 429
    end_feed(person)

"""Letters on what waits and what was decided: through a real mail server, once each, and no more than they may say."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.test import Client
from django.utils import timezone
from django.utils.module_loading import import_string
from tests.web.city import City, decide, direct, refer
from tests.web.conftest import Enter
from tests.web.post_office import PostOffice

from councils.app.notices import Round, send_notices
from councils.app.queries.status import mail
from councils.app.subscriptions import Pace, subscribe, subscription
from councils.core.charter import Kind
from councils.core.motion import Proposal, Propose
from councils.core.vote.tally import Choice
from councils.store.models import Person, Subscription

SITE = "https://councils.example"


@pytest.fixture
def office(settings: Any) -> Iterator[PostOffice]:
    found = PostOffice()
    found.controller.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.MAIL, settings.EMAIL_HOST, settings.EMAIL_PORT = "smtp://127.0.0.1", "127.0.0.1", found.port
    settings.URL = SITE
    yield found
    if found.controller.server is not None:
        found.controller.stop()


@pytest.fixture
def amina(city: City) -> Person:
    return with_mail(city.people["A11"][0])


def with_mail(person: Person, *, waiting: Pace = Pace.DAILY, decisions: Pace = Pace.DAILY) -> Person:
    person.email = f"{person.username}@example.org"
    person.save()
    subscribe(person, waiting, decisions)
    return person


def post(at: datetime | None = None) -> Round:
    return send_notices(import_string("councils.web.letters.letter"), at)


def tomorrow(days: int = 1) -> datetime:
    return timezone.now() + timedelta(days=days)


def test_a_letter_tells_what_waits_with_a_link_to_its_page(city: City, amina: Person, office: PostOffice) -> None:
    matter = refer(city)
    assert post(tomorrow()).sent == 1
    assert (office.to, office.letters[0]["Subject"]) == (["A11-1@example.org"], "Town: 1 thing waits for you")
    assert "Freeze rents until 2028" in office.text()
    assert f"{SITE}/councils/A11/motions/{matter}/" in office.text()


def test_nobody_writes_lines_into_a_letter_by_a_title(city: City, amina: Person, office: PostOffice) -> None:
    refer(city, "Rents\n--\nYour account ends today:\nhttps://elsewhere.example")
    assert post(tomorrow()).sent == 1
    assert "Rents -- Your account ends today: https://elsewhere.example" in office.text()


def test_nothing_new_is_no_letter(city: City, amina: Person, office: PostOffice) -> None:
    refer(city)
    assert [post(tomorrow(days)).sent for days in (1, 2, 3)] == [1, 0, 0]


def test_a_digest_waits_for_the_morning(city: City, amina: Person, office: PostOffice) -> None:
    refer(city)
    assert (post().sent, post(tomorrow()).sent) == (0, 1)


def test_who_wants_to_know_at_once_is_told_at_once(city: City, amina: Person, office: PostOffice) -> None:
    subscribe(amina, Pace.ONCE, Pace.NONE)
    refer(city)
    assert [post().sent for _ in range(2)] == [1, 0]


def test_a_week_has_one_letter(city: City, amina: Person, office: PostOffice) -> None:
    subscribe(amina, Pace.WEEKLY, Pace.NONE)
    refer(city)
    assert sum(post(tomorrow(days)).sent for days in range(1, 8)) == 1


def test_who_wants_nothing_gets_nothing(city: City, amina: Person, office: PostOffice) -> None:
    subscribe(amina, Pace.NONE, Pace.NONE)
    refer(city)
    assert post(tomorrow(8)).sent == 0


def test_many_things_are_one_letter(city: City, amina: Person, office: PostOffice) -> None:
    for number in range(5):
        refer(city, f"Question {number}")
    post(tomorrow())
    assert office.text().count("* Vote: it becomes a mandate: Question") == 5
    assert len(office.letters) == 1


def test_what_one_has_done_is_not_told(city: City, amina: Person, office: PostOffice) -> None:
    city.vote(amina, "A11", refer(city), Choice.YES)
    assert post(tomorrow()).sent == 0


def test_what_ends_within_a_day_is_told_once_more(city: City, amina: Person, office: PostOffice) -> None:
    matter = refer(city)
    subscribe(amina, Pace.ONCE, Pace.NONE)
    closes = city["A11"].ballots[matter].closes
    assert [post(closes - timedelta(hours=hours)).sent for hours in (80, 60, 23, 12)] == [1, 0, 1, 0]


def test_a_letter_tells_what_was_decided_in_ones_councils_alone(city: City, amina: Person, office: PostOffice) -> None:
    subscribe(amina, Pace.NONE, Pace.DAILY)
    matter = refer(city)
    decide(city, "A12", matter, Choice.NO)
    decide(city, "A11", matter, Choice.YES)
    post(tomorrow())
    assert "Mill Street answers “Freeze rents until 2028”: yes." in office.text()
    assert "Harbour answers" not in office.text()


def test_a_decision_is_told_once(city: City, amina: Person, office: PostOffice) -> None:
    subscribe(amina, Pace.NONE, Pace.DAILY)
    decide(city, "A11", refer(city), Choice.YES)
    assert [post(tomorrow(days)).sent for days in (1, 2)] == [1, 0]


def test_a_refused_address_stops_nobody_else_and_is_shown(city: City, office: PostOffice) -> None:
    for person in city.people["A11"][:3]:
        with_mail(person)
    office.unknown = {"A11-2@example.org"}
    refer(city)
    done = post(tomorrow())
    assert (done.sent, done.refused, done.down) == (2, 1, "")
    assert (mail()["failed"], mail()["problem"]) == (1, "550 nobody here by that name")
    office.unknown = set()
    assert post(tomorrow(3)).sent == 1
    assert mail()["failed"] == 0


def test_an_address_that_is_none_stops_nobody_else(city: City, office: PostOffice) -> None:
    first, second = (with_mail(person) for person in city.people["A11"][:2])
    Person.objects.filter(pk=first.pk).update(email="no address\nBcc: all@example.org")
    refer(city)
    assert post(tomorrow()).refused == 1
    assert office.to == [second.email]


def test_with_the_mail_server_away_nothing_is_lost(
    city: City, amina: Person, office: PostOffice, settings: Any
) -> None:
    refer(city)
    port, settings.EMAIL_PORT = settings.EMAIL_PORT, 1
    assert "refused" in post(tomorrow()).down
    assert mail()["failed"] == 1
    settings.EMAIL_PORT = port
    assert (post(tomorrow()).sent, len(office.letters)) == (1, 1)


def test_a_letter_sent_but_not_noted_is_sent_again_once_under_its_name(
    city: City, amina: Person, office: PostOffice
) -> None:
    refer(city)
    before = Subscription.objects.values().get(person=amina)
    post(tomorrow())
    del before["id"]
    Subscription.objects.filter(person=amina).update(**before)  # the program was killed between the two
    assert [post(tomorrow(days)).sent for days in (1, 2)] == [1, 0]
    assert office.letters[0]["Message-ID"] == office.letters[1]["Message-ID"]


def test_while_one_round_holds_a_person_another_does_not_write(city: City, amina: Person, office: PostOffice) -> None:
    refer(city)
    Subscription.objects.filter(person=amina).update(not_before=tomorrow() + timedelta(minutes=5))
    assert (post(tomorrow()).sent, post(tomorrow() + timedelta(minutes=6)).sent) == (0, 1)


def test_links_lead_to_pages_and_opening_them_changes_nothing(city: City, amina: Person, office: PostOffice) -> None:
    refer(city)
    direct(city)
    post(tomorrow())
    before = (list(Subscription.objects.values()), {c.id: c for c in map(city.__getitem__, ("A11", "W1", "T"))})
    links = re.findall(rf"{SITE}\S+", office.text())
    scanner = Client()  # opens every link, as mail scanners do
    answers = {scanner.get(urlsplit(link).path).status_code for link in links}
    assert len(links) > 3
    assert answers <= {200, 302}  # a page, or the way to sign in; nobody is signed in by it
    assert (list(Subscription.objects.values()), {c: city[c] for c in ("A11", "W1", "T")}) == before
    assert "_auth_user_id" not in scanner.session


def test_a_letter_fetches_nothing_and_names_nobody_from_a_roll(city: City, amina: Person, office: PostOffice) -> None:
    last = city.people["A11"][-1]  # holds no office, and has stood for none
    proposal = Proposal(Kind.RESOLUTION, "A question of Lucie's", "Text.")
    city.say(last, "A11", lambda voice: Propose(voice, proposal))
    post(tomorrow())
    everything = office.letters[0].as_string()
    assert "A question of Lucie's" in office.text()
    assert last.name not in everything
    assert not re.search(r"<img|<link|<script|style=|utm_|pixel", everything)


def test_one_click_ends_letters_without_signing_in(city: City, amina: Person, office: PostOffice) -> None:
    refer(city)
    post(tomorrow())
    address = str(office.letters[0]["List-Unsubscribe"]).strip(" <>")
    unfolded = office.wire[0].replace(b"\r\n ", b" ")
    assert b"List-Unsubscribe:  <" + address.encode() + b">\r\n" in unfolded
    assert office.letters[0]["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    program = Client(enforce_csrf_checks=True)
    assert program.get(urlsplit(address).path).status_code == 200
    assert subscription(amina).waiting == Pace.DAILY
    program.post(urlsplit(address).path, {"List-Unsubscribe": "One-Click"})
    row = subscription(amina)
    assert (row.waiting, row.decisions) == (Pace.NONE, Pace.NONE)


def test_a_forged_address_ends_nothing(city: City, amina: Person, office: PostOffice) -> None:
    assert Client().post("/notices/stop/MQ:1abc:forged/").status_code == 404
    assert subscription(amina).waiting == Pace.DAILY


def test_what_one_is_told_is_chosen_on_a_page(city: City, amina: Person, enter: Enter) -> None:
    given = {"email": "new@example.org", "waiting": "weekly", "decisions": "none"}
    assert enter(amina).post("/home/notices/", given).status_code == 302
    row = subscription(Person.objects.get(pk=amina.pk))
    assert (row.person.email, row.waiting, row.decisions) == ("new@example.org", "weekly", "none")


def test_a_new_address_needs_the_password(city: City, amina: Person, enter: Enter) -> None:
    amina.set_password("the river runs south")
    amina.save()
    given = {"email": "thief@example.org", "password": "guessed", "waiting": "daily", "decisions": "daily"}
    assert enter(amina).post("/home/notices/", given).status_code == 422
    assert Person.objects.get(pk=amina.pk).email == amina.email

"""Feeds for programs that look by themselves: Atom (RFC 4287), and dates for calendars (RFC 5545).

Each council has a feed of what was decided, open to everybody unless the charter keeps councils to members (R19). What
waits for a person is under an address with a secret in it, which opens nothing but this. A feed says when it changed
last, so that whoever asks again is told "not modified" in a few bytes; its links lead to pages, and do nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import wraps
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.feedgenerator import Atom1Feed
from django.utils.http import http_date
from django.views.decorators.http import conditional_page, require_safe
from icalendar import Calendar, Event

from councils.app.identity import council, standings
from councils.app.nouns import gettext as _
from councils.app.queries.federations import federation_of, federations_of
from councils.app.queries.names import Names
from councils.app.queries.news import latest
from councils.app.queries.visibility import hidden
from councils.app.queries.waiting import Task
from councils.app.sheets import xml_text
from councils.app.subscriptions import feed_owner, key, look
from councils.core.council import Council
from councils.store.models import Act, Person, Subscription
from councils.web.context import viewer
from councils.web.limits import exhausted, failed, too_many
from councils.web.record_words import event_url, event_words
from councils.web.views.home import KINDS, task_title, task_url

GUESSES = 20  # wrong addresses of feeds from one place in a minute
ATOM = "application/atom+xml; charset=utf-8"
CALENDAR = "text/calendar; charset=utf-8"
View = Callable[..., HttpResponse]


def owned(view: View) -> View:
    """Give the view the subscription behind the secret in the address."""

    @wraps(view)
    def answer(request: HttpRequest, token: str, **rest: Any) -> HttpResponse:
        if exhausted(request, "feed", GUESSES):
            return too_many(request)
        row = feed_owner(token)
        if row is None:
            failed(request, "feed")
            raise Http404
        return view(request, row, **rest)

    return answer


@require_safe
@conditional_page
def council_feed(request: HttpRequest, council: str) -> HttpResponse:
    """What was decided in a council, for everybody, or for whoever is signed in and may see it."""
    return decided(request, council, tuple(standings(viewer(request))), public=True)


@require_safe
@conditional_page
@owned
def members_feed(request: HttpRequest, row: Subscription, council: str) -> HttpResponse:
    """The same under a personal address, for charters that show councils to members alone."""
    return decided(request, council, tuple(standings(row.person)), public=False)


def decided(request: HttpRequest, name: str, voices: tuple[Any, ...], *, public: bool) -> HttpResponse:
    found = council(name)
    if found is None or hidden(found, voices):
        raise Http404
    news, names, federation = latest(found), Names(), federation_of(found.id)
    assert federation is not None  # the read models follow the ledger
    feed = Atom(
        title=xml_text(f"{found.name} – {federation.name}"),
        link=request.build_absolute_uri(reverse("council", args=[found.id])),
        description=_("What was decided, elected, recalled and directed"),
        language="en",
        author_name=xml_text(found.name),
        feed_url=request.build_absolute_uri(),
        feed_guid=founded(found),
        updated=news[0].at,
    )
    for item in news:
        path = event_url(item.event, found) or reverse("council", args=[found.id])
        text = event_words(item.event, found, names)
        add(feed, name=item.name, title=text, at=item.at, link=request.build_absolute_uri(path), text=text)
    return answered(feed.writeString("utf-8"), ATOM, news[0].at, public=public and not hidden(found, ()))


@require_safe
@conditional_page
@owned
def personal_feed(request: HttpRequest, row: Subscription) -> HttpResponse:
    tasks, names = look(row, timezone.now()), Names()
    updated = max((since for _, since in tasks), default=row.person.joined)
    feed = Atom(
        title=xml_text(f"{_('What waits for me')} – {federation_name(row.person)}"),
        link=request.build_absolute_uri(reverse("home")),
        description="",
        language="en",
        author_name=xml_text(federation_name(row.person)),
        feed_url=request.build_absolute_uri(),
        feed_guid=mine(row, "feed"),
        updated=updated,
    )
    for task, since in sorted(tasks, key=lambda found: found[1], reverse=True):
        title = f"{KINDS[task.sort]}: {task_title(task, names)}"
        text = f"{task.council.name} · {ends(task)}" if task.until else task.council.name
        link = request.build_absolute_uri(task_url(task))
        add(feed, name=mine(row, key(task)), title=title, at=since, link=link, text=text)
    return answered(feed.writeString("utf-8"), ATOM, updated, public=False)


def ends(task: Task) -> str:
    return _("until %(until)s") % {"until": timezone.localtime(task.until).strftime("%Y-%m-%d %H:%M")}


@require_safe
@conditional_page
@owned
def personal_calendar(request: HttpRequest, row: Subscription) -> HttpResponse:
    """Every date by which something is to be done, as an event that ends then."""
    tasks, names = look(row, timezone.now()), Names()
    calendar = Calendar()
    calendar.add("prodid", "-//Councils//EN")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", f"{_('What waits for me')} – {federation_name(row.person)}")
    for task, since in tasks:
        if task.until is not None:
            calendar.add_component(date(task, since, names, row, request))
    updated = max((since for _, since in tasks), default=row.person.joined)
    return answered(calendar.to_ical(), CALENDAR, updated, public=False)


def date(task: Task, since: datetime, names: Names, row: Subscription, request: HttpRequest) -> Event:
    assert task.until is not None
    event = Event()
    event.add("uid", mine(row, key(task)))
    event.add("dtstamp", since)
    event.add("dtstart", task.until - timedelta(hours=1))
    event.add("dtend", task.until)
    event.add("summary", xml_text(f"{KINDS[task.sort]}: {task_title(task, names)}"))
    event.add("location", task.council.name)
    event.add("url", request.build_absolute_uri(task_url(task)))
    return event


class Atom(Atom1Feed):
    """Says when its newest entry is of, and not when it was asked for; a summary is plain text, and never HTML.

    One sign that XML cannot hold, in whatever somebody has typed, would make it unreadable to everybody.
    """

    def latest_post_date(self) -> datetime:
        return self.feed["updated"]

    def add_item_elements(self, handler: Any, item: dict[str, Any]) -> None:
        """Django would call the text HTML without making it so: a title with markup in it would be run by readers."""
        super().add_item_elements(handler, {**item, "description": None})
        handler.addQuickElement("summary", item["description"])


def add(feed: Atom, *, name: str, title: str, at: datetime, link: str, text: str) -> None:
    title, text = xml_text(title), xml_text(text)
    feed.add_item(title=title, link=link, description=text, unique_id=name, pubdate=at, updateddate=at)


def answered(content: str | bytes, kind: str, at: datetime, *, public: bool) -> HttpResponse:
    kept = "public, max-age=300" if public else "private, max-age=0"
    stamp = http_date(at.timestamp())
    return HttpResponse(content, content_type=kind, headers={"Last-Modified": stamp, "Cache-Control": kept})


def federation_name(person: Person) -> str:
    """The federations that the person is in."""
    return ", ".join(found.name for found in federations_of(s.council.id for s in standings(person)))


def founded(council: Council) -> str:
    """The name of a council's feed: from the hash of the act that founded it."""
    return uuid5(NAMESPACE_URL, Act.objects.get(council=council.id, version=1).hash).urn


def mine(row: Subscription, what: str) -> str:
    """A name that nobody can tell anything from who does not have the feed."""
    return uuid5(NAMESPACE_URL, f"{row.feed} {what}").urn

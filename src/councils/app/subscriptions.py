"""What people want to be told, and how often: at once, once a day, once a week, or not at all.

Theory of operation. A row for each person who can be told anything. A digest is due when its moment has passed since
the last one: seven in the morning, of each day or of each Monday, by the clock of the server's time zone. ``seen``
holds each task that waits for the person, with the moment at which we first saw it, so that a letter and a feed can say
what is new. The address of a personal feed holds a secret of which only the digest is kept.
"""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime, timedelta
from enum import StrEnum
from functools import reduce
from operator import or_

from django.core import signing
from django.db.models import Q
from django.utils import timezone

from councils.app.queries.waiting import Task, waiting
from councils.store.ledger import record_end
from councils.store.models import Person, Subscription

MORNING = 7  # o'clock
STOP = "councils.stop-notices"


class Pace(StrEnum):
    ONCE = "once"
    DAILY = "daily"
    WEEKLY = "weekly"
    NONE = "none"


def subscription(person: Person, at: datetime | None = None) -> Subscription:
    """What ``person`` is told; from now on, where nothing was said yet. What waits already counts as new."""
    now = at or timezone.now()
    start = {"waiting_told": now, "decisions_told": now, "seq": record_end().seq}
    return Subscription.objects.get_or_create(person=person, defaults=start)[0]


def subscribe(person: Person, waiting: Pace, decisions: Pace) -> None:
    row = subscription(person)
    row.waiting, row.decisions, row.problem, row.not_before = waiting, decisions, "", None
    row.save(update_fields=["waiting", "decisions", "problem", "not_before"])


def due(kind: str, at: datetime) -> Q:
    """Whose moment to be told of ``kind`` ("waiting" or "decisions") has come since the last time."""
    passed = {Pace.DAILY: morning(at), Pace.WEEKLY: monday(at)}
    digests = (Q(**{kind: pace, f"{kind}_told__lt": moment}) for pace, moment in passed.items())
    return reduce(or_, digests, Q(**{kind: Pace.ONCE}))


def is_due(pace: str, told: datetime, at: datetime) -> bool:
    """The same of one person."""
    passed = {Pace.DAILY: morning(at), Pace.WEEKLY: monday(at)}
    return pace == Pace.ONCE or any(pace == one and told < moment for one, moment in passed.items())


def morning(at: datetime) -> datetime:
    """The last morning before ``at``."""
    today = timezone.localtime(at).replace(hour=MORNING, minute=0, second=0, microsecond=0)
    return today if today <= at else today - timedelta(days=1)


def monday(at: datetime) -> datetime:
    """The last morning of a Monday before ``at``."""
    return morning(at) - timedelta(days=morning(at).weekday())


def look(row: Subscription, at: datetime) -> list[tuple[Task, datetime]]:
    """What waits for the person and is not done, with the moment since when; what is new is noted as of ``at``."""
    open_now = {key(task): task for task in waiting(row.person) if not task.done}
    seen = {name: row.seen.get(name, at.isoformat()) for name in open_now}
    if seen != row.seen:
        row.seen = seen
        row.save(update_fields=["seen"])
    return [(task, datetime.fromisoformat(seen[name])) for name, task in open_now.items()]


def key(task: Task) -> str:
    return f"{task.sort} {task.council.id} {task.matter}"


def stop_token(person: Person) -> str:
    """What stands in the address with which a letter can be unsubscribed from, without signing in."""
    return signing.dumps(person.pk, salt=STOP)


def stop(token: str) -> bool:
    """End all letters to whom ``token`` was sent; False where it is not one of ours. Twice does no harm."""
    try:
        number = signing.loads(token, salt=STOP)
    except signing.BadSignature:
        return False
    person = Person.objects.filter(pk=number).first()
    if person is not None:
        subscribe(person, Pace.NONE, Pace.NONE)
    return True


def new_feed(person: Person) -> str:
    """A new secret for the address of the person's feeds, shown this once; the one before ends."""
    token, row = secrets.token_urlsafe(32), subscription(person)
    row.feed = feed_digest(token)
    row.save(update_fields=["feed"])
    return token


def end_feed(person: Person) -> None:
    Subscription.objects.filter(person=person).update(feed=None)


def feed_owner(token: str) -> Subscription | None:
    """Whose feed it is, if ``token`` is good now."""
    valid = Subscription.objects.filter(person__is_active=True).select_related("person")
    return valid.filter(feed=feed_digest(token)).first()


def feed_digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()

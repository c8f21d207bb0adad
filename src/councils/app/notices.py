"""Letters to people: what waits for them, and what was decided in their councils, in one letter rather than in many.

Theory of operation. ``send_notices`` goes through all who want to be told and whose moment has come, and writes to each
at most once. It can run late, twice, or twice at a time: whoever takes a person first holds them for some minutes
(``not_before``); a letter is noted as sent right after the mail server has taken it. So nobody gets one twice, except
where the program is killed between these two moments: then it is sent again, once, under the same Message-ID.

An address that the server refuses is tried again the next day and stops nobody else. A server that cannot be reached
ends the round, nothing is noted as told, and the next round begins anew; ``councils status`` shows either.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from smtplib import SMTPDataError, SMTPException, SMTPNotSupportedError, SMTPRecipientsRefused, SMTPResponseException
from typing import Any

from django.core.mail import EmailMessage, get_connection
from django.db.models import Q
from django.utils import timezone

from councils.app.identity import standings
from councils.app.queries.news import News, news_since
from councils.app.queries.waiting import Task
from councils.app.subscriptions import Pace, due, is_due, look, subscription
from councils.store.ledger import record_end
from councils.store.models import Person, Subscription

HELD = timedelta(minutes=10)  # as long as one letter can take at most, with every timeout of the network
AGAIN = timedelta(days=1)  # a refused address is tried again after this
SOON = timedelta(days=1)  # what ends so soon is told once more
HOUR = timedelta(hours=1)
CLOSING = 421  # the server says so when it hangs up


@dataclass(frozen=True, slots=True)
class Marks:
    """Up to where a person has been told."""

    waiting_told: datetime
    decisions_told: datetime
    seq: int


@dataclass(frozen=True, slots=True)
class Notice:
    """What one letter is to say. ``tasks`` are all that wait, if any is new or ends soon; ``number`` names the letter
    for ever."""

    person: Person
    tasks: tuple[Task, ...]
    news: tuple[News, ...]
    number: str


@dataclass(slots=True)
class Round:
    """How a round went: letters sent, addresses refused, and why it ended early, if it did."""

    sent: int = 0
    refused: int = 0
    down: str = ""


Write = Callable[[Notice], EmailMessage]


def send_notices(write: Write, at: datetime | None = None) -> Round:
    """Tell everybody whose moment has come; ``write`` makes the letters."""
    now, done = at or timezone.now(), Round()
    enrol(now)
    connection = get_connection()
    try:
        for row in expecting(now):
            tell(row, write, connection, now, done)
            if done.down:
                break
    finally:
        connection.close()
    return done


def enrol(at: datetime) -> None:
    """Whoever has given an address is told what the defaults say, until they say otherwise."""
    for person in Person.objects.filter(subscription=None, is_active=True).exclude(email=""):
        subscription(person, at)


def expecting(at: datetime) -> list[Subscription]:
    """Who has an address, wants to be told of anything at this moment, and is in nobody's hands."""
    free = Q(not_before=None) | Q(not_before__lte=at)
    rows = Subscription.objects.filter(free, due("waiting", at) | due("decisions", at), person__is_active=True)
    return list(rows.exclude(person__email="").select_related("person").order_by("pk"))


def tell(row: Subscription, write: Write, connection: Any, at: datetime, done: Round) -> None:
    """Write to one person, if there is anything to say; where there is not, it is noted that we have looked."""
    until = record_end().seq
    if Pace.ONCE in (row.waiting, row.decisions) and row.looked == until and at - row.waiting_told < HOUR:
        return
    marks = Marks(row.waiting_told, row.decisions_told, row.seq)
    waits, decided = is_due(row.waiting, marks.waiting_told, at), is_due(row.decisions, marks.decisions_told, at)
    after = Marks(at if waits else marks.waiting_told, *((at, until) if decided else (marks.decisions_told, marks.seq)))
    tasks = pressing(row, at) if waits else []
    mine = {standing.council.id for standing in standings(row.person)} if decided else set()
    news = news_since(row.seq, mine, until) if mine else []
    if not hold(row, marks, at):
        return
    if tasks or news:
        number = f"{row.pk}.{marks.waiting_told.timestamp():.0f}.{marks.decisions_told.timestamp():.0f}.{marks.seq}"
        problem = deliver(write(Notice(row.person, tuple(tasks), tuple(news), number)), connection)
        if problem is not None:
            failed(row, problem, at, done)
            return
        done.sent += 1
    told = Subscription.objects.filter(pk=row.pk)
    told.update(**asdict(after), looked=until, not_before=None, problem="" if tasks or news else row.problem)


def pressing(row: Subscription, at: datetime) -> list[Task]:
    """All that waits, if some of it is new since the last letter, or has come near its end since then."""
    last = row.waiting_told
    found = look(row, at)
    new = any(since > last for _, since in found)
    soon = any(last < task.until - SOON <= at for task, _ in found if task.until)
    return [task for task, _ in found] if new or soon else []


def hold(row: Subscription, marks: Marks, at: datetime) -> bool:
    """Take this person for ourselves; False where another round was first, or has told them already."""
    same = Subscription.objects.filter(pk=row.pk, not_before=row.not_before, **asdict(marks))
    return bool(same.update(not_before=at + HELD))


def deliver(letter: EmailMessage, connection: Any) -> Exception | None:
    """Send it; what was wrong, if it was not taken."""
    try:
        connection.open()
        connection.send_messages([letter])
    except (SMTPException, ValueError, OSError) as problem:
        return problem
    return None


def failed(row: Subscription, problem: Exception, at: datetime, done: Round) -> None:
    """Nothing is told: an address that was refused waits for a day, a server that is away for the next round."""
    reason = said(problem)
    if of_this_letter(problem):
        done.refused += 1
    else:
        done.down = reason
    rows = Subscription.objects.filter(pk=row.pk)
    rows.update(not_before=None if done.down else at + AGAIN, problem=reason)


def said(problem: Exception) -> str:
    """In the words of the mail server, where it has said something."""
    if isinstance(problem, SMTPRecipientsRefused):
        return "; ".join(f"{code} {text.decode(errors='replace')}" for code, text in problem.recipients.values())
    if isinstance(problem, SMTPResponseException) and isinstance(problem.smtp_error, bytes):
        return f"{problem.smtp_code} {problem.smtp_error.decode(errors='replace')}"
    return str(problem) or type(problem).__name__


def of_this_letter(problem: Exception) -> bool:
    """Whether the server takes other letters, only not this one."""
    if isinstance(problem, SMTPDataError):
        return problem.smtp_code != CLOSING
    return isinstance(problem, SMTPRecipientsRefused | SMTPNotSupportedError | ValueError)

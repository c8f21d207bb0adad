"""The letters that tell people what waits for them and what was decided: plain text, and the same as simple HTML.

Theory of operation. A letter passes through other people's computers. So it holds only what everybody may read, names
nobody whose name is not public, and where the charter shows councils to members alone it says no more than that
something waits (R19). Its links lead to pages: nothing is done by opening one, nobody is signed in by it, and nothing
in it tells us who has read it. Leaving takes one click, without signing in (RFC 8058).
"""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit
from uuid import NAMESPACE_URL, uuid5

from django.conf import settings
from django.core.mail import EmailMessage, EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import override

from councils.app.notices import Notice
from councils.app.nouns import gettext as _
from councils.app.nouns import ngettext, speaking_for
from councils.app.queries.federations import federations_of
from councils.app.queries.names import Names
from councils.app.queries.news import News
from councils.app.queries.waiting import Task
from councils.app.subscriptions import stop_token
from councils.core.charter import Visibility
from councils.core.council import Council
from councils.web.record_words import event_url, event_words
from councils.web.views.home import KINDS, task_title, task_url


def absolute(path: str) -> str:
    return f"{settings.URL}{path}"


def letter(notice: Notice) -> EmailMessage:
    concerned = [*(task.council for task in notice.tasks), *(item.council for item in notice.news)]
    with override(settings.LANGUAGE_CODE), speaking_for(lambda: concerned[0].charter.vocabulary):
        return written(notice, concerned)


def written(notice: Notice, concerned: list[Council]) -> EmailMessage:
    federation = ", ".join(found.name for found in federations_of(council.id for council in concerned))
    tasks = [task for task in notice.tasks if is_open(task.council)]
    news = [item for item in notice.news if is_open(item.council)]
    stop = absolute(reverse("stop_notices", args=[stop_token(notice.person)]))
    names = Names()  # as a visitor reads them
    context: dict[str, Any] = {
        "person": notice.person,
        "federation": federation,
        "vocabulary": dict(concerned[0].charter.vocabulary),
        "kept_tasks": len(tasks) < len(notice.tasks),
        "kept_news": len(news) < len(notice.news),
        "tasks": [task_line(task, names) for task in tasks],
        "news": [news_line(item, names) for item in news],
        "home": absolute(reverse("home")),
        "choose": absolute(reverse("notices")),
        "stop": stop,
    }
    made = EmailMultiAlternatives(
        subject=one_line(f"{federation}: {subject(notice)}"),
        body=render_to_string("councils/letters/notice.txt", context),
        to=[notice.person.email],
        headers=headers(notice, stop),
    )
    made.attach_alternative(render_to_string("councils/letters/notice.html", context), "text/html")
    return made


def one_line(text: str) -> str:
    """Nobody writes lines of their own into a letter of ours, by a title that has some."""
    return " ".join(text.split())


def is_open(council: Council) -> bool:
    """Whether everybody may read of it."""
    return council.charter.visibility is Visibility.PUBLIC


def subject(notice: Notice) -> str:
    number = len(notice.tasks)
    if number:
        return ngettext("%(n)s thing waits for you", "%(n)s things wait for you", number) % {"n": number}
    return _("what was decided")


def headers(notice: Notice, stop: str) -> dict[str, str]:
    """The same letter has the same Message-ID, so that a repeat is known as one."""
    host = urlsplit(settings.URL).hostname or "localhost"
    return {
        "Message-ID": f"<{uuid5(NAMESPACE_URL, f'{settings.URL}/{notice.number}')}@{host}>",
        "List-Unsubscribe": f"<{stop}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        "Auto-Submitted": "auto-generated",
    }


def task_line(task: Task, names: Names) -> dict[str, Any]:
    return {
        "kind": KINDS[task.sort],
        "council": task.council.name,
        "title": one_line(task_title(task, names)),
        "until": task.until,
        "url": absolute(task_url(task)),
    }


def news_line(item: News, names: Names) -> dict[str, Any]:
    path = event_url(item.event, item.council) or reverse("council", args=[item.council.id])
    return {
        "council": item.council.name,
        "text": one_line(event_words(item.event, item.council, names)),
        "at": item.at,
        "url": absolute(path),
    }

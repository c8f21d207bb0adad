"""What every page shows around its own matter: the federation's name and words, the way around, who is looking."""

from __future__ import annotations

from typing import Any, cast

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from councils.app.identity import council
from councils.app.queries.waiting import waiting
from councils.store.models import Federation, Person


def house(request: HttpRequest) -> dict[str, Any]:
    federation = Federation.objects.first()
    root = council(federation.root) if federation else None
    return {
        "now": timezone.now(),
        "federation": federation,
        "vocabulary": dict(root.charter.vocabulary) if root else {},
        "shell": {
            "federation_name": federation.name if federation else _("Councils"),
            "home_url": reverse("federation"),
            "navigation": navigation(request),
            "person": person(request),
            "sign_in_url": reverse("account_login"),
            "sign_out_url": reverse("account_logout"),
            "rules_url": reverse("rules"),
            "demonstration": bool(federation and federation.demonstration),
            "view_as": view_as(request) if federation and federation.demonstration else None,
            "footer": [
                {"label": _("The rules"), "url": reverse("rules")},
                {"label": _("The record"), "url": reverse("record")},
            ],
            "source_url": settings.SOURCE_URL or reverse("source"),
            "sends_mail": bool(settings.MAIL),
        },
    }


def viewer(request: HttpRequest) -> Person | None:
    """Who is signed in."""
    user = getattr(request, "user", None)
    return cast("Person", user) if user is not None and user.is_authenticated else None


def person(request: HttpRequest) -> dict[str, str] | None:
    found = viewer(request)
    return {"name": str(found), "url": reverse("home")} if found else None


def navigation(request: HttpRequest) -> list[dict[str, Any]]:
    found = viewer(request)
    count = sum(not task.done for task in waiting(found)) if found else 0
    places = [
        ("home", _("What waits for me"), count),
        ("federation", _("Federation"), 0),
        ("charter", _("Charter"), 0),
        ("record", _("Record"), 0),
    ]
    return [
        {"label": label, "url": reverse(name), "current": request.path == reverse(name), "count": number}
        for name, label, number in places
    ]


def view_as(request: HttpRequest) -> dict[str, Any]:
    choices = [
        ("visitor", _("a visitor")),
        ("member", _("a member")),
        ("delegate", _("a delegate")),
        ("teller", _("a teller")),
    ]
    return {
        "action": reverse("view_as"),
        "current": request.session.get("view_as", "somebody" if viewer(request) else "visitor"),
        "choices": [{"key": key, "label": label} for key, label in choices],
        "choose_url": reverse("people"),
    }

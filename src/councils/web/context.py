"""What every page shows around its own matter: the federation's name and words, the way around, who is looking."""

from __future__ import annotations

from typing import Any, cast

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from councils.app.identity import council, standings
from councils.app.membership import find_invitation
from councils.app.nouns import gettext as _
from councils.app.queries.federations import federation_of, federations_of, only_federation, several
from councils.app.queries.waiting import waiting
from councils.store.models import Federation, Person


def house(request: HttpRequest) -> dict[str, Any]:
    federation = at_hand(request)
    rules = reverse("council_rules", args=[federation.root]) if federation else reverse("rules")
    return {
        "now": timezone.now(),
        "federation": federation,
        "vocabulary": vocabulary(federation),
        "shell": {
            "federation_name": federation.name if federation else _("Councils"),
            "home_url": federation_url(federation.root) if federation else reverse("federation"),
            "navigation": navigation(request, federation),
            "person": person(request),
            "sign_in_url": reverse("account_login"),
            "sign_out_url": reverse("account_logout"),
            "rules_url": rules,
            "demonstration": bool(federation and federation.demonstration),
            "view_as": view_as(request, federation) if federation and federation.demonstration else None,
            "footer": [
                {"label": _("The rules"), "url": rules},
                {"label": _("The record"), "url": reverse("record")},
                {"label": _("Laboratory"), "url": reverse("laboratory")},
            ],
            "source_url": settings.SOURCE_URL or reverse("source"),
            "sends_mail": bool(settings.MAIL),
        },
    }


def at_hand(request: HttpRequest) -> Federation | None:
    """The federation that a page is about: that of its council; else the only one, or the only one that the viewer is
    in; None where there is none of these."""
    name = council_at(request)
    if name and (found := federation_of(name)):
        return found
    if found := only_federation():
        return found
    mine = federations_of(standing.council.id for standing in standings(viewer(request)))
    return mine[0] if len(mine) == 1 else None


def vocabulary(federation: Federation | None) -> dict[str, str]:
    """Its own nouns."""
    root = council(federation.root) if federation else None
    return dict(root.charter.vocabulary) if root else {}


def council_at(request: HttpRequest) -> str:
    """The council in the address, or behind the invitation in it."""
    at = request.resolver_match
    if at is None:
        return ""
    invited = find_invitation(at.kwargs["token"]) if at.url_name == "invitation" else None
    return invited.council if invited else str(at.kwargs.get("council", ""))


def federation_url(root: str) -> str:
    """The page of a federation: the first page, or one of its own where there are several."""
    return reverse("one_federation", args=[root]) if several() else reverse("federation")


def viewer(request: HttpRequest) -> Person | None:
    """Who is signed in."""
    user = getattr(request, "user", None)
    return cast("Person", user) if user is not None and user.is_authenticated else None


def person(request: HttpRequest) -> dict[str, str] | None:
    found = viewer(request)
    return {"name": str(found), "url": reverse("home")} if found else None


def navigation(request: HttpRequest, federation: Federation | None) -> list[dict[str, Any]]:
    found = viewer(request)
    count = sum(not task.done for task in waiting(found)) if found else 0
    places = [
        (reverse("home"), _("What waits for me"), count),
        (reverse("federation"), _("Federations") if several() else _("Federation"), 0),
        (charter_url(federation.root) if federation else "", _("{Charter}"), 0),
        (reverse("record"), _("Record"), 0),
    ]
    return [
        {"label": label, "url": url, "current": request.path == url, "count": number}
        for url, label, number in places
        if url
    ]


def charter_url(root: str) -> str:
    return reverse("council_charter", args=[root])


def view_as(request: HttpRequest, federation: Federation) -> dict[str, Any]:
    choices = [
        ("visitor", _("a visitor")),
        ("member", _("a {member}")),
        ("delegate", _("a {delegate}")),
        ("teller", _("a {teller}")),
    ]
    congress = council(federation.root)
    if congress and congress.charter.planning.office:
        choices += [("coordinator", _("a coordinator")), ("planner", _("a planner"))]
    return {
        "action": reverse("view_as"),
        "current": request.session.get("view_as", "somebody" if viewer(request) else "visitor"),
        "choices": [{"key": key, "label": label} for key, label in choices],
        "choose_url": reverse("people"),
    }

"""The charter in plain words, its versions, the difference between two, and the file itself (R15)."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from councils.app.identity import council, standings
from councils.app.queries.charter_text import charter_toml
from councils.core.charter.document import charter_digest
from councils.core.charter.words import tell
from councils.core.council import CharterVersion, Council
from councils.core.vocabulary import PLURALS
from councils.store.models import Federation
from councils.web.charter_changes import by_name, changes
from councils.web.context import viewer
from councils.web.saying import say
from councils.web.words import WORDS

Context = dict[str, Any]


def congress() -> Council:
    """The council at the root, which keeps the versions of the charter."""
    federation = Federation.objects.first()
    root = council(federation.root) if federation else None
    if root is None:
        raise Http404(_("There is no federation here yet."))
    return root


def version_of(root: Council, number: int) -> CharterVersion:
    found = next((v for v in root.charters if v.version == number), None)
    if found is None:
        raise Http404(_("The charter has no such version."))
    return found


def charter(request: HttpRequest) -> HttpResponse:
    root = congress()
    return charter_page(request, root, root.charters[-1])


def charter_version(request: HttpRequest, version: int) -> HttpResponse:
    root = congress()
    return charter_page(request, root, version_of(root, version))


def charter_page(request: HttpRequest, root: Council, shown: CharterVersion) -> HttpResponse:
    told = shown.charter
    own = {**WORDS, **told.vocabulary}
    context = {
        "has_aside": True,
        "charter": told,
        "shown": shown,
        "in_force": shown is root.charters[-1],
        "digest": charter_digest(told),
        "sections": [
            {"key": s.key, "title": _(s.title), "sentences": [{"rule": t.rule, "text": say(t)} for t in s.sentences]}
            for s in tell(told)
        ],
        "versions": versions(root),
        "vocabulary_rows": [(WORDS[one], own[one], own[several]) for one, several in PLURALS.items()],
        "propose_url": propose_url(request, root),
    }
    return render(request, "councils/charter.html", context)


def propose_url(request: HttpRequest, root: Council) -> str:
    """Where whoever looks can move a change: in the congress, else below it as an initiative; empty for visitors."""
    voices = [s.council.id for s in standings(viewer(request))]
    here = root.id if root.id in voices else next(iter(voices), "")
    return f"{reverse('propose', args=[here])}?kind=charter" if here else ""


def versions(root: Council) -> list[Context]:
    """All versions, the newest first, each with what it changed and the motion that brought it."""
    return [
        {
            "version": v.version,
            "since": v.since,
            "url": reverse("charter_version", args=[v.version]),
            "motion": root.motions.get(v.motion),
            "motion_url": reverse("motion", args=[root.id, v.motion]) if v.motion in root.motions else "",
            "difference_url": reverse("charter_difference", args=[old.version, v.version]) if old else "",
        }
        for old, v in reversed(list(zip((None, *root.charters), root.charters, strict=False)))
    ]


def charter_difference(request: HttpRequest, old: int, new: int) -> HttpResponse:
    root = congress()
    before, after = version_of(root, old), version_of(root, new)
    context = {
        "before": before,
        "after": after,
        "before_name": _("Version %(n)s") % {"n": old},
        "after_name": _("Version %(n)s") % {"n": new},
        "changes": changes(before.charter, after.charter),
        "table": by_name(before.charter, after.charter),
        "motion": root.motions.get(after.motion),
        "council": root,
    }
    return render(request, "councils/charter_difference.html", context)


def charter_file(request: HttpRequest, version: int) -> HttpResponse:  # noqa: ARG001  Django's signature
    """A version as TOML, to keep and to change."""
    shown = version_of(congress(), version)
    answer = HttpResponse(charter_toml(shown.charter), content_type="application/toml; charset=utf-8")
    answer.headers["Content-Disposition"] = f'attachment; filename="{shown.charter.name}-{version}.toml"'
    return answer

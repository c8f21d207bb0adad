"""The charter in plain words, its versions, the difference between two, and the file itself (R15).

Its address is that of a council: the charter is the one that the federation of this council has, with all versions
that its congress has stood under. They are counted in this order in addresses. The number that a version bears is
that of its federation. Where a congress had come under another's charter and left it again, the title tells two
versions apart (R16).
"""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from councils.app.identity import council as find
from councils.app.identity import standings
from councils.app.nouns import WORDS
from councils.app.nouns import gettext as _
from councils.app.queries.charter_text import charter_toml
from councils.app.queries.federations import root_of, several
from councils.core.act import CouncilId
from councils.core.charter.document import charter_digest
from councils.core.charter.words import tell
from councils.core.council import CharterVersion, Council
from councils.core.motion import Motion
from councils.core.vocabulary import PLURALS
from councils.web.charter_changes import by_name, changes
from councils.web.context import at_hand, viewer
from councils.web.saying import say

Context = dict[str, Any]


def congress(name: CouncilId) -> Council:
    """The council at the root above ``name``, which keeps the versions of the charter."""
    root = find(root_of(name))
    if root is None:
        raise Http404(_("There is no such {council}."))
    return root


def version_of(root: Council, number: int) -> CharterVersion:
    if not 0 < number <= len(root.charters):
        raise Http404(_("The {charter} has no such version."))
    return root.charters[number - 1]


def charter(request: HttpRequest, rest: str = "") -> HttpResponse:
    """Without a council: that of the federation at hand; where there are several, one first chooses."""
    federation = at_hand(request)
    if federation:
        return redirect(reverse("council_charter", args=[federation.root]) + rest)
    if not several():
        raise Http404(_("There is no federation here yet."))
    return redirect("federation")


def council_charter(request: HttpRequest, council: str) -> HttpResponse:
    root = congress(council)
    return charter_page(request, root, root.charters[-1])


def charter_version(request: HttpRequest, council: str, number: int) -> HttpResponse:
    root = congress(council)
    return charter_page(request, root, version_of(root, number))


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
            {"key": s.key, "title": say(s.title), "sentences": [{"rule": t.rule, "text": say(t)} for t in s.sentences]}
            for s in tell(told)
        ],
        "versions": versions(root),
        "file_url": reverse("charter_file", args=[root.id, root.charters.index(shown) + 1]),
        "vocabulary_rows": [(WORDS[one], own[one], own[several]) for one, several in PLURALS.items()],
        "propose_url": propose_url(request, root),
    }
    return render(request, "councils/charter.html", context)


def propose_url(request: HttpRequest, root: Council) -> str:
    """Where whoever looks can move a change: in the congress, else below it as an initiative; empty for visitors."""
    voices = [s.council.id for s in standings(viewer(request)) if root_of(s.council.id) == root.id]
    here = root.id if root.id in voices else next(iter(voices), "")
    return f"{reverse('propose', args=[here])}?kind=charter" if here else ""


def versions(root: Council) -> list[Context]:
    """All versions, the newest first, each with what it changed and the motion that brought it."""
    return [
        {
            "version": v.version,
            "name": called(root, v),
            "since": v.since,
            "url": reverse("charter_version", args=[root.id, number]),
            "motion": brought_by(v),
            "motion_url": motion_url(v),
            "difference_url": reverse("charter_difference", args=[root.id, number - 1, number]) if number > 1 else "",
        }
        for number, v in reversed(list(enumerate(root.charters, start=1)))
    ]


def called(root: Council, version: CharterVersion) -> str:
    """By its number, and by its title as well where another one had this number."""
    names = {"n": version.version, "title": version.charter.title}
    alone = sum(each.version == version.version for each in root.charters) == 1
    return (_("Version %(n)s") if alone else _("Version %(n)s of “%(title)s”")) % names


def brought_by(version: CharterVersion) -> Motion | None:
    """The motion that brought a version: of the congress, or of the council that it came under."""
    decided = find(version.motion.rpartition(":")[0])
    return decided.motions.get(version.motion) if decided else None


def motion_url(version: CharterVersion) -> str:
    return reverse("motion", args=[version.motion.rpartition(":")[0], version.motion]) if brought_by(version) else ""


def charter_difference(request: HttpRequest, council: str, old: int, new: int) -> HttpResponse:
    root = congress(council)
    before, after = version_of(root, old), version_of(root, new)
    context = {
        "before": before,
        "after": after,
        "before_name": called(root, before),
        "after_name": called(root, after),
        "changes": changes(before.charter, after.charter),
        "table": by_name(before.charter, after.charter),
        "motion": brought_by(after),
        "motion_url": motion_url(after),
        "council": root,
    }
    return render(request, "councils/charter_difference.html", context)


def charter_file(request: HttpRequest, council: str, number: int) -> HttpResponse:  # noqa: ARG001  Django's signature
    """A version as TOML, to keep and to change."""
    shown = version_of(congress(council), number)
    answer = HttpResponse(charter_toml(shown.charter), content_type="application/toml; charset=utf-8")
    answer.headers["Content-Disposition"] = f'attachment; filename="{shown.charter.name}-{shown.version}.toml"'
    return answer

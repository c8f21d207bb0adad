"""Who looks at which council: what every page of a council begins with (R19).

Theory of operation. A ``Visit`` holds the council, who is looking, and the voice they have in it, read once. Under a
charter whose visibility is "members", whoever has no voice in any council of its federation sees none: the page says so
and shows the way in. The decorator ``in_council`` turns the council's id of the address into a visit, or into a page
that says why there is none. Everybody may look; an act needs somebody who does it (``signed_in``).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse

from councils.app.identity import Standing, council, standings, voices
from councils.app.nouns import gettext as _
from councils.app.queries.applications import applications
from councils.app.queries.federations import federation_of, federations, several
from councils.app.queries.names import Names
from councils.app.queries.visibility import hidden, hidden_federations, names_for
from councils.app.twice import read_shown, since
from councils.core.act import CouncilId, Voice
from councils.core.council import Council
from councils.core.refusal import Reason, refuse
from councils.store.models import Federation, Person
from councils.web.context import viewer
from councils.web.refusals import refused_page

View = Callable[..., HttpResponse]
Crumbs = list[dict[str, str]]


@dataclass(frozen=True, slots=True)
class Visit:
    """``standings`` are all voices of ``person``, wherever; ``earlier`` the assemblies that they have gone over from;
    ``names`` are told as this person may read them."""

    council: Council
    person: Person | None
    standings: tuple[Standing, ...]
    earlier: tuple[Standing, ...]
    names: Names

    @property
    def standing(self) -> Standing | None:
        """The voice that the person has in this council."""
        return self.standing_in(self.council.id)

    @property
    def papers(self) -> list[Standing]:
        """What the person may vote and sign with here: their voice, and those that they had before they went over."""
        return [s for s in (*self.standings, *self.earlier) if s.council.id == self.council.id]

    def standing_in(self, name: CouncilId) -> Standing | None:
        return next((s for s in self.standings if s.council.id == name), None)

    @property
    def voice(self) -> Voice | None:
        return self.standing.voice if self.standing else None

    @property
    def is_member(self) -> bool:
        """Whether the person is on the roll of this base assembly."""
        return self.council.is_base and self.standing is not None

    @property
    def hidden(self) -> bool:
        return hidden(self.council, self.standings) and not self.founding

    @property
    def founding(self) -> bool:
        """Whether the person is one of the first here, who confirm each other before anybody is a member."""
        asked = applications(self.person) if self.person else []
        return any(one.may_confirm and one.council.id == self.council.id for one in asked)

    def name(self, voice: Voice, council: Council | None = None) -> str:
        return self.names.of(council or self.council, voice)

    def other(self, name: CouncilId | None) -> Council | None:
        """Another council of the federation."""
        return self.names.world.council(name) if name else None

    def ancestors(self) -> list[Council]:
        """The councils above, the congress first."""
        above: list[Council] = []
        here = self.other(self.council.parent)
        while here is not None:
            above.insert(0, here)
            here = self.other(here.parent)
        return above

    def crumbs(self, *after: tuple[str, str]) -> Crumbs:
        """The way down the tree to this council, and on to ``after`` (label, address)."""
        line = [{"label": c.name, "url": council_url(c.id)} for c in (*self.ancestors(), self.council)]
        return [*line, *({"label": label, "url": url} for label, url in after)]


def council_url(name: CouncilId) -> str:
    return reverse("council", args=[name])


def visit(request: HttpRequest, name: CouncilId) -> Visit | None:
    person = viewer(request)
    now, earlier = voices(person)
    found = council(name)
    return Visit(found, person, tuple(now), tuple(earlier), names_for(now)) if found else None


def in_council(view: View) -> View:
    """Give the view a ``Visit`` in the place of the council's id."""

    @wraps(view)
    def answer(request: HttpRequest, council: str, **rest: Any) -> HttpResponse:
        found = visit(request, council)
        if found is None:
            return refused_page(request, refuse(Reason.NO_SUCH_COUNCIL))
        return members_only(request, federation_of(council)) if found.hidden else view(request, found, **rest)

    return answer


def unless_hidden(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """For what shows all councils of all federations at once: not to whom one of these is hidden from."""

    @wraps(view)
    def answer(request: HttpRequest, **rest: Any) -> HttpResponseBase:
        kept = hidden_federations(tuple(standings(viewer(request))))
        return members_only(request, kept[0], whole=True) if kept else view(request, **rest)

    return answer


def unless_all_hidden(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """For heads and proofs, which say nothing of any council: whoever may see one federation may keep them."""

    @wraps(view)
    def answer(request: HttpRequest, **rest: Any) -> HttpResponseBase:
        here, kept = federations(), hidden_federations(tuple(standings(viewer(request))))
        return members_only(request, kept[0]) if kept and len(kept) == len(here) else view(request, **rest)

    return answer


def sign_in_first(view: View) -> View:
    """Whoever has not signed in is led to do so, and back here."""

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if viewer(request) is None:
            return redirect_to_login(request.get_full_path())
        return view(request, *args, **kwargs)

    return answer


def sign_in_to_act(view: View) -> View:
    """Everybody may look; an act needs somebody who does it."""

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.method == "POST" and viewer(request) is None:
            return redirect_to_login(request.path)
        with since(read_shown(request.POST.get("shown", ""))):
            return view(request, *args, **kwargs)

    return answer


def signed_in(request: HttpRequest) -> Person:
    """Who is signed in, on a page that asks for it."""
    person = viewer(request)
    assert person is not None  # ``sign_in_first`` and ``sign_in_to_act`` have seen to it
    return person


def members_only(request: HttpRequest, federation: Federation | None, *, whole: bool = False) -> HttpResponse:
    """The page in the place of one that the charter of ``federation`` shows to members alone.

    ``whole`` where it would have shown all federations of this server.
    """
    charter = reverse("council_charter", args=[federation.root]) if federation else reverse("charter")
    reason = _("Under this federation's {charter}, its {councils} are seen by their {members} alone.")
    if whole and federation and several():
        reason = _(
            "The record of all {councils} here holds those of %(federation)s too, which are seen by their {members} "
            "alone. Each {council} that you may see has its own record on its page."
        ) % {"federation": federation.name}
    refusal = {
        "rule": "R19",
        "title": _("This is for {members}"),
        "reason": reason,
        "remedies": [
            {"text": _("Sign in"), "url": f"{reverse('account_login')}?next={request.path}"},
            {"text": _("Read the {charter}"), "url": charter},
        ],
    }
    context = {"refusal": refusal, "back": request.path, "shut": federation, "charter_url": charter}
    return render(request, "councils/members_only.html", context, status=403)

"""The first page: the whole federation as a map, as a tree and as a table, and what it has decided lately.

Two queries give all councils; the page costs the same for a hundred members as for a hundred thousand. In a federation
of many hundred councils the tree shows the upper levels, and every council's page goes on from there.
"""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from councils.app.identity import standings
from councils.app.queries.decisions import Decision, disputed_decision, latest_decisions
from councils.app.queries.names import Names
from councils.app.queries.outline import outline
from councils.app.queries.overview import Branch, overview
from councils.app.queries.visibility import names_for
from councils.store.models import Federation
from councils.web.context import viewer
from councils.web.drawing import FederationMap, MapPlace, federation_map
from councils.web.kinds import NAMES
from councils.web.results import against, other_words
from councils.web.saying import result_words
from councils.web.templatetags.councils_ui import number, percent
from councils.web.visit import council_url, unless_hidden

Context = dict[str, Any]
WHOLE_TREE = 400  # councils up to which the tree is shown down to the base


@unless_hidden
def federation(request: HttpRequest) -> HttpResponse:
    found = Federation.objects.first()
    root = overview(found.root) if found else None
    if found is None or root is None:
        return render(request, "councils/no_federation.html")
    names = names_for(tuple(standings(viewer(request))))
    context = {
        "root": root,
        "congress": names.world.council(root.id),
        "assemblies": root.assemblies,
        "map": drawn_map(found, root),
        "councils": [tree(root, depth=9 if len(list(root.walk())) <= WHOLE_TREE else 2)],
        "tree_label": _("All councils"),
        "disputed": disputed(names, root.id),
        "decisions": [decision_row(d) for d in latest_decisions(names.world)],
        "table": level_table(root, names),
    }
    return render(request, "councils/federation.html", context)


def drawn_map(found: Federation, root: Branch) -> FederationMap | None:
    """The councils directly below the congress that have a place on the map."""
    places = [
        MapPlace(
            name=branch.name,
            url=council_url(branch.id),
            label=short_label(branch.name, index),
            members=branch.members,
            latitude=branch.point[0],
            longitude=branch.point[1],
            open_matters=branch.open_below,
            turnout=branch.turnout,
        )
        for index, branch in enumerate(root.below, start=1)
        if branch.point is not None
    ]
    return federation_map(places, outline=outline(found)) if places else None


def short_label(name: str, index: int) -> str:
    """The number in a council's name, or its place in the list, for a circle too small for a name."""
    digits = "".join(c for c in name if c.isdigit())
    return digits if 0 < len(digits) <= 3 else str(index)


def tree(branch: Branch, depth: int) -> Context:
    children = [tree(child, depth - 1) for child in branch.below] if depth else []
    parts = [ngettext("%(n)s member", "%(n)s members", branch.members) % {"n": number(branch.members)}]
    if branch.delegates:
        sitting = ngettext("%(n)s delegate", "%(n)s delegates", branch.delegates)
        parts.append(sitting % {"n": number(branch.delegates)})
    if branch.turnout is not None:
        parts.append(_("last turnout %(share)s") % {"share": percent(branch.turnout)})
    return {
        "name": branch.name,
        "url": council_url(branch.id),
        "detail": " · ".join(parts),
        "open_matters": branch.open_matters,
        "open": any(child.below for child in branch.below),
        "children": children,
    }


def disputed(names: Names, root: str) -> Context | None:
    """The newest decision of the congress whose countings disagree, with what the others say."""
    found = disputed_decision(names.world, root)
    if found is None or found.countings is None or found.motion.verdict is None:
        return None
    return {
        **decision_row(found),
        "sentence": result_words(found.motion.verdict, found.countings.deciding),
        "others": [other_words(kind, found.countings) for kind in against(found.countings)],
        "trail_url": reverse("trail", args=[found.council.id, found.motion.id]),
    }


def deciding(decision: Decision) -> str:
    """The council, and how many others decided the same."""
    if not decision.others:
        return decision.council.name
    text = ngettext("%(council)s and %(n)s other", "%(council)s and %(n)s others", decision.others)
    return text % {"council": decision.council.name, "n": number(decision.others)}


def decision_row(decision: Decision) -> Context:
    """A row of the ``matter_list`` component."""
    return {
        "title": decision.motion.proposal.title,
        "url": reverse("motion", args=[decision.council.id, decision.motion.id]),
        "kind": f"{deciding(decision)} · {NAMES[decision.motion.proposal.kind]}",
        "state": decision.motion.state,
        "decided": decision.motion.decided,
        "detail": _("the countings disagree") if decision.disputed else "",
        "alarm": decision.disputed,
    }


def level_table(root: Branch, names: Names) -> Context:
    """The federation level by level, from the base up."""
    congress = names.world.council(root.id)
    titles = [(level.name, level.title) for level in congress.charter.levels] if congress else []
    columns = [
        {"label": _("Level")},
        {"label": _("Councils"), "number": True},
        {"label": _("Members each, on average"), "number": True},
        {"label": _("Delegates sitting"), "number": True},
        {"label": _("Vacant seats"), "number": True},
        {"label": _("Last turnout"), "number": True},
        {"label": _("Open matters"), "number": True},
    ]
    levels = [(title, [b for b in root.walk() if b.level == name]) for name, title in titles]
    rows = [level_row(title, branches) for title, branches in levels if branches]
    return {"caption": _("Councils by level"), "columns": columns, "rows": rows}


def level_row(title: str, branches: list[Branch]) -> list[Any]:
    turnouts = [b.turnout for b in branches if b.turnout is not None]
    return [
        title,
        len(branches),
        sum(b.members for b in branches) / len(branches),
        sum(b.delegates for b in branches),
        sum(b.vacant for b in branches),
        percent(sum(turnouts) / len(turnouts)) if turnouts else "–",
        sum(b.open_matters for b in branches),
    ]

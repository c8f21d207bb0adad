"""The first page: the whole federation as a map, as a tree and as a table, and what it has decided lately.

Where several federations are in the database, the first page lists them, and each has this page of its own.

Two queries give all councils; the page costs the same for a hundred members as for a hundred thousand. In a federation
of many hundred councils the tree shows the upper levels, and every council's page goes on from there. Map and tree hang
on the record alone, and are kept until the next act.
"""

from __future__ import annotations

from functools import partial
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.text import capfirst

from councils.app.identity import Standing, standings
from councils.app.nouns import WORDS, ngettext
from councils.app.nouns import gettext as _
from councils.app.queries.decisions import Decision, disputed_decision, latest_decisions
from councils.app.queries.federations import federation_of, federations
from councils.app.queries.names import Names
from councils.app.queries.outline import outline
from councils.app.queries.overview import Branch, overview
from councils.app.queries.visibility import federation_hidden, is_part, names_for
from councils.core.charter import Counting, MandateKind
from councils.core.council import Council
from councils.core.refusal import Reason, refuse
from councils.store.models import Act, Federation
from councils.web.context import viewer
from councils.web.drawing import FederationMap, MapPlace, federation_map
from councils.web.kinds import NAMES
from councils.web.matters import motions
from councils.web.refusals import refused_page
from councils.web.results import against, other_words
from councils.web.saying import result_words
from councils.web.templatetags.councils_ui import number, percent
from councils.web.visit import council_url, members_only

Context = dict[str, Any]
WHOLE_TREE = 400  # councils up to which the tree is shown down to the base


def federation(request: HttpRequest) -> HttpResponse:
    here = federations()
    if not here:
        return render(request, "councils/no_federation.html")
    return federation_page(request, here[0]) if len(here) == 1 else side_by_side(request, here)


def one_federation(request: HttpRequest, council: str) -> HttpResponse:
    """That of ``council``, under the address of its congress."""
    found = federation_of(council)
    if found is None:
        return refused_page(request, refuse(Reason.NO_SUCH_COUNCIL))
    if found.root != council:
        return redirect("one_federation", found.root)
    return federation_page(request, found)


def side_by_side(request: HttpRequest, here: list[Federation]) -> HttpResponse:
    """All federations, the viewer's first; of one that is for members, its name and its charter."""
    voices = tuple(standings(viewer(request)))
    rows = [neighbour(found, voices) for found in here]
    context = {"federations": sorted(rows, key=lambda row: not row["mine"])}
    return render(request, "councils/federations.html", context)


def neighbour(found: Federation, voices: tuple[Standing, ...]) -> Context:
    root = overview(found.root)
    assert root is not None  # a federation is known by its congress
    return {
        "name": found.name,
        "url": reverse("one_federation", args=[found.root]),
        "charter_url": reverse("council_charter", args=[found.root]),
        "hidden": federation_hidden(found, voices),
        "mine": is_part(found.root, voices),
        "members": root.people,
        "assemblies": root.assemblies,
    }


def federation_page(request: HttpRequest, found: Federation) -> HttpResponse:
    voices = tuple(standings(viewer(request)))
    if federation_hidden(found, voices):
        return members_only(request, found)
    root, names = overview(found.root), names_for(voices)
    assert root is not None  # a federation is known by its congress
    congress = names.world.council(root.id)
    assert congress is not None  # the read models follow the ledger
    decided = latest_decisions(names.world, {branch.id for branch in root.walk()})
    contested = disputed(names, root.id)
    context = {
        "root": root,
        "neighbours": [neighbour(other, voices) for other in federations() if other.root != root.id],
        "charter_url": reverse("council_charter", args=[root.id]),
        "congress": congress,
        "course": course(congress) if root.below else [],
        "running": motions(congress)[0],
        "trail_url": contested["trail_url"] if contested else referred(decided),
        "assemblies": root.assemblies,
        "last_act": Act.objects.order_by("-seq").values_list("hash", flat=True).first(),
        "map": partial(drawn_map, found, root),
        "councils": lambda: [tree(root, 9 if len(list(root.walk())) <= WHOLE_TREE else 2, top=True)],
        "tree_label": _("All {councils}"),
        "tree_broad": True,
        "disputed": contested,
        "decisions": [decision_row(d) for d in decided],
        "table": level_table(root, congress),
    }
    return render(request, "councils/federation.html", context)


def course(congress: Council) -> list[Context]:
    """The way of a decision, as this federation's charter has it."""
    rule, own = congress.charter.referral, {**WORDS, **congress.charter.vocabulary}
    return [
        {
            "title": _("1. %(assemblies)s decide") % {"assemblies": capfirst(str(own["assemblies"]))},
            "text": _("Everyone on the roll may propose, argue and vote, and nobody has more rights than another."),
            "rule": "R2",
        },
        {
            "title": _("2. %(delegates)s carry it up") % {"delegates": capfirst(str(own["delegates"]))},
            "text": {
                MandateKind.IMPERATIVE: _("They vote as they were told. A vote against it is refused."),
                MandateKind.ANSWERABLE: _(
                    "A vote against what they were told is a breach: recorded, and answered for."
                ),
                MandateKind.FREE: _("They vote as they judge, and those who sent them see how."),
            }[rule.mandate],
            "rule": "R8",
        },
        {
            "title": _("3. The %(congress)s counts") % {"congress": own["congress"]},
            "text": {
                Counting.DELEGATES: _(
                    "By {delegates}. The count by {members}, and that of every head, stand beside it."
                ),
                Counting.MEMBERS: _(
                    "By {members} represented. The count by {delegates}, and that of every head, stand beside it."
                ),
                Counting.BASE: _("Head by head. The counts by {delegates} and by {members} stand beside it."),
            }[rule.counting],
            "rule": "R9",
        },
        {
            "title": _("4. It comes back down"),
            "text": _("Each place carries it out in its own way, and reports. Enough {objections} bring it back."),
            "rule": "R12",
        },
    ]


def referred(decisions: list[Decision]) -> str:
    """The trail of the latest decision that went down to the base."""
    found = next((d for d in decisions if d.countings), None)
    return reverse("trail", args=[found.council.id, found.motion.id]) if found else ""


def drawn_map(found: Federation, root: Branch) -> FederationMap | None:
    """The councils directly below the congress that have a place on the map."""
    places = [
        MapPlace(
            name=branch.name,
            url=council_url(branch.id),
            label=short_label(branch.name, index),
            members=branch.people,
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


def tree(branch: Branch, depth: int, *, top: bool = False) -> Context:
    children = [tree(child, depth - 1) for child in branch.below] if depth else []
    parts = [ngettext("%(n)s {member}", "%(n)s {members}", branch.people) % {"n": number(branch.people)}]
    if branch.delegates:
        sitting = ngettext("%(n)s {delegate}", "%(n)s {delegates}", branch.delegates)
        parts.append(sitting % {"n": number(branch.delegates)})
    if branch.turnout is not None:
        parts.append(_("turnout %(share)s") % {"share": percent(branch.turnout)})
    return {
        "name": branch.name,
        "url": council_url(branch.id),
        "detail": " · ".join(parts),
        "open_matters": branch.open_matters,
        "open": top,
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


def level_table(root: Branch, congress: Council) -> Context:
    """The federation level by level, from the base up."""
    titles = [(level.name, level.title) for level in congress.charter.levels]
    columns = [
        {"label": _("Level")},
        {"label": _("{Councils}"), "number": True},
        {"label": _("{Members} each, on average"), "number": True},
        {"label": _("{Delegates} sitting"), "number": True},
        {"label": _("Vacant seats"), "number": True},
        {"label": _("Last turnout"), "number": True},
        {"label": _("Open matters"), "number": True},
    ]
    levels = [(title, [b for b in root.walk() if b.level == name]) for name, title in titles]
    rows = [level_row(title, branches, base=n == 0) for n, (title, branches) in enumerate(levels) if branches]
    return {"caption": _("{Councils} by level"), "columns": columns, "rows": rows}


def level_row(title: str, branches: list[Branch], *, base: bool) -> list[Any]:
    turnouts = [b.turnout for b in branches if b.turnout is not None]
    return [
        title,
        len(branches),
        sum(b.people for b in branches) / len(branches),
        "–" if base else sum(b.delegates for b in branches),
        sum(b.vacant for b in branches),
        percent(sum(turnouts) / len(turnouts)) if turnouts else "–",
        sum(b.open_matters for b in branches),
    ]

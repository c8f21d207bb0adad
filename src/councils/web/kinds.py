"""The kinds of motion: what each is called, and which can be brought in a council, about what (R6)."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import Promise

from councils.app.households import catalogue
from councils.app.nouns import gettext as _
from councils.app.nouns import gettext_lazy
from councils.app.queries.federations import councils_elsewhere
from councils.core.charter import Kind
from councils.core.charter.words import tell_kind
from councils.core.council import Council
from councils.core.machines import MotionState, Objection
from councils.core.motion import is_referred
from councils.core.proposal import reopenable, stands_below
from councils.web.saying import say

NAMES: Mapping[Kind, Promise] = {
    Kind.RESOLUTION: gettext_lazy("Resolution"),
    Kind.PROCEDURE: gettext_lazy("{Motion} on procedure"),
    Kind.DIRECTIVE: gettext_lazy("{Directive}"),
    Kind.INITIATIVE: gettext_lazy("Initiative to the {council} above"),
    Kind.OBJECTION: gettext_lazy("{Objection} to a {directive}"),
    Kind.DEMAND: gettext_lazy("Demand for a referral"),
    Kind.RECONSIDERATION: gettext_lazy("Reconsideration of a {directive}"),
    Kind.REOPENING: gettext_lazy("Reopening of what was decided"),
    Kind.REPEAL: gettext_lazy("Repeal of a decision"),
    Kind.CHARTER: gettext_lazy("Change of the {charter}"),
    Kind.SPECIAL_OFFICE: gettext_lazy("Special {office}"),
    Kind.FOUNDING: gettext_lazy("Founding of a new {assembly}"),
    Kind.SPLIT: gettext_lazy("Split of this {assembly}"),
    Kind.MERGER: gettext_lazy("Merger with another {assembly}"),
    Kind.JOINING: gettext_lazy("Joining another federation"),
    Kind.ADMISSION: gettext_lazy("Admission of a federation"),
    Kind.LEAVING: gettext_lazy("Leaving the federation"),
    Kind.PLAN: gettext_lazy("Plan"),
    Kind.NEED: gettext_lazy("Need of the {council}"),
    Kind.PROVISION: gettext_lazy("How a good is had"),
}

Choices = list[tuple[str, str]]


def kind_words(council: Council, kind: Kind) -> list[str]:
    """What a motion of this kind is for, and the way it goes, in sentences.

    The charter is changed by the congress alone: below it, a change is proposed by an initiative.
    """
    told = way(council, kind)
    if kind is not Kind.CHARTER or council.parent is None:
        return told
    return [
        told[0],
        _("Carried here, it goes up as an initiative; the {congress} decides, by the amending rule."),
        *way(council, Kind.INITIATIVE)[1:],
    ]


def way(council: Council, kind: Kind) -> list[str]:
    """The charter's sentences; of referral only where there is somebody below."""
    told = tell_kind(council.charter, kind)
    return [say(sentence) for sentence in told if sentence.rule != "R7" or council.below]


def kinds_here(council: Council, above: Council | None) -> list[Kind]:
    """The kinds that can be brought in this council now."""
    possible = {
        Kind.RESOLUTION: True,
        Kind.PROCEDURE: True,
        Kind.DIRECTIVE: bool(council.below),
        Kind.INITIATIVE: council.parent is not None,
        Kind.OBJECTION: bool(directives_to_object(council)),
        Kind.DEMAND: bool(motions_to_demand(above)),
        Kind.REOPENING: bool(decisions(council, Kind.REOPENING)),
        Kind.REPEAL: bool(decisions(council, Kind.REPEAL)),
        Kind.CHARTER: True,
        Kind.SPECIAL_OFFICE: bool(council.charter.special.longest_days),
        Kind.FOUNDING: not council.is_base,
        Kind.SPLIT: stands_below(council) and council.split is None,
        Kind.MERGER: bool(stands_below(council) and assemblies_beside(council, above)),
        Kind.JOINING: council.parent is None and not council.joining and bool(hosts(council)),
        Kind.ADMISSION: bool(council.requests),
        Kind.LEAVING: council.parent is not None and not council.merged_into,
        Kind.NEED: bool(council.charter.planning.office and catalogue(council.id)),
        Kind.PROVISION: council.parent is None and bool(council.economy.products),
    }
    return [kind for kind, here in possible.items() if here]


def assemblies_beside(council: Council, above: Council | None) -> Choices:
    """The assemblies below the same council, with which this one can merge (R16)."""
    if above is None:
        return []
    base = council.charter.levels[0].name
    return [(name, b.name) for name, b in above.below.items() if b.level == base and name != council.id]


def hosts(council: Council) -> Choices:
    """The councils of other federations in this database that this one could come to stand below (R16)."""
    rows = councils_elsewhere(council.id)
    return [(row.pk, f"{row.name} ({row.pk})") for row in rows if row.level != council.charter.levels[0].name]


def requests(council: Council) -> Choices:
    return [(name, request.name) for name, request in council.requests.items()]


def decisions(council: Council, kind: Kind) -> Choices:
    """What this council has decided, and can decide anew (R6)."""
    if not council.charter.reopening.allowed:
        return []
    return [(m.id, f"{m.decided_title} ({m.id})") for m in council.motions.values() if reopenable(m, kind)]


def directives_to_object(council: Council) -> Choices:
    """Directives from above that stand, and that this council can still object to (R13)."""
    return [
        (d.id, d.title)
        for d in council.directives.values()
        if d.issuer != council.id and not d.objected and d.objection is not Objection.SETTLED
    ]


def motions_to_demand(above: Council | None) -> Choices:
    """Motions of the council above that can still be referred down, and would not be without a demand (R7)."""
    if above is None:
        return []
    early = (MotionState.DRAFT, MotionState.SECONDED, MotionState.DELIBERATION)
    return [(m.id, m.proposal.title) for m in above.motions.values() if m.state in early and not is_referred(above, m)]

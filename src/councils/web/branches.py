"""What a council's page says of how it came about and where it goes on: splits, mergers, federations (R16).

Each line has a text and a link, to the other council or to the form that would answer. Whoever reads the page of an
assembly that has gone over into another is led on.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.urls import reverse

from councils.app.nouns import gettext as _
from councils.app.nouns import ngettext
from councils.core.charter import Kind
from councils.core.council import Council
from councils.web.templatetags.councils_ui import number
from councils.web.visit import Visit, council_url

Context = dict[str, Any]


def branches(visit: Visit) -> list[Context]:
    return [*gone_over(visit), *origin(visit), *too_large(visit), *offers(visit), *requests(visit), *former(visit)]


def line(text: str, url: str = "", link: str = "") -> Context:
    return {"text": text, "url": url, "link": link}


def name_of(visit: Visit, council: str) -> str:
    other = visit.other(council)
    return other.name if other else council


def proposing(here: Council, kind: Kind, target: str = "") -> str:
    about = f"&target={target}" if target else ""
    return f"{reverse('propose', args=[here.id])}?kind={kind}{about}"


def gone_over(visit: Visit) -> Iterator[Context]:
    into = visit.council.merged_into
    if into:
        name = name_of(visit, into)
        text = _("This {assembly} has gone over into another one. Its record stays; votes that are open end here.")
        yield line(text, council_url(into), _("Go on to %(name)s") % {"name": name})


def origin(visit: Visit) -> Iterator[Context]:
    """Whom the members of this one came from: the council above remembers it."""
    above = visit.other(visit.council.parent)
    below = above.below.get(visit.council.id) if above else None
    if below and below.origin:
        name = name_of(visit, below.origin)
        yield line(_("Branched off from another {assembly}:"), council_url(below.origin), name)


def too_large(visit: Visit) -> Iterator[Context]:
    here, most = visit.council, visit.council.charter.levels[0].maximum
    if not here.is_base or not most or len(here.roll) <= most or here.split:
        return
    text = _("It has %(n)s {members}; by the {charter} every {assembly} has %(most)s at most.")
    said = text % {"n": number(len(here.roll)), "most": number(most)}
    can = visit.standing is not None and here.parent is not None
    yield line(said, proposing(here, Kind.SPLIT) if can else "", _("Propose to split it") if can else "")


def offers(visit: Visit) -> Iterator[Context]:
    here = visit.council
    for other in sorted(here.offers):
        text = _("%(name)s offers to come over into this {assembly}.") % {"name": name_of(visit, other)}
        can = visit.standing is not None
        yield line(text, proposing(here, Kind.MERGER, other) if can else "", _("Propose to agree") if can else "")
    for other in sorted(here.offering) if not here.merged_into else ():
        text = _("This {assembly} has offered to merge, and waits for the vote of the other:")
        yield line(text, council_url(other), name_of(visit, other))


def requests(visit: Visit) -> Iterator[Context]:
    here = visit.council
    for other, request in sorted(here.requests.items()):
        text = _("%(name)s asks to be taken in, with all below it.") % {"name": request.name}
        can = visit.standing is not None
        url = proposing(here, Kind.ADMISSION, other) if can else council_url(other)
        yield line(text, url, _("Propose to admit it") if can else _("See it"))
    if here.joining:
        text = _("This federation has asked to be taken in, and waits for the vote there:")
        yield line(text, council_url(here.joining), name_of(visit, here.joining))


def former(visit: Visit) -> Iterator[Context]:
    for other, below in visit.council.former.items():
        yield line(_("Stood below this {council} before:"), council_url(other), below.name)


def split_panel(visit: Visit) -> Context | None:
    """A split that is decided: who goes so far, and the choice of whoever is a member."""
    here = visit.council
    if here.split is None:
        return None
    going = sum(member in here.split.going for member in here.roll)
    staying = len(here.roll) - going
    goes = ngettext("%(n)s {member} goes so far", "%(n)s {members} go so far", going) % {"n": number(going)}
    stays = ngettext("%(n)s stays", "%(n)s stay", staying) % {"n": number(staying)}
    least = max(1, here.charter.levels[0].minimum)
    warning = _("Each part needs %(least)s {members}; if one has fewer on that day, nothing changes.")
    return {
        "name": here.split.name,
        "until": here.split.until,
        "motion_url": reverse("motion", args=[here.id, here.split.motion]),
        "counts": f"{goes}, {stays}.",
        "warning": warning % {"least": number(least)} if min(going, staying) < least else "",
        "can_choose": visit.is_member,
        "goes": visit.voice in here.split.going,
    }

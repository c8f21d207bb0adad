"""What a recall has emptied, and who stepped in, in the words and the order of the record (R10)."""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import reverse

from councils.app.nouns import gettext as _
from councils.app.queries.history import Happened, aftermath
from councils.app.queries.names import Names
from councils.app.queries.waiting import title_of
from councils.core.act import MatterId
from councils.core.council import Council
from councils.core.election import ElectionCalled
from councils.core.office import AlternateStruck, DelegateSeated, OfficeFilled, OfficeVacated
from councils.core.recall import Recalled
from councils.core.vacancy import DelegateUnseated
from councils.core.vote.ballot import VoteVoided
from councils.web.showing import Context, office_title


def what_fell(names: Names, council: Council, recall: MatterId) -> list[Context]:
    """Rows of components/timeline.html, the first act first."""
    return [row for found in aftermath(council.id, recall) for row in told(names, found)]


def told(names: Names, found: Happened) -> Iterator[Context]:
    council = names.world.council(found.council)
    text = said(names, council, found) if council else ""
    if council and text:
        yield {
            "at": found.at,
            "text": text,
            "number": found.number,
            "council": {"name": council.name, "url": reverse("council", args=[council.id])},
        }


def said(names: Names, council: Council, found: Happened) -> str:
    match found.event:
        case Recalled(holder=voice, office=office):
            text = _("%(name)s is recalled: %(office)s")
        case OfficeVacated(holder=voice, office=office):
            text = _("%(name)s leaves the {office}: %(office)s")
        case AlternateStruck(holder=voice, office=office):
            text = _("%(name)s is no {alternate} any more: %(office)s")
        case OfficeFilled(holder=voice, office=office):
            text = _("%(name)s steps in: %(office)s")
        case DelegateUnseated(credential=voice):
            text, office = _("The seat of %(name)s is vacant"), ""
        case DelegateSeated(credential=voice):
            text, office = _("%(name)s takes the seat"), ""
        case VoteVoided(matter=matter, paper=voice):
            return _("The vote of %(name)s on “%(title)s” is void") % {
                "name": names.of(council, voice),
                "title": title_of(council, matter)[0],
            }
        case ElectionCalled(office=office):
            return _("An election is called: %(office)s") % {"office": office_title(council, office)}
        case _:
            return ""
    return text % {"name": names.of(council, voice), "office": office_title(council, office) if office else ""}

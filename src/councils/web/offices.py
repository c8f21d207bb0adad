"""The offices of a council and who holds them, as ``office_card`` shows them (R4, R5, R10)."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils import timezone

from councils.app.nouns import gettext as _
from councils.app.nouns import ngettext
from councils.core.charter import OfficeRule
from councils.core.council import Council
from councils.core.election import running_election, vacancies
from councils.core.office import DELEGATE, Tenure, entitled, offices_of, seat_name
from councils.core.vacancy import line
from councils.web.templatetags.councils_ui import number
from councils.web.visit import Visit

Card = dict[str, Any]


def offices(visit: Visit) -> list[Card]:
    """Every office that this council has, special ones last: its holders, its vacant seats, its alternates."""
    found: list[Card] = []
    for rule in offices_of(visit.council):
        cards = [*(holder(visit, rule, t) for t in visit.council.holders(rule.name)), *empty(visit, rule)]
        if cards:
            cards[0]["alternates"] = alternates(visit, rule.name)
            cards[0]["special"] = special(visit.council, rule.name)
        found.extend(cards)
    return found


def special(council: Council, name: str) -> Card | None:
    """What a special office is for, what its holder may do, and when it lapses (R14)."""
    found = council.special.get(name)
    if found is None:
        return None
    left = max(0, (found.office.until - timezone.now()).days)
    return {
        "title": found.office.title,
        "purpose": found.office.purpose,
        "powers": found.office.powers,
        "until": found.office.until,
        "left": ngettext("%(n)s day left", "%(n)s days left", left) % {"n": number(left)},
        "url": reverse("motion", args=[council.id, found.motion]),
    }


def lapsed(council: Council) -> list[Card]:
    """The special offices that were, the latest first."""
    over = [found for found in council.special.values() if not found.in_force]
    return [card for found in reversed(over) if (card := special(council, found.name))]


def holder(visit: Visit, rule: OfficeRule, tenure: Tenure) -> Card:
    card: Card = {
        "title": title(visit, rule),
        "holder": {"name": visit.name(tenure.holder), "url": holder_url(visit.council, tenure)},
        "since": tenure.since,
        "until": tenure.until,
    }
    if tenure.holder in visit.council.delegates:
        sender = visit.council.delegates[tenure.holder].council
        card["by_virtue"] = {
            "text": _("the seat of %(council)s") % {"council": visit.council.below[sender].name},
            "url": reverse("delegate", args=[visit.council.id, tenure.holder]),
        }
    if tenure.until < timezone.now():
        card["note"] = _("The term is over; the holder stays until a successor is elected.")
    if visit.standing is not None:
        card["recall"] = {
            "url": reverse("open_petition", args=[visit.council.id, tenure.number]),
            "text": _("{Recall}"),
        }
    return card


def title(visit: Visit, rule: OfficeRule) -> str:
    """ "Teller, 2 seats"; only the name where there is one seat."""
    seats = entitled(visit.council, rule)
    return rule.title if seats == 1 else _("%(office)s, %(n)s seats") % {"office": rule.title, "n": number(seats)}


def holder_url(council: Council, tenure: Tenure) -> str:
    """A delegate has a page in the council above, where they sit; any other holder one here."""
    if tenure.office == DELEGATE and council.parent:
        return reverse("delegate", args=[council.parent, seat_name(council, tenure)])
    return reverse("holder", args=[council.id, tenure.number])


def empty(visit: Visit, rule: OfficeRule) -> list[Card]:
    """One card for all vacant seats of an office."""
    vacant = vacancies(visit.council, rule)
    if not vacant:
        return []
    seats = ngettext("%(n)s seat is vacant.", "%(n)s seats are vacant.", vacant) % {"n": number(vacant)}
    if running_election(visit.council, rule.name):
        note = _("An election is under way.")
    elif visit.standing is not None:
        note = _("You can call an election.")
    else:
        note = _("Anyone who takes part here can call an election.")
    card: Card = {"title": title(visit, rule), "state": "vacant", "note": f"{seats} {note}"}
    return [card]


def uncalled(council: Council) -> list[OfficeRule]:
    """Offices with a vacant seat, for which nobody has called an election yet."""
    return [o for o in offices_of(council) if vacancies(council, o) and not running_election(council, o.name)]


def alternates(visit: Visit, office: str) -> list[dict[str, str]]:
    """Who steps in next, in order; whoever takes part here can recall an alternate too."""
    return [
        {"name": visit.name(voice), "recall_url": recall_url(visit, office, voice)}
        for voice in line(visit.council, office)
    ]


def recall_url(visit: Visit, office: str, voice: str) -> str:
    if visit.standing is None:
        return ""
    return reverse("open_petition_alternate", args=[visit.council.id, office, voice])

"""A refusal in words, and what sort of no it is: the same for the pages and for the API.

A refusal is data of the core (``Refused``). Whoever shows it needs its sentence, its remedy, and whether there is no
such thing, whether it is others' to do, whether what was said does not fit, or whether it is not the time for it.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

from django.utils.translation import gettext as _

from councils.app.nouns import gettext, nouns
from councils.core.refusal import Reason, Refused
from councils.core.sentence import Phrase


class Sort(IntEnum):
    """As HTTP numbers it."""

    NOT_YOURS = 403
    MISSING = 404
    UNTIMELY = 409
    UNFIT = 422


_SORTS = {
    Sort.MISSING: {
        Reason.NO_SUCH_COUNCIL,
        Reason.NO_SUCH_MATTER,
        Reason.NO_SUCH_OFFICE,
        Reason.NO_SUCH_DIRECTIVE,
        Reason.NO_SUCH_HOURS,
        Reason.NO_SUCH_REPORT,
        Reason.NO_SUCH_PRODUCT,
        Reason.NO_SUCH_PICTURE,
    },
    Sort.NOT_YOURS: {
        Reason.NOT_ON_ROLL,
        Reason.NOT_ON_THIS_ROLL,
        Reason.NOT_THE_OFFICER,
        Reason.NOT_THE_PROPOSER,
        Reason.FRANCHISE,
        Reason.SECONDS_OWN,
        Reason.AGAINST_MANDATE,
        Reason.NO_MANDATE,
        Reason.TERMS_USED_UP,
        Reason.INCOMPATIBLE,
    },
    Sort.UNFIT: {
        Reason.EMPTY_TEXT,
        Reason.NO_GROUNDS,
        Reason.NOTHING_TOLD,
        Reason.EMPTY_REPORT,
        Reason.NO_SUCH_AIM,
        Reason.UNFIT_IMAGE,
        Reason.PART_OF_A_RUN,
        Reason.ONE_PLACE,
        Reason.UNREASONED,
        Reason.NOT_A_CANDIDATE,
        Reason.TOO_MANY_MARKS,
        Reason.COUNT_OVER_ROLL,
        Reason.KIND_NOT_HERE,
        Reason.NO_CHARTER,
        Reason.CHARTER_UNFIT,
        Reason.CANNOT_SEND,
    },
}


def sort_of(refused: Refused) -> Sort:
    return next((sort for sort, reasons in _SORTS.items() if refused.reason in reasons), Sort.UNTIMELY)


@dataclass(frozen=True, slots=True)
class Words:
    reason: str
    remedy: str


def words(refused: Refused) -> Words:
    """In the reader's language."""
    own = {**nouns(), **{name: said(value) for name, value in refused.details.items()}}
    reason, remedy = (_(text).format_map(own) for text in (refused.reason.text, refused.reason.remedy))
    return Words(reason, remedy)


def said(detail: str | int | Phrase) -> str | int:
    """A detail of a refusal in the reader's language, with the federation's nouns."""
    if isinstance(detail, Phrase):
        return gettext(detail.text).format_map(
            {n: said(v) if isinstance(v, Phrase) else v for n, v in detail.values.items()}
        )
    return gettext(detail) if isinstance(detail, str) and detail else detail

"""What the templates need beyond Django's own tags: words, numbers, times, marks and links to the rules.

Everything here is presentation: it turns a value that the application has decided into words or into a mark, and never
decides. The clock comes in from the context (`{{ closes|from_now:now }}`), so that a page can be rendered for any
moment. Nouns come from the federation's own vocabulary (`{% word "delegates" %}`): a mapping under `vocabulary` in the
context, with singular and plural as keys of their own, and the default words where it is silent; or, in a text that
holds nothing else, by `{% translate "How the {delegates} voted"|nouns %}`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from typing import Any

from django import template
from django.conf import settings
from django.template import Context
from django.utils.formats import number_format
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, ngettext_lazy

from councils.app import twice
from councils.app.nouns import gettext as _
from councils.app.nouns import named, ngettext
from councils.app.nouns import noun as ours
from councils.core.vote.options import side
from councils.web.drawing import TallyBar, tally_bar
from councils.web.prose import render_markdown
from councils.web.words import POSITIONS, RULES, STATES

register = template.Library()

_MINUTE, _HOUR, _DAY, _MONTH = 60, 3600, 86_400, 2_629_800


# Words


@register.simple_tag(takes_context=True)
def word(context: Context, noun: str) -> str:
    """The federation's own word for `noun` (`"assembly"`, `"assemblies"`, …); `"Assembly"` begins with a capital."""
    own: Mapping[str, str] = context.get("vocabulary") or {}
    return own.get(noun) or ours(noun)


@register.simple_tag
def shown_now() -> SafeString:
    """For a form that tells what adds up: when its page was shown, so that it is not told twice by it."""
    return format_html('<input type="hidden" name="shown" value="{}">', twice.shown_now())


@register.filter
def nouns(text: str) -> str:
    """`{% translate "How the {delegates} voted"|nouns %}`, in the federation's own words."""
    return named(str(text))


@register.filter
def position_word(position: str) -> str:
    """`"none"` to "no position", and so on."""
    return str(POSITIONS.get(str(position), position))


@register.filter
def vote_word(vote: str) -> str:
    """A vote in words: "yes", or of several options "2 > 1 = 3 > 0"."""
    if not vote or vote in POSITIONS:
        return position_word(vote or "abstain")
    return vote.replace(">", " > ").replace("=", " = ")


@register.simple_tag
def vote_mark(vote: str) -> SafeString:
    """The mark of a vote: of several options it is yes where one of them comes before leaving things as they are."""
    return mark(vote if vote in POSITIONS else side(vote).value)


@register.simple_tag
def positions() -> tuple[str, ...]:
    """All positions a council can have, for a key."""
    return tuple(POSITIONS)


@register.filter
def state_word(state: str) -> str:
    """The name of a state of any life cycle, fit for a tag."""
    known = STATES.get(str(state))
    return str(known[1]) if known else str(state).replace("_", " ").capitalize()


@register.filter
def state_tone(state: str) -> str:
    """How a tag of this state looks: plain, quiet, live, good, alarm, yes or no."""
    known = STATES.get(str(state))
    return known[0] if known else "plain"


@register.filter
def markdown(text: str, top: int = 3) -> SafeString:
    """A member's Markdown as safe HTML; `top` is the level that its first headings get."""
    return mark_safe(render_markdown(str(text), top=top))  # noqa: S308 - sanitised by render_markdown


# Numbers


@register.filter
def number(value: float | Fraction | None) -> str:
    """Grouped as the reader's language groups: 68952941 to "68,952,941"; at most one decimal place."""
    return "–" if value is None else grouped(value, get_language())


@lru_cache(maxsize=4096)
def grouped(value: float | Fraction, language: str | None) -> str:  # noqa: ARG001  the format is that of the language
    whole = float(value).is_integer()
    return str(number_format(int(value) if whole else round(float(value), 1), force_grouping=True))


@register.filter
def percent(part: float | None, whole: float = 1) -> str:
    """`{{ 12|percent:120 }}` to "10%". Never says 0% of something or 100% of less than all."""
    if part is None or not whole:
        return "–"
    share = 100 * part / whole
    if 99 < share < 100:
        digits: float | Decimal = min(round(share, 1), 99.9)
    elif 0 < share < 1:
        digits = round(share, 1) if share >= 0.1 else Decimal(f"{share:.1g}")
    else:
        digits = round(share)
    return _("%(number)s%%") % {"number": number_format(digits)}


@register.filter
def figure(cell: Any) -> Any:
    """What a table shows of a cell: numbers grouped, anything else as it is."""
    return number(cell) if isinstance(cell, (int, float)) and not isinstance(cell, bool) else cell


@register.filter
def paired(first: Iterable[Any], second: Iterable[Any]) -> Iterator[tuple[Any, Any]]:
    """Columns with the cells of a row, to loop over both; a plain value becomes a cell with that value as its text."""
    return zip(first, (_cell(value) for value in second), strict=False)


_CELL = {"text": "", "url": "", "detail": "", "mark": ""}
"""With every key: what a template asks in vain costs it much."""


def _cell(value: Any) -> dict[str, Any]:
    return {**_CELL, **value} if isinstance(value, Mapping) else {**_CELL, "text": figure(value)}


# Times


@register.filter
def duration(span: timedelta) -> str:
    """A length of time in its largest fitting unit: "3 days"."""
    count, unit = _measured(abs(span.total_seconds()))
    return str(_SPANS[unit] % count)


@register.filter
def from_now(moment: datetime | None, now: datetime) -> str:
    """Where `moment` lies as seen from `now`: "in 3 days", "2 hours ago", "now"."""
    if moment is None:
        return ""
    seconds = (moment - now).total_seconds()
    count, unit = _measured(abs(seconds))
    if not count:
        return _("now")
    return str((_AHEAD if seconds > 0 else _AGO)[unit] % count)


def _measured(seconds: float) -> tuple[int, str]:
    if seconds < _HOUR:
        return int(seconds // _MINUTE), "minute"
    if seconds < 2 * _DAY:
        return int(seconds // _HOUR), "hour"
    if seconds < 90 * _DAY:
        return int(seconds // _DAY), "day"
    return int(seconds // _MONTH), "month"


_SPANS = {
    "minute": ngettext_lazy("%d minute", "%d minutes"),
    "hour": ngettext_lazy("%d hour", "%d hours"),
    "day": ngettext_lazy("%d day", "%d days"),
    "month": ngettext_lazy("%d month", "%d months"),
}
_AHEAD = {
    "minute": ngettext_lazy("in %d minute", "in %d minutes"),
    "hour": ngettext_lazy("in %d hour", "in %d hours"),
    "day": ngettext_lazy("in %d day", "in %d days"),
    "month": ngettext_lazy("in %d month", "in %d months"),
}
_AGO = {
    "minute": ngettext_lazy("%d minute ago", "%d minutes ago"),
    "hour": ngettext_lazy("%d hour ago", "%d hours ago"),
    "day": ngettext_lazy("%d day ago", "%d days ago"),
    "month": ngettext_lazy("%d month ago", "%d months ago"),
}


# Drawings and links


@register.simple_tag
def bar(tally: Any, quorum: float | None = None) -> TallyBar:
    """Geometry of a tally: anything with `yes`, `no`, `abstain` and, if it has one, `roll`."""
    read = tally.get if isinstance(tally, Mapping) else lambda name: getattr(tally, name, None)
    return tally_bar(
        read("yes") or 0, read("no") or 0, read("abstain") or 0, whole=read("roll"), quorum=quorum or read("quorum")
    )


@register.simple_tag
def tally_words(tally: Any) -> str:
    """A tally as a reader would say it: "70 yes, 30 no, 5 abstaining"."""
    read = tally.get if isinstance(tally, Mapping) else lambda name: getattr(tally, name, None)
    return _("%(yes)s yes, %(no)s no, %(abstain)s abstaining") % {
        "yes": number(read("yes") or 0),
        "no": number(read("no") or 0),
        "abstain": number(read("abstain") or 0),
    }


@register.simple_tag
def mark(kind: str, label: str = "") -> SafeString:
    """A mark from components/symbols.html. Without a label it is decoration, and the word must stand beside it."""
    return _mark(kind, label)


@lru_cache(maxsize=256)
def _mark(kind: str, label: str) -> SafeString:
    hidden = format_html('<span class="visually-hidden">{}</span>', label) if label else ""
    return format_html(
        '<svg class="mark mark--{0}" width="20" height="20" aria-hidden="true" focusable="false">'
        '<use href="#mark-{0}"/></svg>{1}',
        kind,
        hidden,
    )


@register.simple_tag(takes_context=True)
def rule(context: Context, number: str, full: bool = False) -> SafeString:
    """A link to a numbered rule: "R8", or "Rule R8: The mandate" where `full`."""
    shell = context.get("shell")
    own = shell.get("rules_url") if isinstance(shell, Mapping) else getattr(shell, "rules_url", None)
    address = own or getattr(settings, "COUNCILSRULES_URL", "/rules/")
    name = RULES.get(number, "")
    text = _("Rule %(number)s: %(name)s") % {"number": number, "name": name} if full and name else number
    return format_html('<a class="rule" href="{}#{}" title="{}">{}</a>', address, number.lower(), name, text)


@register.filter
def votes(count: int) -> str:
    """ "1 vote", "1,204 votes"."""
    return ngettext("%(count)s vote", "%(count)s votes", count) % {"count": number(count)}

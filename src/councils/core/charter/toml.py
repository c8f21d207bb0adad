"""Charters as people write them: TOML, or everything that is wrong with it, by line (R15).

Theory of operation. The text becomes data (``tomllib``), the data a charter (``reading.py``), the charter is
asked whether it agrees with itself (``check.py``), and each fault on the way is given the line of the key that it
is about (``toml_lines.py``); what is missing gets the line of the table in which it is missing.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from councils.core.apportion import HOUSE_METHODS
from councils.core.charter import Apportionment, Charter
from councils.core.charter.check import check_charter
from councils.core.charter.reading import Fault, read_document
from councils.core.charter.toml_lines import Path, key_lines
from councils.core.problem import LIMIT, Problem, limited

_WHERE = re.compile(r" \(at (?:line (?P<line>\d+), column (?P<column>\d+)|end of document)\)")
_REMEDIES = (
    ("after a key", 'Write name = "value"; keys with spaces or accents need quotes.'),
    ("Cannot overwrite", "This key is there twice in its table: take one out."),
    ("Cannot declare", "This table is there twice: join the two, or write [[…]] for several of a kind."),
    ("Invalid value", 'Texts need quotes; numbers have none: "1/10", 25, true.'),
    ("Illegal character", "Close the quotes on the same line, or write the text between three quotes."),
    ("Unterminated", "Close the quotes."),
    ("Unclosed array", 'Close the list with "]".'),
    ("at the end of a table", 'Close the header with "]".'),
    ("array declaration", 'Close the header with "]]".'),
    ("newline or end of document", "Begin a new line after each value, and put texts in quotes."),
    ("escape", "A backslash stands before a quote or another backslash only; or use 'single quotes'."),
)
WITHOUT_EFFECT = {
    Apportionment.NORM: ("seats", "total"),
    Apportionment.FIXED: ("per", "fraction_over", "total", "minimum", "maximum", "basis"),
    **dict.fromkeys(HOUSE_METHODS, ("seats", "per", "fraction_over")),
}
"""The numbers of a norm that each method never looks at."""


def parse_charter(text: str, *, limit: int = LIMIT) -> Charter | tuple[Problem, ...]:
    """The charter in ``text``, or its problems by line."""
    text = text.removeprefix("\ufeff")
    try:
        data = tomllib.loads(text, parse_float=Decimal)
    except RecursionError:
        return (Problem(1, "Lists stand inside lists too deeply.", "A charter needs no more than two."),)
    except ValueError as error:
        return (syntax_problem(text, str(error), "See the charter's reference for its form."),)
    charter, faults = read_document(data, today=True)
    told = (*faults, *_idle_numbers(data))
    faults = (*told, *check_charter(charter, (fault.path for fault in told)))
    if not faults:
        return charter
    lines = key_lines(text)
    return limited((Problem(_line(lines, fault.path), fault.message, fault.remedy) for fault in faults), limit)


def syntax_problem(text: str, error: str, otherwise: str) -> Problem:
    """What ``tomllib`` says of a text, by line, with what would be right; or ``otherwise``."""
    where = _WHERE.search(error)
    message = _WHERE.sub("", error)
    line = int(where["line"]) if where and where["line"] else len(text.splitlines()) or 1
    remedy = next((remedy for part, remedy in _REMEDIES if part in error), otherwise)
    return Problem(line, f"This is not TOML: {message}.", remedy)


def _line(lines: Mapping[Path, int], path: Path) -> int:
    """The line of the key itself, or of the nearest table around it."""
    while path not in lines:
        path = path[:-1]
    return lines[path]


def _idle_numbers(data: Mapping[str, Any]) -> Iterator[Fault]:
    """Numbers of a norm that its method never looks at: who wrote them expects something else to happen."""
    norms = data.get("norms")
    for number, norm in enumerate(norms if isinstance(norms, list) else ()):
        if not isinstance(norm, Mapping):
            continue
        method = norm.get("method", Apportionment.NORM)
        if not isinstance(method, str) or method not in frozenset(Apportionment):
            continue
        for key in WITHOUT_EFFECT[Apportionment(method)]:
            if key in norm:
                message = f"{key!r} has no effect with the method {str(method)!r}."
                yield Fault(("norms", number, key), message, "Take it out, or choose another method.")

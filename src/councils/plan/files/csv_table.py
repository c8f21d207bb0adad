"""A table as the text of a CSV file.

Theory of operation. Tables have millions of lines, so they are made into text column by column. A number is written so
that it reads back as the same, and as nothing where there is no limit; a text stands in quotes where it has to.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from math import inf

from councils.plan.files.number import written

_QUOTED = ('"', ",", "\n", "\r")


def csv_text(header: Sequence[str], columns: Iterable[Sequence[object]]) -> str:
    """The text of a table, given by its columns.

    >>> csv_text(("product", "quantity", "most"), (["bread", "salt, fine"], [1.0, 0.25], [3, inf]))
    'product,quantity,most\\nbread,1,3\\n"salt, fine",0.25,\\n'
    """
    lines = map(",".join, zip(*map(_texts, columns), strict=True))
    return "\n".join((",".join(map(_text, header)), *lines, ""))


def _texts(cells: Sequence[object]) -> Iterable[str]:
    kinds = set(map(type, cells))
    if kinds == {float}:
        return (text.removesuffix(".0") if text != "inf" else "" for text in map(repr, cells))
    if kinds == {str}:
        told = {cell: _text(cell) for cell in set(cells)}
        return map(told.__getitem__, cells)
    return map(_text, cells)


def _text(cell: object) -> str:
    if isinstance(cell, float):
        return "" if cell == inf else written(cell)
    text = str(cell)
    if any(sign in text for sign in _QUOTED):
        doubled = text.replace('"', '""')
        return f'"{doubled}"'
    return text


def columns_of(header: Sequence[str], lines: Iterable[Sequence[object]]) -> list[Sequence[object]]:
    """The columns of a table, given by its lines."""
    return list(zip(*lines, strict=True)) or [()] * len(header)

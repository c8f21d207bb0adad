"""Quantities, read from the cells of tables.

Theory of operation. Spreadsheets and countries write numbers in many ways. A comma is read where it can only stand
before decimals. What can be read in two ways is not guessed: the cell is refused, and the remedy says how to write it.
Digits are ASCII digits; what is written is what is reckoned with, to the last digit that a float64 holds.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from math import isfinite

_NUMBER = re.compile(r"[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][+-]?[0-9]{1,4})?")
_POINTED = re.compile(r"[+-]?(?!0*[1-9][0-9]{0,2},[0-9]{3}$)[0-9]+,[0-9]+")
_COMMA = re.compile(r"[0-9]+,[0-9]+")
_GROUPED = re.compile(r"[0-9]{1,3}([,' _\u00a0\u2009\u202f\u2019][0-9]{3})+(\.[0-9]+)?")
_LARGEST, _SMALLEST = 1e15, 1e-12
_PLAIN = re.compile(r"(?:[0-9]{1,30}+(?:\.[0-9]{1,30}+)?+(?:e-?[0-9]{1,3}+)?+;)++")
_NOT_NUMBERS = {"nan", "inf", "+inf", "-inf", "infinity", "-infinity", "n/a", "na", "null", "none", "-", "∞"}


def quantity(cell: str) -> float | tuple[str, str]:
    """A finite number, 0 or more; else what is wrong with the cell and what would be right."""
    number = signed(cell)
    if isinstance(number, tuple):
        return number
    if number < 0:
        return f"{pointed(cell)} is negative", "Write 0 or more."
    if 0 < number < _SMALLEST:
        return f"{cell[:40]} is smaller than anything can be reckoned with", "Choose a smaller unit, or write 0."
    return number


def signed(cell: str) -> float | tuple[str, str]:
    """A finite number, as statistics have them: below nought too, and as near to it as can be."""
    if cell.casefold() in _NOT_NUMBERS:
        return f"{cell!r} is not a quantity", "Write a number; where there is no limit, leave the cell empty."
    pointed_cell = pointed(cell)
    if not _NUMBER.fullmatch(pointed_cell):
        return f"{cell[:40]!r} is not a number", _remedy(cell)
    number = float(pointed_cell)
    if not isfinite(number) or abs(number) > _LARGEST:
        return f"{cell[:40]} is larger than anything can be reckoned with", "Choose a larger unit."
    return number


def plain_quantities(cells: Sequence[str]) -> list[float] | None:
    """What `quantity` reads in cells that are all above 0 and written as programs write them; else None.

    >>> plain_quantities(("2", "0.5", "1e-05")), plain_quantities(("2", "0")), plain_quantities(("2", " 3"))
    ([2.0, 0.5, 1e-05], None, None)
    """
    if not _PLAIN.fullmatch(";".join((*cells, ""))):
        return None
    try:
        numbers = list(map(float, cells))
    except ValueError:  # of a cell with semicolons
        return None
    return numbers if min(numbers) >= _SMALLEST and max(numbers) <= _LARGEST else None


def pointed(cell: str) -> str:
    """With a point for a comma that can only stand before decimals; 1,500 can be read in two ways, and stays.

    >>> pointed("0,95"), pointed("12,5"), pointed("1,500")
    ('0.95', '12.5', '1,500')
    """
    return cell.replace(",", ".") if _POINTED.fullmatch(cell) else cell


def _remedy(cell: str) -> str:
    if _GROUPED.fullmatch(cell) and not _COMMA.fullmatch(cell):
        return f"Write it without separators: {re.sub('[^0-9.]', '', cell)}."
    if _COMMA.fullmatch(cell):
        return f"Write a point for decimals: {cell.replace(',', '.')}; and no separators of thousands."
    if cell.startswith("\u2212"):
        return "Write 0 or more."
    return "Write digits, and a point for decimals, such as 12.5."


def written(number: float) -> str:
    """The shortest text that reads back as this very number."""
    text = repr(float(number))
    return text.removesuffix(".0")

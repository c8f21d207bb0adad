"""The numbers of a places file, read from their cells: populations and coordinates.

Theory of operation. Spreadsheets and countries write numbers in many ways. What can be read in two ways is not
guessed: the cell is refused, and the remedy says how to write it. Digits are ASCII digits.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_GROUPED = re.compile(r"[0-9]{1,3}([,.' _\u00a0\u2009\u202f\u2019][0-9]{3})+")
_DECIMAL = re.compile(r"([0-9]+)[.,]([0-9]+)")
_DEGREES = re.compile(r"[+-]?[0-9]{1,3}(\.[0-9]+)?")
_DECIMAL_COMMA = re.compile(r"[+-]?[0-9]{1,3},[0-9]+")
_MOST_DIGITS = 12  # more people than this never were


@dataclass(frozen=True, slots=True)
class Misread:
    """A cell that is no number, and what would be right."""

    message: str
    remedy: str


def population(cell: str) -> int | Misread:
    """A whole number of people, 0 or more."""
    if cell.isascii() and cell.isdigit():
        if len(cell.lstrip("0")) <= _MOST_DIGITS:
            return int(cell)
        return Misread(f"Population {cell[:20]}… is more than all people.", "Write the number of people there.")
    if cell.startswith(("-", "\u2212")):
        return Misread(f"Population {cell!r} is negative.", "Write 0 or more.")
    return Misread(f"Population {cell!r} is not a whole number.", _population_remedy(cell))


def _population_remedy(cell: str) -> str:
    if _GROUPED.fullmatch(cell):
        return f"Write it without separators: {re.sub('[^0-9]', '', cell)}."
    if decimal := _DECIMAL.fullmatch(cell):
        return f"People are whole: write {decimal[1]}." if int(decimal[2]) == 0 else "People are whole: round it."
    return "Write digits only, such as 1234; 0 where nobody lives."


def coordinate(name: str, cell: str, most: int) -> float | Misread:
    """Degrees between ``-most`` and ``most``."""
    if _DECIMAL_COMMA.fullmatch(cell):
        return Misread(f"{name} {cell!r} has a decimal comma.", f"Write a point: {cell.replace(',', '.')}.")
    if not _DEGREES.fullmatch(cell):
        return Misread(f"{name} {cell!r} is not a number of degrees.", "Write decimal degrees, such as 48.8566.")
    degrees = float(cell)
    if abs(degrees) > most:
        return Misread(f"{name} {cell} is outside -{most} to {most}.", _range_remedy(name))
    return degrees


def _range_remedy(name: str) -> str:
    if name == "lat":
        return "Latitude runs from -90 (south) to 90 (north); perhaps lat and lon are exchanged."
    return "Longitude runs from -180 (west) to 180 (east)."

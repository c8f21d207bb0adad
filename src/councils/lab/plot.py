"""Plots as SVG: panels of lines over one axis, readable by day and by night, with a title that says what is seen."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from html import escape
from math import isfinite, log10
from typing import Any, Protocol

from councils.lab.words import Told, in_words

WIDE, HIGH, EDGE, GAP = 380, 240, 44, 30
DIGIT = 7.5  # pixels, of the letters of 12 in the widest of usual faces
COLOURS = ("#0b6e99", "#b3541e", "#4f7a28", "#8b3a8f", "#946c00", "#555555")
Points = Sequence[tuple[float, float]]


@dataclass(frozen=True, slots=True)
class Panel:
    """``lines`` by name; ``log`` for a vertical axis by powers of ten, ``even`` for a horizontal one that is not.

    ``top``: how far the vertical axis goes at least. ``across``: what the horizontal axis is called, where it is not
    as in the panels beside it.
    """

    title: str | Told
    lines: Mapping[Any, Points]
    log: bool = False
    even: bool = False
    top: float = 0.0
    across: str | Told = ""
    key: str | Told = ""
    names: tuple[Any, ...] = ()  # of the lines of all panels beside it, in the order of their colours

    def worded(self, translate: Callable[[str], str]) -> Panel:
        lines = {in_words(name, translate): line for name, line in self.lines.items()}
        across = in_words(self.across, translate)
        return replace(self, title=in_words(self.title, translate), lines=lines, across=across)

    def drawn(self) -> str:
        return panel(self)

    def table(self) -> tuple[list[str], list[list[str]]]:
        """The names of the columns, and the rows."""
        at = {name: dict(line) for name, line in self.lines.items()}
        places = sorted({x for line in self.lines.values() for x, _ in line})
        rows = [[f"{x:g}", *(number(line.get(x)) for line in at.values())] for x in places]
        return [str(self.across), *map(str, self.lines)], rows


class Chart(Protocol):
    """What an experiment shows: a ``Panel``, or one of ``charts``."""

    @property
    def title(self) -> str | Told: ...
    @property
    def across(self) -> str | Told: ...
    @property
    def key(self) -> str | Told: ...
    def worded(self, translate: Callable[[str], str]) -> Any: ...
    def drawn(self) -> str: ...
    def table(self) -> tuple[list[str], list[list[str]]]: ...


def under(shown: Chart, across: str | Told, names: Sequence[Any] = ()) -> Any:
    """The same; its horizontal axis is called ``across`` if it has no name, and its colours are those of ``names``."""
    if not isinstance(shown, Panel):
        return shown
    return replace(shown, across=shown.across or across, names=tuple(names))


def lines_of(panels: Iterable[Chart]) -> list[Any]:
    """What the lines of all panels are called, each name once: a line has the same colour everywhere."""
    return list(dict.fromkeys(name for shown in panels if isinstance(shown, Panel) for name in shown.lines))


def number(value: float | None) -> str:
    return "–" if value is None or value != value else f"{value:.3g}" if abs(value) < 1000 else f"{value:,.0f}"


def figure(panels: Sequence[Chart], across: str | Told) -> str:
    """An SVG of two columns; the horizontal axis is called ``across``."""
    rows = (len(panels) + 1) // 2
    width, height = 2 * WIDE + GAP, rows * (HIGH + GAP) + 30
    names = lines_of(panels)
    drawn = "".join(
        f'<g transform="translate({(WIDE + GAP) * (number % 2)},{(HIGH + GAP) * (number // 2)})">'
        f"{under(shown, across, names).drawn()}</g>"
        for number, shown in enumerate(panels)
    )
    places = beside([str(name) for name in names], width)
    key = "".join(
        f'<text x="{x:g}" y="{height - 8 + 18 * line}" fill="{colour(number)}">— {escape(str(name))}</text>'
        for number, (name, (x, line)) in enumerate(zip(names, places, strict=True))
    )
    height += 20 + 18 * max((line for _, line in places), default=0)
    legend = " ".join(dict.fromkeys(str(shown.key) for shown in panels if shown.key))
    key += f'<text x="{EDGE}" y="{height - 8}" fill="#555">{escape(legend)}</text>'
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" font-family="sans-serif"'
        ' font-size="12">'
        f'<rect width="100%" height="100%" fill="#fff"/>{drawn}{key}</svg>\n'
    )


def beside(names: Iterable[str], width: float) -> list[tuple[float, int]]:
    """Where names of about so many pixels stand in a key: one after the other, on as many lines as it takes."""
    found, x, line = [], float(EDGE), 0
    for name in names:
        wide = max(120.0, 7.0 * len(name) + 24)
        if x > EDGE and x + wide > width:
            x, line = float(EDGE), line + 1
        found.append((x, line))
        x += wide
    return found


def panel(shown: Panel) -> str:
    points = [(x, y) for line in shown.lines.values() for x, y in line if usable(y, shown)]
    if not points:
        return ""
    xs, ys = [along(x, shown) for x, _ in points], [height_of(y, shown) for _, y in points]
    left, right, low, high = min(xs), max(xs), min(0.0, *ys) if not shown.log else min(ys), max(ys)
    high = high if shown.log else max(high, shown.top)

    def at(x: float, y: float) -> tuple[float, float]:
        over = (along(x, shown) - left) / ((right - left) or 1)
        up = (height_of(y, shown) - low) / ((high - low) or 1)
        return EDGE + over * (WIDE - EDGE - 10), HIGH - EDGE - up * (HIGH - EDGE - 30)

    parts = [f'<text x="{EDGE}" y="16" font-weight="bold">{escape(str(shown.title))}</text>']
    names = shown.names or tuple(shown.lines)
    for name, line in shown.lines.items():
        way = " ".join("{:.1f},{:.1f}".format(*at(x, y)) for x, y in line if usable(y, shown))
        parts.append(f'<polyline points="{way}" fill="none" stroke="{colour(names.index(name))}" stroke-width="2"/>')
    parts += [
        f'<text x="{over:.1f}" y="{HIGH - 24}" text-anchor="middle">{x:g}</text>'
        for over, x in apart([(at(x, points[0][1])[0], x) for x in sorted({x for x, _ in points})])
    ]
    for y in (low, (low + high) / 2, high):
        value = 10**y if shown.log else y
        parts.append(
            f'<text x="{EDGE - 6}" y="{at(points[0][0], value)[1] + 4:.1f}" text-anchor="end">{tick(value)}</text>'
        )
    axis = escape(str(shown.across))
    parts.append(f'<text x="{WIDE / 2}" y="{HIGH - 8}" text-anchor="middle" fill="#555">{axis}</text>')
    return "".join(parts)


def tick(value: float) -> str:
    """A number in the room that an axis has."""
    large = next(((size, sign) for size, sign in ((1e9, "G"), (1e6, "M"), (1e5, "k")) if abs(value) >= size), None)
    if large is None:
        return number(value)
    return f"{value / (1e3 if large[1] == 'k' else large[0]):.3g} {large[1]}"


def apart(ticks: Sequence[tuple[float, float]]) -> list[tuple[float, float]]:
    """Of the places on the axis and their numbers, from the left, those that do not run into the one before."""
    kept: list[tuple[float, float]] = []
    for over, x in ticks:
        if not kept or over - kept[-1][0] >= DIGIT * (len(f"{x:g}") + len(f"{kept[-1][1]:g}")) / 2 + DIGIT:
            kept.append((over, x))
    return kept


def usable(y: float, shown: Panel) -> bool:
    return isfinite(y) and (y > 0 or not shown.log)


def along(x: float, shown: Panel) -> float:
    return x if shown.even else log10(x)


def height_of(y: float, shown: Panel) -> float:
    return log10(y) if shown.log else y


def colour(number: int) -> str:
    return COLOURS[number % len(COLOURS)]

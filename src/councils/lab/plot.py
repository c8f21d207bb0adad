"""Plots as SVG: panels of lines over one axis, readable by day and by night, with a title that says what is seen."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from html import escape
from math import isfinite, log10
from typing import Any, Protocol

from councils.lab.scale import NOTHING, Reach, around, on_one_scale, power_ticks, round_ticks
from councils.lab.words import Told, in_words

WIDE, HIGH, EDGE, GAP, MARGIN = 380, 240, 44, 30, 18
DIGIT = 7.5  # pixels, of the letters of 12 in the widest of usual faces
COLOURS = ("#0b6e99", "#b3541e", "#4f7a28", "#8b3a8f", "#946c00", "#555555")
Points = Sequence[tuple[float, float]]


@dataclass(frozen=True, slots=True)
class Panel:
    """``lines`` by name; ``log`` for a vertical axis by powers of ten, ``even`` for a horizontal one that is not.

    ``top``: how far the vertical axis goes at least. ``across``: what the horizontal axis is called, where it is not
    as in the panels beside it. ``measure``: what else is on the same scale; ``ends``: the scale, if others share it.
    """

    title: str | Told
    lines: Mapping[Any, Points]
    log: bool = False
    even: bool = False
    top: float = 0.0
    across: str | Told = ""
    key: str | Told = ""
    names: tuple[Any, ...] = ()  # of the lines of all panels beside it, in the order of their colours
    measure: str = ""
    ends: Reach = NOTHING

    def points(self) -> list[tuple[float, float]]:
        """What is drawn of all lines."""
        return [(x, y) for line in self.lines.values() for x, y in line if usable(y, self)]

    def reach(self) -> Reach:
        if not (points := self.points()):
            return NOTHING
        xs, ys = zip(*points, strict=True)
        return min(xs), max(xs), min(ys), max(ys)

    def scaled(self, ends: Reach) -> Panel:
        return replace(self, ends=ends)

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
    @property
    def measure(self) -> str: ...
    def reach(self) -> Reach: ...
    def scaled(self, ends: Reach) -> Any: ...
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
    (panels,) = on_one_scale([panels])
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
    points = shown.points()
    if not points:
        return ""
    left, right, low, high = around([shown.reach(), shown.ends])
    ticks = power_ticks(low, high) if shown.log else round_ticks(min(0.0, low), max(high, shown.top))

    def at(x: float, y: float) -> tuple[float, float]:
        over, up = (
            (value - least) / ((most - least) or 1)
            for value, least, most in (
                (along(end, shown) for end in (x, left, right)),
                (height_of(end, shown) for end in (y, ticks[0], ticks[-1])),
            )
        )
        return EDGE + over * (WIDE - EDGE - MARGIN), HIGH - EDGE - up * (HIGH - EDGE - 30)

    parts = [heading(shown.title, EDGE)]
    names = shown.names or tuple(shown.lines)
    for name, line in shown.lines.items():
        way = " ".join("{:.1f},{:.1f}".format(*at(x, y)) for x, y in line if usable(y, shown))
        parts.append(f'<polyline points="{way}" fill="none" stroke="{colour(names.index(name))}" stroke-width="2"/>')
    parts += [
        f'<text x="{over:.1f}" y="{HIGH - 24}" text-anchor="middle">{x:g}</text>'
        for over, x in apart([(at(x, points[0][1])[0], x) for x in sorted({x for x, _ in points})])
    ]
    for y in ticks:
        up = at(left, y)[1]
        parts.insert(1, f'<path d="M{EDGE} {up:.1f}H{WIDE - MARGIN}" stroke="#888" stroke-opacity="0.25"/>')
        parts.append(f'<text x="{EDGE - 6}" y="{up + 4:.1f}" text-anchor="end">{tick(y)}</text>')
    axis = escape(str(shown.across))
    parts.append(f'<text x="{WIDE / 2}" y="{HIGH - 8}" text-anchor="middle" fill="#555">{axis}</text>')
    return "".join(parts)


def heading(title: str | Told, left: float) -> str:
    """A title in letters so large that it fits; nothing for none."""
    text = str(title)
    size = min(12.0, (WIDE - left) / (0.6 * max(1, len(text))))
    return f'<text x="{left:g}" y="16" font-weight="bold" font-size="{size:.3g}">{escape(text)}</text>' if text else ""


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

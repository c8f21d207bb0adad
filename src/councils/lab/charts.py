"""Plots that are not lines: a map of cells over two things that were varied, and bars of one measure side by side.

Theory of operation. Both are drawn in the frame of a ``plot.Panel`` and take its place in a figure or on a page. A
cell's shade is its value, and its sign says what is sure of it, so that it reads without colours.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from html import escape
from math import log10

from councils.lab.plot import COLOURS, EDGE, HIGH, WIDE, heading
from councils.lab.scale import NOTHING, Reach, around
from councils.lab.words import Told, in_words

Text = str | Told


@dataclass(frozen=True, slots=True)
class Cell:
    """``shade`` from 0 to 1, ``said`` as it stands in the cell and in the table."""

    shade: float
    said: str


@dataclass(frozen=True, slots=True)
class Grid:
    """``cells[row][column]``, the first row at the bottom; ``key`` tells what the signs in the cells mean."""

    title: Text
    cells: Sequence[Sequence[Cell]]
    rows: Sequence[str]
    columns: Sequence[str]
    up: Text
    across: Text
    key: Text = ""
    measure: str = ""

    def reach(self) -> Reach:
        return NOTHING

    def scaled(self, ends: Reach) -> Grid:
        """Shades go from 0 to 1 everywhere."""
        del ends
        return self

    def worded(self, translate: Callable[[str], str]) -> Grid:
        title, up, across, key = (in_words(t, translate) for t in (self.title, self.up, self.across, self.key))
        return replace(self, title=title, up=up, across=across, key=key)

    def drawn(self) -> str:
        wide, tall = (WIDE - 2 * EDGE) / len(self.columns), (HIGH - EDGE - 40) / len(self.rows)
        parts = [heading(self.title, EDGE)]
        for up, row in enumerate(self.cells):
            y = HIGH - EDGE - (up + 1) * tall
            parts.append(f'<text x="{EDGE + 30}" y="{y + tall / 2 + 4:.1f}" text-anchor="end">{self.rows[up]}</text>')
            for over, cell in enumerate(row):
                x = EDGE + 36 + over * wide
                parts.append(
                    f'<rect x="{x:.1f}" y="{y:.1f}" width="{wide - 1:.1f}" height="{tall - 1:.1f}" '
                    f'fill="{COLOURS[0]}" fill-opacity="{0.08 + 0.5 * min(1.0, cell.shade):.2f}"/>'
                    f'<text x="{x + wide / 2:.1f}" y="{y + tall / 2 + 4:.1f}" text-anchor="middle">'
                    f"{escape(cell.said)}</text>"
                )
        parts += [
            f'<text x="{EDGE + 36 + (over + 0.5) * wide:.1f}" y="{HIGH - 28}" text-anchor="middle">{name}</text>'
            for over, name in enumerate(self.columns)
        ]
        middle = f'<text x="{WIDE / 2}" y="{HIGH - 10}" text-anchor="middle" fill="#555">'
        parts.append(f"{middle}{escape(str(self.across))}</text>")
        parts.append(f'<text x="{EDGE - 36}" y="34" fill="#555">{escape(str(self.up))}</text>')
        return "".join(parts)

    def table(self) -> tuple[list[str], list[list[str]]]:
        """The names of the columns, and the rows."""
        head = [f"{self.up} \\ {self.across}", *self.columns]
        return head, [[self.rows[n], *(cell.said for cell in self.cells[n])] for n in range(len(self.rows))]


@dataclass(frozen=True, slots=True)
class Bars:
    """One measure; ``said`` writes it out; ``log`` where values lie orders of magnitude apart."""

    title: Text
    values: Mapping[Text, float | None]
    said: Callable[[float], str]
    across: Text = ""
    log: bool = False
    key: Text = ""
    measure: str = ""
    ends: Reach = NOTHING

    def reach(self) -> Reach:
        known = [value for value in self.values.values() if value]
        return (0.0, 0.0, min(known), max(known)) if known else NOTHING

    def scaled(self, ends: Reach) -> Bars:
        return replace(self, ends=ends)

    def worded(self, translate: Callable[[str], str]) -> Bars:
        values: dict[Text, float | None] = {in_words(name, translate): value for name, value in self.values.items()}
        return replace(self, title=in_words(self.title, translate), values=values)

    def drawn(self) -> str:
        """The name above its bar, the value after it: names are as long as they are."""
        parts = [heading(self.title, 14)]
        tall = (HIGH - 34) / max(1, len(self.values))
        most = self.length(max(0.0, self.around()[1])) or 1.0
        for number, (name, value) in enumerate(self.values.items()):
            y = 28 + number * tall
            long = 0.0 if value is None else self.length(value) / most * (WIDE - 90)
            parts.append(
                f'<text x="14" y="{y + 11:.1f}" font-size="11">{escape(str(name))}</text>'
                f'<rect x="14" y="{y + 15:.1f}" width="{max(long, 1):.1f}" height="{max(tall - 21, 3):.1f}" '
                f'fill="{COLOURS[0]}"/>'
                f'<text x="{20 + long:.1f}" y="{y + 15 + max(tall - 21, 3) / 2 + 4:.1f}" font-size="11">'
                f"{self.written(value)}</text>"
            )
        return "".join(parts)

    def length(self, value: float | None) -> float:
        if value is None:
            return 0.0
        if not self.log:
            return value
        return log10(value / self.around()[0]) + 0.5 if value > 0 else 0.0

    def around(self) -> tuple[float, float]:
        """The least and the most value, here and in what is on the same scale."""
        return around([self.reach(), self.ends])[2:]

    def written(self, value: float | None) -> str:
        return "–" if value is None else escape(self.said(value))

    def table(self) -> tuple[list[str], list[list[str]]]:
        return ["", str(self.title)], [[str(name), self.written(value)] for name, value in self.values.items()]

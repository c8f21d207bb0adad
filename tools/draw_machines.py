"""Draw every life cycle of `core/machines` as an SVG, and list its moves in Markdown.

    .venv/bin/python tools/draw_machines.py      (`make docs` runs it)

A machine is drawn in layers, from its birth downwards, in the five steps of Sugiyama, Tagawa and Toda (1981):

1. arrows that lead back are turned round while the layers are found;
2. every state gets the layer of its longest way from the birth; the words on an arrow get a layer of their own
   between two states, so that they never lie on anything;
3. an arrow over several layers gets a joint in each;
4. the order in each layer is swept up and down until fewest arrows cross;
5. places in a layer are moved towards their neighbours.

The same tables always give the same bytes: a test holds the files in docs against the tables.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import partial
from html import escape
from itertools import pairwise
from pathlib import Path

from councils.core.machines import MACHINES, Machine

DOCS = Path(__file__).resolve().parent.parent / "docs"
FOLDER = DOCS / "images" / "life-cycles"
PAGE = DOCS / "reference" / "life-cycles.md"

LINE, LETTER, WIDE_LETTER = 15, 7, 8.2  # height of a line of words; width of a letter on arrows and in states
GAP, LAYER_GAP, MARGIN, LOOP = 22, 22, 16, 18
STYLE = """
    .paper { fill: #fdfdfc } .ink, .head { fill: #16181b } .soft { fill: #4c5158 } .state { fill: #f2f3f1 }
    .way { fill: none; stroke: #6c7178; stroke-width: 1.3 } .state { stroke: #16181b; stroke-width: 1.3 }
    .end { stroke-width: 3 } .head { fill: #6c7178 } .birth { fill: #96161b }
    @media (prefers-color-scheme: dark) {
      .paper { fill: #15171a } .ink { fill: #eceae5 } .soft { fill: #b6b8bb } .head { fill: #8f949b }
      .way { stroke: #8f949b } .state { fill: #1f2226; stroke: #eceae5 } .birth { fill: #ff9c92 }
    }
    text { font: 12px "DejaVu Sans", "Segoe UI", "Noto Sans", sans-serif; text-anchor: middle }
    .beside { text-anchor: start }
    .name { font-weight: bold; font-size: 13px }"""


@dataclass
class Spot:
    """Something that has a place: a state, the words on an arrow, a joint, or the birth."""

    key: str
    words: tuple[str, ...] = ()
    sort: str = "joint"
    layer: int = 0
    x: float = 0.0
    y: float = 0.0
    up: list[Spot] = field(default_factory=list)
    down: list[Spot] = field(default_factory=list)

    @property
    def width(self) -> float:
        if self.sort == "state":
            return WIDE_LETTER * len(self.words[0]) + 26
        letters = LETTER * max(map(len, self.words), default=0)
        return {"birth": 12.0, "joint": 8.0, "loop": letters + LOOP}.get(self.sort, letters + 8)

    def port(self, other: Spot) -> float:
        """Where an arrow from or to ``other`` meets the edge: side by side with the others, in their order."""
        if self.sort != "state":
            return self.x
        side = sorted(self.up if other in self.up else self.down, key=lambda spot: spot.x)
        step = min(20.0, 0.7 * self.width / len(side))
        return self.x + step * (side.index(other) - (len(side) - 1) / 2)

    @property
    def height(self) -> float:
        return {"birth": 12.0, "joint": 0.0, "state": 30.0}.get(self.sort) or LINE * len(self.words) + 4.0


@dataclass
class Way:
    """An arrow through these spots, downwards; ``back`` if its head is at the upper end."""

    spots: list[Spot]
    back: bool = False


Arrows = Mapping[tuple[str, str], tuple[str, ...]]
BIRTH = "birth"


def arrows(machine: Machine[StrEnum]) -> tuple[Arrows, Mapping[str, tuple[str, ...]]]:
    """The events on each arrow between two states, and those that leave a state as it is."""
    between: dict[tuple[str, str], list[str]] = {}
    loops: dict[str, list[str]] = {}
    for event, state in machine.born.items():
        between.setdefault((BIRTH, str(state)), []).append(event)
    for (state, event), after in machine.moves.items():
        if state == after:
            loops.setdefault(str(state), []).append(event)
        else:
            between.setdefault((str(state), str(after)), []).append(event)
    return {k: tuple(v) for k, v in between.items()}, {k: tuple(v) for k, v in loops.items()}


def turned(between: Arrows) -> dict[tuple[str, str], bool]:
    """For each arrow whether it leads back, found by going down from the birth."""
    back = dict.fromkeys(between, False)
    done: set[str] = set()

    def visit(state: str, above: tuple[str, ...]) -> None:
        for origin, goal in between:
            if origin == state:
                back[origin, goal] = goal in (*above, state)
                if goal not in done and not back[origin, goal]:
                    visit(goal, (*above, state))
        done.add(state)

    visit(BIRTH, ())
    return back


def layers_of(between: Arrows, back: Mapping[tuple[str, str], bool]) -> dict[str, int]:
    """Even numbers for states, so that words have the odd ones."""
    ahead = [(b, a) if back[a, b] else (a, b) for a, b in between]
    layer = dict.fromkeys([state for way in ahead for state in way], 0)
    for _ in layer:
        for upper, lower in ahead:
            layer[lower] = max(layer[lower], layer[upper] + (1 if upper == BIRTH else 2))
    return layer


def spread(machine: Machine[StrEnum]) -> tuple[list[list[Spot]], list[Way]]:
    between, loops = arrows(machine)
    back = turned(between)
    layer = layers_of(between, back)
    spots = {name: Spot(name, (name,), BIRTH if name == BIRTH else "state", at) for name, at in layer.items()}
    everything, ways = list(spots.values()), []
    for (origin, goal), events in between.items():
        upper, lower = (goal, origin) if back[origin, goal] else (origin, goal)
        between_them = range(layer[upper] + 1, layer[lower])
        chain = [Spot(f"{origin}>{goal}@{n}", (), "joint", n) for n in between_them]
        if chain:
            chain[0].words, chain[0].sort = events, "words"
        everything += chain
        ways.append(Way([spots[upper], *chain, spots[lower]], back[origin, goal]))
    for state, events in loops.items():
        loop = Spot(f"loop {state}", events, "loop", layer[state])
        everything.append(loop)
    for way in ways:
        for upper_spot, lower_spot in pairwise(way.spots):
            upper_spot.down.append(lower_spot)
            lower_spot.up.append(upper_spot)
    rows: list[list[Spot]] = [[] for _ in range(max(spot.layer for spot in everything) + 1)]
    for spot in everything:
        rows[spot.layer].append(spot)
    return rows, ways


def crossings(rows: list[list[Spot]]) -> int:
    found = 0
    for row in rows:
        place = {id(s): n for r in rows for n, s in enumerate(r)}
        links = [(n, place[id(low)]) for n, s in enumerate(row) for low in s.down]
        found += sum(a < c and b > d for a, b in links for c, d in links)
    return found


def keep_loops_beside(row: list[Spot]) -> list[Spot]:
    """What leads back to the same state stands to the right of it."""
    loops = {spot.key.removeprefix("loop "): spot for spot in row if spot.sort == "loop"}
    out: list[Spot] = []
    for spot in row:
        if spot.sort != "loop":
            out.append(spot)
            if spot.sort == "state" and spot.key in loops:
                out.append(loops[spot.key])
    return out


def ordered(rows: list[list[Spot]]) -> list[list[Spot]]:
    best = rows = [keep_loops_beside(row) for row in rows]
    for sweep in range(24):
        side = "up" if sweep % 2 == 0 else "down"
        for number in range(len(rows)) if sweep % 2 == 0 else reversed(range(len(rows))):
            place = {id(s): n for row in rows for n, s in enumerate(row)}

            def middle(spot: Spot, side: str = side, place: dict[int, int] = place) -> float:
                near = getattr(spot, side)
                return sum(place[id(s)] for s in near) / len(near) if near else place[id(spot)]

            rows = [*rows[:number], keep_loops_beside(sorted(rows[number], key=middle)), *rows[number + 1 :]]
        if crossings(rows) < crossings(best):
            best = rows
    return best


def placed(rows: list[list[Spot]]) -> tuple[float, float]:
    """Give every spot its x and y; the size of the drawing."""
    for row in rows:
        settle(row, {id(s): 0.0 for s in row})
    for sweep in range(40):
        for row in rows if sweep % 2 == 0 else reversed(rows):
            wanted = {}
            for spot in row:
                near = (spot.up if sweep % 4 < 2 else spot.down) or (*spot.up, *spot.down)
                pulls = [
                    (s.x, 1 if "state" in (s.sort, spot.sort) else 6) for s in near
                ]  # long arrows like to be straight
                wanted[id(spot)] = (
                    sum(x * pull for x, pull in pulls) / sum(pull for _, pull in pulls) if near else spot.x
                )
            settle(row, wanted)
    left = min(s.x - s.width / 2 for row in rows for s in row)
    right = max(s.x + s.width / 2 for row in rows for s in row)
    y = float(MARGIN)
    for row in rows:
        tall = max(s.height for s in row)
        for spot in row:
            spot.x += MARGIN - left
            spot.y = y + tall / 2
        y += tall + LAYER_GAP
    return right - left + 2 * MARGIN, y - LAYER_GAP + MARGIN


def settle(row: list[Spot], wanted: Mapping[int, float]) -> None:
    """Bring each spot as near to where it wants to be as the order and the gaps allow: blocks that meet move as one."""
    blocks: list[list[tuple[Spot, float]]] = []

    def start(block: list[tuple[Spot, float]]) -> float:
        pulled = [(wanted[id(s)] - offset) for s, offset in block if s.sort != "loop"]
        return sum(pulled) / len(pulled) if pulled else wanted[id(block[0][0])]

    def end(block: list[tuple[Spot, float]]) -> float:
        spot, offset = block[-1]
        return start(block) + offset + spot.width / 2

    for spot in row:
        block = [(spot, 0.0)]
        while blocks and (
            (spot.sort == "loop" and len(block) == 1) or end(blocks[-1]) + GAP > start(block) - block[0][0].width / 2
        ):
            before = blocks.pop()
            last, offset = before[-1]
            gap = 1 if block[0][0].sort == "loop" else GAP
            shift = offset + last.width / 2 + gap + block[0][0].width / 2
            block = [*before, *((s, o + shift) for s, o in block)]
        blocks.append(block)
    for block in blocks:
        first = start(block)
        for spot, offset in block:
            spot.x = first + offset


def number(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")


def path(way: Way) -> str:
    """A curve from the lower edge of the first to the upper edge of the last, upright where it enters words."""
    first, last = way.spots[0], way.spots[-1]
    points = [(first.port(way.spots[1]), first.y + first.height / 2)]
    for spot in way.spots[1:-1]:
        points += [(spot.x, spot.y - spot.height / 2), (spot.x, spot.y + spot.height / 2)]
    points.append((last.port(way.spots[-2]), last.y - last.height / 2))
    gap = 7.0  # room for the head
    if way.back:
        points[0] = (points[0][0], points[0][1] + gap)
    else:
        points[-1] = (points[-1][0], points[-1][1] - gap)
    said = [f"M{number(points[0][0])} {number(points[0][1])}"]
    for n, ((x, y), (to_x, to_y)) in enumerate(pairwise(points)):
        inside = n % 2 == 1
        if inside and way.spots[(n + 1) // 2].sort == "words":
            said.append(f"M{number(to_x)} {number(to_y)}")  # the words stand in the arrow
        else:
            mid = number((y + to_y) / 2)
            said.append(f"C{number(x)} {mid} {number(to_x)} {mid} {number(to_x)} {number(to_y)}")
    return "".join(said)


def head(way: Way) -> str:
    spot, other = way.spots[:2] if way.back else (way.spots[-1], way.spots[-2])
    edge = spot.y + spot.height / 2 if way.back else spot.y - spot.height / 2
    base = edge + 8 if way.back else edge - 8
    x = spot.port(other)
    return f"M{number(x)} {number(edge)}L{number(x - 4)} {number(base)}L{number(x + 4)} {number(base)}Z"


def words(spot: Spot, kind: str, x: float | None = None) -> Iterable[str]:
    top = spot.y - LINE * (len(spot.words) - 1) / 2 + 4
    at = number(spot.x if x is None else x)
    for n, word in enumerate(spot.words):
        yield f'<text class="{kind}" x="{at}" y="{number(top + n * LINE)}">{escape(word)}</text>'


def spot_svg(spot: Spot, ends: set[str]) -> Iterable[str]:
    x, y = spot.x - spot.width / 2, spot.y - spot.height / 2
    box = f'x="{number(x)}" y="{number(y)}" width="{number(spot.width)}" height="{number(spot.height)}"'
    if spot.sort == BIRTH:
        yield f'<circle class="birth" cx="{number(spot.x)}" cy="{number(spot.y)}" r="6"/>'
    elif spot.sort == "state":
        yield f'<rect class="{"state end" if spot.key in ends else "state"}" {box} rx="4"/>'
        yield from words(spot, "ink name")
    elif spot.sort == "words":
        yield from words(spot, "soft")
    elif spot.sort == "loop":
        yield f'<path class="way" d="M{number(x)} {number(spot.y - 6)}h5a6 6 0 0 1 0 12h1"/>'
        yield f'<path class="head" d="M{number(x)} {number(spot.y + 6)}l8 -4v8Z"/>'
        yield from words(spot, "soft beside", x + LOOP)


def draw(machine: Machine[StrEnum]) -> str:
    rows, ways = spread(machine)
    rows = ordered(rows)
    wide, tall = placed(rows)
    between, _ = arrows(machine)
    ends = {goal for _, goal in between} - {origin for origin, _ in between}
    body = [f'<path class="way" d="{path(way)}"/><path class="head" d="{head(way)}"/>' for way in ways]
    body += [line for row in rows for spot in row for line in spot_svg(spot, ends)]
    size = f'viewBox="0 0 {number(wide)} {number(tall)}" width="{number(wide)}" height="{number(tall)}"'
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" {size} role="img" aria-labelledby="t">',
            f'  <title id="t">Life cycle: {escape(machine.name)}</title>',
            f"  <style>{STYLE}\n  </style>",
            f'  <rect class="paper" width="{number(wide)}" height="{number(tall)}" rx="6"/>',
            *(f"  {line}" for line in body),
            "</svg>\n",
        ]
    )


def slug(machine: Machine[StrEnum]) -> str:
    return machine.name.replace(" ", "-")


INTRODUCTION = """\
# Life cycles

<!-- Written by tools/draw_machines.py from src/councils/core/machines: run `make docs` after a change there. -->

Each of these is one transition table in `core/machines`. An event that has no arrow here cannot happen: `evolve`
moves only along the table, and `decide` asks the table before it lets an act through. The dot is the birth; a state
with a thick border is an end; events in a list beside a state leave it as it is. What each event says is in
[events](events.md).
"""


def page() -> str:
    parts = [INTRODUCTION]
    for machine in MACHINES:
        parts.append(f"## {machine.name[0].upper()}{machine.name[1:]}\n")
        parts.append(f"![Life cycle: {machine.name}](../images/life-cycles/{slug(machine)}.svg)\n")
        rows = [f"| – | `{event}` | {state} |" for event, state in machine.born.items()]
        rows += [f"| {state} | `{event}` | {after} |" for (state, event), after in machine.moves.items()]
        table = "\n".join(["| from | event | to |", "|---|---|---|", *rows])
        parts.append(f"<details><summary>All moves as a table</summary>\n\n{table}\n\n</details>\n")
    return "\n".join(parts)


def files() -> dict[Path, Callable[[], str]]:
    """Every file that this program writes, with what makes its content."""
    drawings: dict[Path, Callable[[], str]] = {
        FOLDER / f"{slug(machine)}.svg": partial(draw, machine) for machine in MACHINES
    }
    return {**drawings, PAGE: page}


def main() -> None:
    for file, make in files().items():
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(make(), encoding="utf-8")
    sys.stdout.write(f"{len(MACHINES)} life cycles drawn.\n")


if __name__ == "__main__":
    main()

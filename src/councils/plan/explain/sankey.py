"""The trail of a product as a drawing: where each hour of work in one unit of it comes from (a Sankey diagram, in SVG).

Theory of operation. A product is one bar, wherever and whenever it is made, kept or brought to. Products stand in
columns, by the shortest way from them to the product in question, which stands at the right; at the left stands work.
A ribbon is as wide as the hours that go along it. What holds a small part of the hours is told together, as other
products, so that there are never more than some thirty bars. Products that need each other in a circle hand hours on
to the left as well; such ribbons are drawn like the others. Nothing outside of the file is needed to look at it, each
ribbon tells its hours to whoever points at it or listens to it, and it is dark in the dark.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from html import escape

from councils.plan.explain.trail import Link, links
from councils.plan.explain.wording import product_words
from councils.plan.linear import Limit, Row
from councils.plan.results import Results

PART, MOST = 0.01, 28
"""A product is drawn that hands on at least this part of the hours, and no more of them than that."""
WIDTH, HEIGHT, MARGIN, BAR, APART = 1200.0, 640.0, 16.0, 14.0, 26.0
Place = Row | str
WORK, OTHERS = "work", "others"
_STYLE = """
text{font:13px system-ui,sans-serif;fill:#1d1d1b}.hours{fill:#5b5b57}rect.bar{fill:#8a1f1f}rect.work{fill:#2f5d50}
path{fill:#8a1f1f;fill-opacity:.28}path.work{fill:#2f5d50;fill-opacity:.28}path:hover{fill-opacity:.6}.ground{fill:#fff}.end{text-anchor:end}
@media(prefers-color-scheme:dark){text{fill:#ecebe6}.hours{fill:#a9a8a2}.ground{fill:#181816}rect.bar,path{fill:#e08a7b}
rect.work,path.work{fill:#7fc4ae}}
""".strip()


@dataclass(slots=True)
class Bar:
    """A product, work, or the others: where it stands and how much of its two sides is taken by ribbons."""

    place: Place
    column: int
    hours: float
    x: float = 0.0
    y: float = 0.0
    taken_in: float = 0.0
    taken_out: float = 0.0


@dataclass(frozen=True, slots=True)
class Words:
    """What a drawing says: what it is of, a product by its row, an amount of hours, work, and small parts."""

    title: str
    product: Callable[[Row], str]
    hours: Callable[[float], str]
    work: str = "Work"
    others: str = "Other products"


def plain(results: Results, row: Row) -> Words:
    """As the economy itself calls things."""
    economy = results.plan.economy
    unit, work = economy.products[row.code].unit, economy.work_unit
    return Words(
        f"{results.value(row):.4g} {work} in one {unit} of {product_words(economy, row)}",
        lambda other: economy.products[other.code].name,
        lambda hours: f"{hours:.3g} {work}",
    )


def sankey(results: Results, row: Row, words: Words | None = None) -> str:
    """The drawing of one unit of a product, as the text of an SVG file, in ``words`` or in those of the economy."""
    flows = _gathered(_by_product(links(results, row), row), row, float(results.value(row)))
    bars = _placed(flows, row)
    most = max(_sum_by_column(bars).values())
    tallest = max(sum(bar.column == column for bar in bars.values()) for column in _sum_by_column(bars))
    scale = (HEIGHT - 2 * MARGIN - 30 - APART * (tallest - 1)) / most if most > 0 else 0.0
    _stood(bars, flows, scale)
    said = words or plain(results, row)
    size = f'viewBox="0 0 {WIDTH:.0f} {HEIGHT:.0f}"'
    names = {place: _name(said, place) for place in bars}
    return "\n".join(
        (
            f'<svg xmlns="http://www.w3.org/2000/svg" {size} role="img" aria-labelledby="title">',
            f'<title id="title">{escape(said.title)}</title>',
            f"<style>{_STYLE}</style>",
            f'<rect class="ground" width="{WIDTH:.0f}" height="{HEIGHT:.0f}"/>',
            f'<text x="{MARGIN:.0f}" y="{MARGIN + 6:.0f}">{escape(said.title)}</text>',
            *_ribbons(bars, flows, scale, (names, said.hours)),
            *_bars(bars, scale, (names, said.hours)),
            "</svg>",
            "",
        )
    )


Flows = dict[tuple[Place, Place], float]


def _by_product(found: Sequence[Link], goal: Row) -> list[Link]:
    """The same with one row for each product; what only goes on to another place or another day is left out."""
    one: dict[tuple[Limit, str], Row] = {(goal.kind, goal.code): goal}
    for row in (row for link in found for row in (link.goal, link.source) if row is not None):
        one.setdefault((row.kind, row.code), row)
    told = [
        Link(link.source and one[link.source.kind, link.source.code], one[link.goal.kind, link.goal.code], link.hours)
        for link in found
    ]
    return [link for link in told if link.source != link.goal]


def _gathered(found: Sequence[Link], goal: Row, whole: float) -> Flows:
    """Hours by where they come from and go to, with small products told together."""
    through: dict[Row, float] = defaultdict(float)
    for link in found:
        if link.source is not None:
            through[link.source] += link.hours
    large = sorted((row for row in through if through[row] >= PART * whole), key=lambda row: -through[row])
    shown = {goal, *large[:MOST]}
    flows: Flows = defaultdict(float)
    for link in found:
        if link.goal in shown:
            source: Place = WORK if link.source is None else link.source if link.source in shown else OTHERS
            flows[source, link.goal] += link.hours
    return {way: hours for way, hours in flows.items() if hours > 1e-4 * whole}


def _placed(flows: Flows, goal: Row) -> dict[Place, Bar]:
    """A bar for each place; work and the others in one column, left of all products."""
    steps: dict[Place, int] = {goal: 0}
    at: list[Place] = [goal]
    for place in at:
        for source, to in flows:
            if to == place and source not in steps and not isinstance(source, str):
                steps[source] = steps[place] + 1
                at.append(source)
    last = max(steps.values()) + 1
    into: dict[Place, float] = defaultdict(float)
    out: dict[Place, float] = defaultdict(float)
    for (source, to), hours in flows.items():
        out[source] += hours
        into[to] += hours
    bars = {place: Bar(place, last - step, max(into[place], out[place])) for place, step in steps.items()}
    for place in (WORK, OTHERS):
        if out[place]:
            bars[place] = Bar(place, 0, out[place])
    return bars


def _sum_by_column(bars: dict[Place, Bar]) -> dict[int, float]:
    sums: dict[int, float] = defaultdict(float)
    for bar in bars.values():
        sums[bar.column] += bar.hours
    return sums


def _stood(bars: dict[Place, Bar], flows: Flows, scale: float) -> None:
    """Give each bar its place: from the right to the left, in the height of what it goes into."""
    last = max(bar.column for bar in bars.values())
    wide = (WIDTH - 2 * MARGIN - BAR) / max(last, 1)
    for column in range(last, -1, -1):
        here = [bar for bar in bars.values() if bar.column == column]
        here.sort(key=lambda bar: (_middle(bar, bars, flows), -bar.hours))
        height = sum(bar.hours * scale for bar in here) + APART * (len(here) - 1)
        y = 30 + (HEIGHT - 30 - height) / 2
        for bar in here:
            bar.x, bar.y = MARGIN + column * wide, y
            y += bar.hours * scale + APART


def _middle(bar: Bar, bars: dict[Place, Bar], flows: Flows) -> float:
    goes = [(bars[to].y, hours) for (source, to), hours in flows.items() if source == bar.place and bars[to].y]
    return sum(y * hours for y, hours in goes) / sum(hours for _, hours in goes) if goes else 0.0


Told = tuple[dict[Place, str], Callable[[float], str]]


def _ribbons(bars: dict[Place, Bar], flows: Flows, scale: float, told: Told) -> Iterator[str]:
    names, spelled = told
    for (source, to), hours in sorted(flows.items(), key=lambda flow: (bars[flow[0][1]].y, bars[flow[0][0]].y)):
        start, end = bars[source], bars[to]
        thick = hours * scale
        a, b = start.y + start.taken_out, end.y + end.taken_in
        start.taken_out += thick
        end.taken_in += thick
        left, right = start.x + BAR, end.x
        bend = (left + right) / 2
        kind = ' class="work"' if source == WORK else ""
        path = (
            f"M{left:.1f},{a:.1f}C{bend:.1f},{a:.1f} {bend:.1f},{b:.1f} {right:.1f},{b:.1f}"
            f"v{thick:.2f}C{bend:.1f},{b + thick:.1f} {bend:.1f},{a + thick:.1f} {left:.1f},{a + thick:.1f}z"
        )
        said = escape(f"{names[source]} → {names[to]}: {spelled(hours)}")
        yield f'<path{kind} d="{path}"><title>{said}</title></path>'


def _bars(bars: dict[Place, Bar], scale: float, told: Told) -> Iterator[str]:
    """Each with its words to the right of it; those of the last one at its top, to the left, where there is room."""
    names, spelled = told
    last = max(bar.column for bar in bars.values())
    for bar in bars.values():
        high, kind = max(bar.hours * scale, 1.0), "work" if bar.place == WORK else "bar"
        name = escape(names[bar.place])
        x, y, ends = bar.x + BAR + 4, max(bar.y + high / 2, 52.0), ""
        if bar.column == last:
            x, y, ends = bar.x - 6, max(bar.y + BAR, 52.0), ' class="end"'
        yield f'<rect class="{kind}" x="{bar.x:.1f}" y="{bar.y:.1f}" width="{BAR:.0f}" height="{high:.1f}"/>'
        hours = f'<tspan class="hours" x="{x:.1f}" dy="14">{escape(spelled(bar.hours))}</tspan>'
        yield f'<text{ends} x="{x:.1f}" y="{y:.1f}">{name} {hours}</text>'


def _name(words: Words, place: Place) -> str:
    if isinstance(place, Row):
        return words.product(place)
    return words.work if place == WORK else words.others

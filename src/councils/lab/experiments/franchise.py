"""Open assemblies, or a roll of workers alone: where does the outcome differ, and by how much?

Theory of operation. In every assembly of 150 a part of the people are workers; how large a part differs from place to
place (Beta, ten members strong). There are 100 of them under councils of ten, or those of a territory. A run is a
question: workers say yes with a chance p drawn evenly between 0.35 and 0.65, all others with p less the gap (or more,
by a coin). Everyone comes to the vote with a chance of their own, others ``ratio`` times as often as workers. The same
people vote twice, once under the charter as it is, once with workers alone on the roll, and both go up through the
councils (``climb.py``).

What to expect: of those who vote, others are s = (1 - w) · ratio / (w + (1 - w) · ratio). The direct count turns
where p and p - s · gap lie on two sides of one half, which is s · gap / 0.3 of all questions as long as that is below
one half.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import product

import numpy as np

from councils.core.charter import Charter
from councils.lab.arrays import Floats, Ints
from councils.lab.charts import Cell, Grid
from councils.lab.experiments.experiment import Experiment, Share, batches, pooled
from councils.lab.experiments.terrain import Terrain, parents
from councils.lab.plot import Chart, Panel
from councils.lab.simulation.climb import Votes, climb
from councils.lab.simulation.tree import Tree, tree
from councils.lab.sweep import Point, Row
from councils.lab.words import Told

SIZE, FAN_OUT, ALIKE = 150, 10, 10.0
WORKERS, GAPS, RATIOS = (0.5, 0.6, 0.7, 0.8, 0.9), (0.0, 0.05, 0.1, 0.2, 0.3), (0.5, 1.0, 2.0)
TURNOUT, LOW, HIGH = 0.3, 0.35, 0.65
MATTERS = 0.05  # of all questions: where fewer turn, it hardly matters


def points(terrain: Terrain | None = None) -> list[Point]:
    del terrain  # of which all settings are asked
    return [{"workers": w, "gap": g, "ratio": r} for r, w, g in product(RATIOS, WORKERS, GAPS)]


def others_among_votes(point: Point) -> float:
    come = (1 - point["workers"]) * point["ratio"]
    return float(come / (point["workers"] + come))


def expected(point: Point) -> float:
    """The share of questions that turn if all votes are added up and people are very many."""
    return min(others_among_votes(point) * float(point["gap"]) / (HIGH - LOW), 0.5)


def measure(
    charter: Charter, runs: int, point: Point, chance: np.random.Generator, terrain: Terrain | None = None
) -> Row:
    rolls = np.full(FAN_OUT**2, SIZE) if terrain is None else terrain.rolls(SIZE)
    w = point["workers"]
    workers = np.clip(chance.binomial(rolls, chance.beta(ALIKE * w, ALIKE * (1 - w), len(rolls))), 1, rolls)
    councils = list(parents(len(rolls), FAN_OUT))
    trees = tree(charter, rolls, councils), tree(charter, workers, councils)
    parts = [asked(charter, trees, point, some, chance) for some in batches(runs, len(rolls))]
    turned, by_heads, moved = (sum(column) for column in zip(*parts, strict=True))
    return {"runs": runs, "turned": turned, "turned_by_heads": by_heads, "points": moved / runs}


def asked(
    charter: Charter, trees: tuple[Tree, Tree], point: Point, runs: int, chance: np.random.Generator
) -> tuple[int, int, float]:  # fmt: skip
    """Of so many questions: how many turn, how many do so by heads, and how far the share of yes moves in all."""
    workers = trees[1].members[0]
    p = chance.uniform(LOW, HIGH, (runs, 1))
    q = np.clip(p + point["gap"] * chance.choice([-1.0, 1.0], (runs, 1)), 0, 1)
    yes_w, no_w = voting(workers, TURNOUT, p, chance)
    yes_o, no_o = voting(trees[0].members[0] - workers, min(1.0, TURNOUT * point["ratio"]), q, chance)
    opened = climb(trees[0], charter, Votes.of(yes_w + yes_o, no_w + no_o))
    closed = climb(trees[1], charter, Votes.of(yes_w, no_w))
    moved = np.abs(share(yes_w + yes_o, no_w + no_o) - share(yes_w, no_w))
    ways = ((opened.carried, closed.carried), (opened.by_base, closed.by_base))
    turned, by_heads = (int((one != other).sum()) for one, other in ways)
    return turned, by_heads, float(moved.sum())


def voting(people: Ints, turnout: float, p: Floats, chance: np.random.Generator) -> tuple[Ints, Ints]:
    come = chance.binomial(people[None, :], turnout, (len(p), len(people)))
    yes = chance.binomial(come, p)
    return yes, come - yes


def share(yes: Ints, no: Ints) -> Floats:
    return np.asarray(yes.sum(axis=1) / np.maximum(1, (yes + no).sum(axis=1)))


def panels(rows: Sequence[Row]) -> list[Chart]:
    return [*(chart(rows, ratio) for ratio in RATIOS), *curves(rows)]


def chart(rows: Sequence[Row], ratio: float) -> Grid:
    """The map: where restricting the roll alters the outcome, and where not."""
    at = {(row["workers"], row["gap"]): row for row in rows if row["ratio"] == ratio}
    workers, gaps = (sorted({place[n] for place in at}) for n in (0, 1))
    return Grid(
        Told("Where it matters; others come × %(ratio)s", ratio=f"{ratio:g}"),
        [[cell(at.get((w, gap))) for gap in gaps] for w in workers],
        [f"{w:.0%}" for w in workers],
        [f"{gap:.0%}" for gap in gaps],
        up=Told("Workers among all"),
        across=Told("gap between the opinions of workers and of others"),
        key=Told(
            "In each cell the share of questions that turn: ○ at most %(most)s, ● more, ? not told apart by these "
            "runs.",
            most=f"{MATTERS:.0%}",
        ),
    )


def cell(row: Row | None) -> Cell:
    if row is None:
        return Cell(0.0, "–")
    turned = Share(row["turned"], row["runs"])
    sign = {True: "●", False: "○", None: "?"}[matters(turned)]
    return Cell(2 * turned.value, f"{turned.value:.0%} {sign}")


def matters(turned: Share) -> bool | None:
    """Whether more questions turn than hardly matters; None where the interval lies on both sides."""
    low, high = turned.interval
    return True if low > MATTERS else False if high <= MATTERS else None


def curves(rows: Sequence[Row]) -> list[Panel]:
    found = []
    for ratio in RATIOS:
        lines: dict[Told, list[tuple[float, float]]] = {}
        for row in rows:
            if row["ratio"] == ratio:
                turned = Share(row["turned"], row["runs"]).value
                name = Told("%(share)s workers", share=f"{row['workers']:.0%}")
                lines.setdefault(name, []).append((row["gap"], turned))
        title = Told("Share that turns; others come × %(ratio)s", ratio=f"{ratio:g}")
        found.append(Panel(title, lines, even=True, measure="turned"))
    return found


OFTEN = {0.5: Told("half as often"), 1.0: Told("as often"), 2.0: Told("twice as often")}


def findings(rows: Sequence[Row]) -> tuple[Told, ...]:
    verdicts = [matters(Share(row["turned"], row["runs"])) for row in rows]
    none = pooled([row for row in rows if row["gap"] == 0], "turned")
    most = max(rows, key=lambda row: row["turned"] / row["runs"])
    near = [row for row in rows if row["workers"] >= 0.8 and row["gap"] <= 0.1]
    return (
        Told(
            "Of %(all)s settings, restricting the roll to workers turns at most %(limit)s of the questions in "
            "%(hardly)s, more in %(surely)s, and %(open)s cannot be told apart.",
            all=len(rows), limit=f"{MATTERS:.0%}", hardly=verdicts.count(False), surely=verdicts.count(True),
            open=verdicts.count(None),
        ),
        Told("Even where classes think alike, %(none)s turn, since fewer people vote.", none=none),
        Told(
            "Where at least 80%% are workers and opinions lie at most 10 points apart, %(near)s turn; most do, "
            "%(most)s, with %(workers)s workers, %(gap)s points between the classes and others who come %(often)s as "
            "workers: the result then moves by %(points)s points on average.",
            near=pooled(near, "turned"), most=Share(most["turned"], most["runs"]), workers=f"{most['workers']:.0%}",
            gap=f"{most['gap'] * 100:.0f}", often=as_often(most["ratio"]), points=f"{most['points'] * 100:.1f}",
        ),
        Told("The share that turns grows with the gap, and with the part of others among those who vote."),
        *border(rows),
    )  # fmt: skip


def border(rows: Sequence[Row]) -> Iterator[Told]:
    """For each turnout of others, the largest gap up to which it hardly matters, whatever the class shares."""
    nowhere: list[Told] = []
    for ratio in RATIOS:
        here = [row for row in rows if row["ratio"] == ratio]
        gaps = sorted({row["gap"] for row in here})
        fine = [g for g in gaps if all(hardly(row) for row in here if row["gap"] <= g)]
        many = min((row["workers"] for row in here if all(map(hardly, alike(here, row)))), default=None)
        come = as_often(ratio)
        if fine and fine[-1]:
            yield Told(
                "Where others come %(often)s as workers, it hardly matters up to a gap of %(n)s points, whatever the "
                "class shares.",
                often=come, n=f"{100 * fine[-1]:.0f}",
            )  # fmt: skip
        elif fine:
            yield Told(
                "Where others come %(often)s as workers, it hardly matters if all think alike, whatever the class "
                "shares.",
                often=come,
            )
        if many is not None:
            yield Told(
                "Where others come %(often)s as workers, it hardly matters from %(n)s workers on, whatever the gap, as "
                "far as was tried.",
                often=come, n=f"{many:.0%}",
            )  # fmt: skip
        if not fine and many is None:
            nowhere.append(come)
    if len(nowhere) == len(RATIOS):
        yield Told("Nowhere is it sure to matter little for all class shares, or for all gaps: see the map.")
    elif nowhere:
        often = nowhere[0]
        for other in nowhere[1:]:
            often = Told("%(one)s or %(other)s", one=often, other=other)
        yield Told(
            "Where others come %(often)s as workers, it is sure to matter little in single settings at most: see the "
            "map.",
            often=often,
        )


def as_often(ratio: float) -> Told:
    """As what, is told after it."""
    if ratio in OFTEN:
        return OFTEN[ratio]
    return Told("%(n)s times as often", n=f"{ratio:g}")


def hardly(row: Row) -> bool:
    return matters(Share(row["turned"], row["runs"])) is False


def alike(rows: Sequence[Row], row: Row) -> list[Row]:
    return [other for other in rows if other["workers"] >= row["workers"]]


FRANCHISE = Experiment(
    "franchise",
    "Everyone, or workers alone",
    "Does restricting the franchise to workers alter the outcome?",
    2000,
    points,
    measure,
    {
        "turned": Told("questions decided otherwise"),
        "turned_by_heads": Told("the same, if all votes are added up"),
        "points": Told("mean move of the yes share"),
    },
    panels,
    Told("gap between the opinions of workers and of others"),
    findings,
    hits=("turned", "turned_by_heads"),
)

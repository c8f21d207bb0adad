"""Open assemblies, or a roll of workers alone: where does the outcome differ, and by how much?

Theory of operation. In every assembly of 150 a part of the people are workers; how large a part differs from place to
place (Beta, ten members strong). A run is a question: workers say yes with a chance p drawn evenly between 0.35 and
0.65, all others with p less the gap (or more, by a coin). Everyone comes to the vote with a chance of their own,
others ``ratio`` times as often as workers. The same people vote twice, once under the charter as it is, once with
workers alone on the roll, and both go up through the councils (``climb.py``).

What to expect: of those who vote, others are s = (1 - w) · ratio / (w + (1 - w) · ratio). The direct count turns
where p and p - s · gap lie on two sides of one half, which is s · gap / 0.3 of all questions as long as that is below
one half.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product

import numpy as np

from councils.core.charter import Charter
from councils.lab.arrays import Floats, Ints
from councils.lab.experiments.experiment import Experiment, Share, pooled
from councils.lab.plot import Panel
from councils.lab.simulation.climb import Decided, Votes, climb
from councils.lab.simulation.tree import tree
from councils.lab.sweep import Point, Row

SIZE, FAN_OUT, ALIKE = 150, 10, 10.0
WORKERS, GAPS, RATIOS = (0.5, 0.6, 0.7, 0.8, 0.9), (0.0, 0.05, 0.1, 0.2, 0.3), (0.5, 1.0, 2.0)
TURNOUT, LOW, HIGH = 0.3, 0.35, 0.65
MATTERS = 0.05  # of all questions: where fewer turn, it hardly matters


def points() -> list[Point]:
    return [{"workers": w, "gap": g, "ratio": r} for r, w, g in product(RATIOS, WORKERS, GAPS)]


def others_among_votes(point: Point) -> float:
    come = (1 - point["workers"]) * point["ratio"]
    return float(come / (point["workers"] + come))


def expected(point: Point) -> float:
    """The share of questions that turn if all votes are added up and people are very many."""
    return min(others_among_votes(point) * float(point["gap"]) / (HIGH - LOW), 0.5)


def measure(charter: Charter, runs: int, point: Point, chance: np.random.Generator) -> Row:
    number = FAN_OUT**2
    w = point["workers"]
    workers = np.clip(chance.binomial(SIZE, chance.beta(ALIKE * w, ALIKE * (1 - w), number)), 1, SIZE)
    others = SIZE - workers
    p = chance.uniform(LOW, HIGH, (runs, 1))
    q = np.clip(p + point["gap"] * chance.choice([-1.0, 1.0], (runs, 1)), 0, 1)
    yes_w, no_w = voting(workers, TURNOUT, p, chance)
    yes_o, no_o = voting(others, min(1.0, TURNOUT * point["ratio"]), q, chance)
    opened = decided(charter, np.full(number, SIZE), yes_w + yes_o, no_w + no_o)
    closed = decided(charter, workers, yes_w, no_w)
    moved = share(yes_w + yes_o, no_w + no_o) - share(yes_w, no_w)
    return {
        "runs": runs,
        "turned": int((opened.carried != closed.carried).sum()),
        "turned_by_heads": int((opened.by_base != closed.by_base).sum()),
        "points": float(np.abs(moved).mean()),
    }


def voting(people: Ints, turnout: float, p: Floats, chance: np.random.Generator) -> tuple[Ints, Ints]:
    come = chance.binomial(people[None, :], turnout, (len(p), len(people)))
    yes = chance.binomial(come, p)
    return yes, come - yes


def decided(charter: Charter, rolls: Ints, yes: Ints, no: Ints) -> Decided:
    parents = [np.arange(len(rolls)) // FAN_OUT, np.zeros(len(rolls) // FAN_OUT, dtype=np.int64)]
    return climb(tree(charter, rolls, parents), charter, Votes.of(yes, no))


def share(yes: Ints, no: Ints) -> Floats:
    return np.asarray(yes.sum(axis=1) / np.maximum(1, (yes + no).sum(axis=1)))


def panels(rows: Sequence[Row]) -> list[Panel]:
    found = []
    for ratio in RATIOS:
        lines: dict[str, list[tuple[float, float]]] = {}
        for row in rows:
            if row["ratio"] == ratio:
                turned = Share(row["turned"], row["runs"]).value
                lines.setdefault(f"{row['workers']:.0%} workers", []).append((row["gap"], turned))
        found.append(Panel(f"Share that turns; others come × {ratio:g}", lines, even=True))
    return found


def findings(rows: Sequence[Row]) -> str:
    hardly = [row for row in rows if Share(row["turned"], row["runs"]).interval[1] <= MATTERS]
    surely = [row for row in rows if Share(row["turned"], row["runs"]).interval[0] > MATTERS]
    none = pooled([row for row in rows if row["gap"] == 0], "turned")
    most = max(rows, key=lambda row: row["turned"] / row["runs"])
    near = [row for row in rows if row["workers"] >= 0.8 and row["gap"] <= 0.1]
    told = (
        f"Of {len(rows)} settings, restricting the roll to workers turns at most {MATTERS:.0%} of the questions in "
        f"{len(hardly)}, more in {len(surely)}, and {len(rows) - len(hardly) - len(surely)} cannot be told apart. Even "
        f"where classes think alike, {none} turn, since fewer people vote. Where at least 80 % are workers and "
        f"opinions lie at most 10 points apart, {pooled(near, 'turned')} turn. "
    )
    return told + (
        f"Most do, {Share(most['turned'], most['runs'])}, with {most['workers']:.0%} workers, "
        f"{most['gap'] * 100:.0f} points "
        f"between the classes and others who come {most['ratio']:g} times as often; the result then moves by "
        f"{most['points'] * 100:.1f} points on average. The share follows (others among those who vote) × (gap), so a "
        "restricted roll matters little where workers are many, think much like their neighbours, or come to vote more "
        "than these do; elsewhere it decides."
    )


FRANCHISE = Experiment(
    "franchise",
    "Everyone, or workers alone",
    "Does restricting the franchise to workers alter the outcome?",
    2000,
    points,
    measure,
    {
        "turned": "questions decided otherwise",
        "turned_by_heads": "the same, if all votes are added up",
        "points": "mean move of the yes share",
    },
    panels,
    "gap between the opinions of workers and of others",
    findings,
)

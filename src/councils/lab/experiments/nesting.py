"""How often do councils decide otherwise than all votes added up?

Theory of operation. Opinions are chance: every member says yes or no like a coin, so questions are as close as can
be. That is the worst case; on clear questions councils and heads agree. The votes go up by the charter, with the
counting and the binding of each point (R8, R9). With one delegation bound as one and large assemblies, the answer is
known (``published/jury.py``).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from itertools import product

import numpy as np

from councils.core.charter import Binding, Charter, Counting
from councils.lab.experiments.experiment import AS_NEEDED, FEW, Experiment, Share, batches, by_shape, pooled
from councils.lab.experiments.terrain import Terrain
from councils.lab.plot import Panel
from councils.lab.simulation.climb import Votes, climb
from councils.lab.simulation.tree import Tree, regular
from councils.lab.sweep import Point, Row
from councils.lab.words import Told

ASSEMBLIES, FAN_OUTS, LEVELS = (21, 75, 151, 501), (5, 9), (1, 2, 3)
WAYS = (
    (Counting.DELEGATES, Binding.BLOCK),
    (Counting.MEMBERS, Binding.BLOCK),
    (Counting.DELEGATES, Binding.DIVIDED),
    (Counting.BASE, Binding.BLOCK),
)
WAY_NAMES = {
    WAYS[0]: Told("by {delegates}"),
    WAYS[1]: Told("by {members}"),
    WAYS[2]: Told("by {delegates}, divided"),
    WAYS[3]: Told("by base votes"),
}


def points(terrain: Terrain | None = None) -> list[Point]:
    usual = [((f, k), size) for size, f, k in product(ASSEMBLIES, FAN_OUTS, LEVELS)]
    shapes = usual if terrain is None else terrain.shapes(FAN_OUTS, ASSEMBLIES)
    return [
        {"assembly": size, "fan_out": fan_out, "levels": levels, "counting": str(counting), "binding": str(binding)}
        for ((fan_out, levels), size), (counting, binding) in product(shapes, WAYS)
    ]


def under(charter: Charter, point: Point) -> Charter:
    """The charter with this point's counting, and no quorum that chance could miss."""
    rule = replace(
        charter.referral, counting=Counting(point["counting"]), binding=Binding(point["binding"]), quorum=Fraction(0)
    )
    return replace(charter, referral=rule)


def measure(
    charter: Charter, runs: int, point: Point, chance: np.random.Generator, terrain: Terrain | None = None
) -> Row:
    size, fan_out, tried = point["assembly"], point["fan_out"], under(charter, point)
    grown = (
        regular(tried, assembly=size, fan_out=fan_out, levels=point["levels"])
        if terrain is None
        else terrain.tree(tried, size, fan_out)
    )
    return {"runs": runs, "contradicts": against_heads(tried, grown, runs, chance)}


def against_heads(charter: Charter, grown: Tree, runs: int, chance: np.random.Generator) -> int:
    """Of ``runs`` questions on which everyone throws a coin, those that councils decide otherwise than heads."""
    rolls, found = grown.members[0], 0
    for some in batches(runs, len(rolls), FEW):
        yes = chance.binomial(rolls, 0.5, (some, len(rolls)))
        found += int(climb(grown, charter, Votes.of(yes, rolls - yes)).contradicts.sum())
    return found


def way(row: Row) -> Told:
    return WAY_NAMES[Counting(row["counting"]), Binding(row["binding"])]


def panels(rows: Sequence[Row]) -> list[Panel]:
    found = []
    for (fan_out, levels), some in by_shape(rows).items():
        lines: dict[Told, list[tuple[float, float]]] = {}
        for row in some:
            lines.setdefault(way(row), []).append((row["assembly"], Share(row["contradicts"], row["runs"]).value))
        found.append(Panel(depth(levels, fan_out), lines, measure="contradicts"))
    return found


def depth(levels: int, fan_out: int) -> Told:
    if levels == AS_NEEDED:
        return Told("As many levels as it takes, %(fan_out)s to a {council}", fan_out=fan_out)
    if levels == 1:
        return Told("1 level above the {assemblies}, %(fan_out)s to a {council}", fan_out=fan_out)
    return Told("%(n)s levels above the {assemblies}, %(fan_out)s to a {council}", n=levels, fan_out=fan_out)


def findings(rows: Sequence[Row]) -> tuple[Told, ...]:
    def share(some: Sequence[Row]) -> str:
        return str(pooled(some, "contradicts"))

    first = [row for row in rows if way(row) == WAY_NAMES[WAYS[0]]]
    found = {name: share(some) for name in WAY_NAMES.values() if (some := [row for row in rows if way(row) == name])}
    deep = [(n, share([row for row in first if row["levels"] == n])) for n in sorted({row["levels"] for row in first})]
    return (
        Told(
            "Where every question is a coin's throw, {councils} that count by {delegates} bound as one decide "
            "otherwise than all votes added up, by how many levels there are above the {assemblies}:"
        ),
        *(Told("with %(n)s, in %(share)s;", n=n, share=told) for n, told in deep),
        Told("and over all sizes and depths, by the way of counting:"),
        *(Told("%(way)s %(share)s;", way=name, share=told) for name, told in found.items()),
        Told("base votes passed through cannot contradict themselves.")
        if not rounded(rows)
        else Told(
            "base votes passed through cannot contradict themselves, and divided delegations round close results to "
            "ties, on which nothing is carried."
        ),
        Told("These are worst cases: where one side is ahead by more than chance, {councils} and heads agree."),
    )  # fmt: skip


def rounded(rows: Sequence[Row]) -> bool:
    """Whether divided delegations surely contradict more often than those that are bound as one."""
    bound, divided = (pooled([row for row in rows if way(row) == WAY_NAMES[one]], "contradicts") for one in WAYS[:3:2])
    return divided.interval[0] > bound.interval[1]


NESTING = Experiment(
    "nesting",
    "Councils against heads",
    "How often does the councils' decision contradict a direct count, by depth, size and counting rule?",
    2000,
    points,
    measure,
    {"contradicts": Told("decided otherwise than a direct count")},
    panels,
    Told("{members} of an {assembly}"),
    findings,
    hits=("contradicts",),
)

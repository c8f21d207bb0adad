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
from councils.lab.experiments.experiment import Experiment, Share, pooled
from councils.lab.plot import Panel
from councils.lab.simulation.climb import Votes, climb
from councils.lab.simulation.tree import regular
from councils.lab.sweep import Point, Row

ASSEMBLIES, FAN_OUTS, LEVELS = (21, 75, 151, 501), (5, 9), (1, 2, 3)
WAYS = (
    (Counting.DELEGATES, Binding.BLOCK),
    (Counting.MEMBERS, Binding.BLOCK),
    (Counting.DELEGATES, Binding.DIVIDED),
    (Counting.BASE, Binding.BLOCK),
)
BATCH = 250


def points() -> list[Point]:
    return [
        {"assembly": size, "fan_out": fan_out, "levels": levels, "counting": str(counting), "binding": str(binding)}
        for size, fan_out, levels, (counting, binding) in product(ASSEMBLIES, FAN_OUTS, LEVELS, WAYS)
    ]


def under(charter: Charter, point: Point) -> Charter:
    """The charter with this point's counting, and no quorum that chance could miss."""
    rule = replace(
        charter.referral, counting=Counting(point["counting"]), binding=Binding(point["binding"]), quorum=Fraction(0)
    )
    return replace(charter, referral=rule)


def measure(charter: Charter, runs: int, point: Point, chance: np.random.Generator) -> Row:
    size = point["assembly"]
    tried = under(charter, point)
    grown = regular(tried, assembly=size, fan_out=point["fan_out"], levels=point["levels"])
    otherwise = 0
    for start in range(0, runs, BATCH):
        yes = chance.binomial(size, 0.5, (min(BATCH, runs - start), len(grown.members[0])))
        otherwise += int(climb(grown, tried, Votes.of(yes, size - yes)).contradicts.sum())
    return {"runs": runs, "contradicts": otherwise}


def way(row: Row) -> str:
    return f"by {row['counting']}" + (", divided" if row["binding"] == Binding.DIVIDED else "")


def panels(rows: Sequence[Row]) -> list[Panel]:
    found = []
    for fan_out, levels in product(FAN_OUTS, LEVELS):
        lines: dict[str, list[tuple[float, float]]] = {}
        for row in rows:
            if (row["fan_out"], row["levels"]) == (fan_out, levels):
                lines.setdefault(way(row), []).append((row["assembly"], Share(row["contradicts"], row["runs"]).value))
        above = "1 level" if levels == 1 else f"{levels} levels"
        found.append(Panel(f"{above} above the assemblies, {fan_out} to a council", lines))
    return found


def findings(rows: Sequence[Row]) -> str:
    block = [row for row in rows if way(row) == "by delegates"]
    by_level = [f"{pooled([r for r in block if r['levels'] == n], 'contradicts')} with {n}" for n in LEVELS]
    others = {
        name: pooled([r for r in rows if way(r) == name], "contradicts") for name in dict.fromkeys(map(way, rows))
    }
    told = "; ".join(f"{name} {share}" for name, share in others.items())
    return (
        "Where every question is a coin's throw, councils that count by delegates bound as one decide otherwise "
        "than all "
        f"votes added up in {', '.join(by_level)} levels above the assemblies. Over all sizes and depths, by "
        "the way of "
        f"counting: {told}. Base votes passed through cannot contradict themselves; divided delegations round close "
        "results to ties, on which nothing is carried. These are worst cases: where one side "
        "is ahead by more than chance, councils and heads agree."
    )


NESTING = Experiment(
    "nesting",
    "Councils against heads",
    "How often does the councils' decision contradict a direct count, by depth, size and counting rule?",
    2000,
    points,
    measure,
    {"contradicts": "decided otherwise than a direct count"},
    panels,
    "members of an assembly",
    findings,
)

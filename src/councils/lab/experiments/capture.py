"""How small a minority takes the whole pyramid?

Theory of operation. A minority wants one thing and always comes to the vote; of the others, who are all against it,
three in ten come. By *placement* the minority is spread evenly; lives together (most of it in as few assemblies as
hold it); or stands where it counts most: just more than half of the votes, in just more than half of the assemblies,
of just more than half of the councils, and so on. By *mandate* delegates are bound to what their council decided
(``climb.py``), or free: then whoever stands is elected, the minority stands twice as readily as others, and a
delegate votes as they think. With recall, a council whose own majority is against what its delegate did sends
another, once.

The least share that takes the congress in half of the runs is found by halving.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from fractions import Fraction
from functools import lru_cache
from itertools import product
from math import log

import numpy as np

from councils.core.charter import Charter, Tie
from councils.lab.arrays import Bools, Floats, Ints
from councils.lab.experiments.experiment import AS_NEEDED, FEW, Experiment, batches, by_shape
from councils.lab.experiments.terrain import Terrain
from councils.lab.experiments.throws import hits
from councils.lab.plot import Panel
from councils.lab.simulation.climb import Votes, climb
from councils.lab.simulation.tree import Tree, regular
from councils.lab.sweep import Point, Row
from councils.lab.words import Told

TURNOUT, EAGER, HALVINGS = 0.3, 2.0, 9
SURE = 2 * log(2e3)  # of as many runs, the square of how many more are of one kind
PLACEMENTS, MANDATES = ("spread", "together", "best"), ("bound", "free", "free, recall")
ASSEMBLIES, SHAPES, TIES = (20, 50, 150, 500), ((10, 1), (10, 2), (5, 3)), (Tie.ABSTAIN, Tie.NO)


def points(terrain: Terrain | None = None) -> list[Point]:
    settings = [(p, "bound", tie) for p, tie in product(PLACEMENTS, TIES)]
    settings += [("spread", mandate, Tie.ABSTAIN) for mandate in MANDATES[1:]]
    fan_outs = dict.fromkeys(fan_out for fan_out, _ in SHAPES)
    shapes = product(SHAPES, ASSEMBLIES) if terrain is None else terrain.shapes(fan_outs, ASSEMBLIES)
    return [
        {"assembly": n, "fan_out": f, "levels": k, "placement": place, "mandate": mandate, "tie": str(tie)}
        for ((f, k), n), (place, mandate, tie) in product(shapes, settings)
    ]


def measure(
    charter: Charter, runs: int, point: Point, chance: np.random.Generator, terrain: Terrain | None = None
) -> Row:
    """The share at which half of the runs are captured, and the last two shares between which it lies."""
    tried = replace(charter, referral=replace(charter.referral, quorum=Fraction(0), tie=Tie(point["tie"])))
    size, fan_out = point["assembly"], point["fan_out"]
    grown = (
        regular(tried, assembly=size, fan_out=fan_out, levels=point["levels"])
        if terrain is None
        else terrain.tree(tried, size, fan_out)
    )
    low, high = 0.0, 1.0
    for _ in range(HALVINGS):
        share = (low + high) / 2
        if held(tried, grown, point, share, runs, chance):
            high = share
        else:
            low = share
    return {"runs": runs, "share": (low + high) / 2, "low": low, "high": high}


def held(charter: Charter, grown: Tree, point: Point, share: float, runs: int, chance: np.random.Generator) -> bool:
    """Whether in half of the runs; those that cannot change it any more are not made, nor are others where a fair coin
    would come so far off the middle not once in a thousand times (Hoeffding 1963): 16 of the same at the least."""
    taken = lost = 0
    for some in batches(runs, len(grown.members[0]), FEW):
        won = int(captured(charter, grown, point, share, some, chance).sum())
        taken, lost = taken + won, lost + some - won
        if 2 * taken >= runs or 2 * lost > runs or (taken - lost) ** 2 >= SURE * (taken + lost):
            break
    return taken >= lost


def captured(
    charter: Charter, grown: Tree, point: Point, share: float, runs: int, chance: np.random.Generator
) -> Bools:  # fmt: skip
    minority = PLACED[point["placement"]](grown, share, runs, chance)
    against = hits(grown.members[0] - minority, TURNOUT, chance)
    if point["mandate"] == MANDATES[0]:
        return climb(grown, charter, Votes.of(minority, against)).carried
    return freely(grown, minority, against, chance, recall=point["mandate"] == MANDATES[2])


def spread(grown: Tree, share: float, runs: int, chance: np.random.Generator) -> Ints:
    return hits(np.broadcast_to(grown.members[0], (runs, len(grown.members[0]))), share, chance)


def together(grown: Tree, share: float, runs: int, chance: np.random.Generator) -> Ints:
    """Nine in ten members of as many assemblies as that comes to, at random places."""
    order = chance.permuted(np.tile(np.arange(len(grown.members[0])), (runs, 1)), axis=1)
    full = 0.9 * grown.members[0]
    held = np.cumsum(full[order], axis=1) <= share * grown.members[0].sum() * (1 + 1e-12)
    found = np.zeros(order.shape, dtype=np.int64)
    np.put_along_axis(found, order, np.where(held, np.rint(full)[order], 0).astype(np.int64), axis=1)
    return found


def best(grown: Tree, share: float, runs: int, chance: np.random.Generator) -> Ints:
    """As many assemblies as can be held with that many people, those that count most first."""
    del chance
    order, cost = by_need(grown)
    found = np.zeros(len(cost), dtype=np.int64)
    taken = order[np.cumsum(cost[order]) <= share * grown.members[0].sum()]
    found[taken] = cost[taken]
    return np.tile(found, (runs, 1))


@lru_cache(maxsize=1)
def by_need(grown: Tree) -> tuple[Ints, Ints]:
    """The assemblies in that order, and how many people it takes to hold each: others come by chance."""
    rolls = grown.members[0]
    cost = np.minimum(rolls, (TURNOUT / (1 + TURNOUT) * rolls * 1.3).astype(np.int64) + 1)
    return np.argsort(spared(grown, cost), kind="stable"), cost


def spared(grown: Tree, cost: Ints) -> Ints:
    """How far each assembly is from being needed, if an assembly costs so many people: 0 where it is.

    A council takes those below it that cost least for each seat, until they have more than half of its seats; whoever
    is needed on no level is the last.
    """
    found, within, price = np.zeros(len(cost), dtype=np.int64), np.arange(len(cost)), cost
    for level, (parent, seats) in enumerate(zip(grown.parent, grown.seats, strict=True)):
        order = np.lexsort((price / np.maximum(seats, 1), parent))
        starts = np.flatnonzero(np.diff(parent[order], prepend=-1))
        before = np.cumsum(seats[order]) - seats[order]
        before -= np.repeat(before[starts], np.diff([*starts, len(order)]))
        needed = np.zeros(len(parent), dtype=np.bool_)
        needed[order] = 2 * before <= np.bincount(parent, seats)[parent[order]]
        found += 2**level * ~needed[within]
        price = np.bincount(parent, price * needed).astype(np.int64)
        within = parent[within]
    return found


PLACED: dict[str, Callable[..., Ints]] = {"spread": spread, "together": together, "best": best}


def freely(grown: Tree, minority: Ints, against: Ints, chance: np.random.Generator, *, recall: bool) -> Bools:
    """Delegates vote as they think: by level, each council's delegates are drawn from those who stand there."""
    mine, all_there = minority, np.broadcast_to(grown.members[0], minority.shape)
    opposed = against > minority
    for parent, seats in zip(grown.parent, grown.seats, strict=True):
        eager = mine * EAGER
        odds = eager / np.maximum(eager + (all_there - mine), 1e-9)
        odds = np.where(opposed, odds * odds, odds) if recall else odds
        sent = elected(seats, odds, chance)
        starts = np.searchsorted(parent, np.arange(parent.max() + 1))
        mine = np.add.reduceat(sent, starts, axis=1)
        all_there = np.broadcast_to(np.add.reduceat(seats, starts), mine.shape)
        opposed = 2 * mine < all_there
    return np.asarray(2 * mine[:, 0] > all_there[:, 0])


def elected(seats: Ints, odds: Floats, chance: np.random.Generator) -> Ints:
    """How many of the delegates of each council are of the minority, each with these odds."""
    if seats.max() == 1:
        return (chance.random(odds.shape) < odds * seats).astype(np.int64)
    return np.asarray(chance.binomial(np.broadcast_to(seats, odds.shape), odds), dtype=np.int64)


NAMES = {
    "spread": Told("spread evenly"),
    "together": Told("living together"),
    "best": Told("best placed"),
    MANDATES[1]: Told("free {delegates}"),
    MANDATES[2]: Told("free {delegates}, {recall}"),
}


def shown(row: Row) -> Told:
    return NAMES[row["placement"] if row["mandate"] == MANDATES[0] else row["mandate"]]


def panels(rows: Sequence[Row]) -> list[Panel]:
    found = []
    for (fan_out, levels), some in by_shape(rows).items():
        lines: dict[Told, list[tuple[float, float]]] = {}
        for row in some:
            if row["tie"] == Tie.ABSTAIN:
                lines.setdefault(shown(row), []).append((row["assembly"], row["share"]))
        found.append(Panel(least_share(levels, fan_out), lines, measure="share"))
    return found


def least_share(levels: int, fan_out: int) -> Told:
    if levels == AS_NEEDED:
        return Told("Least share, %(fan_out)s to a {council}", fan_out=fan_out)
    if levels == 1:
        return Told("Least share: 1 level, %(fan_out)s to a {council}", fan_out=fan_out)
    return Told("Least share: %(n)s levels, %(fan_out)s to a {council}", n=levels, fan_out=fan_out)


def span(rows: Sequence[Row]) -> str:
    return f"{min(row['low'] for row in rows):.1%}–{max(row['high'] for row in rows):.1%}"


def findings(rows: Sequence[Row]) -> tuple[Told, ...]:
    def of(**wanted: str) -> list[Row]:
        return [row for row in rows if all(row[name] == value for name, value in wanted.items())]

    bound = {place: of(placement=place, mandate="bound", tie="abstain") for place in PLACEMENTS}
    least = min(bound["best"], key=lambda row: row["share"])
    free, recalled = of(mandate="free"), of(mandate="free, recall")
    return (
        Told(
            "Against others of whom %(come)s come, a minority that always comes and is spread evenly takes a direct "
            "vote with %(direct)s of the {members}.",
            come=f"{TURNOUT:.0%}", direct=f"{TURNOUT / (1 + TURNOUT):.1%}",
        ),
        Told(
            "Under {mandates} that bind it takes the {congress} with %(spread)s, with %(together)s if it lives "
            "together, and with %(best)s if it is best placed: least in {assemblies} of %(size)s with %(levels)s "
            "levels of %(fan_out)s (%(least)s).",
            spread=span(bound["spread"]), together=span(bound["together"]), best=span(bound["best"]),
            size=least["assembly"], levels=least["levels"], fan_out=least["fan_out"], least=span([least]),
        ),
        Told(
            "{Delegates} who are free, and stand twice as readily if they are of the minority, are its {congress} as "
            "soon as the minority is %(free)s of all; where they can be recalled, %(recalled)s.",
            free=span(free), recalled=span(recalled),
        ),
        Told(
            "Ranges are over all sizes; each share is looked for down to %(near)s, in up to %(runs)s runs at each "
            "step.",
            near=f"{1 / 2**HALVINGS:.1%}", runs=rows[0]["runs"],
        ),
        Told(
            "More people in {assemblies} make chance smaller; more levels help who is well placed. What protects is "
            "that others come."
        ),
    )  # fmt: skip


CAPTURE = Experiment(
    "capture",
    "Who can capture the pyramid",
    "How small a minority can hold the congress, and what makes it harder?",
    200,
    points,
    measure,
    {
        "share": Told("least share that holds the {congress} in half of the runs"),
        "low": Told("at least"),
        "high": Told("at most"),
    },
    panels,
    Told("{members} of an {assembly}"),
    findings,
)

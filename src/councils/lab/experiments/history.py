"""History: charters of councils that there were, side by side on the same measures.

Theory of operation. Each stands in the size that it had (``lab/history.py``); the charter that is tried stands beside
them with assemblies of 150 and councils of ten, on as many levels as it names or a territory needs. What follows from
rules alone is told from the charter: days, terms, what a recall takes. The weight of a person and the least minority
are exact formulas (``published``); how often councils contradict heads is counted over questions that are coins'
throws, carried up by delegates who keep to what they were told (``climb.py``), with its interval.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise
from math import prod

import numpy as np

from councils.core.charter import Charter
from councils.core.charter.toml import parse_charter
from councils.lab.charts import Bars
from councils.lab.experiments.experiment import Experiment, Share
from councils.lab.experiments.nesting import against_heads
from councils.lab.experiments.terrain import Terrain
from councils.lab.history import SHAPES
from councils.lab.published.hierarchy import capturing
from councils.lab.published.power import decisive
from councils.lab.simulation.tree import Tree, regular, tree
from councils.lab.sizing import duration, odd
from councils.lab.sweep import Point, Row
from councils.lab.words import Told
from councils.presets import preset

YOURS, ASSEMBLY, FAN_OUT = "yours", 150, 10
NAMED: dict[str, Told] = {
    "paris-1871": Told("Paris 1871"),
    "rsfsr-1918": Told("RSFSR 1918"),
    "german-councils-1918": Told("German {councils} 1918"),
    "rojava-communes": Told("Rojava communes"),
    "mondragon": Told("Mondragon"),
    "cnt-1931": Told("CNT 1931"),
    YOURS: Told("The {charter} that is tried"),
}


def points(terrain: Terrain | None = None) -> list[Point]:
    del terrain  # on which the charter that is tried is measured
    return [{"of": name} for name in (*SHAPES, YOURS)]


def measure(
    charter: Charter, runs: int, point: Point, chance: np.random.Generator, terrain: Terrain | None = None
) -> Row:
    tried, grown = of_history(point["of"]) or (charter, yours(charter, terrain))
    people, councils = int(grown.members[-1][0]), [len(level) for level in grown.members]
    groups = [people / councils[0], *(below / above for below, above in pairwise(councils))]
    days, at_base = duration(tried, len(groups))
    delegate = tried.office("delegate")
    return {
        "runs": runs,
        "levels": len(groups),
        "assembly": round(groups[0]),
        "people": people,
        "per_delegate": people / float(grown.seats[-1].sum()),
        "weight": prod(decisive(odd(group)) for group in groups) / decisive(odd(people)),
        "capture": float(capturing([max(1, round(group)) for group in groups])),
        "contradicts": against_heads(tried, grown, runs, chance),
        "mandate": str(tried.referral.mandate),
        "term": delegate.term_days if delegate else 0,
        "petition": float(tried.recall.petition_share),
        "recall_days": tried.recall.petition_days + tried.recall.voting_days,
        "days": days,
        "at_base": at_base,
    }


def of_history(name: str) -> tuple[Charter, Tree] | None:
    if name == YOURS:
        return None
    found, shape = parse_charter(preset(name) or ""), SHAPES[name]
    assert isinstance(found, Charter), name
    counts = [prod(shape.groups[level:]) for level in range(len(shape.groups) + 1)]
    above = [np.arange(here) // (here // one) for here, one in pairwise(counts)]
    return found, tree(found, np.full(shape.assemblies, shape.assembly), above)


def yours(charter: Charter, terrain: Terrain | None) -> Tree:
    """The councils of the charter that is tried: on the territory, or with as many levels as it names."""
    if terrain is not None:
        return terrain.tree(charter, ASSEMBLY, FAN_OUT)
    return regular(charter, assembly=ASSEMBLY, fan_out=FAN_OUT, levels=max(1, len(charter.levels) - 1))


def percent(value: float) -> str:
    return f"{value:.3g} %" if value >= 0.01 or not value else f"{value:.1e} %"


MEASURES: tuple[tuple[Told, Callable[[Row], float], Callable[[float], str], bool], ...] = (
    (Told("Levels, with the {assemblies}"), lambda row: float(row["levels"]), "{:.0f}".format, False),
    (Told("People of an {assembly}"), lambda row: float(row["assembly"]), "{:,.0f}".format, True),
    (Told("People for each {delegate} in the {congress}"), lambda row: row["per_delegate"], "{:,.0f}".format, True),
    (
        Told("Weight of one person, as a share of that in a direct vote"),
        lambda row: row["weight"],
        "{:.2f}".format,
        False,
    ),
    (Told("Least minority that can hold the {congress}"), lambda row: 100 * row["capture"], percent, False),
    (
        Told("Even questions that are decided against the heads"),
        lambda row: 100 * Share(row["contradicts"], row["runs"]).value,
        percent,
        False,
    ),
    (Told("Members who must sign for a {recall}"), lambda row: 100 * row["petition"], percent, False),
    (Told("Days that a {recall} takes at most"), lambda row: float(row["recall_days"]), "{:.0f}".format, False),
    (Told("Days of a term"), lambda row: float(row["term"]), "{:,.0f}".format, False),
    (Told("Days from an {assembly} to the decision of all"), lambda row: float(row["days"]), "{:.0f}".format, False),
)


def panels(rows: Sequence[Row]) -> list[Bars]:
    return [
        Bars(title, {NAMED[row["of"]]: value(row) for row in rows}, said, log=log)
        for title, value, said, log in MEASURES
    ]


def least_and_most(rows: Sequence[Row], name: str) -> tuple[Row, Row]:
    return min(rows, key=lambda row: row[name]), max(rows, key=lambda row: row[name])


def findings(rows: Sequence[Row]) -> tuple[Told, ...]:
    weak, strong = least_and_most(rows, "capture")
    quick, slow = least_and_most(rows, "days")
    light, heavy = least_and_most(rows, "weight")
    brief, long = least_and_most(rows, "term")
    seldom, often = least_and_most(rows, "contradicts")
    bound = [row for row in rows if row["mandate"] == "imperative"]
    return (
        Told(
            "The least minority, best placed, that can hold the top is %(weak)s under %(weakest)s, with %(levels)s "
            "levels, and %(strong)s under %(strongest)s, with %(fewer)s.",
            weak=f"{weak['capture']:.1%}", weakest=NAMED[weak["of"]], levels=weak["levels"],
            strong=f"{strong['capture']:.1%}", strongest=NAMED[strong["of"]], fewer=strong["levels"],
        ),
        Told(
            "One person's vote weighs %(light)s of what it would in a direct vote of all under %(lightest)s, and "
            "%(heavy)s under %(heaviest)s.",
            light=f"{light['weight']:.2f}", lightest=NAMED[light["of"]],
            heavy=f"{heavy['weight']:.2f}", heaviest=NAMED[heavy["of"]],
        ),
        Told(
            "Of questions that are as close as can be, {councils} decide against the heads least often under "
            "%(seldom)s, %(few)s, and most often under %(often)s, %(many)s%(apart)s.",
            seldom=NAMED[seldom["of"]], few=shared(seldom), often=NAMED[often["of"]], many=shared(often),
            apart="" if apart(seldom, often) else Told(", which these runs do not tell apart"),
        ),
        Told(
            "From an {assembly}'s {motion} to the decision of all it takes %(quick)s days under %(quickest)s and "
            "%(slow)s under %(slowest)s; a term lasts from %(brief)s days, under %(briefest)s, to %(long)s, under "
            "%(longest)s; {mandates} bind in %(bound)s of the %(all)s.",
            quick=quick["days"], quickest=NAMED[quick["of"]], slow=slow["days"], slowest=NAMED[slow["of"]],
            brief=brief["term"], briefest=NAMED[brief["of"]], long=f"{long['term']:,}", longest=NAMED[long["of"]],
            bound=len(bound), all=len(rows),
        ),
        Told(
            "Each stands in the size that it had; what no source gives, days and shares above all, is assumed, and "
            "each {charter} says so. Where {mandates} do not bind, this is what comes of {delegates} who keep to them "
            "all the same."
        ),
    )  # fmt: skip


def shared(row: Row) -> Share:
    return Share(row["contradicts"], row["runs"])


def apart(one: Row, other: Row) -> bool:
    return shared(one).interval[1] < shared(other).interval[0]


HISTORY = Experiment(
    "history",
    "Councils of history",
    "How do the charters of Paris, Russia, Germany, Rojava, Mondragon and the CNT compare on the same measures?",
    400,
    points,
    measure,
    {
        "levels": Told("levels"),
        "assembly": Told("people of an {assembly}"),
        "weight": Told("weight of one person"),
        "capture": Told("least minority that can hold the {congress}"),
        "contradicts": Told("even questions decided against the heads"),
        "days": Told("days from an {assembly} to the decision of all"),
    },
    panels,
    "",
    findings,
    hits=("contradicts",),
)

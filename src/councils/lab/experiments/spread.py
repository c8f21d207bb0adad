"""Spread and bastion: how far does an example carry, and how long does a part hold out that is cut off?

Theory of operation. *Spread*: over the 35,000 communes of France and their borders, or the places of a territory, one
joins after the other by the example of its neighbours, from Paris on, or another place (``joining.py``). A step is as
long as the charter takes to decide on joining (R16). Varied are the chance that an example is followed, the share of
places that are ready to at all, and whether those who joined leave again. *Bastion*: a part that is cut off, with
stocks for so many days and its own production, rationed or not; the planner says from day to day what is left
(``bastion.py``, ``plan/what_if/lasting.py``). That part has no chance in it, so one run is all.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product

import numpy as np

from councils.core.charter import Charter, Kind
from councils.lab.experiments.experiment import Experiment, Share, give_or_take, mean_of, pooled
from councils.lab.experiments.terrain import Terrain
from councils.lab.joining import Joined, Ways, join_by_example
from councils.lab.plot import Panel
from councils.lab.published.spreading import Edges
from councils.lab.sweep import Point, Row
from councils.lab.validation import PARIS, communes
from councils.lab.words import Told

CHANCES, READY = (0.1, 0.3, 1.0), (1.0, 0.8, 0.6, 0.5)
LEAVING = ((0.0, True), (0.05, True), (0.2, True), (0.05, False))
STOCKS, OWN, RATIONS = (7, 30, 90), (0.1, 0.25, 0.5, 0.75, 0.9), (1.0, 0.75)
STEPS, HORIZON, HOLD = 300, 365, 0.1  # it has taken hold where a tenth of all places have ever joined
VARIED = ("part", "chance", "ready", "leaving", "back", "stock", "own", "ration")
MEASURED = ("start", "runs", "took", "held", "held_half", "tenth", "half", "most", "days", "lasts", "first")


def points(terrain: Terrain | None = None) -> list[Point]:
    if terrain is not None:
        terrain.edges()  # or why there are none
    spreading = [
        {"chance": chance, "ready": ready, "leaving": leaving, "back": back}
        for (leaving, back), chance, ready in product(LEAVING, CHANCES, READY)
    ]
    holding = [{"stock": s, "own": o, "ration": r} for r, s, o in product(RATIONS, STOCKS, OWN)]
    every = [{"part": "spread"} | point for point in spreading] + [{"part": "bastion"} | point for point in holding]
    return [{name: point.get(name) for name in VARIED} for point in every]


def measure(
    charter: Charter, runs: int, point: Point, chance: np.random.Generator, terrain: Terrain | None = None
) -> Row:
    found = spreading(charter, runs, point, chance, terrain) if point["part"] == "spread" else holding(point)
    return {name: found.get(name) for name in MEASURED}


def spreading(
    charter: Charter, runs: int, point: Point, chance: np.random.Generator, terrain: Terrain | None
) -> Row:  # fmt: skip
    """``held``: the share of all places that are in it at the end; ``tenth`` and so on: steps, where it took hold."""
    edges, places, start, name = ground(terrain)
    ways = Ways(point["chance"], point["leaving"], point["back"], STEPS)
    all_runs = [
        join_by_example(edges, chance.random(places) < point["ready"], start, ways, chance) for _ in range(runs)
    ]
    taken = [run for run in all_runs if run.ever.sum() >= HOLD * places]
    held, half = mean_of([run.counts[-1] / places for run in all_runs])
    tenth, half_of = (steps_to(taken, share * places) for share in (0.1, 0.5))
    steps = {"tenth": tenth[0], "half": half_of[0], "half_half": half_of[1]}
    days = None if half_of[0] is None else half_of[0] * days_to_join(charter)
    most = mean_of([run.counts.max() / places for run in all_runs])[0]
    return {
        "start": name, "runs": runs, "took": len(taken), "held": held, "held_half": half, "most": most, "days": days,
        **steps,
    }  # fmt: skip


def ground(terrain: Terrain | None) -> tuple[Edges, int, int, str]:
    """Borders, how many places there are, the one that examples begin at, and its name."""
    if terrain is None:
        edges, numbers = communes()
        return edges, len(numbers), numbers[PARIS], "Paris"
    return terrain.edges(), terrain.places, int(terrain.land.named[terrain.start][0]), terrain.first


def steps_to(runs: Sequence[Joined], places: float) -> tuple[float, float] | tuple[None, None]:
    """On average of those that came so far, and half of its interval; None where none did."""
    found = [steps for run in runs if (steps := run.steps_to(places)) is not None]
    return mean_of(found) if found else (None, None)


def days_to_join(charter: Charter) -> int:
    """From an assembly's motion to join to its vote on it (R6, R16)."""
    rule = charter.motion(Kind.JOINING)
    return max(1, rule.notice_days + rule.voting_days)


def holding(point: Point) -> Row:
    """``lasts``: days on which all is met, HORIZON where nothing runs out; ``first``: the store that is too small."""
    from councils.lab.bastion import bastion  # noqa: PLC0415 - the planner takes a second to load
    from councils.plan.what_if.lasting import lasting  # noqa: PLC0415

    found = lasting(bastion(own=point["own"], stock=point["stock"], ration=point["ration"]), horizon=HORIZON)
    out = found.short or tuple(found.lacking)
    return {"runs": 1, "lasts": found.days, "first": out[0] if out else ""}


def of(rows: Sequence[Row], **wanted: object) -> list[Row]:
    return [row for row in rows if all(row[name] == value for name, value in wanted.items())]


def departures(leaving: float, back: bool) -> Told:
    if not leaving:
        return Told("Nobody leaves: share of places in it at the end")
    share = f"{leaving:.0%}"
    if back:
        return Told("%(share)s leave each step: share in it at the end", share=share)
    return Told("%(share)s leave each step, for good: most ever in it at once", share=share)


def panels(rows: Sequence[Row]) -> list[Panel]:
    found = []
    for leaving, back in LEAVING:
        shown = of(rows, part="spread", leaving=leaving, back=back)
        lines: dict[str | Told, list[tuple[float, float]]] = {}
        for row in sorted(shown, key=lambda row: row["ready"]):
            value = row["held"] if back else row["most"]
            lines.setdefault(Told("chance %(n)s", n=f"{row['chance']:.0%}"), []).append((row["ready"], value))
        found.append(Panel(departures(leaving, back), lines, even=True, measure="held"))
    made = Told("own production, as a share of use")
    for ration in RATIONS:
        lines = {}
        for row in of(rows, part="bastion", ration=ration):
            lines.setdefault(Told("stocks for %(n)s days", n=row["stock"]), []).append((row["own"], row["lasts"]))
        title = Told("Days that a part holds out at %(ration)s of the usual", ration=f"{ration:.0%}")
        found.append(Panel(title, lines, even=True, across=made, measure="lasts"))
    return found


def findings(rows: Sequence[Row]) -> tuple[Told, ...]:
    return (*on_spread(rows), *on_bastion(rows))


def on_spread(rows: Sequence[Row]) -> tuple[Told, ...]:
    still = of(rows, part="spread", leaving=0.0)
    free = of(still, ready=max(row["ready"] for row in still))
    slow, quick = (min(free, key=lambda r: r["chance"]), max(free, key=lambda r: r["chance"]))
    few = of(still, ready=min(row["ready"] for row in still))
    best = max(few, key=lambda row: row["held"])
    sure = best["held"] + best["held_half"] < slow["held"] - slow["held_half"]
    back, gone = (of(rows, part="spread", leaving=LEAVING[1][0], back=way, ready=1.0) for way in (True, False))
    returning = max(back, key=lambda row: row["held"])
    lost = next(row for row in gone if row["chance"] == returning["chance"])
    return (
        Told(
            "From %(start)s alone, where every place is ready and nobody leaves, half of all places have joined after "
            "%(quick)s, if every example is followed at once, and after %(slow)s, if it is with a chance of "
            "%(chance)s.",
            start=slow["start"], quick=steps_told(quick), slow=steps_told(slow), chance=f"{slow['chance']:.0%}",
        ),
        Told("Readiness decides more than eagerness.")
        if sure
        else Told("Whether readiness or eagerness decides more cannot be told."),
        Told(
            "Where %(ready)s of the places are ready, at most %(held)s of all join in the end, and it takes hold in "
            "%(took)s of all runs, for no way leads around those who are not; where all are ready and follow with a "
            "chance of %(chance)s, %(slow)s have joined after %(steps)s steps.",
            ready=f"{best['ready']:.0%}", held=around(best), took=pooled(few, "took"),
            chance=f"{slow['chance']:.0%}", slow=around(slow), steps=STEPS,
        ),
        Told(
            "Where %(leaving)s of those in it leave in each step, all are ready and examples are followed with a "
            "chance of %(chance)s, %(back)s are in it at the end if whoever left may come back, and %(gone)s if they "
            "are gone for good.",
            leaving=f"{lost['leaving']:.0%}", chance=f"{lost['chance']:.0%}", back=around(returning), gone=around(lost),
        ),
    )  # fmt: skip


def steps_told(row: Row) -> Told:
    if row["half"] is None:
        return Told("more than %(n)s steps", n=STEPS)
    if round(row["half"]) == 1:
        return Told("1 step, or %(days)s days", days=f"{row['days']:,.0f}")
    steps = give_or_take(row["half"], row.get("half_half") or 0.0, ".0f")
    return Told("%(n)s steps, or %(days)s days", n=steps, days=f"{row['days']:,.0f}")


def around(row: Row) -> str:
    return give_or_take(row["held"], row["held_half"], ".1%")


def on_bastion(rows: Sequence[Row]) -> tuple[Told, ...]:
    full, short = (of(rows, part="bastion", ration=ration) for ration in RATIONS)
    most = max(row["stock"] for row in full)
    stocked = sorted(of(full, stock=most), key=lambda row: row["own"])
    least, best = stocked[0], stocked[-1]
    more = [rationed["lasts"] - whole["lasts"] for whole, rationed in zip(full, short, strict=True)]
    ever = Share(sum(row["lasts"] >= HORIZON for row in short), len(short))
    named = [row["first"] for row in (*full, *short) if row["first"]]
    worst = max(sorted(set(named)), key=named.count) if named else ""
    return (
        Told(
            "A part that is cut off with stocks for %(stock)s days, and of whose use %(little)s is made inside, meets "
            "its needs for %(least)s; with %(own)s made inside, %(best)s.",
            stock=most, little=f"{least['own']:.0%}", least=days_told(least["lasts"]),
            own=f"{best['own']:.0%}", best=days_told(best["lasts"]),
        ),
        Told(
            "%(good)s runs out first in %(often)s of the %(all)s settings. Rationed to %(ration)s, it holds out for "
            "%(more)s days more on average, and %(ever)s of %(count)s settings for more than a year. These numbers "
            "have no chance in them, and are as good as what is assumed of a day.",
            good=GOODS.get(worst, Told("Nothing")), often=named.count(worst), all=len(full) + len(short),
            ration=f"{RATIONS[1]:.0%}", more=f"{sum(more) / len(more):.0f}", ever=ever.hits, count=ever.runs,
        ),
    )  # fmt: skip


GOODS = {"grain": Told("Grain"), "fuel": Told("Fuel"), "medicine": Told("Medicine")}


def days_told(days: int) -> Told:
    return Told("more than a year") if days >= HORIZON else Told("%(n)s days", n=days)


SPREAD = Experiment(
    "spread",
    "Spread and bastion",
    "How fast does the network spread by example, and how long can a part that is cut off hold out?",
    10,
    points,
    measure,
    {
        "held": Told("share of places in it at the end"),
        "tenth": Told("steps to a tenth of all places"),
        "half": Told("steps to half of them"),
        "days": Told("days to half of them"),
        "lasts": Told("days that a part holds out"),
    },
    panels,
    Told("share of places that are ready to join"),
    findings,
)

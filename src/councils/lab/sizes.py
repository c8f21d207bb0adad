"""Sizes as an experiment: every assembly size and fan-out on one territory, told like any other question."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from math import isnan

import numpy as np

from councils.core.charter import Charter, Kind
from councils.lab.experiments.experiment import Experiment
from councils.lab.plot import Panel
from councils.lab.sizing import BASES, FAN_OUTS, MEET, SPEAK, Habits, Territory, size
from councils.lab.sweep import Point, Row

PANELS = {
    "minutes": "Minutes to speak, for each who is present",
    "days": "Days from an assembly's motion to the decision",
    "contradicts": "How often councils contradict the direct count",
    "capture": "Least share that can hold the top",
}


def sizes(territory: Territory, habits: Habits) -> Experiment:
    """Nothing in it is chance, so one run is as good as many. ``measure`` raises ImpracticableError."""
    return Experiment(
        "sizes",
        "How many assemblies, and how large",
        "What do assemblies of each size, and councils of each fan-out, mean for the people of this territory?",
        1,
        points,
        partial(measure, territory, habits),
        {
            "minutes": "minutes to speak",
            "hours": "hours of meetings, a member and year",
            "days": "days from a motion to the decision of all",
            "contradicts": "close questions decided against the direct count",
            "capture": "least share that can hold the top",
        },
        panels,
        "members of an assembly",
        findings,
    )


def points() -> list[Point]:
    return [{"base": base, "fan_out": fan_out} for base in BASES for fan_out in FAN_OUTS]


def measure(
    territory: Territory, habits: Habits, charter: Charter, runs: int, point: Point, chance: np.random.Generator
) -> Row:
    del runs, chance
    found = size(territory, charter, point["base"], point["fan_out"], habits)
    far = found.kilometres[0] if found.kilometres else float("nan")
    return {
        "members": found.members,
        "assemblies": found.councils[0],
        "levels": found.levels,
        "seats": max(found.seats, default=0),
        "kilometres": None if isnan(far) else far,
        "hours": found.hours,
        "minutes": found.minutes,
        "days": found.days,
        "at_base": found.at_base,
        "voting_days": charter.motion(Kind.RESOLUTION).voting_days,
        "contradicts": found.contradicts,
        "weight": found.weight,
        "capture": found.capture,
    }


def panels(rows: Sequence[Row]) -> list[Panel]:
    def lines(name: str) -> dict[str, list[tuple[float, float]]]:
        return {f"fan-out {f}": [(r["base"], r[name]) for r in rows if r["fan_out"] == f] for f in FAN_OUTS}

    return [Panel(title, lines(name), log=name == "minutes") for name, title in PANELS.items()]


def findings(rows: Sequence[Row]) -> str:
    """What does not work and why; of the rest, what contradicts the direct count least."""
    wrong = {
        "too little time for each who is present to speak": [r for r in rows if r["minutes"] < SPEAK],
        "a council of more people than can deliberate in one room": [r for r in rows if r["seats"] > MEET],
        "too few days for the assemblies to answer a question from above": [
            r for r in rows if r["at_base"] < r["voting_days"]
        ],
    }
    told = "".join(f"{len(here)} of {len(rows)} have {why}. " for why, here in wrong.items() if here)
    working = [row for row in rows if not any(row in here for here in wrong.values())]
    if not working:
        return told + (
            "None of these can work. Meet longer, or write another norm or more days of referral into the charter."
        )
    best = min(working, key=lambda row: (round(row["contradicts"], 3), -row["capture"]))
    return told + (
        f"For {best['members']:,} members, assemblies of {best['base']} and councils of {best['fan_out']} contradict "
        f"everybody's votes least, in {best['contradicts']:.0%} of all close questions: {best['assemblies']:,} "
        f"assemblies, {best['levels']} levels. Who is present can speak for {best['minutes']:.1f} minutes; from an "
        f"assembly's motion to the decision of all it takes {best['days']} days; nobody holds the top with less than "
        f"{best['capture']:.1%} of the members behind them."
    )

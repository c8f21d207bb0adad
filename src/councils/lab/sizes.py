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
from councils.lab.words import Told

PANELS = {
    "minutes": Told("Minutes to speak, for each who is present"),
    "days": Told("Days from a {motion} of an {assembly} to the decision"),
    "contradicts": Told("How often {councils} contradict the direct count"),
    "capture": Told("Least share that can hold the top"),
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
            "minutes": Told("minutes to speak"),
            "hours": Told("hours of meetings, a {member} and year"),
            "days": Told("days from a {motion} to the decision of all"),
            "contradicts": Told("close questions decided against the direct count"),
            "capture": Told("least share that can hold the top"),
        },
        panels,
        Told("{members} of an {assembly}"),
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
        "between": habits.between,
        "voting_days": charter.motion(Kind.RESOLUTION).voting_days,
        "contradicts": found.contradicts,
        "weight": found.weight,
        "capture": found.capture,
    }


def panels(rows: Sequence[Row]) -> list[Panel]:
    def lines(name: str) -> dict[Told, list[tuple[float, float]]]:
        return {Told("fan-out %(n)s", n=f): [(r["base"], r[name]) for r in rows if r["fan_out"] == f] for f in FAN_OUTS}

    return [Panel(title, lines(name), log=name == "minutes") for name, title in PANELS.items()]


def findings(rows: Sequence[Row]) -> tuple[Told, ...]:
    """What does not work and why; of the rest, what contradicts the direct count least."""
    slow, large = ([row for row in rows if wrong(row)] for wrong in (hurried, crowded))
    late = [row for row in rows if row["at_base"] < row["voting_days"]]
    reasons = (
        Told("%(n)s of %(all)s have too little time for each who is present to speak.", n=len(slow), all=len(rows)),
        Told(
            "%(n)s of %(all)s have a {council} of more people than can deliberate in one room.",
            n=len(large), all=len(rows),
        ),
        Told(
            "%(n)s of %(all)s have too few days for the {assemblies} to answer a question from above.",
            n=len(late), all=len(rows),
        ),
    )  # fmt: skip
    told = tuple(reason for reason, here in zip(reasons, (slow, large, late), strict=True) if here)
    # Trials that were kept before this was told have no days in between.
    hasty = [row for row in rows if row["voting_days"] <= row["at_base"] < row.get("between", 0)]
    told += () if not hasty else (
        Told(
            "%(n)s of %(all)s leave the {assemblies} fewer days for it than the %(between)s from one meeting to the "
            "next: questions from above need meetings of their own.",
            n=len(hasty), all=len(rows), between=hasty[0]["between"],
        ),
    )  # fmt: skip
    working = [row for row in rows if row not in slow and row not in large and row not in late]
    if not working:
        return (
            *told,
            Told(
                "None of these can work. Meet longer, or write another norm or more days of referral into the "
                "{charter}."
            ),
        )
    best = min(working, key=lambda row: (round(row["contradicts"], 3), -row["capture"]))
    return (
        *told,
        Told(
            "For %(members)s {members}, {assemblies} of %(base)s and {councils} of %(fan_out)s contradict everybody's "
            "votes least, in %(share)s of all close questions: %(count)s {assemblies}, %(levels)s levels.",
            members=f"{best['members']:,}", base=best["base"], fan_out=best["fan_out"],
            share=f"{best['contradicts']:.0%}", count=f"{best['assemblies']:,}", levels=best["levels"],
        ),
        Told(
            "Who is present can speak for %(minutes)s minutes; from a {motion} of an {assembly} to the decision of all "
            "it takes %(days)s days; nobody holds the top with less than %(capture)s of the {members} behind them.",
            minutes=f"{best['minutes']:.1f}", days=best["days"], capture=f"{best['capture']:.1%}",
        ),
    )  # fmt: skip


def hurried(row: Row) -> bool:
    return bool(row["minutes"] < SPEAK)


def crowded(row: Row) -> bool:
    return bool(row["seats"] > MEET)

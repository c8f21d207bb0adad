"""Sizes as an experiment: every assembly size and fan-out on one territory, told like any other question."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from math import isnan

import numpy as np

from councils.core.charter import Charter, Kind
from councils.lab.experiments.experiment import Experiment
from councils.lab.plot import Panel
from councils.lab.sizing import BASES, FAN_OUTS, Habits, Sizing, Territory, size
from councils.lab.sweep import Point, Row
from councils.lab.words import Told

SPEAK = 2.0  # minutes for each who is present, in which something can be said
MEET = 100  # people who can still deliberate in one room
ACROSS = Told("{members} of an {assembly}")
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
        ACROSS,
        findings,
    )


def points() -> list[Point]:
    return [{"base": base, "fan_out": fan_out} for base in BASES for fan_out in FAN_OUTS]


def measure(
    territory: Territory, habits: Habits, charter: Charter, runs: int, point: Point, chance: np.random.Generator
) -> Row:
    del runs, chance
    return told_of(size(territory, charter, point["base"], point["fan_out"], habits), charter, habits)


def told_of(found: Sizing, charter: Charter, habits: Habits) -> Row:
    """A sizing as a row, with what it is judged by."""
    far = found.kilometres[0] if found.kilometres else float("nan")
    return {
        "base": found.base,
        "fan_out": found.fan_out,
        "members": found.members,
        "councils": ", ".join(f"{number:,}" for number in found.councils),
        "assemblies": found.councils[0],
        "levels": found.levels,
        "delegates": sum(found.delegates),
        "seats": max(found.seats, default=0),
        "kilometres": None if isnan(far) else far,
        "hours": found.hours,
        "minutes": found.minutes,
        "days": found.days,
        "at_base": found.at_base,
        "between": habits.between,
        "voting_days": charter.motion(Kind.RESOLUTION).voting_days,
        "contradicts": found.contradicts,
        "nominal": found.nominal,
        "weight": found.weight,
        "capture": found.capture,
    }


def panels(rows: Sequence[Row]) -> list[Panel]:
    def lines(name: str) -> dict[Told, list[tuple[float, float]]]:
        fan_outs = sorted({row["fan_out"] for row in rows})
        return {Told("fan-out %(n)s", n=f): [(r["base"], r[name]) for r in rows if r["fan_out"] == f] for f in fan_outs}

    return [Panel(title, lines(name), log=name == "minutes") for name, title in PANELS.items()]


def findings(rows: Sequence[Row]) -> tuple[Told, ...]:
    """What does not work and why; of the rest, what contradicts the direct count least; and what else would change."""
    best = recommended(rows)
    if best is None:
        return (*wrong(rows), Told("None of these can work."), *remedies(rows))
    return (
        *wrong(rows),
        Told("%(n)s of %(all)s can work.", n=len(practicable(rows)), all=len(rows)),
        Told(
            "For %(members)s {members}, {assemblies} of %(base)s and {councils} of %(fan_out)s contradict everybody's "
            "votes least among these, in %(share)s of all close questions. From the base up, so many {councils}: "
            "%(councils)s; {delegates} in all: %(delegates)s.",
            members=f"{best['members']:,}", base=best["base"], fan_out=best["fan_out"],
            share=f"{best['contradicts']:.0%}", councils=best["councils"], delegates=f"{best['delegates']:,}",
        ),
        Told(
            "Who is present can speak for %(minutes)s minutes; from a {motion} of an {assembly} to the decision of all "
            "it takes %(days)s days; nobody holds the top with less than %(capture)s of the {members} behind them.",
            minutes=f"{best['minutes']:.1f}", days=best["days"], capture=f"{best['capture']:.1%}",
        ),
        *trades(rows, best),
    )  # fmt: skip


def wrong(rows: Sequence[Row]) -> tuple[Told, ...]:
    """How many have what against them."""
    slow, large, tardy = ([row for row in rows if fails(row)] for fails in AGAINST)
    hasty = [row for row in rows if row["levels"] > 1 and row["voting_days"] <= row["at_base"] < row["between"]]
    reasons = (
        Told(
            "%(n)s of %(all)s leave each who is present less than %(speak)s minutes to speak.",
            n=len(slow), all=len(rows), speak=f"{SPEAK:g}",
        ),
        Told(
            "%(n)s of %(all)s have a {council} of more than %(meet)s people, too many to deliberate in one room.",
            n=len(large), all=len(rows), meet=MEET,
        ),
        Told(
            "%(n)s of %(all)s have too few days for the {assemblies} to answer a question from above.",
            n=len(tardy), all=len(rows),
        ),
        Told(
            "%(n)s of %(all)s leave the {assemblies} fewer days for a question from above than the %(between)s from "
            "one meeting to the next: such questions need meetings of their own.",
            n=len(hasty), all=len(rows), between=rows[0]["between"],
        ),
    )  # fmt: skip
    return tuple(reason for reason, here in zip(reasons, (slow, large, tardy, hasty), strict=True) if here)


def remedies(rows: Sequence[Row]) -> tuple[Told, ...]:
    """What would help against what stands against them."""
    told = (
        Told("So that all can speak, meet longer or in smaller {assemblies}."),
        Told("So that a {council} fits into one room, take fewer {councils} together or write a smaller norm."),
        Told("So that the {assemblies} can answer, write more days of referral or fewer for each level."),
    )
    return tuple(said for said, fails in zip(told, AGAINST, strict=True) if any(map(fails, rows)))


def trades(rows: Sequence[Row], best: Row) -> tuple[Told, ...]:
    """What larger assemblies, and larger councils, give and cost, the other size being that of ``best``."""
    larger = (
        ("base", "fan_out", Told("{Assemblies} of %(least)s to %(most)s {members}, under {councils} of %(other)s")),
        ("fan_out", "base", Told("{Councils} of %(least)s to %(most)s, over {assemblies} of %(other)s")),
    )
    return tuple(
        between(Told(said.text, least=low[grows], most=high[grows], other=best[stays]), low, high)
        for grows, stays, said in larger
        for here in [sorted((row for row in rows if row[stays] == best[stays]), key=lambda row: float(row[grows]))]
        for low, high in [(here[0], here[-1])]
        if low is not high
    )


CHANGES = (
    ("minutes", "{:.1f}", Told("from %(low)s to %(high)s minutes to speak")),
    ("days", "{}", Told("from %(low)s to %(high)s days to a decision of all")),
    ("contradicts", "{:.0%}", Told("from %(low)s to %(high)s of close questions decided against the direct count")),
    ("capture", "{:.1%}", Told("from %(low)s to %(high)s of the {members} to hold the top")),
    ("seats", "{:,}", Told("from %(low)s to %(high)s people in the largest {council}")),
)


def between(what: Told, low: Row, high: Row) -> Told:
    """Of what is measured, that which changes."""
    ends = [(form.format(low[name]), form.format(high[name]), said.text) for name, form, said in CHANGES]
    changes = [Told(text, low=one, high=other) for one, other, text in ends if one != other]
    if not changes:
        return Told("%(what)s: all the same.", what=what)
    told = changes[0]
    for change in changes[1:]:
        told = Told("%(some)s, %(one)s", some=told, one=change)
    return Told("%(what)s: %(changes)s.", what=what, changes=told)


def recommended(rows: Sequence[Row]) -> Row | None:
    """Of those that can work, what contradicts the direct count least; of equals, what is hardest to capture.

    To work, everyone present at the base can say something, no council has more than ``MEET`` seats, and the base has
    its days to vote when a question comes down.
    """
    return min(practicable(rows), key=lambda row: (round(row["contradicts"], 3), -row["capture"]), default=None)


def practicable(rows: Sequence[Row]) -> list[Row]:
    return [row for row in rows if not any(fails(row) for fails in AGAINST)]


def hurried(row: Row) -> bool:
    return bool(row["minutes"] < SPEAK)


def crowded(row: Row) -> bool:
    return bool(row["seats"] > MEET)


def late(row: Row) -> bool:
    return bool(row["at_base"] < row["voting_days"])


AGAINST = (hurried, crowded, late)

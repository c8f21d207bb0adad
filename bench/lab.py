"""The laboratory: steps of individuals beside Mesa's, people by counts, and the drawing of all of metropolitan
France."""

from __future__ import annotations

import subprocess
import sys
from functools import partial
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

from bench.measure import doing, peak_memory, seconds, told, took
from councils.lab.simulation.engine import Engine, found
from councils.lab.simulation.heads import Habit, Tables, step, top
from councils.lab.simulation.model import Model
from councils.lab.simulation.people import Caucus
from councils.lab.sweep import Point, Row, Sweep, swept


def measured() -> None:
    imports()
    Engine(Model(3000)).run(found(Model(3000), 1), 1)  # what is compiled is kept
    ours = 0.0
    for people, steps in ((100_000, 100), (1_000_000, 100), (10_000_000, 10)):
        for compiled in (True, False):
            ours = max(ours, individuals(people, steps if compiled else max(1, steps // 10), compiled=compiled))
    some_come()
    beside_mesa(ours)
    world()
    sweep()
    individuals(100_000_000, 2, compiled=True)
    told("lab: memory so far, with 100,000,000 people", peak_memory(), "MB", 2_000.0)


def imports() -> None:
    """How long it takes until the laboratory can be asked something, in a Python that has loaded nothing yet."""
    for module in ("councils.lab", "councils.lab.simulation.engine"):
        told(f"lab: import of {module}, with Python's own start", seconds(partial(imported, module)), "s", 1.0)


def imported(module: str) -> None:
    subprocess.run([sys.executable, "-c", f"import {module}"], check=True)


def individuals(people: int, steps: int, *, compiled: bool) -> float:
    """Agent-steps in a second of CPU on one core."""
    doing(f"{people:,} people")
    model = Model(people)
    engine, society = Engine(model, compiled=compiled), found(model, 1)
    spent = took(lambda: engine.run(society, steps))
    rate = people * steps / spent.cpu
    name = "Numba" if compiled else "NumPy"
    target = 100 if compiled else 20
    told(
        f"lab: {people:,} people with {name}, million agent-steps in a second of CPU", rate / 1e6, "", target, more=True
    )
    if compiled and (people, steps) == (1_000_000, 100):
        told("lab: one million people, a hundred steps", spent.wall, "s", 1.0)
    return rate


def some_come() -> None:
    """Members of assemblies to whose meetings three in ten come, and of whom two in a hundred persuade for a caucus."""
    model, steps = Model(100_000, turnout=0.3, caucuses=(Caucus(0.02),)), 50
    for compiled in (True, False):
        engine, society = Engine(model, compiled=compiled), found(model, 1)
        engine.run(society, 1)  # what is compiled is kept
        wall = seconds(partial(engine.run, society, steps))
        name = "Numba" if compiled else "NumPy"
        told(
            f"lab: 100,000 people of whom 30 % come, with {name}, million a second",
            model.people * steps / wall / 1e6,
            "",
        )


def run(_point: Point, chance: np.random.Generator) -> Row:
    """A small federation for two years; how long it took is the row."""
    model, seed = Model(6000), int(chance.integers(1 << 32))
    return {"busy": seconds(lambda: Engine(model).run(found(model, seed), 104))}


def sweep() -> None:
    """What two processes do beside the runs: to begin, to load, to wait for each other, and to keep what was found."""
    doing("1,000 runs on two processes")
    with TemporaryDirectory() as folder:
        rows: list[Row] = []
        many = Sweep([{"run": number} for number in range(1000)], run, 1)
        wall = seconds(lambda: rows.extend(swept(many, processes=2, journal=Path(folder) / "runs.journal")))
    lost = 1 - sum(row["busy"] for row in rows) / (2 * wall)
    told("lab: 1,000 runs on two processes", wall, "s")
    told("lab: of which are lost to overhead", 100 * lost, "%", 10.0)


def world() -> None:
    """All people on earth by counts."""
    doing("8,000,000,000 people by counts")
    tables, heads = Tables(150, Habit()), np.full(8_000_000_000 // 150 + 1, 75, dtype=np.uint8)
    step(heads[:10], tables, seed=1, number=0)  # what is compiled is kept
    wall = seconds(lambda: step(heads, tables, seed=1, number=1))
    told("lab: a step of 8,000,000,000 people by counts", wall, "s", 1.0)
    told("lab: what the council at the top says of them", seconds(lambda: top(heads, 150, 10)), "s")


def beside_mesa(ours: float) -> None:
    if find_spec("mesa") is None:
        told("lab: Mesa is not installed (uv sync --group bench); without it no ratio", 0, "")
        return
    from bench.with_mesa import Federation

    people, steps = 30_000, 5
    federation = Federation(Model(people), 1)

    def run() -> None:
        for _ in range(steps):
            federation.step()

    theirs = people * steps / took(run).cpu
    told("lab: 30,000 people with Mesa, million agent-steps in a second of CPU", theirs / 1e6, "")
    told("lab: ours to Mesa", ours / theirs, "times", 100, more=True)

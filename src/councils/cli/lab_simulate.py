"""`councils lab simulate` and `councils lab sensitivity`: a scenario played, and what its outcome hangs on."""

from __future__ import annotations

import os
import platform
from collections.abc import Sequence
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from councils.cli.answers import Faulty, as_json, print_json, progress, read_file, sound
from councils.cli.charter import find_charter, fitting
from councils.cli.lab_partition import save, unpacked
from councils.cli.lab_run import csv_of, elsewhere, keep_table, keeping, table
from councils.cli.places import places_in
from councils.presets import preset

if TYPE_CHECKING:
    from councils.core.charter import Charter
    from councils.lab.simulation.question import Decision
    from councils.lab.simulation.scenario import Scenario
    from councils.lab.sweep import Row

SHOWN = 12  # lines of the table


def scenario_in(file: str, *, as_json: bool) -> tuple[Scenario, Charter]:
    """The scenario of a file, with the people of its places, and its charter."""
    from councils.core.charter.toml_lines import key_lines
    from councils.core.problem import Problem
    from councils.lab.simulation.scenario import parse_scenario

    read: list[str] = []  # places are told by the lines of this text

    def parsed(text: str) -> Scenario | tuple[Problem, ...]:
        read.append(text)
        return parse_scenario(text)

    scenario: Scenario = read_file(file, parsed, as_json=as_json)
    if scenario.places:
        scenario = on_places(scenario, read[0], file, as_json=as_json)
    named = scenario.charter
    if set("./") & set(named) and preset(named) is None and not Path(charter_of(scenario, file)).exists():
        raise missing(named, ("charter",), file, read[0], as_json=as_json)
    try:
        charter = find_charter(charter_of(scenario, file), as_json=as_json)
    except Faulty:
        raise
    except click.ClickException as error:
        line = key_lines(read[0]).get(("charter",), 0)
        raise Faulty(file, (Problem(line, error.message),), as_json=as_json) from error
    return scenario, charter


def missing(named: str, key: tuple[str, ...], file: str, text: str, *, as_json: bool) -> Faulty:
    """That there is no file which the scenario names."""
    from councils.core.charter.toml_lines import key_lines
    from councils.core.problem import Problem

    line = key_lines(text).get(key, 0)
    problem = Problem(line, f"There is no file {named!r} beside this one.", "Name one that is there.")
    return Faulty(file, (problem,), as_json=as_json)


def charter_of(scenario: Scenario, file: str) -> str:
    """The name or the file of its charter."""
    beside = Path(file).parent / scenario.charter
    return str(beside) if beside.exists() else scenario.charter


def on_places(scenario: Scenario, text: str, file: str, *, as_json: bool) -> Scenario:
    """With the people of its places, and the map that it names."""
    from councils.lab.partition.ground import read_borders
    from councils.lab.simulation.placing import placed

    folder = Path(file).parent if file != "-" else Path()
    for key in ("places", "borders"):
        named = getattr(scenario, key)
        if named and not (folder / named).is_file():
            raise missing(named, ("territory", key), file, text, as_json=as_json)
    places, path = places_in(str(folder / scenario.places), as_json=as_json), str(folder / scenario.borders)
    pairs = None
    if scenario.borders:
        pairs = sound(path, read_borders(unpacked(path, as_json=as_json), places), as_json=as_json)
    return sound(file, placed(scenario, text, places, pairs), as_json=as_json)


@click.command()
@click.argument("file", type=click.Path())
@click.option("--threads", default=1, show_default=True, type=click.IntRange(1))
@click.option("--csv", "csv_file", type=click.Path(dir_okay=False), help="Write every step into this file.")
@click.option("--svg", type=click.Path(dir_okay=False), help="Draw it into this file.")
@as_json
def simulate(file: str, threads: int, csv_file: str | None, svg: str | None, as_json: bool) -> None:
    """Play the scenario in FILE, a TOML file of people, a territory, a charter and shocks.

    The same file gives the same numbers, on any number of threads, with Numba or without.
    """
    from councils.lab.simulation.play import play

    scenario, charter = scenario_in(file, as_json=as_json)
    with fitting(charter_of(scenario, file), as_json=as_json), progress(scenario.steps, scenario.title) as bar:
        played = play(scenario, charter, threads=threads, done=lambda _: bar.update(1))
    rows = played.rows
    if csv_file:
        save(csv_file, csv_of(rows))
    if svg:
        draw(rows, svg)
    if as_json:
        print_json(
            {
                "title": scenario.title,
                "seed": scenario.seed,
                "rows": rows,
                "decisions": [d.row() for d in played.decisions],
            }
        )
        return
    every = max(1, -(-len(rows) // SHOWN))
    click.echo(table([*rows[:-1:every], rows[-1]]))
    click.echo(told(scenario, rows) if "gap" in rows[0] else told_of_counts(scenario, rows))
    for decided in played.decisions:
        click.echo(told_of(decided, charter))


def told_of_counts(scenario: Scenario, rows: list[Row]) -> str:
    first, last = rows[0], rows[-1]
    return (
        f"{scenario.title}: {scenario.model.people:,} people, {last['step']} steps. Those who say yes went from "
        f"{first['people']:.1%} to {last['people']:.1%}, and in the council at the top from {first['top']:.1%} to "
        f"{last['top']:.1%}."
    )


def told_of(decided: Decision, charter: Charter) -> str:
    """What was asked, who answered, and what was decided."""
    name = decided.title or f"Question {decided.question}"
    begun = f"{name}: asked before step {decided.asked}"
    if decided.carried is None:
        return f"{begun}, and still open at the end: the congress decides after step {decided.decided}."
    levels = [rule.title.lower() for rule in charter.levels[:-1]]
    names = [*levels, *(f"council of level {level + 1}" for level in range(len(levels), len(decided.said)))]
    said = "; ".join(
        f"{name}: {yes:,} yes, {no:,} no, {tied:,} tied, {none:,} no answer"
        for name, (yes, no, tied, none) in zip(names, decided.said, strict=False)
    )
    came = f"{decided.came:.1%} of all members took part" + (
        f", {decided.yes:.1%} of their valid votes said yes" if decided.yes is not None else ""
    )
    otherwise = ", against the votes of all added up" if decided.contradicts else ""
    late = (
        " No assembly met before its day: write more days into [referral] of the charter, or fewer step_days."
        if decided.too_late
        else ""
    )
    breaches = f" Delegates broke their mandate {decided.breaches:,} times." if decided.breaches else ""
    return (
        f"{begun}, answered after step {decided.answered}, decided after step {decided.decided}. {came}. {said}. The "
        f"congress {'carried' if decided.carried else 'did not carry'} it{otherwise}.{breaches}{late}"
    )


def told(scenario: Scenario, rows: list[Row]) -> str:
    first, last = rows[0], rows[-1]
    seats = sum(scenario.model.bodies()[:-1])
    return (
        f"{scenario.title}: {scenario.model.people:,} people, {seats:,} delegates, {last['step']} steps. The "
        "mean opinion "
        f"went from {first['people']:.3f} to {last['people']:.3f}, that of the top from {position(first['top'])} to "
        f"{position(last['top'])}; delegates stand {last['gap']:.3f} from their assemblies. There were "
        f"{last['ballots']:,} ballots of recall, {last['recalls']:,} recalls and {last['elections']:,} elections."
    )


def position(mean: float | None) -> str:
    return "nowhere (all seats are empty)" if mean is None else f"{mean:.3f}"


def draw(rows: list[Row], svg: str) -> None:
    from councils.lab.plot import Panel, figure

    def line(name: str) -> list[tuple[float, float]]:
        return [(row["step"], row[name]) for row in rows[:: max(1, len(rows) // 10)] if row[name] is not None]

    both = {"people": line("people"), "top": line("top")}
    if "gap" not in rows[0]:
        save(svg, figure([Panel("Share that says yes", both, even=True)], "steps"))
        return
    panels = [
        Panel("Mean opinion", both, even=True),
        Panel("Distance of delegates from their assemblies", {"gap": line("gap")}, even=True),
        Panel("Recalls so far", {"recalls": line("recalls")}, even=True),
    ]
    save(svg, figure(panels, "steps"))


class Range(click.ParamType):
    """A parameter and its bounds."""

    name = "name=low:high"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> tuple[str, float, float]:
        if isinstance(value, tuple):
            return value
        try:
            name, _, bounds = str(value).partition("=")
            low, high = map(float, bounds.split(":"))
        except ValueError:
            self.fail(f"{value!r} is no range, such as noise=0:0.1.", param, ctx)
        return name, low, high


def fit(scenario: Scenario, ranges: Sequence[tuple[str, float, float]], measure: str) -> None:
    """Refuses what cannot be varied or measured in this scenario."""
    from councils.lab.sensitivity import MEASURES, varied

    can = varied(scenario)
    for name, low, high in ranges:
        if name not in can:
            raise click.BadParameter(f"{name!r} cannot be varied. There are {', '.join(can)}.", param_hint="--vary")
        if not can[name].low <= low < high <= can[name].high:
            said = f"{name} goes from {can[name].low:g} to {can[name].high:g}, the lower bound first."
            raise click.BadParameter(said, param_hint="--vary")
    if measure not in MEASURES[scenario.engine]:
        kinds = "by counts" if scenario.engine == "counts" else "one by one"
        said = f"Of people {kinds} there is no {measure!r}. There are {', '.join(MEASURES[scenario.engine])}."
        raise click.BadParameter(said, param_hint="--measure")


@click.command()
@click.argument("file", type=click.Path())
@click.option("--vary", type=Range(), multiple=True, required=True, help="A parameter and its bounds; may be repeated.")
@click.option("--measure", metavar="NAME", help="gap, people, top, ...; by default the first that the scenario has.")
@click.option("--method", type=click.Choice(["sobol", "morris"]), default="sobol", show_default=True)
@click.option("--samples", default=32, show_default=True, type=click.IntRange(4), help="Sobol: a power of two.")
@click.option("--processes", type=click.IntRange(1), help="By default as many as there are processors.")
@click.option("--scheduler", metavar="ADDRESS", help="Make the runs on the Dask cluster there.")
@click.option("--folder", type=click.Path(file_okay=False), help="Keep runs here, and go on with what is there.")
@as_json
def sensitivity(
    file: str, vary: Sequence[tuple[str, float, float]], measure: str | None, method: str, samples: int,
    processes: int | None, scheduler: str | None, folder: str | None, as_json: bool,
) -> None:  # fmt: skip
    """What does the outcome of the scenario in FILE hang on? By Sobol's indices, or by Morris's way over all."""
    from councils.lab.sensitivity import MEASURES, analysed, sampled
    from councils.lab.sweep import swept

    if find_spec("SALib") is None:
        raise click.ClickException("This needs SALib. Install it in the program's folder: make extras")
    scenario, charter = scenario_in(file, as_json=as_json)
    measure = measure or MEASURES[scenario.engine][0]
    fit(scenario, vary, measure)
    sweep = sampled(scenario, charter, vary, measure, method=method, samples=samples)
    with (
        fitting(charter_of(scenario, file), as_json=as_json), keeping(folder), elsewhere(scheduler) as where,
        progress(len(sweep.points), scenario.title) as bar,
    ):  # fmt: skip
        journal = Path(folder) / "sensitivity.journal" if folder else None
        rows = swept(
            sweep, processes=processes or os.cpu_count() or 1, runs=where, journal=journal,
            done=lambda _: bar.update(1),
        )  # fmt: skip
        found = analysed(vary, [row["measured"] for row in rows], sweep.points, method=method, seed=scenario.seed)
    if folder:
        made_by = {"seed": scenario.seed, "version": version("councils"), "machine": platform.machine()}
        keep_table(Path(folder) / "sensitivity.parquet", rows, {**sweep.about, **made_by})
    if as_json:
        print_json({"measure": measure, "method": method, "runs": len(rows), "indices": found})
        return
    click.echo(table(found))

"""`councils lab`: the laboratory. What assemblies of any size would mean on a territory; what it gets, beside what was
published."""

from __future__ import annotations

from dataclasses import asdict
from math import isnan
from typing import TYPE_CHECKING, Any

import click

from councils.cli.answers import as_json, print_json, progress
from councils.cli.charter import find_charter
from councils.cli.lab_partition import partition, save
from councils.cli.lab_run import run
from councils.cli.lab_simulate import sensitivity, simulate
from councils.cli.places import places_in
from councils.presets import DEFAULT

if TYPE_CHECKING:
    from councils.lab.sizing import Sizing
    from councils.lab.validation import Compared


@click.group()
def lab() -> None:
    """Try rules on models before they are adopted."""


lab.add_command(partition)
lab.add_command(run)
lab.add_command(simulate)
lab.add_command(sensitivity)


@lab.command()
@click.argument("ids", metavar="[CASE]...", nargs=-1)
@as_json
def validate(ids: tuple[str, ...], as_json: bool) -> None:
    """Hold models of the literature against their published results: all, or those named (T1 T9 ...).

    Ends in status 1 if one does not hold.
    """
    from councils.lab import validation

    known = {case.id: case for case in validation.CASES}
    for name in ids:
        if name not in known:
            raise click.ClickException(f"There is no case {name}. There are: {' '.join(known)}.")
    chosen = [case for case in validation.CASES if not ids or case.id in ids]
    with progress(len(chosen), "Models") as bar:
        compared = []
        for case in chosen:
            compared.append(validation.run(case))
            bar.update(1)
    if as_json:
        print_json({"holds": all(c.holds for c in compared), "cases": [data(c) for c in compared]})
    else:
        tell(compared)
    if not all(c.holds for c in compared):
        raise SystemExit(1)


def data(compared: Compared) -> dict[str, Any]:
    case = compared.case
    return {
        "id": case.id,
        "case": case.title,
        "source": case.source,
        "claim": case.claim,
        "expected": list(case.expected),
        "got": list(compared.got),
        "tolerance": case.tolerance,
        "relative": case.relative,
        "holds": compared.holds,
    }


def tell(compared: list[Compared]) -> None:
    for found in compared:
        case = found.case
        within = f"{case.tolerance:g}{' of it' if case.relative else ''}" if case.tolerance else "exactly"
        click.echo(f"{case.id:4} {'holds' if found.holds else 'FAILS'}  {case.title} ({case.source})")
        click.echo(f"     {case.claim}")
        click.echo(f"     expected  {spaced(case.expected)}  within {within}")
        click.echo(f"     got       {spaced(found.got)}")
    kept = sum(found.holds for found in compared)
    click.echo(f"{kept} of {len(compared)} cases hold.")


def spaced(values: tuple[float, ...]) -> str:
    return "  ".join(f"{value:.5g}" for value in values)


class Numbers(click.ParamType):
    """Whole numbers, with commas between them."""

    name = "n,n,..."

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> tuple[int, ...]:
        if isinstance(value, tuple):
            return value
        try:
            found = tuple(sorted({int(part) for part in str(value).split(",")}))
        except ValueError:
            self.fail(f"{value!r} is no list of whole numbers, such as 50,150,500.", param, ctx)
        if found[0] < 2:
            self.fail("each is at least 2.", param, ctx)
        return found


@lab.command()
@click.option("--places", "file", metavar="FILE", required=True, help="A CSV file of places.")
@click.option("--charter", "charter_name", metavar="C", default=DEFAULT, show_default=True)
@click.option("--base", type=Numbers(), default="20,50,100,150,200,300,500,1000", show_default=True)
@click.option("--fan-out", type=Numbers(), default="5,10,20,50", show_default=True)
@click.option(
    "--share", default=1.0, show_default=True, type=click.FloatRange(0, 1, min_open=True), help="Of the people."
)
@click.option("--turnout", default=0.3, show_default=True, type=click.FloatRange(0, 1, min_open=True))
@click.option("--meetings", default=12, show_default=True, type=click.IntRange(1), help="A year, of every council.")
@click.option("--hours", default=2.0, show_default=True, type=click.FloatRange(0, min_open=True), help="Of a meeting.")
@click.option("--svg", type=click.Path(dir_okay=False), help="Draw it into this file.")
@as_json
def size(
    file: str, charter_name: str, base: tuple[int, ...], fan_out: tuple[int, ...], share: float, turnout: float,
    meetings: int, hours: float, svg: str | None, as_json: bool,
) -> None:  # fmt: skip
    """What assemblies of these sizes, and councils of this fan-out, would mean for the people in FILE.

    Every place has as many assemblies as it needs; the councils above take neighbours together. Nothing is kept.
    """
    from councils.lab.plot import figure
    from councils.lab.sizes import ACROSS, findings, panels, recommended, told_of
    from councils.lab.sizing import Habits, ImpracticableError, Territory, sizings

    charter = find_charter(charter_name, as_json=as_json)
    places = places_in(file, as_json=as_json)
    try:
        territory = Territory(places, share)
        habits = Habits(share, turnout, meetings, hours)
        found = sizings(territory, charter, base, fan_out, habits)
    except ImpracticableError as error:
        raise click.ClickException(f"{file}: {error}") from error
    rows = [told_of(sizing, charter, habits) for sizing in found]
    if svg:
        save(svg, figure(panels(rows), ACROSS))
    if as_json:
        best = recommended(rows)
        every = [asdict(s) | {"levels": s.levels, "nominal": s.nominal} for s in found]
        print_json({"sizings": every, "recommended": best and every[rows.index(best)]})
        return
    click.echo(TABLE)
    for sizing in found:
        click.echo(line(sizing))
    click.echo("\n" + "\n".join(map(str, findings(rows))))


TABLE = (
    "  base  fan-out  levels   assemblies    delegates    seats      km to     hours  minutes   days  at   contra-"
    "  weight  capture\n"
    "                                           in all  at most    council   /year  to speak        base dicts"
)


def line(s: Sizing) -> str:
    far = "-" if not s.kilometres or isnan(s.kilometres[0]) else f"{s.kilometres[0]:.1f}"
    sizes = f"{s.base:6}{s.fan_out:9}{s.levels:8}{s.councils[0]:13,}{sum(s.delegates):13,}{max(s.seats, default=0):9,}"
    return (
        f"{sizes}{far:>11}{s.hours:10.1f}{s.minutes:10.1f}{s.days:7}{s.at_base:6}{s.contradicts:8.0%}{s.weight:8.2f}"
        f"{s.capture:9.1%}"
    )

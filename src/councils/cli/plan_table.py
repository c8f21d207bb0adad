"""`councils plan demo us2017` and `councils plan generate`: economies of hundreds of industries, real and invented."""

from __future__ import annotations

import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from councils.cli.answers import as_json, print_json
from councils.cli.plan_reading import reckoning, table_in

if TYPE_CHECKING:
    from councils.plan.results import Results
    from councils.plan.supply_use import SupplyUse, Technology

_SHOWN = 5
_ROUNDING = 1e-12
WORK = {"compensation": "M$ of compensation", "jobs": "jobs"}


@click.command("us2017")
@click.option(
    "--labour",
    type=click.Choice(list(WORK)),
    default="compensation",
    show_default=True,
    help="What labour is counted in.",
)
@click.option("--out", type=click.Path(file_okay=False, path_type=Path), help="Write the plan into this folder.")
@as_json
def demo_us2017(labour: str, out: Path | None, as_json: bool) -> None:
    """Plan with 402 industries: a tenth more health care and a fifth less fossil fuel for households.

    Imports are paid with exports, capacity is the highest output of 1997 to 2023. The plan is held beside the one for
    the needs as they were.
    """
    from councils.plan.files.plan_folder import write_plan
    from councils.plan.results import Results
    from councils.plan.solve import solve
    from councils.plan.supply_use.economy import changed, table_economy
    from councils.plan.supply_use.published import us2017

    table = us2017()
    rate = table.compensation_rate() if labour == "compensation" else table.job_rate()
    start = time.perf_counter()
    usual = solve(table_economy(table, labour=rate, work_unit=WORK[labour]))
    between = time.perf_counter()
    found = solve(table_economy(table, labour=rate, work_unit=WORK[labour], change=changed(table)), start=usual)
    seconds, again = between - start, time.perf_counter() - between
    before, after = Results(usual), Results(found)
    if out:
        with reckoning():
            write_plan(found, out)
    if as_json:
        print_json(data(table, before, after, seconds=seconds, again=again))
    else:
        tell(table, before, after, seconds=seconds, again=again)
    if not found.certificate.holds:
        raise SystemExit(1)


@click.command("table")
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option(
    "--technology",
    type=click.Choice(["industry", "commodity"]),
    default="industry",
    show_default=True,
    help="What is assumed where industries make several commodities: whose inputs count.",
)
@as_json
def read_table(folder: Path, technology: str, as_json: bool) -> None:
    """Tell what follows from the supply-use table in FOLDER: coefficients, output, labour values, what does not fit.

    FOLDER holds make.csv, use.csv, final_demand.csv and labour.csv. It can be planned as well: councils plan solve
    FOLDER takes every industry as a technique, and assumes nothing.
    """
    from councils.plan.supply_use import Technology

    table = table_in(folder, as_json=as_json)
    known = table_data(table, Technology(technology))
    if known is None:
        raise click.ClickException(
            "Commodity technology wants as many industries as commodities, each a mix of its own."
        )
    if as_json:
        print_json({"ok": True, **known})
        return
    radius, negative = known["spectral_radius"], known["negative"]
    click.echo(f"{len(table.commodities)} commodities, {len(table.industries)} industries; {technology} technology")
    itself = "reproduces itself" if radius < 1 else "does NOT reproduce itself"
    click.echo(f"Spectral radius of A: {radius:.4f}: the economy {itself}.")
    click.echo(f"Gross output from final demand: median error {known['median_error']:.1e}.")
    click.echo(f"Labour ({table.work}) in a {table.unit} of each:")
    for code, value in sorted(known["labour_values"].items(), key=lambda pair: -pair[1]):
        click.echo(f"  {value:10.4g}  {table.names[code]}")
    for entry in negative[:_SHOWN]:
        click.echo(f"Negative: {entry['coefficient']:.4g} of {entry['commodity']} for {entry['for']}")
    if len(negative) > _SHOWN:
        click.echo(f"  and {len(negative) - _SHOWN} more that are negative (--json tells all)")
    for oddity in known["oddities"]:
        click.echo(f"Does not fit: {oddity}")


def table_data(table: SupplyUse, technology: Technology) -> dict[str, Any] | None:
    """What follows from a table under an assumption; None where it doesn't hold."""
    found = table.coefficients_by(technology)
    if found is None:
        return None
    negative = [
        {
            "commodity": table.commodities[row],
            "for": table.commodities[column],
            "coefficient": float(found[row, column]),
        }
        for row, column in zip(*(found < -_ROUNDING).nonzero(), strict=True)
    ]
    values = table.labour_values(table.compensation_rate(), technology)
    return {
        "commodities": len(table.commodities),
        "industries": len(table.industries),
        "technology": technology.value,
        "spectral_radius": table.spectral_radius(technology),
        "median_error": table.reproduction_error(technology),
        "negative": sorted(negative, key=lambda entry: float(entry["coefficient"])),
        "labour_values": dict(zip(table.commodities, values.tolist(), strict=True)),
        "oddities": table.oddities(),
    }


def tell(table: SupplyUse, before: Results, after: Results, *, seconds: float, again: float) -> None:
    from councils.plan.explain import binding, chains, summary

    click.echo(f"{len(table.commodities)} commodities, {len(table.industries)} industries, 2017, millions of dollars")
    click.echo(f"Spectral radius of A: {table.spectral_radius():.4f}, below 1: the economy reproduces itself.")
    click.echo(f"Gross output from final demand: median error {table.reproduction_error():.1e}.")
    unit = after.plan.economy.work_unit
    for name, rate in ((WORK["compensation"], table.compensation_rate()), (WORK["jobs"], table.job_rate())):
        values = table.labour_values(rate)
        order = [int(at) for at in values.argsort()[::-1] if table.produced[at]]
        click.echo(f"Labour in a million dollars of each ({name}), most and least:")
        for at in (*order[:_SHOWN], *order[-_SHOWN:]):
            click.echo(f"  {values[at]:10.4g}  {table.names[table.commodities[at]]}")
    click.echo("What does not fit:")
    for oddity in table.oddities():
        click.echo(f"  {oddity}")
    click.echo("The plan for a tenth more health care and a fifth less fossil fuel for households:")
    for line in (*summary(after), *(chain.told(after.plan.economy) for chain in chains(after))):
        click.echo(f"  {line}")
    more = after.hours - before.hours
    click.echo(
        f"  It costs {more:+,.0f} {unit} beside the plan for the needs as they were ({more / before.hours:+.2%})."
    )
    click.echo("What binds, first what is worth most as a whole:")
    for line in list(binding(after))[: 2 * _SHOWN]:
        click.echo(f"  {line}")
    click.echo(f"Planned in {seconds:.1f} s for the needs as they were, and from there in {again:.1f} s.")


def data(table: SupplyUse, before: Results, after: Results, *, seconds: float, again: float) -> dict[str, Any]:
    from councils.cli.plan_telling import plan_data

    compensation = table.labour_values(table.compensation_rate())
    jobs = table.labour_values(table.job_rate())
    return {
        "commodities": len(table.commodities),
        "industries": len(table.industries),
        "spectral_radius": table.spectral_radius(),
        "median_error": table.reproduction_error(),
        "oddities": table.oddities(),
        "labour_values": [
            {"commodity": code, "name": table.names[code], "compensation": float(c), "jobs_per_million": float(j)}
            for code, c, j in zip(table.commodities, compensation, jobs, strict=True)
        ],
        "work_unit": after.plan.economy.work_unit,
        "work_as_it_was": before.hours,
        "work": after.hours,
        "seconds": seconds,
        "seconds_again": again,
        "plan": plan_data(after),
    }


@click.command()
@click.option("--products", type=click.IntRange(min=2), required=True, help="How many products; three techniques each.")
@click.option("--seed", type=int, default=1, show_default=True, help="Another number gives another economy.")
@click.option("--out", type=click.Path(file_okay=False, path_type=Path), required=True, help="The folder to write.")
@as_json
def generate(products: int, seed: int, out: Path, as_json: bool) -> None:
    """Invent an economy, one of those on which planners are measured, and write it into a folder.

    Every product has three techniques with some fifteen inputs each; the same number and seed give the same economy.
    """
    from councils.plan.cases.instances import generate as invent
    from councils.plan.cases.named import named
    from councils.plan.files.drafts import empty
    from councils.plan.files.folder import write_folder

    if not empty(out):
        raise click.ClickException(f"{out} is not empty. Choose another folder.")
    program = invent(products, seed)
    with reckoning():
        write_folder(named(program, title=out.name), out)
    if as_json:
        counts = {"products": program.products, "techniques": program.techniques, "inputs": int(program.inputs.nnz)}
        print_json({"ok": True, "folder": str(out), **counts})
        return
    click.echo(f"{out} holds {program.products} products and {program.techniques} techniques.")

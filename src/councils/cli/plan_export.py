"""`councils plan export`: a plan for other programs: solvers, tables, and co-operatives that speak Valueflows."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from councils.cli.answers import as_json, print_json
from councils.cli.plan_reading import economy_argument, economy_in, plan_in, reckoning
from councils.cli.plan_solving import Steps

if TYPE_CHECKING:
    from collections.abc import Iterable

    from councils.plan.solve import Plan

_FILE = click.Path(dir_okay=False, path_type=Path)


@click.command()
@economy_argument
@click.option("--mps", type=_FILE, help="The exact linear program, as almost every solver reads it.")
@click.option("--lp", type=_FILE, help="The same, as people can read it too.")
@click.option("--parquet", type=click.Path(file_okay=False, path_type=Path), help="The tables, into this folder.")
@click.option("--valueflows", type=_FILE, help="Processes, commitments and open needs, as JSON-LD.")
@as_json
def export(
    folder: Path, mps: Path | None, lp: Path | None, parquet: Path | None, valueflows: Path | None, as_json: bool
) -> None:
    """Write a plan for other programs; with --mps or --lp for any other solver to try whether it finds a better one.

    FOLDER holds an economy, which is planned first, or a plan. In the linear program labour is the objective; what
    stays unmet may not be more than in the plan.
    """
    from councils.plan.files.plan_folder import is_plan
    from councils.plan.solve import solve as solve_economy

    if not (mps or lp or parquet or valueflows):
        raise click.UsageError("Say what is to be written: --mps, --lp, --parquet or --valueflows.")
    with reckoning():
        planned = is_plan(folder)
        found = (
            plan_in(folder, as_json=as_json)
            if planned
            else solve_economy(economy_in(folder, as_json=as_json), progress=Steps())
        )
        files = [str(path) for path in _written(found, mps=mps, lp=lp, parquet=parquet, valueflows=valueflows)]
    best, holds = found.certificate.stages[-1], found.certificate.holds
    if not holds:
        click.echo("The certificate of this plan does NOT hold.", err=True)
    if as_json:
        print_json({"ok": True, "holds": holds, "files": files, "value": best.value, "bound": best.bound})
        return
    for file in files:
        click.echo(f"{file} is written.")
    if (mps or lp) and holds:
        click.echo(f"Our plan reaches {best.value!r}; a solver that finds less has found a mistake.")


def _written(
    found: Plan, *, mps: Path | None, lp: Path | None, parquet: Path | None, valueflows: Path | None
) -> Iterable[Path]:
    from councils.plan.files import lp as lp_format
    from councils.plan.files import mps as mps_format
    from councils.plan.files.drafts import whole
    from councils.plan.files.valueflows import written
    from councils.plan.results import Results

    given = ((mps, mps_format.mps(found)), (lp, lp_format.lp(found)), (valueflows, written(Results(found))))
    for file, lines in given:
        if file:
            with whole(file) as draft, draft.open("w", encoding="utf-8", newline="\n") as out:
                out.writelines(f"{line}\n" for line in lines)
            yield file
    if parquet:
        try:
            from councils.plan.files.parquet import write_parquet

            yield from (parquet / name for name in write_parquet(found, parquet))
        except ModuleNotFoundError as error:
            raise click.ClickException(
                "Parquet needs PyArrow. Install it in the program's folder: make extras"
            ) from error

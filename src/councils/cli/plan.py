"""`councils plan`: from declared needs to a plan that an assembly can vote on.

What is reckoned with is imported when a command runs: whoever calls another command does not wait for it.
"""

from __future__ import annotations

from pathlib import Path

import click

from councils.cli.answers import as_json, print_json, problem_data
from councils.cli.plan_acting import bring, events, tables, tell, variants
from councils.cli.plan_export import export
from councils.cli.plan_federation import declare, gather
from councils.cli.plan_outlook import alone, freeing
from councils.cli.plan_pictures import picture, pictures
from councils.cli.plan_reading import economy_argument, economy_in, folder_argument, plan_in, reckoning
from councils.cli.plan_solving import solve
from councils.cli.plan_table import demo_us2017, generate, read_table
from councils.cli.plan_telling import activity_data, draw_product, explain_plan, explain_product, plan_data

EXACT = 1e-6
"""A gap that isn't told: it is that of HiGHS, which is as exact as numbers are."""


@click.group()
def plan() -> None:
    """Check an economy, plan it, and tell why the plan is as it is."""


@plan.command()
@economy_argument
@as_json
def check(folder: Path, as_json: bool) -> None:
    """Tell everything that is wrong with the economy in FOLDER, file by file and by line.

    Where FOLDER holds a plan that `solve` wrote, its certificate is reckoned again from the economy, the activities and
    the prices in it; no solver is used.
    """
    from councils.plan.files.plan_folder import is_plan

    if is_plan(folder):
        check_plan(folder, as_json=as_json)
        return
    economy = economy_in(folder, as_json=as_json)
    counts = {
        "products": len(economy.products),
        "techniques": len(economy.techniques),
        "workplaces": len(economy.workplaces),
        "needs": len(economy.needs),
        "periods": len(economy.periods),
    }
    if as_json:
        print_json({"ok": True, "folder": str(folder), **counts})
        return
    click.echo(f"{folder}: all is well.")
    click.echo(", ".join(f"{number} {what[:-1] if number == 1 else what}" for what, number in counts.items()))


def check_plan(folder: Path, *, as_json: bool) -> None:
    from councils.plan.explain.wording import percent
    from councils.plan.files.agreement import disagreements
    from councils.plan.files.plan_folder import certificate_data

    found = plan_in(folder, as_json=as_json)
    certificate = found.certificate
    wrong = disagreements(found, folder) if certificate.holds else ()
    holds = certificate.holds and not wrong
    if as_json:
        told = [{"file": flaw.file, **problem_data(flaw.problem)} for flaw in wrong]
        print_json({"ok": holds, "folder": str(folder), **certificate_data(certificate), "problems": told})
    else:
        for stage in certificate.stages:
            click.echo(f"{stage.name}: {stage.value:.9g} reached, and no plan is below {stage.bound:.9g}")
        for reason in certificate.rejected:
            click.echo(f"{folder}: {reason}", err=True)
        for flaw in wrong:
            click.echo(f"{folder / str(flaw)}", err=True)
        gap = f", to a gap of {percent(certificate.gap)}" if certificate.gap > EXACT else ""
        but = ", but the tables say something else" if wrong else ""
        click.echo(f"{folder}: the certificate {f'holds{gap}{but}' if certificate.holds else 'does NOT hold'}.")
    if not holds:
        raise SystemExit(1)


plan.add_command(solve)


@plan.command()
@folder_argument
@click.argument("product", required=False)
@click.option(
    "--svg",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Draw the trail of PRODUCT into this file, every hour from where it is worked to where it goes.",
)
@click.option("--all", "everything", is_flag=True, help="Tell everything, not only the first twenty of each kind.")
@as_json
def explain(folder: Path, product: str | None, svg: Path | None, everything: bool, as_json: bool) -> None:
    """Tell why the plan in FOLDER is as it is: what is short and why, what binds, what every workplace does.

    With a PRODUCT its trail is told: the work in one unit of it, down through its inputs.
    """
    from councils.plan.results import Results

    results = Results(plan_in(folder, as_json=as_json))
    if svg and product is None:
        raise click.UsageError("Name the product whose trail is to be drawn.")
    if product is not None:
        if svg:
            draw_product(results, product, svg)
        explain_product(results, product, as_json=as_json)
    elif as_json:
        print_json({**plan_data(results, remedies=True), "activities": activity_data(results)})
    else:
        explain_plan(results, everything=everything)


@plan.command()
@click.argument("before", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.argument("after", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--all", "everything", is_flag=True, help="Tell every change, not only the ten largest of each kind.")
@as_json
def diff(before: Path, after: Path, everything: bool, as_json: bool) -> None:
    """Tell what the plan AFTER does differently from the plan BEFORE."""
    from councils.plan.explain.trail import differences
    from councils.plan.explain.wording import number
    from councils.plan.results import Results

    first, second = (Results(plan_in(folder, as_json=as_json)) for folder in (before, after))
    found = differences(first, second)
    if as_json:
        data = {
            kind: [{"what": c.what, "before": c.before, "after": c.after} for c in changes]
            for kind, changes in found.items()
        }
        print_json(data)
        return
    if not found:
        click.echo("The two plans are the same.")
    for kind, changes in found.items():
        click.echo(f"{kind.capitalize()}:")
        shown = changes if everything else changes[:10]
        for change in shown:
            click.echo(f"  {change.what}: {number(change.before)} → {number(change.after)}")
        if len(shown) < len(changes):
            click.echo(f"  and {len(changes) - len(shown)} more (--all)")


plan.add_command(export)
plan.add_command(gather)
plan.add_command(declare)
for command in (variants, bring, alone, freeing, tables, tell, events, picture, pictures):
    plan.add_command(command)


@plan.group()
def demo() -> None:
    """Try an economy that comes with the program."""


@demo.command("cooperative")
@click.option("--out", type=click.Path(file_okay=False, path_type=Path), required=True, help="The folder to write.")
@as_json
def demo_cooperative(out: Path, as_json: bool) -> None:
    """Write the economy of twelve workplaces into a folder, to read and to change."""
    from councils.plan.cases import cooperative
    from councils.plan.files.drafts import empty
    from councils.plan.files.folder import write_folder

    if not empty(out):
        raise click.ClickException(f"{out} is not empty. Choose another folder.")
    with reckoning():
        write_folder(cooperative(), out)
    if as_json:
        print_json({"ok": True, "folder": str(out), "files": sorted(path.name for path in out.iterdir())})
        return
    click.echo(f"{out} holds twelve workplaces of a valley and a town. Next: councils plan solve {out}")


demo.add_command(demo_us2017)
plan.add_command(generate)
plan.add_command(read_table)

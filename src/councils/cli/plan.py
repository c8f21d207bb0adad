"""`councils plan`: from declared needs to a plan that an assembly can vote on.

What is reckoned with is imported when a command runs: whoever calls another command does not wait for it.
"""

from __future__ import annotations

from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from councils.cli.answers import as_json, print_json
from councils.cli.plan_table import demo_us2017, generate

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from councils.plan.economy import Economy
    from councils.plan.folder import Flaw
    from councils.plan.results import Results
    from councils.plan.solve import Plan


class FaultyFolder(click.ClickException):
    """The files of an economy have flaws; nothing was reckoned."""

    exit_code = 1

    def __init__(self, folder: Path, flaws: Sequence[Flaw], *, as_json: bool) -> None:
        super().__init__(f"{folder} has problems.")
        self.folder, self.flaws, self.as_json = folder, flaws, as_json

    def show(self, file: Any = None) -> None:  # noqa: ARG002 - click passes it
        if not self.as_json:
            for flaw in self.flaws:
                click.echo(f"{self.folder / str(flaw)}", err=True)
            return
        problems = [
            {
                "file": flaw.file,
                "line": flaw.problem.line,
                "message": flaw.problem.message,
                "remedy": flaw.problem.remedy,
            }
            for flaw in self.flaws
        ]
        print_json({"ok": False, "folder": str(self.folder), "problems": problems})


folder_argument = click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))


def economy_in(folder: Path, *, as_json: bool) -> Economy:
    """The economy in a folder; else its flaws."""
    from councils.plan.folder import read_folder

    read = read_folder(folder)
    if isinstance(read, tuple):
        raise FaultyFolder(folder, read, as_json=as_json)
    return read


@contextmanager
def reckoning() -> Iterator[None]:
    """Tell what keeps a plan from being found or written, instead of where in the program."""
    from councils.plan.stages import UnsolvedError

    try:
        yield
    except UnsolvedError as error:
        message = f"HiGHS found no plan and says: {error}. Quantities of very different size may be the reason."
        raise click.ClickException(message) from error
    except OSError as error:
        raise click.ClickException(f"{error.filename}: {error.strerror}.") from error


@click.group()
def plan() -> None:
    """Check an economy, plan it, and tell why the plan is as it is."""


@plan.command()
@folder_argument
@as_json
def check(folder: Path, as_json: bool) -> None:
    """Tell everything that is wrong with the economy in FOLDER, file by file and by line.

    Where FOLDER holds a plan that `solve` wrote, its certificate is reckoned again from the economy, the activities and
    the prices in it; no solver is used.
    """
    from councils.plan.plan_folder import is_plan

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
    click.echo(", ".join(f"{number} {what}" for what, number in counts.items()))


def check_plan(folder: Path, *, as_json: bool) -> None:
    from councils.plan.plan_folder import certificate_data

    certificate = plan_in(folder, as_json=as_json).certificate
    if as_json:
        print_json({"ok": certificate.holds, "folder": str(folder), **certificate_data(certificate)})
    else:
        for stage in certificate.stages:
            click.echo(f"{stage.name}: {stage.value:.9g} reached, and no plan is below {stage.bound:.9g}")
        for reason in certificate.rejected:
            click.echo(f"{folder}: {reason}", err=True)
        click.echo(f"{folder}: the certificate {'holds' if certificate.holds else 'does NOT hold'}.")
    if not certificate.holds:
        raise SystemExit(1)


def plan_in(folder: Path, *, as_json: bool) -> Plan:
    """The plan in a folder; else what is wrong with it."""
    from councils.plan.plan_folder import is_plan, read_plan

    if not is_plan(folder):
        raise click.ClickException(f"{folder} holds no plan. Make one: councils plan solve FOLDER --out {folder}")
    read = read_plan(folder)
    if isinstance(read, tuple):
        raise FaultyFolder(folder, read, as_json=as_json)
    return read


@plan.command()
@folder_argument
@click.option("--out", type=click.Path(file_okay=False, path_type=Path), help="Write the plan into this folder.")
@click.option("--fair", is_flag=True, help="Share what is short between the councils.")
@click.option("--least", multiple=True, metavar="RESOURCE", help="Spare this resource before labour (repeatable).")
@as_json
def solve(folder: Path, out: Path | None, fair: bool, least: tuple[str, ...], as_json: bool) -> None:
    """Plan the economy in FOLDER: least unmet need, the first priority first, and then least labour."""
    from councils.plan.plan_folder import write_plan
    from councils.plan.results import Results
    from councils.plan.solve import solve as solve_economy

    economy = economy_in(folder, as_json=as_json)
    for code in least:
        if code not in economy.resources:
            raise click.ClickException(f"There is no resource {code!r}. There are: {', '.join(economy.resources)}.")
    with reckoning():
        found = solve_economy(economy, fair=fair, least=least)
        if out:
            write_plan(found, out)
    if as_json:
        print_json(plan_data(Results(found)))
    else:
        tell_plan(Results(found))
        if out:
            click.echo(f"The plan is in {out}. Why it is so: councils plan explain {out}")
    if not found.certificate.holds:
        raise SystemExit(1)


def tell_plan(results: Results) -> None:
    from councils.plan.explain import binding, chains, summary

    economy = results.plan.economy
    for line in summary(results):
        click.echo(line)
    told = [chain.told(economy) for chain in chains(results)]
    for heading, lines in (("Unmet", told), ("What binds", list(binding(results)))):
        if lines:
            click.echo(f"{heading}:")
        for line in lines:
            click.echo(f"  {line}")


def plan_data(results: Results) -> dict[str, Any]:
    from councils.plan.explain import chains
    from councils.plan.plan_folder import certificate_data, limit_name

    economy = results.plan.economy
    return {
        "ok": results.plan.certificate.holds,
        "hours": results.hours,
        "certificate": certificate_data(results.plan.certificate),
        "unmet": [
            {
                "council": chain.met.need.council,
                "product": chain.met.need.product,
                "priority": chain.met.need.priority,
                "period": chain.met.need.period,
                "needed": chain.met.need.quantity,
                "unmet": chain.met.unmet,
                "scarce": limit_name(chain.scarce) if chain.scarce else None,
                "why": chain.told(economy),
                "remedy": chain.remedy(economy),
            }
            for chain in chains(results)
        ],
        "binding": [
            {
                "limit": limit_name(c.of),
                "used": c.used,
                "of": c.limit,
                "priority": c.priority or None,
                "needs_met_by_one_more": c.unmet_less,
                "hours_saved_by_one_more": c.hours_less,
            }
            for c in results.capacities()
            if c.binds
        ],
        "labour": [
            {"skill": skill, "place": place, "period": period, "hours": hours}
            for (skill, place, period), hours in results.labour().items()
        ],
        "products": [
            {
                "product": o.row.code,
                "place": o.row.place,
                "period": o.row.period,
                "made": o.made,
                "used": o.used,
                "delivered": o.delivered,
                "left": o.left,
                "value_hours": o.value,
                "price_hours": o.price,
            }
            for o in results.output()
        ],
    }


@plan.command()
@folder_argument
@click.argument("product", required=False)
@as_json
def explain(folder: Path, product: str | None, as_json: bool) -> None:
    """Tell why the plan in FOLDER is as it is: what is short and why, what binds, what every workplace does.

    With a PRODUCT its trail is told: the work in one unit of it, down through its inputs.
    """
    from councils.plan.results import Results

    results = Results(plan_in(folder, as_json=as_json))
    if product is not None:
        explain_product(results, product, as_json=as_json)
    elif as_json:
        print_json(plan_data(results))
    else:
        explain_plan(results)


def explain_plan(results: Results) -> None:
    from councils.plan.explain import chains, workplaces

    tell_plan(results)
    economy = results.plan.economy
    remedies = [(chain.told(economy).split(" short")[0], chain.remedy(economy)) for chain in chains(results)]
    for what, remedy in remedies:
        if remedy:
            click.echo(f"{what} short. {remedy}")
    for name, lines in workplaces(results).items():
        click.echo(name)
        for line in lines:
            click.echo(f"  {line}")


def explain_product(results: Results, product: str, *, as_json: bool) -> None:
    from councils.plan.linear import Limit
    from councils.plan.staged_certificate import row_name
    from councils.plan.trail import links, trail, tree_lines

    rows = [row for row in results.program.rows if row.kind is Limit.PRODUCT and row.code == product]
    if not rows:
        raise click.ClickException(f"There is no product {product!r} in this plan. Use its code in products.csv.")
    if as_json:
        data = [
            {
                "product": row_name(row),
                "hours": results.value(row),
                "links": [
                    {
                        "from": row_name(link.source) if link.source else "work",
                        "to": row_name(link.goal),
                        "hours": link.hours,
                    }
                    for link in links(results, row)
                ],
            }
            for row in rows
        ]
        print_json(data)
        return
    for row in rows:
        for line in tree_lines(results, trail(results, row)):
            click.echo(line)


@plan.command()
@click.argument("before", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.argument("after", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--all", "everything", is_flag=True, help="Tell every change, not only the ten largest of each kind.")
@as_json
def diff(before: Path, after: Path, everything: bool, as_json: bool) -> None:
    """Tell what the plan AFTER does differently from the plan BEFORE."""
    from councils.plan.results import Results
    from councils.plan.trail import differences
    from councils.plan.wording import number

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


@plan.command()
@folder_argument
@click.option(
    "--mps", "file", type=click.Path(dir_okay=False, path_type=Path), required=True, help="The file to write."
)
@as_json
def export(folder: Path, file: Path, as_json: bool) -> None:
    """Write the exact linear program, for any other solver to try whether it finds a better plan.

    FOLDER holds an economy, which is planned first, or a plan. Labour is the objective; what stays unmet may not be
    more than in the plan.
    """
    from councils.plan.mps import mps
    from councils.plan.plan_folder import is_plan
    from councils.plan.solve import solve as solve_economy

    with reckoning():
        planned = is_plan(folder)
        found = plan_in(folder, as_json=as_json) if planned else solve_economy(economy_in(folder, as_json=as_json))
        with file.open("w", encoding="ascii", newline="\n") as out:
            out.writelines(f"{line}\n" for line in mps(found))
    best = found.certificate.stages[-1]
    if as_json:
        print_json({"ok": True, "file": str(file), "value": best.value, "bound": best.bound})
        return
    click.echo(
        f"{file} holds the program. Our plan reaches {best.value!r}; a solver that finds less has found a mistake."
    )


@plan.group()
def demo() -> None:
    """Try an economy that comes with the program."""


@demo.command("cooperative")
@click.option("--out", type=click.Path(file_okay=False, path_type=Path), required=True, help="The folder to write.")
@as_json
def demo_cooperative(out: Path, as_json: bool) -> None:
    """Write the economy of twelve workplaces into a folder, to read and to change."""
    from councils.plan.cases import cooperative
    from councils.plan.folder import write_folder

    if out.exists() and any(out.iterdir()):
        raise click.ClickException(f"{out} is not empty. Choose another folder.")
    write_folder(cooperative(), out)
    if as_json:
        print_json({"ok": True, "folder": str(out), "files": sorted(path.name for path in out.iterdir())})
        return
    click.echo(f"{out} holds twelve workplaces of a valley and a town. Next: councils plan solve {out}")


demo.add_command(demo_us2017)
plan.add_command(generate)

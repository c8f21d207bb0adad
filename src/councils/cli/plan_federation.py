"""`councils plan gather` and `councils plan declare`: between a federation and the folder of an economy."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from councils.cli.answers import as_json, print_json
from councils.cli.database import database, existing
from councils.cli.plan_reading import FaultyFolder
from councils.cli.whose import in_the_name, somebody

if TYPE_CHECKING:
    from councils.app.declaring import Preview
    from councils.core.council import Council
    from councils.plan.files.part import Said

SHOWN = 20


@click.command()
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
@click.option("--council", default="", help="A council of the federation, where the database holds several.")
@click.option(
    "--motion", default="", help="The plan that this motion brought (as 751:17), with what it was computed from."
)
@as_json
@existing
def gather(folder: Path, council: str, motion: str, as_json: bool) -> None:
    """Gather what is declared and needed in a federation into FOLDER.

    It has what `check` and `solve` read, so anybody can plan for the federation, in their own way. Needs are the sums
    that were stated when the congress called for them last; no household's is among them. With a MOTION it is the plan
    that was brought by it, which `check`, `explain`, `diff` and `export` read.
    """
    from councils.app.queries.economy import gathered
    from councils.plan.files.folder import write_folder

    congress = congress_of(council or motion.rpartition(":")[0])
    if motion:
        gather_plan(folder, congress, motion, as_json=as_json)
        return
    economy, unmade = gathered(congress)
    try:
        write_folder(economy, folder)
    except OSError as error:
        raise click.ClickException(f"{error.filename}: {error.strerror}.") from error
    told: dict[str, Any] = {
        "folder": str(folder),
        "call": congress.economy.needs.call if congress.economy.needs else 0,
        "products": len(economy.products),
        "techniques": len(economy.techniques),
        "needs": len(economy.needs),
        "periods": len(economy.periods),
        "unmade": list(unmade),
    }
    if as_json:
        print_json(told)
        return
    things = ("products", "techniques", "needs", "periods")
    counts = ", ".join(f"{told[what]} {what[:-1] if told[what] == 1 else what}" for what in things)
    click.echo(f"{folder} holds the economy of {congress.name}: {counts}.")
    if unmade:
        click.echo(f"Needed, and made by nobody, so left out: {', '.join(unmade)}")
    if not told["call"]:
        click.echo("Needs have not been called for yet: write some into needs.csv.")
    click.echo(f"Next: councils plan solve {folder}")


def gather_plan(folder: Path, congress: Council, motion: str, *, as_json: bool) -> None:
    from councils.app.queries.economy import named
    from councils.app.queries.plans import brought
    from councils.plan.files.plan_folder import write_plan

    plan = brought(congress.id, motion)
    if plan is None:
        raise click.ClickException(f"No motion {motion} has brought a plan. The number of a motion is on its page.")
    title = congress.motions[motion].proposal.title
    try:
        write_plan(replace(plan, economy=named(plan.economy)), folder)
    except OSError as error:
        raise click.ClickException(f"{error.filename}: {error.strerror}.") from error
    if as_json:
        print_json({"folder": str(folder), "motion": motion, "title": title})
        return
    click.echo(f"{folder} holds the plan of {motion}: {title}.")
    click.echo(f"Next: councils plan check {folder}, or councils plan explain {folder}")


def congress_of(council: str) -> Council:
    from councils.app.identity import council as council_of
    from councils.app.queries.federations import root_of, roots

    tops = [row.pk for row in roots()]
    if not council and len(tops) != 1:
        message = "The database holds several federations: name a council with --council." if tops else NOTHING
        raise click.ClickException(message)
    found = council_of(root_of(council or tops[0]))
    if found is None:
        raise click.ClickException(f"There is no council {council}.")
    return found


NOTHING = "The database holds no federation: `councils found`, or `councils demo`."


@click.command()
@click.argument("folder", type=click.Path(exists=True, path_type=Path))
@click.option("--council", required=True, help="In which council: a workplace, or the congress for the catalogue.")
@click.option("--workplace", default="", help="What the files call it, where they speak of several workplaces.")
@in_the_name
@click.option(
    "--take-back", is_flag=True, help="Take back what FOLDER says: routes in a transport.csv, or trade in a trade.csv."
)
@as_json
@database
def declare(
    folder: Path, council: str, workplace: str, token: str, invented: str, take_back: bool, as_json: bool
) -> None:
    """Declare what FOLDER says of a workplace, or its catalogue; FOLDER can be a workbook or one of the files, too.

    Without a token nothing is declared: it is told what would be, or what is wrong in which line. With one it is
    declared, each thing as an act on record; all of it, or nothing. Only files that are there are read; what they do
    not speak of stays as it is.
    """
    from councils.app.declaring import Preview, declare_files, preview
    from councils.core.refusal import Refused

    texts = texts_in(folder, as_json=as_json)
    person = somebody(council, token, invented)
    found = (
        declare_files(person, council, texts, workplace, ended=take_back)
        if person
        else preview(council, texts, workplace, ended=take_back)
    )
    if isinstance(found, Refused):
        raise click.ClickException(f"{found}")
    if not isinstance(found, Preview):
        raise FaultyFolder(folder, found, as_json=as_json)
    if as_json:
        told = [{"file": said.file, "line": said.line, "what": what(said)} for said in found.anew]
        print_json({"ok": True, "declared": person is not None, "anew": told, "same": found.same})
        return
    tell(found, declared=person is not None)


def tell(found: Preview, *, declared: bool) -> None:
    for said in found.anew[:SHOWN]:
        click.echo(f"{said.file}:{said.line}: {what(said)}")
    if len(found.anew) > SHOWN:
        click.echo(f"and {len(found.anew) - SHOWN} more")
    same = f"; {found.same} declared just so already" if found.same else ""
    click.echo(f"{len(found.anew)} {'declared' if declared else 'to declare'}{same}.")
    if found.anew and not declared:
        click.echo("Nothing is declared yet: with --token it is.")


def what(said: Said) -> str:
    """As ``technique bake: A batch of bread``."""
    thing: Any = said.declared.thing
    kind = type(thing).__name__.lower()
    if said.declared.ended:
        return f"end of the {what(replace(said, declared=replace(said.declared, ended=False)))}"
    if kind == "route":
        return f"route of {thing.product} from {thing.origin} to {thing.goal}"
    if kind == "picture":
        return f"picture of {thing.product}"
    if kind == "stock":
        return f"stock of {thing.product}: {thing.quantity}"
    if kind == "trade":
        return f"{thing.direction} of {thing.product} for {thing.money}"
    return "site" if kind == "site" else f"{kind} {thing.code}: {thing.name}"


def texts_in(path: Path, *, as_json: bool) -> dict[str, str]:
    """The texts of a folder's files, of a workbook's sheets, or of one file, whoever's program wrote them."""
    from councils.app.list_files import MOST, UNREAD, texts_of
    from councils.app.rolls.reading import Unread
    from councils.core.problem import Problem
    from councils.plan.files.folder import Flaw

    texts: dict[str, str] = {}
    for file in [path] if path.is_file() else sorted(path.glob("*.csv")):
        try:
            with file.open("rb") as opened:
                found = texts_of(file.name, opened.read(MOST))
        except OSError as error:
            raise click.ClickException(f"{file}: {error.strerror}.") from error
        if isinstance(found, Unread):
            message, _, remedy = str(UNREAD[found]).partition(". ")
            flaw = Flaw("" if path.is_file() else file.name, Problem(0, f"{message}.", remedy))
            raise FaultyFolder(path, [flaw], as_json=as_json)
        texts |= {name: table.text for name, table in found.items()}
    return texts

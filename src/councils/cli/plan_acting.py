"""`councils plan variants`, `bring`, `tables`, `tell` and `events`: what people do with the plans of a federation."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

from councils.cli.answers import as_json, print_json
from councils.cli.database import existing
from councils.cli.plan_federation import congress_of, texts_in
from councils.cli.plan_reading import FaultyFolder
from councils.cli.whose import in_the_name, one, somebody

if TYPE_CHECKING:
    from councils.core.council import Council

of_council = click.option(
    "--council", default="", help="A council; needed where the database holds several federations."
)
in_council = click.option("--council", required=True, help="In which council.")


@click.command()
@of_council
@as_json
@existing
def variants(council: str, as_json: bool) -> None:
    """Tell the plans there could be for what is needed and declared now, one for each aim."""
    from councils.app.planning import ready
    from councils.app.planning import variants as made
    from councils.app.queries.plans import look_at

    root = congress_of(council)
    if not ready(root):
        raise click.ClickException(
            "Needs have not been called for yet: the planning office does that, on the page Plan."
        )
    found = [(one.aim, look_at(root, one).figures(root.represented)) for one in made(root)]
    if as_json:
        print_json([{"aim": aim, "hours": f"{f.hours}", "met": f.met, "needs": f.needs} for aim, f in found])
        return
    for aim, f in found:
        click.echo(f"{aim}: {f.hours:.1f} hours of work, {f.met} of {f.needs} needs are met in full.")
    click.echo("Next: councils plan bring AIM --council … --token …")


@click.command()
@click.argument("aim")
@in_council
@click.option("--title", default="", help="Of the motion.")
@in_the_name
@existing
def bring(aim: str, council: str, title: str, token: str, invented: str) -> None:
    """Bring the plan of this AIM (as `variants` tells them) to the congress as a motion.

    AIM may also be `rest`: the rest of the plan in force, made anew.
    """
    from councils.app import planning, replanning
    from councils.app.queries.happened import happening
    from councils.core.refusal import Refused

    person, root = one(council, token, invented), congress_of(council)
    named = title or f"A plan: {aim}"
    rest = aim == "rest"
    done = replanning.bring(person, root, named, "") if rest else planning.bring(person, root, aim, named, "")
    if isinstance(done, Refused):
        raise click.ClickException(f"{done}")
    click.echo(f"{happening(done).matter} is brought: {named}.")


@click.command()
@click.argument("target", type=click.Path(path_type=Path))
@of_council
@in_the_name
@as_json
@existing
def tables(target: Path, council: str, token: str, invented: str, as_json: bool) -> None:
    """Write all tables of planning into the folder TARGET as CSV, or into a workbook, where TARGET ends in .xlsx.

    They are those of the page Files: needs, production, hours, reports, deliveries, goods and books; in somebody's name
    also what is their own.
    """
    from councils.app.queries.tables import OWN, PUBLIC, Asked, table
    from councils.app.sheets import csv_file, xlsx_file
    from councils.plan.files.drafts import together, whole

    person = somebody(council, token, invented, "read")
    asked = Asked(here_of(council), congress_of(council), person)
    sheets = {name: table(asked, name) for name in ({**PUBLIC, **OWN} if person else PUBLIC)}
    try:
        if target.suffix == ".xlsx":
            with whole(target) as draft:
                draft.write_bytes(xlsx_file(sheets))
        else:
            with together(target, seal=f"{next(iter(sheets))}.csv") as drafts:
                for name, rows in sheets.items():
                    (drafts / f"{name}.csv").write_bytes(csv_file(rows))
    except OSError as error:
        raise click.ClickException(f"{error.filename}: {error.strerror}.") from error
    told = {name: len(rows) - 1 for name, rows in sheets.items()}
    if as_json:
        print_json({"target": str(target), "rows": told})
        return
    click.echo(f"{target} holds {', '.join(f'{name} ({rows})' for name, rows in told.items())}.")


@click.command()
@click.argument("folder", type=click.Path(exists=True, path_type=Path))
@in_council
@in_the_name
@as_json
@existing
def tell(folder: Path, council: str, token: str, invented: str, as_json: bool) -> None:
    """Tell what FOLDER says: basket.csv, told_hours.csv, reports.csv, deliveries.csv; or one of them, or a workbook.

    All of it is told, or nothing.
    """
    from councils.app.telling import READ, Told, tell_files
    from councils.core.refusal import Refused

    texts = {name: text for name, text in texts_in(folder, as_json=as_json).items() if folder.is_file() or name in READ}
    done = tell_files(one(council, token, invented), council, texts)
    if isinstance(done, Refused):
        raise click.ClickException(f"{done}")
    if not isinstance(done, Told):
        raise FaultyFolder(folder, done, as_json=as_json)
    if as_json:
        print_json({"ok": True, "told": done.told})
        return
    click.echo("; ".join(f"{name}: {number} told" for name, number in done.told.items()) or "There is nothing to tell.")


@click.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@of_council
@click.option("--motion", default="", help="The plan of this motion (as 751:17), instead of orders and events.")
@existing
def events(file: Path, council: str, motion: str) -> None:
    """Write all orders that stand, and what was made, worked and sent on them in a council and below, into FILE, as
    Valueflows in JSON-LD.

    With a MOTION it is the plan that this one brought; that in force as it was made anew last.
    """
    from councils.app.queries import plans
    from councils.app.queries.flows import plan_document, production_document
    from councils.plan.files.drafts import whole

    root = congress_of(council or motion.rpartition(":")[0])
    if motion:
        seen = plans.look_now(root, motion)
        if seen is None:
            message = f"No motion {motion} has brought a plan. The number of a motion is on its page."
            raise click.ClickException(message)
        brought, looked = seen
        document = plan_document(looked, brought.proposal.title)
    else:
        document = production_document(root, here_of(council))
    try:
        with whole(file) as draft:
            draft.write_text(json.dumps(document, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    except OSError as error:
        raise click.ClickException(f"{error.filename}: {error.strerror}.") from error
    click.echo(f"{file} is written: {len(document['@graph'])} things.")


def here_of(council: str) -> Council:
    """The council itself; the congress where none is named."""
    from councils.app.identity import council as council_of

    return (council_of(council) if council else None) or congress_of(council)

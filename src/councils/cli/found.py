"""`councils found`: a federation from a charter and a hierarchy of places; `councils invite`: its first members."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING, Any

import click

from councils.cli.answers import as_json, print_json, progress
from councils.cli.charter import find_charter
from councils.cli.database import OPTION, existing, opening
from councils.cli.places import places_in
from councils.core.charter import Charter
from councils.core.place import Places
from councils.presets import DEFAULT
from councils.store.address import Address

if TYPE_CHECKING:
    from councils.store.models import Federation

NO_PLACES = "There are no places yet: give --places FILE, or `councils places import FILE`."
LARGE = 100  # places from which on founding takes long enough to show how far it is


@click.command()
@click.option("--name", required=True, help="What the federation is called.")
@click.option(
    "--charter",
    "charter_name",
    metavar="C",
    default=DEFAULT,
    show_default=True,
    help="The name of a charter that comes with the program, or a TOML file.",
)
@click.option("--places", "file", metavar="FILE", help="A CSV file of places; else those imported before.")
@click.option("--beside", is_flag=True, help="Beside the federation that is there, on the places of --places.")
@as_json
@OPTION
def found(name: str, charter_name: str, file: str | None, beside: bool, as_json: bool, db: Address) -> None:
    """Found a council at every place: assemblies at the leaves, the congress at the root.

    Nobody is a member yet. Invite the first ones to each assembly with `councils invite`; from then on members invite
    members, and every office is filled by election. Federations that stand beside each other can join by their votes.
    """
    if any(unicodedata.category(sign) == "Cc" for sign in name):
        raise click.ClickException("The name holds a line break or a control character. Write it in one line.")
    if not name.strip():
        raise click.ClickException("A federation needs a name that people know it by: --name NAME.")
    charter = find_charter(charter_name, as_json=as_json)
    if beside and not file:
        raise click.ClickException("A federation beside another one has places of its own: give --places FILE.")
    if not file and db.file and not db.file.exists():
        raise click.ClickException(NO_PLACES)
    places = places_in(file, as_json=as_json) if file else None
    with opening(db, new=True):
        federation, councils = founded(name, charter, places, beside=beside)
    answer: dict[str, Any] = {"federation": federation.name, "congress": federation.root, "councils": councils}
    if as_json:
        print_json(answer)
        return
    number = "one council" if councils == 1 else f"{councils} councils"
    click.echo(f"{federation.name}: {number}, the congress is {federation.root}.")
    click.echo("Next: `councils invite COUNCIL` for the first members of each assembly, then `councils serve`.")


def founded(name: str, charter: Charter, given: Places | None, *, beside: bool) -> tuple[Federation, int]:
    """The federation on the places that were given, else on those imported before; and its number of councils."""
    from councils.app.founding import NotFoundedError, found, imported_places

    try:
        places = given or imported_places()
        if places is None:
            raise click.ClickException(NO_PLACES)
        with progress(len(places), "Founding", long=len(places) > LARGE) as bar:
            federation = found(name, charter, places, beside=beside, progress=lambda _: bar.update(1))
    except NotFoundedError as error:
        raise click.ClickException(str(error)) from error
    return federation, len(places)


@click.command()
@click.argument("council")
@click.option("--name", default="", help="Whom the invitation is for.")
@click.option("--address", default="http://127.0.0.1:8000", show_default=True, help="Where the pages are served.")
@as_json
@existing
def invite(council: str, name: str, address: str, as_json: bool) -> None:
    """A link for a founding member of the assembly COUNCIL, as long as it has no members.

    Later on, members invite: whoever runs the server has no say in who takes part.
    """
    from councils.app.identity import council as find
    from councils.app.membership import issue_invitation

    assembly = find(council)
    if assembly is None or not assembly.is_base:
        raise click.ClickException(f"There is no assembly {council}. `councils status` lists them.")
    if assembly.roll:
        raise click.ClickException(f"{assembly.name} has members, and they invite: on their page 'What waits for me'.")
    link = f"{address.rstrip('/')}/join/{issue_invitation(council, name, founding=True)}/"
    if as_json:
        print_json({"council": council, "name": name, "link": link})
        return
    click.echo(link)

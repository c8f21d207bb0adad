"""`councils places`: a hierarchy of places from a CSV file."""

from __future__ import annotations

from collections import Counter

import click

from councils.cli.answers import as_json, print_json, progress, read_file
from councils.cli.database import OPTION, opening
from councils.core.place import Places
from councils.core.place_csv import read_places
from councils.core.problem import Problem
from councils.store.address import Address

LARGE = 500_000  # characters from which on reading takes long enough to show how far it is


def places_in(file: str, *, as_json: bool) -> Places:
    """The places of a CSV file, with a progress bar where it is large; else its problems."""

    def read(text: str) -> Places | tuple[Problem, ...]:
        with progress(text.count("\n") + 1, "Reading", long=len(text) > LARGE) as bar:
            return read_places(text, progress=lambda _: bar.update(1))

    found: Places = read_file(file, read, as_json=as_json)
    return found


@click.group()
def places() -> None:
    """Check a hierarchy of places from a CSV file, or import it."""


@places.command()
@click.argument("file", type=click.Path())
@as_json
def check(file: str, as_json: bool) -> None:
    """Read FILE to the end and tell everything that is wrong with it, by line.

    FILE has the columns code,name,level,parent_code,population and, where wanted, lat,lon,kind. Every place but one
    has a parent, and every parent has as many people as its children together.
    """
    read = places_in(file, as_json=as_json)
    levels = Counter(place.level for place in read)
    if as_json:
        root = {"code": read.root.code, "name": read.root.name, "population": read.root.population}
        print_json({"ok": True, "file": file, "places": len(read), "levels": levels, "root": root})
        return
    click.echo(f"{file}: all is well.")
    click.echo(f"{read.root.name} ({read.root.code}): {read.root.population} people in {len(read)} places")
    for level, number in levels.items():
        click.echo(f"{number:>9}  {level}")


@places.command("import")
@click.argument("file", type=click.Path())
@as_json
@OPTION
def import_file(file: str, as_json: bool, db: Address) -> None:
    """Check FILE and put its places into the database, all or none.

    They take the place of those imported before, as long as no federation is founded on these.
    """
    read = places_in(file, as_json=as_json)
    with opening(db, new=True):
        from councils.app.founding import NotFoundedError, import_places

        try:
            number = import_places(read)
        except NotFoundedError as error:
            raise click.ClickException(str(error)) from error
    if as_json:
        print_json({"ok": True, "file": file, "places": number})
        return
    click.echo(f"{number} places of {read.root.name} are in the database. Next: `councils found`.")

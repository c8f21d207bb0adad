"""`councils plan picture` and `pictures`: products shown by pictures, and all pictures as one file."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import TYPE_CHECKING

import click

from councils.cli.answers import as_json, print_json
from councils.cli.database import existing
from councils.cli.plan_federation import congress_of
from councils.cli.whose import in_the_name, somebody

if TYPE_CHECKING:
    from councils.store.models import Person

KINDS = (".png", ".jpg", ".jpeg", ".webp")


@click.command()
@click.argument("product", required=False, default="")
@click.argument("file", required=False, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--council", required=True, help="The congress, which has the catalogue.")
@click.option("--alt", default="", help="What is to be seen; left out, the name of the product is told.")
@click.option(
    "--all",
    "folder",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="Many at once, or none: each file in this folder is called by the code of its product, as bread.jpg. "
    "What `pictures` has written, unpacked, is read as it is.",
)
@click.option("--take-back", is_flag=True, help="Take the picture away that there is.")
@in_the_name
@as_json
@existing
def picture(
    product: str,
    file: Path | None,
    council: str,
    alt: str,
    folder: Path | None,
    take_back: bool,
    token: str,
    invented: str,
    as_json: bool,
) -> None:
    """Show PRODUCT, by its code, with the image in FILE: PNG, JPEG or WebP.

    The image is drawn anew, no larger than a page shows it, and nothing else of the file is kept. Without a token
    nothing is shown: it is told what would be.
    """
    if sum((file is not None, folder is not None, take_back)) != 1 or bool(product) == bool(folder):
        raise click.UsageError("Give a PRODUCT with a FILE to show it by, or with --take-back; or --all FOLDER.")
    person = somebody(council, token, invented)
    files = images_in(folder) if folder else {product: (file.read_bytes(), alt)} if file else {}
    if person is None:
        preview(files)
        return
    number = taken_back(person, council, product) if take_back else shown(person, council, files)
    if as_json:
        print_json({"ok": True, "changed": number})
        return
    what = "Its picture is taken away" if take_back else f"{number} {'picture' if number == 1 else 'pictures'} shown"
    click.echo(f"{what}.")


Files = dict[str, tuple[bytes, str]]
"""By product: the file's bytes, and what is to be seen."""


def images_in(folder: Path) -> Files:
    """By the list that is in the folder, if there is one; else by the names of the files."""
    from councils.app.queries.pictures import LIST

    try:
        if (folder / LIST).exists():
            with (folder / LIST).open(encoding="utf-8-sig", newline="") as listed:
                rows = list(csv.DictReader(listed))
            return {row["product"]: ((folder / f"{row['image']}.webp").read_bytes(), words(row)) for row in rows}
        return {file.stem: (file.read_bytes(), "") for file in sorted(folder.iterdir()) if file.suffix.lower() in KINDS}
    except OSError as error:
        raise click.ClickException(f"{error.filename}: {error.strerror}.") from error
    except (KeyError, UnicodeDecodeError) as error:
        message = (
            f"{folder / LIST} is not as `councils plan pictures` writes it: it has the columns product, image, alt."
        )
        raise click.ClickException(message) from error


def words(row: dict[str, str]) -> str:
    """What is to be seen; what is only the name of the product need not be said."""
    return "" if row["alt"] == row.get("name") else row["alt"]


def preview(files: Files) -> None:
    from councils.app.images import Unfit, drawn

    for product, (data, _alt) in files.items():
        found = drawn(data)
        if isinstance(found, Unfit):
            raise click.ClickException(f"{product}: {found.refused}")
        click.echo(f"{product}: {found.width} × {found.height} pixels, {len(found.content):,} bytes.")
    click.echo("Nothing is changed yet: with --token it is.")


def shown(person: Person, council: str, files: Files) -> int:
    from councils.app.pictures import show_all

    done = show_all(person, council, files)
    if isinstance(done, tuple):
        product, refused = done
        raise click.ClickException(f"{product}: {refused}")
    return done


def taken_back(person: Person, council: str, product: str) -> int:
    from councils.app.pictures import take_back
    from councils.core.refusal import Refused

    done = take_back(person, council, product)
    if isinstance(done, Refused):
        raise click.ClickException(f"{done}")
    return 1


@click.command()
@click.argument("target", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--council", default="", help="One of a federation; left out, the pictures of all that are here.")
@as_json
@existing
def pictures(target: Path, council: str, as_json: bool) -> None:
    """Write all pictures of products into TARGET, a ZIP archive.

    `councils verify RECORD --pictures TARGET` holds them against the record, offline.
    """
    from councils.app.queries.federations import roots
    from councils.app.queries.pictures import pack
    from councils.plan.files.drafts import whole

    congresses = [congress_of(council)] if council else [congress_of(row.pk) for row in roots()]
    try:
        with whole(target) as draft, draft.open("wb") as out:
            number = pack(out, congresses)
    except OSError as error:
        raise click.ClickException(f"{error.filename}: {error.strerror}.") from error
    if as_json:
        print_json({"target": str(target), "pictures": number})
        return
    click.echo(f"{target} holds {number} {'picture' if number == 1 else 'pictures'} of products.")

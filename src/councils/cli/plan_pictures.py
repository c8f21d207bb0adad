"""`councils plan picture` and `pictures`: a product shown by a picture, and all pictures as one file."""

from __future__ import annotations

from pathlib import Path

import click

from councils.cli.answers import as_json, print_json
from councils.cli.database import existing
from councils.cli.plan_federation import congress_of
from councils.cli.whose import in_the_name, somebody


@click.command()
@click.argument("product")
@click.argument("file", required=False, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--council", required=True, help="The congress, which has the catalogue.")
@click.option("--alt", default="", help="What is to be seen; left out, the name of the product is told.")
@click.option("--take-back", is_flag=True, help="Take the picture away that there is.")
@in_the_name
@as_json
@existing
def picture(
    product: str, file: Path | None, council: str, alt: str, take_back: bool, token: str, invented: str, as_json: bool
) -> None:
    """Show PRODUCT, by its code, with the image in FILE: PNG, JPEG or WebP.

    The image is drawn anew, no larger than a page shows it, and nothing else of the file is kept. Without a token
    nothing is shown: it is told what would be.
    """
    from councils.app import pictures
    from councils.app.images import Unfit, drawn
    from councils.core.refusal import Refused

    if (file is None) != take_back:
        raise click.UsageError("Give a FILE to show it by, or --take-back.")
    person = somebody(council, token, invented)
    data = b"" if file is None else file.read_bytes()
    if person is None:
        found = drawn(data) if file else None
        if isinstance(found, Unfit):
            raise click.ClickException(f"{found.refused}")
        told = f"{found.width} × {found.height} pixels, {len(found.content):,} bytes. " if found else ""
        click.echo(f"{told}Nothing is changed yet: with --token it is.")
        return
    done = (
        pictures.take_back(person, council, product)
        if take_back
        else pictures.show(person, council, product, data, alt)
    )
    if isinstance(done, Refused):
        raise click.ClickException(f"{done}")
    known = congress_of(council).economy.pictures.get(product)
    if as_json:
        print_json({"product": product, "image": known.image if known else None})
        return
    shown = f"is shown by {known.image[:16]}…, {known.width} × {known.height} pixels" if known else "has no picture now"
    click.echo(f"{product} {shown}.")


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
    from councils.plan.drafts import whole

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

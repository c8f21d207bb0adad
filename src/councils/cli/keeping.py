"""`councils move`, `councils backup` and `councils restore`: the federation to another place, whole and proved."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from councils.cli.answers import as_json, print_json
from councils.cli.database import OPTION, AddressType, Command, existing, in_words, told
from councils.store.address import Address

if TYPE_CHECKING:
    from councils.app.carrying import Carried


def keys_as_they_are(command: Command) -> Command:
    """Make no secret for ``command``, which signs nobody in: where keys are looked for may be the wrong place."""

    @wraps(command)
    def without(*args: Any, **options: Any) -> Any:
        os.environ.setdefault("COUNCILS_SECRET_KEY", "nobody signs in while this lasts")
        return command(*args, **options)

    return without  # type: ignore[return-value]


@click.command()
@click.option("--to", required=True, metavar="DB", type=AddressType(), help="The other database: new, or empty.")
@as_json
@keys_as_they_are
@existing
def move(to: Address, as_json: bool) -> None:
    """Move the federation to another database, from SQLite to PostgreSQL or back, and prove that all has arrived.

    While it moves, people can read and not act. Afterwards the old database refuses every act: start the server on the
    new one. Interrupted, nothing has changed.
    """
    from django.conf import settings

    from councils.app.moving import move as carry_over
    from councils.app.moving import size

    with refused(), bar(size(), "Moving", hidden=as_json) as progress, in_words(to):
        carried = carry_over(to, progress)
    if as_json:
        print_json({"ok": True, "from": str(settings.DATABASE), "to": str(to), **data(carried)})
        return
    tell(carried)
    click.echo(f"The federation lives in {to} now. {settings.DATABASE} takes no more acts; keep it until you are sure.")


@click.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@as_json
@keys_as_they_are
@existing
def backup(file: Path, as_json: bool) -> None:
    """Write all that must be kept to FILE, while the server runs: the database as of one moment, and the two keys.

    Whoever has the file can read rolls and sign in the name of the server: only its owner can read it.
    """
    from councils.app.keeping import back_up
    from councils.app.moving import size
    from councils.store.models import Act

    with refused(), bar(size() - Act.objects.count(), "Backing up", hidden=as_json) as progress:
        contents = back_up(file, progress)
    rows = sum(kept.rows for kept in contents.tables.values())
    answer = {"file": str(file), "federation": contents.federation, "acts": contents.head.size, "rows": rows}
    if as_json:
        print_json({"ok": True, **answer, "root": contents.head.root, "bytes": file.stat().st_size})
        return
    click.echo(f"{file}: {contents.federation} with {contents.head.size:,} acts, {rows:,} rows in all, and its keys.")
    click.echo(f"{file.stat().st_size:,} bytes. Keep it where the server is not, and where nobody else can read it.")


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@OPTION
@as_json
@keys_as_they_are
def restore(file: Path, db: Address, as_json: bool) -> None:
    """Put a backup into a new or empty database, of either kind, with its keys, and verify the record there."""
    with told(db, new=True), refused():
        from councils.app.keeping import opened
        from councils.app.keeping import restore as put_back

        with opened(file) as (_, contents):
            steps = contents.steps
        with bar(steps, "Restoring", hidden=as_json) as progress:
            contents, carried = put_back(file, db, progress)
    if as_json:
        print_json({"ok": True, "from": str(file), "to": str(db), **data(carried)})
        return
    tell(carried)
    click.echo(f"{contents.federation} is in {db} as it was on {contents.at:%Y-%m-%d %H:%M} UTC, with its keys.")


@contextmanager
def refused() -> Iterator[None]:
    """Why nothing was carried over, as an answer of the program."""
    try:
        yield
    except Exception as error:
        from councils.app.carrying import NotCarriedError
        from councils.settings.secret import KeptError

        if isinstance(error, NotCarriedError | KeptError):
            raise click.ClickException(str(error)) from error
        raise


@contextmanager
def bar(steps: int, label: str, *, hidden: bool) -> Iterator[Callable[[int], None]]:
    with click.progressbar(length=steps, label=label, hidden=hidden) as shown:
        yield shown.update


def data(carried: Carried) -> dict[str, Any]:
    head = carried.proof.head
    return {"acts": carried.proof.acts, "root": head.root, "key": head.key, "rows": carried.rows}


def tell(carried: Carried) -> None:
    rows, head = sum(carried.rows.values()), carried.proof.head
    click.echo(f"{rows:>9,}  rows in {len(carried.rows)} tables, each table compared by its SHA-256")
    click.echo(f"{carried.proof.acts:>9,}  acts in {len(carried.proof.councils)} councils, decided again")
    click.echo(f"The root is the same, {head.root[:16]}…, and so is the key, {head.key[:16]}…")

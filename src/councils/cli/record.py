"""`councils export`, `head`, `proof` and `key`: what a server gives away of its record, and what it signs with."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import click

from councils.cli.answers import as_json, print_json, progress
from councils.cli.database import existing


@click.command()
@click.argument("file", type=click.Path(dir_okay=False, writable=True, path_type=Path))
@as_json
@existing
def export(file: Path, as_json: bool) -> None:
    """Write the whole record to FILE: every act, every charter, and the signed head."""
    from councils.app.record import export as lines
    from councils.store.models import Act

    try:
        size = written(file, lines(), Act.objects.count())
    except OSError as error:
        message = f"{file} cannot be written: {error.strerror}. Name a file in a folder that you can write to."
        raise click.ClickException(message) from error
    if as_json:
        print_json({"file": str(file), "bytes": size})
        return
    click.echo(f"{file}: {size:,} bytes. Anyone can verify it: councils verify {file}")


def written(file: Path, lines: Iterator[bytes], length: int) -> int:
    """The number of bytes; ``file`` is whole, or as it was before."""
    draft = file.with_name(f"{file.name}.part")
    try:
        with draft.open("wb") as out, progress(length, "Exporting") as bar:
            for line in lines:
                out.write(line)
                bar.update(1)
            size = out.tell()
            out.flush()
            os.fsync(out.fileno())
        draft.replace(file)
    finally:
        draft.unlink(missing_ok=True)
    return size


@click.command()
@existing
def head() -> None:
    """Print the signed head of the record: one line that proves, for ever, what the record was today."""
    from councils.app.record import head_line

    click.echo(head_line(), nl=False)


@click.command()
@click.argument("held", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@existing
def proof(held: Path) -> None:
    """Print the proof that the record only grew since the head (or export) HELD, for `councils verify PROOF --head`."""
    from councils.app.record import NoSuchHeadError, proof_since
    from councils.cli.verify import held_head
    from councils.ledger.wrong import WrongError

    try:
        lines = list(proof_since(held_head(held).size))
    except (WrongError, NoSuchHeadError) as error:
        raise click.ClickException(f"{held}: {error}") from error
    click.echo(b"".join(lines), nl=False)


@click.command()
@click.option("--renew", is_flag=True, help="Sign with a new key from now on; the old one announces it.")
@as_json
@existing
def key(renew: bool, as_json: bool) -> None:
    """Show the public key that this server signs its record with, or renew it.

    A key that was lost cannot announce the next one. Whoever holds an earlier head then sees that the key was
    exchanged, and must be told of the new one by people they trust.
    """
    from councils.app.queries.acts import fingerprint
    from councils.app.signing import public_key, renew_key

    if renew:
        renew_key()
    name = public_key()
    if as_json:
        print_json({"key": name, "fingerprint": fingerprint(name)})
        return
    click.echo(f"{name}\n{fingerprint(name)}")

"""`councils export` and `councils verify`: the record to one file, and the proof of it without any server."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO

import click

from councils.cli.answers import as_json, print_json, progress
from councils.cli.database import existing
from councils.ledger.verify import Proof, WrongError
from councils.ledger.verify import verify as prove

CHECKED = (
    ("VoteCast", "votes counted again"),
    ("MarksCast", "ballots of elections counted again"),
    ("OfficeFilled", "offices filled by election, each checked"),
    ("DelegateSeated", "seats, each with its chain below"),
    ("MandateGiven", "mandates bound again"),
    ("MotionCarried", "motions carried"),
    ("MotionLost", "motions not carried"),
    ("Recalled", "recalls carried"),
)

LARGE = 1_000_000  # bytes from which on verifying takes long enough to show how far it is


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
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--key", metavar="HEX", help="The public key, or its beginning, that must have signed it.")
@click.option(
    "--head",
    "held",
    metavar="FILE",
    type=click.Path(exists=True, path_type=Path),
    help="An earlier export that you hold: the record must go on from it.",
)
@as_json
def verify(file: Path, key: str | None, held: Path | None, as_json: bool) -> None:
    """Prove the record in FILE: every act re-read, the rules run again, every vote recounted.

    Needs no database and no network. The exit status is 0 only where all of it holds; else the first thing that is
    wrong is named, with its line.
    """
    try:
        proof = read(file)
        vouched(proof, key)
        if held:
            continued(held, proof)
    except WrongError as error:
        if as_json:
            print_json({"ok": False, "file": str(file), "line": error.line, "wrong": error.what})
        else:
            click.echo(f"{file}:{error.line}: {error.what}", err=True)
        sys.exit(1)
    if as_json:
        print_json({"ok": True, "file": str(file), **data(proof)})
        return
    tell(file, proof)


def read(file: Path) -> Proof:
    size = file.stat().st_size
    with (
        file.open("rb") as lines,
        progress(size, "Verifying", long=size > LARGE) as bar,
    ):
        return prove(fed(lines, bar))


def fed(lines: BinaryIO, bar: Any) -> Iterator[bytes]:
    for line in lines:
        yield line
        bar.update(len(line))


def vouched(proof: Proof, key: str | None) -> None:
    if key and not proof.head.key.startswith(key.lower()):
        raise WrongError(proof.lines, f"the record is signed with the key {proof.head.key}, not with {key}")


def continued(held: Path, proof: Proof) -> None:
    """The entries of the export that somebody holds must be the first ones of this one, under the same key."""
    before = read(held)
    if before.head.key != proof.head.key:
        raise WrongError(proof.lines, f"the key has changed since {held}: it was {before.head.key}")
    if before.head.size > proof.head.size:
        raise WrongError(proof.lines, f"{held} has {before.head.size} acts, and this record only {proof.head.size}")
    if proof.hashes[: before.head.size] != before.hashes:
        first = next(n for n, (a, b) in enumerate(zip(before.hashes, proof.hashes, strict=False), start=1) if a != b)
        raise WrongError(proof.lines, f"the record was changed since {held}: entry {first} is not the same")


def data(proof: Proof) -> dict[str, Any]:
    head = proof.head
    return {
        "federation": head.federation,
        "acts": proof.acts,
        "councils": len(proof.councils),
        "at": head.at.isoformat(),
        "root": head.root,
        "key": head.key,
        "checked": dict(proof.checked),
    }


def tell(file: Path, proof: Proof) -> None:
    head = proof.head
    click.echo(f"{file}: the record of {head.federation} holds.")
    click.echo(f"{proof.acts:>9,}  acts in {len(proof.councils)} councils, decided again by their charters")
    for event, words in CHECKED:
        if proof.checked[event]:
            click.echo(f"{proof.checked[event]:>9,}  {words}")
    click.echo(f"As of {head.at:%Y-%m-%d %H:%M} UTC, root {head.root[:16]}…, signed with key {head.key[:16]}…")

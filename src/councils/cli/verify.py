"""`councils verify`: the proof of a record without any server, also against a head that somebody holds from earlier."""

from __future__ import annotations

import os
import sys
from collections.abc import Collection, Iterator
from itertools import zip_longest
from pathlib import Path
from typing import Any, BinaryIO

import click

from councils.cli.answers import as_json, print_json, progress
from councils.ledger.entry import Entry
from councils.ledger.export import read_entry, read_lines
from councils.ledger.head import Head
from councils.ledger.heads import continued
from councils.ledger.pictures import astray, shown
from councils.ledger.proof import FORMAT, check_proof, read_head
from councils.ledger.verify import Proof
from councils.ledger.verify import verify as prove
from councils.ledger.wrong import WrongError
from councils.plan.vouching import vouch

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
TAIL = 1 << 16  # bytes: no head is longer


def hexadecimal(_context: click.Context, _option: click.Parameter, value: str | None) -> str:
    if value and set(value.lower()) - set("0123456789abcdef"):
        raise click.BadParameter("a key is written with the digits 0 to 9 and a to f")
    return (value or "").lower()


FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command()
@click.argument("file", type=FILE)
@click.option(
    "--key", metavar="HEX", callback=hexadecimal, help="The public key, or its beginning, that must have signed it."
)
@click.option(
    "--head",
    "held",
    metavar="FILE",
    type=FILE,
    help="A head, or an export, that you hold from earlier: the record must go on from it.",
)
@click.option(
    "--pictures",
    metavar="ZIP",
    type=FILE,
    help="The pictures of products (councils plan pictures): each must be the one that the record names.",
)
@as_json
def verify(file: Path, key: str, held: Path | None, pictures: Path | None, as_json: bool) -> None:
    """Prove the record in FILE: every act re-read, the rules run again, every vote recounted.

    Needs no database and no network. The exit status is 0 only where all of it holds; else the first thing that is
    wrong is named, with its line. FILE may also be a proof between two heads, or a head alone: then what they say is
    held against the head you have.
    """
    looking_at = held or file
    try:
        earlier = held_head(held) if held else None
        looking_at = file
        with file.open("rb") as opened:
            first = opened.readline(TAIL)
        if first.startswith(b'{"head":') or FORMAT.encode() in first:
            now = short(file, earlier, key)
            tell_head(file, now, earlier, as_json=as_json)
            return
        proof = read(file, earlier, key)
        if earlier and held:
            against(held, file, earlier, proof, keys=(*proof.keys, *([earlier.key] if key else [])))
        number = seen(proof, pictures) if pictures else None
    except WrongError as error:
        tell_wrong(looking_at, error, as_json=as_json)
        sys.exit(1)
    if as_json:
        print_json({"ok": True, "file": str(file), **data(proof)} | ({} if number is None else {"pictures": number}))
        return
    tell(file, proof, earlier, number)


def seen(proof: Proof, pictures: Path) -> int:
    """How many products are shown by the very images that the record names; WrongError where one is not."""
    known = shown(proof.councils.values())
    for wrong in astray(pictures, known):
        raise WrongError(proof.lines, wrong)
    return len(known)


def held_head(file: Path) -> Head:
    """The head that stands alone in ``file``, or at the end of an export; WrongError where there is none."""
    with file.open("rb") as opened:
        opened.seek(max(0, os.fstat(opened.fileno()).st_size - TAIL))
        lines = opened.read().splitlines()
    if not lines:
        raise WrongError(1, "the file is empty")
    return read_head(lines[-1])


def read(file: Path, earlier: Head | None, key: str) -> Proof:
    size = file.stat().st_size
    sizes = [earlier.size] if earlier else []
    with (
        file.open("rb") as lines,
        progress(size, "Verifying", long=size > LARGE) as bar,
    ):
        proof = prove(fed(lines, bar), sizes=sizes, key=key, planner=vouch)
    vouched(proof.lines, proof.head, key)
    return proof


def fed(file: BinaryIO, bar: Any) -> Iterator[bytes]:
    waiting = 0
    for line in read_lines(file):
        yield line
        waiting += len(line)
        if waiting > TAIL:
            bar.update(waiting)
            waiting = 0
    bar.update(waiting)


def vouched(line: int, head: Head, key: str) -> None:
    if key and not head.key.startswith(key):
        raise WrongError(line, f"the record is signed with the key {head.key}, not with {key}")


def against(held: Path, file: Path, earlier: Head, proof: Proof, *, keys: Collection[str]) -> None:
    """The record goes on from the head that somebody holds; where that is a whole export, the first change is named."""
    try:
        continued(proof.lines, earlier, proof.head, proof.roots.get(earlier.size), keys)
    except WrongError as error:
        changed = first_change(held, file)
        if changed is None:
            raise
        line, entry = changed
        raise WrongError(line, f"{error.what}. The first that is not the same: entry {entry.seq}", entry) from error


def first_change(held: Path, file: Path) -> tuple[int, Entry] | None:
    """The first entry of the export ``held`` that is not in ``file``, with the line of ``file`` where it belongs."""
    with held.open("rb") as then, file.open("rb") as now:
        for (_, was), here in zip_longest(acts(then), acts(now), fillvalue=(0, None)):
            line, found = here
            if was is not None and was != found:
                return line, was
            if was is None:
                return None
    return None


def acts(file: BinaryIO) -> Iterator[tuple[int, Entry | None]]:
    for number, raw in enumerate(read_lines(file), start=1):
        entry = read_entry(raw)
        if entry is not None:
            yield number, entry


def short(file: Path, earlier: Head | None, key: str) -> Head:
    """The head of a proof, or one that stands alone, as far as it says something about the ``earlier`` one."""
    with file.open("rb") as lines:
        raw = list(read_lines(lines))
    if raw[0].startswith(b'{"head":'):
        now = read_head(raw[0])
        if len(raw) > 1:
            raise WrongError(
                2, "a head stands alone in its file, or at the end of a record: lines are missing or moved"
            )
        if earlier and earlier.size != now.size:
            what = (
                f"heads over {earlier.size} and {now.size} acts can only be joined by a proof, or by the whole record"
            )
            raise WrongError(1, what)
        if earlier:
            continued(1, earlier, now, now.root, [now.key])
    elif earlier is None:
        raise WrongError(1, "a proof begins with a head that you hold: --head FILE")
    else:
        now = check_proof(raw, earlier)
    vouched(len(raw), now, key)
    return now


def data(proof: Proof) -> dict[str, Any]:
    head = proof.head
    return {
        "federation": head.federation,
        "acts": proof.acts,
        "councils": len(proof.councils),
        "at": head.at.isoformat(),
        "root": head.root,
        "key": head.key,
        "keys": list(proof.keys),
        "checked": dict(proof.checked),
    }


def tell(file: Path, proof: Proof, earlier: Head | None, pictures: int | None) -> None:
    head = proof.head
    click.echo(f"{file}: the record of {head.federation} holds.")
    click.echo(f"{proof.acts:>9,}  acts in {len(proof.councils)} councils, decided again by their charters")
    for event, words in CHECKED:
        if proof.checked[event]:
            click.echo(f"{proof.checked[event]:>9,}  {words}")
    if pictures is not None:
        click.echo(f"{pictures:>9,}  pictures of products are those that the record names")
    if earlier:
        click.echo(f"{earlier.size:>9,}  of the acts are those of {earlier.at:%Y-%m-%d %H:%M} UTC, unchanged")
    click.echo(f"As of {head.at:%Y-%m-%d %H:%M} UTC, root {head.root[:16]}…, signed with key {head.key[:16]}…")


def tell_head(file: Path, head: Head, earlier: Head | None, *, as_json: bool) -> None:
    if as_json:
        since = earlier.size if earlier else None
        print_json({"ok": True, "file": str(file), "acts": head.size, "since": since, "key": head.key})
        return
    goes_on = f", and goes on from the {earlier.size} of {earlier.at:%Y-%m-%d %H:%M} UTC" if earlier else ""
    click.echo(f"{file}: {head.federation}, {head.size} acts as of {head.at:%Y-%m-%d %H:%M} UTC{goes_on}.")
    click.echo("That these acts keep the rules, only the whole record can show: councils verify EXPORT")


def tell_wrong(file: Path, error: WrongError, *, as_json: bool) -> None:
    entry = error.entry
    if not as_json:
        click.echo(f"{file}:{error.line}: {error.what}", err=True)
        return
    place = {"entry": entry.seq, "council": entry.council, "act": entry.act[0]} if entry else {}
    print_json({"ok": False, "file": str(file), "line": error.line, "wrong": error.what, "rule": error.rule, **place})

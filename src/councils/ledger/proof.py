"""What people keep of a record, and what they hold against it later: a head, or a proof between two heads (R17).

A head is a file of one line. A proof is a file of a few: its format, the heads in which a key announced the next one,
the RFC 6962 consistency proof, and the head of now. With it, whoever holds an earlier head can see in a moment that
the record only grew since, without reading it; that its acts keep the rules, only the whole export can show.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

import msgspec

from councils.ledger.export import line
from councils.ledger.head import Head, genuine
from councils.ledger.heads import continued
from councils.ledger.merkle import consistency, consistent
from councils.ledger.wrong import WrongError, read, spelled

FORMAT = "councils-proof/1"


class Path(msgspec.Struct, frozen=True):
    """The record grew from its first ``size`` acts, with ``root``; the hashes of ``path`` in hex."""

    size: int
    root: str
    path: tuple[str, ...]


def proof_lines(hashes: Sequence[bytes], earlier: Head, heads: Iterable[Head], now: Head) -> Iterator[bytes]:
    """The proof file from ``earlier`` to ``now``, whose acts have these ``hashes``; ``heads`` are all between them."""
    yield line("format", FORMAT)
    yield from (line("checkpoint", head) for head in heads if head.next)
    path = tuple(step.hex() for step in consistency(hashes, earlier.size))
    yield line("consistency", Path(earlier.size, earlier.root, path))
    yield line("head", now)


def read_head(raw: bytes) -> Head:
    """The head that a line holds; WrongError where it holds none, or its signature is not genuine."""
    kind, content = spelled(1, raw.rstrip(b"\r\n") + b"\n")
    if kind != "head":
        raise WrongError(1, f"there is no head here, but a line called {kind!r}")
    return head(1, content)


def check_proof(lines: Iterable[bytes], held: Head) -> Head:
    """The head of now in a proof file, if it goes on from ``held``; else WrongError."""
    keys, path, number = [held.key], None, 0
    for number, raw in enumerate(lines, start=1):
        kind, content = spelled(number, raw)
        if number == 1 and (kind, content) == ("format", FORMAT):
            continue
        if kind == "checkpoint":
            announced = head(number, content)
            keys += [announced.next] if announced.key == keys[-1] else []
        elif kind == "consistency" and path is None:
            path = read(Path, number, content)
        elif kind == "head" and path is not None:
            now = head(number, content)
            grown(number, held, now, path, keys)
            return now
        else:
            raise WrongError(number, f"a proof has no {kind!r} here")
    raise WrongError(number + 1, "the proof ends without a head")


def grown(number: int, held: Head, now: Head, path: Path, keys: Sequence[str]) -> None:
    if path.size != held.size:
        raise WrongError(number, f"the proof begins with act {path.size}, and your head with act {held.size}")
    if now.key not in keys:
        raise WrongError(number, f"the key was exchanged: it was {held.key}, and that one did not announce {now.key}")
    continued(number, held, now, path.root, keys)
    try:
        steps, roots = [bytes.fromhex(step) for step in path.path], (bytes.fromhex(held.root), bytes.fromhex(now.root))
    except ValueError as error:
        raise WrongError(number, f"the proof is not written in hex: {error}") from error
    if not consistent(steps, (held.size, now.size), roots):
        raise WrongError(number, f"this does not prove that the {now.size} acts begin with your {held.size}")


def head(number: int, content: object) -> Head:
    found: Head = read(Head, number, content)
    if not genuine(found):
        raise WrongError(number, "the signature of the head is not genuine")
    return found

"""One entry of the record: an act, what it led to, and its place in the chain of its council (R15, R17).

The entry holds the command as well as the events, so that whoever reads it can run the rules again and see that just
these events follow. ``cause`` is the entry whose events called for this one; ``charter`` the version it stood under.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime

import msgspec

from councils.core.act import CouncilId
from councils.core.run import Step
from councils.ledger.codec import Codec, Named, canonical, digest

GENESIS = "0" * 64
"""What stands before the first entry of a council."""


class Entry(msgspec.Struct, frozen=True, omit_defaults=True):
    """``seq`` counts all entries from 1; ``version`` those of the council; ``hash`` covers all fields before it.

    Without its hash, an entry is written as what the hash covers.
    """

    seq: int
    council: CouncilId
    version: int
    at: datetime
    cause: int | None
    charter: int
    act: Named
    events: tuple[Named, ...]
    prev: str
    hash: str = ""

    def computed_hash(self) -> str:
        return digest(canonical(msgspec.structs.replace(self, hash="") if self.hash else self))


class Tip(msgspec.Struct, frozen=True):
    """The end of one council's chain."""

    version: int = 0
    hash: str = GENESIS


def entries(
    codec: Codec, steps: Iterable[Step], at: datetime, seq: int, tips: Mapping[CouncilId, Tip]
) -> Iterator[Entry]:
    """The entries of one act with its consequences; ``seq`` is the last one written, ``tips`` the chains' ends."""
    ends: dict[CouncilId, Tip] = {}
    for place, step in enumerate(steps, start=seq + 1):
        tip = ends.get(step.council) or tips.get(step.council) or Tip()
        entry = chained(
            Entry(
                seq=place,
                council=step.council,
                version=tip.version + 1,
                at=at,
                cause=None if step.cause is None else seq + 1 + step.cause,
                charter=step.under,
                act=codec.write(step.command),
                events=tuple(codec.write(event) for event in step.events),
                prev=tip.hash,
            )
        )
        ends[step.council] = Tip(entry.version, entry.hash)
        yield entry


def chained(entry: Entry) -> Entry:
    return msgspec.structs.replace(entry, hash=entry.computed_hash())


__all__ = ["GENESIS", "Entry", "Named", "Tip", "entries"]

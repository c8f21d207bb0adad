"""One act, and the proof that it is in the record that a head vouches for (R17, RFC 6962)."""

from __future__ import annotations

from dataclasses import dataclass

from councils.app.signing import sign_head
from councils.core.act import CouncilId
from councils.ledger.entry import Entry
from councils.ledger.head import Head, read_head
from councils.ledger.merkle import path
from councils.store.ledger import entry
from councils.store.models import Act, SignedHead


@dataclass(frozen=True, slots=True)
class Inclusion:
    """``path`` leads from the hash of ``entry`` up to the root of ``head``."""

    entry: Entry
    path: list[bytes]
    head: Head


def entries_after(seq: int, council: CouncilId | None, number: int) -> list[Entry]:
    """At most ``number`` entries after ``seq``, of all councils or of one."""
    rows = Act.objects.filter(seq__gt=seq)
    if council is not None:
        rows = rows.filter(council=council)
    return [entry(row) for row in rows.order_by("seq")[:number]]


def inclusion(seq: int) -> Inclusion | None:
    """The act ``seq`` in the smallest head that has it; a head is signed where none has. Costs one hash an act."""
    row = Act.objects.filter(seq=seq).first()
    if row is None:
        return None
    known = SignedHead.objects.filter(size__gte=seq).order_by("size").values_list("head", flat=True).first()
    head = read_head(known) if known else sign_head()
    hashes = Act.objects.filter(seq__lte=head.size).order_by("seq").values_list("hash", flat=True)
    return Inclusion(entry(row), path([name.encode() for name in hashes], seq - 1), head)

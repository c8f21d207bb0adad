"""The federations of one database: a federation is the councils below one congress, and several may stand side by side.

A federation that joins another one is part of it from then on; a council that leaves is a congress itself (R16).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from councils.core.act import CouncilId
from councils.store.models import CouncilRow


def roots() -> list[CouncilRow]:
    """The congress of every federation, by name."""
    return list(CouncilRow.objects.filter(parent="").order_by("name", "pk"))


def root_of(name: CouncilId) -> CouncilId:
    """The congress above the council ``name``."""
    above = CouncilRow.objects.filter(pk=name).values_list("parent", flat=True).first()
    return root_of(above) if above else name


def councils_elsewhere(root: CouncilId) -> list[CouncilRow]:
    """The councils that delegates sit in, in other federations than that of the congress ``root``, congress first."""
    others = [row for row in roots() if row.pk != root]
    if not others:
        return []
    below: dict[str, list[CouncilRow]] = {}
    for row in CouncilRow.objects.exclude(parent="").order_by("name", "pk"):
        below.setdefault(row.parent, []).append(row)
    return [row for other in others for row in down(other, below) if row is other or row.pk in below]


def down(council: CouncilRow, below: Mapping[str, list[CouncilRow]]) -> Iterator[CouncilRow]:
    yield council
    for child in below.get(council.pk, ()):
        yield from down(child, below)

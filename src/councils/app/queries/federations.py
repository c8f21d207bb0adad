"""The federations of one database: a federation is the councils below one congress, and several may stand side by side.

Theory of operation. A federation is known by its congress, and a page or a command knows its federation by the council
that it is about. A federation that joins another one is part of it from then on; a council that leaves is a congress
itself, and its federation is called as the council is (R16). What was told at a founding (the name, the outline for the
map) is kept for the congress that was founded, and is there again where that one stands alone once more.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from councils.app.identity import council
from councils.core.act import CouncilId
from councils.core.charter import Visibility
from councils.store.models import Act, CouncilRow, Federation


def roots() -> list[CouncilRow]:
    """The congress of every federation, by name."""
    return list(CouncilRow.objects.filter(parent="").order_by("name", "pk"))


def root_of(name: CouncilId) -> CouncilId:
    """The congress above the council ``name``."""
    above = CouncilRow.objects.filter(pk=name).values_list("parent", flat=True).first()
    return root_of(above) if above else name


def several() -> bool:
    """Whether more than one federation is in this database."""
    return CouncilRow.objects.filter(parent="").count() > 1


def federations() -> list[Federation]:
    """All that there are, by the name of their congress."""
    return told(roots())


def federation_of(name: CouncilId) -> Federation | None:
    """The one that the council ``name`` is part of."""
    return next(iter(told(CouncilRow.objects.filter(pk=root_of(name)))), None)


def federations_of(councils: Iterable[CouncilId]) -> list[Federation]:
    """Those that any of these councils is part of."""
    return told(CouncilRow.objects.filter(pk__in={root_of(name) for name in councils}).order_by("name", "pk"))


def only_federation() -> Federation | None:
    """The one federation of this database; None where there are several, or none."""
    here = federations()
    return here[0] if len(here) == 1 else None


def told(congresses: Iterable[CouncilRow]) -> list[Federation]:
    kept = {found.root: found for found in Federation.objects.order_by("-pk")}
    invented = any(found.demonstration for found in kept.values())
    return [kept.get(row.pk) or by_itself(row, demonstration=invented) for row in congresses]


def by_itself(congress: CouncilRow, *, demonstration: bool) -> Federation:
    """The federation of a council that has left another one: never saved, it is what the record says."""
    founded = Act.objects.values_list("at", flat=True).get(council=congress.pk, version=1)
    return Federation(name=congress.name, root=congress.pk, founded=founded, demonstration=demonstration)


def councils_of(root: CouncilId) -> frozenset[CouncilId]:
    """All councils of the federation whose congress is ``root``."""
    return frozenset(called_in(root))


def called_in(root: CouncilId) -> dict[CouncilId, str]:
    """The same with what they are called, by name."""
    rows = list(CouncilRow.objects.order_by("name", "pk").values_list("pk", "parent", "name"))
    below: dict[CouncilId, list[CouncilId]] = {}
    for name, parent, _ in rows:
        below.setdefault(parent, []).append(name)
    found = [root]
    for name in found:  # it grows as we go
        found.extend(below.get(name, ()))
    here = set(found)
    return {name: called for name, _, called in rows if name in here}


def councils_elsewhere(root: CouncilId) -> list[CouncilRow]:
    """The councils that delegates sit in, in other federations than that of the congress ``root``, congress first.

    Of a federation whose councils are seen by members alone it is the congress.
    """
    others = [row for row in roots() if row.pk != root]
    if not others:
        return []
    below: dict[str, list[CouncilRow]] = {}
    for row in CouncilRow.objects.exclude(parent="").order_by("name", "pk"):
        below.setdefault(row.parent, []).append(row)
    shown = (row for other in others for row in down(other, below if is_open(other.pk) else {}))
    return [row for row in shown if not row.parent or row.pk in below]


def is_open(root: CouncilId) -> bool:
    """Whether everybody may see the councils of this federation (R19)."""
    congress = council(root)
    return congress is not None and congress.charter.visibility is Visibility.PUBLIC


def down(top: CouncilRow, below: Mapping[str, list[CouncilRow]]) -> Iterator[CouncilRow]:
    yield top
    for child in below.get(top.pk, ()):
        yield from down(child, below)

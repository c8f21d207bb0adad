"""The councils in the order of their ids, a page at a time: all, those directly below one, those of one level."""

from __future__ import annotations

from collections.abc import Container
from itertools import islice

from councils.app.queries.federations import councils_of, root_of
from councils.core.act import CouncilId
from councils.store.models import CouncilRow


def council_rows(
    parent: CouncilId | None,
    level: str | None,
    after: CouncilId,
    number: int,
    but: Container[CouncilId] = (),
) -> list[CouncilRow]:
    """At most ``number`` that come after the id ``after``, but for some."""
    rows = CouncilRow.objects.filter(pk__gt=after)
    if parent is not None:
        rows = rows.filter(parent=parent)
    if level is not None:
        rows = rows.filter(level=level)
    return list(islice((row for row in rows.order_by("pk").iterator() if row.pk not in but), number))


def named_like(text: str, beside: CouncilRow, number: int) -> list[CouncilRow]:
    """At most ``number`` of the federation and level of ``beside`` whose name holds ``text``, by name."""
    rows = CouncilRow.objects.filter(level=beside.level, name__icontains=text).exclude(pk=beside.pk)
    here = councils_of(root_of(beside.pk))
    return list(islice((row for row in rows.order_by("name", "pk") if row.pk in here), number))

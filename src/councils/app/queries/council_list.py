"""The councils in the order of their ids, a page at a time: all, those directly below one, those of one level."""

from __future__ import annotations

from councils.core.act import CouncilId
from councils.store.models import CouncilRow


def council_rows(parent: CouncilId | None, level: str | None, after: CouncilId, number: int) -> list[CouncilRow]:
    """At most ``number`` that come after the id ``after``."""
    rows = CouncilRow.objects.filter(pk__gt=after)
    if parent is not None:
        rows = rows.filter(parent=parent)
    if level is not None:
        rows = rows.filter(level=level)
    return list(rows.order_by("pk")[:number])


def named_like(text: str, level: str, without: CouncilId, number: int) -> list[CouncilRow]:
    """At most ``number`` of one level whose name holds ``text``, by name, but for one."""
    rows = CouncilRow.objects.filter(level=level, name__icontains=text).exclude(pk=without)
    return list(rows.order_by("name", "pk")[:number])

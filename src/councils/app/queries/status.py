"""The federations in numbers, and their councils in the order of the tree, from the read models alone."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.db.models import Sum

from councils.app.queries.federations import federations
from councils.store.models import Act, CouncilRow, Subscription


def status() -> dict[str, Any]:
    here = federations()
    rows = list(CouncilRow.objects.order_by("pk"))
    below: dict[str, list[CouncilRow]] = {}
    for row in rows:
        below.setdefault(row.parent, []).append(row)
    return {
        "federation": ", ".join(found.name for found in here),
        "federations": [{"name": found.name, "root": found.root} for found in here],
        "demonstration": any(found.demonstration for found in here),
        "councils": len(rows),
        "members": CouncilRow.objects.filter(parent="").aggregate(all=Sum("members"))["all"] or 0,
        "acts": Act.objects.count(),
        "mail": mail(),
        "rows": [data(row, depth) for row, depth in walk(below, "", 0)],
    }


def mail() -> dict[str, Any]:
    """Whether letters can be sent, to how many people the last could not, and what was wrong with one of them."""
    failed = Subscription.objects.exclude(problem="").order_by("-pk")
    problem = failed.values_list("problem", flat=True).first()
    return {"server": bool(settings.MAIL), "failed": failed.count(), "problem": problem or ""}


def walk(below: dict[str, list[CouncilRow]], parent: str, depth: int) -> Iterator[tuple[CouncilRow, int]]:
    for row in below.get(parent, []):
        yield row, depth
        yield from walk(below, row.pk, depth + 1)


def data(row: CouncilRow, depth: int) -> dict[str, Any]:
    return {
        "id": row.pk,
        "name": row.name,
        "level": row.level,
        "depth": depth,
        "parent": row.parent,
        "members": row.members,
        "delegates": row.delegates,
        "seats": row.seats,
        "vacant": row.vacant,
        "open_matters": row.open_matters,
        "turnout": row.turnout,
        "next_due": row.next_due.isoformat() if row.next_due else None,
    }

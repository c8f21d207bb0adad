"""The councils directly below one, with their size, their open matters and the turnout of their last vote."""

from __future__ import annotations

from councils.core.act import CouncilId
from councils.store.models import CouncilRow


def below(name: CouncilId) -> list[CouncilRow]:
    return list(CouncilRow.objects.filter(parent=name).order_by("pk"))

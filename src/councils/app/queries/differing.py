"""The two counts of a show of hands that did not agree: the state forgets them, the record keeps them (R6)."""

from __future__ import annotations

from dataclasses import dataclass

from councils.core.act import CouncilId, MatterId, Voice
from councils.core.vote.ballot import CountEntered, CountsDiffered
from councils.core.vote.tally import Tally
from councils.store.ledger import entry, event
from councils.store.models import Act


@dataclass(frozen=True, slots=True)
class Count:
    teller: Voice
    tally: Tally


def differing_counts(council: CouncilId, matter: MatterId) -> tuple[Count, Count] | None:
    """The last two counts entered on ``matter``, if they were thrown away because they differed."""
    entered: list[Count] = []
    differed = False
    acts = Act.objects.filter(council=council, act__contains='"EnterCount"').filter(act__contains=matter)
    for act in acts.order_by("-version")[:2]:
        for named in entry(act).events:
            told = event(named)
            if isinstance(told, CountEntered) and told.matter == matter:
                entered.append(Count(told.teller, told.tally))
            elif isinstance(told, CountsDiffered) and len(entered) <= 1:
                differed = True
    return (entered[0], entered[1]) if differed and len(entered) == 2 else None

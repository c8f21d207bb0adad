"""The two counts of tellers that did not agree: the state forgets them, the record keeps them (R6)."""

from __future__ import annotations

from django.db.models import Q

from councils.core.act import CouncilId, MatterId
from councils.core.paper_election import BallotsDiffered, BallotsEntered
from councils.core.vote.ballot import CountEntered, CountsDiffered
from councils.store.ledger import entry, event
from councils.store.models import Act

Entered = CountEntered | BallotsEntered
BY_TELLERS = Q(act__contains='"EnterCount"') | Q(act__contains='"EnterBallots"')


def differing_counts(council: CouncilId, matter: MatterId) -> tuple[Entered, Entered] | None:
    """The last two counts entered on ``matter``, newest first, if they were thrown away because they differed."""
    entered: list[Entered] = []
    differed = False
    for act in Act.objects.filter(BY_TELLERS, council=council, act__contains=matter).order_by("-version")[:2]:
        for named in entry(act).events:
            told = event(named)
            if isinstance(told, Entered) and matter in (getattr(told, "matter", ""), getattr(told, "election", "")):
                entered.append(told)
            elif isinstance(told, (CountsDiffered, BallotsDiffered)) and len(entered) <= 1:
                differed = True
    return (entered[0], entered[1]) if differed and len(entered) == 2 else None

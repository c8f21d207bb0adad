"""What was decided: the events of the record that people want to be told of, council by council.

Decisions, elections, recalls, directives, breaches of mandate, changes of the charter and of the councils themselves.
Each has a name that stays the same for ever and is nobody else's (``urn:uuid:…``, from the hash of its act), so that a
program that has read it knows it again.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import reduce
from operator import or_
from uuid import NAMESPACE_URL, uuid5

from django.db.models import Q, QuerySet

from councils.app.batch import world
from councils.app.queries.acts import told
from councils.core.act import CouncilId, Event
from councils.core.charter_change import CharterAmended
from councils.core.council import Council, CouncilFounded
from councils.core.directive import DirectiveIssued, DirectiveReceived, ExecutionCompleted, ExecutionOverdue
from councils.core.election import ElectionCalled, ElectionDecided, ElectionVoid
from councils.core.joining import CouncilTakenIn, FederationJoined, FederationLeft
from councils.core.merger import AssemblyMerged, CouncilReleased
from councils.core.motion import MotionCarried, MotionLost
from councils.core.objection import DirectiveRevoked, DirectiveSuspended, DirectiveUpheld
from councils.core.recall import PetitionOpened, PetitionQualified, Recalled, RecallRejected
from councils.core.referral import MandateBreached, NoPosition, PositionTaken
from councils.core.reopening import DecisionRepealed
from councils.core.special import SpecialOfficeLapsed, SpecialOfficeMade
from councils.core.split import AssemblySplit
from councils.core.suspension import SuspensionLifted
from councils.store.models import Act

KINDS: tuple[type[Event], ...] = (
    *(CouncilFounded, CharterAmended, AssemblySplit, AssemblyMerged),
    *(CouncilTakenIn, CouncilReleased, FederationJoined, FederationLeft),
    *(MotionCarried, MotionLost, DecisionRepealed, SuspensionLifted),
    *(PositionTaken, NoPosition, MandateBreached, SpecialOfficeMade, SpecialOfficeLapsed),
    *(ElectionCalled, ElectionDecided, ElectionVoid),
    *(PetitionOpened, PetitionQualified, Recalled, RecallRejected),
    *(DirectiveIssued, DirectiveReceived, DirectiveSuspended, DirectiveUpheld, DirectiveRevoked),
    *(ExecutionCompleted, ExecutionOverdue),
)
MOST = 50  # acts of a council in its feed, or in one letter


@dataclass(frozen=True, slots=True)
class News:
    """``event`` happened in ``council``; ``name`` is its URN."""

    council: Council
    at: datetime
    event: Event
    name: str


def latest(council: Council) -> list[News]:
    """The last that happened in ``council``, the newest first; never empty, since it was founded."""
    acts = newsworthy(Act.objects.filter(council=council.id)).order_by("-version")[:MOST]
    return [item for act in acts for item in reversed(list(items(act, council)))]


def news_since(seq: int, councils: Collection[CouncilId], until: int) -> list[News]:
    """What happened in ``councils`` after the act ``seq`` of the record, up to ``until``, the newest first."""
    acts = newsworthy(Act.objects.filter(seq__gt=seq, seq__lte=until, council__in=councils)).order_by("-seq")[:MOST]
    now = world()
    found = ((act, now.council(act.council)) for act in acts)
    return [item for act, council in found if council for item in reversed(list(items(act, council)))]


def newsworthy(acts: QuerySet[Act]) -> QuerySet[Act]:
    return acts.filter(reduce(or_, (Q(events__contains=f'"{kind.__name__}"') for kind in KINDS)))


def items(act: Act, council: Council) -> Iterator[News]:
    for number, event in enumerate(told(act).events):
        if isinstance(event, KINDS):
            yield News(council, act.at, event, uuid5(NAMESPACE_URL, f"{act.hash}/{number}").urn)

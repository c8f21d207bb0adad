"""Who the token speaks for: the councils they have a voice in, and what waits for them there."""

from __future__ import annotations

from datetime import datetime

from django.http import HttpRequest
from ninja import Router, Schema

from councils.api.looking import looker
from councils.api.shapes import CouncilRef, address, council_ref
from councils.app.identity import Standing
from councils.app.queries.waiting import Task, waiting
from councils.app.tokens import Scope, scopes_of
from councils.core.act import MatterId
from councils.core.council import Council

router = Router(tags=["me"])


class VoiceShape(Schema):
    """``voice``: the name under which the record knows this person in the council."""

    council: CouncilRef
    voice: str
    offices: list[str]


class MeShape(Schema):
    name: str
    token: str
    scopes: list[Scope]
    expires: datetime
    voices: list[VoiceShape]


class TaskShape(Schema):
    """``sort``: vote, mandate, recall, sign, elect, stand, second, count, acknowledge, plan, report or admit."""

    sort: str
    council: CouncilRef
    matter: str
    title: str
    until: datetime | None
    done: bool
    href: str | None


@router.get("/me", response=MeShape, url_name="me")
def me(request: HttpRequest) -> MeShape:
    """Who the token speaks for, and what it may do. Scope: `read`."""
    asking = looker(request)
    person = asking.person(Scope.READ)
    assert asking.token is not None  # ``person`` has seen to it
    return MeShape(
        name=str(person),
        token=asking.token.name,
        scopes=sorted(scopes_of(asking.token)),
        expires=asking.token.expires,
        voices=[voice(standing) for standing in asking.voices],
    )


def voice(standing: Standing) -> VoiceShape:
    return VoiceShape(council=council_ref(standing.council), voice=standing.voice, offices=list(standing.offices))


@router.get("/me/waiting", response=list[TaskShape], url_name="waiting")
def what_waits(request: HttpRequest) -> list[TaskShape]:
    """What waits for this person, the most pressing first; what is done comes last. Scope: `read`."""
    return [task(one) for one in waiting(looker(request).person(Scope.READ))]


def task(one: Task) -> TaskShape:
    return TaskShape(
        sort=one.sort,
        council=council_ref(one.council),
        matter=one.matter,
        title=one.title,
        until=one.until,
        done=one.done,
        href=href(one.council, one.matter),
    )


def href(here: Council, matter: MatterId) -> str | None:
    """Where the matter of a task can be read."""
    shelves = (("recall", here.recalls), ("election", here.elections), ("directive", here.directives))
    motions = ("motion", {**here.motions, **here.referrals})
    return next((address(name, here.id, matter) for name, shelf in (*shelves, motions) if matter in shelf), None)

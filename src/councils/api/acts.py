"""What people do, with a token: one address for each act of ``app/acting.py``, its schema from its command (R17).

A new act is one line there and appears here by itself. The answer tells what has happened in the council: the events as
they are on the record, without the papers of a roll that was frozen. The same request with the same ``Idempotency-Key``
is done once (``app/repeating.py``).
"""

from __future__ import annotations

import inspect
from collections.abc import Callable
from dataclasses import replace
from typing import Annotated, Any

from django.http import HttpRequest, HttpResponse
from ninja import Header, Router
from pydantic import BaseModel, StringConstraints

from councils.api.looking import Looker, looker
from councils.api.names import Name
from councils.api.problems import ProblemError, problem, refusal
from councils.api.schemas import schema, spoken
from councils.api.shapes import address
from councils.app.acting import DEEDS, Deed, act
from councils.app.perform import Performed
from councils.app.queries.happened import Happening, happening
from councils.app.repeating import Answered, OtherRequestError, once
from councils.core.member import Leave
from councils.core.refusal import Refused
from councils.store.models import AccessToken

router = Router(tags=["acts"])

Key = Annotated[str, StringConstraints(min_length=1, max_length=100, pattern=r"^[\x21-\x7e]+$")]
KEY = Header(
    None,
    alias="Idempotency-Key",
    description="Of your making: the same request with it is done once. "
    "Reports, deliveries and hours that come without one are refused where exactly the same was told a moment ago.",
)


class EventShape(BaseModel):
    """As it is on the record: see the reference of events."""

    event: str
    fields: dict[str, Any]


class DoneShape(BaseModel):
    """What has happened. ``matter`` is the one that the act has opened, if it has; ``elsewhere`` are the other councils
    in which something followed."""

    council: str
    act: str
    matter: str | None
    events: list[EventShape]
    elsewhere: list[str]
    href: str


def endpoint(deed: Deed) -> Callable[..., HttpResponse]:
    """The function behind the address of one act."""
    words = inspect.getdoc(deed.command) or ""
    told = words if not words.startswith(f"{deed.command.__name__}(") else ""
    body = schema(deed.command.__name__, deed.command, deed.said, told)

    def do(request: HttpRequest, council: Name, said: Any, idempotency_key: Key | None = KEY) -> HttpResponse:
        return carried_out(request, Wanted(looker(request), council, deed, said), idempotency_key)

    do.__annotations__ = {**do.__annotations__, "request": HttpRequest, "council": Name, "said": body}
    do.__annotations__["idempotency_key"] = Key | None
    do.__name__ = deed.name
    do.__doc__ = f"{told}\n\nScope: `{deed.scope}`.".strip()
    return do


class Wanted:
    """One act that somebody has asked for; ``council`` has to be one that they may see."""

    def __init__(self, asking: Looker, council: str, deed: Deed, said: BaseModel) -> None:
        self.asking, self.person = replace(asking, acting=True), asking.person(deed.scope)
        self.council, self.deed, self.said = council, deed, said

    def seen(self) -> None:
        """ProblemError where the council is not, or is kept from them."""
        self.asking.council(self.council)

    def do(self) -> str | Refused:
        """Do it; the answer, as it is sent and kept."""
        self.seen()
        steps = act(self.person, self.council, self.deed, spoken(self.said, self.deed.command))
        if isinstance(steps, Refused):
            return steps
        return done(happening(steps), self.council, self.deed.name).model_dump_json()


def carried_out(request: HttpRequest, wanted: Wanted, key: str | None) -> HttpResponse:
    kept = keyed(request, wanted.asking.token, key, wanted.do)
    if isinstance(kept, Refused):
        return refusal(kept)
    if kept.again and wanted.deed.command is not Leave:  # who has left is told that they have
        wanted.seen()  # anything else that was done then may be hidden from them now
    return created(kept.body, again=kept.again)


def keyed(
    request: HttpRequest, token: AccessToken | None, key: str | None, deed: Callable[[], str | Refused]
) -> Answered | Refused:
    """Do ``deed``, with a key only once; ProblemError where the key came with another request."""
    if key is None or token is None:
        answer = deed()
        return answer if isinstance(answer, Refused) else Answered(answer, again=False)
    try:
        return once(token, key, request.path.encode() + b"\n" + request.body, deed)
    except OtherRequestError:
        raise ProblemError(problem(422, "This Idempotency-Key came with another request before.")) from None


def answered(steps: Performed, council: str, act: str) -> HttpResponse:
    """What became of an act, as it is sent."""
    if isinstance(steps, Refused):
        return refusal(steps)
    return created(done(happening(steps), council, act).model_dump_json())


def created(body: str, *, again: bool = False) -> HttpResponse:
    headers = {"Idempotent-Replayed": "true"} if again else {}
    return HttpResponse(body, status=201, content_type="application/json; charset=utf-8", headers=headers)


def done(found: Happening, council: str, act: str) -> DoneShape:
    return DoneShape(
        council=council,
        act=act,
        matter=found.matter,
        events=[EventShape(event=name, fields=dict(fields)) for name, fields in found.events],
        elsewhere=list(found.elsewhere),
        href=address("council", council),
    )


for deed in DEEDS:
    router.add_api_operation(
        f"/councils/{{council}}/acts/{deed.name}",
        ["POST"],
        endpoint(deed),
        response={201: DoneShape},
        url_name=deed.name,
        operation_id=deed.name,
    )

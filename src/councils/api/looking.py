"""Who asks: nobody in particular, or the person behind a token (R19).

The same rules as on the pages. A token with the scope ``read`` shows what its person may see; without that scope, and
without any token, one sees what a visitor sees. Cookies are never read: a browser that is signed in gains nothing here,
and nobody can make it act.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.http import HttpRequest
from ninja.security import HttpBearer

from councils.api.problems import ProblemError, members_only, problem, refusal, unauthorized
from councils.app.identity import Standing, council, voices
from councils.app.limits import counted, seconds_left
from councils.app.queries.federations import (
    councils_of,
    federation_of,
    federations,
    only_federation,
    several,
)
from councils.app.queries.names import Names
from councils.app.queries.visibility import federation_hidden, hidden, hidden_federations, is_member, names_for
from councils.app.tokens import Scope, find_token, scopes_of
from councils.core.act import CouncilId
from councils.core.charter import Visibility
from councils.core.council import Council
from councils.core.refusal import Reason, refuse
from councils.store.models import AccessToken, Federation, Person


@dataclass(frozen=True)
class Looker:
    """Whoever has sent this token, or nobody in particular. What they may look with is found out where it matters.

    ``acting`` is with all that the person may see: an act is possible wherever its page is, also by a token that cannot
    read.
    """

    token: AccessToken | None = None
    acting: bool = False

    @cached_property
    def found(self) -> tuple[list[Standing], list[Standing]]:
        """The voices of now, and those of assemblies that the person has gone over from (R16)."""
        if self.token is None or not (self.acting or Scope.READ in scopes_of(self.token)):
            return [], []
        return voices(self.token.person)

    @property
    def voices(self) -> tuple[Standing, ...]:
        """All that the person may look with."""
        return tuple(self.found[0])

    @property
    def names(self) -> Names:
        """Told as the person may read them."""
        return names_for(self.voices)

    @property
    def papers(self) -> tuple[Standing, ...]:
        """What the person votes with, also where they have gone over to another assembly since (R16)."""
        return (*self.found[0], *self.found[1])

    def council(self, name: CouncilId) -> Council:
        """The council ``name``, if it may be seen."""
        found = council(name)
        if found is None:
            raise ProblemError(refusal(refuse(Reason.NO_SUCH_COUNCIL)))
        if found.charter.visibility is Visibility.MEMBERS and hidden(found, self.voices):
            raise ProblemError(members_only())
        return found

    def federation(self, name: CouncilId = "") -> Federation:
        """That of the council ``name``, if it may be seen; without a name, the only one."""
        found = federation_of(name) if name else only_federation()
        if found is None and not name and several():
            several_here = "Several federations are here: name one by its congress. /api/v1/federations lists them."
            raise ProblemError(problem(404, several_here))
        if found is None:
            raise ProblemError(refusal(refuse(Reason.NO_SUCH_COUNCIL)))
        if federation_hidden(found, self.voices):
            raise ProblemError(members_only())
        return found

    def hidden(self) -> frozenset[CouncilId]:
        """The councils that may not be seen; where that is all of them, it is said."""
        kept = hidden_federations(self.voices)
        if kept and len(kept) == len(federations()):
            raise ProblemError(members_only())
        return frozenset().union(*(councils_of(found.root) for found in kept))

    def record(self) -> None:
        """The acts of all councils at once, if all may be seen."""
        if hidden_federations(self.voices):
            raise ProblemError(members_only())

    def is_member(self, here: Council) -> bool:
        return is_member(here, self.voices)

    def person(self, scope: Scope) -> Person:
        """Whoever lets a program do this."""
        if self.token is None:
            raise ProblemError(unauthorized("This needs a token: make one on the page My access tokens."))
        if scope not in scopes_of(self.token):
            challenge = {"WWW-Authenticate": f'Bearer realm="councils", error="insufficient_scope", scope="{scope}"'}
            raise ProblemError(problem(403, f"This token was made without the scope {scope}.", challenge))
        return self.token.person


class Token(HttpBearer):
    """``Authorization: Bearer cncl_…``; what everybody may read needs none."""

    def __call__(self, request: HttpRequest) -> Looker:
        sent = request.headers.get("Authorization")
        if sent is None:
            self.limit(f"address:{get_adapter(request).get_client_ip(request)}")
            return Looker()
        kind, _, token = sent.partition(" ")
        if kind.lower() != self.openapi_scheme:
            raise ProblemError(unauthorized("The only way to sign in here is a Bearer token.", "invalid_request"))
        return self.authenticate(request, token.strip())

    def authenticate(self, request: HttpRequest, token: str) -> Looker:
        found = find_token(token)
        self.limit(f"token:{found.pk}" if found else f"address:{get_adapter(request).get_client_ip(request)}")
        if found is None:
            raise ProblemError(unauthorized("This token is none, has expired, or was revoked.", "invalid_token"))
        return Looker(found)

    def limit(self, asking: str) -> None:
        """So many requests a minute, and no more."""
        if counted(f"api:{asking}") > settings.API_PER_MINUTE:
            wait = {"Retry-After": str(seconds_left())}
            raise ProblemError(problem(429, f"More than {settings.API_PER_MINUTE} requests in a minute.", wait))


def looker(request: HttpRequest) -> Looker:
    """Who asks, as ``Token`` has found."""
    found = getattr(request, "auth", None)
    assert isinstance(found, Looker)
    return found

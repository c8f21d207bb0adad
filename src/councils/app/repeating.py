"""Done once, however often it is asked for: what an act was answered with, kept under the key that came with it.

A program that got no answer asks again with the same key, and is given the first answer. The key is taken in the same
transaction as the act: either both are there or neither. What was refused has changed nothing and keeps no key, so it
can be asked again. Keys belong to one token, and are kept for a day at least.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import timedelta

from django.db import IntegrityError
from django.utils import timezone

from councils.app.batch import Batch, batch
from councils.app.together import UndoneError, together
from councils.app.twice import MEANT, since
from councils.core.refusal import Refused
from councils.store.models import AccessToken, KeptAnswer
from councils.store.rows import select

KEPT = timedelta(days=1)
KEPT_ANSWER = "SELECT request, body FROM store_keptanswer WHERE token_id = %s AND key = %s"


class OtherRequestError(UndoneError):
    """The key was used for another request before."""


@dataclass(frozen=True, slots=True)
class Answered:
    """``again`` says that the act was done by an earlier request."""

    body: str
    again: bool


class NotDoneError(UndoneError):
    """The deed was refused."""

    def __init__(self, refused: Refused) -> None:
        super().__init__(str(refused))
        self.refused = refused


def once(token: AccessToken, key: str, request: bytes, deed: Callable[[], str | Refused]) -> Answered | Refused:
    """Do ``deed`` and keep its answer, or give the answer that ``request`` had before under this ``key``.

    OtherRequestError where the key came with another request before.
    """
    asked = Asked(token.pk, key, hashlib.sha256(request).hexdigest())
    try:
        return together(lambda: asked.first(deed))
    except NotDoneError as error:
        return error.refused
    except IntegrityError:  # another process was first
        known = asked.known()
        if known is None:
            raise
        return known


@dataclass(frozen=True, slots=True)
class Asked:
    """A request that came with a key."""

    token: int
    key: str
    request: str

    def first(self, deed: Callable[[], str | Refused]) -> Answered:
        with batch() as page:
            known = self.known(page)
            if known is not None:
                return known
            with since(MEANT):
                body = deed()
            if isinstance(body, Refused):
                raise NotDoneError(body)
            page.beside.append((KeptAnswer, {**asdict(self), "at": timezone.now(), "body": body}))
            return Answered(body, again=False)

    def known(self, page: Batch | None = None) -> Answered | None:
        """The answer of before, also of one that is in the same book."""
        waiting = [row for model, row in page.beside if model is KeptAnswer] if page else []
        mine = (row for row in waiting if (row["token"], row["key"]) == (self.token, self.key))
        beside = [(row["request"], row["body"]) for row in mine]
        for request, body in beside or select(KEPT_ANSWER, self.token, self.key):
            if request != self.request:
                raise OtherRequestError
            return Answered(body, again=True)
        return None


def forget_answers() -> None:
    """Those that nobody will ask for any more."""
    old = KeptAnswer.objects.filter(at__lt=timezone.now() - KEPT)
    if old.exists():
        old.delete()

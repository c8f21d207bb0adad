"""Done once, however often it is asked for: what an act was answered with, kept under the key that came with it.

A program that got no answer asks again with the same key, and is given the first answer. The key is taken in the same
transaction as the act: either both are there or neither. What was refused has changed nothing and keeps no key, so it
can be asked again. Keys belong to one token, and are kept for a day at least.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from django.db import IntegrityError, transaction
from django.utils import timezone

from councils.core.refusal import Refused
from councils.store.models import AccessToken, KeptAnswer
from councils.store.order import writing

KEPT = timedelta(days=1)


class OtherRequestError(Exception):
    """The key was used for another request before."""


@dataclass(frozen=True, slots=True)
class Answered:
    """``again`` says that the act was done by an earlier request."""

    body: str
    again: bool


def once(token: AccessToken, key: str, request: bytes, deed: Callable[[], str | Refused]) -> Answered | Refused:
    """Do ``deed`` and keep its answer, or give the answer that ``request`` had before under this ``key``.

    OtherRequestError where the key came with another request before.
    """
    asked = hashlib.sha256(request).hexdigest()
    try:
        with writing():
            row = KeptAnswer.objects.create(token=token, key=key, request=asked, at=timezone.now())
            body = deed()
            if isinstance(body, Refused):
                transaction.set_rollback(True)
                return body
            row.body = body
            row.save(update_fields=["body"])
            return Answered(body, again=False)
    except IntegrityError:  # the key is taken
        known = answered(token, key, asked)
        if known is None:
            raise
        return known


def answered(token: AccessToken, key: str, asked: str) -> Answered | None:
    row = KeptAnswer.objects.filter(token=token, key=key).first()
    if row is None:
        return None
    if row.request != asked:
        raise OtherRequestError
    return Answered(row.body, again=True)


def forget_answers() -> None:
    """Those that nobody will ask for any more."""
    old = KeptAnswer.objects.filter(at__lt=timezone.now() - KEPT)
    if old.exists():
        old.delete()

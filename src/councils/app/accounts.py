"""Open an account with an invitation: the person, their password and their place on the roll, all or nothing (R2).

Nobody gets an account in another way. The invitation is used up only when the assembly has taken the application; a
refusal leaves neither account nor trace, and the link goes on being valid.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum, auto

from django.contrib.auth.hashers import make_password
from django.db import transaction

from councils.app.membership import accept_invitation, find_invitation
from councils.core.refusal import Refused
from councils.store.models import Person


@dataclass(frozen=True, slots=True)
class Account:
    """What a person chooses; the mail address serves for a forgotten password and for notices, and may be empty."""

    username: str
    name: str
    password: str
    email: str = ""


class NotOpened(Enum):
    """Why there is no account, where it is not the rules that refuse it."""

    LINK = auto()
    USERNAME = auto()


def open_account(token: str, account: Account, grounds: Iterable[str]) -> Person | Refused | NotOpened:
    password = make_password(account.password)  # slow by design, and so before the transaction
    with transaction.atomic():
        invitation = find_invitation(token)
        if invitation is None:
            return NotOpened.LINK
        if Person.objects.filter(username__iexact=account.username).exists():
            return NotOpened.USERNAME
        person = Person.objects.create(
            username=account.username, name=account.name, email=account.email, password=password
        )
        joined = accept_invitation(invitation, person, grounds)
        if joined is None or isinstance(joined, Refused):
            person.delete()
            return joined or NotOpened.LINK
    return person

"""Invitations given out, by mail or on paper: each time a new link, and the one before is void (R2, R19).

Theory of operation. Only the digest of a link is kept, so it can be shown once, in the mail or on the slip. The digest
is on disk before anything leaves the house: whatever happens after, no link is out that the house does not know. A link
opens a page and does nothing by itself, so a program that tries out the links in a mail uses up nothing.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from smtplib import SMTPException, SMTPRecipientsRefused

from django.core.mail import EmailMessage, get_connection
from django.utils import timezone

from councils.app.membership import INVITATION_DAYS, token_digest
from councils.store.models import Invitation

PORTION = 100  # mails, or slips, at a time: what somebody waits for


class Stage(StrEnum):
    """How far an invitation has come."""

    WAITING = "waiting"  # neither sent nor printed yet
    SENT = "sent"
    PRINTED = "printed"
    FAILED = "failed"  # the mail was not taken
    EXPIRED = "expired"
    USED = "used"


def stage(one: Invitation, at: datetime) -> Stage:
    if one.used:
        return Stage.USED
    if one.failed:
        return Stage.FAILED
    if one.digest is None:
        return Stage.WAITING
    if one.expires <= at:
        return Stage.EXPIRED
    return Stage.PRINTED if one.printed and (not one.sent or one.printed > one.sent) else Stage.SENT


def new_link(one: Invitation, at: datetime) -> str | None:
    """Another link for an invitation, the only one that is valid from now on; None where it was used meanwhile."""
    token = secrets.token_urlsafe(24)
    given = Invitation.objects.filter(pk=one.pk, used=None).update(
        digest=token_digest(token), expires=at + timedelta(days=INVITATION_DAYS), failed=""
    )
    return token if given else None


@dataclass(frozen=True, slots=True)
class Slip:
    """What is printed for one person."""

    name: str
    token: str
    expires: datetime


def slips(invitations: Iterable[Invitation], at: datetime | None = None) -> list[Slip]:
    now = at or timezone.now()
    made = [(one, new_link(one, now)) for one in invitations]
    Invitation.objects.filter(pk__in=[one.pk for one, token in made if token]).update(printed=now)
    return [Slip(one.name, token, now + timedelta(days=INVITATION_DAYS)) for one, token in made if token]


@dataclass(frozen=True, slots=True)
class Letter:
    subject: str
    body: str


@dataclass(frozen=True, slots=True)
class Sent:
    """How many mails were taken, how many addresses refused, and why the server could not be reached, if so."""

    sent: int = 0
    refused: int = 0
    trouble: str = ""


def send(invitations: Iterable[Invitation], letter: Callable[[Slip], Letter], at: datetime | None = None) -> Sent:
    """Mail each invitation over one connection; what the server does not take is marked, and the rest goes on."""
    now, sent, refused = at or timezone.now(), 0, 0
    server = get_connection()
    try:
        server.open()
        for one in invitations:
            token = new_link(one, now)
            if token is None:
                continue
            written = letter(Slip(one.name, token, now + timedelta(days=INVITATION_DAYS)))
            try:
                EmailMessage(written.subject, written.body, to=[one.email], connection=server).send()
            except SMTPRecipientsRefused as error:
                Invitation.objects.filter(pk=one.pk).update(failed=str(error)[:500])
                refused += 1
            else:
                Invitation.objects.filter(pk=one.pk).update(sent=now)
                sent += 1
        server.close()
    except (OSError, SMTPException) as error:
        return Sent(sent, refused, str(error) or type(error).__name__)
    return Sent(sent, refused)

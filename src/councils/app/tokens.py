"""Access tokens: what a person lets a program do in their name, no more and no longer (R2, R19).

A token is ``cncl_``, 43 signs of chance (256 bits) and 6 of a checksum, so that scanners of leaked secrets know one
when they see it. Only its SHA-256 digest is kept; the token itself is shown once. It gives no right that its person
does not have at that moment, and of those only what its scopes name. It ends when it is revoked, when it expires, when
its person sets another password or is erased.

When a token was last used is for its person to see, and worth no transaction for each request: it waits in memory, and
is written together with that of others every few seconds (``note_uses``).
"""

from __future__ import annotations

import hashlib
import re
import secrets
import zlib
from collections.abc import Iterable
from datetime import datetime, timedelta
from enum import StrEnum

from django.db import connection
from django.db.models import QuerySet
from django.utils import timezone

from councils.store.models import AccessToken, Person
from councils.store.order import writing
from councils.store.rows import fetch

SIGNS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
SHAPE = re.compile(r"cncl_([0-9A-Za-z]{43})([0-9A-Za-z]{6})", re.ASCII)
SHOWN = 9  # signs of a token by which its person knows it again
MOST_TOKENS = 50  # of one person that are valid at a time
LONGEST_DAYS = 366
SEEN_EVERY = timedelta(minutes=5)  # how exactly the last use is kept, so that reading does not mean writing
USES: dict[int, datetime] = {}
"""Tokens that were used, and when, as far as it is not written yet."""
USED = "UPDATE store_accesstoken SET last_used = %s WHERE id = %s AND (last_used IS NULL OR last_used < %s)"


class Scope(StrEnum):
    READ = "read"
    VOTE = "vote"
    PROPOSE = "propose"
    RECALL = "recall"
    STAND = "stand"
    OFFICE = "office"
    MEMBERSHIP = "membership"
    PLANNING = "planning"


def new_token() -> str:
    chance = spelled(secrets.randbits(256), 43)
    return f"cncl_{chance}{checksum(chance)}"


def checksum(chance: str) -> str:
    return spelled(zlib.crc32(chance.encode()), 6)


def spelled(number: int, length: int) -> str:
    """``number`` in base 62."""
    signs = ""
    while number:
        number, sign = divmod(number, len(SIGNS))
        signs = SIGNS[sign] + signs
    return signs.rjust(length, SIGNS[0])


def well_formed(token: str) -> bool:
    """Whether this can be a token at all; no database needs to be asked about others."""
    found = SHAPE.fullmatch(token)
    return found is not None and checksum(found[1]) == found[2]


def digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def create_token(
    person: Person, name: str, scopes: Iterable[Scope], days: int, at: datetime | None = None
) -> str | None:
    """A new token of ``person``, shown this once; None if they have as many as anybody may have."""
    now = at or timezone.now()
    if valid(now).filter(person=person).count() >= MOST_TOKENS:
        return None
    token, chosen = new_token(), set(scopes)
    AccessToken.objects.create(
        person=person,
        name=name,
        digest=digest(token),
        hint=token[:SHOWN],
        scopes=" ".join(scope for scope in Scope if scope in chosen),
        created=now,
        expires=now + timedelta(days=min(days, LONGEST_DAYS)),
    )
    return token


def valid(at: datetime) -> QuerySet[AccessToken]:
    return AccessToken.objects.filter(revoked=None, expires__gt=at, person__is_active=True)


def find_token(token: str, at: datetime | None = None) -> AccessToken | None:
    """The token that somebody has sent, if it is good now; its use is noted."""
    now = at or timezone.now()
    if not well_formed(token):
        return None
    found = next(iter(fetch(AccessToken, "digest = %s AND revoked IS NULL", digest(token))), None)
    if found is None or found.expires <= now:
        return None
    (found.person,) = fetch(Person, "id = %s", found.person_id)
    if not found.person.is_active:
        return None
    if found.last_used is None or now - found.last_used > SEEN_EVERY:
        USES[found.pk] = now
    return found


def note_uses() -> None:
    """Write down which tokens were used, and when."""
    used = dict(USES)
    if not used:
        return
    seen = [(connection.ops.adapt_datetimefield_value(at), pk) for pk, at in used.items()]
    with writing(), connection.cursor() as cursor:
        cursor.executemany(USED, [(at, pk, at) for at, pk in seen])
    for pk, at in used.items():
        if USES.get(pk) == at:
            del USES[pk]


def tokens_of(person: Person) -> list[AccessToken]:
    """All that are not revoked, the newest first, also those that have expired."""
    note_uses()
    return list(AccessToken.objects.filter(person=person, revoked=None).order_by("-created", "-pk"))


def revoke_token(person: Person, number: int, at: datetime | None = None) -> bool:
    """End a token of ``person``, at once and for good; whether there was such a one."""
    mine = AccessToken.objects.filter(person=person, pk=number, revoked=None)
    return bool(mine.update(revoked=at or timezone.now()))


def revoke_all(person: Person) -> None:
    """End every token of ``person``: whoever changes the locks wants nobody left inside."""
    AccessToken.objects.filter(person=person, revoked=None).update(revoked=timezone.now())


def scopes_of(token: AccessToken) -> frozenset[Scope]:
    return frozenset(map(Scope, token.scopes.split()))

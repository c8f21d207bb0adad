"""The personal data, which the ledger never sees: the roll alone says who stands behind an id."""

from __future__ import annotations

import secrets
from typing import ClassVar

from django.contrib.auth.models import AbstractBaseUser, UserManager
from django.db import models


class Person(AbstractBaseUser):
    """Somebody who can sign in. No flag here opens anything: rights come from rolls and elections."""

    username = models.CharField(max_length=150, unique=True)
    name = models.CharField(max_length=200)
    email = models.EmailField(blank=True)
    is_active = models.BooleanField(default=True)
    joined = models.DateTimeField(auto_now_add=True)

    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar = []
    objects = UserManager["Person"]()

    def __str__(self) -> str:
        return self.name or self.username

    def get_full_name(self) -> str:
        return self.name


def member_secret() -> bytes:
    return secrets.token_bytes(32)


class Membership(models.Model):
    """The roll: which person stands behind a member's id in an assembly, and the secret of their voting papers.

    ``former`` is an id that somebody had here before they came back, by a merger, under another one.
    """

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="memberships")
    council = models.TextField()
    member = models.TextField()
    secret = models.BinaryField(default=member_secret)
    former = models.BooleanField(default=False)
    number = models.TextField(blank=True)  # the federation's own, from the invitation

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["person", "council"],
                condition=models.Q(former=False),
                name="one_membership_per_assembly",
            ),
            models.UniqueConstraint(fields=["council", "member"], name="one_person_per_member"),
        ]

    def __str__(self) -> str:
        return f"{self.member} of {self.council}"


class RollImport(models.Model):
    """A file with people that the secretary of an assembly reads in (``app/rolls``).

    Until it is confirmed, the file and what was said about its rows are kept here; afterwards only whom it invited.
    """

    council = models.TextField()
    by = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="+")
    file = models.TextField()  # its name
    made = models.DateTimeField()
    content = models.BinaryField(default=bytes)
    draft = models.JSONField(default=dict)
    confirmed = models.DateTimeField(null=True)
    undone = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.file} for {self.council}"


class Invitation(models.Model):
    """A link with which a person makes an account and applies to an assembly; only its digest is kept.

    One from a roll that was read in has no link until it is sent or printed; sent or printed again, it gets another.
    """

    digest = models.CharField(max_length=64, unique=True, null=True)
    council = models.TextField()
    name = models.TextField(blank=True)
    by = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="+")
    founding = models.BooleanField(default=False)
    expires = models.DateTimeField()
    used = models.DateTimeField(null=True)
    person = models.ForeignKey(Person, null=True, on_delete=models.CASCADE, related_name="+")  # who has used it
    email = models.EmailField(blank=True)
    number = models.TextField(blank=True)  # the federation's own for its member
    source = models.ForeignKey(RollImport, null=True, on_delete=models.SET_NULL, related_name="invitations")
    sent = models.DateTimeField(null=True)
    printed = models.DateTimeField(null=True)
    failed = models.TextField(blank=True)  # why the mail could not be sent

    class Meta:
        indexes: ClassVar = [models.Index(fields=["council", "used"])]

    def __str__(self) -> str:
        return f"to {self.council}"


class AccessToken(models.Model):
    """What a person lets a program do in their name: only the digest of the token is kept."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="tokens")
    name = models.CharField(max_length=100)
    digest = models.CharField(max_length=64, unique=True)
    hint = models.CharField(max_length=12)  # its first signs, by which the person knows it again
    scopes = models.CharField(max_length=200)  # names with spaces between them
    created = models.DateTimeField()
    expires = models.DateTimeField()
    last_used = models.DateTimeField(null=True)
    revoked = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.name


class KeptAnswer(models.Model):
    """What an act through a token was answered with, for when the same request comes again."""

    token = models.ForeignKey(AccessToken, on_delete=models.CASCADE, related_name="+")
    key = models.CharField(max_length=100)
    request = models.CharField(max_length=64)  # digest
    body = models.TextField(default="")
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["token", "key"], name="one_answer_per_key")]

    def __str__(self) -> str:
        return self.key


class Moved(models.Model):
    """That the federation lives in another database now; a trigger then refuses acts in this one (migration 0006)."""

    to = models.TextField()
    at = models.DateTimeField()

    def __str__(self) -> str:
        return self.to


class Subscription(models.Model):
    """What a person wants to be told, by mail and by feed, and up to where they have been told (``app/notices.py``)."""

    person = models.OneToOneField(Person, on_delete=models.CASCADE, related_name="subscription")
    waiting = models.CharField(max_length=10, default="daily")  # how often: of what waits for them
    decisions = models.CharField(max_length=10, default="daily")  # how often: of what was decided
    waiting_told = models.DateTimeField()
    decisions_told = models.DateTimeField()
    seq = models.BigIntegerField(default=0)  # decisions up to this act of the record have been told
    looked = models.BigIntegerField(default=0)  # how long the record was when we last looked for them
    seen = models.JSONField(default=dict)  # each task that waits, and since when
    not_before = models.DateTimeField(null=True)  # somebody is sending to them now, or it failed a moment ago
    problem = models.TextField(default="", blank=True)  # why the last letter could not be sent
    feed = models.CharField(max_length=64, null=True, unique=True)  # digest of the secret in their feed's address

    def __str__(self) -> str:
        return f"{self.person_id}: {self.waiting}, {self.decisions}"


class Counted(models.Model):
    """How often something was tried, until when that is of interest (``shared.py``); no part of the federation."""

    key = models.CharField(max_length=250, primary_key=True)
    value = models.JSONField()
    until = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return self.key

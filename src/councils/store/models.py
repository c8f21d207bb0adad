"""The tables.

``Act`` and ``CharterText`` are the ledger: triggers refuse to change or remove a row (migration 0002). ``CouncilRow``
and ``MatterRow`` are read models: they hold nothing that folding the ledger does not give again. ``Person``,
``Membership`` and ``Invitation`` are the personal data, which the ledger never sees: the roll alone says who stands
behind an id.
"""

from __future__ import annotations

import secrets
from typing import ClassVar

from django.contrib.auth.models import AbstractBaseUser, UserManager
from django.db import models


class Act(models.Model):
    """One entry of the record (``ledger.entry.Entry``); ``act`` and ``events`` are canonical JSON."""

    seq = models.BigIntegerField(primary_key=True)
    council = models.TextField()
    version = models.IntegerField()
    at = models.DateTimeField()
    cause = models.BigIntegerField(null=True)
    charter = models.IntegerField()
    act = models.TextField()
    events = models.TextField()
    prev = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["council", "version"], name="one_act_per_version")]

    def __str__(self) -> str:
        return f"{self.seq} {self.council} v{self.version}"


class CharterText(models.Model):
    """A charter that the record names by its digest; ``place`` is the order in which they came up."""

    digest = models.CharField(max_length=64, primary_key=True)
    place = models.IntegerField(unique=True)
    document = models.TextField()

    def __str__(self) -> str:
        return self.digest


class SignedHead(models.Model):
    """A head of the record, signed by this server's key; canonical JSON of ``ledger.head.Head``."""

    size = models.BigIntegerField()
    at = models.DateTimeField()
    head = models.TextField()

    def __str__(self) -> str:
        return f"{self.size} at {self.at:%Y-%m-%d %H:%M}"


class Federation(models.Model):
    """A federation as it was founded: its congress, its name, and whether it is a demonstration.

    The record of a database is named after the first of them, for ever (``app/signing.py`` ``record_name``). Which
    federations there are now, the councils tell (``app/queries/federations.py``).
    """

    name = models.TextField()
    root = models.TextField()
    demonstration = models.BooleanField(default=False)
    founded = models.DateTimeField()
    outline = models.TextField(blank=True)  # GeoJSON of its territory, for the map; empty where there is none

    def __str__(self) -> str:
        return self.name


class PlaceRow(models.Model):
    """A place of the territory (``core.place.Place``)."""

    code = models.TextField(primary_key=True)
    name = models.TextField()
    level = models.TextField()
    parent = models.TextField(blank=True)
    population = models.BigIntegerField()
    lat = models.FloatField(null=True)
    lon = models.FloatField(null=True)
    kind = models.TextField(blank=True)

    def __str__(self) -> str:
        return f"{self.name} ({self.code})"


class CouncilRow(models.Model):
    """What the overviews show of a council, and when the clock must come back to it."""

    id = models.TextField(primary_key=True)
    name = models.TextField()
    level = models.TextField()
    parent = models.TextField(blank=True, db_index=True)
    place = models.TextField()
    population = models.BigIntegerField()
    members = models.IntegerField()
    delegates = models.IntegerField()
    seats = models.IntegerField()
    vacant = models.IntegerField()
    open_matters = models.IntegerField()
    turnout = models.FloatField(null=True)
    next_due = models.DateTimeField(null=True, db_index=True)

    def __str__(self) -> str:
        return f"{self.name} ({self.id})"


class MatterRow(models.Model):
    """A motion, question from above, election, recall or directive of one council, as lists show it."""

    council = models.TextField()
    matter = models.TextField()
    sort = models.TextField()
    title = models.TextField()
    state = models.TextField()
    open = models.BooleanField()
    deadline = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["council", "matter", "sort"], name="one_row_per_matter")
        ]
        indexes: ClassVar = [models.Index(fields=["council", "open"]), models.Index(fields=["matter"])]

    def __str__(self) -> str:
        return f"{self.sort} {self.matter} in {self.council}"


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


class Household(models.Model):
    """Those who need things together, in one assembly; nobody else sees their basket (R19).

    ``basket``: what they need in each period, as `baskets.Basket` packs it.
    """

    council = models.TextField(db_index=True)
    basket = models.BinaryField(default=bytes)

    def __str__(self) -> str:
        return f"{self.pk} of {self.council}"


class HouseholdMember(models.Model):
    """Who is of a household: one for each assembly that a person takes part in."""

    household = models.ForeignKey(Household, on_delete=models.CASCADE, related_name="people")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="households")
    council = models.TextField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["person", "council"], name="one_household_each")]

    def __str__(self) -> str:
        return f"{self.person_id} in {self.household_id}"


class BasketChange(models.Model):
    """What a household needs more, or less, on one day than its basket says; in thousandths of the unit."""

    household = models.ForeignKey(Household, on_delete=models.CASCADE, related_name="changes")
    product = models.TextField()
    priority = models.IntegerField()
    day = models.DateField()
    quantity = models.BigIntegerField()

    def __str__(self) -> str:
        return f"{self.household_id}: {self.product} on {self.day}"


class NeededProduct(models.Model):
    """The number by which baskets name a product."""

    code = models.TextField(unique=True)

    def __str__(self) -> str:
        return self.code


class NeedSum(models.Model):
    """What the households of a council and of all below it need: kept with every change of a basket.

    ``day`` is 0 for what is needed in each period, else the ordinal of the one day; ``quantity`` in thousandths.
    """

    council = models.TextField()
    product = models.TextField()
    priority = models.IntegerField()
    day = models.IntegerField(default=0)
    quantity = models.BigIntegerField(default=0)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["council", "product", "priority", "day"], name="one_sum_of_needs")
        ]

    def __str__(self) -> str:
        return f"{self.council}: {self.quantity} of {self.product}"


class NeedCount(models.Model):
    """How many households of a council, and of all below it, need anything."""

    council = models.TextField(primary_key=True)
    households = models.IntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.council}: {self.households}"


class LabourAccount(models.Model):
    """What a person has worked and can take goods for, in the federation of the congress ``root``: private (R19).

    Whoever is erased leaves an account that is nobody's, so that the books balance.
    """

    root = models.TextField()
    person = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="labour_accounts")

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["root", "person"], name="one_labour_account_each")]

    def __str__(self) -> str:
        return f"{self.pk} in {self.root}"


class CreditLot(models.Model):
    """Credits of one day, in seconds, as far as they are left."""

    account = models.ForeignKey(LabourAccount, on_delete=models.CASCADE, related_name="lots")
    day = models.DateField()
    left = models.BigIntegerField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["account", "day"], name="one_lot_a_day")]

    def __str__(self) -> str:
        return f"{self.left} of {self.day}"


class WorkedHours(models.Model):
    """Seconds of work that a workplace tells of one of its members; ``state``: of ``core.economy.books.Hours``."""

    account = models.ForeignKey(LabourAccount, on_delete=models.CASCADE, related_name="hours")
    workplace = models.TextField(db_index=True)
    day = models.DateField()
    seconds = models.IntegerField()
    state = models.TextField()
    told = models.DateTimeField()
    reason = models.TextField(default="")

    class Meta:
        indexes: ClassVar = [models.Index(fields=["account", "day"], name="hours_of_a_day")]

    def __str__(self) -> str:
        return f"{self.seconds} s on {self.day} at {self.workplace}: {self.state}"


class Booking(models.Model):
    """One posting of the labour accounts: its lines sum to nought."""

    root = models.TextField()
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.pk} in {self.root}"


class BookingLine(models.Model):
    """Seconds of work to, or from, an account of the kind ``account`` (``core.economy.books.Account``)."""

    booking = models.ForeignKey(Booking, on_delete=models.CASCADE, related_name="lines")
    account = models.TextField()
    owner = models.TextField(default="")
    amount = models.BigIntegerField()

    def __str__(self) -> str:
        return f"{self.account} {self.owner}: {self.amount}"


class BookSum(models.Model):
    """The sum of all lines of one account: kept with every booking."""

    root = models.TextField()
    account = models.TextField()
    owner = models.TextField(default="")
    amount = models.BigIntegerField(default=0)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["root", "account", "owner"], name="one_sum_of_books")]

    def __str__(self) -> str:
        return f"{self.account} {self.owner}: {self.amount}"


class GoodsTaken(models.Model):
    """What a member has taken, in thousandths of the unit, and the seconds of credits cancelled for it: private (R19).

    ``key`` is that of the form it was taken with: the same form sent twice takes once.
    """

    account = models.ForeignKey(LabourAccount, on_delete=models.CASCADE, related_name="taken")
    council = models.TextField(db_index=True)
    product = models.TextField()
    day = models.DateField()
    quantity = models.BigIntegerField()
    seconds = models.BigIntegerField()
    key = models.TextField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["account", "key"], name="taken_once")]
        indexes: ClassVar = [models.Index(fields=["account", "product", "day"], name="taken_in_a_period")]

    def __str__(self) -> str:
        return f"{self.quantity} of {self.product} on {self.day}"

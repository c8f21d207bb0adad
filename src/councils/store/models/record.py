"""The ledger, and what is read from it.

``Act`` and ``CharterText`` are the ledger: triggers refuse to change or remove a row (migration 0002). ``CouncilRow``
and ``MatterRow`` are read models: they hold nothing that folding the ledger does not give again.
"""

from __future__ import annotations

from typing import ClassVar

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

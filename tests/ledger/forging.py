"""Forge records, as somebody could who runs the server: with its key, and with all hashes made anew.

``reforged`` takes the entries of an export apart, lets the forger do as they like, and puts together a file in which
every chain, every root and the signature are right again. What is wrong then is wrong by the rules.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import msgspec
from tests.federation import KEY, START, Federation, planted, preset, with_levels, with_seats

from councils.core.polling import CastVote
from councils.core.vote.tally import Choice
from councils.ledger.entry import GENESIS, Entry, chained
from councils.ledger.export import lines, vouch

SIGNED = START.replace(year=2040)
"""When forged heads are signed: after every act, whatever its forger says."""

Forger = Callable[[list[dict[str, Any]]], object]


def town() -> Federation:
    """A congress over two assemblies of three; a resolution that one assembly answers, a chair, a recall."""
    charter = with_seats(with_levels(preset(), "assembly", "congress"), 1)
    federation = planted(charter, {"A": None, "B": None}, members=3)
    federation.elect("C", "chair", ["A.1"])
    question = federation.propose("C")
    for n, choice in ((1, "yes"), (2, "yes"), (3, "no")):
        federation.do("A", CastVote(question, f"Am{n}/{question}", Choice(choice)))
    federation.pass_days(21)
    federation.recall("A", "Am1")
    return federation


def entry_line(raw: bytes) -> bool:
    return raw.startswith(b'{"entry"')


def resigned(raw: Iterable[bytes], record: Iterable[Entry], key: bytes = KEY) -> list[bytes]:
    """The file with these entries, their own hashes, and a new head."""
    charters = [msgspec.json.decode(text)["charter"] for text in raw if text.startswith(b'{"charter"')]
    kept = list(record)
    head = vouch("test", (entry.hash for entry in kept), charters, SIGNED, key)
    return list(lines(charters, kept, head))


def read_entries(raw: Iterable[bytes]) -> list[dict[str, Any]]:
    return [msgspec.json.decode(text)["entry"] for text in raw if entry_line(text)]


def linked(fields: Iterable[dict[str, Any]]) -> list[Entry]:
    """Entries numbered and chained anew, whatever they say."""
    record: list[Entry] = []
    tips: dict[str, tuple[int, str]] = {}
    for seq, entry in enumerate(fields, start=1):
        version, prev = tips.get(entry["council"], (0, GENESIS))
        made = chained(msgspec.convert(entry | {"seq": seq, "version": version + 1, "prev": prev}, Entry))
        tips[made.council] = (made.version, made.hash)
        record.append(made)
    return record


def reforged(raw: list[bytes], forger: Forger) -> list[bytes]:
    """What the forger makes of the entries, consistently hashed, chained and signed with the server's key."""
    fields = read_entries(raw)
    forger(fields)
    return resigned(raw, linked(fields))


def acts(fields: list[dict[str, Any]], name: str) -> list[dict[str, Any]]:
    """The entries of commands called ``name``."""
    return [entry for entry in fields if entry["act"][0] == name]


def events(fields: list[dict[str, Any]], name: str) -> list[dict[str, Any]]:
    """The fields of events called ``name``."""
    return [event for entry in fields for kind, event in entry["events"] if kind == name]

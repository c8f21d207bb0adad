"""Verify an export: offline, from the file alone (R17).

Theory of operation. Every line is read and must be in the one spelling; every entry must follow its predecessor in the
chain of its council and in time; the Merkle root must be the one that each head signs. Then the rules are run again:
each act that somebody did is decided anew, with all its consequences, in councils rebuilt from nothing. If the rules
lead to just the entries on record, then every vote was counted, every seat filled and every mandate bound as the
charter says. An entry that is what the rules lead to has the hash it must have, so its hash is computed once.

The first thing that is wrong is named, with its line.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from councils.core.act import Command, CouncilId, MatterId, Paper, Polled
from councils.core.council import Council
from councils.core.economy.needs import Horizon, Stated, StateNeeds
from councils.core.economy.offer import PlanOffer
from councils.core.refusal import Refused
from councils.core.run import ContradictionError, run
from councils.core.sentence import Phrase
from councils.ledger.codec import Codec, UnreadableError, canonical
from councils.ledger.entry import Entry, Tip, entries
from councils.ledger.export import FORMAT, read_entry
from councils.ledger.head import Head
from councils.ledger.heads import Heads
from councils.ledger.merkle import Tree
from councils.ledger.planner import Planner, nobody
from councils.ledger.wrong import WrongError, describe, read, spelled

IMPOSSIBLE = (
    ContradictionError,
    ArithmeticError,
    AssertionError,
    AttributeError,
    LookupError,
    RecursionError,
    TypeError,
    ValueError,
)
"""What the rules raise when they meet an act that no program following them can have written."""

Group = list[tuple[int, Entry]]
"""An act with its consequences, each with its line."""


@dataclass(frozen=True, slots=True)
class Proof:
    """What was verified. ``checked`` counts what was done again, by the kind of event; ``keys`` have signed the record,
    the last one its head; ``roots`` are those that it had at the sizes asked for."""

    head: Head
    acts: int
    lines: int
    councils: dict[CouncilId, Council]
    checked: Counter[str]
    keys: tuple[str, ...]
    roots: dict[int, str]


class Replay:
    """The councils as the record rebuilds them; the ``World`` in which each act is decided again."""

    def __init__(self, planner: Planner) -> None:
        self.planner = planner
        self.states: dict[CouncilId, Council] = {}
        self.tips: dict[CouncilId, Tip] = {}
        self.codec = Codec()
        self.checked: Counter[str] = Counter()
        self.seq = 0
        self.issued: dict[tuple[CouncilId, MatterId], tuple[Paper, ...]] = {}
        self.told: dict[CouncilId, Stated] = {}

    def council(self, name: CouncilId) -> Council | None:
        return self.states.get(name)

    def papers(self, council: Council, matter: MatterId) -> tuple[Paper, ...]:
        return self.issued.get((council.id, matter), ())

    def needs(self, council: Council, _: Horizon) -> Stated:
        return self.told.get(council.id, Stated())

    def vouch(self, council: Council, offer: PlanOffer) -> Phrase | None:
        return self.planner(council, offer)

    def expect(self, names: Collection[CouncilId]) -> None:
        """All are in memory."""

    def again(self, group: Group) -> None:
        """Decide the first entry of ``group`` anew: the others must be its consequences, and nothing more."""
        try:
            self.decide(group)
        except WrongError as error:
            hashed(group, error.line)
            raise

    def decide(self, group: Group) -> None:
        line, first = group[0]
        self.issued, self.told = {}, {}
        command = self.command(line, first)
        for number, entry in group[1:]:
            self.command(number, entry)
        try:
            steps = run(self, first.council, command, first.at)
        except IMPOSSIBLE as error:
            raise WrongError(line, f"{describe(first)} cannot have happened: {error!r}", first) from error
        if isinstance(steps, Refused):
            raise WrongError(line, f"{describe(first)} is against the rules. {steps}", first, steps.rule)
        made = list(entries(self.codec, steps, first.at, self.seq, self.tips))
        for (number, found), expected in zip(group, made, strict=False):
            compare(number, found, expected)
        if len(made) != len(group):
            number, last = group[-1]
            what = f"{describe(first)} has {len(made)} consequences by the rules, not {len(group)}"
            raise WrongError(number, what, last)
        for step in steps:
            self.states[step.council] = step.after
            for event in step.events:
                self.checked[type(event).__name__] += 1
        for entry in made:
            self.tips[entry.council] = Tip(entry.version, entry.hash)
        self.seq += len(made)

    def command(self, line: int, entry: Entry) -> Command:
        """The command of an entry; papers issued and needs stated are noted, since only the roll can make them."""
        try:
            command = self.codec.read(entry.act)
        except UnreadableError as error:
            raise WrongError(line, str(error), entry) from error
        if not isinstance(command, Command):
            raise WrongError(line, f"{entry.act[0]} is not an act", entry)
        if isinstance(command, Polled) and command.papers:
            self.issued[entry.council, poll_of(command, entry)] = command.papers
        if isinstance(command, StateNeeds) and command.own:
            self.told[entry.council] = command.own
        return command


def hashed(group: Group, line: int) -> None:
    """WrongError if an entry, up to that ``line``, does not have the hash of its content: this is said first."""
    for number, entry in group:
        if number <= line and entry.computed_hash() != entry.hash:
            raise WrongError(number, f"{describe(entry)} was changed: its hash is not that of its content", entry)


def poll_of(command: Polled, entry: Entry) -> str:
    """The poll that was opened: named by the command, or by the event that opened it."""
    return command.poll or next((fields["recall"] for _, fields in entry.events if "recall" in fields), "")


def compare(line: int, found: Entry, expected: Entry) -> None:
    if found == expected:
        return
    for name in Entry.__struct_fields__:
        was, should = getattr(found, name), getattr(expected, name)
        if was != should and canonical(was) != canonical(should):
            what = f"{describe(found)}: {name} is {shown(was)}, and by the rules it would be {shown(should)}"
            raise WrongError(line, what, found)


def shown(value: object) -> str:
    text = canonical(value).decode()
    return text if len(text) <= 400 else f"{text[:400]}…"


def verify(
    lines: Iterable[bytes],
    progress: Callable[[int], None] = lambda _: None,
    *,
    sizes: Collection[int] = (),
    key: str = "",
    planner: Planner = nobody,
) -> Proof:
    """Read, check and re-run the record in ``lines`` (with their newlines); WrongError names the first fault.

    ``progress`` is called with the number of each line done; ``sizes`` are those at which the root is wanted; ``key``
    is a key, or its beginning, that may follow on another one that did not announce it; ``planner`` checks plans.
    """
    reading = Reading(Heads(sizes, key), planner)
    number = 0
    for number, raw in enumerate(lines, start=1):
        reading.take(number, raw)
        progress(number)
    return reading.proof(number)


class Reading:
    """One record, line by line."""

    def __init__(self, heads: Heads, planner: Planner) -> None:
        self.heads = heads
        self.replay, self.tree, self.papers = Replay(planner), Tree(), Tree()
        self.group: Group = []
        self.last: datetime | None = None
        self.head: Head | None = None

    def take(self, number: int, raw: bytes) -> None:
        try:
            entry = read_entry(raw) if number > 1 and self.head is None else None
            if entry is not None:
                self.entry(number, entry)
            else:
                self.other(number, *spelled(number, raw))
        except WrongError as error:
            hashed(self.group, error.line)  # an act before this line, that was not decided yet
            raise

    def other(self, number: int, kind: str, content: Any) -> None:
        if self.head is not None:
            raise WrongError(number, "the record goes on after its head")
        if (number == 1) != (kind == "format") or (number == 1 and content != FORMAT):
            raise WrongError(number, f"a record begins with its format, {FORMAT}, once")
        match kind:
            case "format":
                return
            case "charter":
                self.charter(number, content)
            case "entry":
                self.entry(number, read(Entry, number, content))
            case "checkpoint":
                self.vouched(number, read(Head, number, content))
            case "head":
                self.head = read(Head, number, content)
                self.vouched(number, self.head)
            case _:
                raise WrongError(number, f"the record has no lines called {kind!r}")

    def charter(self, number: int, content: Any) -> None:
        if self.tree.size or self.heads.last:
            raise WrongError(number, "charters stand before the first act")
        document(self.replay.codec, number, content)
        self.papers.add(canonical(content))
        self.heads.documents.add(self.papers.root().hex())

    def entry(self, number: int, entry: Entry) -> None:
        """The entry is in its place and its time; what it says is looked at when its act is decided anew."""
        seq = self.tree.size + 1
        if entry.seq != seq:
            what = f"entry {entry.seq} stands where entry {seq} belongs: acts are missing or moved"
            raise WrongError(number, what, entry)
        if entry.at.utcoffset() != timedelta(0):
            raise WrongError(number, f"{describe(entry)}: its time is not in UTC", entry)
        if self.last and entry.at < self.last:
            what = f"{describe(entry)} is dated before the act before it: time on the record never goes back"
            raise WrongError(number, what, entry)
        self.last = entry.at
        if entry.cause is None:
            self.finish()
        self.group.append((number, entry))
        self.tree.add(entry.hash.encode())
        self.heads.grown(self.tree)

    def finish(self) -> None:
        """The act that was read with all its consequences is decided anew."""
        if self.group:
            self.replay.again(self.group)
            self.group = []

    def vouched(self, number: int, head: Head) -> None:
        self.finish()
        self.heads.take(number, head, self.tree, self.last)

    def proof(self, number: int) -> Proof:
        if not number:
            raise WrongError(1, "the file is empty")
        if self.head is None:
            raise WrongError(number + 1, "the record ends without its signed head: it was cut off")
        stray = set(self.replay.codec.charters) - self.replay.codec.named
        if stray:
            raise WrongError(number, f"no act names the charter {min(stray)}")
        replay, heads = self.replay, self.heads
        return Proof(self.head, self.tree.size, number, replay.states, replay.checked, tuple(heads.keys), heads.roots)


def document(codec: Codec, number: int, content: Any) -> None:
    try:
        known = len(codec.charters)
        codec.add(content)
        if len(codec.charters) == known:
            raise WrongError(number, "the same charter stands in the record twice")
    except ValueError as error:
        raise WrongError(number, f"this is not a charter: {error}") from error

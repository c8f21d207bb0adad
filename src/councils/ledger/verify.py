"""Verify an export: offline, from the file alone (R17).

Theory of operation. Every line is read and must be in the one spelling; every entry must follow its predecessor in the
chain of its council; the Merkle root must be the one that the head signs. Then the rules are run again: each act that
somebody did is decided anew, with all its consequences, in councils rebuilt from nothing. If the rules lead to just
the entries on record, then every vote was counted, every seat filled and every mandate bound as the charter says.

The first thing that is wrong is named, with its line.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from councils.core.act import Command, CouncilId, MatterId, Paper, Polled
from councils.core.council import Council
from councils.core.refusal import Refused
from councils.core.run import ContradictionError, run
from councils.ledger.codec import Codec, UnreadableError, canonical
from councils.ledger.entry import Entry, Tip, entries
from councils.ledger.export import FORMAT, parse, typed
from councils.ledger.head import Head, genuine
from councils.ledger.merkle import Tree


class WrongError(Exception):
    """The first thing that is wrong: the line of the file (from 1), and what it is."""

    def __init__(self, line: int, what: str) -> None:
        super().__init__(f"line {line}: {what}")
        self.line, self.what = line, what


IMPOSSIBLE = (ContradictionError, ArithmeticError, AssertionError, AttributeError, LookupError, TypeError, ValueError)
"""What the rules raise when they meet an act that no program following them can have written."""


@dataclass(slots=True)
class Proof:
    """What was verified. ``checked`` counts what was done again, by the kind of event."""

    head: Head
    acts: int
    lines: int
    hashes: list[str]
    councils: dict[CouncilId, Council] = field(default_factory=dict)
    checked: Counter[str] = field(default_factory=Counter)


class Replay:
    """The councils as the record rebuilds them; the ``World`` in which each act is decided again."""

    def __init__(self) -> None:
        self.states: dict[CouncilId, Council] = {}
        self.tips: dict[CouncilId, Tip] = {}
        self.codec = Codec()
        self.checked: Counter[str] = Counter()
        self.seq = 0
        self.issued: dict[tuple[CouncilId, MatterId], tuple[Paper, ...]] = {}

    def council(self, name: CouncilId) -> Council | None:
        return self.states.get(name)

    def papers(self, council: Council, matter: MatterId) -> tuple[Paper, ...]:
        return self.issued.get((council.id, matter), ())

    def again(self, group: list[tuple[int, Entry]]) -> None:
        """Decide the first entry of ``group`` anew: the others must be its consequences, and nothing more."""
        line, first = group[0]
        self.issued = {}
        command = self.command(line, first)
        for number, entry in group[1:]:
            self.command(number, entry)
        try:
            steps = run(self, first.council, command, first.at)
        except IMPOSSIBLE as error:
            raise WrongError(line, f"{describe(first)} cannot have happened: {error!r}") from error
        if isinstance(steps, Refused):
            raise WrongError(line, f"{describe(first)} is against the rules. {steps}")
        made = list(entries(self.codec, steps, first.at, self.seq, self.tips))
        for (number, found), expected in zip(group, made, strict=False):
            compare(number, found, expected)
        if len(made) != len(group):
            raise WrongError(
                group[-1][0], f"{describe(first)} has {len(made)} consequences by the rules, not {len(group)}"
            )
        for step in steps:
            self.states[step.council] = step.after
            self.checked.update(type(event).__name__ for event in step.events)
        for entry in made:
            self.tips[entry.council] = Tip(entry.version, entry.hash)
        self.seq += len(made)

    def command(self, line: int, entry: Entry) -> Command:
        """The command of an entry; the papers it issued are noted, since only the roll can make them."""
        try:
            command = self.codec.read(entry.act)
        except UnreadableError as error:
            raise WrongError(line, str(error)) from error
        if not isinstance(command, Command):
            raise WrongError(line, f"{entry.act[0]} is not an act")
        if isinstance(command, Polled) and command.papers:
            self.issued[entry.council, poll_of(command, entry)] = command.papers
        return command


def poll_of(command: Polled, entry: Entry) -> str:
    """The poll that was opened: named by the command, or by the event that opened it."""
    return command.poll or next((fields["recall"] for _, fields in entry.events if "recall" in fields), "")


def compare(line: int, found: Entry, expected: Entry) -> None:
    if found == expected:
        return
    for name in Entry.__struct_fields__:
        was, should = getattr(found, name), getattr(expected, name)
        if was != should and canonical(was) != canonical(should):
            raise WrongError(
                line, f"{describe(found)}: {name} is {shown(was)}, and by the rules it would be {shown(should)}"
            )


def shown(value: object) -> str:
    text = canonical(value).decode()
    return text if len(text) <= 400 else f"{text[:400]}…"


def describe(entry: Entry) -> str:
    return f"entry {entry.seq} ({entry.act[0]} in {entry.council}, {entry.at:%Y-%m-%d %H:%M})"


def verify(lines: Iterable[bytes], progress: Callable[[int], None] = lambda _: None) -> Proof:
    """Read, check and re-run the record in ``lines`` (with their newlines); WrongError names the first fault.

    ``progress`` is called with the number of each line done.
    """
    replay, tree, papers = Replay(), Tree(), Tree()
    head: Head | None = None
    group: list[tuple[int, Entry]] = []
    hashes: list[str] = []
    number = 1
    for number, kind, content in parsed(lines):
        progress(number)
        if head is not None:
            raise WrongError(number, "the record goes on after its head")
        if kind == "charter":
            if tree.size:
                raise WrongError(number, "charters stand before the first act")
            document(replay.codec, number, content)
            papers.add(canonical(content))
        elif kind == "entry":
            entry = read(Entry, number, content)
            tree.add(entry.hash.encode())
            hashes.append(entry.hash)
            linked(number, entry, tree.size)
            if entry.cause is None and group:
                replay.again(group)
                group = []
            group.append((number, entry))
        elif kind == "head":
            head = read(Head, number, content)
        else:
            raise WrongError(number, f"the record has no lines called {kind!r}")
    if head is None:
        raise WrongError(number + 1, "the record ends without its signed head: it was cut off")
    if group:
        replay.again(group)
    signed(number, head, tree, papers)
    named(number, replay)
    return Proof(head, tree.size, number, hashes, replay.states, replay.checked)


def parsed(lines: Iterable[bytes]) -> Iterator[tuple[int, str, Any]]:
    number = 0
    for number, raw in enumerate(lines, start=1):
        try:
            kind, content = parse(raw)
        except UnreadableError as error:
            raise WrongError(number, str(error)) from error
        if (number == 1) != (kind == "format") or (number == 1 and content != FORMAT):
            raise WrongError(number, f"a record begins with its format, {FORMAT}, once")
        if number > 1:
            yield number, kind, content
    if not number:
        raise WrongError(1, "the file is empty")


def read(kind: type[Any], number: int, content: object) -> Any:
    try:
        return typed(kind, content)
    except UnreadableError as error:
        raise WrongError(number, str(error)) from error


def document(codec: Codec, number: int, content: Any) -> None:
    try:
        known = len(codec.charters)
        codec.add(content)
        if len(codec.charters) == known:
            raise WrongError(number, "the same charter stands in the record twice")
    except ValueError as error:
        raise WrongError(number, f"this is not a charter: {error}") from error


def linked(number: int, entry: Entry, seq: int) -> None:
    """The entry is in its place, and its hash is its own; its links are compared when its act is decided anew."""
    if entry.seq != seq:
        raise WrongError(number, f"entry {entry.seq} stands where entry {seq} belongs: acts are missing or moved")
    if entry.computed_hash() != entry.hash:
        raise WrongError(number, f"{describe(entry)} was changed: its hash is not that of its content")


def signed(number: int, head: Head, tree: Tree, papers: Tree) -> None:
    if head.size != tree.size:
        raise WrongError(number, f"the head vouches for {head.size} acts, and the record has {tree.size}")
    if head.root != tree.root().hex():
        raise WrongError(number, "the acts are not those that the head vouches for")
    if head.documents != papers.root().hex():
        raise WrongError(number, "the charters are not those that the head vouches for")
    if not genuine(head):
        raise WrongError(number, "the signature of the head is not genuine")


def named(number: int, replay: Replay) -> None:
    """No charter stands in the record that no act names."""
    stray = set(replay.codec.charters) - replay.codec.named
    if stray:
        raise WrongError(number, f"no act names the charter {min(stray)}")

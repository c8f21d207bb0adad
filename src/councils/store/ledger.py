"""The ledger in the database: councils are folded from their entries, and acts are appended.

Theory of operation. A council's state is remembered with its version; reading it again folds only the entries that came
since. What is remembered is known by the hash at the end of its chain, which covers all that came before: where the
database has another hash there (the transaction was taken back), it is folded anew. Two writers of one council meet at
the constraint that a version exists once: the second starts again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime
from itertools import islice
from threading import Lock
from typing import Any, TypeVar, cast

import msgspec
from django.db import models

from councils.core.act import CouncilId, Event, MatterId, MemberId, Paper
from councils.core.charter.document import charter_document
from councils.core.council import Council
from councils.core.evolve import evolve
from councils.ledger.codec import Codec, Named, UnreadableError, canonical
from councils.ledger.entry import Entry, Tip
from councils.store.models import Act, CharterText, Membership
from councils.store.rows import insert, moment, select

Secrets = dict[MemberId, bytes | memoryview]
Papers = Callable[[Council, MatterId, Secrets], tuple[Paper, ...]]
TOGETHER = 200  # councils that are asked for with one query
Item = TypeVar("Item")


class States:
    """Councils as of some version and hash, shared by all threads of the process."""

    def __init__(self) -> None:
        self.known: dict[CouncilId, tuple[Tip, Council]] = {}
        self.codec = Codec()
        self.lock = Lock()

    def clear(self) -> None:
        """Forget everything, as when another database is opened."""
        with self.lock:
            self.known.clear()
            self.codec = Codec()

    def get(self, name: CouncilId) -> tuple[Tip, Council] | None:
        return self.known.get(name)

    def forget(self, name: CouncilId, tip: Tip) -> None:
        """Forget what was remembered as of ``tip``."""
        with self.lock:
            if name in self.known and self.known[name][0] == tip:
                del self.known[name]

    def keep(self, states: Mapping[CouncilId, tuple[Tip, Council]]) -> None:
        """Remember councils as they were read, or as committed acts have left them."""
        with self.lock:
            for name, state in states.items():
                known = self.known.get(name)
                if known is None or known[0].version < state[0].version:
                    self.known[name] = state


STATES = States()


class DatabaseLedger:
    """The ``World`` of one act, read within its transaction; ``empty`` says that nothing is written yet."""

    def __init__(self, papers: Papers, *, empty: bool = False) -> None:
        self.issue, self.empty = papers, empty
        self.read: dict[CouncilId, tuple[Tip, Council] | None] = {}
        self.beside: dict[CouncilId, list[CouncilId]] = {}
        self.secrets: dict[CouncilId, Secrets] = {}

    def council(self, name: CouncilId) -> Council | None:
        found = self.current(name)
        return found[1] if found else None

    def papers(self, council: Council, matter: MatterId) -> tuple[Paper, ...]:
        if council.id not in self.secrets:
            self.secrets.update(secrets_of(self.beside.get(council.id, [council.id])))
        return self.issue(council, matter, self.secrets.pop(council.id))

    def begin(self) -> None:
        """Another act: what was expected of the one before is not true any more."""
        self.beside.clear()
        self.secrets.clear()

    def current(self, name: CouncilId) -> tuple[Tip, Council] | None:
        if name not in self.read:
            self.read[name] = None if self.empty else load(name)
        return self.read[name]

    def expect(self, names: Iterable[CouncilId]) -> None:
        """Ask once whether these councils are still as remembered; those that are then cost no query of their own."""
        unread = {name: STATES.get(name) for name in names if name not in self.read and not self.empty}
        known = {name: state for name, state in unread.items() if state}
        for some in batched(known.items(), TOGETHER):
            together = [name for name, _ in some]
            self.beside.update(dict.fromkeys(together, together))
            ends = [pair for name, (tip, _) in some for pair in ((name, tip.version), (name, tip.version + 1))]
            values = (value for pair in ends for value in pair)
            written: dict[CouncilId, list[Tip]] = {}
            for name, version, hashed in select(NAMED.format(", ".join(["(%s, %s)"] * len(ends))), *values):
                written.setdefault(name, []).append(Tip(version, hashed))
            self.read.update({name: state for name, state in some if written.get(name) == [state[0]]})

    def tips(self, names: Iterable[CouncilId]) -> dict[CouncilId, Tip]:
        found = {name: self.current(name) for name in names}
        return {name: state[0] for name, state in found.items() if state}


def secrets_of(councils: Iterable[CouncilId]) -> dict[CouncilId, Secrets]:
    """By which members of these assemblies make their papers (``app/papers.py``)."""
    found: dict[CouncilId, Secrets] = {name: {} for name in councils}
    roll = Membership.objects.filter(council__in=found).values_list("council", "member", "secret")
    for council, member, secret in roll:
        found[council][member] = secret
    return found


def batched(items: Iterable[Item], size: int) -> Iterator[list[Item]]:
    """``items`` in lists of at most ``size``."""
    waiting = iter(items)
    while some := list(islice(waiting, size)):
        yield some


SINCE = "SELECT version, hash, events FROM store_act WHERE council = %s AND version >= %s ORDER BY version"
END = "SELECT seq, at FROM store_act ORDER BY seq DESC LIMIT 1"
NAMED = (  # each looked up by itself: asked with IN, SQLite reads the whole table
    "WITH named (council, version) AS (VALUES {}) SELECT act.council, act.version, act.hash"
    " FROM named JOIN store_act act ON act.council = named.council AND act.version = named.version"
)


def load(name: CouncilId) -> tuple[Tip, Council] | None:
    """The council ``name`` as the database has it now."""
    tip, state = STATES.get(name) or (Tip(), None)
    written = select(SINCE, name, tip.version)
    if state is not None:
        if not written or written[0][1] != tip.hash:  # it was taken back, or this is another database
            STATES.forget(name, tip)
            return load(name)
        written = written[1:]
    for version, hashed, events in written:
        for named in msgspec.json.decode(events):
            state = evolve(state, event(named))
        tip = Tip(version, hashed)
    if state is None:
        return None
    STATES.keep({name: (tip, state)})
    return tip, state


def event(named: Named) -> Event:
    try:
        return cast("Event", STATES.codec.read(named))
    except UnreadableError:  # a charter that another process has brought
        learn_charters()
        return cast("Event", STATES.codec.read(named))


def learn_charters() -> None:
    """Read the charters that this process has not seen yet."""
    unknown = CharterText.objects.exclude(digest__in=STATES.codec.charters)
    for text in unknown.values_list("document", flat=True):
        STATES.codec.add(msgspec.json.decode(text))


def append(record: Iterable[Entry]) -> None:
    """Write entries, and the charters that they are the first to name."""
    rows = [row(entry) for entry in record]
    insert(Act, rows)
    named = [name for name in list(STATES.codec.charters) if any(name in row["act"] for row in rows)]
    written = {digest for (digest,) in select("SELECT digest FROM store_chartertext")} if named else set()
    new = [name for name in named if name not in written]
    for place, name in enumerate(new, start=len(written) + 1):
        text = canonical(charter_document(STATES.codec.charters[name])).decode()
        CharterText.objects.create(digest=name, place=place, document=text)


def row(entry: Entry) -> dict[str, Any]:
    fields = msgspec.structs.asdict(entry)
    return fields | {"act": canonical(entry.act).decode(), "events": canonical(entry.events).decode()}


def record_end() -> tuple[int, datetime | None]:
    """The number and the time of the last entry; 0 and None where nothing is written yet."""
    last = select(END)
    return (last[0][0], moment(last[0][1])) if last else (0, None)


def record(acts: models.QuerySet[Act] | None = None) -> Iterator[Entry]:
    """Every entry, in order, or those of ``acts``."""
    chosen = Act.objects.order_by("seq") if acts is None else acts
    for act in chosen.iterator(chunk_size=2000):
        yield entry(act)


def entry(act: Act) -> Entry:
    fields = {name: getattr(act, name) for name in Entry.__struct_fields__}
    events = tuple(tuple(event) for event in msgspec.json.decode(act.events))
    return Entry(**fields | {"act": tuple(msgspec.json.decode(act.act)), "events": events})

"""The ledger in the database: councils are folded from their entries, and acts are appended.

Theory of operation. A council's state is remembered with its version; reading it again folds only the entries that came
since. What is remembered is known by the hash at the end of its chain, which covers all that came before: where the
database has another hash there (the transaction was taken back), it is folded anew. Two writers of one council meet at
the constraint that a version exists once: the second starts again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from functools import reduce
from itertools import islice
from operator import or_
from threading import Lock
from typing import TypeVar, cast

import msgspec
from django.db import models

from councils.core.act import CouncilId, Event, MatterId, Paper
from councils.core.charter.document import charter_document
from councils.core.council import Council
from councils.core.evolve import evolve
from councils.core.run import Step
from councils.ledger.codec import Codec, Named, UnreadableError, canonical
from councils.ledger.entry import Entry, Tip
from councils.store.models import Act, CharterText

Papers = Callable[[Council, MatterId], tuple[Paper, ...]]
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

    def keep(self, name: CouncilId, tip: Tip, council: Council) -> None:
        with self.lock:
            known = self.known.get(name)
            if known is None or known[0].version < tip.version:
                self.known[name] = (tip, council)


STATES = States()


class DatabaseLedger:
    """The ``World`` of one act, read within its transaction; ``empty`` says that nothing is written yet."""

    def __init__(self, papers: Papers, *, empty: bool = False) -> None:
        self.issue, self.empty = papers, empty
        self.read: dict[CouncilId, tuple[Tip, Council] | None] = {}

    def council(self, name: CouncilId) -> Council | None:
        found = self.current(name)
        return found[1] if found else None

    def papers(self, council: Council, matter: MatterId) -> tuple[Paper, ...]:
        return self.issue(council, matter)

    def current(self, name: CouncilId) -> tuple[Tip, Council] | None:
        if name not in self.read:
            self.read[name] = None if self.empty else load(name)
        return self.read[name]

    def expect(self, names: Iterable[CouncilId]) -> None:
        """Ask once whether these councils are still as remembered; those that are then cost no query of their own."""
        unread = {name: STATES.get(name) for name in names if name not in self.read and not self.empty}
        known = {name: state for name, state in unread.items() if state}
        for some in batched(known.items(), 200):
            since = (models.Q(council=name, version__gte=tip.version) for name, (tip, _state) in some)
            rows = Act.objects.filter(reduce(or_, since)).values_list("council", "version", "hash")
            written: dict[CouncilId, list[Tip]] = {}
            for name, version, hashed in rows:
                written.setdefault(name, []).append(Tip(version, hashed))
            self.read.update({name: state for name, state in some if written.get(name) == [state[0]]})

    def tips(self, names: Iterable[CouncilId]) -> dict[CouncilId, Tip]:
        found = {name: self.current(name) for name in names}
        return {name: state[0] for name, state in found.items() if state}


def batched(items: Iterable[Item], size: int) -> Iterator[list[Item]]:
    """``items`` in lists of at most ``size``."""
    waiting = iter(items)
    while some := list(islice(waiting, size)):
        yield some


def keep(record: Iterable[Entry], steps: Iterable[Step]) -> None:
    """Remember what a committed act has made of its councils."""
    for entry, step in zip(record, steps, strict=True):
        STATES.keep(entry.council, Tip(entry.version, entry.hash), step.after)


def load(name: CouncilId) -> tuple[Tip, Council] | None:
    """The council ``name`` as the database has it now."""
    tip, state = STATES.get(name) or (Tip(), None)
    rows = Act.objects.filter(council=name, version__gte=tip.version).order_by("version")
    written = list(rows.values_list("version", "hash", "events"))
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
    STATES.keep(name, tip, state)
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
    Act.objects.bulk_create(rows)
    written = set(CharterText.objects.values_list("digest", flat=True))
    for name, charter in list(STATES.codec.charters.items()):
        if name not in written and any(name in act.act for act in rows):
            text = canonical(charter_document(charter)).decode()
            CharterText.objects.create(digest=name, place=len(written) + 1, document=text)
            written.add(name)


def row(entry: Entry) -> Act:
    fields = msgspec.structs.asdict(entry)
    return Act(**fields | {"act": canonical(entry.act).decode(), "events": canonical(entry.events).decode()})


def record_end() -> tuple[int, datetime | None]:
    """The number and the time of the last entry; 0 and None where nothing is written yet."""
    return Act.objects.order_by("-seq").values_list("seq", "at").first() or (0, None)


def record(acts: models.QuerySet[Act] | None = None) -> Iterator[Entry]:
    """Every entry, in order, or those of ``acts``."""
    chosen = Act.objects.order_by("seq") if acts is None else acts
    for act in chosen.iterator(chunk_size=2000):
        yield entry(act)


def entry(act: Act) -> Entry:
    fields = {name: getattr(act, name) for name in Entry.__struct_fields__}
    events = tuple(tuple(event) for event in msgspec.json.decode(act.events))
    return Entry(**fields | {"act": tuple(msgspec.json.decode(act.act)), "events": events})

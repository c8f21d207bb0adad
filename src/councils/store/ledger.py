"""The ledger in the database: councils are folded from their entries, and acts are appended.

Theory of operation. A council's state is remembered with its version; reading it again folds only the entries that came
since. What is remembered is known by the hash at the end of its chain, which covers all that came before: where the
database has another hash there (the transaction was taken back), it is folded anew. Two writers of one council meet at
the constraint that a version exists once: the second starts again.

Nobody need ask for each council whether it is still as remembered: the end of the record tells it for all at once. When
it has moved, the councils that have acted since are doubted, and asked for when somebody needs them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice
from threading import Lock
from typing import Any, TypeVar, cast

import msgspec
from django.db import models

from councils.core.act import CouncilId, Event, MatterId, MemberId, Paper
from councils.core.charter.document import charter_document
from councils.core.charter.limits import PlanningRule
from councils.core.council import Council
from councils.core.economy.needs import Horizon, Stated
from councils.core.economy.offer import PlanOffer
from councils.core.evolve import evolve
from councils.core.sentence import Phrase
from councils.ledger.codec import Codec, Named, UnreadableError, canonical
from councils.ledger.entry import Entry, Tip
from councils.plan.vouching import vouch
from councils.store.models import Act, CharterText, Membership
from councils.store.rows import insert, moment, select
from councils.store.silence import Silence

Secrets = dict[MemberId, bytes | memoryview]
Papers = Callable[[Council, MatterId, Secrets], tuple[Paper, ...]]
TOGETHER = 200  # councils that are asked for with one query
Item = TypeVar("Item")


@dataclass(frozen=True, slots=True)
class End:
    """The last entry of the record, and how far the last head that was signed reaches."""

    seq: int = 0
    at: datetime | None = None
    hash: str = ""
    signed: int = 0
    signed_at: datetime | None = None

    def same(self, other: End) -> bool:
        return (self.seq, self.hash) == (other.seq, other.hash)


NOWHERE = End(-1)


class States:
    """Councils as of some version and hash, shared by all threads of the process; they are as of ``end``, but for those
    that are ``doubted``. ``coming`` are those of the acts that are just being committed: another thread may read them
    from the database before they are kept."""

    def __init__(self) -> None:
        self.known: dict[CouncilId, tuple[Tip, Council]] = {}
        self.coming: Mapping[CouncilId, tuple[Tip, Council]] = {}
        self.end, self.doubted = End(), set[CouncilId]()
        self.codec = Codec()
        self.lock = Lock()

    def clear(self) -> None:
        """Forget everything, as when another database is opened."""
        with self.lock:
            self.known.clear()
            self.coming = {}
            self.end, self.codec = End(), Codec()

    def get(self, name: CouncilId) -> tuple[Tip, Council] | None:
        return self.known.get(name)

    def come(self, name: CouncilId, tip: Tip) -> tuple[Tip, Council] | None:
        """The council that ends with ``tip``, if it is just being committed."""
        coming = self.coming.get(name)
        return coming if coming and coming[0] == tip else None

    def as_of(self, end: End, name: CouncilId) -> tuple[Tip, Council] | None:
        """The council as it is where the record ends with ``end``, as far as that is known."""
        with self.lock:
            sure = end.same(self.end) and name not in self.doubted
            return self.known.get(name) if sure else None

    def forget(self, name: CouncilId, tip: Tip) -> None:
        """Forget what was remembered as of ``tip``."""
        with self.lock:
            if name in self.known and self.known[name][0] == tip:
                del self.known[name]

    def keep(self, states: Mapping[CouncilId, tuple[Tip, Council]], end: End, now: End | None = None) -> None:
        """Remember councils as they were read where the record ended with ``end``, or as acts have left them that were
        written behind it, up to ``now``."""
        with self.lock:
            sure = end.same(self.end)
            if sure and now:
                self.end = now
            for name, state in states.items():
                known = self.known.get(name)
                if known is None or known[0].version < state[0].version:
                    self.known[name] = state
                (self.doubted.discard if sure else self.doubted.add)(name)

    def follow(self, end: End) -> None:
        """Doubt what has changed since, up to ``end``: everything, where the record is another one than it was."""
        since = self.end
        if end.same(since) or end.seq < since.seq:
            return
        acted = select(ACTED, since.seq, since.seq) if since.seq else []
        goes_on = since.hash in {hashed for _, hashed in acted}
        with self.lock:
            if since.same(self.end):
                self.doubted |= {name for name, _ in acted} if goes_on else set(self.known)
                self.end = end


STATES = States()


class DatabaseLedger:
    """The ``World`` of one act, read within its transaction; ``empty`` says that nothing is written yet."""

    def __init__(self, papers: Papers, *, empty: bool = False) -> None:
        self.issue, self.empty = papers, empty
        self.end: End | None = None
        self.read: dict[CouncilId, tuple[Tip, Council] | None] = {}
        self.beside: dict[CouncilId, list[CouncilId]] = {}
        self.secrets: dict[CouncilId, Secrets] = {}
        self.silence: dict[tuple[PlanningRule, date], Silence] = {}

    def council(self, name: CouncilId) -> Council | None:
        found = self.current(name)
        return found[1] if found else None

    def papers(self, council: Council, matter: MatterId) -> tuple[Paper, ...]:
        if council.id not in self.secrets:
            self.secrets.update(secrets_of(self.beside.get(council.id, [council.id])))
        return self.issue(council, matter, self.secrets.pop(council.id))

    def needs(self, council: Council, horizon: Horizon) -> Stated:
        from councils.store.baskets import stated  # noqa: PLC0415 - with NumPy

        rule = council.charter.planning
        return stated(council, horizon, self.silence.setdefault((rule, horizon.start), Silence(rule, horizon.start)))

    def vouch(self, council: Council, offer: PlanOffer) -> Phrase | None:
        return vouch(council, offer)

    def begin(self) -> None:
        """Another act: what was expected of the one before is not true any more."""
        self.beside.clear()
        self.secrets.clear()
        self.silence.clear()

    def current(self, name: CouncilId) -> tuple[Tip, Council] | None:
        if name not in self.read:
            self.read[name] = None if self.empty else self.found(name)
        return self.read[name]

    def found(self, name: CouncilId) -> tuple[Tip, Council] | None:
        end = self.end or self.begins(record_end())
        return STATES.as_of(end, name) or load(name, end)

    def begins(self, end: End) -> End:
        """Read the councils as they are where the record ends with ``end``."""
        self.end = end
        STATES.follow(end)
        return end

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
ACTED = "SELECT DISTINCT council, CASE WHEN seq = %s THEN hash END FROM store_act WHERE seq >= %s"
END = (
    "SELECT act.seq, act.at, act.hash, head.size, head.at"
    " FROM (SELECT seq, at, hash FROM store_act ORDER BY seq DESC LIMIT 1) act"
    " LEFT JOIN (SELECT size, at FROM store_signedhead ORDER BY id DESC LIMIT 1) head ON TRUE"
)
NAMED = (  # each looked up by itself: asked with IN, SQLite reads the whole table
    "WITH named (council, version) AS (VALUES {}) SELECT act.council, act.version, act.hash"
    " FROM named JOIN store_act act ON act.council = named.council AND act.version = named.version"
)


def load(name: CouncilId, end: End = NOWHERE) -> tuple[Tip, Council] | None:
    """The council ``name`` as the database has it now, where the record goes on to ``end`` at least."""
    tip, state = STATES.get(name) or (Tip(), None)
    written = select(SINCE, name, tip.version)
    if state is not None:
        if not written or written[0][1] != tip.hash:  # it was taken back, or this is another database
            STATES.forget(name, tip)
            return load(name, end)
        written = written[1:]
    if written and (come := STATES.come(name, Tip(*written[-1][:2]))):
        (tip, state), written = come, []
    for version, hashed, events in written:
        for named in msgspec.json.decode(events):
            state = evolve(state, event(named))
        tip = Tip(version, hashed)
    if state is None:
        return None
    STATES.keep({name: (tip, state)}, end)
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


def record_end() -> End:
    """The end of the record as it is now."""
    for seq, at, hashed, signed, signed_at in select(END):
        return End(seq, moment(at), hashed, signed or 0, signed_at and moment(signed_at))
    return End()


def record(acts: models.QuerySet[Act] | None = None) -> Iterator[Entry]:
    """Every entry, in order, or those of ``acts``."""
    chosen = Act.objects.order_by("seq") if acts is None else acts
    for act in chosen.iterator(chunk_size=2000):
        yield entry(act)


def entry(act: Act) -> Entry:
    fields = {name: getattr(act, name) for name in Entry.__struct_fields__}
    events = tuple(tuple(event) for event in msgspec.json.decode(act.events))
    return Entry(**fields | {"act": tuple(msgspec.json.decode(act.act)), "events": events})

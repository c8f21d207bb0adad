"""Every command and event is written and read again as it was; one record has one spelling (R17)."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timezone
from decimal import Decimal
from fractions import Fraction

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.federation import START, preset

from councils.core.act import later
from councils.core.charter import Charter
from councils.core.charter.document import charter_document
from councils.core.charter_change import CharterAmended
from councils.core.evolve import EVENTS
from councils.core.polling import CastVote
from councils.core.vote.tally import Choice
from councils.ledger.codec import ACTS, Codec, UnreadableError, canonical, digest

CHARTERS = [preset(), replace(preset(), title="Another")]
PAST = datetime(1871, 3, 26)  # noqa: DTZ001  hypothesis takes its bounds without a zone

st.register_type_strategy(Charter, st.sampled_from(CHARTERS))
st.register_type_strategy(datetime, st.datetimes(min_value=PAST, timezones=st.just(UTC)))
st.register_type_strategy(Mapping, lambda kind: st.dictionaries(*map(st.from_type, kind.__args__), max_size=3))
st.register_type_strategy(float, st.floats(allow_nan=False, allow_infinity=False))
st.register_type_strategy(Decimal, st.decimals(allow_nan=False, allow_infinity=False, places=3))
st.register_type_strategy(Fraction, st.fractions(max_denominator=10**6))


@pytest.mark.filterwarnings("ignore:Generating overly large repr")
@pytest.mark.parametrize("name", sorted(ACTS))
def test_act_is_read_as_it_was_written(name: str) -> None:
    @settings(max_examples=4, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck), database=None)
    @given(st.from_type(ACTS[name]))
    def check(act: object) -> None:
        codec = Codec()
        written = codec.write(act)  # type: ignore[arg-type]
        line = canonical(written)
        again = codec.read(tuple(msgspec.json.decode(line)))
        assert again == act
        assert canonical(codec.write(again)) == line

    check()


def test_acts_are_all_commands_and_events_by_name() -> None:
    assert len(ACTS) == len({kind.__name__ for kind in ACTS.values()})
    assert {kind.__name__ for kind in EVENTS} <= set(ACTS)


def test_charter_is_kept_once_and_named_by_its_digest() -> None:
    codec = Codec()
    first = CharterAmended(2, CHARTERS[0], "C:1", START)
    name = codec.write(first)[1]["charter"]
    assert name == digest(canonical(charter_document(CHARTERS[0])))
    codec.write(replace(first, charter=replace(CHARTERS[0])))
    assert list(codec.charters) == [name]


def test_charter_is_read_from_its_document() -> None:
    writing, reading = Codec(), Codec()
    act = CharterAmended(2, CHARTERS[1], "C:1", START)
    written = writing.write(act)
    name = reading.add(charter_document(CHARTERS[1]))
    assert name == written[1]["charter"]
    assert reading.read(written) == act
    assert reading.named == {name}


def test_time_has_one_spelling() -> None:
    codec = Codec()
    east = datetime(2026, 1, 5, 20, 0, tzinfo=timezone(START - START.replace(hour=16)))
    act = CharterAmended(2, CHARTERS[0], "C:1", START)
    assert codec.write(act)[1]["at"] == "2026-01-05T18:00:00Z"
    assert codec.read(codec.write(replace(act, at=east))) == act


@pytest.mark.parametrize(
    ("named", "what"),
    [
        (("Coup", {}), "there is no act called Coup"),
        (("CastVote", {"matter": "C:1", "paper": "p"}), "missing required field `choice`"),
        (("CastVote", {"matter": "C:1", "paper": "p", "choice": "perhaps"}), "Invalid enum value"),
        (("CastVote", {"matter": 1, "paper": "p", "choice": "yes"}), "Expected `str`"),
        (("AdoptCharter", {"version": 2, "charter": "0" * 64, "motion": ""}), "holds no charter with the digest"),
        (("AdoptCharter", {"version": 2, "charter": {"name": "x"}, "motion": ""}), "holds no charter"),
    ],
)
def test_unreadable_act_is_told_in_words(named: tuple[str, dict[str, object]], what: str) -> None:
    with pytest.raises(UnreadableError, match=what):
        Codec().read(named)


@pytest.mark.parametrize("text", ["1/0", "x", "1.5", " 1/2", "1e3", "١/٢"])
def test_fraction_has_one_spelling(text: str) -> None:
    answer = {
        "position": "yes",
        "counted": {"yes": text, "no": 0, "abstain": 0},
        "base": {"yes": 1, "no": 0, "abstain": 0},
        "represented": 1,
        "took_part": 1,
        "needed": 0,
    }
    with pytest.raises(UnreadableError):
        Codec().read(("Instruct", {"question": "C:1", "council": "A", "answer": answer}))


def test_canonical_json_is_sorted_and_bare() -> None:
    vote = CastVote("C:1", "é", Choice.YES)
    assert canonical(vote) == '{"choice":"yes","matter":"C:1","paper":"é"}'.encode()


@dataclass(frozen=True)
class Inner:
    old: int
    new: int = later(0)


@dataclass(frozen=True)
class Outer:
    inner: Inner
    maybe: Inner | None = None
    new: str = later("")


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (Outer(Inner(1)), {"inner": {"old": 1}, "maybe": None}),
        (Outer(Inner(1, 2), Inner(3), "x"), {"inner": {"old": 1, "new": 2}, "maybe": {"old": 3}, "new": "x"}),
    ],
)
def test_later_field_is_written_only_where_it_says_something(value: Outer, written: dict[str, object]) -> None:
    content = Codec().fields(value)
    assert content == written
    assert msgspec.convert(content, Outer) == value


READERS = """
import sys, threading
from councils.ledger.codec import Codec
from tests.ledger.forging import town

acts = [act for entry in town().record for act in entry.events if "charter" not in act[1]]
together, read = threading.Barrier(8), []

def reader():
    codec = Codec()
    together.wait()
    read.append([codec.read(act) for act in acts])

sys.setswitchinterval(1e-6)
threads = [threading.Thread(target=reader) for _ in range(8)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
assert len(read) == 8 and all(found == read[0] for found in read)
"""


def test_first_acts_are_read_by_many_threads_at_once() -> None:
    done = subprocess.run([sys.executable, "-c", READERS], check=False, capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "")

"""A hostile operator, with the database and the key in hand: every attack, and what is said of it (R17).

Some break the record in itself; ``verify`` finds them. The others make a record that holds in itself, with all hashes
and signatures made anew; whoever holds an earlier head finds them (``HELD`` is one that was given away on the way).
"""

from __future__ import annotations

import gzip
from collections.abc import Callable
from datetime import timedelta
from itertools import pairwise
from typing import Any

import msgspec
import pytest
from tests.federation import KEY, START, Federation
from tests.ledger.forging import SIGNED, acts, linked, read_entries, town

from councils.core.charter.document import charter_document
from councils.ledger.codec import Document, canonical
from councils.ledger.entry import Entry
from councils.ledger.export import LONGEST, line, lines, vouch
from councils.ledger.head import Head, new_key, public, sign
from councils.ledger.heads import continued
from councils.ledger.proof import check_proof, proof_lines, read_head
from councils.ledger.verify import verify
from councils.ledger.wrong import WrongError

Fields = list[dict[str, Any]]
Raw = list[bytes]

TOWN: Federation = town()
CHARTERS: list[Document] = [charter_document(charter) for charter in TOWN.codec.charters.values()]
MIDDLE = next(e.seq for e in TOWN.record if e.act[0] == "OpenPetition") - 1
NEW = new_key()


def chain(record: list[Entry], sizes: list[int], keys: dict[int, bytes] | None = None) -> list[Head]:
    """Heads over ``sizes`` of the acts, each naming the one before it; a change of ``keys`` is announced."""
    heads: list[Head] = []
    key = KEY
    for size in sizes:
        at = record[size - 1].at if size else START
        head = vouch("test", (e.hash for e in record[:size]), CHARTERS, at, key)
        following = (keys or {}).get(size)
        named = msgspec.structs.replace(
            head, previous=heads[-1].digest() if heads else "", next=public(following) if following else ""
        )
        heads.append(sign(named, key))
        key = following or key
    return heads


HEADS = chain(TOWN.record, [10, MIDDLE, len(TOWN.record)])
HELD = HEADS[1]
EXPORT: Raw = list(lines(CHARTERS, TOWN.record, HEADS[-1], HEADS[:-1]))
LAST = len(EXPORT)


def held_against(raw: Raw, held: Head = HELD, key: str = "") -> None:
    proof = verify(raw, sizes=[held.size], key=key)
    continued(proof.lines, held, proof.head, proof.roots.get(held.size), proof.keys)


def said(raw: Raw, held: Head = HELD) -> str:
    with pytest.raises(WrongError) as caught:
        held_against(raw, held)
    return str(caught.value)


def test_untouched_record_goes_on_from_every_head_of_it() -> None:
    for head in HEADS:
        held_against(EXPORT, head)
    assert verify(EXPORT).keys == (public(KEY),)


# what breaks the record in itself


def number(word: bytes, nth: int = 0) -> int:
    """The place of the nth line with ``word`` in it."""
    return [n for n, raw in enumerate(EXPORT) if word in raw][nth]


def edited(place: int, old: bytes, new: bytes) -> Raw:
    assert old in EXPORT[place], EXPORT[place]
    return [*EXPORT[:place], EXPORT[place].replace(old, new, 1), *EXPORT[place + 1 :]]


def inserted(place: int, *raw: bytes) -> Raw:
    return [*EXPORT[:place], *raw, *EXPORT[place:]]


VOTE = number(b'"VoteCast"')
CHECKPOINT = number(b'{"checkpoint"', 1)
NESTED = b'{"entry":' + b'{"a":' * 3000 + b"1" + b"}" * 3000 + b"}\n"

BROKEN: dict[str, tuple[Raw, str]] = {
    "a vote changed": (
        edited(VOTE, b'"choice":"yes"', b'"choice":"no"'),
        "was changed: its hash is not that of its co",
    ),
    "an act removed": ([*EXPORT[:VOTE], *EXPORT[VOTE + 1 :]], f"line {VOTE + 1}: entry "),
    "an act inserted": (inserted(VOTE, EXPORT[VOTE]), f"line {VOTE + 2}: entry "),
    "two acts exchanged": ([*EXPORT[:9], EXPORT[10], EXPORT[9], *EXPORT[11:]], "acts are missing or moved"),
    "the tail cut off": (EXPORT[:-5], "the record ends without its signed head: it was cut off"),
    "the tail cut off, with the head kept": ([*EXPORT[:-5], EXPORT[-1]], "the head vouches for"),
    "an old head put at the end": (
        [*EXPORT[: CHECKPOINT - 1], line("head", HEADS[1])],
        f"the head vouches for {MIDDLE} acts, and the record has {MIDDLE - 1}",
    ),
    "a checkpoint removed": (
        [*EXPORT[:CHECKPOINT], *EXPORT[CHECKPOINT + 1 :]],
        f"line {LAST - 1}: the head does not name the one before it: heads are missing, or were added",
    ),
    "a checkpoint moved": (
        [*EXPORT[: CHECKPOINT - 1], EXPORT[CHECKPOINT], EXPORT[CHECKPOINT - 1], *EXPORT[CHECKPOINT + 1 :]],
        "the head vouches for",
    ),
    "a checkpoint doubled": (inserted(CHECKPOINT, EXPORT[CHECKPOINT]), "does not name the one before it"),
    "a checkpoint without its signature": (edited(CHECKPOINT, b'"size":', b'"siz\\u0065":'), "not spelled"),
    "the date of a checkpoint changed": (
        edited(CHECKPOINT, b'"at":"2026', b'"at":"2027'),
        "signature of the head is not",
    ),
    "a charter changed": (edited(1, b'"title":"', b'"title":"The '), "holds no charter with the digest"),
    "a charter removed": ([EXPORT[0], *EXPORT[2:]], "holds no charter with the digest"),
    "a charter after the acts": (inserted(VOTE, EXPORT[1]), "charters stand before the first act"),
    "duplicate keys": (edited(VOTE, b'{"entry":{', b'{"entry":{"act":[],'), "not spelled as the record spells it"),
    "a field more": (edited(VOTE, b'"hash":', b'"extra":1,"hash":'), "there is more in this line than belongs there"),
    "a letter written as its number": (
        edited(VOTE, b"CastVote", b"\\u0043astVote"),
        "not spelled as the record spells it",
    ),
    "half a letter": (edited(VOTE, b"CastVote", b"\\ud800"), "this is not JSON"),
    "not a number": (edited(VOTE, b'"version":', b'"version":NaN,"x":'), "this is not JSON"),
    "an endless number": (edited(VOTE, b'"version":', b'"version":1e999,"x":'), "this is not JSON"),
    "a huge number": (edited(VOTE, b'"version":', b'"version":' + b"9" * 5000), "this is not JSON"),
    "a whole number as a fraction": (edited(VOTE, b'"version":', b'"version":1.0,"x":'), "Expected `int`, got `float`"),
    "deep nesting": (inserted(VOTE, NESTED), "this is not JSON"),
    "a byte order mark": ([b"\xef\xbb\xbf" + EXPORT[0], *EXPORT[1:]], "line 1: "),
    "line ends of another system": ([raw[:-1] + b"\r\n" for raw in EXPORT], "line 1: the line is not spelled"),
    "a space at the end": (edited(VOTE, b"\n", b" \n"), "not spelled as the record spells it"),
    "an empty line at the end": ([*EXPORT, b"\n"], f"line {LAST + 1}: this is not JSON"),
    "a second record behind the first": ([*EXPORT, *EXPORT], f"line {LAST + 1}: the record goes on after its head"),
    "an empty file": ([], "line 1: the file is empty"),
    "a file that is compressed": ([gzip.compress(b"".join(EXPORT))], "the file is compressed: unpack it first"),
    "a line without end": ([EXPORT[0], b" " * (LONGEST + 1)], "line 2: the line is longer than"),
    "another format": ([b'{"format":"councils-record/9"}\n', *EXPORT[1:]], "a record begins with its format"),
}


@pytest.mark.parametrize("attack", BROKEN)
def test_broken_record_is_named(attack: str) -> None:
    raw, what = BROKEN[attack]
    assert what in said(raw)


# what is forged with all hashes, chains, roots, heads made anew


def forged(forger: Callable[[Fields], object], key: bytes = KEY) -> Raw:
    fields = read_entries(EXPORT)
    forger(fields)
    return signed_anew(linked(fields), key)


def signed_anew(record: list[Entry], key: bytes = KEY) -> Raw:
    head = vouch("test", (entry.hash for entry in record), CHARTERS, SIGNED, key)
    return list(lines(CHARTERS, record, head))


def change(fields: Fields) -> None:
    """The title of a motion, wherever it stands."""
    for place, entry in enumerate(fields):
        fields[place] = msgspec.json.decode(canonical(entry).replace(b"Water for all", b"Taxes for all"))


def back_date(fields: Fields) -> None:
    """The founding, and who joined then, an hour earlier, wherever it stands."""
    first = fields.index(acts(fields, "CallElection")[0])
    old, new = canonical(START), canonical(START - timedelta(hours=1))
    fields[:first] = [msgspec.json.decode(canonical(entry).replace(old, new)) for entry in fields[:first]]


def date_before_the_last(fields: Fields) -> None:
    vote = acts(fields, "CastVote")[1]
    vote["at"] = msgspec.to_builtins(START)


def remove(fields: Fields) -> None:
    fields.remove(acts(fields, "Apply")[-1])


def insert_a_member(fields: Fields) -> None:
    joining = acts(fields, "Apply")[-1]
    place = fields.index(joining)
    fields.insert(place, msgspec.json.decode(canonical(joining).replace(b'"Bm3"', b'"Bm0"')))


def replay_an_act(fields: Fields) -> None:
    seconding = acts(fields, "Second")[0]
    fields.insert(fields.index(seconding) + 1, seconding)


def forge_papers(fields: Fields) -> None:
    """Another paper of the roll, wherever it stands."""
    for place, entry in enumerate(fields):
        fields[place] = msgspec.json.decode(canonical(entry).replace(b'"Am3/C:2"', b'"Am4/C:2"'))


def exchange_councils(fields: Fields) -> None:
    """The members of A join B."""
    for entry in acts(fields, "Apply"):
        entry["council"] = {"A": "B", "B": "A"}[entry["council"]]


def drop_a_council(fields: Fields) -> None:
    fields[:] = [entry for entry in fields if entry["council"] != "B"]


def with_another_charter(raw: Raw) -> Raw:
    """A charter's text changed, and its digest wherever an act names it."""
    old = msgspec.json.decode(raw[1])["charter"]
    new = old | {"title": "Another"}
    digests = [canonical(name) for name in TOWN.codec.charters]
    from councils.ledger.codec import Codec

    name = canonical(Codec().add(new))
    record = linked([msgspec.json.decode(canonical(e).replace(digests[0], name)) for e in read_entries(raw)])
    head = vouch("test", (entry.hash for entry in record), [new], SIGNED, KEY)
    return list(lines([new], record, head))


CHANGED = f"the first {MIDDLE} acts are not those of {HELD.at:%Y-%m-%d %H:%M}: the record was changed since"
FORGED: dict[str, tuple[Callable[[], Raw], str]] = {
    "a motion changed throughout": (lambda: forged(change), CHANGED),
    "acts back-dated": (lambda: forged(back_date), CHANGED),
    "an act dated before the one before it": (
        lambda: forged(date_before_the_last),
        "time on the record never goes back",
    ),
    "a member removed": (lambda: forged(remove), "against the rules"),
    "a member invented": (
        lambda: forged(insert_a_member),
        "A poll needs one voting paper for each of the 4",
    ),
    "an act replayed": (lambda: forged(replay_an_act), "is against the rules. R"),
    "a paper forged throughout": (lambda: forged(forge_papers), CHANGED),
    "two councils exchanged": (lambda: forged(exchange_councils), "against the rules"),
    "a council dropped": (lambda: forged(drop_a_council), "consequences by the rules, not"),
    "a charter changed throughout": (lambda: with_another_charter(EXPORT), CHANGED),
    "the tail removed": (
        lambda: signed_anew(TOWN.record[:9]),
        f"there are 9 acts, and on {HELD.at:%Y-%m-%d %H:%M} there were {MIDDLE}: acts were removed from the end",
    ),
    "signed with a new key": (
        lambda: signed_anew(TOWN.record, NEW),
        f"the key was exchanged: on {HELD.at:%Y-%m-%d %H:%M} it was {public(KEY)}, and that one did not announce",
    ),
    "changed and signed with a new key": (lambda: forged(change, NEW), CHANGED),
}


@pytest.mark.parametrize("attack", FORGED)
def test_forged_record_is_found_by_whoever_holds_a_head(attack: str) -> None:
    raw, what = FORGED[attack]
    assert what in said(raw())


@pytest.mark.parametrize("attack", ["a motion changed throughout", "acts back-dated", "signed with a new key"])
def test_these_forgeries_hold_in_themselves(attack: str) -> None:
    """So that it is the head, and nothing else, which finds them."""
    assert verify(FORGED[attack][0]()).acts == len(TOWN.record)


def test_key_that_nobody_announced_is_found_inside_the_record() -> None:
    *before, last = HEADS
    other = sign(last, NEW)
    raw = list(lines(CHARTERS, TOWN.record, other, before))
    assert f"line {LAST}: the head is signed with the key {public(NEW)}, and {public(KEY)} had to come" in said(raw)
    assert verify(raw, key=public(NEW)[:8]).keys == (public(KEY), public(NEW))


def test_key_that_was_announced_is_followed() -> None:
    heads = chain(TOWN.record, [10, MIDDLE, MIDDLE, len(TOWN.record)], {MIDDLE: NEW})
    again = [heads[0], heads[1], *chain_on(heads[1], [len(TOWN.record)])]
    raw = list(lines(CHARTERS, TOWN.record, again[-1], again[:-1]))
    held_against(raw, HEADS[0])
    assert verify(raw).keys == (public(KEY), public(NEW))


def chain_on(before: Head, sizes: list[int], key: bytes = NEW) -> list[Head]:
    heads = [before]
    for size in sizes:
        head = vouch("test", (e.hash for e in TOWN.record[:size]), CHARTERS, TOWN.record[size - 1].at, key)
        heads.append(sign(msgspec.structs.replace(head, previous=heads[-1].digest()), key))
    return heads[1:]


def test_heads_of_before_they_were_chained_are_read() -> None:
    old = [msgspec.structs.replace(head, previous="") for head in HEADS]
    signed = [sign(head, KEY) for head in old]
    raw = list(lines(CHARTERS, TOWN.record, signed[-1], signed[:-1]))
    assert verify(raw).acts == len(TOWN.record)


def test_head_of_another_federation_is_told() -> None:
    other = sign(msgspec.structs.replace(HELD, federation="another"), KEY)
    assert "the head that you hold is of 'another', this is 'test'" in said(EXPORT, other)


def test_head_that_is_not_genuine_is_told() -> None:
    assert "the signature of the head that you hold is not genuine" in said(
        EXPORT, msgspec.structs.replace(HELD, size=HELD.size - 1)
    )


# every byte


def classes() -> list[tuple[int, int]]:
    """One place for every kind of byte: each field, and in it each sort of character; each kind of line."""
    found: dict[tuple[bytes, str], tuple[int, int]] = {}
    for n, raw in enumerate(EXPORT):
        field = b""
        for place, byte in enumerate(raw):
            if raw[place : place + 2] == b'":':
                field = raw[:place].rpartition(b'"')[2]
            letter = chr(byte)
            sort = "digit" if letter.isdigit() else "letter" if letter.isalpha() else "sign"
            found.setdefault((field or raw[:9], sort), (n, place))
    return list(found.values())


def test_a_byte_of_every_kind_cannot_be_changed() -> None:
    missed = []
    for n, place in classes():
        raw = bytearray(EXPORT[n])
        raw[place] ^= 1
        try:
            verify([*EXPORT[:n], bytes(raw), *EXPORT[n + 1 :]])
        except WrongError:
            continue
        missed.append((n, place, EXPORT[n][place - 10 : place + 10]))
    assert missed == []


# a proof between two heads


HASHES = [entry.hash.encode() for entry in TOWN.record]


def test_proof_joins_every_earlier_head() -> None:
    for held, now in [*pairwise(HEADS), (HEADS[0], HEADS[2]), (HEADS[2], HEADS[2])]:
        proof = list(proof_lines(HASHES[: now.size], held, HEADS, now))
        assert check_proof(proof, held) == now


def proof_said(proof: Raw, held: Head = HELD) -> str:
    with pytest.raises(WrongError) as caught:
        check_proof(proof, held)
    return caught.value.what


def test_proof_from_another_number_of_acts_is_refused() -> None:
    assert "the proof begins with act 10, and your head with act" in proof_said(
        list(proof_lines(HASHES, HEADS[0], [], HEADS[-1]))
    )


def test_proof_of_another_history_is_refused() -> None:
    fields = read_entries(EXPORT)
    change(fields)
    record = linked(fields)
    now = vouch("test", (e.hash for e in record), CHARTERS, SIGNED, KEY)
    proof = list(proof_lines([e.hash.encode() for e in record], HELD, [], now))
    assert "this does not prove" in proof_said(proof)
    other = msgspec.structs.replace(HELD, root=HEADS[0].root)
    assert CHANGED in proof_said(list(proof_lines(HASHES, other, [], HEADS[-1])))


def test_any_byte_of_a_proof_changed_is_found() -> None:
    proof = list(proof_lines(HASHES, HELD, [], HEADS[-1]))
    for n, raw in enumerate(proof):
        for place in range(0, len(raw), 3):
            flipped = bytearray(raw)
            flipped[place] ^= 1
            proof_said([*proof[:n], bytes(flipped), *proof[n + 1 :]])


def test_proof_over_a_renewed_key_is_followed() -> None:
    announced = chain(TOWN.record, [10, MIDDLE], {MIDDLE: NEW})
    now = chain_on(announced[-1], [len(TOWN.record)])[0]
    assert check_proof(list(proof_lines(HASHES, announced[0], announced, now)), announced[0]) == now
    assert "the key was exchanged" in proof_said(list(proof_lines(HASHES, HEADS[0], [], now)), HEADS[0])


def test_head_alone_is_one_short_line() -> None:
    raw = line("head", HELD)
    assert read_head(raw) == HELD
    assert len(raw) < 700  # a QR code holds 2,953 bytes
    for other in (EXPORT[0], b"hello\n", b"\n", EXPORT[VOTE]):
        with pytest.raises(WrongError):
            read_head(other)


def test_fault_names_rule_council_and_act() -> None:
    with pytest.raises(WrongError) as caught:
        verify(forged(replay_an_act))
    entry = caught.value.entry
    assert entry is not None
    assert (caught.value.rule, entry.council, entry.act[0]) == ("R6", "C", "Second")

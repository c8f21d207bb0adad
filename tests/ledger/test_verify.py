"""Whatever is changed in a record is found, with its line, by whoever has the file (R17)."""

from __future__ import annotations

import re
from typing import Any

import msgspec
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from tests.federation import Federation
from tests.ledger.forging import Forger, acts, entry_line, events, linked, read_entries, reforged, resigned, town

from councils.ledger.codec import canonical
from councils.ledger.head import new_key
from councils.ledger.verify import WrongError, verify

FEDERATION: Federation = town()
EXPORT: list[bytes] = FEDERATION.export()
LAST = len(EXPORT)


def wrong(lines: list[bytes]) -> WrongError:
    with pytest.raises(WrongError) as caught:
        verify(lines)
    return caught.value


def test_untouched_record_is_accepted_and_rebuilds_the_councils() -> None:
    proof = verify(EXPORT)
    assert proof.councils == FEDERATION.states
    assert proof.acts == len(FEDERATION.record)
    assert proof.checked["VoteCast"] == 6


def test_progress_is_told_by_line() -> None:
    seen: list[int] = []
    verify(EXPORT, seen.append)
    assert seen == list(range(1, LAST + 1))


# a file that somebody has changed


@given(st.data())
def test_flipped_bit_is_found(data: st.DataObject) -> None:
    number = data.draw(st.integers(0, LAST - 1))
    place = data.draw(st.integers(0, len(EXPORT[number]) - 1))
    flipped = bytearray(EXPORT[number])
    flipped[place] ^= 1 << data.draw(st.integers(0, 7))
    fault = wrong([*EXPORT[:number], bytes(flipped), *EXPORT[number + 1 :]])
    assert 1 <= fault.line <= LAST


def test_signature_has_one_spelling() -> None:
    head = EXPORT[-1].replace(b'"signature":"', b'"signature":"').decode()
    place = next(m.start() for m in re.finditer("[a-f]", head) if m.start() > head.index('"signature":"') + 13)
    assert wrong([*EXPORT[:-1], (head[:place] + head[place].upper() + head[place + 1 :]).encode()]).line == LAST


@pytest.mark.parametrize("number", range(LAST))
def test_dropped_line_is_found(number: int) -> None:
    wrong([*EXPORT[:number], *EXPORT[number + 1 :]])


@pytest.mark.parametrize("number", range(LAST))
def test_doubled_line_is_found(number: int) -> None:
    fault = wrong([*EXPORT[: number + 1], *EXPORT[number:]])
    assert fault.line == number + 2


@given(st.integers(0, LAST - 1), st.integers(0, LAST - 1))
@example(1, 2)
def test_exchanged_lines_are_found(one: int, other: int) -> None:
    lines = list(EXPORT)
    lines[one], lines[other] = lines[other], lines[one]
    if one == other:
        verify(lines)
    else:
        wrong(lines)


@pytest.mark.parametrize("number", range(1, LAST))
def test_file_cut_off_is_found(number: int) -> None:
    assert wrong(EXPORT[:number]).line == number + 1


def test_empty_file_is_wrong() -> None:
    assert wrong([]).what == "the file is empty"


@pytest.mark.parametrize(
    "text",
    [
        b"\n",
        b"not json\n",
        b"[]\n",
        b'{"a":1,"b":2}\n',
        b'{"entry":{}}\n',
        b'{"entry":[1]}\n',
        b'{"charter":{}}\n',
        b'{"charter":7}\n',
        b'{"head":{}}\n',
        b'{"rumour":"1"}\n',
        b'{"format":"councils-record/1"}\n',
        b"[" * 5000 + b"\n",
        b"\xff\xfe\n",
    ],
)
def test_stray_line_is_found_where_it_stands(text: bytes) -> None:
    assert wrong([*EXPORT[:10], text, *EXPORT[10:]]).line == 11


@pytest.mark.parametrize("raw", [EXPORT[4][:-1], EXPORT[4][:-1] + b" \n", EXPORT[4].replace(b":", b": ", 1)])
def test_other_spelling_of_a_line_is_found(raw: bytes) -> None:
    assert wrong([*EXPORT[:4], raw, *EXPORT[5:]]).line == 5


def test_other_format_is_refused() -> None:
    assert wrong([b'{"format":"councils-record/2"}\n', *EXPORT[1:]]).line == 1


# an entry slipped in without the key


def test_entry_hashed_anew_without_the_key_is_found_by_the_chain() -> None:
    number = next(n for n, raw in enumerate(EXPORT) if b'"VoteCast"' in raw)
    fields = msgspec.json.decode(EXPORT[number])["entry"]
    fields["events"][0][1]["choice"] = fields["act"][1]["choice"] = "no"
    entry = linked([fields])[0]
    forged = msgspec.structs.replace(entry, seq=fields["seq"], version=fields["version"], prev=fields["prev"])
    forged = msgspec.structs.replace(forged, hash=forged.computed_hash())
    fault = wrong([*EXPORT[:number], canonical({"entry": forged}) + b"\n", *EXPORT[number + 1 :]])
    assert fault.line > number


def test_entry_chained_through_to_the_end_without_the_key_is_found_by_the_head() -> None:
    fields = read_entries(EXPORT)
    acts(fields, "CallElection")[-1]["at"] = fields[-1]["at"]
    record = [canonical({"entry": entry}) + b"\n" for entry in linked(fields)]
    opening = [raw for raw in EXPORT[:-1] if not entry_line(raw)]
    wrong([*opening, *record, EXPORT[-1]])


def test_record_signed_with_another_key_shows_another_key() -> None:
    other = resigned(EXPORT, linked(read_entries(EXPORT)), new_key())
    assert verify(other).head.key != verify(EXPORT).head.key
    assert verify(other).head.root == verify(EXPORT).head.root


# a record forged with the server's own key: only the rules can tell


def change_choice_in_events(fields: list[dict[str, Any]]) -> None:
    events(fields, "VoteCast")[0]["choice"] = "no"


def change_choice_everywhere(fields: list[dict[str, Any]]) -> None:
    events(fields, "VoteCast")[1]["choice"] = acts(fields, "CastVote")[1]["act"][1]["choice"] = "no"


def change_tally(fields: list[dict[str, Any]]) -> None:
    events(fields, "BallotClosed")[0]["tally"] = {"yes": 3, "no": 0, "abstain": 0}


def change_verdict(fields: list[dict[str, Any]]) -> None:
    verdict = events(fields, "MotionCarried")[0]["verdict"]
    verdict["yes"] += 1


def change_mandate(fields: list[dict[str, Any]]) -> None:
    events(fields, "MandateGiven")[0]["bound"] = {"yes": 0, "no": 1, "abstain": 0}


def change_answer_in_the_command(fields: list[dict[str, Any]]) -> None:
    acts(fields, "Instruct")[0]["act"][1]["answer"]["position"] = "no"


def change_lot(fields: list[dict[str, Any]]) -> None:
    events(fields, "ElectionDecided")[0]["seed"] = "0" * 64


def change_elected(fields: list[dict[str, Any]]) -> None:
    events(fields, "OfficeFilled")[0]["holder"] = "Am2"


def add_a_holder(fields: list[dict[str, Any]]) -> None:
    closing = acts(fields, "CloseElection")[0]
    filled = next(event for event in closing["events"] if event[0] == "OfficeFilled")
    closing["events"].append([filled[0], filled[1] | {"number": 2, "holder": "Am2"}])


def add_a_seat(fields: list[dict[str, Any]]) -> None:
    seating = acts(fields, "SeatDelegate")[0]
    number = {"number": 7}
    credential = {"credential": "A.7"}
    fields.append(
        seating
        | {
            "cause": None,
            "act": [seating["act"][0], seating["act"][1] | number],
            "events": [[seating["events"][0][0], seating["events"][0][1] | credential]],
        }
    )


def take_a_seat(fields: list[dict[str, Any]]) -> None:
    unseating = acts(fields, "Unseat")[0]
    fields.append(unseating | {"cause": None})


def drop_a_vote(fields: list[dict[str, Any]]) -> None:
    fields.remove(acts(fields, "CastVote")[2])


def drop_a_consequence(fields: list[dict[str, Any]]) -> None:
    fields.remove(acts(fields, "SeatDelegate")[-1])


def drop_an_event(fields: list[dict[str, Any]]) -> None:
    acts(fields, "Apply")[0]["events"].pop()


def vote_twice_under_another_paper(fields: list[dict[str, Any]]) -> None:
    vote = acts(fields, "CastVote")[0]
    vote["act"][1]["paper"] = vote["events"][0][1]["paper"] = "stuffed"


def vote_too_late(fields: list[dict[str, Any]]) -> None:
    acts(fields, "CastVote")[0]["at"] = "2031-01-01T00:00:00Z"


def issue_too_many_papers(fields: list[dict[str, Any]]) -> None:
    receiving = acts(fields, "ReceiveReferral")[0]
    receiving["act"][1]["papers"].append("stuffed")
    receiving["events"][1][1]["roll"] = sorted(receiving["act"][1]["papers"])


def exchange_a_paper(fields: list[dict[str, Any]]) -> None:
    receiving = acts(fields, "ReceiveReferral")[0]
    receiving["act"][1]["papers"][0] = "stuffed"


def carry_the_lost(fields: list[dict[str, Any]]) -> None:
    for entry in fields:
        for event in entry["events"]:
            if event[0] == "MotionCarried":
                event[0] = "MotionLost"


def claim_another_cause(fields: list[dict[str, Any]]) -> None:
    acts(fields, "SeatDelegate")[0]["cause"] -= 1


def claim_another_charter(fields: list[dict[str, Any]]) -> None:
    fields[20]["charter"] = 2


def name_no_such_act(fields: list[dict[str, Any]]) -> None:
    fields[20]["act"][0] = "Decree"


def tell_an_event_as_an_act(fields: list[dict[str, Any]]) -> None:
    fields.append(fields[-1] | {"cause": None, "act": fields[-1]["events"][0]})


def add_a_field(fields: list[dict[str, Any]]) -> None:
    fields[20]["act"][1]["note"] = "smuggled"


def begin_with_a_consequence(fields: list[dict[str, Any]]) -> None:
    for entry in acts(fields, "SeatDelegate"):
        entry["cause"] = None


def act_in_no_council(fields: list[dict[str, Any]]) -> None:
    acts(fields, "Apply")[0]["council"] = "Nowhere"


FORGERS: list[Forger] = [
    act_in_no_council,
    add_a_field,
    add_a_holder,
    add_a_seat,
    begin_with_a_consequence,
    carry_the_lost,
    change_answer_in_the_command,
    change_choice_everywhere,
    change_choice_in_events,
    change_elected,
    change_lot,
    change_mandate,
    change_tally,
    change_verdict,
    claim_another_cause,
    claim_another_charter,
    drop_a_consequence,
    drop_a_vote,
    drop_an_event,
    exchange_a_paper,
    issue_too_many_papers,
    name_no_such_act,
    take_a_seat,
    tell_an_event_as_an_act,
    vote_too_late,
    vote_twice_under_another_paper,
]


@pytest.mark.parametrize("forger", FORGERS, ids=lambda forger: forger.__name__)
def test_forged_act_is_found_by_the_rules(forger: Forger) -> None:
    forged = reforged(EXPORT, forger)
    fault = wrong(forged)
    assert 1 < fault.line < len(forged), fault


def test_reforging_nothing_changes_nothing() -> None:
    assert reforged(EXPORT, lambda fields: None)[:-1] == EXPORT[:-1]


def test_fault_names_the_act_and_what_it_should_have_been() -> None:
    fault = wrong(reforged(EXPORT, change_tally))
    closing = next(e for e in FEDERATION.record if e.events[0][0] == "BallotClosed")
    assert fault.what.startswith(f"entry {closing.seq} (CloseBallot in {closing.council}, ")
    assert '"tally":{"abstain":0,"no":0,"yes":3}' in fault.what
    assert '"tally":{"abstain":0,"no":1,"yes":2}' in fault.what


def test_charter_that_no_act_names_is_found() -> None:
    charter = msgspec.json.decode(EXPORT[1])["charter"]
    stray = canonical({"charter": charter | {"title": "Stray"}}) + b"\n"
    lines = [*EXPORT[:2], stray, *EXPORT[2:]]
    fault = wrong(resigned(lines, FEDERATION.record))
    assert fault.what.startswith("no act names the charter ")


@given(st.data())
def test_any_value_changed_by_the_keyholder_is_found(data: st.DataObject) -> None:
    """Any text or number anywhere in any act or event, with everything hashed, chained and signed anew."""

    def forger(fields: list[dict[str, Any]]) -> None:
        entry = fields[data.draw(st.integers(0, len(fields) - 1))]
        parts = [event[1] for event in entry["events"]]
        part = data.draw(st.sampled_from(parts))
        name = data.draw(st.sampled_from(sorted(part)))
        other = data.draw(st.sampled_from(["x", 7, None, [], {}, "2026-01-05T18:00:01Z", True]))
        if canonical(part[name]) == canonical(other):
            other = "y"
        part[name] = other

    wrong(reforged(EXPORT, forger))

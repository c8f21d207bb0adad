"""Charters as documents: there and back, named by their content, compared choice by choice; and told in words."""

import dataclasses
import json
from enum import StrEnum
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from councils.core import charter as rules
from councils.core.charter import (
    STRUCTURAL,
    Apportionment,
    Charter,
    Kind,
    LevelRule,
    MotionRule,
    Norm,
    OfficeRule,
    limits,
    phrases,
)
from councils.core.charter.choices import PLANNING
from councils.core.charter.document import (
    Difference,
    charter_digest,
    charter_document,
    charter_from_document,
    differences,
)
from councils.core.charter.toml import parse_charter
from councils.core.charter.words import tell
from councils.core.sentence import Amount, Sentence, days, sentence
from councils.presets import DEFAULT, NAMES, preset

texts = st.text(
    st.characters(codec="utf-8", categories=("L", "N", "P"), exclude_characters="{}"), min_size=1, max_size=6
)
numbers = st.integers(1, 36_500)
shares = st.fractions(0, 1, max_denominator=1000)


def of(record, **given):
    """Any value of one of the charter's dataclasses."""
    hints = dataclasses.fields(record)
    by_type = {"str": texts, "int": numbers, "bool": st.booleans(), "Fraction": shares, "tuple[str, ...]": st.just(())}
    by_type["tuple[Together, ...]"] = st.lists(st.sampled_from(list(rules.Together)), unique=True).map(tuple)
    by_type["tuple[Casting, ...]"] = st.lists(st.sampled_from(list(limits.Casting)), unique=True).map(tuple)
    enums = {name: st.sampled_from(list(kind)) for name, kind in (vars(rules) | vars(limits)).items() if is_enum(kind)}
    known = by_type | enums
    return st.builds(
        record, **{field.name: given[field.name] if field.name in given else known[field.type] for field in hints}
    )


def is_enum(kind):
    return isinstance(kind, type) and issubclass(kind, StrEnum) and kind is not StrEnum


def several(record, **given):
    return st.lists(of(record, **given), max_size=3).map(tuple)


charters = of(
    Charter,
    levels=st.lists(of(LevelRule), min_size=1, max_size=3).map(tuple),
    franchise=of(rules.Franchise, requires=several(rules.Condition)),
    offices=several(OfficeRule, levels=st.lists(texts, max_size=2).map(tuple), reserved=several(rules.ReservedSeats)),
    norms=several(Norm),
    motions=st.dictionaries(st.sampled_from(list(Kind)), of(MotionRule)),
    structure=of(rules.StructureRule),
    amendments=of(limits.AmendmentRule),
    reopening=of(limits.ReopeningRule),
    referral=of(rules.ReferralRule, ties_of_remainders=st.just(("no", "yes", "abstain"))),
    recall=of(rules.RecallRule),
    directive=of(rules.DirectiveRule),
    election=of(rules.ElectionRule),
    terms=of(limits.TermRule),
    special=of(rules.SpecialRule),
    planning=of(limits.PlanningRule),
    matters=several(limits.MatterRule),
    competence=of(limits.CompetenceRule),
    rotation=several(limits.RotationRule),
    incompatible=several(limits.IncompatibleRule, offices=st.lists(texts, max_size=2).map(tuple)),
    vocabulary=st.dictionaries(st.sampled_from(["delegate", "councils", "assemblies"]), texts),
)


def charter(name=DEFAULT):
    found = parse_charter(preset(name))
    assert isinstance(found, Charter)
    return found


@given(charters)
def test_any_charter_comes_back_from_its_document(charter):
    text = json.dumps(charter_document(charter))
    assert charter_from_document(json.loads(text)) == charter


@given(charters)
def test_any_charter_can_be_told_in_words(charter):
    for section in tell(charter):
        for said in section.sentences:
            assert "{" not in str(said)
            assert said.rule in {f"R{n}" for n in range(1, 21)}


@pytest.mark.parametrize("name", NAMES)
def test_presets_come_back_from_their_documents(name):
    assert charter_from_document(charter_document(charter(name))) == charter(name)


def test_a_document_writes_every_field_and_shares_in_lowest_terms():
    document = charter_document(charter())
    assert document["referral"]["quorum"] == "1/5"
    assert document["norms"][0] == {
        "level": "assembly",
        "kind": "",
        "method": "norm",
        "basis": "members",
        "per": 25,
        "fraction_over": 12,
        "total": 0,
        "seats": 1,
        "minimum": 1,
        "maximum": 0,
        "holders": "members",
    }
    assert document["motions"]["procedure"]["majority"] == "simple"


def test_a_document_that_is_no_charter_is_refused_with_its_path():
    document = charter_document(charter())
    document["recall"]["petition_share"] = "many"
    with pytest.raises(ValueError, match=r"recall\.petition_share: 'petition_share' must be a share"):
        charter_from_document(document)


def test_the_digest_names_the_content_and_not_the_way_it_was_written():
    same = dataclasses.replace(charter(), motions=dict(reversed(charter().motions.items())))
    other = dataclasses.replace(charter(), title="Other")
    assert charter_digest(same) == charter_digest(charter())
    assert charter_digest(other) != charter_digest(charter())
    assert len(charter_digest(charter())) == 64


def test_differences_name_each_changed_choice_as_in_the_file():
    old = charter()
    new = dataclasses.replace(
        old,
        title="Mine",
        recall=dataclasses.replace(old.recall, petition_share=Fraction(1, 4)),
        offices=(old.offices[0], dataclasses.replace(old.offices[1], term_days=90), *old.offices[3:]),
        norms=(dataclasses.replace(old.norms[0], per=30), old.norms[1]),
        vocabulary={},
    )
    found = {difference.path: (difference.old, difference.new) for difference in differences(old, new)}
    secretary = found.pop("offices.secretary")
    assert (secretary[0]["title"], secretary[1]) == ("Secretary", None)
    assert {path: pair for path, pair in found.items() if not path.startswith("vocabulary.")} == {
        "title": ("Open assemblies", "Mine"),
        "recall.petition_share": ("1/10", "1/4"),
        "offices.chair.term_days": (182, 90),
        "norms.assembly.per": (25, 30),
    }


def test_differences_tell_a_changed_order_of_levels():
    old = charter()
    new = dataclasses.replace(old, levels=(old.levels[1], old.levels[0], old.levels[2]))
    assert differences(old, new) == (
        Difference("levels (order)", ["assembly", "ward", "congress"], ["ward", "assembly", "congress"]),
    )
    assert differences(old, old) == ()


# In words


def said(section, name=DEFAULT, **changes):
    found = dataclasses.replace(charter(name), **changes)
    return [str(words) for part in tell(found) if part.key == section for words in part.sentences]


def test_the_sections_come_in_their_order():
    assert [str(section.title) for section in tell(charter())] == [
        "Who takes part",
        "How we elect",
        "Terms and rotation",
        "Seats",
        "Motions",
        "Amendments to motions",
        "Who decides what",
        "Special powers",
        "What goes down to the base",
        "Mandates",
        "Counting",
        "Recall",
        "Directives",
        "How we plan",
        "How the councils themselves change",
        "Changing this charter",
        "Publicity",
    ]


def test_recall_in_words():
    assert said("recall")[1:4] == [
        "Petitions need the signatures of 10% of the roll within 30 days.",
        "Then those who elected the person vote for 7 days; at least 20% of the roll must take part.",
        "More yes than no recalls.",
    ]


def test_seats_in_words_for_each_method():
    assert said("seats")[0] == "Assembly: one seat above for every 25 members, and one more for a remainder of over 12."
    assert said("seats", "rsfsr-1918")[0] == "Village or town soviet: one seat above for every full 25\u202f000 voters."
    norms = (
        Norm(method=Apportionment.FIXED, seats=1),
        Norm(method=Apportionment.WEBSTER, total=60, minimum=0),
        Norm(per=10, minimum=0, maximum=3),
    )
    assert said("seats", norms=norms) == [
        "Council: one seat above, whatever its size.",
        "Council: the council above has 60 seats, divided by members with the method of Webster (Sainte-Laguë).",
        "Council: one seat above for every 10 members, and one more for any remainder.",
        "Council: at most 3.",
        "Equal claims to the last seat: the larger number first, then the order of the places' codes.",
    ]


def test_the_federations_own_nouns_are_used():
    assert "Spokespeople vote as those who sent them have decided; any other vote is refused." in said(
        "mandates", "commune-councils"
    )


def test_kinds_of_motion_that_go_the_same_way_are_told_together():
    one = MotionRule(seconders=0, notice_days=0, voting_days=1)
    assert said("motions", motions=dict.fromkeys(Kind, one))[-3:-1] == [
        "This is voted on at once, for one day.",
        "It is carried by more yes than no.",
    ]
    assert len(said("motions", motions=dict.fromkeys(Kind, one))) == len(set(Kind) - STRUCTURAL - PLANNING) - 1 + 2 + 1


def test_a_sentence_can_be_translated_whole():
    words = sentence("R10", "{petitions} run for {time}.", {"petitions": "Bitten"}, time=days(2))
    german = {"{petitions} run for {time}.": "{petitions} laufen {time}."}
    assert words.say(german.__getitem__, lambda one, many, n: "einen Tag" if n == 1 else "{n} Tage") == (
        "Bitten laufen 2 Tage."
    )
    assert words == Sentence("R10", "{petitions} run for {time}.", {"petitions": "Bitten", "time": days(2)})
    assert days(1) == Amount(1, "one day", "{n} days")


def test_every_way_of_choosing_has_its_sentence():
    for table in vars(phrases).values():
        if isinstance(table, dict) and table and all(isinstance(key, StrEnum) for key in table):
            kind = type(next(iter(table)))
            assert kind is Apportionment or set(table) == set(kind)

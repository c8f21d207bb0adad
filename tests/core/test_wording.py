"""What changes between two texts, and how two changes go together (R6)."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from councils.core.wording import Wording, changes, lines_of, merge, reach

LINES = st.lists(st.sampled_from(["a", "b", "c", "", "d"]), max_size=7).map("\n".join)
WORDS = st.builds(Wording, st.sampled_from(["A", "B", "C"]), LINES)
BASE = Wording("Trams", "One.\n\nTwo.\n\nThree.")


def text(*paragraphs: str) -> Wording:
    return Wording("Trams", "\n\n".join(paragraphs))


@pytest.mark.parametrize(
    ("one", "other", "merged"),
    [
        (text("1.", "Two.", "Three."), text("One.", "Two.", "3."), text("1.", "Two.", "3.")),
        (text("One.", "2.", "Three."), text("One.", "2.", "Three."), text("One.", "2.", "Three.")),
        (text("One.", "2.", "Three."), text("One.", "II.", "Three."), None),
        (text("Two.", "Three."), text("One.", "Two.", "Three.", "Four."), text("Two.", "Three.", "Four.")),
        (text("One.", "Two.", "Three.", "4."), text("One.", "Two.", "Three.", "Four."), None),
        (text("One.", "Two."), text("One.", "Two.", "3."), None),
        (Wording("Buses", BASE.text), text("1.", "Two.", "Three."), Wording("Buses", "1.\n\nTwo.\n\nThree.")),
        (Wording("Buses", BASE.text), Wording("Ferries", BASE.text), None),
        (text("One."), Wording("Trams", "\nTwo.\n\nThree."), None),
    ],
)
def test_changes_of_different_passages_go_together(one, other, merged):
    assert (merge(BASE, one, other), merge(BASE, other, one)) == (merged, merged)


@given(WORDS, WORDS, WORDS)
def test_merge_keeps_both_sides_and_its_order_says_nothing(base, one, other):
    assert merge(base, base, one) == merge(base, one, base) == merge(base, one, one) == one
    merged = merge(base, one, other)
    assert merged == merge(base, other, one)
    if merged is not None:
        before = lines_of(base.text)
        often = {line for line in before if before.count(line) > 1}  # of which each side may drop another one
        kept = (set(lines_of(one.text)) & set(lines_of(other.text))) - often
        assert kept <= set(lines_of(merged.text)) <= set(lines_of(one.text)) | set(lines_of(other.text))


@given(LINES, LINES)
def test_changes_lead_from_one_text_to_the_other(old, new):
    lines = list(lines_of(old))
    for change in reversed(changes(old, new)):
        lines[change.start : change.end] = change.lines
    assert tuple(lines) == lines_of(new)


def test_ends_of_lines_change_nothing():
    assert reach(Wording("A", "one\r\ntwo\rthree"), Wording("A", "one\ntwo\nthree")) == 0

"""What grows step by step is at each step what a copied dict would be (core/growing.py)."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from councils.core.growing import Growing

STEPS = st.lists(st.tuples(st.integers(0, 5), st.integers(0, 3), st.integers()), max_size=20)
"""To which of those there are (by its number, from the last), which key, which value."""


@given(STEPS)
def test_every_version_is_as_if_it_had_been_copied(steps):
    grown: list[Growing[int, int]] = [Growing()]
    copied: list[dict[int, int]] = [{}]
    for back, key, value in steps:
        at = max(len(grown) - 1 - back, 0)
        grown.append(grown[at].also(key, value))
        copied.append({**copied[at], key: value})
    assert [dict(each) for each in grown] == copied
    assert [(len(each), list(each)) for each in grown] == [(len(each), list(each)) for each in copied]

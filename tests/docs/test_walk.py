"""The walk in the README meets what the demonstration holds."""

from __future__ import annotations

from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
WALK = " ".join(
    (ROOT / "README.md").read_text(encoding="utf-8").partition("## Ten minutes")[2].partition("\n## ")[0].split()
)
TOLD = " ".join(
    path.read_text(encoding="utf-8") for path in (ROOT / "src/councils/demo").glob("*.*") if path.suffix != ".json"
)


@pytest.mark.parametrize(
    "name",
    [
        "The food hubs buy from the co-operatives of the Seine basin",
        "A repair workshop in every ward",
        "Saint-Ambroise",
        "stairwell",
        "Batignolles",
    ],
)
def test_what_the_walk_names_is_in_the_demonstration(name):
    assert (name in WALK, name in TOLD) == (True, True)

"""What the docs tell from the code is what the code says now: run `make docs` where one of these fails."""

from __future__ import annotations

from itertools import pairwise
from xml.etree import ElementTree as ET

import pytest
from tools import draw_machines
from tools.reference import DOCS, files

from councils.core.machines import MACHINES

GENERATED = files()


@pytest.mark.parametrize("path", GENERATED, ids=lambda path: str(path.relative_to(DOCS.parent)))
def test_page_is_up_to_date(path):
    assert path.read_text(encoding="utf-8") == GENERATED[path]()


def test_drawings_of_machines_that_are_gone_are_gone():
    assert set((DOCS / "images" / "life-cycles").glob("*")) == {p for p in GENERATED if p.suffix == ".svg"}


@pytest.mark.parametrize("machine", MACHINES, ids=lambda machine: machine.name)
def test_drawing_shows_every_state_and_every_event(machine):
    drawing = ET.fromstring(draw_machines.draw(machine))
    shown = [text.text for text in drawing.iter("{http://www.w3.org/2000/svg}text")]
    states = {str(state) for state in machine.born.values()} | {
        str(s) for move in machine.moves.items() for s in (move[0][0], move[1])
    }
    assert states | {event for _, event in machine.moves} <= set(shown)
    assert sum(name in states for name in shown) == len(states)


@pytest.mark.parametrize("machine", MACHINES, ids=lambda machine: machine.name)
def test_nothing_in_a_drawing_lies_on_anything_else(machine):
    rows, _ = draw_machines.spread(machine)
    rows = draw_machines.ordered(rows)
    draw_machines.placed(rows)
    for row in rows:
        for left, right in pairwise(row):
            assert left.x + left.width / 2 <= right.x - right.width / 2

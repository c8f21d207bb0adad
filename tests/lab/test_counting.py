"""The trial count: the worked example from its table, and other trees against a plain recount."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest
from tests.federation import preset, with_rules

from councils.core.charter import Binding, Counting
from councils.lab.counting import Assembly, ImpracticableError, count, read_votes
from councils.presets import NAMES

TABLE = (Path(__file__).parent.parent / "data" / "worked_example.csv").read_text()


def rows(text: str = TABLE) -> tuple[Assembly, ...]:
    read = read_votes(text)
    assert all(isinstance(row, Assembly) for row in read), read
    return read  # type: ignore[return-value]


def shown(verdict: object) -> tuple[str, bool]:
    return f"{verdict.yes}/{verdict.no}/{verdict.abstain}", verdict.carried  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("binding", "delegates", "members"),
    [
        (Binding.BLOCK, ("4/2/2", True), ("390/230/240", True)),
        (Binding.DIVIDED, ("4/4/0", False), ("430/430/0", False)),
    ],
)
def test_worked_example_comes_out_of_its_table(binding: Binding, delegates: object, members: object) -> None:
    found = count(with_rules(preset(), binding=binding), rows()).countings
    assert (shown(found.delegates), shown(found.members)) == (delegates, members)
    assert shown(found.base) == ("267/332/17", False)


@pytest.mark.parametrize("counting", list(Counting))
def test_counting_of_the_charter_decides(counting: Counting) -> None:
    outcome = count(with_rules(preset(), counting=counting), rows())
    assert outcome.carried == {"delegates": True, "members": True, "base": False}[counting]


DEEP = """council,parent,roll,yes,no,abstain
N,,,,,
R,N,,,,
D,R,,,,
A1,D,30,10,2,0
A2,D,30,2,10,0
A3,R,100,50,10,0
A4,N,50,1,20,0
"""


def test_tree_deeper_than_the_charter_and_uneven_is_counted() -> None:
    """A4 stands directly under the congress: 2 delegates no; R answers for 160 members with 2 delegates."""
    outcome = count(preset(), rows(DEEP))
    assert [(said.council, said.depth, said.seats, str(said.answer.position)) for said in outcome.said] == [
        ("R", 0, 2, "yes"),
        ("D", 1, 1, "tied"),
        ("A1", 2, 1, "yes"),
        ("A2", 2, 1, "no"),
        ("A3", 1, 4, "yes"),
        ("A4", 0, 2, "no"),
    ]
    assert shown(outcome.countings.delegates) == ("2/2/0", False)
    assert (outcome.countings.members.yes, outcome.countings.members.no) == (Fraction(160), Fraction(50))


@pytest.mark.parametrize("name", [name for name in NAMES if len(preset(name).levels) > 2])
def test_every_charter_with_three_levels_can_be_tried(name: str) -> None:
    outcome = count(preset(name), rows())
    assert shown(outcome.countings.base)[0].split("/")[:2] in (["267", "332"], ["270", "334"])


def test_charter_of_two_levels_does_not_fit_a_tree_of_three() -> None:
    with pytest.raises(ImpracticableError, match="no ward stands under"):
        count(preset("paris-1871"), rows())


def test_more_votes_than_the_roll_is_told_by_line() -> None:
    (problem,) = read_votes(TABLE.replace("A11,W1,120", "A11,W1,12"))
    assert (problem.line, "105 votes" in problem.message) == (4, True)


def test_table_that_is_no_tree_is_told() -> None:
    (problem,) = read_votes(TABLE.replace("W1,C", "W1,W1"))
    assert "not one tree" in problem.message


def test_congress_without_delegates_cannot_be_tried() -> None:
    with pytest.raises(ImpracticableError, match="too few"):
        count(preset(), rows("council,parent,roll,yes,no,abstain\nC,,,,,\nA,C,0,0,0,0\n"))

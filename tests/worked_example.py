"""The worked example of the rules, as data: eleven assemblies, four wards, one congress, one question.

``play`` runs it through commands, under ``open-assemblies`` or any other charter; the tables say what must come out,
with delegations bound as one and divided.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from councils.core.charter import Binding, Charter
from councils.core.vote.tally import Tally
from tests.federation import Federation, preset

CONGRESS = "C"
D = "A11m1"
"""The delegate of the recall: in W1 as A11.1, in the congress as W1.1, and its chair."""


@dataclass(frozen=True)
class Row:
    """One assembly; ``block`` and ``divided`` are what its delegates are bound to."""

    roll: int
    delegates: int
    votes: Tally
    position: str
    block: Tally
    divided: Tally


@dataclass(frozen=True)
class Result:
    """A ward, under one binding: its own count, its position, and what its two congress delegates are bound to."""

    counted: Tally
    position: str
    bound: Tally


@dataclass(frozen=True)
class Counts:
    """The congress, under one binding, in three ways: yes, no, abstentions."""

    delegates: tuple[int, int, int]
    members: tuple[int, int, int]
    base: tuple[int, int, int]
    carried: tuple[bool, bool, bool]


NOTHING = Tally()
WARDS: Mapping[str, Mapping[str, Row]] = {
    "W1": {
        "A11": Row(120, 5, Tally(70, 30, 5), "yes", Tally(5, 0, 0), Tally(3, 2, 0)),
        "A12": Row(80, 3, Tally(20, 40, 0), "no", Tally(0, 3, 0), Tally(1, 2, 0)),
        "A13": Row(40, 2, Tally(5, 21, 2), "no", Tally(0, 2, 0), Tally(0, 2, 0)),
    },
    "W2": {
        "A21": Row(60, 2, Tally(22, 18, 1), "yes", Tally(2, 0, 0), Tally(1, 1, 0)),
        "A22": Row(60, 2, Tally(20, 19, 0), "yes", Tally(2, 0, 0), Tally(1, 1, 0)),
        "A23": Row(60, 2, Tally(3, 2, 1), "none", NOTHING, NOTHING),
    },
    "W3": {
        "A31": Row(200, 8, Tally(30, 110, 4), "no", Tally(0, 8, 0), Tally(2, 6, 0)),
        "A32": Row(30, 1, Tally(20, 4, 0), "yes", Tally(1, 0, 0), Tally(1, 0, 0)),
    },
    "W4": {
        "A41": Row(90, 4, Tally(40, 30, 3), "yes", Tally(4, 0, 0), Tally(2, 2, 0)),
        "A42": Row(70, 3, Tally(31, 30, 2), "yes", Tally(3, 0, 0), Tally(2, 1, 0)),
        "A43": Row(50, 2, Tally(9, 30, 0), "no", Tally(0, 2, 0), Tally(0, 2, 0)),
    },
}
ASSEMBLIES: Mapping[str, Row] = {name: row for ward in WARDS.values() for name, row in ward.items()}
MEMBERS = {"W1": 240, "W2": 180, "W3": 230, "W4": 210}
RESULTS: Mapping[Binding, Mapping[str, Result]] = {
    Binding.BLOCK: {
        "W1": Result(Tally(5, 5, 0), "tied", Tally(0, 0, 2)),
        "W2": Result(Tally(4, 0, 0), "yes", Tally(2, 0, 0)),
        "W3": Result(Tally(1, 8, 0), "no", Tally(0, 2, 0)),
        "W4": Result(Tally(7, 2, 0), "yes", Tally(2, 0, 0)),
    },
    Binding.DIVIDED: {
        "W1": Result(Tally(4, 6, 0), "no", Tally(1, 1, 0)),
        "W2": Result(Tally(2, 2, 0), "tied", Tally(1, 1, 0)),
        "W3": Result(Tally(3, 6, 0), "no", Tally(1, 1, 0)),
        "W4": Result(Tally(4, 5, 0), "no", Tally(1, 1, 0)),
    },
}
COUNTS: Mapping[Binding, Counts] = {
    Binding.BLOCK: Counts((4, 2, 2), (390, 230, 240), (267, 332, 17), (True, True, False)),
    Binding.DIVIDED: Counts((4, 4, 0), (430, 430, 0), (267, 332, 17), (False, False, False)),
}


def assembled(charter: Charter | None = None) -> Federation:
    """All councils, members and delegates, with two alternates where there are enough people; nothing decided yet."""
    federation = Federation(charter or preset())
    federation.found(CONGRESS, None, 2)
    for ward, rows in WARDS.items():
        federation.found(ward, CONGRESS, 1)
        for name, row in rows.items():
            federation.found(name, ward)
            federation.join(name, row.roll)
            federation.elect(name, "delegate", federation[name].roll[: row.delegates + 2])
        federation.elect(ward, "delegate", tuple(federation[ward].delegates)[:4])
    return federation


def asked(federation: Federation) -> str:
    """The question stands before the congress and all assemblies have voted; nothing is closed yet."""
    question = federation.propose(CONGRESS)
    for name, row in ASSEMBLIES.items():
        federation.vote(name, question, row.votes)
    return question


def play(federation: Federation) -> tuple[Federation, str]:
    """The whole example from ``assembled`` up to the decision, and the question's name."""
    question = asked(federation)
    federation.pass_days(federation.charter.referral.days)
    return federation, question

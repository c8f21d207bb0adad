"""The life cycles are whole, and every rule and refusal is somewhere to be found."""

from __future__ import annotations

import ast
import re
from enum import StrEnum
from functools import cache
from pathlib import Path

import pytest

import councils.core
from councils.core.act import Caused, Command
from councils.core.decide import DECIDERS
from councils.core.evolve import EVENTS
from councils.core.machines import MACHINES, Machine
from councils.core.react import REACTIONS
from councils.core.refusal import Reason, refuse
from councils.core.vocabulary import NOUNS

NAMES = {event.__name__ for event in EVENTS}
CORE = Path(councils.core.__file__).parent
TESTS = Path(__file__).parent
RULES = [f"R{n}" for n in (1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 12, 13, 15)]


def by_name(machine: Machine[StrEnum]) -> str:
    return machine.name


@pytest.mark.parametrize("machine", MACHINES, ids=by_name)
def test_machine_names_events_that_there_are(machine: Machine[StrEnum]) -> None:
    assert {*machine.born, *(event for _, event in machine.moves)} <= NAMES


@pytest.mark.parametrize("machine", MACHINES, ids=by_name)
def test_machine_reaches_every_state(machine: Machine[StrEnum]) -> None:
    reached = set(machine.born.values())
    for _ in machine.moves:
        reached |= {after for (before, _), after in machine.moves.items() if before in reached}
    (states,) = {type(state) for state in machine.born.values()}
    assert reached == set(states)


@pytest.mark.parametrize("machine", MACHINES, ids=by_name)
def test_machine_can_be_left_from_nowhere_it_does_not_reach(machine: Machine[StrEnum]) -> None:
    after = {*machine.born.values(), *machine.moves.values()}
    assert {before for before, _ in machine.moves} <= after


def test_machines_have_names_of_their_own() -> None:
    assert len({machine.name for machine in MACHINES}) == len(MACHINES)


def test_events_and_commands_have_names_of_their_own() -> None:
    names = [kind.__name__ for kind in (*DECIDERS, *EVENTS)]
    assert len(names) == len(set(names))


def subclasses(kind: type[Command]) -> set[type[Command]]:
    return {found for below in kind.__subclasses__() for found in (below, *subclasses(below))}


def test_every_command_is_decided() -> None:
    """Dataclasses with slots are made twice, so they are compared by name."""
    abstract = {"Caused", "Polled"}
    assert {kind.__name__ for kind in subclasses(Command)} - abstract == {kind.__name__ for kind in DECIDERS}


def test_everything_that_is_caused_is_given_by_a_reaction() -> None:
    reactions = ("react", "restructuring", "carrying", "handing_on", "economy/merging", "economy/reacting")
    source = "".join((CORE / f"{name}.py").read_text() for name in reactions)
    caused = {kind.__name__ for kind in DECIDERS if issubclass(kind, Caused)}
    assert {name for name in caused if not re.search(rf"\b{name}\(", source)} == set()
    assert set(REACTIONS) <= set(EVENTS)


def test_rules_are_named_in_docstrings_of_the_core() -> None:
    told = [docstrings(module) for module in CORE.rglob("*.py")]
    assert [number for number in RULES if not any(names_rule(text, number) for text in told)] == []


@cache
def docstrings(module: Path) -> str:
    tree = ast.parse(module.read_text())
    places = [node for node in ast.walk(tree) if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef)]
    return "\n".join(ast.get_docstring(node) or "" for node in places)


def names_rule(text: str, number: str) -> bool:
    """``R7`` itself, or a span such as R7-R10 around it."""
    spans = [(int(a), int(b)) for a, b in re.findall(r"R(\d+)[-–]R(\d+)", text)]
    return re.search(rf"\b{number}\b", text) is not None or any(a <= int(number[1:]) <= b for a, b in spans)


@pytest.mark.parametrize("number", ["R17", "R19"])
def test_rule_about_the_record_is_named_where_it_is_kept(number: str) -> None:
    rooms = [*CORE.rglob("*.py"), *(CORE.parent / "ledger").rglob("*.py")]
    assert [module.name for module in rooms if names_rule(docstrings(module) + module.read_text(), number)] != []


def test_every_refusal_is_tried_in_a_test() -> None:
    tests = "".join(test.read_text() for test in TESTS.parent.rglob("test_*.py"))
    assert {reason.name for reason in Reason} - {*re.findall(r"\bReason\.([A-Z_]+)\b", tests)} == set()


def test_every_refusal_says_its_rule_what_is_the_matter_and_what_to_do() -> None:
    assert [reason.name for reason in Reason if not says_all(reason)] == []


def says_all(reason: Reason) -> bool:
    """Its rule first, whatever it names, and whole sentences."""
    named = [name for name in re.findall(r"{(\w+)}", reason.text + reason.remedy) if name not in NOUNS]
    told = str(refuse(reason, **dict.fromkeys(named, "NAMED")))
    ruled = re.fullmatch(r"R([1-9]|1\d|20)", reason.rule) and told.startswith(f"{reason.rule}: ")
    return (
        bool(ruled) and told.count("NAMED") == len(named) and reason.text.endswith(".") and reason.remedy.endswith(".")
    )

"""Every command and every event, noun by noun, with its fields, what decides it and what it causes."""

from __future__ import annotations

import inspect
from collections.abc import Iterable, Mapping
from dataclasses import fields
from types import ModuleType
from typing import Any

from tools.reference import markdown

from councils.core.act import Caused, Command, Event, Polled
from councils.core.decide import DECIDERS
from councils.core.evolve import EVENTS
from councils.core.machines import MACHINES
from councils.core.react import REACTIONS

INTRODUCTION = """\
A *command* is what somebody wants; an *event* is what happened. `decide` turns the first into the second or refuses,
`evolve` applies an event to a council, and `react` says what an event causes elsewhere. This is all that can be done in
a council: there is no other way. An act on record is one command with its events. How `by`, `holder` and `paper` name
people without naming them is told in [the architecture](../../ARCHITECTURE.md#who-is-who).

A command marked *caused* cannot be given by anybody: only another act causes it. One marked *polled* carries the voting
papers for the roll that it freezes; the platform fills them in.
"""


def page() -> str:
    modules: dict[str, ModuleType] = {}
    for kind in (*DECIDERS, *EVENTS):
        module = inspect.getmodule(kind)
        assert module is not None
        modules.setdefault(module.__name__, module)
    return markdown.page("Commands and events", INTRODUCTION, *map(section, modules.values()))


def section(module: ModuleType) -> str:
    name = module.__name__.removeprefix("councils.core.").replace(".", "/")
    file = f"../../src/councils/core/{name}.py"
    theory = (inspect.getdoc(module) or "").splitlines()[0]
    commands = [c for c in DECIDERS if c.__module__ == module.__name__]
    events = [e for e in EVENTS if e.__module__ == module.__name__]
    parts = [f"## [{name}]({file})", theory, *map(command, commands), *map(event, events)]
    return "\n\n".join(parts)


def command(kind: type[Command]) -> str:
    decider = DECIDERS[kind]
    marks = [word for word, base in (("caused", Caused), ("polled", Polled)) if issubclass(kind, base)]
    marked = f" *({', '.join(marks)})*" if marks else ""
    where = f"Decided by `{decider.__module__.rpartition('.')[2]}.{decider.__name__}`."
    return "\n\n".join(filter(None, [f"### {kind.__name__}{marked}", own_words(kind), fields_of(kind), where]))


def event(kind: type[Event]) -> str:
    told = [moves(kind.__name__)]
    if kind in REACTIONS:
        told.append(f"Causes acts elsewhere: `react.{REACTIONS[kind].__name__}`.")
    heading = f"### → {kind.__name__}"
    return "\n\n".join(filter(None, [heading, own_words(kind), fields_of(kind), " ".join(filter(None, told))]))


def own_words(kind: type) -> str:
    return markdown.said(kind) if "__doc__" in vars(kind) else ""


def fields_of(kind: type) -> str:
    names = [(field.name, str(field.type)) for field in fields(kind)]
    return "Fields: " + ", ".join(f"`{name}: {hint}`" for name, hint in names) + "." if names else ""


def moves(name: str) -> str:
    found = [way for machine in MACHINES for way in ways(machine.name, machine.born, machine.moves, name)]
    return f"Moves: {'; '.join(found)}." if found else ""


def ways(machine: str, born: Mapping[str, Any], steps: Mapping[tuple[Any, str], Any], name: str) -> Iterable[str]:
    """How an event moves one machine, told in one piece."""
    after = [str(born[name])] if name in born else []
    pairs = [(str(state), str(goal)) for (state, event), goal in steps.items() if event == name]
    goals = dict.fromkeys([*after, *(goal for _, goal in pairs)])
    for goal in goals:
        origins = [state for state, to in pairs if to == goal]
        begun = ["–"] if goal in after else []
        yield f"{machine} {' or '.join([*begun, *origins])} → {goal}"

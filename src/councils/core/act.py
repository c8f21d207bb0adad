"""The words that every rule is written in: ids, commands, events, outcomes.

Theory of operation. A council is a stream of events. A *command* is what somebody wants; ``decide`` answers it
with the *events* that follow, or with a refusal, and changes nothing; ``evolve`` applies one event. Both are pure,
so that the live platform, the laboratory and the offline verifier run the same rules.

Ids. Councils are named by their place. A *matter* (motion, election, recall) is numbered by its council:
``75111:4`` is the fourth matter of council 75111, and keeps this name wherever it is referred. People appear by
ids that mean nothing outside the council:

* a ``MemberId`` on the roll of a base assembly, for what a member does under their own name;
* a ``Credential`` in a higher council: the council that sent the delegate, and the number of the tenure. Whoever
  holds the tenure below is the delegate above, so what is held by virtue of it falls with it;
* a ``Paper``: the voting paper of one member for one matter, which leads to nobody without the roll's secret.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from councils.core.refusal import Refused

CouncilId = str
MatterId = str
MemberId = str
Credential = str
Paper = str
Voice = str  # who may speak in a council: a MemberId in an assembly, a Credential above
"""All are opaque strings; the names say which one a field holds."""


def credential(council: CouncilId, number: int) -> Credential:
    """The name, in the council above, of whoever holds tenure ``number`` of ``council``."""
    return f"{council}.{number}"


def sender(name: Credential) -> CouncilId:
    """The council that filled this seat."""
    return name.rpartition(".")[0]


def tenure_number(name: Credential) -> int:
    return int(name.rpartition(".")[2])


LATER = "later"
TODAY = "today"


def later(default: Any, *, today: Any = None) -> Any:
    """A field that came to a command, an event or a charter after records of it existed.

    It is written only where it says something else than ``default``, which is what held before there was such a field:
    so a record written then has the same bytes now, and verifies. ``today`` is what a charter that people write now
    means by leaving it out, where that is something better.
    """
    return field(default=default, metadata={LATER: True} if today is None else {LATER: True, TODAY: today})


def later_mapping() -> Any:
    """A mapping that came later, as with `later`: it was empty before."""
    return field(default_factory=dict, metadata={LATER: True})


CLOCK: Voice = "clock"  # acts that time makes due: the rules have set them, nobody chooses them
RULE: Voice = "rule"  # acts that another act causes


@dataclass(frozen=True, slots=True)
class Command:
    """What somebody wants to happen in one council."""


@dataclass(frozen=True, slots=True)
class Caused(Command):
    """A command that only another act gives (``react.py``): nobody can begin with it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Polled(Command):
    """A command that opens a poll: it carries one voting paper for each member of a base assembly's roll.

    The papers cannot be computed here, since they hang on the members' secrets: ``run.py`` asks the world for
    them. In a higher council they stay empty, because delegates vote under their credential.
    """

    papers: tuple[Paper, ...] = ()

    @property
    def poll(self) -> str:
        """What the papers are made for: the matter that it names; empty where it opens a new one."""
        named: MatterId = getattr(self, "matter", "")
        return named


@dataclass(frozen=True, slots=True)
class Event:
    """What happened in one council, for good."""


Events = tuple[Event, ...]
Outcome = Events | Refused

"""One act with all that it causes, in an order that anyone can compute again.

Theory of operation. An act is decided in its council; its events change that council and call for commands in others
(``react.py``), which are decided in turn, until nothing waits any more. Everything that *falls* goes first, up to the
congress; then everything else, each consequence before what waited already. So a recall empties all seats before the
first alternate steps in, and the alternates step in from the base up.

One act and its consequences are one transaction, and all of them are on the record.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Protocol

from councils.core.act import Caused, Command, CouncilId, Events, Paper, Polled
from councils.core.carrying import Dismiss
from councils.core.council import AdmitCouncil, Council, FoundCouncil
from councils.core.decide import decide
from councils.core.economy.adopting import AdjustPlan
from councils.core.economy.declaring import HearOfDeclaration
from councils.core.economy.deliveries import ExpectGoods
from councils.core.economy.needs import CallNeeds, Horizon, Stated, StateNeeds
from councils.core.economy.offer import PlanOffer, unofferable
from councils.core.economy.remaking import RemakePlan
from councils.core.economy.tracing import HearOfGoods
from councils.core.evolve import evolve
from councils.core.joining import HearOfJoining
from councils.core.merger import HearOfMerger
from councils.core.motion import Propose
from councils.core.react import react
from councils.core.refusal import Reason, Refused, refuse
from councils.core.sentence import Phrase
from councils.core.vacancy import Unseat

FALLS = (Unseat, Dismiss)
"""The commands that come before all others."""

ASKING = (AdmitCouncil, HearOfMerger, HearOfJoining, HearOfDeclaration, ExpectGoods, HearOfGoods)
"""The consequences that the other council can refuse, and with them the whole act."""


class World(Protocol):
    """All that an act needs from outside: the councils as they are, and voting papers for a frozen roll."""

    def council(self, name: CouncilId) -> Council | None: ...

    def papers(self, council: Council, poll: str) -> tuple[Paper, ...]: ...

    def needs(self, council: Council, horizon: Horizon, /) -> Stated:
        """What ``council`` states of its households' needs, or of those below it that keep silent (R18, R19)."""

    def vouch(self, council: Council, offer: PlanOffer) -> Phrase | None:
        """Why this is no plan that follows from what is declared here, with its certificate; None if it is (R18)."""

    def expect(self, names: Collection[CouncilId]) -> None:
        """These councils will be asked for: whoever has to fetch them can do it once for all."""


@dataclass(frozen=True, slots=True)
class Step:
    """One command carried out in one council, under version ``under`` of its charter.

    ``cause`` is the place, among the steps, of what caused it; ``after`` the council as the step left it.
    """

    council: CouncilId
    command: Command
    events: Events
    cause: int | None
    under: int
    after: Council


class ContradictionError(Exception):
    """A consequence was refused: the rules contradict each other, which is a bug. Nothing has happened."""


def run(world: World, council: CouncilId, command: Command, at: datetime) -> tuple[Step, ...] | Refused:
    """Carry out ``command`` in ``council`` with all its consequences, or refuse it; nothing is written."""
    if isinstance(command, Caused):
        return refuse(Reason.ONLY_CAUSED)
    if isinstance(command, FoundCouncil) and command.council != council:
        return refuse(Reason.CANNOT_STAND, why=f"it is called {command.council}, and its record {council}")
    refused = uncertified(world, council, command)
    if refused:
        return refused
    course = Course(world, at)
    course.others.append(Waiting(council, command, None))
    while course.falls or course.others:
        refused = course.go_on()
        if refused is not None:
            return refused
    return tuple(course.steps)


@dataclass(frozen=True, slots=True)
class Waiting:
    """A command that is still to be decided; ``cause`` as in ``Step``."""

    council: CouncilId
    command: Command
    cause: int | None


class Course:
    """The course of one act: the steps taken, the councils as they have become, and what waits."""

    def __init__(self, world: World, at: datetime) -> None:
        self.world, self.at = world, at
        self.councils: dict[CouncilId, Council] = {}
        self.steps: list[Step] = []
        self.falls: deque[Waiting] = deque()
        self.others: deque[Waiting] = deque()

    def go_on(self) -> Refused | None:
        """Decide what is next; a refusal ends the whole act."""
        falling = bool(self.falls)
        next_one = self.falls.popleft() if falling else self.others.popleft()
        state = self.councils.get(next_one.council) or self.world.council(next_one.council)
        command = with_needs(self.world, state, with_papers(self.world, state, next_one.command))
        outcome = decide(state, command, self.at)
        if isinstance(outcome, Refused):
            return refused(outcome, next_one)
        if outcome:
            done = Waiting(next_one.council, command, next_one.cause)
            self.line_up(self.take(done, state, outcome), falling=falling)
        return None

    def take(self, done: Waiting, before: Council | None, events: Events) -> list[Waiting]:
        """One step: its events change the council; what they cause is returned."""
        state = before
        for event in events:
            state = evolve(state, event)
        assert state is not None  # there were events
        self.councils[done.council] = state
        under = before.version if before else state.version
        self.steps.append(Step(done.council, done.command, events, done.cause, under, state))
        here = len(self.steps) - 1
        caused = [Waiting(*consequence, here) for event in events for consequence in react(state, event)]
        if len(caused) > 1:
            self.world.expect([waiting.council for waiting in caused])
        return caused

    def line_up(self, caused: list[Waiting], *, falling: bool) -> None:
        """What falls goes to the end of the falls; the rest before what waits, or after it while things fall."""
        self.falls.extend(w for w in caused if isinstance(w.command, FALLS))
        rest = [w for w in caused if not isinstance(w.command, FALLS)]
        if falling:
            self.others.extend(rest)
        else:
            self.others.extendleft(reversed(rest))


def refused(refusal: Refused, waiting: Waiting) -> Refused:
    """An act may be refused, and so may a question to another council; any other consequence may not."""
    if waiting.cause is None or isinstance(waiting.command, ASKING):
        return refusal
    raise ContradictionError(f"{waiting.council}: {waiting.command} was refused: {refusal}")


def with_papers(world: World, council: Council | None, command: Command) -> Command:
    """``command`` with a paper for each member, where it opens a poll in an assembly."""
    if council is None or not council.is_base or not isinstance(command, Polled) or command.papers:
        return command
    return replace(command, papers=world.papers(council, command.poll or next(council.matter_ids())))


def with_needs(world: World, council: Council | None, command: Command) -> Command:
    """``command`` with the sum that the council states, where it is asked for its needs."""
    if council is None or not isinstance(command, CallNeeds | StateNeeds) or command.own is not None:
        return command
    return replace(command, own=world.needs(council, command.horizon))


def uncertified(world: World, name: CouncilId, command: Command) -> Refused | None:
    """A plan comes before nobody without a certificate that holds."""
    offer = command.offer if isinstance(command, AdjustPlan | RemakePlan) else None
    offer = command.proposal.plan if isinstance(command, Propose) else offer
    council = world.council(name)
    if offer is None or council is None:
        return None
    outdated = unofferable(council, offer)
    why = None if outdated else world.vouch(council, offer)
    return refuse(Reason.NOT_CERTIFIED, why=why) if why else outdated

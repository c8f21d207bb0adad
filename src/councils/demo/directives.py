"""Directives in the demonstration: how assemblies carry them out, or do not (R12).

Theory of operation. Each assembly has a way with a directive, dealt out in shares: most are done in time, some are
late, some stop on the way, a few are silent. When a directive comes on its record, the assembly means to acknowledge
it, to say how it will carry it out, and to report, at the times that its way names in days; whoever is chair, secretary
or delegate then does it. What the clock marks as overdue is left to the clock.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from councils.core.act import Command, CouncilId, Event, MatterId, Voice
from councils.core.council import Council
from councils.core.directive import (
    Acknowledge,
    DirectiveAcknowledged,
    DirectiveReceived,
    ExecutionPlanned,
    PlanExecution,
)
from councils.core.machines import EXECUTION, Force
from councils.core.office import DELEGATE, officers
from councils.core.report import ExecutionReported, ReportExecution
from councils.demo.motions import Texts
from councils.demo.town import Town


@dataclass(frozen=True)
class Way:
    """Days after which an assembly acknowledges (from, to), then plans, then reports; ``done``: and ends it so."""

    acknowledges: tuple[float, float] | None = (0.3, 6)
    plans: tuple[float, float] | None = (2, 8)
    reports: int = 2
    every: tuple[float, float] = (3, 7)
    done: bool = True


DONE = Way()
BUSY = Way(done=False)
LATE = Way(acknowledges=(8.5, 16), reports=3, every=(5, 9))
HESITANT = Way(reports=0)
NODDED = Way(plans=None, reports=0)
SILENT = Way(acknowledges=None)


class Directives:
    """``ways``: by the title of the directive, each with its share of the assemblies."""

    def __init__(self, town: Town, texts: Texts, ways: Mapping[str, Mapping[Way, int]]) -> None:
        self.town, self.texts, self.ways = town, texts, ways
        self.hands: dict[str, list[Way]] = {}
        town.on(DirectiveReceived, self.received)

    def deal(self, title: str) -> Way:
        """The next way from a shuffled stack, so that the shares come out exactly."""
        if not self.hands.get(title):
            self.hands[title] = [way for way, number in self.ways[title].items() for _ in range(number)]
            self.town.rng.shuffle(self.hands[title])
        return self.hands[title].pop()

    def received(self, name: CouncilId, fields: Mapping[str, Any]) -> None:
        here = self.town.council(name)
        text = self.texts.titled(fields["title"])
        if not here.is_base or not text:
            return
        matter, rng = fields["directive"], self.town.rng
        way = NODDED if here.kind else self.deal(fields["title"])  # what is asked of quarters is not for workplaces
        if way.acknowledges is None:
            return
        when = self.town.now + timedelta(days=rng.uniform(*way.acknowledges))
        self.town.at(by_day(when), self.do, name, matter, DirectiveAcknowledged, Acknowledge)
        if way.plans is None:
            return
        when += timedelta(days=rng.uniform(*way.plans))
        plan = rng.choice(text["plans"])
        self.town.at(by_day(when), self.do, name, matter, ExecutionPlanned, PlanExecution, plan)
        told: Sequence[str] = text["reports"]
        for number in range(way.reports):
            when += timedelta(days=rng.uniform(*way.every))
            last = number == way.reports - 1 and way.done
            words = told[-1] if last else told[(number + rng.randrange(2)) % (len(told) - 1)]
            amount = rng.randint(text["least"], text["most"])
            self.town.at(by_day(when), self.do, name, matter, ExecutionReported, ReportExecution, words, amount, last)

    def do(self, name: CouncilId, matter: MatterId, event: type[Event], act: type[Command], *more: object) -> None:
        """Somebody who may does it, if it can still be done."""
        here = self.town.council(name)
        directive = here.directives[matter]
        assert directive.execution is not None
        if directive.force is Force.IN_FORCE and EXECUTION.allows(directive.execution, event):
            make: Any = act
            self.town.say(name, speaker(here), lambda voice: make(voice, matter, *more))


def speaker(here: Council) -> Voice:
    """Who speaks for an assembly in its daily business."""
    found = officers(here, "chair", "secretary") or officers(here, DELEGATE) or set(here.roll)
    return min(found)


def by_day(when: Any) -> Any:
    """Not at night."""
    return when + timedelta(hours=9) if when.hour < 6 else when

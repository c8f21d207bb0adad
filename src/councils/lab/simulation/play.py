"""Plays a scenario: step by step, what befalls people, what they do, and what is asked of them.

Theory of operation. Before a step come its shocks; then people meet and delegates are recalled and elected
(``engine.py``); then whatever level of a question has its day answers (``question.py``). Individuals and people by
counts are played by one loop, which gives a row for each step and a decision for each question.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from typing import Any, Protocol

import numpy as np

from councils.core.charter import Charter
from councils.lab.arrays import Bools, Floats, Ints
from councils.lab.compiled import stream
from councils.lab.simulation import plain, seats
from councils.lab.simulation.engine import Engine, Society, add, attending, found, numbers
from councils.lab.simulation.heads import Tables, changed, moved, part, top
from councils.lab.simulation.many import climb_many
from councils.lab.simulation.model import least, needed_anywhere
from councils.lab.simulation.network import Territory, holds_out
from councils.lab.simulation.offices import Offices, delegations, reserves
from councils.lab.simulation.question import Asked, Decision, Question, answer_steps, decision, outcome
from councils.lab.simulation.scenario import Scenario, Shock, region
from councils.lab.simulation.scenario_keys import TERRITORIAL, EngineKind, ShockKind
from councils.lab.simulation.tree import UnfitError
from councils.lab.sweep import Row

SHOCKS, VOTES, BEGIN = 99, 98, 97  # what chance is for, beside what it is for in ``engine.py`` and ``people.py``

ALONE = "All are one assembly, to which nothing is referred: write more people, or smaller assemblies."


@dataclass(frozen=True, slots=True)
class Played:
    """A row for each step, the first from before any, and what came of each question."""

    rows: list[Row]
    decisions: tuple[Decision, ...] = ()


class Players(Protocol):
    """Individuals, or people by counts."""

    def befall(self, shock: Shock, number: int) -> None: ...
    def go(self) -> None: ...
    def ask(self, number: int, question: Question) -> None: ...
    def row(self) -> Row: ...
    def decisions(self) -> Iterable[Decision]: ...


class Course:
    """A scenario under its charter as it goes on: ``rows`` so far. UnfitError where a question cannot be asked."""

    def __init__(self, scenario: Scenario, charter: Charter, *, threads: int = 1) -> None:
        play_by = Individuals if scenario.engine is EngineKind.PEOPLE else Counts
        self.scenario = scenario
        self.players: Players = play_by(scenario, charter, threads)
        self.rows = [self.players.row()]

    def go(self) -> None:
        """The next step."""
        step = len(self.rows)
        for number, shock in enumerate(self.scenario.shocks):
            if shock.step == step:
                self.players.befall(shock, number)
        for number, question in enumerate(self.scenario.questions, start=1):
            if question.step == step:
                self.players.ask(number, question)
        self.players.go()
        self.rows.append(self.players.row())

    def played(self) -> Played:
        """What there is of it so far."""
        asked = enumerate(self.scenario.questions, start=1)
        told = {found.question: found for found in self.players.decisions()}
        never = (decision(n, q, (q.step, q.step)) for n, q in asked if n not in told)
        return Played(list(self.rows), tuple(sorted([*told.values(), *never], key=lambda found: found.question)))


def play(
    scenario: Scenario, charter: Charter, *, threads: int = 1, done: Callable[[int], None] = lambda _: None
) -> Played:
    """The scenario under its charter to its end; ``done`` hears each step. UnfitError as a ``Course`` has it."""
    course = Course(scenario, charter, threads=threads)
    for step in range(1, scenario.steps + 1):
        course.go()
        done(step)
    return course.played()


class Individuals:
    """``committed`` is who holds which opinion, whatever they hear."""

    def __init__(self, scenario: Scenario, charter: Charter, threads: int) -> None:
        self.scenario, self.charter = scenario, charter
        model, recall = scenario.model, charter.recall if scenario.recall else None
        self.kinds = scenario.kinds()
        sent = delegations(charter, model, self.kinds) if self.kinds or reserves(charter) else ()
        offices = Offices(charter, model, scenario.days, sent, self.kinds)
        self.offices = offices if offices.matter else None
        self.engine = Engine(
            model, recall=needed_anywhere(recall, model), threads=threads, chain=True, offices=self.offices
        )
        self.society = found(model, scenario.seed)
        self.sending = sent[0] > 0 if sent else np.ones(model.bodies()[0], dtype=np.bool_)
        self.territory = Territory(model, scenario.network, scenario.seed, scenario.land)
        self.society.cut = self.territory.cut
        seats.seat(self.society)
        if self.offices:
            self.offices.begin(self.society, self.territory.inside & self.sending)
        self.reseat()
        if not (self.territory.inside & self.sending).all():
            self.councils(np.zeros(len(self.society.y[0]), np.bool_), first=1)
        self.committed: list[tuple[Ints, float]] = []
        self.asked: list[Asked] = []
        self.came = 0

    def befall(self, shock: Shock, number: int) -> None:
        if shock.kind is ShockKind.DRIFT:
            self.engine.model = replace(self.engine.model, noise=shock.noise)
            return
        if shock.kind in TERRITORIAL:
            self.change(shock)
            return
        x, key = self.society.x, stream(self.scenario.seed, SHOCKS, number)
        who = self.scenario.who(shock.region)
        hit = who[numbers(key, who) < shock.share].astype(np.int64)
        if shock.kind is ShockKind.SWAY:
            x[hit] = np.clip(x[hit] + shock.by, 0.0, 1.0)
        else:
            self.committed.append((hit, shock.opinion))
            x[hit] = shock.opinion

    def change(self, shock: Shock) -> None:
        if shock.kind is ShockKind.CUT:
            days = holds_out(own=shock.own, stock=shock.stock, ration=shock.ration)
            last = None if days is None else shock.step - 1 + days // self.scenario.days
            self.territory.cut_off(shock.region, last)
        elif shock.kind is ShockKind.LEAVE:
            self.territory.leave(shock.region)
        else:
            self.territory.join(shock.region)

    def reseat(self) -> None:
        """Assemblies that are outside send nobody; those that have come elect somebody."""
        if not self.society.y:
            return
        model, y = self.scenario.model, self.society.y[0]
        sends = self.territory.inside & self.sending & seats.reaching(self.society)[0]
        y[~sends] = np.nan
        if self.offices:
            self.offices.withdraw(self.society, np.flatnonzero(~sends))
        for a in np.flatnonzero(sends & np.isnan(y)).tolist():
            here = self.society.x[a * model.assembly : (a + 1) * model.assembly]
            if self.offices:
                self.society.counted.elections += self.offices.fill(self.society, 0, a, here)
            else:
                y[a] = plain.elected(here[None])[0]
                self.society.counted.elections += 1

    def councils(self, fresh: Bools, *, first: int, recalling: bool = True) -> Ints:
        by = self.offices.councils if self.offices else seats.councils
        return by(self.society, fresh, self.engine.above, electing=False, first=first, recalling=recalling)

    def go(self) -> None:
        self.territory.go(self.society.step + 1)
        self.reseat()
        before = self.society.counted.came
        self.engine.run(self.society, 1)
        for who, opinion in self.committed:
            self.society.x[who] = opinion
        self.came = self.society.counted.came - before
        for asked in self.asked:
            self.answer(asked)

    def ask(self, number: int, question: Question) -> None:
        model = self.scenario.model
        if not self.society.y:
            raise UnfitError(ALONE)
        sizes = np.full(model.bodies()[0], model.assembly)
        sizes[-1] = model.people % model.assembly or model.assembly
        inside = self.territory.inside
        if not inside.any():
            return
        asked = Asked(number, question, self.charter, sizes, model.council, self.scenario.days, inside, self.kinds)
        if asked.due[0] < question.step:  # the day of the assemblies is before their next meeting
            asked.answer(np.zeros((len(sizes), 3), dtype=np.int64))
        self.asked.append(asked)

    def answer(self, asked: Asked) -> None:
        """Whatever level has its day now, and those that had it before this step."""
        step = self.society.step
        if asked.level == 0 and asked.due[0] == step:
            asked.answer(self.votes(asked.question))
        broken: list[tuple[int, Ints]] = []
        while 0 < asked.level <= asked.depth and asked.due[asked.level] <= step:
            level = asked.level - 1
            filled = self.offices.filled(level) if self.offices and self.offices.reserved else None
            broken.append((level, np.flatnonzero(asked.count(self.society.y[level], filled))))
        gone: set[tuple[int, int]] = set()
        for level, bodies in broken:
            fresh = np.zeros(len(self.society.y[level]), dtype=np.bool_)
            for body in bodies.tolist():
                fresh[body] = (level, body) not in gone and self.breached(asked, level, body)
            gone |= self.fall(level, fresh)

    def breached(self, asked: Asked, level: int, body: int) -> bool:
        """A petition by itself (R8): those sign it and vote for it who said what was broken, or are too far away.

        Returns whether they have sent another.
        """
        society, y = self.society, self.society.y[level]
        members, told = self.members(level, body), asked.told_to_do(level, body)
        want = np.abs(members - y[body]) > society.model.patience
        if told is not None:
            want |= asked.question.sides(members)[:, told]
        roll, yes = self.roll(level, body, len(members)), int(want.sum())
        rule = self.engine.base if level == 0 else self.engine.above
        if np.isnan(y[body]) or not len(members) or yes < rule.petition[roll]:
            return False
        society.counted.votes += 1
        if rule.rule is None or yes < least(rule.rule, roll, len(members)):
            return False
        society.counted.recalls += 1
        if self.offices:
            self.offices.leave(society, level, np.array([body]))
            society.counted.elections += self.offices.fill(society, level, body, self.table(level, body))
            return True
        society.counted.elections += 1
        at = int(seats.nearest(members[None], np.ones((1, len(members)), dtype=np.bool_))[0])
        y[body] = members[at]
        if level:
            society.holder[level][body] = body * society.model.council + int(
                np.flatnonzero(~np.isnan(self.table(level, body)))[at]
            )
        return True

    def fall(self, level: int, fresh: Bools) -> set[tuple[int, int]]:
        """Seats held by virtue of those that are new fall at once, and are filled; which (level, body)."""
        before = [some.copy() for some in self.society.y]
        add(self.society.counted, self.councils(fresh, first=level + 1, recalling=False))
        above = range(level + 1, len(before))
        return {(n, body) for n in above for body in np.flatnonzero(self.society.y[n] != before[n]).tolist()}

    def members(self, level: int, body: int) -> Floats:
        """What those think who come to this body's meeting in this step."""
        table = self.table(level, body)
        came: Floats = table[~np.isnan(table)]
        return came

    def table(self, level: int, body: int) -> Floats:
        """The same of each who could, NaN where nobody comes."""
        if level:
            size = self.scenario.model.council
            below: Floats = self.society.y[level - 1][body * size : (body + 1) * size]
            return below
        size = self.scenario.model.assembly
        low, _, there = next(part for part in attending(self.society) if part[0] <= body < part[1])
        mine: Floats = np.where(there[body - low], self.society.x[body * size : (body + 1) * size], np.nan)
        return mine

    def roll(self, level: int, body: int, came: int) -> int:
        model = self.scenario.model
        return came if level else min(model.assembly, model.people - body * model.assembly)

    def votes(self, question: Question) -> Ints:
        """Of those who came to the meetings of this step: int64[assemblies, 3]."""
        model = self.scenario.model
        found_out = np.zeros((model.bodies()[0], 3), dtype=np.int64)
        for low, high, there in attending(self.society):
            table = self.society.x[low * model.assembly : high * model.assembly].reshape(high - low, -1)
            found_out[low:high] = (question.sides(table) & there[..., None]).sum(axis=1)
        found_out[~self.territory.inside | self.territory.cut] = 0  # not in it any more, or out of reach
        return found_out

    def row(self) -> Row:
        """The mean opinion, the mean position at the top, how far delegates are from their assemblies; what share of
        all came to the step; and which shares of assemblies are in it, and cut off."""
        society, counted, top_says = self.society, self.society.counted, self.society.top()
        return {
            "step": society.step,
            "people": society.mean(),
            "top": None if np.isnan(top_says) else top_says,
            "gap": gap(society),
            "came": self.came / len(society.x),
            "ballots": counted.votes,
            "recalls": counted.recalls,
            "elections": counted.elections,
            "inside": float(self.territory.inside.mean()),
            "cut": float((self.territory.inside & self.territory.cut).mean()),
        }

    def decisions(self) -> Iterable[Decision]:
        return (asked.told() for asked in self.asked)


def gap(society: Society) -> float:
    """From a delegate to the mean of the assembly that sent them, on average."""
    if not society.y:
        return 0.0
    starts = np.arange(0, len(society.x), society.model.assembly)
    sizes = np.diff([*starts, len(society.x)])
    means = np.add.reduceat(society.x, starts) / sizes
    apart = np.abs(means - society.y[0])[~np.isnan(society.y[0])]
    return float(apart.mean()) if len(apart) else 0.0


@dataclass(slots=True)
class Counts:
    """People by counts of their assemblies (``heads.py``), all of one size; their delegates keep to their mandates."""

    scenario: Scenario
    charter: Charter
    threads: int
    heads: Any = None
    tables: Any = None
    step: int = 0
    asked: list[tuple[int, Question]] = field(default_factory=list)
    found: list[Decision] = field(default_factory=list)

    def __post_init__(self) -> None:
        size, number = self.scenario.model.assembly, self.scenario.model.bodies()[0]
        self.tables = Tables(size, self.scenario.habit)
        everyone = np.full(number, size, dtype=np.uint8)
        self.heads = part(everyone, size, self.scenario.start, stream(self.scenario.seed, BEGIN))

    def befall(self, shock: Shock, number: int) -> None:
        model = self.scenario.model
        assert isinstance(shock.region, int)  # counts have no map
        low, high = (-(-edge // model.assembly) for edge in region(model, shock.region))
        key = stream(self.scenario.seed, SHOCKS, number)
        self.heads[low:high] = changed(self.heads[low:high], model.assembly, shock.share, key, up=shock.by > 0)

    def go(self) -> None:
        self.step += 1
        moved(self.heads, self.tables, stream(self.scenario.seed, self.step))
        for number, question in self.asked:
            if self.due(question)[0] == self.step:
                self.answer(number, question)

    def due(self, question: Question) -> tuple[int, ...]:
        depth = len(self.scenario.model.bodies()) - 1
        return answer_steps(self.charter.referral, depth, question.step, self.scenario.days)

    def ask(self, number: int, question: Question) -> None:
        if len(self.heads) == 1:
            raise UnfitError(ALONE)
        self.asked.append((number, question))
        if self.due(question)[0] < question.step:
            self.answer(number, question)

    def answer(self, number: int, question: Question) -> None:
        """The votes of the assemblies, of whom each member comes with the chance of the turnout, and what they come
        to: delegates keep to it."""
        model, due = self.scenario.model, self.due(question)
        turnout = model.turnout if due[0] >= question.step else 0.0
        yes, no = (
            part(heads, model.assembly, turnout, stream(self.scenario.seed, VOTES, self.step, side))
            for side, heads in enumerate((self.heads, (model.assembly - self.heads).astype(np.uint8)))
        )
        found_out, said = climb_many(self.charter, model.assembly, model.council, yes, no)
        came = (int(yes.sum(dtype=np.int64)) + int(no.sum(dtype=np.int64))) / (len(yes) * model.assembly)
        told = decision(number, question, due)
        self.found.append(replace(told, came=came, said=tuple(said), **outcome(found_out)))

    def row(self) -> Row:
        """The share that says yes, and that of the delegates in the council at the top."""
        size = self.scenario.model.assembly
        share = int(self.heads.sum(dtype=np.int64)) / (len(self.heads) * size)
        return {"step": self.step, "people": share, "top": top(self.heads, size, self.scenario.model.council)}

    def decisions(self) -> Iterable[Decision]:
        """Those whose day at the top is over."""
        for found_out in self.found:
            over = found_out.decided <= self.step
            yield (
                found_out
                if over
                else Decision(
                    found_out.question, found_out.title, found_out.asked, found_out.answered, found_out.decided
                )
            )

"""Who is sent, and who steps in: rotation and alternates, where the charter has them (R10, R11).

Theory of operation. An election puts all who are there in order, the nearest to their mean first: of those who may come
into the office, the first is sent, and the next are alternates for the rest of the term. Where a seat falls, the first
of them who sits there still, and may, steps in; else there is an election. Who may is asked of the core, by the terms
that somebody has served for this body. People are known by their number, through all seats that they hold by virtue of
one another. Terms end together, as the scenario says; whoever steps in has the rest of one.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import numpy as np

from councils.core.charter import Charter
from councils.core.office import DELEGATE, Tenure, short_rest
from councils.core.rotation import used_up
from councils.lab.arrays import Bools, Floats, Ints
from councils.lab.simulation.engine import Society, attending
from councils.lab.simulation.model import Model, Needed, among
from councils.lab.simulation.seats import reaching, table_of

BEGIN, MOST_DAYS = datetime(1, 1, 1, tzinfo=UTC), 3_000_000  # nobody's term is told apart after 8,000 years


class Offices:
    """``who[level][body]`` is the person sent, -1 where nobody is; ``number`` how many have been sent by a body so far,
    by which it is told whether a seat is the one that an alternate sat on."""

    def __init__(self, charter: Charter, model: Model, days: int) -> None:
        office, levels = charter.office(DELEGATE), len(model.bodies()) - 1
        names = [charter.levels[min(level, len(charter.levels) - 2)].name for level in range(levels)]
        self.rules = [charter.rotation_of(DELEGATE, name) for name in names]
        self.alternates = office.alternates if office else 0
        self.days, self.term = days, model.term
        usual = days * model.term or (office.term_days if office else 0)
        self.pauses = [timedelta(days=rule.cooling_off_days or usual if rule else 0) for rule in self.rules]
        self.who = [np.full(bodies, -1, dtype=np.int64) for bodies in model.bodies()[:-1]]
        self.number = [np.zeros_like(people) for people in self.who]
        self.served: dict[tuple[int, int, int], list[Tenure]] = {}
        self.line: dict[tuple[int, int], list[tuple[int, int]]] = {}

    @property
    def matter(self) -> bool:
        return bool(self.alternates or any(self.rules))

    def begin(self, society: Society, inside: Bools) -> None:
        """Everybody has just been elected, in assemblies that are ``inside``: who that is, and who is next."""
        for level, y in enumerate(society.y):
            y[:] = np.nan
            for low, _, table, _ in rows(society, level, everyone=True):
                for row, positions in enumerate(table):
                    if level or inside[low + row]:
                        self.elect(society, level, low + row, positions)

    def withdraw(self, society: Society, assemblies: Ints) -> None:
        """These send nobody, and when they come again they elect."""
        self.leave(society, 0, assemblies)
        for body in assemblies.tolist():
            self.line.pop((0, body), None)

    def step(self, society: Society, base: Needed, above: Needed, *, electing: bool) -> Ints:
        """Ballots, recalls and elections in all bodies but the top, from the assemblies up, when people have met."""
        number = np.zeros(4, dtype=np.int64)
        fresh = np.zeros(len(society.y[0]), dtype=np.bool_)
        for low, high, table, roll in rows(society, 0):
            there = (~np.isnan(table)).sum(axis=1)
            votes, seated = among(base.rule, roll)[there], ~np.isnan(society.y[0][low:high])
            recalled = self.recalled(society, 0, low, table, base.petition[np.full_like(there, roll)], votes, number)
            chosen = (recalled | (seated & electing)) & (there > 0)
            fresh[low:high] = self.changed(society, 0, low, table, chosen, number, electing=electing)
        return number + self.councils(society, fresh, above, electing=electing)

    def councils(
        self, society: Society, fresh: Bools, above: Needed, *, electing: bool, first: int = 1, recalling: bool = True
    ) -> Ints:  # fmt: skip
        """As ``seats.councils``."""
        number, reach = np.zeros(4, dtype=np.int64), reaching(society)
        for level in range(first, len(society.y)):
            members, y, holder = society.y[level - 1], society.y[level], society.holder[level]
            fallen = (holder >= 0) & (fresh[holder] | np.isnan(members[holder]))
            self.leave(society, level, np.flatnonzero(fallen | ~reach[level]))
            for body in [] if electing else np.flatnonzero(fallen & reach[level]).tolist():
                self.step_in(society, level, body)  # at once: those who sit there can recall them as well
            table = table_of(members, len(y), society.model.council)
            there = (~np.isnan(table)).sum(axis=1)
            recalled = np.zeros(len(y), dtype=np.bool_)
            if recalling:
                recalled = self.recalled(society, level, 0, table, above.petition[there], above.votes[there], number)
            chosen = reach[level] & (there > 0) & (recalled | np.isnan(y) | electing)
            fresh = fallen | self.changed(society, level, 0, table, chosen, number, electing=electing)
        return number

    def recalled(
        self, society: Society, level: int, low: int, table: Floats, sign: Ints, vote: Ints, number: Ints
    ) -> Bools:  # fmt: skip
        """Where so many are too far from their delegate that they ``sign`` and ``vote``."""
        y = society.y[level][low : low + len(table)]
        far = (np.abs(table - y[:, None]) > society.model.patience).sum(axis=1)
        ballot = (far >= sign) & (~np.isnan(table)).any(axis=1)
        recalled = ballot & (far >= vote)
        number[:2] += ballot.sum(), recalled.sum()
        return np.asarray(recalled)

    def changed(
        self, society: Society, level: int, low: int, table: Floats, chosen: Bools, number: Ints, *, electing: bool
    ) -> Bools:  # fmt: skip
        """Empty the ``chosen`` seats and fill them."""
        self.leave(society, level, low + np.flatnonzero(chosen))
        for row in np.flatnonzero(chosen).tolist():
            number[2] += self.fill(society, level, low + row, table[row], electing=electing)
        return np.asarray(chosen)

    def fill(self, society: Society, level: int, body: int, positions: Floats, *, electing: bool = False) -> bool:
        """An alternate steps in, or ``positions`` elect; whether there was an election."""
        if electing:
            self.line.pop((level, body), None)
        return not self.step_in(society, level, body) and self.elect(society, level, body, positions)

    def step_in(self, society: Society, level: int, body: int) -> bool:
        """The first alternate who sits there still, and may; whether there is one."""
        line = self.line.get((level, body), [])
        for member, number in line:
            if self.still(level, member, number) and self.may(society, level, body, member):
                self.line[level, body] = [each for each in line if each[0] != member]
                self.sit(society, level, body, member, stepping=True)
                return True
        return False

    def elect(self, society: Society, level: int, body: int, positions: Floats) -> bool:
        """Of those who have a position, the nearest to the mean who may; whether there was anybody."""
        there = ~np.isnan(positions)
        mean = np.add.accumulate(np.where(there, positions, 0.0))[-1] / max(1, int(there.sum()))
        first = body * (society.model.council if level else society.model.assembly)
        by_distance = np.argsort(np.where(there, np.abs(positions - mean), np.inf), kind="stable")
        may = (first + column for column in by_distance[: there.sum()].tolist())
        able = (member for member in may if self.may(society, level, body, member))
        elected = [member for member, _ in zip(able, range(1 + self.alternates), strict=False)]
        if elected:
            waiting = self.line.get((level, body), []) if self.alternates else []
            fresh = [(member, self.seat(level, member)) for member in elected[1:]]
            self.line[level, body] = [each for each in dict.fromkeys((*waiting, *fresh)) if each[0] != elected[0]]
            self.sit(society, level, body, elected[0])
        return bool(elected)

    def sit(self, society: Society, level: int, body: int, member: int, *, stepping: bool = False) -> None:
        below = society.y[level - 1] if level else society.x
        society.y[level][body] = below[member]
        if level:
            society.holder[level][body] = member
        person = self.person(level, member)
        self.who[level][body], self.number[level][body] = person, self.number[level][body] + 1
        if self.rules[level] is not None:
            rest = self.term - society.step % self.term if self.term else 0
            since, until = self.now(society.step), self.now(society.step + rest)
            terms = 0 if stepping and self.term and short_rest(since, until, self.term * self.days) else 1
            tenure = Tenure(0, DELEGATE, str(person), since, until, "", terms=terms)
            self.served.setdefault((level, body, person), []).append(tenure)

    def leave(self, society: Society, level: int, bodies: Ints) -> None:
        """The seats of these are empty from now on."""
        if self.rules[level] is not None:
            for body in bodies[self.who[level][bodies] >= 0].tolist():
                tenures = self.served[level, body, int(self.who[level][body])]
                tenures[-1] = replace(tenures[-1], left=self.now(society.step))
        society.y[level][bodies], self.who[level][bodies] = np.nan, -1
        if level:
            society.holder[level][bodies] = -1

    def may(self, society: Society, level: int, body: int, member: int) -> bool:
        rule = self.rules[level]
        before = [t for t in self.served.get((level, body, self.person(level, member)), ()) if t.terms] if rule else []
        return rule is None or used_up(rule, before, self.pauses[level], self.now(society.step)) is None

    def person(self, level: int, member: int) -> int:
        return int(self.who[level - 1][member]) if level else member

    def seat(self, level: int, member: int) -> int:
        """Which of those that this member's body has sent so far; members of assemblies are members."""
        return int(self.number[level - 1][member]) if level else 0

    def still(self, level: int, member: int, number: int) -> bool:
        return self.seat(level, member) == number and (not level or self.who[level - 1][member] >= 0)

    def now(self, step: int) -> datetime:
        return BEGIN + timedelta(days=min(step * self.days, MOST_DAYS))


def rows(society: Society, level: int, *, everyone: bool = False) -> Iterator[tuple[int, int, Floats, int]]:
    """Bodies (from, to), float64[those, members]: what those think who are there, and how many members each has."""
    model = society.model
    if level:
        table = table_of(society.y[level - 1], len(society.y[level]), model.council)
        yield 0, len(table), table, model.council
        return
    for low, high, there in attending(society):
        positions = society.x[low * model.assembly : high * model.assembly].reshape(high - low, -1)
        yield low, high, positions if everyone else np.where(there, positions, np.nan), positions.shape[1]

"""Who is sent, and who steps in: rotation, alternates, reserved seats and other offices, by the charter (R4, R10, R11).

Theory of operation. An election puts all who are there in order, the nearest to their mean first: of those who may come
into the office, the first is sent, and the next are alternates for the rest of the term. Where a seat falls, the first
of them who sits there still, and may, steps in; else there is an election. Who may is asked of the core, by the terms
that somebody has served for this body (``terms.py``) and by what else they hold (``posts.py``). Where seats are
reserved, whoever is sent is the first for whom there is a seat (``reservation.py``).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

import numpy as np

from councils.core.charter import Charter, ReservedSeats
from councils.core.office import DELEGATE
from councils.core.vote.reserved import Labels
from councils.lab.arrays import Bools, Floats, Ints
from councils.lab.compiled import stream
from councils.lab.simulation.engine import Society, attending, numbers
from councils.lab.simulation.model import Model, Needed, among
from councils.lab.simulation.people import declared
from councils.lab.simulation.posts import Posts
from councils.lab.simulation.reservation import elected, next_in_line
from councils.lab.simulation.seats import reaching, table_of
from councils.lab.simulation.terms import Terms
from councils.lab.simulation.tree import tree

Asked = tuple[Ints, Ints]
"""How many must sign, and how many vote yes, to recall: in each of some bodies."""

LOT = 20  # what chance is for, beside what it is for in ``engine.py`` and ``people.py``


class Offices:
    """``who[level][body]`` is the person sent, -1 where nobody is; ``number`` how many have been sent by a body so far,
    by which it is told whether a seat is the one that an alternate sat on; ``by`` that of the seat below by virtue of
    which the delegate sits. ``rest``: what the others of a delegation declare, where seats are reserved, of
    ``seats[level][body]`` in all; ``kinds``: of the places of assemblies, or ()."""

    def __init__(
        self, charter: Charter, model: Model, days: int, seats: Sequence[Ints] = (), kinds: Sequence[str] = ()
    ) -> None:  # fmt: skip
        office, levels = charter.office(DELEGATE), len(model.bodies()) - 1
        sending = [charter.levels[min(level, len(charter.levels) - 2)].name for level in range(levels)]
        self.names = [*sending, charter.levels[-1].name]
        self.alternates = office.alternates if office else 0
        self.reserved = reserves(charter)
        self.counting = charter.election.sitting_count
        self.days, self.term, self.seats, self.kinds = days, model.term, seats, kinds
        self.terms = Terms(charter, DELEGATE, self.names, days=days, term=model.term)
        self.posts = Posts(charter, self)
        known = {rule.group for rule in self.reserved}
        self.declared = [groups & known for groups in declared(model)]
        self.who = [np.full(bodies, -1, dtype=np.int64) for bodies in model.bodies()[:-1]]
        self.number, self.by = ([np.zeros_like(people) for people in self.who] for _ in range(2))
        self.line: dict[tuple[int, int], list[tuple[int, int]]] = {}
        self.rest: dict[tuple[int, int], list[Labels]] = {}

    @property
    def matter(self) -> bool:
        return bool(self.alternates or self.terms.limited or self.reserved or self.posts.rules)

    def begin(self, society: Society, inside: Bools) -> None:
        """Everybody has just been elected, in assemblies that are ``inside``: who that is, and who is next."""
        for level, y in enumerate(society.y):
            y[:] = np.nan
            for low, high, table, _ in rows(society, level, everyone=True):
                electing = np.flatnonzero(inside[low:high]) if not level else np.arange(high)
                self.fill_all(society, level, low + electing, table[electing])
        self.top(society)

    def withdraw(self, society: Society, assemblies: Ints) -> None:
        """These send nobody, and when they come again they elect."""
        self.leave(society, 0, assemblies)
        for body in assemblies.tolist():
            self.end(society, 0, body)

    def end(self, society: Society, level: int, body: int) -> None:
        """All terms are over here: the line of alternates, the rest of the delegation, the other offices."""
        self.line.pop((level, body), None)
        self.rest.pop((level, body), None)
        if self.posts.rules:
            self.posts.end(society, level, body)

    def top(self, society: Society, asked: Needed | None = None, *, electing: bool = False) -> Ints:
        """The congress fills its offices, and recalls from them as ``asked``; it sends nobody."""
        level, number = len(society.y), np.zeros(2, dtype=np.int64)
        if self.posts.rules and level:
            if electing:
                self.posts.end(society, level, 0)
            self.posts.step_in(society, level, 0)
            positions = table_of(society.y[-1], 1, society.model.council)[0]
            there = int((~np.isnan(positions)).sum())
            if asked:
                least = int(asked.petition[there]), int(asked.votes[there])
                number += self.posts.recall(society, level, 0, positions, *least)
            self.others(society, level, 0, positions)
        return number

    def step(self, society: Society, base: Needed, above: Needed, *, electing: bool) -> Ints:
        """Ballots, recalls and elections in all bodies but the top, from the assemblies up, when people have met."""
        number = np.zeros(4, dtype=np.int64)
        fresh = np.zeros(len(society.y[0]), dtype=np.bool_)
        for low, high, table, roll in rows(society, 0):
            there = (~np.isnan(table)).sum(axis=1)
            seated = ~np.isnan(society.y[0][low:high])
            asked = base.petition[np.full_like(there, roll)], among(base.rule, roll)[there]
            recalled = self.recalled(society, 0, low, table, *asked, number)
            chosen = (recalled | (seated & electing)) & (there > 0)
            fresh[low:high] = self.changed(
                society, 0, low, table, chosen, number, None if electing else asked, electing=electing
            )
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
            for body in np.flatnonzero(reach[level]).tolist() if self.posts.rules and not electing else ():
                self.posts.step_in(society, level, body)
            table = table_of(members, len(y), society.model.council)
            there = (~np.isnan(table)).sum(axis=1)
            recalled, asked = np.zeros(len(y), dtype=np.bool_), (above.petition[there], above.votes[there])
            if recalling:
                recalled = self.recalled(society, level, 0, table, *asked, number)
            chosen = reach[level] & (there > 0) & (recalled | np.isnan(y) | electing)
            given = asked if recalling and not electing else None
            fresh = fallen | self.changed(society, level, 0, table, chosen, number, given, electing=electing)
        number[:2] += self.top(society, above if recalling and not electing else None, electing=electing)
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
        self, society: Society, level: int, low: int, table: Floats, chosen: Bools, number: Ints, asked: Asked | None,
        *, electing: bool,
    ) -> Bools:  # fmt: skip
        """Empty the ``chosen`` seats and fill them, and whatever else is open; ``asked``: or becomes so by recall."""
        rows = np.flatnonzero(chosen)
        self.leave(society, level, low + rows)
        if self.posts.rules and asked:
            number += self.recalling(society, level, low, table, chosen, asked)
            return np.asarray(chosen)
        for row in rows.tolist() if electing else ():
            self.end(society, level, low + row)
        number[2] += self.fill_all(society, level, low + rows, table[rows])
        for row in np.flatnonzero(~chosen).tolist() if self.posts.rules else ():
            if electing:
                self.posts.end(society, level, low + row)
            self.others(society, level, low + row, table[row])
        return np.asarray(chosen)

    def recalling(self, society: Society, level: int, low: int, table: Floats, chosen: Bools, asked: Asked) -> Ints:
        """Body by body: an alternate of the ``chosen`` steps in, holders of other offices are recalled, and what is
        open is filled."""
        number = np.zeros(4, dtype=np.int64)
        for row, (positions, *least) in enumerate(zip(table, *asked, strict=True)):
            body = low + row
            vacant = chosen[row] and not self.step_in(society, level, body)
            number[:2] += self.posts.recall(society, level, body, positions, *map(int, least))
            if vacant:
                number[2] += self.fill(society, level, body, positions, stepping=False)
            else:
                self.others(society, level, body, positions)
        return number

    def fill_all(self, society: Society, level: int, bodies: Ints, table: Floats) -> int:
        """``fill`` each of these, of which ``table`` has a row each; how many elections there were."""
        if self.posts.rules or self.reserved or self.terms.limited:
            pairs = zip(bodies.tolist(), table, strict=True)
            return sum(self.fill(society, level, body, positions) for body, positions in pairs)
        left = [n for n, body in enumerate(bodies.tolist()) if not self.step_in(society, level, body)]
        return self.elect_all(society, level, bodies[left], table[left])

    def elect_all(self, society: Society, level: int, bodies: Ints, table: Floats) -> int:
        """``elect`` in each of these, where nobody can be kept from being elected."""
        there = ~np.isnan(table)
        some = there.any(axis=1)
        bodies, table, there = bodies[some], table[some], there[some]
        number = np.minimum(there.sum(axis=1), 1 + self.alternates)
        mean = np.add.accumulate(np.where(there, table, 0.0), axis=1)[:, -1] / there.sum(axis=1)
        order = np.argsort(np.where(there, np.abs(table - mean[:, None]), np.inf), axis=1, kind="stable")
        size = society.model.council if level else society.model.assembly
        elected = bodies[:, None] * size + order[:, : 1 + self.alternates]
        elected = np.minimum(elected, len(society.y[level - 1] if level else society.x) - 1)
        seats = self.number[level - 1][elected] if level else np.zeros_like(elected)
        people = self.who[level - 1][elected[:, 0]] if level else elected[:, 0]
        society.y[level][bodies] = (society.y[level - 1] if level else society.x)[elected[:, 0]]
        if level:
            society.holder[level][bodies] = elected[:, 0]
        self.who[level][bodies], self.by[level][bodies] = people, seats[:, 0]
        self.number[level][bodies] += 1
        for body, last, members, held in zip(*map(np.ndarray.tolist, (bodies, number, elected, seats)), strict=True):
            waiting, fresh = self.line.get((level, body), ()), zip(members[1:last], held[1:last], strict=True)
            self.line[level, body] = [each for each in dict.fromkeys((*waiting, *fresh)) if each[0] != members[0]]
        return len(bodies)

    def fill(self, society: Society, level: int, body: int, positions: Floats, *, stepping: bool = True) -> bool:
        """An alternate steps in, or ``positions`` elect; whether there was an election. They also elect to whatever
        else is open, in the order of the charter."""
        elected, stepped = False, stepping and self.step_in(society, level, body)
        for rule in self.posts.order(level, body) if self.posts.rules else ():
            if rule.name != DELEGATE:
                self.posts.fill(society, level, body, rule, self.by_distance(society, level, body, positions))
            else:
                elected = not stepped and self.elect(society, level, body, positions)
        return elected if self.posts.rules else not stepped and self.elect(society, level, body, positions)

    def others(self, society: Society, level: int, body: int, positions: Floats) -> None:
        """The offices besides the delegate's that are open are filled."""
        if self.posts.open(level, body):
            nearest = self.by_distance(society, level, body, positions)
            for rule in self.posts.others(level, body):
                self.posts.fill(society, level, body, rule, nearest)

    def step_in(self, society: Society, level: int, body: int) -> bool:
        """The first alternate who sits there still, and may, and has no seat before them that is reserved for another;
        whether there is one."""
        line = self.line.get((level, body), [])
        able = [m for m, number in line if self.still(level, m, number) and self.may(society, level, body, m)]
        first: int | None = 0 if able else None
        if able and self.reserved:
            said = tuple(self.labels(society, level, member) for member in able)
            first = next_in_line(self.reserved, self.entitled(level, body), self.sitting(level, body), said)
        if first is None:
            return False
        self.line[level, body] = [each for each in line if each[0] != able[first]]
        self.sit(society, level, body, able[first], stepping=True)
        return True

    def elect(self, society: Society, level: int, body: int, positions: Floats) -> bool:
        """Of those who have a position, the nearest to the mean who may; whether there was anybody."""
        may = self.by_distance(society, level, body, positions)
        able: Iterable[int] = (member for member in may if self.may(society, level, body, member))
        if self.reserved:
            able = self.first(society, level, body, list(able))
        elected = [member for member, _ in zip(able, range(1 + self.alternates), strict=False)]
        if elected:
            waiting = self.line.get((level, body), []) if self.alternates else []
            fresh = [(member, self.seat(level, member)) for member in elected[1:]]
            self.line[level, body] = [each for each in dict.fromkeys((*waiting, *fresh)) if each[0] != elected[0]]
            self.sit(society, level, body, elected[0])
        return bool(elected)

    def by_distance(self, society: Society, level: int, body: int, positions: Floats) -> list[int]:
        """Those who have a position, the nearest to their mean first, as members of the body."""
        there = ~np.isnan(positions)
        mean = np.add.accumulate(np.where(there, positions, 0.0))[-1] / max(1, int(there.sum()))
        first = body * (society.model.council if level else society.model.assembly)
        nearest = np.argsort(np.where(there, np.abs(positions - mean), np.inf), kind="stable")
        return [first + column for column in nearest[: there.sum()].tolist()]

    def first(self, society: Society, level: int, body: int, able: list[int]) -> list[int]:
        """The same, but whoever is sent before all others: the first of a group that a lot finds among all who are
        elected into the open seats of the delegation. Nobody where none of them can be."""
        said = {member: self.labels(society, level, member) for member in able}
        stand = [member for member in able for _ in range(self.entitled(level - 1, member) if level else 1)]
        seats, sitting = self.entitled(level, body), self.sitting(level, body)
        chosen = elected(self.reserved, seats, sitting, [said[m] for m in stand], counting=self.counting)
        if not chosen:
            return []
        groups = [said[stand[n]] for n in chosen]
        lot = numbers(stream(society.seed, LOT, society.step, level), np.array([body], dtype=np.uint64))[0]
        group = groups.pop(int(lot * len(groups)))
        self.rest[level, body] = [*sitting, *groups]
        sent = next(member for member in able if said[member] == group)
        return [sent, *(member for member in able if member != sent)]

    def entitled(self, level: int, body: int) -> int:
        return int(self.seats[level][body])

    def sitting(self, level: int, body: int) -> tuple[Labels, ...]:
        return tuple(self.rest.get((level, body), ()))

    def labels(self, society: Society, level: int, member: int) -> Labels:
        """The groups that somebody declares."""
        return self.declared[society.kinds[self.person(level, member)]] if len(society.kinds) else Labels()

    def filled(self, level: int) -> Ints:
        """How many seats of each delegation are filled, where seats are reserved, while that which is followed is."""
        found = np.ones(len(self.who[level]), dtype=np.int64)
        for (at, body), rest in self.rest.items():
            if at == level:
                found[body] += len(rest)
        return found

    def sit(self, society: Society, level: int, body: int, member: int, *, stepping: bool = False) -> None:
        below = society.y[level - 1] if level else society.x
        society.y[level][body] = below[member]
        if level:
            society.holder[level][body] = member
        person = self.person(level, member)
        self.who[level][body], self.number[level][body] = person, self.number[level][body] + 1
        self.by[level][body] = self.seat(level, member)
        self.terms.begin(level, body, person, step=society.step, stepping=stepping)

    def leave(self, society: Society, level: int, bodies: Ints) -> None:
        """The seats of these are empty from now on."""
        if self.terms.rules[level] is not None:
            for body in bodies[self.who[level][bodies] >= 0].tolist():
                self.terms.end(level, body, int(self.who[level][body]), step=society.step)
        society.y[level][bodies], self.who[level][bodies] = np.nan, -1
        if level:
            society.holder[level][bodies] = -1

    def may(self, society: Society, level: int, body: int, member: int) -> bool:
        able = self.terms.may(level, body, self.person(level, member), step=society.step)
        return able and not self.posts.barred(society, level, body, DELEGATE, member)

    def sent(self, society: Society, level: int, body: int) -> int:
        """Which of its members the delegate of a body is; -1: none who sits there still."""
        if level == len(society.y):
            return -1
        member = int(society.holder[level][body] if level else self.who[0][body])
        return member if member >= 0 and self.still(level, member, int(self.by[level][body])) else -1

    def kind(self, level: int, body: int) -> str:
        """Of the place of a body; a council stands on no single one."""
        return self.kinds[body] if self.kinds and not level else ""

    def person(self, level: int, member: int) -> int:
        return int(self.who[level - 1][member]) if level else member

    def seat(self, level: int, member: int) -> int:
        """Which of those that this member's body has sent so far; members of assemblies are members."""
        return int(self.number[level - 1][member]) if level else 0

    def still(self, level: int, member: int, number: int) -> bool:
        return self.seat(level, member) == number and (not level or self.who[level - 1][member] >= 0)


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


def reserves(charter: Charter) -> tuple[ReservedSeats, ...]:
    office = charter.office(DELEGATE)
    return office.reserved if office else ()


def delegations(charter: Charter, model: Model, kinds: Sequence[str]) -> tuple[Ints, ...]:
    """How many seats each body's delegation has. UnfitError where no body of a level sends anybody."""
    bodies = model.bodies()
    rolls = np.full(bodies[0], model.assembly)
    rolls[-1] = model.people - model.assembly * (bodies[0] - 1)
    parents = [np.arange(number) // model.council for number in bodies[:-1]]
    return tree(charter, rolls, parents, kinds=kinds).seats if parents else ()

"""Offices besides the delegate's, where the charter says that some do not go together (R11).

Theory of operation. Where a delegate may not hold another office, all offices that the charter names in such rules are
filled in every body: the nearest to its mean first, in the order of the charter, of those who may. Whether somebody may
is asked of the core, by all that they hold in the body itself and, through the chain of seats that rest on one another,
in those below and above. An office ends with the terms of delegates, when its holder sits there no longer, or by
recall, like a delegate's seat (R10): of those who are too far from what the holder thinks now. Then the first alternate
who may has it.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from councils.core.charter import Charter, OfficeRule
from councils.core.office import DELEGATE, Held, is_at
from councils.core.rotation import clash
from councils.lab.arrays import Floats
from councils.lab.simulation.terms import Terms

if TYPE_CHECKING:
    from councils.lab.simulation.engine import Society
    from councils.lab.simulation.offices import Offices


class Holder(NamedTuple):
    """A member of a body, the number of the seat by virtue of which they are, and the person."""

    member: int
    seat: int
    person: int


class Posts:
    """``held[level, body, office]``: who holds it, until somebody has looked whether they sit there still.

    ``line``: who is next.
    """

    def __init__(self, charter: Charter, offices: Offices) -> None:
        said = {rule: {entry.partition("@")[0] for entry in rule.offices} for rule in charter.incompatible}
        self.rules = charter.incompatible if any(DELEGATE in names for names in said.values()) else ()
        named = {name for rule in self.rules for name in said[rule]}
        self.offices, self.names = offices, offices.names
        self.known = [rule for rule in charter.offices if rule.name in {DELEGATE, *named}]
        self.terms = {
            rule.name: Terms(charter, rule.name, self.names, days=offices.days, term=offices.term)
            for rule in self.known
        }
        self.held: dict[tuple[int, int, str], list[Holder]] = {}
        self.line: dict[tuple[int, int, str], list[Holder]] = {}

    def barred(self, society: Society, level: int, body: int, office: str, member: int) -> bool:
        """Whether something else that they hold does not go together with it."""
        if not self.rules:
            return False
        here = [*self.here(society, level, body, member)]
        beyond = [*self.below(society, level, member), *self.above(society, level, body, member)]
        return clash(self.rules, office, self.names[level], here, beyond) is not None

    def here(self, society: Society, level: int, body: int, member: int) -> Iterator[Held]:
        for rule in self.order(level, body):
            delegate = rule.name == DELEGATE
            holds = [self.offices.sent(society, level, body)] if delegate else self.members(level, body, rule)
            if member in holds:
                yield Held("", "", self.names[level], rule.name)

    def below(self, society: Society, level: int, member: int) -> Iterator[Held]:
        """What a member of a council holds in the body that has sent them, and further down."""
        while level:
            level, body = level - 1, member
            member = self.offices.sent(society, level, body)
            yield from self.here(society, level, body, member)

    def above(self, society: Society, level: int, body: int, member: int) -> Iterator[Held]:
        """What the delegate of a body holds in the council that they are sent to, and further up."""
        while level + 1 < len(self.names) and self.offices.sent(society, level, body) == member:
            level, body, member = level + 1, body // society.model.council, body
            yield from self.here(society, level, body, member)

    def order(self, level: int, body: int) -> list[OfficeRule]:
        """The offices of a body that matter, in the order of the charter; the delegate's among them."""
        name, kind = self.names[level], self.offices.kind(level, body)
        return [rule for rule in self.known if is_at(rule, name, kind)]

    def others(self, level: int, body: int) -> list[OfficeRule]:
        return [rule for rule in self.order(level, body) if rule.name != DELEGATE]

    def holding(self, level: int, body: int, rule: OfficeRule) -> list[Holder]:
        """Who holds it and sits there still."""
        held = self.held.get((level, body, rule.name), [])
        return [holder for holder in held if self.offices.still(level, holder.member, holder.seat)]

    def members(self, level: int, body: int, rule: OfficeRule) -> list[int]:
        return [holder.member for holder in self.holding(level, body, rule)]

    def open(self, level: int, body: int) -> bool:
        """Whether somebody is to be elected."""
        return any(len(self.holding(level, body, rule)) < rule.seats for rule in self.others(level, body))

    def end(self, society: Society, level: int, body: int) -> None:
        """All terms are over."""
        for rule in self.others(level, body):
            self.line.pop((level, body, rule.name), None)
            self.stay(society, level, body, rule, [])

    def step_in(self, society: Society, level: int, body: int) -> None:
        """Where seats have fallen, the first alternates who sit there still, and may, have them at once."""
        for rule in self.others(level, body):
            self.keep(society, level, body, rule, self.holding(level, body, rule))

    def recall(
        self, society: Society, level: int, body: int, positions: Floats, sign: int, vote: int
    ) -> tuple[int, int]:
        """By those of ``positions`` who are too far from what a holder thinks now, if so many ``sign`` and ``vote``
        (R10): ballots and recalls. The first alternate who may steps in at once."""
        minds, number = society.y[level - 1] if level else society.x, [0, 0]
        for rule in self.others(level, body):
            for holder in self.holding(level, body, rule):
                far = int((np.abs(positions - minds[holder.member]) > society.model.patience).sum())
                number[0] += far >= sign
                if far >= sign and far >= vote:
                    number[1] += 1
                    staying = [one for one in self.held[level, body, rule.name] if one != holder]
                    self.keep(society, level, body, rule, staying)
        return number[0], number[1]

    def keep(self, society: Society, level: int, body: int, rule: OfficeRule, staying: list[Holder]) -> None:
        """Only these stay, and for others alternates step in."""
        at = (level, body, rule.name)
        seats = len(self.held.get(at, ()))
        self.stay(society, level, body, rule, staying)
        for holder in list(self.line.get(at, ())) if len(staying) < seats else ():
            here = self.offices.still(level, holder.member, holder.seat)
            if len(self.held[at]) < seats and here and self.may(society, level, body, rule, holder.member):
                self.sit(society, level, body, rule, holder, stepping=True)

    def fill(self, society: Society, level: int, body: int, rule: OfficeRule, nearest: list[int]) -> None:
        """If a seat is open, those of the ``nearest`` who may, as far as there are seats; the next are alternates."""
        self.stay(society, level, body, rule, self.holding(level, body, rule))
        if len(self.held[level, body, rule.name]) == rule.seats:
            return
        able = (member for member in nearest if self.may(society, level, body, rule, member))
        fresh = []
        for member in able:
            holder = Holder(member, self.offices.seat(level, member), self.offices.person(level, member))
            if not self.sit(society, level, body, rule, holder):
                fresh.append(holder)
            if len(fresh) == rule.alternates and len(self.held[level, body, rule.name]) == rule.seats:
                break
        waiting = dict.fromkeys((*self.line.get((level, body, rule.name), ()), *fresh))
        held = self.held[level, body, rule.name]
        self.line[level, body, rule.name] = [holder for holder in waiting if holder not in held]

    def may(self, society: Society, level: int, body: int, rule: OfficeRule, member: int) -> bool:
        """Whether they can come into the office, having served in it and holding what they do."""
        person = self.offices.person(level, member)
        free = member not in self.members(level, body, rule)
        able = free and self.terms[rule.name].may(level, body, person, step=society.step)
        return able and not self.barred(society, level, body, rule.name, member)

    def sit(
        self, society: Society, level: int, body: int, rule: OfficeRule, holder: Holder, *, stepping: bool = False
    ) -> bool:
        """Whether there was a seat for them."""
        held = self.held[level, body, rule.name]
        if len(held) == rule.seats:
            return False
        self.held[level, body, rule.name] = [*held, holder]
        self.terms[rule.name].begin(level, body, holder.person, step=society.step, stepping=stepping)
        self.line[level, body, rule.name] = [h for h in self.line.get((level, body, rule.name), ()) if h != holder]
        return True

    def stay(self, society: Society, level: int, body: int, rule: OfficeRule, staying: list[Holder]) -> None:
        """The others have held it until now."""
        for gone in self.held.get((level, body, rule.name), []):
            if gone not in staying:
                self.terms[rule.name].end(level, body, gone.person, step=society.step)
        self.held[level, body, rule.name] = staying

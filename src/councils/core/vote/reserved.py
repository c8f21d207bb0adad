"""Seats that a charter reserves: at least so many of a group among the elected, or at most so many (R4).

Theory of operation. Every reservation is an upper bound on a label: "at least 3 women among 5" is "at most 2 who are
not". ``Places`` answers one question for every way of counting: who has been elected can be joined by how many of those
still in the count? So a candidate is *guarded* (to exclude them would leave reserved seats empty) or *doomed* (to elect
them would) by one comparison, and any method can keep to it. A group is what candidates say of themselves when they
stand; it is used for nothing else (R3).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cache

Labels = frozenset[str]


@dataclass(frozen=True, slots=True)
class Reserved:
    """At ``least`` and at ``most`` so many of ``group`` among the elected; ``vacant``: else seats stay empty.

    Where fewer than ``least`` stand and not ``vacant``, the seats are open to all.
    """

    group: str
    least: int
    most: int
    vacant: bool = False


@dataclass(frozen=True, slots=True)
class Places:
    """``seats`` that can be filled; the labels of each candidate; how many of each label may be elected."""

    seats: int
    labels: Mapping[str, Labels]
    bounds: Mapping[str, int]

    def reach(self, elected: Collection[str], free: Collection[str]) -> int:
        """How many can be elected in all when ``elected`` are, out of ``free`` beside them; -1: not even these."""
        if not self.bounds:
            return min(self.seats, len(elected) + len(free))
        used = Counter(label for name in elected for label in self.labels.get(name, ()))
        left = {label: bound - used[label] for label, bound in self.bounds.items()}
        if min(left.values()) < 0:
            return -1
        kinds = Counter(self.labels.get(name, Labels()) for name in free)
        return min(self.seats, len(elected) + _most(kinds, left))

    def doomed(self, name: str, elected: Collection[str], free: Collection[str]) -> bool:
        """Whether to elect ``name`` would leave a reserved seat empty."""
        others = [other for other in free if other != name]
        return self.reach([*elected, name], others) < self.reach(elected, free)

    def guarded(self, name: str, elected: Collection[str], free: Collection[str]) -> bool:
        """Whether to exclude ``name`` would leave a seat empty that somebody could have."""
        others = [other for other in free if other != name]
        return self.reach(elected, others) < self.reach(elected, free)

    def reserved(self, name: str, elected: Collection[str], free: Collection[str]) -> bool:
        """Whether to exclude ``name`` would leave a reserved seat empty, however many of no group could be elected."""
        others = [f"other {n}" for n in range(self.seats)]
        of_no_group = frozenset(label for label in self.bounds if label.startswith("not "))
        crowd = replace(self, labels={**self.labels, **dict.fromkeys(others, of_no_group)})
        return crowd.guarded(name, elected, [*free, *others])


def _most(kinds: Mapping[Labels, int], left: Mapping[str, int]) -> int:
    """The most candidates that can be taken from ``kinds`` (labels -> how many there are) within ``left``."""
    order = sorted(kinds, key=sorted)
    names = list(left)

    @cache
    def best(at: int, room: tuple[int, ...]) -> int:
        if at == len(order):
            return 0
        mine = [n for n, name in enumerate(names) if name in order[at]]
        most = min((kinds[order[at]], *(room[n] for n in mine)))
        return max(
            taken + best(at + 1, tuple(r - taken * (n in mine) for n, r in enumerate(room)))
            for taken in range(most, -1, -1)
        )

    return best(0, tuple(left.values()))


def places(seats: int, candidates: Collection[str], groups: Mapping[str, Labels], rules: Iterable[Reserved]) -> Places:
    """The seats as they are reserved. What cannot be met by those who stand is relaxed, the last rule first.

    ``groups`` are those of each candidate.

    >>> house = places(2, ["ana", "bo", "cleo"], {"ana": frozenset({"women"})}, [Reserved("women", 1, 2)])
    >>> house.doomed("bo", ["cleo"], ["ana", "bo"]), house.guarded("ana", [], ["ana", "bo", "cleo"])
    (True, True)
    """
    rules = tuple(rules)
    labels = {name: _labels(groups.get(name, Labels()), rules) for name in candidates}
    filled = min(seats, len(candidates))
    bounds: dict[str, int] = {}
    for rule in rules:
        whole = seats if rule.vacant else filled
        least, most = min(rule.least, whole), rule.most
        while not rule.vacant and least and not _fills(filled, labels, bounds, rule.group, filled - least, None):
            least -= 1
        bounds[f"not {rule.group}"] = whole - least
        while not rule.vacant and most < filled and not _fills(filled, labels, bounds, rule.group, None, most):
            most += 1
        bounds[rule.group] = most
    found = Places(filled, labels, bounds)
    return Places(found.reach((), candidates), labels, bounds) if bounds else found


def less_filled(rules: Iterable[Reserved], sitting: Collection[Labels]) -> Iterable[Reserved]:
    """What is left of ``rules`` for the seats that are open, where those who sit have filled theirs."""
    for rule in rules:
        filled = sum(rule.group in groups for groups in sitting)
        yield replace(rule, least=max(0, rule.least - filled), most=max(0, rule.most - filled))


def _labels(groups: Labels, rules: tuple[Reserved, ...]) -> Labels:
    return frozenset(rule.group if rule.group in groups else f"not {rule.group}" for rule in rules)


def _fills(
    seats: int, labels: Mapping[str, Labels], bounds: Mapping[str, int], group: str, others: int | None, own: int | None
) -> bool:
    """Whether all ``seats`` can still be filled with one more bound."""
    more = {f"not {group}": others} if others is not None else {group: own or 0}
    return Places(seats, labels, {**bounds, **more}).reach((), labels) >= seats

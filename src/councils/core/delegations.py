"""The seats of a whole territory under a charter, before any council is founded (R5).

Theory of operation. Each place below the root would have a council, with seats in the council of its parent. Its
level comes from where it stands: a place without children is the charter's first level, the root is the last, and
between them the height decides, clamped to the last level below the root, because territories are often deeper
than charters. Norms then give each place its seats; a house method divides one house per council and norm.

A file of places has no roll. Where the charter counts members, the population stands in for them, and the answer
says so: the seats are those of a federation that everyone has joined.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from councils.core.apportion import HOUSE_METHODS, House, Portion, Reckoning, divide_house, reckon
from councils.core.charter import Apportionment, Basis, Charter, Norm
from councils.core.place import Place, Places

ONE_EACH = Norm(method=Apportionment.FIXED, basis=Basis.POPULATION)
"""What applies where a charter has no norm for a place: one seat, so that nobody goes without a voice."""


@dataclass(frozen=True, slots=True)
class Delegation:
    """The seats of one place in the council of its parent, the norm that gave them, and how."""

    place: Place
    level: str
    norm: Norm
    why: Reckoning | Portion

    @property
    def seats(self) -> int:
        return self.why.seats

    @property
    def stand_in(self) -> bool:
        """Whether population was counted where the charter counts members."""
        return self.norm.basis is Basis.MEMBERS and self.norm.method is not Apportionment.FIXED


@dataclass(frozen=True, slots=True)
class Delegations:
    """All delegations in the order of the tree, and the houses that were divided, by council."""

    rows: tuple[Delegation, ...]
    houses: tuple[tuple[str, House], ...] = ()

    @property
    def total(self) -> int:
        return sum(row.seats for row in self.rows)

    @property
    def stand_in(self) -> bool:
        return any(row.stand_in for row in self.rows)

    def councils(self) -> dict[str, int]:
        """How many delegates sit in each council that has any, by its code."""
        sizes: Counter[str] = Counter()
        for row in self.rows:
            sizes[row.place.parent] += row.seats
        return dict(sizes)


def level_of(charter: Charter, places: Places, code: str) -> str:
    """The name of the charter's level for the council of a place (R1)."""
    levels = charter.levels
    if len(places) == 1:  # one assembly that is all there is
        return levels[0].name
    if not places[code].parent:
        return levels[-1].name
    return levels[min(places.height(code), len(levels) - 2)].name


def delegations(charter: Charter, places: Places) -> Delegations:
    """For each place below the root, its seats in the council above. Linear but for the house methods."""
    found: dict[str, Delegation] = {}
    houses: list[tuple[str, House]] = []
    for above in places:
        for norm, group in _by_norm(charter, places, places.children(above.code)):
            reasons: dict[str, Reckoning] | dict[str, Portion]
            if norm.method in HOUSE_METHODS:
                numbers = {place.code: place.population for place in group}
                house = divide_house(norm.method, norm.total, numbers, norm.minimum)
                houses.append((above.code, house))
                reasons = dict(house.portions)
            else:
                reasons = {place.code: reckon(norm, place.population) for place in group}
            for place in group:
                level = level_of(charter, places, place.code)
                found[place.code] = Delegation(place, level, norm, reasons[place.code])
    return Delegations(tuple(found[place.code] for place in places if place.parent), tuple(houses))


def _by_norm(charter: Charter, places: Places, group: Iterable[Place]) -> Iterator[tuple[Norm, list[Place]]]:
    """Siblings under the same norm, since they share a house where the norm divides one."""
    by_norm: dict[Norm, list[Place]] = {}
    for place in group:
        norm = charter.norm(level_of(charter, places, place.code), place.kind) or ONE_EACH
        by_norm.setdefault(norm, []).append(place)
    yield from by_norm.items()

"""Places: the ground that councils stand on (R1).

Theory of operation. A place has a code of its own and at most one parent, so places form a tree whose root
carries the congress and whose leaves carry the base assemblies. ``Places`` is such a tree, already checked
(``place_check.py`` does it) and never changed: children keep the order of the file, and heights are counted
once. The words for levels ("commune", "ward") are the file's own; the core gives them no meaning.

Everything here is a loop, never a recursion: a chain of places may be as long as the file.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Place:
    """One place. ``parent`` is "" at the root; ``lat`` and ``lon`` are degrees (WGS 84), both or neither."""

    code: str
    name: str
    level: str
    parent: str
    population: int
    lat: float | None = None
    lon: float | None = None
    kind: str = ""


class Places:
    """A tree of places in the order parent before children.

    Cost: building, walking and measuring all places is linear in their number; a look-up is constant.

    >>> city = Places([Place("C", "City", "city", "", 5), Place("W", "Ward", "ward", "C", 5)])
    >>> city.root.name, [place.code for place in city.children("C")], city.height("C")
    ('City', ['W'], 1)
    """

    __slots__ = ("_by_code", "_children", "_heights", "_walk")

    def __init__(self, places: Iterable[Place]) -> None:
        """Raises ValueError where the places aren't one tree; files are checked by ``read_places`` before."""
        given = tuple(places)
        self._by_code = {place.code: place for place in given}
        self._children = _children(given)
        roots = self._children.get("", ())
        if len(roots) != 1 or len(self._by_code) != len(given):
            raise ValueError("places need one root, and a code for each")
        self._walk = tuple(_preorder(roots[0], self._children))
        if len(self._walk) != len(given):
            raise ValueError("some places do not hang on the root")
        self._heights = _heights(self._walk)

    @property
    def root(self) -> Place:
        return self._walk[0]

    def __len__(self) -> int:
        return len(self._walk)

    def __iter__(self) -> Iterator[Place]:
        """All places, the root first, each before its children."""
        return iter(self._walk)

    def __contains__(self, code: object) -> bool:
        return code in self._by_code

    def __getitem__(self, code: str) -> Place:
        return self._by_code[code]

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Places) and self._walk == other._walk

    def __hash__(self) -> int:
        return hash(self._walk)

    def get(self, code: str) -> Place | None:
        return self._by_code.get(code)

    def children(self, code: str) -> tuple[Place, ...]:
        """The places directly below, in the order of the file."""
        return self._children.get(code, ())

    def ancestors(self, code: str) -> tuple[Place, ...]:
        """The places above, nearest first, the root last."""
        above: list[Place] = []
        place = self._by_code[code]
        while place.parent:
            place = self._by_code[place.parent]
            above.append(place)
        return tuple(above)

    def height(self, code: str) -> int:
        """Steps on the longest way down to a leaf; 0 at a leaf."""
        return self._heights[code]

    def walk(self, code: str) -> Iterator[Place]:
        """A place and all below it, each before its children."""
        return _preorder(self._by_code[code], self._children)

    def leaves(self) -> Iterator[Place]:
        """The places without children: those of the base assemblies."""
        return (place for place in self._walk if place.code not in self._children)


def _children(places: Iterable[Place]) -> dict[str, tuple[Place, ...]]:
    below: dict[str, list[Place]] = {}
    for place in places:
        below.setdefault(place.parent, []).append(place)
    return {code: tuple(children) for code, children in below.items()}


def _preorder(root: Place, children: dict[str, tuple[Place, ...]]) -> Iterator[Place]:
    waiting = [root]
    while waiting:
        place = waiting.pop()
        yield place
        waiting.extend(reversed(children.get(place.code, ())))


def _heights(walk: tuple[Place, ...]) -> dict[str, int]:
    heights = {place.code: 0 for place in walk}
    for place in reversed(walk):
        if place.parent:
            heights[place.parent] = max(heights[place.parent], heights[place.code] + 1)
    return heights

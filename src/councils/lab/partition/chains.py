"""Chains of moves: a part that has too much and one that has room may lie far apart, with even parts between them.

Theory of operation. One part gives a place to the next, which gives another of its own, and so on to one that keeps
what it gets; or the other way round, where a part has too few. The shortest chain is searched from part to part. No
part is in it twice, so that each can be judged by itself: it stays in one piece, and is within bounds afterwards.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from typing import TYPE_CHECKING

from councils.lab.partition.ground import reached

if TYPE_CHECKING:
    from councils.lab.partition.patches import Patches

MOST = 200  # parts that are looked at before one is left as it is
Move = tuple[int, int]  # a place, and the part that it goes to


def chain(part: int, patches: Patches) -> list[Move]:
    """The moves that bring ``part`` within bounds and no other out of them; none if there are none."""
    low, _ = patches.bounds
    giving = patches.people[part] >= low
    before: dict[int, tuple[int, int]] = {part: (-1, -1)}  # who is before it in the chain, and what goes between both
    waiting = deque([part])
    while waiting and len(before) < MOST:
        here = waiting.popleft()
        for v, there in passed(here, before[here][1], patches, giving=giving):
            if there in before:
                continue
            before[there] = here, v
            if better(patches, there, patches.people[there] + (patches.weight[v] if giving else -patches.weight[v])):
                return moves(there, before, giving=giving)
            waiting.append(there)
    return []


def passed(here: int, got: int, patches: Patches, *, giving: bool) -> Iterator[Move]:
    """What ``here`` can give to parts beside it, or take from them, when it has got (or lost) ``got``."""
    members, people = patches.members[here], patches.people[here]
    group = members | {got} if giving and got >= 0 else members - {got}
    people += 0 if got < 0 else patches.weight[got] if giving else -patches.weight[got]
    if giving:
        for v in sorted(members):
            around = {patches.part[other] for other in patches.near[v]} - {here}
            if around and better(patches, here, people - patches.weight[v]) and whole(group - {v}, patches):
                yield from ((v, there) for there in sorted(around))
        return
    for v in sorted({other for w in group for other in patches.near[w]} - members):
        if better(patches, here, people + patches.weight[v]) and patches.can_leave(v):
            yield v, patches.part[v]


def better(patches: Patches, part: int, people: float) -> bool:
    """Whether this part would be within bounds with so many people, or at least nearer to them."""
    low, high = patches.bounds
    return low <= people <= high or max(low - people, people - high) < patches.strain(part)


def whole(group: set[int], patches: Patches) -> bool:
    return bool(group) and len(reached(patches.near, min(group), group)) == len(group)


def moves(last: int, before: dict[int, tuple[int, int]], *, giving: bool) -> list[Move]:
    found = []
    while before[last][0] >= 0:
        here, v = before[last]
        found.append((v, last if giving else here))
        last = here
    return found

"""A tree of councils as arrays: who sits under whom, how many members each stands for, how many delegates it sends.

Theory of operation. All assemblies stand equally deep. A level is an array over its councils; ``parent[level][n]`` is
the number of the council above n. Seats follow the charter's norms, asked of the core once for each different number
of members (R5), or once for each different house that councils share; but no council sends more than sit in it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from councils.core.apportion import HOUSE_METHODS, apportion, seats
from councils.core.charter import Charter, Norm, OfficeRule
from councils.core.charter.toml_lines import Path, key_lines
from councils.core.office import DELEGATE, is_at
from councils.lab.arrays import Ints


class UnfitError(ValueError):
    """Why a tree and a charter do not go together, and what would be right. ``key``: which of the charter's it is."""

    def __init__(self, said: str, key: Path = ()) -> None:
        super().__init__(said)
        self.key = key

    def line(self, text: str) -> int:
        """Where this stands in the charter's ``text``, or the table that it is missing from; 0 if it is of none."""
        lines, key = key_lines(text), self.key
        while key and key not in lines:
            key = key[:-1]
        return lines[key] if key else 0


@dataclass(frozen=True, slots=True, eq=False)
class Tree:
    """From the base up; ``members`` on every level, ``parent`` and ``seats`` on all but the top."""

    members: tuple[Ints, ...]
    parent: tuple[Ints, ...]
    seats: tuple[Ints, ...]

    @property
    def depth(self) -> int:
        """How many levels there are above the assemblies."""
        return len(self.parent)


def tree(
    charter: Charter, rolls: Ints, parents: Sequence[Ints], *, first: int = 0, voices: Ints | None = None,
    kinds: Sequence[str] = (),
) -> Tree:  # fmt: skip
    """The tree over assemblies of ``rolls`` members; ``parents``, from the base up, end with one council at the top.

    ``kinds`` are those of the places of assemblies; none: they are of no kind. Or over councils of the level ``first``
    that stand for ``rolls`` members, and in which ``voices`` delegates sit.
    """
    if not parents or np.any(np.asarray(parents[-1]) != 0):
        raise UnfitError("The councils do not come together in one: the last level has one council, number 0.")
    members = [np.asarray(rolls, dtype=np.int64)]
    for parent, above in zip(parents, [*parents[1:], None], strict=True):
        size = len(above) if above is not None else 1
        if len(parent) != len(members[-1]) or parent.min() < 0 or parent.max() >= size:
            raise UnfitError("Every council names the number of one above it.")
        if np.bincount(parent, minlength=size).min() == 0:
            raise UnfitError("A council has nobody below it: leave it out, or give it an assembly.")
        members.append(np.bincount(parent, members[-1], minlength=size).astype(np.int64))
    sent: list[Ints] = []
    voices = members[0] if voices is None else voices  # who can be sent: members, and above, delegates
    for level, parent in enumerate(parents):
        of_kind = kinds if level == 0 else ()  # a council stands on no single place
        sent.append(np.minimum(sends(charter, first + level, members[level], parent, of_kind), voices))
        voices = np.bincount(parent, sent[-1], minlength=len(members[level + 1])).astype(np.int64)
    return Tree(tuple(members), tuple(np.asarray(p, dtype=np.int64) for p in parents), tuple(sent))


def regular(charter: Charter, *, assembly: int, fan_out: int, levels: int) -> Tree:
    """``fan_out`` to the power of ``levels`` assemblies of ``assembly`` members each."""
    if min(assembly, fan_out, levels) < 1:
        raise UnfitError("There is at least one member, one council below another, and one level above the assemblies.")
    counts = [fan_out**level for level in range(levels, 0, -1)]
    return tree(charter, np.full(counts[0], assembly), [np.arange(count) // fan_out for count in counts])


def sends(charter: Charter, level: int, members: Ints, parent: Ints, kinds: Sequence[str] = ()) -> Ints:
    """Delegates of each council of a level, from the base; above the charter's levels, by its highest norm.

    Of a house, each council above has one: its seats are shared among those below it. A council without the office, for
    its level or its kind, sends nobody. See ``core/office.entitled``.
    """
    name = charter.levels[min(level, len(charter.levels) - 2)].name
    office, found, there = charter.office(DELEGATE), np.zeros(len(members), dtype=np.int64), kinds or ("",)
    sending = [kind for kind in dict.fromkeys(there) if office is not None and is_at(office, name, kind)]
    if office is None or not sending:
        raise UnfitError(*nobody(charter, office, name, there[0]))
    for kind in sending:
        here = np.flatnonzero(np.array(there) == kind) if kinds else np.arange(len(members))
        found[here] = entitled(charter, office, name, kind, members[here], parent[here])
    return found


def nobody(charter: Charter, office: OfficeRule | None, level: str, kind: str) -> tuple[str, Path]:
    """Why nothing goes up from a level, and which key of the charter says so."""
    said = f"{charter.title} lets no council of the level {level!r} send delegates, so that nothing goes up."
    if office is None or (office.levels and level not in office.levels):
        number = charter.offices.index(office) if office else 0
        return f"{said} Name the level in the office 'delegate', or all.", ("offices", number, "levels")
    key = "not_kinds" if kind in office.not_kinds else "kinds"
    where = f"None of them is at a place of a kind that has the office 'delegate', which says {key}."
    return f"{said} {where} Take it out, or say of which kind places are.", (
        "offices",
        charter.offices.index(office),
        key,
    )


def entitled(charter: Charter, office: OfficeRule, name: str, kind: str, members: Ints, parent: Ints) -> Ints:
    """The seats of councils of one level and kind; of a house, only those have some that its norm is for."""
    norm = charter.norm(name, kind)
    if office.seats or norm is None:
        return np.full(len(members), office.seats or 1)
    if norm.method in HOUSE_METHODS:
        shared = norm == charter.norm(name)
        return shared_out(norm, members, parent) if shared else np.full(len(members), norm.minimum)
    different, which = np.unique(members, return_inverse=True)
    return np.array([seats(norm, int(heads)) for heads in different], dtype=np.int64)[which]


def shared_out(norm: Norm, members: Ints, parent: Ints) -> Ints:
    """The seats of one house in each council above; equal claims in the order of the numbers of councils."""
    order = np.argsort(parent, kind="stable")
    starts = np.flatnonzero(np.diff(parent[order], prepend=-1))
    houses: dict[tuple[int, ...], list[int]] = {}
    found = np.zeros(len(members), dtype=np.int64)
    for some in np.split(order, starts[1:]):
        heads = tuple(members[some].tolist())
        if heads not in houses:
            weights = {f"{number:012}": each for number, each in enumerate(heads)}
            houses[heads] = list(apportion(norm.method, norm.total, weights, norm.minimum).values())
        found[some] = houses[heads]
    return found

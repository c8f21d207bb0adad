"""Seats that can be empty, and that fall with the one below by virtue of which they are held (R10).

Theory of operation. ``y[level][body]`` is the position of the delegate of a body, NaN where the seat is empty;
``holder[level][body]`` is which seat of the level below holds it, -1 where none does. After the assemblies have
recalled and elected, councils go from below: a seat whose holder was recalled, whose holder's term was over, or who
sits there no longer, falls; then those who sit in the council recall, and elect where the seat is empty or a term ends.
Nobody sits for a body in which nobody sits. Where assemblies are cut off (``cut``), nobody sits for them in a council
that reaches beyond them, nor for a council all of whose assemblies are among them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from councils.lab.arrays import Bools, Floats, Ints

if TYPE_CHECKING:
    from councils.lab.simulation.engine import Society
    from councils.lab.simulation.model import Needed


def table_of(members: Floats, bodies: int, size: int) -> Floats:
    """float64[bodies, size]: who sits where; NaN for empty seats, and beyond the last."""
    found = np.full(bodies * size, np.nan)
    found[: len(members)] = members
    return found.reshape(bodies, size)


def nearest(table: Floats, there: Bools) -> Ints:
    """Of each row, which of those who are ``there`` is nearest to their mean; the first of several."""
    number = np.maximum(there.sum(axis=1), 1)
    mean = np.add.accumulate(np.where(there, table, 0.0), axis=1)[:, -1] / number
    return np.asarray(np.where(there, np.abs(table - mean[:, None]), np.inf).argmin(axis=1))


def reaching(society: Society) -> list[Bools]:
    """Of each level with delegates, for which bodies somebody can sit in the council above."""
    size = society.model.council
    whole = society.cut if len(society.cut) else np.zeros(society.model.bodies()[0], dtype=np.bool_)
    found = []
    for _ in society.y:
        above = np.logical_and.reduceat(whole, np.arange(0, len(whole), size))
        above &= len(above) > 1  # the top goes on, even if it is all that is left
        found.append(~whole | np.repeat(above, size)[: len(whole)])
        whole = above
    return found


def seat(society: Society) -> None:
    """Who holds each seat above the assemblies' when all have just been elected."""
    size = society.model.council
    society.holder = [np.zeros(0, dtype=np.int64)]
    for members, y in zip(society.y, society.y[1:], strict=False):
        table = table_of(members, len(y), size)
        society.holder.append(np.arange(len(y)) * size + nearest(table, ~np.isnan(table)))


def councils(
    society: Society, fresh: Bools, above: Needed, *, electing: bool, first: int = 1, recalling: bool = True
) -> Ints:  # fmt: skip
    """Ballots, recalls and elections in all councils but the top, from the level ``first`` on.

    ``fresh``: where a body of the level below has a new delegate. Not ``recalling``: seats fall and are filled, only.
    """
    model, counted, reach = society.model, np.zeros(4, dtype=np.int64), reaching(society)
    for level in range(first, len(society.y)):
        members, y, holder = society.y[level - 1], society.y[level], society.holder[level]
        fallen = (holder >= 0) & (fresh[holder] | np.isnan(members[holder]))
        y[fallen], holder[fallen] = np.nan, -1
        table = table_of(members, len(y), model.council)
        there, seated = ~np.isnan(table), ~np.isnan(y)
        number = there.sum(axis=1)
        far = (np.abs(table - y[:, None]) > model.patience).sum(axis=1)
        ballot = recalling & seated & (far >= above.petition[number]) & (number > 0)
        recalled = ballot & (far >= above.votes[number])
        free = reach[level]
        chosen = free & (number > 0) & (recalled | ~seated | electing)
        at = nearest(table, there)
        y[chosen], holder[chosen] = table[chosen, at[chosen]], (np.arange(len(y)) * model.council + at)[chosen]
        y[~free], holder[~free] = np.nan, -1
        counted += (ballot.sum(), recalled.sum(), chosen.sum(), 0)
        fresh = fallen | chosen
    return counted

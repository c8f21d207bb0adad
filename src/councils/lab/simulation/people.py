"""Who comes to a meeting, whom they listen to, and which way it moves them: groups, contrarians, caucuses.

Theory of operation. Everyone is of one *kind* for good, drawn by chance that is keyed by seed and person: of a group
or of none, contrary or not, or a member of a caucus. A kind is a row of three numbers: the chance to come, how far
somebody moves towards the one they meet (contrarians move away, Galam 2004; members of a caucus not at all), and from
what distance others no longer hear them. Whoever does not come to a meeting neither hears, signs, votes, nor is
elected there.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from councils.core.vote.reserved import Labels
from councils.lab.arrays import Bools, Floats
from councils.lab.compiled import UNIT, stream, words

if TYPE_CHECKING:
    from councils.lab.simulation.model import Model

Kind = NDArray[np.uint8]
OF_GROUP, OF_CONTRARIANS, OF_CAUCUS = range(10, 13)  # what chance is for, beside what it is for in ``engine.py``
MOST = 60  # groups, and caucuses, so that kinds are bytes
AT_ONCE = 1 << 22


@dataclass(frozen=True, slots=True)
class Group:
    """``share`` of all people; ``lean`` is what their opinion begins with more than that of others; they declare these
    groups for which a charter may reserve seats."""

    share: float
    turnout: float = 1.0
    contrarians: float = 0.0
    lean: float = 0.0
    declares: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Caucus:
    """``share`` of all people hold ``opinion``, whatever they hear; others hear them up to a distance of ``reach``."""

    share: float
    opinion: float = 1.0
    reach: float = 1.0
    turnout: float = 1.0
    declares: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class Ways:
    """float64[kinds] each: two for a group (plain, and contrary), the rest as the last group; one for a caucus."""

    turnout: Floats
    pull: Floats
    reach: Floats


def groups(model: Model) -> tuple[Group, ...]:
    """Those of the model, and last, whoever is in none."""
    return (*model.groups, Group(1.0, model.turnout, model.contrarians))


def alike(model: Model) -> bool:
    """Whether everybody comes and nobody is different: then there are no kinds to look at."""
    return not model.caucuses and all(g.turnout == 1.0 and g.contrarians == 0.0 for g in groups(model))


def ways(model: Model) -> Ways:
    of = groups(model)
    return Ways(
        np.array([*(g.turnout for g in of for _ in range(2)), *(c.turnout for c in model.caucuses)]),
        np.array([model.pull, -model.pull] * len(of) + [0.0] * len(model.caucuses)),
        np.array([model.bound] * 2 * len(of) + [c.reach for c in model.caucuses]),
    )


def declared(model: Model) -> list[Labels]:
    """What each kind declares."""
    of_groups = [Labels(group.declares) for group in groups(model) for _ in range(2)]
    return [*of_groups, *(Labels(caucus.declares) for caucus in model.caucuses)]


def kinds(model: Model, seed: int) -> Kind:
    """uint8[people]."""
    found = np.empty(model.people, dtype=np.uint8)
    of = groups(model)
    group_ends = np.cumsum([g.share for g in model.groups])
    caucus_ends = np.cumsum([c.share for c in model.caucuses])
    contrary = np.array([g.contrarians for g in of])
    for start in range(0, model.people, AT_ONCE):
        who = np.arange(start, min(start + AT_ONCE, model.people), dtype=np.uint64)
        group = np.searchsorted(group_ends, even(seed, OF_GROUP, who), side="right")
        kind = 2 * group + (even(seed, OF_CONTRARIANS, who) < contrary[group])
        caucus = np.searchsorted(caucus_ends, even(seed, OF_CAUCUS, who), side="right")
        found[start : start + len(who)] = np.where(caucus < len(caucus_ends), 2 * len(of) + caucus, kind)
    return found


def even(seed: int, purpose: int, who: NDArray[np.uint64]) -> Floats:
    """A number in [0, 1) for each person."""
    drawn = words(np.array([stream(seed, purpose)], dtype=np.uint64), who)
    return np.asarray((drawn >> np.uint64(11)).astype(np.float64) * UNIT)


def begin(model: Model, x: Floats, kind: Kind) -> None:
    """Opinions before the first step, in place: groups lean, caucuses have theirs."""
    for number, group in enumerate(model.groups):
        if group.lean:
            hit: Bools = kind // 2 == number
            x[hit] = np.clip(x[hit] + group.lean, 0.0, 1.0)
    for number, caucus in enumerate(model.caucuses):
        x[kind == 2 * len(groups(model)) + number] = caucus.opinion

"""Opinions, delegates who drift, and recall: the model of individuals, and how many it takes to recall.

Theory of operation. N people with an opinion x in [0, 1] meet in assemblies; each assembly sends one delegate to a
council, each council one to the next, up to one. A step is

1. *opinions*: everyone meets one random member j of the same assembly; if |xᵢ - xⱼ| < bound, xᵢ += pull · (xⱼ - xᵢ),
   all at once (Deffuant et al. 2000);
2. *drift*: every delegate's position y += Normal(0, noise) + company · (mean of the council they sit in - y), kept in
   [0, 1];
3. *recall*, from the base up: those further than ``patience`` from their delegate sign and vote. If that carries, or a
   term ends, the body elects the member nearest to its mean, whose y begins at their own opinion.

Where not everybody comes, or not everybody is alike (``people.py``), all this is done among those who came: they meet
one another, sign, vote and elect; signatures are still a share of all members, as the core has it. Where nobody came,
the delegate stays.

How many signatures and how many votes it takes is asked of the core (R10), once for each size of a body that there is.
Chance is keyed by seed, step and council; so it does not matter who computes what.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from math import ceil

import numpy as np

from councils.core.charter import RecallRule, Whole
from councils.core.vote.tally import Tally
from councils.core.vote.verdict import least_yes, whole_of
from councils.lab.arrays import Ints
from councils.lab.simulation.people import Caucus, Group

NEVER = 1 << 40


@dataclass(frozen=True, slots=True)
class Model:
    """Sizes are heads, ``term`` steps (0: for ever); the rest are distances of opinion, a step.

    ``apart``: how much of the opinion that someone begins with is that of their assembly; 0: nothing. ``turnout`` is
    the chance to come to a meeting, ``contrarians`` the share who move away from whom they meet, of all in no group.
    """

    people: int
    assembly: int = 150
    council: int = 10
    bound: float = 0.25
    pull: float = 0.3
    noise: float = 0.02
    company: float = 0.05
    patience: float = 0.25
    term: int = 0
    apart: float = 0.0
    turnout: float = 1.0
    contrarians: float = 0.0
    groups: tuple[Group, ...] = ()
    caucuses: tuple[Caucus, ...] = ()

    def bodies(self) -> tuple[int, ...]:
        """How many there are on each level, from the assemblies to the one at the top."""
        found = [-(-self.people // self.assembly)]
        while found[-1] > 1:
            found.append(-(-found[-1] // self.council))
        return tuple(found)


@dataclass(frozen=True, slots=True)
class Needed:
    """How many of a body of so many (the index) must sign, and how many must vote yes, to recall."""

    petition: Ints
    votes: Ints
    rule: RecallRule | None = None


@cache
def among(rule: RecallRule | None, size: int) -> Ints:
    """How many must vote yes if so many (the index) of a body of ``size`` come."""
    if rule is None:
        return np.full(size + 1, NEVER)
    return np.array([least(rule, size, came) for came in range(size + 1)])


def needed(rule: RecallRule | None, *sizes: int) -> Needed:
    """For bodies of these sizes, by the rule of the core; None: there is no recall."""
    petition, votes = (np.full(max(sizes) + 1, NEVER) for _ in range(2))
    if rule is not None:
        for size in sizes:
            petition[size] = max(1, ceil(rule.petition_share * size))
            votes[size] = least(rule, size, size)
    return Needed(petition, votes, rule)


def needed_in(rule: RecallRule | None, model: Model) -> tuple[Needed, Needed]:
    """In its assemblies, and in its councils; the last of a level may be smaller."""
    bodies = model.bodies()
    last = [number % model.council or model.council for number in bodies[:-1]]
    return (
        needed(rule, model.assembly, model.people % model.assembly or model.assembly),
        needed(rule, model.council, *last),
    )  # fmt: skip


def needed_anywhere(rule: RecallRule | None, model: Model) -> tuple[Needed, Needed]:
    """The same where any seat in a council can be empty."""
    return needed_in(rule, model)[0], needed(rule, *range(min(model.council, model.bodies()[0]) + 1))


def least(rule: RecallRule, size: int, came: int) -> int:
    """The least number of a body of ``size`` that carries a recall if those who ``came`` vote; one more: none."""
    whole = whole_of(Tally(came), size, rule.majority, Whole.CAST)
    yes = int(least_yes(whole, rule.majority))
    return yes if came >= ceil(rule.quorum * size) and yes <= came else came + 1


ABSOLUTE = RecallRule(petition_share=Fraction(0), quorum=Fraction(0))
"""More than half of all, and nothing before: the recall of the reference model."""


@dataclass(slots=True)
class Counted:
    """What has happened so far: ``votes`` are ballots of recall, ``recalls`` those that carried, ``elections`` all;
    ``came``: how often somebody came to a meeting of their assembly."""

    votes: int = 0
    recalls: int = 0
    elections: int = 0
    came: int = 0

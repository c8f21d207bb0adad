"""What a charter says of majorities, ways of casting and amendments (R6), of power that ends: terms, rotation, offices
kept apart, matters of each level (R11, R20), and of what stops a directive (R12, R13)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from councils.core.act import later


class Majority(StrEnum):
    """What a motion needs, of the whole that ``Whole`` names (R6)."""

    SIMPLE = "simple"  # yes > half of the whole: of votes cast, more yes than no
    ABSOLUTE = "absolute"  # yes > half of the roll, whatever the whole
    TWO_THIRDS = "two-thirds"  # yes >= 2/3 of the whole
    THREE_QUARTERS = "three-quarters"  # yes >= 3/4 of the whole
    CONSENSUS = "consensus"  # all of the whole say yes, but for ``against`` at most


class Casting(StrEnum):
    """How people choose among several options (R6)."""

    APPROVAL = "approval"  # each voter says which options they would have; most approvals
    RANKED = "ranked"  # each voter puts them in order; Schulze's method


MOST_OPTIONS = 9
"""That a motion can be put with, besides leaving things as they are: nobody keeps more of them in mind."""


@dataclass(frozen=True, slots=True)
class ReopeningRule:
    """Whether what was decided can be put to the vote again, or be repealed (R6). Which majority, and who asks, is said
    by the kinds of motion ``reopening`` and ``repeal``; and it needs that by which it was decided."""

    allowed: bool = False
    rest_days: int = 0  # after a decision, in which nobody asks anew


class AmendmentOrder(StrEnum):
    """In which order amendments that were carried are written in (R6)."""

    PROPOSED = "proposed"  # as they were proposed
    FURTHEST = "furthest"  # what changes the most lines first; of equal ones, the earlier


@dataclass(frozen=True, slots=True)
class AmendmentRule:
    """How motions are amended (R6). ``quorum`` is the share of the roll that must take part in the vote on each."""

    allowed: bool = False  # whether motions can be amended at all
    voting_days: int = 3  # of the votes on amendments, before that on the motion
    seconders: int = 1
    closing_days: int = 0  # before the end of deliberation, from when on nothing new is proposed or taken in
    quorum: Fraction = Fraction(0)
    majority: Majority = Majority.SIMPLE
    order: AmendmentOrder = AmendmentOrder.PROPOSED
    friendly: bool = False  # whoever proposed the motion can take in a seconded amendment without a vote


class Expiry(StrEnum):
    """What becomes of a holder whose term has ended before a successor is elected (R11)."""

    STAYS = "stays"  # in office until an election is decided
    VACATES = "vacates"  # the seat is vacant, with all that is held by virtue of it


class Consent(StrEnum):
    """Who decides that there shall be a special office (R14)."""

    BELOW = "below"  # the councils below, by referral down to the base
    COUNCIL = "council"  # the council itself


class Reach(StrEnum):
    """Where incompatible offices are looked for (R11)."""

    COUNCIL = "council"  # in one council
    CHAIN = "chain"  # and in every council above and below, through the seats held by virtue of one another


class Deadlines(StrEnum):
    """What becomes of the deadlines of a directive while it is suspended (R13)."""

    WAIT = "wait"  # they stand still: when it is upheld, those that were not missed move by the time it was suspended
    RUN_ON = "run-on"  # they stay as they were set, also where they have passed when it is upheld


@dataclass(frozen=True, slots=True)
class DirectiveRule:
    """What is asked of those who carry a directive out, and what stops it (R12, R13)."""

    acknowledge_days: int = 7
    report_days: int = 30
    objection_share: Fraction = Fraction(1, 3)  # of the members represented in the council that gave it
    deadlines: Deadlines = later(Deadlines.RUN_ON, today=Deadlines.WAIT)  # what becomes of them while it is suspended


@dataclass(frozen=True, slots=True)
class TermRule:
    """How terms end (R11). ``lead_days``: so long before it the election is called by the clock; 0: people call it."""

    expiry: Expiry = Expiry.STAYS
    lead_days: int = 0


@dataclass(frozen=True, slots=True)
class RotationRule:
    """How often one person can hold an office of a council of ``level`` (R11); 0: as often as they are elected.

    After ``consecutive`` terms in a row they pause for ``cooling_off_days`` (0: as long as a term); after ``total``
    terms they hold it no more.
    """

    office: str
    level: str = "*"
    consecutive: int = 0
    total: int = 0
    cooling_off_days: int = 0


@dataclass(frozen=True, slots=True)
class IncompatibleRule:
    """Offices of which one person holds one at most (R11): "chair", or "chair@ward" for those of one level."""

    offices: tuple[str, ...]
    reach: Reach = Reach.COUNCIL


@dataclass(frozen=True, slots=True)
class MatterRule:
    """A kind of matter, and the levels whose councils decide it (R20); no levels: all of them."""

    name: str
    title: str
    levels: tuple[str, ...] = ()


class Remaking(StrEnum):
    """Who makes the rest of a plan anew, where so little of it changes that no vote is needed (R18)."""

    OFFICE = "office"  # the planning office
    CLOCK = "clock"  # the clock too: daily, and when something has changed


@dataclass(frozen=True, slots=True)
class PlanningRule:
    """How people plan together (R18); without an ``office`` they do not.

    The office calls for needs and brings plans. ``floor``: so many households at least have a sum together before it is
    told, and with ``by_product`` the sum of a product too, below the congress; ``adjust_share``: of the hours of a
    plan, so many can be changed without a vote; ``credit_days``: after so many credits lapse (0: never).
    """

    office: str = ""
    period_days: int = 7
    periods: int = 4
    floor: int = 5
    adjust_share: Fraction = Fraction(0)
    credit_days: int = 0
    remaking: Remaking = later(Remaking.OFFICE, today=Remaking.CLOCK)  # who makes the rest of a plan anew
    rolling: bool = later(default=False, today=True)  # it begins with what the plan has left and built by then
    finishing: bool = later(default=False, today=True)  # orders run out when the next plan begins, not on its vote
    parting: bool = later(default=False, today=True)  # of a period that the next plan begins in, the part before that
    voted: bool = later(default=False, today=True)  # each plan: what is changed without a vote is the rest of it alone
    bringing: bool = later(default=False, today=True)  # who joins brings what is declared there, and its orders go on
    taking: bool = later(default=False, today=True)  # who leaves takes along what is declared there
    doubting: bool = later(default=False, today=True)  # of work and what is used, too, ten times the order is a slip
    coordinating: bool = later(default=False, today=True)  # who coordinates a workplace speaks for it, not anyone there
    answering: bool = later(default=False, today=True)  # who speaks for a workplace accepts its orders and reports
    measuring: bool = later(default=False, today=True)  # hours and what is shared, too, can stand in the way of a plan
    by_product: bool = later(default=False, today=True)  # what too few households of a council need is told above it


@dataclass(frozen=True, slots=True)
class CompetenceRule:
    """Whether a motion carried against a decision above waits until that one is changed (R20).

    ``flag_share`` of the roll must have said so, where it is people who find the contradiction.
    """

    binding: bool = False
    flag_share: Fraction = Fraction(1, 10)

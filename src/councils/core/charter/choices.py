"""The named choices of a charter: what each can be, in the order in which people are told of them."""

from __future__ import annotations

from enum import StrEnum


class MandateKind(StrEnum):
    """What an instruction from below means for a delegate's vote (R8)."""

    IMPERATIVE = "imperative"  # a vote against it is refused
    ANSWERABLE = "answerable"  # allowed, on record as a breach, opens a recall petition
    FREE = "free"  # shown, binds nobody


class Binding(StrEnum):
    """How the votes below become the votes of a delegation (R8)."""

    BLOCK = "block"  # the whole delegation votes the position of its council
    DIVIDED = "divided"  # in proportion to the votes below, by largest remainder


class Counting(StrEnum):
    """The three ways in which a higher council can count (R9)."""

    DELEGATES = "delegates"
    MEMBERS = "members"
    BASE = "base"


class NoMandate(StrEnum):
    """What becomes of the delegates of a council that gave no valid decision in time (R7)."""

    NOT_COUNTED = "not-counted"
    ABSTAIN = "abstain"
    FREE = "free"


class Unvoted(StrEnum):
    """What becomes of a seat whose mandated delegate has not voted when the vote closes (R8)."""

    FOLLOWS_MANDATE = "follows-mandate"
    ABSENT = "absent"


class Whole(StrEnum):
    """What a majority is a part of (R6)."""

    CAST = "cast"  # the votes for and against
    PRESENT = "present"  # all who took part, abstentions too: who abstains does not say yes
    ROLL = "roll"  # all entitled: who stays away does not say yes


class Together(StrEnum):
    """The ways of counting that can be asked for together (R6, R9)."""

    DELEGATES = "delegates"
    MEMBERS = "members"
    BASE = "base"
    COUNCILS = "councils"  # each council directly below has one voice, that of its delegation


class Method(StrEnum):
    """How an office is filled (R4)."""

    PLURALITY = "plurality"  # as many marks as there are seats
    APPROVAL = "approval"  # any number of marks
    MAJORITY = "majority"  # any number of marks; to be elected takes one on more than half of the ballots
    STV = "stv"  # ranked; single transferable vote, by the Scottish rules
    SCHULZE = "schulze"  # ranked; whoever wins the duels with all others


class Uncontested(StrEnum):
    """What is done where no more candidates stand than there are seats (R4)."""

    VOTE = "vote"  # voted on like any other
    MAJORITY = "majority"  # a yes or no to each: more than half of the ballots must be for them
    ELECTED = "elected"  # without a vote


class Basis(StrEnum):
    """What seats are counted from (R5)."""

    POPULATION = "population"  # of the place
    MEMBERS = "members"  # on the roll; above the base, members represented


class Apportionment(StrEnum):
    """The named methods by which seats follow numbers (R5)."""

    NORM = "norm"  # one per so many, and one per fraction over so many
    FIXED = "fixed"  # the same number for everyone
    HAMILTON = "hamilton"  # a house of ``total`` seats by largest remainder
    JEFFERSON = "jefferson"  # a house by divisors 1, 2, 3 … (D'Hondt)
    WEBSTER = "webster"  # a house by divisors 1, 3, 5 … (Sainte-Laguë)
    HUNTINGTON_HILL = "huntington-hill"  # a house by geometric means


class Admission(StrEnum):
    """Who confirms that a person who declares the franchise's conditions takes part (R2)."""

    DECLARATION = "declaration"  # the declaration suffices
    CONFIRMED = "confirmed"  # the secretary or chair confirms; any member until one is elected


class Tie(StrEnum):
    """What a council says whose yes and no are equal (R7)."""

    ABSTAIN = "abstain"  # no position: its delegation abstains
    NO = "no"


class Kind(StrEnum):
    """The kinds of motion: each names what being carried causes (R6, R12, R13, R15)."""

    RESOLUTION = "resolution"  # the council's word
    PROCEDURE = "procedure"  # the council's own order
    DIRECTIVE = "directive"  # goes down to be carried out (R12)
    INITIATIVE = "initiative"  # goes up, to be decided by the council above
    OBJECTION = "objection"  # against a directive from above (R13)
    DEMAND = "demand"  # that a motion above be referred down (R7)
    RECONSIDERATION = "reconsideration"  # of a suspended directive: uphold it? (R13)
    REOPENING = "reopening"  # of what was decided: vote on it again? (R6)
    REPEAL = "repeal"  # of a decision that stands (R6)
    CHARTER = "charter"  # the amending rule (R15)
    SPECIAL_OFFICE = "special-office"  # powers for a purpose, until a day (R14)
    FOUNDING = "founding"  # of a new assembly below (R16)
    SPLIT = "split"  # of this assembly (R16)
    MERGER = "merger"  # with the assembly that it names (R16)
    JOINING = "joining"  # of another federation, by this congress with all below (R16)
    ADMISSION = "admission"  # of a congress that asks to join (R16)
    LEAVING = "leaving"  # of the federation (R16)
    PLAN = "plan"  # of production and distribution, with a certificate (R18)
    NEED = "need"  # of the council as a whole: a school, a clinic (R18)
    PROVISION = "provision"  # how a good is had: for credits, rationed, free (R18)


STRUCTURAL = frozenset({Kind.FOUNDING, Kind.SPLIT, Kind.MERGER, Kind.JOINING, Kind.ADMISSION, Kind.LEAVING})
"""The kinds that change the tree of councils itself."""
PLANNING = frozenset({Kind.PLAN, Kind.NEED, Kind.PROVISION})
"""The kinds that there are where a charter has planning."""


class Visibility(StrEnum):
    """Who sees councils, offices, decisions, counts, directives and reports (R19)."""

    PUBLIC = "public"
    MEMBERS = "members"

"""The charter: every choice that a federation makes about its own rules, as data (R15).

Theory of operation. A charter is one frozen value. It is read from TOML (``toml.py``), stored in
the record as a document, and named by every act that stood under it. The deciders ask it questions and
never ask who is asking: a right that is not in the charter or in an election does not exist.

Shares are exact ``Fraction`` values, so that a threshold never hangs on a rounding; durations are whole days.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction

from councils.core.act import later
from councils.core.charter.choices import (
    STRUCTURAL,
    Admission,
    Apportionment,
    Basis,
    Binding,
    Counting,
    Kind,
    MandateKind,
    Method,
    NoMandate,
    Tie,
    Together,
    Uncontested,
    Unvoted,
    Visibility,
    Whole,
)
from councils.core.charter.limits import (
    AmendmentRule,
    Casting,
    CompetenceRule,
    Consent,
    DirectiveRule,
    IncompatibleRule,
    Majority,
    MatterRule,
    PlanningRule,
    ReopeningRule,
    RotationRule,
    TermRule,
)


@dataclass(frozen=True, slots=True)
class Condition:
    """One condition of the franchise, which a person declares and nobody else can ask more than.

    ``least`` is a number with a unit of its own (``age``: years; ``residence_months``: months), 0 where the
    condition is a plain yes. Its token on the record is ``name`` or ``name:least``; facts of a person never are.
    """

    name: str
    text: str
    least: int = 0

    @property
    def token(self) -> str:
        return f"{self.name}:{self.least}" if self.least else self.name

    @property
    def said(self) -> str:
        """What is declared, with the number even where the charter's text leaves it out: nobody has to guess it."""
        text = self.text.rstrip(".")
        return f"{text} ({self.least})" if self.least and str(self.least) not in text else text


@dataclass(frozen=True, slots=True)
class Franchise:
    """Who takes part (R2)."""

    text: str
    requires: tuple[Condition, ...] = ()
    admission: Admission = Admission.DECLARATION


@dataclass(frozen=True, slots=True)
class ReservedSeats:
    """Seats of an office for a group (R4): at ``least`` and at ``most`` these shares of the seats that are filled.

    A group is what candidates declare of themselves when they stand, and is used for these seats alone (R3).
    """

    group: str  # a short name
    text: str  # what a candidate declares who belongs to it
    least: Fraction = Fraction(0)  # of the seats that are filled, rounded up
    most: Fraction = Fraction(1)  # of the seats that are filled, rounded down
    vacant: bool = False  # where too few of them stand, the seats stay empty; else they are open to all


@dataclass(frozen=True, slots=True)
class OfficeRule:
    """An office that a council fills by election (R4). ``seats`` = 0 means: as the norm says (delegates)."""

    name: str
    title: str
    seats: int = 1
    term_days: int = 365
    method: Method = Method.PLURALITY
    alternates: int = 0
    levels: tuple[str, ...] = ()  # the levels of council that have it; empty: all
    reserved: tuple[ReservedSeats, ...] = later(())  # e.g. at least half for women, at most one from each site
    kinds: tuple[str, ...] = later(())  # the kinds of place (such as "workplace") whose councils have it; empty: all
    not_kinds: tuple[str, ...] = later(())  # the kinds of place whose councils do without it


@dataclass(frozen=True, slots=True)
class Norm:
    """How many delegates a council of ``level`` sends to the council above (R5).

    ``per`` and ``fraction_over`` count heads of ``basis``; ``total`` is the size of the house for the house
    methods; ``seats`` the number for FIXED. ``level`` "*" is the rule for every level not named.
    ``kind`` restricts it to places of that kind (towns, gubernias …); empty: any.
    """

    level: str = "*"
    kind: str = ""
    method: Apportionment = Apportionment.NORM
    basis: Basis = Basis.MEMBERS
    per: int = 25
    fraction_over: int = 0
    total: int = 0
    seats: int = 1
    minimum: int = 1
    maximum: int = 0  # 0: none
    holders: str = ""  # what a seat of this norm is counted in, in words ("voters", "inhabitants")


@dataclass(frozen=True, slots=True)
class MotionRule:
    """What a kind of motion needs (R6). ``quorum`` is the share of the roll that must take part."""

    quorum: Fraction = Fraction(0)
    majority: Majority = Majority.SIMPLE
    seconders: int = 1
    notice_days: int = 3
    voting_days: int = 7
    referred: bool = False  # by the charter goes down to the base (R7)
    of: Whole = later(Whole.CAST)  # what the majority is a part of
    against: int = later(0)  # how many a consensus can leave behind
    levels: tuple[str, ...] = later(())  # of the councils that bring this kind; empty: all (R20)
    together: tuple[Together, ...] = later(())  # referred: all of these must carry it; empty: that of [referral]
    castings: tuple[Casting, ...] = later(())  # ways to choose among several options; empty: yes or no alone
    more_yes: bool = later(default=False, today=True)  # a consensus: more yes than no, however many it leaves behind


@dataclass(frozen=True, slots=True)
class ReferralRule:
    """How a question goes down and comes back (R7, R8, R9)."""

    days: int = 21  # from referral to the decision above
    step_days: int = 2  # how much earlier than the council above each level must have answered
    quorum: Fraction = Fraction(1, 5)  # of a base vote, of the roll
    council_quorum: Fraction = Fraction(0)  # of a higher council: share of its delegates whose votes count
    demand_share: Fraction = Fraction(1, 3)  # of the councils directly below that can demand a referral
    tie: Tie = Tie.ABSTAIN
    no_mandate: NoMandate = NoMandate.NOT_COUNTED
    binding: Binding = Binding.BLOCK
    ties_of_remainders: tuple[str, ...] = ("yes", "no", "abstain")
    counting: Counting = Counting.DELEGATES
    mandate: MandateKind = MandateKind.IMPERATIVE
    unvoted: Unvoted = Unvoted.FOLLOWS_MANDATE


@dataclass(frozen=True, slots=True)
class RecallRule:
    """How those who sent a person call them back (R10)."""

    petition_share: Fraction = Fraction(1, 10)  # of the roll
    petition_days: int = 30
    voting_days: int = 7
    quorum: Fraction = Fraction(1, 5)
    majority: Majority = Majority.SIMPLE


@dataclass(frozen=True, slots=True)
class ElectionRule:
    """How elections go, whatever the office (R4)."""

    nomination_days: int = 7
    voting_days: int = 7
    uncontested: Uncontested = later(Uncontested.VOTE)  # where no more stand than there are seats
    none_of_these: bool = later(default=False)  # ballots offer it; a seat that it wins stays empty
    sitting_count: bool = later(default=False, today=True)  # in a by-election: who stays counts for reserved seats
    kept_out_by_votes: bool = later(default=False, today=True)  # STV: whom reserved seats keep out comes next by votes


@dataclass(frozen=True, slots=True)
class SpecialRule:
    """Special offices (R14): how long one lasts at most (0: there are none), who decides, how its holder is elected."""

    longest_days: int = 0
    consent: Consent = Consent.BELOW
    method: Method = Method.PLURALITY
    alternates: int = 0


@dataclass(frozen=True, slots=True)
class StructureRule:
    """How the councils themselves change (R16)."""

    choose_days: int = 14  # in which members say which part of a split they go with
    numbers_once: bool = later(default=False, today=True)  # no version is called as another was that was in force there
    hands_over_all: bool = later(default=False, today=True)  # a merger: also what has ended, and what was said of it


@dataclass(frozen=True, slots=True)
class LevelRule:
    """A level of the tree, base first: what it is called, and its size where the charter bounds it."""

    name: str
    title: str
    minimum: int = 0  # members of an assembly, delegates in a council above; 0: no bound
    maximum: int = 0


@dataclass(frozen=True, slots=True)
class Charter:
    """A whole charter. ``levels`` runs from the base up to the congress."""

    name: str
    title: str
    summary: str
    source: str
    levels: tuple[LevelRule, ...]
    franchise: Franchise
    offices: tuple[OfficeRule, ...]
    norms: tuple[Norm, ...]
    motions: Mapping[Kind, MotionRule]
    referral: ReferralRule = ReferralRule()
    recall: RecallRule = RecallRule()
    directive: DirectiveRule = field(default=DirectiveRule())
    election: ElectionRule = ElectionRule()
    visibility: Visibility = Visibility.PUBLIC
    vocabulary: Mapping[str, str] = field(default_factory=dict)
    amendments: AmendmentRule = later(AmendmentRule())
    terms: TermRule = later(TermRule())
    rotation: tuple[RotationRule, ...] = later(())
    incompatible: tuple[IncompatibleRule, ...] = later(())
    special: SpecialRule = later(SpecialRule())
    matters: tuple[MatterRule, ...] = later(())
    competence: CompetenceRule = later(CompetenceRule())
    structure: StructureRule = later(StructureRule())
    reopening: ReopeningRule = later(ReopeningRule())
    planning: PlanningRule = later(PlanningRule())

    def office(self, name: str) -> OfficeRule | None:
        return next((office for office in self.offices if office.name == name), None)

    def norm(self, level: str, kind: str = "") -> Norm | None:
        """The norm for a council of ``level`` at a place of ``kind``: the most particular one wins (R5)."""
        fitting = [n for n in self.norms if n.level in (level, "*") and n.kind in (kind, "")]
        return max(fitting, key=lambda n: (n.level != "*", n.kind != ""), default=None)

    @property
    def kinds(self) -> tuple[str, ...]:
        """The kinds of place that norms or offices speak of."""
        named = (
            *(norm.kind for norm in self.norms),
            *(kind for office in self.offices for kind in (*office.kinds, *office.not_kinds)),
        )
        return tuple(dict.fromkeys(filter(None, named)))

    def rotation_of(self, office: str, level: str) -> RotationRule | None:
        """The limits of an office in a council of ``level``: the one for its level before that for any."""
        fitting = [r for r in self.rotation if r.office == office and r.level in (level, "*")]
        return max(fitting, key=lambda r: r.level != "*", default=None)

    def matter(self, name: str) -> MatterRule | None:
        return next((matter for matter in self.matters if matter.name == name), None)

    def motion(self, kind: Kind) -> MotionRule:
        return self.motions.get(kind) or UNSAID.get(kind, MotionRule())


GRAVE = MotionRule(quorum=Fraction(1, 3), majority=Majority.TWO_THIRDS, notice_days=7, voting_days=14)
UNSAID: Mapping[Kind, MotionRule] = {
    **dict.fromkeys(STRUCTURAL, GRAVE),
    Kind.JOINING: replace(GRAVE, referred=True),
    Kind.LEAVING: replace(GRAVE, referred=True),
    Kind.PLAN: MotionRule(quorum=Fraction(1, 5), referred=True),
    Kind.PROVISION: MotionRule(quorum=Fraction(1, 5), referred=True),
}
"""What holds where a charter does not say it. That the councils themselves change is as grave as can be (R16);
plans, and how goods are had, are everybody's (R18)."""

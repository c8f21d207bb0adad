"""The two charters that the demonstration has lived under, made from the default one.

The federation began with delegates who answer for a vote against their mandate. After it had seen what that means, it
changed its charter by its own amending rule (R15): such a vote is refused now, a recall needs fewer signatures, and
offices last half a year. Under both it plans: workplaces are assemblies as those of the quarters are, with a
coordinator, and everybody takes part in one, where they live or where they work. Numbers are small, so that a few
people in each quarter make councils of some size.
"""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from councils.core.charter import Charter, Franchise, MandateKind, OfficeRule
from councils.core.charter.choices import Method
from councils.core.charter.limits import MatterRule, PlanningRule, Remaking
from councils.core.charter.toml import parse_charter
from councils.presets import DEFAULT, preset

SOURCE = """\
Adapted from "open-assemblies", which comes with this program: the norms are made for assemblies of five to sixty \
members, as invented for the demonstration.\
"""
FIRST = """\
Everyone takes part in the assembly of their quarter of Paris, or of their workplace. Assemblies send delegates to \
their ward, wards to the congress. Delegates are told how to vote; one who votes otherwise answers for it, and may be \
recalled.\
"""
SECOND = """\
Everyone takes part in the assembly of their quarter of Paris, or of their workplace. Assemblies send delegates to \
their ward, wards to the congress. What the congress asks goes down to every assembly first and binds those it sent; \
whoever holds an office can be recalled at any moment by those who gave it.\
"""
YEAR = 365
PER = {"assembly": (10, 5), "ward": (30, 15)}
"""Level: one delegate for so many members, and one for a fraction over so many."""

MATTERS = (MatterRule("opening", "What is open when", ("ward", "congress")),)
LEVELS = {"teller": ("assembly", "congress")}
"""Wards are so small that nobody needs to count hands there."""
WORKPLACE = "workplace"
COORDINATOR = OfficeRule("coordinator", "Coordinator", term_days=182, kinds=(WORKPLACE,))
PLANNER = OfficeRule("planner", "Planning office", 3, 182, Method.APPROVAL, levels=("congress",))
ELSEWHERE = ("chair", "secretary", "teller")
"""A workplace is as small as a ward, and its coordinator speaks for it."""
PLANNING = PlanningRule(
    "planner",
    periods=4,
    floor=5,
    adjust_share=Fraction(1, 20),
    credit_days=90,
    remaking=Remaking.OFFICE,
    rolling=True,
    finishing=True,
    parting=True,
    bringing=True,
    taking=True,
    doubting=True,
    coordinating=True,
    answering=True,
    measuring=True,
    by_product=True,
    voted=True,
)
WHO = "Everyone takes part, whatever their nationality or papers: where they live, or where they work."
RESIDENT = "I live or work here, and take part in no other assembly."


def second() -> Charter:
    """In force today: mandates bind."""
    read = parse_charter(preset(DEFAULT) or "")
    assert isinstance(read, Charter)
    norms = tuple(replace(n, per=PER[n.level][0], fraction_over=PER[n.level][1]) for n in read.norms)
    return replace(
        read,
        name="paris-assemblies",
        title="Charter of the assemblies of Paris",
        summary=SECOND,
        source=SOURCE,
        franchise=franchise(read.franchise),
        offices=(*map(fitted, read.offices), COORDINATOR, PLANNER),
        norms=norms,
        matters=MATTERS,
        planning=PLANNING,
    )


def fitted(office: OfficeRule) -> OfficeRule:
    not_kinds = (WORKPLACE,) if office.name in ELSEWHERE else ()
    return replace(office, levels=LEVELS.get(office.name, ()), not_kinds=not_kinds)


def franchise(read: Franchise) -> Franchise:
    return replace(read, text=WHO, requires=tuple(replace(condition, text=RESIDENT) for condition in read.requires))


def first() -> Charter:
    """As founded: delegates answer for what they do, offices last a year, a recall needs a fifth of the roll."""
    later = second()
    return replace(
        later,
        summary=FIRST,
        offices=tuple(replace(office, term_days=YEAR) for office in later.offices),
        referral=replace(later.referral, mandate=MandateKind.ANSWERABLE),
        recall=replace(later.recall, petition_share=Fraction(1, 5)),
    )

"""The two charters that the demonstration has lived under, made from the default one.

The federation began with delegates who answer for a vote against their mandate. After it had seen what that means, it
changed its charter by its own amending rule (R15): such a vote is refused now, a recall needs fewer signatures, and
offices last half a year. Numbers are small, so that a few people in each quarter make councils of some size.
"""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from councils.core.charter import Charter, MandateKind
from councils.core.charter.limits import MatterRule
from councils.core.charter.toml import parse_charter
from councils.presets import DEFAULT, preset

SOURCE = """\
Adapted from "open-assemblies", which comes with this program: the norms are made for assemblies of five to sixty \
members, as invented for the demonstration.\
"""
FIRST = """\
Everyone who lives in a quarter of Paris takes part in its assembly. Assemblies send delegates to their ward, wards to \
the congress. Delegates are told how to vote; one who votes otherwise answers for it, and may be recalled.\
"""
SECOND = """\
Everyone who lives in a quarter of Paris takes part in its assembly. Assemblies send delegates to their ward, wards to \
the congress. What the congress asks goes down to every assembly first and binds those it sent; whoever holds an \
office can be recalled at any moment by those who gave it.\
"""
YEAR = 365
PER = {"assembly": (10, 5), "ward": (30, 15)}
"""Level: one delegate for so many members, and one for a fraction over so many."""

MATTERS = (MatterRule("opening", "What is open when", ("ward", "congress")),)
LEVELS = {"teller": ("assembly", "congress")}
"""Wards are so small that nobody needs to count hands there."""


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
        offices=tuple(replace(office, levels=LEVELS.get(office.name, ())) for office in read.offices),
        norms=norms,
        matters=MATTERS,
    )


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

"""Majorities and quorum at their exact bounds, against plain fractions; double majorities (R6, R9)."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from itertools import product

import pytest
from tests.federation import planted, preset, with_rules, with_seats

from councils.core.charter import Counting, Kind, Majority, MotionRule, Together, Whole
from councils.core.charter.check import check_charter
from councils.core.vote.tally import Tally, Weight
from councils.core.vote.verdict import judge

HALF, TWO_THIRDS, THREE_QUARTERS = Fraction(1, 2), Fraction(2, 3), Fraction(3, 4)


def oracle(tally: Tally, roll: int, majority: Majority, of: Whole, against: int) -> bool:
    """The same in other words: the share of yes in the whole, as a fraction."""
    whole = {Whole.CAST: tally.yes + tally.no, Whole.PRESENT: tally.total, Whole.ROLL: roll}[of]
    whole = roll if majority is Majority.ABSOLUTE else whole
    if not tally.yes or not whole:
        return False
    share = Fraction(tally.yes, whole)
    return {
        Majority.SIMPLE: share > HALF,
        Majority.ABSOLUTE: share > HALF,
        Majority.TWO_THIRDS: share >= TWO_THIRDS,
        Majority.THREE_QUARTERS: share >= THREE_QUARTERS,
        Majority.CONSENSUS: share >= 1 - Fraction(against, whole),
    }[majority]


@pytest.mark.parametrize(("majority", "of"), list(product(Majority, Whole)))
def test_majority_is_what_the_fractions_say(majority, of):
    """Every way in which up to six of seven can vote, and up to two can be left behind."""
    for yes, no, abstain in product(range(7), repeat=3):
        if 0 < yes + no + abstain <= 6:
            for against in range(3):
                verdict = judge(Tally(yes, no, abstain), 7, Fraction(0), majority, of=of, against=against)
                assert verdict.carried == oracle(Tally(yes, no, abstain), 7, majority, of, against)


@pytest.mark.parametrize(("majority", "of"), list(product(Majority, Whole)))
def test_needed_is_the_least_yes_that_carries(majority, of):
    """With the whole as it is, one yes less would not do."""
    for yes, no, abstain in product(range(6), repeat=3):
        if 0 < yes + no + abstain <= 12:
            verdict = judge(Tally(yes, no, abstain), 12, Fraction(0), majority, of=of, against=1)
            least = next((n for n in range(1, 14) if reaches(n, verdict.whole, majority)), None)
            assert verdict.needed == (min(yes, least) if verdict.carried else least)


def reaches(yes: int, whole: Fraction, majority: Majority) -> bool:
    share = Fraction(yes) / whole if whole else Fraction(1)
    least = {Majority.TWO_THIRDS: TWO_THIRDS, Majority.THREE_QUARTERS: THREE_QUARTERS}.get(majority)
    if majority is Majority.CONSENSUS:
        return yes >= whole - 1
    return share > HALF if least is None else share >= least


@pytest.mark.parametrize(
    ("majority", "of", "against", "tally", "carried"),
    [
        (Majority.TWO_THIRDS, Whole.CAST, 0, Tally(40, 20, 40), True),
        (Majority.TWO_THIRDS, Whole.PRESENT, 0, Tally(66, 20, 14), False),
        (Majority.TWO_THIRDS, Whole.PRESENT, 0, Tally(66, 20, 13), True),
        (Majority.TWO_THIRDS, Whole.ROLL, 0, Tally(66, 0, 0), False),
        (Majority.TWO_THIRDS, Whole.ROLL, 0, Tally(67, 33, 0), True),
        (Majority.SIMPLE, Whole.PRESENT, 0, Tally(50, 0, 50), False),
        (Majority.SIMPLE, Whole.PRESENT, 0, Tally(51, 0, 49), True),
        (Majority.ABSOLUTE, Whole.CAST, 0, Tally(50, 0, 0), False),
        (Majority.THREE_QUARTERS, Whole.ROLL, 0, Tally(75, 25, 0), True),
        (Majority.THREE_QUARTERS, Whole.ROLL, 0, Tally(74, 0, 26), False),
        (Majority.CONSENSUS, Whole.CAST, 0, Tally(3, 0, 97), True),
        (Majority.CONSENSUS, Whole.CAST, 2, Tally(3, 2, 0), True),
        (Majority.CONSENSUS, Whole.CAST, 2, Tally(90, 3, 0), False),
        (Majority.CONSENSUS, Whole.PRESENT, 2, Tally(3, 1, 1), True),
        (Majority.CONSENSUS, Whole.PRESENT, 2, Tally(3, 1, 2), False),
        (Majority.CONSENSUS, Whole.ROLL, 1, Tally(99, 0, 0), True),
        (Majority.CONSENSUS, Whole.ROLL, 1, Tally(98, 0, 2), False),
        (Majority.CONSENSUS, Whole.CAST, 9, Tally(0, 5, 0), False),
    ],
)
def test_majority_at_its_bounds_of_a_roll_of_a_hundred(majority, of, against, tally, carried):
    assert judge(tally, 100, Fraction(0), majority, of=of, against=against).carried is carried


@pytest.mark.parametrize(
    ("tally", "carried", "needed"), [(Tally(1, 2, 0), False, 2), (Tally(2, 2, 5), False, 3), (Tally(3, 2, 0), True, 3)]
)
def test_consensus_that_leaves_some_behind_asks_for_more_yes_than_no(tally, carried, needed):
    verdict = judge(tally, 100, Fraction(0), Majority.CONSENSUS, against=2, more_yes=True)
    assert (verdict.carried, verdict.needed) == (carried, needed)
    assert judge(tally, 100, Fraction(0), Majority.CONSENSUS, against=2).carried


@pytest.mark.parametrize(
    ("quorum", "roll", "least"),
    [(Fraction(1, 3), 100, 34), (Fraction(1, 5), 60, 12), (Fraction(1, 5), 61, 13), (Fraction(1), 7, 7)],
)
def test_quorum_rounds_up_and_abstentions_fill_it(quorum, roll, least):
    met, missed = (judge(Tally(1, 0, others), roll, quorum) for others in (least - 1, least - 2))
    assert (met.quorum, met.carried, missed.carried) == (least, True, False)


def test_members_in_fractions_are_judged_exactly():
    """A third of 100 members on each of three sides: two thirds of the votes for and against is just missed."""
    third = Fraction(100, 3)
    votes = Weight(2 * third, third, Fraction(0))
    assert judge(votes, 100, Fraction(0), Majority.TWO_THIRDS).carried
    assert not judge(Weight(2 * third - Fraction(1, 999), third), 100, Fraction(0), Majority.TWO_THIRDS).carried


# members and councils together


def town(**rule: object):
    """A congress over a large assembly and two small ones, counted by base votes and by councils together."""
    charter = with_rules(with_seats(preset(), 1, 1), counting=Counting.BASE)
    asked = MotionRule(referred=True, together=(Together.BASE, Together.COUNCILS), **rule)
    federation = planted(replace(charter, motions={Kind.RESOLUTION: asked}), {"A": None, "B": None, "D": None})
    federation.join("A", 14)
    return federation


def decided(federation, **votes: Tally):
    question = federation.propose("C")
    for name, tally in votes.items():
        federation.vote(name, question, tally)
    federation.pass_days(30)
    return federation["C"].referrals[question].countings, federation["C"].motions[question].verdict


def test_many_members_in_one_council_do_not_carry_against_two_councils():
    countings, verdict = decided(town(), A=Tally(20, 0, 0), B=Tally(0, 6, 0), D=Tally(0, 6, 0))
    assert (countings.base.carried, countings.councils.carried, verdict.carried) == (True, False, False)
    assert (countings.councils.yes, countings.councils.no, countings.councils.roll) == (1, 2, 3)


def test_many_councils_do_not_carry_against_most_members():
    countings, verdict = decided(town(), A=Tally(0, 20, 0), B=Tally(6, 0, 0), D=Tally(6, 0, 0))
    assert (countings.base.carried, countings.councils.carried, verdict.carried) == (False, True, False)


def test_members_and_councils_together_carry():
    countings, verdict = decided(town(), A=Tally(12, 8, 0), B=Tally(6, 0, 0), D=Tally(0, 6, 0))
    assert (countings.base.carried, countings.councils.carried, verdict.carried) == (True, True, True)
    assert verdict == countings.base


def test_council_without_an_answer_has_no_voice_and_still_is_one_of_the_councils():
    countings, verdict = decided(town(majority=Majority.ABSOLUTE), A=Tally(20, 0, 0))
    assert (countings.councils.yes, countings.councils.needed, countings.councils.carried) == (1, 2, False)
    assert verdict.carried is False


@pytest.mark.parametrize(
    ("rule", "at"),
    [
        (MotionRule(against=2), "against"),
        (MotionRule(majority=Majority.ABSOLUTE, of=Whole.PRESENT), "of"),
        (MotionRule(together=(Together.BASE,)), "together"),
        (MotionRule(together=(Together.BASE, Together.BASE), referred=True), "together"),
    ],
)
def test_charter_whose_majorities_contradict_themselves_is_told_where(rule, at):
    faults = check_charter(replace(preset(), motions={Kind.PROCEDURE: rule}))
    assert [fault.path for fault in faults] == [("motions", "procedure", at)]

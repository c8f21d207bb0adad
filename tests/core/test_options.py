"""Motions with several options: how they are put, cast, bound, and counted (R6, R7, R8)."""

from dataclasses import replace

import pytest
from tests.federation import Federation, planted, preset, with_rules, with_seats

from councils.core.amending import ProposeAmendment
from councils.core.charter import Binding, Kind, MandateKind, Tie
from councils.core.charter.limits import Casting, Majority
from councils.core.motion import Propose
from councils.core.polling import CallHands, CastPreference, CastVote, EnterCount
from councils.core.proposal import Proposal
from councils.core.refusal import Reason
from councils.core.vote.options import Options, Profile, completed, ordered, word
from councils.core.vote.tally import Choice, Tally

WAYS = ("Trams to the harbour", "Trams to the hills", "Cheaper fares")
RANKED = Options(WAYS, Casting.RANKED)
APPROVAL = Options(WAYS, Casting.APPROVAL)


def ruled(**rules):
    """The charter with other rules for resolutions."""
    charter = preset()
    rule = replace(charter.motion(Kind.RESOLUTION), **rules)
    return replace(charter, motions={**charter.motions, Kind.RESOLUTION: rule})


def alone(casting=Casting.RANKED, majority=Majority.SIMPLE, members=5):
    """One assembly that decides by itself, with an open vote on three options."""
    federation = Federation(ruled(majority=majority, referred=False))
    federation.found("A")
    federation.join("A", members)
    return federation, federation.propose("A", options=Options(WAYS, casting))


def cast(federation, council, matter, *preferences):
    for paper, preference in zip(sorted(federation[council].ballots[matter].roll), preferences, strict=False):
        federation.do(council, CastPreference(matter, paper, preference))


def below(mandate=MandateKind.IMPERATIVE, binding=Binding.BLOCK, **rules):
    """A congress over two assemblies of five with two delegates each, and a question of three options to them."""
    charter = with_seats(with_rules(preset(), mandate=mandate, binding=binding, **rules), 2, 2)
    federation = planted(charter, {"A": None, "B": None}, members=5)
    return federation, federation.propose("C", options=RANKED)


def profile(**votes):
    return Profile.gathered((name, n) for name, n in votes.items())


@pytest.mark.parametrize(
    ("text", "whole"),
    [
        ("", ""),
        ("2", "2>0>1=3"),
        ("3>1", "3>1>0>2"),
        (" 2 > 1=3 ", "2>1=3>0"),
        ("0", "0>1=2=3"),
        ("1>0>3", "1>0>3>2"),
        ("3=2=1=0", ""),
        ("4", None),
        ("1>1", None),
        ("1>", None),
        ("one", None),
        ("²", None),
    ],
)
def test_preference_is_written_in_one_way(text, whole):
    assert completed(text, RANKED) == whole


@pytest.mark.parametrize(("text", "whole"), [("1=3", "1=3>0>2"), ("0", "0>1=2=3"), ("1>3", None), ("0>1>2", None)])
def test_approval_has_no_order_among_what_is_approved(text, whole):
    assert completed(text, APPROVAL) == whole


def test_ranking_in_a_circle_is_broken_at_its_weakest_duel():
    circle = Profile.gathered([("1>2>3>0", 4), ("2>3>1>0", 3), ("3>1>2>0", 2)])
    assert ordered(circle, (1, 2, 3), Casting.RANKED) == ((1,), (2,), (3,))


def test_word_of_a_council_keeps_a_tie_with_leaving_things_as_they_are():
    tied = Profile.gathered([("1>0>2=3", 1), ("0>1=2=3", 1)])
    assert word(tied, RANKED, tie_is_no=False) == "0=1>2=3"


def test_word_of_a_council_puts_a_tie_behind_where_the_charter_counts_it_as_no():
    tied = Profile.gathered([("1>0>2=3", 1), ("0>1=2=3", 1)])
    assert word(tied, RANKED, tie_is_no=True) == "0>1>2=3"


def test_option_that_wins_is_carried_and_named():
    federation, matter = alone()
    cast(federation, "A", matter, "1>2", "2>1", "2>3", "3>2", "0")
    federation.close("A", matter)
    motion = federation["A"].motions[matter]
    assert (str(motion.state), motion.decided_title) == ("carried", "Water for all: Trams to the hills")


def test_option_with_the_most_approvals_needs_the_majority_too():
    federation, matter = alone(Casting.APPROVAL, Majority.TWO_THIRDS)
    cast(federation, "A", matter, "1", "1", "1", "0", "0")
    federation.close("A", matter)
    verdict = federation["A"].motions[matter].verdict
    assert (verdict.carried, verdict.option, verdict.chosen.option, verdict.chosen.passing) == (False, 0, 1, ())


def test_option_that_fails_its_majority_makes_way_for_one_that_has_it():
    federation, matter = alone(majority=Majority.TWO_THIRDS)
    cast(federation, "A", matter, "1>2", "1>2", "1>2", "2>0>1", "2>0>1")
    federation.close("A", matter)
    assert federation["A"].motions[matter].verdict.option == 2


def test_tie_between_options_is_broken_by_a_lot_on_record():
    federation, matter = alone(Casting.APPROVAL)
    cast(federation, "A", matter, "1=2", "1=2", "1=2")
    federation.close("A", matter)
    chosen = federation["A"].motions[matter].verdict.chosen
    assert (chosen.lots, chosen.option in (1, 2), len(chosen.seed)) == ((1, 2), True, 64)


def test_what_is_no_preference_is_refused():
    federation, matter = alone()
    paper = min(federation["A"].ballots[matter].roll)
    refusal = federation.refused("A", CastPreference(matter, paper, "1>1"))
    assert (refusal.reason, refusal.details["most"]) == (Reason.NO_PREFERENCE, 3)


def test_yes_and_no_are_refused_on_options():
    federation, matter = alone()
    paper = min(federation["A"].ballots[matter].roll)
    assert federation.refused("A", CastVote(matter, paper, Choice.YES)).reason is Reason.SEVERAL_OPTIONS


def test_preference_is_refused_on_yes_or_no():
    federation, _ = alone()
    matter = federation.propose("A")
    paper = min(federation["A"].ballots[matter].roll)
    assert federation.refused("A", CastPreference(matter, paper, "1")).reason is Reason.YES_OR_NO


@pytest.mark.parametrize(
    ("options", "kind", "reason"),
    [
        (Options(("One",), Casting.RANKED), Kind.RESOLUTION, Reason.OPTIONS_NUMBER),
        (Options(tuple("abcdefghij"), Casting.RANKED), Kind.RESOLUTION, Reason.OPTIONS_NUMBER),
        (Options(("One", " "), Casting.RANKED), Kind.RESOLUTION, Reason.EMPTY_TEXT),
        (Options(("One", "one "), Casting.RANKED), Kind.RESOLUTION, Reason.OPTIONS_ALIKE),
        (RANKED, Kind.SPLIT, Reason.KIND_WITHOUT_OPTIONS),
        (RANKED, Kind.INITIATIVE, Reason.KIND_WITHOUT_OPTIONS),
        (APPROVAL, Kind.RESOLUTION, Reason.CASTING_NOT_HERE),
    ],
)
def test_options_that_do_not_fit_are_refused(options, kind, reason):
    federation = Federation(ruled(castings=(Casting.RANKED,)))
    federation.found("A")
    federation.join("A", 2)
    assert federation.refused("A", Propose("Am1", Proposal(kind, "Trams", name="N", options=options))).reason is reason


def test_charter_without_options_for_a_kind_refuses_them():
    federation = Federation(ruled(castings=()))
    federation.found("A")
    federation.join("A", 2)
    act = Propose("Am1", Proposal(Kind.RESOLUTION, "Trams", options=RANKED))
    assert federation.refused("A", act).reason is Reason.NO_OPTIONS


def test_options_are_not_amended():
    federation = Federation(preset())
    federation.found("A")
    federation.join("A", 3)
    federation.do("A", Propose("Am1", Proposal(Kind.RESOLUTION, "Trams", options=RANKED)))
    act = ProposeAmendment("Am2", "A:1", "Buses", "", "Cheaper.")
    assert federation.refused("A", act).reason is Reason.OPTIONS_NOT_AMENDED


def test_delegate_with_an_imperative_mandate_votes_the_word_of_the_council_and_nothing_else():
    federation, question = below()
    for council in "AB":
        cast(federation, council, question, "2>1", "2>3", "2>1")
    federation.close("A", question)
    federation.tick(federation.now)
    refusal = federation.refused("C", CastPreference(question, "A.1", "1>2"))
    assert (refusal.reason, refusal.details["votes"]) == (Reason.AGAINST_PREFERENCES, "2 × 2>1>0>3")
    federation.do("C", CastPreference(question, "A.1", "2>1>0>3"))


def test_answerable_delegate_who_votes_otherwise_breaches_and_is_petitioned_against():
    federation, question = below(MandateKind.ANSWERABLE)
    for council in "AB":
        cast(federation, council, question, "2>1", "2>3", "2>1")
    federation.close("A", question)
    federation.tick(federation.now)
    federation.do("C", CastPreference(question, "A.1", "3"))
    assert [str(r.state) for r in federation["A"].recalls.values()] == ["petition"]
    assert federation["C"].referrals[question].mandates["A"].state == "breached"


def test_divided_delegation_votes_as_its_assembly_was_divided():
    federation, question = below(binding=Binding.DIVIDED)
    for council in "AB":
        cast(federation, council, question, "2", "2", "1", "1")
    federation.close("A", question)
    federation.tick(federation.now)
    federation.do("C", CastPreference(question, "A.1", "2"))
    assert federation.refused("C", CastPreference(question, "A.2", "2")).rule == "R8"
    federation.do("C", CastPreference(question, "A.2", "1"))


def test_mandate_of_a_tied_council_can_be_cast_as_it_is():
    federation, question = below(tie=Tie.ABSTAIN)
    for council in "AB":
        cast(federation, council, question, "1>0>2=3", "0")
    federation.close("A", question)
    federation.tick(federation.now)
    federation.do("C", CastPreference(question, "A.1", "0=1>2=3"))
    federation.pass_days(30)
    assert str(federation["C"].motions[question].state) == "lost"


def test_countings_that_part_ways_over_options_are_flagged():
    federation, question = below()
    cast(federation, "A", question, "2>1", "2>3", "1>2")
    cast(federation, "B", question, "3", "3", "2>3")
    federation.pass_days(30)
    countings = federation["C"].referrals[question].countings
    assert countings.base.chosen.profile == profile(**{"1>2>0>3": 1, "2>1>0>3": 1, "2>3>0>1": 2, "3>0>1=2": 2})
    assert countings.delegates.chosen.profile == profile(**{"2>1>0>3": 2, "3>0>2>1": 2})
    assert (countings.delegates.option, countings.base.option in (2, 3), countings.disagree) == (0, True, True)


def test_carried_option_of_a_directive_goes_down_with_it():
    federation = planted(with_seats(preset(), 2, 2), {"A": None, "B": None}, members=5)
    question = federation.propose("C", kind=Kind.DIRECTIVE, options=APPROVAL)
    for council in "AB":
        cast(federation, council, question, "1=2", "2", "2")
    federation.pass_days(30)
    assert federation["A"].directives[question].title == "Water for all: Trams to the hills"


def hands():
    federation = Federation(preset())
    federation.found("A")
    federation.join("A", 6)
    federation.elect("A", "teller", ("Am1", "Am2"))
    matter = federation.propose("A", options=APPROVAL)
    federation.do("A", CallHands("Am1", matter))
    return federation, matter


def test_hands_for_options_are_counted_by_two_tellers():
    federation, matter = hands()
    count = EnterCount("Am1", matter, Tally(abstain=1), (1, 3, 1, 0))
    federation.do("A", count)
    federation.do("A", replace(count, by="Am2"))
    motion = federation["A"].motions[matter]
    assert (str(motion.state), motion.verdict.option, motion.verdict.yes) == ("carried", 1, 3)


def test_hands_that_differ_are_counted_again():
    federation, matter = hands()
    federation.do("A", EnterCount("Am1", matter, Tally(), (1, 3, 1, 0)))
    federation.do("A", EnterCount("Am2", matter, Tally(), (1, 2, 2, 0)))
    assert federation["A"].ballots[matter].counts == {}


@pytest.mark.parametrize(
    ("tally", "numbers", "reason"),
    [
        (Tally(yes=2), (0, 1, 0, 0), Reason.HANDS_FOR_EACH),
        (Tally(), (1, 1), Reason.HANDS_FOR_EACH),
        (Tally(), (4, 4, 0, 0), Reason.COUNT_OVER_ROLL),
        (Tally(), (1, -1, 0, 0), Reason.COUNT_OVER_ROLL),
    ],
)
def test_hands_must_name_every_option(tally, numbers, reason):
    federation, matter = hands()
    assert federation.refused("A", EnterCount("Am1", matter, tally, numbers)).reason is reason

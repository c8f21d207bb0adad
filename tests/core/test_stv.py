"""The single transferable vote: known counts, a second counter, and what holds for every count (R4)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from hypothesis import given
from hypothesis import strategies as st
from tests.scottish import count as count_again

from councils.core.vote.contest import NONE_OF_THESE, UNIT, Action, Contest, Count
from councils.core.vote.reserved import Reserved
from councils.core.vote.stv import stv

NAMES = "abcdefg"


def counted(ballots: Mapping[str, int], seats: int, candidates: str = "", **more: object) -> Count:
    """``ballots``: rankings, one letter a candidate, with the number of papers; "0" is none of these."""
    papers = [
        tuple(letter.replace("0", NONE_OF_THESE) for letter in ranking)
        for ranking, number in ballots.items()
        for _ in range(number)
    ]
    names = candidates or "".join(sorted(set("".join(ballots))))
    return stv(
        Contest(
            tuple(letter.replace("0", NONE_OF_THESE) for letter in names),
            {str(n): paper for n, paper in enumerate(papers)},
            seats,
            seed="",
            **more,  # type: ignore[arg-type]
        )
    )


def table(count: Count) -> list[str]:
    """The stages in a line each: what was done, votes by candidate, what went nowhere, who was elected."""
    return [
        f"{stage.who or '-'} {' '.join(f'{votes / UNIT:g}' for votes in stage.votes.values())}"
        f" | {stage.exhausted / UNIT:g} {stage.lost / UNIT:g} | {''.join(stage.elected)}"
        for stage in count.stages
    ]


def test_surplus_is_passed_on_and_the_last_excluded():
    """The party of twenty that every textbook gives: three foods out of five; oranges, pears, chocolate, sweets."""
    food = {"o": 4, "po": 2, "cs": 8, "cb": 4, "s": 1, "b": 1}
    count = counted(food, seats=3, candidates="opcsb")
    assert (count.quota, count.elected, table(count)) == (
        6,
        ("c", "o", "s"),
        [
            "- 4 2 12 1 1 | 0 0 | c",
            "c 4 2 6 5 3 | 0 0 | ",
            "p 6 0 6 5 3 | 0 0 | o",
            "b 6 0 6 5 0 | 3 0 | s",
        ],
    )


def test_transfer_value_is_cut_off_after_five_places():
    """3 papers over a quota of 4 among 7: 3/7 = 0.42857…; 7 papers carry 2.99999, and 0.00001 is lost."""
    count = counted({"ab": 7, "c": 3, "b": 0}, seats=2, candidates="abc")
    assert table(count)[1] == "a 4 2.99999 3 | 0 1e-05 | "


def test_papers_that_were_passed_on_are_passed_on_again_at_their_own_value():
    """By the inclusive method all of b's papers move: three first ones at 3/7, and a's eight at half as much."""
    count = counted({"abd": 8, "bc": 3, "c": 2, "d": 2}, seats=3)
    assert (count.quota, table(count)[:3]) == (
        4,
        ["- 8 3 2 2 | 0 0 | a", "a 4 7 2 2 | 0 0 | b", "b 4 4 3.28571 3.71424 | 0 5e-05 | "],
    )


def test_tie_for_exclusion_looks_back_to_the_latest_stage_that_differed():
    count = counted({"a": 9, "b": 4, "cb": 3, "d": 2, "dc": 1, "ec": 1}, seats=1)
    assert [(stage.who, stage.lot) for stage in count.stages[:4]] == [("", ()), ("e", ()), ("d", ()), ("b", ())]


def test_tie_that_no_stage_decides_goes_by_lot():
    count = counted({"a": 3, "b": 2, "c": 2}, seats=1)
    assert set(count.stages[1].lot) == set(count.lots) == {"b", "c"}


def test_as_many_candidates_as_seats_are_elected_without_the_quota():
    count = counted({"a": 8, "b": 1}, seats=3, candidates="abc")
    assert (count.elected, len(count.stages)) == (("a", "b", "c"), 1)


def test_nobody_is_elected_without_a_ballot():
    assert counted({"": 3}, seats=1, candidates="ab").elected == ()


def test_who_comes_next_are_the_last_ones_excluded():
    assert counted({"a": 9, "b": 4, "c": 3, "d": 2}, seats=1).following == ("b", "c", "d")


def test_none_of_these_takes_as_many_seats_as_it_has_quotas():
    count = counted({"0": 7, "a": 4, "b": 2}, seats=3)
    assert (count.quota, count.elected, [stage.empty // UNIT for stage in count.stages]) == (4, ("a",), [0, 4, 4])


def test_none_of_these_that_is_last_is_excluded_like_anybody():
    count = counted({"0a": 1, "a": 3, "b": 3}, seats=1)
    assert (count.stages[1].who, count.elected) == (NONE_OF_THESE, ("a",))


def test_reserved_seat_guards_the_last_of_the_group():
    """c is last, but the only woman: b goes instead."""
    rule = Reserved("women", 1, 2)
    count = counted({"a": 5, "b": 3, "c": 2}, seats=2, reserved=(rule,), groups={"c": frozenset({"women"})})
    assert (count.elected, count.stages[1].action, count.stages[1].who) == (("a", "c"), Action.RESERVED, "b")


def test_guarded_candidate_stays_while_others_are_excluded():
    rule = Reserved("women", 1, 2)
    ballots = {"a": 9, "b": 4, "c": 3, "d": 1, "e": 2}
    count = counted(ballots, seats=3, reserved=(rule,), groups={"d": frozenset({"women"})})
    assert (count.stages[2].who, count.stages[2].guarded) == ("e", ("d",))


def test_reserved_seats_that_nobody_stands_for_are_open_to_all_or_stay_empty():
    open_to_all, vacant = (
        counted({"a": 5, "b": 3}, seats=2, reserved=(Reserved("women", 1, 2, vacant),)).elected
        for vacant in (False, True)
    )
    assert (open_to_all, vacant) == (("a", "b"), ("a",))


def test_at_most_one_of_a_group():
    site = frozenset({"north"})
    ballots = {"a": 5, "b": 4, "c": 1}
    count = counted(ballots, seats=2, reserved=(Reserved("north", 0, 1),), groups={"a": site, "b": site})
    assert count.elected == ("a", "c")


def test_whom_reserved_seats_alone_keep_out_comes_next_by_the_votes_they_had_then():
    """b has more votes than none of these, and is excluded first, since the last seat is c's, the only woman."""
    asked = {"seats": 2, "reserved": (Reserved("women", 1, 2),), "groups": {"c": frozenset({"women"})}}
    ballots = {"a": 9, "b": 5, "0": 2, "c": 3, "d": 1}
    said, before = (counted(ballots, kept_out_by_votes=by_votes, **asked) for by_votes in (True, False))
    assert (said.elected, said.following, before.following) == (("a", "c"), ("b",), ())
    assert [stage.who for stage in said.stages if stage.action is Action.RESERVED] == ["d", "b"]


rankings = st.lists(st.permutations(NAMES).flatmap(lambda p: st.integers(1, 7).map(lambda n: tuple(p[:n]))), min_size=1)
seats = st.integers(1, 5)


def contest(papers: Sequence[tuple[str, ...]], number: int, names: str = NAMES, **more: object) -> Contest:
    return Contest(tuple(names), {str(n): p for n, p in enumerate(papers)}, number, "seed", **more)  # type: ignore[arg-type]


@given(rankings, seats)
def test_second_counter_finds_the_same_at_every_stage(papers, number):
    mine, again = stv(contest(papers, number)), count_again(NAMES, papers, number)
    if again is not None:
        assert (set(mine.elected), [{n: v * UNIT for n, v in s.items()} for s in again[1]]) == (
            again[0],
            [stage.votes for stage in mine.stages],
        )


@given(rankings, seats)
def test_no_vote_is_made_or_lost_at_any_stage(papers, number):
    found = stv(contest(papers, number))
    sums = {sum(s.votes.values()) + s.exhausted + s.lost + s.empty for s in found.stages}
    assert (sums, len(found.elected)) == ({len(papers) * UNIT}, number)


@given(rankings, seats)
def test_none_of_these_counts_like_as_many_candidates_as_seats(papers, number):
    """Against a count in which everybody who names it names number one of them, number two, and so on."""
    blank = [tuple(NONE_OF_THESE if n == "g" else n for n in paper) for paper in papers]
    many = [f"g{n}" for n in range(number)]
    spelt = [tuple(name for n in paper for name in (many if n == "g" else [n])) for paper in papers]
    again = count_again([*"abcdef", *many], spelt, number)
    mine = stv(Contest((*"abcdef", NONE_OF_THESE), {str(n): p for n, p in enumerate(blank)}, number, "seed"))
    if again is not None and not mine.lots:
        assert set(mine.elected) == {name for name in again[0] if name not in many}


@given(rankings, seats, st.integers(0, 5), st.integers(0, 5), st.booleans())
def test_reserved_seats_are_kept_however_the_votes_fall(papers, number, women, young, vacant):
    rules = (Reserved("women", min(women, number), number, vacant), Reserved("young", min(young, number), number))
    groups = {"a": frozenset({"women"}), "b": frozenset({"women", "young"}), "c": frozenset({"young"})}
    found = stv(contest(papers, number, reserved=rules, groups=groups))
    elected = [sum(group in groups.get(n, ()) for n in found.elected) for group in ("women", "young")]
    assert elected[0] >= min(women, number, 2) - vacant * number
    assert vacant or len(found.elected) == number
    assert not vacant or len(found.elected) - elected[0] <= number - min(women, number)

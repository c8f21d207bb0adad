"""Ballots in BLT and in PrefLib's formats: there and back, and every mistake told by its line (R4)."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from councils.core.problem import Problem
from councils.core.vote.blt import read_blt, write_blt
from councils.core.vote.preflib import kind_of, read_preflib, write_preflib
from councils.core.vote.profile import Profile, gathered

LONG = "9" * 5000  # more digits than a number may have
OPAVOTE = """\ufeff# a comment
4 2 # four candidates, two seats
-2
3 1 3 4 0
4 1 3 2 0
1.0 2 4 1=3 0
(b7) 1 - 4 - 3 0
[b 8] 1 4 3 0
1 0
0 # end of the ballots
"Adam \\"A\\" Smith"
"Basil"
"Charlotte Ø."
"# Donna"
"Title with a 0"
"""


def test_blt_of_other_programs_is_read():
    assert read_blt(OPAVOTE) == Profile(
        "Title with a 0",
        2,
        ('Adam "A" Smith', "Basil", "Charlotte Ø.", "# Donna"),
        (
            (4, ((1,), (3,), (2,))),
            (3, ((1,), (3,), (4,))),
            (2, ((4,), (3,))),
            (1, ()),
            (1, ((2,), (4,), (1, 3))),
        ),
        frozenset({2}),
    )


@pytest.mark.parametrize(
    ("written", "name"),
    [
        (r'"Ana ""the baker"" Bo"', 'Ana "the baker" Bo'),
        (r'"""Ana"""', '"Ana"'),
        (r'"Ana \"the baker\" Bo"', 'Ana "the baker" Bo'),
        (r'"Bread\Butter"', r"Bread\Butter"),
        (r'"Bread\\Butter"', r"Bread\Butter"),
    ],
)
def test_quotes_and_backslashes_in_names_are_read_as_other_programs_write_them(written, name):
    found = read_blt(f'2 1\n1 1 0\n0\n{written}\n"B"\n""\n')
    assert isinstance(found, Profile)
    assert found.candidates == (name, "B")


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_names_without_quotes_stand_on_a_line_each(end):
    lines = (
        "3 2",
        "4 1 2 0",
        "1 3 0",
        "0",
        "Adam  Smith",
        "# who follows",
        'Bo "Bobby" O\'Neill # of Ward 3',
        '"Cleo"',
        "Ward 3, 2026",
    )
    found = read_blt(end.join(lines))
    assert isinstance(found, Profile)
    assert (found.candidates, found.title) == (("Adam Smith", 'Bo "Bobby" O\'Neill', "Cleo"), "Ward 3, 2026")
    assert found.ballots == ((4, ((1,), (2,))), (1, ((3,),)))


def test_candidates_in_brackets_are_ranked_alike():
    """They were passed over as if they were an id: two preferences of three ballots were lost."""
    found = read_blt('4 1\n3 2 (1 4) 3 0\n0\n"A"\n"B"\n"C"\n"D"\n')
    assert isinstance(found, Profile)
    assert found.ballots == ((3, ((2,), (1, 4), (3,))),)


def test_id_that_may_stand_in_place_of_the_number_of_ballots_is_told():
    """Droop reads one ballot, and others four."""
    found = read_blt('4 1\n(b7) 4 1 2 0\n0\n"A"\n"B"\n"C"\n"D"\n')
    assert found == (
        Problem(
            2,
            "A ballot with an id is one ballot, and 1 does not follow (b7).",
            "Write (b7) 1 4 … where 4 is the first candidate of the ballot.",
        ),
    )


def test_ballots_of_those_who_withdrew_and_equal_ranks_as_they_are_counted():
    profile = read_blt(OPAVOTE)
    assert isinstance(profile, Profile)
    first, *_, last = profile.rankings()
    assert (first, last) == ((4, ('Adam "A" Smith', "Charlotte Ø.")), (1, ("# Donna",)))


@pytest.mark.parametrize(
    ("text", "problems"),
    [
        ("", [(1, "The file is empty.")]),
        ("two 1\n", [(1, "'two' is not the number of candidates.")]),
        ("2 1\n1 1 0\n", [(3, "The file ends where a ballot, or the 0 that ends them should be.")]),
        ("2 1\n1 1\n2 2 0\n0\n", [(3, "A candidate stands twice on one ballot: 2.")]),
        ('2 1\n1 3 0\n0\n"A"\n"B"\n', [(2, "There is no candidate '3'.")]),
        ('2 1\n1 1=1 0\n0\n"A"\n"B"\n', [(2, "A candidate stands twice on one ballot: 1=1.")]),
        (
            '2 1\n-5\n1.5 1 0\n0\n"A"\n"B"\n',
            [(2, "There is no candidate '5'."), (3, "'1.5' is not a number of ballots.")],
        ),
        ('2 1\n1 1 0\n"A"\n"B"\n', [(3, "Names begin, and no 0 has ended the ballots.")]),
        ('2 1\n1 1\n"A"\n"B"\n', [(3, "The ballot of line 2 has no end.")]),
        (
            '2 1\n[withdrawn 2]\n1 1 0\n0\n"A"\n"B"\n',
            [(2, "'[withdrawn 2]' is an option of another program, which is not read here.")],
        ),
        ('2 1\n1 (b7) 1 0\n0\n"A"\n"B"\n', [(2, "There is no candidate 'b7'.")]),
        ('2 1\n1 1 0\n0\n"A" Anna\n"B"\n', [(4, "'Anna' is not a name in quotes.")]),
        ('2 1\n1 1 0 0 Anna\n"B"\n', [(2, "'Anna' is not a name in quotes.")]),
        ("2 1\n1 1 0\nAnna\nBo\n", [(3, "Names begin, and no 0 has ended the ballots.")]),
        ("2 1\n1 1\nAnna\nBo\n", [(3, "The ballot of line 2 has no end.")]),
        ("2 1\n1 1 0\n0\nAnna\n", [(5, "The file ends where the name of candidate 2 should be.")]),
        ("2 1\n1 1 0\n0\nAnna\nAnna\n", [(6, "Two candidates are called 'Anna'.")]),
        ("1 1\n1 1 0\n0\nAnna\nChair\nBo\n", [(6, "There are more names than 1 candidates and a title.")]),
        ('2 1\n1 1 0\n0\n"A\n"B"\n', [(4, "'\"A' is not a name in quotes.")]),
        ('2 1\n1 1 0\n0\n"A"\n"A"\n', [(6, "Two candidates are called 'A'.")]),
        ('1 1\n1 1 0\n0\n"A"\n"T"\n"B"\n', [(6, "There are more names than 1 candidates and a title.")]),
    ],
)
def test_mistakes_in_blt_are_told_by_line(text, problems):
    found = read_blt(text)
    assert isinstance(found, tuple)
    assert [(problem.line, problem.message) for problem in found][: len(problems)] == problems


@pytest.mark.parametrize(
    ("text", "problems"),
    [
        ("", [(1, "No candidate has a name.")]),
        ("# ALTERNATIVE NAME 1: A\n1 2\n", [(2, "'1 2' is not a ballot.")]),
        ("# ALTERNATIVE NAME 1: A\n1: 1;2\n", [(2, "'1;2' is not a ranking.")]),
        ("# ALTERNATIVE NAME 1: A\n", [(0, "There are no ballots.")]),
        ("# ALTERNATIVE NAME 1: A\n1: 1,2\n", [(2, "There is no candidate 2.")]),
        ("# ALTERNATIVE NAME 1: A\n\n2: 1,{1}\n", [(3, "A candidate stands twice on one ballot.")]),
        (f"# ALTERNATIVE NAME 1: A\n1: {LONG}\n", [(2, f"'{LONG[:40]}' is not a ranking.")]),
        (f"# ALTERNATIVE NAME 1: A\n1: {{{LONG}}}\n", [(2, f"'{{{LONG[:39]}' is not a ranking.")]),
        (f"# ALTERNATIVE NAME {LONG}: A\n1: 1\n", [(1, "No candidate has a name."), (2, "There is no candidate 1.")]),
        ("# ALTERNATIVE NAME 2: A\n1: 1\n", [(1, "There is no ALTERNATIVE NAME 1.")]),
        ("# ALTERNATIVE NAME 1: A\n# ALTERNATIVE NAME 2: A\n1: 1\n", [(2, "Two candidates are called 'A'.")]),
    ],
)  # fmt: skip
def test_mistakes_in_preflib_are_told_by_line(text, problems):
    found = read_preflib(text)
    assert isinstance(found, tuple)
    assert [(problem.line, problem.message) for problem in found] == problems


names = st.lists(
    st.text(st.characters(codec="utf-8", categories=("L", "N", "P", "S"), exclude_characters='"\\'), min_size=1),
    min_size=1,
    max_size=6,
    unique=True,
)


@st.composite
def profiles(draw, *, withdrawn: bool = True) -> Profile:
    candidates = draw(names)
    numbers = list(range(1, len(candidates) + 1))
    ballots = []
    for papers in draw(st.lists(st.integers(1, 50), min_size=1, max_size=8)):
        order = draw(st.permutations(numbers))[: draw(st.integers(0, len(numbers)))]
        cuts = sorted({0, len(order), *draw(st.lists(st.integers(0, len(order)), max_size=3))})
        levels = (tuple(sorted(order[a:b])) for a, b in pairwise(cuts))
        ballots.append((papers, tuple(filter(None, levels))))
    gone = draw(st.sets(st.sampled_from(numbers), max_size=len(numbers) - 1)) if withdrawn else ()
    return Profile("A title", draw(st.integers(1, 9)), tuple(candidates), gathered(ballots), frozenset(gone))


@given(profiles())
def test_blt_comes_back_as_it_was_written(profile):
    assert read_blt(write_blt(profile)) == profile


@given(profiles(withdrawn=False))
def test_preflib_comes_back_as_it_was_written(profile):
    assert read_preflib(write_preflib(profile)) == profile


@given(profiles(withdrawn=False))
def test_preflib_of_before_2022_is_read(profile):
    listed = [f"{number},{name}" for number, name in enumerate(profile.candidates, start=1)]
    ballots = [line.replace(": ", ",", 1) for line in write_preflib(profile).splitlines() if not line.startswith("#")]
    old = [str(len(listed)), *listed, f"{profile.papers},{profile.papers},{len(ballots)}", *ballots]
    found = read_preflib("\n".join(old))
    assert isinstance(found, Profile)
    assert (found.candidates, found.ballots) == (profile.candidates, profile.ballots)


def test_mistakes_in_preflib_of_before_2022_are_told_by_line():
    found = read_preflib("2\n1,Ana\n2,Bo, the baker\n4,4,3\n2,1,2\n1,3\n1\n")
    assert isinstance(found, tuple)
    assert [(problem.line, problem.message) for problem in found] == [
        (6, "There is no candidate 3."),
        (7, "'1' is not a ballot."),
    ]


def test_preflib_leaves_out_who_has_withdrawn():
    profile = read_blt(OPAVOTE)
    assert isinstance(profile, Profile)
    again = read_preflib(write_preflib(profile))
    assert isinstance(again, Profile)
    assert (again.candidates, sorted(again.rankings())) == (profile.standing, sorted(profile.rankings()))


def test_preflib_says_how_many_seats_if_it_is_a_number_of_seats():
    for seats, told in (("2", 2), (LONG, 0), ("-1", 0), ("²", 0)):
        found = read_preflib(f"# NUMBER WINNERS: {seats}\n# ALTERNATIVE NAME 1: A\n1: 1\n")
        assert isinstance(found, Profile)
        assert found.seats == told


@given(st.text(st.sampled_from('01234 -=\n"#()[]a.,\\'), max_size=60))
def test_whatever_is_in_a_file_gives_ballots_or_problems(text):
    for read in (read_blt, read_preflib):
        found = read(text)
        assert isinstance(found, Profile) or all(isinstance(problem, Problem) for problem in found)


@pytest.mark.parametrize(
    ("ballots", "kind"),
    [
        (((1, ((1,), (2,))),), "soc"),
        (((1, ((1,),)),), "soi"),
        (((1, ((1, 2),)),), "toc"),
        (((1, ((1, 2),)), (1, ())), "toi"),
    ],
)  # fmt: skip
def test_format_is_the_narrowest_that_holds_the_ballots(ballots, kind):
    assert kind_of(Profile("", 1, ("a", "b"), ballots)) == kind

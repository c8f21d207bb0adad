"""A file of places, whole and broken in every way that files break: each time the line that is named is the line."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from councils.core.place import Place, Places
from councils.core.place_csv import read_places
from councils.core.problem import Problem, decode

DATA = Path(__file__).parents[1] / "data"
GUADELOUPE = (DATA / "guadeloupe.csv").read_text(encoding="utf-8")
HEAD = "code,name,level,parent_code,population,lat,lon,kind\n"
TINY = HEAD + "C,City,city,,6,,,\nW,West,ward,C,4,48.85,2.28,old\nE,East,ward,C,2,,,\n"


def told(text):
    """(line, message) of every problem."""
    read = read_places(text)
    assert isinstance(read, tuple), "nothing was found wrong"
    return [(problem.line, problem.message) for problem in read]


def remedy(text):
    (problem,) = read_places(text)
    return problem.remedy


def line_of(code):
    return next(n for n, line in enumerate(GUADELOUPE.splitlines(), 1) if line.startswith(f"{code},"))


def with_line(line, change):
    lines = GUADELOUPE.splitlines(keepends=True)
    lines[line - 1] = change(lines[line - 1])
    return "".join(lines)


def test_a_small_file_is_read():
    assert read_places(TINY) == Places(
        [
            Place("C", "City", "city", "", 6),
            Place("W", "West", "ward", "C", 4, 48.85, 2.28, "old"),
            Place("E", "East", "ward", "C", 2),
        ]
    )


@pytest.mark.parametrize(
    "change",
    [
        lambda text: "\ufeff" + text,
        lambda text: text.replace("\n", "\r\n"),
        lambda text: text.replace("\n", "\r"),
        lambda text: text.rstrip("\n"),
        lambda text: text + "\n\n,,,,,,,\n",
        lambda text: text.replace("West", '"West"').replace("code,name", '"code",Name'),
        lambda text: text.replace("West,", "  West ,"),
    ],
    ids=["byte order mark", "CRLF", "CR", "no last line end", "empty lines", "quotes", "spaces"],
)
def test_ways_of_writing_the_same(change):
    assert read_places(change(TINY)) == read_places(TINY)


def test_columns_may_come_in_any_order_and_the_optional_ones_be_left_out():
    text = "population,parent_code,level,name,code\n4,,city,City,C\n4,C,ward,West,W\n"
    assert read_places(text) == Places([Place("C", "City", "city", "", 4), Place("W", "West", "ward", "C", 4)])


def test_quoted_commas_quotes_and_line_ends_keep_the_count_of_lines():
    text = HEAD + 'C,"City, the ""old""\none",city,,2,,,\nW,West,ward,C,x,,,\n'
    assert told(text) == [(4, "Population 'x' is not a whole number.")]
    assert read_places(text.replace(",x,", ",2,")).root.name == 'City, the "old" one'


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", [(1, "The file is empty.")]),
        ("\n\n", [(1, "The file is empty.")]),
        (HEAD, [(2, "There are no places.")]),
        (TINY.replace("level", "level,level"), [(1, "The column 'level' is there twice.")]),
        (TINY.replace("population", "poplation"), "both"),
        (TINY.replace(",", ";"), [(1, "The cells are separated by semicolons.")]),
        (TINY.replace(",", "\t"), [(1, "The cells are separated by tabs.")]),
    ],
)
def test_headers(text, expected):
    if expected == "both":
        expected = [(1, "The column 'poplation' is unknown."), (1, "The column 'population' is missing.")]
    assert told(text) == expected


def test_a_misspelt_column_is_guessed():
    problems = read_places(TINY.replace("lat,", "latt,"))
    assert [problem.remedy for problem in problems] == ["Perhaps 'lat' was meant."]


@pytest.mark.parametrize(
    ("cell", "right"),
    [
        ('"1,234"', "Write it without separators: 1234."),
        ("1 234 567", "Write it without separators: 1234567."),
        ("1\u202f234", "Write it without separators: 1234."),
        ("1.234", "Write it without separators: 1234."),
        ("1'234", "Write it without separators: 1234."),
        ("1_234", "Write it without separators: 1234."),
        ('"12,5"', "People are whole: round it."),
        ("12.0", "People are whole: write 12."),
        ("-5", "Write 0 or more."),
        ("−5", "Write 0 or more."),
        ("1e6", "Write digits only, such as 1234; 0 where nobody lives."),
        ("١٢", "Write digits only, such as 1234; 0 where nobody lives."),
        ("9" * 5000, "Write the number of people there."),
        ("", "Write the number of people; 0 where nobody lives."),
    ],
)
def test_bad_populations_say_what_would_be_right(cell, right):
    text = TINY.replace("ward,C,2", f"ward,C,{cell}")
    (problem,) = read_places(text)
    assert (problem.line, problem.remedy) == (4, right)


@pytest.mark.parametrize(
    ("cells", "message", "right"),
    [
        ("91,2", "lat 91 is outside -90 to 90.", "perhaps lat and lon are exchanged"),
        ("48,-181", "lon -181 is outside -180 to 180.", "from -180 (west)"),
        ("48,", "There is a lat and no lon.", "Give both"),
        (",2", "There is a lon and no lat.", "Give both"),
        ("nan,2", "lat 'nan' is not a number of degrees.", "decimal degrees"),
        ("1e1,2", "lat '1e1' is not a number of degrees.", "decimal degrees"),
        ('"48,85",2', "lat '48,85' has a decimal comma.", "Write a point: 48.85."),
    ],
)
def test_bad_coordinates(cells, message, right):
    text = TINY.replace("48.85,2.28", cells)
    (problem,) = read_places(text)
    assert (problem.line, problem.message) == (3, message)
    assert right in problem.remedy


@pytest.mark.parametrize(
    ("row", "column"), [(",East,ward,C,2", "code"), ("E,,ward,C,2", "name"), ("E,East, ,C,2", "level")]
)
def test_empty_cells_that_every_place_needs(row, column):
    assert told(TINY.replace("E,East,ward,C,2", row)) == [(4, f"The {column} is empty.")]


def test_a_code_used_twice_names_the_first_line():
    text = TINY + "W,Twin,ward,C,1,,,\n"
    assert told(text) == [(5, "The code 'W' is used already on line 3, by West.")]


def test_an_unknown_parent_is_named_and_guessed():
    text = HEAD + "01,City,city,,4,,,\nw,West,ward,1,4,,,\n"
    problems = read_places(text)
    assert problems == (Problem(3, "The parent '1' of West (w) is unknown.", "Perhaps '01' was meant."),)


def test_a_cycle_is_told_whole_and_once():
    text = TINY + "a,A,x,c,1,,,\nb,B,x,a,1,,,\nc,C,x,b,1,,,\nd,D,x,c,1,,,\n"
    assert told(text) == [(5, "These places are each other's parents: a → c → b → a (lines 5, 7, 6).")]


def test_a_sum_that_lacks_only_a_child_gone_astray_is_not_told_beside():
    text = HEAD + "C,City,city,,9,,,\nw,West,ward,C,4,,,\ne,East,ward,{},5,,,\ne1,Quay,street,e,5,,,\n"
    assert told(text.format("D")) == [(4, "The parent 'D' of East (e) is unknown.")]
    assert told(text.format("e1")) == [(4, "These places are each other's parents: e → e1 → e (lines 4, 5).")]
    other = told(text.replace("C,City,city,,9", "C,City,city,,8").format("D"))
    assert other[0] == (2, "City (C) has 8 people and its one child has 4 together: 4 more.")


def test_a_very_long_cycle_is_told_in_part():
    (message,) = [m for _, m in told(TINY + "".join(f"{n},x,x,{(n + 1) % 99},1,,,\n" for n in range(99)))]
    assert message.startswith("These places are each other's parents: 0 → 1 → 2 → ")
    assert "48 → 49 → (49 more) → 0 (lines 5, 6," in message


def test_a_place_that_is_its_own_parent():
    assert told(TINY + "a,A,x,a,1,,,\n") == [(5, "A (a) is its own parent.")]


def test_several_roots_and_none():
    assert told(TINY + "D,Dorp,city,,1,,,\n") == [(5, "2 places have no parent: C (line 2), D (line 5).")]
    assert told(HEAD + "W,West,ward,C,4,,,\n") == [
        (2, "No place is the root: every one names a parent."),
        (2, "The parent 'C' of West (W) is unknown."),
    ]


def test_a_parent_that_is_not_the_sum_of_its_children_says_both_numbers():
    problems = read_places(TINY.replace("city,,6", "city,,9"))
    message = "City (C) has 9 people and its 2 children have 6 together: 3 more."
    assert problems == (Problem(2, message, "Correct the wrong number, or write 6 here."),)


def test_an_empty_population_of_a_parent_is_told_its_sum():
    assert remedy(TINY.replace("city,,6", "city,,")) == "Write 6, the sum of its children."


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (("West", "We\x1bst"), "The line holds a control character (U+001B)."),
        (("W,West", "W/1,West"), "The code 'W/1' cannot stand in the address of a page."),
        (("W,West", "..,West"), "The code '..' cannot stand in the address of a page."),
        (("W,West", f"{'W' * 65},West"), "The code has 65 characters."),
        (("West", "W" * 201), "The name has 201 characters."),
    ],
)
def test_cells_that_no_page_could_show(change, expected):
    assert told(TINY.replace(*change)) == [(3, expected)]


def test_nul_bytes():
    assert told(TINY.replace("West", "We\0st")) == [(3, "The line holds a control character (U+0000).")]


def test_a_parent_on_an_unreadable_line_is_not_called_unknown():
    assert told(GUADELOUPE.replace("E200018653,CA", "E200018653\0,CA")) == [
        (4, "The line holds a control character (U+0000).")
    ]


def test_all_problems_are_told_by_line_up_to_a_limit():
    text = HEAD + "C,City,city,,1,,,\n" + "".join(f"{n},x,ward,C,-{n},,,\n" for n in range(1, 100))
    problems = read_places(text, limit=10)
    assert [problem.line for problem in problems] == [*range(3, 13), 0]
    assert problems[-1].message == "And 89 more."


def test_a_quote_that_is_not_closed_does_not_swallow_the_rest():
    lines = GUADELOUPE.splitlines(keepends=True)
    lines[4] = lines[4].replace(",", ',"', 1)
    lines[20] = lines[20].rstrip("\n") + ",one too many\n"
    problems = told("".join(lines))
    assert problems == [(5, 'A quote (") is opened here and not closed.'), (21, "9 cells instead of 8.")]


def test_text_beside_a_quoted_cell():
    assert told(TINY.replace("West", '"We"st')) == [(3, 'Text stands beside a quoted cell (").')]


LAST = GUADELOUPE.splitlines()[-1].split(",")[0]
BREAKS = {
    "population a word": (lambda line: line.replace(f",{line.split(',')[4]},", ",many,"), "is not a whole number"),
    "a cell too few": (lambda line: line.rsplit(",", 1)[0] + "\n", "7 cells instead of 8"),
    "a thousands separator": (lambda line: line.replace(line.split(",")[4], "12,345"), "9 cells instead of 8"),
    "unknown parent": (lambda line: line.replace(line.split(",")[3], "nowhere"), "is unknown"),
    "own parent": (lambda line: line.replace(f",{line.split(',')[3]},", f",{line.split(',')[0]},"), "own parent"),
    "no code": (lambda line: line[line.index(",") :], "The code is empty"),
    "code of the first": (lambda line: "R01" + line[line.index(",") :], "is used already on line 2"),
    "a control character": (lambda line: line.replace(",", "\0,", 1), "control character"),
    "quote": (lambda line: line.replace(",", ',"', 1), "not closed"),
    "lat alone": (lambda line: ",".join([*line.split(",")[:6], "", line.split(",")[7]]), "no lon"),
}


@pytest.mark.parametrize("way", BREAKS)
@pytest.mark.parametrize("code", ["97101", "97120", LAST])
def test_a_real_file_broken_in_one_line_names_that_line_first_of_all_it_names(way, code):
    line = line_of(code)
    change, message = BREAKS[way]
    problems = read_places(with_line(line, change))
    assert isinstance(problems, tuple)
    assert [problem.line for problem in problems if message in problem.message] == [line]


@given(st.text(alphabet='ab,"\n\r;0129-.\0é', max_size=80))
def test_whatever_the_text_the_answer_is_places_or_problems(rest):
    read = read_places(HEAD + "C,City,city,,6,,,\n" + rest)
    lines = (HEAD + rest).replace("\r\n", "\n").replace("\r", "\n").count("\n") + 2
    assert isinstance(read, Places) or all(0 <= problem.line <= lines for problem in read)


@given(st.data())
def test_any_tree_written_out_is_read_back(data):
    parents = data.draw(st.lists(st.integers(0, 8), max_size=8))
    leaves = data.draw(st.lists(st.integers(0, 10**6), min_size=9, max_size=9))
    above = {0: None} | {n: parent % n for n, parent in enumerate(parents, 1)}
    people = dict.fromkeys(above, 0)
    for n in above:
        if n not in above.values():
            at = n
            while at is not None:
                people[at] += leaves[n]
                at = above[at]
    rows = [f'{n},"Place ""{n}"", é",x,{"" if above[n] is None else above[n]},{people[n]},,,\n' for n in above]
    places = read_places(HEAD + "".join(data.draw(st.permutations(rows))))
    assert isinstance(places, Places)
    assert {int(p.code): (p.parent, p.population) for p in places} == {
        n: ("" if above[n] is None else str(above[n]), people[n]) for n in above
    }


def test_bytes_are_read_as_utf8_or_told_by_line():
    assert decode("\ufeffé".encode()) == "é"
    assert decode(b"a\nb\xe9\n") == Problem(2, "Byte 0xe9 is not UTF-8.", "Save the file as UTF-8.")
    assert decode("é".encode("utf-16")) == Problem(1, "The file is in UTF-16.", "Save it as UTF-8.")

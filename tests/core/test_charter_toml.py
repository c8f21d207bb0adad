"""A charter file, whole and broken: every fault by its line, with what would be right."""

import tomllib
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from councils.core.charter import Charter, Counting, Kind, Majority, MandateKind
from councils.core.charter.toml import parse_charter
from councils.core.charter.toml_lines import key_lines
from councils.core.problem import Problem
from councils.core.share import read_share, say_share
from councils.presets import DEFAULT, NAMES, preset

GOOD = """\
name = "two-levels"
title = "Two levels"
summary = "For tests."
source = "Made up."

[[levels]]
name = "assembly"
title = "Assembly"

[[levels]]
name = "congress"
title = "Congress"

[franchise]
text = "Everyone."

[[offices]]
name = "delegate"
title = "Delegate"
seats = 0

[[offices]]
name = "chair"
title = "Chair"

[[norms]]
level = "assembly"
per = 25
fraction_over = 12

[motions.resolution]
quorum = 0.2
referred = true

[referral]
days = 21
counting = "base"

[recall]
petition_share = "1/10"
"""


def line_of(text, part):
    return text[: text.index(part)].count("\n") + 1


def told(old, new, *, at=""):
    """The one problem of GOOD with ``old`` replaced by ``new``; it must stand on the line of ``at`` within ``new``."""
    start = GOOD.index(old)
    problems = parse_charter(GOOD.replace(old, new, 1))
    assert isinstance(problems, tuple), "nothing was found wrong"
    (problem,) = problems
    assert problem.line == (GOOD[:start] + new[: new.index(at)]).count("\n") + 1, problem
    return problem.message, problem.remedy


def test_a_small_charter_is_read_with_its_defaults():
    charter = parse_charter(GOOD)
    assert isinstance(charter, Charter)
    assert [level.name for level in charter.levels] == ["assembly", "congress"]
    assert charter.motion(Kind.RESOLUTION).quorum == Fraction(1, 5)
    assert charter.motion(Kind.DIRECTIVE).majority is Majority.SIMPLE
    assert (charter.referral.counting, charter.referral.mandate) == (Counting.BASE, MandateKind.IMPERATIVE)
    assert charter.office("delegate").term_days == 365


@pytest.mark.parametrize("change", ["\ufeff{}", "{}\n# the end"])
def test_marks_and_comments_change_nothing(change):
    assert parse_charter(change.format(GOOD)) == parse_charter(GOOD)


def test_windows_line_ends_keep_the_lines():
    assert parse_charter(GOOD.replace("\n", "\r\n")) == parse_charter(GOOD)
    text = GOOD.replace("days = 21", "days = 0").replace("\n", "\r\n")
    assert [problem.line for problem in parse_charter(text)] == [line_of(text, "days = 0")]


@pytest.mark.parametrize("name", NAMES)
def test_presets_are_sound_and_bear_their_name(name):
    charter = parse_charter(preset(name))
    assert isinstance(charter, Charter), charter
    assert charter.name == name
    assert len(charter.source) > 100


def test_a_preset_of_another_name_does_not_exist():
    assert preset("../pyproject") is None


def test_the_default_preset_is_what_the_worked_example_says():
    charter = parse_charter(preset(DEFAULT))
    assert [(n.level, n.per, n.fraction_over, n.minimum) for n in charter.norms] == [
        ("assembly", 25, 12, 1),
        ("ward", 100, 50, 1),
    ]
    assert (charter.referral.quorum, charter.recall.petition_share) == (Fraction(1, 5), Fraction(1, 10))
    assert {kind for kind in Kind if charter.motion(kind).referred} >= {Kind.RESOLUTION, Kind.DIRECTIVE, Kind.CHARTER}
    assert not charter.motion(Kind.PROCEDURE).referred
    assert [(o.name, o.seats, bool(o.alternates)) for o in charter.offices] == [
        ("delegate", 0, True),
        ("chair", 1, False),
        ("secretary", 1, False),
        ("teller", 2, False),
    ]


# What is no TOML


@pytest.mark.parametrize(
    ("old", "new", "remedy"),
    [
        (
            'title = "Chair"',
            'title = "Chair',
            "Close the quotes on the same line, or write the text between three quotes.",
        ),
        ('title = "Chair"', "title: Chair", 'Write name = "value"; keys with spaces or accents need quotes.'),
        ("quorum = 0.2", "quorum = 20 %", "Begin a new line after each value, and put texts in quotes."),
        ('"1/10"', "one tenth", 'Texts need quotes; numbers have none: "1/10", 25, true.'),
        ("per = 25", "level = 25", "This key is there twice in its table: take one out."),
        ("[recall]", "[referral]", "This table is there twice: join the two, or write [[…]] for several of a kind."),
        ("[recall]", "[recall", 'Close the header with "]".'),
    ],
)
def test_syntax_is_told_by_line(old, new, remedy):
    text = GOOD.replace(old, new, 1)
    at = text.rindex(new) if new == "[referral]" else text.index(new)
    problems = parse_charter(text)
    assert [(problem.line, problem.remedy) for problem in problems] == [(text[:at].count("\n") + 1, remedy)]


def test_an_end_too_early_is_on_the_last_line():
    assert [problem.line for problem in parse_charter("a = [1,\n2")] == [2]


@pytest.mark.parametrize("text", ["a = " + "[" * 100_000, "a = " + "9" * 5000])
def test_hostile_texts_are_told_and_not_crashed_on(text):
    assert [problem.line for problem in parse_charter(text)] == [1]


# What does not belong, or is of the wrong form


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("days = 21", "dais = 21", ("'dais' is unknown here.", "Perhaps 'days' was meant.")),
        ("days = 21", "per = 21", ("'per' is unknown here.", "It belongs to [[norms]].")),
        ("[recall]", "[recal]", ("'recal' is unknown here.", "Perhaps 'recall' was meant.")),
        ("days = 21", "days = 0", ("'days' is 0.", "Write days from 1 to 36500, without quotes.")),
        ("days = 21", "days = -3", ("'days' is -3.", "Write days from 1 to 36500, without quotes.")),
        ("days = 21", "days = 40000", ("'days' is 40000.", "Write days from 1 to 36500, without quotes.")),
        (
            "days = 21",
            'days = "21"',
            ("'days' must be a whole number, and is text.", "Write days from 1 to 36500, without quotes."),
        ),
        (
            "per = 25",
            "per = true",
            (
                "'per' must be a whole number, and is true.",
                "Write a whole number from 1 to 1000000000, without quotes.",
            ),
        ),
        (
            "referred = true",
            'referred = "yes"',
            ("'referred' must be true or false, and is text.", "Write true or false, without quotes."),
        ),
        ("seats = 0", "seats = 0\ntitel = 1", None),
        (
            'counting = "base"',
            'counting = "delegate"',
            (
                "'delegate' is not among the choices for 'counting'.",
                "Write one of: delegates, members, base. Perhaps 'delegates' was meant.",
            ),
        ),
        (
            '"1/10"',
            "10",
            (
                "'petition_share' is 10, which is not between 0 and 1.",
                'Write a share from 0 to 1, such as "1/10", "20%" or 0.2. Perhaps "10%" was meant.',
            ),
        ),
        (
            '"1/10"',
            '"a tenth"',
            (
                "'petition_share' must be a share, and is 'a tenth'.",
                'Write a share from 0 to 1, such as "1/10", "20%" or 0.2.',
            ),
        ),
        ('"1/10"', '"1/0"', None),
        ('"1/10"', "nan", None),
        ("[motions.resolution]", "[motions.resolutions]", None),
        ('title = "Chair"', "title = 3", ("'title' must be text, and is a whole number.", "Put it in quotes.")),
        ('title = "Chair"', 'title = ""', ("'title' is empty.", "Write a few words.")),
    ],
)
def test_forms(old, new, expected):
    at = new.rpartition("\n")[2]
    found = told(old, new, at=at)
    assert expected in (None, found)


def test_what_is_missing_is_told_at_its_table():
    assert told('[[offices]]\nname = "chair"\ntitle = "Chair"\n', '[[offices]]\nname = "chair"\n') == (
        "'title' is missing.",
        "Write it in quotes.",
    )


def test_missing_sections_are_told_at_the_top():
    text = GOOD.replace('[franchise]\ntext = "Everyone."\n', "")
    assert parse_charter(text) == (Problem(1, "The section 'franchise' is missing.", "It needs text."),)


def test_an_empty_file_lacks_everything_needed():
    missing = "name source summary title franchise levels motions norms offices".split()
    assert [problem.message.split("'")[1] for problem in parse_charter("")] == missing


@pytest.mark.parametrize(
    ("old", "new"),
    [("[[norms]]", "[norms]"), ("[referral]", "[[referral]]"), ("[motions.resolution]", "[[motions.resolution]]")],
)
def test_a_table_of_the_wrong_kind_is_told(old, new):
    message, _ = told(old, new)
    assert "must be a" in message


# What contradicts itself


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('name = "two-levels"', 'name = "Two Levels"', "'Two Levels' cannot be used as a name."),
        (
            'name = "chair"',
            'name = "delegate"',
            "The name 'delegate' is used already by number 1 of [[offices]].",
        ),
        ('title = "Chair"', 'title = "Chair"\nseats = 0', "The office 'chair' has no seats."),
        ('title = "Chair"', 'title = "Chair"\nlevels = ["asembly"]', "There is no level 'asembly'."),
        ("seats = 0", "seats = 4", "Delegates have 4 seats here, but the norms say how many there are."),
        ('title = "Congress"', 'title = "Congress"\nmaximum = 5\nminimum = 9', "The minimum 9 is over the maximum 5."),
        ("per = 25", "per = 25\nmaximum = 1\nminimum = 3", "The minimum 3 is over the maximum 1."),
        ("fraction_over = 12", "fraction_over = 25", "A fraction over 25 of 25 can never remain."),
        ("fraction_over = 12", "total = 7", "'total' has no effect with the method 'norm'."),
        ('"1/10"', "0", "A petition share of 0% is no petition, and so no recall."),
        ("days = 21", "days = 2", "2 days leave the base no time: it must answer 2 days before the end."),
        ("days = 21", "demand_share = 0", "With a demand share of 0 every question goes down, demanded or not."),
        (
            "days = 21",
            'ties_of_remainders = ["yes", "no"]',
            "The order for equal remainders must name each side once.",
        ),
        ('text = "Everyone."', 'text = "E"\nadmission = "confirmed"', None),
    ],
)
def test_contradictions(old, new, message):
    if message is None:  # the chair could confirm, so it is sound until the chair is gone
        text = GOOD.replace(old, new).replace('name = "chair"', 'name = "porter"')
        (problem,) = parse_charter(text)
        assert problem.line == line_of(text, "admission")
        return
    at = new.rpartition("\n")[2]
    assert told(old, new, at=at)[0] == message


def test_one_level_is_not_enough():
    text = GOOD.replace('[[levels]]\nname = "congress"\ntitle = "Congress"\n', "")
    assert parse_charter(text) == (
        Problem(
            line_of(text, "[[levels]]"),
            "There must be at least two levels, and there is one.",
            "Name them from the base up to the congress, each under [[levels]].",
        ),
    )


def test_without_delegates_nobody_could_sit_above():
    text = GOOD.replace('name = "delegate"', 'name = "delgate"').replace("seats = 0", "seats = 1")
    assert parse_charter(text) == (
        Problem(
            line_of(text, 'name = "delgate"'),
            "There is no office 'delegate', so nobody could take the seats above.",
            "Perhaps 'delgate' is meant to be it.",
        ),
    )


@pytest.mark.parametrize(
    ("norm", "message"),
    [
        ('level = "congress"', "This norm can never apply: 'congress' is the highest level, with no council above."),
        ('level = "assembly"', "This norm can never apply: number 1 of [[norms]] is for the same level and kind."),
        ('level = "*"', "This norm can never apply: every level has one of its own."),
        ('level = "ward"', "There is no level 'ward'."),
        ('level = "*"\nkind = "town"\nmethod = "fixed"\nseats = 0', "A fixed number of seats is 0."),
        ('level = "*"\nkind = "town"\nmethod = "fixed"\nper = 3', "'per' has no effect with the method 'fixed'."),
        (
            'level = "*"\nkind = "town"\nmethod = "webster"',
            "webster divides a house, and its size is not given.",
        ),
    ],
)
def test_norms_that_cannot_apply(norm, message):
    text = f"{GOOD}\n[[norms]]\n{norm}\n"
    (problem,) = parse_charter(text)
    assert problem.message == message
    assert problem.line > line_of(text, "[recall]")


def test_a_level_without_a_norm_is_told():
    (problem,) = parse_charter(GOOD.replace('level = "assembly"', 'level = "assembly"\nkind = "town"'))
    assert problem.message == "No norm says how many delegates a council of the level 'assembly' sends."


@pytest.mark.parametrize(
    ("words", "message", "remedy"),
    [
        ('delegat = "x"', "The word 'delegat' is unknown.", "Perhaps 'delegate' was meant."),
        ('delegate = "x"', "'delegate' has a word of its own, and 'delegates' has none.", "Write both."),
        ('chairs = ""', "The word for 'chairs' is empty.", "Write your word, or take the line out."),
        ('chairs = "5 % men"', "The word for 'chairs' holds '%'.", "Write it as in a sentence, in letters."),
        ('chairs = "{x}"', "The word for 'chairs' holds '{'.", "Write it as in a sentence, in letters."),
        (
            f'chairs = "{"x" * 61}"',
            "The word for 'chairs' has 61 characters.",
            "Write 60 at most: it stands in sentences and on buttons.",
        ),
    ],
)
def test_vocabulary(words, message, remedy):
    text = f"{GOOD}\n[vocabulary]\n{words}\n"
    assert parse_charter(text) == (Problem(text.count("\n"), message, remedy),)


def test_everything_is_told_at_once_in_the_order_of_lines():
    text = (
        GOOD.replace("days = 21", "days = 0")
        .replace("per = 25", "pre = 25")
        .replace("0.2", "2")
        .replace('counting = "base"', 'counting = "heads"')
        .replace('name = "chair"', 'name = "delegate"')
        .replace('title = "Chair"\n', "")
    )
    problems = parse_charter(text)
    lines = [line_of(text, part) for part in ("pre = 25", "quorum = 2", "days = 0", 'counting = "heads"')]
    office = text.rindex("[[offices]]")
    first = text[:office].count("\n") + 1
    assert [problem.line for problem in problems] == [first, first + 1, *lines]


def test_no_more_than_the_limit_is_told():
    words = "".join(f'w{n} = "x"\n' for n in range(80))
    problems = parse_charter(f"{GOOD}\n[vocabulary]\n{words}", limit=5)
    assert (len(problems), problems[-1].message) == (6, "And 75 more.")


# Shares and lines


@pytest.mark.parametrize(
    ("written", "share"),
    [
        ("1/3", Fraction(1, 3)),
        ("20%", Fraction(1, 5)),
        (" 12.5 % ", Fraction(1, 8)),
        (0.1, Fraction(1, 10)),
        ("0.1", Fraction(1, 10)),
        (1, Fraction(1)),
        ("12,5 %", None),
        ("-1/3", None),
        (True, None),
        ([1], None),
    ],
)
def test_shares_are_exact(written, share):
    assert read_share(written) == share


def test_shares_are_said_as_people_say_them():
    assert [say_share(Fraction(n, d)) for n, d in [(1, 5), (1, 8), (1, 3), (1, 1), (0, 1)]] == [
        "20%", "12.5%", "1/3", "100%", "0%",
    ]  # fmt: skip


def paths(value, path=()):
    yield path
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, item in items:
        yield from paths(item, (*path, key))


TRICKY = '''\
a.b."c d" = 1 # a = 2
'e.f' = """
x = "no key"
[no.table]
\\""" still"""
g = [ # numbers
  1, [2,
  3], { h = "]", i.j = '"' },
]
k = \'\'\'
'x'\'\'\'
[l.m]
n = 1979-05-27 07:32:00
[[l.m.o]]
p = ""
[[l.m.o]]
[l.m.o.q]
r = {}
s = []
'''


def test_every_key_of_a_tricky_text_has_its_line():
    lines = key_lines(TRICKY)
    assert set(lines) == set(paths(tomllib.loads(TRICKY)))
    assert {path: lines[path] for path in [("a", "b", "c d"), ("e.f",), ("g", 1, 1), ("g", 2, "i", "j"), ("k",)]} == {
        ("a", "b", "c d"): 1,
        ("e.f",): 2,
        ("g", 1, 1): 8,
        ("g", 2, "i", "j"): 8,
        ("k",): 10,
    }
    assert (lines["l", "m", "o", 0, "p"], lines["l", "m", "o", 1], lines["l", "m", "o", 1, "q", "s"]) == (15, 16, 19)


@pytest.mark.parametrize("name", NAMES)
def test_every_key_of_the_presets_has_a_line(name):
    text = preset(name)
    assert set(key_lines(text)) == set(paths(tomllib.loads(text)))


@given(st.data())
def test_a_preset_with_a_line_lost_or_garbled_is_a_charter_or_told_by_line(data):
    lines = preset(data.draw(st.sampled_from(NAMES))).splitlines()
    at = data.draw(st.integers(0, len(lines) - 1))
    garbled = data.draw(st.sampled_from(["", "[x]", 'x = "', "days = 0", "[[offices]]", "levels = 3", '"' + lines[at]]))
    read = parse_charter("\n".join([*lines[:at], garbled, *lines[at + 1 :]]))
    assert isinstance(read, Charter) or all(1 <= problem.line <= len(lines) for problem in read)

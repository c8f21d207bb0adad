"""Ballots in the formats of PrefLib: .soc, .soi, .toc and .toi (R4).

Theory of operation. Lines that begin with ``#`` tell what the file is, as ``# KEY: value``; every other line is a kind
of ballot: how many there are, a colon, and the candidates by number with commas between, equal ranks in braces. The
four formats differ in whether ballots have ties (t) or none (s), and rank all candidates (c) or may leave some out (i).

Files of before 2022 have no keys: the number of candidates, a line ``1,Ana`` for each, a line of three totals, and then
the ballots with a comma behind their number. They are read as what they say, line by line.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from councils.core.problem import LIMIT, Problem, limited
from councils.core.vote.profile import Profile, Ranks, gathered

KINDS = ("soc", "soi", "toc", "toi")
_TIED = r"\{(?:\s|,|\b\d{1,9}\b)*\}"
_LEVEL = re.compile(rf"{_TIED}|\d{{1,9}}", re.ASCII)
_BALLOT = re.compile(rf"\s*(?:(?:{_TIED}|\d{{1,9}})\s*(?:,\s*(?:{_TIED}|\d{{1,9}})\s*)*)?", re.ASCII)
_NAME = re.compile(r"ALTERNATIVE NAME (\d{1,9})", re.ASCII)
_OLD = re.compile(r"\s*\d{1,9}\s*", re.ASCII)
_MOST_SEATS = 4  # digits

Line = tuple[int, str]
"""The number of a line, and its words."""


def kind_of(profile: Profile) -> str:
    """The narrowest of the four formats that holds ``profile``.

    >>> kind_of(Profile("", 1, ("a", "b"), ((3, ((1,), (2,))), (1, ((2,),)))))
    'soi'
    """
    whole = all(sum(map(len, ranks)) == len(profile.candidates) for _, ranks in profile.ballots)
    return ("s" if profile.strict else "t") + "o" + ("c" if whole else "i")


def read_preflib(text: str, *, limit: int = LIMIT) -> Profile | tuple[Problem, ...]:
    """The ballots in ``text``, or its problems by line.

    >>> names = "# ALTERNATIVE NAME 1: Ana\\n# ALTERNATIVE NAME 2: Bo\\n"
    >>> found = read_preflib(names + "3: 2,1\\n1: {1,2}")
    >>> found.candidates, found.ballots, found.strict
    (('Ana', 'Bo'), ((3, ((2,), (1,))), (1, ((1, 2),))), False)
    """
    problems: list[Problem] = []
    lines = list(_as_now(list(enumerate(text.removeprefix("\ufeff").splitlines(), start=1))))
    facts = dict(_facts(lines))
    names = _names(facts, problems)
    ballots = [b for line, words in lines if (b := _ballot(line, words, len(names), problems)) is not None]
    if not ballots and not problems:
        problems.append(Problem(0, "There are no ballots.", "A ballot is a line such as “12: 3,1,2”."))
    if problems:
        return limited(problems, limit)
    seats = facts.get("NUMBER WINNERS", facts.get("NUMBER SEATS", (0, "0")))[1]
    told = seats.isascii() and seats.isdecimal() and len(seats) <= _MOST_SEATS
    return Profile(facts.get("TITLE", (0, ""))[1], int(seats) if told else 0, names, gathered(ballots))


def _as_now(lines: list[Line]) -> Iterator[Line]:
    """The lines of a file of before 2022 as they would be written now; of any other file, as they are."""
    told = [(line, words) for line, words in lines if words.strip()]
    if not told or not _OLD.fullmatch(told[0][1]):
        yield from lines
        return
    names = int(told[0][1])
    for place, (line, words) in enumerate(told[1:]):
        number, comma, rest = words.partition(",")
        if place < names and comma:
            yield line, f"# ALTERNATIVE NAME {number.strip()}: {rest}"
        elif place != names:
            yield line, f"{number}:{rest}" if comma else words


def _facts(lines: list[Line]) -> Iterator[tuple[str, tuple[int, str]]]:
    """What the lines with # say: key -> (line, value)."""
    for line, words in lines:
        if words.startswith("#"):
            key, _, value = words.lstrip("# ").partition(":")
            yield key.strip().upper(), (line, value.strip())


def _names(facts: Mapping[str, tuple[int, str]], problems: list[Problem]) -> tuple[str, ...]:
    """The candidates in the order of their numbers, which run from 1."""
    named = {int(found[1]): (line, name) for key, (line, name) in facts.items() if (found := _NAME.fullmatch(key))}
    if not named:
        problems.append(Problem(1, "No candidate has a name.", "Write lines “# ALTERNATIVE NAME 1: …” at the top."))
    for number in range(1, len(named) + 1):
        if number not in named:
            first = min(line for line, _ in named.values())
            remedy = f"Number the names from 1 to {len(named)}."
            problems.append(Problem(first, f"There is no ALTERNATIVE NAME {number}.", remedy))
    told: dict[str, int] = {}
    for number, (line, name) in sorted(named.items()):
        if name in told:
            problems.append(Problem(line, f"Two candidates are called {name!r}.", "Give each a name of their own."))
        told[name] = number
    return tuple(name for _, (_, name) in sorted(named.items()))


def _ballot(line: int, words: str, candidates: int, problems: list[Problem]) -> tuple[int, Ranks] | None:
    """The ballot on this line; None where there is none, or where it cannot be read, which is told."""
    if not words.strip() or words.startswith("#"):
        return None
    papers, colon, ranking = words.partition(":")
    if not colon or not (papers.strip().isascii() and papers.strip().isdigit()) or len(papers) > 9:
        remedy = "A ballot is how many there are, a colon, and the candidates: “12: 3,1,2”."
        problems.append(Problem(line, f"{words[:40]!r} is not a ballot.", remedy))
        return None
    if not _BALLOT.fullmatch(ranking):
        remedy = "Put commas between candidates, and braces around equal ranks: “3,{1,2}”."
        problems.append(Problem(line, f"{ranking.strip()[:40]!r} is not a ranking.", remedy))
        return None
    levels = [tuple(sorted(map(int, re.findall(r"\d+", level)))) for level in _LEVEL.findall(ranking)]
    numbers = [number for level in levels for number in level]
    return (int(papers), tuple(filter(None, levels))) if _sound(line, numbers, candidates, problems) else None


def _sound(line: int, numbers: list[int], candidates: int, problems: list[Problem]) -> bool:
    before = len(problems)
    for stranger in sorted({number for number in numbers if not 1 <= number <= candidates}):
        remedy = f"They are numbered from 1 to {candidates}."
        problems.append(Problem(line, f"There is no candidate {stranger}.", remedy))
    if len(set(numbers)) < len(numbers):
        problems.append(Problem(line, "A candidate stands twice on one ballot.", "Leave one out."))
    return len(problems) == before


def write_preflib(profile: Profile) -> str:
    """``profile`` in the narrowest of the formats. Those who have withdrawn are left out, with their ranks."""
    kept = [number for number in range(1, len(profile.candidates) + 1) if number not in profile.withdrawn]
    anew = {number: place for place, number in enumerate(kept, start=1)}
    ballots = gathered(
        [
            (papers, tuple(level for old in ranks if (level := tuple(anew[n] for n in old if n in anew))))
            for papers, ranks in profile.ballots
        ]
    )
    clean = Profile(profile.title, profile.seats, profile.standing, ballots)
    facts = {
        "TITLE": _one_line(profile.title),
        "DATA TYPE": kind_of(clean),
        "NUMBER ALTERNATIVES": len(clean.candidates),
        "NUMBER VOTERS": clean.papers,
        "NUMBER UNIQUE ORDERS": len(ballots),
        **({"NUMBER WINNERS": clean.seats} if clean.seats else {}),
        **{f"ALTERNATIVE NAME {n}": _one_line(name) for n, name in enumerate(clean.candidates, start=1)},
    }
    lines = [f"# {key}: {value}" for key, value in facts.items()]
    lines += [f"{papers}: {','.join(map(_level, ranks))}" for papers, ranks in ballots]
    return "\n".join(lines) + "\n"


def _level(level: tuple[int, ...]) -> str:
    return str(level[0]) if len(level) == 1 else f"{{{','.join(map(str, level))}}}"


def _one_line(name: str) -> str:
    return " ".join(name.split())

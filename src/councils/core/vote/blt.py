"""Ballots in BLT, the format of OpenSTV, OpaVote and the Scottish councils (R4).

Theory of operation. The first line has the numbers of candidates and of seats; a line of negative numbers names who has
withdrawn. Then a line for each kind of ballot: how many there are, the candidates in order, ``=`` between equal ranks,
``-`` for a place left out, and 0 at the end. A line 0 ends the ballots; the names follow in quotes, and the title. What
follows ``#`` is a comment. Some programs leave out the line breaks, so the text is read word by word, each with its
line; others leave out the quotes, and then a name is what stands on a line of its own.

Programs part ways in some things, and no file is read otherwise than it was meant. An id in brackets before a ballot
stands for one ballot, and 1 follows it (OpenSTV, OpaVote); where another number follows, the file may be of a program
that leaves out the 1 (Droop), so that is told. Brackets around candidates rank them alike (Hill). A double quote inside
a name is written twice or behind a backslash.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from councils.core.problem import LIMIT, Problem, limited
from councils.core.vote.profile import Profile, Ranks, gathered

_WORD = re.compile(r'"(?:[^"\\\n]|\\.|"")*"|\([^)\n]*\)|\[[^\]\n]*\]|#[^\n]*|[^\s"#]+|"[^\n]*')
_OPTION = re.compile(r"\[(droop|nick|tie|withdrawn)\b")
_MOST = 10_000


@dataclass(frozen=True, slots=True)
class Word:
    line: int
    text: str


class _Stop(Exception):  # noqa: N818  not an error: what follows cannot be read any more
    """The problem is told; reading ends."""


def read_blt(text: str, *, limit: int = LIMIT) -> Profile | tuple[Problem, ...]:
    """The ballots in ``text``, or its problems by line.

    >>> found = read_blt('3 1 -2 2 1 3 0 1 2=3 0 0 "Ana" "Bo" "Cleo" "Chair"')
    >>> found.seats, found.withdrawn, list(found.rankings())
    (1, frozenset({2}), [(2, ('Ana', 'Cleo')), (1, ('Cleo',))])
    """
    reader = _Reader(text.removeprefix("\ufeff"))
    try:
        profile = reader.profile()
    except _Stop:
        profile = None
    if reader.problems or profile is None:
        return limited(reader.problems, limit)
    return profile


def _words(text: str) -> Iterator[Word]:
    line = at = 0
    for found in _WORD.finditer(text):
        line += text.count("\n", at, found.start())
        at = found.start()
        if found[0][0] != "#":
            yield Word(line + 1, found[0])


class _Reader:
    def __init__(self, text: str) -> None:
        self.problems: list[Problem] = []
        self.lines = text.split("\n")
        self.bare = False
        self.words = list(_words(text))
        self.at = 0
        self.candidates = 0
        self.last = text.count("\n") + 1

    def profile(self) -> Profile:
        if not self.words:
            self.stop(1, "The file is empty.", "The first line has two numbers: of the candidates, and of the seats.")
        self.candidates = self.number("the number of candidates", 1)
        seats = self.number("the number of seats", 1)
        withdrawn = frozenset(self.withdrawn())
        ballots = list(self.ballots())
        names = tuple(self.name(f"candidate {number}") for number in range(1, self.candidates + 1))
        title = self.name("the title") if self.at < len(self.words) else ""
        self.end(names)
        return Profile(title, seats, names, gathered(ballots), withdrawn)

    def next(self, what: str) -> Word:
        if self.at == len(self.words):
            self.stop(self.last, f"The file ends where {what} should be.", "See that the whole file was copied.")
        self.at += 1
        return self.words[self.at - 1]

    def peek(self) -> str:
        return self.words[self.at].text if self.at < len(self.words) else ""

    def begins(self) -> bool:
        """Whether the last word is the first on its line."""
        return self.at < 2 or self.words[self.at - 2].line < self.words[self.at - 1].line

    def named(self, word: Word) -> bool:
        """Whether a name stands where a number should be."""
        return word.text[0] == '"' or (word.text[0].isalpha() and self.begins())

    def tell(self, line: int, message: str, remedy: str) -> None:
        self.problems.append(Problem(line, message, remedy))

    def stop(self, line: int, message: str, remedy: str) -> None:
        self.tell(line, message, remedy)
        raise _Stop

    def number(self, what: str, least: int) -> int:
        word = self.next(what)
        if not (word.text.isascii() and word.text.isdigit() and least <= int(word.text[:9]) <= _MOST):
            self.stop(word.line, f"{word.text!r} is not {what}.", f"Write a whole number from {least} to {_MOST}.")
        return int(word.text)

    def withdrawn(self) -> Iterator[int]:
        while re.fullmatch(r"-\d+", self.peek(), re.ASCII):
            word = self.next("who has withdrawn")
            if self.known(word, word.text[1:]):
                yield int(word.text[1:])

    def known(self, word: Word, number: str) -> bool:
        """Whether this is a candidate's number; if not, that is told."""
        if number.isascii() and number.isdigit() and 1 <= int(number[:9]) <= self.candidates:
            return True
        self.tell(word.line, f"There is no candidate {number!r}.", f"They are numbered from 1 to {self.candidates}.")
        return False

    def ballots(self) -> Iterator[tuple[int, Ranks]]:
        while True:
            word = self.next("a ballot, or the 0 that ends them")
            if word.text == "0":
                return
            if self.named(word):
                self.stop(word.line, "Names begin, and no 0 has ended the ballots.", "Put a line with 0 before them.")
            papers = self.one(word) if word.text[0] in "([" else self.papers(word)
            ranks = self.ranks(word)
            if papers and ranks is not None:
                yield papers, ranks

    def one(self, word: Word) -> int:
        """The ballot that has this id."""
        if _OPTION.match(word.text):
            message = f"{word.text!r} is an option of another program, which is not read here."
            self.stop(
                word.line, message, "Write its candidates by number and who has withdrawn as -4, and take it out."
            )
        following = self.next(f"the 1 that follows the id {word.text}")
        if not re.fullmatch(r"1(\.0*)?", following.text, re.ASCII):
            remedy = (
                f"Write {word.text} 1 {following.text} … where {following.text} is the first candidate of the ballot."
            )
            self.tell(word.line, f"A ballot with an id is one ballot, and 1 does not follow {word.text}.", remedy)
        return 1

    def papers(self, word: Word) -> int:
        if word.text.isascii() and word.text.isdigit() and len(word.text) < 10:
            return int(word.text)
        remedy = "A ballot begins with how many there are of it, a whole number from 1."
        if re.fullmatch(r"\d+\.0*", word.text, re.ASCII):
            return int(float(word.text))
        self.tell(word.line, f"{word.text!r} is not a number of ballots.", remedy)
        return 0

    def ranks(self, first: Word) -> Ranks | None:
        """The levels of one ballot, up to its 0; None where something is wrong with it, which is told."""
        before, levels = len(self.problems), list[tuple[int, ...]]()
        seen: set[int] = set()
        while (word := self.next(f"the 0 that ends the ballot of line {first.line}")).text != "0":
            if self.named(word):
                self.stop(word.line, f"The ballot of line {first.line} has no end.", "End every ballot with 0.")
            if word.text == "-":
                continue
            alike = word.text[0] == "(" and word.text[-1] == ")"
            numbers = word.text[1:-1].split() if alike else word.text.split("=")
            known = [int(n) for n in numbers if self.known(word, n)]
            if seen.intersection(known) or len(set(known)) < len(known):
                self.tell(word.line, f"A candidate stands twice on one ballot: {word.text}.", "Leave one out.")
            seen.update(known)
            if known:
                levels.append(tuple(sorted(known)))
        return tuple(levels) if len(self.problems) == before else None

    def name(self, what: str) -> str:
        word = self.next(f"the name of {what}" if what.startswith("candidate") else what)
        if word.text[0] == '"':
            if len(word.text) > 1 and word.text[-1] == '"':
                return re.sub(r'\\(["\\])|"(")', r"\1\2", word.text[1:-1]).strip()
        elif self.begins():
            return self.line(word.line)
        remedy = f'Write "…" for {what}; a quote inside of it is written twice.'
        self.stop(word.line, f"{word.text[:40]!r} is not a name in quotes.", remedy)
        return ""

    def line(self, number: int) -> str:
        """What stands on a line, which is a name without quotes."""
        self.bare = True
        while self.at < len(self.words) and self.words[self.at].line == number:
            self.at += 1
        return " ".join(self.lines[number - 1].partition("#")[0].split())

    def end(self, names: tuple[str, ...]) -> None:
        for number, name in enumerate(names, start=1):
            if name in names[: number - 1]:
                self.tell(self.last, f"Two candidates are called {name!r}.", "Give each a name of their own.")
        if self.at < len(self.words) and (self.peek()[0] == '"' or self.bare):
            message = f"There are more names than {self.candidates} candidates and a title."
            remedy = "Correct the first number of the file, or take names out."
            self.tell(self.words[self.at].line, message, remedy)


def write_blt(profile: Profile) -> str:
    """``profile`` in BLT, ballots in an order that tells nothing but their number."""
    withdrawn = " ".join(f"-{number}" for number in sorted(profile.withdrawn))
    ballots = (
        " ".join([str(papers), *("=".join(map(str, level)) for level in ranks), "0"])
        for papers, ranks in gathered(profile.ballots)
    )
    names = (f'"{_quoted(name)}"' for name in (*profile.candidates, profile.title))
    lines = (f"{len(profile.candidates)} {max(1, profile.seats)}", withdrawn, *ballots, "0", *names)
    return "\n".join(line for line in lines if line) + "\n"


def _quoted(name: str) -> str:
    """No line breaks; and no double quote, which most programs cannot read inside a name."""
    return " ".join(name.split()).replace('"', "'").replace("\\", "/")

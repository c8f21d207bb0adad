"""Each row of a file beside the people who are there already: who will be invited, who is known, what is wrong (R2).

Theory of operation. Two rows, or a row and a person, are the same where their numbers say so, or their names together
with an address or a number; they are different where names differ and numbers don't agree, or where both have numbers
that differ. Whatever lies between (the same name without more, the same address under another name) is *unclear*, and a
person decides: nothing is ever merged by itself. Rows that cannot be taken are *wrong*, each with its reasons, and are
mended or left out one by one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum, StrEnum, auto

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from councils.app.rolls.columns import plain

NAME, EMAIL, NUMBER = 200, 254, 100  # signs


@dataclass(frozen=True, slots=True)
class Someone:
    """What a row, an invitation or the roll tells of a person."""

    name: str
    email: str = ""
    number: str = ""


class State(StrEnum):
    """What becomes of a row."""

    INVITE = "invite"
    MEMBER = "member"  # on the roll already, or asking to be
    INVITED = "invited"  # an invitation is open already
    UNCLEAR = "unclear"
    WRONG = "wrong"
    OUT = "out"  # left out, as the secretary has said


class Decision(StrEnum):
    """What the secretary says of an unclear or a wrong row."""

    NEW = "new"  # somebody else: invite them
    OUT = "out"


class Wrong(Enum):
    NO_NAME = auto()
    LONG = auto()
    EMAIL = auto()
    TWICE = auto()  # the same person as in an earlier row
    NUMBER_TWICE = auto()  # somebody else's number in an earlier row


@dataclass(frozen=True, slots=True)
class Entry:
    """A row of the file; ``like`` is whom it is, or may be; ``earlier`` the row that says the same."""

    row: int
    person: Someone
    state: State
    wrong: tuple[Wrong, ...] = ()
    like: str = ""
    earlier: int = 0


class Likeness(Enum):
    SAME = auto()
    MAYBE = auto()
    OTHER = auto()


def likeness(one: Someone, other: Someone) -> Likeness:
    names = plain(one.name) == plain(other.name)
    mails = bool(one.email) and one.email.casefold() == other.email.casefold()
    numbers = bool(one.number) and one.number == other.number
    if names and one.number and other.number and not numbers:
        return Likeness.OTHER
    if names and (mails or numbers):
        return Likeness.SAME
    return Likeness.MAYBE if names or mails or numbers else Likeness.OTHER


@dataclass(slots=True)
class Known:
    """People, to be found by any of the three things that a row can say."""

    found: dict[tuple[str, str], list[tuple[Someone, State, int]]] = field(default_factory=dict)

    def add(self, person: Someone, state: State, row: int = 0) -> None:
        for key in keys(person):
            self.found.setdefault(key, []).append((person, state, row))

    def nearest(self, person: Someone) -> tuple[Likeness, Someone, State, int]:
        """The person who is the same, or else somebody who may be."""
        near = [(likeness(person, p), p, s, r) for key in keys(person) for p, s, r in self.found.get(key, ())]
        for wanted in (Likeness.SAME, Likeness.MAYBE):
            for one in near:
                if one[0] is wanted:
                    return one
        return Likeness.OTHER, Someone(""), State.INVITE, 0


def keys(person: Someone) -> Iterator[tuple[str, str]]:
    yield "name", plain(person.name)
    if person.email:
        yield "email", person.email.casefold()
    if person.number:
        yield "number", person.number


def matched(
    rows: Iterable[tuple[int, Someone]],
    there: Sequence[tuple[Someone, State]],
    decided: Mapping[int, Decision],
) -> list[Entry]:
    """What becomes of every row, in the order of the file; ``there`` are members and open invitations."""
    known, file = Known(), Known()
    for person, state in there:
        known.add(person, state)
    return [judged(row, person, known, file, decided.get(row)) for row, person in rows]


def judged(row: int, person: Someone, known: Known, file: Known, said: Decision | None) -> Entry:
    if said is Decision.OUT:
        return Entry(row, person, State.OUT)
    again, earlier = repetition(person, file)
    wrong = (*faults(person), *again)
    if wrong:
        return Entry(row, person, State.WRONG, wrong, earlier=earlier)
    file.add(person, State.INVITE, row)
    like, who, state, _ = known.nearest(person)
    if like is Likeness.SAME:
        return Entry(row, person, state, like=who.name)
    if like is Likeness.MAYBE and said is not Decision.NEW:
        return Entry(row, person, State.UNCLEAR, like=who.name)
    return Entry(row, person, State.INVITE)


def repetition(person: Someone, file: Known) -> tuple[tuple[Wrong, ...], int]:
    """Whether an earlier row is the same person, or has their number; a household may share an address."""
    if not plain(person.name):
        return (), 0
    for other, _, row in (found for key in keys(person) for found in file.found.get(key, ())):
        if plain(other.name) == plain(person.name) and likeness(person, other) is not Likeness.OTHER:
            return (Wrong.TWICE,), row
        if person.number and other.number == person.number:
            return (Wrong.NUMBER_TWICE,), row
    return (), 0


def faults(person: Someone) -> Iterator[Wrong]:
    if not plain(person.name):
        yield Wrong.NO_NAME
    if len(person.name) > NAME or len(person.email) > EMAIL or len(person.number) > NUMBER:
        yield Wrong.LONG
    if person.email:
        try:
            validate_email(person.email)
        except ValidationError:
            yield Wrong.EMAIL

"""The names that stay: what the API answers with, in the words of the glossary.

Times are RFC 3339 in UTC. Whoever acts is a ``Who``: the voice that the record shows, and a name where whoever asks may
read it (R19). Numbers that can be fractions (members represented follow their delegates) are exact: whole numbers, or
texts such as "115/2", as in the record.
"""

from __future__ import annotations

from fractions import Fraction

from django.urls import reverse
from ninja import Schema

from councils.app.queries.names import Names
from councils.core.act import Voice
from councils.core.council import Council
from councils.core.vote.options import Chosen, Profile
from councils.core.vote.tally import Tally, Weight
from councils.core.vote.verdict import Verdict

Exact = int | str


class Who(Schema):
    """``voice``: a member's id in an assembly, or a delegate's credential above. ``name``: as one may read it."""

    voice: str
    name: str


class Count(Schema):
    yes: Exact
    no: Exact
    abstain: Exact


class PreferenceCount(Schema):
    """How many votes say ``preference``: ``2>1=3>0``, best first; 0 leaves things as they are, empty abstains."""

    preference: str
    votes: Exact


class ChosenShape(Schema):
    """Of several options the one that a verdict is on; ``passing`` won against leaving things as they are.

    ``lots``: the options between whom the lot with ``seed`` decided.
    """

    option: int
    passing: list[int]
    lots: list[int]
    seed: str
    preferences: list[PreferenceCount]


class VerdictShape(Schema):
    """``quorum``: the least number that had to take part, of ``roll``; ``needed``: the least yes that carries.

    Of several options, ``chosen`` says which, and ``count`` is how it fared against leaving things as they are.
    """

    count: Count
    roll: int
    quorum: int
    majority: str
    needed: Exact
    carried: bool
    position: str
    chosen: ChosenShape | None


class CouncilRef(Schema):
    id: str
    name: str
    href: str


def who(names: Names, council: Council, voice: Voice) -> Who:
    return Who(voice=voice, name=names.of(council, voice))


def exact(number: Fraction | int) -> Exact:
    whole = Fraction(number)
    return whole.numerator if whole.denominator == 1 else f"{whole.numerator}/{whole.denominator}"


def count(votes: Tally | Weight | Profile) -> Count:
    """Of several options: who wants any of them, who none of them, and who says nothing."""
    tally = votes.sides if isinstance(votes, Profile) else votes
    return Count(yes=exact(tally.yes), no=exact(tally.no), abstain=exact(tally.abstain))


def verdict(judged: Verdict) -> VerdictShape:
    return VerdictShape(
        count=count(judged.counted),
        roll=judged.roll,
        quorum=judged.quorum,
        majority=str(judged.majority),
        needed=exact(judged.needed),
        carried=judged.carried,
        position=str(judged.position),
        chosen=chosen(judged.chosen) if judged.chosen else None,
    )


def preferences(profile: Profile) -> list[PreferenceCount]:
    return [PreferenceCount(preference=said, votes=exact(votes)) for said, votes in profile.votes.items()]


def preferred(votes: Tally | Profile | None) -> list[PreferenceCount] | None:
    """What is said of several options; None where it is of yes or no."""
    return preferences(votes) if isinstance(votes, Profile) else None


def chosen(found: Chosen) -> ChosenShape:
    return ChosenShape(
        option=found.option,
        passing=list(found.passing),
        lots=list(found.lots),
        seed=found.seed,
        preferences=preferences(found.profile),
    )


def council_ref(council: Council) -> CouncilRef:
    return CouncilRef(id=council.id, name=council.name, href=address("council", council.id))


def address(name: str, *args: str | int) -> str:
    """Where the API has it: a path on this server."""
    return reverse(f"api:{name}", args=args)


def number_of(matter: str) -> int:
    """By which the matters of a council are ordered; those of other councils have numbers of their own."""
    number = matter.rpartition(":")[2]
    return int(number) if number.isdecimal() else 0

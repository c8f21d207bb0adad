"""One question counted in three ways, and what a council says with it (R6, R9).

Theory of operation. What every delegation has said (``mandate.outcome``) is counted by delegates, by the members that
they stand for, and by the base votes that have been passed through; with the charter's wish also by councils. Each way
has a verdict of its own; the charter says which decides, or which must all carry it. An ``Answer`` is what goes up.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from councils.core.act import later
from councils.core.charter import Counting, MotionRule, ReferralRule, Tie, Together
from councils.core.mandate import Answer, Choosing, Delegation
from councils.core.vote.ballot import Ballot
from councils.core.vote.options import LEAVE, Options, OptionsAnswer, Preference, Profile, levels, side, word
from councils.core.vote.tally import Choice, Tally, Weight
from councils.core.vote.verdict import Asked, Position, Verdict, judge, judge_by, judge_options, passes

PLAIN = MotionRule()
"""What the answer to a question from above needs: more yes than no."""


@dataclass(frozen=True, slots=True)
class Countings:
    """One question counted in three ways (R9); ``deciding`` is the charter's.

    ``together``: the ways of counting that must all carry it (R6), and ``councils`` the fourth of them, if it is one.
    """

    delegates: Verdict
    members: Verdict
    base: Verdict
    deciding: Counting
    councils: Verdict | None = later(None)
    together: tuple[Together, ...] = later(())

    @property
    def decisive(self) -> Verdict:
        """The verdict that decides: of several that must carry it together, the first that does not."""
        asked: list[Verdict] = [getattr(self, way) for way in self.together or (self.deciding,)]
        return next((verdict for verdict in asked if not verdict.carried), asked[0])

    @property
    def disagree(self) -> bool:
        """Whether another way of counting would have decided otherwise."""
        return len({(v.carried, v.option) for v in (self.delegates, self.members, self.base)}) > 1

    def undecided(self) -> Countings:
        """The same numbers, of which nothing follows."""
        ways = [way.value for way in Together if getattr(self, way) is not None]
        counts = {name: replace(getattr(self, name), carried=False, position=Position.NONE) for name in ways}
        return replace(self, **counts)


Spoken = Sequence[tuple[Delegation, Counter[str]]]


@dataclass(frozen=True, slots=True)
class House:
    """Of what a count is a part; ``quorum`` the share of the seats that must take part."""

    seats: int
    members: int
    councils: int
    quorum: Fraction

    def judging(self, way: Together) -> tuple[int, Fraction]:
        """The roll of one way of counting, and the quorum in it."""
        if way is Together.DELEGATES:
            return self.seats, self.quorum
        return self.councils if way is Together.COUNCILS else self.members, Fraction(0)


def yes_or_no(asked: MotionRule, spoken: Spoken, house: House, rule: ReferralRule) -> Countings:
    tallies = [(party, Tally(**{str(choice): votes[choice] for choice in Choice})) for party, votes in spoken]
    ways: Mapping[Together, Tally | Weight] = {
        Together.DELEGATES: sum((tally for _, tally in tallies), Tally()),
        Together.MEMBERS: sum((Weight.of(tally, party.represented) for party, tally in tallies), Weight()),
        Together.BASE: sum((p.mandate.answer.base for p, _ in spoken if p.mandate.answer), Tally()),
        Together.COUNCILS: Tally.of(voice(tally) for _, tally in tallies if tally.total),
    }
    return gathered({way: judge_by(asked, count, *house.judging(way)) for way, count in ways.items()}, asked, rule)


def gathered(verdicts: Mapping[Together, Verdict], asked: MotionRule, rule: ReferralRule) -> Countings:
    return Countings(
        delegates=verdicts[Together.DELEGATES],
        members=verdicts[Together.MEMBERS],
        base=verdicts[Together.BASE],
        deciding=rule.counting,
        councils=verdicts[Together.COUNCILS] if asked.together else None,
        together=asked.together,
    )


def voice(tally: Tally) -> Choice:
    """What a delegation says as one: the greater side of it, or that it has no position."""
    if tally.yes == tally.no:
        return Choice.ABSTAIN
    return Choice.YES if tally.yes > tally.no else Choice.NO


def choose(asked: MotionRule, of: Choosing, spoken: Spoken, house: House, rule: ReferralRule) -> Countings:
    """Several options, counted in each way (R6, R9).

    Each way of counting has an option that leads in it. Those that must carry the motion together have one: among the
    options that pass in all of them, the one that leads in the first.
    """
    profiles = [(party, Profile.gathered(votes.items())) for party, votes in spoken]
    answers = [p.mandate.answer.options for p, _ in spoken if p.mandate.answer and p.mandate.answer.options]
    tie_is_no = rule.tie is Tie.NO
    ways: Mapping[Together, Profile] = {
        Together.DELEGATES: sum((profile for _, profile in profiles), Profile()),
        Together.MEMBERS: sum((profile.standing_for(p.represented) for p, profile in profiles), Profile()),
        Together.BASE: sum((answer.base for answer in answers), Profile()),
        Together.COUNCILS: Profile.of(word(p, of.options, tie_is_no=tie_is_no) for _, p in profiles if p.total),
    }
    ask = {way: Asked(of.question, *house.judging(way)) for way in ways}
    if asked.together:
        passing = [passes(asked, ways[way], of.options, ask[way].roll) for way in asked.together]
        in_all = tuple(n for n in passing[0] if all(n in some for some in passing))
        lead = asked.together[0]
        first = judge_options(asked, ways[lead], of.options, replace(ask[lead], passing=in_all)).chosen
        assert first is not None  # it is a verdict on options
        ask |= {way: replace(ask[way], passing=in_all, option=first.option) for way in asked.together}
    return gathered({way: judge_options(asked, ways[way], of.options, ask[way]) for way in ways}, asked, rule)


def base_answer(ballot: Ballot, rule: ReferralRule) -> Answer:
    """What an assembly's vote says: its position if the quorum was met; a missed quorum passes no vote through."""
    roll = len(ballot.roll)
    if ballot.options is not None:
        ask = Asked(ballot.matter, roll, rule.quorum)
        verdict, profile = judge_options(PLAIN, ballot.profile, ballot.options, ask), ballot.profile
        return options_answer(rule, ballot.options, verdict, profile, base=profile, members=roll)
    verdict = judge(ballot.tally, roll, rule.quorum)
    return Answer(
        position=verdict.position,
        counted=verdict.counted,
        base=ballot.tally if verdict.valid else Tally(),
        represented=roll,
        took_part=verdict.took_part,
        needed=verdict.quorum,
    )


def options_answer(
    rule: ReferralRule, options: Options, verdict: Verdict, profile: Profile, *, base: Profile, members: int
) -> Answer:
    """What a council says to several options."""
    said = word(profile, options, tie_is_no=rule.tie is Tie.NO)
    return Answer(
        position=leaning(said) if verdict.valid else Position.NONE,
        counted=verdict.counted,
        base=Tally(),
        represented=members,
        took_part=verdict.took_part,
        needed=verdict.quorum,
        options=OptionsAnswer(said, profile, base if verdict.valid else Profile()),
    )


def leaning(said: Preference) -> Position:
    """Whether a council's word puts something before leaving things as they are."""
    if side(said) is Choice.YES:
        return Position.YES
    return Position.NO if levels(said)[:1] == ((LEAVE,),) else Position.TIED


def council_answer(countings: Countings, rule: ReferralRule, options: Options | None) -> Answer:
    """What a council of delegates says, by the counting that decides."""
    verdict, base = countings.decisive, countings.base
    if options is not None and verdict.chosen is not None and base.chosen is not None:
        profile, members = verdict.chosen.profile, countings.members.roll
        answer = options_answer(rule, options, verdict, profile, base=base.chosen.profile, members=members)
        return replace(answer, took_part=countings.delegates.took_part, needed=countings.delegates.quorum)
    return Answer(
        position=verdict.position,
        counted=verdict.counted,
        base=Tally(int(base.yes), int(base.no), int(base.abstain)),
        represented=countings.members.roll,
        took_part=countings.delegates.took_part,
        needed=countings.delegates.quorum,
    )

"""Mandates: what those below have decided, and what it binds their delegates to (R8).

Theory of operation. An ``Answer`` is what one council says to a question that was referred to it. The council above
keeps it as the ``Mandate`` of that delegation. ``bind`` turns an answer into the votes of so many seats, as the
charter says: as one, or divided. Everything else follows from these three: which vote a delegate may still cast
(``allowed``), and what the delegation has said in the end (``outcome``).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from councils.core.act import CouncilId, Credential, MatterId, later
from councils.core.charter import Binding, MandateKind, NoMandate, ReferralRule, Tie, Unvoted
from councils.core.machines import MandateState
from councils.core.vote.ballot import Votes
from councils.core.vote.divide import divide
from councils.core.vote.options import ABSTAINED, Options, OptionsAnswer, Profile, divided
from councils.core.vote.tally import Choice, Tally, Weight
from councils.core.vote.verdict import Position


@dataclass(frozen=True, slots=True)
class Answer:
    """What a council says to a question.

    ``counted`` is its own count, by the charter's way of counting: heads in an assembly; delegates, members or base
    votes above. ``base`` are the valid base votes under it, passed through; ``represented`` its members; ``needed``
    and ``took_part`` explain a quorum that was missed. Of several options, ``options`` has the counts and the base
    votes, and ``counted`` is the duel of the option that leads against leaving things as they are.
    """

    position: Position
    counted: Weight
    base: Tally
    represented: int
    took_part: Fraction
    needed: int
    options: OptionsAnswer | None = later(None)

    @property
    def valid(self) -> bool:
        return self.position is not Position.NONE


@dataclass(frozen=True, slots=True)
class Choosing:
    """A question of several ``options``."""

    question: MatterId
    options: Options


@dataclass(frozen=True, slots=True)
class Mandate:
    council: CouncilId
    state: MandateState
    answer: Answer | None = None


@dataclass(frozen=True, slots=True)
class Delegation:
    """The seats of one council in a ballot above: its mandate, and what its delegates have cast.

    ``bound`` is what the mandate comes to for so many seats; None where it binds nobody.
    """

    council: CouncilId
    seats: int
    represented: int
    mandate: Mandate
    votes: Mapping[Credential, str]
    bound: Votes | None

    @property
    def cast(self) -> Counter[str]:
        return Counter(self.votes.values())

    @property
    def silent(self) -> bool:
        """Whether its delegates do not count, since those who sent them have not decided."""
        return self.bound is not None and not self.bound.total


def bind(answer: Answer | None, seats: int, rule: ReferralRule, asked: Choosing | None = None) -> Votes | None:
    """The votes that ``answer`` gives a delegation of ``seats``; None where the delegates vote as they judge.

    No valid answer has the effect that the charter names (R7); a tie makes the delegation abstain, or counts as no.
    ``asked``: the question, where it is one of several options.
    """
    if answer is None or not answer.valid:
        return unbound(seats, rule, of_options=asked is not None)
    if answer.options is not None and asked is not None:
        return bind_options(answer.options, seats, rule, asked.question)
    if rule.binding is Binding.DIVIDED:
        return divide(seats, answer.counted, rule.ties_of_remainders)
    on_tie = Choice.ABSTAIN if rule.tie is Tie.ABSTAIN else Choice.NO
    side = {Position.YES: Choice.YES, Position.NO: Choice.NO}.get(answer.position, on_tie)
    return Tally.all(side, seats)


def unbound(seats: int, rule: ReferralRule, *, of_options: bool) -> Votes | None:
    """What a delegation votes without a mandate."""
    if rule.no_mandate is NoMandate.FREE:
        return None
    seats = seats if rule.no_mandate is NoMandate.ABSTAIN else 0
    return Profile.gathered([(ABSTAINED, seats)]) if of_options else Tally(abstain=seats)


def bind_options(answer: OptionsAnswer, seats: int, rule: ReferralRule, question: MatterId) -> Profile:
    """Every seat votes the council's word; or the seats are shared among the preferences as they were cast."""
    if rule.binding is Binding.DIVIDED:
        return divided(seats, answer.counted, question)
    return Profile.gathered([(answer.word, seats)])


def allowed(delegation: Delegation, delegate: Credential, vote: str) -> bool:
    """Whether this delegate's vote fits into what the mandate leaves to the delegation."""
    if delegation.bound is None:
        return True
    others = [cast for name, cast in delegation.votes.items() if name != delegate]
    return others.count(vote) < delegation.bound.votes.get(vote, 0)


def outcome(delegation: Delegation, rule: ReferralRule) -> Counter[str]:
    """What the delegation has said when the ballot closes: how often each vote.

    Votes count as cast. A seat whose delegate has not voted follows the mandate where the charter says so, taking what
    the mandate leaves over, yes first, then no (or, of options, in the order of the preferences); under a free mandate
    it is simply absent.
    """
    cast, bound = delegation.cast, delegation.bound
    if bound is None:
        return cast
    if delegation.silent:
        return Counter()
    if rule.mandate is MandateKind.FREE or rule.unvoted is Unvoted.ABSENT:
        return cast
    return cast + follow(bound, cast, delegation.seats - cast.total())


def follow(bound: Votes, cast: Counter[str], unvoted: int) -> Counter[str]:
    """``unvoted`` seats, given to what ``bound`` has left beside ``cast``."""
    given: Counter[str] = Counter()
    for vote, votes in bound.votes.items():
        given[vote] = min(unvoted, max(0, int(votes) - cast[vote]))
        unvoted -= given[vote]
    return given

"""Mandates: what those below have decided, and what it binds their delegates to (R8).

Theory of operation. An ``Answer`` is what one council says to a question that was referred to it. The council above
keeps it as the ``Mandate`` of that delegation. ``bind`` turns an answer into the votes of so many seats, as the
charter says: as one, or divided. Everything else follows from these three: which vote a delegate may still cast
(``allowed``), and what the delegation has said in the end (``outcome``).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from councils.core.act import CouncilId, Credential
from councils.core.charter import Binding, MandateKind, NoMandate, ReferralRule, Tie, Unvoted
from councils.core.machines import MandateState
from councils.core.vote.divide import divide
from councils.core.vote.tally import Choice, Tally, Weight
from councils.core.vote.verdict import Position


@dataclass(frozen=True, slots=True)
class Answer:
    """What a council says to a question.

    ``counted`` is its own count, by the charter's way of counting: heads in an assembly; delegates, members or base
    votes above. ``base`` are the valid base votes under it, passed through; ``represented`` its members; ``needed``
    and ``took_part`` explain a quorum that was missed.
    """

    position: Position
    counted: Weight
    base: Tally
    represented: int
    took_part: Fraction
    needed: int

    @property
    def valid(self) -> bool:
        return self.position is not Position.NONE


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
    votes: Mapping[Credential, Choice]
    bound: Tally | None

    @property
    def cast(self) -> Tally:
        return Tally.of(self.votes.values())

    @property
    def silent(self) -> bool:
        """Whether its delegates do not count, since those who sent them have not decided."""
        return self.bound is not None and not self.bound.total


def bind(answer: Answer | None, seats: int, rule: ReferralRule) -> Tally | None:
    """The votes that ``answer`` gives a delegation of ``seats``; None where the delegates vote as they judge.

    No valid answer has the effect that the charter names (R7); a tie makes the delegation abstain, or counts as no.
    """
    if answer is None or not answer.valid:
        return {NoMandate.NOT_COUNTED: Tally(), NoMandate.ABSTAIN: Tally(abstain=seats), NoMandate.FREE: None}[
            rule.no_mandate
        ]
    if rule.binding is Binding.DIVIDED:
        return divide(seats, answer.counted, rule.ties_of_remainders)
    on_tie = Choice.ABSTAIN if rule.tie is Tie.ABSTAIN else Choice.NO
    side = {Position.YES: Choice.YES, Position.NO: Choice.NO}.get(answer.position, on_tie)
    return Tally.all(side, seats)


def allowed(delegation: Delegation, delegate: Credential, choice: Choice) -> bool:
    """Whether this delegate's vote fits into what the mandate leaves to the delegation."""
    if delegation.bound is None:
        return True
    others = Tally.of(vote for name, vote in delegation.votes.items() if name != delegate)
    return others[choice] < delegation.bound[choice]


def outcome(delegation: Delegation, rule: ReferralRule) -> Tally:
    """What the delegation has said when the ballot closes.

    Votes count as cast. A seat whose delegate has not voted follows the mandate where the charter says so, taking what
    the mandate leaves over, yes first, then no; under a free mandate it is simply absent.
    """
    cast, bound = delegation.cast, delegation.bound
    if bound is None:
        return cast
    if delegation.silent:
        return Tally()
    if rule.mandate is MandateKind.FREE or rule.unvoted is Unvoted.ABSENT:
        return cast
    return cast + follow(bound, cast, delegation.seats - cast.total)


def follow(bound: Tally, cast: Tally, unvoted: int) -> Tally:
    """``unvoted`` seats, given to what ``bound`` has left beside ``cast``."""
    given: dict[str, int] = {}
    for choice in Choice:
        given[choice.value] = min(unvoted, max(0, bound[choice] - cast[choice]))
        unvoted -= given[choice.value]
    return Tally(**given)

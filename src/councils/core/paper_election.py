"""An election on paper: ballots go into a box, two tellers count them, and the count stands when they agree (R4, R6).

Theory of operation. While nobody has marked a ballot, whoever chairs, or a teller, can call for paper; from then on
nobody votes electronically in this election. Each teller sorts the ballots into piles of the same marks and enters how
many are in each. Piles that are the same come out the same, in whatever order they were entered. When the second teller
has the piles of the first, they are the ballots of the election, and it is counted by its method as any other; where
they differ, both counts are thrown away. The ballots name whoever stood when the vote opened; marks for those who have
stood down since are passed over by the count, as on any ballot.

What the record holds are the piles: nobody, not even the roll, can say whose ballot is whose.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from councils.core.act import Command, Event, MatterId, Outcome, Voice
from councils.core.council import Council
from councils.core.electing import checked, conclude
from councils.core.election import Election, Pile, find, move
from councils.core.machines import ELECTION
from councils.core.office import officers
from councils.core.polling import TELLERS
from councils.core.refusal import Reason, Refused, refuse
from councils.core.sentence import gettext_noop

PAPER = "paper"


@dataclass(frozen=True, slots=True)
class CallPaper(Command):
    """Hold this election on paper, counted by two tellers."""

    by: Voice
    matter: MatterId


@dataclass(frozen=True, slots=True)
class EnterBallots(Command):
    """What one teller has counted: how many ballots bear the same marks, in the order of preference where it counts."""

    by: Voice
    matter: MatterId
    piles: tuple[Pile, ...]


@dataclass(frozen=True, slots=True)
class PaperCalled(Event):
    election: MatterId


@dataclass(frozen=True, slots=True)
class BallotsEntered(Event):
    election: MatterId
    teller: Voice
    piles: tuple[Pile, ...]


@dataclass(frozen=True, slots=True)
class BallotsDiffered(Event):
    """Two tellers have other piles: both counts are thrown away, and they count again."""

    election: MatterId


@dataclass(frozen=True, slots=True)
class BallotsAgreed(Event):
    election: MatterId
    piles: tuple[Pile, ...]


def open_vote(council: Council, matter: MatterId, event: type[Event], at: datetime) -> Election | Refused:
    """The election, where ``event`` can happen in it now."""
    election = find(council, matter)
    if isinstance(election, Refused):
        return election
    if not ELECTION.allows(election.state, event) or election.closes is None:
        return refuse(Reason.NOT_IN_STATE, state=election.state)
    if at >= election.closes:
        return refuse(Reason.TOO_LATE, when=f"{election.closes:%Y-%m-%d %H:%M}")
    return election


def call_paper(council: Council, act: CallPaper, at: datetime) -> Outcome:
    election = open_vote(council, act.matter, PaperCalled, at)
    if isinstance(election, Refused):
        return election
    if act.by not in officers(council, "chair", "co-chair", "teller"):
        return refuse(Reason.NOT_THE_OFFICER, office=gettext_noop("{chair} or {teller}"))
    if election.ballots:
        return refuse(Reason.VOTES_CAST)
    if election.on_paper:
        return refuse(Reason.NOT_BY_VOTE, mode=PAPER)
    if len(officers(council, "teller")) < TELLERS:
        return refuse(Reason.TOO_FEW_TELLERS, needed=TELLERS)
    return (PaperCalled(act.matter),)


def enter_ballots(council: Council, act: EnterBallots, at: datetime) -> Outcome:
    """One teller's piles; when the second one's are the same, they are the ballots, and the election closes."""
    election = open_vote(council, act.matter, BallotsEntered, at)
    if isinstance(election, Refused):
        return election
    tellers = officers(council, "teller")
    if act.by not in tellers:
        return refuse(Reason.NOT_THE_OFFICER, office=gettext_noop("{teller}"))
    if not election.on_paper:
        return refuse(Reason.NOT_BY_VOTE, mode="electronic vote")
    piles = sorted_piles(election, act.piles)
    if isinstance(piles, Refused):
        return piles
    count = sum(pile.number for pile in piles)
    if count > len(election.roll):
        return refuse(Reason.COUNT_OVER_ROLL, count=count, roll=len(election.roll))
    entered = BallotsEntered(act.matter, act.by, piles)
    others = [theirs for teller, theirs in election.piles.items() if teller in tellers - {act.by}]
    if not others:
        return (entered,)
    if others[0] != piles:
        return (entered, BallotsDiffered(act.matter))
    agreed = BallotsAgreed(act.matter, piles)
    return (entered, agreed, *conclude(on_ballots_agreed(council, agreed), act.matter, at))


def sorted_piles(election: Election, piles: Iterable[Pile]) -> tuple[Pile, ...] | Refused:
    """The piles with equal ones put together, the highest first."""
    numbers: Counter[tuple[Voice, ...]] = Counter()
    for pile in piles:
        if pile.number < 1:
            return refuse(Reason.EMPTY_PILE, number=pile.number)
        marks = checked(election, pile.marks, election.offered)
        if isinstance(marks, Refused):
            return marks
        numbers[marks] += pile.number
    return tuple(Pile(number, marks) for marks, number in sorted(numbers.items(), key=lambda i: (-i[1], i[0])))


def on_paper_called(council: Council, event: PaperCalled) -> Council:
    return move(council, event, event.election, on_paper=True)


def on_ballots_entered(council: Council, event: BallotsEntered) -> Council:
    piles = {**council.elections[event.election].piles, event.teller: event.piles}
    return move(council, event, event.election, piles=piles)


def on_ballots_differed(council: Council, event: BallotsDiffered) -> Council:
    return move(council, event, event.election, piles={})


def on_ballots_agreed(council: Council, event: BallotsAgreed) -> Council:
    """Each ballot has a number where others have a paper; it leads to nobody."""
    marks = [pile.marks for pile in event.piles for _ in range(pile.number)]
    ballots = {f"{number:05}": chosen for number, chosen in enumerate(marks, start=1)}
    return move(council, event, event.election, ballots=ballots, counted=True)

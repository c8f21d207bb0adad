"""Every act that a person can do, as data: which command it is, which scope lets a program do it, and how it is done.

Theory of operation. A command says who acts: ``by``, or the voting ``paper`` of the matter. These fields nobody sends;
they are filled in here, from the roll and the elections, at the moment of the act. What remains of a command's fields
is what a person says, and so the API's schema of an act is its dataclass without them. An act of the core that is
missing here is caused by others, or made due by time, or part of the founding: a test holds it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import Field, dataclass, fields
from typing import Any

from councils.app.identity import standing
from councils.app.membership import admit, join, leave
from councils.app.perform import Performed, perform
from councils.app.tokens import Scope
from councils.app.voting import cast_preference, cast_vote, mark_candidates, sign_petition
from councils.core import (
    amending,
    competence,
    directive,
    election,
    expiry,
    member,
    motion,
    paper_election,
    polling,
    recall,
    report,
    split,
)
from councils.core.act import Command, CouncilId
from councils.core.economy import adopting, correcting, declaring, deliveries, needs, orders, remaking
from councils.core.refusal import Reason, refuse
from councils.core.sentence import phrase
from councils.store.models import Person

Said = Mapping[str, Any]
Way = Callable[[Person, CouncilId, type[Command], Said], Performed]


@dataclass(frozen=True, slots=True)
class Deed:
    """One act: ``own`` are the fields of its command that follow from who does it."""

    command: type[Command]
    scope: Scope
    way: Way
    own: frozenset[str] = frozenset({"by", "paper", "papers"})

    @property
    def name(self) -> str:
        """``CastVote`` is the act cast_vote."""
        return re.sub(r"(?<!^)(?=[A-Z])", "_", self.command.__name__).lower()

    @property
    def said(self) -> list[Field[Any]]:
        """The fields that a person fills in."""
        return [field for field in fields(self.command) if field.name not in self.own]


def spoken(person: Person, council: CouncilId, command: type[Command], said: Said) -> Performed:
    """Under the voice, or with the paper, that ``person`` has in ``council``."""
    who = standing(person, council)
    if who is None:
        return refuse(Reason.NOT_ON_ROLL)
    names = {field.name for field in fields(command)}
    own = {"by": lambda: who.voice, "paper": lambda: who.paper(matter_of(command, said))}
    return perform(council, command(**said, **{name: fill() for name, fill in own.items() if name in names}))


def matter_of(command: type[Command], said: Said) -> str:
    """The matter that an act is about: its first field of that type."""
    return str(next(said[field.name] for field in fields(command) if field.type == "MatterId"))


def voted(person: Person, council: CouncilId, _: type[Command], said: Said) -> Performed:
    return cast_vote(person, council, said["matter"], said["choice"])


def preferred(person: Person, council: CouncilId, _: type[Command], said: Said) -> Performed:
    return cast_preference(person, council, said["matter"], said["preference"])


def marked(person: Person, council: CouncilId, _: type[Command], said: Said) -> Performed:
    return mark_candidates(person, council, said["matter"], said["marks"])


def signed(person: Person, council: CouncilId, _: type[Command], said: Said) -> Performed:
    return sign_petition(person, council, said["recall"])


def applied(person: Person, council: CouncilId, _: type[Command], said: Said) -> Performed:
    return join(person, council, said["grounds"])


def admitted(person: Person, council: CouncilId, _: type[Command], said: Said) -> Performed:
    return admit(person, council, said["member"])


def left(person: Person, council: CouncilId, _: type[Command], __: Said) -> Performed:
    return leave(person, council)


def sent(person: Person, council: CouncilId, command: type[Command], said: Said) -> Performed:
    """With its unit, which only records from before units were told do without."""
    if not said.get("unit"):
        return refuse(Reason.CANNOT_SEND, why=phrase("it is not said in which unit"))
    return spoken(person, council, command, said)


DEEDS: tuple[Deed, ...] = (
    Deed(polling.CastVote, Scope.VOTE, voted),
    Deed(polling.CastPreference, Scope.VOTE, preferred),
    Deed(election.Mark, Scope.VOTE, marked),
    Deed(motion.Propose, Scope.PROPOSE, spoken),
    Deed(motion.Second, Scope.PROPOSE, spoken),
    Deed(motion.Argue, Scope.PROPOSE, spoken),
    Deed(motion.Withdraw, Scope.PROPOSE, spoken),
    Deed(amending.ProposeAmendment, Scope.PROPOSE, spoken),
    Deed(amending.SecondAmendment, Scope.PROPOSE, spoken),
    Deed(amending.WithdrawAmendment, Scope.PROPOSE, spoken),
    Deed(amending.AdoptAmendment, Scope.PROPOSE, spoken),
    Deed(amending.OrderAmendments, Scope.OFFICE, spoken),
    Deed(competence.FlagContradiction, Scope.PROPOSE, spoken),
    Deed(recall.OpenPetition, Scope.RECALL, spoken),
    Deed(recall.SignPetition, Scope.RECALL, signed),
    Deed(election.CallElection, Scope.STAND, spoken),
    Deed(election.Stand, Scope.STAND, spoken),
    Deed(election.StandDown, Scope.STAND, spoken),
    Deed(expiry.LayDown, Scope.STAND, spoken),
    Deed(polling.CallHands, Scope.OFFICE, spoken),
    Deed(polling.EnterCount, Scope.OFFICE, spoken),
    Deed(paper_election.CallPaper, Scope.OFFICE, spoken),
    Deed(paper_election.EnterBallots, Scope.OFFICE, spoken),
    Deed(directive.Acknowledge, Scope.OFFICE, spoken),
    Deed(directive.PlanExecution, Scope.OFFICE, spoken),
    Deed(report.ReportExecution, Scope.OFFICE, spoken),
    Deed(report.CorrectReport, Scope.OFFICE, spoken),
    Deed(member.Admit, Scope.OFFICE, admitted),
    Deed(member.Apply, Scope.MEMBERSHIP, applied, frozenset({"member"})),
    Deed(declaring.Declare, Scope.PLANNING, spoken),
    Deed(needs.CallNeeds, Scope.PLANNING, spoken, frozenset({"by", "own"})),
    Deed(adopting.AdjustPlan, Scope.PLANNING, spoken),
    Deed(remaking.RemakePlan, Scope.PLANNING, spoken),
    Deed(orders.ReportMade, Scope.PLANNING, spoken),
    Deed(orders.ProposeChange, Scope.PLANNING, spoken),
    Deed(deliveries.SendGoods, Scope.PLANNING, sent),
    Deed(deliveries.ConfirmGoods, Scope.PLANNING, spoken),
    Deed(correcting.CorrectMade, Scope.PLANNING, spoken),
    Deed(correcting.CorrectGoods, Scope.PLANNING, spoken),
    Deed(split.ChoosePart, Scope.MEMBERSHIP, spoken),
    Deed(member.Leave, Scope.MEMBERSHIP, left, frozenset({"member"})),
)


def act(person: Person, council: CouncilId, deed: Deed, said: Said) -> Performed:
    """Do ``deed`` in ``council`` for ``person``, who has filled in ``said``."""
    return deed.way(person, council, deed.command, said)

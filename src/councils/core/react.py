"""What an event in one council causes in another (R7-R13).

Theory of operation. ``react`` names, for one event, the commands that follow from it: in the council above, in those
below, or in the same one. The table is the list of all that crosses from council to council. ``run.py`` carries an act
out with everything that follows.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from councils.core.act import Command, Event, MatterId, Voice
from councils.core.amending import OpenAmendmentVote
from councils.core.amendment import AmendmentsPut
from councils.core.apportioning import SeatsApportioned, SetSeats
from councils.core.carrying import OfficeReceived
from councils.core.chain import OfficesTold, TellOffices, earlier_seats, held_above, held_below, watched
from councils.core.charter_change import AdoptCharter, CharterAmended
from councils.core.closing import InitiativeSent, ReferralDemanded
from councils.core.competence import IN_A_MATTER, DecisionReceived, ReceiveDecision
from councils.core.council import AdmitCouncil, Council, CouncilFounded
from councils.core.directive import (
    DirectiveAcknowledged,
    DirectiveIssued,
    DirectiveReceived,
    ExecutionCompleted,
    ExecutionOverdue,
    ExecutionPlanned,
    ProgressRecorded,
    RecordProgress,
)
from councils.core.economy.correcting import MadeCorrected, RecordMadeAnew
from councils.core.economy.orders import MadeReported, RecordMade
from councils.core.economy.reacting import ECONOMY, ordered, received
from councils.core.economy.remaking import OrderChanged
from councils.core.economy.tracing import AllReceived, ReceivedNoMore
from councils.core.election import TERM_ENDED
from councils.core.expiry import EXPIRED
from councils.core.handing_on import DirectiveHandedOn, ReportsReceived
from councils.core.joining import CameUnder
from councils.core.motion import MotionCarried, ReceiveInitiative, RecordDemand
from councils.core.objection import (
    ChangeForce,
    DirectiveRevoked,
    DirectiveSuspended,
    DirectiveUpheld,
    ObjectionRaised,
    ObjectionRecorded,
    RecordObjection,
    objecting,
)
from councils.core.office import (
    DELEGATE,
    DelegateSeated,
    OfficeFilled,
    OfficeRenewed,
    OfficeVacated,
    SeatDelegate,
    Tenure,
    seat_name,
)
from councils.core.recall import OpenRecallVote, PetitionQualified, RecordBreach
from councils.core.referral import (
    Instruct,
    MandateBreached,
    MotionReferred,
    NoPosition,
    PositionTaken,
    ReceiveReferral,
    ReferralReceived,
    deadline_below,
)
from councils.core.reopening import DecisionRepealed
from councils.core.report import ExecutionReported, ReportCorrected
from councils.core.restructuring import RESTRUCTURING, Consequences, came_under, to_parent
from councils.core.suspension import LiftSuspensions, waiting
from councils.core.vacancy import FillSeat, Unseat


def founded(council: Council, event: CouncilFounded) -> Consequences:
    admit = AdmitCouncil(
        event.council, event.name, event.population, event.kind, event.level, event.charter, event.version
    )
    return to_parent(council, admit)


def apportioned(council: Council, event: SeatsApportioned) -> Consequences:
    return [(name, SetSeats(seats)) for name, seats in event.seats.items()]


def filled(council: Council, event: OfficeFilled | OfficeRenewed) -> Consequences:
    tenure = council.tenures[event.number]
    seat = to_parent(council, seat_above(council, tenure)) if event.office == DELEGATE else []
    return [*seat, *told_in_chain(council, tenure.holder, event.number)]


def seat_above(council: Council, tenure: Tenure) -> SeatDelegate:
    """What the council above must know of a delegate's tenure."""
    return SeatDelegate(
        council=council.id,
        number=tenure.number,
        until=tenure.until,
        represented=council.represented,
        origin=tenure.origin,
        before=earlier_seats(council, tenure),
        offices=held_below(council, tenure.holder),
    )


def vacated(council: Council, event: OfficeVacated) -> Consequences:
    """The seat above falls; the next alternate is called, unless the term is over or an election has filled it anew."""
    tenure = council.tenures[event.number]
    over = event.cause in (TERM_ENDED, EXPIRED)
    cause = f"{event.cause} below" if over else event.cause
    above = to_parent(council, Unseat(seat_name(council, tenure), cause)) if event.office == DELEGATE else []
    called: Consequences = [] if over else [(council.id, FillSeat(event.office, tenure.until))]
    return [*above, *called, *told_in_chain(council, event.holder, event.number)]


def told_in_chain(council: Council, voice: Voice, but: int = 0) -> Consequences:
    """What ``voice`` holds here, told to the councils above and below where the charter asks (R11)."""
    if not watched(council):
        return []
    seats = [t for t in council.held_by(voice) if t.office == DELEGATE and t.number != but]
    up = [told for seat in seats for told in to_parent(council, seat_above(council, seat))]
    sent = council.delegates.get(voice)
    down: Consequences = [(sent.council, TellOffices(sent.number, held_above(council, voice)))] if sent else []
    return [*up, *down]


def seated(council: Council, event: DelegateSeated) -> Consequences:
    return told_in_chain(council, event.credential)


def told_below(council: Council, event: OfficesTold) -> Consequences:
    return told_in_chain(council, council.tenures[event.number].holder, event.number)


def come_under_charter(council: Council, event: CameUnder) -> Consequences:
    return [*retold(council), *came_under(council, event)]


def come_with_office(council: Council, event: OfficeReceived) -> Consequences:
    return told_in_chain(council, event.tenure.holder)


def retold(council: Council) -> Consequences:
    """Under another charter the councils of a chain may have to know more of each other (R11)."""
    if not (watched(council) or council.charter.rotation):
        return []
    seats = [told for t in council.holders(DELEGATE) for told in to_parent(council, seat_above(council, t))]
    return [*seats, *(told for voice in council.delegates for told in told_in_chain(council, voice))]


def put_to_vote(council: Council, event: AmendmentsPut) -> Consequences:
    return [(council.id, OpenAmendmentVote(matter=name)) for name in event.order]


def referred(council: Council, event: MotionReferred | ReferralReceived) -> Consequences:
    command = ReceiveReferral(
        event.question, event.title, event.kind, deadline_below(council, event), options=event.options
    )
    return [(name, command) for name in council.below]


def answered(council: Council, event: PositionTaken | NoPosition) -> Consequences:
    return to_parent(council, Instruct(event.question, council.id, event.answer))


def breached(council: Council, event: MandateBreached) -> Consequences:
    delegate = council.delegates[event.credential]
    return [(delegate.council, RecordBreach(delegate.number, event.question))]


def qualified(council: Council, event: PetitionQualified) -> Consequences:
    return [(council.id, OpenRecallVote(event.recall))]


def sent_up(council: Council, event: InitiativeSent) -> Consequences:
    return to_parent(council, ReceiveInitiative(council.id, event.proposal))


def demanded(council: Council, event: ReferralDemanded) -> Consequences:
    return to_parent(council, RecordDemand(council.id, event.motion))


def issued(council: Council, event: DirectiveIssued) -> Consequences:
    if event.orders:
        return ordered(council, event)
    command = received(council.id, event)
    return [(name, command) for name in event.to]


def passed_on(council: Council, event: DirectiveReceived) -> Consequences:
    """Down to those below, and a first progress up, so that the centre knows how many are to carry it out."""
    down: Consequences = [] if event.order else [(name, received(event.issuer, event)) for name in council.below]
    return down or progressed(council, event)


Told = (
    DirectiveReceived
    | DirectiveAcknowledged
    | ExecutionPlanned
    | ExecutionReported
    | ExecutionCompleted
    | ExecutionOverdue
    | ProgressRecorded
    | DirectiveHandedOn
    | ReportsReceived
    | ReportCorrected
    | MadeReported
    | MadeCorrected
    | AllReceived
    | ReceivedNoMore
    | OrderChanged
)


def progressed(council: Council, event: Told) -> Consequences:
    directive = council.directives[event.directive]
    if directive.issuer == council.id:
        return []
    return told_of_directive(council, event.directive, RecordProgress(directive.id, council.id, directive.progress))


def told_of_directive(council: Council, directive: MatterId, command: Command) -> Consequences:
    """The council above is told, and of an order the one that gave it (R18)."""
    if directive in council.orders:
        return [(council.directives[directive].issuer, command)]
    return to_parent(council, command)


def made_reported(council: Council, event: MadeReported) -> Consequences:
    issuer = council.directives[event.directive].issuer
    return [(issuer, RecordMade(event.directive, council.id, event.made)), *progressed(council, event)]


def made_corrected(council: Council, event: MadeCorrected) -> Consequences:
    issuer = council.directives[event.directive].issuer
    anew = RecordMadeAnew(event.directive, council.id, event.report, event.made, event.reason)
    return [(issuer, anew), *progressed(council, event)]


def objected(council: Council, event: ObjectionRaised | ObjectionRecorded) -> Consequences:
    directive = council.directives[event.directive]
    if directive.issuer == council.id:
        return []
    members = objecting(council, event.directive)
    command = RecordObjection(event.directive, council.id, members, council.represented)
    return told_of_directive(council, event.directive, command)


def force_changed(council: Council, event: DirectiveSuspended | DirectiveUpheld | DirectiveRevoked) -> Consequences:
    directive = council.directives[event.directive]
    ordered_to = council.orders[event.directive].orders if event.directive in council.orders else council.below
    told = ChangeForce(event.directive, directive.force, directive.ended_by)
    return [*((name, told) for name in ordered_to if name != council.id), *lifted(council)]


def amended(council: Council, event: CharterAmended) -> Consequences:
    adopt = AdoptCharter(event.version, event.charter, event.motion)
    return [*retold(council), *((name, adopt) for name in council.below)]  # what those below tell then is newer


def carried(council: Council, event: MotionCarried) -> Consequences:
    """What binds those below is told to them: decisions in a matter, and changes of decisions (R20)."""
    motion = council.motions[event.motion]
    proposal = motion.proposal
    touches = (*proposal.touches, *((motion.reopens,) if motion.reopens else ()))
    if proposal.kind not in IN_A_MATTER or not (proposal.matter or touches):
        return []
    told = ReceiveDecision(event.motion, council.id, council.level, motion.decided_title, proposal.matter, touches)
    return [(name, told) for name in council.below]


def repealed(council: Council, event: DecisionRepealed) -> Consequences:
    """Those who know the decision below are told that it stands no longer (R20)."""
    by, ended = council.motions[event.later], council.motions[event.motion].proposal
    told_already = by.proposal.kind in IN_A_MATTER and by.verdict is not None and by.verdict.carried
    if told_already or ended.kind not in IN_A_MATTER or not (ended.matter or ended.touches):
        return []
    told = ReceiveDecision(by.id, council.id, council.level, by.proposal.title, "", (event.motion,))
    return [(name, told) for name in council.below]


def decided_above(council: Council, event: DecisionReceived) -> Consequences:
    told = ReceiveDecision(event.decision, event.issuer, event.level, event.title, event.matter, event.touches)
    return [*((name, told) for name in council.below), *lifted(council)]


def lifted(council: Council) -> Consequences:
    return [(council.id, LiftSuspensions())] if waiting(council) else []


REACTIONS: Mapping[type[Event], Callable[[Council, Any], Consequences]] = {
    CouncilFounded: founded,
    SeatsApportioned: apportioned,
    OfficeFilled: filled,
    OfficeRenewed: filled,
    OfficeVacated: vacated,
    DelegateSeated: seated,
    OfficesTold: told_below,
    AmendmentsPut: put_to_vote,
    MotionReferred: referred,
    ReferralReceived: referred,
    PositionTaken: answered,
    NoPosition: answered,
    MandateBreached: breached,
    PetitionQualified: qualified,
    InitiativeSent: sent_up,
    MotionCarried: carried,
    DecisionReceived: decided_above,
    ReferralDemanded: demanded,
    DirectiveIssued: issued,
    DirectiveReceived: passed_on,
    DirectiveAcknowledged: progressed,
    ExecutionPlanned: progressed,
    ExecutionReported: progressed,
    ExecutionCompleted: progressed,
    ExecutionOverdue: progressed,
    ProgressRecorded: progressed,
    DirectiveHandedOn: progressed,
    ReportsReceived: progressed,
    ReportCorrected: progressed,
    ObjectionRaised: objected,
    ObjectionRecorded: objected,
    DirectiveSuspended: force_changed,
    DirectiveUpheld: force_changed,
    DirectiveRevoked: force_changed,
    CharterAmended: amended,
    DecisionRepealed: repealed,
    OfficeReceived: come_with_office,
    MadeReported: made_reported,
    MadeCorrected: made_corrected,
    OrderChanged: progressed,
    AllReceived: progressed,
    ReceivedNoMore: progressed,
    **RESTRUCTURING,
    **ECONOMY,
    CameUnder: come_under_charter,
}


def react(council: Council, event: Event) -> Consequences:
    """The commands that ``event`` causes; ``council`` is its state after the whole act."""
    reaction = REACTIONS.get(type(event))
    return reaction(council, event) if reaction else []

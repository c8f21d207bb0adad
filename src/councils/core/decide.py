"""decide(council, command, at) -> events, or a refusal: every act that there is.

The table is the list of all that can be done in a council, and where each is decided. Nobody's name, rank or caucus
appears in it: a right comes from the roll, or from an office held by election.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from councils.core import (
    amending,
    apportioning,
    carrying,
    chain,
    charter_change,
    competence,
    directive,
    electing,
    election,
    expiry,
    handing_on,
    joining,
    member,
    merger,
    motion,
    objection,
    office,
    paper_election,
    polling,
    recall,
    referral,
    report,
    special,
    split,
    suspension,
    vacancy,
)
from councils.core import (
    council as councils,
)
from councils.core.act import CLOCK, Command, Outcome
from councils.core.council import Council
from councils.core.due import Timed
from councils.core.economy import (
    adopting,
    correcting,
    declaring,
    deliveries,
    finishing,
    merging,
    needs,
    ordering,
    orders,
    remaking,
    tracing,
)
from councils.core.refusal import Reason, refuse

Decider = Callable[[Any, Any, datetime], Outcome]

DECIDERS: Mapping[type[Command], Decider] = {
    councils.FoundCouncil: councils.found,
    councils.AdmitCouncil: councils.admit_council,
    apportioning.Apportion: apportioning.apportion_seats,
    apportioning.SetSeats: apportioning.set_seats,
    member.Apply: member.apply,
    member.Admit: member.admit,
    member.Leave: member.leave,
    election.CallElection: election.call,
    election.Stand: election.stand,
    election.StandDown: election.stand_down,
    election.OpenElection: electing.open_election,
    election.Mark: electing.mark,
    election.CloseElection: electing.close_election,
    paper_election.CallPaper: paper_election.call_paper,
    paper_election.EnterBallots: paper_election.enter_ballots,
    office.SeatDelegate: office.seat,
    expiry.CallRenewal: expiry.call_renewal,
    expiry.EndTerm: expiry.end_term,
    expiry.LayDown: expiry.lay_down,
    chain.TellOffices: chain.tell,
    vacancy.Unseat: vacancy.unseat,
    vacancy.FillSeat: vacancy.fill,
    motion.Propose: motion.propose,
    motion.Second: motion.second,
    motion.Argue: motion.argue,
    motion.Withdraw: motion.withdraw,
    motion.OpenVote: motion.open_vote,
    motion.ReceiveInitiative: motion.receive_initiative,
    motion.RecordDemand: motion.record_demand,
    amending.ProposeAmendment: amending.propose,
    amending.SecondAmendment: amending.second,
    amending.WithdrawAmendment: amending.withdraw,
    amending.AdoptAmendment: amending.adopt,
    amending.OrderAmendments: amending.arrange,
    amending.PutAmendments: amending.put,
    amending.OpenAmendmentVote: amending.open_vote,
    referral.ReceiveReferral: referral.receive,
    referral.Instruct: referral.instruct,
    polling.CastVote: polling.cast,
    polling.CastPreference: polling.prefer,
    polling.CallHands: polling.call_hands,
    polling.EnterCount: polling.enter_count,
    polling.CloseBallot: polling.close,
    recall.OpenPetition: recall.open_petition,
    recall.RecordBreach: recall.record_breach,
    recall.SignPetition: recall.sign,
    recall.OpenRecallVote: recall.open_recall_vote,
    recall.TakeOnRecall: recall.take_on_recall,
    recall.LapsePetition: recall.lapse,
    directive.ReceiveDirective: directive.receive,
    directive.Acknowledge: directive.acknowledge,
    directive.PlanExecution: directive.plan,
    report.ReportExecution: report.report,
    report.CorrectReport: report.correct,
    directive.MarkOverdue: directive.mark_overdue,
    directive.RecordProgress: directive.record_progress,
    objection.RecordObjection: objection.record_objection,
    objection.ChangeForce: objection.change_force,
    special.LapseOffice: special.lapse_office,
    competence.ReceiveDecision: competence.receive_decision,
    competence.FlagContradiction: competence.flag,
    suspension.LiftSuspensions: suspension.lift,
    charter_change.AdoptCharter: charter_change.adopt,
    split.ChoosePart: split.choose_part,
    split.CarryOutSplit: split.carry_out,
    merger.HearOfMerger: merger.hear_of,
    merger.ReceiveOffer: merger.receive_offer,
    merger.GoOver: merger.go_over,
    merger.ReleaseCouncil: merger.release,
    joining.HearOfJoining: joining.hear_of,
    joining.ReceiveRequest: joining.receive_request,
    joining.ComeUnder: joining.come_under,
    carrying.ReceiveMembers: carrying.receive_members,
    carrying.MoveSeats: carrying.move_seats,
    carrying.RecordSize: carrying.record_size,
    carrying.Dismiss: carrying.dismiss,
    handing_on.TakeOnMotion: handing_on.take_on,
    handing_on.TakeOnDirective: handing_on.take_on_execution,
    declaring.Declare: declaring.declare,
    declaring.HearOfDeclaration: declaring.hear,
    merging.ForgetDeclarations: merging.forget,
    merging.TakeOnDeclarations: merging.take_on_declarations,
    merging.TakeOnGoods: merging.take_on_goods,
    merging.RedirectGoods: merging.redirect_goods,
    merging.TakeOnDeliveries: merging.take_on_deliveries,
    merging.RedirectDeliveries: merging.redirect_deliveries,
    needs.CallNeeds: needs.call,
    needs.StateNeeds: needs.state,
    needs.RecordNeeds: needs.record,
    adopting.AdjustPlan: adopting.adjust,
    remaking.RemakePlan: remaking.remake,
    remaking.ChangeOrder: remaking.change_order,
    finishing.ShortenOrder: finishing.shorten,
    orders.ReportMade: ordering.report_made,
    orders.ProposeChange: ordering.propose_change,
    orders.RecordMade: ordering.record_made,
    orders.RecordChange: ordering.record_change,
    deliveries.SendGoods: deliveries.send,
    deliveries.ExpectGoods: tracing.expect,
    deliveries.ConfirmGoods: deliveries.confirm,
    deliveries.NoteArrival: deliveries.note_arrival,
    correcting.CorrectMade: correcting.correct_made,
    correcting.RecordMadeAnew: correcting.record_made_anew,
    correcting.CorrectGoods: correcting.correct_goods,
    correcting.NoteCorrection: correcting.note_correction,
    tracing.HearOfGoods: tracing.hear_of_goods,
    tracing.HearOfArrival: tracing.hear_of_arrival,
    tracing.SettleOrder: tracing.settle,
}


def decide(council: Council | None, command: Command, at: datetime) -> Outcome:
    """What follows from ``command`` in ``council`` at ``at`` (aware UTC); no council yet only for a founding."""
    if council is None and not isinstance(command, councils.FoundCouncil):
        return refuse(Reason.NO_SUCH_COUNCIL)
    if council is not None and isinstance(command, Timed) and command.by != CLOCK and not council.has_voice(command.by):
        return refuse(Reason.NOT_ON_ROLL)
    return DECIDERS[type(command)](council, command, at)

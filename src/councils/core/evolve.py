"""evolve(council, event) -> council: every event that there is, and what it changes.

Folding the events of a council's stream, from the first, gives its state; nothing else does.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from councils.core import (
    amending,
    amendment,
    apportioning,
    carrying,
    chain,
    charter_change,
    closing,
    competence,
    directive,
    election,
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
    reopening,
    rotation,
    special,
    split,
    suspension,
    vacancy,
)
from councils.core import (
    council as councils,
)
from councils.core.act import Event
from councils.core.council import Council, CouncilFounded
from councils.core.economy import adopting, correcting, declaring, deliveries, needs, ordering, orders, provision
from councils.core.vote import ballot


def unchanged(council: Council, event: Event) -> Council:
    """For what happens here and has its effect in another council."""
    return council


EVOLVERS: Mapping[type[Event], Callable[[Council, Any], Council]] = {
    councils.CouncilJoined: councils.on_council_joined,
    apportioning.SeatsApportioned: apportioning.on_seats_apportioned,
    apportioning.SeatsSet: apportioning.on_seats_set,
    member.MemberApplied: member.on_member_applied,
    member.MemberAdmitted: member.on_member_moved,
    member.MemberLeft: member.on_member_moved,
    election.ElectionCalled: election.on_election_called,
    election.CandidateStood: election.on_candidate_stood,
    election.CandidateStoodDown: election.on_candidate_gone,
    rotation.CandidateBarred: election.on_candidate_gone,
    election.ElectionOpened: election.on_election_opened,
    election.MarksCast: election.on_marks_cast,
    paper_election.PaperCalled: paper_election.on_paper_called,
    paper_election.BallotsEntered: paper_election.on_ballots_entered,
    paper_election.BallotsDiffered: paper_election.on_ballots_differed,
    paper_election.BallotsAgreed: paper_election.on_ballots_agreed,
    election.ElectionDecided: election.on_election_decided,
    election.ElectionVoid: election.on_election_void,
    office.OfficeFilled: office.on_office_filled,
    office.OfficeRenewed: office.on_office_renewed,
    office.OfficeVacated: office.on_office_vacated,
    office.AlternateStruck: office.on_alternate_struck,
    office.DelegateSeated: office.on_delegate_seated,
    chain.OfficesTold: chain.on_offices_told,
    vacancy.DelegateUnseated: vacancy.on_delegate_unseated,
    motion.MotionProposed: motion.on_motion_proposed,
    motion.MotionSeconded: motion.on_motion_seconded,
    motion.DeliberationOpened: motion.on_deliberation_opened,
    motion.ArgumentMade: motion.on_argument_made,
    motion.MotionWithdrawn: motion.on_motion_withdrawn,
    motion.DemandRecorded: motion.on_demand_recorded,
    motion.MotionCarried: motion.on_motion_decided,
    motion.MotionLost: motion.on_motion_decided,
    amendment.AmendmentProposed: amending.on_proposed,
    amendment.AmendmentSeconded: amending.on_seconded,
    amendment.AmendmentTabled: amending.on_moved,
    amendment.AmendmentWithdrawn: amending.on_moved,
    amendment.AmendmentLapsed: amending.on_lapsed,
    amendment.AmendmentAdopted: amending.on_moved,
    amendment.AmendmentsOrdered: amending.on_ordered,
    amendment.AmendmentsPut: amending.on_put,
    amendment.AmendmentCarried: amending.on_decided,
    amendment.AmendmentLost: amending.on_decided,
    amendment.TextAmended: amending.on_text_amended,
    amendment.AmendmentOvertaken: amending.on_moved,
    closing.InitiativeSent: unchanged,
    closing.ReferralDemanded: unchanged,
    referral.MotionReferred: referral.on_referred,
    referral.ReferralReceived: referral.on_referred,
    referral.MandateGiven: referral.on_mandate,
    referral.MandateNotGiven: referral.on_mandate,
    referral.MandateBreached: referral.on_mandate_breached,
    referral.MandatesCounted: referral.on_mandates_counted,
    referral.PositionTaken: referral.on_answered,
    referral.NoPosition: referral.on_answered,
    reopening.DecisionRepealed: reopening.on_decision_repealed,
    reopening.MotionReopened: reopening.on_motion_reopened,
    ballot.BallotOpened: polling.on_ballot_opened,
    ballot.VoteCast: polling.on_vote_cast,
    ballot.PreferenceCast: polling.on_preference_cast,
    ballot.VoteVoided: polling.on_vote_voided,
    ballot.HandsCalled: polling.on_hands_called,
    ballot.CountEntered: polling.on_count_entered,
    ballot.CountsDiffered: polling.on_counts_differed,
    ballot.CountAgreed: polling.on_count_agreed,
    ballot.BallotClosed: polling.on_ballot_closed,
    recall.PetitionOpened: recall.on_petition_opened,
    recall.PetitionSigned: recall.on_petition_signed,
    recall.PetitionQualified: recall.on_recall_moved,
    recall.RecallHandedOn: recall.on_recall_moved,
    recall.PetitionLapsed: recall.on_recall_moved,
    recall.Recalled: recall.on_recall_moved,
    recall.RecallRejected: recall.on_recall_moved,
    recall.RecallMoot: recall.on_recall_moot,
    directive.DirectiveIssued: directive.on_directive_issued,
    directive.DirectiveReceived: directive.on_directive_received,
    directive.DirectiveAcknowledged: directive.on_directive_acknowledged,
    directive.ExecutionPlanned: directive.on_execution_planned,
    directive.ExecutionReported: directive.on_execution_reported,
    directive.ExecutionCompleted: directive.on_execution_moved,
    directive.ExecutionOverdue: directive.on_execution_moved,
    directive.ProgressRecorded: directive.on_progress_recorded,
    objection.ObjectionRaised: objection.on_objection_raised,
    objection.ObjectionRecorded: objection.on_objection_recorded,
    objection.DirectiveSuspended: objection.on_force_changed,
    objection.DirectiveUpheld: objection.on_force_changed,
    objection.DirectiveRevoked: objection.on_force_changed,
    special.SpecialOfficeMade: special.on_special_office_made,
    special.SpecialOfficeLapsed: special.on_special_office_lapsed,
    competence.DecisionReceived: competence.on_decision_received,
    competence.ContradictionFlagged: competence.on_contradiction_flagged,
    closing.MotionSuspended: suspension.on_suspension,
    suspension.SuspensionLifted: suspension.on_suspension,
    charter_change.CharterAmended: charter_change.on_charter_amended,
    charter_change.CharterOvertaken: charter_change.on_charter_overtaken,
    split.SplitDecided: split.on_split_decided,
    split.PartChosen: split.on_part_chosen,
    split.SplitLapsed: split.on_split_over,
    split.AssemblySplit: split.on_split_over,
    merger.MergerHeardOf: unchanged,
    merger.MergerOffered: merger.on_merger_offered,
    merger.OfferReceived: merger.on_offer_received,
    merger.MergerAgreed: merger.on_merger_agreed,
    merger.AssemblyMerged: merger.on_assembly_merged,
    merger.CouncilReleased: merger.on_council_released,
    joining.FoundingDecided: joining.on_founding_decided,
    joining.JoiningHeardOf: unchanged,
    joining.JoiningAsked: joining.on_joining_asked,
    joining.RequestReceived: joining.on_request_received,
    joining.CouncilTakenIn: joining.on_council_taken_in,
    joining.FederationJoined: joining.on_federation_joined,
    joining.CameUnder: joining.on_came_under,
    joining.FederationLeft: joining.on_federation_left,
    carrying.MembersMoved: carrying.on_members_moved,
    carrying.OfficeMoved: carrying.on_office_moved,
    carrying.MembersReceived: carrying.on_members_received,
    carrying.OfficeReceived: carrying.on_office_received,
    carrying.TermReceived: carrying.on_office_received,
    carrying.AlternatesReceived: carrying.on_alternates_received,
    carrying.SeatsMoved: carrying.on_seats_moved,
    carrying.SizeRecorded: carrying.on_size_recorded,
    carrying.DismissalPassedOn: unchanged,
    handing_on.MotionTakenOn: handing_on.on_motion_taken_on,
    handing_on.MotionMoved: handing_on.on_motion_moved,
    handing_on.DirectiveHandedOn: handing_on.on_directive_handed_on,
    handing_on.ReportsReceived: handing_on.on_reports_received,
    declaring.DeclarationMade: declaring.on_declaration_made,
    declaring.DeclarationHeardOf: declaring.on_declaration_heard_of,
    declaring.DeclarationsForgotten: declaring.on_declarations_forgotten,
    needs.NeedsStated: needs.on_needs_stated,
    needs.NeedsRecorded: needs.on_needs_recorded,
    needs.CollectiveNeedCarried: needs.on_collective_need,
    adopting.PlanAdopted: adopting.on_plan_adopted,
    adopting.PlanOvertaken: adopting.on_plan_overtaken,
    orders.MadeReported: ordering.on_made_reported,
    orders.MadeRecorded: ordering.on_made_recorded,
    orders.ChangeProposed: ordering.on_change_proposed,
    orders.ChangeRecorded: ordering.on_change,
    deliveries.GoodsSent: deliveries.on_goods_sent,
    deliveries.GoodsExpected: deliveries.on_goods_expected,
    deliveries.GoodsConfirmed: deliveries.on_goods_there,
    deliveries.GoodsArrived: deliveries.on_goods_there,
    correcting.MadeCorrected: correcting.on_made_corrected,
    correcting.MadeRecordedAnew: correcting.on_made_recorded_anew,
    correcting.GoodsCorrected: correcting.on_goods_corrected,
    correcting.CorrectionNoted: correcting.on_correction_noted,
    provision.ProvisionChanged: provision.on_provision_changed,
}

EVENTS: tuple[type[Event], ...] = (CouncilFounded, *EVOLVERS)


def evolve(council: Council | None, event: Event) -> Council:
    """The state after ``event``; only a founding needs no state before it."""
    if isinstance(event, CouncilFounded):
        return councils.on_council_founded(event)
    assert council is not None  # no stream begins without a founding
    return EVOLVERS[type(event)](council, event)


def fold(events: Iterable[Event], council: Council | None = None) -> Council | None:
    for event in events:
        council = evolve(council, event)
    return council

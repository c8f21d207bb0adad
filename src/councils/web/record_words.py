"""Every act of the record in a sentence (R17).

Theory of operation. Each event has one sentence with named places; ``values`` fills them from the event and from what
its council knows: titles of matters, names of people as this reader may read them, councils by name. A vote in an
assembly is told without its answer, so that the page of the record is no place to watch a vote from. An event without a
sentence is told by its name, and a test holds that there is none.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.functional import Promise

from councils.app.nouns import gettext_lazy as _
from councils.app.queries.names import Names
from councils.app.queries.question import home_of
from councils.core.act import RULE, Event
from councils.core.amending import amendment_in
from councils.core.amendment import motion_of
from councils.core.competence import ContradictionFlagged
from councils.core.council import Council
from councils.core.directive import DirectiveIssued
from councils.core.economy.adopting import PlanOvertaken
from councils.core.economy.bringing import MeansHeardOf
from councils.core.economy.declared import Declared, Picture, Stock
from councils.core.election import ElectionCalled
from councils.core.office import named_office
from councils.core.special import SpecialOffice
from councils.core.vote.tally import Tally
from councils.web.kinds import NAMES
from councils.web.plan_words import overtaken_words
from councils.web.referrals import delegation_words
from councils.web.templatetags.councils_ui import position_word, tally_words, vote_word

SENTENCES: Mapping[str, Promise] = {
    "CouncilFounded": _("%(here)s is founded."),
    "CouncilJoined": _("%(name)s joins, below %(here)s."),
    "SeatsApportioned": _("The seats are shared out anew among the {councils} below."),
    "SeatsSet": _("%(here)s has %(seats)s seats in the {council} above."),
    "MemberApplied": _("Somebody asks to take part."),
    "MemberAdmitted": _("A {member} is admitted."),
    "MemberLeft": _("A {member} leaves."),
    "ElectionCalled": _("An election is called: %(office)s."),
    "CandidateStood": _("%(candidate)s stands in the election: %(title)s."),
    "CandidateStoodDown": _("%(candidate)s no longer stands in the election: %(title)s."),
    "CandidateBarred": _("%(candidate)s can no longer hold the {office} and is struck from the election: %(title)s."),
    "ElectionOpened": _("The vote in the election opens: %(title)s."),
    "MarksCast": _("Somebody votes in the election: %(title)s."),
    "PaperCalled": _("The election is held on paper: %(title)s."),
    "BallotsEntered": _("%(teller)s enters the ballots that were counted: %(title)s."),
    "BallotsDiffered": _("The two counts of the ballots differ, and are thrown away: %(title)s."),
    "BallotsAgreed": _("Two {tellers} agree on the ballots: %(title)s."),
    "ElectionDecided": _("The election is decided: %(title)s; elected: %(elected)s."),
    "ElectionVoid": _("The election comes to nothing: %(title)s."),
    "OfficeFilled": _("%(holder)s becomes %(office)s, until %(until)s."),
    "OfficeRenewed": _("A term goes on: %(office)s, until %(until)s."),
    "OfficeVacated": _("%(holder)s is no longer %(office)s (%(cause)s)."),
    "AlternateStruck": _("%(holder)s is no longer among the {alternates}: %(office)s (%(cause)s)."),
    "DelegateSeated": _("A {delegate} of %(council)s takes a seat, until %(until)s."),
    "OfficesTold": _("The {council} above tells what a {delegate} of %(here)s holds there."),
    "DelegateUnseated": _("A seat of %(council)s falls vacant (%(cause)s)."),
    "MotionProposed": _("%(by)s proposes: “%(title)s”."),
    "MotionSeconded": _("%(by)s seconds “%(title)s”."),
    "DeliberationOpened": _("“%(title)s” is deliberated until %(until)s."),
    "ArgumentMade": _("%(by)s gives an argument on “%(title)s”."),
    "MotionWithdrawn": _("“%(title)s” is withdrawn."),
    "AmendmentProposed": _("%(by)s proposes an amendment to “%(title)s”."),
    "AmendmentSeconded": _("%(by)s seconds an amendment to “%(title)s”."),
    "AmendmentTabled": _("An amendment to “%(title)s” is on the table: it will be voted on."),
    "AmendmentWithdrawn": _("An amendment to “%(title)s” is withdrawn."),
    "AmendmentLapsed": _("An amendment to “%(title)s” lapses (%(why)s)."),
    "AmendmentAdopted": _("The proposer of “%(title)s” takes an amendment in."),
    "AmendmentsOrdered": _("%(by)s sets the order of the amendments to “%(title)s”."),
    "AmendmentsPut": _("The amendments to “%(title)s” are put to the vote, until %(closes)s."),
    "AmendmentCarried": _("An amendment to “%(title)s” is carried."),
    "AmendmentLost": _("An amendment to “%(title)s” is not carried."),
    "TextAmended": _("“%(title)s” has a new wording."),
    "AmendmentOvertaken": _("An amendment to “%(title)s” was carried, and is overtaken by another."),
    "DemandRecorded": _("%(council)s demands that “%(title)s” be referred down."),
    "MotionCarried": _("“%(title)s” is carried."),
    "MotionLost": _("“%(title)s” is not carried."),
    "InitiativeSent": _("The initiative goes to the {council} above."),
    "InitiativeReturned": _("The initiative cannot be brought above as it stands."),
    "ReferralDemanded": _("%(here)s demands that a {motion} above be referred down."),
    "MotionReferred": _("“%(title)s” goes down to every {assembly}; the answer is due on %(closes)s."),
    "ReferralReceived": _("A question comes from above: “%(title)s”; the answer is due on %(closes)s."),
    "MandateGiven": _("%(council)s gives its {delegates} a {mandate} on “%(title)s”: %(bound)s."),
    "MandateNotGiven": _("%(council)s comes to no valid decision on “%(title)s”: no {mandate}."),
    "MandateBreached": _("%(delegate)s votes against the {mandate} of %(council)s on “%(title)s”: %(choice)s."),
    "MandatesCounted": _("The {mandates} on “%(title)s” are counted in all three ways."),
    "PositionTaken": _("%(here)s answers “%(title)s”: %(position)s."),
    "NoPosition": _("%(here)s comes to no valid answer to “%(title)s”."),
    "BallotOpened": _("The vote opens: “%(title)s”; it closes on %(closes)s."),
    "VoteCast": _("Somebody votes on “%(title)s”."),
    "PreferenceCast": _("Somebody votes on “%(title)s”."),
    "VoteVoided": _("A vote on “%(title)s” is void, because its seat fell."),
    "HandsCalled": _("The vote on “%(title)s” is taken by show of hands."),
    "CountEntered": _("%(teller)s enters a count on “%(title)s”."),
    "CountsDiffered": _("The two counts on “%(title)s” differ, and are thrown away."),
    "CountAgreed": _("Two {tellers} agree on “%(title)s”: %(tally)s."),
    "BallotClosed": _("The vote closes on “%(title)s”: %(tally)s."),
    "PetitionOpened": _("A {petition} is opened to recall %(holder)s: %(office)s."),
    "PetitionSigned": _("Somebody signs the {petition} to recall %(holder)s."),
    "PetitionQualified": _("The {petition} to recall %(holder)s has enough signatures."),
    "PetitionLapsed": _("The {petition} to recall %(holder)s lapses."),
    "Recalled": _("%(holder)s is recalled: %(office)s."),
    "RecallRejected": _("%(holder)s is not recalled."),
    "RecallHandedOn": _("Enough have signed: %(to)s votes on the {recall}, where the {office} is held now."),
    "RecallMoot": _("The {recall} of %(holder)s is settled otherwise."),
    "DirectiveIssued": _("“%(title)s” goes down as a {directive}; {reports} are due on %(report_by)s."),
    "DirectiveReceived": _("A {directive} comes from above: “%(title)s”."),
    "DirectiveAcknowledged": _("%(here)s acknowledges the {directive} “%(title)s”."),
    "ExecutionPlanned": _("%(here)s says how it will carry out “%(title)s”."),
    "ExecutionReported": _("%(here)s reports on “%(title)s”."),
    "ExecutionCompleted": _("%(here)s has carried out “%(title)s”."),
    "ExecutionOverdue": _("%(here)s is overdue with “%(title)s”."),
    "ProgressRecorded": _("%(council)s tells how far it has come with “%(title)s”."),
    "ObjectionRaised": _("%(here)s objects to the {directive} “%(title)s”."),
    "ObjectionRecorded": _("%(council)s stands for %(members)s {members} who object to “%(title)s”."),
    "DirectiveSuspended": _("The {directive} “%(title)s” is suspended."),
    "DirectiveUpheld": _("The {directive} “%(title)s” is upheld."),
    "DirectiveRevoked": _("The {directive} “%(title)s” is revoked."),
    "SpecialOfficeMade": _("A special {office} is made: %(office)s, until %(until)s."),
    "SpecialOfficeLapsed": _("A special {office} has lapsed: %(office)s."),
    "DecisionReceived": _("A decision from above is known here: “%(title)s”."),
    "ContradictionFlagged": _("%(by)s flags a contradiction of “%(title)s” with “%(decision)s”."),
    "MotionSuspended": _("“%(title)s” waits until a decision above is changed."),
    "SuspensionLifted": _("Nothing stands against “%(title)s” any more: it takes effect."),
    "MotionReopened": _("“%(title)s” is put to the vote again."),
    "DecisionRepealed": _("“%(title)s” stands no longer, as “%(later)s” has decided."),
    "CharterAmended": _("The {charter} is changed: version %(version)s is in force."),
    "CharterOvertaken": _("The {charter} is not changed by “%(title)s”, which another change has overtaken: %(why)s."),
    "FoundingDecided": _("A new {assembly} is founded below: %(name)s."),
    "SplitDecided": _("%(here)s is to be split: everybody says by %(choose_until)s if they go with %(name)s."),
    "PartChosen": _("A {member} says which part they go with."),
    "SplitLapsed": _("The split does not come about: %(going)s would have gone, %(staying)s stayed."),
    "AssemblySplit": _("%(here)s is split: %(name)s is founded beside it."),
    "MergerHeardOf": _("%(council)s is to decide if it merges with %(here)s."),
    "MergerOffered": _("%(here)s offers to go over into %(council)s."),
    "OfferReceived": _("%(council)s offers to go over into %(here)s."),
    "MergerAgreed": _("%(council)s goes over into %(here)s."),
    "AssemblyMerged": _("%(here)s goes over into %(into)s."),
    "CouncilReleased": _("%(council)s is no longer below %(here)s (%(cause)s)."),
    "JoiningHeardOf": _("The federation of %(name)s is to decide if it joins this one."),
    "JoiningAsked": _("%(here)s asks to join the federation of %(host)s."),
    "RequestReceived": _("%(name)s asks to join this federation, below %(here)s."),
    "CouncilTakenIn": _("%(council)s is taken in."),
    "FederationJoined": _("%(here)s joins another federation, below %(parent)s."),
    "CameUnder": _("%(here)s comes under the {charter} of the federation it has joined."),
    "MeansBrought": _("%(here)s brings along what is declared in it."),
    "MeansParted": _("%(council)s leaves, and takes along the catalogue and what is declared there."),
    "MeansTaken": _("%(here)s has the catalogue, and what is declared in it, for itself from now on."),
    "MeansHeardOf": _("What is declared below %(council)s counts here from now on."),
    "FederationLeft": _("%(here)s leaves the federation, with all below it."),
    "MembersMoved": _("%(members)s of the {members} go over to %(to)s."),
    "OfficeMoved": _("The {office} is held on in %(to)s: %(office)s."),
    "MembersReceived": _("%(members)s {members} come over from %(origin)s."),
    "OfficeReceived": _("Whoever holds {offices} comes over with them."),
    "TermReceived": _("A term that is over comes over with its holder."),
    "AlternatesReceived": _("{Alternates} come over: %(office)s."),
    "SeatsMoved": _("{Delegates} of %(origin)s are counted for %(council)s from now on."),
    "SizeRecorded": _("%(council)s has %(represented)s {members} now."),
    "DismissalPassedOn": _("A {recall} is passed on to %(to)s, where the {office} is held now."),
    "MotionTakenOn": _("“%(title)s” goes on here; it was brought as %(origin)s."),
    "MotionMoved": _("“%(title)s” goes on in %(to)s."),
    "DirectiveHandedOn": _("“%(title)s” is carried out by %(to)s from now on."),
    "ReportsReceived": _("The {reports} of %(origin)s on “%(title)s” come over."),
    "WordsReceived": _("What those who come over had said of “%(title)s” is kept."),
    "DeclarationMade": _("%(by)s declares for %(here)s: %(declared)s."),
    "DeclarationHeardOf": _("%(council)s declares: %(declared)s."),
    "DeclarationsForgotten": _("What %(council)s had declared counts no more, or for the one that it has merged into."),
    "DeclarationsTakenOn": _("What %(origin)s had declared is had here from now on."),
    "OrdersTakenOn": _("What %(origin)s was to make and send is to be done here: “%(title)s”."),
    "OrdersEnded": _("Nothing of “%(title)s” is ordered any more of those who have left: %(councils)s."),
    "GoodsTakenOn": _("What was on its way to a {council} that has merged into this one comes here."),
    "GoodsRedirected": _("What was sent comes to %(to)s, into which the {council} that it was for has merged."),
    "DeliveriesTakenOn": _("All that %(origin)s had sent and got comes over."),
    "DeliveriesRedirected": _("What %(gone)s had sent and got is that of %(into)s, into which it has merged."),
    "NeedsStated": _("%(here)s states what its households need."),
    "NeedsRecorded": _("%(council)s tells what it needs, with all below it."),
    "CollectiveNeedCarried": _("%(here)s needs as a whole what “%(title)s” says."),
    "PlanAdopted": _("The plan of “%(title)s” is in force."),
    "PlanRemade": _("From %(start)s on the plan of “%(title)s” is made anew."),
    "OrdersShortened": _("What was ordered by “%(title)s” is finished until %(until)s; then another plan begins."),
    "OrderChanged": _("%(here)s is asked for something else by “%(title)s”."),
    "PlanOvertaken": _("The plan of “%(title)s” cannot be carried out any more: %(why)s."),
    "MadeReported": _("%(here)s reports what it made: “%(title)s”."),
    "MadeRecorded": _("%(council)s has made a part of what was ordered: “%(title)s”."),
    "ChangeProposed": _("%(here)s proposes a change of what was ordered: “%(title)s”."),
    "ChangeRecorded": _("A change of what was ordered is proposed: “%(title)s”."),
    "GoodsSent": _("%(here)s sends %(quantity)s of %(product)s to %(to)s."),
    "GoodsExpected": _("%(quantity)s of %(product)s are on their way from %(origin)s."),
    "GoodsConfirmed": _("%(by)s confirms that %(quantity)s of what was sent have come."),
    "GoodsArrived": _("What was sent has arrived: %(quantity)s."),
    "ReportCorrected": _("%(here)s corrects its {report} %(report)s on “%(title)s”: %(reason)s"),
    "MadeCorrected": _("%(here)s corrects its {report} %(report)s on what it made, “%(title)s”: %(reason)s"),
    "MadeRecordedAnew": _("%(council)s corrects its {report} %(report)s on what it made, “%(title)s”: %(reason)s"),
    "GoodsCorrected": _("%(by)s corrects what was told of a delivery, to %(quantity)s: %(reason)s"),
    "CorrectionNoted": _("What was told of a delivery is corrected, to %(quantity)s: %(reason)s"),
    "GoodsHeardOf": _("%(quantity)s of %(product)s are on their way from %(origin)s, to the {councils} below."),
    "ArrivalHeardOf": _("What has come of what was sent to the {councils} below is told."),
    "AllReceived": _("All that %(here)s was to send has come: “%(title)s”."),
    "ReceivedNoMore": _("By a correction, not all that %(here)s was to send has come: “%(title)s”."),
    "ProvisionChanged": _("How a good is had has changed, by “%(title)s”."),
}
BY_RULE = _("By the rules, “%(title)s” contradicts “%(decision)s”.")
DELEGATE_VOTE = _("%(voter)s votes on “%(title)s”: %(choice)s.")

MATTERS = ("motion", "amendment", "matter", "question", "election", "recall", "directive")
VOICES = ("by", "candidate", "holder", "teller")
DECISIONS = ("later", "decision")
DATES = ("until", "closes", "report_by", "acknowledge_by", "choose_until", "start")


def event_words(event: Event, council: Council, names: Names) -> str:
    """The sentence for ``event``, which happened in ``council``."""
    kind = type(event).__name__
    if kind in ("VoteCast", "PreferenceCast") and not council.is_base:
        return str(DELEGATE_VOTE) % values(event, council, names)
    if isinstance(event, ContradictionFlagged) and event.by == RULE:
        return str(BY_RULE) % values(event, council, names)
    return str(SENTENCES[kind]) % values(event, council, names) if kind in SENTENCES else kind


def values(event: Event, council: Council, names: Names) -> dict[str, Any]:
    """What the sentence's places are filled with."""
    told: dict[str, Any] = {name: getattr(event, name) for name in fields(event)}
    matter = next((told[name] for name in MATTERS if isinstance(told.get(name), str)), "")
    told["here"] = council.name
    told["title"] = told.get("title") or title_of(council, matter, names)
    told |= people(told, council, names)
    told |= {name: date_format(told[name], "j F Y") for name in DATES if told.get(name)}
    if isinstance(told.get("tally"), Tally):
        told["tally"] = tally_words(told["tally"])
    if bound := told.get("bound") or told.get("preferences"):
        told["bound"] = delegation_words(bound)
    if isinstance(told.get("declared"), Declared):
        told["declared"], told["council"] = thing_name(told["declared"]), told.get("path", ("",))[0]
    if isinstance(event, MeansHeardOf):
        told["council"] = event.path[0]
    if isinstance(told.get("special"), SpecialOffice):
        told["until"] = date_format(told["special"].until, "j F Y")
    if isinstance(event, PlanOvertaken):
        told["why"] = overtaken_words(council, event.why)
    if "choice" in told or "preference" in told:
        told["choice"] = vote_word(told.get("choice") or told.get("preference") or "")
    told |= {name: title_of(council, told[name], names) for name in DECISIONS if told.get(name)}
    if "answer" in told:
        told["position"] = position_word(told["answer"].position)
    return told


def fields(event: Event) -> tuple[str, ...]:
    return tuple(name for kind in type(event).__mro__ for name in getattr(kind, "__slots__", ()))


def people(told: Mapping[str, Any], council: Council, names: Names) -> dict[str, Any]:
    """Voices, credentials, councils and offices by their names."""
    found: dict[str, Any] = {name: names.of(council, told[name]) for name in VOICES if told.get(name)}
    recall = council.recalls.get(str(told.get("recall", "")))
    if recall is not None and "holder" not in found:
        found["holder"] = names.of(council, recall.holder)
    if not council.is_base and "paper" in told:
        found["voter"] = names.of(council, told["paper"])
    if "credential" in told and "choice" in told:
        found["delegate"] = names.of(council, told["credential"])
    if isinstance(told.get("elected"), tuple):
        found["elected"] = ", ".join(names.of(council, voice) for voice in told["elected"])
    if told.get("council") in council.below:
        found["council"] = council.below[told["council"]].name
    if told.get("council") in {**council.former, **council.below}:
        found["council"] = council.known_below(told["council"]).name
    if isinstance(told.get("members"), tuple):
        found["members"] = len(told["members"])
    office = named_office(council, str(told.get("office", "")))
    if office is not None:
        found["office"] = office.title
    proposal = told.get("proposal")
    if proposal is not None:
        found |= {"title": proposal.title, "kind": NAMES[proposal.kind]}
    return found


def title_of(council: Council, matter: str, names: Names) -> str:
    """What a matter of this council is called."""
    if matter in council.motions:
        return council.motions[matter].proposal.title
    amendment = amendment_in(council, matter)
    if amendment is not None:
        return council.motions[motion_of(matter)].proposal.title
    if matter in council.referrals:
        return council.referrals[matter].title
    if matter in council.directives:
        return council.directives[matter].title
    if matter in council.decisions:
        return council.decisions[matter].title
    if matter in council.elections:
        office = named_office(council, council.elections[matter].office)
        return office.title if office else council.elections[matter].office
    if matter in council.recalls:
        return str(_("{Recall} of %(name)s")) % {"name": names.of(council, council.recalls[matter].holder)}
    return matter


def event_url(event: Event, council: Council) -> str:
    """The page of what the event is about."""
    for name in MATTERS:
        matter = getattr(event, name, "")
        if not isinstance(matter, str) or not matter:
            continue
        if name == "directive" or isinstance(event, DirectiveIssued):
            return reverse("directive", args=[council.id, matter])
        if amendment_in(council, matter):
            return reverse("motion", args=[council.id, motion_of(matter)]) + "#amendments"
        if matter in council.elections or isinstance(event, ElectionCalled):
            return reverse("election", args=[council.id, matter])
        if matter in council.recalls:
            return reverse("recall", args=[council.id, matter])
        if matter in council.motions or matter in council.referrals or home_of(matter) == council.id:
            return reverse("motion", args=[council.id, matter])
    return ""


def thing_name(declared: Declared) -> str:
    """What a declaration is about, in a word or two."""
    thing = declared.thing
    if isinstance(thing, Stock):
        return f"{thing.product} ({thing.quantity:f})"
    if declared.ended:
        return str(_("%(thing)s, taken back")) % {"thing": thing_name(replace(declared, ended=False))}
    if isinstance(thing, Picture):
        return str(_("picture of %(product)s")) % {"product": thing.product}
    return str(getattr(thing, "name", "") or getattr(thing, "product", "") or getattr(thing, "activity", ""))

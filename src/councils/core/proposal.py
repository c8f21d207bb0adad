"""What can be proposed, and where: the kinds of motion and the councils that they fit (R6, R13-R15)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from councils.core.act import CouncilId, MatterId, later
from councils.core.charter import STRUCTURAL, Charter, Kind
from councils.core.charter.check import AGAIN, WITH_OPTIONS, check_charter
from councils.core.charter.choices import PLANNING
from councils.core.charter.limits import MOST_OPTIONS
from councils.core.council import Council, level_names
from councils.core.economy.declaring import planless
from councils.core.economy.needs import Collective, unfit_need
from councils.core.economy.offer import PlanOffer, unofferable
from councils.core.economy.provision import Provision, unfit_provision
from councils.core.refusal import Reason, Refused, refuse
from councils.core.sentence import gettext_noop
from councils.core.special import SpecialOffice, unfit_office
from councils.core.vote.options import Options

if TYPE_CHECKING:
    from councils.core.motion import Motion


@dataclass(frozen=True, slots=True)
class Proposal:
    """What is proposed. ``target`` is the directive or motion it is about; ``to`` whom a directive addresses (councils
    directly below; empty: all); ``unit`` what its reports count; a caucus is a label (R3); ``office`` the special
    office that it would make (R14); ``matter`` what kind of matter it decides, ``touches`` the decisions that it would
    change (R20). ``name`` is that of the council to be founded or split off, ``place_kind`` what kind of place it is
    founded at (a "workplace"); another council to merge with, to join or to admit is the ``target`` (R16). ``options``
    are what is chosen among, where it is not yes or no (R6). ``plan``, ``need`` and ``provision`` are what is planned,
    needed together, and how a good is had (R18)."""

    kind: Kind
    title: str
    text: str = ""
    target: MatterId = ""
    to: tuple[CouncilId, ...] = ()
    unit: str = ""
    caucus: str = ""
    charter: Charter | None = None
    office: SpecialOffice | None = later(None)
    matter: str = later("")
    touches: tuple[MatterId, ...] = later(())
    name: str = later("")
    place_kind: str = later("")
    options: Options | None = later(None)
    plan: PlanOffer | None = later(None)
    need: Collective | None = later(None)
    provision: Provision | None = later(None)


def out_of_place(council: Council, proposal: Proposal, at: datetime) -> Refused | None:
    """Whether a motion of this kind can be brought in this council, about this target (R6)."""
    unfit_choice = proposal.options and no_options(council, proposal.kind, proposal.options)
    groups = ((AGAIN, no_reopening), (STRUCTURAL, no_change), (PLANNING, no_planning))
    unfit = next((check for kinds, check in groups if proposal.kind in kinds), out_of_kind)
    return unfit_choice or unfit(council, proposal, at)


def out_of_kind(council: Council, proposal: Proposal, at: datetime) -> Refused | None:
    match proposal.kind:
        case Kind.DIRECTIVE:
            return no_directive(council, proposal.to)
        case Kind.INITIATIVE | Kind.DEMAND if council.parent is None:
            return refuse(Reason.NO_COUNCIL_ABOVE)
        case Kind.INITIATIVE:
            return no_initiative(council, proposal, at)
        case Kind.SPECIAL_OFFICE:
            return unfit_office(council, proposal.office, at)
        case Kind.DEMAND if proposal.target.rpartition(":")[0] != council.parent:
            return refuse(Reason.KIND_NOT_HERE, why="it must name a motion of the council directly above")
        case Kind.OBJECTION:
            return no_objection(council, proposal.target)
        case Kind.RECONSIDERATION:
            return refuse(Reason.KIND_NOT_HERE, why="it comes by itself when enough councils object")
        case Kind.CHARTER:
            return no_charter(council, proposal.charter)
        case _:
            return None


def no_planning(council: Council, proposal: Proposal, at: datetime) -> Refused | None:
    """Whether this cannot be planned, needed or provided so (R18)."""
    if proposal.kind is Kind.PLAN:
        return unofferable(council, proposal.plan)
    if proposal.kind is Kind.NEED:
        return planless(council) or unfit_need(proposal.need, at)
    return planless(council) or unfit_provision(council, proposal.provision)


def no_options(council: Council, kind: Kind, options: Options) -> Refused | None:
    """Whether a motion of this kind cannot be put with these options (R6)."""
    known, sentences = council.charter.motion(kind).castings, [sentence.strip() for sentence in options.sentences]
    if kind not in WITH_OPTIONS:
        return refuse(Reason.KIND_WITHOUT_OPTIONS)
    if not known:
        return refuse(Reason.NO_OPTIONS)
    if options.casting not in known:
        return refuse(Reason.CASTING_NOT_HERE, casting=options.casting, known=", ".join(known))
    if not 2 <= len(sentences) <= MOST_OPTIONS:
        return refuse(Reason.OPTIONS_NUMBER, number=len(sentences), most=MOST_OPTIONS)
    if not all(sentences):
        return refuse(Reason.EMPTY_TEXT, what=gettext_noop("sentence for each option"))
    return refuse(Reason.OPTIONS_ALIKE) if len({s.casefold() for s in sentences}) < len(sentences) else None


def no_reopening(council: Council, proposal: Proposal, at: datetime) -> Refused | None:
    """Whether what was decided cannot be decided anew now (R6)."""
    rule, decided = council.charter.reopening, council.motions.get(proposal.target)
    if not rule.allowed:
        return refuse(Reason.NO_REOPENING)
    if decided is None:
        return refuse(Reason.NO_SUCH_MATTER)
    if not reopenable(decided, proposal.kind) or decided.decided is None:
        return refuse(Reason.NOT_TO_DECIDE_ANEW)
    rested = decided.decided + timedelta(days=rule.rest_days)
    if at < rested:
        return refuse(Reason.TOO_EARLY, when=f"{rested:%Y-%m-%d %H:%M}")
    others = (m for m in council.motions.values() if m.open and m.proposal.kind in AGAIN)
    if any(m.proposal.target == proposal.target for m in others):
        return refuse(Reason.ASKED_ANEW_ALREADY)
    return out_of_kind(council, decided.proposal, at) if proposal.kind is Kind.REOPENING else None


def reopenable(decided: Motion, kind: Kind) -> bool:
    """Whether this was decided, and stands: carried, where it is to be repealed."""
    if decided.verdict is None or decided.repealed_by or decided.proposal.kind not in WITH_OPTIONS:
        return False
    return kind is Kind.REOPENING or decided.verdict.carried


def no_directive(council: Council, to: tuple[CouncilId, ...]) -> Refused | None:
    if not council.below:
        return refuse(Reason.NO_COUNCIL_BELOW)
    if not set(to) <= council.below.keys():
        return refuse(Reason.KIND_NOT_HERE, why="it addresses councils that are not directly below this one")
    return None


def no_initiative(council: Council, proposal: Proposal, at: datetime) -> Refused | None:
    """What goes up must be sound already here; a plan is brought where everything is declared."""
    if proposal.plan is not None:
        return unofferable(council, proposal.plan)
    if proposal.charter is not None:
        return not_fitting(council, proposal.charter)
    return None if proposal.office is None else unfit_office(council, proposal.office, at)


def no_change(council: Council, proposal: Proposal, at: datetime) -> Refused | None:
    """Whether the tree of councils cannot be changed so (R16); the other council is asked by ``react.py``."""
    kind = proposal.kind
    if kind in (Kind.FOUNDING, Kind.SPLIT) and not proposal.name.strip():
        return refuse(Reason.EMPTY_TEXT, what=gettext_noop("name for the new council"))
    why = {
        Kind.FOUNDING: "this is an assembly; it can be split" if council.is_base else "",
        Kind.SPLIT: no_split(council),
        Kind.MERGER: "only assemblies below the same council merge" if not stands_below(council) else "",
        Kind.JOINING: no_joining(council),
        Kind.ADMISSION: "" if proposal.target in council.requests else "no council of this name has asked to join",
        Kind.LEAVING: "there is no council above" if council.parent is None else "",
    }[kind]
    return refuse(Reason.KIND_NOT_HERE, why=why) if why else None


def stands_below(council: Council) -> bool:
    return council.is_base and council.parent is not None and not council.merged_into


def no_split(council: Council) -> str:
    if not stands_below(council):
        return "only an assembly below a council can be split"
    return "a split is under way" if council.split else ""


def no_joining(council: Council) -> str:
    if council.parent is not None:
        return "a council leaves its own federation first"
    return f"it has asked {council.joining} already" if council.joining else ""


def no_objection(council: Council, target: MatterId) -> Refused | None:
    directive = council.directives.get(target)
    if directive is None or directive.issuer == council.id:
        return refuse(Reason.NO_SUCH_DIRECTIVE)
    return refuse(Reason.OBJECTED_ALREADY) if directive.objected else None


def no_charter(council: Council, charter: Charter | None) -> Refused | None:
    if council.parent is not None:
        return refuse(Reason.KIND_NOT_HERE, why="the charter is changed by the congress; bring an initiative")
    if charter is None:
        return refuse(Reason.NO_CHARTER)
    return not_fitting(council, charter)


def not_fitting(council: Council, charter: Charter) -> Refused | None:
    why = unfit(council, charter)
    return refuse(Reason.CHARTER_UNFIT, why=why) if why else None


def unfit(council: Council, charter: Charter) -> str:
    """Why ``charter`` cannot take the place of the one in force; empty if it can."""
    faults = check_charter(charter)
    if faults:
        return f"it contradicts itself ({faults[0].message})"
    old, new = level_names(council.charter), level_names(charter)
    missing = [name for name in old if name not in new]
    if missing:
        return f"it has no level {', '.join(missing)}, at which there are councils"
    if [name for name in new if name in old] != old or new[0] != old[0]:
        return "its levels are not in the order in which the councils stand"
    return ""


def kind_above(council: Council, proposal: Proposal) -> Kind:
    """What an initiative from below becomes in ``council``."""
    if proposal.office is not None:
        return Kind.SPECIAL_OFFICE
    if proposal.provision is not None:
        return Kind.PROVISION if council.parent is None else Kind.INITIATIVE
    if proposal.charter is None:
        return Kind.RESOLUTION
    return Kind.CHARTER if council.parent is None else Kind.INITIATIVE

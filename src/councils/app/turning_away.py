"""What the platform turns away, though the rules that a record is verified by let it pass (R18).

Theory of operation. A rule that came later must not decide old acts otherwise, and some things are on no record, or on
that of another council. So this is asked here, of acts that the rules allow, before anything of them is written; who
may not do it is told that first. Programs and pages come this way alike.
"""

from __future__ import annotations

from councils.app.identity import council as council_of
from councils.app.images import SENT
from councils.app.overdone import overdone
from councils.app.queries.federations import root_of
from councils.app.units import counted_already
from councils.core.act import Command, CouncilId
from councils.core.economy.adopting import AdjustPlan
from councils.core.economy.declaring import Declare
from councils.core.economy.offer import PlanOffer
from councils.core.economy.ordering import tells_nothing
from councils.core.economy.orders import ProposeChange
from councils.core.economy.remaking import RemakePlan
from councils.core.motion import Propose
from councils.core.refusal import Reason, Refused, refuse
from councils.core.sentence import phrase
from councils.store.models import Image


def turned_away(council: CouncilId, command: Command) -> Refused | None:
    """Why this is not done, though the rules allow it."""
    return (
        tells_nothing(command)
        or counted_already(council, command)
        or image_unknown(council, command)
        or overdone(council, command)
        or part_of_a_run(council, command)
        or needing_nothing(council, command)
        or reckoned_as_before(command)
    )


def image_unknown(council: CouncilId, command: Command) -> Refused | None:
    """Whether a product would be shown with an image that was not sent here: it is not there, or another federation's.

    It comes with this very act, or shows a product of this federation already.
    """
    declared = command.declared if isinstance(command, Declare) else None
    picture = declared.picture if declared and not declared.ended else None
    if picture is None or (picture.image in images_of(council) and Image.objects.filter(pk=picture.image).exists()):
        return None
    return refuse(Reason.UNSOUND_DECLARATION, why=phrase("this image was not sent here: send it as a picture"))


def images_of(council: CouncilId) -> set[str]:
    """What its federation may show: the images by which it shows products, and the one that is being sent."""
    congress = council_of(root_of(council))
    shown = congress.economy.pictures.values() if congress else ()
    return {SENT.get(), *(picture.image for picture in shown)}


def part_of_a_run(council: CouncilId, command: Command) -> Refused | None:
    """Whether a workplace proposes parts of what there are only whole runs of."""
    congress = council_of(root_of(council)) if isinstance(command, ProposeChange) else None
    if congress is None or not isinstance(command, ProposeChange):
        return None
    technique = congress.economy.techniques.get((council, command.technique))
    if technique is None or not technique.whole or command.runs == command.runs.to_integral_value():
        return None
    return refuse(Reason.PART_OF_A_RUN, technique=technique.name, runs=f"{command.runs.normalize():f}")


def needing_nothing(council: CouncilId, command: Command) -> Refused | None:
    """Whether a council would decide to need a product that is not in the catalogue, once there is one."""
    need = command.proposal.need if isinstance(command, Propose) else None
    congress = council_of(root_of(council)) if need else None
    products = congress.economy.products if congress else {}
    if need is None or not products or need.product in products:
        return None
    return refuse(Reason.NO_SUCH_PRODUCT, product=need.product)


def reckoned_as_before(command: Command) -> Refused | None:
    """Whether a plan says less of itself than plans do now: it would be judged by the rules of before (`PlanOffer`)."""
    offer = offer_of(command)
    if offer is None or (offer.stocked and (offer.shared or not offer.fair)):
        return None
    return refuse(Reason.NOT_CERTIFIED, why=phrase("it is reckoned as plans were before"))


def offer_of(command: Command) -> PlanOffer | None:
    if isinstance(command, AdjustPlan | RemakePlan):
        return command.offer
    return command.proposal.plan if isinstance(command, Propose) else None

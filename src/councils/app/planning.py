"""Plans are made: needs are called for, variants computed, one brought to the vote, the plan in force adjusted (R18).

Theory of operation. A variant is what the planner finds for the needs and the declarations of now, by one aim; its
offer is a function of the congress's state, so it is computed once for each state, and computed again to be brought.
To bring it, or to adjust the plan in force, is one act at the end, whose certificate is reckoned anew: whatever breaks
off before has changed nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Generic, TypeVar

from councils.app.nouns import gettext as _
from councils.app.perform import Performed
from councils.app.reckoning import Asked, UnderwayError, solved
from councils.app.speaking import speak
from councils.core.act import CouncilId
from councils.core.charter import Kind
from councils.core.council import Council
from councils.core.economy.adopting import AdjustPlan
from councils.core.economy.declared import Code
from councils.core.economy.needs import CallNeeds, Horizon
from councils.core.economy.offer import PlanOffer
from councils.core.economy.state import Economy
from councils.core.motion import Propose
from councils.core.proposal import Proposal
from councils.core.refusal import Reason, Refused, refuse
from councils.plan.federation import economy_of, offered, proved
from councils.plan.solve import Plan
from councils.store.models import Person

LABOUR, FAIR, SPARE = "labour", "fair", "spare:"


@dataclass(frozen=True, slots=True)
class Variant:
    """``aim``: LABOUR, FAIR, or SPARE with the code of a resource; ``plan`` with its economy and certificate."""

    aim: str
    plan: Plan
    offer: PlanOffer


Found = TypeVar("Found")


class Remembered(Generic[Found]):
    """What was computed last for what a congress has declared and needs, as long as that is the same."""

    def __init__(self, most: int = 32) -> None:
        self.most, self.kept = most, dict[tuple[CouncilId, str], tuple[Economy, Found]]()

    def of(self, congress: Council, key: str, compute: Callable[[], Found]) -> Found:
        now = replace(
            congress.economy, plan="", offer=None, adjustment=0, directive="", opening=None, provisions={}, before={}
        )
        known = self.kept.get((congress.id, key))
        if known is None or known[0] != now:
            known = now, compute()
            if len(self.kept) >= self.most:
                self.kept.clear()
            self.kept[congress.id, key] = known
        return known[1]


VARIANTS: Remembered[Variant | None] = Remembered()


def ready(congress: Council) -> bool:
    """Whether needs have been called for and summed up."""
    return congress.economy.needs is not None and congress.economy.needs.complete


def aims(congress: Council) -> list[str]:
    """What a plan can be made for: least labour, the most equal share of needs, the least of a shared resource.

    Each meets needs by their priority first.
    """
    economy = congress.economy
    used = sorted({code for technique in economy.techniques.values() for code in technique.occupies})
    several = len(economy.needs.below if economy.needs else congress.below) > 1
    return [LABOUR, *([FAIR] if several else []), *(f"{SPARE}{code}" for code in used)]


def aim_words(congress: Council, aim: str) -> str:
    """What a variant is made for; needs come first in each, by their priority."""
    if aim == LABOUR:
        return _("Least work")
    if aim == FAIR:
        return _("What is short is shared out alike")
    code = aim.removeprefix(SPARE)
    names = [resource.name for (_owner, known), resource in congress.economy.resources.items() if known == code]
    return _("Least use of %(resource)s") % {"resource": names[0] if names else code}


def variants(congress: Council) -> Iterator[Variant]:
    """One for each aim, but for those that come to a plan there was before; UnderwayError with all that take long."""
    if underway := list(not_there(congress)):
        raise UnderwayError(*underway)
    found: list[Variant] = []
    for aim in aims(congress):
        made = variant(congress, aim)
        if made is not None and all(made.offer.orders != other.offer.orders for other in found):
            found.append(made)
            yield made


def not_there(congress: Council) -> Iterator[Asked]:
    """The plans that are being made by now."""
    for aim in aims(congress):
        try:
            variant(congress, aim)
        except UnderwayError as underway:
            yield from (replace(asked, aim=aim) for asked in underway.asked)


def variant(congress: Council, aim: str) -> Variant | None:
    """The plan for an aim; None for no aim of this congress, before needs were called for, or where none was found."""
    if not ready(congress) or aim not in aims(congress):
        return None
    return VARIANTS.of(congress, aim, lambda: computed(congress, aim))


def computed(congress: Council, aim: str) -> Variant | None:
    least = (aim.removeprefix(SPARE),) if aim.startswith(SPARE) else ()
    plan = solved(economy_of(congress), fair=aim == FAIR, least=least)
    return Variant(aim, plan, offered(congress, plan)) if proved(plan) else None


def unfound(congress: Council) -> list[str]:
    """The aims that no plan was found for, or none that anyone could check: of numbers of very different size."""
    return [aim for aim in aims(congress) if variant(congress, aim) is None] if ready(congress) else []


def not_found(congress: Council, aim: str) -> Refused:
    """Why there is no variant for an aim."""
    if not ready(congress):
        return refuse(Reason.UNCALLED)
    if aim not in aims(congress):
        there = ", ".join(aims(congress))
        return refuse(Reason.ONE_PLACE, aims=there) if aim == FAIR else refuse(Reason.NO_SUCH_AIM, aim=aim, aims=there)
    return none_found(congress)


def none_found(congress: Council) -> Refused:
    """No plan, or none that anyone could check: where to look, which is where the largest number is."""
    code, much = largest(congress)
    product = congress.economy.products.get(code)
    name, unit = (product.name, f" {product.unit}") if product else (code, "")
    return refuse(Reason.NO_PLAN_FOUND, product=name, quantity=f"{much.normalize():f}{unit}")


def largest(congress: Council) -> tuple[Code, Decimal]:
    """The product that is spoken of in the largest quantity, and that: of what is needed, made, used or in stock."""
    economy = congress.economy
    found = [(need.quantity, need.product) for need in economy.needs.total.needs] if economy.needs else []
    for technique in economy.techniques.values():
        found += [(much, code) for amounts in (technique.makes, technique.uses) for code, much in amounts.items()]
    found += [(stock.quantity, stock.product) for stock in economy.stocks.values()]
    much, code = max(found, default=(Decimal(0), ""))
    return code, much


def call_needs(person: Person, root: CouncilId, horizon: Horizon) -> Performed:
    """Ask everybody what they need in these periods."""
    return speak(person, root, lambda voice: CallNeeds(voice, horizon))


def bring(person: Person, congress: Council, aim: str, title: str, text: str) -> Performed:
    """Bring the plan for an aim as a motion."""
    made = variant(congress, aim)
    if made is None:
        return not_found(congress, aim)
    proposal = Proposal(Kind.PLAN, title, text, plan=made.offer)
    return speak(person, congress.id, lambda voice: Propose(voice, proposal))


def adjust(person: Person, congress: Council, aim: str) -> Performed:
    """Put the plan for an aim in the place of the one in force, as far as the charter leaves that to the office."""
    made = variant(congress, aim)
    if made is None:
        return not_found(congress, aim)
    return speak(person, congress.id, lambda voice: AdjustPlan(voice, made.offer))

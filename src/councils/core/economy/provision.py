"""How people come by a good: for credits, rationed, free up to a quantity, or free (R18).

A good becomes free as it becomes plentiful, by a motion for each step, and back by another one.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum

from councils.core.act import Event, MatterId
from councils.core.council import Council
from councils.core.economy.declared import MOST, Code, countable
from councils.core.refusal import Reason, Refused, refuse
from councils.core.sentence import phrase


class Stage(StrEnum):
    CREDITS = "credits"  # for the hours of work in it
    RATIONED = "rationed"  # everyone ``quantity`` in a period at most, for credits
    PARTLY_FREE = "partly-free"  # everyone ``quantity`` in a period without credits, more for credits
    FREE = "free"


@dataclass(frozen=True, slots=True)
class Provision:
    """The stage that a good is at; ``quantity`` is that of one person in a period, where the stage has one."""

    product: Code
    stage: Stage = Stage.CREDITS
    quantity: Decimal = Decimal(0)

    @property
    def limited(self) -> bool:
        return self.stage in (Stage.RATIONED, Stage.PARTLY_FREE)

    def charged(self, before: Decimal, taken: Decimal) -> Decimal | None:
        """For how much of what is ``taken`` credits are cancelled, ``before`` being taken in this period already.

        None where so much is not to be had.
        """
        match self.stage:
            case Stage.FREE:
                return Decimal(0)
            case Stage.PARTLY_FREE:
                return min(taken, max(Decimal(0), before + taken - self.quantity))
            case Stage.RATIONED:
                return taken if before + taken <= self.quantity else None
            case Stage.CREDITS:
                return taken


@dataclass(frozen=True, slots=True)
class ProvisionChanged(Event):
    motion: MatterId
    provision: Provision


def unfit_provision(council: Council, provision: Provision | None) -> Refused | None:
    """Whether a motion cannot bring a good to this stage here (R18)."""
    if council.parent is not None:
        return refuse(
            Reason.KIND_NOT_HERE, why=phrase("how goods are had is decided by the {congress}; bring an initiative")
        )
    if provision is None or provision.product not in council.economy.products:
        return refuse(Reason.UNSOUND_DECLARATION, why=phrase("the catalogue has no such product"))
    quantity = provision.quantity
    if not countable(quantity):
        return refuse(Reason.NO_AMOUNT, most=f"{MOST:.0f}")
    if provision.limited != bool(quantity):
        return refuse(
            Reason.UNSOUND_DECLARATION,
            why=phrase("a quantity belongs to what is rationed or partly free, and only there"),
        )
    known = council.economy.provisions.get(provision.product, Provision(provision.product))
    return refuse(Reason.DECLARED_ALREADY) if known == provision else None


def on_provision_changed(council: Council, event: ProvisionChanged) -> Council:
    provisions: Mapping[Code, Provision] = {**council.economy.provisions, event.provision.product: event.provision}
    return replace(council, economy=replace(council.economy, provisions=provisions))

"""A delivery: from the moment it is sent until those it is for say what came (R18)."""

from __future__ import annotations

from enum import StrEnum

from councils.core.machines.machine import Machine


class Carriage(StrEnum):
    SENT = "sent"
    ARRIVED = "arrived"


DELIVERY = Machine(
    "delivery",
    born={"GoodsSent": Carriage.SENT, "GoodsExpected": Carriage.SENT},
    moves={
        (Carriage.SENT, "GoodsConfirmed"): Carriage.ARRIVED,
        (Carriage.SENT, "GoodsArrived"): Carriage.ARRIVED,
        (Carriage.SENT, "GoodsCorrected"): Carriage.SENT,
        (Carriage.SENT, "CorrectionNoted"): Carriage.SENT,
        (Carriage.ARRIVED, "GoodsCorrected"): Carriage.ARRIVED,
        (Carriage.ARRIVED, "CorrectionNoted"): Carriage.ARRIVED,
    },
)

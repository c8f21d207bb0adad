"""Offices that are held, and special powers that lapse (R4, R10, R11, R14)."""

from __future__ import annotations

from enum import StrEnum

from councils.core.machines.machine import Machine


class Holding(StrEnum):
    HELD = "held"
    VACATED = "vacated"
    MOVED = "moved"  # held on in another council, by a split or a merger


OFFICE = Machine(
    "office",
    born={"OfficeFilled": Holding.HELD, "OfficeReceived": Holding.HELD, "TermReceived": Holding.VACATED},
    moves={
        (Holding.HELD, "OfficeRenewed"): Holding.HELD,
        (Holding.HELD, "OfficeVacated"): Holding.VACATED,
        (Holding.HELD, "OfficeMoved"): Holding.MOVED,
    },
)


class SpecialState(StrEnum):
    IN_FORCE = "in force"
    LAPSED = "lapsed"


SPECIAL_OFFICE = Machine(
    "special office",
    born={"SpecialOfficeMade": SpecialState.IN_FORCE},
    moves={(SpecialState.IN_FORCE, "SpecialOfficeLapsed"): SpecialState.LAPSED},
)

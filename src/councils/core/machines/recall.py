"""From a petition to a recall (R10)."""

from __future__ import annotations

from enum import StrEnum

from councils.core.machines.machine import Machine


class RecallState(StrEnum):
    PETITION = "petition"
    QUALIFIED = "qualified"
    VOTING = "voting"
    RECALLED = "recalled"
    KEPT = "kept"
    LAPSED = "lapsed"
    MOOT = "moot"
    MOVED = "moved"


RECALL = Machine(
    "recall",
    born={"PetitionOpened": RecallState.PETITION},
    moves={
        (RecallState.PETITION, "PetitionSigned"): RecallState.PETITION,
        (RecallState.PETITION, "PetitionQualified"): RecallState.QUALIFIED,
        (RecallState.PETITION, "PetitionLapsed"): RecallState.LAPSED,
        (RecallState.PETITION, "RecallHandedOn"): RecallState.MOVED,
        (RecallState.QUALIFIED, "BallotOpened"): RecallState.VOTING,
        (RecallState.VOTING, "Recalled"): RecallState.RECALLED,
        (RecallState.VOTING, "RecallRejected"): RecallState.KEPT,
        (RecallState.PETITION, "RecallMoot"): RecallState.MOOT,
        (RecallState.QUALIFIED, "RecallMoot"): RecallState.MOOT,
        (RecallState.VOTING, "RecallMoot"): RecallState.MOOT,
    },
)

"""From the call for candidates to the count (R4)."""

from __future__ import annotations

from enum import StrEnum

from councils.core.machines.machine import Machine


class ElectionState(StrEnum):
    NOMINATION = "nomination"
    VOTING = "voting"
    DECIDED = "decided"
    VOID = "void"


ELECTION = Machine(
    "election",
    born={"ElectionCalled": ElectionState.NOMINATION},
    moves={
        (ElectionState.NOMINATION, "CandidateStood"): ElectionState.NOMINATION,
        (ElectionState.NOMINATION, "CandidateStoodDown"): ElectionState.NOMINATION,
        (ElectionState.NOMINATION, "CandidateBarred"): ElectionState.NOMINATION,
        (ElectionState.NOMINATION, "ElectionOpened"): ElectionState.VOTING,
        (ElectionState.NOMINATION, "ElectionDecided"): ElectionState.DECIDED,
        (ElectionState.NOMINATION, "ElectionVoid"): ElectionState.VOID,
        (ElectionState.VOTING, "MarksCast"): ElectionState.VOTING,
        (ElectionState.VOTING, "PaperCalled"): ElectionState.VOTING,
        (ElectionState.VOTING, "BallotsEntered"): ElectionState.VOTING,
        (ElectionState.VOTING, "BallotsDiffered"): ElectionState.VOTING,
        (ElectionState.VOTING, "BallotsAgreed"): ElectionState.VOTING,
        (ElectionState.VOTING, "CandidateStoodDown"): ElectionState.VOTING,
        (ElectionState.VOTING, "CandidateBarred"): ElectionState.VOTING,
        (ElectionState.VOTING, "ElectionDecided"): ElectionState.DECIDED,
        (ElectionState.VOTING, "ElectionVoid"): ElectionState.VOID,
    },
)

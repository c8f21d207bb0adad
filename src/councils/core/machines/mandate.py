"""A question on its way down, and what comes back as a mandate (R7, R8)."""

from __future__ import annotations

from enum import StrEnum

from councils.core.machines.machine import Machine


class ReferralState(StrEnum):
    RECEIVED = "received"
    VOTING = "voting"
    ANSWERED = "answered"
    UNANSWERED = "unanswered"


REFERRAL = Machine(
    "referral",
    born={"ReferralReceived": ReferralState.RECEIVED},
    moves={
        (ReferralState.RECEIVED, "BallotOpened"): ReferralState.VOTING,
        (ReferralState.VOTING, "PositionTaken"): ReferralState.ANSWERED,
        (ReferralState.VOTING, "NoPosition"): ReferralState.UNANSWERED,
    },
)


class MandateState(StrEnum):
    AWAITED = "awaited"
    GIVEN = "given"
    BREACHED = "breached"
    KEPT = "kept"
    NOT_GIVEN = "not given"


MANDATE = Machine(
    "mandate",
    born={"ReferralReceived": MandateState.AWAITED, "MotionReferred": MandateState.AWAITED},
    moves={
        (MandateState.AWAITED, "MandateGiven"): MandateState.GIVEN,
        (MandateState.AWAITED, "MandateNotGiven"): MandateState.NOT_GIVEN,
        (MandateState.GIVEN, "MandateBreached"): MandateState.BREACHED,
        (MandateState.BREACHED, "MandateBreached"): MandateState.BREACHED,
        (MandateState.GIVEN, "MandatesCounted"): MandateState.KEPT,
        (MandateState.BREACHED, "MandatesCounted"): MandateState.BREACHED,
        (MandateState.AWAITED, "MandatesCounted"): MandateState.NOT_GIVEN,
        (MandateState.NOT_GIVEN, "MandatesCounted"): MandateState.NOT_GIVEN,
    },
)

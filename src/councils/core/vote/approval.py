"""Approval: a ballot marks every candidate it approves of (Brams and Fishburn, 1978)."""


def allowed(seats: int, candidates: int) -> int:
    return candidates

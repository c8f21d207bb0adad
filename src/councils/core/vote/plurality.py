"""Plurality: a ballot marks at most as many candidates as there are seats."""


def allowed(seats: int, candidates: int) -> int:
    return min(seats, candidates)

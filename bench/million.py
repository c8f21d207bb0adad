"""A plan for a million products, three million techniques and some 45 million inputs; again a day later."""

from __future__ import annotations

from bench.plan import again, invented, ours


def measured() -> None:
    whole = invented(1_000_000)
    best, wall = ours(whole, 60.0)
    again(whole, best.solution, wall)

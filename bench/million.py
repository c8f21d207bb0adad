"""A plan for a million products, three million techniques and some 45 million inputs; again a day later. Takes 3.1 GB.

Most of the memory is for inventing the economy; the plan itself needs what is told.
"""

from __future__ import annotations

from bench.measure import doing, peak_memory, told
from bench.plan import again, ours
from councils.plan.instances import generate


def measured() -> None:
    doing("inventing an economy of a million products")
    whole = generate(1_000_000, 1)
    before = peak_memory()
    best, cpu = ours(whole, 60.0)
    told(f"plan: memory at most ({before:,.0f} MB to invent it)", peak_memory(), "MB", 3072)
    again(whole, best.solution, cpu)

"""An economy with names out of a program in arrays, so that an invented instance can be read, written and changed.

Theory of operation. Product number 7 is called ``p7`` and technique number 3 ``t3``; nothing else is invented: one
kind of work, one workplace, one council. What is planned from the names is the same linear program.
"""

from __future__ import annotations

import numpy as np

from councils.plan.economy import Economy, Need, Product, Skill, Technique, Workplace
from councils.plan.program import Program

_WORK, _WORKPLACE = "work", "workplace"


def named(program: Program, *, title: str) -> Economy:
    """The economy of a program: n products, K techniques, needs of priority 1."""
    inputs = program.inputs
    techniques = {}
    for k in range(program.techniques):
        entries = slice(inputs.indptr[k], inputs.indptr[k + 1])
        uses = zip(inputs.indices[entries].tolist(), inputs.data[entries].tolist(), strict=True)
        techniques[f"t{k}"] = Technique(
            code=f"t{k}",
            name=f"Technique {k}",
            workplace=_WORKPLACE,
            makes={f"p{program.makes[k]}": 1.0},
            uses={f"p{product}": much for product, much in uses if much > 0},
            works={_WORK: float(program.labour[k])} if program.labour[k] > 0 else {},
            most=float(program.cap[k]),
        )
    return Economy(
        title=title,
        products={f"p{p}": Product(f"p{p}", f"Product {p}", "unit") for p in range(program.products)},
        techniques=techniques,
        needs=tuple(
            Need("Council", "", f"p{p}", float(program.needs[p]), 1) for p in np.flatnonzero(program.needs).tolist()
        ),
        workplaces={_WORKPLACE: Workplace(_WORKPLACE, "Workplace")},
        skills=(Skill(_WORK, "Work"),),
    )

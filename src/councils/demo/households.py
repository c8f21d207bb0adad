"""What the households of the demonstration need in a week: invented, private, and not on the record (R19).

Theory of operation. The folder ``economy`` says what an adult, a child, a dwelling and somebody ill need in a week.
Most members have told what their household needs: some live together, some have children, each likes one thing more
and another less, and some leave things out for good.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from random import Random

from councils.core.act import CouncilId
from councils.core.economy.declared import Code
from councils.demo.town import Town
from councils.plan.economy import Economy
from councils.store.baskets import PARTS, Basket
from councils.store.models import Person

TOLD = 0.78  # the share of members whose household has told
TOGETHER = 0.1  # who live with another member of the assembly
ALONE, WITH_CHILDREN, SMALL, ILL, FRAIL = 0.45, 0.35, 0.3, 0.12, 0.05
LEAVES_OUT = 0.12  # one thing, for good
WHOLE = ("loaf", "piece", "jar", "meal", "load", "bar", "book", "visit", "pack", "day", "hour", "repair")
"""Units of which nobody asks for a part; where it is less than one, some ask for one and most for none."""

Kinds = dict[str, dict[tuple[Code, int], float]]


def households(town: Town, economy: Economy, dice: Random) -> Iterator[tuple[CouncilId, list[Person], Basket]]:
    """Council, who lives there, and the basket, of every household that has told."""
    kinds: Kinds = defaultdict(dict)
    for need in economy.needs:
        kinds[need.council][need.product, need.priority] = need.quantity
    units = {code: product.unit for code, product in economy.products.items()}
    for council in town.base:
        waiting = list(town.council(council).roll)
        while waiting:
            people = [waiting.pop() for _ in range(min(len(waiting), 2 if dice.random() < TOGETHER else 1))]
            if dice.random() < TOLD:
                yield (
                    council,
                    [town.persons[council, voice] for voice in people],
                    basket(kinds, units, len(people), dice),
                )


def basket(kinds: Kinds, units: dict[Code, str], members: int, dice: Random) -> Basket:
    adults = max(members, 1 if dice.random() < ALONE else 2)
    children = dice.randrange(1, 3) if dice.random() < WITH_CHILDREN else 0
    there = {
        "An adult": adults,
        "A dwelling": 1,
        "A child": children,
        "A small child": int(children > 0 and dice.random() < SMALL),
        "Somebody ill": int(dice.random() < ILL),
        "Somebody frail": int(dice.random() < FRAIL),
    }
    wanted: dict[tuple[Code, int], float] = defaultdict(float)
    for kind, number in there.items():
        for key, much in kinds[kind].items():
            wanted[key] += number * much
    likes = {code: 0.0 if dice.random() < LEAVES_OUT else dice.uniform(0.7, 1.3) for code in sorted(units)}
    asked = {key: counted(much * likes[key[0]], units[key[0]], dice) for key, much in wanted.items()}
    return {key: parts for key, parts in asked.items() if parts}


def counted(much: float, unit: str, dice: Random) -> int:
    """Thousandths, as people would write it: whole ones, or halves."""
    step = 1.0 if unit in WHOLE else 0.5
    return int(int(much / step + dice.random()) * step * PARTS)

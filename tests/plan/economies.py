"""Economies for tests: one of each feature told in a line, and random ones with all of them at once."""

from __future__ import annotations

import random
from dataclasses import replace
from math import inf

from councils.plan.economy import (
    Direction,
    Economy,
    Need,
    Product,
    Resource,
    Route,
    Skill,
    Stock,
    Technique,
    Trade,
    Workplace,
)


def economy(techniques, needs, *, keeps=None, places=("",), **rest):
    """``techniques``: code → what Technique takes, besides ``at`` for the number of a place; ``needs``: Needs."""
    made = {}
    for code, given in techniques.items():
        at = given.pop("at", 0)
        made[code] = Technique(code, code, f"w{at}", **given)
    codes = {c for t in made.values() for c in (*t.makes, *t.uses)} | {n.product for n in needs}
    codes |= {t.product for t in rest.get("trade", ())} | {t.money for t in rest.get("trade", ())}
    products = {code: Product(code, code, "kg", (keeps or {}).get(code, 0.0)) for code in sorted(codes)}
    workplaces = {f"w{number}": Workplace(f"w{number}", f"w{number}", place) for number, place in enumerate(places)}
    rest.setdefault("workplaces", workplaces)
    return Economy("test", products, made, tuple(needs), **rest)


def need(product, quantity, priority=1, *, council="a", place="", period="1"):
    return Need(council, "", product, quantity, priority, place, period)


def with_by_products(found):
    """The same, with some of another product beside what each third technique makes."""
    codes = list(found.products)
    beside = {
        code: {**technique.makes, codes[at * 7 % len(codes)]: 0.1} | technique.makes
        for at, (code, technique) in enumerate(found.techniques.items())
        if at % 3 == 0 and codes[at * 7 % len(codes)] not in technique.uses
    }
    techniques = {c: replace(t, makes=beside.get(c, t.makes)) for c, t in found.techniques.items()}
    return replace(found, techniques=techniques)


def far_apart(found, seed, *, decades):
    """The same economy with numbers so many powers of ten apart, by chance."""
    draw = random.Random(seed)
    far = lambda: 10 ** draw.uniform(-decades / 2, decades / 2)  # noqa: E731
    all_far = lambda amounts: {code: much * far() for code, much in amounts.items()}  # noqa: E731
    techniques = {
        code: replace(
            t,
            makes=all_far(t.makes),
            uses=all_far(t.uses),
            works=all_far(t.works),
            occupies=all_far(t.occupies),
            builds=all_far(t.builds),
            most=t.most * far(),
        )
        for code, t in found.techniques.items()
    }
    return replace(
        found,
        techniques=techniques,
        needs=tuple(replace(n, quantity=n.quantity * far()) for n in found.needs),
        skills=tuple(replace(s, hours=s.hours * far()) for s in found.skills),
        resources={code: replace(r, amount=r.amount * far()) for code, r in found.resources.items()},
        stocks=tuple(replace(s, quantity=s.quantity * far(), at_end=s.at_end * far()) for s in found.stocks),
        trade=tuple(replace(t, price=t.price * far(), most=t.most * far()) for t in found.trade),
        transport=tuple(replace(r, per_unit=r.per_unit * far()) for r in found.transport),
    )


def random_economy(seed):
    """Joint products, alternatives, limits of every kind, stocks, trade, two places, two periods, investment."""
    draw = random.Random(seed)
    codes = [f"p{number}" for number in range(draw.randint(3, 6))]
    some = lambda k: draw.sample(codes, min(k, len(codes)))  # noqa: E731
    much = lambda: round(draw.uniform(0.1, 3), 2)  # noqa: E731
    techniques = {}
    for number in range(draw.randint(4, 9)):
        makes = {codes[number % len(codes)]: 1.0, **{code: much() for code in some(draw.randint(0, 1))}}
        uses = {c: round(draw.uniform(0.01, 0.4), 2) for c in some(draw.randint(0, 3)) if c not in makes}
        techniques[f"t{number}"] = Technique(
            f"t{number}",
            f"t{number}",
            f"w{number % 2}",
            makes,
            uses,
            {"skill": much()} if draw.random() < 0.9 else {},
            {"land": much()} if draw.random() < 0.5 else {},
            {"land": much()} if draw.random() < 0.15 else {},
            draw.choice([inf, inf, 5.0, 20.0]),
        )
    periods = {str(number + 1): "" for number in range(draw.randint(1, 2))}
    carried = draw.sample(codes, draw.randint(0, 2))
    place = lambda: draw.choice(["here", "there"])  # noqa: E731
    return Economy(
        "random",
        {code: Product(code, code, "kg", draw.choice([0.0, 0.9, 1.0])) for code in [*codes, "money"]},
        techniques,
        tuple(
            Need(draw.choice("abc"), str(n), draw.choice(codes), 10 * much(), draw.randint(1, 3), place(), period)
            for n in range(draw.randint(2, 7))
            for period in periods
        ),
        workplaces={
            "w0": Workplace("w0", "w0", "here", draw.choice([inf, 30.0])),
            "w1": Workplace("w1", "w1", "there"),
        },
        skills=(Skill("skill", "skill", "", draw.choice([inf, 60.0])), Skill("skill", "skill", "there", 40.0)),
        resources={"land": Resource("land", "land", "ha", draw.choice([0.0, 10.0, 50.0]), {"1": 12.0})},
        stocks=(Stock("money", 10.0), *(Stock(code, much(), place(), draw.choice([0.0, 0.5]), 2) for code in some(2))),
        trade=tuple(
            Trade(code, draw.choice(list(Direction)), much(), "money", draw.choice([inf, 5.0]), place())
            for code in some(2)
        ),
        transport=tuple(
            Route(code, a, b, "" if codes[0] in carried else codes[0], 0.1, draw.choice([1.0, 0.9]))
            for code in carried
            for a, b in (("here", "there"), ("there", "here"))
        ),
        periods=periods,
    )  # fmt: skip

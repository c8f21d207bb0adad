"""An invented network of workplaces in several places, on which planning is measured from needs to the vote.

Every good is made in one place or two, and can be brought from there to all others for haulage, which grows with the
distance; three of four can be stored. Some products are services: they are at hand everywhere, haulage among them. A
technique has some ten inputs, half of them drawn from a few products that everybody uses, half from the neighbourhood,
worth 35 to 75 % of what it makes. Where there are two techniques, one can make so much only; and each workplace has so
many hours. Needs of a place go with its size. A third of the products are needed now more, now less.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from councils.plan.economy import Code, Economy, Need, Product, Route, Skill, Technique, Workplace

SERVICES, SECOND, STORED, NEEDED, SEASONAL = 0.05, 0.5, 0.75, 0.6, 1 / 3
"""Of all products: services, those with a second technique, those that keep, are needed, are needed unevenly."""
INPUTS, NEAR = 10, 50
HAULAGE = "p0"
SPARE = 1.25
"""Hours there are at a workplace, of those that it would take if nothing were limited."""
SKILLS = ("craft", "field", "machine", "office")
Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Network:
    """``needs``: units by place (its number), product and period, float64[places, products, periods]."""

    economy: Economy
    places: tuple[Code, ...]
    needs: Floats


def network(products: int, workplaces: int, places: int, periods: int, seed: int) -> Network:
    """The network of this size and seed; the same on every machine."""
    rng = np.random.default_rng([products, workplaces, places, periods, seed])
    values = rng.lognormal(0.0, 0.5, products)
    codes = [f"p{n}" for n in range(products)]
    towns = tuple(f"t{n + 1}" for n in range(places))
    service = np.arange(products) < SERVICES * products
    size = rng.lognormal(0.0, 0.5, places)
    per_period = np.where(rng.random(products) < NEEDED, rng.lognormal(0.0, 1.0, products), 0.0)
    uneven = rng.random(products) < SEASONAL
    season = 1.0 + 0.5 * uneven[:, None] * np.sin(rng.uniform(0, 2 * np.pi, products)[:, None] + np.arange(periods))
    needs = np.round(100.0 * size[:, None, None] * per_period[None, :, None] * season, 3)
    makes = np.concatenate([np.arange(products), np.flatnonzero(rng.random(products) < SECOND)])
    at = rng.integers(0, workplaces, len(makes))
    inputs, labour = _recipes(makes, values, rng)
    output, hours = _uncapped(makes, inputs, labour, needs.sum(axis=(0, 2)) / periods)
    most = _limits(makes, output, rng)
    sites = np.maximum(np.bincount(at, hours, workplaces), 1.0)
    homes = np.arange(workplaces) % places
    techniques = {}
    for number, product in enumerate(makes.tolist()):
        code, skill = f"k{number}", SKILLS[number % len(SKILLS)]
        uses = {codes[p]: _short(q) for p, q in zip(*inputs[number], strict=True)}
        techniques[code] = Technique(
            code, f"Way {number}", f"w{at[number] + 1}", {codes[product]: 1.0}, uses, {skill: _short(labour[number])},
            most=_short(most[number]),
        )  # fmt: skip
    east, north = rng.random(places), rng.random(places)
    distance = np.hypot(east[:, None] - east, north[:, None] - north)
    weight = rng.uniform(0.02, 0.1, products) * values / values[0]
    origins: dict[int, set[int]] = {}
    for product, workplace in zip(makes.tolist(), at.tolist(), strict=True):
        origins.setdefault(product, set()).add(int(homes[workplace]))
    routes = tuple(
        Route(codes[p], towns[a], towns[b], HAULAGE, _short(weight[p] * distance[a, b]))
        for p in np.flatnonzero(~service).tolist()
        for a in sorted(origins[p])
        for b in range(places)
        if a != b
    )
    keeps = np.where((rng.random(products) < STORED) & ~service, rng.uniform(0.9, 1.0, products), 0.0)
    return Network(
        Economy(
            title="Network",
            products={c: Product(c, f"Product {c}", "unit", _short(k)) for c, k in zip(codes, keeps, strict=True)},
            techniques=techniques,
            needs=(),
            workplaces={
                f"w{n + 1}": Workplace(f"w{n + 1}", f"Works {n + 1}", towns[homes[n]], _short(SPARE * sites[n]))
                for n in range(workplaces)
            },
            skills=tuple(Skill(skill, skill) for skill in SKILLS),
            transport=routes,
            periods={str(n + 1): "" for n in range(periods)},
        ),
        towns,
        needs,
    )


def _recipes(makes, values, rng):  # type: ignore[no-untyped-def]
    """What a unit takes by each technique: products and units of each; and hours."""
    found, labour = [], np.empty(len(makes))
    n = len(values)
    for number, product in enumerate(makes.tolist()):
        count = max(1, rng.poisson(INPUTS))
        hubs = (n * rng.random(count) ** 4).astype(int)
        near = (product + rng.integers(1, NEAR + 1, count) * rng.choice([-1, 1], count)) % n
        used = np.unique(np.where(rng.random(count) < 0.5, hubs, near))
        used = used[used != product]
        share, skill = rng.uniform(0.35, 0.75), np.exp(rng.normal(0.0, 0.15))
        worth = rng.exponential(1.0, len(used))
        worth *= share * skill * values[product] / max(worth.sum(), 1e-9)
        found.append((used.tolist(), (worth / values[used]).tolist()))
        labour[number] = (1 - share) * skill * values[product]
    return found, labour


def _uncapped(makes, inputs, labour, needs):  # type: ignore[no-untyped-def]
    """Output of each technique in a period, the first of each product alone, and its hours."""
    output = needs.copy()
    for _ in range(200):
        used = np.zeros_like(needs)
        for product in range(len(needs)):
            np.add.at(used, inputs[product][0], np.array(inputs[product][1]) * output[product])
        output = needs + used
    each = output[makes]
    return each, each * labour


def _limits(makes, output, rng):  # type: ignore[no-untyped-def]
    several = np.bincount(makes)[makes] > 1
    first = np.arange(len(makes)) < len(np.bincount(makes))
    return np.where(several & first, rng.uniform(0.3, 1.0, len(makes)) * output, np.inf)


def _short(number: float) -> float:
    """Six digits, as people write."""
    return float(f"{number:.6g}")


def with_needs(made: Network) -> Economy:
    """The economy of a network, each place with its needs of all periods."""
    return replace(
        made.economy,
        needs=tuple(
            Need(place, "", f"p{product}", float(much), 2, place, str(period + 1))
            for place, of_place in zip(made.places, made.needs, strict=True)
            for product, of_product in enumerate(of_place)
            for period, much in enumerate(of_product)
            if much
        ),
    )

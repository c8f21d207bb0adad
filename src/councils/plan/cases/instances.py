"""Invented economies of any size, on which planners are measured.

Every product has three techniques with some fifteen inputs each. Half of the inputs are drawn from a few products
that everybody uses (energy, freight, steel: a heavy tail), half from the neighbourhood. Each product has a hidden
value, and the inputs of a technique are worth 35 to 75 % of what it makes: so every economy can reproduce itself.
Techniques differ by some 15 % in what they take. Sixty per cent of the products are needed for themselves, in amounts
that are lognormal. Of two of the three techniques, each is capped with a probability of 0.7, somewhere between a
tenth and the whole of what the product's output would be if nothing were capped. So every need can be met, by the
open techniques at the worst.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from scipy.sparse import csc_array

from councils.plan.leontief.repair import covered, lowered
from councils.plan.program import Floats, Program, program

TECHNIQUES, INPUTS = 3, 15
LOCAL = 200  # products to either side
AT_ONCE = 300_000  # techniques whose inputs are drawn together: what is in memory besides the economy


def generate(products: int, seed: int) -> Program:
    """The economy of this size and seed; the same on every machine. ValueError for less than two products."""
    if products < 2:
        raise ValueError("an economy has two products at least")
    rng = np.random.default_rng([products, seed])
    makes = np.repeat(np.arange(products, dtype=np.int32), TECHNIQUES)
    values = rng.lognormal(0.0, 0.5, products)
    counts = np.maximum(1, rng.poisson(INPUTS, len(makes))).astype(np.int32)
    start = np.concatenate([[0], np.cumsum(counts)]).astype(np.int32)
    used, worth = np.empty(start[-1], dtype=np.int32), np.empty(start[-1])
    for low in range(0, len(makes), AT_ONCE):
        part = slice(start[low], start[min(low + AT_ONCE, len(makes))])
        made = np.repeat(makes[low : low + AT_ONCE], counts[low : low + AT_ONCE])
        used[part] = inputs_of(made, products, rng)
        worth[part] = rng.exponential(1.0, len(made))
    share = rng.uniform(0.35, 0.75, len(makes))
    skill = np.exp(rng.normal(0.0, 0.15, len(makes)))
    worth *= np.repeat(share * skill * values[makes] / np.add.reduceat(worth, start[:-1]), counts)
    worth /= values[used]
    inputs = csc_array((worth, used, start), shape=(products, len(makes)))
    inputs.sum_duplicates()
    labour = (1 - share) * skill * values[makes]
    needs = np.where(rng.random(products) < 0.6, rng.lognormal(0.0, 1.0, products), 0.0)
    free = program(makes, labour, inputs, np.full(len(makes), np.inf), needs)
    return replace(free, cap=caps(uncapped(free), rng))


def inputs_of(made: np.ndarray, products: int, rng: np.random.Generator) -> np.ndarray:
    """For each input, which product it is; none is its own input."""
    hubs = np.minimum(products - 1, (products * rng.random(len(made)) ** 4).astype(np.int64))
    near = made + rng.integers(1, min(LOCAL, products - 1) + 1, len(made)) * rng.choice([-1, 1], len(made))
    used = np.where(rng.random(len(made)) < 0.5, hubs, near % products)
    return np.where(used == made, (used + 1) % products, used)


def uncapped(free: Program) -> Floats:
    """Output of each product at the least labour where nothing is capped: no product needs two techniques then."""
    values = lowered(free, np.full(free.products, 1e6), within=1e-6)
    return free.made(covered(free, np.zeros(free.techniques), values, within=1e-6))


def caps(output: Floats, rng: np.random.Generator) -> Floats:
    """The limits of all techniques: one of each three has none."""
    products = len(output)
    limited = rng.random((products, TECHNIQUES)) < 0.7
    limited[np.arange(products), rng.integers(0, TECHNIQUES, products)] = False
    shares = rng.uniform(0.1, 1.0, (products, TECHNIQUES)) * output[:, None]
    return np.where(limited, shares, np.inf).ravel()

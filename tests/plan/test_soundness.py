"""What eats itself is named in economies of any size, and what is only dear is not (Hawkins and Simon 1949)."""

from __future__ import annotations

import numpy as np
import pytest

from councils.plan.cases.instances import generate
from councils.plan.economy import Economy, Need, Product, Technique, Workplace
from councils.plan.soundness import producible, rising, unsound


def invented(products: int, seed: int, *, eaten: tuple[int, ...] = (), bite: float = 1.1) -> Economy:
    """An economy that works, but that a unit of each product of ``eaten`` takes ``bite`` of the next in the round."""
    whole = generate(products, seed)
    following = dict(zip(eaten, (*eaten[1:], *eaten[:1]), strict=True))
    techniques = {}
    for k, product in enumerate(whole.makes.tolist()):
        at = slice(whole.inputs.indptr[k], whole.inputs.indptr[k + 1])
        uses = dict(zip((f"p{p}" for p in whole.inputs.indices[at]), whole.inputs.data[at].tolist(), strict=True))
        if product in following:
            uses = {**uses, f"p{following[product]}": bite}
        techniques[f"t{k}"] = Technique(f"t{k}", f"Way {k}", "w", {f"p{product}": 1.0}, uses, {"s": 1.0})
    needs = tuple(Need("c", "", f"p{p}", 1.0, 1) for p in np.flatnonzero(whole.needs > 0))
    goods = {f"p{p}": Product(f"p{p}", f"Good {p}", "u") for p in range(products)}
    return Economy("invented", goods, techniques, needs, {"w": Workplace("w", "w")})


def test_a_cycle_among_more_than_twenty_thousand_techniques_is_named() -> None:
    said = [words for _, _, (words, _) in unsound(invented(6_700, 1, eaten=(40, 41, 42)))]
    assert len(said) == 1
    assert "Good 40" in said[0]
    assert "the spectral radius is 1." in said[0]
    assert list(unsound(invented(6_700, 1))) == []


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("bite", [0.2, 1.01, 1.5])
def test_sums_say_what_the_linear_program_says(seed: int, bite: float) -> None:
    whole = invented(30, seed, eaten=(3, 17, 8), bite=bite)
    assert set(whole.products) - rising(whole, set()) == producible(whole, set())

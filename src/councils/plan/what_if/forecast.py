"""What it takes if more of a product is wanted, as when it is freed: still feasible, and for how many hours (R18).

Theory of operation. The plan is made again for the same economy with every need of one product larger by a share,
each beginning with the plan before. How much demand rises nobody knows; so it is told for several shares.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from councils.plan.economy import Code, Economy
from councils.plan.results import Results
from councils.plan.solve import Plan, solve

SHARES = (0.0, 0.1, 0.25, 0.5, 1.0)


@dataclass(frozen=True, slots=True)
class Forecast:
    """With demand larger by ``share``: hours of work in all, units of the product that stay unmet, and how many other
    needs are met by less than before: of which products, is ``less``."""

    share: float
    hours: float
    unmet: float
    others: int
    less: tuple[Code, ...] = ()


def forecasts(economy: Economy, product: Code, shares: Sequence[float] = SHARES) -> Iterator[Forecast]:
    """For each of ``shares`` (0.1 is a tenth more), the first of which others are compared with.

    >>> from councils.plan.cases import cooperative
    >>> today, more = forecasts(cooperative(), "bread", (0.0, 0.5))
    >>> more.hours > today.hours, more.unmet
    (True, 0.0)
    """
    plan: Plan | None = None
    before: dict[tuple[str, str, str, str, str], float] | None = None
    for share in shares:
        plan = solve(with_more(economy, product, share), start=plan)
        results = Results(plan)
        own = 0.0
        short: dict[tuple[str, str, str, str, str], float] = {}
        for met in results.unmet():
            need = met.need
            if need.product == product:
                own += met.unmet
            else:
                short[need.council, need.category, need.product, need.place, need.period] = met.unmet
        before = short if before is None else before  # empty where all was met
        less = [key for key, much in short.items() if much > before.get(key, 0.0) + 1e-6 * max(1.0, much)]
        products = tuple(dict.fromkeys(product for _council, _category, product, _place, _period in less))
        yield Forecast(share, results.hours, own, len(less), products)


def with_more(economy: Economy, product: Code, share: float) -> Economy:
    """The same economy in which every need of ``product`` is larger by ``share``."""
    needs = (
        replace(need, quantity=need.quantity * (1 + share)) if need.product == product else need
        for need in economy.needs
    )
    return replace(economy, needs=tuple(needs))

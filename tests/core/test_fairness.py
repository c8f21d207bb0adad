"""What is short is shared alike, with what the congress itself needs as well (R18)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from tests.bakery import BAKING, called, carry, d, declare, federation, plan
from tests.federation import Federation

from councils.core.charter import Kind
from councils.core.economy.needs import Collective
from councils.core.economy.offer import PlanOffer
from councils.ledger.verify import verify
from councils.plan.federation import economy_of, offered, plan_of, vouch
from councils.plan.linear import linear
from councils.plan.results import Results
from councils.plan.solve import Plan
from councils.plan.solve.exactly import solve_exactly


def short() -> Federation:
    """Households need 220 loaves a week and a school of all 80; no more than 150 are baked."""
    made = federation()
    declare(made, "bakery", technique=replace(BAKING, most=d(15)))
    school = Collective("bread", d(80), date(2026, 6, 1), date(2026, 6, 14), priority=1)
    carry(made, Kind.NEED, need=school)
    return called(made)


def lacking(made: Federation, offer: PlanOffer) -> dict[str, float]:
    """The share of what each council needs that it goes without."""
    needs: dict[str, list[float]] = {}
    for met in Results(plan_of(made["C"], offer)).needs():
        needs.setdefault(met.need.council, []).append(met.unmet / met.need.quantity)
    return {council: sum(shares) / len(shares) for council, shares in needs.items()}


def before(made: Federation) -> PlanOffer:
    """A fair plan as they were made when needs of the congress did not share."""
    economy = economy_of(made["C"])
    activities, prices = solve_exactly(linear(economy, fair=True, shared=False))
    return offered(made["C"], Plan(economy, activities, prices, fair=True, shared=False))


def test_school_of_all_goes_short_as_everybody_does():
    made = short()
    offer = plan(made, fair=True)
    assert lacking(made, offer) == pytest.approx({"": 0.5, "N": 0.5, "S": 0.5}, abs=1e-6)
    carry(made, Kind.PLAN, plan=offer)
    assert made["C"].economy.offer == offer
    assert verify(made.export(), planner=vouch).councils == made.states


def test_plan_from_before_it_did_verifies_and_has_the_same_bytes():
    made = short()
    offer = before(made)
    assert lacking(made, offer)[""] > 0.9
    carry(made, Kind.PLAN, plan=offer)
    assert made["C"].economy.offer == offer
    assert not [line for line in made.export() if b'"shared"' in line]
    assert verify(made.export(), planner=vouch).councils == made.states

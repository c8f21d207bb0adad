"""Baskets are private, and their sums live, exact and the same from nothing (R18, R19)."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from random import Random

import pytest
from django.utils import timezone
from tests.app.conftest import Town
from tests.federation import preset

from councils.core.charter.limits import PlanningRule
from councils.core.council import Council
from councils.core.economy.needs import Horizon, Stated, added, silent
from councils.store import baskets
from councils.store.models import CouncilRow, Household, NeedCount, NeedSum
from councils.store.silence import Kept, Silence

BREAD, MILK = ("bread", 2), ("milk", 1)


def sums() -> dict[tuple[object, ...], int]:
    rows = NeedSum.objects.exclude(quantity=0).values_list("council", "product", "priority", "day", "quantity")
    return {tuple(key): quantity for *key, quantity in rows}


def counts() -> dict[str, int]:
    return dict(NeedCount.objects.exclude(households=0).values_list("council", "households"))


def test_basket_comes_out_as_it_was_packed(db: None) -> None:
    basket = {BREAD: 7000, MILK: 3500, ("milk", 2): -1}
    assert baskets.unpack(baskets.pack(basket)) == basket


def test_every_sum_above_follows_a_changed_basket(town: Town) -> None:
    household = Household.objects.create(council="A11")
    baskets.write(household, {BREAD: 7000})
    baskets.write(household, {BREAD: 5000, MILK: 1000})
    above = baskets.chain("A11")
    assert above[0] == "A11"
    assert len(above) == 3
    for council in above:
        assert baskets.sums(council) == {("bread", 2, 0): 5000, ("milk", 1, 0): 1000}
    baskets.write(household, {})
    assert (sums(), counts()) == ({}, {})


def test_what_is_needed_on_one_day_counts_in_its_period(town: Town) -> None:
    household = Household.objects.create(council="A11")
    baskets.write(household, {BREAD: 7000})
    baskets.change(household, "bread", 2, date(2026, 6, 9), 2000)
    baskets.change(household, "bread", 2, date(2026, 6, 9), -3000)
    needs = baskets.in_periods(baskets.sums("A11"), Horizon(date(2026, 6, 1), 7, 3))
    assert [(need.period, need.quantity) for need in needs] == [(1, 7), (2, 4), (3, 7)]


@pytest.mark.parametrize("seed", range(3))
def test_sums_from_nothing_are_those_kept_all_along(town: Town, seed: int) -> None:
    chance = Random(seed)
    assemblies = list(CouncilRow.objects.filter(level="assembly").values_list("id", flat=True))
    households = [Household.objects.create(council=chance.choice(assemblies)) for _ in range(12)]
    for _ in range(60):
        household = chance.choice(households)
        if chance.random() < 0.7:
            basket = {(p, chance.randint(1, 2)): chance.randint(0, 9000) for p in chance.sample("abcdef", 3)}
            baskets.write(household, basket)
        else:
            day = date(2026, 6, chance.randint(1, 28))
            baskets.change(household, chance.choice("abc"), 1, day, chance.randint(-9, 9))
    kept = sums(), counts()
    baskets.rebuild()
    assert (sums(), counts()) == kept


@pytest.mark.parametrize("seed", range(12))
def test_no_council_but_the_congress_tells_what_too_few_need_and_nothing_is_lost(db: None, seed: int) -> None:
    chance, floor = Random(seed), 3
    parents = {"c0": ""} | {f"c{n}": f"c{chance.randrange(max(1, n // 3))}" for n in range(1, 25)}
    numbers = dict.fromkeys(("population", "members", "delegates", "seats", "vacant", "open_matters"), 0)
    CouncilRow.objects.bulk_create(CouncilRow(id=name, parent=parents[name], **numbers) for name in parents)
    bases = sorted(parents.keys() - set(parents.values()))
    today = timezone.localdate()
    horizon = Horizon(today - timedelta(days=3), 7, 2)
    needing: dict[Kept, set[tuple[str, int]]] = {}
    for _ in range(chance.choice((20, 60))):
        household = Household.objects.create(council=chance.choice(bases))
        rare = chance.random() < 0.2
        basket = {(product, 2): 1000 for product in (chance.sample("xyz", 2) if rare else "ab")} | {
            ("m", 1): 500 * rare
        }
        baskets.write(household, basket)
        for product, more in (("d", 2000), ("a", 300), ("a", -700)):
            if chance.random() < 0.2:
                day = today + timedelta(days=chance.choice((-3, 0, 1, 1, 8)))
                baskets.change(household, product, 2, day, more * (product != "a" or not rare))
        said = {(*key, 0) for key in baskets.unpack(Household.objects.get(pk=household.pk).basket)}
        for once in household.changes.exclude(quantity=0):
            said.add((once.product, once.priority, once.day.toordinal()))
        for key in said:
            needing.setdefault(key, set()).add((household.council, household.pk))
    silence = Silence(PlanningRule(floor=floor, by_product=True), horizon.start)
    own = {name: baskets.stated(council_like(name, base=name in bases), horizon, silence) for name in parents}
    assert added(own.values()).needs == added([Stated(0, tuple(baskets.in_periods(baskets.sums("c0"), horizon)))]).needs
    for key, households in needing.items():
        behind = {name: sum(under(council, name, parents) for council, _ in households) for name in parents}
        for name in parents.keys() - {"c0"}:
            spoken = [n for n, sums in baskets.spoken_for(name, silence) if key in sums]
            assert not spoken or sum(behind[n] for n in spoken) >= floor
            assert key not in baskets.told(name, silence) or behind[name] >= floor


def council_like(name: str, *, base: bool) -> Council:
    """The council ``name``, which has never acted."""
    level = "assembly" if base else "ward"
    return Council(name, name, name, "", level, None, 0, datetime(2026, 1, 1, tzinfo=UTC), preset())


def under(council: str, name: str, parents: dict[str, str]) -> bool:
    return council == name or (bool(parents.get(council)) and under(parents[council], name, parents))


@pytest.mark.parametrize("seed", range(3))
def test_silence_is_the_same_whoever_asks_first(db: None, seed: int) -> None:
    chance = Random(seed)
    parents = {"c0": ""} | {f"c{n}": f"c{chance.randrange(max(1, n // 3))}" for n in range(1, 60)}
    households = {name: chance.choice((0, 1, 2, 3, 9)) for name in parents}
    numbers = dict.fromkeys(("population", "members", "delegates", "seats", "vacant", "open_matters"), 0)
    CouncilRow.objects.bulk_create(CouncilRow(id=name, parent=parents[name], **numbers) for name in parents)
    NeedCount.objects.bulk_create(NeedCount(council=name, households=n) for name, n in households.items() if n)

    def kept(name: str) -> bool:
        siblings = {other: households[other] for other in parents if parents[other] == parents[name]}
        return bool(parents[name]) and (name in silent(siblings, 3) or kept(parents[name]))

    silence = Silence(PlanningRule(floor=3))
    asked = chance.sample(sorted(parents), len(parents))
    found = {name: silence.covers(name) for name in asked}
    assert found == {name: kept(name) for name in parents}
    assert {name: silence.households(name) for name in parents} == households
    assert len(set(found.values())) == len((True, False))

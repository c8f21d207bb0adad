"""What people have, and what they need: declared, summed up, and kept to themselves (R18, R19)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.bakery import (
    BAKING,
    BREAD,
    CHARTER,
    HORIZON,
    HOUSEHOLDS,
    NEEDS,
    called,
    carry,
    d,
    declare,
    federation,
)
from tests.federation import Federation, planted, preset, with_seats

from councils.core.charter import Kind
from councils.core.charter.limits import PlanningRule
from councils.core.economy.declared import Declared, Product, Resource, Route, Site, Stock, Technique, unsound
from councils.core.economy.declaring import Declare
from councils.core.economy.needs import CallNeeds, Collective, Horizon, Need, Stated, added, silent
from councils.core.economy.provision import Provision, Stage
from councils.core.motion import Propose
from councils.core.proposal import Proposal
from councils.core.refusal import Reason

NAN = Decimal("NaN")


def refused(made: Federation, council: str, **things: object) -> Reason:
    voice = made[council].roll[0]
    return made.refused(council, Declare(voice, Declared(**things))).reason  # type: ignore[arg-type]


def test_what_a_workplace_declares_is_known_to_the_congress_with_its_place():
    made = federation()
    economy = made["C"].economy
    assert economy.techniques["bakery", "baking"] == BAKING
    assert economy.place_of("bakery") == "S"
    assert made["S"].economy.techniques == {}  # councils between pass it on, and keep nothing


def test_what_is_declared_again_takes_the_place_of_the_old():
    made = federation()
    before = made["C"].economy.version
    declare(made, "bakery", technique=replace(BAKING, most=d(0)))
    assert made["C"].economy.techniques["bakery", "baking"].most == 0
    assert made["C"].economy.version == before + 1


def test_declaring_the_same_again_changes_nothing():
    assert refused(federation(), "bakery", technique=BAKING) is Reason.DECLARED_ALREADY


def test_product_that_the_catalogue_does_not_have_refuses_the_whole_act():
    made = federation()
    cakes = Technique("cakes", "Cakes", {"cake": d(1)}, {"flour": d(1)})
    record = len(made.record)
    assert refused(made, "bakery", technique=cakes) is Reason.UNSOUND_DECLARATION
    assert len(made.record) == record
    assert "cakes" not in {code for _, code in made["bakery"].economy.techniques}


def test_resource_belongs_to_whoever_declared_it_first():
    made = federation()
    field = Resource("field", "Field", "ha", d(3))
    declare(made, "farm", resource=field)
    assert refused(made, "mill", resource=field) is Reason.UNSOUND_DECLARATION


def test_unit_stays_while_anything_is_counted_in_it():
    assert refused(federation(), "C", product=replace(BREAD, unit="kg")) is Reason.UNSOUND_DECLARATION


def test_catalogue_is_the_planning_offices():
    made = federation()
    made.elect("C", "planner", [made["C"].roll[1]])
    assert refused(made, "C", product=Product("milk", "Milk", "l")) is Reason.NOT_THE_OFFICER
    assert refused(made, "bakery", product=Product("milk", "Milk", "l")) is Reason.KIND_NOT_HERE


def test_charter_without_planning_refuses_it():
    made = planted(with_seats(preset(), 1, 1), {"N": {"N1": None}}, members=2)
    assert refused(made, "N1", site=Site()) is Reason.NO_PLANNING


@pytest.mark.parametrize(
    "things",
    [
        {},
        {"site": Site(), "stock": Stock("bread", d(1))},
        {"product": replace(BREAD, code="Brot!")},
        {"product": replace(BREAD, name=" ")},
        {"product": replace(BREAD, unit="")},
        {"product": replace(BREAD, keeps=d(2))},
        {"product": replace(BREAD, keeps=NAN)},
        {"product": replace(BREAD, standard="23490")},
        {"site": Site("bakery")},
        {"site": Site("ISIC:1071", d(-1))},
        {"technique": replace(BAKING, makes={})},
        {"technique": replace(BAKING, makes={"bread": d(10)}, uses={"bread": d(10)})},
        {"technique": replace(BAKING, works={"baker": Decimal("Infinity")})},
        {"technique": replace(BAKING, most=Decimal("sNaN"))},
        {"resource": Resource("field", "Field", "ha", d("1e13"))},
        {"stock": Stock("flour", d(-1))},
        {"route": Route("bread", "N", "N")},
        {"route": Route("bread", "N", "S", "haulage")},
    ],
)
def test_what_nobody_can_mean_is_told(things: dict[str, object]):
    assert unsound(Declared(**things)) != ""  # type: ignore[arg-type]


def test_needs_add_up_to_the_unit_at_every_level():
    made = called(federation())
    loaves = {name: made[name].economy.needs.total.needs[0].quantity for name in ("N", "S", "C")}
    assert loaves == {"N": 100, "S": 120, "C": sum(NEEDS.values())}
    assert made["C"].economy.needs.total.households == sum(HOUSEHOLDS.values())
    assert [need.period for need in made["C"].economy.needs.total.needs] == [1, 2]


def test_assembly_of_few_households_keeps_silent_and_another_one_with_it(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setitem(HOUSEHOLDS, "S2", 2)
    monkeypatch.setitem(NEEDS, "S2", 23)
    made = called(federation())
    assert [made[name].economy.needs.own.held_back for name in ("S1", "S2", "N1")] == [True, True, False]
    assert made["S"].economy.needs.own.households == 22
    assert made["S"].economy.needs.own.needs[0].quantity == 123
    assert b'"23"' not in b"".join(made.export())  # what S2 alone needs is nowhere on the record


households = st.dictionaries(st.sampled_from("ABCDEFGH"), st.integers(0, 12), max_size=8)


@given(households, st.integers(1, 10))
def test_no_sum_that_can_be_told_is_that_of_too_few(numbers: dict[str, int], floor: int):
    hushed = silent(numbers, floor)
    told = {name: n for name, n in numbers.items() if name not in hushed}
    assert all(n == 0 or n >= floor for n in told.values())
    rest = sum(numbers[name] for name in hushed)
    assert rest == 0 or rest >= floor or not any(told.values())


def test_need_of_a_council_as_a_whole_counts_while_it_lasts():
    made = federation()
    school = Collective("bread", d(7), date(2026, 6, 1), date(2026, 6, 7))
    carry(made, Kind.NEED, need=school, council="N1")
    called(made)
    own = made["N1"].economy.needs.own.needs
    assert [(need.period, need.quantity) for need in own if need.common] == [(1, 7)]
    assert sum(n.quantity for n in made["C"].economy.needs.total.needs) == 2 * sum(NEEDS.values()) + 7


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"product": ""}, Reason.UNSOUND_DECLARATION),
        ({"quantity": d(0)}, Reason.NO_AMOUNT),
        ({"quantity": NAN}, Reason.NO_AMOUNT),
        ({"last": date(2020, 1, 1)}, Reason.NO_HORIZON),
        ({"priority": 0}, Reason.UNSOUND_DECLARATION),
    ],
)
def test_need_that_makes_no_sense_is_refused(change: dict[str, object], reason: Reason):
    made = federation()
    need = replace(Collective("bread", d(7), date(2026, 6, 1), date(2026, 6, 7)), **change)  # type: ignore[arg-type]
    act = Propose(made["N1"].roll[0], Proposal(Kind.NEED, "School", need=need))
    assert made.refused("N1", act).reason is reason


@pytest.mark.parametrize("horizon", [Horizon(date(2020, 1, 6), 7, 4), Horizon(HORIZON.start, 0, 4)])
def test_needs_are_called_for_days_to_come(horizon: Horizon):
    made = federation()
    assert made.refused("C", CallNeeds(made["C"].roll[0], horizon)).reason is Reason.NO_HORIZON


def test_needs_are_called_by_the_congress():
    made = federation()
    assert made.refused("N", CallNeeds(made["N"].roll[0], HORIZON)).reason is Reason.KIND_NOT_HERE


def test_workplaces_of_a_council_that_leaves_are_planned_with_no_more():
    made = federation()
    carry(made, Kind.LEAVING, council="S")
    assert {owner for owner, _ in made["C"].economy.techniques} == {"mill"}
    assert made["C"].economy.routes == {}


def test_workplace_that_goes_over_into_another_assembly_is_planned_with_no_more():
    made = federation()
    for council, other in (("bakery", "S1"), ("S1", "bakery")):
        carry(made, Kind.MERGER, council=council, target=other)
    assert ("bakery", "baking") not in made["C"].economy.techniques or made["S1"].merged_into


def test_charter_names_an_office_of_the_congress_for_planning():
    from councils.core.charter.check import check_charter

    for rule in (PlanningRule("nobody"), PlanningRule("teller", periods=0)):
        assert check_charter(replace(CHARTER, planning=rule)) != ()
    below = replace(CHARTER.offices[-1], levels=("ward",))
    assert check_charter(replace(CHARTER, offices=(*CHARTER.offices[:-1], below))) != ()
    assert check_charter(CHARTER) == ()


needed = st.builds(
    Need,
    product=st.sampled_from("ab"),
    period=st.integers(1, 2),
    priority=st.just(1),
    common=st.booleans(),
    quantity=st.sampled_from([Decimal("1E+2"), Decimal("0.50"), Decimal(3), Decimal(0), Decimal("0.1") ** 30 + 1]),
)


@given(st.lists(needed, max_size=4))
def test_the_sum_of_what_one_council_needs_is_written_as_if_all_of_it_was_added_up(needs: list[Need]) -> None:
    sums: dict[tuple[str, int, int, bool], Decimal] = {}
    for n in needs:
        key = n.product, n.period, n.priority, n.common
        sums[key] = sums.get(key, Decimal(0)) + n.quantity
    whole = tuple(Need(*key, quantity) for key, quantity in sorted(sums.items()) if quantity)
    assert repr(added([Stated(3, tuple(needs))])) == repr(Stated(3, whole))


@pytest.mark.parametrize(
    ("stage", "quantity", "reason"),
    [
        (Stage.RATIONED, d(-1), Reason.NO_AMOUNT),
        (Stage.RATIONED, d("1e30"), Reason.NO_AMOUNT),
        (Stage.RATIONED, d(0), Reason.UNSOUND_DECLARATION),
        (Stage.FREE, d(3), Reason.UNSOUND_DECLARATION),
    ],
)
def test_stage_of_a_good_with_a_quantity_that_cannot_be_is_refused(stage: Stage, quantity: Decimal, reason: Reason):
    act = Propose("", Proposal(Kind.PROVISION, "Bread", provision=Provision("bread", stage, quantity)))
    made = federation()
    assert made.refused("C", replace(act, by=made["C"].roll[0])).reason is reason

"""The rest of a plan in force is made anew, by the office and by the clock, and what has begun goes on (R12, R18)."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from fractions import Fraction

import pytest
from tests.bakery import BAKING, HORIZON, MILLING, NEEDS, adopted, d, declare, federation, plan
from tests.federation import Federation

from councils.core.act import CLOCK
from councils.core.charter.limits import Remaking
from councils.core.council import Council
from councils.core.directive import Acknowledge
from councils.core.economy.correcting import CorrectMade
from councils.core.economy.declared import Resource, Stock, Technique
from councils.core.economy.needs import CallNeeds, Horizon
from councils.core.economy.orders import Made, ReportMade
from councils.core.economy.remaking import RemakePlan
from councils.core.economy.rolling import openings, rest_of
from councils.core.machines import Execution
from councils.core.office import COORDINATOR, DELEGATE, officers
from councils.core.refusal import Reason
from councils.ledger.verify import verify
from councils.plan.federation import vouch

FIRST = Made("baking", 1, {"bread": d(220)}, {"flour": d(132)}, d("11.5"))
MONDAY = HORIZON.start + timedelta(days=7)


def begun(**rules: object) -> Federation:
    """A plan of two weeks is in its first one; the bakery has made all of that."""
    made = federation(**{"rolling": True, **rules})
    name = adopted(made)
    for council in ("bakery", "mill"):
        made.do(council, Acknowledge(speaker(made[council]), name))
    made.do("bakery", ReportMade(speaker(made["bakery"]), name, FIRST))
    return made


@pytest.fixture
def made() -> Federation:
    return begun()


def speaker(council: Council) -> str:
    return min(officers(council, COORDINATOR, DELEGATE))


def rest(made: Federation) -> Horizon:
    offer = made["C"].economy.offer
    assert offer is not None
    found = rest_of(offer, HORIZON.days, made.now.date())
    assert found is not None
    return found


def anew(made: Federation, by: str = "") -> RemakePlan:
    voice = by or made["C"].roll[0]
    made.do("C", CallNeeds(voice, rest(made)))
    return RemakePlan(voice, plan(made))


def baked(made: Federation, period: int) -> dict[str, object]:
    (order,) = made["bakery"].orders[made["C"].economy.directive].orders.values()
    (make,) = (make for make in order.make if make.period == period)
    return {"bread": make.makes["bread"], "hours": make.hours, "due": make.due}


def test_report_is_corrected_also_before_the_order_that_has_changed_is_accepted_anew(made: Federation) -> None:
    name = made["C"].economy.directive
    declare(made, "bakery", technique=replace(BAKING, uses={"flour": d(5)}))
    made.do("C", anew(made))
    made.do("bakery", CorrectMade(speaker(made["bakery"]), name, 1, replace(FIRST, hours=d(12)), "An hour more."))
    assert made["bakery"].directives[name].execution is Execution.RECEIVED
    assert made["C"].orders[name].made["bakery"] == (replace(FIRST, hours=d(12)),)


def test_rest_begins_with_the_next_period_and_ends_with_the_plan(made: Federation) -> None:
    assert rest(made) == Horizon(MONDAY, 7, 1)
    offer = made["C"].economy.offer
    assert offer is not None
    assert rest_of(offer, 7, HORIZON.start - timedelta(days=1)) == HORIZON
    assert rest_of(offer, 7, MONDAY) is None


def test_what_has_begun_goes_on_and_what_is_to_come_is_ordered_anew(made: Federation) -> None:
    name = made["C"].economy.directive
    first = baked(made, 1)
    declare(made, "bakery", technique=replace(BAKING, works={"baker": d("0.51")}))
    made.do("C", anew(made))
    assert made["C"].economy.adjustment == 1
    assert (baked(made, 1), made["C"].economy.directive) == (first, name)
    assert baked(made, 2) == {"bread": d(220), "hours": d("11.22"), "due": MONDAY + timedelta(days=6)}
    assert made["bakery"].orders[name].made["bakery"] == (FIRST,)
    assert made["C"].orders[name].made["bakery"] == (FIRST,)
    assert made["bakery"].directives[name].execution is Execution.RECEIVED
    assert made["mill"].directives[name].execution is Execution.ACKNOWLEDGED  # of whom nothing else is asked
    assert made["C"].orders[name].orders["bakery"] == made["bakery"].orders[name].orders["bakery"]


def test_whoever_is_asked_for_the_first_time_receives_the_order(made: Federation) -> None:
    name = made["C"].economy.directive
    quicker = Technique("milling", "Milling", {"flour": d(100)}, {"wheat": d(125)}, {"miller": d("0.9")})
    declare(made, "farm", technique=quicker)
    declare(made, "mill", technique=replace(MILLING, most=d(0)))
    made.do("C", anew(made))
    (order,) = made["farm"].orders[name].orders.values()
    assert [(m.technique, m.period) for m in order.make if m.technique == "milling"] == [("milling", 2)]
    (mill,) = made["mill"].orders[name].orders.values()
    assert [m.period for m in mill.make] == [1]


def test_small_changes_do_not_come_to_a_large_one(made: Federation) -> None:
    """Each is small against the one before it, and all together are more than the charter leaves to no vote."""
    hours, refused = d("0.5"), None
    for number in range(1, 40):
        hours *= d("1.1")
        declare(made, "bakery", technique=replace(BAKING, works={"baker": hours}))
        act = anew(made)
        refused = made.act("C", act, made.now)
        if isinstance(refused, tuple):
            assert made["C"].economy.adjustment == number
        else:
            break
    assert number > 2
    assert refused.reason is Reason.NEEDS_A_VOTE  # type: ignore[union-attr]
    before = made["C"].economy.offer
    assert made.refused("C", act).reason is Reason.NEEDS_A_VOTE
    assert made["C"].economy.offer == before


def test_clock_does_it_only_where_the_charter_says_so(made: Federation) -> None:
    declare(made, "bakery", technique=replace(BAKING, works={"baker": d("0.51")}))
    assert made.refused("C", CallNeeds(CLOCK, rest(made))).reason is Reason.NOT_THE_OFFICER
    clocked = begun(remaking=Remaking.CLOCK)
    declare(clocked, "bakery", technique=replace(BAKING, works={"baker": d("0.51")}))
    clocked.do("C", anew(clocked, CLOCK))
    assert clocked["C"].economy.adjustment == 1
    assert verify(clocked.export(), planner=vouch).checked["PlanRemade"] == 1


def test_other_needs_are_met_by_the_rest_of_the_plan(made: Federation, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(NEEDS, "S1", 105)
    made.do("C", anew(made))
    assert (baked(made, 1)["bread"], baked(made, 2)["bread"]) == (d(220), d(225))


def test_period_that_has_begun_is_not_ordered_anew(made: Federation) -> None:
    for horizon in (HORIZON, Horizon(MONDAY + timedelta(days=1), 7, 1)):
        made.do("C", CallNeeds(made["C"].roll[0], horizon))
        assert made.refused("C", RemakePlan(made["C"].roll[0], plan(made))).reason is Reason.NO_HORIZON


def test_plan_that_cannot_be_had_any_more_is_refused(made: Federation) -> None:
    act = anew(made)
    declare(made, "mill", technique=replace(MILLING, most=d(0)))
    assert made.refused("C", act).reason is Reason.OUTDATED_PLAN
    assert made.refused("C", replace(act, offer=replace(act.offer, hours=d(1)))).reason is Reason.OUTDATED_PLAN


def test_order_that_asks_for_no_more_than_was_made_is_completed() -> None:
    made = begun(remaking=Remaking.CLOCK, adjust_share=Fraction(1))
    name = made["C"].economy.directive
    declare(made, "farm", technique=replace(BAKING, works={"baker": d("0.49")}))
    made.do("C", anew(made, CLOCK))
    assert made["bakery"].directives[name].execution is Execution.COMPLETED
    assert made["C"].directives[name].progress.completed == 1


def flour(made: Federation) -> tuple[object, object]:
    """What the mill is to make in the second week, and what the plan takes there to be in stock before."""
    made.do("C", CallNeeds(made["C"].roll[0], rest(made)))
    orders = {order.council: order for order in plan(made).orders}
    return orders["mill"].make[0].makes["flour"], openings(made["C"])


def test_rest_begins_with_what_the_plan_has_left_and_not_with_what_there_was_before_it(made: Federation) -> None:
    assert flour(made) == (132, {})  # the ten kilos of the beginning are in the bread of the first week
    declare(made, "bakery", stock=Stock("flour", d(12)))
    assert flour(made) == (120, {("flour", "S"): d(12)})
    assert flour(begun(rolling=False)) == (122, None)  # as it was declared


def test_what_is_left_is_what_the_plan_stores_less_what_does_not_keep() -> None:
    """Two hundred kilos of flour are there, and a tenth of what the first week leaves of them is lost."""
    made = federation(rolling=True)
    declare(made, "bakery", stock=Stock("flour", d(200)))
    adopted(made)
    made.do("C", CallNeeds(made["C"].roll[0], rest(made)))
    assert sum((openings(made["C"]) or {}).values()) == d("61.2")  # 9/10 of 200 - 132, wherever they are kept


def test_what_was_built_is_there_from_the_report_on_and_gone_by_its_correction() -> None:
    made = federation(rolling=True)
    declare(made, "bakery", resource=Resource("oven", "Oven", "batch", d(11)))
    declare(made, "bakery", technique=replace(BAKING, occupies={"oven": d(1)}))
    masonry = Technique("masonry", "Masonry", {}, works={"mason": d(9)}, builds={"oven": d(5)}, most=d(4))
    declare(made, "bakery", technique=masonry)
    name, voice = adopted(made), speaker(made["bakery"])
    made.do("bakery", Acknowledge(voice, name))
    version = made["C"].economy.version
    built = Made("masonry", 1, {}, builds={"oven": d(11)})
    made.do("bakery", ReportMade(voice, name, built))
    assert made["C"].economy.resources["bakery", "oven"].amount == 22
    assert made["C"].economy.version == version + 1  # a plan from before is computed anew
    made.do("bakery", CorrectMade(voice, name, 1, replace(built, builds={"oven": d(5)}), "One of the two has cracked."))
    assert made["C"].economy.resources["bakery", "oven"].amount == 16
    declare(made, "bakery", resource=Resource("oven", "Oven", "batch", d(11)))  # as it was before: it fell down
    assert made["C"].economy.resources["bakery", "oven"].amount == 11

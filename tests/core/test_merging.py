"""Two workplaces become one, one becomes two, one leaves: what it has, and what was ordered and sent (R16, R18)."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from decimal import Decimal
from functools import cache
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.bakery import BAKING, HORIZON, carry, d, declare, federation, ordered, plan
from tests.federation import Federation

from councils.core.act import Command
from councils.core.charter import Kind
from councils.core.council import Council
from councils.core.directive import Acknowledge
from councils.core.economy.adopting import AdjustPlan
from councils.core.economy.correcting import CorrectGoods, CorrectMade
from councils.core.economy.declared import Declared, Site, Stock, Technique
from councils.core.economy.deliveries import ConfirmGoods, SendGoods
from councils.core.economy.needs import CallNeeds, Horizon
from councils.core.economy.orders import Correction, Made, Make, Order, Orders, ReportMade, Send
from councils.core.economy.remaking import RemakePlan, carried, rest_changed
from councils.core.economy.rolling import rest_of
from councils.core.economy.state import UNTOLD, Economy
from councils.core.economy.together import had_by_one, ordered_of_one
from councils.core.machines import Execution, Force
from councils.core.refusal import Reason
from councils.core.report import ReportExecution
from councils.core.split import ChoosePart
from councils.ledger.verify import verify
from councils.plan.federation import vouch

BREAD = Made("baking", 1, {"bread": d(220)}, {"flour": d(132)}, d("11.5"))


@cache
def ordered_for_long_once() -> tuple[Federation, str]:
    made = federation()
    made.do("C", CallNeeds(speaker(made, "C"), replace(HORIZON, periods=30)))
    return made, carry(made, Kind.PLAN, plan=plan(made))


def ordered_for_long() -> tuple[Federation, str]:
    """The plan in force is for thirty weeks: a merger, of two votes, takes six."""
    made, name = ordered_for_long_once()
    return made.copy(), name


def to_come(made: Federation) -> Horizon | None:
    """The weeks of the plan in force that have not begun."""
    offer = made["C"].economy.offer
    return rest_of(offer, HORIZON.days, made.now.date()) if offer else None


def speaker(made: Federation, council: str) -> str:
    return next(iter(made[council].roll), "nobody")


def merge(made: Federation, gone: str, into: str) -> None:
    carry(made, Kind.MERGER, gone, target=into)
    carry(made, Kind.MERGER, into, target=gone)
    assert made[gone].merged_into == into


def split(made: Federation, council: str) -> str:
    """The last one of the roll goes with the new part, whose name is returned."""
    carry(made, Kind.SPLIT, council, name="Part")
    made.do(council, ChoosePart(made[council].roll[-1], goes=True))
    made.pass_days(30)
    return next(reversed(made.states))


def report(made: Federation, council: str, name: str, told: Made) -> None:
    if made[council].directives[name].acknowledged is None:
        made.do(council, Acknowledge(speaker(made, council), name))
    made.do(council, ReportMade(speaker(made, council), name, told))


def all_made(made: Federation, council: str, name: str) -> None:
    for make in made[council].orders[name].orders[council].make:
        report(made, council, name, Made(make.technique, make.period, dict(make.makes), dict(make.uses), make.hours))


def called_later(made: Federation) -> Federation:
    made.do("C", CallNeeds(speaker(made, "C"), replace(HORIZON, start=made.now.date())))
    return made


def verified(made: Federation) -> None:
    verify(made.export(), planner=vouch)


def told_the_same(made: Federation, council: str, name: str) -> bool:
    """Whether the congress knows the orders and reports of a council as that knows them itself."""
    here, there = made[council].orders[name], made["C"].orders[name]
    return (here.orders[council], here.made.get(council, ())) == (there.orders[council], there.made.get(council, ()))


@pytest.mark.parametrize("into", ["bakery", "S1"])  # one that has an order of the same plan, and one that has none
def test_order_of_a_workplace_that_goes_over_is_carried_out_by_the_other(into: str):
    made, name = ordered()
    merge(made, "farm", into)
    make = next(make for make in made[into].orders[name].orders[into].make if make.technique == "farming")
    assert "farm" not in made["C"].orders[name].orders
    report(made, into, name, Made("farming", make.period, dict(make.makes)))
    assert told_the_same(made, into, name)
    assert made["C"].orders[name].total(into, "farming", make.period) == dict(make.makes)
    verified(made)


def test_what_both_have_reported_counts_and_can_be_corrected_by_the_one_that_stays():
    made, name = ordered()
    report(made, "bakery", name, BREAD)
    wheat = Made("farming", 1, {"wheat": d(300)})
    report(made, "farm", name, wheat)
    merge(made, "farm", "bakery")
    assert made["bakery"].orders[name].made == {"bakery": (BREAD, wheat)}
    anew = replace(wheat, makes={"wheat": d(290)})
    made.do("bakery", CorrectMade(speaker(made, "bakery"), name, 2, anew, "Weighed again."))
    assert made["C"].orders[name].made["bakery"] == (BREAD, anew)
    assert told_the_same(made, "bakery", name)
    verified(made)


@pytest.mark.parametrize("done", [("farm",), ("bakery",), ("farm", "bakery")])
def test_merged_order_is_completed_when_both_are(done: tuple[str, ...]):
    made, name = ordered()
    for workplace in done:
        all_made(made, workplace, name)
        assert made[workplace].directives[name].execution is Execution.COMPLETED
    merge(made, "farm", "bakery")
    both = len(done) == 2
    assert (made["bakery"].directives[name].execution is Execution.COMPLETED) == both
    if not both:
        for technique, period, product in made["bakery"].orders[name].missing("bakery"):
            missing = made["bakery"].orders[name].missing("bakery")[technique, period, product]
            report(made, "bakery", name, Made(technique, period, {product: missing}))
    assert made["bakery"].directives[name].execution is Execution.COMPLETED
    assert made["C"].directives[name].progress.completed >= 1
    verified(made)


@pytest.mark.parametrize("done", [False, True])
def test_order_that_was_carried_out_or_begun_stays_so_where_there_was_none(*, done: bool):
    made, name = ordered()
    if done:
        all_made(made, "farm", name)
    else:
        report(made, "farm", name, Made("farming", 1, {"wheat": d(1)}))
    merge(made, "farm", "S1")
    state = Execution.COMPLETED if done else Execution.REPORTED
    assert made["S1"].directives[name].execution is state
    verified(made)


def test_order_completed_in_words_goes_on_where_the_other_has_still_to_make_something():
    made, name = ordered()
    made.do("bakery", Acknowledge(speaker(made, "bakery"), name))
    made.do("bakery", ReportExecution(speaker(made, "bakery"), name, "We bake no more than this.", completed=True))
    merge(made, "farm", "bakery")
    assert made["bakery"].directives[name].execution is Execution.REPORTED
    verified(made)


def test_goods_on_their_way_come_to_the_one_that_stays():
    made, name = ordered()
    made.do("farm", SendGoods(speaker(made, "farm"), "mill", "wheat", d(50), name, "kg"))
    merge(made, "mill", "N1")
    made.do("farm", CorrectGoods(speaker(made, "farm"), "farm>1", d(45), "A sack stayed behind."))
    made.do("N1", ConfirmGoods(speaker(made, "N1"), "farm>1", d(45)))
    assert (made["farm"].deliveries["farm>1"].got, made["farm"].deliveries["farm>1"].goal) == (d(45), "N1")
    assert made["C"].orders[name].passing["farm>1"].got == d(45)
    assert not [one for one in made["mill"].deliveries.values() if one.goal == "mill"]
    verified(made)


def test_goods_that_one_had_sent_to_the_other_can_still_be_confirmed_and_corrected():
    made, _ = ordered()
    made.do("farm", SendGoods(speaker(made, "farm"), "bakery", "wheat", d(50), unit="kg"))
    merge(made, "bakery", "farm")
    made.do("farm", ConfirmGoods(speaker(made, "farm"), "farm>1", d(48), "Two were lost."))
    made.do("farm", CorrectGoods(speaker(made, "farm"), "farm>1", d(49), "Only one was."))
    assert (made["farm"].deliveries["farm>1"].quantity, made["farm"].deliveries["farm>1"].got) == (d(49), d(48))
    made.do("farm", CorrectGoods(speaker(made, "farm"), "farm>1", d(47), "One more was behind the door.", came=True))
    told = made["farm"].deliveries["farm>1"]
    assert (told.quantity, told.got, [c.sent for c in told.corrections]) == (d(49), d(47), [True, False])
    verified(made)


def sent(made: Federation, origin: str, goal: str, much: int = 50, got: int | None = None) -> str:
    made.do(origin, SendGoods(speaker(made, origin), goal, "wheat", d(much), unit="kg"))
    name = next(reversed(made[goal].deliveries))
    if got is not None:
        made.do(goal, ConfirmGoods(speaker(made, goal), name, d(got), "Counted."))
    return name


def ends(made: Federation, name: str) -> set[tuple[object, ...]]:
    """What each council that is one end of a delivery says of it."""
    known = [one for c in made.states.values() if not c.merged_into for one in c.deliveries.values() if one.id == name]
    return {(d.origin, d.goal, d.state, d.quantity, d.got, d.corrections) for d in known}


def test_what_the_one_that_has_gone_had_sent_and_got_is_corrected_by_the_one_that_stays():
    made, _ = ordered()
    given, taken = sent(made, "farm", "N1", 50, got=48), sent(made, "N2", "farm", 20, got=20)
    made.do("N1", CorrectGoods(speaker(made, "N1"), given, d(49), "One was behind the door."))
    merge(made, "farm", "bakery")
    merge(made, "bakery", "S1")
    made.do("S1", CorrectGoods(speaker(made, "S1"), given, d(49), "Counted again."))
    made.do("S1", CorrectGoods(speaker(made, "S1"), taken, d(19), "One was spoilt."))
    made.do("N2", CorrectGoods(speaker(made, "N2"), taken, d(19), "So it was."))
    assert [(o, g, q, got) for o, g, _, q, got, _ in ends(made, given)] == [("S1", "N1", d(49), d(49))]
    assert [(o, g, q, got) for o, g, _, q, got, _ in ends(made, taken)] == [("N2", "S1", d(19), d(19))]
    assert sent(made, "S1", "N1") not in (given, taken)
    verified(made)


def test_merger_takes_no_more_steps_however_much_was_sent():
    made, _ = ordered()
    steps = []
    for times in (1, 9):
        for _ in range(times):
            sent(made, "farm", "N1", got=50)
            sent(made, "N2", "farm")
        after = made.copy()
        before = len(after.record)
        merge(after, "farm", "bakery")
        steps.append(len(after.record) - before)
    assert steps[0] == steps[1]


def test_before_a_charter_says_so_a_merger_hands_over_what_is_on_its_way_alone():
    """As in records from before: what was confirmed stays where it was, what is awaited comes over."""
    made, _ = ordered()
    made.states = {name: handing_over_less(council) for name, council in made.states.items()}
    done, awaited = sent(made, "N1", "farm", got=50), sent(made, "N2", "farm")
    merge(made, "farm", "bakery")
    assert (done in made["bakery"].deliveries, made["N1"].deliveries[done].goal) == (False, "farm")
    assert (made["bakery"].deliveries[awaited].goal, made["N2"].deliveries[awaited].goal) == ("bakery", "bakery")


def handing_over_less(council: Council) -> Council:
    structure = replace(council.charter.structure, hands_over_all=False)
    return replace(council, charter=replace(council.charter, structure=structure))


@pytest.mark.parametrize("accepted", [False, True])  # by the one that stays, before
def test_report_on_a_revoked_order_is_corrected_by_the_one_that_stays(accepted: bool):
    made, name = ordered()
    if accepted:
        report(made, "bakery", name, BREAD)
    wheat = Made("farming", 1, {"wheat": d(300)})
    report(made, "farm", name, wheat)
    carry(called_later(made), Kind.PLAN, plan=plan(made))
    assert made["farm"].directives[name].force is Force.REVOKED
    merge(made, "farm", "bakery")
    merge(made, "bakery", "S1")
    assert made["S1"].directives[name].force is Force.REVOKED
    anew = replace(wheat, makes={"wheat": d(290)})
    made.do("S1", CorrectMade(speaker(made, "S1"), name, 2 if accepted else 1, anew, "Weighed again."))
    assert made["C"].orders[name].made["S1"] == ((BREAD, anew) if accepted else (anew,))
    assert told_the_same(made, "S1", name)
    verified(made)


def test_nothing_is_sent_any_more_to_the_one_that_has_gone():
    made, name = ordered()
    merge(made, "mill", "N1")
    refused = made.refused("farm", SendGoods(speaker(made, "farm"), "mill", "wheat", d(50), name, "kg"))
    assert (refused.reason, "N1" in str(refused)) == (Reason.CANNOT_SEND, True)


def test_the_one_that_stays_has_what_both_have():
    made, _ = ordered()
    declare(made, "farm", technique=replace(BAKING, most=d(5)), stock=Stock("flour", d(7)), site=Site("", d(30)))
    merge(made, "farm", "bakery")
    for economy in (made["bakery"].economy, made["C"].economy):
        assert economy.techniques["bakery", "baking"].most == d(35)
        assert economy.techniques["bakery", "farming"].most is None
        assert economy.stocks["bakery", "flour"].quantity == d(17)
        assert economy.sites["bakery"] == Site("ISIC:1071", d(110))
        assert not [key for key in economy.techniques if key[0] == "farm"]
    again = carry(called_later(made), Kind.PLAN, plan=plan(made))
    assert {make.technique for make in made["bakery"].orders[again].orders["bakery"].make} >= {"baking", "farming"}
    verified(made)


def test_another_way_of_the_same_name_keeps_a_name_of_its_own():
    made, _ = ordered()
    rye = replace(BAKING, name="Rye", uses={"flour": d(5)}, most=d(4))
    declare(made, "farm", technique=rye)
    merge(made, "farm", "bakery")
    for economy in (made["bakery"].economy, made["C"].economy):
        assert economy.techniques["bakery", "baking"] == BAKING
        assert economy.techniques["bakery", "baking-2"] == replace(rye, code="baking-2")


def test_objection_to_an_order_is_counted_once_after_a_merger():
    made, name = ordered()
    for workplace in ("farm", "bakery"):
        carry(made, Kind.OBJECTION, workplace, target=name)
    before = sum(made["C"].directives[name].objecting.values())
    merge(made, "farm", "bakery")
    after = made["C"].directives[name].objecting
    assert (sum(after.values()), set(after)) == (before, {"bakery"})
    verified(made)


def test_adjusting_the_plan_after_a_merger_is_weighed_by_what_changes():
    made, _ = ordered()
    merge(made, "farm", "bakery")
    made.do("C", AdjustPlan(speaker(made, "C"), plan(called_later(made))))
    assert made["C"].economy.adjustment == 1
    verified(made)


def test_plan_is_made_anew_after_a_merger_as_if_there_had_been_one_workplace():
    made, name = ordered_for_long()
    merge(made, "farm", "bakery")
    rest = to_come(made)
    assert rest is not None
    made.do("C", CallNeeds(speaker(made, "C"), rest))
    offer = plan(made)
    assert rest_changed(carried(made["C"]), offer, rest.start) < 1  # the stock that it begins with is used again
    made.do("C", RemakePlan(speaker(made, "C"), offer))
    assert {make.technique for make in made["bakery"].orders[name].orders["bakery"].make} == {"baking", "farming"}
    verified(made)


def test_split_leaves_orders_and_what_is_had_where_they_are():
    made, name = ordered()
    goes = made["bakery"].roll[-1]
    part = split(made, "bakery")
    assert made[part].roll == (goes,)
    assert name not in made[part].directives
    report(made, "bakery", name, BREAD)
    assert told_the_same(made, "bakery", name)
    verified(made)


def test_those_who_leave_are_ordered_nothing_any_more_and_what_they_reported_stays():
    made, name = ordered()
    report(made, "bakery", name, BREAD)
    carry(made, Kind.LEAVING, "S")
    assert made["bakery"].directives[name].force is Force.REVOKED
    assert set(made["C"].orders[name].orders) == {"N", "mill"}
    assert made["C"].orders[name].made["bakery"] == (BREAD,)
    assert not {council for council, _ in made["C"].economy.techniques} & {"bakery", "farm"}
    anew = replace(BREAD, makes={"bread": d(210)})
    made.do("bakery", CorrectMade(speaker(made, "bakery"), name, 1, anew, "Ten were burnt."))
    assert made["C"].orders[name].made["bakery"] == (anew,)
    verified(made)


STEPS = ("report", "correct", "send", "confirm", "recount", "merge", "split", "leave", "adjust", "remake", "replace")


@settings(max_examples=8, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(STEPS), st.integers(0, 10**6)), min_size=4, max_size=14))
def test_whatever_happens_in_between_the_congress_and_those_below_know_the_same(steps: list[tuple[str, int]]):
    made, _ = ordered_for_long()
    for step, seed in steps:
        rng = Random(seed)
        restructured(made, step, rng) if step in ("merge", "split", "leave") else worked(made, step, rng)
        for name, orders in made["C"].orders.items():
            assert [c for c in orders.orders if not told_the_same(made, c, name)] == []
        there = [c for c in made.states.values() if not c.merged_into]
        for name in {one for c in made.states.values() for one in c.deliveries}:
            ((origin, goal, *_),) = ends(made, name)
            assert [c.id for c in there if name in c.deliveries] == [c.id for c in there if c.id in (origin, goal)]
    verified(made)


def worked(made: Federation, step: str, rng: Random) -> None:
    """Somebody tells something of an order or a delivery, or the plan is adjusted; what is refused changes nothing."""
    here, other = rng.sample(bases(made), 2)
    shelf = {"report": "orders", "correct": "orders", "confirm": "deliveries", "recount": "deliveries"}.get(step)
    here = rng.choice([c for c in bases(made) if shelf and getattr(made[c], shelf)] or [here])
    by, much, one = speaker(made, here), d(rng.randint(1, 300)), rng.choice([*made[here].deliveries] or [""])
    name = rng.choice([*made[here].orders] or [""])
    asked = [make for order in made[here].orders[name].orders.values() for make in order.make] if name else []
    make = rng.choice(asked) if asked else Make("nothing", 1, d(1), {}, {}, d(0), HORIZON.start)
    told = Made(make.technique, make.period, dict.fromkeys(make.makes, much))
    call = CallNeeds(speaker(made, "C"), replace(HORIZON, start=made.now.date()))
    acts: dict[str, list[tuple[str, Command]]] = {
        "report": [(here, Acknowledge(by, name)), (here, ReportMade(by, name, told))],
        "correct": [(here, CorrectMade(by, name, rng.randint(1, 2), told, "Counted again."))],
        "send": [(here, SendGoods(by, other, "bread", much, name, "loaf"))],
        "confirm": [(here, ConfirmGoods(by, one, much, "Counted."))],
        "recount": [(here, CorrectGoods(by, one, much, "Counted again."))],
        "adjust": [("C", call)],
        "replace": [("C", call)],
        "remake": [("C", CallNeeds(speaker(made, "C"), to_come(made) or HORIZON))],
    }
    for council, act in acts[step]:
        made.act(council, act, made.now)
    if step == "replace" and made["C"].economy.needs and len(made["C"].roll) > 1:
        carry(made, Kind.PLAN, plan=plan(made))
    elif step == "adjust":
        made.act("C", AdjustPlan(speaker(made, "C"), plan(made)), made.now)
    elif step == "remake" and made["C"].economy.needs:
        made.act("C", RemakePlan(speaker(made, "C"), plan(made)), made.now)


def restructured(made: Federation, step: str, rng: Random) -> None:
    here, place = rng.choice(bases(made)), rng.choice(["N", "S"])
    many = [name for name in bases(made) if len(made[name].roll) > 1 and made[name].parent == made[here].parent]
    beside = [name for name in many if name != here] if here in many else []
    if step == "merge" and beside:
        merge(made, here, rng.choice(beside))
    elif step == "split" and len(made[here].roll) > 2 and made[here].parent:
        split(made, here)
    elif step == "leave" and not rng.randrange(4) and place in made["C"].below:
        carry(made, Kind.LEAVING, place)


def bases(made: Federation) -> list[str]:
    return sorted(name for name, council in made.states.items() if council.is_base and not council.merged_into)


amounts = st.integers(0, 50).map(Decimal)
techniques = st.builds(
    Technique,
    st.sampled_from(["baking", "rye"]),
    st.just("Baking"),
    st.fixed_dictionaries({"bread": st.sampled_from([d(1), d(2)])}),
    most=st.none() | amounts,
)
makes = st.builds(
    Make,
    st.sampled_from(["baking", "rye"]),
    st.integers(1, 2),
    amounts,
    st.fixed_dictionaries({"bread": amounts}),
    st.fixed_dictionaries({"flour": amounts}),
    amounts,
    st.just(HORIZON.start),
)
sends = st.builds(
    Send, st.just("bread"), st.integers(1, 2), amounts, st.sampled_from(["A", "B", "D"]), st.just(HORIZON.start)
)
given_orders = st.dictionaries(
    st.sampled_from(["A", "B", "D"]),
    st.tuples(
        st.lists(makes, max_size=3, unique_by=lambda make: (make.technique, make.period)), st.lists(sends, max_size=3)
    ),
    min_size=1,
)
told = st.dictionaries(
    st.sampled_from(["A", "B", "D"]),
    st.lists(st.builds(Made, st.just("baking"), st.integers(1, 2), st.fixed_dictionaries({"bread": amounts}))),
)


@given(given_orders, told, st.data())
def test_nothing_that_was_ordered_or_told_is_lost_or_doubled(
    orders: dict[str, tuple[list[Make], list[Send]]], told: dict[str, list[Made]], data: st.DataObject
):
    reported = [(name, n) for name, reports in told.items() for n in range(1, len(reports) + 1)]
    wrong = data.draw(st.lists(st.sampled_from(reported), max_size=3)) if reported else []
    before = Orders(
        {name: Order(name, tuple(make), tuple(send)) for name, (make, send) in orders.items()},
        {name: tuple(reports) for name, reports in told.items()},
        corrections=tuple(Correction(name, n, told[name][n - 1], "Counted again.") for name, n in wrong),
    )
    after = ordered_of_one(before, "B", "A")
    assert "B" not in {*after.orders, *after.made, *(s.to for order in after.orders.values() for s in order.send)}
    assert work(after) == work(before)
    reports = [Counter(repr(one) for made in orders.made.values() for one in made) for orders in (before, after)]
    assert reports[0] == reports[1]
    assert [after.made[c.council][c.number - 1] for c in after.corrections] == [c.before for c in before.corrections]
    within = [{"A", "B"}, {"A"}, {"B"}, {"D"}]  # the one that stays, or D
    sent = [s.quantity for n, order in before.orders.items() for s in order.send if {n, s.to} not in within]
    assert sum(sent) == sum(s.quantity for order in after.orders.values() for s in order.send)


def work(orders: Orders) -> dict[tuple[str, int], tuple[Decimal, Decimal, Decimal]]:
    """Runs, loaves and hours that are asked of all together, by technique and period."""
    sums: dict[tuple[str, int], tuple[Decimal, Decimal, Decimal]] = {}
    for make in (make for order in orders.orders.values() for make in order.make):
        runs, loaves, hours = sums.get((make.technique, make.period), (d(0), d(0), d(0)))
        both = runs + make.runs, loaves + make.makes["bread"], hours + make.hours
        sums[make.technique, make.period] = both
    return sums


@given(st.lists(st.tuples(st.sampled_from(["A", "B"]), techniques), max_size=6))
def test_each_way_of_making_something_can_run_as_often_as_before(known: list[tuple[str, Technique]]):
    economy = UNTOLD
    for owner, technique in known:
        economy = economy.taken((owner,), Declared.of(technique))
    after = had_by_one(economy, "B", "A")
    assert ways(after) == ways(economy)
    assert {owner for owner, _ in after.techniques} <= {"A"}
    assert all(code == technique.code for (_, code), technique in after.techniques.items())


def ways(economy: Economy) -> dict[Decimal, Decimal | None]:
    """How many runs there can be of the ways that give so many loaves a run; None is no limit."""
    sums: dict[Decimal, Decimal | None] = {}
    for technique in economy.techniques.values():
        loaves = technique.makes["bread"]
        before = sums.get(loaves, Decimal(0))
        sums[loaves] = None if before is None or technique.most is None else before + technique.most
    return sums

"""What was told wrongly is told anew: both are on record, and every sum counts what holds now (R12, R18)."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.bakery import called as needs_called
from tests.bakery import carry, d, declare, federation, ordered, plan
from tests.federation import Federation

from councils.core.act import Command
from councils.core.charter import Kind
from councils.core.directive import Acknowledge
from councils.core.economy.correcting import CorrectGoods, CorrectMade
from councils.core.economy.declared import Declared, Route, Stock
from councils.core.economy.declaring import Declare
from councils.core.economy.deliveries import ConfirmGoods, SendGoods
from councils.core.economy.orders import Correction, Made, ReportMade
from councils.core.machines import Carriage, Execution, Force, MotionState
from councils.core.refusal import Reason
from councils.core.vote.tally import Tally
from councils.ledger.verify import verify
from councils.plan.federation import vouch

FIRST = Made("baking", 1, {"bread": d(220)}, {"flour": d(132)}, d("11.5"))
SECOND = replace(FIRST, period=2)
BY_ROAD = Route("bread", "N", "S")


def accepted() -> tuple[Federation, str, str]:
    """A federation in which the bakery has accepted its order; the order, and who speaks for the bakery."""
    made, name = ordered()
    voice = made["bakery"].roll[0]
    made.do("bakery", Acknowledge(voice, name))
    return made, name, voice


def says_no(made: Federation, council: str, act: Command) -> Reason:
    return made.refused(council, act).reason


def test_corrected_report_counts_as_it_is_now_and_both_are_shown():
    made, name, voice = accepted()
    made.do("bakery", ReportMade(voice, name, FIRST))
    right = replace(FIRST, makes={"bread": d(200)})
    made.do("bakery", CorrectMade(voice, name, 1, right, "Twenty fell on the floor."))
    for council in ("bakery", "C"):
        told = made[council].orders[name]
        assert told.made["bakery"] == (right,)
        assert told.corrections == (Correction("bakery", 1, FIRST, "Twenty fell on the floor."),)
    assert made["C"].orders[name].missing("bakery")["baking", 1, "bread"] == d(20)


def test_order_is_done_no_more_by_a_correction_and_done_again_by_another():
    made, name, voice = accepted()
    for told in (FIRST, SECOND):
        made.do("bakery", ReportMade(voice, name, told))
    less = replace(SECOND, makes={"bread": d(22)})
    for told, execution in ((less, Execution.REPORTED), (SECOND, Execution.COMPLETED)):
        made.do("bakery", CorrectMade(voice, name, 2, told, "Counted again."))
        assert made["bakery"].directives[name].execution is execution
        assert made["C"].directives[name].progress.completed == (execution is Execution.COMPLETED)


def test_report_can_be_corrected_when_another_plan_has_taken_over():
    made, name, voice = accepted()
    made.do("bakery", ReportMade(voice, name, FIRST))
    carry(made, Kind.PLAN, plan=plan(needs_called(made)))
    assert made["bakery"].directives[name].force is Force.REVOKED
    right = replace(FIRST, hours=d(12))
    made.do("bakery", CorrectMade(voice, name, 1, right, "One of us was forgotten."))
    assert made["C"].orders[name].made["bakery"] == (right,)


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"by": "somebody else"}, Reason.NOT_THE_OFFICER),
        ({"directive": "C:99"}, Reason.NO_SUCH_DIRECTIVE),
        ({"report": 2}, Reason.NO_SUCH_REPORT),
        ({"report": 0}, Reason.NO_SUCH_REPORT),
        ({"made": FIRST}, Reason.TOLD_ALREADY),
        ({"made": replace(FIRST, period=9)}, Reason.NOT_ORDERED),
        ({"made": replace(FIRST, makes={"bread": d(2201)})}, Reason.ABSURD_REPORT),
        ({"made": replace(FIRST, hours=Decimal("NaN"))}, Reason.NO_AMOUNT_OF),
        ({"reason": " "}, Reason.NOTHING_TOLD),
    ],
)
def test_correction_that_cannot_be_is_refused(change: dict[str, object], reason: Reason):
    made, name, voice = accepted()
    made.do("bakery", ReportMade(voice, name, FIRST))
    act = CorrectMade(voice, name, 1, replace(FIRST, hours=d(12)), "Counted again.")
    assert says_no(made, "bakery", replace(act, **change)) is reason  # type: ignore[arg-type]


def test_congress_corrects_no_report_of_others():
    made, name, voice = accepted()
    made.do("bakery", ReportMade(voice, name, FIRST))
    act = CorrectMade(made["C"].roll[0], name, 1, SECOND, "We know better.")
    assert says_no(made, "C", act) is Reason.NOT_ADDRESSED


loaves = st.integers(0, 500)


@settings(max_examples=25, deadline=None)
@given(st.lists(st.tuples(st.sampled_from([1, 2]), loaves, st.integers(0, 9)), min_size=1, max_size=12))
def test_sums_are_those_of_a_list_in_which_entries_are_struck_and_written_anew(told: list[tuple[int, int, int]]):
    made, name, voice = accepted()
    paper: list[tuple[int, int]] = []
    for period, quantity, which in told:
        report = Made("baking", period, {"bread": d(quantity)})
        if which < len(paper) and paper[which] != (period, quantity):
            made.do("bakery", CorrectMade(voice, name, which + 1, report, "Counted again."))
            paper[which] = period, quantity
        elif made["bakery"].directives[name].execution is not Execution.COMPLETED:
            made.do("bakery", ReportMade(voice, name, report))
            paper.append((period, quantity))
    orders = made["C"].orders[name]
    sums = {period: sum(much for at, much in paper if at == period) for period in (1, 2)}
    assert {period: orders.total("bakery", "baking", period).get("bread", 0) for period in (1, 2)} == sums
    missing = {("baking", period, "bread"): 220 - much for period, much in sums.items() if much < 220}
    assert orders.missing("bakery") == made["bakery"].orders[name].missing("bakery") == missing
    assert (made["bakery"].directives[name].execution is Execution.COMPLETED) is (not missing)


def test_either_side_of_a_delivery_corrects_what_it_has_told():
    made, name, voice = accepted()
    made.do("bakery", SendGoods(voice, "N1", "bread", d(60), name))
    made.do("bakery", CorrectGoods(voice, "bakery>1", d(58), "Two baskets of 29."))
    assert made["N1"].deliveries["bakery>1"].quantity == d(58)
    neighbour = made["N1"].roll[1]
    assert says_no(made, "N1", CorrectGoods(neighbour, "bakery>1", d(1), "Eaten.")) is Reason.NOT_IN_STATE
    made.do("N1", ConfirmGoods(neighbour, "bakery>1", d(50), "Eight are missing."))
    made.do("N1", CorrectGoods(neighbour, "bakery>1", d(58), "They were in the other room."))
    for council in ("bakery", "N1"):
        there = made[council].deliveries["bakery>1"]
        assert (there.state, there.quantity, there.got, there.differs) == (Carriage.ARRIVED, d(58), d(58), False)
        assert [(c.sent, c.before, c.after) for c in there.corrections] == [
            (True, d(60), d(58)),
            (False, d(50), d(58)),
        ]
    assert verify(made.export(), planner=vouch).checked["GoodsCorrected"] == 2


def test_what_was_not_sent_at_all_is_on_its_way_no_more():
    made, _, voice = accepted()
    made.do("bakery", SendGoods(voice, "N1", "bread", d(60)))
    made.do("bakery", CorrectGoods(voice, "bakery>1", d(0), "It went to N2."))
    assert not made["N1"].deliveries["bakery>1"].on_its_way


def test_nobody_corrects_what_others_have_told():
    made, _, voice = accepted()
    made.do("bakery", SendGoods(voice, "N1", "bread", d(60)))
    made.elect("N1", "chair", [made["N1"].roll[0]])
    _, neighbour, other = made["N1"].roll
    made.do("N1", ConfirmGoods(neighbour, "bakery>1", d(60)))
    for council, act, reason in (
        ("N1", CorrectGoods(other, "bakery>1", d(1), "No."), Reason.NOT_THE_OFFICER),
        ("N1", CorrectGoods(voice, "bakery>1", d(1), "No."), Reason.NOT_ON_ROLL),
        ("N1", CorrectGoods(neighbour, "bakery>1", d(60), "No."), Reason.TOLD_ALREADY),
        ("N1", CorrectGoods(neighbour, "bakery>1", d(-1), "No."), Reason.NO_AMOUNT),
        ("N1", CorrectGoods(neighbour, "bakery>1", d(1), ""), Reason.NOTHING_TOLD),
        ("N2", CorrectGoods(neighbour, "bakery>1", d(1), "No."), Reason.NO_SUCH_DELIVERY),
    ):
        assert says_no(made, council, act) is reason


def take_back(made: Federation, way: Route) -> None:
    made.do("C", Declare(made["C"].roll[0], Declared(route=way, ended=True)))


def test_route_is_taken_back_and_with_the_last_one_its_product_is_everywhere():
    made = federation()
    back = replace(BY_ROAD, origin="S", goal="N")
    version = made["C"].economy.version
    take_back(made, BY_ROAD)
    assert ("bread", "N", "S") not in made["C"].economy.routes
    assert made["C"].economy.version == version + 1
    assert says_no(made, "C", Declare(made["C"].roll[0], Declared(route=BY_ROAD, ended=True))) is (
        Reason.UNSOUND_DECLARATION
    )
    take_back(made, back)
    (order,) = [o for o in plan(needs_called(made)).orders if o.council == "bakery"]
    assert sum(make.makes["bread"] for make in order.make) == d(440)
    assert not [send for o in plan(made).orders for send in o.send if send.product == "bread"]
    declare(made, "C", route=BY_ROAD)


def test_only_a_route_is_taken_back_and_only_by_those_who_declare_it():
    made = federation()
    stock = Declared(stock=Stock("flour", d(10)), ended=True)
    assert says_no(made, "bakery", Declare(made["bakery"].roll[0], stock)) is Reason.UNSOUND_DECLARATION
    way = Declared(route=BY_ROAD, ended=True)
    assert says_no(made, "bakery", Declare(made["bakery"].roll[0], way)) is Reason.KIND_NOT_HERE


def test_plan_under_vote_that_needs_a_route_that_is_taken_back_is_overtaken():
    made = federation()
    name = made.propose("C", Kind.PLAN, "A plan", plan=plan(needs_called(made)))
    take_back(made, Route("bread", "S", "N"))
    for council in [c for c in made.states.values() if c.is_base and name in c.ballots]:
        made.vote(council.id, name, Tally(yes=len(council.roll)))
    made.now = made["C"].ballots[name].closes
    made.tick(made.now)
    assert made["C"].motions[name].state is MotionState.CARRIED
    assert "bread" in made["C"].motions[name].overtaken
    assert verify(made.export(), planner=vouch).checked["PlanOvertaken"] == 1

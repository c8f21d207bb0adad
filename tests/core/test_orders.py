"""Plans are carried by a mandated vote, go out as orders, and are reported, delivered and made anew (R12, R13, R18)."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest
from tests.bakery import (
    BAKING,
    CHARTER,
    HORIZON,
    MILLING,
    adopted,
    called,
    carry,
    d,
    declare,
    federation,
    ordered,
    plan,
)
from tests.federation import Federation

from councils.core.act import Command
from councils.core.charter import Kind, OfficeRule
from councils.core.directive import Acknowledge, answers_for
from councils.core.economy.adopting import AdjustPlan, undoable
from councils.core.economy.correcting import CorrectGoods
from councils.core.economy.declared import InPeriod, Resource, Site, Stock, Technique
from councils.core.economy.declaring import speaks_for
from councils.core.economy.deliveries import ConfirmGoods, SendGoods
from councils.core.economy.needs import CallNeeds
from councils.core.economy.offer import PlanOffer
from councils.core.economy.ordering import tells_nothing
from councils.core.economy.orders import Made, ProposeChange, ReportMade
from councils.core.economy.provision import Provision, Stage
from councils.core.machines import Carriage, Execution, Force, MotionState
from councils.core.motion import Propose
from councils.core.office import COORDINATOR, DELEGATE, answering_offices
from councils.core.proposal import Proposal
from councils.core.refusal import Reason
from councils.core.vote.tally import Tally
from councils.ledger.verify import verify
from councils.ledger.wrong import WrongError
from councils.plan.federation import vouch

FIRST = Made("baking", 1, {"bread": d(220)}, {"flour": d(132)}, d("11.5"))


def put(made: Federation, offer: PlanOffer | None) -> Reason:
    act = Propose(made["C"].roll[0], Proposal(Kind.PLAN, "A plan", plan=offer))
    return made.refused("C", act).reason


def speaker(made: Federation, council: str) -> str:
    return made[council].roll[0]


def says_no(made: Federation, council: str, act: Command) -> Reason:
    return made.refused(council, act).reason


def test_carried_plan_is_in_force_and_goes_out_as_orders():
    made = federation()
    name = adopted(made)
    assert made["C"].motions[name].state is MotionState.CARRIED
    assert made["C"].economy.plan == name
    (order,) = made["bakery"].orders[name].orders.values()
    assert [(make.period, make.makes["bread"]) for make in order.make] == [(1, d(220)), (2, d(220))]
    assert made["bakery"].directives[name].execution is Execution.RECEIVED
    assert name not in made["N1"].directives  # who has nothing to make hears nothing


def test_goods_cross_the_border_between_places():
    made = federation()
    name = adopted(made)
    sent = {(send.product, send.to) for send in made["S"].orders[name].orders["S"].send}
    assert sent == {("bread", "N"), ("wheat", "N")}


@pytest.mark.parametrize(
    "change",
    [
        {"activities": {}},
        {"activities": {"run bakery/nothing 1": 3.0}},
        {"prices": ()},
        {"orders": ()},
        {"hours": d(1)},
        {"common": d(1)},
        {"values": {"bread": d("0.001")}},
    ],
)
def test_plan_that_is_tampered_with_comes_before_nobody(change: dict[str, object]):
    made = called(federation())
    assert put(made, replace(plan(made), **change)) is Reason.NOT_CERTIFIED  # type: ignore[arg-type]


def test_plan_that_could_be_better_comes_before_nobody():
    made = called(federation())
    offer = plan(made)
    wasteful = {name: 1.05 * much if name.startswith("run farm") else much for name, much in offer.activities.items()}
    assert put(made, replace(offer, activities=wasteful)) is Reason.NOT_CERTIFIED


def test_plan_for_what_was_declared_before_is_refused():
    made = called(federation())
    offer = plan(made)
    declare(made, "bakery", stock=Stock("flour", d(500)))
    assert put(made, offer) is Reason.OUTDATED_PLAN


@pytest.mark.parametrize(
    ("less", "told"),
    [
        ({"site": Site("ISIC:1071", d(1))}, "bakery can work 1 hours in a period"),
        ({"resource": Resource("oven", "Oven", "hour", d(1))}, "1 of oven can be used in a period"),
        ({"resource": Resource("oven", "Oven", "hour", d(40), (InPeriod(HORIZON.last_day(2), d(2)),))}, "2 of oven"),
    ],
)
@pytest.mark.parametrize("measuring", [True, False])
def test_too_few_hours_or_too_little_of_what_is_shared_overtakes_a_plan_under_vote(
    less: dict[str, object], told: str, measuring: bool
):
    made = federation(measuring=measuring)
    declare(made, "bakery", resource=Resource("oven", "Oven", "hour", d(40)))
    declare(made, "bakery", technique=replace(BAKING, occupies={"oven": d("0.5")}))
    name = made.propose("C", Kind.PLAN, "Bread", plan=plan(called(made)))
    declare(made, "bakery", **less)
    for council in [c for c in made.states.values() if c.is_base and name in c.ballots]:
        made.vote(council.id, name, Tally(yes=len(council.roll)))
    made.now = made["C"].ballots[name].closes
    made.tick(made.now)
    assert (told in made["C"].motions[name].overtaken) is measuring
    assert (made["C"].economy.plan == name) is not measuring


def test_what_earlier_periods_build_is_not_in_the_way():
    made = federation(measuring=True)
    oven = Technique("oven", "An oven", {}, {}, {"mason": d(8)}, builds={"oven": d(40)})
    declare(made, "bakery", resource=Resource("oven", "Oven", "hour", d(6)))
    declare(made, "bakery", technique=replace(BAKING, occupies={"oven": d("0.5")}))
    declare(made, "bakery", technique=oven)
    offer = plan(called(made))
    assert any(make.builds for order in offer.orders for make in order.make)
    assert undoable(made["C"], offer) is None


def test_plan_for_needs_that_were_called_for_before_is_refused():
    made = called(federation())
    offer = plan(made)
    called(made)
    assert put(made, offer) is Reason.OUTDATED_PLAN
    assert put(made, None) is Reason.NO_PLAN


def test_breakdown_while_the_vote_is_open_overtakes_the_plan_and_the_one_before_goes_on():
    made = federation()
    before = adopted(made)
    after = made.propose("C", Kind.PLAN, "Another", plan=plan(called(made)))
    declare(made, "mill", technique=replace(MILLING, most=d(0)))
    for council in [c for c in made.states.values() if c.is_base and after in c.ballots]:
        made.vote(council.id, after, Tally(yes=len(council.roll)))
    made.now = made["C"].ballots[after].closes
    made.tick(made.now)
    assert "milling" in made["C"].motions[after].overtaken
    assert made["C"].economy.plan == before
    assert made["bakery"].directives[before].force is Force.IN_FORCE


def test_plan_made_anew_ends_the_orders_of_the_one_before():
    made = federation()
    before, after = adopted(made), carry(made, Kind.PLAN, plan=plan(called(made)))
    assert made["bakery"].directives[before].force is Force.REVOKED
    assert made["bakery"].directives[after].force is Force.IN_FORCE


def test_small_change_takes_effect_without_a_vote_and_a_large_one_does_not():
    made = federation()
    name = adopted(made)
    declare(made, "bakery", technique=replace(BAKING, works={"baker": d("0.51")}))
    made.do("C", AdjustPlan(speaker(made, "C"), plan(called(made))))
    assert made["C"].economy.adjustment == 1
    assert made["bakery"].directives[f"{name}.1"].force is Force.IN_FORCE
    assert made["bakery"].directives[name].force is Force.REVOKED
    declare(made, "bakery", technique=replace(BAKING, works={"baker": d(1)}))
    act = AdjustPlan(speaker(made, "C"), plan(called(made)))
    assert says_no(made, "C", act) is Reason.NEEDS_A_VOTE


def test_where_each_plan_is_voted_on_no_other_is_put_in_its_place():
    made = federation(voted=True)
    adopted(made)
    assert says_no(made, "C", AdjustPlan(speaker(made, "C"), plan(called(made)))) is Reason.ONLY_THE_REST


def test_without_a_plan_in_force_there_is_nothing_to_adjust():
    made = called(federation())
    assert says_no(made, "C", AdjustPlan(speaker(made, "C"), plan(made))) is Reason.NO_PLAN_IN_FORCE


def test_bakery_accepts_reports_and_is_done():
    made = federation()
    name, voice = adopted(made), speaker(made, "bakery")
    made.do("bakery", Acknowledge(voice, name))
    made.do("bakery", ReportMade(voice, name, FIRST))
    told = made["C"].orders[name]
    assert told.made["bakery"] == (FIRST,)
    assert told.missing("bakery") == {("baking", 2, "bread"): d(220)}
    made.do("bakery", ReportMade(voice, name, replace(FIRST, period=2)))
    assert made["bakery"].directives[name].execution is Execution.COMPLETED
    assert made["C"].directives[name].progress.completed == 1


def test_coordinator_and_delegate_answer_for_a_workplace_beside_its_chair():
    bakery = federation()["bakery"]
    one, other, third = bakery.roll
    held = bakery.holders(DELEGATE)[0]
    for number, (office, holder) in enumerate(((COORDINATOR, one), ("chair", other)), start=90):
        bakery = bakery.put("tenures", number, replace(held, number=number, office=office, holder=holder))
    bakery = bakery.put("tenures", held.number, replace(held, holder=third))
    assert [answers_for(bakery, voice) for voice in (one, other, third)] == [True, True, True]
    assert [speaks_for(bakery, voice) for voice in (one, other, third)] == [True, True, False]
    assert not answers_for(bakery, "somebody else")


@pytest.mark.parametrize("coordinating", [True, False])
def test_whoever_coordinates_speaks_for_a_workplace_and_not_anyone_there(coordinating: bool):
    """Where nobody holds an office anyone does; and so it stays in records of before a charter said otherwise."""
    bakery = federation(coordinating=coordinating)["bakery"]
    one, other, _ = bakery.roll
    assert speaks_for(bakery, other)
    held = bakery.holders(DELEGATE)[0]
    bakery = bakery.put("tenures", 90, replace(held, number=90, office=COORDINATOR, holder=one))
    assert [speaks_for(bakery, voice) for voice in (one, other)] == [True, not coordinating]
    bakery = bakery.put("tenures", 91, replace(held, number=91, office="chair", holder=other))
    assert [speaks_for(bakery, voice) for voice in (one, other)] == [True, True]


@pytest.mark.parametrize("answering", [True, False])
def test_orders_are_accepted_by_who_speaks_for_the_workplace_and_its_delegate(answering: bool):
    bakery = federation(coordinating=True, answering=answering)["bakery"]
    held = bakery.holders(DELEGATE)[0]
    one, other = (voice for voice in bakery.roll if voice != held.holder)
    assert answers_for(bakery, other)  # nobody coordinates
    bakery = bakery.put("tenures", 90, replace(held, number=90, office=COORDINATOR, holder=one))
    assert [answers_for(bakery, voice) for voice in (one, held.holder, other)] == [True, True, not answering]
    assert answering_offices(bakery).startswith("coordinator, ")


def test_workplace_recalls_its_coordinator_and_whom_it_elects_speaks_for_it():
    offices = (*CHARTER.offices, OfficeRule(COORDINATOR, "Coordinator", levels=("assembly",)))
    made = Federation(replace(CHARTER, offices=offices, planning=replace(CHARTER.planning, coordinating=True)))
    made.found("mill works")
    made.join("mill works", 5)
    one, other, *_ = made["mill works"].roll
    made.elect("mill works", COORDINATOR, [one, other])
    assert made["mill works"].holders(COORDINATOR)[0].holder == one
    assert [speaks_for(made["mill works"], voice) for voice in (one, other)] == [True, False]
    made.recall("mill works", one, COORDINATOR)
    assert [speaks_for(made["mill works"], voice) for voice in (one, other)] == [True, True]  # nobody coordinates
    made.elect("mill works", COORDINATOR, [other])
    assert [speaks_for(made["mill works"], voice) for voice in (one, other)] == [False, True]


def test_order_is_late_by_what_was_reported_and_by_nothing_else():
    made = federation()
    name, voice = adopted(made), speaker(made, "bakery")
    made.do("bakery", Acknowledge(voice, name))
    day = HORIZON.last_day(1) + timedelta(days=1)
    assert [make.period for make in made["C"].orders[name].late("bakery", day)] == [1]
    assert made["C"].orders[name].late("bakery", HORIZON.last_day(1)) == ()
    made.do("bakery", ReportMade(voice, name, FIRST))
    assert made["C"].orders[name].late("bakery", day) == ()


@pytest.mark.parametrize(
    ("told", "reason"),
    [
        (replace(FIRST, period=9), Reason.NOT_ORDERED),
        (replace(FIRST, makes={"cake": d(1)}), Reason.NOT_ORDERED),
        (replace(FIRST, makes={"bread": d(2201)}), Reason.ABSURD_REPORT),
        (replace(FIRST, makes={"flour": d(1)}), Reason.NOT_ORDERED),  # used for it, and not made
        (replace(FIRST, hours=Decimal("NaN")), Reason.NO_AMOUNT_OF),
        (replace(FIRST, makes={"bread": d(-1)}), Reason.NO_AMOUNT_OF),
    ],
)
def test_report_that_cannot_be_is_refused(told: Made, reason: Reason):
    made = federation()
    name, voice = adopted(made), speaker(made, "bakery")
    made.do("bakery", Acknowledge(voice, name))
    assert says_no(made, "bakery", ReportMade(voice, name, told)) is reason


@pytest.mark.parametrize(
    ("told", "what"),
    [
        (replace(FIRST, hours=d(111)), "hours of work"),
        (replace(FIRST, uses={"flour": d(1321)}), "flour"),
    ],
)
def test_ten_times_the_work_or_what_is_used_is_doubted_too_where_the_charter_says_so(told: Made, what: str):
    for doubting in (True, False):
        made = federation(doubting=doubting)
        name, voice = adopted(made), speaker(made, "bakery")
        made.do("bakery", Acknowledge(voice, name))
        if not doubting:  # as records of before have it
            made.do("bakery", ReportMade(voice, name, told))
            continue
        refused = made.refused("bakery", ReportMade(voice, name, told))
        assert (refused.reason, refused.details["product"]) == (Reason.ABSURD_REPORT, what)
        half = replace(told, hours=told.hours / 2, makes={}, uses={code: much / 2 for code, much in told.uses.items()})
        made.do("bakery", ReportMade(voice, name, half))
        assert (
            says_no(
                made,
                "bakery",
                ReportMade(
                    voice,
                    name,
                    replace(half, hours=half.hours * 2, uses={code: much * 2 for code, much in half.uses.items()}),
                ),
            )
            is Reason.ABSURD_REPORT
        )  # with what was told before


def test_change_that_a_workplace_proposes_is_known_to_whoever_planned():
    made = federation()
    name, voice = adopted(made), speaker(made, "bakery")
    made.do("bakery", ProposeChange(voice, name, "baking", 1, d(20), "One of us is ill."))
    assert [change.runs for change in made["C"].orders[name].changes] == [d(20)]
    for act, reason in (
        (ProposeChange(voice, name, "baking", 9, d(20), "Ill."), Reason.NOT_ORDERED),
        (ProposeChange(voice, name, "baking", 1, d(20), " "), Reason.NOTHING_TOLD),
        (ProposeChange(voice, name, "baking", 1, d(-1), "Ill."), Reason.NO_AMOUNT),
    ):
        assert says_no(made, "bakery", act) is reason


def test_workplace_can_object_and_the_plan_is_suspended_when_enough_do():
    made = federation()
    name = adopted(made)
    for council in ("bakery", "mill", "farm"):
        carry(made, Kind.OBJECTION, council=council, target=name)
    assert made["C"].directives[name].force is Force.SUSPENDED
    assert made["bakery"].directives[name].force is Force.SUSPENDED


def test_adjusted_plan_can_be_objected_to_as_well():
    made = federation()
    name = adopted(made)
    declare(made, "bakery", technique=replace(BAKING, works={"baker": d("0.51")}))
    made.do("C", AdjustPlan(speaker(made, "C"), plan(called(made))))
    for council in ("bakery", "mill", "farm"):
        carry(made, Kind.OBJECTION, council=council, target=f"{name}.1")
    assert made["bakery"].directives[f"{name}.1"].force is Force.SUSPENDED


def test_ten_times_what_was_sent_has_not_come_where_the_charter_doubts_it():
    for doubting in (True, False):
        made = federation(doubting=doubting)
        name, voice = adopted(made), speaker(made, "bakery")
        made.do("bakery", SendGoods(voice, "N1", "bread", d(6), name))
        neighbour = made["N1"].roll[-1]
        came = ConfirmGoods(neighbour, "bakery>1", d(601), "So many.")
        if not doubting:
            made.do("N1", came)
            continue
        assert says_no(made, "N1", came) is Reason.ABSURD_ARRIVAL
        made.do("N1", replace(came, quantity=d(60)))
        again = CorrectGoods(neighbour, "bakery>1", d(601), "Counted again.")
        assert says_no(made, "N1", again) is Reason.ABSURD_ARRIVAL
        made.do("bakery", CorrectGoods(voice, "bakery>1", d(600), "A nought was missing."))
        made.do("N1", again)


def test_delivery_is_told_by_both_sides_and_what_differs_is_on_record():
    made = federation()
    name, voice = adopted(made), speaker(made, "bakery")
    made.do("bakery", SendGoods(voice, "N1", "bread", d(60), name))
    assert made["N1"].deliveries["bakery>1"].state is Carriage.SENT
    neighbour = made["N1"].roll[-1]
    assert says_no(made, "N1", ConfirmGoods(neighbour, "bakery>1", d(58))) is Reason.NOTHING_TOLD
    made.do("N1", ConfirmGoods(neighbour, "bakery>1", d(58), "Two were burnt."))
    arrived = made["bakery"].deliveries["bakery>1"]
    assert (arrived.state, arrived.got, arrived.differs) == (Carriage.ARRIVED, d(58), True)
    assert says_no(made, "N1", ConfirmGoods(neighbour, "bakery>1", d(60))) is Reason.ARRIVED_ALREADY


def test_delivery_is_confirmed_by_those_it_is_for_and_nobody_else():
    made = federation()
    voice = speaker(made, "bakery")
    made.do("bakery", SendGoods(voice, "N1", "bread", d(60)))
    assert says_no(made, "bakery", ConfirmGoods(voice, "bakery>1", d(60))) is Reason.NO_SUCH_DELIVERY
    assert says_no(made, "N1", ConfirmGoods(voice, "bakery>1", d(60))) is Reason.NOT_ON_ROLL
    assert says_no(made, "N1", ConfirmGoods(made["N1"].roll[0], "bakery>1", d(-1))) is Reason.NO_AMOUNT


def test_goods_are_not_sent_to_nowhere():
    made = federation()
    voice = speaker(made, "bakery")
    for to, quantity, reason in (
        ("bakery", 60, Reason.CANNOT_DELIVER),
        ("nowhere", 60, Reason.NO_SUCH_COUNCIL),
        ("N1", 0, Reason.NO_AMOUNT),
    ):
        assert says_no(made, "bakery", SendGoods(voice, to, "bread", d(quantity))) is reason


@pytest.mark.parametrize(
    ("provision", "before", "taken", "charged"),
    [
        (Provision("bread"), 0, 5, 5),
        (Provision("bread", Stage.FREE), 0, 5, 0),
        (Provision("bread", Stage.PARTLY_FREE, d(7)), 0, 5, 0),
        (Provision("bread", Stage.PARTLY_FREE, d(7)), 5, 5, 3),
        (Provision("bread", Stage.PARTLY_FREE, d(7)), 9, 5, 5),
        (Provision("bread", Stage.RATIONED, d(7)), 2, 5, 5),
        (Provision("bread", Stage.RATIONED, d(7)), 3, 5, None),
    ],
)
def test_stage_of_a_good_says_what_is_charged(provision: Provision, before: int, taken: int, charged: int | None):
    assert provision.charged(d(before), d(taken)) == charged


def test_good_becomes_free_by_a_motion():
    made = federation()
    free = Provision("bread", Stage.FREE)
    carry(made, Kind.PROVISION, provision=free)
    assert made["C"].economy.provisions["bread"] == free
    for wrong in (None, free, Provision("cake"), Provision("bread", Stage.RATIONED)):
        act = Propose(speaker(made, "C"), Proposal(Kind.PROVISION, "Bread", provision=wrong))
        assert says_no(made, "C", act) in (Reason.UNSOUND_DECLARATION, Reason.DECLARED_ALREADY)


def test_record_of_a_plan_verifies_with_a_planner_and_is_not_believed_without():
    made = federation()
    adopted(made)
    assert verify(made.export(), planner=vouch).checked["PlanAdopted"] == 1
    with pytest.raises(WrongError, match="R18"):
        verify(made.export())


def test_planning_office_calls_once_it_is_elected():
    made = federation()
    made.elect("C", "planner", [made["C"].roll[1]])
    assert says_no(made, "C", CallNeeds(made["C"].roll[0], HORIZON)) is Reason.NOT_THE_OFFICER
    made.do("C", CallNeeds(made["C"].roll[1], HORIZON))


def test_what_a_plan_has_begun_is_finished_when_the_next_one_takes_its_place():
    """It is carried weeks before its first day: until then bread is baked on the old order, and then on the new one."""
    made = federation(finishing=True)
    office, long = speaker(made, "C"), replace(HORIZON, periods=12)
    made.do("C", CallNeeds(office, long))
    before = carry(made, Kind.PLAN, plan=plan(made))
    made.do("bakery", Acknowledge(speaker(made, "bakery"), before))
    later = replace(HORIZON, start=long.start + timedelta(days=7 * 10))
    made.do("C", CallNeeds(office, later))
    after = carry(made, Kind.PLAN, plan=plan(made))
    assert made.now.date() < later.start
    orders = made["bakery"].orders
    old, new = (orders[name].orders["bakery"].make for name in (before, after))
    assert [make.period for make in old] == list(range(1, 11))
    assert [make.due for make in new] == [later.last_day(1), later.last_day(2)]
    assert {made[name].directives[before].force for name in ("bakery", "mill")} == {Force.IN_FORCE}
    assert made["bakery"].directives[before].acknowledged
    for make in old:
        made.do("bakery", ReportMade(speaker(made, "bakery"), before, Made("baking", make.period, make.makes)))
    assert made["bakery"].directives[before].execution is Execution.COMPLETED
    assert len(made["C"].orders[before].made["bakery"]) == 10


@pytest.mark.parametrize("begun", range(7))
def test_plan_that_begins_inside_a_period_leaves_of_it_the_part_before(begun: int):
    """Day by day: no loaf is asked for twice, and none of what has begun is dropped."""
    made = federation(finishing=True, parting=True)
    office, long = speaker(made, "C"), replace(HORIZON, periods=12)
    made.do("C", CallNeeds(office, long))
    before = carry(made, Kind.PLAN, plan=plan(made))
    later = replace(HORIZON, start=long.start + timedelta(days=7 * 10 + begun))
    made.do("C", CallNeeds(office, later))
    carry(made, Kind.PLAN, plan=plan(made))
    (order,) = made["bakery"].orders[before].orders.values()
    assert order == made["C"].orders[before].orders["bakery"]
    *whole, last = order.make
    assert [make.makes["bread"] for make in whole] == [220] * (len(whole))
    assert last.due == later.start - timedelta(days=1)
    runs = 22 if not begun else -(-22 * begun // 7)
    assert (len(whole), last.runs, last.makes["bread"], last.uses["flour"]) == (
        9 + bool(begun),
        runs,
        10 * runs,
        6 * runs,
    )
    assert last.hours == runs * BAKING.works["baker"]
    verify(made.export(), planner=vouch)


def test_part_of_a_period_that_was_made_already_completes_the_order():
    made = federation(finishing=True, parting=True)
    office, week = speaker(made, "C"), replace(HORIZON, start=HORIZON.start + timedelta(days=364), periods=1)
    made.do("C", CallNeeds(office, week))
    before = carry(made, Kind.PLAN, plan=plan(made))
    made.do("bakery", Acknowledge(speaker(made, "bakery"), before))
    made.do("bakery", ReportMade(speaker(made, "bakery"), before, Made("baking", 1, {"bread": d(100)})))
    made.do("C", CallNeeds(office, replace(week, start=week.start + timedelta(days=2))))
    carry(made, Kind.PLAN, plan=plan(made))
    assert made["bakery"].orders[before].total("bakery", "baking", 1)["bread"] == 100
    assert made["bakery"].directives[before].execution is Execution.COMPLETED


def test_orders_of_which_nothing_is_due_before_the_next_plan_end_at_once():
    made = federation(finishing=True)
    before = adopted(made)
    carry(made, Kind.PLAN, plan=plan(called(made)))  # from the same day on
    assert made["bakery"].directives[before].force is Force.REVOKED


def test_report_of_nothing_is_turned_away_at_the_door_and_one_on_record_goes_on_verifying():
    made, name = ordered()
    nothing = ReportMade(speaker(made, "bakery"), name, replace(FIRST, makes={}, uses={}, hours=d(0)))
    refused = tells_nothing(nothing)
    assert refused is not None
    assert refused.reason is Reason.EMPTY_REPORT
    assert tells_nothing(replace(nothing, made=replace(nothing.made, hours=d(1)))) is None
    made.do("bakery", Acknowledge(speaker(made, "bakery"), name))
    made.do("bakery", nothing)
    assert verify(made.export(), planner=vouch).councils == made.states

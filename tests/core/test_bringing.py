"""A federation that plans joins another that plans: what both have, and what its plan has ordered (R16, R18)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from tests.bakery import BREAD, CHARTER, Loaves, carry, d, declare, federation, plan
from tests.federation import Federation, plant

from councils.core.charter import Kind, MotionRule
from councils.core.directive import Acknowledge
from councils.core.economy.bringing import MeansHeardOf
from councils.core.economy.declared import Declared, Picture, Product, Resource, Route, Stock, Technique
from councils.core.economy.declaring import Declare
from councils.core.economy.deliveries import ConfirmGoods, SendGoods
from councils.core.economy.needs import CallNeeds, Horizon, Need, Stated
from councils.core.economy.orders import Made, ReportMade
from councils.core.economy.provision import Provision, Stage
from councils.core.machines import Execution, Force
from councils.core.motion import Propose
from councils.core.proposal import Proposal
from councils.core.reason import Reason
from councils.ledger.verify import verify
from councils.plan.federation import economy_of, offered, vouch
from councils.plan.solve import solve

AT_ONCE = MotionRule(notice_days=0, voting_days=5, seconders=0)
CHEESE = Product("cheese", "Cheese", "kg", keeps=d(1))
DAIRY = Technique("dairy", "Dairy", {"cheese": d(5)}, {}, {"dairyman": d(1)}, {"vat": d(1)})
VAT = Resource("vat", "Vat", "batch", d(12))
HORIZON = Horizon(date(2027, 6, 7), 7, 2)


ASKED_AT_ONCE = dict.fromkeys((Kind.JOINING, Kind.ADMISSION, Kind.LEAVING, Kind.PLAN), AT_ONCE)
RULES = replace(CHARTER, motions={**CHARTER.motions, **ASKED_AT_ONCE})


def both(**rules: bool) -> Federation:
    """The federation of the bakery, and beside it the island T, whose dairy feeds two hamlets by a plan of its own."""
    made = federation(RULES, **{"bringing": True, "finishing": True, **rules})
    made.charter = made["C"].charter
    plant(made, "T", {"D1": None, "D2": None}, None, 1, 3)
    declare(made, "T", product=CHEESE)
    declare(made, "T", route=Route("cheese", "D1", "D2"))
    declare(made, "D1", resource=VAT, technique=DAIRY, stock=Stock("cheese", d(3)))
    made.stated = Cheese(made)
    made.do("T", CallNeeds(made["T"].roll[0], HORIZON))
    return made


class Cheese(Loaves):
    def sum(self, name: str, horizon: Horizon) -> Stated:
        kilos = {"D1": 10, "D2": 20}
        if name not in kilos:
            return super().sum(name, horizon)
        periods = range(1, horizon.periods + 1)
        return Stated(9, tuple(Need("cheese", p, 1, common=False, quantity=d(kilos[name])) for p in periods))


def planned() -> tuple[Federation, str]:
    """A plan is in force on the island."""
    made = both()
    return made, carry(made, Kind.PLAN, council="T", plan=offered(made["T"], solve(economy_of(made["T"]))))


def join(made: Federation) -> Federation:
    for council, kind, target in (("T", Kind.JOINING, "C"), ("C", Kind.ADMISSION, "T")):
        carry(made, kind, council=council, target=target)
    assert made["T"].parent == "C"
    return made


def voice(made: Federation, council: str) -> str:
    return made[council].roll[0]


def replan(made: Federation, horizon: Horizon = HORIZON) -> str:
    made.do("C", CallNeeds(voice(made, "C"), horizon))
    return carry(made, Kind.PLAN, plan=plan(made))


def test_who_joins_brings_all_that_is_declared_and_is_planned_with():
    made = join(both())
    known = made["C"].economy
    assert known.products["cheese"] == CHEESE
    assert (known.techniques["D1", "dairy"], known.resources["D1", "vat"]) == (DAIRY, VAT)
    assert known.stocks["D1", "cheese"].quantity == 3
    assert known.paths["D1"] == ("D1", "T")
    assert not made["T"].economy.techniques
    name = replan(made)
    order = made["D1"].orders[name].orders["D1"]
    made_of_it = [make.makes["cheese"] for make in order.make]
    assert sum(made_of_it) == 57  # 30 kg in each of two weeks, and 3 are there
    declare(made, "D1", technique=replace(DAIRY, most=d(9)))
    assert made["C"].economy.techniques["D1", "dairy"].most == 9
    verify(made.export(), planner=vouch)


def test_plan_of_who_has_joined_goes_on_until_one_of_the_whole_begins():
    made, before = planned()
    made.do("D1", Acknowledge(voice(made, "D1"), before))
    join(made)
    assert made["D1"].directives[before].force is Force.IN_FORCE
    told = made["D1"].orders[before].orders["D1"].make[0]
    made.do("D1", ReportMade(voice(made, "D1"), before, Made("dairy", 1, told.makes)))
    assert made["T"].orders[before].made["D1"] == (Made("dairy", 1, told.makes),)
    later = replace(HORIZON, start=HORIZON.start + timedelta(7))
    after = replan(made, later)
    assert made.now.date() < HORIZON.start
    old, new = (made["D1"].orders[name].orders["D1"].make for name in (before, after))
    assert ([make.due for make in old], [make.due for make in new]) == (
        [HORIZON.last_day(1)],
        [later.last_day(1), later.last_day(2)],
    )
    assert made["D1"].directives[before].execution is Execution.COMPLETED
    verify(made.export(), planner=vouch)


def test_goods_are_sent_on_the_order_of_who_has_joined_and_it_sees_that_all_came():
    made, before = planned()
    join(made)
    for send in made["T"].orders[before].orders["D1"].send:
        sent = SendGoods(voice(made, "D1"), send.to, "cheese", send.quantity, before, "kg")
        made.do("D1", sent)
        name = next(reversed(made["D2"].deliveries))
        made.do("D2", ConfirmGoods(voice(made, "D2"), name, send.quantity))
        assert made["T"].orders[before].passing[name].got == send.quantity
    wrong = SendGoods(voice(made, "D1"), "D2", "cheese", d(1), before, "piece")
    assert made.refused("D1", wrong).reason is Reason.CANNOT_SEND
    aside = SendGoods(voice(made, "D1"), "N1", "cheese", d(1), "", "kg")
    made.do("D1", aside)  # by the catalogue of the whole
    verify(made.export(), planner=vouch)


def test_joining_is_refused_where_a_product_is_counted_otherwise():
    made = both()
    declare(made, "T", product=replace(BREAD, unit="kg"))
    act = Propose(voice(made, "T"), Proposal(Kind.JOINING, "Join", target="C"))
    refused = made.refused("T", act)
    assert (refused.reason, "bread is counted in loaf there" in str(refused)) == (Reason.CANNOT_JOIN, True)


def test_resource_of_a_code_that_others_have_is_left_with_what_shares_it_and_it_is_said_why():
    made = both()
    declare(made, "bakery", resource=replace(VAT, amount=d(1)))
    join(made)
    known = made["C"].economy
    assert known.resources["bakery", "vat"].amount == 1
    assert not [key for key in (*known.resources, *known.techniques) if key[0] == "D1"]
    (left,) = [fields["left"] for e in made.record for name, fields in e.events if name == MeansHeardOf.__name__]
    assert left == ("D1: vat is a resource of another council", "D1: vat means another thing here")
    declare(made, "D1", resource=replace(VAT, code="cheese-vat"))
    declare(made, "D1", technique=replace(DAIRY, occupies={"cheese-vat": d(1)}))
    assert made["C"].economy.techniques["D1", "dairy"].occupies == {"cheese-vat": 1}
    verify(made.export(), planner=vouch)


def test_goods_that_are_free_on_the_island_alone_stay_free():
    made = both()
    carry(made, Kind.PROVISION, council="T", provision=Provision("cheese", Stage.FREE))
    join(made)
    assert made["C"].economy.provisions["cheese"].stage is Stage.FREE


def test_before_a_charter_says_so_nothing_is_brought():
    made = join(both(bringing=False))
    assert "cheese" not in made["C"].economy.products
    assert made["T"].economy.techniques


def test_pictures_of_products_come_along_and_leave_again():
    made = both(taking=True)
    loaf, cheese = (Picture(code, digit * 64, 10, 10, "Seen") for code, digit in (("bread", "0"), ("cheese", "1")))
    declare(made, "C", picture=loaf)
    declare(made, "T", picture=cheese)
    join(made)
    assert made["C"].economy.pictures == {"bread": loaf, "cheese": cheese}
    carry(made, Kind.LEAVING, council="T")
    assert made["T"].economy.pictures == {"bread": loaf, "cheese": cheese}
    made.do("T", Declare(voice(made, "T"), Declared(picture=cheese, ended=True)))
    assert (set(made["T"].economy.pictures), set(made["C"].economy.pictures)) == ({"bread"}, {"bread", "cheese"})
    verify(made.export(), planner=vouch)

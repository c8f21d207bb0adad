"""A part of a federation that plans leaves it: what it has goes with it, and it plans by itself (R16, R18)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st
from tests.bakery import BAKING, MILLING, adopted, called, carry, d, declare, federation
from tests.core.test_bringing import RULES, both, join, planned, voice
from tests.federation import Federation

from councils.core.charter import Kind
from councils.core.council import Council
from councils.core.directive import Acknowledge
from councils.core.economy.declared import Declared, Direction, Resource, Site, Stock, Thing, Trade
from councils.core.economy.declaring import Declare
from councils.core.economy.deliveries import ConfirmGoods, SendGoods
from councils.core.economy.leaving import sides, unmade
from councils.core.economy.needs import CallNeeds, Horizon
from councils.core.economy.orders import Made, ReportMade
from councils.core.economy.provision import Provision, Stage
from councils.core.economy.state import Economy
from councils.core.machines import Force
from councils.core.motion import Propose
from councils.core.proposal import Proposal
from councils.core.refusal import Refused
from councils.ledger.verify import verify
from councils.plan.federation import economy_of, offered, vouch
from councils.plan.solve import solve

LATER = Horizon(date(2026, 7, 6), 7, 2)
OVEN = Resource("oven", "Oven", "hour", d(40))


def town(*, taking: bool = True) -> Federation:
    """The federation of the bakery, where what is declared goes along with those who leave."""
    return federation(RULES, bringing=True, taking=taking, finishing=True)


def left(made: Federation, council: str) -> Federation:
    carry(made, Kind.LEAVING, council)
    assert made[council].parent is None
    return made


def planning(made: Federation, council: str, horizon: Horizon = LATER) -> str:
    """A plan that a congress makes for itself, carried."""
    made.do(council, CallNeeds(voice(made, council), horizon))
    return carry(made, Kind.PLAN, council, plan=offered(made[council], solve(economy_of(made[council]))))


def had(economy: Economy) -> dict[str, object]:
    """All that is known in a congress of what there is, but for the ways between places."""
    shelves = ("products", "sites", "techniques", "resources", "stocks", "trades", "provisions")
    return {name: dict(getattr(economy, name)) for name in shelves}


def test_who_leaves_plans_and_orders_at_once_with_what_is_declared_there():
    made = called(town())
    before = made["C"].economy
    left(made, "S")
    known = made["S"].economy
    assert known.products == before.products
    assert set(known.techniques) == {("bakery", "baking"), ("farm", "farming")}
    assert known.stocks["bakery", "flour"] == Stock("flour", d(10))
    assert (known.paths["bakery"], known.sites["bakery"]) == (("bakery",), Site("ISIC:1071", d(80)))
    assert set(made["C"].economy.techniques) == {("mill", "milling")}
    declare(made, "farm", technique=replace(MILLING, code="quern", most=d(9)))
    name = planning(made, "S")
    made_of_it = sum(make.makes["bread"] for make in made["bakery"].orders[name].orders["bakery"].make)
    assert made_of_it == 240  # the 120 loaves of S1 and S2, in each of two weeks
    assert made["bakery"].directives[name].issuer == "S"
    planning(made, "C")
    verify(made.export(), planner=vouch)


def test_what_nobody_of_a_side_would_make_or_buy_any_more_is_known_before():
    made = town()
    declare(made, "mill", trade=Trade("wheat", Direction.IMPORT, d(1), "flour"))
    declare(made, "N1", technique=replace(BAKING, most=d(0)))  # it stands still
    leave, stay = (unmade(made["C"].economy, side) for side in sides(made["C"].economy, "S"))
    assert ([p.code for p in leave], [p.code for p in stay]) == (["flour"], ["bread"])
    declare(made, "farm", technique=MILLING, resource=OVEN)
    declare(made, "bakery", technique=replace(MILLING, code="quern"))
    assert unmade(made["C"].economy, sides(made["C"].economy, "S")[0]) == ()
    declare(made, "mill", technique=replace(MILLING, occupies={"oven": d(1)}))
    stay = unmade(made["C"].economy, sides(made["C"].economy, "S")[1])
    assert [product.code for product in stay] == ["flour", "bread"]  # the oven is the farm's


def test_what_is_needed_was_told_through_who_has_left_and_it_can_plan_without_a_new_call():
    made = left(called(town()), "S")
    needs = made["S"].economy.needs
    assert needs is not None
    assert needs.complete
    carry(made, Kind.PLAN, "S", plan=offered(made["S"], solve(economy_of(made["S"]))))
    assert made["S"].economy.plan


def test_goods_keep_their_stage_and_the_work_in_them_where_somebody_has_left():
    made = town()
    adopted(made)
    carry(made, Kind.PROVISION, provision=Provision("bread", Stage.FREE))
    values = made["C"].economy.offer.values
    left(made, "S")
    assert made["S"].economy.values == values
    assert made["S"].economy.provisions["bread"].stage is Stage.FREE


def test_assembly_that_leaves_by_itself_plans_for_itself():
    made = left(called(town()), "bakery")
    assert made["bakery"].economy.techniques == {("bakery", "baking"): BAKING}
    declare(made, "bakery", technique=MILLING)
    assert made["bakery"].economy.techniques["bakery", "milling"] == MILLING
    verify(made.export(), planner=vouch)


def test_resource_of_the_other_side_is_told_and_what_shares_it_waits_for_one():
    made = town()
    declare(made, "bakery", resource=OVEN, technique=replace(BAKING, occupies={"oven": d(1)}))
    declare(made, "mill", technique=replace(MILLING, occupies={"oven": d(1)}))
    left(called(made), "S")
    assert made["C"].economy.left == {"S": ("mill: milling shares oven, which is bakery's on the other side",)}
    assert made["S"].economy.left == {}
    planning(made, "C")
    assert economy_of(made["C"]).resources["oven"].amount == 0
    assert not made["C"].economy.offer.orders
    declare(made, "mill", resource=replace(OVEN, amount=d(3)), stock=Stock("wheat", d(500)))
    planned = economy_of(called(made)["C"])
    assert planned.resources["oven"].amount == 3
    verify(made.export(), planner=vouch)


def test_who_leaves_without_what_it_shares_is_told():
    made = town()
    declare(made, "mill", resource=OVEN)
    declare(made, "bakery", technique=replace(BAKING, occupies={"oven": d(1)}))
    left(made, "S")
    assert made["S"].economy.left == {"S": ("bakery: baking shares oven, which is mill's on the other side",)}
    assert made["C"].economy.left == {}


def test_orders_that_who_leaves_has_given_itself_go_on_and_those_of_the_whole_end():
    made, own = planned()
    join(made)
    left(made, "T")
    assert made["D1"].directives[own].force is Force.IN_FORCE
    made.do("D1", Acknowledge(voice(made, "D1"), own))
    told = made["D1"].orders[own].orders["D1"].make[0]
    made.do("D1", ReportMade(voice(made, "D1"), own, Made("dairy", 1, told.makes)))
    assert made["T"].orders[own].made["D1"] == (Made("dairy", 1, told.makes),)
    verify(made.export(), planner=vouch)


def test_whoever_joins_and_leaves_again_has_what_it_had():
    made = both(taking=True)
    before = made["T"].economy
    left(join(made), "T")
    after = made["T"].economy
    kept = {**had(before), "products": {**made["C"].economy.products}}
    assert had(after) == kept
    assert after.routes == before.routes
    assert "D1" not in made["C"].economy.paths
    verify(made.export(), planner=vouch)


def test_before_a_charter_says_so_nothing_goes_along():
    made = left(called(town(taking=False)), "S")
    assert not made["S"].economy.products
    verify(made.export(), planner=vouch)


STEPS = ("declare", "leave", "join", "plan", "report", "send", "confirm")


@settings(max_examples=12, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(STEPS), st.integers(0, 10**6)), min_size=4, max_size=12))
def test_whoever_comes_and_goes_each_congress_knows_just_what_is_declared_below_it(steps: list[tuple[str, int]]):
    made = both(taking=True)
    for step, seed in steps:
        happened(made, step, Random(seed))
        for congress in congresses(made):
            known = congress.economy
            for here in below(made, congress.id):
                own = made[here].economy
                for shelf in ("techniques", "stocks"):
                    told = {key: thing for key, thing in getattr(known, shelf).items() if key[0] == here}
                    assert told == {key: thing for key, thing in getattr(own, shelf).items() if key[0] == here}
                if here in known.paths:
                    assert known.paths[here] == path(made, here, congress.id)
            assert {owner for owner, _ in known.techniques} <= {congress.id, *below(made, congress.id)}
        both_sides_tell_the_same(made)
    verify(made.export(), planner=vouch)


def both_sides_tell_the_same(made: Federation) -> None:
    """Of each delivery whoever sent it and whoever gets it know the same, in whichever federation they are by now."""
    for here in made.states.values():
        for one in here.deliveries.values():
            for other in (made[one.origin], made[one.goal]):
                known = other.deliveries[one.id]
                assert (known.product, known.quantity, known.got) == (one.product, one.quantity, one.got)
                assert known.state is one.state


def happened(made: Federation, step: str, rng: Random) -> None:
    """One thing that can happen in any of the federations; what is refused changes nothing."""
    congress = rng.choice(congresses(made)).id
    here = rng.choice([congress, *below(made, congress)])
    if not (made[congress].roll and made[here].roll):  # all have left it: there is nobody to do anything
        return
    match step:
        case "declare":
            things: list[Thing] = [BAKING, MILLING, Stock("bread", d(rng.randint(1, 99)))]
            made.act(here, Declare(voice(made, here), Declared.of(rng.choice(things))), made.now)
        case "leave" if made[here].parent is not None:
            left(made, here)
        case "join" if len(congresses(made)) > 1:
            host = rng.choice([c.id for c in congresses(made) if c.id != congress])
            if made[host].roll:
                joined(made, congress, host)
        case "plan" if made[congress].economy.products:
            planning(made, congress, replace(LATER, start=made.now.date()))
        case "report":
            reported(made, here)
        case "send" | "confirm":
            carried(made, here, step, rng)


def reported(made: Federation, here: str) -> None:
    """All that is ordered was made."""
    for name, orders in made[here].orders.items():
        for make in orders.orders[here].make if here in orders.orders else ():
            told = Made(make.technique, make.period, make.makes)
            made.act(here, ReportMade(voice(made, here), name, told), made.now)


def carried(made: Federation, here: str, step: str, rng: Random) -> None:
    """Bread goes to anybody, on an order or without; all that is under way arrives, or nearly."""
    by = voice(made, here)
    if step == "send":
        to, ordered = rng.choice(sorted(made.states)), rng.choice(["", *made[here].orders])
        made.act(here, SendGoods(by, to, "bread", d(rng.randint(1, 9)), ordered, "loaf"), made.now)
        return
    for one in made[here].deliveries.values():
        made.act(here, ConfirmGoods(by, one.id, one.quantity - rng.randint(0, 1), "One fell."), made.now)


def joined(made: Federation, congress: str, host: str) -> None:
    """Only where the host's charter has a level for it, and both can decide."""
    asked = Propose(voice(made, congress), Proposal(Kind.JOINING, "Join", "Text.", target=host))
    if isinstance(made.copy().act(congress, asked, made.now), Refused):
        return
    carry(made, Kind.JOINING, congress, target=host)
    if congress in made[host].requests:
        carry(made, Kind.ADMISSION, host, target=congress)


def congresses(made: Federation) -> list[Council]:
    return [made[name] for name in sorted(made.states) if made[name].parent is None]


def below(made: Federation, name: str) -> list[str]:
    return [one for here in sorted(made[name].below) for one in (here, *below(made, here))]


def path(made: Federation, name: str, top: str) -> tuple[str, ...]:
    ways = [name]
    while made[ways[-1]].parent not in (None, top):
        ways.append(made[ways[-1]].parent or "")
    return tuple(ways)

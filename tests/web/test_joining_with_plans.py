"""A federation joins another with baskets, books, declarations, orders and a plan: all goes on there (R16, R18)."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from random import Random

import pytest
from django.urls import reverse
from tests.web.city import City
from tests.web.conftest import Enter
from tests.web.planned import called, carry, declare, declared, first_to, planned, planning_charter

from councils.app import books, households
from councils.app.founding import found
from councils.app.membership import erase, join
from councils.app.queries import needs
from councils.app.record import export
from councils.app.twice import MEANT, since
from councils.core.charter import Charter, Kind, MotionRule
from councils.core.directive import Acknowledge
from councils.core.economy.books import HOUR, Account
from councils.core.economy.declared import Product, Resource, Stock, Technique
from councils.core.economy.needs import CallNeeds, Horizon
from councils.core.economy.orders import Made, ReportMade
from councils.core.machines import Force
from councils.core.motion import Proposal
from councils.core.place import Place, Places
from councils.core.refusal import Refused
from councils.core.vote.tally import Choice
from councils.ledger.verify import verify
from councils.plan.federation import economy_of, offered, vouch
from councils.plan.solve import solve
from councils.store import baskets
from councils.store import books as kept
from councils.store.models import GoodsTaken, NeedCount, NeedSum, Person

CHEESE = Product("cheese", "Cheese", "kg", "food", "CPC:22251")
DAIRY = Technique("dairy", "Dairy", {"cheese": Decimal(4)}, {}, {"dairyman": Decimal(1)})
ISLE = Places([Place("I", "Isle", "town", "", 30), Place("I1", "Quay", "quarter", "I", 20)])
AT_ONCE = MotionRule(notice_days=0, voting_days=5, seconders=0)


@pytest.fixture(scope="module")
def rules() -> Charter:
    made = planning_charter()
    motions = {**made.motions, Kind.JOINING: AT_ONCE, Kind.ADMISSION: AT_ONCE, Kind.LEAVING: AT_ONCE}
    return replace(made, motions=motions, planning=replace(made.planning, bringing=True, taking=True, finishing=True))


@pytest.fixture
def island(city: City) -> City:
    """The town plans bread. The isle plans cheese: its plan is in force, hours were worked on it and cheese taken."""
    planned(called(declared(city)))
    found("Isle", city.charter, ISLE, city.at, beside=True)
    grounds = tuple(c.token for c in city.charter.franchise.requires)
    city.people["I1"] = [Person.objects.create(username=f"I1-{n}", name=f"Islander {n}") for n in range(1, 9)]
    for person in city.people["I1"]:
        city.done(join(person, "I1", grounds, at=city.at))
    city.elect("I1", "delegate", city.people["I1"][:2])
    declare(city, "I", product=CHEESE)
    declare(city, "I1", technique=DAIRY)
    declare(city, "I1", stock=Stock("cheese", Decimal(2)))
    for person in city.people["I1"][:3]:
        assert households.need(person, "I1", {("cheese", households.STANDING): Decimal(7)}) is None
    first_to(city, "I", lambda voice: CallNeeds(voice, Horizon(city.at.date(), 7, 4)))
    decided(city, "I", Proposal(Kind.PLAN, "Cheese", plan=offered(city["I"], solve(economy_of(city["I"])))))
    worker = city.people["I1"][0]
    member = str(worker.memberships.get().member)
    assert books.tell_hours(city.people["I1"][1], "I1", member, city.at.date(), 4 * HOUR, city.at) is None
    assert books.confirm_hours(worker, worker.labour_accounts.get().hours.get().pk, city.at) is None
    return city


def decided(city: City, council: str, proposal: Proposal) -> str:
    """Carried by all who have a voice, below too where it is asked there."""
    return carried(city, council, city.propose(council, proposal))


def carried(city: City, council: str, matter: str) -> str:
    proposal = city[council].motions[matter].proposal
    city.pass_days(city.charter.motion(proposal.kind).notice_days)
    for name in (*(name for name in city.people if matter in city[name].ballots), council):
        for person in city.voices(name) if matter in city[name].ballots else ():
            if matter not in city[name].referrals and not city[name].ballots[matter].closed:
                city.vote(person, name, matter, Choice.YES)
    city.pass_days(6)
    return matter


def joined(city: City) -> City:
    decided(city, "I", Proposal(Kind.JOINING, "Join the town", target="T"))
    decided(city, "T", Proposal(Kind.ADMISSION, "Take in the isle", target="I"))
    assert city["I"].parent == "T"
    return city


def take(city: City, person: Person, product: str, much: str) -> GoodsTaken | Refused:
    council = person.memberships.get().council
    return books.take(person, council, product, Decimal(much), str(GoodsTaken.objects.count()), city.at)


def sums_from_nothing() -> bool:
    """Whether the sums that are kept are those of all baskets."""

    def known() -> list[list[tuple[object, ...]]]:
        rows = NeedSum.objects.exclude(quantity=0).values_list("council", "product", "priority", "day", "quantity")
        return [sorted(rows), sorted(NeedCount.objects.exclude(households=0).values_list("council", "households"))]

    before = known()
    baskets.rebuild()
    return before == known()


def test_isle_goes_on_in_the_town_with_all_that_it_has(island: City, enter: Enter) -> None:
    (plan,) = island["I1"].orders
    first_to(island, "I1", lambda voice: Acknowledge(voice, plan))
    joined(island)
    # sums of needs, and the books
    assert {s.product: s.every for s in needs.sums(island["T"]).sums} == {"bread": 300, "cheese": 21}
    assert sums_from_nothing()
    assert kept.audit("T") == kept.audit("I") == []
    assert kept.totals("T")[Account.WORKED] == -4 * HOUR
    worker = island.people["I1"][0]
    taken = take(island, worker, "cheese", "2")
    assert isinstance(taken, GoodsTaken)
    assert taken.seconds == HOUR // 2  # by the plan that it was made by: no plan of the town knows cheese yet
    # the order is reported on, by its page too
    make = island["I1"].orders[plan].orders["I1"].make[0]
    first_to(island, "I1", lambda voice: ReportMade(voice, plan, Made("dairy", make.period, make.makes)))
    assert len(island["I"].orders[plan].made["I1"]) == 1
    page = enter(island.people["I1"][1]).get(reverse("directive", args=["I1", plan]))
    assert page.status_code == 200
    # and the next plan of the town is for all, and takes the place of both
    first_to(island, "T", lambda voice: CallNeeds(voice, Horizon(island.at.date(), 7, 2)))
    offer = offered(island["T"], solve(economy_of(island["T"])))
    new = carry(island, Proposal(Kind.PLAN, "Bread and cheese", plan=offer))
    assert {"bread", "cheese"} <= offer.values.keys()
    assert island["I1"].orders[new].orders["I1"].make
    assert island["I1"].directives[plan].force is Force.REVOKED
    verify(export(), planner=vouch)


def test_needs_of_who_leaves_count_no_more(island: City) -> None:
    joined(island)
    decided(island, "I", Proposal(Kind.LEAVING, "Leave"))
    assert island["I"].parent is None
    assert {s.product for s in needs.sums(island["T"]).sums if s.every} == {"bread"}
    assert sums_from_nothing()


def test_who_leaves_goes_on_with_all_that_it_has(island: City, enter: Enter) -> None:
    worker, both = island.people["I1"][:2]
    island.done(join(both, "A21", tuple(c.token for c in island.charter.franchise.requires), at=island.at))
    joined(island)
    there = str(both.memberships.get(council="I1").member)
    assert books.tell_hours(both, "I1", there, island.at.date(), 2 * HOUR, island.at) is None
    assert books.confirm_hours(both, both.labour_accounts.get().hours.get().pk, island.at) is None
    decided(island, "I", Proposal(Kind.LEAVING, "Leave"))
    # it plans at once
    first_to(island, "I", lambda voice: CallNeeds(voice, Horizon(island.at.date(), 7, 2)))
    plan = decided(
        island, "I", Proposal(Kind.PLAN, "Cheese", plan=offered(island["I"], solve(economy_of(island["I"]))))
    )
    assert island["I1"].orders[plan].orders["I1"].make
    # the books of both add up: who takes part in the town as well has their account there
    assert kept.audit("T") == kept.audit("I") == []
    assert (kept.totals("T")[Account.WORKED], kept.totals("I")[Account.WORKED]) == (-2 * HOUR, -4 * HOUR)
    assert {a.root for a in both.labour_accounts.all()} == {"T"}
    taken = take(island, worker, "cheese", "2")
    assert isinstance(taken, GoodsTaken)
    assert taken.account.root == "I"
    assert sums_from_nothing()
    for name in ("I", "T"):
        for view in ("catalogue", "plan", "hours", "goods", "workplace", "production", "tables"):
            assert enter(worker).get(reverse(view, args=[name])).status_code == 200
    verify(export(), planner=vouch)


def page(enter: Enter, person: Person, view: str, *where: str) -> str:
    return str(enter(person).get(reverse(view, args=where)).content.decode())


def test_what_would_not_fit_is_told_before_the_vote_and_what_did_not_afterwards(island: City, enter: Enter) -> None:
    person = island.people["A21"][0]
    decided(island, "I", Proposal(Kind.JOINING, "Join the town", target="T"))
    declare(island, "T", product=replace(CHEESE, unit="piece"))  # after it was asked, before it is decided
    matter = island.propose("T", Proposal(Kind.ADMISSION, "Take in the isle", target="I"))
    before = page(enter, person, "motion", "T", matter)
    assert "What would not fit" in before
    assert "cheese is counted in piece there, and in kg here. Agree on one unit before the vote ends" in before
    told = enter(person).get(f"/api/v1/councils/T/motions/{matter}").json()["along"]
    assert (told["done"], told["products"]) == (False, 0)
    assert {one["council"] for one in told["left"]} == {"", "I1"}
    carried(island, "T", matter)
    assert island["I"].parent == "T"
    after = page(enter, person, "motion", "T", matter)
    assert "<strong>Quay</strong>: cheese means another thing here. Declare it anew" in after
    assert "What did not come along" in page(enter, person, "workplace", "I1")
    assert "What did not come along" not in page(enter, person, "workplace", "A21")
    left = enter(person).get("/api/v1/councils/T/means").json()["left"]
    assert left == enter(person).get("/api/v1/councils/I1/means").json()["left"]
    assert [one["why"] for one in left] == ["cheese means another thing here"] * 2
    verify(export(), planner=vouch)


def test_who_is_to_decide_on_leaving_sees_what_goes_along_and_what_each_side_would_be_without(
    island: City, enter: Enter
) -> None:
    joined(island)
    declare(island, "A21", resource=Resource("vat", "Vat", "hour", Decimal(10)))
    declare(island, "I1", technique=replace(DAIRY, occupies={"vat": Decimal(1)}))
    matter = island.propose("I", Proposal(Kind.LEAVING, "Leave"))
    person = island.people["I1"][0]
    before = page(enter, person, "motion", "I", matter)
    assert "What goes along" in before
    assert "dairy shares vat, which is " in before
    assert "What nobody would make any more" in before
    told = enter(person).get(f"/api/v1/councils/I/motions/{matter}").json()["along"]
    assert (set(told["unmade_there"]), told["unmade_here"]) == ({"bread", "flour", "cheese"}, ["cheese"])
    carried(island, "I", matter)
    assert island["I"].parent is None
    for place, view in (("I", "motion"), ("I", "workplace"), ("I1", "workplace")):
        where = (place, matter) if view == "motion" else (place,)
        assert "It cannot run until somebody on its side declares a resource of this code" in page(
            enter, person, view, *where
        )
    for view in ("plan", "economy_file", "catalogue", "plan_variants", "production", "cut_off"):
        assert enter(person).get(reverse(view, args=["I"])).status_code == 200


def test_who_comes_back_and_goes_again_has_one_account_and_nothing_is_lost(island: City) -> None:
    worker, both = island.people["I1"][:2]
    island.done(join(both, "A21", tuple(c.token for c in island.charter.franchise.requires), at=island.at))
    hours_of(island, both, 2)
    for _ in range(2):
        joined(island)
        assert kept.totals("T")[Account.WORKED] == -(4 + both_hours(both)) * HOUR
        decided(island, "I", Proposal(Kind.LEAVING, "Leave"))
        hours_of(island, both, 1)
        assert kept.audit("T") == kept.audit("I") == []
        assert {a.root for a in worker.labour_accounts.all()} == {"I"}
        assert {a.root for a in both.labour_accounts.all()} == {"T", "I"}


@pytest.mark.parametrize("seed", range(3))
def test_in_whatever_order_people_work_take_leave_and_join_both_books_balance(island: City, seed: int) -> None:
    rng, people = Random(seed), island.people["I1"][:4]
    for step in rng.choices(("work", "take", "wait", "move", "erase"), (5, 5, 2, 3, 1), k=14):
        person = rng.choice(people)
        match step:
            case "work":
                hours_of(island, person, 1)
            case "take":
                take(island, person, rng.choice(["cheese", "bread"]), f"{rng.randint(1, 30)}")
            case "wait":
                island.pass_days(rng.choice([1, 40]))
                books.lapse_all(island.at)
            case "move" if island["I"].parent is None:
                joined(island)
            case "move":
                decided(island, "I", Proposal(Kind.LEAVING, "Leave"))
            case _ if person not in island.people["I1"][:2]:  # its delegates
                people.remove(person)
                erase(person)
        assert kept.audit("T") == kept.audit("I") == []
        for root in ("T", "I"):
            assert sum(kept.totals(root).values()) == 0
        here = "T" if island["I"].parent else "I"
        assert {a.root for one in people for a in one.labour_accounts.all()} <= {here}


def hours_of(city: City, person: Person, hours: int) -> None:
    """Told at the quay, and confirmed."""
    member = str(person.memberships.get(council="I1").member)
    with since(MEANT):
        assert books.tell_hours(city.people["I1"][1], "I1", member, city.at.date(), hours * HOUR, city.at) is None
    told = [row for account in person.labour_accounts.all() for row in account.hours.filter(state="told")]
    assert [books.confirm_hours(person, row.pk, city.at) for row in told] == [None]


def both_hours(person: Person) -> int:
    rows = (row for account in person.labour_accounts.all() for row in account.hours.all())
    return sum(row.seconds for row in rows) // HOUR

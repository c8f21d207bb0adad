"""Plans are made, compared, brought, judged on their pages, and made anew (R13, R18)."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest
from tests.web.city import City
from tests.web.conftest import Enter
from tests.web.planned import BAKING, MILLING, called, declare, declared, planned, planning_charter

from councils.app import planning
from councils.app.membership import leave
from councils.app.queries import plans
from councils.core.charter import Charter, Kind
from councils.core.economy.adopting import OBSTACLES
from councils.core.economy.declared import Direction, Product, Resource, Stock, Technique, Trade
from councils.core.growing import Growing
from councils.core.proposal import Proposal
from councils.core.refusal import Reason, Refused
from councils.core.sentence import read_back
from councils.core.vote.tally import Choice
from councils.plan.explain.wording import column_words
from councils.plan.federation import economy_of, offered
from councils.plan.files.valueflows import valueflows
from councils.plan.solve import solve
from councils.store.models import Act


@pytest.fixture(scope="module")
def rules() -> Charter:
    return planning_charter()


@pytest.fixture
def ready(city: City) -> City:
    return called(declared(city))


def page(enter: Enter, city: City, address: str, number: int = 0) -> str:
    answer = enter(city.voices("T")[number]).get(address)
    assert answer.status_code == 200
    return answer.content.decode().split("<main")[1]


def test_needs_are_called_for_on_the_page_and_plans_are_there_at_once(city: City, enter: Enter) -> None:
    declared(city)
    assert "Needs have not been called for yet" in page(enter, city, "/councils/T/plan/")
    form = {"start": (city.at.date() + timedelta(days=1)).isoformat(), "periods": "3"}
    said = [enter(p).post("/councils/T/plan/", form, follow=True).content.decode() for p in city.voices("T")]
    assert any("What plans there could be" in each for each in said)
    needs = city["T"].economy.needs
    assert needs is not None
    assert (needs.complete, needs.horizon.periods) == (True, 3)
    for wrong in ({"start": "", "periods": "3"}, {"start": "2001-01-01", "periods": "2"}, {**form, "periods": "999"}):
        answers = [enter(p).post("/councils/T/plan/", wrong) for p in city.voices("T")]
        assert all(answer.status_code in (403, 409, 422) for answer in answers)


def test_variant_is_brought_and_judged_on_its_page(ready: City, enter: Enter) -> None:
    delegate = ready.voices("T")[0]
    shown = page(enter, ready, "/councils/A11/plan/variants/")
    assert "Least work" in shown
    form = {"do": "bring", "aim": "labour", "title": "Bread for all"}
    answer = enter(delegate).post("/councils/A11/plan/variants/", form, follow=True)
    text = answer.content.decode()
    assert "Its certificate holds" in text
    assert "800" in text  # loaves in the two weeks
    (motion,) = plans.under_vote(ready["T"])
    looked = plans.look(ready["T"], motion)
    assert looked is not None
    (bread,) = looked.got()
    assert (bread.needed, bread.met, bread.common) == pytest.approx((800, 800, 200))
    assert [
        (task.technique, task.makes["bread"]) for task in plans.tasks(looked.offer, ["A21"]) if "bread" in task.makes
    ] == [("baking", Decimal(800))]
    assert f"/councils/T/plan/{motion.id}/" in page(enter, ready, f"/councils/T/motions/{motion.id}/")


def test_plan_with_trade_whole_runs_and_building_is_shown_as_people_judge_it(city: City, enter: Enter) -> None:
    d, (miller, baker) = Decimal, (MILLING, BAKING)
    declared(city)
    declare(city, "T", product=Product("euro", "Money", "EUR", keeps=d(1)))
    declare(city, "A21", resource=Resource("oven", "Oven", "batch", d(25)))
    declare(city, "A21", technique=replace(baker, makes={"bread": d(30)}, occupies={"oven": d(5)}, whole=True))
    declare(city, "A21", technique=Technique("masonry", "Masonry", {}, works={"mason": d(9)}, builds={"oven": d(10)}))
    declare(city, "A21", technique=replace(miller, most=d("0.5")))
    declare(city, "A21", stock=Stock("euro", d(50), at_end=d(20)))
    declare(city, "A21", trade=Trade("flour", Direction.IMPORT, d("0.2"), "euro", most=d(60)))
    called(city)
    form = {"do": "bring", "aim": "labour", "title": "Bread for all"}
    answer = enter(city.voices("T")[0]).post("/councils/A11/plan/variants/", form, follow=True)
    text = answer.content.decode()
    assert "Its certificate holds" in text
    assert "some techniques have only whole runs" in text
    for council in ("T", "A21"):
        (motion,) = plans.under_vote(city["T"])
        shown = page(enter, city, f"/councils/{council}/plan/{motion.id}/")
    assert [words for words in ("Buying Flour", "Masonry", "Oven") if words not in shown] == []
    looked = plans.look(city["T"], motion)
    assert looked is not None
    told = [column_words(looked.plan.economy, column) for column in looked.plan.program.columns]
    assert any(words.startswith("A21: importing Flour") for words in told)
    assert "workplace:A21" in str(valueflows(looked.results))


def test_page_without_a_plan_says_what_comes_before_one_and_how_far_that_is(city: City, enter: Enter) -> None:
    def steps() -> list[bool]:
        return [done for _, _, done in enter().get("/councils/T/plan/").context["first"]["steps"]]

    assert steps() == [False] * 5
    declared(city)
    assert steps() == [True, True, True, False, False]
    called(city)
    assert steps() == [True, True, True, True, False]
    planned(city)
    assert enter().get("/councils/T/plan/").context["first"] is None


def test_motion_of_a_plan_leads_to_it_before_all_else(ready: City, enter: Enter) -> None:
    planned(ready)
    matter = ready["T"].economy.plan
    text = page(enter, ready, f"/councils/T/motions/{matter}/").split('id="text"')[1].split("</section>")[0]
    assert f'href="/councils/T/plan/{matter}/"' in text
    assert "The title says it all" not in text


def test_what_is_short_is_told_with_what_stands_behind_it(city: City, enter: Enter) -> None:
    declared(city)
    declare(city, "A21", technique=replace(BAKING, most=Decimal(30)))
    called(city)
    shown = page(enter, city, "/councils/T/plan/variants/")
    assert "Bread" in shown
    assert "<b>Bread (loaf)</b>: 200 unmet" in shown
    assert "Orchard: Baking: at its limit" in shown


def test_plan_is_shown_as_it_was_brought_whatever_is_declared_afterwards(ready: City, enter: Enter) -> None:
    planned(ready)
    matter = ready["T"].economy.plan
    before = page(enter, ready, f"/councils/T/plan/{matter}/")
    declare(ready, "A21", technique=replace(BAKING, most=Decimal(1)))
    after = page(enter, ready, f"/councils/T/plan/{matter}/")
    assert "800" in before
    assert "800" in after
    assert "It cannot be carried out as it is" in page(enter, ready, "/councils/T/plan/")
    assert "Orchard: Baking" in page(enter, ready, "/councils/T/plan/")


def test_small_change_is_put_in_force_by_the_office_and_a_large_one_is_not(ready: City, enter: Enter) -> None:
    planned(ready)
    old = ready["T"].economy.offer
    assert old is not None
    slower = replace(BAKING, works={"baker": Decimal("0.51")})
    declare(ready, "A21", technique=slower)
    form = {"do": "adjust", "aim": "labour"}
    answers = [enter(person).post("/councils/T/plan/variants/", form, follow=True) for person in ready.voices("T")]
    assert any("The plan is adjusted" in answer.content.decode() for answer in answers)
    assert ready["T"].economy.adjustment == 1
    looked = plans.look_in_force(ready["T"])
    assert looked is not None
    assert looked.offer.hours > old.hours
    declare(ready, "A21", technique=replace(BAKING, works={"baker": Decimal(2)}))
    refused = [planning.adjust(person, ready["T"], "labour") for person in ready.voices("T")]
    assert {r.reason for r in refused if isinstance(r, Refused)} <= {Reason.NEEDS_A_VOTE, Reason.NOT_THE_OFFICER}
    assert any("10% of them can be changed" in str(r) for r in refused)
    assert ready["T"].economy.adjustment == 1


def test_what_breaks_off_while_a_plan_is_made_leaves_the_plan_in_force(
    ready: City, monkeypatch: pytest.MonkeyPatch
) -> None:
    planned(ready)
    before, acts = ready["T"].economy, Act.objects.count()
    declare(ready, "A21", technique=replace(BAKING, works={"baker": Decimal("0.51")}))

    def killed(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("councils.app.planning.solved", killed)
    with pytest.raises(KeyboardInterrupt):
        planning.adjust(ready.voices("T")[0], ready["T"], "labour")
    assert ready["T"].economy.offer == before.offer
    assert Act.objects.count() > acts  # what was declared


def test_nobody_without_a_voice_brings_a_plan_and_there_is_none_for_an_aim_nobody_has(
    ready: City, enter: Enter
) -> None:
    stranger = planning.bring(ready.people["A11"][11], ready["T"], "labour", "Mine", "")
    assert isinstance(stranger, Refused)
    assert stranger.reason is Reason.NOT_ON_ROLL
    refused = planning.bring(ready.voices("T")[0], ready["T"], "spare:gold", "Mine", "")
    assert isinstance(refused, Refused)
    assert refused.reason is Reason.NO_SUCH_AIM
    assert "labour, fair" in str(refused)
    assert enter(ready.people["A11"][11]).post("/councils/T/plan/variants/", {"aim": "labour"}).status_code in (
        403,
        409,
    )


def test_aim_that_there_is_none_of_yet_says_what_keeps_it(city: City) -> None:
    declared(city)
    uncalled = planning.not_found(city["T"], "labour")
    assert uncalled.reason is Reason.UNCALLED
    called(city)
    congress, needs = city["T"], city["T"].economy.needs
    assert needs is not None
    (place, *_), told = needs.asked, needs.below
    one = replace(needs, asked=(place,), below=Growing().also(place, told[place]))
    alone = replace(congress, economy=replace(congress.economy, needs=one))
    refused = planning.not_found(alone, "fair")
    assert (refused.reason, "labour" in str(refused)) == (Reason.ONE_PLACE, True)


def test_address_of_no_plan_says_what_there_is_instead(ready: City, enter: Enter) -> None:
    (need,) = ready["T"].motions
    for matter, status, told in (("none", 404, "To the plans"), (need, 409, "To the motion")):
        answer = enter().get(f"/councils/T/plan/{matter}/")
        assert (answer.status_code, told in answer.content.decode()) == (status, True)


def test_the_work_in_a_product_is_drawn(ready: City, enter: Enter) -> None:
    planned(ready)
    matter = ready["T"].economy.plan
    answer = enter().get(f"/councils/T/plan/{matter}/bread.svg")
    assert answer.headers["Content-Type"] == "image/svg+xml"
    assert "script" not in answer.headers["Content-Security-Policy"]
    drawn = answer.content.decode()
    assert "hours in one loaf of Bread, until" in drawn  # as people call it: no code of a place, no day of a machine
    assert "Flour" in drawn
    assert enter().get(f"/councils/T/plan/{matter}/gold.svg").status_code == 404


def test_plan_that_was_carried_is_beside_the_next_one(ready: City, enter: Enter) -> None:
    planned(ready)
    called(ready)
    declare(ready, "A21", technique=replace(BAKING, works={"baker": Decimal(1)}))
    shown = page(enter, ready, "/councils/T/plan/variants/")
    assert "Who works more, who less" in shown
    delegate = ready.voices("T")[0]
    enter(delegate).post("/councils/T/plan/variants/", {"do": "bring", "aim": "labour"})
    (motion,) = plans.under_vote(ready["T"])
    text = page(enter, ready, f"/councils/T/plan/{motion.id}/")
    assert "in force" in text


def test_who_votes_on_a_plan_reads_what_stands_in_its_way_by_now_and_what_was_told_anew(
    ready: City, enter: Enter
) -> None:
    offer = offered(ready["T"], solve(economy_of(ready["T"])))
    matter = ready.propose("T", Proposal(Kind.PLAN, "Bread for all", plan=offer))
    pages = [f"/councils/{council}/plan/{matter}/" for council in ("T", "A11")]
    pages.append(f"/councils/T/motions/{matter}/")
    assert [text for text in (page(enter, ready, each) for each in pages) if "cannot be carried out" in text] == []
    declare(ready, "A21", technique=replace(BAKING, works={"baker": Decimal(1)}))
    declare(ready, "T", product=Product("salt", "Salt", "kg"))
    told = page(enter, ready, pages[0])
    assert "1 thing that it rests on was told anew since it was computed" in told
    assert "Baking, Orchard" in told
    assert "cannot be carried out" not in told
    declare(ready, "A21", technique=replace(BAKING, most=Decimal(0)))
    declare(ready, "A21", stock=Stock("flour", Decimal(7)))
    assert "what is in stock of Flour, Orchard" in page(enter, ready, pages[1])
    for each in pages:
        assert "Orchard can run “Baking” 0 times, not 40." in page(enter, ready, each)


def test_workplace_that_everybody_has_left_is_told_of_where_plans_count_on_it(ready: City, enter: Enter) -> None:
    planned(ready)
    *others, last = ready.people["A21"]
    for person in others:
        assert not isinstance(leave(person, "A21", ready.at), Refused)
    assert "Nobody takes part there any more" not in page(enter, ready, "/councils/T/plan/")
    assert not isinstance(leave(last, "A21", ready.at), Refused)
    told = page(enter, ready, "/councils/T/plan/").split("Nobody takes part there any more")[1]
    assert '<a href="/councils/A21/">Orchard</a>' in told


def test_why_a_plan_was_overtaken_is_told_by_name_and_can_be_translated(ready: City, enter: Enter) -> None:
    offer = offered(ready["T"], solve(economy_of(ready["T"])))
    matter = ready.propose("T", Proposal(Kind.PLAN, "Bread for all", plan=offer))
    ready.pass_days(1)
    declare(ready, "A21", technique=replace(BAKING, most=Decimal(3)))
    for person in ready.voices("T"):
        ready.vote(person, "T", matter, Choice.YES)
    found = read_back(ready["T"].motions[matter].overtaken, OBSTACLES)
    assert found is not None
    assert found.values["most"] == "3"
    told = page(enter, ready, f"/councils/T/motions/{matter}/")
    assert "Orchard can run “Baking” 3 times, not 40" in told.split('id="text"')[0]  # beside the result, not below
    assert "Orchard can run “Baking” 3 times" in page(enter, ready, "/councils/T/record/")

"""Directives: the centre sees the sum, an assembly acts and reports, objections bring it back (R12, R13)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse
from tests.web.city import City, direct
from tests.web.conftest import Enter

from councils.core.charter import Kind
from councils.core.machines import Force
from councils.core.motion import Proposal
from councils.core.vote.tally import Choice


@pytest.fixture
def matter(city: City) -> str:
    return direct(city)


def page_of(council: str, matter: str) -> str:
    return reverse("directive", args=[council, matter])


def carry_out(city: City, enter: Enter, matter: str) -> None:
    """The chair of A11 goes through all steps on the page."""
    chair, page = enter(city.people["A11"][4]), page_of("A11", matter)
    steps = [
        {"do": "acknowledge"},
        {"do": "plan", "plan-text": "Two members, on **Saturdays**."},
        {"do": "report", "report-text": "Begun.", "report-quantity": "24"},
        {"do": "report", "report-text": "Done.", "report-quantity": "16", "report-completed": "on"},
    ]
    assert [chair.post(page, step).status_code for step in steps] == [302] * 4


def test_the_steps_follow_one_another(city: City, matter: str, enter: Enter) -> None:
    chair, page = enter(city.people["A11"][4]), page_of("A11", matter)
    assert chair.get(page).context["next"] == "acknowledge"
    chair.post(page, {"do": "acknowledge"})
    assert chair.get(page).context["next"] == "plan"
    chair.post(page, {"do": "plan", "plan-text": "Two members."})
    assert chair.get(page).context["next"] == "report"


def test_reports_add_up_for_the_centre(city: City, matter: str, enter: Enter) -> None:
    carry_out(city, enter, matter)
    page = enter().get(page_of("T", matter))
    rows = {row[0]["text"]: row[1:] for row in page.context["table"]["rows"]}
    assert rows == {"First ward": [2, 1, 1, 1, 1, 0, 40], "Second ward": [1, 0, 0, 0, 0, 0, 0]}
    assert page.context["table"]["total"][1:] == [3, 1, 1, 1, 1, 0, 40]
    assert [r["text"] for r in page.context["reports"]] == ["Done.", "Begun."]


def test_the_council_between_sums_up_what_is_below_it(city: City, matter: str, enter: Enter) -> None:
    carry_out(city, enter, matter)
    page = enter().get(page_of("W1", matter))
    rows = {row[0]["text"]: row[-1] for row in page.context["table"]["rows"]}
    assert rows == {"Mill Street": 40, "Harbour": 0}
    assert enter().get(page_of("W2", matter)).context["reports"] == []


def test_what_those_said_who_have_come_over_stands_beside_ones_own(city: City, matter: str, enter: Enter) -> None:
    carry_out(city, enter, matter)
    for here, other in (("A11", "A12"), ("A12", "A11")):
        merger = city.propose(here, Proposal(Kind.MERGER, "One", target=other))
        city.pass_days(city.charter.motion(Kind.MERGER).notice_days)
        for person in city.voices(here):
            city.vote(person, here, merger, Choice.YES)
        city.pass_days(city.charter.motion(Kind.MERGER).voting_days)
    page = enter().get(page_of("A12", matter))
    (said,) = page.context["brought"]
    assert (said["name"], said["state"], said["plan"]) == ("Mill Street", "completed", "Two members, on **Saturdays**.")
    assert "Two members, on <strong>Saturdays</strong>." in page.content.decode()
    api = enter().get(f"/api/v1/councils/A12/directives/{matter}").json()
    assert [(one["council"], one["execution"]) for one in api["brought"]] == [("A11", "completed")]


def test_report_is_corrected_by_whoever_answers_for_it_and_both_are_shown(
    city: City, matter: str, enter: Enter
) -> None:
    carry_out(city, enter, matter)
    chair, page = enter(city.people["A11"][4]), reverse("correct_report", args=["A11", matter, 1])
    assert page in chair.get(page_of("A11", matter)).content.decode()
    assert 'value="24"' in chair.get(page).content.decode()
    assert chair.post(page, {"text": "Begun.", "quantity": "14", "reason": ""}).status_code == 422
    assert chair.post(page, {"text": "Begun.", "quantity": "14", "reason": "Ten were next door."}).status_code == 302
    shown = enter().get(page_of("A11", matter)).content.decode()
    assert all(words in shown for words in ("14 homes", "24 homes", "Ten were next door."))
    assert enter().get(page_of("T", matter)).context["table"]["total"][-1] == 30
    assert page not in shown


@pytest.mark.parametrize(("number", "who", "status"), [(1, 6, 403), (3, 4, 404), (0, 4, 404)])
def test_correction_that_is_not_theirs_or_of_nothing_is_refused(
    city: City, matter: str, enter: Enter, number: int, who: int, status: int
) -> None:
    carry_out(city, enter, matter)
    page = reverse("correct_report", args=["A11", matter, number])
    assert enter(city.people["A11"][who]).get(page).status_code == status


def test_plan_and_reports_are_public(city: City, matter: str, enter: Enter) -> None:
    carry_out(city, enter, matter)
    page = enter().get(page_of("A11", matter)).content.decode()
    assert "Two members, on <strong>Saturdays</strong>." in page
    assert "24 homes" in page
    assert "Elif Marchetti" in page


def test_what_is_late_is_shown_overdue(city: City, matter: str, enter: Enter) -> None:
    city.pass_days(city.charter.directive.acknowledge_days + 1)
    assert enter().get(page_of("T", matter)).context["total"].overdue == 3
    steps = enter().get(page_of("A11", matter)).context["steps"]
    assert [step["state"] for step in steps] == ["alarm", "todo", "todo", "todo"]


@pytest.mark.parametrize(("assembly", "number"), [("A11", 6), ("A12", 4)])
def test_nobody_without_an_office_there_acts_for_an_assembly(
    city: City, matter: str, enter: Enter, assembly: str, number: int
) -> None:
    browser = enter(city.people[assembly][number])
    assert browser.get(page_of("A11", matter)).context["next"] == ""
    assert browser.post(page_of("A11", matter), {"do": "acknowledge"}).status_code == 403
    assert city["A11"].directives[matter].acknowledged is None


def test_a_delegate_of_the_assembly_may_report_for_it(city: City, matter: str, enter: Enter) -> None:
    delegate = city.voices("W1")[0]
    assert enter(delegate).post(page_of("A11", matter), {"do": "acknowledge"}).status_code == 302


def test_an_empty_report_is_refused_and_the_number_stays(city: City, matter: str, enter: Enter) -> None:
    chair = enter(city.people["A11"][4])
    chair.post(page_of("A11", matter), {"do": "acknowledge"})
    chair.post(page_of("A11", matter), {"do": "plan", "plan-text": "Two members."})
    answer = chair.post(page_of("A11", matter), {"do": "report", "report-text": "", "report-quantity": "24"})
    assert (answer.status_code, answer.context["refusal"]["rule"]) == (422, "R12")
    assert 'value="24"' in answer.content.decode()


@pytest.mark.parametrize("quantity", ["-1", "many", "9" * 30])
def test_a_quantity_that_is_no_number_is_asked_again(city: City, matter: str, enter: Enter, quantity: str) -> None:
    given = {"do": "report", "report-text": "Begun.", "report-quantity": quantity}
    answer = enter(city.people["A11"][4]).post(page_of("A11", matter), given)
    assert answer.status_code == 422
    assert "Begun." in answer.content.decode()


def test_whoever_takes_part_can_move_an_objection_here(city: City, matter: str, enter: Enter) -> None:
    address = f"{reverse('propose', args=['A11'])}?kind=objection&target={matter.replace(':', '%3A')}"
    assert enter(city.people["A11"][6]).get(page_of("A11", matter)).context["object_url"] == address
    assert enter().get(page_of("A11", matter)).context["object_url"] == ""
    assert enter(city.people["A12"][6]).get(page_of("A11", matter)).context["object_url"] == ""


def object_in(city: City, assembly: str, matter: str) -> None:
    objection = city.propose(assembly, Proposal(Kind.OBJECTION, "Not so", "Too fast.", target=matter))
    city.pass_days(city.charter.motion(Kind.OBJECTION).notice_days)
    for person in city.people[assembly]:
        city.vote(person, assembly, objection, Choice.YES)


def test_objections_suspend_it_and_the_page_leads_to_the_reconsideration(city: City, matter: str, enter: Enter) -> None:
    object_in(city, "A11", matter)
    page = enter().get(page_of("A12", matter))
    assert city["A12"].directives[matter].force is Force.SUSPENDED
    assert page.context["threshold"]["have"] == 12
    motion = page.context["reconsiderations"][0]
    assert motion["url"].startswith(reverse("council", args=["T"]))
    assert "Suspended by objections" in page.content.decode()
    decision = enter().get(reverse("motion", args=["T", matter])).context["facts"]
    assert [f["value"] for f in decision if f["term"] == "Carried out"] == ["not now: suspended by objections"]
    assert enter(city.people["A12"][4]).get(page_of("A12", matter)).context["next"] == ""


def test_nobody_is_overdue_while_it_is_suspended(city: City, matter: str, enter: Enter) -> None:
    city.pass_days(40)
    late = enter().get(page_of("T", matter)).context["total"].overdue
    object_in(city, "A11", matter)
    page = enter().get(page_of("T", matter)).context
    assert (late > 0, page["total"].overdue, {row[6] for row in page["table"]["rows"]}) == (True, 0, {0})
    assert "overdue" not in enter().get(reverse("council", args=["T"])).content.decode()


def test_deadlines_are_told_as_the_time_that_is_left_while_it_is_suspended(
    city: City, matter: str, enter: Enter
) -> None:
    before = enter().get(page_of("A12", matter)).context
    object_in(city, "A11", matter)
    city.pass_days(city.charter.directive.acknowledge_days + 1)
    page = enter().get(page_of("A12", matter)).context
    here = city["A12"].directives[matter]
    assert here.suspended is not None
    left = round((here.report_by - here.suspended) / timedelta(days=1))
    told = [fact["value"] for fact in page["facts"] if fact["term"] == "Report by"]
    assert told == [f"{left} days after it is upheld"]
    assert [step["state"] for step in before["steps"]] == [step["state"] for step in page["steps"]]
    assert (
        "and its deadlines stand still, until Town has decided" in enter().get(page_of("A12", matter)).content.decode()
    )


def test_fewer_objections_than_the_threshold_are_counted_and_stop_nothing(
    city: City, matter: str, enter: Enter
) -> None:
    object_in(city, "A21", matter)
    page = enter().get(page_of("T", matter))
    assert (page.context["threshold"]["have"], page.context["threshold"]["need"]) == (6, 9)
    assert page.context["objecting"] == [{"name": "Second ward", "members": 6}]
    assert city["T"].directives[matter].force is Force.IN_FORCE


def test_directive_that_was_upheld_says_so_and_asks_for_no_more_objections(
    city: City, matter: str, enter: Enter
) -> None:
    object_in(city, "A11", matter)
    reconsideration = next(reversed(city["T"].motions))
    city.pass_days(city.charter.motion(Kind.RECONSIDERATION).notice_days)
    for assembly, people in city.people.items():
        for person in people:
            city.vote(person, assembly, reconsideration, Choice.YES)
    city.pass_days(city.charter.referral.days)
    page = enter(city.people["A12"][4]).get(page_of("A12", matter))
    assert city["A12"].directives[matter].force is Force.IN_FORCE
    assert (page.context["object_url"], "Settled: Town has upheld it." in page.content.decode()) == ("", True)


def test_a_directive_that_never_was_is_not_found(city: City, enter: Enter) -> None:
    assert enter().get(page_of("A11", "T:99")).status_code == 404


def test_title_of_a_page_that_refuses_begins_with_the_error(city: City, matter: str, enter: Enter) -> None:
    answer = enter(city.people["A11"][0]).post(page_of("A11", matter), {"do": "plan", "text": ""})
    assert "<title>Error: " in answer.content.decode()

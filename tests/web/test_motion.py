"""The page of a motion: vote, second, argue, withdraw; every refusal with its rule; who sees whose vote."""

from __future__ import annotations

import pytest
from django.urls import reverse
from django.utils.formats import date_format
from tests.federation import planted, preset, with_rules
from tests.web.city import City, decide, refer
from tests.web.conftest import Enter

from councils.core.charter import Kind, MandateKind
from councils.core.motion import Propose
from councils.core.proposal import Proposal
from councils.core.referral import delegation
from councils.core.vote.tally import Choice
from councils.store.models import Person
from councils.web.ballots import mandate_words


def at(name: str, council: str, matter: str) -> str:
    return reverse(name, args=[council, matter])


def own_motion(city: City) -> str:
    """A motion of procedure in A11 that is being voted on."""
    matter = city.propose("A11", Proposal(Kind.PROCEDURE, "Meet on Thursdays", "At **seven**."))
    city.pass_days(city.charter.motion(Kind.PROCEDURE).notice_days)
    return matter


def draft(city: City, by: Person) -> str:
    matter = next(city["A11"].matter_ids())
    city.say(by, "A11", lambda voice: Propose(voice, Proposal(Kind.PROCEDURE, "Meet on Fridays")))
    return matter


def test_vote_counts_only_once_it_is_confirmed(city: City, enter: Enter) -> None:
    matter = own_motion(city)
    browser = enter(city.people["A11"][7])
    confirm = browser.post(at("vote", "A11", matter), {"position": "yes"})
    assert (confirm.status_code, city["A11"].ballots[matter].tally.total) == (200, 0)
    assert "You are about to vote" in confirm.content.decode()
    cast = browser.post(at("vote", "A11", matter), {"position": "yes", "confirmed": "yes"})
    assert (cast.status_code, cast["Location"]) == (302, at("motion", "A11", matter))
    assert str(city["A11"].ballots[matter].tally) == "1 / 0 / 0"
    assert "You have voted yes" in browser.get(at("motion", "A11", matter)).content.decode()


def test_vote_without_an_answer_says_what_is_missing(city: City, enter: Enter) -> None:
    matter = own_motion(city)
    answer = enter(city.people["A11"][7]).post(at("vote", "A11", matter), {})
    html = answer.content.decode()
    assert (answer.status_code, html.count("Choose yes, no or abstain."), "autofocus" in html) == (422, 2, True)


def test_visitor_is_led_to_sign_in_by_a_vote(city: City, enter: Enter) -> None:
    matter = own_motion(city)
    answer = enter().post(at("vote", "A11", matter), {"position": "yes", "confirmed": "yes"})
    assert (answer.status_code, answer["Location"].startswith("/account/login/")) == (302, True)


def test_member_of_another_assembly_is_refused(city: City, enter: Enter) -> None:
    matter = own_motion(city)
    answer = enter(city.people["A12"][7]).post(at("vote", "A11", matter), {"position": "yes", "confirmed": "yes"})
    assert (answer.status_code, answer.context["refusal"]["rule"]) == (403, "R2")


def test_votes_of_members_are_seen_by_members_of_that_assembly_alone(city: City, enter: Enter) -> None:
    matter = own_motion(city)
    voter = city.people["A11"][11]
    city.vote(voter, "A11", matter, Choice.NO)
    page = at("motion", "A11", matter)
    assert enter(city.people["A11"][6]).get(page).context["votes"] == [("no", [voter.name])]
    for other in (None, city.people["A12"][6]):
        answer = enter(other).get(page)
        assert (answer.context["votes"], voter.name in answer.content.decode()) == ([], False)


def test_votes_of_delegates_in_office_are_seen_by_everyone(city: City, enter: Enter) -> None:
    matter = refer(city)
    decide(city, "A11", matter, Choice.YES)
    delegate = city.voices("W1")[0]
    city.vote(delegate, "W1", matter, Choice.YES)
    rows = enter().get(at("motion", "W1", matter)).context["delegate_votes"]
    assert [(row["name"], row["choice"]) for row in rows if row["choice"]] == [(delegate.name, "yes")]


def test_delegate_sees_the_mandate_and_what_it_forbids(city: City, enter: Enter) -> None:
    matter = refer(city)
    decide(city, "A11", matter, Choice.YES)
    ballot = enter(city.voices("W1")[0]).get(at("motion", "W1", matter)).context["ballot"]
    assert ballot["bound"] == {
        "position": "yes",
        "sentence": "Mill Street has decided: 2 delegates yes. The mandate is imperative: any other vote is refused.",
    }
    assert ballot["consequences"] == {
        "yes": "as you were told",
        "no": "against your mandate: refused",
        "abstain": "against your mandate: refused",
    }


def test_vote_against_an_imperative_mandate_is_refused_with_its_rule(city: City, enter: Enter) -> None:
    matter = refer(city)
    decide(city, "A11", matter, Choice.YES)
    answer = enter(city.voices("W1")[0]).post(at("vote", "W1", matter), {"position": "no", "confirmed": "yes"})
    refusal = answer.context["refusal"]
    assert (answer.status_code, refusal["rule"]) == (403, "R8")
    assert refusal["reason"].startswith("Mill Street bound its delegation to 2 yes, 0 no and 0 abstentions")
    assert answer.context["ballot"]["chosen"] == "no"
    assert refusal["remedies"][0]["text"] == "Vote as you were told, or ask those who sent you to decide anew."
    assert city["W1"].ballots[matter].votes == {}


def test_delegate_is_reminded_of_the_mandate_before_the_vote_is_cast(city: City, enter: Enter) -> None:
    matter = refer(city)
    decide(city, "A11", matter, Choice.YES)
    answer = enter(city.voices("W1")[0]).post(at("vote", "W1", matter), {"position": "abstain"})
    assert answer.context["ballot"]["consequence"] == "against your mandate: refused"
    assert "against your mandate: refused" in answer.content.decode()


def test_an_assembly_reads_until_when_it_answers_and_when_it_is_decided(city: City, enter: Enter) -> None:
    matter = refer(city)
    here, above = (date_format(city[name].ballots[matter].closes, "j F, H:i") for name in ("A11", "T"))
    steps = {name: enter().get(at("motion", name, matter)).context["steps"][-2]["detail"] for name in ("A11", "T")}
    assert steps == {"A11": f"here until {here}, above until {above}", "T": f"until {above}"}


def test_delegate_whose_senders_have_not_decided_is_told_to_wait(city: City, enter: Enter) -> None:
    matter = refer(city)
    answer = enter(city.voices("W1")[0]).post(at("vote", "W1", matter), {"position": "yes", "confirmed": "yes"})
    assert (answer.status_code, answer.context["refusal"]["rule"]) == (409, "R8")


@pytest.mark.parametrize(
    ("kind", "told"),
    [
        (MandateKind.FREE, "The mandate is free: you need not wait."),
        (MandateKind.ANSWERABLE, "You can vote as soon as"),
    ],
)
def test_who_must_wait_for_those_below_is_told_by_the_kind_of_mandate(kind: MandateKind, told: str) -> None:
    federation = planted(with_rules(preset(), mandate=kind), {"W": {"A": None}, "X": {"B": None}})
    matter = federation.propose("C")
    assert told in mandate_words(federation["W"], matter, delegation(federation["W"], matter, "A"))["sentence"]


def test_member_finds_their_vote_from_the_page_above(city: City, enter: Enter) -> None:
    matter = refer(city)
    page = enter(city.people["A21"][5]).get(at("motion", "T", matter)).content.decode()
    assert f'You have a vote on this in <a href="{at("motion", "A21", matter)}#vote">Orchard</a>' in page


def test_second_moves_a_draft_on(city: City, enter: Enter) -> None:
    matter = draft(city, city.people["A11"][0])
    browser = enter(city.people["A11"][1])
    assert at("second", "A11", matter) in browser.get(at("motion", "A11", matter)).content.decode()
    browser.post(at("second", "A11", matter))
    assert city["A11"].motions[matter].state == "deliberation"
    assert "You have seconded this motion." in browser.get(at("motion", "A11", matter)).content.decode()


def test_nobody_seconds_their_own_motion(city: City, enter: Enter) -> None:
    matter = draft(city, city.people["A11"][0])
    browser = enter(city.people["A11"][0])
    assert at("second", "A11", matter) not in browser.get(at("motion", "A11", matter)).content.decode()
    answer = browser.post(at("second", "A11", matter))
    assert (answer.status_code, answer.context["refusal"]["rule"]) == (403, "R6")


def test_proposer_withdraws_and_nobody_else(city: City, enter: Enter) -> None:
    matter = draft(city, city.people["A11"][0])
    other = enter(city.people["A11"][1]).post(at("withdraw", "A11", matter))
    assert (other.status_code, city["A11"].motions[matter].state) == (403, "draft")
    enter(city.people["A11"][0]).post(at("withdraw", "A11", matter))
    assert city["A11"].motions[matter].state == "withdrawn"


def test_argument_stands_on_its_side_and_its_html_is_harmless(city: City, enter: Enter) -> None:
    matter = own_motion(city)
    browser = enter(city.people["A11"][0])
    browser.post(at("argue", "A11", matter), {"side": "against", "text": "Too *late* <script>alert(1)</script>"})
    page = browser.get(at("motion", "A11", matter))
    assert [len(page.context[key]) for key in ("arguments_for", "arguments_against")] == [0, 1]
    assert "Too <em>late</em> &lt;script&gt;" in page.content.decode()


def test_refused_argument_is_not_lost(city: City, enter: Enter) -> None:
    matter = own_motion(city)
    answer = enter(city.people["A12"][0]).post(at("argue", "A11", matter), {"side": "against", "text": "My long text"})
    assert (answer.status_code, answer.context["typed"]) == (403, {"side": "against", "text": "My long text"})


def test_empty_argument_is_refused(city: City, enter: Enter) -> None:
    matter = own_motion(city)
    answer = enter(city.people["A11"][0]).post(at("argue", "A11", matter), {"side": "for", "text": " "})
    assert (answer.status_code, answer.context["refusal"]["rule"]) == (422, "R6")


def test_result_is_explained_in_words(city: City, enter: Enter) -> None:
    matter = own_motion(city)
    decide(city, "A11", matter, Choice.YES)
    result = enter().get(at("motion", "A11", matter)).context["result"]
    said = (
        "12 of 12 on the roll took part; no quorum is asked for. "
        "12 yes against 0 no, 0 abstaining: more yes than no, so it is carried."
    )
    assert (result["carried"], result["sentence"]) == (True, said)


def test_referred_motion_is_counted_in_three_ways(city: City, enter: Enter) -> None:
    matter = refer(city)
    for assembly, choice in (("A11", Choice.YES), ("A12", Choice.YES), ("A21", Choice.NO)):
        decide(city, assembly, matter, choice)
    city.pass_days(30)
    result = enter().get(at("motion", "T", matter)).context["result"]
    counted = [(c["name"], c["yes"], c["no"], c["decides"]) for c in result["countings"]]
    assert counted == [
        ("By delegates", 2.0, 1.0, True),
        ("By members represented", 20.0, 6.0, False),
        ("Base votes passed through", 20.0, 6.0, False),
    ]
    assert (result["carried"], result["disagreement"]) == (True, None)


def test_answer_of_an_assembly_is_told_where_it_was_given(city: City, enter: Enter) -> None:
    matter = refer(city)
    decide(city, "A21", matter, Choice.NO)
    local = enter().get(at("motion", "A21", matter)).context["local"]
    assert local["words"].endswith("0 yes against 6 no, 0 abstaining: the answer is no.")


def test_open_vote_tells_turnout_and_not_how_it_stands(city: City, enter: Enter) -> None:
    matter = refer(city)
    city.vote(city.people["A21"][5], "A21", matter, Choice.NO)
    root = enter().get(at("motion", "W2", matter)).context["referral"]["roots"][0]
    orchard = root["children"][0]
    assert (orchard["name"], orchard["position"], orchard["tally"]) == ("Orchard", "waiting", None)
    assert orchard["why"].startswith("1 of 6 have voted")


def test_referral_asks_again_only_while_something_can_change(city: City, enter: Enter) -> None:
    matter = refer(city)
    browser = enter()
    seen = browser.get(at("motion", "T", matter)).context["live_url"]
    assert browser.get(seen).status_code == 204
    decide(city, "A21", matter, Choice.NO)
    changed = browser.get(seen)
    assert (changed.status_code, 'hx-trigger="every 5s"' in changed.content.decode()) == (200, True)
    city.pass_days(30)
    assert browser.get(at("motion", "T", matter)).context["live_url"] == ""


def test_unknown_motion_is_refused_by_its_rule(city: City, enter: Enter) -> None:
    answer = enter().get(at("motion", "T", "T:99"))
    assert (answer.status_code, answer.context["refusal"]["rule"]) == (404, "R6")


def test_page_carries_no_inline_style_or_script(city: City, enter: Enter) -> None:
    matter = refer(city)
    page = enter(city.people["A21"][5]).get(at("motion", "A21", matter)).content.decode()
    assert "style=" not in page
    assert "<script>" not in page


def test_repeal_is_offered_once_a_decision_has_rested_and_both_motions_name_each_other(
    city: City, enter: Enter
) -> None:
    matter = own_motion(city)
    carry(city, matter)
    early = enter(city.people["A11"][0]).post(
        reverse("propose", args=["A11"]), {"kind": "repeal", "title": "Any day", "target": matter, "propose": "yes"}
    )
    city.pass_days(40)
    repeal = city.propose("A11", Proposal(Kind.REPEAL, "Any day", target=matter))
    city.pass_days(city.charter.motion(Kind.REPEAL).notice_days)
    carry(city, repeal)
    links = [
        [fact["url"] for fact in enter().get(at("motion", "A11", name)).context["facts"] if fact["value"] == title]
        for name, title in ((matter, "Any day"), (repeal, "Meet on Thursdays"))
    ]
    assert (early.status_code, early.context["refusal"]["rule"]) == (409, "R6")
    assert links == [[at("motion", "A11", repeal)], [at("motion", "A11", matter)]]


def carry(city: City, matter: str) -> None:
    for person in city.people["A11"]:
        city.vote(person, "A11", matter, Choice.YES)
    city.pass_days(8)

"""A motion with several options on its pages: proposed, voted on, and its result read, by approval and by ranking."""

from __future__ import annotations

import pytest
from django.urls import reverse
from tests.web.city import City
from tests.web.conftest import Enter

from councils.core.charter import Kind
from councils.core.charter.limits import Casting
from councils.core.proposal import Proposal
from councils.core.vote.options import Options

TREES = ("Oaks by the river", "Elms in the square", "No trees, a fountain")
FORM = {"title": "What to plant", "text": "", "options": "- Oaks by the river\n\nElms in the square", "propose": "yes"}


def at(name: str, council: str, matter: str) -> str:
    return reverse(name, args=[council, matter])


def put(city: City, casting: Casting) -> str:
    """A motion of procedure in A11 that is being voted on."""
    matter = city.propose("A11", Proposal(Kind.PROCEDURE, "What to plant", options=Options(TREES, casting)))
    city.pass_days(city.charter.motion(Kind.PROCEDURE).notice_days)
    return matter


def test_motion_with_options_is_proposed(city: City, enter: Enter) -> None:
    browser, page = enter(city.people["A11"][0]), reverse("propose", args=["A11"])
    answer = browser.post(page, {**FORM, "kind": "procedure", "casting": "approval"})
    motion = list(city["A11"].motions.values())[-1]
    assert (answer.status_code, motion.proposal.options) == (302, Options(TREES[:2], Casting.APPROVAL))
    assert "2</b> Elms in the square" in browser.get(answer["Location"]).content.decode()


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"casting": "ranked", "options": "\n"}, "options"),
        ({"casting": ""}, "casting"),
        ({"casting": "lot"}, "casting"),
    ],
)
def test_options_are_asked_for_with_their_way_of_voting(
    city: City, enter: Enter, said: dict[str, str], field: str
) -> None:
    answer = enter(city.people["A11"][0]).post(reverse("propose", args=["A11"]), {**FORM, "kind": "procedure", **said})
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, [field])


def test_one_option_is_refused_and_nothing_is_lost(city: City, enter: Enter) -> None:
    answer = enter(city.people["A11"][0]).post(
        reverse("propose", args=["A11"]), {**FORM, "kind": "procedure", "casting": "ranked", "options": "Oaks"}
    )
    assert (answer.status_code, answer.context["refusal"]["rule"]) == (409, "R6")
    assert ">Oaks</textarea>" in answer.content.decode().replace("\n", "")


def test_kind_without_options_does_not_offer_them(city: City, enter: Enter) -> None:
    form = enter(city.people["A11"][0]).get(reverse("propose", args=["A11"]) + "?kind=initiative").context["form"]
    assert [name for name in ("casting", "options") if name in form.fields] == []


def test_approvals_are_confirmed_counted_and_read(city: City, enter: Enter) -> None:
    matter = put(city, Casting.APPROVAL)
    for number, ticked in enumerate((["1", "2"], ["2"], ["2", "3"], ["0"])):
        browser = enter(city.people["A11"][number + 6 if number < 3 else 5])
        confirm = browser.post(at("vote", "A11", matter), {"ticked": ticked})
        chosen = confirm.context["ballot"]["chosen"]
        done = browser.post(at("vote", "A11", matter), {"preference": chosen, "confirmed": "yes"})
        assert (confirm.status_code, done.status_code) == (200, 302)
    assert "You have voted 0 &gt; 1 = 2 = 3" in browser.get(at("motion", "A11", matter)).content.decode()
    city.pass_days(3)
    result = enter().get(at("motion", "A11", matter)).context["result"]
    assert (result["title"], result["duels"]) == ("Carried: Elms in the square", None)
    assert [row[1] for row in result["options"]["rows"]] == [3, 1, 1]


def test_ranking_is_confirmed_counted_and_read(city: City, enter: Enter) -> None:
    matter = put(city, Casting.RANKED)
    for number, places in enumerate((("1", "2", ""), ("1", "2", "2"), ("", "1", "2"), ("", "1", "3"))):
        post = {f"place-{n}": place for n, place in enumerate(places, start=1)}
        browser = enter(city.people["A11"][number + 6])
        chosen = browser.post(at("vote", "A11", matter), post).context["ballot"]["chosen"]
        browser.post(at("vote", "A11", matter), {"preference": chosen, "confirmed": "yes"})
    votes = sorted(city["A11"].ballots[matter].votes.values())
    assert votes == ["1>2=3>0", "1>2>0>3", "2>3>0>1", "2>3>0>1"]
    member = browser.get(at("motion", "A11", matter)).context
    assert sorted(vote for vote, _names in member["votes"]) == sorted(set(votes))
    city.pass_days(3)
    result = enter().get(at("motion", "A11", matter)).context["result"]
    assert result["title"] == "Carried: Elms in the square"
    assert result["duels"]["rows"][2][1:] == [4, 2, "–", 3]


@pytest.mark.parametrize(
    ("post", "missing"),
    [({}, "Choose at least one"), ({"ticked": ["0", "1"]}, "one or the other"), ({"preference": "9"}, "no vote among")],
)
def test_answer_that_is_no_vote_says_what_is_missing(
    city: City, enter: Enter, post: dict[str, list[str]], missing: str
) -> None:
    matter = put(city, Casting.APPROVAL)
    answer = enter(city.people["A11"][7]).post(at("vote", "A11", matter), post)
    html = answer.content.decode()
    assert (answer.status_code, html.count(missing), 'href="#ticked-1"' in html) == (422, 2, True)
    ticked = [str(line["number"]) for line in answer.context["ballot"]["options"] if line["ticked"]]
    assert sorted(ticked) == post.get("ticked", [])


def test_abstaining_is_a_vote(city: City, enter: Enter) -> None:
    matter = put(city, Casting.RANKED)
    browser = enter(city.people["A11"][7])
    assert browser.post(at("vote", "A11", matter), {"abstain": "yes"}).context["ballot"]["chosen"] == ""
    browser.post(at("vote", "A11", matter), {"preference": "", "confirmed": "yes"})
    assert list(city["A11"].ballots[matter].votes.values()) == [""]
    assert "You have voted abstain" in browser.get(at("motion", "A11", matter)).content.decode()


def test_delegate_casts_the_word_that_was_given(city: City, enter: Enter) -> None:
    """Down to every assembly, up to the congress; the trail tells each word."""
    matter = city.propose("T", Proposal(Kind.RESOLUTION, "What to plant", options=Options(TREES, Casting.RANKED)))
    city.pass_days(city.charter.motion(Kind.RESOLUTION).notice_days)
    for assembly in ("A11", "A12", "A21"):
        for person in city.people[assembly]:
            post = {"preference": "3>1>0>2" if assembly == "A21" else "2>1>0>3", "confirmed": "yes"}
            enter(person).post(at("vote", assembly, matter), post)
    delegate = enter(city.voices("W1")[0])
    told = delegate.get(at("motion", "W1", matter)).context["ballot"]["told"]
    refused = delegate.post(at("vote", "W1", matter), {"preference": "1>2>3>0", "confirmed": "yes"})
    delegate.post(at("vote", "W1", matter), {"preference": told[0], "confirmed": "yes"})
    assert (told, refused.context["refusal"]["rule"]) == (["2>1>0>3"], "R8")
    assert next(iter(city["W1"].ballots[matter].votes.values())) == told[0]
    city.pass_days(30)
    page = enter().get(at("trail", "T", matter) + "?from=A11&counts=all").content.decode()
    assert ("Carried: Elms in the square" in page, "2 &gt; 1 &gt; 0 &gt; 3" in page) == (True, True)


def test_hands_are_counted_for_each_option(city: City, enter: Enter) -> None:
    matter = put(city, Casting.APPROVAL)
    enter(city.people["A11"][4]).post(at("call_hands", "A11", matter))
    assert TREES[2] in enter().get(at("ballot_sheet", "A11", matter)).content.decode()
    count = {"option-1": 1, "option-2": 4, "option-3": 0, "option-0": 2, "abstain": 1}
    enter(city.people["A11"][2]).post(at("enter_count", "A11", matter), count)
    differs = enter(city.people["A11"][3]).post(at("enter_count", "A11", matter), {**count, "option-2": 5}, follow=True)
    assert "2: 5 and 4" in differs.context["count"]["sentence"]
    for teller in city.people["A11"][2:4]:
        enter(teller).post(at("enter_count", "A11", matter), count)
    shown = enter().get(at("counts", "A11", matter)).context["count"]
    assert ([row["numbers"] for row in shown["tellers"]], shown["agreed"]) == ([[1, 4, 0, 2, 1]] * 2, True)
    assert city["A11"].motions[matter].decided_title == "What to plant: Elms in the square"

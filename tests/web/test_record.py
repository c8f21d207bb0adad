"""The record as people read it, and as they take it home."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse
from tests.web.city import City, decide, direct, refer
from tests.web.conftest import Enter
from tests.web.test_motion import own_motion

from councils.app.queries.acts import acts_page
from councils.app.queries.names import Names
from councils.core.charter import Kind
from councils.core.competence import FlagContradiction
from councils.core.evolve import EVENTS
from councils.core.machines import MACHINES
from councils.core.motion import Propose
from councils.core.proposal import Proposal
from councils.core.special import SpecialOffice
from councils.core.vote.tally import Choice
from councils.ledger.proof import check_proof, read_head
from councils.ledger.verify import verify
from councils.store.models import Act
from councils.web.record_words import SENTENCES, event_words
from councils.web.words import STATES


def test_every_event_has_its_sentence() -> None:
    assert sorted({event.__name__ for event in EVENTS} - SENTENCES.keys()) == []


def test_every_state_of_the_life_cycles_has_its_name() -> None:
    states = {str(state) for machine in MACHINES for state in (*machine.born.values(), *machine.moves.values())}
    assert sorted(states - STATES.keys()) == []


def test_every_act_of_a_city_is_told(city: City) -> None:
    matter = refer(city)
    decide(city, "A11", matter, Choice.YES)
    direct(city)
    city.pass_days(30)
    names = Names()
    told = []
    for number in range(1, acts_page("1")[0].paginator.num_pages + 1):
        for act in acts_page(str(number))[1]:
            council = names.world.council(act.council)
            assert council is not None
            told.extend(event_words(event, council, names) for event in act.events)
    assert len(told) > 200
    assert [text for text in told if "%(" in text or not text.endswith(".")] == []


def test_special_office_is_told_by_its_title(city: City, enter: Enter) -> None:
    watch = SpecialOffice("Flood watch", "Watch the river.", "Closes the quay.", city.at + timedelta(days=60))
    matter = city.propose("T", Proposal(Kind.SPECIAL_OFFICE, "A flood watch", "Soon.", office=watch))
    city.pass_days(city.charter.motion(Kind.SPECIAL_OFFICE).notice_days)
    for assembly in city.people:
        decide(city, assembly, matter, Choice.YES)
    city.pass_days(city.charter.referral.days)
    acts = enter().get(reverse("council_record", args=["T"])).context["acts"]
    assert [act["text"] for act in acts if "special." in act["text"]] == []
    assert "An election is called: Flood watch." in " ".join(act["text"] for act in acts)


def test_contradiction_is_told_by_titles_and_who_says_so(city: City, enter: Enter) -> None:
    directive, person = direct(city), city.people["A11"][4]
    city.say(person, "A11", lambda voice: Propose(voice, Proposal(Kind.RESOLUTION, "No trees", touches=(directive,))))
    city.propose("A11", Proposal(Kind.RESOLUTION, "We plant nothing"))
    quiet = list(city["A11"].motions)[-1]
    city.say(person, "A11", lambda voice: FlagContradiction(voice, quiet, directive, "It says that we plant."))
    told = " ".join(act["text"] for act in enter().get(reverse("council_record", args=["A11"])).context["acts"])
    title = city["A11"].directives[directive].title
    assert f"By the rules, “No trees” contradicts “{title}”." in told
    assert f"flags a contradiction of “We plant nothing” with “{title}”." in told


def test_vote_in_an_assembly_is_told_without_its_answer(city: City, enter: Enter) -> None:
    matter = own_motion(city)
    voter = city.people["A11"][11]
    city.vote(voter, "A11", matter, Choice.NO)
    act = enter(voter).get(reverse("council_record", args=["A11"])).context["acts"][0]
    assert act["text"] == "Somebody votes on “Meet on Thursdays”."


def test_vote_of_a_delegate_is_told_with_name_and_answer(city: City, enter: Enter) -> None:
    matter = refer(city)
    decide(city, "A11", matter, Choice.YES)
    delegate = city.voices("W1")[0]
    city.vote(delegate, "W1", matter, Choice.YES)
    act = enter().get(reverse("council_record", args=["W1"])).context["acts"][0]
    assert act["text"] == f"{delegate.name} votes on “Freeze rents until 2028”: yes."


def test_single_votes_can_be_left_out(city: City, enter: Enter) -> None:
    matter = own_motion(city)
    decide(city, "A11", matter, Choice.YES)
    answer = enter().get(reverse("council_record", args=["A11"]), {"votes": "no"})
    assert answer.context["acts"][0]["text"].startswith("The vote closes on “Meet on Thursdays”")
    assert not any(act["text"].startswith("Somebody votes") for act in answer.context["acts"])


def test_record_of_one_council_holds_its_acts_alone(city: City, enter: Enter) -> None:
    acts = enter().get(reverse("council_record", args=["W2"])).context["acts"]
    assert {act["council"]["name"] for act in acts} == {"Second ward"}


def test_page_out_of_range_is_the_last_one(city: City, enter: Enter) -> None:
    answer = enter().get("/record/", {"page": "999"})
    assert answer.context["page_obj"].number == answer.context["page_obj"].paginator.num_pages


def test_exported_record_verifies(city: City, enter: Enter) -> None:
    answer = enter().get("/record/export/")
    lines = b"".join(answer.streaming_content).splitlines(keepends=True)
    assert answer["Content-Disposition"] == 'attachment; filename="councils-record.jsonl"'
    assert verify(iter(lines)).head.size == Act.objects.count()


def test_signed_head_is_shown_with_the_fingerprint_of_its_key(city: City, enter: Enter) -> None:
    browser = enter()
    head = read_head(browser.get("/record/head/").content)
    heads = browser.get("/record/").context["heads"]
    assert heads[0]["head"] == head
    assert head.size == Act.objects.count()
    assert len(heads[0]["fingerprint"].split()) == 8


def test_head_that_was_taken_home_is_joined_to_the_one_of_now_by_a_proof(city: City, enter: Enter) -> None:
    browser = enter()
    held = read_head(browser.get("/record/head/").content)
    own_motion(city)
    proof = browser.get("/record/proof/", {"from": held.size})
    assert check_proof(proof.content.splitlines(keepends=True), held).size == Act.objects.count() > held.size


@pytest.mark.parametrize("asked", ["", "0", "-1", "7", "x", "9" * 40, "٣"])
def test_proof_from_a_head_that_was_never_signed_is_told(city: City, enter: Enter, asked: str) -> None:
    answer = enter().get("/record/proof/", {"from": asked})
    assert answer.status_code == 404
    assert "never signed a head" in answer.content.decode()

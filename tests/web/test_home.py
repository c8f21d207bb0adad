"""What waits for me, and the two ways out: leaving, and being erased."""

from __future__ import annotations

from django.urls import reverse
from tests.web.city import City, decide, direct, refer
from tests.web.conftest import Enter

from councils.app.identity import standings
from councils.core.election import CallElection
from councils.core.vote.tally import Choice
from councils.store.models import Membership, Person


def test_home_leads_a_visitor_to_sign_in(city: City, enter: Enter) -> None:
    answer = enter().get(reverse("home"))
    assert (answer.status_code, answer["Location"]) == (302, "/account/login/?next=/home/")


def test_home_names_the_votes_that_become_mandates(city: City, enter: Enter) -> None:
    matter = refer(city)
    page = enter(city.people["A11"][6]).get(reverse("home")).content.decode()
    assert "Vote: it becomes a mandate · Mill Street" in page
    assert reverse("motion", args=["A11", matter]) in page


def test_home_puts_what_is_done_apart(city: City, enter: Enter) -> None:
    matter = refer(city)
    member = city.people["A11"][6]
    city.vote(member, "A11", matter, Choice.YES)
    answer = enter(member).get(reverse("home"))
    assert (answer.context["tasks"], len(answer.context["done"])) == ([], 1)
    assert "You have voted" in answer.content.decode()


def test_every_task_of_home_leads_somewhere(city: City, enter: Enter) -> None:
    refer(city)
    directive = direct(city)
    chair = city.people["A12"][4]
    city.say(chair, "A12", lambda voice: CallElection(voice, "secretary"))
    browser = enter(chair)
    tasks = browser.get(reverse("home")).context["tasks"]
    assert {task["url"] for task in tasks} >= {
        reverse("directive", args=["A12", directive]),
        *(reverse("election", args=["A12", e]) for e, x in city["A12"].elections.items() if x.running),
    }
    assert {browser.get(task["url"]).status_code for task in tasks} == {200}


def test_home_shows_what_delegates_did_beside_what_they_were_told(city: City, enter: Enter) -> None:
    matter = refer(city)
    decide(city, "A11", matter, Choice.YES)
    city.vote(city.voices("W1")[0], "W1", matter, Choice.YES)
    assemblies = enter(city.people["A11"][6]).get(reverse("home")).context["assemblies"]
    rows = [row for seat in assemblies[0]["sent"] for row in seat["mandates"] if row["url"].endswith(f"{matter}/")]
    told = sorted((row["told"], row["did"], row["verdict"]) for row in rows)
    assert told == [
        ("waiting", "waiting", "waiting"),
        ("waiting", "waiting", "waiting"),
        ("yes", "waiting", "waiting"),
        ("yes", "yes", "kept"),
    ]


def test_home_names_offices_and_offers_to_invite_and_leave_only_where_one_is_a_member(city: City, enter: Enter) -> None:
    delegate = city.voices("T")[0]
    page = enter(delegate).get(reverse("home")).content.decode()
    here = standings(delegate)
    assert len(here) == 3
    offered = [s.council.id for s in here if reverse("invite", args=[s.council.id]) in page]
    assert offered == [here[0].council.id]


def test_leaving_names_first_what_it_ends(city: City, enter: Enter) -> None:
    delegate = city.voices("T")[0]
    assembly = standings(delegate)[0].council.id
    page = enter(delegate).get(reverse("leave", args=[assembly])).content.decode()
    assert page.index("in First ward") < page.index("in Town")


def test_leaving_takes_the_voice_in_every_council_above(city: City, enter: Enter) -> None:
    delegate = city.voices("T")[0]
    assembly = standings(delegate)[0].council.id
    answer = enter(delegate).post(reverse("leave", args=[assembly]), follow=True)
    assert answer.redirect_chain == [(reverse("home"), 302)]
    assert standings(delegate) == []


def test_nobody_leaves_an_assembly_that_they_are_not_in(city: City, enter: Enter) -> None:
    answer = enter(city.people["A11"][0]).post(reverse("leave", args=["A12"]))
    assert answer.status_code == 403
    assert len(city["A12"].roll) == 8


def test_erasing_asks_for_the_password_of_who_has_one(city: City, enter: Enter) -> None:
    member = city.people["A11"][9]
    member.set_password("a password of some length")
    member.save()
    answer = enter(member).post(reverse("erase"), {"understood": "on", "password": "another"})
    assert answer.status_code == 422
    assert Person.objects.filter(pk=member.pk).exists()


def test_erasing_leaves_no_personal_data(city: City, enter: Enter) -> None:
    member = city.people["A11"][9]
    browser = enter(member)
    answer = browser.post(reverse("erase"), {"understood": "on"})
    assert (answer.status_code, answer["Location"]) == (302, reverse("federation"))
    assert not Person.objects.filter(pk=member.pk).exists()
    assert not Membership.objects.filter(person=member.pk).exists()
    assert len(city["A11"].roll) == 11
    assert browser.get(reverse("home")).status_code == 302


def test_erasing_needs_the_check_mark(city: City, enter: Enter) -> None:
    member = city.people["A11"][9]
    assert enter(member).post(reverse("erase")).status_code == 422
    assert Person.objects.filter(pk=member.pk).exists()


def test_home_names_vacant_offices_that_nobody_has_called_an_election_to(city: City, enter: Enter) -> None:
    member = city.people["A12"][6]
    before = vacant(enter, member)
    city.say(member, "A12", lambda voice: CallElection(voice, "secretary"))
    assert ("Secretary" in before, "Secretary" in vacant(enter, member)) == (True, False)


def vacant(enter: Enter, member: Person) -> list[str]:
    places = enter(member).get(reverse("home")).context["places"]
    return next(place["vacant"].split(", ") for place in places if place["council"].id == "A12")

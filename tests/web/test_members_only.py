"""R19: a charter can keep all pages of councils to its members."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from tests.web.city import City, charter, refer
from tests.web.conftest import Enter

from councils.app.membership import leave
from councils.app.notices import Notice
from councils.app.queries.waiting import waiting
from councils.app.subscriptions import new_feed
from councils.app.tokens import Scope, create_token
from councils.core.charter import Charter, Visibility
from councils.store.models import Person
from councils.web.letters import letter

COUNCILS = ["/", "/record/", "/record/export/", "/councils/T/", "/councils/T/record/"]
ASKED = [
    "/federation",
    "/councils",
    "/councils/T",
    "/councils/A11/motions",
    "/councils/A11/offices",
    "/councils/W1/delegates/A11.1",
    "/record",
    "/record/1",
    "/record/heads",
    "/record/export",
]


@pytest.fixture(scope="module")
def rules() -> Charter:
    return replace(charter(), visibility=Visibility.MEMBERS)


@pytest.mark.parametrize("address", COUNCILS)
def test_visitor_is_shown_the_way_in(city: City, enter: Enter, address: str) -> None:
    answer = enter().get(address)
    assert (answer.status_code, answer.context["refusal"]["rule"]) == (403, "R19")


def test_visitor_comes_back_to_where_they_wanted_to_go(city: City, enter: Enter) -> None:
    page = enter().get("/councils/T/").content.decode()
    assert f'href="{reverse("account_login")}?next=/councils/T/"' in page


def test_feed_of_a_council_is_there_for_members_alone(city: City, enter: Enter) -> None:
    member, nobody = city.people["A21"][5], Person.objects.create(username="nobody", name="Nobody")
    mine, theirs = (f"/feeds/{new_feed(person)}/councils/T.atom" for person in (member, nobody))
    asked = [(None, "/councils/T/decided.atom"), (nobody, "/councils/T/decided.atom"), (None, theirs), (None, mine)]
    assert [enter(who).get(address).status_code for who, address in asked] == [404, 404, 404, 200]
    assert enter(None).get(mine)["Cache-Control"] == "private, max-age=0"


def test_letter_to_a_member_says_only_that_something_waits(city: City, settings: Any) -> None:
    settings.URL = "https://councils.example"
    member = city.people["A11"][5]
    refer(city)
    tasks = tuple(task for task in waiting(member) if not task.done)
    told = letter(Notice(member, tasks, (), "1"))
    everything = told.message().as_string()
    assert "Something waits for you" in told.body
    assert [secret for secret in ("Freeze", "Mill Street", "/councils/A11/") if secret in everything] == []


@pytest.mark.parametrize("address", ["/councils/T/charter/", "/rules/", "/councils/T/rules/"])
def test_visitor_can_read_what_they_would_join(city: City, enter: Enter, address: str) -> None:
    assert enter().get(address).status_code == 200


@pytest.mark.parametrize("address", COUNCILS)
def test_member_sees_all_councils(city: City, enter: Enter, address: str) -> None:
    answer = enter(city.people["A21"][5]).get(address)
    answer.close()
    assert answer.status_code == 200


def asked(path: str, person: Person | None, scope: Scope) -> Any:
    """The answer of the API to a program of ``person``."""
    headers = {"Authorization": f"Bearer {create_token(person, 'a test', [scope], 30)}"} if person else {}
    answer = Client().get(f"/api/v1{path}", headers=headers)
    answer.close()
    return answer


@pytest.mark.parametrize("path", ASKED)
def test_visitor_reads_no_council_by_the_api(city: City, path: str) -> None:
    answer = asked(path, None, Scope.READ)
    assert (answer.status_code, answer.json()["rule"]) == (403, "R19")


@pytest.mark.parametrize("path", ASKED)
def test_account_without_a_voice_reads_no_council_by_the_api(city: City, path: str) -> None:
    nobody = Person.objects.create(username="nobody", name="Nobody")
    assert asked(path, nobody, Scope.READ).status_code == 403


@pytest.mark.parametrize("path", ASKED)
def test_member_reads_all_councils_by_the_api(city: City, path: str) -> None:
    assert asked(path, city.people["A21"][5], Scope.READ).status_code == 200


@pytest.mark.parametrize("path", ASKED)
def test_token_that_cannot_read_reads_no_council(city: City, path: str) -> None:
    assert asked(path, city.people["A21"][5], Scope.VOTE).status_code == 403


def test_nobody_acts_in_a_council_that_they_cannot_see(city: City) -> None:
    nobody = Person.objects.create(username="nobody", name="Nobody")
    headers = {"Authorization": f"Bearer {create_token(nobody, 'a test', [Scope.MEMBERSHIP], 30)}"}
    path = "/api/v1/councils/A11/acts/apply"
    answer = Client().post(path, {"grounds": []}, content_type="application/json", headers=headers)
    assert answer.json()["rule"] == "R19"


def test_who_has_left_is_not_told_again_what_they_did_there(city: City) -> None:
    """Also where they ask with the key of then: who lost the right to see has it in no other way."""
    person = city.people["A11"][11]
    headers = {"Authorization": f"Bearer {create_token(person, 'a test', tuple(Scope), 30)}", "Idempotency-Key": "k1"}
    said = {"proposal": {"kind": "resolution", "title": "Meet on Thursdays"}}

    def ask() -> Any:
        path = "/api/v1/councils/A11/acts/propose"
        return Client().post(path, said, content_type="application/json", headers=headers)

    assert (ask().status_code, ask().headers["Idempotent-Replayed"]) == (201, "true")
    city.done(leave(person, "A11"))
    assert (ask().status_code, ask().json()["rule"]) == (403, "R19")


def test_who_has_left_by_a_program_is_told_so_again(city: City) -> None:
    token = create_token(city.people["A11"][11], "a test", tuple(Scope), 30)
    headers = {"Authorization": f"Bearer {token}", "Idempotency-Key": "k1"}
    path = "/api/v1/councils/A11/acts/leave"
    answers = [Client().post(path, {}, content_type="application/json", headers=headers) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [201, 201]
    assert answers[0].content == answers[1].content


def test_charter_is_for_everybody_by_the_api(city: City) -> None:
    assert asked("/charters/1", None, Scope.READ).status_code == 200

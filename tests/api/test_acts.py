"""What a program can do with a token: the same acts as its person, under the same rules, once."""

from __future__ import annotations

import pytest
from django.utils import timezone

from councils.app.acting import DEEDS
from councils.app.membership import move
from councils.app.repeating import KEPT, forget_answers
from councils.app.tokens import Scope, create_token, find_token, new_token, revoke_token, tokens_of
from councils.app.voting import call_hands
from councils.core.act import Caused, Command
from councils.core.decide import DECIDERS
from councils.core.due import Timed
from councils.core.vote.tally import Choice
from councils.store.models import KeptAnswer
from tests.web.city import City, member_id, refer
from tests.web.test_motion import own_motion

FOUNDING = {"FoundCouncil", "Apportion"}
"""What is done by who sets up the server, before anybody is a member."""


def test_every_act_of_a_person_has_its_address() -> None:
    def by_people(command: type[Command]) -> bool:
        return not issubclass(command, Caused | Timed) and command.__name__ not in FOUNDING

    assert {deed.command for deed in DEEDS} == {command for command in DECIDERS if by_people(command)}


def test_vote_by_a_program_is_its_persons(city: City, program) -> None:
    matter = refer(city)
    answer = program(city.people["A11"][0]).act("A11", "cast_vote", {"matter": matter, "choice": "yes"})
    assert (answer.status_code, answer.json()["events"][0]["event"]) == (201, "VoteCast")
    assert city["A11"].ballots[matter].tally[Choice.YES] == 1


def test_recall_is_signed_and_voted_on_by_programs(city: City, program) -> None:
    """The vote has papers of its own, and a program need not know it."""
    people, delegate = city.people["A11"], member_id(city.voices("T")[0])
    said = {"holder": delegate, "office": "delegate", "grounds": "Did not report."}
    matter = program(people[8]).act("A11", "open_petition", said).json()["matter"]
    for person in people[: city["A11"].recalls[matter].needed]:
        program(person).act("A11", "sign_petition", {"recall": matter})
    answer = program(people[8]).act("A11", "cast_vote", {"matter": matter, "choice": "yes"})
    assert (answer.status_code, city["A11"].ballots[matter].tally[Choice.YES]) == (201, 1)


def test_proposal_opens_a_matter(city: City, program) -> None:
    said = {"proposal": {"kind": "resolution", "title": "Meet on Thursdays", "text": "At **seven**."}}
    matter = program(city.people["A11"][0]).act("A11", "propose", said).json()["matter"]
    assert city["A11"].motions[matter].proposal.title == "Meet on Thursdays"


def test_refusal_names_its_rule(city: City, program) -> None:
    answer = program(city.people["A12"][0]).act("A11", "second", {"motion": own_motion(city)})
    told = answer.json()
    assert (answer.status_code, answer.headers["Content-Type"]) == (403, "application/problem+json")
    assert (told["rule"], told["reason"], told["type"]) == ("R2", "not_on_roll", "/rules/#R2")


def test_field_that_nobody_asked_for_is_told(city: City, program) -> None:
    said = {"matter": refer(city), "choice": "yes", "by": member_id(city.people["A11"][1])}
    answer = program(city.people["A11"][0]).act("A11", "cast_vote", said)
    assert (answer.status_code, answer.json()["errors"][0]["where"]) == (422, ["body", "by"])


@pytest.mark.parametrize(("field", "said"), [("title", "Two\nlines"), ("title", "Bell \x07"), ("text", "Page\x0cTwo")])
def test_sign_that_stands_in_no_text_is_told(city: City, program, field: str, said: str) -> None:
    proposal = {"kind": "resolution", "title": "Meet on Thursdays", "text": "At\n\nseven.", field: said}
    answer = program(city.people["A11"][0]).act("A11", "propose", {"proposal": proposal})
    assert (answer.status_code, answer.json()["errors"][0]["where"]) == (422, ["body", "proposal", field])


def test_charter_is_read_with_errors_by_line(city: City, program) -> None:
    said = {"proposal": {"kind": "charter", "title": "Anew", "charter": "name = \n"}}
    answer = program(city.voices("T")[0]).act("T", "propose", said)
    assert (answer.status_code, answer.json()["errors"][0]["where"]) == (422, ["body", "charter", 1])


def test_act_needs_a_token(city: City, program) -> None:
    answer = program().act("A11", "leave")
    assert (answer.status_code, answer.headers["WWW-Authenticate"]) == (401, 'Bearer realm="councils"')


def test_cookie_of_somebody_signed_in_does_nothing(city: City, program) -> None:
    asking = program()
    asking.browser.force_login(city.people["A11"][0])
    assert asking.act("A11", "leave").status_code == 401


@pytest.mark.parametrize("scope", [scope for scope in Scope if scope is not Scope.MEMBERSHIP])
def test_token_does_not_do_what_it_was_not_made_for(city: City, program, scope: Scope) -> None:
    answer = program(city.people["A11"][0], scope).act("A11", "leave")
    assert (answer.status_code, 'scope="membership"' in answer.headers["WWW-Authenticate"]) == (403, True)


def test_member_leaves_by_a_program(city: City, program) -> None:
    person = city.people["A11"][11]
    assert program(person).act("A11", "leave").status_code == 201
    assert member_id(person) not in city["A11"].roll


def test_revoked_token_is_no_token(city: City) -> None:
    person = city.people["A11"][0]
    token = create_token(person, "gone", [Scope.READ], 30)
    assert revoke_token(person, tokens_of(person)[0].pk)
    assert find_token(token or "") is None


def test_token_of_another_cannot_be_revoked(city: City) -> None:
    token = create_token(city.people["A11"][0], "mine", [Scope.READ], 30)
    number = tokens_of(city.people["A11"][0])[0].pk
    assert not revoke_token(city.people["A11"][1], number)
    assert find_token(token or "") is not None


def test_expired_token_is_no_token(city: City) -> None:
    person = city.people["A11"][0]
    token = create_token(person, "old", [Scope.READ], 1, city["T"].founded)
    assert find_token(token or "") is None


def test_token_that_was_never_given_is_no_token(city: City, program) -> None:
    asking = program()
    asking.headers = {"Authorization": f"Bearer {new_token()}"}
    answer = asking.get("/federation")
    assert (answer.status_code, 'error="invalid_token"' in answer.headers["WWW-Authenticate"]) == (401, True)


def test_same_request_is_done_once(city: City, program) -> None:
    asking = program(city.people["A11"][0])
    said = {"proposal": {"kind": "resolution", "title": "Meet on Thursdays"}}
    first = asking.act("A11", "propose", said, Idempotency_Key="k1")
    again = asking.act("A11", "propose", said, Idempotency_Key="k1")
    assert (first.status_code, again.status_code, again.content) == (201, 201, first.content)
    assert (again.headers["Idempotent-Replayed"], len(city["A11"].motions)) == ("true", 1)


def test_key_is_forgotten_after_a_day(city: City, program) -> None:
    asking = program(city.people["A11"][0])
    said = {"proposal": {"kind": "resolution", "title": "Meet on Thursdays"}}
    asking.act("A11", "propose", said, Idempotency_Key="k1")
    forget_answers()
    assert "Idempotent-Replayed" in asking.act("A11", "propose", said, Idempotency_Key="k1").headers
    KeptAnswer.objects.update(at=timezone.now() - KEPT)
    forget_answers()
    assert "Idempotent-Replayed" not in asking.act("A11", "propose", said, Idempotency_Key="k1").headers


def test_last_use_of_a_token_is_shown_at_once(city: City) -> None:
    person = city.people["A11"][0]
    token, before = create_token(person, "used", [Scope.READ], 30), timezone.now()
    assert tokens_of(person)[0].last_used is None
    find_token(token or "")
    assert (tokens_of(person)[0].last_used or before) > before


@pytest.mark.usefixtures("unwound")
def test_vote_asks_the_database_few_times(city: City, program, django_assert_max_num_queries) -> None:
    """However many others have voted before; 1,300 delegates vote at once."""
    asking, said = program(city.people["A11"][1]), {"matter": own_motion(city), "choice": "yes"}
    asking.get("/federation")  # the clock has been wound
    with django_assert_max_num_queries(22):
        assert asking.act("A11", "cast_vote", said, Idempotency_Key="k1").status_code == 201


@pytest.mark.parametrize("yes", [True, "7", 1.5, None, -1, 2**53])
def test_count_that_is_no_whole_number_is_not_taken_for_one(city: City, program, yes: object) -> None:
    matter = own_motion(city)
    city.done(call_hands(city.people["A11"][4], "A11", matter, city.at))
    said = {"matter": matter, "tally": {"yes": yes, "no": 0, "abstain": 0}}
    assert program(city.people["A11"][2]).act("A11", "enter_count", said).status_code == 422
    assert city["A11"].ballots[matter].counts == {}


def test_teller_who_has_moved_counts_in_neither_assembly(city: City, program) -> None:
    """Not even with a token of before; what the other has entered waits for a teller of this assembly."""
    matter = own_motion(city)
    one, other = city.people["A11"][2:4]
    city.done(call_hands(city.people["A11"][4], "A11", matter, city.at))
    moving, said = program(other), {"matter": matter, "tally": {"yes": 7, "no": 2, "abstain": 0}}
    assert program(one).act("A11", "enter_count", said).status_code == 201
    city.done(move(other, "A11", "A12", ("resident",)))
    assert [moving.act(c, "enter_count", said).json()["reason"] for c in ("A11", "A12")] == [
        "not_on_roll",
        "no_such_matter",
    ]
    assert len(city["A11"].ballots[matter].counts) == 1


def test_key_of_another_request_is_refused(city: City, program) -> None:
    asking = program(city.people["A11"][0])
    asking.act("A11", "propose", {"proposal": {"kind": "resolution", "title": "One"}}, Idempotency_Key="k1")
    answer = asking.act("A11", "propose", {"proposal": {"kind": "resolution", "title": "Two"}}, Idempotency_Key="k1")
    assert (answer.status_code, len(city["A11"].motions)) == (422, 1)


def test_refused_act_can_be_tried_again_under_its_key(city: City, program) -> None:
    asking, matter = program(city.people["A11"][1]), own_motion(city)
    said = {"matter": "A11:99", "choice": "yes"}
    assert asking.act("A11", "cast_vote", said, Idempotency_Key="k1").status_code == 404
    said = {"matter": matter, "choice": "yes"}
    assert asking.act("A11", "cast_vote", said, Idempotency_Key="k1").status_code == 201

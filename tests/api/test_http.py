"""What HTTP itself asks of an API: every no is a problem document, bodies have bounds, nobody asks too often."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import Client

from councils.api.paging import closed
from councils.app.tokens import Scope
from councils.ledger.entry import Entry
from councils.ledger.merkle import included
from councils.ledger.verify import verify
from councils.store.models import Act
from tests.web.city import City, refer

PROBLEM = "application/problem+json"
LEAVE = "/api/v1/councils/A11/acts/leave"


@pytest.mark.parametrize(
    ("method", "path", "sent", "status"),
    [
        ("get", "/api/nowhere", {}, 404),
        ("get", "/api/v1/nowhere", {}, 404),
        ("post", "/api/v1/nowhere", {"data": "{}", "content_type": "application/json"}, 404),
        ("get", "/api/v1/councils/nowhere", {}, 404),
        ("get", "/api/v1/councils/A11/motions/A11:99", {}, 404),
        ("get", "/api/v1/record/999999", {}, 404),
        ("delete", "/api/v1/councils/A11", {}, 405),
        ("post", "/api/v1/councils/A11/acts/leave", {"data": "x" * 1_000_001, "content_type": "application/json"}, 413),
        ("post", "/api/v1/councils/A11/acts/leave", {"data": "a=b", "content_type": "text/plain"}, 415),
        ("post", "/api/v1/councils/A11/acts/leave", {"data": "{", "content_type": "application/json"}, 400),
        ("get", "/api/v1/councils?limit=1000", {}, 422),
        ("get", "/api/v1/councils?cursor=%FF", {}, 422),
        ("get", "/api/v1/record?cursor=IkExMSI", {}, 422),
        ("get", "/api/v1/record/0", {}, 422),
        ("get", "/api/v1/councils?cursor=Ilx1ZDgwMCI", {}, 422),  # half of a pair of UTF-16
        ("get", "/api/v1/councils?cursor=Ilx1MDAwMCI", {}, 422),  # a NUL
        ("get", f"/api/v1/record?cursor={closed(2**63)}", {}, 422),
        ("post", LEAVE, {"data": "{}", "content_type": "application/json", "CONTENT_LENGTH": "9" * 5000}, 411),
    ],
)
def test_no_is_a_problem_document(city: City, method: str, path: str, sent: Any, status: int) -> None:
    answer = getattr(Client(), method)(path, **sent)
    told = json.loads(answer.content)
    assert (answer.status_code, answer.headers["Content-Type"], told["status"]) == (status, PROBLEM, status)


def test_wrong_method_is_told_the_right_one(city: City) -> None:
    told = json.loads(Client().delete("/api/v1/councils/A11").content)
    assert told["detail"] == "This address is asked with GET."


def test_head_is_answered_as_get_would_be(city: City) -> None:
    whole, head = Client().get("/api/v1/federation"), Client().head("/api/v1/federation")
    assert (head.status_code, head.headers["ETag"], head.content) == (200, whole.headers["ETag"], b"")
    assert Client().head("/api/v1/federation", headers={"If-None-Match": head.headers["ETag"]}).status_code == 304


def test_refused_method_names_those_that_there_are(city: City) -> None:
    assert Client().delete("/api/v1/councils/A11").headers["Allow"] == "GET"


def test_who_asks_too_often_is_told_to_wait(city: City, program, settings: Any) -> None:
    settings.API_PER_MINUTE = 2
    asking = program(city.people["A11"][0], Scope.READ)
    answers = [asking.get("/federation") for _ in range(4)]
    assert 429 in {answer.status_code for answer in answers}
    assert 0 < int(answers[-1].headers["Retry-After"]) <= 60


def test_no_other_page_may_read_an_answer(city: City) -> None:
    answer = Client().get("/api/v1/federation", headers={"Origin": "https://elsewhere.example"})
    assert "Access-Control-Allow-Origin" not in answer.headers


def test_answer_is_kept_by_nobody_between(city: City) -> None:
    answer = Client().get("/api/v1/federation")
    assert (answer.headers["Cache-Control"], "Authorization" in answer.headers["Vary"]) == ("private, no-cache", True)


def test_answer_sets_no_cookie(city: City, program) -> None:
    assert not program(city.people["A11"][0]).get("/me").cookies


def test_description_and_reference_load_nothing_from_elsewhere(city: City) -> None:
    page = Client().get("/api/docs/").content.decode()
    assert Client().get("/api/openapi.json").json()["openapi"].startswith("3.")
    assert "http" not in page.replace("https://github.com", "").split("<main")[1]
    assert "<script>" not in page


def test_acts_are_proved_to_be_in_a_signed_head(city: City, program) -> None:
    asking = program()
    for seq in (1, 2, 77, 128, 129):
        told = asking.get(f"/record/{seq}").json()
        proof = [bytes.fromhex(step) for step in told["path"]]
        root = included(told["act"]["hash"].encode(), told["index"], told["head"]["size"], proof)
        assert root.hex() == told["head"]["root"]


def test_hash_of_an_act_can_be_computed_again(city: City, program) -> None:
    import msgspec

    for told in program().get("/record", {"limit": 100}).json()["items"]:
        assert msgspec.convert(told, Entry).computed_hash() == told["hash"]


def test_record_of_one_council_is_read_to_its_end(city: City, program) -> None:
    asking, query, found = program(), {"council": "A11", "limit": 100}, []
    while query:
        told = asking.get("/record", query).json()
        found += [act["version"] for act in told["items"]]
        query = {**query, "cursor": told["next"].rpartition("cursor=")[2]} if told["next"] else None
    assert found == list(range(1, len(found) + 1))


def test_export_is_the_whole_record(city: City, program) -> None:
    refer(city)
    answer = program().get("/record/export")
    proved = verify(b"".join(answer.streaming_content).splitlines(keepends=True))
    assert proved.acts == Act.objects.count()

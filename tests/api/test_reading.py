"""What the API shows: the same councils, motions, mandates and trails as the pages, page by page, with ETags."""

from __future__ import annotations

from datetime import datetime, timedelta

from councils.core.vote.tally import Choice
from tests.web.city import City, decide, direct, refer


def test_federation_names_its_congress(city: City, program) -> None:
    assert program().get("/federation").json()["root"] == "T"


def test_councils_below_one_are_listed(city: City, program) -> None:
    items = program().get("/councils", {"parent": "W1"}).json()["items"]
    assert [item["id"] for item in items] == ["A11", "A12"]


def test_pages_of_a_list_are_the_whole_of_it(city: City, program) -> None:
    asking, found, query = program(), [], {"limit": 2}
    path = "/councils"
    while path:
        answer = asking.get(path, query)
        found += [item["id"] for item in answer.json()["items"]]
        following = answer.json()["next"]
        assert answer.headers.get("Link") == (f'<{following}>; rel="next"' if following else None)
        path, query = (following or "").removeprefix("/api/v1"), None
    assert found == ["A11", "A12", "A21", "T", "W1", "W2"]


def test_referral_is_told_with_its_countings_and_its_trail(city: City, program) -> None:
    matter = refer(city)
    decide(city, "A11", matter, Choice.YES)
    trail = program().get(f"/councils/T/motions/{matter}/trail").json()
    ward = next(below for below in trail["below"] if below["council"] == "W1")
    counted = next(below for below in ward["below"] if below["council"] == "A11")["answer"]["base"]
    assert counted == {"yes": 12, "no": 0, "abstain": 0}


def test_delegate_is_told_with_mandate_and_vote(city: City, program) -> None:
    matter = refer(city)
    decide(city, "A11", matter, Choice.YES)
    city.vote(city.voices("W1")[0], "W1", matter, Choice.YES)
    line = program().get("/councils/W1/delegates/A11.1").json()["mandates"][0]
    assert (line["matter"], line["told"], line["did"], line["verdict"]) == (matter, "yes", "yes", "kept")


def test_directive_is_told_with_its_progress(city: City, program) -> None:
    matter = direct(city)
    told = program().get(f"/councils/T/directives/{matter}").json()
    assert (told["progress"]["assemblies"], told["unit"]) == (3, "homes")


def test_election_is_told_with_its_result(city: City, program) -> None:
    matter = next(iter(city["A11"].elections))
    told = program().get(f"/councils/A11/elections/{matter}").json()
    assert (told["state"], told["candidates"][0]["elected"], told["mine"]) == ("decided", True, None)


def test_times_are_rfc3339_in_utc(city: City, program) -> None:
    founded = program().get("/councils/T").json()["founded"]
    assert founded.endswith("Z")
    assert abs(datetime.fromisoformat(founded) - city["T"].founded) < timedelta(milliseconds=1)


def test_what_has_not_changed_is_not_sent_again(city: City, program) -> None:
    asking = program()
    known = asking.get("/councils/A11").headers["ETag"]
    assert asking.get("/councils/A11", **{"If-None-Match": known}).status_code == 304


def test_what_has_changed_is_sent_again(city: City, program) -> None:
    asking = program()
    known = asking.get("/councils/T").headers["ETag"]
    refer(city)
    assert asking.get("/councils/T", **{"If-None-Match": known}).status_code == 200


def test_charter_can_be_read_as_toml(city: City, program) -> None:
    assert 'visibility = "public"' in program().get("/charters/1").json()["toml"]

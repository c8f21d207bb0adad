"""R19: a charter can keep all pages of councils to its members."""

from __future__ import annotations

from dataclasses import replace

import pytest
from tests.web.city import City, charter
from tests.web.conftest import Enter

from councils.core.charter import Charter, Visibility

COUNCILS = ["/", "/record/", "/record/export/", "/councils/T/", "/councils/T/record/"]


@pytest.fixture(scope="module")
def rules() -> Charter:
    return replace(charter(), visibility=Visibility.MEMBERS)


@pytest.mark.parametrize("address", COUNCILS)
def test_visitor_is_shown_the_way_in(city: City, enter: Enter, address: str) -> None:
    answer = enter().get(address)
    assert (answer.status_code, answer.context["refusal"]["rule"]) == (403, "R19")


@pytest.mark.parametrize("address", ["/charter/", "/rules/"])
def test_visitor_can_read_what_they_would_join(city: City, enter: Enter, address: str) -> None:
    assert enter().get(address).status_code == 200


@pytest.mark.parametrize("address", COUNCILS)
def test_member_sees_all_councils(city: City, enter: Enter, address: str) -> None:
    answer = enter(city.people["A21"][5]).get(address)
    answer.close()
    assert answer.status_code == 200

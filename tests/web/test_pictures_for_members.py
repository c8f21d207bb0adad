"""R19: where a federation is seen by its members alone, so are the pictures of its products."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.test import Client
from django.urls import reverse
from tests.images import image
from tests.web.city import City
from tests.web.conftest import Enter
from tests.web.works import declared, planning, speaker

from councils.app import pictures
from councils.app.tokens import Scope, create_token
from councils.core.charter import Charter, Visibility
from councils.core.refusal import Refused


@pytest.fixture(scope="module")
def rules() -> Charter:
    return replace(planning(), visibility=Visibility.MEMBERS)


def test_members_alone_see_pictures_and_no_cache_keeps_them_for_others(city: City, enter: Enter) -> None:
    office, member = speaker(declared(city), "T"), city.people["A21"][5]
    assert not isinstance(pictures.show(office, "T", "bread", image()), Refused)
    name = city["T"].economy.pictures["bread"].image
    for view in ("picture", "small_picture"):
        address = reverse(view, args=["T", "bread", name])
        assert enter().get(address).status_code == 403
        seen = enter(member).get(address)
        assert (seen.status_code, seen["Cache-Control"]) == (200, "private, no-cache")
    assert enter().get(reverse("pictures_file", args=["T"])).status_code == 403
    token = create_token(member, "pictures", [Scope.READ], 30)
    asked = [Client().get("/api/v1/councils/T/catalogue/bread/picture", headers=headers)
             for headers in ({}, {"Authorization": f"Bearer {token}"})]  # fmt: skip
    assert [answer.status_code for answer in asked] == [403, 200]

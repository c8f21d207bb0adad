"""The city of the pages, with somebody in it who has a password."""

from __future__ import annotations

import pytest
from tests.web.city import City

from councils.store.models import Person

PASSWORD = "rue Servan at seven"
LOGIN = "/account/login/"


@pytest.fixture
def amina(city: City) -> Person:
    found = city.people["A11"][0]
    found.email = "amina@example.org"
    found.set_password(PASSWORD)
    found.save()
    return found

"""The first of an assembly confirm each other, also where the charter shows all pages to members alone (R2, R19)."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from django.test import Client
from django.urls import reverse
from tests.web.city import PLACES, charter, member_id

from councils.app.founding import found
from councils.app.identity import council
from councils.app.membership import join
from councils.core.charter import Admission, Visibility
from councils.store.models import Person

pytestmark = pytest.mark.django_db


def test_founders_confirm_each_other_where_all_is_for_members() -> None:
    default = charter()
    franchise = replace(default.franchise, admission=Admission.CONFIRMED)
    rules = replace(default, franchise=franchise, visibility=Visibility.MEMBERS)
    at = datetime(2026, 3, 1, tzinfo=UTC)
    found("Town", rules, PLACES, at)
    first, second, elsewhere = (Person.objects.create(username=name, name=name) for name in ("ana", "bo", "cy"))
    for person, name in ((first, "A11"), (second, "A11"), (elsewhere, "A12")):
        join(person, name, ["resident"], at=at)
    answers = {}
    for person in (elsewhere, first):
        browser = Client()
        browser.force_login(person)
        confirmed = browser.post(reverse("admissions", args=["A11"]), {"member": member_id(second)})
        answers[person.name] = confirmed.status_code
    here = council("A11")
    assert here is not None
    assert (answers, here.roll) == ({"cy": 403, "ana": 302}, (member_id(second),))

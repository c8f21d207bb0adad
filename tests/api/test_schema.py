"""The API is tried against its own description, with whatever can be made up from it (Schemathesis).

Half of what is asked for exists, so that tries reach beyond the first no. Whatever comes, the answer is one that the
description announces, in its shape, and never a mistake of ours.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
import schemathesis
from django.core.handlers.wsgi import WSGIHandler
from django.db import transaction
from hypothesis import HealthCheck, Phase, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    negative_data_rejection,
    response_schema_conformance,
    status_code_conformance,
)

from councils.api.application import api
from councils.app.tokens import Scope, create_token
from councils.core.vote.tally import Choice
from tests.web.city import City, decide, direct, refer

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
]
REAL = {
    "council": ("A11", "A12", "W1", "T"),
    "matter": ("T:2", "T:3", "A11:1", "A11:2", "W1:1"),
    "credential": ("A11.1", "W1.1"),
    "seq": (1, 7, 40),
    "version": (1,),
}


def briefly(told: Any) -> Any:
    """The description without the bounds of long texts, which take long to make up."""
    if isinstance(told, list):
        return [briefly(part) for part in told]
    if not isinstance(told, dict):
        return told
    return {name: briefly(part) for name, part in told.items() if name != "maxLength" or not part > 1000}


config = schemathesis.Config.from_dict({"phases": {"coverage": {"enabled": False}}})
schema = schemathesis.openapi.from_dict(briefly(api.get_openapi_schema(path_prefix="/api/v1/")), config=config)
schema.app = WSGIHandler()


@schema.hook
def map_path_parameters(context: Any, path_parameters: dict[str, Any] | None) -> dict[str, Any] | None:
    """Every second name that was made up becomes one that exists."""
    for name, made_up in (path_parameters or {}).items():
        size = len(str(made_up))
        if name in REAL and size % 2:
            path_parameters[name] = REAL[name][size // 2 % len(REAL[name])]
    return path_parameters


@pytest.fixture(scope="module")
def token(built_city: City, django_db_blocker: Any) -> Iterator[str]:
    """Of a member of an assembly who is a delegate, in the midst of much."""
    city = replace(built_city)
    with django_db_blocker.unblock(), transaction.atomic():
        decide(city, "A11", refer(city), Choice.YES)
        direct(city)
        yield create_token(city.people["A11"][0], "tries", Scope, 30) or ""
        transaction.set_rollback(True)


def test_what_is_the_default_may_be_sent() -> None:
    """Programs are made from the description, and fill defaults in."""
    parts = api.get_openapi_schema(path_prefix="/api/v1/")["components"]["schemas"]
    fields = [(part, name, field) for part, told in parts.items() for name, field in told.get("properties", {}).items()]
    texts = [(part, name, f) for part, name, f in fields if isinstance(f.get("default"), str) and "pattern" in f]
    assert [(part, name) for part, name, f in texts if not re.search(f["pattern"], f["default"])] == []
    assert len(texts) > 10


@schema.exclude(path_regex="/record/export$").parametrize()  # that one is a file, tried elsewhere
@settings(
    max_examples=3, deadline=None, derandomize=True, phases=[Phase.generate], suppress_health_check=list(HealthCheck)
)
def test_answer_is_as_described(case: schemathesis.Case, token: str, db: None) -> None:
    """What is sent must be as described as well; in an address, parameters that nobody knows are let be."""
    sent = [negative_data_rejection] if case.method == "POST" else []
    case.call_and_validate(headers={"Authorization": f"Bearer {token}"}, checks=[*CHECKS, *sent])

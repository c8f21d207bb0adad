"""A small city in mid-life, and programs that ask about it with tokens of its people."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.db import transaction
from django.test import Client

from councils.app.tokens import Scope, create_token
from councils.store.ledger import STATES
from councils.store.models import Person
from tests.web.city import City, build, charter
from tests.web.conftest import city, forget, one_connection

__all__ = ["city", "forget", "one_connection"]


@pytest.fixture(scope="package")
def built_city(django_db_setup: None, django_db_blocker: Any) -> Iterator[City]:
    """Built once for all that is asked here."""
    with django_db_blocker.unblock(), transaction.atomic():
        STATES.clear()
        yield build(charter())
        transaction.set_rollback(True)
    STATES.clear()


class Program:
    """Asks the API as a program would, with a token or without one."""

    def __init__(self, token: str = "") -> None:
        self.browser = Client()
        self.headers = {"Authorization": f"Bearer {token}"} if token else {}

    def get(self, path: str, query: dict[str, Any] | None = None, **headers: str) -> Any:
        return self.browser.get(f"/api/v1{path}", query, headers={**self.headers, **headers})

    def act(self, council: str, act: str, said: dict[str, Any] | None = None, **headers: str) -> Any:
        path = f"/api/v1/councils/{council}/acts/{act}"
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        return self.browser.post(path, said or {}, content_type="application/json", headers={**self.headers, **sent})


@pytest.fixture
def program() -> Callable[..., Program]:
    """A program of ``person``, with all scopes or these; of nobody without one."""

    def made(person: Person | None = None, *scopes: Scope) -> Program:
        token = create_token(person, "a test", scopes or tuple(Scope), 30) if person else ""
        assert token is not None
        return Program(token)

    return made

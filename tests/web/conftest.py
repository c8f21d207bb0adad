"""Renders the templates of the pages by themselves, and serves whole pages from a city in a real database.

What the components look like depends on no setting of a server. The city is built once for each charter, and its rows
are kept; every module begins from them, and every test from its module, whatever the ones before have done.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from copy import copy
from dataclasses import replace
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any

import pytest
import time_machine
from click import Command
from click.testing import CliRunner, Result
from django.apps import apps
from django.core.cache import caches
from django.db import connections, transaction
from django.db.models import Model
from django.template import Context, Engine
from django.test import Client
from django.utils import timezone
from tests.passwords import CHEAP, keep
from tests.web.city import City, build, charter

import councils.web
from councils.core.charter import Charter
from councils.store.ledger import STATES
from councils.store.models import Person

Render = Callable[[str, dict[str, Any]], str]


@pytest.fixture(scope="session")
def engine() -> Engine:
    return Engine(
        dirs=[Path(councils.web.__file__).parent / "templates"],
        libraries={
            "councils_ui": "councils.web.templatetags.councils_ui",
            "django_htmx": "django_htmx.templatetags.django_htmx",
            "i18n": "django.templatetags.i18n",
            "static": "django.templatetags.static",
        },
    )


@pytest.fixture(scope="session")
def render(engine: Engine) -> Render:
    """A template of the pages with a context, as HTML."""

    def rendered(name: str, context: dict[str, Any]) -> str:
        return engine.get_template(name).render(Context({"csrf_token": "token", **context}))

    return rendered


def command_line(command: Command, *words: str) -> Result:
    """A command in the city's database; it looks for a file first, and this one is there wherever tests run."""
    with NamedTemporaryFile(suffix=".sqlite3") as file:
        return CliRunner(env={"COUNCILS_DB": file.name}).invoke(command, words)


@pytest.fixture(autouse=True)
def forget() -> Iterator[None]:
    """Nothing is remembered from one test to the next: no council, no request; guesses go with the database."""
    STATES.clear()
    caches["asked"].clear()
    yield
    STATES.clear()


@pytest.fixture
def still() -> Iterator[None]:
    """The clock stands, so that no minute that somebody may guess in is over before the test is."""
    with time_machine.travel(timezone.now(), tick=False):
        yield


@pytest.fixture(autouse=True)
def one_connection(monkeypatch: pytest.MonkeyPatch) -> None:
    """The end of a request leaves the connection open, which holds the transaction that a test and its city are in."""
    monkeypatch.setattr(connections["default"], "close_if_unusable_or_obsolete", lambda: None)


@pytest.fixture(scope="module")
def rules() -> Charter:
    """The charter of the city of this module, which may say otherwise."""
    return charter()


Kept = dict[str, tuple[City, list[list[Model]]]]


@pytest.fixture(scope="session")
def kept_cities() -> Kept:
    """By the charter, in words: the city, and all its rows, table by table."""
    return {}


@pytest.fixture(scope="module")
def built_city(rules: Charter, kept_cities: Kept, django_db_setup: None, django_db_blocker: Any) -> Iterator[City]:
    with django_db_blocker.unblock(), transaction.atomic():
        STATES.clear()
        if repr(rules) in kept_cities:
            for rows in kept_cities[repr(rules)][1]:
                type(rows[0])._default_manager.bulk_create(rows)
        else:
            city = build(rules)
            tables = [list(model._default_manager.all()) for model in apps.get_app_config("store").get_models()]
            kept_cities[repr(rules)] = city, [rows for rows in tables if rows]
        yield kept_cities[repr(rules)][0]
        transaction.set_rollback(True)
    STATES.clear()


@pytest.fixture
def city(built_city: City, db: None) -> City:
    """A small city in mid-life (``city.py``), as it was built."""
    return replace(built_city, people={name: [copy(p) for p in people] for name, people in built_city.people.items()})


Enter = Callable[[Person | None], Client]


@pytest.fixture
def enter() -> Enter:
    """A browser in which somebody has signed in, or nobody."""

    def entered(person: Person | None = None) -> Client:
        browser = Client()
        if person is not None:
            browser.force_login(person)
        return browser

    return entered


@pytest.fixture(autouse=True)
def quick_passwords(monkeypatch: pytest.MonkeyPatch) -> None:
    keep(monkeypatch, CHEAP)

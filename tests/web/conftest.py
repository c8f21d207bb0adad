"""Renders the templates of the pages by themselves: what they look like depends on no setting of a server."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.template import Context, Engine

import councils.web

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

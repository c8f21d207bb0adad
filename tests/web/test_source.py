"""Everybody can have the source of what runs here (AGPL, section 13)."""

from __future__ import annotations

import io
import tarfile
from pathlib import Path

import pytest
from django.urls import reverse
from tests.web.city import City
from tests.web.conftest import Enter

from councils.web.views import source


def test_foot_of_a_page_leads_to_the_source_that_runs(city: City, enter: Enter) -> None:
    browser = enter()
    assert f'href="{reverse("source")}"' in browser.get("/").content.decode()
    answer = browser.get(reverse("source"))
    with tarfile.open(fileobj=io.BytesIO(answer.content)) as archive:
        packed = archive.extractfile("councils/src/councils/web/views/source.py")
        assert packed is not None
        assert packed.read() == Path(source.__file__).read_bytes()
        assert {"councils/LICENSE", "councils/pyproject.toml", "councils/uv.lock"} <= set(archive.getnames())
        assert [name for name in archive.getnames() if name.endswith((".pyc", ".sqlite3", ".session"))] == []


def test_installed_program_without_a_checkout_gives_its_own_files(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(source, "CHECKOUT", Path("/nowhere"))
    assert {name.split("/")[0] for name, _file in source.files()} == {"src"}


def test_address_of_the_source_can_be_named(city: City, enter: Enter, settings: pytest.FixtureRequest) -> None:
    settings.SOURCE_URL = "https://councils.example/source"  # type: ignore[attr-defined]
    assert 'href="https://councils.example/source"' in enter().get("/").content.decode()

"""The page on security names tests that are there, and every test of this folder is named by it."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).parents[3]
PAGE = ROOT / "docs" / "explanation" / "security.md"


def written(files: list[Path]) -> set[str]:
    return {name for file in files for name in re.findall(r"^def (test_\w+)", file.read_text(), re.MULTILINE)}


NAMED = set(re.findall(r"`(test_\w+)`", PAGE.read_text()))


def test_every_misuse_on_the_page_has_its_test() -> None:
    assert NAMED - written(list((ROOT / "tests").rglob("test_*.py"))) == set()


def test_every_misuse_that_is_tried_stands_on_the_page() -> None:
    tried = [file for file in Path(__file__).parent.glob("test_*.py") if file != Path(__file__)]
    assert written(tried) - NAMED == set()

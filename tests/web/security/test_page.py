"""The pages on security and the record name tests that are there; each test of this folder is named by the first."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).parents[3]
PAGE, RECORD = (ROOT / "docs" / "explanation" / name for name in ("security.md", "record.md"))


def written(files: list[Path]) -> set[str]:
    return {name for file in files for name in re.findall(r"^def (test_\w+)", file.read_text(), re.MULTILINE)}


def named(page: Path) -> set[str]:
    return set(re.findall(r"`(test_\w+)`", page.read_text()))


def test_every_misuse_on_the_pages_has_its_test() -> None:
    assert (named(PAGE) | named(RECORD)) - written(list((ROOT / "tests").rglob("test_*.py"))) == set()


def test_every_misuse_that_is_tried_stands_on_the_page() -> None:
    tried = [file for file in Path(__file__).parent.glob("test_*.py") if file != Path(__file__)]
    assert written(tried) - named(PAGE) == set()

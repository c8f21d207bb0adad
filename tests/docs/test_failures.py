"""The page on verifying tells what a failure means in the words that the verifier says it in."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "how-to" / "verify.md").read_text(encoding="utf-8")
TABLE = PAGE.partition("## What a failure means")[2].partition("\n## ")[0]
TOLD = [
    phrase for row in re.findall(r"^\| (\*.+?) \|", TABLE, re.MULTILINE) for phrase in re.findall(r"\*(.+?)\*", row)
]
SOURCES = [*(ROOT / "src/councils/ledger").glob("*.py"), ROOT / "src/councils/cli/verify.py"]
SAID = re.sub(r"\{[^{}]*\}", "…", " ".join(path.read_text(encoding="utf-8") for path in SOURCES))


@pytest.mark.parametrize("phrase", TOLD)
def test_failure_is_told_in_the_words_of_the_verifier(phrase):
    parts = [part.strip() for part in re.split(r"…|\d+|R8:|events is|prev is", phrase)]
    assert [part for part in parts if len(part) > 3 and part not in SAID] == []

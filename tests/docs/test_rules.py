"""Every rule that is built names functions and tests that exist, and every refusal stands on its rule's page."""

from __future__ import annotations

import ast
import importlib
import re
from functools import cache
from pathlib import Path

import pytest

from councils.core.refusal import Reason

ROOT = Path(__file__).parents[2]
RULES = ROOT / "docs" / "rules"
NUMBERS = [f"R{number}" for number in range(1, 21)]
NOT_BUILT: set[str] = set()
HELD_BY = re.compile(r"`(councils(?:\.\w+)+):(\w+)`")
TESTED_BY = re.compile(r"`(tests/[\w/]+\.py)::(test_\w+)`")


def page(rule: str) -> str:
    return (RULES / f"{rule}.md").read_text(encoding="utf-8")


@cache
def functions_of(file: str) -> set[str]:
    path = ROOT / file
    if not path.exists():
        return set()
    return {node.name for node in ast.walk(ast.parse(path.read_text("utf-8"))) if isinstance(node, ast.FunctionDef)}


@pytest.mark.parametrize("rule", NUMBERS)
def test_rule_says_whether_it_is_built(rule):
    words = page(rule).partition("\n\n")[2]
    assert words.startswith(("*Not built yet.*", "*In part built.*")) == (rule in NOT_BUILT)


@pytest.mark.parametrize("rule", [rule for rule in NUMBERS if rule not in NOT_BUILT])
def test_built_rule_names_functions_that_exist(rule):
    named = HELD_BY.findall(page(rule))
    missing = [f"{module}:{name}" for module, name in named if not hasattr(importlib.import_module(module), name)]
    assert (bool(named), missing) == (True, [])


@pytest.mark.parametrize("rule", [rule for rule in NUMBERS if rule not in NOT_BUILT])
def test_built_rule_names_tests_that_exist(rule):
    named = TESTED_BY.findall(page(rule))
    missing = [f"{file}::{name}" for file, name in named if name not in functions_of(file)]
    assert (bool(named), missing) == (True, [])


def test_every_refusal_stands_on_the_page_of_its_rule():
    missing = [reason.name for reason in Reason if f"| `{reason.name}` |" not in page(reason.rule)]
    assert missing == []


def test_index_lists_every_rule_as_it_is():
    index = (RULES / "index.md").read_text(encoding="utf-8")
    found = dict(re.findall(r"^\| \[(R\d+)\]\(R\d+\.md\) \| .* \| (.+) \|$", index, re.MULTILINE))
    assert list(found) == NUMBERS
    assert {rule for rule, state in found.items() if state != "built"} == NOT_BUILT

"""The house holds: small modules, small functions in the core, plain names, and a core of the standard library only.

Which room may import which is held by import-linter (`make check`); sizes and names are held here.
"""

import ast
import re
import statistics
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

SRC = Path(__file__).parents[2] / "src"
MODULES = sorted(path for path in SRC.rglob("*.py") if "migrations" not in path.parts)
# The rooms that know no Django, and the third-party packages that each may use.
PURE = {
    "core": set(),
    "ledger": {"cryptography", "msgspec"},
    "plan": {"distributed", "highspy", "numba", "numpy", "pyarrow", "python_calamine", "scipy"},
    "lab": {"SALib", "distributed", "numba", "numpy", "pyarrow", "pymetis", "scipy"},
}
OURS = {f"councils.{name}" for name in PURE} | {"councils.presets"}  # texts that come with the program
SAYS_NOTHING = {"common", "helper", "helpers", "manager", "managers", "misc", "util", "utils"}


def name_of(module: Path) -> str:
    return str(module.relative_to(SRC))


@cache
def tree_of(module: Path) -> ast.Module:
    return ast.parse(module.read_text(encoding="utf-8"))


def room(name: str) -> list[Path]:
    return [module for module in MODULES if module.is_relative_to(SRC / "councils" / name)]


def functions(module: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in ast.walk(tree_of(module)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def lines_of(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """From `def` to the last line, without the docstring: to explain more is never punished."""
    first = function.body[0]
    said = first.end_lineno - first.lineno + 1 if ast.get_docstring(function, clean=False) is not None else 0
    return function.end_lineno - function.lineno + 1 - said


def imported(module: Path) -> Iterator[str]:
    for node in ast.walk(tree_of(module)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{name_of(module)}:{node.lineno} imports relatively"
            yield node.module


def test_modules_are_found():
    assert SRC / "councils/__init__.py" in MODULES


TABLE_OF_TEXTS = "councils/core/reason.py"


def test_modules_have_at_most_400_lines():
    """A table of texts aside, which is as long as there is something to say."""
    long = [name_of(m) for m in MODULES if len(m.read_text(encoding="utf-8").splitlines()) > 400]
    assert [name for name in long if name != TABLE_OF_TEXTS] == []


def test_modules_start_with_their_theory_of_operation():
    assert [name_of(m) for m in MODULES if not ast.get_docstring(tree_of(m))] == []


def test_modules_are_named_after_what_they_hold():
    stems = {name_of(m): m.parent.name if m.stem == "__init__" else m.stem for m in MODULES}
    assert [name for name, stem in stems.items() if SAYS_NOTHING & {*stem.split("_")} or stem == "base"] == []


@pytest.mark.parametrize("name", PURE)
def test_pure_room_imports_only_what_it_may(name):
    may = PURE[name] | sys.stdlib_module_names
    foreign = {
        f"{name_of(module)}: {target}"
        for module in room(name)
        for target in imported(module)
        if target.split(".")[0] not in may and ".".join(target.split(".")[:2]) not in OURS
    }
    assert foreign == set()


def test_core_functions_are_short():
    lengths = {
        f"{name_of(module)}:{function.lineno} {function.name}": lines_of(function)
        for module in room("core")
        for function in functions(module)
    }
    long = sorted(name for name, length in lengths.items() if length > 35)
    assert statistics.median(lengths.values()) <= 10
    assert len(long) <= len(lengths) * 0.05, long


def test_pages_speak_through_the_federations_nouns():
    """A text whose nouns nobody puts in would show its braces: the pages take gettext from ``app/nouns.py``."""
    django = re.compile(r"^from django\.utils\.translation import .*\b(gettext(_lazy)?|ngettext)\b", re.MULTILINE)
    assert [name_of(m) for m in room("web") if django.search(m.read_text(encoding="utf-8"))] == []

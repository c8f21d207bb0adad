"""What the docs show is what happens: Python is run as doctests, and consoles in a folder of their own.

In a block marked `console`, lines that begin with `$ ` are typed (and `> ` goes on with the one before), the others are
what must come out; `…` stands for anything. Blocks of one page share their folder. `sh` blocks are not run.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from doctest import ELLIPSIS, NORMALIZE_WHITESPACE
from pathlib import Path
from shutil import copyfile

import pytest
from sybil import Document, Example, Sybil
from sybil.parsers.markdown import CodeBlockParser, PythonCodeBlockParser
from tests import ready
from tests.demonstration import demonstration

ROOT = Path(__file__).parents[2]
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])


MARK = "--- next ---"
DEMONSTRATION = "demo.sqlite3"
"""A page that speaks of this database finds the demonstration in it."""


def console(example: Example) -> None:
    """Type a block into one shell, and hold what comes out after each line against what the page says."""
    typed = sessions(example.parsed)
    script = "\n".join(f"{line}\nstatus=$?; echo; echo {MARK!r}; (exit $status)" for line, _ in typed)
    path = os.pathsep.join([str(ready.commands()), str(Path(sys.executable).parent), os.environ["PATH"]])
    shell = subprocess.run(
        ["bash", "-c", f"exec 2>&1\n{script}"],
        cwd=example.namespace["folder"], env={**os.environ, "PATH": path},
        capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    for (line, expected), said in zip(typed, shell.stdout.split(f"\n{MARK}\n"), strict=False):
        assert matches(expected, said.rstrip("\n")), (
            f"{example.path}:{example.line}\n$ {line}\n{said}\nnot:\n{expected}"
        )


def sessions(block: str) -> list[tuple[str, str]]:
    """What is typed, and what must come out, one after the other."""
    found: list[tuple[list[str], list[str]]] = []
    for line in block.rstrip("\n").split("\n"):
        if line.startswith("$ "):
            found.append(([line[2:]], []))
        elif (line == ">" or line.startswith("> ")) and not found[-1][1]:
            found[-1][0].append(line[2:])
        else:
            found[-1][1].append(line)
    return [("\n".join(typed), "\n".join(expected)) for typed, expected in found]


def matches(expected: str, said: str) -> bool:
    pattern = "".join(".*" if part == "…" else re.escape(part) for part in re.split("(…)", expected))
    return re.fullmatch(pattern, said, re.DOTALL) is not None


SYBIL = Sybil(
    parsers=[
        PythonCodeBlockParser(doctest_optionflags=ELLIPSIS | NORMALIZE_WHITESPACE),
        CodeBlockParser(language="console", evaluator=console),
    ],
    pattern="*.md",
)


def documents() -> list[Document]:
    parsed = [SYBIL.parse(page) for page in PAGES]
    return [document for document in parsed if list(document.examples())]


@pytest.mark.parametrize("document", documents(), ids=lambda document: str(Path(document.path).relative_to(ROOT)))
def test_page_runs(document, tmp_path, tmp_path_factory):
    document.namespace["folder"] = tmp_path
    if DEMONSTRATION in document.text:
        for part in demonstration(tmp_path_factory).glob("built.sqlite3*"):
            copyfile(part, tmp_path / part.name.replace("built.sqlite3", DEMONSTRATION))
    for example in document.examples():
        example.evaluate()


def test_console_finds_what_does_not_come_out():
    assert matches("a … c", "a b c")
    assert not matches("a … c", "a b d")

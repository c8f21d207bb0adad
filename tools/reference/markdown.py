"""Small pieces of Markdown."""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterable, Sequence

NOTICE = "<!-- Written by tools/reference from the code: run `make docs` after a change there. -->"


def page(title: str, *parts: str) -> str:
    return "\n\n".join([f"# {title}", NOTICE, *(part.strip() for part in parts if part.strip())]) + "\n"


def table(head: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(cell(c) for c in line) + " |" for line in lines)


def cell(content: object) -> str:
    return " ".join(str(content).split()).replace("|", "\\|")


def said(thing: object) -> str:
    """The docstring of a class or function, in Markdown; empty where Python has only made one up."""
    text = inspect.getdoc(thing) or ""
    if text.startswith(f"{getattr(thing, '__name__', '')}("):
        return ""
    return code(text)


def code(text: str) -> str:
    """Names in code, as Markdown marks them."""
    return re.sub(r"``([^`]+)``", r"`\1`", text)

"""A charter as the TOML that people write, to read, to keep and to change (R15).

What is written here reads back as the same charter. Every choice is written, also where it is the default, so that
whoever changes one sees what there is to choose; only the numbers that a norm's method never looks at are left out.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from councils.core.charter import Apportionment, Charter
from councils.core.charter.document import charter_document
from councils.core.charter.toml import WITHOUT_EFFECT

_BARE = re.compile(r"[A-Za-z0-9_-]+")


def charter_toml(charter: Charter) -> str:
    document = charter_document(charter, today=True)
    for norm in document["norms"]:
        for idle in WITHOUT_EFFECT[Apportionment(norm["method"])]:
            del norm[idle]
    return "\n".join(table("", document)).strip() + "\n"


def table(name: str, content: Mapping[str, Any]) -> Iterator[str]:
    """Plain values first, then the tables below, then lists of tables."""
    for key, value in content.items():
        if not is_nested(value):
            yield f"{spelled(key)} = {literal(value)}"
    for key, value in content.items():
        path = f"{name}.{spelled(key)}" if name else spelled(key)
        if isinstance(value, Mapping):
            yield from ("", f"[{path}]")
            yield from table(path, value)
        elif is_nested(value):
            for item in value:
                yield from ("", f"[[{path}]]")
                yield from table(path, item)


def is_nested(value: object) -> bool:
    return isinstance(value, Mapping) or (
        isinstance(value, list) and bool(value) and all(isinstance(item, Mapping) for item in value)
    )


def spelled(key: str) -> str:
    return key if _BARE.fullmatch(key) else text(key)


def literal(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list):
        return f"[{', '.join(literal(item) for item in value)}]"
    return text(value) if isinstance(value, str) else str(value)


def text(value: str) -> str:
    """Long texts of several lines stay readable; all others are one quoted line, which JSON spells as TOML does."""
    quoted = json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
    if "\n" not in value:
        return quoted
    lines = [json.dumps(line, ensure_ascii=False)[1:-1].replace("\x7f", "\\u007f") for line in value.split("\n")]
    return '"""\n' + "\n".join(lines) + '"""'

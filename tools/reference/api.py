"""The API from its own description: what can be asked, what can be done, and everything that is sent and answered."""

from __future__ import annotations

import os
import tempfile
from importlib import import_module
from pathlib import Path
from typing import Any

import django
from tools.reference import markdown

INTRODUCTION = """\
All addresses begin with `/api/v1`. `/api/openapi.json` says the same for programs, and `/api/docs/` as a page of the
server. [How to use it](../how-to/api.md) shows it at work.

- Texts are JSON, times RFC 3339 in UTC. Numbers that can be fractions are whole numbers or texts such as `"115/2"`.
- Long lists come in pages: `next` (and the header `Link`) is the address of the next one, null on the last.
- What was read has an `ETag`; send it back as `If-None-Match`, and what has not changed is answered with 304.
- A token goes into `Authorization: Bearer cncl_…`. What everybody may read needs none; cookies are never read.
- Every no is a problem document (RFC 9457, `application/problem+json`). What the rules refuse has `rule`, `reason` and
  `remedy`, and 403, 404, 409 or 422 as its status: see [all refusals](refusals.md).
- An act with an `Idempotency-Key` is done once: the same request again is given the same answer, for a day. What was
  refused has changed nothing, and can be asked again under its key.
- Whoever asks more often than the server allows ([`COUNCILS_API_PER_MINUTE`](configuration.md)) is answered 429 with
  `Retry-After`.
"""


def page() -> str:
    described = description()
    asked: dict[str, list[str]] = {}
    for path, methods in described["paths"].items():
        for method, operation in methods.items():
            asked.setdefault(operation["tags"][0], []).append(told(path, method, operation))
    parts = ["\n\n".join([f"## {name.capitalize()}", *operations]) for name, operations in asked.items()]
    return markdown.page("The API", INTRODUCTION, *parts, shapes(described))


def description() -> dict[str, Any]:
    if not os.environ.get("DJANGO_SETTINGS_MODULE"):
        os.environ["DJANGO_SETTINGS_MODULE"] = "councils.settings"
        os.environ.setdefault("COUNCILS_DB", str(Path(tempfile.mkdtemp()) / "none.sqlite3"))
    django.setup(set_prefix=False)
    application = import_module("councils.api.application")  # only where Django is set up
    return dict(application.api.get_openapi_schema(path_prefix="/"))


def told(path: str, method: str, operation: dict[str, Any]) -> str:
    body = operation.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema")
    good = next((r for status, r in operation["responses"].items() if str(status).startswith("2")), {})
    answer = good.get("content", {}).get("application/json", {}).get("schema")
    query = [one["name"] for one in operation.get("parameters", []) if one["in"] == "query"]
    lines = [
        f"Asked with `{'`, `'.join(query)}`." if query else "",
        f"Sent: {kind(body)}." if body else "",
        f"Answered: {kind(answer)}." if answer else "",
    ]
    about = markdown.code(operation.get("description", ""))
    return "\n\n".join(filter(None, [f"### {method.upper()} {path}", about, " ".join(filter(None, lines))]))


def shapes(described: dict[str, Any]) -> str:
    found = [shape(name, of) for name, of in sorted(described["components"]["schemas"].items())]
    return "\n\n".join(["## What is sent and answered", *found])


def shape(name: str, of: dict[str, Any]) -> str:
    if not of.get("properties"):
        return f"### {name}\n\n{'Nothing is said.' if of.get('type') == 'object' else f'One of {kind(of)}.'}"
    needed = of.get("required", [])
    rows = [(f"`{field}`", kind(one), "yes" if field in needed else "") for field, one in of["properties"].items()]
    about = markdown.code(of.get("description", ""))
    return "\n\n".join(filter(None, [f"### {name}", about, markdown.table(["field", "what", "always"], rows)]))


def kind(of: dict[str, Any]) -> str:
    """The type of a value in words, with a link where it has a section of its own."""
    if "$ref" in of:
        name = of["$ref"].rpartition("/")[2]
        return f"[{name}](#{name.lower()})"
    if "anyOf" in of:
        return " or ".join(dict.fromkeys(kind(one) for one in of["anyOf"]))
    if "enum" in of:
        return ", ".join(f"`{value}`" for value in of["enum"])
    if of.get("type") == "array":
        return f"list of {kind(of['items'])}" if "items" in of else "list"
    most = f", up to {of['maxLength']:,}" if "maxLength" in of else ""
    return f"{of.get('format') or of.get('type', 'anything')}{most}"

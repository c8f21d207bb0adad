"""The API put together: its parts, its description (OpenAPI), and how it says no.

The description is what ``/api/openapi.json`` gives, what the reference is written from, and what the tests try the API
against. To what is read from the functions it adds what all of them have in common: any of them can answer with a
problem document; what can be read takes a token and needs none, what is done needs one.
"""

from __future__ import annotations

from typing import Any

from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError
from ninja.openapi.schema import OpenAPISchema

from councils.api import (
    acts,
    catalogue,
    charters,
    directives,
    elections,
    federation,
    household,
    me,
    motions,
    offices,
    outlook,
    planning,
    plans,
    problems,
    record,
)
from councils.api.looking import Token
from councils.app.unavailable import FAULTS

ABOUT = """\
Everything public can be read: councils, offices, motions, mandates, trails, elections, recalls, directives, planning,
the record.
Acts are done with a personal access token, under the same rules as on the pages. Every no is a problem document
(RFC 9457); what the rules refuse has its rule in it.
"""
REF = "#/components/schemas/{model}"


class CouncilsAPI(NinjaAPI):
    """With the description of what all addresses have in common."""

    def get_openapi_schema(self, **details: Any) -> OpenAPISchema:
        schema = super().get_openapi_schema(**details)
        parts: dict[str, Any] = problems.Problem.model_json_schema(ref_template=REF)
        schema["components"]["schemas"] |= {**parts.pop("$defs"), "Problem": parts}
        for path, methods in schema["paths"].items():
            for method, operation in methods.items():
                complete(path, method, operation)
        return schema


def complete(path: str, method: str, operation: dict[str, Any]) -> None:
    """What every operation has."""
    content = {problems.CONTENT_TYPE: {"schema": {"$ref": REF.format(model="Problem")}}}
    why = "A problem document: why nothing came of it."
    operation["responses"]["default"] = {"description": why, "content": content}
    if method == "get":
        operation["responses"]["304"] = {"description": "What you have, by its ETag, is still so."}
        if "/me" not in path:
            operation["security"] = [{}, *operation.get("security", [])]


api = CouncilsAPI(
    title="Councils",
    version="1",
    description=ABOUT,
    urls_namespace="api",
    openapi_url=None,
    docs_url=None,
    auth=Token(),
)
api.add_exception_handler(problems.ProblemError, problems.on_problem)
api.add_exception_handler(ValidationError, problems.on_unfit)
api.add_exception_handler(HttpError, problems.on_http)
for fault in FAULTS:
    api.add_exception_handler(fault, problems.on_fault)
PARTS = (
    *(federation, offices, motions, elections, directives),
    *(catalogue, planning, plans, outlook, household),
    *(charters, record, me, acts),
)
for part in PARTS:
    api.add_router("", part.router)

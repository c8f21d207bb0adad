"""The description of the API: for programs as OpenAPI, for people as a page that is made from it.

The page needs no script and nothing from outside, as every page here.
"""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe

from councils.api.application import api
from councils.api.problems import problem

Json = dict[str, Any]


@require_safe
def openapi(request: HttpRequest) -> HttpResponse:  # noqa: ARG001  Django's signature
    return JsonResponse(api.get_openapi_schema())


@csrf_exempt
def nowhere(request: HttpRequest) -> HttpResponse:
    return problem(404, f"There is nothing at {request.path}. See /api/docs/.")


@require_safe
def reference(request: HttpRequest) -> HttpResponse:
    schema: Json = dict(api.get_openapi_schema())
    context = {"api": schema["info"], "groups": groups(schema), "shapes": shapes(schema)}
    return render(request, "councils_api/reference.html", context)


def groups(schema: Json) -> list[tuple[str, list[Json]]]:
    """What can be asked, by what it is about."""
    found: dict[str, list[Json]] = {}
    for path, methods in schema["paths"].items():
        for method, operation in methods.items():
            found.setdefault(operation["tags"][0], []).append(asked(path, method, operation))
    return list(found.items())


def asked(path: str, method: str, operation: Json) -> Json:
    body = operation.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema", {})
    good: Json = next((r for status, r in operation["responses"].items() if str(status).startswith("2")), {})
    answer = good.get("content", {}).get("application/json", {}).get("schema", {})
    return {
        "method": method.upper(),
        "path": path,
        "id": operation["operationId"],
        "about": operation.get("description", ""),
        "parameters": [parameter(one) for one in operation.get("parameters", [])],
        "body": kind(body),
        "answer": kind(answer),
        "needs_token": {} not in operation.get("security", [{}]),
    }


def parameter(one: Json) -> Json:
    return {"name": one["name"], "where": one["in"], "required": one.get("required", False), **bounds(one["schema"])}


def shapes(schema: Json) -> list[Json]:
    """Everything that is sent or answered, with its fields."""
    return [
        {
            "name": name,
            "about": shape.get("description", ""),
            "fields": [
                {"name": field, "required": field in shape.get("required", []), **bounds(of)}
                for field, of in shape.get("properties", {}).items()
            ],
        }
        for name, shape in sorted(schema["components"]["schemas"].items())
        if "properties" in shape
    ]


def bounds(of: Json) -> Json:
    return {"kind": kind(of), "about": of.get("description", "")}


def kind(of: Json) -> str:
    """The type of a value in words."""
    if "$ref" in of:
        return str(of["$ref"].rpartition("/")[2])
    if "anyOf" in of:
        return " or ".join(dict.fromkeys(kind(one) for one in of["anyOf"]))
    if "enum" in of:
        return ", ".join(f"“{value}”" for value in of["enum"])
    if of.get("type") == "array":
        return f"list of {kind(of.get('items', {}))}"
    if of.get("type") == "object" and isinstance(of.get("additionalProperties"), dict):
        return f"object of {kind(of['additionalProperties'])}"
    most = of.get("maxLength")
    return f"{of.get('format') or of.get('type', '')}{f' up to {most:,}' if most else ''}"

"""The addresses of the API: ``/api/v1/`` itself, its description, its reference for people; any other is a problem."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path, re_path

from councils.api.application import api
from councils.api.reference import nowhere, openapi, reference

urlpatterns: list[URLPattern | URLResolver] = [
    path("openapi.json", openapi, name="openapi"),
    path("docs/", reference, name="api_reference"),
    path("v1/", api.urls),
    re_path(r"^.*$", nowhere),
]

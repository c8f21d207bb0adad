"""The addresses of the server: the API under ``/api/``, everything else is pages."""

from django.urls import include, path

urlpatterns = [
    path("api/", include("councils.api.urls")),
    path("", include("councils.web.urls")),
]

"""The addresses of the server: the API under ``/api/``, everything else is pages."""

from django.urls import include, path

handler500 = "councils.web.failing.failed"  # Django looks for it here and nowhere else

urlpatterns = [
    path("api/", include("councils.api.urls")),
    path("", include("councils.web.urls")),
]

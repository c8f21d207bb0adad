"""The addresses of the pages. Councils are named by their place, matters by their council and number."""

from django.http import HttpRequest, HttpResponse
from django.urls import include, path

from councils.web import urls_account, urls_council, urls_laboratory, urls_person, urls_roll


def healthz(request: HttpRequest) -> HttpResponse:  # noqa: ARG001  Django's signature
    return HttpResponse("ok\n", content_type="text/plain")


urlpatterns = [
    path("healthz", healthz, name="healthz"),
    path("account/", include(urls_account)),
    path("", include(urls_council)),
    path("", include(urls_person)),
    path("", include(urls_roll)),
    path("laboratory/", include(urls_laboratory)),
]

"""The addresses of the server: the API under ``/api/``, everything else is pages.

Django looks for the handlers of what fails here, and in no other module.
"""

from django.urls import include, path

handler400 = "councils.web.failing.unacceptable"
handler500 = "councils.web.failing.failed"

urlpatterns = [
    path("api/", include("councils.api.urls")),
    path("", include("councils.web.urls")),
]

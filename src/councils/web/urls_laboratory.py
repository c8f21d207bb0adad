"""Pages of the laboratory. What a trial is stands in the query of its address (``app/trials/trial.py``)."""

from __future__ import annotations

from django.urls import URLPattern, path, re_path

from councils.web.views import laboratory

urlpatterns: list[URLPattern] = [
    path("", laboratory.laboratory, name="laboratory"),
    path("trial/", laboratory.trial_page, name="trial"),
    path("trial/live/", laboratory.trial_live, name="trial_live"),
    path("trial/scenario.toml", laboratory.scenario_file, name="trial_scenario"),
    re_path(r"^trial/data\.(?P<form>csv|json|parquet)$", laboratory.data_file, name="trial_data"),
]

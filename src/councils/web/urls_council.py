"""Pages of the federation and of councils: their motions, trails, counts, their charter and their record."""

from django.urls import URLPattern, path

from councils.web.views import (
    charter,
    council,
    counts,
    federation,
    motion,
    motion_acts,
    propose,
    record,
    rules,
    source,
    trail,
)

urlpatterns: list[URLPattern] = [
    path("", federation.federation, name="federation"),
    path("source/", source.source, name="source"),
    path("rules/", rules.rules, name="rules"),
    path("charter/", charter.charter, name="charter"),
    path("charter/<int:version>/", charter.charter_version, name="charter_version"),
    path("charter/<int:version>/charter.toml", charter.charter_file, name="charter_file"),
    path("charter/<int:old>/<int:new>/", charter.charter_difference, name="charter_difference"),
    path("record/", record.record, name="record"),
    path("record/export/", record.record_export, name="record_export"),
    path("record/head/", record.record_head, name="record_head"),
    path("record/proof/", record.record_proof, name="record_proof"),
    path("councils/<str:council>/", council.council, name="council"),
    path("councils/<str:council>/record/", record.council_record, name="council_record"),
    path("councils/<str:council>/motions/new/", propose.propose, name="propose"),
    path("councils/<str:council>/motions/<str:matter>/", motion.motion, name="motion"),
    path("councils/<str:council>/motions/<str:matter>/live/", motion.motion_live, name="motion_live"),
    path("councils/<str:council>/motions/<str:matter>/trail/", trail.trail_page, name="trail"),
    path("councils/<str:council>/motions/<str:matter>/second/", motion_acts.second, name="second"),
    path("councils/<str:council>/motions/<str:matter>/withdraw/", motion_acts.withdraw, name="withdraw"),
    path("councils/<str:council>/motions/<str:matter>/argue/", motion_acts.argue, name="argue"),
    path("councils/<str:council>/motions/<str:matter>/flag/", motion_acts.flag, name="flag"),
    path("councils/<str:council>/motions/<str:matter>/vote/", motion_acts.vote, name="vote"),
    path("councils/<str:council>/part/", council.part, name="part"),
    path("councils/<str:council>/counts/<str:matter>/", counts.counts, name="counts"),
    path("councils/<str:council>/counts/<str:matter>/hands/", counts.hands, name="call_hands"),
    path("councils/<str:council>/counts/<str:matter>/enter/", counts.enter, name="enter_count"),
]

"""Pages of councils, their motions, their charter and their record."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []

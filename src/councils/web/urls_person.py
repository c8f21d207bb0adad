"""Pages of people: sign in, join, what waits for me; offices, elections, recalls and directives."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []

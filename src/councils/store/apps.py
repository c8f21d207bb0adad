"""The Django app of the store."""

from importlib import import_module

from django.apps import AppConfig


class StoreConfig(AppConfig):
    name = "councils.store"
    label = "store"

    def ready(self) -> None:
        import_module("councils.store.lasting")  # which hears of connections and requests

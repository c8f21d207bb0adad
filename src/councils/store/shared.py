"""What all processes of a server count together: how often somebody has guessed at a password or a link.

Theory of operation. It is Django's cache, kept in a table, so allauth limits sign-ins and resets by it across processes
and restarts without knowing. Nothing that people do often asks it: it is for guesses alone. Django's own cache in a
database would take a full disk for a key that is taken, and so tell people that they have guessed too often; and it
keeps what is over, where this table has addresses of people, which are to be forgotten.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.core.cache.backends.base import DEFAULT_TIMEOUT, BaseCache
from django.utils import timezone

from councils.store.models import Counted
from councils.store.order import writing

AT_ONCE = 500  # rows that are over, forgotten with one that is new


class Shared(BaseCache):
    """Values are what JSON can say."""

    def __init__(self, location: str, params: dict[str, Any]) -> None:  # noqa: ARG002  Django's signature
        super().__init__(params)

    def add(self, key: str, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> bool:
        """Whether nobody had it; at most one of all who add at once is told so."""
        with writing():
            forget()
            given = {"value": value, "until": self.until(timeout)}
            return Counted.objects.get_or_create(key=self.make_and_validate_key(key, version), defaults=given)[1]

    def get(self, key: str, default: Any = None, version: int | None = None) -> Any:
        found = Counted.objects.filter(key=self.make_and_validate_key(key, version), until__gt=timezone.now())
        return next(iter(found.values_list("value", flat=True)), default)

    def set(self, key: str, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> None:
        row = Counted(key=self.make_and_validate_key(key, version), value=value, until=self.until(timeout))
        changed = ["value", "until"]
        with writing():
            Counted.objects.bulk_create([row], update_conflicts=True, unique_fields=["key"], update_fields=changed)

    def incr(self, key: str, delta: int = 1, version: int | None = None) -> int:
        with writing():
            row = Counted.objects.select_for_update().filter(key=self.make_and_validate_key(key, version)).first()
            if row is None:
                raise ValueError(f"Nothing is counted under {key}")
            row.value += delta
            row.save(update_fields=["value"])
            return int(row.value)

    def delete(self, key: str, version: int | None = None) -> bool:
        with writing():
            return bool(Counted.objects.filter(key=self.make_and_validate_key(key, version)).delete()[0])

    def clear(self) -> None:
        Counted.objects.all().delete()

    def until(self, timeout: Any) -> Any:
        seconds = self.default_timeout if timeout is DEFAULT_TIMEOUT else timeout
        return timezone.now() + timedelta(seconds=seconds or 0)


def forget() -> None:
    """What is over; where others are at it too, each takes other rows."""
    over = Counted.objects.filter(until__lte=timezone.now()).select_for_update(skip_locked=True)
    names = list(over.values_list("key", flat=True)[:AT_ONCE])
    if names:
        Counted.objects.filter(key__in=names).delete()

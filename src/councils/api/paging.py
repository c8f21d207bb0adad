"""Long lists in pages: the next one begins after the last item of this one, whatever has come in between.

A cursor is the key of that item, wrapped so that nobody builds on it. The address of the next page is in the body and
in the header ``Link`` (RFC 8288).
"""

from __future__ import annotations

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable, Iterable
from typing import Annotated, Any, Generic, TypeVar

from django.http import HttpRequest, HttpResponse
from ninja import Query, Schema

from councils.api.problems import ProblemError, unfit

Item = TypeVar("Item")
Shape = TypeVar("Shape")
Key = int | str

Limit = Annotated[int, Query(ge=1, le=100, description="How many items at most.")]
Cursor = Annotated[str, Query(max_length=200, description="Where to go on: from `next` of the page before.")]


class Page(Schema, Generic[Shape]):
    """``next`` is the address of the next page; null on the last."""

    items: list[Shape]
    next: str | None


class Pager:
    """One request for one page."""

    def __init__(self, request: HttpRequest, response: HttpResponse, limit: int, cursor: str) -> None:
        self.request, self.response, self.limit = request, response, limit
        self.after = opened(cursor) if cursor else None

    def of(self, items: Iterable[Item], key: Callable[[Item], Key], shape: Callable[[Item], Any]) -> dict[str, Any]:
        """The page out of all ``items``, in the order of ``key``."""
        ordered = sorted(items, key=key)
        return self.rows([item for item in ordered if self.comes(key(item))], key, shape)

    def begin(self, first: Key) -> Any:
        """The key after which the page begins, of the type of ``first``, which comes before all."""
        self.comes(first)
        return first if self.after is None else self.after

    def comes(self, key: Key) -> bool:
        """Whether what has this ``key`` comes after the page before."""
        if self.after is None:
            return True
        if not isinstance(self.after, type(key)):
            raise ProblemError(wrong_cursor())
        return key > self.after  # type: ignore[operator]

    def rows(self, items: list[Item], key: Callable[[Item], Key], shape: Callable[[Item], Any]) -> dict[str, Any]:
        """The page from ``items`` that come after the cursor; one more than fits says that there is a next page."""
        shown = items[: self.limit]
        following = self.address(key(shown[-1])) if len(items) > self.limit else None
        if following:
            self.response.headers["Link"] = f'<{following}>; rel="next"'
        return {"items": [shape(item) for item in shown], "next": following}

    def address(self, last: Key) -> str:
        query = self.request.GET.copy()
        query["cursor"] = closed(last)
        return f"{self.request.path}?{query.urlencode()}"


def closed(key: Key) -> str:
    return urlsafe_b64encode(json.dumps(key).encode()).decode().rstrip("=")


def opened(cursor: str) -> Key:
    try:
        key = json.loads(urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    except ValueError as error:
        raise ProblemError(wrong_cursor()) from error
    if isinstance(key, str) and key.isprintable():  # no half of a pair, no NUL: no database is asked about such
        return key
    if isinstance(key, int) and not isinstance(key, bool) and abs(key) < 2**63:
        return key
    raise ProblemError(wrong_cursor())


def wrong_cursor() -> HttpResponse:
    return unfit([(["query", "cursor"], "This cursor does not come from a page of this list.")])

"""A server on which nobody has founded anything yet."""

from __future__ import annotations

from tests.web.conftest import Enter


def test_first_page_says_how_to_begin(db: None, enter: Enter) -> None:
    answer = enter().get("/")
    assert (answer.status_code, "councils found" in answer.content.decode()) == (200, True)


def test_charter_is_not_found(db: None, enter: Enter) -> None:
    assert enter().get("/charter/").status_code == 404


def test_rules_can_be_read(db: None, enter: Enter) -> None:
    assert enter().get("/rules/").status_code == 200

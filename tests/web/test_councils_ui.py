from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from django.template import Context, Engine

from councils.web.templatetags.councils_ui import from_now, number, percent, state_tone, state_word

NOW = datetime(2026, 3, 26, 18, 0, tzinfo=UTC)


@pytest.fixture
def rendered(engine: Engine) -> Callable[..., str]:
    def render(template: str, **context: object) -> str:
        return engine.from_string("{% load councils_ui %}" + template).render(Context(context))

    return render


@pytest.mark.parametrize(
    ("part", "whole", "said"),
    [
        (12, 120, "10%"),
        (1, 3, "33%"),
        (0, 120, "0%"),
        (1, 400, "0.2%"),
        (1, 3000, "0.03%"),
        (1, 10**8, "0.000001%"),
        (999, 1000, "99.9%"),
        (99_999, 100_000, "99.9%"),
        (120, 120, "100%"),
        (3, 0, "–"),
        (None, 1, "–"),
    ],
)
def test_percent_never_rounds_to_none_or_all(part: float | None, whole: float, said: str) -> None:
    assert percent(part, whole) == said


def test_number_groups_and_keeps_one_place() -> None:
    assert [number(68_952_941), number(240 / 7), number(3.0), number(None)] == ["68,952,941", "34.3", "3", "–"]


@pytest.mark.parametrize(
    ("distance", "said"),
    [
        (timedelta(days=3), "in 3 days"),
        (timedelta(hours=-2), "2 hours ago"),
        (timedelta(minutes=1), "in 1 minute"),
        (timedelta(seconds=30), "now"),
        (timedelta(days=-400), "13 months ago"),
    ],
)
def test_from_now_says_where_a_moment_lies(distance: timedelta, said: str) -> None:
    assert from_now(NOW + distance, NOW) == said


def test_word_is_the_federations_own(rendered: Callable[..., str]) -> None:
    own = {"assemblies": "general meetings"}
    assert rendered('{% word "assemblies" %}, {% word "council" %}', vocabulary=own) == "general meetings, council"


def test_state_unknown_is_shown_by_its_own_name() -> None:
    assert (state_word("called_off"), state_tone("called_off")) == ("Called off", "plain")


def test_rule_links_to_its_number(rendered: Callable[..., str]) -> None:
    shell = {"rules_url": "/r/"}
    assert (
        rendered('{% rule "R8" full=True %}', shell=shell)
        == '<a class="rule" href="/r/#r8" title="The mandate">Rule R8: The mandate</a>'
    )


def test_rule_name_is_escaped(rendered: Callable[..., str]) -> None:
    assert "<b>" not in rendered("{% rule name %}", name="<b>")


def test_tally_words_take_a_mapping_or_an_object(rendered: Callable[..., str]) -> None:
    assert rendered("{% tally_words t %}", t={"yes": 1204, "no": 3}) == "1,204 yes, 3 no, 0 abstaining"

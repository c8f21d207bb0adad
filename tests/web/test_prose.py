from __future__ import annotations

import pytest

from councils.web.prose import render_markdown


def test_headings_fit_under_those_of_the_page() -> None:
    assert render_markdown("# One\n\n## Two", top=3) == "<h3>One</h3>\n<h4>Two</h4>\n"


def test_html_is_shown_as_the_text_it_is() -> None:
    assert render_markdown("<script>x</script>") == "<p>&lt;script&gt;x&lt;/script&gt;</p>\n"


@pytest.mark.parametrize("address", ["javascript:alert(1)", "data:text/html,x", "vbscript:x", "JaVaScRiPt:x"])
def test_link_runs_no_script(address: str) -> None:
    assert "href" not in render_markdown(f"[text]({address})")


def test_picture_becomes_a_link_that_fetches_nothing() -> None:
    html = render_markdown("![A plan](https://example.org/plan.png)")
    assert html == '<p><a href="https://example.org/plan.png" rel="nofollow noopener noreferrer ugc">A plan</a></p>\n'


def test_table_and_strikethrough() -> None:
    html = render_markdown("| a |\n|---|\n| ~~b~~ |")
    assert "<td><s>b</s></td>" in html

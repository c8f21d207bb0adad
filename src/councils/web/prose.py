"""Members' Markdown as HTML that is safe to show and calls nobody.

CommonMark and tables; raw HTML is shown as the text it is. A picture becomes a link to itself, since a page never
fetches anything from outside on a reader's behalf. What comes out passes a second, independent sanitiser, so that a
mistake in one of the two is not enough to let a script through.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import nh3
from markdown_it import MarkdownIt
from markdown_it.common.utils import escapeHtml
from markdown_it.token import Token

_TAGS = frozenset(
    "a blockquote br code em h1 h2 h3 h4 h5 h6 hr li ol p pre s strong table tbody td th thead tr ul".split()
)
_ATTRIBUTES = {"a": {"href", "title"}, "ol": {"start"}}
_SCHEMES = {"http", "https", "mailto"}


def render_markdown(text: str, *, top: int = 3) -> str:
    """Render `text`; its first-level headings become `<h{top}>`, so that they fit under those of the page."""
    tokens = _PARSER.parse(text)
    for token in tokens:
        if token.type in {"heading_open", "heading_close"}:
            token.tag = f"h{min(6, int(token.tag[1]) + top - 1)}"
    html: str = _PARSER.renderer.render(tokens, _PARSER.options, {})
    return nh3.clean(
        html,
        tags=set(_TAGS),
        attributes=_ATTRIBUTES,
        url_schemes=_SCHEMES,
        link_rel="nofollow noopener noreferrer ugc",
    )


def _picture_as_link(_: Any, tokens: Sequence[Token], index: int, *__: Any) -> str:
    picture = tokens[index]
    address = str(picture.attrs.get("src", ""))
    return f'<a href="{escapeHtml(address)}">{escapeHtml(picture.content or address)}</a>'


def _parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": False}).enable(["table", "strikethrough"])
    parser.add_render_rule("image", _picture_as_link)
    return parser


_PARSER = _parser()

"""Write what the docs tell from the code: whole pages of `docs/reference`, and blocks inside other pages.

    .venv/bin/python -m tools.reference      (`make docs` runs it)

A page under `docs/reference` is written anew as a whole. In any other page, what stands between
`<!-- generated: NAME -->` and `<!-- end -->` is written anew, and the words around it are left alone. The same code
always gives the same bytes, and a test fails where a page is stale.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path

from tools import draw_machines
from tools.reference import acts, api, charter, commands, configuration, economy, example, refusals

ROOT = Path(__file__).resolve().parents[2]
DOCS = ROOT / "docs"
BLOCK = re.compile(r"(<!-- generated: ([^>]+) -->\n).*?(<!-- end -->)", re.DOTALL)

PAGES = {
    "cli.md": commands.page,
    "events.md": acts.page,
    "api.md": api.page,
    "charter.md": charter.page,
    "refusals.md": refusals.page,
    "configuration.md": configuration.page,
    "economy.md": economy.page,
}
BLOCKS = {**refusals.blocks(), **example.blocks(), **charter.blocks()}


def files() -> Mapping[Path, Callable[[], str]]:
    """Every file that holds something generated, with what makes the content it must have."""
    makers = {DOCS / "reference" / name: page for name, page in PAGES.items()} | draw_machines.files()
    for path in (*sorted(ROOT.glob("*.md")), *sorted(DOCS.rglob("*.md"))):
        text = path.read_text(encoding="utf-8")
        if path not in makers and "<!-- generated:" in text:
            makers[path] = partial(BLOCK.sub, fill, text)
    return makers


def fill(found: re.Match[str]) -> str:
    return f"{found[1]}\n{BLOCKS[found[2]]().strip()}\n\n{found[3]}"

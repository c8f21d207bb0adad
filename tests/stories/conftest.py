"""A real server, a real database, a real browser: whole council lives as people see them.

The demonstration is built once; each story gets a copy of it with a server of its own, so that stories may change it.
"""

from __future__ import annotations

import shutil
import socket
import subprocess
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, ConsoleMessage, Page, sync_playwright
from tests import ready
from tests.browser import browser as browser_here
from tests.demonstration import AT, built_once
from tests.demonstration import demonstration as demonstration_built

QUIET = (
    "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync --disable-software-rasterizer"
).split()
"""No network of its own, and nothing that draws for a screen."""
VIEWPORT = {"width": 1280, "height": 900}
PATIENCE = 20_000  # milliseconds, for machines that have much else to do


@pytest.fixture(scope="session")
def demonstration(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the demonstration's database."""
    return demonstration_built(tmp_path_factory)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=browser_here(), args=QUIET)
        yield opened
        opened.close()


Towns = Callable[[str], Path]


@pytest.fixture(scope="session")
def towns(tmp_path_factory: pytest.TempPathFactory) -> Towns:
    """A folder with the town's database (``town.py``), by the kind of its mandates."""
    return lambda kind: built_once(tmp_path_factory, kind, "tests.stories.town", "{db}", kind)


@contextmanager
def serving(folder: Path, place: Path, days: float = 0) -> Iterator[str]:
    """Where a server serves a copy of the database in ``folder``, so many days from now.

    The copy lies in ``place``; where it is there already, a story goes on.
    """
    if not place.exists():
        shutil.copytree(folder, place)
    port = free_port()
    database = next(place.glob("*.sqlite3"))
    program = [ready.python(), "-m", "tests.stories.later", str(days)]
    command = [*program, "serve", "--port", str(port), "--db", str(database)]
    server = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    try:
        wait_for(f"http://127.0.0.1:{port}/healthz", server)
        yield f"http://127.0.0.1:{port}"
    finally:
        server.terminate()
        server.communicate(timeout=20)


@contextmanager
def looking(browser: Browser, address: str, **options: Any) -> Iterator[Page]:
    """A fresh browser at the federation's first page; script errors and requests to elsewhere fail the story."""
    context = browser.new_context(base_url=address, **{"viewport": VIEWPORT, **options})
    context.set_default_timeout(PATIENCE)
    opened = context.new_page()
    troubles: list[str] = []
    opened.on("pageerror", lambda error: troubles.append(str(error)))
    opened.on("console", lambda said: troubles.append(said.text) if is_trouble(said) else None)
    opened.on("request", lambda r: None if r.url.startswith((address, "data:")) else troubles.append(r.url))
    opened.goto("/")
    yield opened
    context.close()
    assert troubles == []


def is_trouble(said: ConsoleMessage) -> bool:
    """Errors and warnings of a page; a refusal's status (403, 422 …) is also written to the console, and is none."""
    return said.type in ("error", "warning") and "Failed to load resource" not in said.text


@pytest.fixture
def address(demonstration: Path, tmp_path: Path) -> Iterator[str]:
    """Where a server serves a copy of the demonstration, in its own time."""
    ahead = (AT - datetime.now(UTC)) / timedelta(days=1)
    with serving(demonstration, tmp_path / "copy", ahead) as served:
        yield served


@pytest.fixture
def page(browser: Browser, address: str) -> Iterator[Page]:
    """A browser at the demonstration's first page."""
    with looking(browser, address) as opened:
        yield opened


Come = Callable[..., Page]


@pytest.fixture
def come(browser: Browser, towns: Towns, tmp_path: Path) -> Iterator[Come]:
    """``come("imperative")`` opens a browser at a copy of the town whose mandates are of that kind.

    ``days`` lets time pass: it comes back to the same town later on.
    """
    with ExitStack() as opened:

        def to(kind: str, *, scripts: bool = True, days: float = 0) -> Page:
            opened.close()
            served = opened.enter_context(serving(towns(kind), tmp_path / "town", days))
            return opened.enter_context(looking(browser, served, java_script_enabled=scripts))

        yield to


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_for(url: str, server: subprocess.Popen[bytes]) -> None:
    for _ in range(300):
        if server.poll() is not None:
            raise AssertionError(server.communicate()[1].decode())
        try:
            urllib.request.urlopen(url, timeout=5).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise AssertionError(f"{url} does not answer")


NEW_KINDS = """judged => {
    const known = new Set(judged), fresh = [];
    const setting = `${innerWidth} ${matchMedia("(prefers-color-scheme: dark)").matches}`;
    const ones_own = /^(data-judged|id|name|value|href|action|for|title|alt|src|hx-.*|aria-label.*)$/;
    const shows = element => element.checkVisibility({visibilityProperty: true})
        && ([...element.childNodes].some(node => node.nodeType == 3 && node.data.trim()) || element.value);
    const mark = (element, above) => {
        const told = [...element.attributes].filter(({name}) => !ones_own.test(name));
        const kind = [above, element.localName, ...told.map(({name, value}) => `${name}=${value}`)].join(" ");
        const again = known.has(kind);
        if (!again && shows(element)) { known.add(kind); fresh.push(kind); }
        for (const child of element.children) mark(child, kind);
        element.toggleAttribute("data-judged", again);
    };
    mark(document.body, setting);
    axe.configure({rules: [{id: "color-contrast", selector: "*:not([data-judged])"}]});
    return fresh;
}"""
"""Marks what looks like something that was judged before: the same tags, classes and states, from the body on."""


@pytest.fixture(scope="session")
def violations() -> Callable[..., list[str]]:
    """What axe finds on a page, by all its rules or by ``rules``: each violation with the element that shows it.

    The contrast of a text takes longer than all the rest, and hangs on what the style sheet can tell apart: it is
    judged once for each kind of element, each width and each scheme, however many rows and pages show it again.
    """
    script = Axe().axe_script
    judged: list[str] = []

    def found(page: Page, *rules: str) -> list[str]:
        only = (
            {"runOnly": {"type": "rule", "values": rules}} if rules else {"rules": {"target-size": {"enabled": True}}}
        )
        page.wait_for_load_state()
        if page.evaluate("typeof axe") == "undefined":
            page.evaluate(script)
        judged.extend(page.evaluate(NEW_KINDS, judged))
        answer = page.evaluate("options => axe.run(options)", {"resultTypes": ["violations"], **only})
        return [
            f"{page.url} {page.viewport_size} {rule['id']}: {node['html']} {node['failureSummary']}"
            for rule in answer["violations"]
            for node in rule["nodes"]
        ]

    return found

"""Plans that take longer than a page can wait for: how far they are, ended, begun again, and what comes of them (R18).

The plans are small; a page that may spend nothing on them hands them over to the process that makes large ones.
"""

from __future__ import annotations

import html
import json
import os
import re
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from threading import Thread
from time import monotonic, sleep
from typing import Any

import pytest
from django.utils import translation
from tests.plan.test_exactly import joint
from tests.web.city import City
from tests.web.conftest import Enter
from tests.web.planned import called, declared, planned, planning_charter

from councils.app import planning, reckoning
from councils.app.trials import planner, worker
from councils.app.trials.plan_files import (
    ASKED,
    FOUND,
    UnreadableError,
    asked,
    read_asked,
    read_found,
)
from councils.app.trials.plan_files import (
    found as written,
)
from councils.app.trials.shelf import Shelf, State, write
from councils.core.charter import Charter
from councils.plan.cases import cooperative
from councils.plan.cases.instances import generate
from councils.plan.cases.named import named
from councils.plan.economy import Economy
from councils.plan.solve import Plan, solve
from councils.plan.staged_certificate import GAP_LIMIT

VARIANTS, REST = "/councils/T/plan/variants/", "/councils/T/plan/rest/"


@pytest.fixture(scope="module")
def rules() -> Charter:
    return planning_charter()


@pytest.fixture
def shelf(settings: Any, tmp_path: Path) -> Iterator[Shelf]:
    settings.LABORATORY, settings.PLANS_AT_ONCE = tmp_path / "kept.lab", -1.0
    planning.VARIANTS.kept.clear()
    here = reckoning.shelf()
    yield here
    if process := worker.started.pop(here.folder, None):
        process.kill()
        process.wait()


@pytest.fixture
def busy(shelf: Shelf) -> Iterator[Shelf]:
    """Whoever makes plans is kept from it: what is asked for waits."""
    with worker.alone(shelf.folder):
        yield shelf


@pytest.fixture
def ready(city: City) -> City:
    return called(declared(city))


def digests(page: str) -> list[str]:
    return list(dict.fromkeys(re.findall(r'name="of" value="([0-9a-f]{64})"', page)))


def waited(shelf: Shelf, *states: State) -> None:
    until = monotonic() + 60
    while any(worker_state not in states for worker_state in all_states(shelf)):
        assert monotonic() < until, all_states(shelf)
        sleep(0.05)


def all_states(shelf: Shelf) -> list[State]:
    return [shelf.state(reckoning.Asked(home.name)) for home in (shelf.folder / "trials").iterdir()]


def test_page_tells_how_far_plans_are_and_shows_them_when_they_are_there(
    ready: City, enter: Enter, shelf: Shelf
) -> None:
    at_once = [made.offer for made in planning.variants(ready["T"])]
    planning.VARIANTS.kept.clear()
    amina = enter(ready.voices("T")[0])
    page = amina.get(VARIANTS).content.decode()
    assert ("Plans are being made" in page, '<noscript><meta http-equiv="refresh"' in page) == (True, True)
    waited(shelf, State.DONE)
    live = re.search(r'hx-get="([^"]+)"', page)
    assert live is not None
    assert amina.get(live[1].replace("&amp;", "&")).headers["HX-Redirect"] == VARIANTS
    assert "What plans there could be" in amina.get(VARIANTS).content.decode()
    with reckoning.aside():
        assert [made.offer for made in planning.variants(ready["T"])] == at_once


def test_two_who_ask_the_same_meet_the_same_work(ready: City, enter: Enter, busy: Shelf) -> None:
    pages = [enter(person).get(VARIANTS).content.decode() for person in ready.voices("T")[:2]]
    assert digests(pages[0]) == digests(pages[1])
    assert len(busy.waiting()) == len(digests(pages[0])) == len(planning.aims(ready["T"]))


def test_who_is_a_member_ends_it_and_begins_again(ready: City, enter: Enter, busy: Shelf) -> None:
    amina = enter(ready.voices("T")[0])
    of = digests(amina.get(VARIANTS).content.decode())
    page = amina.post(VARIANTS, {"do": "end", "of": of}, follow=True).content.decode()
    assert ("It was ended." in page, "Begin again" in page, busy.waiting()) == (True, True, [])
    amina.post(VARIANTS, {"do": "again", "of": of})
    assert len(busy.waiting()) == len(of)


def test_a_visitor_ends_nothing(ready: City, enter: Enter, busy: Shelf) -> None:
    of = digests(enter(ready.voices("T")[0]).get(VARIANTS).content.decode())
    enter().post(VARIANTS, {"do": "end", "of": of})
    assert len(busy.waiting()) == len(of)


def test_a_name_that_is_no_digest_names_nothing(ready: City, enter: Enter, busy: Shelf) -> None:
    amina = enter(ready.voices("T")[0])
    answers = [amina.post(VARIANTS, {"do": do, "of": ["../../x", "0" * 64]}).status_code for do in ("end", "again")]
    assert (answers, busy.waiting()) == ([302, 302], [])
    live = amina.get("/councils/T/plan/reckoning/", {"of": "../../x", "aim": "labour", "page": "https://evil.example/"})
    assert live.headers["HX-Redirect"] == VARIANTS


def test_work_that_is_gone_with_the_server_begins_again_and_says_so(ready: City, enter: Enter, shelf: Shelf) -> None:
    amina = enter(ready.voices("T")[0])
    with worker.alone(shelf.folder):
        of = digests(amina.get(VARIANTS).content.decode())
        for name in of:
            write(shelf.home(reckoning.Asked(name)) / "begun", "xx")
        assert "it has begun again. The plan in force was not touched." in amina.get(VARIANTS).content.decode()
    amina.get(VARIANTS)
    waited(shelf, State.DONE)


def test_page_says_in_the_reader_s_language_why_nothing_came_of_it(
    ready: City, enter: Enter, shelf: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    amina = enter(ready.voices("T")[0])
    with worker.alone(shelf.folder):
        amina.get(VARIANTS)
        for home in shelf.waiting():
            (home / ASKED).write_bytes(b"half of it")
    worker.work(shelf, os.getppid())
    monkeypatch.setattr(translation._trans, "gettext", lambda text: f"⟦{text}⟧")
    page = html.unescape(amina.get(VARIANTS).content.decode())
    assert "<p>⟦What was asked cannot be read any more. Ask again.⟧</p>" in page


def test_the_rest_of_a_plan_is_made_aside_too(ready: City, enter: Enter, shelf: Shelf) -> None:
    planned(ready)
    amina = enter(ready.voices("T")[0])
    page = amina.get(REST).content.decode()
    assert "Plans are being made" in page
    waited(shelf, State.DONE)
    assert "Plans are being made" not in amina.get(REST).content.decode()


def work(economy: Economy, start: Plan | None = None) -> bytes:
    return asked(economy, fair=False, least=(), start=start)


@pytest.fixture
def home(tmp_path: Path) -> Path:
    (tmp_path / ASKED).write_bytes(work(cooperative()))
    return tmp_path


def found(home: Path) -> Plan:
    return read_found((home / FOUND).read_bytes(), read_asked((home / ASKED).read_bytes()).economy)


def test_plan_that_was_made_aside_is_proved(home: Path) -> None:
    assert planner.plan(home, os.getppid())
    assert found(home).certificate.holds


def test_plan_that_is_ended_is_the_best_so_far_and_proved(tmp_path: Path) -> None:
    (tmp_path / ASKED).write_bytes(work(joint(1000)))

    def end_it() -> None:
        while not (tmp_path / "progress.json").exists():
            sleep(0.01)
        write(tmp_path / "stopped", "")

    ending = Thread(target=end_it)
    ending.start()
    there = planner.plan(tmp_path, os.getppid())
    ending.join()
    plan = found(tmp_path)
    assert (there, plan.certificate.holds, plan.gap > GAP_LIMIT) == (True, True, True)
    assert json.loads((tmp_path / "progress.json").read_text())["steps"] > 0


def test_plan_is_not_there_where_the_server_has_ended(home: Path) -> None:
    assert not planner.plan(home, -1)
    assert not (home / FOUND).exists()


def test_what_is_asked_and_found_comes_back_to_the_bit() -> None:
    economy = cooperative()
    plan = solve(economy, fair=True)
    again = read_found(written(plan), economy)
    assert (again.activities.tobytes(), again.gap, again.fair) == (plan.activities.tobytes(), plan.gap, True)
    assert [(p.rows.tobytes(), p.held.tobytes()) for p in again.prices] == [
        (p.rows.tobytes(), p.held.tobytes()) for p in plan.prices
    ]
    back = read_asked(work(economy, plan))
    assert back.economy == economy
    assert list(back.economy.techniques) == list(economy.techniques)
    assert back.start is not None
    assert back.start.activities.tobytes() == plan.activities.tobytes()


@pytest.mark.parametrize("content", [b"", b"cos\nsystem\n(S'true'\ntR.", written(solve(cooperative()))[:-9]])
def test_file_of_a_plan_that_was_exchanged_is_not_read(content: bytes) -> None:
    with pytest.raises(UnreadableError):
        read_found(content, cooperative())
    with pytest.raises(UnreadableError):
        read_asked(content)


def test_plan_of_another_economy_is_not_taken_for_one() -> None:
    with pytest.raises(UnreadableError):
        read_found(written(solve(joint(3))), cooperative())


def test_plan_whose_file_was_exchanged_is_made_anew(ready: City, enter: Enter, shelf: Shelf) -> None:
    amina = enter(ready.voices("T")[0])
    amina.get(VARIANTS)
    waited(shelf, State.DONE)
    worker.started[shelf.folder].wait()
    for file in shelf.folder.glob(f"trials/*/{FOUND}"):
        file.write_bytes(b"\x80\x04cos\nsystem\n(S'false'\ntR.")
    assert "Plans are being made" in amina.get(VARIANTS).content.decode()
    waited(shelf, State.DONE)
    assert "What plans there could be" in amina.get(VARIANTS).content.decode()


@pytest.mark.parametrize("before_the_end", [0, 4])
def test_plan_that_is_ready_just_as_the_time_ends_is_kept(monkeypatch: pytest.MonkeyPatch, before_the_end: int) -> None:
    """The time is over at the last look at the clock, when all is done; or four looks before, when it is not."""
    economy = named(generate(600, 2), title="Large")
    looks, last = count(1), [10**9]
    monkeypatch.setattr(reckoning, "thread_time", lambda: next(looks) - last[0])
    assert reckoning.tried(economy, fair=False, least=(), start=None, until=-1) is not None
    last[0], looks = next(looks) - 1 - before_the_end, count(1)
    plan = reckoning.tried(economy, fair=False, least=(), start=None, until=-1)
    assert (plan is not None and plan.certificate.holds) == (before_the_end == 0)

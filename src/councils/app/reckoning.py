"""Plans that take longer than a page can wait for: made by a process of their own, as trials are (`trials`).

Theory of operation. A page asks within ``aside``. What takes no longer than settings say is solved there and then. All
else goes on a shelf beside the database, and `UnderwayError` comes instead of a plan, which the page shows as how far
it is. What is asked is named by a digest of the economy, of what it is to be fair or sparing in, and of where to begin:
who asks the same meets the same work. Programs and the command line ask outside of ``aside``, and wait.

A plan that is found while it is handed over, and that no more time would make better, is not handed over.

Nothing of this is on the record. A plan that comes from the shelf is worth what its certificate is, reckoned anew. Who
ends the work gets the best plan so far, if there is one that can be checked; work that a server took with it when it
ended begins again when somebody looks.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, replace
from importlib.metadata import version
from threading import Event
from time import thread_time

from django.conf import settings

from councils.app.trials.plan_files import ASKED, FOUND, UnreadableError, asked, read_found
from councils.app.trials.shelf import Shelf, State
from councils.app.trials.worker import wake
from councils.plan.economy import Economy
from councils.plan.files.folder import write_texts
from councils.plan.solve import Plan, finished, solve

KEPT = 12
"""How many pieces of work are kept: each holds an economy and its plan."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A plan that was asked for; ``aim`` is that of a variant, "" for the rest of the plan in force.

    ``what`` is asked, as the shelf keeps it; nothing where it has it already.
    """

    digest: str
    aim: str = ""
    what: bytes = b""

    def files(self) -> dict[str, bytes]:
        return {ASKED: self.what} if self.what else {}


class UnderwayError(Exception):
    """These plans are not there yet."""

    def __init__(self, *asked: Asked) -> None:
        super().__init__()
        self.asked = asked


UNTIL: ContextVar[float | None] = ContextVar("until", default=None)


def shelf() -> Shelf:
    return Shelf(settings.LABORATORY.with_suffix(".plans"), kept=KEPT)


@contextmanager
def aside() -> Iterator[None]:
    """Here nobody waits for a plan that takes long."""
    token = UNTIL.set(thread_time() + settings.PLANS_AT_ONCE)
    try:
        yield
    finally:
        UNTIL.reset(token)


def solved(economy: Economy, *, fair: bool, least: tuple[str, ...], start: Plan | None = None) -> Plan:
    """As `solve`; UnderwayError where a page is not to wait for it."""
    until = UNTIL.get()
    if until is None:
        return solve(economy, fair=fair, least=least, start=start)
    name, here = Asked(digest(economy, fair, least, start)), shelf()
    if here.state(name) is State.DONE:
        try:
            return read_found((here.home(name) / FOUND).read_bytes(), economy)
        except (UnreadableError, FileNotFoundError):
            here.drop(name)
    if here.state(name) is State.NEW:
        plan = tried(economy, fair=fair, least=least, start=start, until=until)
        if plan is not None:
            return plan
        here.ask(replace(name, what=asked(economy, fair=fair, least=least, start=start)), name.digest)
    wake(here)
    raise UnderwayError(name)


def tried(economy: Economy, *, fair: bool, least: tuple[str, ...], start: Plan | None, until: float) -> Plan | None:
    """The plan, if it is found ``until`` then on this thread's clock; or as good a one while it was being stopped."""
    late = Event()

    def stop() -> bool:
        if thread_time() > until:
            late.set()
        return late.is_set()

    if stop():
        return None
    plan = solve(economy, fair=fair, least=least, start=start, stop=stop)
    return plan if not late.is_set() or finished(plan) else None


def digest(economy: Economy, fair: bool, least: tuple[str, ...], start: Plan | None) -> str:
    said = json.dumps([version("councils"), write_texts(economy), fair, least], sort_keys=True).encode()
    begun = start.activities.tobytes() if start else b""
    return hashlib.sha256(said + b"\0" + begun).hexdigest()


def again(name: Asked) -> None:
    """Begin again with what was ended, or failed; with nothing where the shelf does not know what it was."""
    here = shelf()
    if (here.home(name) / ASKED).exists():
        here.ask(name, name.digest)
        wake(here)


def end(name: Asked) -> None:
    """End it with the best plan so far."""
    shelf().stop(name)

"""Acts that come while another one is being written are written together: one transaction for all of them (R17).

Theory of operation. Whoever comes while nobody writes leads: does what is waiting, commits, and calls the first of
those who came meanwhile to lead in turn. An act alone is done as ever. Several are done one after the other in one
batch, each as a part of its own (``Batch.part``), and whoever waits is answered after the commit that holds their act.
So the busier a server is, the less each act costs: councils are read, rows written and the disk waited for once for all
of them.

What goes wrong with one touches none of the others. A deed that undoes itself (``UndoneError``) leaves nothing in the
book, and the batch goes on. After any other error nothing of the batch is written: if that is the database's doing, all
are told; else each act is done alone, so that the one at fault meets its fault by itself.
"""

from __future__ import annotations

from collections.abc import Callable
from contextvars import copy_context
from threading import Event, Lock
from time import sleep
from typing import Any, TypeVar, cast

from django.db import OperationalError, connection

from councils.app.batch import HELD, Batch, batch
from councils.store.order import lost_the_race

GATHERING = 0.001
"""Seconds that a busy line lets those come who have just been answered, or it would do every other act alone."""

Found = TypeVar("Found")


class UndoneError(Exception):
    """A deed will not be done, and none of its rows is left in the database."""


class Waiting:
    """Something to be done, and what came of it; ``called`` when that is known, or to lead."""

    def __init__(self, work: Callable[[], Any]) -> None:
        self.work, self.context = work, copy_context()  # whose words are spoken, and in which language
        self.called = Event()
        self.done = False
        self.found: Any = None
        self.error: Exception | None = None

    def alone(self) -> None:
        try:
            self.found = self.context.run(self.work)
        except Exception as error:  # noqa: BLE001 - raised again where it was asked for
            self.error = error

    def within(self, page: Batch) -> None:
        """As a part of ``page``."""
        try:
            with page.part():
                self.found = self.context.run(self.held, page)
        except UndoneError as error:
            self.error = error

    def held(self, page: Batch) -> Any:
        token = HELD.set(page)
        try:
            return self.work()
        finally:
            HELD.reset(token)


class Line:
    """Who waits in this process, in the order of coming."""

    def __init__(self) -> None:
        self.lock = Lock()
        self.waiting: list[Waiting] = []
        self.led = False
        self.busy = False  # several came together last time

    def do(self, work: Callable[[], Found]) -> Found:
        mine = Waiting(work)
        with self.lock:
            self.waiting.append(mine)
            leads, self.led = not self.led, True
        if not leads:
            mine.called.wait()
        if not mine.done:
            self.lead()
        if mine.error is not None:
            raise mine.error
        return cast("Found", mine.found)

    def lead(self) -> None:
        if self.busy:
            sleep(GATHERING)
        with self.lock:
            group, self.waiting = self.waiting, []
            self.busy = len(group) > 1
        try:
            write(group)
        finally:
            with self.lock:
                self.led = bool(self.waiting)
                following = self.waiting[:1]
            for one in group:
                one.done = True
            for one in (*following, *group):
                one.called.set()


LINE = Line()


def together(work: Callable[[], Found]) -> Found:
    """What ``work`` gives, done with whatever else waits to be written; inside of a transaction, as a part of that."""
    if HELD.get() or connection.in_atomic_block:
        return work()
    return LINE.do(work)


def write(group: list[Waiting]) -> None:
    if len(group) > 1 and written(group):
        return
    for one in group:
        one.error = None
        one.alone()


def written(group: list[Waiting]) -> bool:
    """Whether that is the end of it: False where each has to be tried alone."""
    try:
        with batch() as page:
            for one in group:
                one.within(page)
    except OperationalError as error:
        if lost_the_race(error):
            return False
        for one in group:
            one.error = error
    except Exception:  # noqa: BLE001
        return False
    return True

"""`councils serve`: the pages, on one address, made by a few threads that stay.

Theory of operation. One thread of waitress takes in what people send and gives out what they get, for hundreds of them
at once, however slow their lines are. What lies between, a page or an act, is made by one of ``THREADS``, once all of
it is there; who comes while they are busy is served in the order of coming. So the database never has more connections
than threads. Each thread keeps its own, on SQLite until it has had nothing to do for a moment. What was begun is
finished, also where whoever asked has left.
"""

from __future__ import annotations

import errno
import logging
import signal
import socket
import sys
from collections.abc import Iterator
from datetime import timedelta
from threading import Condition, Event, Thread
from threading import enumerate as running
from typing import Any
from urllib.parse import quote

import click
import waitress
from waitress.task import ThreadedTaskDispatcher

from councils.cli.database import OPTION, opening
from councils.cli.demo import load_demonstration
from councils.cli.notify import post
from councils.store.address import Address

FIRST_LOOK = """\
Councils is serving {name} on {address}

  {address}/            the federation: map, tree, latest decisions
  {address}/home/       what waits for me
  {address}/record/     the record, and its export
{demonstration}
Stop it with Ctrl-C; everything is kept in {db}."""

DEMONSTRATION = """
This is the demonstration: choose at the top of any page to look at it as a member,
a delegate, a teller or a visitor, and try everything.
"""

THREADS = 8
CONNECTIONS = 900  # of people; more wait to be let in. A process may usually have 1,024 files open
MOST_BYTES = 20_000_000  # of what is sent at once, with its files, which have limits of their own
MINUTE = 60  # seconds
MOMENT = 1.0  # seconds
SLACK = timedelta(minutes=5)  # by which clocks of two machines differ
UNPRIVILEGED = 1024  # the first port that anyone may use


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535))
@click.option("--demo", is_flag=True, help="Load the demonstration city first, if the database holds no federation.")
@OPTION
def serve(host: str, port: int, demo: bool, db: Address) -> None:
    """Serve the pages."""
    with opening(db, new=demo):
        serve_from(host, port, demo=demo)


def serve_from(host: str, port: int, *, demo: bool) -> None:
    """Serve from the database that is open, until Ctrl-C."""
    from django.conf import settings
    from django.db import connections

    from councils.app.moving import moved_to
    from councils.app.queries.federations import federations

    free(host, port)
    if demo and not federations():
        load_demonstration()
    here = federations()
    if not here:
        raise click.ClickException("The database holds no federation: `councils found`, or `councils serve --demo`.")
    if to := moved_to():
        raise click.ClickException(f"This federation has moved to {to}: serve it there, with --db.")
    for warning in ahead():
        click.echo(warning, err=True)
    address = f"http://{quote(host)}:{port}"
    more = DEMONSTRATION if here[0].demonstration else ""
    names = " and ".join(found.name for found in here)
    click.echo(FIRST_LOOK.format(name=names, address=address, demonstration=more, db=settings.DATABASE))
    settings.URL = settings.URL or address
    connections.close_all()  # every thread has its own
    ended = Event()
    Thread(target=rounds, args=(ended,), name="rounds", daemon=True).start()
    try:
        listen(host, port, settings.PROXY)
    finally:
        ended.set()


def listen(host: str, port: int, proxy: str) -> None:
    """Serve until Ctrl-C or SIGTERM; ``proxy`` is the address that is believed for whom it asks."""
    from django.core.wsgi import get_wsgi_application

    signal.signal(signal.SIGTERM, lambda *_: sys.exit())
    lines = Lines()
    turns = Turns(lines)
    turns.set_thread_count(THREADS)
    waitress.create_server(
        get_wsgi_application(),
        map=lines,
        _dispatcher=turns,
        host=host,
        port=port,
        connection_limit=CONNECTIONS,
        asyncore_use_poll=True,  # select() knows no file beyond the 1,024th
        max_request_body_size=MOST_BYTES,
        trusted_proxy=proxy,
        trusted_proxy_count=1,
        trusted_proxy_headers={"x-forwarded-for", "x-forwarded-proto"},
        log_socket_errors=False,  # people leave
        ident=None,
    ).run()


class Lines(dict[int, Any]):
    """What waitress listens to, by number: all of it is looked through whenever anything happens on any line.

    Where hundreds ask at once, most of them wait for their turn, and there is nothing to be heard on their lines: these
    are set aside until then.
    """

    def __init__(self) -> None:
        super().__init__()
        self.aside: dict[int, Any] = {}

    def __len__(self) -> int:
        return super().__len__() + len(self.aside)

    def move(self, number: int, *, aside: bool) -> None:
        origin, to = (self, self.aside) if aside else (self.aside, self)
        if number in origin:
            to[number] = origin.pop(number)


class Turns(ThreadedTaskDispatcher):
    """The requests that wait for a thread, with their lines set aside."""

    def __init__(self, lines: Lines) -> None:
        super().__init__()
        self.lines = lines
        self.queue_cv = Pause(self.lock)

    def add_task(self, task: Any) -> None:
        self.lines.move(task.socket.fileno(), aside=True)
        super().add_task(Turn(self.lines, task))

    def handler_thread(self, thread_no: int) -> None:
        from django.db import connections

        super().handler_thread(thread_no)
        connections.close_all()

    def shutdown(self, cancel_pending: bool = True, timeout: float = 5) -> bool:
        """Wait for the threads too: whoever closes SQLite last puts all into the one file."""
        cancelled = super().shutdown(cancel_pending, timeout)
        for thread in running():
            if thread.name.startswith("waitress-"):
                thread.join(timeout)
        return bool(cancelled)


class Pause(Condition):
    """Where a thread waits for what is next. When that takes a moment, it closes its connection to SQLite."""

    def wait(self, timeout: float | None = None) -> bool:
        from django.db import connection

        if connection.vendor != "sqlite" or connection.connection is None:
            return super().wait(timeout)
        called = super().wait(MOMENT)
        if not called:
            connection.close()
        return called  # whoever waits looks again whether there is something


class Turn:
    """It has come, or never will."""

    def __init__(self, lines: Lines, line: Any) -> None:
        self.lines, self.line, self.number = lines, line, line.socket.fileno()
        self.cancel = line.cancel

    def service(self) -> None:
        self.lines.move(self.number, aside=False)
        self.line.service()


def rounds(ended: Event) -> None:
    """Once a minute, while pages are served: wind the clock, send the letters that are due, forget what is old."""
    from django.conf import settings
    from django.db import connections

    from councils.app.perform import tick
    from councils.app.repeating import forget_answers
    from councils.app.replanning import replan
    from councils.app.tokens import note_uses

    while not ended.wait(MINUTE):
        try:
            tick()
            replan()
            note_uses()
            forget_answers()
            if settings.MAIL:
                post()
        except Exception:  # the clock outlives a full disk, a busy database, and our own mistakes
            logging.getLogger(__name__).exception("a round came to nothing; the next one begins anew")
        finally:
            connections.close_all()


def ahead() -> Iterator[str]:
    """The record is dated later than this machine: either of the two is wrong."""
    from django.db.models import Max
    from django.utils import timezone

    from councils.store.models import Act

    last, now = Act.objects.aggregate(last=Max("at"))["last"], timezone.now()
    if last and last > now + SLACK:
        yield (
            f"The last act on the record is of {last:%Y-%m-%d %H:%M}, and the clock of this machine says "
            f"{now:%Y-%m-%d %H:%M} (UTC). Set the clock. If the record is wrong, restore the backup made before: "
            "until its date has come, acts are dated by the record."
        )


def free(host: str, port: int) -> None:
    """An address that cannot be used is told before anything else is done."""
    problem = bound(host, port)
    if problem is None:
        return
    remedy = "Name an address of this machine with --host."
    if problem.errno in (errno.EADDRINUSE, errno.EACCES):
        other = next(p for p in (*range(max(port + 1, UNPRIVILEGED), 65536), 8000) if bound(host, p) is None)
        remedy = f"Try --port {other} (make run PORT={other})."
    raise click.ClickException(f"{host}:{port} cannot be used: {problem.strerror}. {remedy}")


def bound(host: str, port: int) -> OSError | None:
    """What speaks against serving there."""
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as problem:
            return problem
    return None

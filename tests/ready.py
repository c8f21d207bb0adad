"""The program, ready to start: what tests start many times is forked from a process that has it in memory.

Theory of operation. A process imports the program and waits on a socket. ``python()`` is a small command that stands
for the interpreter: it hands its words, folder, environment and open files over, and ends as the process ends that is
forked for it. That one does all the rest as if it had been started anew; only the time of importing is saved. Signals
are handed on; who is killed takes it along.

What is told of a start itself (a crash in importing, two threads at once) is for a real one: ``sys.executable``.
"""

from __future__ import annotations

import atexit
import gc
import json
import os
import runpy
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from contextlib import suppress
from functools import cache
from importlib import import_module
from pathlib import Path
from select import select

ROOT = Path(__file__).parents[1]
IN_MEMORY = """
    councils.cli.serve councils.cli.status councils.cli.record councils.cli.keeping councils.cli.notify
    councils.cli.found councils.cli.verify councils.cli.plan councils.cli.lab councils.cli.count
    councils.cli.seats councils.cli.charter councils.ledger.verify councils.presets councils.demo.city
    councils.api councils.web.urls django.core.management.commands.migrate django.db.backends.sqlite3.base
    django.db.backends.postgresql.base django.test.client django.contrib.sessions.backends.db numpy
    scipy.sparse
""".split()
COMMAND = r"""#!{python} -IS
import json, os, signal, socket, sys
there = socket.socket(socket.AF_UNIX)
there.connect({address!r})
said = json.dumps([{words!r} + sys.argv[1:], os.getcwd(), dict(os.environ)]).encode()
socket.send_fds(there, [b" "], [0, 1, 2])
there.sendall(said + b"\n")
for number in (signal.SIGINT, signal.SIGTERM):
    signal.signal(number, lambda number, _: there.send(bytes([number])))
status = int(there.recv(8) or b"1")
if status < 0:
    signal.signal(-status, signal.SIG_DFL) if -status != signal.SIGKILL else None
    os.kill(os.getpid(), -status)
os._exit(status)
"""


@cache
def commands() -> Path:
    """A folder with ``python`` and ``councils``, which start at once as long as this process lasts."""
    folder = Path(tempfile.mkdtemp(prefix="councils-ready-"))
    address = folder / "socket"
    listener = socket.socket(socket.AF_UNIX)
    listener.bind(str(address))
    listener.listen()
    for name, words in (("python", []), ("councils", ["councils"])):
        (folder / name).write_text(COMMAND.format(python=sys.executable, address=str(address), words=words))
        (folder / name).chmod(0o700)
    number = listener.fileno()
    command = [sys.executable, "-m", "tests.ready", str(number)]
    finding = {**os.environ, "PYTHONPATH": str(ROOT)}
    waiting = subprocess.Popen(command, stdin=subprocess.PIPE, pass_fds=[number], cwd=folder, env=finding)
    listener.close()
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    atexit.register(waiting.communicate)
    return folder


def python() -> str:
    """The command that stands for ``sys.executable`` with ``-m`` or ``-c``."""
    return str(commands() / "python")


def wait(listener: socket.socket) -> None:
    """Fork a guard for each that comes, until the tests are over."""
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    while 0 not in (ready := select([0, listener], [], [])[0]):
        if ready:
            here, _ = listener.accept()
            if not os.fork():
                listener.close()
                signal.signal(signal.SIGCHLD, signal.SIG_DFL)
                return guard(here)
            here.close()
    return None


def guard(here: socket.socket) -> None:
    """Fork the process that is asked for, hand signals on to it, and tell how it ended."""
    _, files, _, _ = socket.recv_fds(here, 1, 3)
    with here.makefile("rb") as said:
        words, folder, environment = json.loads(said.readline())
    process = os.fork()
    if not process:
        here.close()
        return become(words, folder, environment, files)
    watch = os.pidfd_open(process)
    while watch not in select([watch, here], [], [])[0]:
        number = here.recv(1)
        os.kill(process, number[0] if number else signal.SIGKILL)
        if not number:
            break
    status = os.waitstatus_to_exitcode(os.waitpid(process, 0)[1])
    with suppress(BrokenPipeError):
        here.sendall(str(status).encode())
    os._exit(0)


def become(words: list[str], folder: str, environment: dict[str, str], files: list[int]) -> None:
    """Be a Python that was started with ``words``: a script, ``-c`` and code, or ``-m`` and a module."""
    for number, file in enumerate(files):
        os.dup2(file, number)
        os.close(file)
    sys.stdin, sys.stdout = open(0, closefd=False), open(1, "w", closefd=False)  # noqa: SIM115
    sys.stderr = open(2, "w", buffering=1, errors="backslashreplace", closefd=False)  # noqa: SIM115
    os.chdir(folder)
    os.environ.clear()
    os.environ.update(environment)
    sys.path[0] = folder
    how, *sys.argv = words
    match how:
        case "councils":
            sys.argv.insert(0, str(Path(sys.executable).with_name(how)))
            runpy.run_path(sys.argv[0], run_name="__main__")
        case "-c":
            code, sys.argv[0] = sys.argv[0], how
            exec(code, {"__name__": "__main__"})
        case "-m":
            runpy.run_module(sys.argv[0], run_name="__main__", alter_sys=True)
        case _:
            sys.exit(f"not {how}, but -c or -m")


def remember() -> None:
    """Import the program; its settings are forgotten again, since they are those of an environment."""
    os.environ.update(DJANGO_SETTINGS_MODULE="councils.settings", COUNCILS_DB="none.sqlite3")
    import django
    from django.conf import settings
    from django.db import connections
    from django.utils.functional import empty

    django.setup()
    for name in IN_MEMORY:
        import_module(name)
    del sys.modules["councils.settings"]
    settings._wrapped = empty
    vars(connections).clear()
    connections.__init__()  # type: ignore[misc]


if __name__ == "__main__":
    remember()
    gc.freeze()
    wait(socket.socket(fileno=int(sys.argv[1])))

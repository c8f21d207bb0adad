"""A real process is killed while it makes the rest of a plan anew: the plan in force goes on (R18).

On PostgreSQL it is the same demonstration, moved there.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest
from tests import ready
from tests.databases import SERVER, a_database
from tests.demonstration import AT, demonstration

KILLED = """
import json, os, signal, sys
from django.db import connections
from datetime import datetime
from councils.store.address import address
from councils.cli.database import set_up
set_up(address(sys.argv[1], sys.argv[3]), new=False)
from councils.app import replanning
from councils.app.batch import Batch, world
from councils.core.economy.remaking import RemakePlan
from councils.core.office import officers
from councils.store import ledger
from councils.store.models import Act
at, told = datetime.fromisoformat(sys.argv[2]), []

def kill(*_, **__):
    os.kill(os.getpid(), signal.SIGKILL)

def second(real):
    called = []
    return lambda *told: real(*told) if called.append(told) or len(called) < 2 else kill()

def after(real):
    return lambda *told: (real(*told), kill())

POINTS = {
    "while it is computed": (replanning, "solved", lambda real: kill),
    "after the call for needs": (replanning, "perform", second),
    "while it is written": (sys.modules["councils.app.batch"], "append", after),
    "nowhere": (replanning, "solved", lambda real: real),
}

for where, (room, name, change) in POINTS.items():
    connections.close_all()
    child = os.fork()
    if not child:
        congress = world().council("751")
        setattr(room, name, change(getattr(room, name)))
        voice = min(officers(congress, "planner"))
        done = replanning.given(congress, voice, lambda voice, anew: RemakePlan(voice, anew.offer), at)
        os._exit(0 if isinstance(done, tuple) else 1)
    status = os.waitpid(child, 0)[1]
    seen = os.fork()
    if not seen:
        economy = world().council("751").economy
        print(json.dumps([where, status, economy.adjustment, economy.needs.call, Act.objects.count()]), flush=True)
        os._exit(0)
    os.waitpid(seen, 0)
"""


def test_killed_at_any_point_it_leaves_the_adopted_plan_in_force(
    tmp_path: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    shutil.copytree(demonstration(tmp_path_factory), tmp_path / "here")
    database, keys = str(tmp_path / "here" / "built.sqlite3"), os.environ.get("COUNCILS_KEYS") or str(tmp_path / "here")
    if SERVER in os.environ:
        there = a_database(tmp_path, "replanned")
        moving = [ready.python(), "-m", "councils", "move", "--db", database, "--to", there]
        subprocess.run(moving, capture_output=True, text=True, timeout=300, check=True)
        database = there
    command = [ready.python(), "-c", KILLED, database, AT.isoformat(), keys]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    told = [json.loads(line) for line in done.stdout.splitlines()]
    assert [line[1:4] for line in told[:3]] == [[9, 0, told[0][3]]] * 3, done.stderr
    assert len({line[4] for line in told[:3]}) == 1
    assert told[3][1:3] == [0, 1], done.stderr
    assert told[3][4] > told[0][4] + 100  # the call for needs, of every council, and the orders that change

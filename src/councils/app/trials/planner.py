"""A plan made by the process that carries out what is on a shelf (`worker.py`): asked in one file, found in another.

Theory of operation. What the files hold: `plan_files.py`. How far the work is, the solver tells: our own method how
many steps are still to be done, HiGHS only how far the best plan may be from the least. Who ends it gets the best plan
so far, if that can be checked; so does whoever waits longer than `SECONDS`.
"""

from __future__ import annotations

import json
import os
from pathlib import Path
from time import monotonic

from councils.app.trials.plan_files import ASKED, FOUND, found, read_asked
from councils.app.trials.shelf import write, write_bytes
from councils.plan.leontief import Progress
from councils.plan.solve import solve
from councils.plan.step import Step

SECONDS, OFTEN = 3600, 0.5
MOST_LEFT = 10
"""How many times the steps that are done may be left, for their time to be told."""


class Telling:
    """Writes how far it is, every half second, and knows whether to end."""

    def __init__(self, home: Path, parent: int) -> None:
        self.home, self.parent = home, parent
        self.begun = self.told = monotonic()

    def __call__(self, step: Progress | Step) -> None:
        now = monotonic()
        if now - self.told < OFTEN:
            return
        self.told = now
        steps, left = (step.iteration, step.left) if isinstance(step, Progress) else (step.steps, 0)
        said = {
            "steps": steps,
            "gap": step.gap if step.gap < 1 else None,
            "left": (now - self.begun) / steps * left if 0 < left < MOST_LEFT * steps else None,
        }
        write(self.home / "progress.json", json.dumps(said))

    def orphaned(self) -> bool:
        return os.getppid() != self.parent

    def ended(self) -> bool:
        return (self.home / "stopped").exists()

    def stop(self) -> bool:
        return self.orphaned() or self.ended() or monotonic() - self.begun > SECONDS


def plan(home: Path, parent: int) -> bool:
    """Whether there is one: not where whoever asked ended it before there was one to check, or the server has."""
    telling = Telling(home, parent)
    if telling.orphaned():
        return False
    asked = read_asked((home / ASKED).read_bytes())
    made = solve(
        asked.economy, fair=asked.fair, least=asked.least, start=asked.start, progress=telling, stop=telling.stop
    )
    if telling.orphaned() or (telling.ended() and not made.certificate.holds):
        return False
    write_bytes(home / FOUND, found(made))
    return True

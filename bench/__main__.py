"""Measure what people wait for, and print each figure beside its target: `make bench`, or parts: ARGS="rules france".

Everything is done for real: federations are founded in database files, pages are asked for through Django, records are
exported and verified. Machines differ and are noisy, so CPU time is told where others may have been at work.
"""

from __future__ import annotations

import gc
import os
import sys
import tempfile
from collections.abc import Callable
from importlib import import_module
from pathlib import Path

from councils.cli import SELDOM

PARTS = {
    "rules": "bench.rules:measured",
    "forest": "bench.forest:measured",
    "demonstration": "bench.demonstration:measured",
    "normandie": "bench.france:region",
    "delegates": "bench.delegates:measured",
    "france": "bench.france:measured",
    "needs": "bench.planning:needs",
    "accounts": "bench.planning:accounts",
    "plan": "bench.plan:measured",
    "network": "bench.voting:measured",
    "million": "bench.million:measured",
    "lab": "bench.lab:measured",
}
LONG = {"france"}  # minutes: only where it is named


def run(part: str) -> None:
    """One part, with a database of its own, as the program runs it."""
    gc.set_threshold(SELDOM)
    module, _, name = PARTS[part].partition(":")
    if part in ("demonstration", "normandie", "france", "needs", "accounts", "network"):
        import django
        from django.core.management import call_command

        django.setup()
        call_command("migrate", verbosity=0)
    measure: Callable[[], None] = getattr(import_module(module), name)
    measure()


def each(parts: list[str]) -> int:
    """Every part in a process of its own, so that none is measured with the memory of another."""
    for part in parts:
        with tempfile.TemporaryDirectory(prefix="councils-bench-") as folder:
            database = {"COUNCILS_DB": str(Path(folder) / "bench.sqlite3"), "COUNCILS_KEYS": ""}
            environment = {**os.environ, **database, "DJANGO_SETTINGS_MODULE": "councils.settings"}
            child = os.spawnve(os.P_WAIT, sys.executable, [sys.executable, "-m", "bench", "--alone", part], environment)
        if child:
            return child
    return 0


if __name__ == "__main__":
    words = sys.argv[1:] or [part for part in PARTS if part not in LONG]
    if words[0] == "--alone":
        run(words[1])
    elif unknown := [word for word in words if word not in PARTS]:
        sys.exit(f"There is no part called {unknown[0]}: {', '.join(PARTS)}")
    else:
        sys.exit(each(words))

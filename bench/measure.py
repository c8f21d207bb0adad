"""How a figure is told: beside its target, and how many times better than that it is (below 1: missed)."""

from __future__ import annotations

import resource
import statistics
import sys
from collections.abc import Callable
from dataclasses import dataclass
from multiprocessing import Pipe, get_context
from pathlib import Path
from time import perf_counter, process_time
from typing import Any

DATA = Path(__file__).parent.parent / "tests/data"


def told(what: str, figure: float, unit: str, target: float | None = None, *, more: bool = False) -> None:
    """One line; ``more`` where a larger figure is the better one."""
    line = f"{what:<66}{figure:>12,.1f} {unit:<7}"
    if target is not None:
        ratio = figure / target if more else target / max(figure, 1e-9)
        line += f" target {target:>7,.{0 if target >= 10 else 1}f}   {ratio:>6.1f} ×"
    print(line, flush=True)


def doing(what: str) -> None:
    """What is under way, on the other stream."""
    print(f"… {what}", file=sys.stderr, flush=True)


@dataclass(frozen=True, slots=True)
class Took:
    wall: float
    cpu: float


def took(work: Callable[[], Any]) -> Took:
    wall, cpu = perf_counter(), process_time()
    work()
    return Took(perf_counter() - wall, process_time() - cpu)


def seconds(work: Callable[[], Any]) -> float:
    return took(work).wall


def median_ms(work: Callable[[], Any], times: int = 15) -> Took:
    """Milliseconds of wall and of CPU time; the first time is not counted."""
    work()
    runs = [took(work) for _ in range(times)]
    return Took(*(statistics.median(getattr(run, kind) for run in runs) * 1000 for kind in ("wall", "cpu")))


def forget_peak() -> None:
    """From now on `peak_memory` tells of what comes; where there is no such file it tells of all that was."""
    peaks = Path("/proc/self/clear_refs")
    if peaks.exists():
        peaks.write_text("5", encoding="ascii")


def limited(work: Callable[[], Any], most: float) -> Any | None:
    """What ``work`` gives in a process of its own; None where it is ended after ``most`` seconds, or for its memory."""
    ours, theirs = Pipe(duplex=False)
    child = get_context("fork").Process(target=lambda: theirs.send(work()))
    child.start()
    theirs.close()
    try:
        return ours.recv() if ours.poll(most) else None
    except EOFError:
        return None
    finally:
        child.kill()
        child.join()


def peak_memory() -> float:
    """The most memory that this process has had since `forget_peak`, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024

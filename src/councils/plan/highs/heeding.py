"""HiGHS that can be stopped: by who asks it to, and by Ctrl-C.

Theory of operation. HiGHS asks at each step whether it is to end, and that is the only moment at which Python runs
meanwhile. An exception must not leave that moment: it would have to go through HiGHS, and ends the process. So Ctrl-C
is noted while HiGHS works, and whatever goes wrong in what is asked and told; HiGHS is asked to end, and what was noted
is handed on after that, to whom Ctrl-C is given otherwise.
"""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import highspy
from highspy._core import _Highs, cb

from councils.plan.step import Step

_KINDS = cb.HighsCallbackType
_ASKED = [int(getattr(_KINDS, f"kCallback{kind}Interrupt")) for kind in ("Simplex", "Ipm", "Mip")]
_TOLD = [int(_KINDS.kCallbackMipImprovingSolution), int(_KINDS.kCallbackMipLogging)]

Run = Callable[[], highspy.HighsModelStatus]


def _never() -> bool:
    return False


def heeding(highs: _Highs, stop: Callable[[], bool] = _never, tell: Callable[[Step], None] | None = None) -> Run:
    """What runs ``highs`` and gives its status, kInterrupt once ``stop`` says yes.

    ``tell``: what branch and bound has come to, now and then and at each better plan.
    """
    pressed: list[tuple[int, Any]] = []
    wrong: list[Exception] = []

    def ask(kind: Any, message: str, out: Any, answer: Any, data: Any) -> None:  # noqa: ARG001 - HiGHS passes them
        try:
            if kind in _ASKED:
                answer.user_interrupt = bool(pressed or wrong) or stop()
            elif tell and not wrong:
                tell(Step(max(out.mip_node_count, 0), out.mip_dual_bound, out.mip_primal_bound, whole=True))
        except Exception as error:  # noqa: BLE001 - it is raised once HiGHS has ended
            wrong.append(error)

    def run() -> highspy.HighsModelStatus:
        with _noting(pressed):
            highs.run()
        if wrong:
            raise wrong.pop()
        return highs.getModelStatus()

    highs.setCallback(ask, None)
    for kind in (*_ASKED, *(_TOLD if tell else ())):
        highs.startCallbackInt(kind)
    return run


@contextmanager
def _noting(pressed: list[tuple[int, Any]]) -> Iterator[None]:
    """Ctrl-C is put into ``pressed``, and given at the end to whoever it would have been given to."""
    before = signal.getsignal(signal.SIGINT)
    if threading.current_thread() is not threading.main_thread() or not callable(before):
        yield
        return
    signal.signal(signal.SIGINT, lambda number, frame: pressed.append((number, frame)))
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
    if pressed:
        before(*pressed.pop())
        pressed.clear()

"""Runs of a sweep on a Dask cluster: the same as on one machine, whoever makes them and whoever dies meanwhile.

Theory of operation. The sweep is a task itself, on which its runs depend: where a worker dies that held it, another
makes it again, and the runs that were under way with it. A run is known by its number alone (``sweep.py``), so made
twice it is the same twice. Rows come back one by one as they are ready, and are kept by who asked.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import CancelledError

from distributed import Client, KilledWorker, as_completed

from councils.lab.sweep import Row, Runs, Sweep


def on(client: Client) -> Runs:
    """For `sweep.swept`: the runs on the workers of a cluster.

    Raises ConnectionError if there are no workers, all die of the same run, or the scheduler is gone.
    """

    def runs(sweep: Sweep, missing: Sequence[int]) -> Iterator[tuple[int, Row]]:
        if not client.scheduler_info(n_workers=-1)["workers"]:
            raise ConnectionError("The cluster has no workers. Start some: dask worker ADDRESS")
        whole = client.submit(same, sweep, pure=False)
        tasks = client.map(row, missing, sweep=whole, pure=False)
        numbers = dict(zip(tasks, missing, strict=True))
        try:
            for task in as_completed(tasks):  # type: ignore[no-untyped-call]
                yield numbers[task], task.result()
        except KilledWorker as error:
            raise ConnectionError(f"Workers died of the same run again and again: {error}") from error
        except CancelledError as error:
            raise ConnectionError("The scheduler is gone. What was kept in a folder is gone on with.") from error
        finally:
            if client.status != "closed":  # who interrupts it may have let go of the cluster already
                client.cancel([whole, *tasks])  # type: ignore[no-untyped-call]

    return runs


def same(sweep: Sweep) -> Sweep:
    return sweep


def row(number: int, sweep: Sweep) -> Row:
    return sweep.row(number)

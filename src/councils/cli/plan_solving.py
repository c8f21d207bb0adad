"""`councils plan solve`: with progress, from another plan, and interrupted without loss.

Theory of operation. Ctrl-C asks whoever solves to end with the step that it is in; the best plan so far is written and
told with its certificate, which says how far from the best it can be. A second Ctrl-C ends the program at once, and so
does the first as long as nobody has begun to solve: there is no plan yet that could be kept.

Our own method tells how long it still takes. HiGHS cannot know: the simplex method comes to the end when it comes to
it. So what is told is what is known by then: below what there is no plan, and how far the best one so far is above
that, if there is one.
"""

from __future__ import annotations

import os
import signal
import threading
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from councils.cli.answers import as_json, print_json
from councils.cli.cluster import cluster
from councils.cli.plan_reading import economy_argument, economy_in, plan_in, reckoning
from councils.cli.plan_telling import plan_data, tell_plan

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from councils.plan.leontief import Progress
    from councils.plan.solve import Plan
    from councils.plan.solve.large import Where
    from councils.plan.step import Step


@click.command()
@economy_argument
@click.option("--out", type=click.Path(file_okay=False, path_type=Path), help="Write the plan into this folder.")
@click.option("--fair", is_flag=True, help="Share what is short between the councils and common needs.")
@click.option("--least", multiple=True, metavar="RESOURCE", help="Spare this resource before labour (repeatable).")
@click.option(
    "--method",
    type=click.Choice(["choose", "highs", "own"]),
    default="choose",
    show_default=True,
    help="Who solves: HiGHS exactly, our own method to a gap, or the one that suits the economy.",
)
@click.option(
    "--gap",
    type=click.FloatRange(min=0, max=1, min_open=True),
    help="How far from the best a plan by our own method may be: 0.0001 where nothing is said.",
)
@click.option(
    "--from",
    "start",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="Begin with this plan, of the same economy or nearly so: yesterday's.",
)
@click.option("--scheduler", metavar="ADDRESS", help="Plan by region on the Dask cluster there (our own method).")
@as_json
def solve(
    folder: Path,
    out: Path | None,
    fair: bool,
    least: tuple[str, ...],
    method: str,
    gap: float | None,
    start: Path | None,
    scheduler: str | None,
    as_json: bool,
) -> None:
    """Plan the economy in FOLDER: least unmet need, the first priority first, and then least labour.

    What takes long tells on standard error how far it is; Ctrl-C ends it with the best plan so far.
    """
    from councils.plan.files.plan_folder import write_plan
    from councils.plan.solve import FormError, Method
    from councils.plan.solve import solve as solve_economy

    economy = economy_in(folder, as_json=as_json)
    for code in least:
        if code not in economy.resources:
            raise click.ClickException(f"There is no resource {code!r}. There are: {', '.join(economy.resources)}.")
    begin = plan_in(start, as_json=as_json) if start else None
    with reckoning(), interruptible() as stop, elsewhere(scheduler) as where:
        try:
            found = solve_economy(
                economy,
                fair=fair,
                least=least,
                method=Method.OWN if scheduler else Method(method),
                gap=gap,
                start=begin,
                progress=Steps(),
                stop=stop,
                where=where,
            )
        except FormError as error:
            raise click.ClickException(str(error)) from error
        stopped = stop()
        if out:
            write_plan(found, out)
    tell(found, out, as_json=as_json, stopped=stopped)
    if not found.certificate.holds:
        click.echo(UNPROVED, err=True)
        raise SystemExit(1)


@contextmanager
def elsewhere(scheduler: str | None) -> Iterator[Where | None]:
    """Who makes the passes: the workers of a cluster, or None for this machine."""
    with cluster(scheduler) as client:
        if client is None:
            yield None
            return
        from councils.plan.leontief.cluster import on

        yield on(client)


def tell(found: Plan, out: Path | None, *, as_json: bool, stopped: bool) -> None:
    from councils.plan.results import Results

    if as_json:
        print_json({**plan_data(Results(found)), "stopped": stopped, "folder": str(out) if out else None})
        return
    if stopped:
        click.echo("Stopped: this is the best plan so far.", err=True)
    tell_plan(Results(found))
    if out:
        click.echo(f"The plan is in {out}. Why it is so: councils plan explain {out}")


class Steps:
    """Tells each step on standard error, with the time that is left, or that has gone where nobody can know it."""

    def __init__(self) -> None:
        self.begun = time.monotonic()

    def __call__(self, step: Progress | Step) -> None:
        from councils.plan.explain.wording import step_words
        from councils.plan.step import Step

        if isinstance(step, Step):
            click.echo(f"{step_words(step)}, after {time.monotonic() - self.begun:.0f} s", err=True)
        else:
            self.iteration(step)

    def iteration(self, step: Progress) -> None:
        from councils.plan.explain.wording import percent

        each = (time.monotonic() - self.begun) / max(step.iteration, 1)
        gap = f"at most {percent(step.gap)} above the least" if step.gap < 1 else "not yet a plan"
        more = f", about {each * step.left:.0f} s to go" if 0 < step.left < 10 * step.iteration else ""
        click.echo(f"{step.iteration} steps: {gap}{more}", err=True)


UNPROVED = "Without a certificate it is not to be voted on. Try a larger --gap, or --method highs, which may take long."
STOPPING = b"Stopping after this step with the best plan so far; once more to stop at once.\n"


@contextmanager
def interruptible() -> Iterator[Callable[[], bool]]:
    """A function that tells whether Ctrl-C was pressed; pressed again, or before it was asked, it ends the program."""
    pressed, solving = threading.Event(), threading.Event()

    def stop() -> bool:
        solving.set()
        return pressed.is_set()

    def press(number: int, frame: Any) -> None:
        signal.signal(signal.SIGINT, before)
        if not solving.is_set() and callable(before):
            before(number, frame)
            return
        pressed.set()
        os.write(2, STOPPING)  # the program may be in the middle of writing a line itself

    if threading.current_thread() is not threading.main_thread():
        yield stop
        return
    before = signal.signal(signal.SIGINT, press)
    try:
        yield stop
    finally:
        signal.signal(signal.SIGINT, before)

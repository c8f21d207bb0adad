"""`councils demo`: the demonstration city, in a database of its own."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

import click

from councils.cli.database import database

if TYPE_CHECKING:
    from councils.store.models import Federation

SEED = 1871


@click.command()
@click.option("--seed", default=SEED, show_default=True, help="Another number gives other people and votes.")
@click.option("--at", type=click.DateTime(), help="The moment the city is shown at (UTC); else now.")
@database
def demo(seed: int, at: datetime | None) -> None:
    """Load the demonstration: Paris of today with invented people, in the middle of its life."""
    from councils.store.models import Federation

    if Federation.objects.exists():
        raise click.ClickException("This database holds a federation already. Choose another one with --db.")
    federation = load_demonstration(seed, at)
    click.echo(f"{federation.name} is ready. Look at it with `councils serve`.")


def load_demonstration(seed: int = SEED, at: datetime | None = None) -> Federation:
    """Build the demonstration with a progress bar."""
    from councils.app.founding import NotFoundedError
    from councils.demo.city import STEPS, build

    try:
        with click.progressbar(length=STEPS, label="Building the demonstration") as bar:
            return build(at, seed, progress=lambda _: bar.update(1))
    except NotFoundedError as error:
        message = "Another program founded a federation in this database meanwhile. Run this once more."
        raise click.ClickException(message) from error

"""A Dask cluster that commands share their work with: reached by the address of its scheduler, or told why not."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from distributed import Client

WAIT = 10  # seconds for an answer of the scheduler


@contextmanager
def cluster(address: str | None) -> Iterator[Client | None]:
    """Whom to give tasks to; None where no address is given, and this machine does the work."""
    if not address:
        yield None
        return
    try:
        from distributed import Client
    except ModuleNotFoundError as error:
        raise click.ClickException("A cluster needs Dask. Install it in the program's folder: make extras") from error
    try:
        client = Client(address, timeout=WAIT)
    except (OSError, ValueError) as error:
        raise click.ClickException(f"There is no scheduler at {address}. Start one: dask scheduler") from error
    with client:
        try:
            yield client
        except ConnectionError as error:
            raise click.ClickException(str(error)) from error

"""`councils notify` and `councils tick`: what a server does by the clock, for a timer where none is running all day.

Both can come late, be left out or run twice, also at the same time, without harm. `councils serve` does the same by
itself once a minute.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from councils.cli.database import existing

if TYPE_CHECKING:
    from councils.app.notices import Round

NO_SERVER = "No mail server is named: set COUNCILS_MAIL, as smtp://user:password@host:587."
NO_ADDRESS = "Letters need links: say under which address people reach the pages, as COUNCILS_URL=https://example.org."


@click.command()
@existing
def tick() -> None:
    """Do what time has made due: close votes, end terms, count what is overdue, make the rest of a plan anew."""
    from councils.app.perform import tick as wind
    from councils.app.replanning import replan

    done, anew = wind(), replan()
    click.echo("1 act was due." if done == 1 else f"{done} acts were due.")
    if anew:
        click.echo("1 plan was made anew." if anew == 1 else f"{anew} plans were made anew.")


@click.command()
@existing
def notify() -> None:
    """Send the letters that are due: what waits for people, and what was decided."""
    from django.conf import settings

    if not settings.MAIL:
        raise click.ClickException(NO_SERVER)
    if not settings.URL:
        raise click.ClickException(NO_ADDRESS)
    done = post()
    refused = f" {done.refused} were refused: `councils status` says why." if done.refused else ""
    click.echo(f"{done.sent} letters sent.{refused}")
    if done.down:
        raise click.ClickException(f"The mail server did not take more: {done.down}. The rest is sent the next time.")


def post() -> Round:
    from django.conf import settings
    from django.utils.module_loading import import_string

    from councils.app.notices import send_notices

    return send_notices(import_string(settings.NOTICE_LETTER))

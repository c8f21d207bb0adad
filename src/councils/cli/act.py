"""`councils act`: any act that a person can do, from the command line, under the same rules (R17)."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING, Any

import click

from councils.cli.answers import as_json, print_json
from councils.cli.database import existing
from councils.cli.whose import in_the_name, one

if TYPE_CHECKING:
    from councils.app.acting import Deed


@click.command()
@click.argument("council")
@click.argument("name", metavar="ACT")
@click.argument("said", default="{}")
@in_the_name
@as_json
@existing
def act(council: str, name: str, said: str, token: str, invented: str, as_json: bool) -> None:
    """Do ACT in COUNCIL, as `second` in A1, for whoever the token is of.

    SAID is what is said with it, in JSON, with the fields that the reference of the API tells; `-` reads it from
    standard input. Every act of the API can be done: vote, propose, declare, accept an order, report what was made,
    send goods.
    """
    from councils.app.acting import DEEDS
    from councils.app.acting import act as do
    from councils.app.queries.happened import happening
    from councils.app.saying import UnfitError, said_in
    from councils.core.refusal import Refused

    deed: Deed | None = next((deed for deed in DEEDS if deed.name == name), None)
    if deed is None:
        names = ", ".join(deed.name for deed in DEEDS)
        raise click.ClickException(f"There is no act {name}. There are: {names}.")
    try:
        fields = said_in(deed, read(said))
    except UnfitError as unfit:
        raise click.ClickException(f"{unfit}") from unfit
    done = do(one(council, token, invented, deed.scope), council, deed, fields)
    if isinstance(done, Refused):
        raise click.ClickException(f"{done}")
    found = happening(done)
    if as_json:
        print_json(
            {"matter": found.matter, "events": [event for event, _ in found.events], "elsewhere": found.elsewhere}
        )
        return
    click.echo(", ".join(event for event, _ in found.events) + (f" ({found.matter})" if found.matter else ""))


def read(said: str) -> Any:
    try:
        return json.loads(sys.stdin.read() if said == "-" else said)
    except ValueError as error:
        raise click.ClickException(f"This is no JSON: {error}.") from error

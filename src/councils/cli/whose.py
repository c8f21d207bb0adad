"""In whose name a command acts: nobody can do more here than on the pages (R17)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from collections.abc import Callable

    from councils.store.models import Person


def in_the_name(command: Callable[..., Any]) -> Callable[..., Any]:
    """Who does it: whose token it is, or somebody whom a demonstration has invented."""
    token = click.option(
        "--token", envvar="COUNCILS_TOKEN", default="", help="In the name of whose access token it is."
    )
    name = click.option("--invented", default="", metavar="NAME", help="As NAME, whom a demonstration has invented.")
    return token(name(command))


def one(council: str, token: str, invented: str, scope: str = "planning") -> Person:
    found = somebody(council, token, invented, scope)
    if found is None:
        raise click.UsageError("Say in whose name: --token, or COUNCILS_TOKEN; in a demonstration also --invented.")
    return found


def somebody(council: str, token: str, invented: str, scope: str = "planning") -> Person | None:
    """In whose name; None where nothing is to be done."""
    from councils.app.queries.eyes import invented as people
    from councils.app.queries.federations import federation_of
    from councils.app.tokens import Scope, find_token, scopes_of

    if invented:
        found = people().filter(username=invented).first()
        federation = federation_of(council)
        if found is None or federation is None or not federation.demonstration:
            raise click.ClickException(f"No demonstration has invented anybody called {invented}.")
        return found
    if not token:
        return None
    known = find_token(token)
    if known is None or Scope(scope) not in scopes_of(known):
        message = f"This token is not valid, or has not the scope `{scope}`. Make one under Access tokens."
        raise click.ClickException(message)
    return known.person

"""The program `councils`: each command parses its words, calls one function of `councils.app` and prints the answer.

A command is imported when it is asked for: whoever verifies a record need not wait for the pages.
"""

import errno
import gc
import os
import sys
from importlib import import_module
from io import TextIOWrapper
from typing import Any

import click

PREPARING = {name: name for name in ("places", "charter", "seats", "count", "election", "lab")}
GOVERNING = {"serve": "serve", "demo": "demo", "found": "found", "invite": "found", "status": "status"}
GOVERNING |= {"act": "act", "tick": "notify", "notify": "notify", "trail": "status"}
PLANNING = {"plan": "plan"}
PROVING = {"export": "record", "head": "record", "proof": "record", "key": "record", "verify": "verify"}
KEEPING = {"move": "keeping", "backup": "keeping", "restore": "keeping"}
MODULES = PREPARING | GOVERNING | PLANNING | PROVING | KEEPING
"""Where each command is, in the order in which they are told."""

SELDOM = 50_000
"""New things between two searches for garbage: councils are values, and few of them hold each other in a circle."""


class Commands(click.Group):
    """A table of commands."""

    def main(self, *args: Any, **options: Any) -> Any:
        """As click's, and told in a line where there is no room for the answer."""
        try:
            return super().main(*args, **options)
        except OSError as error:
            if error.errno != errno.ENOSPC:
                raise
            click.echo(f"Error: {error.filename or 'standard output'}: {error.strerror}.", err=True)
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.__stdout__.fileno() if sys.__stdout__ else 1)
            sys.exit(1)  # what is still to be written has somewhere to go

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        return list(MODULES)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        if cmd_name not in MODULES:
            return None
        found: click.Command = getattr(import_module(f"councils.cli.{MODULES[cmd_name]}"), cmd_name)
        return found


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="councils")
def main() -> None:
    """Found, run and verify councils of mandated, recallable delegates."""
    gc.set_threshold(SELDOM)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="replace")  # a terminal that lacks a sign shows "?" for it

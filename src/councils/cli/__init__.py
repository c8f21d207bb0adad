"""The program `councils`: each command parses its words, calls one function of `councils.app` and prints the answer."""

import gc
import sys
from io import TextIOWrapper

import click

from councils.cli.charter import charter
from councils.cli.count import count
from councils.cli.demo import demo
from councils.cli.election import election
from councils.cli.found import found, invite
from councils.cli.keeping import backup, move, restore
from councils.cli.lab import lab
from councils.cli.notify import notify, tick
from councils.cli.places import places
from councils.cli.plan import plan
from councils.cli.record import export, head, key, proof
from councils.cli.seats import seats
from councils.cli.serve import serve
from councils.cli.status import status, trail
from councils.cli.verify import verify

SELDOM = 50_000
"""New things between two searches for garbage: councils are values, and few of them hold each other in a circle."""


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="councils")
def main() -> None:
    """Found, run and verify councils of mandated, recallable delegates."""
    gc.set_threshold(SELDOM)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="replace")  # a terminal that lacks a sign shows "?" for it


PREPARING = (places, charter, seats, count, election, lab)
GOVERNING = (serve, demo, found, invite, status, tick, notify, trail)
PLANNING = (plan,)
PROVING = (export, head, proof, key, verify)
KEEPING = (move, backup, restore)
for command in (*PREPARING, *GOVERNING, *PLANNING, *PROVING, *KEEPING):
    main.add_command(command)

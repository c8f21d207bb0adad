"""The program `councils`: each command parses its words, calls one function of `councils.app` and prints the answer."""

import click

from councils.cli.charter import charter
from councils.cli.places import places
from councils.cli.seats import seats


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="councils")
def main() -> None:
    """Found, run and verify councils of mandated, recallable delegates."""


main.add_command(charter)
main.add_command(places)
main.add_command(seats)

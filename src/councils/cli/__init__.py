"""The program `councils`: each command parses its words, calls one function of `councils.app` and prints the answer."""

import click


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="councils")
def main() -> None:
    """Found, run and verify councils of mandated, recallable delegates."""

"""`councils plan`: from declared needs to a plan that an assembly can vote on.

What is reckoned with is imported when a command runs: whoever calls another command does not wait for it.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from councils.cli.answers import as_json, print_json

if TYPE_CHECKING:
    from collections.abc import Sequence

    from councils.plan.economy import Economy
    from councils.plan.folder import Flaw


class FaultyFolder(click.ClickException):
    """The files of an economy have flaws; nothing was reckoned."""

    exit_code = 1

    def __init__(self, folder: Path, flaws: Sequence[Flaw], *, as_json: bool) -> None:
        super().__init__(f"{folder} has problems.")
        self.folder, self.flaws, self.as_json = folder, flaws, as_json

    def show(self, file: Any = None) -> None:  # noqa: ARG002 - click passes it
        if not self.as_json:
            for flaw in self.flaws:
                click.echo(f"{self.folder / str(flaw)}", err=True)
            return
        problems = [
            {
                "file": flaw.file,
                "line": flaw.problem.line,
                "message": flaw.problem.message,
                "remedy": flaw.problem.remedy,
            }
            for flaw in self.flaws
        ]
        print_json({"ok": False, "folder": str(self.folder), "problems": problems})


folder_argument = click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))


def economy_in(folder: Path, *, as_json: bool) -> Economy:
    """The economy in a folder; else its flaws."""
    from councils.plan.folder import read_folder

    read = read_folder(folder)
    if isinstance(read, tuple):
        raise FaultyFolder(folder, read, as_json=as_json)
    return read


@click.group()
def plan() -> None:
    """Check an economy, plan it, and tell why the plan is as it is."""


@plan.command()
@folder_argument
@as_json
def check(folder: Path, as_json: bool) -> None:
    """Read the economy in FOLDER to the end and tell everything that is wrong with it, file by file and by line."""
    economy = economy_in(folder, as_json=as_json)
    counts = {
        "products": len(economy.products),
        "techniques": len(economy.techniques),
        "workplaces": len(economy.workplaces),
        "needs": len(economy.needs),
        "periods": len(economy.periods),
    }
    if as_json:
        print_json({"ok": True, "folder": str(folder), **counts})
        return
    click.echo(f"{folder}: all is well.")
    click.echo(", ".join(f"{number} {what}" for what, number in counts.items()))


@plan.group()
def demo() -> None:
    """Try an economy that comes with the program."""


@demo.command("cooperative")
@click.option("--out", type=click.Path(file_okay=False, path_type=Path), required=True, help="The folder to write.")
@as_json
def demo_cooperative(out: Path, as_json: bool) -> None:
    """Write the economy of twelve workplaces into a folder, to read and to change."""
    from councils.plan.cases import cooperative
    from councils.plan.folder import write_folder

    if out.exists() and any(out.iterdir()):
        raise click.ClickException(f"{out} is not empty. Choose another folder.")
    write_folder(cooperative(), out)
    if as_json:
        print_json({"ok": True, "folder": str(out), "files": sorted(path.name for path in out.iterdir())})
        return
    click.echo(f"{out} holds twelve workplaces of a valley and a town. Next: councils plan solve {out}")

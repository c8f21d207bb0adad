"""What commands of `councils plan` read: an economy or a plan in a folder, and how it is told what keeps them from
it."""

from __future__ import annotations

from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from councils.cli.answers import TellsItself, print_json, problem_data

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from councils.plan.economy import Economy
    from councils.plan.files.folder import Flaw
    from councils.plan.solve import Plan
    from councils.plan.supply_use import SupplyUse


class FaultyFolder(TellsItself):
    """The files of an economy have flaws; nothing was reckoned."""

    exit_code = 1

    def __init__(self, folder: Path, flaws: Sequence[Flaw], *, as_json: bool) -> None:
        super().__init__(f"{folder} has problems.")
        self.folder, self.flaws, self.as_json = folder, flaws, as_json

    def show(self, file: Any = None) -> None:  # noqa: ARG002 - click passes it
        if not self.as_json:
            for flaw in self.flaws:
                alone = self.folder.name == flaw.file and self.folder.is_file()
                folder = self.folder.parent if alone else self.folder
                click.echo(f"{folder / str(flaw)}" if flaw.file else f"{folder}{flaw}", err=True)
            return
        problems = [{"file": flaw.file, **problem_data(flaw.problem)} for flaw in self.flaws]
        print_json({"ok": False, "folder": str(self.folder), "problems": problems})


folder_argument = click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))


economy_argument = click.argument("folder", type=click.Path(exists=True, path_type=Path))
"""A folder, with the tables of an economy, a supply-use table or one of pymrio; or a workbook."""


def economy_in(folder: Path, *, as_json: bool) -> Economy:
    """The economy in a folder or in a workbook; else its flaws."""
    from councils.plan.files.folder import read_folder
    from councils.plan.files.workbook import is_workbook, read_workbook
    from councils.plan.supply_use.folder import is_supply_use
    from councils.plan.supply_use.regions import is_regions, read_regions

    if folder.is_file() and not is_workbook(folder):
        raise click.ClickException(f"{folder} is neither a folder nor a workbook (.xlsx, .ods).")
    if folder.is_file():
        read = read_workbook(folder)
    elif is_supply_use(folder):
        read = economy_of_table(folder, as_json=as_json)
    elif is_regions(folder):
        read = read_regions(folder, odd=does_not_fit)
    else:
        read = read_folder(folder, told=lines_read)
    if isinstance(read, tuple):
        raise FaultyFolder(folder, read, as_json=as_json)
    return read


def economy_of_table(folder: Path, *, as_json: bool) -> Economy | tuple[Flaw, ...]:
    """The economy of the supply-use table in a folder, or what keeps it from making what is wanted."""
    from councils.plan.supply_use.economy import table_economy
    from councils.plan.supply_use.sound import table_flaws

    table = table_in(folder, as_json=as_json)
    economy = table_economy(table, labour=table.compensation_rate(), work_unit=table.work)
    if flaws := table_flaws(folder, economy):
        return flaws
    for oddity in table.oddities():
        does_not_fit(oddity)
    return economy


def does_not_fit(oddity: str) -> None:
    """Tell on standard error what in a table is not as it is in an economy."""
    click.echo(f"Does not fit: {oddity}", err=True)


def lines_read(file: str, lines: int) -> None:
    """Tell on standard error how far a large file has been read."""
    click.echo(f"{file}: {lines:,} lines read", err=True)


def table_in(folder: Path, *, as_json: bool) -> SupplyUse:
    """The supply-use table in a folder; else its flaws."""
    from councils.plan.supply_use.folder import is_supply_use, read_table_folder

    if not is_supply_use(folder):
        raise click.ClickException(
            f"{folder} holds no supply-use table: make.csv, use.csv, final_demand.csv, labour.csv."
        )
    read = read_table_folder(folder)
    if isinstance(read, tuple):
        raise FaultyFolder(folder, read, as_json=as_json)
    return read


@contextmanager
def reckoning() -> Iterator[None]:
    """Tell what keeps a plan from being written, instead of where in the program."""
    try:
        yield
    except OSError as error:
        raise click.ClickException(f"{error.filename}: {error.strerror}.") from error


def plan_in(folder: Path, *, as_json: bool) -> Plan:
    """The plan in a folder; else what is wrong with it."""
    from councils.plan.files.plan_folder import is_plan, read_plan

    if not is_plan(folder):
        raise click.ClickException(f"{folder} holds no plan. Make one: councils plan solve FOLDER --out {folder}")
    read = read_plan(folder, told=lines_read)
    if isinstance(read, tuple):
        raise FaultyFolder(folder, read, as_json=as_json)
    return read

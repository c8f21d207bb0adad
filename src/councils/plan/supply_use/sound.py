"""Whether all that a table wants can be made at all, told at the lines of the table.

Theory of operation. What can be made is asked of the economy that the table becomes (`soundness.unsound`), and told
where the table says it: a commodity at the first line that uses or demands it, a circle at the first line of what an
industry in it uses.
"""

from __future__ import annotations

import csv
from pathlib import Path

from councils.core.problem import Problem
from councils.plan.economy import Code, Economy
from councils.plan.files.folder import Flaw
from councils.plan.soundness import unsound
from councils.plan.supply_use.folder import FINAL, MAKE, USE


def table_flaws(folder: Path, economy: Economy) -> tuple[Flaw, ...]:
    """What keeps the economy of the table in a folder from making what is wanted of it."""
    return tuple(_told(folder, economy, *found) for found in unsound(economy))


def _told(folder: Path, economy: Economy, file: str, code: Code, words: tuple[str, str]) -> Flaw:
    if file == "products.csv":
        where = next((name for name in (USE, FINAL) if _line(folder, name, "commodity", code)), FINAL)
        remedy = f"Say in {MAKE} who makes it, or in {FINAL} how much is imported; or take out what uses it."
        return Flaw(where, Problem(_line(folder, where, "commodity", code), words[0], remedy))
    line = _line(folder, USE, "industry", economy.techniques[code].workplace)
    return Flaw(USE, Problem(line, words[0], f"Correct what is used, or in {MAKE} what is made."))


def _line(folder: Path, name: str, column: str, code: Code) -> int:
    """The first line of a file that has this code in a column; 0 where there is none."""
    with (folder / name).open(encoding="utf-8-sig", newline="") as text:
        lines = csv.reader(text)
        names = [cell.strip().casefold() for cell in next(lines, [])]
        at = names.index(column) if column in names else len(names)
        return next((lines.line_num for cells in lines if [cell.strip() for cell in cells[at : at + 1]] == [code]), 0)

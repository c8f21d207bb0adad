"""The folder of an economy, from the tables by which it is read."""

from __future__ import annotations

from tools.reference import markdown

from councils.plan.files.schema import TABLES, Column, Kind, Table

INTRODUCTION = """\
An economy is a folder of CSV files in UTF-8. `councils plan check FOLDER` reads all of them and tells what is wrong by
file and line. Columns may stand in any order, and those with a meaning for an empty cell may be left out. Quantities
are digits with a point for decimals, 0 or more, never infinite: where nothing limits, the cell is empty. A comma is
read where it can only stand before decimals, as in 0,95 and not in 1,500. A
[tutorial](../how-to/plan.md) goes through a whole case.
"""
_HOLDS = {
    Kind.CODE: "code",
    Kind.REFERENCE: "code",
    Kind.TEXT: "text",
    Kind.UNIT: "unit",
    Kind.AMOUNT: "number, 0 or more",
    Kind.POSITIVE: "number, more than 0",
    Kind.SHARE: "number from 0 to 1",
    Kind.PRIORITY: "1, 2, 3 …",
    Kind.YES: "`yes` or `no`",
    Kind.CHOICE: "word",
}


def page() -> str:
    return markdown.page("The folder of an economy", INTRODUCTION, *(section(table) for table in TABLES))


def section(table: Table) -> str:
    needed = "" if table.needed else " The file may be missing."
    key = ", ".join(f"`{name}`" for name in table.key)
    rows = [row(column) for column in table.columns]
    columns = markdown.table(["column", "holds", "meaning", "empty"], rows)
    words = f"{table.meaning[0].upper()}{table.meaning[1:]}. One line for each {key}.{needed}"
    return f"## {table.file}\n\n{words}\n\n{columns}"


def row(column: Column) -> list[str]:
    holds = _HOLDS[column.kind] + (f" in {column.of[0]}" if column.kind is Kind.REFERENCE else "")
    return [f"`{column.name}`", holds, column.meaning, column.empty or ("" if column.needed else "nothing")]

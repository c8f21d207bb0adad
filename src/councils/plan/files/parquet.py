"""The tables of a plan as Parquet, for polars, pandas, DuckDB and whoever else reckons on with them.

Theory of operation. The same tables as in the folder (``plan_folder.tables``), one file each, with numbers as
float64; what has no limit is infinite. PyArrow writes them (the extra ``parquet``).
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from councils.plan.files.drafts import together
from councils.plan.files.plan_folder import tables
from councils.plan.solve import Plan

SEAL = "activities.parquet"
"""What comes last: where it is, the others are of the same plan."""


def write_parquet(plan: Plan, folder: Path) -> tuple[str, ...]:
    """Write the tables of a plan into a folder; their names. ImportError where PyArrow is not installed."""
    import pyarrow as pa  # noqa: PLC0415 - an extra
    from pyarrow import parquet  # noqa: PLC0415

    names = []
    with together(folder, seal=SEAL) as drafts:
        for name, (header, columns) in tables(plan).items():
            cells = {title: _column(column) for title, column in zip(header, columns, strict=True)}
            names.append(name.replace(".csv", ".parquet"))
            parquet.write_table(pa.table(cells), drafts / names[-1])
    return tuple(names)


def _column(cells: Iterable[object]) -> list[object]:
    """Texts of what is neither text nor number."""
    return [cell if isinstance(cell, float | int) else str(cell) for cell in cells]

"""An economy from a table of several regions as pymrio saves it: `Z.txt`, `Y.txt` and accounts of what industries take.

Theory of operation. These are tables of numbers with two lines of names above (region and sector; of final demand,
region and category) and columns of names at the left, separated by tabs. Z says what each sector of each region used of
each, Y what went to final demand; gross output is their sum, x = Z e + Y e, and a sector is a technique that makes a
unit with what it used for one, a column of A = Z / x. Work is the first row of an account (``F.txt`` in a folder of its
own) that is called after labour, employment, hours or compensation; else value added. What is negative in Z is taken as
made there, and in Y as a stock that there was. Nothing limits a sector: a table says what was done, not what can be.
"""

from __future__ import annotations

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from math import inf, isfinite
from pathlib import Path

import numpy as np

from councils.core.problem import Problem
from councils.plan.economy import Economy, Need, Product, Skill, Stock, Technique, Workplace
from councils.plan.files.folder import Flaw
from councils.plan.linear import Floats

Z, Y, F, UNITS = "Z.txt", "Y.txt", "F.txt", "unit.txt"
WORK = ("labour", "labor", "employment", "hours", "compensation", "value added")
_HEADS = 3  # two lines of names, and one that names the columns at the left


@dataclass(frozen=True, slots=True)
class Frame:
    """``rows``, ``columns``: their names, joined by ":"; ``numbers`` float64[rows, columns]."""

    rows: tuple[str, ...]
    columns: tuple[str, ...]
    numbers: Floats


def is_regions(folder: Path) -> bool:
    return (folder / Z).is_file() and (folder / Y).is_file()


def read_regions(folder: Path) -> Economy | tuple[Flaw, ...]:
    """The economy of the table in a folder, or its flaws."""
    flaws: list[Flaw] = []
    z, y = (_frame(folder, name, flaws) for name in (Z, Y))
    accounts = [
        (path.name, frame)
        for path in sorted(folder.iterdir())
        if (path / F).is_file() and (frame := _frame(folder, f"{path.name}/{F}", flaws))
    ]
    work = _work([frame for _, frame in accounts])
    if not work and not flaws:
        remedy = f"Put {F} into a folder beside, with a row that is called after labour, hours or value added."
        flaws.append(Flaw("", Problem(0, "No account says how much work the sectors take.", remedy)))
    if z and y and work and not flaws:
        flaws += [
            Flaw(name, Problem(1, f"It is not about the sectors of {Z}, in their order.", "Save all tables together."))
            for name, known in ((Z, z.columns), (Y, y.rows), (F, work[1].columns))
            if known != z.rows
        ]
    if flaws or not (z and y and work):
        return tuple(flaws)
    return _economy(folder, z, y, work[0], work[2])


def _work(accounts: Sequence[Frame]) -> tuple[str, Frame, Floats] | None:
    """The name of the row that is work, its account, and its numbers."""
    for word in WORK:
        for frame in accounts:
            for name, numbers in zip(frame.rows, frame.numbers, strict=True):
                if word in name.casefold():
                    return name, frame, numbers
    return None


def _frame(folder: Path, name: str, flaws: list[Flaw]) -> Frame | None:
    try:
        text = (folder / name).read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        flaws.append(Flaw(name, Problem(0, f"It cannot be read: {error}.", "Save it as text, in UTF-8.")))
        return None
    lines = list(csv.reader(text.splitlines(), delimiter="\t"))
    names = sum(bool(cell) for cell in lines[2]) if len(lines) > _HEADS else 0
    if not names:
        said = "It has not two lines of names, a line that names the first columns, and numbers below."
        flaws.append(Flaw(name, Problem(1, said, "Save it with pymrio, as text with tabs.")))
        return None
    columns = tuple(f"{region}:{sector}" for region, sector in zip(lines[0][names:], lines[1][names:], strict=False))
    numbers, rows = np.zeros((len(lines) - _HEADS, len(columns))), []
    for at, cells in enumerate(lines[_HEADS:]):
        rows.append(":".join(cells[:names]))
        found = [_number(cell) for cell in cells[names:]]
        if len(found) != len(columns) or None in found:
            said = f"There are not {len(columns)} numbers here."
            flaws.append(Flaw(name, Problem(at + _HEADS + 1, said, "Correct the line, or save the table anew.")))
        else:
            numbers[at] = found
    return Frame(tuple(rows), columns, numbers)


def _number(cell: str) -> float | None:
    try:
        number = float(cell or 0.0)
    except ValueError:
        return None
    return number if isfinite(number) else None


def _economy(folder: Path, z: Frame, y: Frame, work: str, hours: Floats) -> Economy:
    output = z.numbers.sum(axis=1) + y.numbers.sum(axis=1)
    inputs = z.numbers / np.where(output > 0, output, 1.0)
    units = _units(folder)
    techniques = {}
    for at, code in enumerate(z.rows):
        if output[at] > 0:
            column = dict(zip(z.rows, inputs[:, at].tolist(), strict=True))
            gives = {other: -much for other, much in column.items() if much < 0}
            gives[code] = gives.get(code, 0.0) + 1.0
            each = float(hours[at] / output[at])
            techniques[code] = Technique(
                code, code, code, gives, {o: much for o, much in column.items() if much > 0}, {"work": max(each, 0.0)}
            )
    kinds = [category.split(":", 1) for category in y.columns]
    entries = [
        (region, kind, code, float(much))
        for code, row in zip(y.rows, y.numbers, strict=True)
        for (region, kind), much in zip(kinds, row, strict=True)
    ]
    had: dict[str, float] = {}
    for _, _, code, much in entries:
        if much < 0:
            had[code] = had.get(code, 0.0) - much
    return Economy(
        title=folder.resolve().name,
        products={code: Product(code, code, units.get(code, "unit")) for code in z.rows},
        techniques=techniques,
        needs=tuple(Need(region, kind, code, much, 1) for region, kind, code, much in entries if much > 0),
        workplaces={code: Workplace(code, code) for code in z.rows},
        skills=(Skill("work", work, hours=inf),),
        stocks=tuple(Stock(code, much) for code, much in had.items()),
        work_unit=work,
    )


def _units(folder: Path) -> dict[str, str]:
    """The unit of each sector, where the table tells it."""
    if not (folder / UNITS).is_file():
        return {}
    lines = csv.reader((folder / UNITS).read_text(encoding="utf-8-sig").splitlines(), delimiter="\t")
    return {f"{cells[0]}:{cells[1]}": cells[2] for cells in list(lines)[1:] if len(cells) > 2}

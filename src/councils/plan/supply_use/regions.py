"""An economy from a table of several regions as pymrio saves it: `Z.txt`, `Y.txt` and accounts of what industries take.

Theory of operation. These are tables of numbers with two lines of names above (region and sector; of final demand,
region and category) and columns of names at the left, separated by tabs. Z says what each sector of each region used of
each, Y what went to final demand; gross output is their sum, x = Z e + Y e, and a sector is a technique that makes a
unit with what it used for one, a column of A = Z / x. Work is the first row of an account (``F.txt`` in a folder of its
own) that is called after labour, employment, hours or compensation; else value added. What is negative in Z is taken as
made there, and in Y as a stock that there was; work that is negative counts as none. All that is told. Nothing limits a
sector: a table says what was done, not what can be.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import inf
from pathlib import Path

import numpy as np

from councils.core.problem import Problem, decode
from councils.plan.economy import Economy, Need, Product, Skill, Stock, Technique, Workplace
from councils.plan.files.folder import SEAL, Flaw
from councils.plan.files.number import signed
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


def untold(_oddity: str) -> None:
    """Tell nobody."""


def is_regions(folder: Path) -> bool:
    """Whether it is meant to be such a table: it has one of its files, and is no economy's."""
    return not (folder / SEAL).exists() and any((folder / name).exists() for name in (Z, Y))


def read_regions(folder: Path, *, odd: Callable[[str], None] = untold) -> Economy | tuple[Flaw, ...]:
    """The economy of the table in a folder, or its flaws; ``odd`` is told what does not fit an economy."""
    flaws: list[Flaw] = []
    z, y = (_frame(folder, name, flaws) for name in (Z, Y))
    units = _units(folder, flaws)
    names = [f"{path.name}/{F}" for path in sorted(folder.iterdir()) if (path / F).exists()]
    accounts = {name: frame for name in names if (frame := _frame(folder, name, flaws))}
    work = _work(accounts)
    if not work and not flaws:
        remedy = f"Put {F} into a folder beside, with a row that is called after labour, hours or value added."
        flaws.append(Flaw("", Problem(0, "No account says how much work the sectors take.", remedy)))
    if z and y and work and not flaws:
        flaws += _others(z, {Y: y.rows, work.file: accounts[work.file].columns})
    if flaws or not (z and y and work):
        return tuple(flaws)
    for oddity in _oddities(z, y, work):
        odd(oddity)
    return _economy(folder, z, y, work, units)


def _others(z: Frame, known: dict[str, tuple[str, ...]]) -> Iterator[Flaw]:
    """Tables that are not about the sectors of Z."""
    first: dict[str, int] = {}
    for line, name in enumerate(z.rows, _HEADS + 1):
        if (before := first.setdefault(name, line)) != line:
            yield Flaw(Z, Problem(line, f"{name} is there already, on line {before}.", "Name each sector once."))
    if z.rows != z.columns:
        said = "The sectors at the left are not those above, in the same order."
        yield Flaw(Z, Problem(1, said, "Save the table anew, whole."))
        return
    for file, names in known.items():
        if names != z.rows:
            remedy = "Save all tables together."
            yield Flaw(file, Problem(1, f"It is not about the sectors of {Z}, in their order.", remedy))


def _oddities(z: Frame, y: Frame, work: Work) -> Iterator[str]:
    """What does not fit an economy, and what is done about it."""
    if used := int((z.numbers < 0).sum()):
        yield f"{used} uses in {Z} are negative: taken as made there"
    if had := int((y.numbers < 0).sum()):
        yield f"{had} entries of {Y} are negative: taken as stocks that there were"
    if below := int((work.hours < 0).sum()):
        yield f"{below} sectors take less than no work ({work.name}): taken as none"
    idle = [name for name, much in zip(z.rows, _output(z, y).tolist(), strict=True) if much <= 0]
    if idle:
        yield f"{', '.join(idle)} made nothing: left out"


@dataclass(frozen=True, slots=True)
class Work:
    """The row that is work: ``file`` of its account, its ``name``, and ``hours`` float64 of each sector."""

    file: str
    name: str
    hours: Floats


def _work(accounts: Mapping[str, Frame]) -> Work | None:
    for word in WORK:
        for file, frame in accounts.items():
            for name, numbers in zip(frame.rows, frame.numbers, strict=True):
                if word in name.casefold():
                    return Work(file, name, numbers)
    return None


def _text(folder: Path, name: str, flaws: list[Flaw]) -> str | None:
    try:
        text = decode((folder / name).read_bytes())
    except OSError as error:
        text = Problem(0, f"It cannot be read: {error.strerror}.", "Save it with the other tables, as text.")
    if isinstance(text, Problem):
        flaws.append(Flaw(name, text))
        return None
    return text


def _frame(folder: Path, name: str, flaws: list[Flaw]) -> Frame | None:
    if (text := _text(folder, name, flaws)) is None:
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
        found = _numbers(columns, cells[names:])
        if isinstance(found, str):
            flaws.append(Flaw(name, Problem(at + _HEADS + 1, found, "Correct the line, or save the table anew.")))
        else:
            numbers[at] = found
    return Frame(tuple(rows), columns, numbers)


def _numbers(columns: Sequence[str], cells: Sequence[str]) -> list[float] | str:
    """The numbers of a line, or what is wrong with the first cell that is none."""
    if len(cells) != len(columns):
        return f"There are {len(cells)} numbers here, not {len(columns)}."
    found = [signed(cell.strip()) if cell.strip() else 0.0 for cell in cells]
    wrong = (f"{column}: {read[0]}." for column, read in zip(columns, found, strict=True) if isinstance(read, tuple))
    return next(wrong, "") or [read for read in found if not isinstance(read, tuple)]


def _output(z: Frame, y: Frame) -> Floats:
    return np.asarray(z.numbers.sum(axis=1) + y.numbers.sum(axis=1))


def _economy(folder: Path, z: Frame, y: Frame, work: Work, units: Mapping[str, str]) -> Economy:
    output = _output(z, y)
    inputs = z.numbers / np.where(output > 0, output, 1.0)
    techniques = {}
    for at, code in enumerate(z.rows):
        if output[at] > 0:
            column = dict(zip(z.rows, inputs[:, at].tolist(), strict=True))
            gives = {other: -much for other, much in column.items() if much < 0}
            gives[code] = gives.get(code, 0.0) + 1.0
            each = float(work.hours[at] / output[at])
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
        skills=(Skill("work", work.name, hours=inf),),
        stocks=tuple(Stock(code, much) for code, much in had.items()),
        work_unit=work.name,
    )


def _units(folder: Path, flaws: list[Flaw]) -> dict[str, str]:
    """The unit of each sector, where the table tells it."""
    if not (folder / UNITS).exists() or (text := _text(folder, UNITS, flaws)) is None:
        return {}
    lines = csv.reader(text.splitlines(), delimiter="\t")
    return {f"{cells[0]}:{cells[1]}": cells[2] for cells in list(lines)[1:] if len(cells) > 2}

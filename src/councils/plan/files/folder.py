"""An economy in a folder of CSV files: read whole, or told what is wrong file by file and line by line; and written.

Theory of operation. ``schema.py`` names the files. All that are there are read (``tables.py``); every code is looked
up where it points (``references.py``); the economy is built (``building.py``), and looked at as a whole
(``soundness.py``): whether it can make what it needs at all. Each step is taken only if the ones before it found
nothing, since what follows from a slip need not be told. What is written reads back as the same economy, to the
digit.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

from councils.core.problem import LIMIT, Problem, closest, decode, limited
from councils.plan.economy import Code, Economy, Flow
from councils.plan.files.building import build
from councils.plan.files.csv_table import csv_text
from councils.plan.files.drafts import together
from councils.plan.files.naming import shared_names
from councils.plan.files.references import reference_flaws
from councils.plan.files.schema import BY_FILE, TABLES
from councils.plan.files.sheet import Sheet, Sheets
from councils.plan.files.tables import read_table, untold
from councils.plan.soundness import unsound

SEAL = "products.csv"
"""Without it nothing is read."""


@dataclass(frozen=True, slots=True)
class Flaw:
    """A problem, and the file that it is in; "" for the folder."""

    file: str
    problem: Problem

    def __str__(self) -> str:
        where = ":".join(part for part in (self.file, str(self.problem.line or "")) if part)
        return f"{where}: {self.problem.message} {self.problem.remedy}".rstrip()


def read_folder(folder: Path, *, told: Callable[[str, int], None] = untold) -> Economy | tuple[Flaw, ...]:
    """The economy in a folder, or its flaws, at most 50 of a file; ``told``: as in `read_table`."""
    texts, flaws = texts_in(sorted(folder.glob("*.csv")))
    read = read_texts(texts, title=folder.resolve().name, told=told)
    known = {flaw.file for flaw in flaws}
    rest = [flaw for flaw in read if flaw.file not in known] if isinstance(read, tuple) else []
    return read if not flaws and isinstance(read, Economy) else (*flaws, *rest)


def texts_in(paths: Iterable[Path]) -> tuple[dict[str, str], list[Flaw]]:
    """The texts of files by their names, and what keeps others from being read."""
    texts: dict[str, str] = {}
    flaws: list[Flaw] = []
    for path in paths:
        decoded = _read(path)
        if isinstance(decoded, Problem):
            flaws.append(Flaw(path.name, decoded))
        else:
            texts[path.name] = decoded
    return texts, flaws


def _read(path: Path) -> str | Problem:
    try:
        return decode(path.read_bytes())
    except OSError as error:
        return Problem(0, f"{error.strerror}.", "It has to be a file that you can read.")


def read_texts(
    texts: Mapping[str, str], *, title: str = "", told: Callable[[str, int], None] = untold
) -> Economy | tuple[Flaw, ...]:
    """The economy in these files (name → text), or what is wrong with them; ``told``: as in `read_table`.

    >>> [str(flaw) for flaw in read_texts({"product.csv": ""})][0]  # doctest: +ELLIPSIS
    "product.csv: No file of an economy is called that. Perhaps 'products.csv' was meant. Call it after what it has:..."
    """
    flaws = list(_files(texts))
    rows: dict[str, Sheet] = {}
    for table in TABLES:
        problems: list[Problem] = []
        rows[table.file] = read_table(table, texts[table.file], problems, told=told) if table.file in texts else Sheet()
        flaws.extend(Flaw(table.file, problem) for problem in problems)
    if not flaws:
        flaws = [Flaw(file, problem) for file, problem in reference_flaws(rows)]
    if flaws:
        return flaws_told(flaws)
    economy = build(rows, title=title)
    found = chain(unsound(economy), shared_names(economy))
    return flaws_told([Flaw(file, Problem(*_at(rows, file, code), *said)) for file, code, said in found]) or economy


def _at(rows: Sheets, file: str, code: str) -> tuple[int]:
    codes = rows[file].texts(BY_FILE[file].key[0])
    return (rows[file].lines[codes.index(code)] if code in codes else 0,)


def unknown_files(texts: Iterable[str]) -> Iterable[Flaw]:
    """Files of these names that are no economy's."""
    for name in sorted(set(texts) - BY_FILE.keys()):
        meant = closest(name, tuple(BY_FILE))
        perhaps = f"Perhaps {meant!r} was meant. " if meant else ""
        remedy = f"{perhaps}Call it after what it has: {', '.join(BY_FILE)}; or take it out."
        yield Flaw(name, Problem(0, "No file of an economy is called that.", remedy))


def _files(texts: Mapping[str, str]) -> Iterable[Flaw]:
    yield from unknown_files(texts)
    for table in TABLES:
        if table.needed and table.file not in texts:
            first = ",".join(column.name for column in table.columns)
            yield Flaw(table.file, Problem(0, f"This file is missing. It has {table.meaning}.", f"It begins: {first}"))


def flaws_told(flaws: Iterable[Flaw]) -> tuple[Flaw, ...]:
    """By file, at most 50 of each."""
    by_file: dict[str, list[Problem]] = defaultdict(list)
    for flaw in flaws:
        by_file[flaw.file].append(flaw.problem)
    return tuple(Flaw(file, problem) for file, found in by_file.items() for problem in limited(found, LIMIT))


def write_texts(economy: Economy) -> dict[str, str]:
    """The files that read back as this economy."""
    unit = {code: product.unit for code, product in economy.products.items()}
    tables: dict[str, Iterable[tuple[object, ...]]] = {
        "products.csv": [(p.code, p.name, p.unit, p.keeps, p.category, p.standard) for p in economy.products.values()],
        "workplaces.csv": [(w.code, w.name, w.place, w.hours, w.activity) for w in economy.workplaces.values()],
        "techniques.csv": [
            (t.code, t.name, t.workplace, t.most, "yes" if t.whole else "") for t in economy.techniques.values()
        ],
        "recipes.csv": [],
        "needs.csv": [
            (n.council, n.category, n.product, n.quantity, unit[n.product], n.priority, n.place, n.period)
            for n in economy.needs
        ],
        "skills.csv": [(s.code, s.name, s.place, s.hours) for s in economy.skills],
        "resources.csv": [
            (r.code, r.name, r.unit, amount, period, r.workplace)
            for r in economy.resources.values()
            for period, amount in (("", r.amount), *r.amounts.items())
        ],
        "stocks.csv": [
            (s.product, s.quantity, unit[s.product], s.place, s.at_end, s.priority, s.workplace) for s in economy.stocks
        ],
        "trade.csv": [(t.product, t.direction, t.price, t.money, t.most, t.place, t.workplace) for t in economy.trade],
        "transport.csv": [
            (r.product, r.origin, r.goal, r.carrier, r.per_unit, r.keeps, r.most) for r in economy.transport
        ],
        "periods.csv": economy.periods.items(),
    }
    columns: dict[str, list[Sequence[object]]] = {
        file: list(zip(*lines, strict=True)) for file, lines in tables.items()
    }
    columns["recipes.csv"] = _recipes(economy, unit)
    return {file: _csv(file, each) for file, each in columns.items() if each or BY_FILE[file].needed}


def _recipes(economy: Economy, unit: Mapping[Code, str]) -> list[Sequence[object]]:
    """The columns of recipes, of which there may be millions."""
    resource_unit = {code: resource.unit for code, resource in economy.resources.items()}
    techniques, flows, codes, amounts, units = list[Code](), list[str](), list[Code](), list[float](), list[str]()
    for technique in economy.techniques.values():
        for flow in Flow:
            does: Mapping[Code, float] = getattr(technique, flow)
            if does:
                techniques += [technique.code] * len(does)
                flows += [flow.value] * len(does)
                codes += does.keys()
                amounts += does.values()
                known = unit if flow in (Flow.MAKES, Flow.USES) else resource_unit
                units += ["hour"] * len(does) if flow is Flow.WORKS else map(known.__getitem__, does)
    return [techniques, flows, codes, amounts, units]


def _csv(file: str, columns: Sequence[Sequence[object]]) -> str:
    header = [column.name for column in BY_FILE[file].columns]
    return csv_text(header, columns or [()] * len(header))


def write_folder(economy: Economy, folder: Path) -> None:
    """Make the folder, where it isn't there, and write the files of the economy into it: all of them, or none."""
    texts = write_texts(economy)
    with together(folder, seal=SEAL, gone=BY_FILE.keys() - texts.keys()) as drafts:
        for file, text in texts.items():
            (drafts / file).write_text(text, encoding="utf-8", newline="")

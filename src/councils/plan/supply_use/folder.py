"""A supply-use table of one's own, from a folder of four CSV files, or everything that is wrong with it.

Theory of operation. Each line is one entry, so that only what isn't nought has to be written:

    make.csv           industry,commodity,value    what industries made
    use.csv            commodity,industry,value    what they used up for it
    final_demand.csv   commodity,category,value    where the rest went; ``imports``, negative, and ``exports`` too
    labour.csv         industry,hours              how much work each took
    output.csv         industry,most               the most that each can make; may be left out

All but hours are in one unit of value. Codes are those of ``make.csv``; commodities that nobody makes may be used too.
Values may be negative, as statistics have them; they are kept, and told (`supply_use.SupplyUse.oddities`). What a plan
needs besides, that everything can be made at all, is asked of the economy of the table (``sound.py``).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from math import inf, nan
from pathlib import Path

import numpy as np

from councils.core.csv_records import header_problems, read_records
from councils.core.problem import Problem, closest, decode, limited
from councils.plan.files.folder import SEAL, Flaw
from councils.plan.files.number import signed
from councils.plan.linear import Floats
from councils.plan.supply_use import Roles, SupplyUse
from councils.plan.supply_use.economy import MONEY, output_of, way_of
from councils.plan.supply_use.published import MisreadError, read_supply_use

MAKE, USE, FINAL, LABOUR, OUTPUT = "make.csv", "use.csv", "final_demand.csv", "labour.csv", "output.csv"
IMPORTS, EXPORTS = "imports", "exports"
_COLUMNS = {
    MAKE: ("industry", "commodity", "value"),
    USE: ("commodity", "industry", "value"),
    FINAL: ("commodity", "category", "value"),
    LABOUR: ("industry", "hours"),
    OUTPUT: ("industry", "most"),
}
_SIGNED = (USE, FINAL)
_SECTORS = "sectors.csv"
_OTHERWISE = "Call it something else, in all files."
_AS_PUBLISHED = "Write it as in the table of the United States that comes with the program."


@dataclass(frozen=True, slots=True)
class Entry:
    """``keys``: the codes of one line."""

    line: int
    keys: tuple[str, ...]
    value: float


def is_supply_use(folder: Path) -> bool:
    """Whether it is meant to be a table: it has one of its files, and is no economy's."""
    return not (folder / SEAL).exists() and any((folder / name).exists() for name in (MAKE, USE, FINAL, LABOUR))


def read_table_folder(folder: Path) -> SupplyUse | tuple[Flaw, ...]:
    """The table in a folder, or its flaws; one in the files of that of the United States is read as well."""
    if (folder / _SECTORS).is_file():
        try:
            return read_supply_use(folder, title=folder.resolve().name)
        except MisreadError as error:
            return (Flaw(error.file, Problem(error.line, error.said, _AS_PUBLISHED)),)
    flaws: dict[str, list[Problem]] = {name: [] for name in _COLUMNS}
    found = {name: _entries(folder, name, flaws[name]) for name in _COLUMNS}
    industries = tuple(dict.fromkeys(entry.keys[0] for entry in found[MAKE]))
    made = dict.fromkeys(entry.keys[1] for entry in found[MAKE])
    used = dict.fromkeys(entry.keys[0] for name in (USE, FINAL) for entry in found[name])
    _check_industries(found, industries, flaws)
    _check_names(found, industries, flaws)
    all_flaws = (
        *_unknown(folder),
        *(Flaw(name, problem) for name in _COLUMNS for problem in limited(flaws[name])),
    )
    return all_flaws or _table(folder, found, industries, tuple(made | used))


def _unknown(folder: Path) -> Iterator[Flaw]:
    """Files that nobody would read."""
    for path in sorted(folder.glob("*.csv")):
        if path.name not in _COLUMNS:
            meant = closest(path.name.casefold(), tuple(_COLUMNS))
            remedy = f"Perhaps {meant!r} was meant." if meant else f"There are {', '.join(_COLUMNS)}; take it out."
            yield Flaw(path.name, Problem(0, "No file of a supply-use table is called that.", remedy))


def _entries(folder: Path, name: str, problems: list[Problem]) -> list[Entry]:
    if not (folder / name).exists():
        if name != OUTPUT:
            problems.append(Problem(0, "There is no such file.", f"Its first line is: {','.join(_COLUMNS[name])}."))
        return []
    try:
        text = decode((folder / name).read_bytes())
    except OSError as error:
        text = Problem(0, f"{error.strerror}.", "It has to be a file that you can read.")
    if isinstance(text, Problem):
        problems.append(text)
        return []
    records = read_records(text, problems)
    first = next(records, None)
    names = [cell.strip().casefold() for cell in first.cells] if first else []
    wrong = list(header_problems(1, names, needed=_COLUMNS[name]))
    problems.extend(wrong)
    if wrong:
        return []
    order = [names.index(column) for column in _COLUMNS[name]]
    found: dict[tuple[str, ...], Entry] = {}
    for record in records:
        if record.line > 0 and (entry := _entry(name, record.line, record.cells, order, problems)):
            if before := found.get(entry.keys):
                said = f"{' and '.join(entry.keys)} were on line {before.line} already."
                problems.append(Problem(entry.line, said, "Add the two up in one line."))
            found[entry.keys] = entry
    if not found and not problems and name != OUTPUT:
        problems.append(Problem(1, "There is nothing below the first line.", "Write one line for each entry."))
    return list(found.values())


def _entry(name: str, line: int, cells: Sequence[str], order: list[int], problems: list[Problem]) -> Entry | None:
    if len(cells) != len(_COLUMNS[name]):
        said = f"There are {len(cells)} cells here, not {len(_COLUMNS[name])}."
        problems.append(Problem(line, said, f"The columns are: {', '.join(_COLUMNS[name])}."))
        return None
    *keys, much = (cells[at].strip() for at in order)
    value = signed(much)
    if not all(keys):
        problems.append(Problem(line, "A code is missing.", "Write the codes of the table."))
    elif isinstance(value, tuple):
        problems.append(Problem(line, f"{_COLUMNS[name][-1]}: {value[0]}.", value[1]))
    elif value < 0 and name not in _SIGNED:
        said = f"{_COLUMNS[name][-1]}: {much} is negative."
        problems.append(Problem(line, said, "Only what is used and final demand may be."))
    else:
        return Entry(line, tuple(keys), value)
    return None


def _check_industries(
    found: dict[str, list[Entry]], industries: tuple[str, ...], flaws: dict[str, list[Problem]]
) -> None:
    """Everything is about industries that make something, and all of these say how much they work."""
    if flaws[MAKE]:
        return
    known = set(industries)
    for name, place in ((USE, 1), (LABOUR, 0), (OUTPUT, 0)):
        for entry in found[name]:
            if (code := entry.keys[place]) not in known:
                meant = closest(code, industries)
                remedy = f"Perhaps {meant!r} was meant." if meant else f"Say in {MAKE} what it makes."
                flaws[name].append(Problem(entry.line, f"industry: {code!r} makes nothing.", remedy))
    told = {entry.keys[0] for entry in found[LABOUR]}
    if told:
        for code in industries:
            if code not in told:
                flaws[LABOUR].append(
                    Problem(0, f"{code!r} has no line.", "Say how much is worked there; 0 if nothing.")
                )


def _check_names(found: dict[str, list[Entry]], industries: tuple[str, ...], flaws: dict[str, list[Problem]]) -> None:
    """No commodity and no industry is called as what the economy of the table has besides."""
    taken = {MONEY, *map(output_of, industries)}
    told = set[str]()
    for name, place in ((MAKE, 1), (USE, 0), (FINAL, 0)):
        for entry in found[name]:
            if (code := entry.keys[place]) in taken - told:
                told.add(code)
                flaws[name].append(Problem(entry.line, f"commodity: {code!r} has a meaning here.", _OTHERWISE))
    made = {way_of(entry.keys[0], entry.keys[1]) for entry in found[MAKE]}
    for entry in found[MAKE]:
        if (code := entry.keys[0]) in made - told:
            told.add(code)
            flaws[MAKE].append(Problem(entry.line, f"industry: {code!r} has a meaning here.", _OTHERWISE))


def _table(
    folder: Path, found: dict[str, list[Entry]], industries: tuple[str, ...], commodities: tuple[str, ...]
) -> SupplyUse:
    categories = tuple(dict.fromkeys(entry.keys[1] for entry in found[FINAL]))
    make = _matrix(found[MAKE], industries, commodities)
    hours = _matrix(found[LABOUR], industries)
    most = np.full((len(industries), 1), inf)
    for entry in found[OUTPUT]:
        most[industries.index(entry.keys[0]), 0] = entry.value
    return SupplyUse(
        commodities=commodities,
        industries=industries,
        names={code: code for code in (*commodities, *industries)},
        use=_matrix(found[USE], commodities, industries),
        make=make,
        final=_matrix(found[FINAL], commodities, categories),
        categories={code: code for code in categories},
        compensation=hours,
        jobs=np.full(len(industries), nan),
        history=most,
        title=folder.resolve().name,
        unit="unit of value",
        work="hours",
        roles=Roles(
            imports=IMPORTS, exports=EXPORTS, first=tuple(c for c in categories if c not in (IMPORTS, EXPORTS))
        ),
    )


def _matrix(entries: Iterable[Entry], *codes: tuple[str, ...]) -> Floats:
    """What the entries say of each combination of codes."""
    places = [{code: at for at, code in enumerate(each)} for each in codes]
    found = np.zeros([len(each) for each in codes])
    for entry in entries:
        found[tuple(place[key] for place, key in zip(places, entry.keys, strict=True))] += entry.value
    return found

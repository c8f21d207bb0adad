"""What rows of different files say of each other: codes that lead nowhere, units that do not match, places, periods.

Theory of operation. What rows say is looked at once for all that say the same (`_told`), since there may be millions;
what is wrong is told at the line of each. A code that is not known is told with the one that was probably meant.
"""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence, Set
from functools import partial
from itertools import compress

from councils.core.problem import LIMIT, Problem, closest
from councils.plan.files.schema import BY_FILE, TABLES, Kind
from councils.plan.files.sheet import Row, Sheets

Found = Iterator[tuple[str, Problem]]
Words = tuple[str, str]
"""What is wrong, and what would be right."""
HOURS = ("h", "hour", "hours")
Elsewhere = Mapping[str, tuple[str, str]]
HERE: Elsewhere = {}
_POINTS_TO = {
    "makes": "products.csv",
    "uses": "products.csv",
    "works": "skills.csv",
    "occupies": "resources.csv",
    "builds": "resources.csv",
}


def reference_flaws(rows: Sheets, elsewhere: Elsewhere = HERE) -> Found:
    """Every problem with its file.

    ``elsewhere``: for files whose lines are not to be written here, what people call them, and who adds to them.
    """
    yield from _references(rows, elsewhere)
    yield from _flows(rows, elsewhere)
    yield from _units(rows)
    yield from _empty_techniques(rows)
    yield from _hungry_techniques(rows)
    yield from _places(rows)
    yield from _transport(rows)
    yield from _resources(rows)


def _told(
    rows: Sheets, file: str, names: Sequence[str], wrong: Callable[..., bool], words: Callable[..., Words]
) -> Found:
    """The problems of those rows of a file whose cells in the columns of these ``names`` are ``wrong``.

    Of more than are told of a file, the rest has no words: it takes long to find what was meant.
    """
    found = {cells for cells in set(rows[file].cells(*names)) if wrong(*cells)}
    if found:
        lines = zip(rows[file].lines, rows[file].cells(*names), strict=True)
        for number, (line, cells) in enumerate(each for each in lines if each[1] in found):
            yield file, Problem(line, *(words(*cells) if number < LIMIT else ("",)))


def _codes(rows: Sheets, file: str) -> tuple[str, ...]:
    found = tuple(rows[file].texts(BY_FILE[file].key[0]))
    return found or (("1",) if file == "periods.csv" else ())


def _unknown(elsewhere: Elsewhere, file: str, codes: Sequence[str], what: str, code: str) -> Words:
    """``code`` in the column ``what`` is not among the codes of a file."""
    called, remedy = elsewhere.get(file, (file, f"Add it to {file}, or correct it."))
    if meant := closest(code, codes):
        remedy = f"Perhaps {meant!r} was meant."
    return f"{what}: {code!r} is not in {called}.", remedy


def _references(rows: Sheets, elsewhere: Elsewhere) -> Found:
    for table in TABLES:
        for column in (column for column in table.columns if column.kind is Kind.REFERENCE):
            file = column.of[0]
            codes = _codes(rows, file)
            there = {None, *codes}
            words = partial(_unknown, elsewhere, file, codes, column.name)
            yield from _told(rows, table.file, [column.name], lambda code, there=there: code not in there, words)


def _flows(rows: Sheets, elsewhere: Elsewhere) -> Found:
    codes = {file: _codes(rows, file) for file in _POINTS_TO.values()}
    there = {flow: set(codes[file]) for flow, file in _POINTS_TO.items()}

    def words(flow: str, code: str) -> Words:
        file = _POINTS_TO[flow]
        return _unknown(elsewhere, file, codes[file], flow, code)

    yield from _told(rows, "recipes.csv", ("flow", "code"), lambda flow, code: code not in there[flow], words)


def _units(rows: Sheets) -> Found:
    declared = {
        file: dict(zip(rows[file].texts(BY_FILE[file].key[0]), rows[file].texts("unit"), strict=True))
        for file in ("products.csv", "resources.csv")
    }
    units = {flow: declared[file] for flow, file in _POINTS_TO.items() if file in declared}

    def wrong(flow: str, code: str, unit: str) -> bool:
        if flow not in units:
            return unit not in HOURS
        return code in units[flow] and not same_unit(unit, units[flow][code])

    def words(flow: str, code: str, unit: str) -> Words:
        if flow not in units:
            return f"{code} is worked in {unit!r}.", "Work is counted in hours: write hour."
        right = units[flow][code]
        said = f"{code} is in {unit!r} here and in {right!r} where it is declared."
        return said, f"Convert the quantity, and write {right}."

    yield from _told(rows, "recipes.csv", ("flow", "code", "unit"), wrong, words)
    for file in ("needs.csv", "stocks.csv"):
        yield from _told(rows, file, ("product", "unit"), partial(wrong, "uses"), partial(words, "uses"))


def same_unit(one: str, other: str) -> bool:
    """Whether two texts write the same unit: keyboards have no small digits.

    >>> same_unit("m2", "m²"), same_unit("m^3", "m³"), same_unit("kg", "g")
    (True, True, False)
    """
    return written(one) == written(other)


def written(unit: str) -> str:
    return unicodedata.normalize("NFKC", unit).replace("^", "")


def _empty_techniques(rows: Sheets) -> Found:
    flows = set(rows["recipes.csv"].cells("technique", "flow"))

    def wrong(technique: str) -> bool:
        return not {(technique, "makes"), (technique, "builds")} & flows

    def words(technique: str) -> Words:
        return f"{technique} makes nothing.", "Say in recipes.csv what one run makes."

    yield from _told(rows, "techniques.csv", ["technique"], wrong, words)


def _hungry_techniques(rows: Sheets) -> Found:
    """Which take as much of a product as they make of it, and so make none."""
    recipes = rows["recipes.csv"]
    flows, pairs = recipes.texts("flow"), list(zip(recipes.texts("technique"), recipes.texts("code"), strict=True))
    made = set(compress(pairs, map("makes".__eq__, flows)))
    both = made.intersection(compress(pairs, map("uses".__eq__, flows)))
    if not both:
        return
    amounts = zip(pairs, flows, recipes.numbers("quantity"), recipes.lines, strict=True)
    some = [each for each in amounts if each[0] in both]
    makes = {pair: much for pair, flow, much, _ in some if flow == "makes"}
    for pair, flow, much, line in some:
        if flow == "uses" and much >= makes[pair]:
            said = f"{pair[0]} eats {much:g} {pair[1]} and makes {makes[pair]:g}: nothing is left."
            yield "recipes.csv", Problem(line, said, "Correct one of the two, or take the technique out.")


def _places(rows: Sheets) -> Found:
    """Products that are carried need a place wherever they are named; places are those of workplaces and routes."""
    routes, workplaces = rows["transport.csv"], rows["workplaces.csv"]
    carried = set(routes.texts("product"))
    ends = (end for ends in zip(routes.texts("from"), routes.texts("to"), strict=True) for end in ends)
    places = list(dict.fromkeys((*filter(None, workplaces.texts("place")), *ends)))
    there = {None, "", *places}

    def lost(product: str, place: str | None) -> bool:
        return place not in there or (product in carried and not place)

    def words(product: str, place: str | None) -> Words:
        if product in carried and not place:
            return f"{product} is carried, so it matters where.", "Give a place."
        return nowhere(place)

    def nowhere(place: str | None) -> Words:
        meant = closest(place or "", places)
        remedy = f"Perhaps {meant!r} was meant." if meant else "Places are those of workplaces.csv and transport.csv."
        return f"Nothing is at {place!r}.", remedy

    for file in ("needs.csv", "stocks.csv", "trade.csv"):
        yield from _told(rows, file, ("product", "place"), lost, words)
    yield from _told(rows, "skills.csv", ["place"], lambda place: place not in there, nowhere)
    if carried:
        yield from _makers_nowhere(rows, carried)


def _makers_nowhere(rows: Sheets, carried: Set[str]) -> Found:
    touched: dict[str, set[str]] = defaultdict(set)
    recipes, techniques = rows["recipes.csv"], rows["techniques.csv"]
    for technique, code in zip(recipes.texts("technique"), recipes.texts("code"), strict=True):
        if code in carried:
            touched[technique].add(code)
    makers = {row.text("workplace"): row for row in rows["workplaces.csv"]}
    for technique, workplace in zip(techniques.texts("technique"), techniques.texts("workplace"), strict=True):
        maker = makers.get(workplace)
        if technique in touched and maker and not maker.text("place"):
            said = f"{min(touched[technique])} is carried, and {maker.text('workplace')} is nowhere."
            yield "workplaces.csv", Problem(maker.line, said, "Give the workplace a place.")


def _transport(rows: Sheets) -> Found:
    for row in rows["transport.csv"]:
        if row.text("from") == row.text("to"):
            yield "transport.csv", Problem(row.line, f"It goes from {row.text('from')} to itself.", "Leave it out.")
        if ("carrier" in row.cells) != (row.number("per_unit") > 0):
            said = "It has a carrier without a quantity, or the reverse."
            yield "transport.csv", Problem(row.line, said, "Give carrier and per_unit, or neither.")
        if row.number("keeps", 1) == 0:
            yield "transport.csv", Problem(row.line, "Nothing arrives.", "Leave the route out, or correct keeps.")
    for row in rows["trade.csv"]:
        if row.text("product") == row.text("money"):
            yield "trade.csv", Problem(row.line, "It is paid with itself.", "Name the product that is paid with.")


def _resources(rows: Sheets) -> Found:
    units: dict[str, Row] = {}
    for row in rows["resources.csv"]:
        first = units.setdefault(row.text("resource"), row)
        if first.text("unit") != row.text("unit"):
            said = f"{row.text('resource')} is in {row.text('unit')!r} here and in {first.text('unit')!r} on line "
            yield "resources.csv", Problem(row.line, f"{said}{first.line}.", "Use one unit.")

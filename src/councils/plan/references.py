"""What rows of different files say of each other: codes that lead nowhere, units that do not match, places, periods.

Theory of operation. Everything here is seen row by row and told at its line. A code that is not known is told with
the one that was probably meant.
"""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

from councils.core.problem import Problem, closest
from councils.plan.schema import BY_FILE, TABLES, Kind
from councils.plan.tables import Row, Rows

Found = Iterator[tuple[str, Problem]]
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


def reference_flaws(rows: Rows, elsewhere: Elsewhere = HERE) -> Found:
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


def _codes(rows: Rows, file: str) -> tuple[str, ...]:
    found = tuple(row.text(BY_FILE[file].key[0]) for row in rows[file])
    return found or (("1",) if file == "periods.csv" else ())


def _unknown(row: Row, what: str, *, of: tuple[str, Sequence[str]], elsewhere: Elsewhere) -> Problem:
    """``what`` the cell says is not among the codes ``of`` a file."""
    file, codes = of
    code = row.text(what) if what in row.cells else row.text("code")
    called, remedy = elsewhere.get(file, (file, f"Add it to {file}, or correct it."))
    if meant := closest(code, codes):
        remedy = f"Perhaps {meant!r} was meant."
    return Problem(row.line, f"{what}: {code!r} is not in {called}.", remedy)


def _references(rows: Rows, elsewhere: Elsewhere) -> Found:
    for table in TABLES:
        for column in (column for column in table.columns if column.kind is Kind.REFERENCE):
            file = column.of[0]
            codes = _codes(rows, file)
            known = set(codes)
            for row in rows[table.file]:
                if column.name in row.cells and row.text(column.name) not in known:
                    yield table.file, _unknown(row, column.name, of=(file, codes), elsewhere=elsewhere)


def _flows(rows: Rows, elsewhere: Elsewhere) -> Found:
    known = {file: _codes(rows, file) for file in _POINTS_TO.values()}
    there = {file: set(codes) for file, codes in known.items()}
    for row in rows["recipes.csv"]:
        file = _POINTS_TO[row.text("flow")]
        if row.text("code") not in there[file]:
            yield "recipes.csv", _unknown(row, row.text("flow"), of=(file, known[file]), elsewhere=elsewhere)


def _units(rows: Rows) -> Found:
    products = {row.text("product"): row.text("unit") for row in rows["products.csv"]}
    resources = {row.text("resource"): row.text("unit") for row in rows["resources.csv"]}
    for row in rows["recipes.csv"]:
        if row.text("flow") == "works":
            if row.text("unit") not in HOURS:
                said = f"{row.text('code')} is worked in {row.text('unit')!r}."
                yield "recipes.csv", Problem(row.line, said, "Work is counted in hours: write hour.")
            continue
        declared = products if _POINTS_TO[row.text("flow")] == "products.csv" else resources
        yield from _unit("recipes.csv", row, row.text("code"), declared)
    for file in ("needs.csv", "stocks.csv"):
        for row in rows[file]:
            yield from _unit(file, row, row.text("product"), products)


def same_unit(one: str, other: str) -> bool:
    """Whether two texts write the same unit: keyboards have no small digits.

    >>> same_unit("m2", "m²"), same_unit("m^3", "m³"), same_unit("kg", "g")
    (True, True, False)
    """
    return written(one) == written(other)


def written(unit: str) -> str:
    return unicodedata.normalize("NFKC", unit).replace("^", "")


def _unit(file: str, row: Row, code: str, declared: dict[str, str]) -> Found:
    if code in declared and not same_unit(row.text("unit"), declared[code]):
        said = f"{code} is in {row.text('unit')!r} here and in {declared[code]!r} where it is declared."
        yield file, Problem(row.line, said, f"Convert the quantity, and write {declared[code]}.")


def _recipes(rows: Rows) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = defaultdict(list)
    for row in rows["recipes.csv"]:
        found[row.text("technique")].append(row)
    return found


def _empty_techniques(rows: Rows) -> Found:
    recipes = _recipes(rows)
    for row in rows["techniques.csv"]:
        flows = {flow.text("flow") for flow in recipes.get(row.text("technique"), ())}
        if not flows & {"makes", "builds"}:
            said = f"{row.text('technique')} makes nothing."
            yield "techniques.csv", Problem(row.line, said, "Say in recipes.csv what one run makes.")


def _hungry_techniques(rows: Rows) -> Found:
    """Which take as much of a product as they make of it, and so make none."""
    for technique, recipe in _recipes(rows).items():
        makes = {row.text("code"): row.number("quantity") for row in recipe if row.text("flow") == "makes"}
        for row in recipe:
            code = row.text("code")
            if row.text("flow") == "uses" and row.number("quantity") >= makes.get(code, float("inf")):
                said = f"{technique} eats {row.number('quantity'):g} {code} and makes {makes[code]:g}: nothing is left."
                yield "recipes.csv", Problem(row.line, said, "Correct one of the two, or take the technique out.")


def _places(rows: Rows) -> Found:
    """Products that are carried need a place wherever they are named; places are those of workplaces and routes."""
    carried = {row.text("product") for row in rows["transport.csv"]}
    known = list(dict.fromkeys(_all_places(rows)))
    makers = {row.text("workplace"): row for row in rows["workplaces.csv"]}
    for file in ("needs.csv", "stocks.csv", "trade.csv"):
        for row in rows[file]:
            yield from _place(file, row, carried=carried, known=known)
    for row in rows["skills.csv"]:
        if "place" in row.cells and row.text("place") not in known:
            yield "skills.csv", _nowhere(row, known)
    recipes = _recipes(rows)
    for row in rows["techniques.csv"]:
        touched = {flow.text("code") for flow in recipes.get(row.text("technique"), ())} & carried
        maker = makers.get(row.text("workplace"))
        if touched and maker and not maker.text("place"):
            said = f"{min(touched)} is carried, and {maker.text('workplace')} is nowhere."
            yield "workplaces.csv", Problem(maker.line, said, "Give the workplace a place.")


def _all_places(rows: Rows) -> Iterable[str]:
    yield from (row.text("place") for row in rows["workplaces.csv"] if "place" in row.cells)
    for row in rows["transport.csv"]:
        yield from (row.text("from"), row.text("to"))


def _place(file: str, row: Row, *, carried: set[str], known: list[str]) -> Found:
    product, place = row.text("product"), row.text("place")
    if product in carried and not place:
        yield file, Problem(row.line, f"{product} is carried, so it matters where.", "Give a place.")
    elif place and place not in known:
        yield file, _nowhere(row, known)


def _nowhere(row: Row, known: list[str]) -> Problem:
    meant = closest(row.text("place"), known)
    remedy = f"Perhaps {meant!r} was meant." if meant else "Places are those of workplaces.csv and transport.csv."
    return Problem(row.line, f"Nothing is at {row.text('place')!r}.", remedy)


def _transport(rows: Rows) -> Found:
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


def _resources(rows: Rows) -> Found:
    units: dict[str, Row] = {}
    for row in rows["resources.csv"]:
        first = units.setdefault(row.text("resource"), row)
        if first.text("unit") != row.text("unit"):
            said = f"{row.text('resource')} is in {row.text('unit')!r} here and in {first.text('unit')!r} on line "
            yield "resources.csv", Problem(row.line, f"{said}{first.line}.", "Use one unit.")

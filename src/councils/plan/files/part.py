"""A part of an economy in files, read beside what a federation knows already (R18).

Theory of operation. A workplace has files of its own techniques, and no catalogue; the planning office has a catalogue,
and no workplaces. So each file that is not given, and each row that is not, is taken from what is declared; then
everything is looked at as a whole economy is (``references.py``), and told by file and line. What comes out are the
declarations that the given rows make, each with the place where it stands.

Files may be of a whole economy: the part of one workplace is taken out of it, needs are left aside. Periods, which
resources have, begin anew with each call for needs; so a file tells one by a day in it, or by its number in the last
call, and what is declared is the day.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from councils.core.economy.declared import Declared, Product, Resource, Route, Site, Stock, Technique, Trade
from councils.core.problem import Problem, closest
from councils.plan.economy import Code, Economy
from councils.plan.files.building import build
from councils.plan.files.declarations import common, of_workplace
from councils.plan.files.folder import Flaw, flaws_told, unknown_files, write_texts
from councils.plan.files.references import reference_flaws
from councils.plan.files.schema import BY_FILE, TABLES, Kind
from councils.plan.files.sheet import Row, Sheet
from councils.plan.files.tables import read_table

COMMON = ("products.csv", "transport.csv")
OWN = ("workplaces.csv", "resources.csv", "stocks.csv", "trade.csv", "techniques.csv", "recipes.csv")
BESIDE = ("the catalogue", "The planning office adds what is missing, on the page Catalogue; or correct it.")
CATALOGUE = {"products.csv": BESIDE}
"""Where products are, for a workplace that has files of its own."""
TOLD_ONLY = ("made_by", "used_by")
"""Columns of the catalogue as it is given out, which nobody declares."""
Tables = dict[str, list[Row]]


@dataclass(frozen=True, slots=True)
class Said:
    """A declaration, and where it stands."""

    declared: Declared
    file: str
    line: int


def read_part(
    texts: Mapping[str, str],
    known: Economy,
    *,
    here: Code,
    place: str,
    own: Code = "",
    parts: Sequence[str] = OWN,
) -> tuple[Said, ...] | tuple[Flaw, ...]:
    """What ``texts`` (name → text) say of the workplace ``here`` at ``place``, or what is wrong with them.

    ``own`` is what the files call it, where it is not its name. ``parts`` are the files that are read;
    others of an economy may be there.
    """
    flaws = list(unknown_files(texts))
    given: Tables = {}
    for table in TABLES:
        problems: list[Problem] = []
        asked = table.file in texts and table.file in parts
        given[table.file] = list(read_table(table, declared_columns(texts[table.file]), problems)) if asked else []
        flaws.extend(Flaw(table.file, problem) for problem in problems)
    given["resources.csv"] = list(by_day(given["resources.csv"], known.periods, flaws))
    called = name_in_files(given, here, own)
    if called is None:
        flaws.append(Flaw("workplaces.csv", unnamed(given, own)))
    if flaws or called is None:
        return flaws_told(flaws)
    mine = {file: [renamed(file, row, called, here) for row in rows] for file, rows in given.items()}
    mine = only_own(mine, here, place)
    rows = {file: Sheet.of(some) for file, some in with_known(mine, known, here, place).items()}
    elsewhere = {} if COMMON[0] in parts else CATALOGUE
    found = (Flaw(file, problem) for file, problem in reference_flaws(rows, elsewhere))
    wrong = [flaw for flaw in found if flaw.problem.line]  # 0: of what is known
    return flaws_told(wrong) if wrong else tuple(said_by(mine, build(rows, title=""), here))


def declared_columns(text: str) -> str:
    """The file without the columns that are only told."""
    first = text.removeprefix("\ufeff").partition("\n")[0]
    if not any(name in first for name in TOLD_ONLY):
        return text
    lines = list(csv.reader(io.StringIO(text.removeprefix("\ufeff"))))
    stay = [at for at, name in enumerate(lines[0]) if name.strip() not in TOLD_ONLY] if lines else []
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows([line[at] for at in stay if at < len(line)] for line in lines)
    return out.getvalue()


def by_day(rows: Iterable[Row], periods: Mapping[Code, str], flaws: list[Flaw]) -> Iterator[Row]:
    """Rows of resources with a day for the period; ``periods`` are the last days of those of the last call."""
    for row in rows:
        period = row.text("period")
        day = periods.get(period) or period
        try:
            yield Row(row.line, {**row.cells, "period": f"{date.fromisoformat(day)}"}) if day else row
        except ValueError:
            said = f"period: {period!r} is no period that needs were called for, and no day."
            remedy = "Write a day that is in the period, such as 2027-03-01."
            flaws.append(Flaw("resources.csv", Problem(row.line, said, remedy)))


def name_in_files(given: Tables, here: Code, own: Code) -> Code | None:
    """What the files call this workplace: as is said, or by its own name, or as the only one they speak of."""
    named = named_in(given)
    if own or here in named:
        return own or here if (own or here) in named else None
    return here if not named else named[0] if len(named) == 1 else None


def named_in(given: Tables) -> list[Code]:
    """The workplaces that the files speak of."""
    named = (row.text("workplace") for file in OWN for row in given[file] if "workplace" in row.cells)
    return list(dict.fromkeys(named))


def unnamed(given: Tables, own: Code) -> Problem:
    if own:
        meant = closest(own, named_in(given))
        remedy = f"Perhaps {meant!r} was meant." if meant else "Name one of those that are in them."
        return Problem(0, f"These files speak of no workplace {own!r}.", remedy)
    few = ", ".join(named_in(given)[:5])
    return Problem(0, f"These files speak of several workplaces ({few} …).", "Say which of them it is.")


def renamed(file: str, row: Row, called: Code, here: Code) -> Row:
    """``row`` with the codes that a federation writes: hyphens for underscores, its own name for the workplace."""
    codes = [
        c.name for c in BY_FILE[file].columns if c.kind is Kind.CODE or c.name in ("technique", "code", "resource")
    ]
    references = [c.name for c in BY_FILE[file].columns if c.kind is Kind.REFERENCE and c.name != "workplace"]
    cells = {name: plain(cell, here) if name in (*codes, *references) else cell for name, cell in row.cells.items()}
    if "workplace" in cells:
        cells["workplace"] = here if row.text("workplace") == called else row.text("workplace")
    elif file in ("resources.csv", "stocks.csv", "trade.csv"):
        cells["workplace"] = here
    return Row(row.line, cells)


def plain(code: str | float, here: Code) -> str | float:
    return code.removeprefix(f"{here}/").replace("_", "-") if isinstance(code, str) else code


def only_own(mine: Tables, here: Code, place: str) -> Tables:
    """Without what is other workplaces'; this one is where it is, whatever the files say."""
    kept = {f: [r for r in rows if r.text("workplace", here) == here] for f, rows in mine.items()}
    others = {r.text("technique") for r in mine["techniques.csv"]} - {
        r.text("technique") for r in kept["techniques.csv"]
    }
    kept["recipes.csv"] = [row for row in mine["recipes.csv"] if row.text("technique") not in others]
    kept["workplaces.csv"] = [Row(row.line, {**row.cells, "place": place}) for row in kept["workplaces.csv"]]
    for file in ("stocks.csv", "trade.csv"):
        kept[file] = [Row(row.line, {**row.cells, "place": place}) for row in kept[file]]
    return kept


def with_known(mine: Tables, known: Economy, here: Code, place: str) -> Tables:
    """The rows that are given, and what is known where nothing is."""
    texts = write_texts(own_names(known, here))
    anew = {"recipes.csv": {row.text("technique") for row in mine["recipes.csv"]}}
    anew["resources.csv"] = {row.text("resource") for row in mine["resources.csv"]}
    rows: Tables = {}
    for table in TABLES:
        given = {tuple(row.text(name) for name in table.key) for row in mine[table.file]}
        before = read_table(table, texts[table.file], []) if table.file in texts else ()
        rows[table.file] = [
            *mine[table.file],
            *(
                Row(0, row.cells)
                for row in before
                if tuple(row.text(name) for name in table.key) not in given
                and not (row.text(table.key[0]) in anew.get(table.file, ()) and row.text(table.key[1]))
            ),
        ]
    if not any(row.text("workplace") == here for row in rows["workplaces.csv"]):
        rows["workplaces.csv"].append(Row(0, {"workplace": here, "name": here, "place": place}))
    skills = {row.text("code") for row in rows["recipes.csv"] if row.text("flow") == "works"}
    rows["skills.csv"] = [Row(0, {"skill": skill, "name": skill}) for skill in sorted(skills)]
    days = dict.fromkeys(row.text("period") for row in rows["resources.csv"] if "period" in row.cells)
    rows["needs.csv"], rows["periods.csv"] = [], [Row(0, {"period": day}) for day in days]
    return rows


def own_names(known: Economy, here: Code) -> Economy:
    """What is known, with this workplace's techniques called as they are there."""
    techniques = {
        code.removeprefix(f"{here}/"): replace(t, code=code.removeprefix(f"{here}/"))
        for code, t in known.techniques.items()
    }
    return replace(known, techniques=techniques, stocks=(), trade=(), needs=())


def said_by(mine: Tables, economy: Economy, here: Code) -> Iterator[Said]:
    """The declarations of the rows that were given."""
    lines = {file: {row.text(BY_FILE[file].key[0]): row.line for row in reversed(rows)} for file, rows in mine.items()}
    routes = {tuple(row.text(name) for name in ("product", "from", "to")): row.line for row in mine["transport.csv"]}
    trades = {
        tuple(row.text(name) for name in ("product", "direction", "money")): row.line for row in mine["trade.csv"]
    }
    for declared in (*common(economy), *of_workplace(economy, here)):
        match declared.thing:
            case Product() as product:
                file, line = "products.csv", lines["products.csv"].get(product.code)
            case Route() as route:
                file, line = "transport.csv", routes.get((route.product, route.origin, route.goal))
            case Site():
                file, line = "workplaces.csv", lines["workplaces.csv"].get(here)
            case Resource() as resource:
                file, line = "resources.csv", lines["resources.csv"].get(resource.code)
            case Stock() as stock:
                file, line = "stocks.csv", lines["stocks.csv"].get(stock.product)
            case Trade() as trade:
                file, line = "trade.csv", trades.get((trade.product, trade.direction.value, trade.money))
            case Technique() as technique:
                file, line = first_of(lines, ("techniques.csv", "recipes.csv"), technique.code)
            case _:
                continue
        if line is not None:
            yield Said(declared, file, line)


def first_of(lines: Mapping[str, Mapping[str, int]], files: Iterable[str], code: Code) -> tuple[str, int | None]:
    return next(((file, lines[file][code]) for file in files if code in lines[file]), ("", None))

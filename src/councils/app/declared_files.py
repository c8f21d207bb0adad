"""What there is, as a list: a catalogue, or the techniques, resources and stocks of a workplace (R18).

Theory of operation. A list has a line of headings and then one line for each product, or for each thing that a run of a
technique makes, uses, works or occupies; whoever takes one away as a file can read it in again, and nothing changes. A
list is read to its end, and everything that is wrong is told at once with its line; only a list without a flaw becomes
declarations. What does not stand in it stays as it was.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from councils.app.nouns import gettext as _
from councils.app.rolls.reading import Table
from councils.core.act import CouncilId
from councils.core.economy.declared import Code, Declared, Product, Resource, Stock, Technique, unsound
from councils.core.economy.state import Economy

Cell = str | Decimal | None
Flaw = tuple[int, str]
"""The line, and what is wrong there."""
PRODUCTS = ("product", "name", "unit", "keeps", "category", "standard")
WORKS = ("technique", "name", "most", "flow", "code", "quantity", "unit")
FLOWS = ("makes", "uses", "works", "occupies")
STOCK, HAS = "stock", "has"
"""The flows of lines that are of no technique: what lies there, and what techniques share."""
_NUMBER = re.compile(r"\d+(\.\d+)?([eE][-+]?\d+)?")


@dataclass
class Read:
    """What a list says, and what is wrong with it."""

    declared: list[Declared] = field(default_factory=list)
    flaws: list[Flaw] = field(default_factory=list)


@dataclass
class Recipe:
    """A technique, line by line."""

    line: int
    name: str = ""
    most: str = ""
    amounts: dict[str, dict[Code, Decimal]] = field(default_factory=lambda: {flow: {} for flow in FLOWS})


def read_products(table: Table, known: Economy) -> Read:
    read = Read()
    seen: set[Code] = set()
    for line, row in rows(table, PRODUCTS[:3], PRODUCTS, read.flaws):
        if row["product"] in seen:
            read.flaws.append((line, _("%(code)s stands in another line already.") % {"code": row["product"]}))
        seen.add(row["product"])
        keeps = number(line, row["keeps"], read.flaws) if row["keeps"] else Decimal(0)
        product = Product(row["product"], row["name"], row["unit"], row["category"], row["standard"], keeps)
        read.declared.append(Declared(product=product))
        known = checked(line, "", read.declared[-1], known, read.flaws)
    return read


def read_works(table: Table, known: Economy, here: CouncilId) -> Read:
    """Techniques with their recipes, resources (``has``) and stocks (``stock``) of the workplace ``here``."""
    read, recipes = Read(), dict[Code, Recipe]()
    of_none: list[tuple[int, Declared]] = []
    for line, row in rows(table, ("flow", "code", "quantity"), WORKS, read.flaws):
        quantity, flow = number(line, row["quantity"], read.flaws), row["flow"].casefold()
        if flow in (STOCK, HAS):
            thing = Declared(stock=Stock(row["code"], quantity))
            if flow == HAS:
                thing = Declared(resource=Resource(row["code"], row["name"], row["unit"], quantity))
            of_none.append((line, thing))
        elif flow not in FLOWS or not row["technique"]:
            told = _("The flow is one of %(flows)s, of a technique, or stock, or has.") % {"flows": ", ".join(FLOWS)}
            read.flaws.append((line, told))
            continue
        else:
            add(recipes.setdefault(row["technique"], Recipe(line)), line, row, quantity, read.flaws)
        read.flaws.extend(other_unit(line, row, flow, known))
    of_some = [(recipe.line, technique(code, recipe, known, here, read.flaws)) for code, recipe in recipes.items()]
    resources = [one for one in of_none if one[1].resource]  # before the techniques that occupy them
    for line, thing in (*resources, *of_some, *(one for one in of_none if one[1].stock)):
        read.declared.append(thing)
        known = checked(line, here, thing, known, read.flaws)
    return read


def rows(
    table: Table, needed: Sequence[str], columns: Sequence[str], flaws: list[Flaw]
) -> Iterator[tuple[int, Mapping[str, str]]]:
    """Each line by its columns, as the first line names them; the unknown ones are left out."""
    (first, headings), *lines = table.rows
    names = [heading.casefold() for heading in headings]
    missing = [name for name in needed if name not in names]
    if missing:
        text = _("The first line names the columns; these are missing: %(names)s.") % {"names": ", ".join(missing)}
        flaws.append((first, text))
        return
    for line, cells in lines:
        given = dict(zip(names, cells, strict=False))
        yield line, {name: given.get(name, "").removeprefix("'") for name in columns}


def number(line: int, written: str, flaws: list[Flaw]) -> Decimal:
    if _NUMBER.fullmatch(written):
        return Decimal(written)
    text = _("“%(written)s” is no amount. Write digits, with a point for decimals and nothing between thousands.")
    flaws.append((line, text % {"written": written}))
    return Decimal(0)


def add(recipe: Recipe, line: int, row: Mapping[str, str], quantity: Decimal, flaws: list[Flaw]) -> None:
    amounts = recipe.amounts[row["flow"].casefold()]
    if row["code"] in amounts:
        flaws.append((line, _("%(code)s stands in another line already.") % {"code": row["code"]}))
    amounts[row["code"]] = quantity
    for name in ("name", "most"):
        before = getattr(recipe, name)
        if before and row[name] and row[name] != before:
            values = {"before": before, "now": row[name]}
            flaws.append((line, _("In another line of this technique it is “%(before)s”, not “%(now)s”.") % values))
        setattr(recipe, name, before or row[name])


def other_unit(line: int, row: Mapping[str, str], flow: str, known: Economy) -> Iterator[Flaw]:
    """Amounts of products are in the unit of the catalogue."""
    product = known.products.get(row["code"]) if flow in ("makes", "uses", STOCK) else None
    if product and row["unit"] and row["unit"] != product.unit:
        values = {"product": product.name, "unit": product.unit, "other": row["unit"]}
        yield line, _("%(product)s is counted in %(unit)s, not in %(other)s.") % values


def technique(code: Code, recipe: Recipe, known: Economy, here: CouncilId, flaws: list[Flaw]) -> Declared:
    old = known.techniques.get((here, code))
    most = number(recipe.line, recipe.most, flaws) if recipe.most else None
    made = {flow: {c: much for c, much in amounts.items() if much} for flow, amounts in recipe.amounts.items()}
    return Declared(technique=Technique(code, recipe.name or (old.name if old else ""), most=most, **made))


def checked(line: int, here: CouncilId, thing: Declared, known: Economy, flaws: list[Flaw]) -> Economy:
    """What is known once ``thing`` is declared; what the rules would say against it is a flaw of its line."""
    why = unsound(thing) or known.unfit(here, thing)
    if why:
        flaws.append((line, _("This cannot be declared: %(why)s.") % {"why": why}))
        return known
    return known.taken((here,), thing)


def works_rows(known: Economy, here: CouncilId) -> Iterator[list[Cell]]:
    """What a workplace has declared, as the list that ``read_works`` reads."""
    yield list(WORKS)
    units = {code: product.unit for code, product in known.products.items()}
    shared = {code: resource.unit for (_, code), resource in known.resources.items()}
    for (owner, code), one in known.techniques.items():
        for flow in FLOWS if owner == here else ():
            for thing, much in getattr(one, flow).items():
                unit = "h" if flow == "works" else shared.get(thing, "") if flow == "occupies" else units.get(thing, "")
                yield [code, one.name, one.most, flow, thing, much, unit]
    for (owner, code), resource in known.resources.items():
        if owner == here:
            yield ["", resource.name, None, HAS, code, resource.amount, resource.unit]
    for (owner, code), stock in known.stocks.items():
        if owner == here:
            yield ["", "", None, STOCK, code, stock.quantity, units.get(code, "")]

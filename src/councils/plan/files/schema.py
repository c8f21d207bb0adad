"""The files of an economy: which there are, their columns, and what stands in each cell.

Theory of operation. One table a file. ``tables.py`` reads by it, ``folder.py`` writes by it, and the reference of
the format is made from it, so that they cannot disagree. A column whose kind is a reference names the file in whose
first column the code has to be.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """What a cell holds."""

    CODE = "code"  # of this very row
    REFERENCE = "reference"  # the code of a row elsewhere
    TEXT = "text"
    UNIT = "unit"
    AMOUNT = "amount"  # 0 or more
    POSITIVE = "positive"  # more than 0
    SHARE = "share"  # from 0 to 1
    PRIORITY = "priority"  # 1, 2, 3 …
    YES = "yes"  # yes, or no
    CHOICE = "choice"


@dataclass(frozen=True, slots=True)
class Column:
    """``of``: the files that a reference may point into, or the words of a choice. ``empty``: what no cell means."""

    name: str
    kind: Kind
    meaning: str
    of: tuple[str, ...] = ()
    empty: str | None = None

    @property
    def needed(self) -> bool:
        return self.empty is None


@dataclass(frozen=True, slots=True)
class Table:
    """``key``: the columns that together are there once."""

    file: str
    meaning: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    needed: bool = False

    def names(self, *, needed: bool) -> tuple[str, ...]:
        return tuple(column.name for column in self.columns if column.needed is needed)


def _code(name: str, meaning: str) -> Column:
    return Column(name, Kind.CODE, meaning)


def _to(name: str, file: str, meaning: str, *, empty: str | None = None) -> Column:
    return Column(name, Kind.REFERENCE, meaning, (file,), empty)


def _text(name: str, meaning: str, *, empty: str | None = None) -> Column:
    return Column(name, Kind.TEXT, meaning, (), empty)


def _amount(name: str, meaning: str, *, kind: Kind = Kind.AMOUNT, empty: str | None = None) -> Column:
    return Column(name, kind, meaning, (), empty)


_UNIT = Column("unit", Kind.UNIT, "the unit that `quantity` is in, for checking: it has to be the one declared")

TABLES = (
    Table(
        "products.csv",
        "everything that is made, used or needed, and the unit it is counted in",
        (
            _code("product", "its code"),
            _text("name", "what people call it"),
            _text("unit", "kg, loaf, kWh, t·km …"),
            _amount("keeps", "the share still there a period later", kind=Kind.SHARE, empty="0: it cannot be stored"),
            _text("category", "what it is needed for, by COICOP or in your words", empty=""),
            _text("standard", "what it is, by CPC, as CPC:23490; or a code of your own, as OWN:bread", empty=""),
        ),
        ("product",),
        needed=True,
    ),
    Table(
        "workplaces.csv",
        "where work is done",
        (
            _code("workplace", "its code"),
            _text("name", "what people call it"),
            _text("place", "where it is", empty="anywhere"),
            _amount("hours", "the most that can be worked there in a period", empty="no limit"),
            _text("activity", "what is done there, by ISIC, as ISIC:1071", empty=""),
        ),
        ("workplace",),
        needed=True,
    ),
    Table(
        "techniques.csv",
        "the ways to make things; several may make the same",
        (
            _code("technique", "its code"),
            _text("name", "what people call it"),
            _to("workplace", "workplaces.csv", "who does it"),
            _amount("most", "the most runs in a period", empty="no limit"),
            Column("whole", Kind.YES, "whether there are only whole runs", empty="no"),
        ),
        ("technique",),
        needed=True,
    ),
    Table(
        "recipes.csv",
        "what one run of a technique does, one line for each thing",
        (
            _to("technique", "techniques.csv", "which"),
            Column(
                "flow",
                Kind.CHOICE,
                "`makes` or `uses` a product, `works` hours of a skill, `occupies` a resource while it lasts, "
                "`builds` a resource for the periods that follow",
                ("makes", "uses", "works", "occupies", "builds"),
            ),
            Column("code", Kind.TEXT, "of the product, skill or resource"),
            _amount("quantity", "per run", kind=Kind.POSITIVE),
            _UNIT,
        ),
        ("technique", "flow", "code"),
        needed=True,
    ),
    Table(
        "needs.csv",
        "what is to be delivered, and to whom",
        (
            _text("council", "who needs it", empty="all together"),
            _text("category", "what for, as food or heating", empty=""),
            _to("product", "products.csv", "what"),
            _amount("quantity", "how much in the period", kind=Kind.POSITIVE),
            _UNIT,
            Column("priority", Kind.PRIORITY, "1 is met before 2, 2 before 3"),
            _text("place", "where, for products that are carried", empty="anywhere"),
            _to("period", "periods.csv", "when", empty="in each period"),
        ),
        ("council", "category", "product", "priority", "place", "period"),
        needed=True,
    ),
    Table(
        "skills.csv",
        "kinds of work, and the hours of each that there are",
        (
            Column("skill", Kind.TEXT, "its code"),
            _text("name", "what people call it"),
            _text("place", "where these hours are", empty="anywhere"),
            _amount("hours", "the most in a period", empty="no limit"),
        ),
        ("skill", "place"),
    ),
    Table(
        "resources.csv",
        "what runs share: land, machine hours, limits on emissions",
        (
            Column("resource", Kind.TEXT, "its code"),
            _text("name", "what people call it"),
            _text("unit", "ha, machine hour, kg of CO2 …"),
            _amount("amount", "how much there is"),
            _to("period", "periods.csv", "in which period", empty="in each period"),
            _to("workplace", "workplaces.csv", "whose it is", empty=""),
        ),
        ("resource", "period"),
    ),
    Table(
        "stocks.csv",
        "what is there at the beginning, and what is to be left at the end",
        (
            _to("product", "products.csv", "what"),
            _amount("quantity", "how much at the beginning"),
            _UNIT,
            _text("place", "where, for products that are carried", empty="anywhere"),
            _amount("at_end", "how much is to be there after the last period", empty="0"),
            Column("priority", Kind.PRIORITY, "of having it at the end", empty="1"),
            _to("workplace", "workplaces.csv", "who has it", empty=""),
        ),
        ("product", "place", "priority"),
    ),
    Table(
        "trade.csv",
        "what can be bought from outside, and sold",
        (
            _to("product", "products.csv", "what"),
            Column("direction", Kind.CHOICE, "`import` or `export`", ("import", "export")),
            _amount("price", "money for one unit"),
            _to("money", "products.csv", "the product that is paid with"),
            _amount("most", "the most units in a period", empty="no limit"),
            _text("place", "where, for products that are carried", empty="anywhere"),
            _to("workplace", "workplaces.csv", "who trades", empty=""),
        ),
        ("product", "direction", "money", "place", "workplace"),
    ),
    Table(
        "transport.csv",
        "the routes of products that are kept apart by place",
        (
            _to("product", "products.csv", "what is carried"),
            _text("from", "where it is"),
            _text("to", "where it goes"),
            _to("carrier", "products.csv", "the product that carrying uses, as tonne-kilometres", empty="none"),
            _amount("per_unit", "how much of the carrier for one unit", empty="0"),
            _amount("keeps", "the share that arrives", kind=Kind.SHARE, empty="1: all of it"),
            _amount("most", "the most units in a period", empty="no limit"),
        ),
        ("product", "from", "to", "carrier"),
    ),
    Table(
        "periods.csv",
        "the periods of the plan, one after the other",
        (_code("period", "its code"), _text("name", "what people call it", empty="")),
        ("period",),
    ),
)
BY_FILE = {table.file: table for table in TABLES}

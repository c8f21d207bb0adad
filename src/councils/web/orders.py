"""Orders, and what became of them, as tables: the same for a workplace, a ward and the congress (R12, R18)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.urls import reverse
from django.utils.formats import date_format

from councils.app.nouns import gettext as _
from councils.app.queries.deliveries import Sent
from councils.app.queries.production import Line, Sum, Work
from councils.core.act import CouncilId, MatterId
from councils.core.economy.declared import Code, Direction, Product, Resource
from councils.core.economy.orders import Change, Correction, Made, Make
from councils.core.economy.state import Economy
from councils.web.pictures import Seen, pictured
from councils.web.planning import amount, of_product, things
from councils.web.showing import Context

ZERO = Decimal(0)
Called = Mapping[CouncilId, str]
Row = list[Any]
Things = Mapping[Code, Product | Resource]


def columns(*labels: str, numbers: int) -> list[Context]:
    """The last ``numbers`` of them hold numbers."""
    first = len(labels) - numbers
    return [{"label": label, "number": place >= first} for place, label in enumerate(labels)]


def day_of(when: date) -> str:
    return str(date_format(when, "j F Y"))


def line_cell(product: str, detail: str, *, late: bool) -> Any:
    """The first of a line: what, and beneath it how and until when."""
    return {"text": product, "detail": _("%(line)s: late") % {"line": detail} if late else detail} | (
        {"mark": "alarm"} if late else {}
    )


def unit_of(products: Things, code: Code) -> str:
    return products[code].unit if code in products else ""


def name_of(products: Things, code: Code) -> str:
    return products[code].name if code in products else code


def counted(products: Things, code: Code) -> str:
    """ "Flour (kg)": what it is, and in which unit its numbers are."""
    return f"{products[code].name} ({products[code].unit})" if code in products else code


def technique_name(economy: Economy, council: CouncilId, technique: Code) -> str:
    known, trade = economy.techniques.get((council, technique)), economy.trades.get((council, technique))
    if trade:
        words = _("Buying %(product)s") if trade.direction is Direction.IMPORT else _("Selling %(product)s")
        return words % {"product": name_of(economy.products, trade.product)}
    return known.name if known else technique


def what_to_make(economy: Economy, lines: Iterable[Line], today: date, picture: Seen) -> Context:
    """Line by line: what one workplace was asked for, and has reported."""
    products = things(economy)
    rows: list[Row] = []
    for line in lines:
        technique = technique_name(economy, line.council, line.make.technique)
        detail = _("%(technique)s, until %(day)s") % {"technique": technique, "day": day_of(line.make.due)}
        first = line_cell(counted(products, line.product), detail, late=line.late(today))
        first = pictured(first, picture(line.product))
        rows.append([first, amount(line.ordered), amount(line.made), amount(line.missing)])
    labels = columns(_("Product"), _("By the order"), _("Made"), _("Still to make"), numbers=3)
    return {"caption": _("What to make"), "columns": labels, "rows": rows}


Got = Callable[[Code], tuple[Decimal, Decimal]]
"""Of a product, what is on its way to a council and what has come to it."""


def inputs(
    economy: Economy,
    makes: Iterable[Make],
    used: Mapping[Code, Decimal],
    got: Got,
    place: tuple[str, Got] | None,
    picture: Seen,
) -> Context | None:
    """What an order gives to make it with; ``place`` is where it is brought to, by name, where that is not here."""
    planned: dict[Code, Decimal] = {}
    for make in makes:
        for code, quantity in make.uses.items():
            planned[code] = planned.get(code, ZERO) + quantity
    rows: list[Row] = [
        [
            pictured(counted(economy.products, code), picture(code)),
            amount(quantity),
            *got_cells(code, got, place),
            amount(used.get(code, ZERO)),
        ]
        for code, quantity in planned.items()
    ]
    labels = columns(
        _("Product"), _("By the order"), _("On its way here"), _("Has come here"), _("Used, as reported"), numbers=4
    )
    return {"caption": _("What you have for it"), "columns": labels, "rows": rows} if rows else None


def got_cells(code: Code, got: Got, place: tuple[str, Got] | None) -> list[Any]:
    """What is on its way and what has come, here; and below each what has to the place, for all who are there."""
    cells: list[Any] = [amount(much) for much in got(code)]
    if place is None:
        return cells
    name, there = place
    told = [_("%(much)s to %(place)s") % {"much": amount(much), "place": name} if much else "" for much in there(code)]
    return [{"text": cell, "detail": detail} if detail else cell for cell, detail in zip(cells, told, strict=True)]


def what_to_send(products: Things, sent: Iterable[Sent], called: Called, today: date, picture: Seen) -> Context | None:
    rows: list[Row] = []
    for line in sent:
        send = line.send
        detail = _("to %(council)s, until %(day)s") % {"council": called.get(send.to, send.to), "day": day_of(send.due)}
        if send.arrives is not None:
            detail = f"{detail}; {_('%(much)s of it arrive') % {'much': amount(send.arrives)}}"
        first = line_cell(counted(products, send.product), detail, late=bool(line.missing) and send.due < today)
        first = pictured(first, picture(send.product))
        rows.append([first, amount(send.quantity), amount(line.sent), amount(line.arrived)])
    labels = columns(_("Product"), _("By the order"), _("Sent"), _("Arrived"), numbers=3)
    return {"caption": _("What is sent where"), "columns": labels, "rows": rows} if rows else None


def sums_cells(found: Sum) -> Row:
    late: Any = {"text": amount(found.late), "mark": "alarm"} if found.late else "–"
    return [amount(found.ordered), amount(found.made), late]


def products_table(products: Things, sums: Mapping[Code, Sum], picture: Seen) -> Context | None:
    rows: list[Row] = [
        [pictured(counted(products, code), picture(code)), *sums_cells(found)]
        for code, found in sorted(sums.items(), key=lambda item: name_of(products, item[0]).casefold())
    ]
    labels = columns(_("Product"), _("By the plan"), _("Made"), _("Late"), numbers=3)
    return {"caption": _("Product by product"), "columns": labels, "rows": rows} if rows else None


def councils_table(
    products: Things, sums: Mapping[tuple[CouncilId, Code], Sum], called: Called, matter: MatterId
) -> Context | None:
    rows: list[Row] = []
    for (council, code), found in sums.items():
        url = reverse("directive", args=[council, matter])
        first = {"text": called.get(council, council), "url": url, "detail": counted(products, code)}
        rows.append([first, *sums_cells(found)])
    rows.sort(key=lambda row: (row[0]["text"].casefold(), row[0]["detail"]))
    labels = columns(_("Workplace"), _("By the plan"), _("Made"), _("Late"), numbers=3)
    return {"caption": _("Workplace by workplace"), "columns": labels, "rows": rows} if rows else None


def work_table(work: Iterable[Work], called: Called) -> Context | None:
    told = [one for one in work if one.ordered or one.worked]
    rows: list[Row] = [
        [
            {"text": called.get(one.council, one.council), "url": reverse("workplace", args=[one.council])},
            amount(one.ordered),
            amount(one.worked),
        ]
        for one in sorted(told, key=lambda one: called.get(one.council, one.council).casefold())
    ]
    total = [
        _("Together"),
        amount(sum((one.ordered for one in told), ZERO)),
        amount(sum((one.worked for one in told), ZERO)),
    ]
    labels = columns(_("Workplace"), _("By the plan"), _("Worked, as reported"), numbers=2)
    return {"caption": _("Hours of work"), "columns": labels, "rows": rows, "total": total} if rows else None


def told_rows(
    economy: Economy,
    council: CouncilId,
    told: Iterable[Made],
    makes: Iterable[Make],
    corrections: Iterable[Correction],
) -> list[Context]:
    """The reports of one workplace, the latest first, with what each said before it was corrected."""
    due = {(make.technique, make.period): make.due for make in makes}
    before: dict[int, list[Context]] = {}
    for one in corrections:
        row = told_row(economy, council, one.before)
        before.setdefault(one.number, []).append(row | {"reason": one.reason})
    rows = [
        told_row(economy, council, made)
        | {"number": number, "until": due.get((made.technique, made.period)), "before": before.get(number, [])}
        for number, made in enumerate(told, start=1)
    ]
    return rows[::-1]


def told_row(economy: Economy, council: CouncilId, made: Made) -> Context:
    products = things(economy)
    return {
        "technique": technique_name(economy, council, made.technique),
        "made": [of_product(products, code, much) for code, much in made.gives.items()],
        "used": [of_product(products, code, much) for code, much in made.uses.items()],
        "hours": amount(made.hours),
    }


def change_rows(economy: Economy, found: Iterable[Change], called: Called, makes: Mapping[Any, Make]) -> list[Context]:
    """What workplaces would rather do, beside what was ordered of them."""
    rows = []
    for change in found:
        make = makes.get((change.council, change.technique, change.period))
        rows.append(
            {
                "council": called.get(change.council, change.council),
                "technique": technique_name(economy, change.council, change.technique),
                "until": make.due if make else None,
                "ordered": amount(make.runs) if make else "–",
                "runs": amount(change.runs),
                "reason": change.reason,
            }
        )
    return rows


def choices(economy: Economy, council: CouncilId, makes: Iterable[Make]) -> list[tuple[str, str]]:
    """The parts of an order, to choose one of."""
    products = things(economy)
    return [
        (
            f"{make.technique}@{make.period}",
            _("%(technique)s, until %(day)s: %(runs)s runs (%(makes)s)")
            % {
                "technique": technique_name(economy, council, make.technique),
                "day": day_of(make.due),
                "runs": amount(make.runs),
                "makes": ", ".join(of_product(products, code, much) for code, much in make.gives.items()),
            },
        )
        for make in sorted(makes, key=lambda make: (make.due, make.technique))
    ]


def moment(when: datetime) -> str:
    return str(date_format(when, "j F Y"))

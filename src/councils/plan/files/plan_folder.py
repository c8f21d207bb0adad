"""A plan in a folder: what another program, or a sceptic, needs to read it, and to check it without us.

Theory of operation. `economy/` holds the economy that was planned, in its own format. ``activities.csv`` and
``prices.csv`` are the plan: they are read again, and the certificate is reckoned from them, whatever
``certificate.json`` says. The other tables (output, needs, labour, capacities) are for people: a plan is never
read from them, and whether they agree with it is a question of its own (``agreement.py``).
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from math import inf
from pathlib import Path
from typing import Any

import numpy as np

from councils.core.problem import Problem
from councils.plan.economy import Economy, Need
from councils.plan.files.csv_table import columns_of, csv_text
from councils.plan.files.drafts import together
from councils.plan.files.folder import Flaw, read_folder, write_texts
from councils.plan.files.schema import BY_FILE
from councils.plan.files.tables import untold
from councils.plan.highs.stages import Prices
from councils.plan.linear import Column, Linear, Row, Stage
from councils.plan.results import Results
from councils.plan.solve import Plan
from councils.plan.staged_certificate import GAP_LIMIT, StagedCertificate, column_name, row_name

ECONOMY, CERTIFICATE = "economy", "certificate.json"
ACTIVITIES = ("activity", "quantity", "hours")
PRICES = ("stage", "row", "price")
_WORDS = "The plan was changed, or is not whole: write it again with solve."


def is_plan(folder: Path) -> bool:
    return (folder / "activities.csv").exists()


def write_plan(plan: Plan, folder: Path) -> None:
    """Write a plan with everything that is needed to check it: all of it, or nothing; the certificate comes last."""
    texts = write_texts(plan.economy)
    gone = (f"{ECONOMY}/{file}" for file in BY_FILE.keys() - texts.keys())
    with together(folder, seal=CERTIFICATE, gone=gone) as drafts:
        (drafts / ECONOMY).mkdir()
        for file, text in texts.items():
            (drafts / ECONOMY / file).write_text(text, encoding="utf-8", newline="")
        for name, (header, columns) in tables(plan).items():
            (drafts / name).write_text(csv_text(header, columns), encoding="utf-8", newline="")
        text = json.dumps({**_asked(plan), **certificate_data(plan.certificate)}, ensure_ascii=False, indent=2)
        (drafts / CERTIFICATE).write_text(f"{text}\n", encoding="utf-8")


def _asked(plan: Plan) -> dict[str, Any]:
    """What was asked for, without which a plan can't be read."""
    return {
        "title": plan.economy.title,
        "fair": plan.fair,
        "shared": plan.fair and plan.shared,
        "least": list(plan.least),
        "asked_gap": plan.gap,
    }


def tables(plan: Plan) -> dict[str, tuple[Sequence[str], Sequence[Sequence[object]]]]:
    """The tables of a plan by the names of their files: the heads of their columns, and the columns."""
    told: dict[str, tuple[Sequence[str], Iterable[Sequence[object]]]] = {
        "activities.csv": (ACTIVITIES, _activities(plan)),
        "prices.csv": (PRICES, _prices(plan)),
        **_for_people(Results(plan)),
    }
    return {name: (header, columns_of(header, lines)) for name, (header, lines) in told.items()}


def certificate_data(certificate: StagedCertificate) -> dict[str, Any]:
    return {
        "holds": certificate.holds,
        "stages": [{"stage": s.name, "value": s.value, "bound": s.bound, "gap": s.gap} for s in certificate.stages],
        "worst_need": certificate.worst_need,
        "worst_capacity": certificate.worst_capacity,
        "rejected": [str(reason) for reason in certificate.rejected],
    }


def _activities(plan: Plan) -> Iterable[Sequence[object]]:
    for column, x, hours in zip(plan.program.columns, plan.activities, plan.program.hours, strict=True):
        if x:
            yield column_name(column), float(x), float(x * hours)


def _prices(plan: Plan) -> Iterable[Sequence[object]]:
    for number, (stage, prices) in enumerate(zip(plan.program.stages, plan.prices, strict=True)):
        for row, price in zip(plan.program.rows, prices.rows, strict=True):
            if price:
                yield stage.name, row_name(row), float(price)
        for before, price in zip(plan.program.stages[:number], prices.held, strict=True):
            if price:
                yield stage.name, held_name(before), float(price)


def _for_people(results: Results) -> dict[str, tuple[Sequence[str], Iterable[Sequence[object]]]]:
    unit = {code: product.unit for code, product in results.plan.economy.products.items()}
    return {
        "output.csv": (
            ("product", "place", "period", "unit", "made", "used", "delivered", "left", "value_hours", "price_hours"),
            [
                (*_of(o.row), unit[o.row.code], o.made, o.used, o.delivered, o.left, o.value, o.price)
                for o in results.output()
            ],
        ),
        "needs.csv": (
            ("council", "category", "product", "place", "period", "priority", "unit", "needed", "delivered", "unmet"),
            [
                (*_about(m.need), unit[m.need.product], m.need.quantity, m.need.quantity - m.unmet, m.unmet)
                for m in results.needs()
            ],
        ),
        "labour.csv": (("skill", "place", "period", "hours"), [(*key, h) for key, h in results.labour().items()]),
        "capacities.csv": (
            ("limit", "used", "of", "needs_met_by_one_more", "hours_saved_by_one_more"),
            [(limit_name(c.of), c.used, c.limit, c.unmet_less, c.hours_less) for c in results.capacities()],
        ),
    }


def _of(row: Row) -> tuple[str, str, str]:
    return row.code, row.place, row.period


def _about(need: Need) -> tuple[str, str, str, str, str, int]:
    return need.council, need.category, need.product, need.place, need.period, need.priority


def limit_name(of: Row | Column) -> str:
    return row_name(of) if isinstance(of, Row) else column_name(of)


def read_plan(folder: Path, *, told: Callable[[str, int], None] = untold) -> Plan | tuple[Flaw, ...]:
    """The plan in a folder, or what is wrong with the files; ``told``: as in `read_folder`."""
    economy = read_folder(folder / ECONOMY, told=told)
    if not isinstance(economy, Economy):
        return tuple(Flaw(f"{ECONOMY}/{flaw.file}", flaw.problem) for flaw in economy)
    try:
        asked = json.loads((folder / CERTIFICATE).read_text(encoding="utf-8"))
        fair, least = bool(asked["fair"]), tuple(str(code) for code in asked["least"])
        title = str(asked["title"])
        plan = Plan(economy, np.zeros(0), (), fair, least, _gap(asked.get("asked_gap", GAP_LIMIT)))
        plan = replace(plan, shared=bool(asked.get("shared", False)))  # not in folders written before it was
        flaws: list[Flaw] = []
        quantities = dict(_numbers(folder, "activities.csv", flaws, keys=1))
        prices = dict(_numbers(folder, "prices.csv", flaws, keys=2))
    except OSError as error:
        missing = f"{Path(str(error.filename)).name}: {error.strerror}"
        return (Flaw("", Problem(0, f"This is no plan that can be read: {missing}.", _WORDS)),)
    except KeyError as error:
        return (Flaw(CERTIFICATE, Problem(0, f"It does not say {error}.", _WORDS)),)
    except (ValueError, TypeError, AttributeError, csv.Error) as error:
        return (Flaw("", Problem(0, f"This is no plan that can be read: {error}.", _WORDS)),)
    return tuple(flaws) or _joined(plan, quantities, prices, title)


def _gap(asked: object) -> float:
    """ValueError for what is not how far a plan could be above its bound."""
    gap = float(str(asked))
    if not 0 < gap < inf:
        raise ValueError(f"asked_gap is {asked}, and has to be a number above 0")
    return gap


def _numbers(
    folder: Path, name: str, flaws: list[Flaw], *, keys: int
) -> Iterable[tuple[tuple[str, ...], tuple[int, float]]]:
    """(the first cells, (line, the number after them)) of each line; what can't be read is a flaw."""
    lines = csv.reader(io.StringIO((folder / name).read_text(encoding="utf-8")))
    next(lines, None)
    seen: set[tuple[str, ...]] = set()
    for cells in lines:
        key = tuple(cells[:keys])
        try:
            number = float(cells[keys])
        except (ValueError, IndexError):
            flaws.append(Flaw(name, Problem(lines.line_num, "There is no number here.", _WORDS)))
            continue
        if key in seen:
            flaws.append(Flaw(name, Problem(lines.line_num, f"{' '.join(key)} is there twice.", _WORDS)))
        seen.add(key)
        yield key, (lines.line_num, number)


def _joined(
    plan: Plan,
    quantities: dict[tuple[str, ...], tuple[int, float]],
    prices: dict[tuple[str, ...], tuple[int, float]],
    title: str,
) -> Plan | tuple[Flaw, ...]:
    program = plan.program
    columns: dict[tuple[str, ...], int] = {(column_name(column),): at for at, column in enumerate(program.columns)}
    places = price_places(program)
    flaws = [
        Flaw(name, Problem(line, f"{' '.join(key)} is not in this economy.", _WORDS))
        for name, read, known in (("activities.csv", quantities, columns), ("prices.csv", prices, places))
        for key, (line, _) in read.items()
        if key not in known
    ]
    if flaws:
        return tuple(flaws)
    x = np.zeros(len(program.columns))
    for key, (_, number) in quantities.items():
        x[columns[key]] = number
    y = [Prices(np.zeros(len(program.rows)), np.zeros(number)) for number in range(len(program.stages))]
    for key, (_, number) in prices.items():
        stage, held, at = places[key]
        (y[stage].held if held else y[stage].rows)[at] = number
    named = replace(plan.economy, title=title)
    return replace(plan, economy=named, activities=x, prices=tuple(y)).of(program)


def held_name(stage: Stage) -> str:
    """What the price of a stage is called where it is held in a later one."""
    return f"held {stage.name}"


def price_places(program: Linear) -> dict[tuple[str, ...], tuple[int, bool, int]]:
    """(stage, row) → (number of the stage, whether it is held, index)."""
    found: dict[tuple[str, ...], tuple[int, bool, int]] = {}
    names = [row_name(row) for row in program.rows]
    for number, stage in enumerate(program.stages):
        for at, name in enumerate(names):
            found[stage.name, name] = (number, False, at)
        for at, before in enumerate(program.stages[:number]):
            found[stage.name, held_name(before)] = (number, True, at)
    return found

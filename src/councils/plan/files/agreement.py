"""Whether what people read in the folder of a plan is what its activities and prices say.

Theory of operation. Output, needs, labour and capacities are reckoned from the plan when it is written, and people
decide by them. So whoever checks a plan reckons them again and holds each cell beside the one in the file: texts must
be the same, numbers to a millionth, since other machines round otherwise. What the certificate of the folder claims is
held beside the one that was reckoned. A table that isn't there claims nothing.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator, Sequence
from itertools import islice, zip_longest
from math import isclose
from pathlib import Path

from councils.core.problem import Problem
from councils.plan.files.csv_table import csv_text
from councils.plan.files.folder import Flaw
from councils.plan.files.plan_folder import CERTIFICATE, certificate_data, tables
from councils.plan.solve import Plan

_TOLD = 20
_CLOSE = 1e-6
_REMEDY = "The table was changed, or is of another plan: write it again with solve."


def disagreements(plan: Plan, folder: Path) -> tuple[Flaw, ...]:
    """What the tables and the certificate in a folder say that the plan in it does not; the first twenty."""
    return tuple(islice(_all(plan, folder), _TOLD))


def _all(plan: Plan, folder: Path) -> Iterator[Flaw]:
    for name, (header, columns) in tables(plan).items():
        if name != "prices.csv" and (folder / name).is_file():
            expected = _cells(csv_text(header, columns))
            found = _cells((folder / name).read_text(encoding="utf-8", errors="replace"))
            none: list[str] = []
            for at, (right, there) in enumerate(zip_longest(expected, found, fillvalue=none), 1):
                yield from (Flaw(name, Problem(at, said, _REMEDY)) for said in _line(header, right, there))
    claimed = json.loads((folder / CERTIFICATE).read_text(encoding="utf-8"))
    for key, value in json.loads(json.dumps(certificate_data(plan.certificate))).items():
        if key in claimed and not _same(claimed[key], value):
            yield Flaw(CERTIFICATE, Problem(0, f"{key} is claimed as {claimed[key]}, and is {value}.", _REMEDY))


def _cells(text: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text)))


def _line(header: Sequence[str], right: list[str], there: list[str]) -> Iterator[str]:
    if len(right) != len(there):
        yield f"{len(there)} cells, and the plan gives {len(right)}."
        return
    for name, expected, found in zip(header, right, there, strict=True):
        if not _close(expected, found):
            yield f"{name} is {found[:60]!r} here, and {expected!r} by the activities and prices."


def _close(expected: str, found: str) -> bool:
    if expected == found:
        return True
    try:
        return isclose(float(expected), float(found), rel_tol=_CLOSE, abs_tol=1e-9)
    except ValueError:
        return False


def _same(claimed: object, value: object) -> bool:
    """Whether two values out of JSON are the same, numbers to a millionth."""
    if isinstance(claimed, dict) and isinstance(value, dict):
        return claimed.keys() == value.keys() and all(_same(claimed[key], value[key]) for key in value)
    if isinstance(claimed, list) and isinstance(value, list):
        return len(claimed) == len(value) and all(map(_same, claimed, value))
    if isinstance(claimed, bool) or isinstance(value, bool):
        return claimed is value
    if isinstance(claimed, int | float) and isinstance(value, int | float):
        return isclose(claimed, value, rel_tol=_CLOSE, abs_tol=_CLOSE)
    return claimed == value

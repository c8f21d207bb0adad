"""The two files of a plan that is made aside: what was asked, and what was found, as bytes (`planner.py`).

Theory of operation. Both lie beside the database, where a copy or an operator may have put others. So they are
MessagePack of fixed types and columns of numbers, to the bit: whatever is in one, reading it gives these values and
does nothing else. What cannot be read as just that is `UnreadableError`, and is made anew.
"""

from __future__ import annotations

from typing import Any

import msgspec
import numpy as np

from councils.plan.economy import Economy
from councils.plan.highs.stages import Prices
from councils.plan.linear import Floats
from councils.plan.solve import Plan

ASKED, FOUND = "asked.msgpack", "found.msgpack"


class UnreadableError(Exception):
    """The file is not whole, or was not written by this program."""


class Column(msgspec.Struct, frozen=True):
    """The prices of one stage, float64 each."""

    rows: bytes
    held: bytes


class Found(msgspec.Struct, frozen=True):
    """A `Plan` but for its economy; ``activities`` and the columns are float64, lowest byte first."""

    activities: bytes
    prices: tuple[Column, ...]
    fair: bool
    least: tuple[str, ...]
    gap: float
    shared: bool
    stocked: bool


class Work(msgspec.Struct, frozen=True):
    """What is asked of `solve`; ``begin`` and ``begun`` are the plan to begin with and its economy."""

    economy: Economy
    fair: bool
    least: tuple[str, ...]
    begin: Found | None = None
    begun: Economy | None = None

    @property
    def start(self) -> Plan | None:
        return plan_of(self.begin, self.begun) if self.begin and self.begun else None


WORK, WHOLE = msgspec.msgpack.Decoder(Work), msgspec.msgpack.Decoder(Found)
"""Made here, not where they are used first: msgspec learns a class once, and no thread may meet it half learnt."""


def asked(economy: Economy, *, fair: bool, least: tuple[str, ...], start: Plan | None) -> bytes:
    begin, begun = (None, None) if start is None else (said(start), start.economy)
    return msgspec.msgpack.encode(Work(economy, fair, least, begin, begun))


def found(plan: Plan) -> bytes:
    return msgspec.msgpack.encode(said(plan))


def read_asked(content: bytes) -> Work:
    work: Work = read(WORK, content)
    return work


def read_found(content: bytes, economy: Economy) -> Plan:
    """The plan of ``economy``; UnreadableError also where it is that of another one."""
    plan = plan_of(read(WHOLE, content), economy)
    program = plan.program
    sizes = [(len(one.rows), len(one.held)) for one in plan.prices]
    right = [(len(program.rows), before) for before in range(len(program.stages))]
    if len(plan.activities) != len(program.columns) or sizes != right:
        raise UnreadableError("it is a plan of another economy")
    return plan


def read(decoder: msgspec.msgpack.Decoder[Any], content: bytes) -> Any:
    try:
        return decoder.decode(content)
    except (msgspec.MsgspecError, RecursionError, ValueError) as error:
        raise UnreadableError(f"{error}") from error


def said(plan: Plan) -> Found:
    prices = tuple(Column(packed(one.rows), packed(one.held)) for one in plan.prices)
    return Found(packed(plan.activities), prices, plan.fair, plan.least, plan.gap, plan.shared, plan.stocked)


def plan_of(told: Found, economy: Economy) -> Plan:
    prices = tuple(Prices(unpacked(one.rows), unpacked(one.held)) for one in told.prices)
    return Plan(economy, unpacked(told.activities), prices, told.fair, told.least, told.gap, told.shared, told.stocked)


def packed(column: Floats) -> bytes:
    return column.astype("<f8").tobytes()


def unpacked(content: bytes) -> Floats:
    try:
        return np.frombuffer(content, dtype="<f8").astype(np.float64)
    except ValueError as error:
        raise UnreadableError(f"{error}") from error

"""A supply-use table: what industries make and use, the coefficients in it, and an economy to plan with.

Theory of operation. U (commodity by industry) says what industries used, V (industry by commodity) what they made, Y
what went to final demand. With q the output of commodities and g that of industries,

    A = (U / g) (V / q)      by the **industry-technology assumption**: all that an industry makes takes the same inputs
    x = (I - A)^-1 y         gross output for a final demand (Leontief)
    v = l (I - A)^-1         the work in one dollar of each commodity

(Miller and Blair, Input-Output Analysis, 2nd edition, chapter 5.) For planning no such A is formed: each industry is
a technique that makes its own output, and what it makes of each commodity is taken from that, so that whatever
several industries make is a choice. What does not fit is kept and reported: negative entries, commodities that
nobody makes, industries without figures for jobs.
"""

from __future__ import annotations

import csv
import io
import lzma
from dataclasses import dataclass
from functools import cached_property
from importlib.resources import files
from pathlib import Path
from typing import Protocol

import numpy as np

from councils.plan.linear import Floats

_LEAST_PAY = 8_000


class _Folder(Protocol):
    def joinpath(self, name: str, /) -> _File: ...


class _File(Protocol):
    def read_bytes(self) -> bytes: ...
    def is_file(self) -> bool: ...


@dataclass(frozen=True)
class SupplyUse:
    """n commodities, m industries, k categories; values in millions of dollars.

    ``use`` float64[n, m], ``make`` float64[m, n], ``final`` float64[n, k], ``compensation`` float64[m],
    ``jobs`` float64[m] for each million of output (nan where there is no figure), ``history`` float64[m, years].
    """

    commodities: tuple[str, ...]
    industries: tuple[str, ...]
    names: dict[str, str]
    use: Floats
    make: Floats
    final: Floats
    categories: dict[str, str]
    compensation: Floats
    jobs: Floats
    history: Floats

    @cached_property
    def commodity_output(self) -> Floats:
        return np.asarray(self.make.sum(axis=0))

    @cached_property
    def industry_output(self) -> Floats:
        return np.asarray(self.make.sum(axis=1))

    @cached_property
    def produced(self) -> np.ndarray:
        """Which commodities anybody makes, bool[n]."""
        return np.asarray(self.commodity_output > 0)

    @cached_property
    def market_shares(self) -> Floats:
        """V / q: which part of a commodity each industry makes, float64[m, n]."""
        return self.make / np.where(self.produced, self.commodity_output, 1.0)

    @cached_property
    def inputs(self) -> Floats:
        """U / g: what an industry uses for a dollar of output, float64[n, m]."""
        return self.use / np.where(self.industry_output > 0, self.industry_output, 1.0)

    @cached_property
    def coefficients(self) -> Floats:
        """A, commodity by commodity, under the industry-technology assumption."""
        return self.inputs @ self.market_shares

    def spectral_radius(self) -> float:
        """Of A: below 1, an economy can reproduce itself."""
        return float(max(abs(np.linalg.eigvals(self.coefficients))))

    def gross_output(self, demand: Floats) -> Floats:
        """What has to be made of each commodity for a final demand, float64[n]."""
        return np.asarray(np.linalg.solve(np.eye(len(demand)) - self.coefficients, demand))

    def reproduction_error(self) -> float:
        """Median relative difference between output as told and as it follows from final demand, where there is any."""
        reckoned = self.gross_output(self.final.sum(axis=1))[self.produced]
        told = self.commodity_output[self.produced]
        return float(np.median(abs(reckoned - told) / told))

    def labour_values(self, per_output: Floats) -> Floats:
        """What is in one dollar of each commodity of something that industries take ``per_output`` [m] of directly."""
        direct = per_output @ self.market_shares
        return np.asarray(np.linalg.solve(np.eye(len(direct)) - self.coefficients.T, direct))

    def compensation_rate(self) -> Floats:
        """Compensation of employees in one dollar of output, float64[m]."""
        return self.compensation / np.where(self.industry_output > 0, self.industry_output, 1.0)

    def job_rate(self) -> Floats:
        """Jobs for each million of output; where there is no figure, by compensation at the average of the others."""
        known = np.isfinite(self.jobs)
        output = self.industry_output
        ratio = float((self.jobs[known] * output[known]).sum() / self.compensation[known].sum())
        return np.where(known, np.nan_to_num(self.jobs), self.compensation_rate() * ratio)

    def oddities(self) -> list[str]:
        """What does not fit a table of techniques, and what is done about it."""
        negative, below = int((self.use < 0).sum()), int((self.coefficients < 0).sum())
        without = [code for code, made in zip(self.commodities, self.produced, strict=True) if not made]
        jobs = int((~np.isfinite(self.jobs)).sum())
        sources = int((self.final[:, ~self.foreign] < 0).sum())
        pay = 1e6 * self.compensation_rate() / np.where(self.jobs > 0, self.jobs, np.nan)
        strange = [self.names[code] for code, each in zip(self.industries, pay, strict=True) if each < _LEAST_PAY]
        return [
            f"{below} coefficients are negative, from {negative} negative uses: taken as made there",
            f"nobody makes {', '.join(f'{self.names[code]} ({code})' for code in without)}: imported, or from stock",
            f"{sources} entries of final demand are negative besides imports: taken as stocks that there were",
            f"{jobs} of {len(self.industries)} industries have no figure for jobs: reckoned from compensation",
            f"jobs that earn less than {_LEAST_PAY:,} $ a year: {', '.join(strange)}; the figures are left as they are",
            "capacity is the highest output of 1997 to 2023 at the prices of each year, so mostly that of 2023",
        ]

    @cached_property
    def foreign(self) -> np.ndarray:
        """Which categories are exports or imports, bool[k]."""
        return np.array([code in ("F04000", "F05000") for code in self.categories])


def us2017() -> SupplyUse:
    """The table of the United States for 2017, which comes with the program (see ``cases/us2017/PROVENANCE.md``)."""
    return read_supply_use(files("councils.plan.cases").joinpath("us2017"))


def read_supply_use(folder: Path | _Folder) -> SupplyUse:
    """A table from a folder of CSV files (or the same as ``.csv.xz``), in the columns of the one that is there."""
    sectors = _rows(folder, "sectors")
    commodities = tuple(row["code"] for row in sectors if row["is_commodity"] == "1")
    industries = tuple(row["code"] for row in sectors if row["is_industry"] == "1")
    made_by = [row for row in sectors if row["is_industry"] == "1"]
    final = {row["commodity"]: row for row in _rows(folder, "final_demand")}
    categories = {row["code"]: row["name"] for row in _rows(folder, "final_demand_categories")}
    history = {row["industry"]: list(row.values())[1:] for row in _rows(folder, "gross_output_1997_2023")}
    return SupplyUse(
        commodities=commodities,
        industries=industries,
        names={row["code"]: row["name"] for row in sectors},
        use=_matrix(_rows(folder, "use"), "commodity", commodities, "industry", industries),
        make=_matrix(_rows(folder, "make"), "industry", industries, "commodity", commodities),
        final=np.array([[float(final[code][c]) for c in categories] for code in commodities]),
        categories=categories,
        compensation=np.array([_number(row["compensation_musd"]) for row in made_by]),
        jobs=np.array([float(row["jobs_per_musd_2007class"] or "nan") for row in made_by]),
        history=np.array([[_number(cell) for cell in history[code]] for code in industries]),
    )


def _number(cell: str) -> float:
    return float(cell or 0.0)


def _rows(folder: Path | _Folder, name: str) -> list[dict[str, str]]:
    packed = folder.joinpath(f"{name}.csv.xz")
    data = lzma.decompress(packed.read_bytes()) if packed.is_file() else folder.joinpath(f"{name}.csv").read_bytes()
    return list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"))))


def _matrix(
    rows: list[dict[str, str]], down: str, downs: tuple[str, ...], across: str, acrosses: tuple[str, ...]
) -> Floats:
    at = {code: number for number, code in enumerate(downs)}
    over = {code: number for number, code in enumerate(acrosses)}
    found = np.zeros((len(downs), len(acrosses)))
    for row in rows:
        found[at[row[down]], over[row[across]]] += float(row["musd"])
    return found

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

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

import numpy as np

from councils.plan.linear import Floats

_LEAST_PAY = 8_000


@dataclass(frozen=True, slots=True)
class Roles:
    """Which categories of final demand are imports and exports, and what comes ``first``, ``then``, and last of all."""

    imports: str = "F05000"
    exports: str = "F04000"
    first: tuple[str, ...] = ("F01000",)
    then: tuple[str, ...] = ("F06C00", "F07C00", "F10C00")

    def priority(self, category: str) -> int:
        return 1 if category in self.first else 2 if category in self.then else 3


class Technology(StrEnum):
    """What is assumed of industries that make several commodities: that each commodity takes the same inputs wherever
    it is made, or that all that an industry makes does."""

    INDUSTRY = "industry"
    COMMODITY = "commodity"


@dataclass(frozen=True)
class SupplyUse:
    """n commodities, m industries, k categories; values in ``unit``. ``work``: what labour is counted in.

    ``use`` float64[n, m], ``make`` float64[m, n], ``final`` float64[n, k], ``compensation`` float64[m],
    ``jobs`` float64[m] for each million of output (nan where there is no figure), ``history`` float64[m, years],
    the output of any year: the most of it is what an industry can make.
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
    title: str = "United States 2017"
    unit: str = "M$"
    work: str = "M$ of compensation"
    roles: Roles = Roles()

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

    @cached_property
    def mixes(self) -> Floats:
        """C = V' / g: which part of an industry's output each commodity is, float64[n, m]."""
        return self.make.T / np.where(self.industry_output > 0, self.industry_output, 1.0)

    def coefficients_by(self, technology: Technology) -> Floats | None:
        """A under either assumption, float64[n, n]; None where a table does not allow commodity technology.

        That is A = B C^-1 (Miller and Blair, section 5.5); it wants a square table, and is where coefficients below
        nought come from that no industry reported.
        """
        if technology is Technology.INDUSTRY:
            return self.coefficients
        square = self.mixes.shape[0] == self.mixes.shape[1] and np.linalg.matrix_rank(self.mixes) == len(self.mixes)
        return np.asarray(np.linalg.solve(self.mixes.T, self.inputs.T).T) if square else None

    def _coefficients(self, technology: Technology) -> Floats:
        found = self.coefficients_by(technology)
        if found is None:
            raise ValueError("commodity technology wants as many industries as commodities, each a mix of its own")
        return found

    def spectral_radius(self, technology: Technology = Technology.INDUSTRY) -> float:
        """Of A: below 1, an economy can reproduce itself."""
        return float(max(abs(np.linalg.eigvals(self._coefficients(technology))), default=0.0))

    def gross_output(self, demand: Floats, technology: Technology = Technology.INDUSTRY) -> Floats:
        """What has to be made of each commodity for a final demand, float64[n]."""
        return np.asarray(np.linalg.solve(np.eye(len(demand)) - self._coefficients(technology), demand))

    def reproduction_error(self, technology: Technology = Technology.INDUSTRY) -> float:
        """Median relative difference between output as told and as it follows from final demand, where there is any."""
        reckoned = self.gross_output(self.final.sum(axis=1), technology)[self.produced]
        told = self.commodity_output[self.produced]
        return float(np.median(abs(reckoned - told) / told))

    def labour_values(self, per_output: Floats, technology: Technology = Technology.INDUSTRY) -> Floats:
        """What is in one dollar of each commodity of something that industries take ``per_output`` [m] of directly."""
        by_industry = technology is Technology.INDUSTRY
        direct = per_output @ self.market_shares if by_industry else np.linalg.solve(self.mixes.T, per_output)
        return np.asarray(np.linalg.solve(np.eye(len(direct)) - self._coefficients(technology).T, direct))

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
        return list(self._oddities())

    def _oddities(self) -> Iterator[str]:
        negative, below = int((self.use < 0).sum()), int((self.coefficients < 0).sum())
        if negative:
            yield f"{below} coefficients are negative, from {negative} negative uses: taken as made there"
        without = [code for code, made in zip(self.commodities, self.produced, strict=True) if not made]
        if without:
            yield f"nobody makes {', '.join(map(self._called, without))}: imported, or from stock"
        if sources := int((self.final[:, ~self.foreign] < 0).sum()):
            yield f"{sources} entries of final demand are negative besides imports: taken as stocks that there were"
        jobs = int((~np.isfinite(self.jobs)).sum())
        if jobs < len(self.industries):
            yield f"{jobs} of {len(self.industries)} industries have no figure for jobs: reckoned from compensation"
            pay = 1e6 * self.compensation_rate() / np.where(self.jobs > 0, self.jobs, np.nan)
            low = [self.names[code] for code, each in zip(self.industries, pay, strict=True) if each < _LEAST_PAY]
            if low:
                yield f"jobs that earn less than {_LEAST_PAY:,} $ a year: {', '.join(low)}; left as they are"
        if self.history.shape[1] > 1:
            yield "capacity is the highest output of 1997 to 2023 at the prices of each year, so mostly that of 2023"

    def _called(self, code: str) -> str:
        return code if self.names[code] == code else f"{self.names[code]} ({code})"

    @cached_property
    def foreign(self) -> np.ndarray:
        """Which categories are exports or imports, bool[k]."""
        return np.array([code in (self.roles.exports, self.roles.imports) for code in self.categories])

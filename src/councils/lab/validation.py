"""What the laboratory gets, beside what was published: every case with its source, its numbers and its tolerance.

A case is a claim of the literature and a call of ``published``. ``run`` makes the call and compares. Whoever doubts a
model tries it with other numbers: all are plain functions with their units in their docstrings.
"""

from __future__ import annotations

import csv
import gzip
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import numpy as np

from councils.lab.published import hierarchy, jury, opinions, power, spreading
from councils.lab.published.spreading import Edges

PARIS = "75056"
SEED = 1871
RUNS = 50


@dataclass(frozen=True, slots=True)
class Case:
    """``tolerance`` is absolute, or a share of what is expected if ``relative``; 0 means exactly."""

    id: str
    title: str
    source: str
    claim: str
    expected: tuple[float, ...]
    tolerance: float
    got: Callable[[], Sequence[float]]
    relative: bool = False


@dataclass(frozen=True, slots=True)
class Compared:
    case: Case
    got: tuple[float, ...]

    @property
    def holds(self) -> bool:
        pairs = zip(self.got, self.case.expected, strict=True)
        return all(abs(got - wanted) <= self.allowed(wanted) for got, wanted in pairs)

    def allowed(self, wanted: float) -> float:
        return self.case.tolerance * (abs(wanted) if self.case.relative else 1)


def run(case: Case) -> Compared:
    return Compared(case, tuple(float(value) for value in case.got()))


@cache
def communes() -> tuple[Edges, dict[str, int]]:
    """The borders between French communes, and the number of each code."""
    packed = files(__package__).joinpath("data/commune_adjacency.csv.gz").read_bytes()
    rows = list(csv.reader(gzip.decompress(packed).decode().splitlines()))[1:]
    numbers: dict[str, int] = {}
    pairs = [[numbers.setdefault(code, len(numbers)) for code in row] for row in rows]
    return np.array(pairs), numbers


@cache
def regions() -> tuple[int, ...]:
    """Inhabitants of the twenty most populous regions of France."""
    text = files(__package__).joinpath("data/regions.csv").read_text(encoding="utf-8")
    return tuple(int(row["population"]) for row in csv.DictReader(text.splitlines()))


def reached(chance: float) -> Iterator[int]:
    """Steps until a tenth, a half, nine tenths of the communes that can be reached from Paris are."""
    edges, numbers = communes()
    counts = spreading.spread(edges, len(numbers), numbers[PARIS], chance, seed=SEED)
    return (int(np.argmax(counts >= share * counts[-1])) for share in (0.1, 0.5, 0.9))


def percolated() -> list[float]:
    edges, numbers = communes()
    return [spreading.percolation(edges, len(numbers), p, runs=3, seed=SEED) for p in (0.45, 0.5, 0.55, 0.6)]


def weighted() -> list[float]:
    """The quota; then the most power of a citizen over the least: weights by square roots, people, one each."""
    people = regions()
    quota = power.optimal_quota(people)
    spread = []
    for weights in ([n**0.5 for n in people], list(people), [1] * len(people)):
        citizens = power.citizens(people, weights, quota)
        spread.append(float(citizens.max() / citizens.min()))
    return [quota, *spread]


def met(bound: float) -> list[int]:
    """Clusters of at least a twentieth of the people, in every run."""
    some = [opinions.deffuant(1000, bound, 600_000, runs=5, seed=SEED + number) for number in range(RUNS // 5)]
    return [opinions.clusters(end, least=0.05) for ends in some for end in ends]


def compromised() -> list[float]:
    mode = float(np.bincount(met(0.15)).argmax())
    return [float(np.mean(met(0.10))), mode, float(np.mean(met(0.20))), float(np.mean(met(0.30)))]


def averaged(bound: float) -> float:
    ends = [opinions.hegselmann_krause(625, bound, seed=SEED + number) for number in range(RUNS)]
    return float(np.mean([opinions.clusters(end) for end in ends]))


CASES = (
    Case(
        "T1",
        "Majorities of majorities, groups of three",
        "Galam 1986; arXiv physics/0703081",
        "p' = p³ + 3p²(1 - p), from 0.45, eight levels",
        (0.4253, 0.3887, 0.3358, 0.2626, 0.1706, 0.0774, 0.0171, 0.0009),
        1e-4,
        lambda: list(hierarchy.climb(0.45, [3] * 8)),
    ),
    Case(
        "T1c",
        "Threshold of groups of three",
        "Galam 1986",
        "the unstable fixed point, and the slope there",
        (0.5, 1.5),
        1e-9,
        lambda: (hierarchy.threshold(3), hierarchy.slope(3)),
    ),
    Case(
        "T2",
        "Groups of four, ties to the incumbent",
        "Galam 1986",
        "p' = p⁴ + 4p³(1 - p): threshold (1 + √13)/6, slope",
        (0.767592, 1.6432),
        1e-4,
        lambda: (hierarchy.threshold(4, 0), hierarchy.slope(4, 0)),
    ),
    Case(
        "T3",
        "The tie matters less in larger councils",
        "Galam 1986",
        "thresholds of councils of 6, 10, 50 and 150",
        (0.652871, 0.578587, 0.512060, 0.503704),
        1e-5,
        lambda: [hierarchy.threshold(r, 0) for r in (6, 10, 50, 150)],
    ),
    Case(
        "T4",
        "Levels until an option is gone",
        "Galam 1986",
        "share < 1 %: groups of 3 from .45 and .40, of 4 from .60, of 150 from .49",
        (8, 6, 4, 2),
        0,
        lambda: [hierarchy.levels_until(p, r, 0) for p, r in ((0.45, 3), (0.40, 3), (0.60, 4), (0.49, 150))],
    ),
    Case(
        "T5",
        "A base of 150, then councils of ten, ties by lot",
        "computed",
        "share won at each level, from 0.49 and from 0.51",
        (0.4034, 0.2737, 0.0698, 0.0002, 0.5966, 0.7263, 0.9302, 0.9998),
        1e-4,
        lambda: [share for p in (0.49, 0.51) for share in hierarchy.climb(p, (150, 10, 10, 10))],
    ),
    Case(
        "T6",
        "The least minority that holds the top",
        "Galam 2017, arXiv 1701.02621; Dauer and Kelsay 1955",
        "four levels of three; 150, then three levels of ten",
        (0.1975, 0.1094),
        1e-4,
        lambda: [float(hierarchy.capturing(sizes)) for sizes in ([3] * 4, (150, 10, 10, 10))],
    ),
    Case(
        "T7",
        "Inflexible minority",
        "Galam and Jacobs 2007",
        "p' = p³ + 3p²(1 - p) + a(1 - p)² from a: threshold 3 - 2√2",
        (0.171573,),
        1e-3,
        lambda: [hierarchy.inflexible_threshold()],
    ),
    Case(
        "T8",
        "Contrarians",
        "Galam 2004",
        "the larger side comes to rest, with a tenth and with a sixth of them",
        (0.8536, 0.5),
        1e-3,
        lambda: [hierarchy.contrarian_rest(c) for c in (0.10, 1 / 6)],
    ),
    Case(
        "T9",
        "The jury theorem",
        "Condorcet 1785",
        "competence 0.55, juries of 3, 27 and 101",
        (0.574750, 0.700476, 0.843755),
        1e-6,
        lambda: [jury.jury(0.55, n) for n in (3, 27, 101)],
    ),
    Case(
        "T10",
        "Indirect majorities are worse",
        "Boland 1989",
        "competence 0.6: 27 at once; three groups of nine; three levels of three",
        (0.855348, 0.824709, 0.803254),
        1e-6,
        lambda: [jury.nested_jury(0.6, g) for g in ((27,), (9, 3), (3, 3, 3))],
    ),
    Case(
        "T11",
        "The referendum paradox",
        "Feix, Lepelley, Merlin, Rouet 2004",
        "districts contradict the direct count, impartial culture: 3, 5, 25, very many",
        (0.1623, 0.1814, 0.2013, 0.20595),
        1e-3,
        lambda: [*(jury.contradiction((k,)) for k in (3, 5, 25)), jury.contradiction_of_many()],
    ),
    Case(
        "T12",
        "The same, nested by threes",
        "computed",
        "depth 1, 3, 6",
        (0.163, 0.275, 0.360),
        3e-3,
        lambda: [jury.contradiction((3,) * depth) for depth in (1, 3, 6)],
    ),
    Case(
        "T13",
        "Power of one voter",
        "Penrose 1946",
        "C(n-1, (n-1)/2) / 2ⁿ⁻¹ for n = 3, 25, 1001",
        (0.5, 0.161180, 0.025225),
        1e-6,
        lambda: [power.decisive(n) for n in (3, 25, 1001)],
    ),
    Case(
        "T14",
        "Weights by square roots",
        "Słomczyński and Życzkowski, arXiv physics/0610271",
        "20 regions of France: quota; most over least power of a citizen by square roots, by people, one vote each",
        (0.629, 1.03, 6.7, 7.0),
        0.05,
        weighted,
        relative=True,
    ),
    Case(
        "T16",
        "Bounded confidence, two by two",
        "Deffuant and others 2000",
        "1,000 people, 600,000 meetings: clusters of 5 % for .10 (mean), .15 (mode), .20 (mean), .30",
        (4.38, 3, 2.00, 1),
        0.25,
        compromised,
    ),
    Case(
        "T17",
        "Bounded confidence, all at once",
        "Hegselmann and Krause 2002",
        "625 people: clusters for .10, .15, .22, mean of 50 runs",
        (3.84, 2.64, 1.48),
        0.2,
        lambda: [averaged(bound) for bound in (0.10, 0.15, 0.22)],
    ),
    Case(
        "T18",
        "Consensus by trust",
        "DeGroot 1974",
        "trust [[½ ½] [¼ ¾]]: weight of each first opinion",
        (1 / 3, 2 / 3),
        1e-9,
        lambda: opinions.degroot([[0.5, 0.5], [0.25, 0.75]]).tolist(),
    ),
    Case(
        "T19",
        "Voter model",
        "Clifford and Sudbury 1973",
        "rounds to agreement over people, all meet all, from .5 and .2",
        (0.6931, 0.5004),
        0.08,
        lambda: [opinions.consensus_time(1000, x) / 1000 for x in (0.5, 0.2)],
        relative=True,
    ),
    Case(
        "T20",
        "Zealots",
        "Mobilia, Petersen and Redner 2007",
        "mean share of the free, 20 zealots against 10",
        (0.6667,),
        0.01,
        lambda: [opinions.with_zealots(1000, 20, 10)],
    ),
    Case(
        "T21",
        "Committed minority in the naming game",
        "Xie and others 2011",
        "the share that brings all others over",
        (0.0979,),
        1e-3,
        lambda: [opinions.committed_threshold()],
    ),
    Case(
        "T22",
        "Recall as first passage",
        "diffusion, with what a step overshoots",
        "bound .25, drift .02 a step: steps, by the formula and walked",
        (171.2, 171.2),
        0.03,
        lambda: (spreading.first_passage(0.25, 0.02), spreading.walked(0.25, 0.02, walks=20_000, seed=SEED)),
        relative=True,
    ),
    Case(
        "T24",
        "Seats by the cube root",
        "Taagepera 1972",
        "a million people, France, the world",
        (100, 410, 2000),
        0,
        lambda: [power.cube_root(p) for p in (1e6, 68.95e6, 8e9)],
    ),
    Case(
        "T26",
        "Final size",
        "Kermack and McKendrick 1927",
        "z = 1 - exp(-Rz) for R = 1.5 and 3",
        (0.58281, 0.94048),
        1e-5,
        lambda: [spreading.final_size(r) for r in (1.5, 3)],
    ),
    Case(
        "T27",
        "Percolation of the French communes",
        "borders of 2018",
        "share of the largest part, a share of .45, .50, .55, .60 there",
        (0.05, 0.29, 0.84, 0.93),
        0.05,
        percolated,
    ),
    Case(
        "T28",
        "Spread from Paris",
        "borders of 2018",
        "steps to 10, 50, 90 % of the communes; each border passed for sure, and with .3",
        (25, 56, 98, 42, 95, 163),
        0.05,
        lambda: [*reached(1), *reached(0.3)],
        relative=True,
    ),
    Case(
        "T30",
        "On stocks alone",
        "arithmetic",
        "a stock of 90, 4 used and 1 made a day: days",
        (30,),
        0,
        lambda: [spreading.days_on_stocks(90, 4, 1)],
    ),
)

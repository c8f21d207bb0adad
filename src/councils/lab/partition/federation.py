"""What was drawn, as places on which a federation can be founded, and as a list that says who meets where.

Theory of operation. Every area becomes a place of the form that `councils places` reads: a code that tells its way
from the top (`3-12-4`), the name of the place where most of its people live, its people and its middle. Where several
areas are named alike, they are numbered. What the areas are made of stands in a list of its own, since a federation's
places end with its assemblies.
"""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from math import isnan

from councils.core.place import Place
from councils.core.place_csv import COLUMNS
from councils.lab.partition.nesting import Area, Partition, middle

TOP = "all"  # the code of the congress


def level_names(known: Sequence[str], wanted: int) -> tuple[str, ...]:
    """Names of so many levels, base first, from those of a charter: what is between is numbered where it repeats."""
    first, *between, last = known
    if wanted == 1:
        return (last,)
    middle_names = [between[min(n, len(between) - 1)] if between else first for n in range(wanted - 2)]
    seen: Counter[str] = Counter()
    numbered = []
    for name in middle_names:
        seen[name] += 1
        numbered.append(name if middle_names.count(name) == 1 else f"{name} {seen[name]}")
    return (first, *numbered, last)


def places_of(found: Partition, levels: Sequence[str], name: str) -> Iterator[Place]:
    """All areas as places, each before those below it; ``levels`` base first; ``name`` is that of the congress."""
    top = len(found.levels) - 1
    alike = [Counter(chief(found, here) for here in level.areas) for level in found.levels]
    given: list[Counter[str]] = [Counter() for _ in found.levels]
    waiting = [(top, 0, TOP, "")]
    while waiting:
        level, number, code, parent = waiting.pop()
        here = found.levels[level].areas[number]
        said = chief(found, here)
        given[level][said] += 1
        if alike[level][said] > 1:
            said = f"{said} {given[level][said]}"
        yield place(found, here, Place(code, name if level == top else said, levels[level], parent, here.total))
        prefix = "" if code == TOP else f"{code}-"
        below = enumerate(here.below, start=1)
        waiting.extend(reversed([(level - 1, child, f"{prefix}{at}", code) for at, child in below]))


def chief(found: Partition, here: Area) -> str:
    """The name of the place where most of them live."""
    return found.places[max(here.people, key=lambda n: (here.people[n], -n))].name


def place(found: Partition, here: Area, plain: Place) -> Place:
    lat, lon = middle(found.ground, {n: people for n, people in here.people.items() if people} or here.people).tolist()
    if isnan(lat):
        return plain
    return Place(plain.code, plain.name, plain.level, plain.parent, plain.population, round(lat, 5), round(lon, 5))


def places_csv(places: Iterable[Place]) -> str:
    rows = ((p.code, p.name, p.level, p.parent, p.population, degrees(p.lat), degrees(p.lon), p.kind) for p in places)
    return csv_text(COLUMNS, rows)


def degrees(value: float | None) -> str:
    """Without an exponent, as files of places have them: on the meridian of Greenwich there are small ones."""
    written = "" if value is None else str(value)
    return f"{value:.5f}" if "e" in written else written


def members_csv(found: Partition, codes: Sequence[str]) -> str:
    """Who meets where: a line for each place and each assembly that its people are in; ``codes`` of the assemblies."""
    rows = (
        (found.places[n].code, found.places[n].name, code, people)
        for code, here in zip(codes, found.levels[0].areas, strict=True)
        for n, people in here.people.items()
    )
    return csv_text(("code", "name", "assembly", "people"), rows)


def codes_of(found: Partition, level: int) -> list[str]:
    """The codes of a level's areas, as ``places_of`` gives them."""
    codes = [TOP]
    for above in range(len(found.levels) - 1, level, -1):
        lower = [""] * len(found.levels[above - 1].areas)
        for code, here in zip(codes, found.levels[above].areas, strict=True):
            for at, child in enumerate(here.below, start=1):
                lower[child] = f"{at}" if code == TOP else f"{code}-{at}"
        codes = lower
    return codes


def csv_text(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows(rows)
    return text.getvalue()

"""`councils lab partition`: assemblies and the councils above them, drawn on a territory."""

from __future__ import annotations

import gzip
from dataclasses import asdict
from itertools import chain
from math import isnan
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from councils.cli.answers import Faulty, as_json, print_json, sound
from councils.cli.charter import find_charter
from councils.cli.places import places_in
from councils.core.problem import Problem, decode
from councils.presets import DEFAULT

if TYPE_CHECKING:
    from councils.lab.partition.nesting import Partition, Quality

PACKED = b"\x1f\x8b"


class Codes(click.ParamType):
    """Codes of places, with commas between them."""

    name = "code,..."

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> tuple[str, ...]:
        del param, ctx
        return value if isinstance(value, tuple) else tuple(filter(None, (part.strip() for part in value.split(","))))


Codings = tuple[tuple[str, ...], ...]  # of an option that can be given several times


@click.command()
@click.option("--places", "file", metavar="FILE", required=True, help="A CSV file of places.")
@click.option("--borders", metavar="FILE", required=True, help="A CSV file of pairs of codes, packed (.gz) or not.")
@click.option("--size", default=150, show_default=True, type=click.IntRange(2), help="People of an assembly.")
@click.option("--fan-out", default=10, show_default=True, type=click.IntRange(2), help="Councils below a council.")
@click.option("--tolerance", default=0.1, show_default=True, type=click.FloatRange(0.01, 0.9))
@click.option("--only", metavar="CODE,...", type=Codes(), multiple=True, help="Draw the places below these alone.")
@click.option("--without", metavar="CODE,...", type=Codes(), multiple=True, help="Leave out the places below these.")
@click.option("--ferry", metavar="KM", default=0.0, type=click.FloatRange(0), help="Join what has no border, so far.")
@click.option("--whole", is_flag=True, help="Never divide the people of a place.")
@click.option("--charter", "charter_name", metavar="C", default=DEFAULT, show_default=True, help="Names the levels.")
@click.option("--seed", default=1, show_default=True, type=click.IntRange(0))
@click.option("--output", type=click.Path(dir_okay=False), help="Write the places of the federation here, as CSV.")
@click.option("--members", type=click.Path(dir_okay=False), help="Write here which place is in which assembly.")
@click.option("--topology", metavar="FILE", help="Boundaries of the places, TopoJSON, packed or not.")
@click.option("--level", default=1, show_default=True, type=click.IntRange(1), help="The level to map, from the base.")
@click.option("--svg", type=click.Path(dir_okay=False), help="Draw the map into this file.")
@click.option("--topojson", type=click.Path(dir_okay=False), help="Write the map as TopoJSON.")
@as_json
def partition(
    file: str, borders: str, size: int, fan_out: int, tolerance: float, only: Codings, without: Codings,
    ferry: float, whole: bool, charter_name: str, seed: int, output: str | None, members: str | None,
    topology: str | None, level: int, svg: str | None, topojson: str | None, as_json: bool,
) -> None:  # fmt: skip
    """Draw assemblies of SIZE people and the councils above them, up to one congress.

    Every area is in one piece, within the tolerance of its size as far as the ground allows, and lies in one area of
    the level above. Large places are divided by the number of their people. Nothing is put into the database:
    `councils places import` takes what is written to --output.
    """
    from councils.lab.partition.ground import BrokenGroundError, ground, read_borders, selected, standing
    from councils.lab.partition.nesting import partition as draw
    from councils.lab.partition.nesting import qualities

    needs_extra()
    charter = find_charter(charter_name, as_json=as_json)
    places = places_in(file, as_json=as_json)
    pairs = sound(borders, read_borders(unpacked(borders, as_json=as_json), places), as_json=as_json)
    try:
        stand = standing(places, pairs, selected(places, [*chain(*only)], [*chain(*without)]))
        base = ground(stand, pairs, ferry=ferry, divisible=not whole)
        found = draw(stand, base, size, fan_out, tolerance=tolerance, seed=seed, told=doing)
    except BrokenGroundError as error:
        raise click.ClickException(f"{file}: {error}") from error
    write(found, [rule.name for rule in charter.levels], places.root.name, output, members)
    if svg or topojson:
        write_map(found, level, topology, svg, topojson, as_json=as_json)
    told = list(qualities(found, tolerance=tolerance))
    if as_json:
        print_json({"levels": [asdict(quality) for quality in told]})
        return
    tell(told, tolerance)


def needs_extra() -> None:
    from importlib.util import find_spec

    if find_spec("pymetis") is None:
        raise click.ClickException("Drawing needs METIS. Install it in the program's folder: make extras")


def doing(what: str) -> None:
    click.echo(f"… {what}", err=True)


def unpacked(path: str, *, as_json: bool) -> str:
    """The text of a file, which may be packed by gzip."""
    try:
        data = Path(path).read_bytes()
        data = gzip.decompress(data) if data.startswith(PACKED) else data
    except (OSError, EOFError) as error:
        said = getattr(error, "strerror", None) or "The file is packed and broken"
        raise Faulty(path, (Problem(0, f"{said}.", "Name a file that you can read."),), as_json=as_json) from error
    text = decode(data)
    if isinstance(text, Problem):
        raise Faulty(path, (text,), as_json=as_json)
    return text


def tell(told: list[Quality], tolerance: float) -> None:
    click.echo(
        f"level       areas      people  within ±{tolerance:.0%}     least      most  in one piece  km to middle"
    )
    for number, q in enumerate(told, start=1):
        far = "-" if isnan(q.km) else f"{q.km:.1f}"
        click.echo(
            f"{number:5}{q.areas:12,}{q.size:12,.0f}{q.even:13.1%}{q.least - 1:+10.0%}{q.most - 1:+10.0%}"
            f"{q.whole:14.1%}{far:>14}"
        )


def save(path: str, text: str) -> None:
    try:
        Path(path).write_text(text, encoding="utf-8")
    except OSError as error:
        raise click.ClickException(f"{path}: {error.strerror}. Name a file that you can write.") from error


def write(found: Partition, known: list[str], name: str, output: str | None, members: str | None) -> None:
    from councils.lab.partition.federation import codes_of, level_names, members_csv, places_csv, places_of

    if output:
        levels = level_names(known, len(found.levels))
        save(output, places_csv(places_of(found, levels, name)))
    if members:
        save(members, members_csv(found, codes_of(found, 0)))


def write_map(
    found: Partition, level: int, topology: str | None, svg: str | None, topojson: str | None, *, as_json: bool
) -> None:
    from councils.lab.partition import atlas
    from councils.lab.partition.federation import chief, codes_of

    if topology is None:
        raise click.UsageError("A map needs the boundaries of the places: name a TopoJSON file with --topology.")
    if level > len(found.levels):
        raise click.UsageError(f"There are {len(found.levels)} levels: --level {level} is above the congress.")
    read: Any = sound(topology, atlas.read_atlas(unpacked(topology, as_json=as_json)), as_json=as_json)
    names = [chief(found, here) for here in found.levels[level - 1].areas]
    shapes = list(atlas.shapes(read, found, level - 1, codes_of(found, level - 1), names))
    if not shapes:
        raise click.ClickException(f"None of the places is in {topology}. Their codes must be the same there.")
    if svg:
        save(svg, atlas.svg(read, shapes, f"{len(found.levels[level - 1].areas):,} areas"))
    if topojson:
        save(topojson, atlas.topojson(read, shapes))

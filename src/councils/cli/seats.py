"""`councils seats`: how many delegates each place would send, under a charter."""

from __future__ import annotations

from typing import Any

import click

from councils.cli.answers import as_json, print_json, sound
from councils.cli.charter import find_charter
from councils.cli.places import places_in
from councils.core.apportion import House, Portion
from councils.core.delegations import Delegation, Delegations, delegations
from councils.core.place import Places
from councils.core.place_csv import read_places
from councils.presets import preset_places

STAND_IN = "This charter counts members; a file of places has none, so its population stands in for them."


@click.command()
@click.option("--charter", "charter_name", metavar="C", required=True, help="The name of a charter, or a TOML file.")
@click.option("--places", "file", metavar="FILE", required=True, help="A CSV file of places, or paris-1871.")
@as_json
def seats(charter_name: str, file: str, as_json: bool) -> None:
    """Seats of every place in the council above it, by the norms of charter C."""
    charter = find_charter(charter_name, as_json=as_json)
    found = delegations(charter, _places(file, as_json=as_json))
    if as_json:
        print_json(_data(charter.name, found))
        return
    for row in found.rows:
        click.echo(f"{row.seats:>6}  {row.place.code:<12} {row.place.name} ({_why(row)})")
    click.echo(f"{found.total:>6}  seats in all, in {_councils(len(found.councils()))}")
    for code, house in found.houses:
        _tell_ties(code, house)
    if found.stand_in:
        click.echo(STAND_IN)


def _places(file: str, *, as_json: bool) -> Places:
    text = preset_places(file)
    if text is not None:
        return sound(file, read_places(text), as_json=as_json)
    return places_in(file, as_json=as_json)


def _councils(number: int) -> str:
    return "one council" if number == 1 else f"{number} councils"


def _why(row: Delegation) -> str:
    why = row.why
    if isinstance(why, Portion):
        return f"{why.weight} people, quota {float(why.quota):.3f}"
    if not why.whole and not why.remainder and not why.bounded:
        return f"{why.count} people"
    more = " + 1" if why.one_more else ""
    bound = f", {why.bounded}" if why.bounded else ""
    return f"{why.count} people, {why.whole}{more}, {why.remainder} left{bound}"


def _tell_ties(code: str, house: House) -> None:
    if house.ties:
        tied = ", ".join(house.ties)
        click.echo(f"In {code} these had equal claims to the last seat: {tied}. Decided: {house.tie_rule}.")


def _data(charter: str, found: Delegations) -> dict[str, Any]:
    return {
        "charter": charter,
        "total": found.total,
        "population_stands_in_for_members": found.stand_in,
        "councils": found.councils(),
        "ties": {code: {"codes": house.ties, "rule": house.tie_rule} for code, house in found.houses if house.ties},
        "places": [_row(row) for row in found.rows],
    }


def _row(row: Delegation) -> dict[str, Any]:
    data: dict[str, Any] = {
        "code": row.place.code,
        "name": row.place.name,
        "council": row.place.parent,
        "level": row.level,
        "seats": row.seats,
        "population": row.place.population,
        "method": row.norm.method,
    }
    if isinstance(row.why, Portion):
        return {**data, "quota": str(row.why.quota), "remainder": str(row.why.remainder)}
    return {**data, "quotient": row.why.whole, "remainder": row.why.remainder, "bounded": row.why.bounded}

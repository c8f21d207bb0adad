"""`councils plan alone` and `councils plan freeing`: what there could be in a federation."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from councils.cli.answers import as_json, print_json
from councils.cli.database import existing
from councils.cli.plan_acting import here_of, of_council
from councils.cli.plan_federation import congress_of

if TYPE_CHECKING:
    from councils.core.council import Council
    from councils.plan.what_if.alone import Alone

UNFOUND = "No plan is found for what is needed, so nothing can be told."


@click.command()
@of_council
@click.option("--place", multiple=True, help="A council directly below the congress; several stand together.")
@click.option("--days", type=click.Choice(["7", "14", "28"]), default="14", show_default=True, help="Days ahead.")
@as_json
@existing
def alone(council: str, place: tuple[str, ...], days: str, as_json: bool) -> None:
    """Tell what places have if nothing comes in or goes out any more: what runs out, and when.

    Without a --place it is the one that the council is in; of the congress all together.
    """
    from councils.app.queries.cut_off import around, on_their_own

    root = congress_of(council)
    called_for(root)
    if unknown := sorted(set(place) - root.below.keys()):
        raise click.ClickException(f"{', '.join(unknown)} is no council directly below {root.id}.")
    places = sorted(set(place)) or around(root, here_of(council))
    found = on_their_own(root, places, int(days))
    if found is None:
        raise click.ClickException(UNFOUND)
    if as_json:
        lines = [{"product": one.product, "needed": one.needed, "lasts": one.lasts, "met": one.met} for one in found]
        print_json({"places": places, "days": int(days), "products": lines})
        return
    for one in found:
        product = root.economy.products[one.product]
        click.echo(f"{product.name}, {one.needed:.4g} {product.unit} a day: {outlook(one)}")


def outlook(one: Alone) -> str:
    """How long there is all of a product, and how much of what is needed at the end."""
    if one.lasts == len(one.met):
        return "all of it"
    if not any(one.met):
        return "none of it, from the first day on"
    until = f"all of it until day {one.lasts}" if one.lasts else "less than is needed from the first day on"
    return f"{until}, {one.met[-1]:.0%} on day {len(one.met)}"


@click.command()
@click.argument("product")
@of_council
@as_json
@existing
def freeing(product: str, council: str, as_json: bool) -> None:
    """Tell what it takes if more of a PRODUCT (its code) is wanted, as when it is freed."""
    from councils.app.queries.books import freed

    root = congress_of(council)
    if product not in root.economy.products:
        raise click.ClickException(f"The catalogue has no product {product}.")
    called_for(root)
    rows = freed(root, product)
    if not rows:
        raise click.ClickException(UNFOUND)
    if as_json:
        told = ("hours", "unmet", "others", "less")
        print_json([{"more": row.share, **{name: getattr(row, name) for name in told}} for row in rows])
        return
    unit = root.economy.products[product].unit
    for row in rows:
        demand = f"{row.share:.0%} more" if row.share else "as now"
        others = f"; met by less: {row.others} other needs, of {', '.join(row.less)}" if row.others else ""
        click.echo(f"{demand}: {row.hours:.1f} hours of work, {row.unmet:.4g} {unit} stay unmet{others}.")


def called_for(root: Council) -> None:
    from councils.app.planning import ready

    if not ready(root):
        raise click.ClickException("Needs have not been called for yet: the planning office does, on the page Plan.")

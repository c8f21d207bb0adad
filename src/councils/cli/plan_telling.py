"""A plan told to people, and as data: what `councils plan solve` and `explain` print."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from councils.cli.answers import print_json

if TYPE_CHECKING:
    from pathlib import Path

    from councils.plan.linear import Row
    from councils.plan.results import Results


def tell_plan(results: Results) -> None:
    from councils.plan.explain import binding, chains, summary

    economy = results.plan.economy
    for line in summary(results):
        click.echo(line)
    told = [chain.told(economy) for chain in chains(results)]
    for heading, lines in (("Unmet", told), ("What binds", list(binding(results)))):
        if lines:
            click.echo(f"{heading}:")
        for line in lines:
            click.echo(f"  {line}")


def plan_data(results: Results) -> dict[str, Any]:
    from councils.plan.explain import chains
    from councils.plan.plan_folder import certificate_data, limit_name

    economy = results.plan.economy
    return {
        "ok": results.plan.certificate.holds,
        "hours": results.hours,
        "certificate": certificate_data(results.plan.certificate),
        "unmet": [
            {
                "council": chain.met.need.council,
                "product": chain.met.need.product,
                "priority": chain.met.need.priority,
                "period": chain.met.need.period,
                "needed": chain.met.need.quantity,
                "unmet": chain.met.unmet,
                "scarce": limit_name(chain.scarce) if chain.scarce else None,
                "why": chain.told(economy),
                "remedy": chain.remedy(economy),
            }
            for chain in chains(results)
        ],
        "binding": [
            {
                "limit": limit_name(c.of),
                "used": c.used,
                "of": c.limit,
                "priority": c.priority or None,
                "needs_met_by_one_more": c.unmet_less,
                "hours_saved_by_one_more": c.hours_less,
            }
            for c in results.capacities()
            if c.binds
        ],
        "labour": [
            {"skill": skill, "place": place, "period": period, "hours": hours}
            for (skill, place, period), hours in results.labour().items()
        ],
        "products": [
            {
                "product": o.row.code,
                "place": o.row.place,
                "period": o.row.period,
                "made": o.made,
                "used": o.used,
                "delivered": o.delivered,
                "left": o.left,
                "value_hours": o.value,
                "price_hours": o.price,
            }
            for o in results.output()
        ],
    }


def explain_plan(results: Results) -> None:
    from councils.plan.explain import chains, workplaces

    tell_plan(results)
    economy = results.plan.economy
    remedies = [(chain.told(economy).split(" short")[0], chain.remedy(economy)) for chain in chains(results)]
    for what, remedy in remedies:
        if remedy:
            click.echo(f"{what} short. {remedy}")
    for name, lines in workplaces(results).items():
        click.echo(name)
        for line in lines:
            click.echo(f"  {line}")


def rows_of(results: Results, product: str) -> list[Row]:
    """The rows of a product, one for each place and period."""
    from councils.plan.linear import Limit

    rows = [row for row in results.program.rows if row.kind is Limit.PRODUCT and row.code == product]
    if not rows:
        raise click.ClickException(f"There is no product {product!r} in this plan. Use its code in products.csv.")
    return rows


def draw_product(results: Results, product: str, file: Path) -> None:
    """Draw the trail of a product; of several places and periods, where and when most of it is delivered."""
    from councils.plan.sankey import sankey

    delivered = {output.row: output.delivered for output in results.output()}
    row = max(rows_of(results, product), key=lambda row: delivered[row])
    try:
        file.write_text(sankey(results, row), encoding="utf-8")
    except OSError as error:
        raise click.ClickException(f"{file}: {error.strerror}.") from error


def explain_product(results: Results, product: str, *, as_json: bool) -> None:
    from councils.plan.staged_certificate import row_name
    from councils.plan.trail import links, trail, tree_lines

    rows = rows_of(results, product)
    if as_json:
        data = [
            {
                "product": row_name(row),
                "hours": results.value(row),
                "links": [
                    {
                        "from": row_name(link.source) if link.source else "work",
                        "to": row_name(link.goal),
                        "hours": link.hours,
                    }
                    for link in links(results, row)
                ],
            }
            for row in rows
        ]
        print_json(data)
        return
    for row in rows:
        for line in tree_lines(results, trail(results, row)):
            click.echo(line)

"""A plan told to people, and as data: what `councils plan solve` and `explain` print."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from councils.cli.answers import print_json

if TYPE_CHECKING:
    from pathlib import Path

    from councils.plan.explain import Chain
    from councils.plan.linear import Row
    from councils.plan.results import Results


SHOWN = 20


def tell_plan(results: Results, *, most: int = SHOWN) -> None:
    """A plan as an assembly wants to hear it first; of what is unmet and what binds ``most`` lines each."""
    from councils.plan.explain import binding, chains, summary

    economy = results.plan.economy
    for line in summary(results):
        click.echo(line)
    unmet = results.unmet()
    told = [chain.told(economy) for chain in chains(results, unmet[:most])]
    tell_some("Unmet", told, len(unmet))
    bind = list(binding(results))
    tell_some("What binds", bind[:most], len(bind))


def tell_some(heading: str, lines: list[str], whole: int) -> None:
    if lines:
        click.echo(f"{heading}:")
    for line in lines:
        click.echo(f"  {line}")
    if len(lines) < whole:
        click.echo(f"  and {whole - len(lines):,} more (explain --all tells them)")


def plan_data(results: Results, *, remedies: bool = False) -> dict[str, Any]:
    """A plan as data; ``remedies``: with less of what each unmet need could be met, which takes time for each."""
    from councils.plan.explain import chains
    from councils.plan.files.plan_folder import certificate_data, limit_name

    economy = results.plan.economy
    return {
        "ok": results.plan.certificate.holds,
        "hours": results.hours,
        "needs": len(economy.needs),
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
                **(remedy_data(results, chain) if remedies else {}),
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


def activity_data(results: Results) -> list[dict[str, Any]]:
    """What every workplace does, and what is carried, stored, bought and sold; ``to``: where, when or for what."""
    from councils.plan.linear import Activity

    economy = results.plan.economy
    return [
        {
            "kind": column.kind.value,
            "code": column.code,
            "workplace": economy.techniques[column.code].workplace if column.kind is Activity.RUN else None,
            "place": column.place,
            "to": column.to,
            "period": column.period,
            "quantity": float(x),
            "hours": float(x * hours),
        }
        for column, x, hours in zip(results.program.columns, results.x, results.program.hours, strict=True)
        if x > 0 and column.kind not in (Activity.UNMET, Activity.UNFAIR)
    ]


def remedy_data(results: Results, chain: Chain) -> dict[str, Any]:
    from councils.plan.explain.freeing import freeing

    found = freeing(results, chain)
    instead = [
        {"council": n.council, "product": n.product, "priority": n.priority, "period": n.period, "less": freed.quantity}
        for freed in found.instead
        for n in (freed.need.need,)
    ]
    smallest = {"smallest": found.smallest, "at_least": found.least, "short_at_least": found.short}
    return {"remedy": found.told(results.plan.economy), "instead": instead, **smallest}


def explain_plan(results: Results, *, everything: bool) -> None:
    from councils.plan.explain import chains, workplaces
    from councils.plan.explain.freeing import freeing
    from councils.plan.explain.wording import need_words

    most = len(results.x) if everything else SHOWN
    tell_plan(results, most=most)
    economy = results.plan.economy
    for chain in chains(results, results.unmet()[:most]):
        if remedy := freeing(results, chain).told(economy):
            click.echo(f"{need_words(economy, chain.met.need)}: {remedy}")
    for name, lines in workplaces(results).items():
        tell_some(name, lines[:most], len(lines))


def rows_of(results: Results, product: str) -> list[Row]:
    """The rows of a product, one for each place and period."""
    from councils.plan.linear import Limit

    rows = [row for row in results.program.rows if row.kind is Limit.PRODUCT and row.code == product]
    if not rows:
        raise click.ClickException(f"There is no product {product!r} in this plan. Use its code in products.csv.")
    return rows


def draw_product(results: Results, product: str, file: Path) -> None:
    """Draw the trail of a product; of several places and periods, where and when most of it is delivered."""
    from councils.plan.explain.sankey import sankey
    from councils.plan.files.drafts import whole

    delivered = {output.row: output.delivered for output in results.output()}
    row = max(rows_of(results, product), key=lambda row: delivered[row])
    try:
        with whole(file) as draft:
            draft.write_text(sankey(results, row), encoding="utf-8")
    except OSError as error:
        raise click.ClickException(f"{file}: {error.strerror}.") from error


def explain_product(results: Results, product: str, *, as_json: bool) -> None:
    from councils.plan.explain.trail import links, trail, tree_lines
    from councils.plan.staged_certificate import row_name

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

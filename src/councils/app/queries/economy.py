"""The economy of a federation as anyone can plan it: what is declared and needed, as a plan's folder has it (R18)."""

from __future__ import annotations

from dataclasses import replace

from councils.app.queries.catalogue import names
from councils.core.act import CouncilId
from councils.core.council import Council
from councils.plan.economy import EVERYWHERE, Code, Direction, Economy, Stock
from councils.plan.federation import economy_of, means_of
from councils.plan.files.folder import write_texts
from councils.plan.files.part import OWN
from councils.plan.files.schema import BY_FILE


def gathered(congress: Council) -> tuple[Economy, tuple[Code, ...]]:
    """The economy with its workplaces called by name, and what is needed and nobody can make, which is left out.

    Before needs were called for there are none in it, and no periods with more or less of a resource.
    """
    found = economy_of(congress) if congress.economy.needs else timeless(means_of(congress))
    had = {code for t in found.techniques.values() for code in t.makes} | {s.product for s in found.stocks}
    had |= {t.product if t.direction is Direction.IMPORT else t.money for t in found.trade}
    made = replace(found, needs=tuple(need for need in found.needs if need.product in had))
    return named(made), tuple(dict.fromkeys(n.product for n in found.needs if n.product not in had))


def timeless(means: Economy) -> Economy:
    return replace(means, resources={code: replace(r, amounts={}) for code, r in means.resources.items()})


def named(economy: Economy) -> Economy:
    """The same for people: councils by name, and places where they matter only."""
    called = names({*economy.workplaces, *(need.council for need in economy.needs)})
    carried = economy.carried
    needs = (replace(need, council=called.get(need.council, need.council)) for need in economy.needs)
    return merged_stocks(
        replace(
            economy,
            workplaces={code: replace(w, name=called.get(code, code)) for code, w in economy.workplaces.items()},
            needs=tuple(need if need.product in carried else replace(need, place=EVERYWHERE) for need in needs),
            stocks=tuple(s if s.product in carried else replace(s, place=EVERYWHERE) for s in economy.stocks),
            trade=tuple(t if {t.product, t.money} & carried else replace(t, place=EVERYWHERE) for t in economy.trade),
        )
    )


def merged_stocks(economy: Economy) -> Economy:
    """One stock of each product at each place, of each priority that it is wanted with."""
    at: dict[tuple[Code, str, int], list[Stock]] = {}
    for stock in economy.stocks:
        at.setdefault((stock.product, stock.place, stock.priority), []).append(stock)
    merged = (
        found[0]
        if len(found) == 1
        else replace(
            found[0], quantity=sum(s.quantity for s in found), at_end=sum(s.at_end for s in found), workplace=""
        )
        for found in at.values()
    )
    return replace(economy, stocks=tuple(merged))


def own_files(congress: Council, here: CouncilId) -> dict[str, str]:
    """What one council has declared, as the files of an economy that can be declared again (``app/declaring.py``).

    A file of what it has nothing of holds the names of its columns.
    """
    told, known = congress.economy, means_of(congress)
    place = told.place_of(here) if here in told.paths else EVERYWHERE
    own = [t for t in known.techniques.values() if t.workplace == here]
    techniques = {t.code: replace(t, code=t.code.removeprefix(f"{here}/")) for t in own}
    stocks = [stock for (owner, _), stock in told.stocks.items() if owner == here]
    mine = replace(
        known,
        techniques=techniques,
        workplaces={code: workplace for code, workplace in known.workplaces.items() if code == here},
        stocks=tuple(Stock(s.product, float(s.quantity), place, float(s.at_end), s.priority, here) for s in stocks),
        trade=tuple(trade for trade in known.trade if trade.workplace == here),
    )
    shared = {code: resource for code, resource in known.resources.items() if (here, code) in told.resources}
    texts = write_texts(mine)
    texts["resources.csv"] = write_texts(replace(mine, techniques={}, resources=shared)).get("resources.csv", "")
    return {file: texts.get(file) or headings(file) for file in OWN}


def headings(file: str) -> str:
    return ",".join(column.name for column in BY_FILE[file].columns) + "\n"


def ways(congress: Council) -> str:
    """The ways between places, as ``transport.csv``; empty where there are none."""
    return write_texts(means_of(congress)).get("transport.csv", "")

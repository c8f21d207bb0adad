"""A plan in words and tables: what is short and why, what binds, who is asked for what (R18)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

from django.utils.formats import date_format

from councils.app.nouns import gettext as _
from councils.app.queries.catalogue import names
from councils.app.queries.plans import Change, Figures, Looked, Short, Task, told_anew
from councils.app.refusals import said
from councils.core.act import CouncilId
from councils.core.council import Council
from councils.core.economy.adopting import OBSTACLES, undoable
from councils.core.economy.needs import Horizon
from councils.core.economy.state import Economy
from councils.core.motion import Motion
from councils.core.sentence import Phrase, read_back
from councils.plan.explain import Chain, Lack
from councils.plan.explain.sankey import Words
from councils.plan.federation import trade_code
from councils.plan.linear import Activity, Column, Limit, Row
from councils.plan.results import Capacity
from councils.web.orders import columns, counted, day_of, name_of, technique_name
from councils.web.planning import amount, of_product, things
from councils.web.showing import Context
from councils.web.templatetags.councils_ui import percent

TENTH = Decimal("0.1")
Called = Mapping[CouncilId, str]


def horizon_words(horizon: Horizon) -> str:
    days = {"first": day_of(horizon.start), "last": day_of(horizon.last_day(horizon.periods))}
    return _("%(first)s to %(last)s") % days


def when(looked: Looked, period: str) -> str:
    """ "in the week to 5 July", where there are several."""
    if looked.horizon.periods == 1 or not period:
        return ""
    return _("until %(day)s") % {"day": date_format(looked.horizon.last_day(int(period)), "j F")}


def where(called: Called, place: str) -> str:
    return called.get(place, place)


def row_words(looked: Looked, called: Called, row: Row) -> str:
    """A product at a place, or what limits: a resource, a skill, the hours of a workplace."""
    economy = looked.plan.economy
    match row.kind:
        case Limit.RESOURCE:
            name = economy.resources[row.code].name
        case Limit.SKILL:
            name = next((skill.name for skill in economy.skills if skill.code == row.code), row.code)
        case Limit.WORKPLACE:
            name = _("the hours of %(workplace)s") % {"workplace": where(called, row.code)}
        case _:
            name = economy.products[row.code].name
    place = "" if row.kind is Limit.WORKPLACE else where(called, row.place)
    return ", ".join(filter(None, (name, place)))


def drawing_words(looked: Looked, called: Called, row: Row) -> Words:
    """What the drawing of the work in a product says."""

    def product(other: Row) -> str:
        return name_of(things(looked.congress.economy), other.code)

    def hours(much: float) -> str:
        return _("%(hours)s hours") % {"hours": amount(Decimal(much))}

    values = {"hours": hours(float(looked.results.value(row))), "unit": looked.plan.economy.products[row.code].unit}
    goal = ", ".join(filter(None, (row_words(looked, called, row), when(looked, row.period))))
    title = _("%(hours)s in one %(unit)s of %(product)s") % {**values, "product": goal}
    return Words(title, product, hours, _("Work"), _("Other products"))


def limit_words(looked: Looked, called: Called, of: Row | Column) -> str:
    """What is at its limit."""
    if isinstance(of, Row):
        return row_words(looked, called, of)
    economy = looked.plan.economy
    if of.kind is Activity.RUN:
        technique = economy.techniques[of.code]
        return f"{where(called, technique.workplace)}: {technique.name}"
    name = economy.products[of.code].name
    if of.kind in (Activity.IMPORT, Activity.EXPORT):
        return f"{where(called, of.by)}: {technique_name(looked.congress.economy, of.by, trade_code(of))}"
    return _("%(product)s from %(place)s") % {"product": name, "place": where(called, of.place)} if of.place else name


def short_words(looked: Looked, called: Called, short: Short) -> Context:
    """A product that goes short, and what stands behind it: from the product to what is scarce."""
    chain = short.chain
    links = [row_words(looked, called, row) for row in chain.through[1:]]
    if chain.scarce is not None:
        links.append(_("%(scarce)s: at its limit") % {"scarce": limit_words(looked, called, chain.scarce)})
    else:
        links.append(lack_words(chain))
    need = chain.met.need
    who = where(called, need.council) or looked.congress.name
    worst = {"council": who, "share": percent(chain.met.share)}
    return {
        "what": counted(looked.congress.economy.products, short.product),
        "much": amount(reckoned(short.unmet)),
        "councils": short.councils,
        "worst": _("worst in %(council)s: %(share)s short") % worst,
        "when": when(looked, need.period),
        "links": links,
    }


def lack_words(chain: Chain) -> str:
    """Why there is no more of what a chain ends with, where nothing is at its limit."""
    match chain.lack:
        case Lack.PARTS:
            return _("there are only whole runs")
        case Lack.UNKNOWN:
            return _("of what is not known")
        case _ if chain.most > 0:
            return _("all that was in stock is used")
        case Lack.MAKER:
            return _("nobody makes it there or brings it")
        case Lack.MORE:
            return _("there is no more of it")


def reckoned(number: float) -> Decimal:
    return Decimal(number).quantize(Decimal("0.001"))


def gain_words(capacity: Capacity) -> str:
    """What a hundredth more of what binds would give."""
    if capacity.unmet_less > 0:
        share = percent(capacity.unmet_less * capacity.limit / 100)
        return _("meets %(share)s of a need more") % {"share": share}
    hours = amount(reckoned(capacity.hours_less * capacity.limit / 100))
    return _("saves %(hours)s hours") % {"hours": hours}


def got_table(looked: Looked) -> Context:
    products = looked.congress.economy.products
    rows = []
    for got in looked.got():
        product = products[got.product]
        common = percent(got.common, got.needed) if got.common else "–"
        met = amount(reckoned(got.met))
        rows.append(
            [
                {"text": product.name, "detail": product.unit},
                amount(reckoned(got.needed)),
                met,
                percent(got.share),
                common,
            ]
        )
    labels = (_("Product"), _("Needed"), _("Met"), _("Share"), _("Of that in common"))
    return {
        "caption": _("Product by product, what is least met first"),
        "columns": columns(*labels, numbers=4),
        "rows": rows,
    }


def much_words(looked: Looked, of: Row | Column, limit: float) -> str:
    """How much there is of what is at its limit, and of what."""
    much, economy = amount(reckoned(limit)), looked.plan.economy
    if of.kind is Activity.RUN:
        return _("%(much)s runs") % {"much": much}
    if of.kind in (Limit.SKILL, Limit.WORKPLACE):
        return _("%(hours)s hours") % {"hours": much}
    known = economy.resources.get(of.code) if of.kind is Limit.RESOURCE else economy.products.get(of.code)
    return f"{much} {known.unit}" if known else much


def binds_table(looked: Looked, called: Called) -> Context | None:
    found = looked.binds()
    rows = [[limit_words(looked, called, c.of), much_words(looked, c.of, c.limit), gain_words(c)] for c in found]
    labels = (_("What"), _("Limit"), _("A hundredth more"))
    return (
        {"caption": _("What is at its limit, the dearest first"), "columns": columns(*labels, numbers=0), "rows": rows}
        if rows
        else None
    )


def values_table(looked: Looked) -> Context:
    products = looked.congress.economy.products
    held = sorted(looked.offer.values.items(), key=lambda item: name_of(products, item[0]))
    rows: list[list[Any]] = [[name_of(products, code), f"{amount(hours)}"] for code, hours in held]
    labels = (_("Product"), _("Hours of work in a unit"))
    return {"caption": _("How much work is in what"), "columns": columns(*labels, numbers=1), "rows": rows}


def tasks_table(congress: Council, called: Called, tasks: list[Task]) -> Context | None:
    products = things(congress.economy)
    rows = [
        [
            {
                "text": where(called, task.council),
                "detail": technique_name(congress.economy, task.council, task.technique),
            },
            "; ".join(of_product(products, code, much) for code, much in task.makes.items()),
            amount(task.hours.quantize(Decimal("0.1"))),
        ]
        for task in tasks
    ]
    labels = (_("Who"), _("Makes"), _("Hours"))
    return {"caption": _("Orders"), "columns": columns(*labels, numbers=1), "rows": rows} if rows else None


def changes_table(congress: Council, called: Called, found: list[Change]) -> Context | None:
    """Who works more or less, in an average week; the largest changes."""
    rows = [
        [
            {"text": where(called, c.council), "detail": technique_name(congress.economy, c.council, c.technique)},
            amount(c.before.quantize(Decimal("0.1"))),
            amount(c.after.quantize(Decimal("0.1"))),
            f"{'+' if c.after > c.before else '−'}{amount(c.much.quantize(Decimal('0.1')))}",
        ]
        for c in found
    ]
    labels = (_("Who"), _("Hours a week now"), _("By this plan"), _("Change"))
    return (
        {"caption": _("Who works more, who less"), "columns": columns(*labels, numbers=3), "rows": rows}
        if rows
        else None
    )


def comparison(called: Called, plans: list[tuple[Any, Figures]]) -> Context:
    """Plans side by side; the first of each is its heading."""
    labels = (
        _("Plan"),
        _("Hours in all"),
        _("A week for each"),
        _("For common needs"),
        _("Needs met in full"),
        _("Least met"),
    )
    rows = []
    for heading, f in plans:
        worst = f"{percent(f.worst[1])}, {where(called, f.worst[0])}" if f.worst and f.worst[1] < 1 - 1e-6 else "–"
        hours, weekly = amount(f.hours.quantize(Decimal(1))), amount(f.weekly.quantize(Decimal("0.01")))
        met = _("%(met)s of %(needs)s") % {"met": amount(Decimal(f.met)), "needs": amount(Decimal(f.needs))}
        rows.append([heading, hours, weekly, amount(f.common.quantize(Decimal(1))), met, worst])
    return {"caption": _("Side by side"), "columns": columns(*labels, numbers=5), "rows": rows}


def obstacle_words(congress: Council, called: Called, why: Phrase) -> str:
    """What stands in the way of a plan: councils, and what they make, by name, and numbers as people write them."""
    given = {name: str(value) for name, value in why.values.items()}
    place, economy = given.get("place", ""), congress.economy
    ways: dict[str, Callable[[str], str]] = {
        **dict.fromkeys(("place", "origin", "goal"), lambda name: called.get(name, name)),
        **dict.fromkeys(("most", "runs", "quantity"), lambda much: amount(Decimal(much))),
        "technique": lambda code: _("“%(name)s”") % {"name": technique_name(economy, place, code)},
        "product": lambda code: name_of(things(economy), code),
        "resource": lambda code: next((r.name for (_, known), r in economy.resources.items() if known == code), code),
    }
    return str(said(Phrase(why.text, {name: ways[name](value) for name, value in given.items()})))


def hindered_words(congress: Council, motion: Motion) -> str:
    """What stands in the way of a plan that is not decided yet, as things are now; empty where nothing does."""
    offer = motion.proposal.plan
    why = undoable(congress, offer) if offer and motion.open else None
    return obstacle_words(congress, names(congress.economy.paths), why) if why else ""


def anew_words(looked: Looked, congress: Council) -> list[str]:
    """What the plan rests on and is declared otherwise since it was computed, each with whose it is."""
    now, called = congress.economy, names(congress.economy.paths)
    found = told_anew(looked.congress.economy, now, looked.offer)
    return [
        _("%(thing)s, %(place)s") % {"thing": thing(now, *one), "place": called.get(one[1], one[1])} for one in found
    ]


def thing(economy: Economy, shelf: str, owner: CouncilId, code: str) -> str:
    match shelf:
        case "resources":
            return name_of({c: r for (_owner, c), r in economy.resources.items()}, code)
        case "stocks":
            return _("what is in stock of %(product)s") % {"product": name_of(economy.products, code)}
        case _:
            return technique_name(economy, owner, code)


def overtaken_words(congress: Council, why: str) -> str:
    """Why a plan that was carried could not be carried out, which the record has in English with bare codes."""
    found = read_back(why, OBSTACLES)
    return obstacle_words(congress, names(congress.economy.paths), found) if found else why

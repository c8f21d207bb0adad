"""What there is in a council to make things with: its site, techniques, shared resources, stocks and trade (R18).

Everybody reads it. Who speaks for the council, its coordinator or its officers, declares and corrects it in forms, one
form for one thing; what is declared takes the place of what was, and each time is an act on record. A council with
others below it shows these as well.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.formats import date_format

from councils.app.nouns import gettext as _
from councils.app.nouns import gettext_lazy
from councils.app.queries.along import left_out
from councils.app.queries.catalogue import names
from councils.app.queries.economy import own_files
from councils.app.sheets import FORMS, xlsx_file
from councils.app.speaking import speak
from councils.app.stating import take_stock
from councils.core.act import CouncilId
from councils.core.council import Council
from councils.core.economy.declared import Declared, Direction, Resource, Site, Stock, Technique, Trade
from councils.core.economy.declaring import Declare, speaks_for
from councils.core.economy.state import Economy
from councils.core.refusal import Refused
from councils.plan.files.part import OWN
from councils.web.along import left_words
from councils.web.downloads import attached
from councils.web.list_file import ListForm, declared_words, list_form, sheet
from councils.web.planning import amount, congress, of_product, planned
from councils.web.refusals import shown_again
from councils.web.showing import Context
from councils.web.visit import Visit, in_council, sign_in_to_act, signed_in
from councils.web.workplace_forms import ResourceForm, SiteForm, StockForm, TechniqueForm, TradeForm, WantedForm

PAGE = "councils/workplace.html"
WORKBOOK = "workplace.xlsx"
Things = dict[str, Any]

SAID = {
    "site": gettext_lazy("It is on the record, and the {congress} has heard of it."),
    "technique": gettext_lazy("The technique is on the record, and the {congress} has heard of it."),
    "stop": gettext_lazy("It stands still: plans do not count on it any more."),
    "resource": gettext_lazy("It is on the record, and the {congress} has heard of it."),
    "wanted": gettext_lazy("It is on the record: plans keep so much of it for their end."),
    "trade": gettext_lazy("It is on the record: plans can buy and sell so."),
    "end": gettext_lazy("It is on the record: plans do not trade so any more."),
    "stock": gettext_lazy("The stocks are on the record, and the {congress} has heard of them."),
}


@sign_in_to_act
@in_council
@planned
def workplace(request: HttpRequest, visit: Visit) -> HttpResponse:
    step, root = request.POST.get("do", ""), congress(visit)
    made = all_forms(request, visit, root, step)
    context = shown(visit, root, made, request.GET)
    if request.method != "POST":
        return render(request, PAGE, context)
    form = made.get(step)
    if isinstance(form, ListForm) and form.is_valid():
        done = form.declare(signed_in(request), visit.council.id)
        if isinstance(done, Refused):
            return shown_again(request, PAGE, context, done)
        if form.is_valid():
            messages.success(request, declared_words(done))
            return redirect("workplace", visit.council.id)
    if form is not None and not form.is_valid():
        return render(request, PAGE, {**context, "form": form}, status=422)
    refused = act(request, visit, step, form)
    if isinstance(refused, Refused):
        return shown_again(request, PAGE, context, refused)
    messages.success(request, SAID.get(step, SAID["site"]))
    return redirect("workplace", visit.council.id)


@in_council
@planned
def workplace_file(request: HttpRequest, visit: Visit, file: str) -> HttpResponse:  # noqa: ARG001 - a view's signature
    """What this council has declared, in files that can be read in again: one of them, or a workbook of all."""
    here = visit.council.id
    texts = own_files(congress(visit), here)
    if file in texts:
        return attached(texts[file].encode("utf-8-sig"), file, FORMS["csv"])
    if file != WORKBOOK:
        raise Http404
    sheets = {name.removesuffix(".csv"): sheet(name, text) for name, text in texts.items()}
    return attached(xlsx_file(sheets), f"workplace-{here}.xlsx", FORMS["xlsx"])


def all_forms(request: HttpRequest, visit: Visit, root: Council, step: str) -> dict[str, Any]:
    """Every form of the page; the one that was sent with what was typed."""
    here, known = visit.council.id, root.economy
    old = request.POST.get("old", "") if step else request.GET.get("technique", "")
    shared = request.POST.get("old", "") if step else request.GET.get("resource", "")

    def sent(name: str) -> Any:
        return request.POST if step == name else None

    return {
        "site": SiteForm(sent("site"), prefix="site", site=known.sites.get(here)),
        "technique": TechniqueForm(
            sent("technique"), known=known, here=here, old=known.techniques.get((here, old)), auto_id="technique_%s"
        ),
        "resource": ResourceForm(
            sent("resource"), known=known, old=known.resources.get((here, shared)), auto_id="resource_%s"
        ),
        "file": list_form(request, sent=step == "file"),
        "wanted": WantedForm(sent("wanted"), known=known, stocks=own_stocks(known, here), auto_id="wanted_%s"),
        "trade": TradeForm(sent("trade"), known=known, auto_id="trade_%s"),
        "stock": StockForm(sent("stock"), known=known, stocks=own_stocks(known, here), auto_id="stock_%s"),
    }


def own_stocks(known: Economy, here: CouncilId) -> dict[str, Stock]:
    return {code: stock for (owner, code), stock in known.stocks.items() if owner == here}


def act(request: HttpRequest, visit: Visit, step: str, form: forms.Form | None) -> Refused | None:
    person, council = signed_in(request), visit.council
    if isinstance(form, StockForm):
        taken = take_stock(person, council.id, form.counted())
        return taken if isinstance(taken, Refused) else None
    declared = meant(council, step, request.POST.get("old", ""), form)
    done = speak(person, council.id, lambda voice: Declare(voice, declared))
    return done if isinstance(done, Refused) else None


def meant(council: Council, step: str, old: str, form: Any) -> Declared:
    """What a step declares, or takes back."""
    if step == "stop":
        technique = council.economy.techniques.get((council.id, old))
        return Declared(technique=replace(technique, most=Decimal(0))) if technique else Declared()
    if step == "end":
        trade = council.economy.trades.get((council.id, old))
        return Declared(trade=trade, ended=True) if trade else Declared()
    if isinstance(form, WantedForm):
        return Declared(stock=form.declared())
    return Declared(**{step: form.declared()}) if form else Declared()


def shown(visit: Visit, root: Council, made: dict[str, Any], asked: Any) -> Context:
    here, known = visit.council.id, root.economy
    may = visit.voice is not None and speaks_for(visit.council, visit.voice)
    has = any(
        owner == here for shelf in (known.techniques, known.resources, known.stocks, known.trades) for owner, _ in shelf
    )
    own = visit.council.is_base or may or has
    return {
        "has_aside": own,
        "own": own,
        "council": visit.council,
        "page": "workplace",
        "facts": facts(known.sites.get(here)),
        "techniques": [
            {"technique": t, "facts": technique_facts(known, t)}
            for (owner, _), t in known.techniques.items()
            if owner == here
        ],
        "resources": resource_table(known, here),
        "stocks": stock_table(visit, known, own_stocks(known, here)),
        "trades": [trade_row(known, t) for (owner, _), t in known.trades.items() if owner == here],
        "below": below(visit, known),
        "left": left_words(one for one in left_out(root) if visit.council.parent is None or one.owner == here),
        "may": may,
        "files": OWN,
        "forms": made,
        "opened": next((name for name, form in made.items() if form.is_bound), opened(asked)),
        "products": known.products.values() if may else (),
        "skills": made["technique"].skills,
        "crumbs": visit.crumbs((_("What there is"), "")),
    }


def opened(asked: Any) -> str:
    """The form that the address asks for."""
    return next((name for name in ("technique", "resource") if asked.get(name)), "")


def facts(site: Site | None) -> list[Context]:
    rows: list[Context] = [{"term": _("Activity, by ISIC"), "value": site.activity if site and site.activity else "–"}]
    limit = amount(site.hours) if site and site.hours is not None else _("no limit")
    return [*rows, {"term": _("Hours in a period, at most"), "value": limit}]


def technique_facts(known: Economy, technique: Technique) -> list[Context]:
    """What one run does."""
    shared = {code: resource for (_, code), resource in known.resources.items()}
    products = known.products
    flows = [
        (_("Makes"), [of_product(products, code, much) for code, much in technique.makes.items()]),
        (_("Uses"), [of_product(products, code, much) for code, much in technique.uses.items()]),
        (_("Work"), [hours(skill, much) for skill, much in technique.works.items()]),
        (_("Shares"), [of_resource(shared, code, much) for code, much in technique.occupies.items()]),
        (_("Builds"), [of_resource(shared, code, much) for code, much in technique.builds.items()]),
    ]
    rows: list[Context] = [{"term": term, "value": "; ".join(told)} for term, told in flows if told]
    if technique.whole:
        rows.append({"term": _("Runs"), "value": _("only whole ones")})
    most = technique.most
    if most is None:
        return [*rows, {"term": _("Most runs in a period"), "value": _("no limit")}]
    whole = "; ".join(of_product(products, code, much * most) for code, much in technique.makes.items())
    return [*rows, {"term": _("Most runs in a period"), "value": amount(most), "detail": whole if most else ""}]


def hours(skill: str, much: Decimal) -> str:
    return _("%(skill)s %(hours)s h") % {"skill": skill, "hours": amount(much)}


def of_resource(shared: dict[str, Resource], code: str, much: Decimal) -> str:
    resource = shared.get(code)
    return f"{resource.name} {amount(much)} {resource.unit}" if resource else f"{code} {amount(much)}"


def resource_table(known: Economy, here: CouncilId) -> Context | None:
    columns = [{"label": _("Resource"), "number": False}, {"label": _("In a period"), "number": True}]
    rows: list[list[Any]] = []
    for r in [r for (owner, _code), r in known.resources.items() if owner == here]:
        others = [f"{in_period(known, one.day)}: {amount(one.amount)} {r.unit}" for one in r.amounts]
        named = {"text": r.name, "url": f"?resource={r.code}#resource"}
        rows.append([named, {"text": f"{amount(r.amount)} {r.unit}", "detail": "; ".join(others)}])
    return {"caption": _("What techniques share"), "columns": columns, "rows": rows} if rows else None


def in_period(known: Economy, day: date) -> str:
    """The period that a day falls in, where needs were called for one; else the day."""
    horizon = known.needs.horizon if known.needs else None
    number = horizon.period_of(day) if horizon else 0
    if horizon is None or not number:
        return _("in the period of %(day)s") % {"day": date_format(day, "j F Y")}
    last = horizon.last_day(number)
    days = {"first": date_format(last - timedelta(horizon.days - 1), "j F"), "last": date_format(last, "j F Y")}
    return _("%(first)s to %(last)s") % days


def trade_row(known: Economy, trade: Trade) -> Context:
    """ "Wheat is bought from outside at 0.5 EUR a kg, 100 kg at most in a period"."""
    product, money = known.products[trade.product], known.products[trade.money]
    told = {
        "product": product.name,
        "price": f"{amount(trade.price)} {money.unit}",
        "unit": product.unit,
    }
    if trade.direction is Direction.IMPORT:
        words = _("%(product)s is bought from outside at %(price)s for one %(unit)s.") % told
    else:
        words = _("%(product)s is sold outside at %(price)s for one %(unit)s.") % told
    most = ""
    if trade.most is not None:
        most = _("At most %(much)s in a period.") % {"much": f"{amount(trade.most)} {product.unit}"}
    return {"code": trade.code, "words": words, "most": most}


def stock_table(visit: Visit, known: Economy, stocks: dict[str, Stock]) -> Context | None:
    columns = [{"label": _("Product"), "number": False}, {"label": _("In stock"), "number": True}]
    rows: list[list[Any]] = []
    wanted = any(stock.at_end for stock in stocks.values())
    for code, stock in stocks.items():
        product = known.products[code]
        cell = {"text": product.name, "url": reverse("product", args=[visit.council.id, code])}
        end: Any = "–"
        if stock.at_end:
            priority = _("priority %(number)s") % {"number": stock.priority}
            end = {"text": f"{amount(stock.at_end)} {product.unit}", "detail": priority}
        rows.append([cell, f"{amount(stock.quantity)} {product.unit}", *([end] if wanted else [])])
    if wanted:
        columns.append({"label": _("Wanted at the end"), "number": True})
    return {"caption": _("In stock"), "columns": columns, "rows": rows} if rows else None


def below(visit: Visit, known: Economy) -> Context | None:
    """The councils under this one that have declared something."""
    here = visit.council
    under = [name for name, path in known.paths.items() if name != here.id and (not here.parent or here.id in path)]
    called = names(under)
    ways: dict[CouncilId, list[str]] = {name: [] for name in under}
    for (owner, _code), technique in known.techniques.items():
        if owner in ways:
            ways[owner].append(technique.name)
    stocks: dict[CouncilId, list[str]] = {name: [] for name in under}
    for (owner, product), stock in known.stocks.items():
        if owner in stocks and stock.quantity:
            stocks[owner].append(of_product(known.products, product, stock.quantity))
    rows = [
        [
            {"text": called.get(name, name), "url": reverse("workplace", args=[name])},
            known.sites[name].activity or "–" if name in known.sites else "–",
            ", ".join(ways[name]) or "–",
            "; ".join(stocks[name]) or "–",
        ]
        for name in sorted(under, key=lambda name: called.get(name, name))
    ]
    labels = (_("{Council}"), _("Activity, by ISIC"), _("Techniques"), _("In stock"))
    columns = [{"label": label, "number": False} for label in labels]
    return {"caption": _("Workplaces and stocks below"), "columns": columns, "rows": rows} if rows else None

"""The catalogue: all products of a federation, who makes and who uses each, and its files (R18).

Everybody reads it at any council. The planning office declares and corrects products at the congress; each of that is
an act on record, and what the rules refuse of it is told beside the field that it is about.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode

from councils.app import pictures
from councils.app.nouns import gettext as _
from councils.app.nouns import gettext_lazy, ngettext
from councils.app.perform import Performed
from councils.app.queries.catalogue import Entry, Use, entries, entry, matching, names
from councils.app.queries.economy import gathered, ways
from councils.app.sheets import Cell, Rows
from councils.app.stating import declare_all
from councils.core.act import CouncilId
from councils.core.council import Council
from councils.core.economy.declared import Code, Declared, Direction, Picture, Product, Route
from councils.core.economy.declaring import not_planning
from councils.core.economy.state import Economy
from councils.core.refusal import Reason, Refused, refuse
from councils.plan.files.folder import write_texts
from councils.store.models import Person
from councils.web.catalogue_forms import EndRouteForm, ProductForm, RouteForm
from councils.web.downloads import download
from councils.web.fields import typed
from councils.web.list_file import ListForm, declared_words, list_form, sheet
from councils.web.pictures import PictureForm, pictured, seen
from councils.web.planning import amount, congress, of_product, planned
from councils.web.refusals import refused_page, shown_again
from councils.web.showing import Context
from councils.web.templatetags.councils_ui import percent
from councils.web.visit import Visit, in_council, sign_in_to_act, signed_in

PAGE = "councils/catalogue.html"
ONE = "councils/product.html"
PER_PAGE = 100
FEW = 2  # workplaces named in a row; of more it is told how many


def picture_form(request: HttpRequest, known: Picture | None, step: str) -> PictureForm:
    sent = step == "picture"
    data, files = (typed(request), request.FILES) if sent else (None, None)
    return PictureForm(data, files, picture=known, auto_id="picture_%s")


def may_declare(visit: Visit) -> bool:
    """Whether whoever looks can write the catalogue here."""
    at_the_root = visit.council.parent is None and visit.voice is not None
    return at_the_root and not_planning(visit.council, visit.voice or "") is None


@sign_in_to_act
@in_council
@planned
def catalogue(request: HttpRequest, visit: Visit) -> HttpResponse:
    root, sent = congress(visit), request.POST.get("do") == "file"
    form = ProductForm(None if sent else typed(request), economy=root.economy)
    file = list_form(request, sent=sent, only="products.csv", columns=str(COLUMNS))
    context = listed(request, visit, root, form, file)
    if request.method != "POST":
        return render(request, PAGE, context)
    filled: ProductForm | ListForm = file if sent else form
    if not filled.is_valid():
        return render(request, PAGE, {**context, "form": filled}, status=422)
    person, here = signed_in(request), visit.council.id
    new = [] if sent else [Declared(product=form.declared())]
    done = file.declare(person, here) if sent else declare_all(person, here, new)
    if isinstance(done, Refused):
        return shown_again(request, PAGE, context, done)
    if not filled.is_valid():
        return render(request, PAGE, {**context, "form": filled}, status=422)
    messages.success(request, declared_words(done))
    return redirect("catalogue", visit.council.id)


@sign_in_to_act
@in_council
@planned
def product(request: HttpRequest, visit: Visit, code: str) -> HttpResponse:
    """One product: who makes it from what, who uses it, where it lies."""
    root = congress(visit)
    found = entry(root.economy, code)
    if found is None:
        return refused_page(request, refuse(Reason.NO_SUCH_PRODUCT, product=code), back_to(visit))
    step = request.POST.get("do", "")
    form = ProductForm(None if step else typed(request), economy=root.economy, product=found.product)
    places = {name: below.name for name, below in root.below.items()}
    route = RouteForm(
        typed(request) if step == "route" else None, places=places, products=root.economy.products, auto_id="route_%s"
    )
    end = EndRouteForm(typed(request) if step == "end" else None, ways=ways_of(root, code), auto_id="end_%s")
    picture = picture_form(request, root.economy.pictures.get(code), step)
    context = told(visit, root, found, form, route) | {
        "end_form": end if end.ways and may_declare(visit) else None,
        "picture_form": picture if may_declare(visit) or picture.is_bound else None,
    }
    if request.method != "POST":
        return render(request, ONE, context)
    sent = {"route": route, "end": end, "picture": picture, "no-picture": forms.Form({})}.get(step, form)
    if not sent.is_valid():
        return render(request, ONE, {**context, "form": sent}, status=422)
    done = act(signed_in(request), visit.council.id, code, sent, step)
    if isinstance(done, Refused):
        return shown_again(request, ONE, context, done)
    messages.success(request, SAID.get(step, SAID[""]))
    return redirect("product", visit.council.id, code)


COLUMNS = gettext_lazy(
    "CSV, XLSX or ODS. A list of products has the columns product, name and unit, and perhaps keeps, category and "
    "standard; one of ways is called transport.csv, and has product, from and to. What is not in them stays."
)
SAID = {
    "": gettext_lazy("It is corrected."),
    "route": gettext_lazy("It is on the record: plans can bring it there."),
    "end": gettext_lazy("It is on the record: plans do not bring it there any more."),
    "picture": gettext_lazy("This is its picture now."),
    "no-picture": gettext_lazy("The picture is taken away."),
}


def act(person: Person, council: CouncilId, code: Code, form: forms.Form, step: str) -> Performed | int:
    """What was sent, done: a declaration, or something with the picture."""
    if isinstance(form, PictureForm):
        given, alt = form.cleaned_data["image"], form.cleaned_data["alt"]
        if given is None:
            return pictures.retell(person, council, code, alt)
        return pictures.show(person, council, code, given.read(), alt)
    if step == "no-picture":
        return pictures.take_back(person, council, code)
    return declare_all(person, council, meant(form, code))


def meant(form: forms.Form, code: Code) -> list[Declared]:
    """What a form declares, or takes back."""
    match form:
        case RouteForm():
            return [Declared(route=one) for one in form.declared(code)]
        case EndRouteForm():
            return [Declared(route=form.taken_back(), ended=True)]
        case ProductForm():
            return [Declared(product=form.declared())]
        case _:
            return []


def ways_of(root: Council, code: Code) -> dict[str, tuple[Route, str]]:
    """The ways on which a product can be brought, by a key, with what each is called."""
    ways = (way for way in root.economy.routes.values() if way.product == code)
    places = {name: below.name for name, below in root.below.items()}
    return {
        f"{way.origin}>{way.goal}": (
            way,
            _("%(origin)s to %(goal)s")
            % {"origin": places.get(way.origin, way.origin), "goal": places.get(way.goal, way.goal)},
        )
        for way in ways
    }


def back_to(visit: Visit) -> tuple[str, str]:
    return _("See the catalogue"), reverse("catalogue", args=[visit.council.id])


def listed(request: HttpRequest, visit: Visit, root: Council, form: ProductForm, file: ListForm) -> Context:
    words = request.GET.get("q", "").strip()
    every = entries(root.economy)
    found = Paginator(list(matching(every, words)) if words else every, PER_PAGE).get_page(request.GET.get("page"))
    return {
        "council": visit.council,
        "congress": root,
        "page": "catalogue",
        "q": words,
        "total": len(every),
        "has_pictures": bool(root.economy.pictures),
        "page_obj": found,
        "query": f"&{urlencode({'q': words})}" if words else "",
        "table": table(visit, list(found)),
        "product_form": form if may_declare(visit) or form.is_bound else None,
        "file_form": file,
        "open": form.is_bound or not every,
        "crumbs": visit.crumbs((_("Catalogue"), "")),
    }


def table(visit: Visit, found: list[Entry]) -> Context:
    called = names(name for one in found for name in (*one.made_by, *one.used_by))
    picture = seen(congress(visit))
    labels = (_("Product"), _("Unit"), _("Category"), _("Standard code"), _("Made by"), _("Used by"))
    rows = []
    for one in found:
        p = one.product
        first = {"text": p.name, "url": reverse("product", args=[visit.council.id, p.code])}
        makers, users = several(called, one.made_by), several(called, one.used_by)
        rows.append([pictured(first, picture(p.code)), p.unit, p.category or "–", p.standard or "–", makers, users])
    columns = [{"label": label, "number": False} for label in labels]
    return {"caption": _("All products"), "columns": columns, "rows": rows}


def several(called: Mapping[CouncilId, str], councils: tuple[CouncilId, ...]) -> str:
    """Who that is, in a cell."""
    if len(councils) > FEW:
        return ngettext("%(n)s workplace", "%(n)s workplaces", len(councils)) % {"n": len(councils)}
    return ", ".join(called.get(name, name) for name in councils) or "–"


def told(visit: Visit, root: Council, found: Entry, form: ProductForm, route: RouteForm) -> Context:
    product, economy = found.product, root.economy
    stocks = [(name, stock.quantity) for (name, code), stock in economy.stocks.items() if code == product.code]
    called = names([*found.made_by, *found.used_by, *(name for name, _ in stocks)])
    return {
        "has_aside": True,
        "council": visit.council,
        "congress": root,
        "page": "catalogue",
        "product": product,
        "picture": seen(root)(product.code),
        "facts": facts(economy, product),
        "makers": uses(called, found.makers, _("Who makes it"), _("Made in a run"), product),
        "users": uses(called, found.users, _("Who uses it"), _("Used in a run"), product),
        "stocks": stock_table(called, stocks, product),
        "ways": way_table(root, product),
        "trades": trade_table(root, product),
        "product_form": form if may_declare(visit) or form.is_bound else None,
        "route_form": route if may_declare(visit) or route.is_bound else None,
        "products": economy.products.values(),
        "open": form.is_bound,
        "crumbs": visit.crumbs((_("Catalogue"), back_to(visit)[1]), (product.name, "")),
    }


def facts(economy: Economy, product: Product) -> list[Context]:
    keeps = percent(float(product.keeps)) if product.keeps else _("cannot be stored")
    rows: list[Context] = [
        {"term": _("Unit"), "value": product.unit},
        {"term": _("Category"), "value": product.category or "–"},
        {"term": _("Standard code"), "value": product.standard or "–"},
        {"term": _("Still there a period later"), "value": keeps},
        {"term": _("Code"), "value": product.code},
    ]
    work = economy.offer.values.get(product.code) if economy.offer else None
    if work is not None:
        hours = _("%(hours)s hours") % {"hours": amount(work)}
        rows.append({"term": _("Work in one, by the plan"), "value": hours, "rule": "R18"})
    return rows


def uses(
    called: Mapping[CouncilId, str], found: tuple[Use, ...], caption: str, each: str, p: Product
) -> Context | None:
    labels = (_("Workplace"), f"{each} ({p.unit})", _("Hours of work in a run"), _("Most runs"))
    rows = [
        [
            {
                "text": called.get(use.council, use.council),
                "url": reverse("workplace", args=[use.council]),
                "detail": use.technique.name,
            },
            amount(use.quantity),
            amount(use.technique.hours),
            _("no limit") if use.technique.most is None else amount(use.technique.most),
        ]
        for use in found
    ]
    columns = [{"label": label, "number": place > 0} for place, label in enumerate(labels)]
    return {"caption": caption, "columns": columns, "rows": rows} if rows else None


def stock_table(called: Mapping[CouncilId, str], stocks: list[tuple[CouncilId, Decimal]], p: Product) -> Context | None:
    rows = [
        [{"text": called.get(name, name), "url": reverse("workplace", args=[name])}, amount(much)]
        for name, much in stocks
        if much
    ]
    columns = [{"label": _("Where"), "number": False}, {"label": p.unit, "number": True}]
    total = [_("Together"), amount(sum((much for _, much in stocks), Decimal(0)))]
    return {"caption": _("In stock"), "columns": columns, "rows": rows, "total": total} if rows else None


def trade_table(root: Council, p: Product) -> Context | None:
    """Who buys it outside and sells it there, and at which price."""
    economy = root.economy
    found = [(owner, trade) for (owner, _code), trade in economy.trades.items() if trade.product == p.code]
    called = names(owner for owner, _ in found)
    rows: list[Any] = [
        [
            {"text": called.get(owner, owner), "url": reverse("workplace", args=[owner])},
            _("bought from outside") if trade.direction is Direction.IMPORT else _("sold there"),
            of_product(economy.products, trade.money, trade.price),
            _("no limit") if trade.most is None else amount(trade.most),
        ]
        for owner, trade in found
    ]
    labels = (_("Workplace"), _("Bought or sold"), _("Price of one"), f"{_('Most of it in a period')} ({p.unit})")
    columns = [{"label": label, "number": place > 1} for place, label in enumerate(labels)]
    return {"caption": _("Trade with outside"), "columns": columns, "rows": rows} if rows else None


def way_table(root: Council, p: Product) -> Context | None:
    """Between which places it can be brought, and what one takes."""
    products = root.economy.products
    rows: list[Any] = []
    for way in root.economy.routes.values():
        if way.product == p.code:
            places = [root.below[name].name if name in root.below else name for name in (way.origin, way.goal)]
            takes = of_product(products, way.carrier, way.per_unit) if way.carrier else "–"
            limits = [_("%(share)s arrive") % {"share": percent(float(way.keeps))}] if way.keeps < 1 else []
            if way.most is not None:
                limits.append(_("%(much)s at most in a period") % {"much": f"{amount(way.most)} {p.unit}"})
            rows.append([*places, {"text": takes, "detail": "; ".join(limits)} if limits else takes])
    columns = [{"label": label, "number": False} for label in (_("From"), _("To"), _("What carries one"))]
    return (
        {"caption": _("Where it can be brought"), "columns": columns, "rows": sorted(rows, key=lambda row: row[:2])}
        if rows
        else None
    )


@in_council
@planned
def economy_file(request: HttpRequest, visit: Visit) -> HttpResponse:  # noqa: ARG001 - a view's signature
    """All that the congress plans with, in a workbook that the planner reads as it is."""
    root = congress(visit)
    economy, _unmade = gathered(root)
    sheets = {name.removesuffix(".csv"): sheet(name, text) for name, text in write_texts(economy).items()}
    return download(sheets, f"economy-{root.id}", "xlsx")


@in_council
@planned
def catalogue_file(request: HttpRequest, visit: Visit, form: str) -> HttpResponse:  # noqa: ARG001 - a view's signature
    """All products, as the folder of an economy has them, with who makes and uses each; in a workbook the ways too."""
    root = congress(visit)
    sheets: dict[str, Rows] = {"products": lines(entries(root.economy))}
    if carried := ways(root):
        sheets["transport"] = sheet("transport.csv", carried)
    return download(sheets, f"catalogue-{root.id}", form)


def lines(found: list[Entry]) -> Iterator[list[Cell]]:
    yield ["product", "name", "unit", "keeps", "category", "standard", "made_by", "used_by"]
    called = names(name for one in found for name in (*one.made_by, *one.used_by))
    for one in found:
        p = one.product
        made, used = ("; ".join(called.get(name, name) for name in some) for some in (one.made_by, one.used_by))
        yield [p.code, p.name, p.unit, p.keeps, p.category, p.standard, made, used]

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
from django.utils.text import slugify

from councils.app.nouns import gettext as _
from councils.app.nouns import gettext_lazy, ngettext
from councils.app.queries.catalogue import Entry, Use, entries, entry, matching, names
from councils.app.speaking import speak
from councils.core.act import CouncilId
from councils.core.council import Council
from councils.core.economy.declared import CODE, STANDARD, Declared, Product
from councils.core.economy.declaring import Declare, not_planning
from councils.core.economy.state import Economy
from councils.core.refusal import Reason, Refused, refuse
from councils.web.fields import typed
from councils.web.planning import amount, congress, planned, typed_amount
from councils.web.refusals import refused_page, shown_again
from councils.web.sheets import Cell, download
from councils.web.showing import Context
from councils.web.templatetags.councils_ui import percent
from councils.web.visit import Visit, in_council, sign_in_to_act, signed_in

PAGE = "councils/catalogue.html"
ONE = "councils/product.html"
PER_PAGE = 100
FEW = 2  # workplaces named in a row; of more it is told how many


class ProductForm(forms.Form):
    use_required_attribute = False
    name = forms.CharField(label=gettext_lazy("Name"), max_length=200)
    unit = forms.CharField(
        label=gettext_lazy("Unit"), max_length=40, help_text=gettext_lazy("What it is counted in: kg, l, loaf, kWh.")
    )
    category = forms.CharField(
        label=gettext_lazy("Category"),
        max_length=100,
        required=False,
        help_text=gettext_lazy("What it is needed for, in a word, or by COICOP: 01.1.1."),
    )
    standard = forms.CharField(
        label=gettext_lazy("Standard code"),
        max_length=40,
        required=False,
        help_text=gettext_lazy("What it is, by CPC or COICOP, or OWN for a list of your own: CPC:23490."),
    )
    keeps = forms.DecimalField(
        label=gettext_lazy("How much of it keeps"),
        required=False,
        min_value=0,
        max_value=1,
        widget=forms.NumberInput(attrs={"inputmode": "decimal", "step": "any"}),
        help_text=gettext_lazy(
            "The share that is still there a period later: 1 for what never spoils, 0.9 where a tenth is lost. "
            "Empty for what cannot be stored."
        ),
    )
    code = forms.CharField(
        label=gettext_lazy("Code"),
        max_length=60,
        required=False,
        help_text=gettext_lazy("Small letters, digits and hyphens. Left empty, it is made from the name."),
    )

    def __init__(self, *args: Any, economy: Economy, product: Product | None = None, **kwargs: Any) -> None:
        """``product``: the one that is corrected."""
        super().__init__(*args, **kwargs)
        self.economy, self.product = economy, product
        if product is not None:
            del self.fields["code"]
            keeps = typed_amount(product.keeps) if product.keeps else ""
            self.initial = {
                "name": product.name,
                "unit": product.unit,
                "category": product.category,
                "standard": product.standard,
                "keeps": keeps,
            }

    def clean_standard(self) -> str:
        given = str(self.cleaned_data["standard"]).strip()
        if given and not STANDARD.fullmatch(given):
            raise forms.ValidationError(_("This is no standard code, such as CPC:23490 or COICOP:01.1.1."))
        return given

    def clean_unit(self) -> str:
        given = str(self.cleaned_data["unit"])
        if self.product and given != self.product.unit and self.economy.uses(self.product.code):
            text = _("Those who make or use it count it in %(unit)s. Declare another product, with the new unit.")
            raise forms.ValidationError(text % {"unit": self.product.unit})
        return given

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if self.product is None and "code" not in self.errors and "name" not in self.errors:
            given["code"] = given["code"] or slugify(given["name"])
            if not CODE.fullmatch(given["code"]):
                self.add_error("code", _("A code is small letters, digits and hyphens, such as rye-bread."))
            elif given["code"] in self.economy.products:
                text = _("The catalogue has a product of this code: %(name)s. Correct it on its page.")
                self.add_error("code", text % {"name": self.economy.products[given["code"]].name})
        return given

    def declared(self) -> Product:
        given = self.cleaned_data
        code = self.product.code if self.product else given["code"]
        keeps = given["keeps"] or Decimal(0)
        return Product(code, given["name"], given["unit"], given["category"], given["standard"], keeps)


def may_declare(visit: Visit) -> bool:
    """Whether whoever looks can write the catalogue here."""
    at_the_root = visit.council.parent is None and visit.voice is not None
    return at_the_root and not_planning(visit.council, visit.voice or "") is None


@sign_in_to_act
@in_council
@planned
def catalogue(request: HttpRequest, visit: Visit) -> HttpResponse:
    root = congress(visit)
    form = ProductForm(typed(request), economy=root.economy)
    context = listed(request, visit, root, form)
    if request.method != "POST":
        return render(request, PAGE, context)
    if not form.is_valid():
        return render(request, PAGE, {**context, "form": form}, status=422)
    refused = declare(request, visit, form)
    if isinstance(refused, Refused):
        return shown_again(request, PAGE, context, refused)
    messages.success(request, _("%(product)s is in the catalogue.") % {"product": form.cleaned_data["name"]})
    return redirect("catalogue", visit.council.id)


@sign_in_to_act
@in_council
@planned
def product(request: HttpRequest, visit: Visit, code: str) -> HttpResponse:
    """One product: who makes it from what, who uses it, where it lies."""
    root = congress(visit)
    found = entry(root.economy, code)
    if found is None:
        return refused_page(request, refuse(Reason.NO_SUCH_MATTER), back_to(visit))
    form = ProductForm(typed(request), economy=root.economy, product=found.product)
    context = told(visit, root, found, form)
    if request.method != "POST":
        return render(request, ONE, context)
    if not form.is_valid():
        return render(request, ONE, {**context, "form": form}, status=422)
    refused = declare(request, visit, form)
    if isinstance(refused, Refused):
        return shown_again(request, ONE, context, refused)
    messages.success(request, _("It is corrected in the catalogue."))
    return redirect("product", visit.council.id, code)


def declare(request: HttpRequest, visit: Visit, form: ProductForm) -> Refused | None:
    made = form.declared()
    done = speak(signed_in(request), visit.council.id, lambda voice: Declare(voice, Declared(product=made)))
    return done if isinstance(done, Refused) else None


def back_to(visit: Visit) -> tuple[str, str]:
    return _("See the catalogue"), reverse("catalogue", args=[visit.council.id])


def listed(request: HttpRequest, visit: Visit, root: Council, form: ProductForm) -> Context:
    words = request.GET.get("q", "").strip()
    every = entries(root.economy)
    found = Paginator(list(matching(every, words)) if words else every, PER_PAGE).get_page(request.GET.get("page"))
    return {
        "council": visit.council,
        "congress": root,
        "page": "catalogue",
        "q": words,
        "total": len(every),
        "page_obj": found,
        "query": f"&{urlencode({'q': words})}" if words else "",
        "table": table(visit, list(found)),
        "product_form": form if may_declare(visit) or form.is_bound else None,
        "open": form.is_bound or not every,
        "crumbs": visit.crumbs((_("Catalogue"), "")),
    }


def table(visit: Visit, found: list[Entry]) -> Context:
    called = names(name for one in found for name in (*one.made_by, *one.used_by))
    labels = (_("Product"), _("Unit"), _("Category"), _("Standard code"), _("Made by"), _("Used by"))
    rows = []
    for one in found:
        p = one.product
        first = {"text": p.name, "url": reverse("product", args=[visit.council.id, p.code])}
        makers, users = several(called, one.made_by), several(called, one.used_by)
        rows.append([first, p.unit, p.category or "–", p.standard or "–", makers, users])
    columns = [{"label": label, "number": False} for label in labels]
    return {"caption": _("All products"), "columns": columns, "rows": rows}


def several(called: Mapping[CouncilId, str], councils: tuple[CouncilId, ...]) -> str:
    """Who that is, in a cell."""
    if len(councils) > FEW:
        return ngettext("%(n)s workplace", "%(n)s workplaces", len(councils)) % {"n": len(councils)}
    return ", ".join(called.get(name, name) for name in councils) or "–"


def told(visit: Visit, root: Council, found: Entry, form: ProductForm) -> Context:
    product, economy = found.product, root.economy
    stocks = [(name, stock.quantity) for (name, code), stock in economy.stocks.items() if code == product.code]
    called = names([*found.made_by, *found.used_by, *(name for name, _ in stocks)])
    return {
        "has_aside": True,
        "council": visit.council,
        "congress": root,
        "page": "catalogue",
        "product": product,
        "facts": facts(economy, product),
        "makers": uses(called, found.makers, _("Who makes it"), _("Made in a run"), product),
        "users": uses(called, found.users, _("Who uses it"), _("Used in a run"), product),
        "stocks": stock_table(called, stocks, product),
        "product_form": form if may_declare(visit) or form.is_bound else None,
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


@in_council
@planned
def catalogue_file(request: HttpRequest, visit: Visit, form: str) -> HttpResponse:  # noqa: ARG001 - a view's signature
    """All products; the columns that the planner knows bear its names (``products.csv``)."""
    root = congress(visit)
    return download(lines(entries(root.economy)), f"catalogue-{root.id}", form)


def lines(found: list[Entry]) -> Iterator[list[Cell]]:
    yield ["product", "name", "unit", "keeps", "category", "standard", "made_by", "used_by"]
    called = names(name for one in found for name in (*one.made_by, *one.used_by))
    for one in found:
        p = one.product
        made, used = ("; ".join(called.get(name, name) for name in some) for some in (one.made_by, one.used_by))
        yield [p.code, p.name, p.unit, p.keeps, p.category, p.standard, made, used]

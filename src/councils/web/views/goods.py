"""Goods: how each is had and how much work is in it, one's own account, and the books of all (R18, R19).

Everybody who may see the council reads stages, costs and sums; a member takes goods in their assembly. Who took what is
seen by them alone.
"""

from __future__ import annotations

import secrets
from decimal import Decimal
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache

from councils.app import books
from councils.app.nouns import gettext as _
from councils.app.nouns import gettext_lazy
from councils.app.queries import books as queries
from councils.core.council import Council
from councils.core.economy.books import HOUR, Account, spelled
from councils.core.economy.composition import Composition
from councils.core.economy.declared import Code
from councils.core.refusal import Reason, Refused, refuse
from councils.plan.what_if.forecast import Forecast
from councils.store.baskets import PARTS
from councils.store.models import GoodsTaken
from councils.web.fields import typed
from councils.web.pictures import pictured, seen
from councils.web.planning import AmountField, amount, congress, planned, stage_words
from councils.web.refusals import refused_page, shown_again
from councils.web.showing import Context
from councils.web.templatetags.councils_ui import percent
from councils.web.visit import Visit, in_council, sign_in_to_act, signed_in

PAGE = "councils/goods.html"
NOTHING = 1e-6  # of a unit
FEW = 3  # products that are named in a cell
LEAST = Decimal("0.001")  # of the work in a product: smaller parts are not named
ACCOUNTS = {
    Account.WORKED: gettext_lazy("Worked, and confirmed"),
    Account.MEMBER: gettext_lazy("On the accounts of {members}"),
    Account.COMMON: gettext_lazy("For what is needed in common"),
    Account.TAKEN: gettext_lazy("Cancelled for goods"),
    Account.LAPSED: gettext_lazy("Lapsed"),
}


class TakeForm(forms.Form):
    """``key`` makes that the same form, sent twice, takes once."""

    use_required_attribute = False
    product = forms.ChoiceField(label=gettext_lazy("What"))
    quantity = AmountField(label=gettext_lazy("How much"), decimal_places=3)
    key = forms.CharField(widget=forms.HiddenInput, max_length=100)

    def __init__(self, *args: Any, root: Council, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        products = sorted(root.economy.products.values(), key=lambda p: p.name)
        self.fields["product"].choices = [(p.code, f"{p.name} ({p.unit})") for p in products]  # type: ignore[attr-defined]
        self.fields["key"].initial = secrets.token_urlsafe(12)


@never_cache
@sign_in_to_act
@in_council
@planned
def goods(request: HttpRequest, visit: Visit) -> HttpResponse:
    """The page of goods; in one's own assembly one takes them there."""
    root = congress(visit)
    form = TakeForm(typed(request), root=root)
    context = shown(visit, root, form)
    if request.method != "POST":
        return render(request, PAGE, context)
    if not form.is_valid():
        return render(request, PAGE, {**context, "form": form}, status=422)
    given = form.cleaned_data
    done = books.take(signed_in(request), visit.council.id, given["product"], given["quantity"], given["key"])
    if isinstance(done, Refused):
        return shown_again(request, PAGE, context, done)
    messages.success(request, said(root, done))
    return redirect("goods", visit.council.id)


@in_council
@planned
def freeing(request: HttpRequest, visit: Visit, code: str) -> HttpResponse:
    """What the planner foresees if more of a good were wanted, as when it is freed."""
    root = congress(visit)
    product = root.economy.products.get(code)
    if product is None:
        back = (_("Goods"), reverse("goods", args=[visit.council.id]))
        return refused_page(request, refuse(Reason.NO_SUCH_PRODUCT, product=code), back)
    rows = queries.freed(root, code)
    return render(
        request,
        "councils/freeing.html",
        {
            "council": visit.council,
            "page": "goods",
            "product": product,
            "table": foreseen(root, product.unit, rows),
            "short": bool(rows) and rows[0].unmet > NOTHING,
            "propose": reverse("propose", args=[root.id]) + f"?kind=provision&product={code}",
            "root": root,
            "crumbs": visit.crumbs((_("Goods"), reverse("goods", args=[visit.council.id])), (product.name, "")),
        },
    )


def foreseen(root: Council, unit: str, rows: tuple[Forecast, ...]) -> Context | None:
    if not rows:
        return None
    columns = [
        {"label": _("Demand"), "number": False},
        {"label": _("Hours of work in all"), "number": True},
        {"label": _("More than now"), "number": True},
        {"label": _("Unmet (%(unit)s)") % {"unit": unit}, "number": True},
        {"label": _("Other needs met by less"), "number": True},
    ]
    now = rows[0].hours
    cells = []
    for row in rows:
        more = Decimal(row.hours - now).quantize(Decimal("0.1"))
        cells.append(
            [
                _("as now") if not row.share else _("%(share)s more") % {"share": percent(row.share)},
                amount(Decimal(row.hours).quantize(Decimal("0.1"))),
                amount(more) if row.share else "–",
                amount(Decimal(row.unmet).quantize(Decimal("0.001"))) if row.unmet > NOTHING else "–",
                {"text": str(row.others), "detail": named(root, row.less)} if row.others else "–",
            ]
        )
    return {"caption": _("What the planner foresees"), "columns": columns, "rows": cells}


def named(root: Council, products: tuple[Code, ...]) -> str:
    """Some products, as they are called."""
    known = root.economy.products
    told = ", ".join(known[code].name for code in products[:FEW] if code in known)
    return f"{told} …" if len(products) > FEW else told


def said(root: Council, taken: GoodsTaken) -> str:
    values = {"goods": quantity(root, taken), "cost": spelled(taken.seconds)}
    if not taken.seconds:
        return _("%(goods)s: it is yours.") % values
    return _("%(goods)s: it is yours, and %(cost)s of credits are cancelled.") % values


def quantity(root: Council, taken: GoodsTaken) -> str:
    product = root.economy.products.get(taken.product)
    much = amount(Decimal(taken.quantity) / PARTS)
    return f"{product.name} {much} {product.unit}" if product else f"{taken.product} {much}"


def shown(visit: Visit, root: Council, form: TakeForm) -> Context:
    council, today = visit.council, timezone.localdate()
    person = visit.person if visit.is_member else None
    mine = queries.own(person, root, today) if person else None
    return {
        "council": council,
        "page": "goods",
        "rule": root.charter.planning,
        "mine": mine,
        "left": spelled(mine.left) if mine else "",
        "lots": [{"left": spelled(lot.left), "until": lot.until} for lot in mine.lots if lot.until] if mine else [],
        "taken": [
            {"day": t.day, "goods": quantity(root, t), "cost": spelled(t.seconds) if t.seconds else ""}
            for t in (mine.taken if mine else [])
        ],
        "take_form": form if mine is not None else None,
        "table": table(root, queries.goods(root, person)) if root.economy.products else None,
        "together": together(root),
        "crumbs": visit.crumbs((_("Goods"), reverse("goods", args=[council.id]))),
    }


def table(root: Council, rows: list[queries.Good]) -> Context:
    columns = [
        {"label": _("Product"), "number": False},
        {"label": _("How it is had"), "number": False},
        {"label": _("Work in a unit"), "number": True},
        {"label": _("Made up of"), "number": False},
    ]
    cells, picture = [], seen(root)
    for good in rows:
        name: Any = {"text": good.product.name, "detail": good.product.unit}
        name["url"] = reverse("freeing", args=[root.id, good.product.code])
        cost = "–" if good.cost is None else spelled(good.cost)
        made = _("in stock: as it was made, or would be") if good.cost and not has_work(good.made_of) else ""
        cells.append([pictured(name, picture(good.product.code)), how(good), cost, made or made_of(root, good.made_of)])
    return {"caption": _("All products of the catalogue"), "columns": columns, "rows": cells}


def how(good: queries.Good) -> str:
    """The stage of a good in words, and where it has a quantity, what of it is left in this period."""
    words = stage_words(good.provision, good.product.unit)
    if good.taken:
        left = max(good.provision.quantity - good.taken, Decimal(0))
        words += " " + _("Left to you: %(left)s.") % {"left": amount(left)}
    return words


def has_work(found: Composition | None) -> bool:
    return found is not None and bool(found.hours)


def made_of(root: Council, found: Composition | None) -> str:
    """What the work in a product is made up of: the largest parts first."""
    if found is None or not found.hours:
        return "–"
    parts = [(_("making it"), found.direct), (_("bringing and keeping it"), found.way)]
    products = root.economy.products
    parts += [(products[code].name if code in products else code, hours) for code, hours in found.inputs.items()]
    told = sorted(((hours, name) for name, hours in parts if hours >= LEAST * found.hours), reverse=True)
    return ", ".join(f"{name} {percent(float(hours / found.hours))}" for hours, name in told)


def together(root: Council) -> Context:
    found = queries.together(root)
    columns = [{"label": _("Account"), "number": False}, {"label": _("Hours"), "number": True}]
    rows = [[ACCOUNTS[account], amount(Decimal(seconds) / HOUR)] for account, seconds in found.totals.items()]
    total = [{"text": _("Together, always")}, amount(Decimal(sum(found.totals.values())) / HOUR)]
    return {
        "factor": percent(float(found.factor)),
        "hours": amount(found.hours.quantize(Decimal("0.1"))),
        "common": amount(found.common.quantize(Decimal("0.1"))),
        "silent": found.silent,
        "planned": bool(found.hours),
        "table": {"caption": _("Hours by account"), "columns": columns, "rows": rows, "total": total},
    }

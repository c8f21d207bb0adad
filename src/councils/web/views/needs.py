"""What is needed: one's own basket, which nobody else sees, and the sums of a council and those below it (R18, R19)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache

from councils.app import households
from councils.app.nouns import gettext as _
from councils.app.nouns import gettext_lazy
from councils.app.queries.needs import Sum, below, sums
from councils.core.economy.declared import Code, Product
from councils.core.refusal import Reason, Refused, refuse
from councils.web.fields import typed
from councils.web.pictures import Seen, pictured, seen
from councils.web.planning import NumberField, amount, congress
from councils.web.refusals import refused_page, shown_again
from councils.web.showing import Context
from councils.web.visit import Visit, in_council, sign_in_to_act, signed_in

PAGE = "councils/needs.html"
PRIORITIES = ((households.STANDING, "n"), (households.SPECIAL, "s"))


class BasketForm(forms.Form):
    """A quantity for each product of the catalogue, and one for what cannot be done without."""

    use_required_attribute = False

    def __init__(self, *args: Any, products: Mapping[Code, Product], picture: Seen, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.products, self.picture = products, picture
        for product in products.values():
            for priority, prefix in PRIORITIES:
                special = priority == households.SPECIAL
                self.fields[f"{prefix}-{product.code}"] = NumberField(
                    label=(_("%(product)s, special need") if special else "%(product)s") % {"product": product.name},
                    required=False,
                    min_value=0,
                    decimal_places=3,
                )

    def wanted(self) -> dict[tuple[Code, int], Decimal]:
        given = self.cleaned_data
        return {
            (code, priority): given[f"{prefix}-{code}"] or Decimal(0)
            for code in self.products
            for priority, prefix in PRIORITIES
        }

    def rows(self) -> Iterator[Context]:
        """What people need, by category; then what only workplaces use, which has none."""
        for product in sorted(self.products.values(), key=lambda p: (not p.category, p.category, p.name)):
            yield {
                "product": product,
                "picture": self.picture(product.code),
                "fields": [self[f"{prefix}-{product.code}"] for _, prefix in PRIORITIES],
            }


class DayForm(forms.Form):
    """More or less of one product on one day."""

    use_required_attribute = False
    product = forms.ChoiceField(label=gettext_lazy("What"))
    day = forms.DateField(label=gettext_lazy("On which day"), widget=forms.DateInput(attrs={"type": "date"}))
    more = NumberField(
        label=gettext_lazy("How much more"),
        decimal_places=3,
        help_text=gettext_lazy("Less with a minus; 0 takes back what was said for this day."),
    )

    def __init__(self, *args: Any, products: Mapping[Code, Product], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(p.code, f"{p.name} ({p.unit})") for p in sorted(products.values(), key=lambda p: p.name)]
        self.fields["product"].choices = choices  # type: ignore[attr-defined]


@never_cache
@sign_in_to_act
@in_council
def needs(request: HttpRequest, visit: Visit) -> HttpResponse:
    """The page of a council's needs; its members write their own basket on it."""
    if not visit.council.charter.planning.office:
        return refused_page(request, refuse(Reason.NO_PLANNING))
    products = households.catalogue(visit.council.id)
    step = request.POST.get("do", "")
    basket = BasketForm(
        typed(request) if step == "basket" else None,
        products=products,
        picture=seen(congress(visit)),
        initial=initial(visit),
    )
    day = DayForm(typed(request) if step == "day" else None, products=products, prefix="day")
    context = shown(request, visit, products, basket, day)
    if request.method != "POST":
        return render(request, PAGE, context)
    if step == "give" and visit.is_member:
        return render(request, PAGE, {**context, "code": households.code(signed_in(request), visit.council.id)})
    form: forms.Form | None = {"basket": basket, "day": day}.get(step)
    if form is not None and not form.is_valid():
        return render(request, PAGE, {**context, "form": form}, status=422)
    refused = act(request, visit, step, basket, day)
    if isinstance(refused, Refused):
        return shown_again(request, PAGE, context, refused)
    messages.success(request, SAID.get(step, SAID["basket"]))
    return redirect("needs", visit.council.id)


SAID = {
    "basket": gettext_lazy("Your basket is written. The sums have followed."),
    "day": gettext_lazy("It is noted for that day. The sums have followed."),
    "code": gettext_lazy("You live together now: you have one basket."),
}


def act(request: HttpRequest, visit: Visit, step: str, basket: BasketForm, day: DayForm) -> Refused | None:
    person, council = signed_in(request), visit.council.id
    if step == "basket":
        return households.need(person, council, basket.wanted())
    if step == "day":
        given = day.cleaned_data
        return households.need_on(person, council, given["product"], given["day"], given["more"])
    return households.move_in(person, council, request.POST.get("code", ""))


def initial(visit: Visit) -> dict[str, str]:
    """What the basket says now, as it is typed."""
    if visit.person is None or not visit.is_member:
        return {}
    known = households.basket(visit.person, visit.council.id)
    return {
        f"{prefix}-{code}": f"{known[code, priority].normalize():f}"
        for priority, prefix in PRIORITIES
        for code in {code for code, _ in known}
        if known.get((code, priority))
    }


def shown(
    request: HttpRequest, visit: Visit, products: Mapping[Code, Product], basket: BasketForm, day: DayForm
) -> Context:
    council, chosen = visit.council, request.GET.get("product", "")
    told = sums(council)
    mine = visit.is_member and visit.person is not None
    return {
        "has_aside": True,
        "council": council,
        "rule": council.charter.planning,
        "products": products,
        "mine": mine,
        "basket": basket,
        "day_form": day,
        "days": [changed(once, products) for once in households.changes(visit.person, council.id)]
        if mine and visit.person
        else [],
        "households": told.households,
        "silent": told.silent,
        "elsewhere": told.elsewhere,
        "table": table(visit, told.sums, products, basket.picture) if told.sums else None,
        "chosen": products.get(chosen),
        "below": below_table(visit, products[chosen]) if chosen in products and told.sums and council.below else None,
        "crumbs": visit.crumbs((_("Needs"), reverse("needs", args=[council.id]))),
    }


def changed(once: Any, products: Mapping[Code, Product]) -> Context:
    product = products.get(once.product)
    more = Decimal(once.quantity) / 1000
    return {
        "day": once.day,
        "past": once.day < timezone.localdate(),
        "name": product.name if product else once.product,
        "unit": product.unit if product else "",
        "more": f"{more.normalize():+f}",
    }


def table(visit: Visit, told: list[Sum], products: Mapping[Code, Product], picture: Seen) -> Context:
    here = reverse("needs", args=[visit.council.id])
    columns = [
        {"label": _("Product"), "number": False},
        {"label": _("In each period"), "number": True},
        {"label": _("Special needs in it"), "number": True},
        {"label": _("In single days to come"), "number": True},
    ]
    rows = []
    for each in told:
        product = products.get(each.product)
        name = product.name if product else each.product
        cell: Any = {"text": name, "detail": product.unit if product else ""}
        if visit.council.below:
            cell["url"] = f"{here}?product={each.product}#below"
        rows.append(
            [
                pictured(cell, picture(each.product)),
                amount(each.every),
                amount(each.special) if each.special else "–",
                f"{each.days.normalize():+f}" if each.days else "–",
            ]
        )
    return {"caption": _("What is needed"), "columns": columns, "rows": rows}


def below_table(visit: Visit, product: Product) -> Context:
    """One product, council by council below."""
    columns = [
        {"label": _("Council"), "number": False},
        {"label": product.unit, "number": True},
        {"label": _("Households"), "number": True},
    ]
    rows: list[list[Any]] = []
    found, rest = below(visit.council, product.code)
    for row in found:
        url = f"{reverse('needs', args=[row.council])}?product={product.code}#below"
        told = _("keeps silent") if row.silent else amount(row.every) if row.every else "–"
        rows.append([{"text": row.name, "url": url}, told, "–" if row.silent else str(row.households)])
    if rest:
        rows.append([_("told for them together, since too few of one need it"), amount(rest), "–"])
    return {"caption": product.name, "columns": columns, "rows": rows}

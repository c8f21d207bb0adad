"""Deliveries: what is on its way to and from a council; sending, and saying what came (R18).

Everybody reads them. Who speaks for a council sends from it; anyone who takes part in the council that goods are for
says how much came, and what was different where it was.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import partial
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from councils.app.nouns import gettext as _
from councils.app.nouns import gettext_lazy
from councils.app.queries.catalogue import names
from councils.app.queries.deliveries import arrived, awaited, to_send, under_way
from councils.app.queries.federations import called_in
from councils.app.speaking import speak
from councils.core.act import CouncilId
from councils.core.council import Council
from councils.core.economy.declared import Code, Product
from councils.core.economy.declaring import speaks_for
from councils.core.economy.deliveries import ConfirmGoods, Delivery, SendGoods
from councils.core.refusal import Refused
from councils.web import orders as tables
from councils.web.fields import typed
from councils.web.planning import AmountField, ProductField, amount, congress, of_product, planned, typed_amount
from councils.web.refusals import shown_again
from councils.web.showing import Context
from councils.web.visit import Visit, council_url, in_council, sign_in_to_act, signed_in

PAGE = "councils/deliveries.html"
SHOWN = 50  # deliveries that have arrived; all of them are in the record
LISTED = 500  # councils that a field offers; another one is found by its name or code all the same


class SendForm(forms.Form):
    use_required_attribute = False
    product = ProductField(label=gettext_lazy("What"))
    quantity = AmountField(label=gettext_lazy("How much"))
    to = forms.CharField(
        label=gettext_lazy("To which {council}"),
        max_length=200,
        widget=forms.TextInput(attrs={"list": "councils", "autocomplete": "off"}),
        help_text=gettext_lazy("Its name or its code."),
    )
    directive = forms.ChoiceField(label=gettext_lazy("For which order"), required=False)

    def __init__(
        self,
        *args: Any,
        council: Council,
        others: Mapping[CouncilId, str],
        products: Mapping[Code, Product],
        **kwargs: Any,
    ) -> None:
        """``others``: the councils of the federation by name."""
        super().__init__(*args, **kwargs)
        self.council, self.others = council, others
        self.fields["product"].products = products  # type: ignore[attr-defined]
        orders = [(name, council.directives[name].title) for name in council.orders if name in council.directives]
        self.fields["directive"].choices = [("", _("for none")), *orders]  # type: ignore[attr-defined]
        if not orders:
            del self.fields["directive"]

    def clean_quantity(self) -> Any:
        given = self.cleaned_data["quantity"]
        if not given:
            raise forms.ValidationError(_("Nothing is sent with nothing in it."))
        return given

    def clean_to(self) -> CouncilId:
        given = str(self.cleaned_data["to"]).strip()
        if given == self.council.id or given.casefold() == self.council.name.casefold():
            raise forms.ValidationError(_("This is where it is already. Choose another {council}."))
        if given in self.others:
            return given
        found = [name for name, called in self.others.items() if called.casefold() == given.casefold()]
        if len(found) != 1:
            none = _("There is no {council} of this name here. Choose one from the list.")
            raise forms.ValidationError(_("Several {councils} have this name. Type the code.") if found else none)
        return found[0]


class ConfirmForm(forms.Form):
    use_required_attribute = False
    quantity = AmountField(label=gettext_lazy("How much came"))
    note = forms.CharField(
        label=gettext_lazy("What is different"),
        max_length=500,
        required=False,
        help_text=gettext_lazy("Needed where it is more or less than was sent."),
    )

    def __init__(self, *args: Any, delivery: Delivery, unit: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial = {"quantity": typed_amount(delivery.quantity)}
        self.delivery = delivery
        self.fields["quantity"].label = _("How much came (%(unit)s)") % {"unit": unit}

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        differs = "quantity" in given and given["quantity"] != self.delivery.quantity
        if differs and not str(given.get("note", "")).strip():
            self.add_error("note", _("Say what is different: how much was lost, broken, or too much."))
        return given


@sign_in_to_act
@in_council
@planned
def deliveries(request: HttpRequest, visit: Visit) -> HttpResponse:
    step, root = request.POST.get("do", ""), congress(visit)
    products = root.economy.products
    sending = SendForm(
        typed(request) if step == "send" else None,
        council=visit.council,
        others=called_in(root.id) if may_send(visit) else {},
        products=products,
        initial=asked(request),
    )
    expected = {
        one.id: ConfirmForm(
            typed(request) if step == "confirm" and request.POST.get("delivery") == one.id else None,
            auto_id=f"{one.id}-%s",
            delivery=one,
            unit=tables.unit_of(products, one.product),
        )
        for one in awaited(visit.council)
    }
    context = shown(visit, products, sending, expected)
    if request.method != "POST":
        return render(request, PAGE, context)
    form = sending if step == "send" else expected.get(request.POST.get("delivery", ""))
    if form is not None and not form.is_valid():
        return render(request, PAGE, {**context, "form": form}, status=422)
    done = act(request, visit, form)
    if isinstance(done, Refused):
        return shown_again(request, PAGE, context, done)
    sent = _("It is on its way; whoever it is for says what came.")
    messages.success(request, sent if step == "send" else _("Thank you. Whoever sent it knows what came."))
    return redirect("deliveries", visit.council.id)


def may_send(visit: Visit) -> bool:
    return visit.voice is not None and speaks_for(visit.council, visit.voice)


def asked(request: HttpRequest) -> dict[str, str]:
    """What the address says is to be sent."""
    return {name: request.GET[name] for name in ("product", "quantity", "to", "directive") if name in request.GET}


def act(request: HttpRequest, visit: Visit, form: SendForm | ConfirmForm | None) -> Refused | None:
    given = form.cleaned_data if form else {}
    if isinstance(form, SendForm):
        order = given.get("directive", "")
        command: Any = partial(
            SendGoods, to=given["to"], product=given["product"], quantity=given["quantity"], directive=order
        )
    else:
        name = form.delivery.id if form else request.POST.get("delivery", "")
        command = partial(
            ConfirmGoods, delivery=name, quantity=given.get("quantity", tables.ZERO), note=given.get("note", "")
        )
    done = speak(signed_in(request), visit.council.id, command)
    return done if isinstance(done, Refused) else None


def shown(
    visit: Visit, products: Mapping[Code, Product], sending: SendForm, expected: dict[str, ConfirmForm]
) -> Context:
    council, today = visit.council, timezone.localdate()
    coming, going, there, ordered = (
        awaited(council),
        under_way(council),
        arrived(council),
        to_send(visit.names.world.council, council),
    )
    every = [*coming, *going, *there[:SHOWN]]
    called = names([*(d.origin for d in every), *(d.goal for d in every), *(s.send.to for s in ordered)])
    may = may_send(visit)
    return {
        "council": council,
        "page": "deliveries",
        "coming": [{**told(one, products, called), "form": expected[one.id]} for one in coming],
        "takes_part": visit.voice is not None,
        "going": table(_("On its way from here"), going, products, called),
        "there": table(_("Arrived"), there[:SHOWN], products, called),
        "more": max(len(there) - SHOWN, 0),
        "to_send": [
            {
                "what": of_product(products, line.send.product, line.missing),
                "to": called.get(line.send.to, line.send.to),
                "due": line.send.due,
                "late": line.send.due < today,
                "product": line.send.product,
                "quantity": typed_amount(line.missing),
                "goal": line.send.to,
                "directive": line.directive,
            }
            for line in ordered
        ],
        "may": may,
        "send_form": sending,
        "opened": sending.is_bound or bool(sending.initial),
        "products": products.values() if may else (),
        "councils": [(name, other) for name, other in sending.others.items() if name != council.id][:LISTED],
        "crumbs": visit.crumbs((_("Deliveries"), "")),
    }


def told(one: Delivery, products: Mapping[Code, Product], called: tables.Called) -> Context:
    return {
        "id": one.id,
        "what": of_product(products, one.product, one.quantity),
        "origin": {"name": called.get(one.origin, one.origin), "url": council_url(one.origin)},
        "sent": one.sent,
    }


def table(
    caption: str, found: Iterable[Delivery], products: Mapping[Code, Product], called: tables.Called
) -> Context | None:
    rows: list[tables.Row] = []
    for one in found:
        got: Any = amount(one.got)
        if one.differs:
            got = {"text": got, "mark": "alarm", "detail": one.note}
        origin, goal = ({"text": called.get(name, name), "url": council_url(name)} for name in (one.origin, one.goal))
        rows.append(
            [tables.counted(products, one.product), origin, goal, tables.moment(one.sent), amount(one.quantity), got]
        )
    labels = tables.columns(_("Product"), _("From"), _("To"), _("Sent on"), _("Sent"), _("Has come"), numbers=2)
    return {"caption": caption, "columns": labels, "rows": rows} if rows else None

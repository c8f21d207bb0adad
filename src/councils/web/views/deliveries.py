"""Deliveries: what is on its way to and from a council; sending, and saying what came (R18).

Everybody reads them. Who speaks for a council sends from it; anyone who takes part in the council that goods are for
says how much came, and what was different where it was. Each side corrects what it has told, with its reason.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from functools import partial
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import urlencode

from councils.app.nouns import gettext as _
from councils.app.nouns import gettext_lazy
from councils.app.queries.catalogue import names
from councils.app.queries.deliveries import arrived, awaited, to_send, under_way
from councils.app.queries.federations import called_in
from councils.app.speaking import speak
from councils.core.act import CouncilId
from councils.core.council import Council
from councils.core.economy.correcting import CorrectGoods, sent_by, told_by
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
        self.council, self.others, self.products = council, others, products
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


class CorrectForm(forms.Form):
    """What this council has told of a delivery, told anew."""

    use_required_attribute = False
    quantity = AmountField()
    reason = forms.CharField(label=gettext_lazy("What was wrong"), max_length=500)

    def __init__(self, *args: Any, delivery: Delivery, told: Decimal, sent: bool, unit: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial = {"quantity": typed_amount(told)}
        self.delivery, self.told = delivery, told
        self.came = not sent and delivery.origin == delivery.goal
        label = _("How much was sent (%(unit)s)") if sent else _("How much came (%(unit)s)")
        self.fields["quantity"].label = label % {"unit": unit}

    def clean_quantity(self) -> Decimal:
        given: Decimal = self.cleaned_data["quantity"]
        if given == self.told:
            raise forms.ValidationError(_("This is what was told. Say what is right instead."))
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
    correction = correcting(request, visit, products, sent=step == "correct")
    context = shown(visit, products, sending, expected) | corrected(products, correction)
    if request.method != "POST":
        return render(request, PAGE, context)
    forms_of = {"send": sending, "correct": correction}
    form = forms_of[step] if step in forms_of else expected.get(request.POST.get("delivery", ""))
    if form is not None and not form.is_valid():
        return render(request, PAGE, {**context, "form": form}, status=422)
    done = act(request, visit, form)
    if isinstance(done, Refused):
        return shown_again(request, PAGE, context, done)
    messages.success(request, SAID.get(step, SAID["confirm"]))
    return redirect("deliveries", visit.council.id)


SAID = {
    "send": gettext_lazy("It is on its way; whoever it is for says what came."),
    "confirm": gettext_lazy("Thank you. Whoever sent it knows what came."),
    "correct": gettext_lazy("It is corrected, and the other side knows; what was told before stays on the record."),
}


def correcting(
    request: HttpRequest, visit: Visit, products: Mapping[Code, Product], *, sent: bool
) -> CorrectForm | None:
    """The form for the delivery that the address, or what was sent, names; None where there is nothing to correct."""
    given = request.POST if sent else request.GET
    delivery = visit.council.deliveries.get(given.get("delivery" if sent else "correct", ""))
    came = bool(given.get("came"))
    told = told_by(visit.council, delivery, came=came) if delivery else None
    if delivery is None or told is None or not (sent or may_correct(visit, delivery, came=came)):
        return None
    return CorrectForm(
        typed(request) if sent else None,
        auto_id="correct_%s",
        delivery=delivery,
        told=told,
        sent=sent_by(visit.council, delivery, came=came),
        unit=tables.unit_of(products, delivery.product),
    )


def may_correct(visit: Visit, delivery: Delivery, *, came: bool = False) -> bool:
    """Whether this council has told something of it, and whoever looks may tell it anew."""
    if visit.voice is None or told_by(visit.council, delivery, came=came) is None:
        return False
    return visit.voice == delivery.told_by or speaks_for(visit.council, visit.voice)


def corrected(products: Mapping[Code, Product], form: CorrectForm | None) -> Context:
    of = form.delivery if form else None
    return {"correct_form": form, "correct_what": of_product(products, of.product, of.quantity) if of else ""}


def may_send(visit: Visit) -> bool:
    return visit.voice is not None and speaks_for(visit.council, visit.voice)


def asked(request: HttpRequest) -> dict[str, str]:
    """What the address says is to be sent."""
    return {name: request.GET[name] for name in ("product", "quantity", "to", "directive") if name in request.GET}


def act(request: HttpRequest, visit: Visit, form: SendForm | ConfirmForm | CorrectForm | None) -> Refused | None:
    given = form.cleaned_data if form else {}
    if isinstance(form, SendForm):
        order = given.get("directive", "")
        command: Any = partial(
            SendGoods,
            to=given["to"],
            product=given["product"],
            quantity=given["quantity"],
            directive=order,
            unit=tables.unit_of(form.products, given["product"]),
        )
    else:
        about = {"delivery": request.POST.get("delivery", ""), "quantity": given.get("quantity", tables.ZERO)}
        if request.POST.get("do") == "correct":
            came = bool(request.POST.get("came"))
            command = partial(CorrectGoods, **about, reason=given.get("reason", ""), came=came)
        else:
            command = partial(ConfirmGoods, **about, note=given.get("note", ""))
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
        "going": table(visit, _("On its way from here"), going, products, called),
        "there": table(visit, _("Arrived"), there[:SHOWN], products, called),
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
    visit: Visit, caption: str, found: Iterable[Delivery], products: Mapping[Code, Product], called: tables.Called
) -> Context | None:
    rows: list[tables.Row] = []
    for one in found:
        sent, got = told_cell(amount(one.quantity), one, sent=True), told_cell(amount(one.got), one, sent=False)
        if one.differs:
            got |= {"mark": "alarm", "detail": " ".join(filter(None, (one.note, got["detail"])))}
        for cell, came in ((sent, False), (got, True)) if one.origin == one.goal else ((None, False),):
            if may_correct(visit, one, came=came):
                own = cell or (sent if one.origin == visit.council.id else got)
                address = f"?{urlencode([('correct', one.id), *([('came', 1)] if came else [])])}#correcting"
                own["action"] = {"text": _("Correct it"), "url": address, "what": tables.name_of(products, one.product)}
        origin, goal = ({"text": called.get(name, name), "url": council_url(name)} for name in (one.origin, one.goal))
        rows.append([tables.counted(products, one.product), origin, goal, tables.moment(one.sent), sent, got])
    labels = tables.columns(_("Product"), _("From"), _("To"), _("Sent on"), _("Sent"), _("Has come"), numbers=2)
    return {"caption": caption, "columns": labels, "rows": rows} if rows else None


def told_cell(text: str, one: Delivery, *, sent: bool) -> Context:
    """What was told of one side, with what was told before it was corrected."""
    told = [
        _("Corrected from %(before)s to %(after)s: %(reason)s")
        % {"before": amount(c.before), "after": amount(c.after), "reason": c.reason}
        for c in one.corrections
        if c.sent is sent
    ]
    return {"text": text, "detail": " ".join(told)}

"""What the pages of planning share: who they are for, their amounts in words, products as people type them (R18)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from functools import wraps
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.utils.formats import number_format

from councils.app.nouns import gettext as _
from councils.app.nouns import gettext_lazy
from councils.app.queries.deliveries import congress_of
from councils.core.council import Council
from councils.core.economy.declared import MOST, Code, Product, Resource
from councils.core.economy.declaring import planless
from councils.core.economy.provision import Provision, Stage
from councils.core.economy.state import Economy
from councils.web.refusals import refused_page
from councils.web.visit import View, Visit

EXACT = 2  # decimal places that are always told
DIGITS = 4  # that a reckoned amount is told with
FINEST = 6  # decimal places of what is less than these can tell


def planned(view: View) -> View:
    """For pages of federations that plan; the others have none of them. After ``in_council``."""

    @wraps(view)
    def answer(request: HttpRequest, visit: Visit, **rest: Any) -> HttpResponse:
        refused = planless(visit.council)
        return refused_page(request, refused) if refused else view(request, visit, **rest)

    return answer


def congress(visit: Visit) -> Council:
    """The root above, which has the catalogue and hears of everything."""
    return congress_of(visit.names.world.council, visit.council)


def amount(much: Decimal | None) -> str:
    """As people read it, grouped; "–" for nothing known.

    What has two decimal places at most is told as it is; of what was reckoned, as many as there is room for in four
    digits: 557.793 as 557.8, and 0.000125 as it is.
    """
    if much is None:
        return "–"
    text = typed_amount(much)
    if len(text.partition(".")[2]) > EXACT:
        places = max(DIGITS - 1 - max(much.adjusted(), 0), 0)
        finest = FINEST if abs(much) < Decimal(1) / 10**places else places
        text = typed_amount(much.quantize(Decimal(1).scaleb(-finest)))
    return str(number_format(text, force_grouping=True)).replace("-", "−")


def typed_amount(much: Decimal | None) -> str:
    """As it stands in a field of a form: all of it."""
    return "" if much is None else f"{(much + 0).normalize():f}"


def things(economy: Economy) -> Mapping[Code, Product | Resource]:
    """What can be made or built, by its code: products, and resources of other codes."""
    return {**{code: resource for (_, code), resource in economy.resources.items()}, **economy.products}


def of_product(products: Mapping[Code, Product | Resource], code: Code, much: Decimal) -> str:
    """ "6 kg of flour" as "Flour 6 kg": what it is, how much, and its unit."""
    product = products.get(code)
    return f"{product.name} {amount(much)} {product.unit}" if product else f"{code} {amount(much)}"


def stage_words(provision: Provision, unit: str) -> str:
    """How a good is had, in a sentence."""
    values = {"quantity": amount(provision.quantity), "unit": unit}
    match provision.stage:
        case Stage.FREE:
            return _("Free.")
        case Stage.PARTLY_FREE:
            return _("%(quantity)s %(unit)s in each period free, more for credits.") % values
        case Stage.RATIONED:
            return _("For credits, %(quantity)s %(unit)s in each period for everyone at most.") % values
        case Stage.CREDITS:
            return _("For credits.")


GROUPED = re.compile(r"[-+]?\d{1,3}(,\d{3})+")


class NumberField(forms.DecimalField):
    """A number as people type it, with a point or a comma; what is none is shown again as it was typed.

    A browser's own field for numbers sends nothing where it cannot read what stands in it: that would be lost.
    """

    default_error_messages = {
        "invalid": gettext_lazy("Write the number alone, such as 2.5, without a unit."),
        "min_value": gettext_lazy("Write %(limit_value)s or more."),
        "max_value": gettext_lazy("Write %(limit_value)s at most."),
        "max_decimal_places": gettext_lazy("Write %(max)s decimal places at most."),
    }

    def __init__(self, **kwargs: Any) -> None:
        control = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"})
        super().__init__(**{"widget": control, **kwargs})

    def clean(self, value: Any) -> Any:
        text = "".join(value.split()) if isinstance(value, str) else value
        if isinstance(text, str) and "," in text:
            if GROUPED.fullmatch(text):
                two = {"whole": text.replace(",", ""), "parts": text.replace(",", ".")}
                raise forms.ValidationError(_("It can be read in two ways. Write %(whole)s or %(parts)s.") % two)
            text = text.replace(",", "" if GROUPED.fullmatch(text.partition(".")[0]) else ".")
        return super().clean(text)


class AmountField(NumberField):
    """How much of something there can be (``declared.countable``)."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"min_value": 0, "max_value": MOST, **kwargs})


class ProductField(forms.CharField):
    """A product by its name or its code, chosen from the list ``products`` of the page or typed; gives the code."""

    def __init__(self, **kwargs: Any) -> None:
        control = forms.TextInput(attrs={"list": "products", "autocomplete": "off"})
        super().__init__(**{"max_length": 200, "widget": control, **kwargs})
        self.products: Mapping[Code, Product] = {}

    def clean(self, value: Any) -> Code:
        text = str(super().clean(value)).strip()
        if not text or text in self.products:
            return text
        named = [code for code, product in self.products.items() if product.name.casefold() == text.casefold()]
        if len(named) != 1:
            known = _("The catalogue has no product of this name. Choose one from the list.")
            raise forms.ValidationError(_("Several products have this name. Type the code.") if named else known)
        return named[0]

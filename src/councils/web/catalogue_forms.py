"""Forms in which the planning office writes the catalogue: products, and where each can be brought (R18).

What the rules would refuse is told here beside the field that it is about; the rules decide all the same.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.text import slugify

from councils.app.nouns import gettext as _
from councils.app.nouns import gettext_lazy
from councils.core.act import CouncilId
from councils.core.economy.declared import CODE, STANDARD, Code, Product, Route
from councils.core.economy.state import Economy
from councils.web.planning import AmountField, ProductField, typed_amount


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
    keeps = AmountField(
        label=gettext_lazy("How much of it keeps"),
        required=False,
        max_value=1,
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


class RouteForm(forms.Form):
    """That a product can be brought from one place to another, and what that takes."""

    use_required_attribute = False
    origin = forms.ChoiceField(label=gettext_lazy("From"))
    goal = forms.ChoiceField(label=gettext_lazy("To"))
    carrier = ProductField(
        label=gettext_lazy("What carries it"),
        required=False,
        help_text=gettext_lazy(
            "A product of the catalogue, such as kilometres by cart; empty where nothing is needed."
        ),
    )
    per_unit = AmountField(label=gettext_lazy("How much of that for one"), required=False)
    keeps = AmountField(
        label=gettext_lazy("How much of it arrives"),
        required=False,
        max_value=1,
        help_text=gettext_lazy(
            "The share of it: 0.95 where a twentieth is lost on the way. Empty where all of it does."
        ),
    )
    most = AmountField(
        label=gettext_lazy("Most of it in a period"),
        required=False,
        help_text=gettext_lazy("Empty where nothing limits it."),
    )
    back = forms.BooleanField(label=gettext_lazy("The same way back as well"), required=False)

    def __init__(
        self, *args: Any, places: Mapping[CouncilId, str], products: Mapping[Code, Product], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        for name in ("origin", "goal"):
            self.fields[name].choices = [("", "–"), *places.items()]  # type: ignore[attr-defined]
        self.fields["carrier"].products = products  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get("goal") and given.get("goal") == given.get("origin"):
            self.add_error("goal", _("This is where it is already. Choose another place."))
        if given.get("carrier") and not given.get("per_unit") and "per_unit" not in self.errors:
            self.add_error("per_unit", _("Say how much of it carries one, or that nothing is needed."))
        if given.get("per_unit") and not given.get("carrier") and "carrier" not in self.errors:
            self.add_error("carrier", _("Say what carries it, or leave the amount empty."))
        return given

    def clean_keeps(self) -> Decimal:
        given: Decimal | None = self.cleaned_data["keeps"]
        if given == 0:
            raise forms.ValidationError(_("Nothing would arrive. Leave the way out, or correct the share."))
        return Decimal(1) if given is None else given

    def declared(self, code: Code) -> list[Route]:
        given = self.cleaned_data
        ways = [(given["origin"], given["goal"]), *([(given["goal"], given["origin"])] if given["back"] else [])]
        carriage = (given["carrier"], given["per_unit"] or Decimal(0))
        return [Route(code, origin, goal, *carriage, given["keeps"], given["most"]) for origin, goal in ways]


class EndRouteForm(forms.Form):
    """One of the ways, to be taken back."""

    use_required_attribute = False
    way = forms.ChoiceField(label=gettext_lazy("Which way"))

    def __init__(self, *args: Any, ways: Mapping[str, tuple[Route, str]], **kwargs: Any) -> None:
        """``ways``: by a key the route, and what it is called."""
        super().__init__(*args, **kwargs)
        self.ways = ways
        self.fields["way"].choices = [(key, called) for key, (_route, called) in ways.items()]  # type: ignore[attr-defined]

    def taken_back(self) -> Route:
        return self.ways[self.cleaned_data["way"]][0]

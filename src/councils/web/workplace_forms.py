"""Forms in which a workplace says what there is: its site, techniques, resources and stocks (R18).

What the rules would refuse is told here beside the field that it is about; the rules decide all the same.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.text import slugify

from councils.app.nouns import gettext as _
from councils.app.nouns import gettext_lazy
from councils.core.act import CouncilId
from councils.core.economy.declared import (
    CODE,
    STANDARD,
    Code,
    Direction,
    InPeriod,
    Resource,
    Site,
    Stock,
    Technique,
    Trade,
)
from councils.core.economy.state import Economy
from councils.web.planning import AmountField, ProductField, typed_amount
from councils.web.showing import Context

SPARE = 2  # empty rows of each kind, to be filled in


class SiteForm(forms.Form):
    use_required_attribute = False
    activity = forms.CharField(
        label=gettext_lazy("What is done here, by ISIC"),
        max_length=40,
        required=False,
        help_text=gettext_lazy("The standard code of the activity: ISIC:1071 is a bakery."),
    )
    hours = AmountField(
        label=gettext_lazy("Hours that can be worked here in a period"),
        required=False,
        help_text=gettext_lazy("All people together. Empty where there is no limit."),
    )

    def __init__(self, *args: Any, site: Site | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if site:
            self.initial = {"activity": site.activity, "hours": typed_amount(site.hours)}

    def clean_activity(self) -> str:
        given = str(self.cleaned_data["activity"]).strip()
        if given and not STANDARD.fullmatch(given):
            raise forms.ValidationError(_("This is no standard code, such as ISIC:1071."))
        return given

    def declared(self) -> Site:
        return Site(self.cleaned_data["activity"], self.cleaned_data["hours"])


class SkillField(forms.CharField):
    """A kind of work; one that is known already is spelt as it is known."""

    def __init__(self, known: tuple[str, ...], **kwargs: Any) -> None:
        control = forms.TextInput(attrs={"list": "skills", "autocomplete": "off"})
        super().__init__(max_length=60, widget=control, **kwargs)
        self.known = {skill.casefold(): skill for skill in known}

    def clean(self, value: Any) -> str:
        text = str(super().clean(value)).strip()
        return self.known.get(text.casefold(), text)


class DayField(forms.DateField):
    def __init__(self, **kwargs: Any) -> None:
        super().__init__(widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), **kwargs)


class CodedForm(forms.Form):
    """Something of a name, with a code that is made from it where none is typed; ``old`` is what is corrected."""

    use_required_attribute = False
    name = forms.CharField(label=gettext_lazy("Name"), max_length=200)
    code = forms.CharField(
        label=gettext_lazy("Code"),
        max_length=60,
        required=False,
        help_text=gettext_lazy("Small letters, digits and hyphens. Left empty, it is made from the name."),
    )

    def __init__(self, *args: Any, old: Technique | Resource | None, taken: frozenset[Code], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.old, self.taken = old, taken
        if old:
            del self.fields["code"]
            self.initial["name"] = old.name

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if self.old:
            given["code"] = self.old.code
        elif not {"code", "name"} & self.errors.keys():
            given["code"] = given["code"] or slugify(given["name"])
            if not CODE.fullmatch(given["code"]):
                self.add_error("code", _("A code is small letters, digits and hyphens, such as rye-bread."))
            elif given["code"] in self.taken:
                self.add_error(
                    "code", _("There is one of this code already. Correct that one, or choose another code.")
                )
        return given


FLOWS = ("makes", "uses", "works", "occupies", "builds")
OF_RESOURCES = ("occupies", "builds")


class TechniqueForm(CodedForm):
    """One way to make something: for each flow a row for each thing, and some that are empty."""

    most = AmountField(
        label=gettext_lazy("Most runs in a period"),
        required=False,
        help_text=gettext_lazy("Empty where only hours limit it; 0 where it stands still."),
    )
    whole = forms.BooleanField(label=gettext_lazy("There are only whole runs, no parts of one"), required=False)

    def __init__(
        self, *args: Any, known: Economy, here: CouncilId, old: Technique | None = None, **kwargs: Any
    ) -> None:
        taken = frozenset(code for owner, code in known.techniques if owner == here)
        super().__init__(*args, old=old, taken=taken, **kwargs)
        self.known, self.rows = known, dict.fromkeys(FLOWS, 0)
        self.skills = tuple(sorted({skill for t in known.techniques.values() for skill in t.works}))
        if old:
            self.initial.update({"most": typed_amount(old.most), "whole": old.whole})
        for flow in FLOWS if known.resources else FLOWS[:3]:
            self.add_rows(flow, getattr(old, flow) if old else {})
        self.order_fields(["name", "code", *(name for name in self.fields if "-" in name), "most", "whole"])

    def add_rows(self, flow: str, there: Mapping[str, Decimal]) -> None:
        sent = sum(f"{flow}-{n}-what" in self.data for n in range(200)) if self.is_bound else 0
        self.rows[flow] = max(sent, len(there) + SPARE)
        items = [*there.items()]
        for n in range(self.rows[flow]):
            what, much = f"{flow}-{n}-what", f"{flow}-{n}-much"
            self.fields[what] = self.thing(flow, n + 1)
            self.fields[much] = AmountField(label=self.label(flow, n + 1, _("how much in a run")), required=False)
            if n < len(items):
                code, quantity = items[n]
                product = self.known.products.get(code) if flow in ("makes", "uses") else None
                self.initial.update({what: product.name if product else code, much: typed_amount(quantity)})

    def thing(self, flow: str, number: int) -> forms.Field:
        label = self.label(flow, number, _("what"))
        if flow == "works":
            return SkillField(self.skills, label=label, required=False)
        if flow in OF_RESOURCES:
            shared = sorted({(code, r.name) for (_, code), r in self.known.resources.items()})
            return forms.ChoiceField(label=label, required=False, choices=[("", "–"), *shared])
        field = ProductField(label=label, required=False)
        field.products = self.known.products
        return field

    def label(self, flow: str, number: int, what: str) -> str:
        return f"{WORDS[flow]} {number}: {what}"

    def clean(self) -> dict[str, Any]:
        given = super().clean()
        for flow in FLOWS:
            given[flow] = self.collected(flow)
        nothing = not given["makes"] and not given["builds"]
        if nothing and not any(name.startswith(("makes-", "builds-")) for name in self.errors):
            self.add_error("makes-0-what", _("Say what it makes, and how much of it in a run."))
        for n in range(self.rows["makes"]):
            code = given.get(f"makes-{n}-what")
            if code and given["makes"].get(code, 0) <= given["uses"].get(code, -1):
                self.add_error(f"makes-{n}-much", _("It uses as much of this as it makes, or more."))
        return given

    def collected(self, flow: str) -> dict[str, Decimal]:
        """The rows of a flow that were filled in."""
        found: dict[str, Decimal] = {}
        for n in range(self.rows[flow]):
            what, much = f"{flow}-{n}-what", f"{flow}-{n}-much"
            if {what, much} & self.errors.keys():
                continue
            code, quantity = self.cleaned_data.get(what), self.cleaned_data.get(much)
            if code and code in found:
                self.add_error(what, _("This stands in another row already."))
            elif code and not quantity:
                self.add_error(much, _("Say how much in a run, or leave the row empty."))
            elif quantity and not code:
                self.add_error(what, _("Say what it is, or leave the row empty."))
            elif code and quantity:
                found[code] = quantity
        return found

    def flows(self) -> Iterator[Context]:
        """The rows as the page shows them."""
        for flow in FLOWS:
            if self.rows[flow]:
                rows = [[self[f"{flow}-{n}-what"], self[f"{flow}-{n}-much"]] for n in range(self.rows[flow])]
                yield {"title": WORDS[flow], "heading": HEADINGS[flow], "rows": rows}

    def plain(self) -> list[forms.BoundField]:
        """The fields beside the rows."""
        return [self[name] for name in self.fields if "-" not in name]

    def declared(self) -> Technique:
        given = self.cleaned_data
        return Technique(**{name: given[name] for name in ("code", "name", *FLOWS, "most", "whole")})


WORDS = {
    "makes": gettext_lazy("Makes"),
    "uses": gettext_lazy("Uses"),
    "works": gettext_lazy("Work"),
    "occupies": gettext_lazy("Shares"),
    "builds": gettext_lazy("Builds"),
}
HEADINGS = {
    "makes": gettext_lazy("Product"),
    "uses": gettext_lazy("Product"),
    "works": gettext_lazy("Kind of work, in hours"),
    "occupies": gettext_lazy("Resource, while it lasts"),
    "builds": gettext_lazy("Resource, for the periods that follow"),
}


class ResourceForm(CodedForm):
    """What techniques share; a row for each period in which there is more or less of it, and some that are empty."""

    unit = forms.CharField(label=gettext_lazy("Unit"), max_length=40)
    amount = AmountField(label=gettext_lazy("How much there is in a period"))

    def __init__(self, *args: Any, known: Economy, old: Resource | None = None, **kwargs: Any) -> None:
        super().__init__(*args, old=old, taken=frozenset(code for _, code in known.resources), **kwargs)
        there = old.amounts if old else ()
        sent = sum(f"in-{n}-day" in self.data for n in range(200)) if self.is_bound else 0
        self.rows = max(sent, len(there) + SPARE)
        for n in range(self.rows):
            day = DayField(label=_("Other period %(n)s: a day in it") % {"n": n + 1}, required=False)
            much = AmountField(label=_("Other period %(n)s: how much there is") % {"n": n + 1}, required=False)
            self.fields.update({f"in-{n}-day": day, f"in-{n}-much": much})
        if old:
            self.initial.update({"unit": old.unit, "amount": typed_amount(old.amount)})
        for n, other in enumerate(there):
            self.initial.update({f"in-{n}-day": other.day, f"in-{n}-much": typed_amount(other.amount)})

    def clean(self) -> dict[str, Any]:
        given, days = super().clean(), set()
        for n in range(self.rows):
            what, much = f"in-{n}-day", f"in-{n}-much"
            if {what, much} & self.errors.keys():
                continue
            day, amount = given.get(what), given.get(much)
            if day in days:
                self.add_error(what, _("This stands in another row already."))
            elif day and amount is None:
                self.add_error(much, _("Say how much there is, or leave the row empty."))
            elif amount is not None and not day:
                self.add_error(what, _("Say a day of the period, or leave the row empty."))
            days |= {day} - {None}
        return given

    def plain(self) -> list[forms.BoundField]:
        """The fields beside the rows."""
        return [self[name] for name in self.fields if not name.startswith("in-")]

    def others(self) -> list[list[forms.BoundField]]:
        return [[self[f"in-{n}-day"], self[f"in-{n}-much"]] for n in range(self.rows)]

    def declared(self) -> Resource:
        given = self.cleaned_data
        told = ((given[f"in-{n}-day"], given[f"in-{n}-much"]) for n in range(self.rows))
        others = tuple(InPeriod(*row) for row in sorted(row for row in told if row[0]))
        return Resource(given["code"], given["name"], given["unit"], given["amount"], others)


class StockForm(forms.Form):
    """How much there is of each product; rows of what was told before, and some that are empty."""

    use_required_attribute = False

    def __init__(self, *args: Any, known: Economy, stocks: Mapping[Code, Stock], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.codes = [code for code, stock in stocks.items() if stock.quantity]
        for code in self.codes:
            product = known.products.get(code)
            label = f"{product.name} ({product.unit})" if product else code
            self.fields[f"there-{code}"] = AmountField(label=label, required=False)
            self.initial[f"there-{code}"] = typed_amount(stocks[code].quantity)
        for n in range(SPARE):
            what = ProductField(label=_("Product %(n)s") % {"n": n + 1}, required=False)
            what.products = known.products
            self.fields[f"new-{n}-what"] = what
            self.fields[f"new-{n}-much"] = AmountField(
                label=_("Product %(n)s: how much") % {"n": n + 1}, required=False
            )

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        for n in range(SPARE):
            what, much = f"new-{n}-what", f"new-{n}-much"
            if {what, much} & self.errors.keys():
                continue
            if given.get(what) and given.get(much) is None:
                self.add_error(much, _("Say how much there is."))
            elif given.get(much) and not given.get(what):
                self.add_error(what, _("Say what it is, or leave the row empty."))
        return given

    def counted(self) -> dict[Code, Decimal]:
        given = self.cleaned_data
        there = {code: given[f"there-{code}"] or Decimal(0) for code in self.codes}
        new = {given[f"new-{n}-what"]: given[f"new-{n}-much"] for n in range(SPARE) if given[f"new-{n}-what"]}
        return {**there, **new}

    def there(self) -> list[forms.BoundField]:
        return [self[f"there-{code}"] for code in self.codes]

    def new(self) -> list[list[forms.BoundField]]:
        return [[self[f"new-{n}-what"], self[f"new-{n}-much"]] for n in range(SPARE)]


class WantedForm(forms.Form):
    """How much of a product is to be in stock when a plan ends."""

    use_required_attribute = False
    product = ProductField(label=gettext_lazy("Product"))
    at_end = AmountField(
        label=gettext_lazy("How much is to be there at the end of a plan"),
        help_text=gettext_lazy("0 where nothing has to be left."),
    )
    priority = forms.IntegerField(
        label=gettext_lazy("Priority"),
        min_value=1,
        max_value=999,
        required=False,
        help_text=gettext_lazy("It is a need like others: 1 is met before 2. Empty is 1."),
    )

    def __init__(self, *args: Any, known: Economy, stocks: Mapping[Code, Stock], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["product"].products = known.products  # type: ignore[attr-defined]
        self.stocks = stocks

    def declared(self) -> Stock:
        given = self.cleaned_data
        there = self.stocks.get(given["product"], Stock(given["product"], Decimal(0)))
        return replace(there, at_end=given["at_end"], priority=given["priority"] or 1)


class TradeForm(forms.Form):
    """What can be bought from outside of the federation, or sold there."""

    use_required_attribute = False
    direction = forms.ChoiceField(
        label=gettext_lazy("Bought or sold"),
        choices=[
            (Direction.IMPORT, gettext_lazy("bought from outside")),
            (Direction.EXPORT, gettext_lazy("sold there")),
        ],
    )
    product = ProductField(label=gettext_lazy("Product"))
    money = ProductField(
        label=gettext_lazy("What it is paid with"),
        help_text=gettext_lazy("A product of the catalogue as well, which nobody here makes: euro."),
    )
    price = AmountField(label=gettext_lazy("Price of one"))
    most = AmountField(
        label=gettext_lazy("Most of it in a period"),
        required=False,
        help_text=gettext_lazy("Empty where only the money limits it."),
    )

    def __init__(self, *args: Any, known: Economy, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("product", "money"):
            self.fields[name].products = known.products  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get("money") and given.get("money") == given.get("product"):
            self.add_error("money", _("It cannot be paid with itself. Name what it is paid with."))
        return given

    def declared(self) -> Trade:
        given = self.cleaned_data
        return Trade(given["product"], Direction(given["direction"]), given["price"], given["money"], given["most"])

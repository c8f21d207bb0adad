"""Forms in which a workplace answers an order: what it made, what it would rather do (R12, R13, R18)."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms

from councils.app.nouns import gettext as _
from councils.app.nouns import gettext_lazy
from councils.core.economy.declared import Code
from councils.core.economy.orders import ABSURD, Made, Make, summed
from councils.web.fields import RuledText
from councils.web.orders import Things, counted
from councils.web.planning import AmountField, amount, typed_amount

ZERO = Decimal(0)


class MadeForm(forms.Form):
    """What was made with one technique in one period since the last report, used for it, and worked.

    ``stocks``: whether it asks what is in stock by now as well.
    """

    use_required_attribute = False

    def __init__(
        self,
        *args: Any,
        make: Make,
        told: tuple[Made, ...],
        products: Things,
        stocks: bool,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.make, self.products = make, products
        told = tuple(m for m in told if (m.technique, m.period) == (make.technique, make.period))
        self.made, used = summed(m.gives for m in told), summed(m.uses for m in told)
        for code, quantity in make.makes.items():
            label = _("Made: %(product)s") % {"product": self.counted(code)}
            self.ask(f"made-{code}", label, quantity, self.made.get(code, ZERO))
        built = summed(m.builds for m in told)
        for code, quantity in make.builds.items():
            label = _("Built: %(resource)s") % {"resource": self.counted(code)}
            self.ask(f"built-{code}", label, quantity, built.get(code, ZERO))
        for code, quantity in make.uses.items():
            label = _("Used: %(product)s") % {"product": self.counted(code)}
            self.ask(f"used-{code}", label, quantity, used.get(code, ZERO))
        self.ask("hours", _("Hours worked"), make.hours, sum((m.hours for m in told), ZERO))
        self.stocked = [*dict.fromkeys((*make.makes, *make.uses))] if stocks else []
        for code in self.stocked:
            label = _("In stock now: %(product)s") % {"product": self.counted(code)}
            self.fields[f"stock-{code}"] = AmountField(label=label, required=False)

    @property
    def part(self) -> str:
        """Which part of the order, as addresses and forms say it."""
        return f"{self.make.technique}@{self.make.period}"

    def counted(self, code: Code) -> str:
        return counted(self.products, code)

    def ask(self, name: str, label: str, ordered: Decimal, so_far: Decimal) -> None:
        values = {"ordered": amount(ordered), "so_far": amount(so_far)}
        hint = self.hint() % values
        self.fields[name] = AmountField(label=label, required=False, help_text=hint)

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        for code, ordered in self.make.gives.items():
            field = f"made-{code}" if code in self.make.makes else f"built-{code}"
            if self.made.get(code, ZERO) + (given.get(field) or ZERO) > ABSURD * ordered:
                text = _("That would be more than %(times)s times what was ordered. Is it in the right unit?")
                self.add_error(field, text % {"times": ABSURD})
        if self.needed() and not self.errors and not any(given.values()):
            first = next(iter(self.fields))
            self.add_error(first, _("Say what was made, used or worked since the last report."))
        return given

    def hint(self) -> str:
        return _("By the order %(ordered)s; reported so far %(so_far)s.")

    def needed(self) -> bool:
        """Whether something must be filled in."""
        return True

    def reported(self) -> Made | None:
        """None where only stocks were told."""
        given, make = self.cleaned_data, self.make
        makes = {code: given[f"made-{code}"] for code in make.makes if given[f"made-{code}"]}
        uses = {code: given[f"used-{code}"] for code in make.uses if given[f"used-{code}"]}
        builds = {code: given[f"built-{code}"] for code in make.builds if given[f"built-{code}"]}
        hours = given["hours"] or ZERO
        told = Made(make.technique, make.period, makes, uses, hours, builds)
        return told if makes or uses or hours or builds else None

    def counted_stock(self) -> dict[Code, Decimal]:
        stock = {code: self.cleaned_data[f"stock-{code}"] for code in self.stocked}
        return {code: much for code, much in stock.items() if much is not None}

    def report_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in self.fields if not name.startswith("stock-")]

    def stock_fields(self) -> list[forms.BoundField]:
        return [self[f"stock-{code}"] for code in self.stocked]


class CorrectMadeForm(MadeForm):
    """A report as it should have been: filled in with what it says now."""

    reason = forms.CharField(label=gettext_lazy("What was wrong"), max_length=500)

    def __init__(
        self,
        *args: Any,
        number: int,
        make: Make,
        told: tuple[Made, ...],
        products: Things,
        **kwargs: Any,
    ) -> None:
        """``number``: of the report, from 1."""
        self.number, self.before = number, told[number - 1]
        others = (*told[: number - 1], *told[number:])
        super().__init__(*args, make=make, told=others, products=products, stocks=False, **kwargs)
        self.order_fields([*(name for name in self.fields if name != "reason"), "reason"])
        for kind, amounts in (("made", self.before.makes), ("built", self.before.builds), ("used", self.before.uses)):
            self.initial.update({f"{kind}-{code}": typed_amount(much) for code, much in amounts.items()})
        self.initial["hours"] = typed_amount(self.before.hours)

    def reported(self) -> Made:
        return super().reported() or Made(self.make.technique, self.make.period, {})

    def hint(self) -> str:
        return _("By the order %(ordered)s; in your other reports %(so_far)s.")

    def needed(self) -> bool:
        return False


class ChangeForm(forms.Form):
    """Another number of runs, and why."""

    use_required_attribute = False
    which = forms.ChoiceField(label=gettext_lazy("Which part of the order"))
    runs = AmountField(label=gettext_lazy("How many runs you can make of it"))
    reason = RuledText(
        label=gettext_lazy("Reason"),
        max_length=2000,
        help_text=gettext_lazy("What stands in the way, and what would help. Everybody can read it."),
    )

    def __init__(self, *args: Any, choices: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["which"].choices = choices  # type: ignore[attr-defined]

    def chosen(self) -> tuple[Code, int]:
        technique, _sign, period = self.cleaned_data["which"].rpartition("@")
        return technique, int(period)

"""Fields that the rules ask for, not the form: left empty, the act is refused with the rule's number and remedy."""

from __future__ import annotations

from typing import Any

from django import forms


class AskedByTheRules(forms.Field):
    """Shown as one that must be filled in; an empty value is passed on to the rules."""

    def validate(self, value: Any) -> None:
        if value not in self.empty_values:
            super().validate(value)


class RuledText(AskedByTheRules, forms.CharField):
    widget = forms.Textarea


class RuledChoices(AskedByTheRules, forms.MultipleChoiceField):
    widget = forms.CheckboxSelectMultiple

"""What is typed into a form, and fields that the rules ask for, not the form.

Left empty, such a field is passed on, and the act is refused with the rule's number and remedy.
"""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest, QueryDict


def typed(request: HttpRequest) -> QueryDict | None:
    """What was sent, also where nothing was ticked or filled in; None where the page is only looked at."""
    return request.POST if request.method == "POST" else None


class AskedByTheRules(forms.Field):
    """Shown as one that must be filled in; an empty value is passed on to the rules."""

    def validate(self, value: Any) -> None:
        if value not in self.empty_values:
            super().validate(value)


class RuledText(AskedByTheRules, forms.CharField):
    widget = forms.Textarea


class RuledChoices(AskedByTheRules, forms.MultipleChoiceField):
    widget = forms.CheckboxSelectMultiple

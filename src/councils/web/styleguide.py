"""The context of the style guide: what styleguide.toml says, and what only code can make.

The page renders every component once, for people who change one and for the tests that look at all of them.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from django import forms
from django.core.paginator import Paginator

from councils.web.drawing import FederationMap, MapPlace, federation_map

_EXAMPLES = Path(__file__).with_name("styleguide.toml")
_BUSY_WARDS = {11, 18, 20}


class MotionForm(forms.Form):
    """Stands for any form of the pages."""

    title = forms.CharField(label="Title", help_text="One sentence that says what would be decided.", max_length=120)
    text = forms.CharField(label="Text", widget=forms.Textarea, help_text="Markdown. Say what, who, by when.")
    kind = forms.ChoiceField(
        label="Kind of matter",
        choices=[("housing", "Housing"), ("transport", "Transport"), ("charter", "Change of the charter")],
        widget=forms.RadioSelect,
        help_text="The charter says which council decides each kind.",
    )
    until = forms.DateField(label="Decide before", required=False, widget=forms.DateInput(attrs={"type": "date"}))


def examples() -> dict[str, Any]:
    """The whole context of styleguide.html."""
    data = tomllib.loads(_EXAMPLES.read_text(encoding="utf-8"))
    return {
        **data,
        "form": MotionForm({"title": "", "text": "Rents in all wards are frozen.", "kind": "housing"}),
        "page_obj": Paginator(range(4_812), 50).page(3),
        "map": _paris(data),
    }


def _paris(data: Mapping[str, Any]) -> FederationMap:
    places = [
        MapPlace(
            name=_ordinal(ward["number"]) + " ward",
            url="#",
            label=str(ward["number"]),
            members=ward["members"],
            latitude=ward["latitude"],
            longitude=ward["longitude"],
            open_matters=2 if ward["number"] in _BUSY_WARDS else 0,
            turnout=ward["turnout"],
        )
        for ward in data["wards"]
    ]
    return federation_map(places, outline=[data["outline"]], lines=[data["river"]])


def _ordinal(number: int) -> str:
    return f"{number}{ {1: 'st', 2: 'nd', 3: 'rd'}.get(number, 'th') }"

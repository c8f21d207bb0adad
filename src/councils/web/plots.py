"""Plots of the laboratory on a page: each panel an SVG by itself, with its key and its table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from django.utils.safestring import SafeString, mark_safe

from councils.app.nouns import gettext as _
from councils.lab.experiments.experiment import Experiment, pooled
from councils.lab.plot import HIGH, WIDE, Chart, Panel, colour, number, under
from councils.lab.scale import on_one_scale
from councils.lab.sweep import Row
from councils.lab.words import Told, in_words

Context = dict[str, Any]


def plots(experiment: Experiment, results: Sequence[Sequence[Row]]) -> list[list[Context]]:
    """Those of each charter, on one scale."""
    figures = on_one_scale([experiment.panels(rows) for rows in results])
    return [[plot(under(shown, experiment.across).worded(_)) for shown in figure] for figure in figures]


def plot(shown: Chart) -> Context:
    names = shown.lines if isinstance(shown, Panel) else ()
    return {
        "title": shown.title,
        "view_box": f"-14 14 {WIDE + 30} {HIGH - 14}",  # labels of ticks stand out
        "drawn": drawn(shown),
        "key": [{"name": name, "colour": colour(number)} for number, name in enumerate(names)],
        "legend": shown.key,
        "table": table(shown),
    }


def drawn(shown: Any) -> SafeString:
    return mark_safe(replace(shown, title="").drawn())  # noqa: S308  texts are escaped there


def table(shown: Chart) -> Context:
    columns, rows = shown.table()
    return {"caption": shown.title, "columns": [{"label": name, "number": True} for name in columns], "rows": rows}


def sentence(text: str) -> str:
    """With a capital, and the rest as it is: nouns of some languages have theirs."""
    return text[:1].upper() + text[1:]


def compared(experiment: Experiment, titles: Sequence[str], results: Sequence[Sequence[Row]]) -> Context:
    """What was measured of each charter, on average over all settings or in the end; and in how many they differ."""
    rows = []
    for name, label in experiment.columns.items():
        values = [[row[name] for row in here if isinstance(row.get(name), int | float)] for here in results]
        if all(values):
            unlike = sum(a != b for a, b in zip(*values, strict=False))
            came = [outcome(experiment, name, here) for here in results]
            rows.append([named(experiment, name, label), *came, f"{unlike} / {len(values[0])}"])
    columns = [{"label": _("What was measured")}, *({"label": t, "number": True} for t in titles)]
    differ = _("Steps that differ") if experiment.ends else _("Settings that differ")
    return {
        "caption": _("In the end") if experiment.ends else _("Means over all settings"),
        "columns": [*columns, {"label": differ, "number": True}],
        "rows": rows,
        "alike": list(results[0]) == list(results[1]),
    }


def named(experiment: Experiment, name: str, label: str | Told) -> str:
    said = sentence(in_words(label, _))
    averaged = experiment.ends and name not in experiment.ends
    return _("%(what)s, on average over all steps") % {"what": said} if averaged else said


def outcome(experiment: Experiment, name: str, rows: Sequence[Row]) -> str:
    """What came of it: in the end, or on average."""
    if name in experiment.hits:
        return f"{pooled(rows, name).value:.1%}"
    found = [row for row in rows if isinstance(row.get(name), int | float)]
    if name not in experiment.ends:
        return number(sum(row[name] for row in found) / len(found))
    half = found[-1].get(f"{name}_half")
    return number(found[-1][name]) + (f" ± {number(half)}" if half else "")

"""Plots of the laboratory on a page: each panel an SVG by itself, with its key and its table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from django.utils.safestring import SafeString, mark_safe

from councils.app.nouns import gettext as _
from councils.lab.experiments.experiment import Experiment
from councils.lab.plot import HIGH, WIDE, Panel, colour, panel
from councils.lab.sweep import Row
from councils.lab.words import in_words

Context = dict[str, Any]


def plots(experiment: Experiment, rows: Sequence[Row]) -> list[Context]:
    return [plot(shown, experiment.across) for shown in experiment.panels(rows)]


def plot(shown: Panel, across: str) -> Context:
    shown = in_our_words(shown, across)
    across = str(shown.across)
    return {
        "title": shown.title,
        "view_box": f"-14 14 {WIDE + 30} {HIGH - 14}",  # labels of ticks stand out
        "drawn": drawn(shown, across),
        "key": [{"name": name, "colour": colour(number)} for number, name in enumerate(shown.lines)],
        "table": table(shown, across),
    }


def in_our_words(shown: Panel, across: str) -> Panel:
    """The panel with all its labels translated."""
    lines = {in_words(name, _): line for name, line in shown.lines.items()}
    return replace(shown, title=in_words(shown.title, _), lines=lines, across=in_words(shown.across, _) or across)


def drawn(shown: Panel, across: str) -> SafeString:
    return mark_safe(panel(replace(shown, title=""), across))  # noqa: S308  texts are escaped there


def table(shown: Panel, across: str) -> Context:
    places = sorted({x for line in shown.lines.values() for x, _ in line})
    at = {name: dict(line) for name, line in shown.lines.items()}
    columns = [{"label": across, "number": True}, *({"label": name, "number": True} for name in shown.lines)]
    rows = [[f"{x:g}", *(said(at[name].get(x)) for name in shown.lines)] for x in places]
    return {"caption": shown.title, "columns": columns, "rows": rows}


def said(value: float | None) -> str:
    return "–" if value is None or value != value else f"{value:.3g}" if abs(value) < 1000 else f"{value:,.0f}"


def compared(experiment: Experiment, titles: Sequence[str], results: Sequence[Sequence[Row]]) -> Context:
    """What was measured, on average over all settings, of each charter; and in how many settings they differ."""
    rows = []
    for name, label in experiment.columns.items():
        values = [[row[name] for row in here if isinstance(row.get(name), int | float)] for here in results]
        if all(values):
            unlike = sum(a != b for a, b in zip(*values, strict=False))
            rows.append([label.capitalize(), *(said(sum(v) / len(v)) for v in values), f"{unlike} / {len(values[0])}"])
    columns = [{"label": _("What was measured")}, *({"label": t, "number": True} for t in titles)]
    return {
        "caption": _("Means over all settings"),
        "columns": [*columns, {"label": _("Settings that differ"), "number": True}],
        "rows": rows,
        "alike": list(results[0]) == list(results[1]),
    }

"""A trial made again from the scenario that was downloaded of it: here, or on any other server.

The file holds the texts that the trial names. They are read as those that are pasted are, laid on the shelf under the
names that follow from them, and all numbers are held to the limits of an address.
"""

from __future__ import annotations

import tomllib
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.http import QueryDict

from councils.app.nouns import gettext as _
from councils.app.trials.shelf import Shelf
from councils.app.trials.trial import Trial, UnknownError
from councils.core.charter.toml import parse_charter
from councils.core.place_csv import read_places
from councils.core.problem import Problem, decode
from councils.lab.simulation.scenario import Scenario, parse_scenario
from councils.lab.sizing import ImpracticableError
from councils.presets import NAMES, PLACES
from councils.web.trial_form import CHARTER_BYTES, PLACES_BYTES, read_query

MOST = 2 * CHARTER_BYTES + 3 * PLACES_BYTES
NUMBERS = ("runs", "seed", "turnout", "meetings", "hours")


def made_again(file: UploadedFile | None, shelf: Shelf) -> Trial | str:
    """The trial of a scenario file, its texts on the shelf; or what is wrong with the file."""
    if file is None:
        return _("Choose the file of a scenario that was downloaded from the page of a trial.")
    if file.size and file.size > MOST:
        return _("This file has more than %(most)s kB.") % {"most": MOST // 1000}
    text = decode(file.read(MOST + 1))
    if isinstance(text, Problem):
        return str(text)
    try:
        data = tomllib.loads(text)
    except ValueError as error:
        return _("This is not TOML: %(error)s.") % {"error": error}
    if "question" not in data and isinstance(parse_scenario(text), Scenario):
        return _("This scenario is not of a trial. Paste it above, as a scenario of your own.")
    trial = trial_in(data, shelf)
    try:
        if isinstance(trial, Trial):
            trial.experiment(shelf.text)
    except ImpracticableError as error:
        return str(error)
    except UnknownError:
        trial = None
    return trial or _(
        "This is no scenario of a trial, or its numbers are out of bounds. Take the file that a trial's page gives."
    )


def trial_in(data: dict[str, Any], shelf: Shelf) -> Trial | str | None:
    kept = texts_in(data, shelf)
    names, territory, borders = data.get("charters"), data.get("territory", ""), data.get("borders", "")
    if isinstance(kept, str):
        return kept
    if not isinstance(names, list) or not all(isinstance(name, str) for name in (*names, territory, borders)):
        return None
    query = QueryDict(mutable=True)
    query["question"], query["territory"] = str(data.get("question")), kept.get(territory, territory)
    query["borders"] = kept.get(borders, borders)
    scenario = data.get("scenario")
    query["scenario"] = kept.get(scenario, "") if isinstance(scenario, str) else ""
    query.setlist("charter", [str(kept.get(name, name)) for name in names])
    for name in NUMBERS:
        if name in data:
            query[name] = str(data[name])
    return read_query(query)


def texts_in(data: dict[str, Any], shelf: Shelf) -> dict[str, str] | str:
    """Under which name each text lies here; or what is wrong with one. Presets are this program's own."""
    texts = data.get("charter_texts", [])
    texts = texts if isinstance(texts, list) else []
    found: list[tuple[Any, ...]] = [
        (each.get("name"), each.get("text"), parse_charter, NAMES) for each in texts if isinstance(each, dict)
    ]
    found.append((data.get("territory"), data.get("places_csv"), read_places, PLACES))
    found.append((data.get("borders"), data.get("borders_csv"), str, PLACES))  # read with the places
    found.append((data.get("scenario"), data.get("scenario_text"), parse_scenario, ()))
    kept = {}
    for name, text, read, known in found:
        if not isinstance(name, str) or not isinstance(text, str) or name in known or not text.strip():
            continue
        read_as: Any = read(text)
        if isinstance(read_as, tuple):
            return "\n".join(str(problem) for problem in read_as[:5])
        kept[name] = shelf.put(text)
    return kept

"""What a trial is asked for with: a question, one charter or two, a territory, and a few numbers with their limits.

Texts of one's own are read as `councils charter check` and `councils places check` read them, told by line, and laid on
the shelf. An address is read by the same limits, so that nobody gets by it what the form does not give.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from django import forms
from django.http import QueryDict

from councils.app.nouns import gettext as _
from councils.app.nouns import gettext_lazy
from councils.app.queries.charter_text import charter_toml
from councils.app.queries.territory import csv_text, has_places, territory
from councils.app.trials.shelf import DIGEST, Shelf
from councils.app.trials.trial import (
    MOST_MET,
    SCENARIO,
    SEED,
    SIZES,
    Trial,
    most_runs,
    on_places,
    terrain_of,
    too_much,
    usual_runs,
)
from councils.core.charter.toml import parse_charter
from councils.core.council import Council
from councils.core.place_csv import read_places
from councils.core.problem import Problem, unpacked
from councils.lab.experiments import experiments
from councils.lab.partition.ground import read_borders
from councils.lab.simulation.scenario import Scenario, parse_scenario
from councils.lab.simulation.tree import UnfitError
from councils.presets import DEFAULT, NAMES, PLACES, preset_borders, preset_places
from councils.web.lab_words import PRESETS, TERRITORIES, TITLES, title

HERE, MINE = "here", "mine"
SPREAD, SENSITIVITY = "spread", "sensitivity"  # over borders; over many draws
MOST_OFTEN_PLAYED = 20_000  # people
CHARTER_BYTES, PLACES_BYTES, SCENARIO_BYTES = 200_000, 5_000_000, 50_000
LEAST_HOURS, MOST_HOURS = 0.25, 24.0


def preset_titles() -> list[tuple[str, str]]:
    return [(name, str(PRESETS.get(name, name))) for name in NAMES]


def questions() -> list[tuple[str, str]]:
    asked = ((name, title(found)) for name, found in experiments().items())
    return [(SIZES, str(TITLES[SIZES])), *asked, (SCENARIO, str(TITLES[SCENARIO]))]


EXAMPLE = """title = "A city whose mills are cut off"
steps = 52
[territory]
places = "the territory that is chosen above"
[population]
turnout = 0.3
apart = 0.4
[delegates]
term = 26
[[questions]]
step = 4
title = "Bread at one price"
[[shocks]]
step = 20
kind = "cut"
region = 2
stock = 60
own = 0.4
[[shocks]]
step = 30
kind = "join"
region = 2
"""


class TrialForm(forms.Form):
    question = forms.ChoiceField(label=gettext_lazy("The question"))
    charter = forms.ChoiceField(label=gettext_lazy("The {charter}"))
    other = forms.ChoiceField(label=gettext_lazy("Another {charter} to compare it with"), required=False)
    text = forms.CharField(
        label=gettext_lazy("A {charter} of your own"),
        required=False,
        max_length=CHARTER_BYTES,
        widget=forms.Textarea(attrs={"rows": 12, "spellcheck": "false"}),
        help_text=gettext_lazy("Paste its text (TOML), or choose its file, and choose “my own” above."),
    )
    file = forms.FileField(
        label=gettext_lazy("Its file"),
        required=False,
        allow_empty_file=True,  # it is told in our own words that there is nothing in it
        widget=forms.FileInput(attrs={"accept": ".toml"}),
    )
    territory = forms.ChoiceField(
        label=gettext_lazy("The territory"),
        required=False,
        help_text=gettext_lazy(
            "Sizes, and scenarios that name places, need one: if you choose none, they take the first. Other questions "
            "have a country of their own, whose place any territory can take."
        ),
    )
    places = forms.FileField(
        label=gettext_lazy("Places of your own"),
        required=False,
        allow_empty_file=True,
        widget=forms.FileInput(attrs={"accept": ".csv"}),
        help_text=gettext_lazy(
            "A CSV file with the columns code,name,level,parent_code,population,lat,lon; up to 5 MB. "
            "It is read by who knows the address of the trial."
        ),
    )
    borders = forms.FileField(
        label=gettext_lazy("Borders of these places"),
        required=False,
        allow_empty_file=True,
        widget=forms.FileInput(attrs={"accept": ".csv,.gz"}),
        help_text=gettext_lazy(
            "Only for the spread of a network, and a scenario that names borders: a CSV file, packed (.gz) or not, "
            "with two codes of places that border on each other on each line after the first. The program knows those "
            "of its own territories."
        ),
    )
    scenario = forms.CharField(
        label=gettext_lazy("A scenario of your own"),
        required=False,
        max_length=SCENARIO_BYTES,
        initial=EXAMPLE,
        widget=forms.Textarea(attrs={"rows": 12, "spellcheck": "false"}),
        help_text=gettext_lazy(
            "Change this one, or paste another (TOML: people, questions, shocks), and choose “A scenario of my own” as "
            "the question. The {charter} and the territory chosen above take the place of the files that it names."
        ),
    )
    turnout = forms.IntegerField(
        label=gettext_lazy("Of 100 {members}, so many come to a meeting"), initial=30, min_value=1, max_value=100
    )
    meetings = forms.IntegerField(label=gettext_lazy("Meetings a year"), initial=12, min_value=1, max_value=366)
    hours = forms.FloatField(
        label=gettext_lazy("Hours of a meeting"), initial=2, min_value=LEAST_HOURS, max_value=MOST_HOURS
    )
    runs = forms.IntegerField(
        label=gettext_lazy("Runs at each point"),
        required=False,
        min_value=2,
        help_text=gettext_lazy("Left empty: as many as take about a minute. More runs make intervals narrower."),
    )
    seed = forms.IntegerField(
        label=gettext_lazy("What chance begins with"),
        initial=1,
        min_value=0,
        max_value=SEED,
        help_text=gettext_lazy("The same number gives the same result."),
    )

    def __init__(self, shelf: Shelf, ours: Council | None, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.shelf, self.ours = shelf, ours
        self.played = self.ground = self.edges = ""
        self.placed = False
        here = [(HERE, _("that of this federation"))] if ours else []
        choices = [*preset_titles(), *here, (MINE, _("my own, from below"))]
        ground = [(HERE, _("the places of this federation"))] if ours and has_places(ours.id) else []
        ground += [(name, str(TERRITORIES.get(name, name))) for name in PLACES]
        self.choose("question", questions(), SIZES)
        self.choose("charter", choices, HERE if ours else DEFAULT)
        self.choose("other", [("", _("– none –")), *choices], "")
        self.first = ground[0][0]
        self.choose("territory", [("", _("– that of the question –")), *ground, (MINE, _("my own, from below"))], "")

    def choose(self, name: str, choices: Sequence[tuple[str, str]], initial: str) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = choices
        self.initial.setdefault(name, initial)

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        self.tell_unused(said)
        if MINE in (said.get("charter"), said.get("other")):
            self.mine = self.text_of("text", "file", CHARTER_BYTES, parse_charter)
        if said.get("question") == SCENARIO:
            self.played = self.text_of("scenario", "", SCENARIO_BYTES, parse_scenario)
        question, runs = said.get("question"), said.get("runs")
        needed = question == SIZES or names_places(self.played)
        said["territory"] = said.get("territory") or (self.first if needed else "")
        self.placed = needed or (question in experiments() and bool(said["territory"]))
        if self.placed:
            self.ground = self.land_of(said["territory"])
        if self.played and (self.ground or not self.placed):
            self.play_there(said["territory"])
        elif self.ground and question in experiments():
            self.ask_there(question, said["territory"])
        if question and question != SIZES and runs and runs > most_runs(question):
            most = most_runs(question)
            self.add_error("runs", _("This question takes at most %(most)s runs on these pages.") % {"most": most})
        return said

    def tell_unused(self, said: dict[str, Any]) -> None:
        """What was given below and is not chosen above, or chosen twice: nobody finds out by the result alone."""
        chosen = (said.get("charter"), said.get("other"))
        if (said.get("text") or said.get("file")) and MINE not in chosen:
            self.add_error("charter", _("Below is a {charter} of your own. Choose “my own” here, or take it out."))
        if said.get("places") and said.get("territory") != MINE:
            self.add_error("territory", _("Below are places of your own. Choose “my own” here, or take them out."))
        if chosen[0] == chosen[1]:
            self.add_error("other", _("This is the same {charter} twice. Choose another one, or none."))

    def land_of(self, choice: str) -> str:
        """The text of the territory; "" if it makes no sense."""
        if choice == MINE:
            return self.text_of("", "places", PLACES_BYTES, read_places)
        return csv_text(territory(self.ours.id)) if choice == HERE and self.ours else preset_places(choice) or ""

    def ask_there(self, question: str, territory: str) -> None:
        """Whether an experiment makes sense on that ground."""
        if question == SPREAD and not self.borders_of(territory):
            return
        found = terrain_of(self.ground, self.edges)
        if isinstance(found, tuple):
            for problem in found:
                self.add_error("territory", str(problem))
            return
        if question == SENSITIVITY and found.people > MOST_OFTEN_PLAYED:
            most = _("This plays a year thousands of times: on these pages for a territory of at most %(most)s people.")
            self.add_error("territory", most % {"most": f"{MOST_OFTEN_PLAYED:,}"})
            return
        try:
            experiments()[question].on(found).points()
        except UnfitError as error:
            self.add_error("territory", str(error))

    def borders_of(self, territory: str) -> bool:
        """Whether there are any; what is wrong with a file is told beside it."""
        known = "" if self.cleaned_data.get("borders") else preset_borders(territory) or ""
        self.edges = known or self.text_of("", "borders", PLACES_BYTES, self.read_edges)
        return bool(self.edges)

    def play_there(self, territory: str) -> None:
        """Whether the scenario can be played on that ground, in the time that a trial has."""
        scenario = parse_scenario(self.played)
        assert isinstance(scenario, Scenario)
        if scenario.borders and not self.borders_of(territory):
            return
        found = on_places(self.played, self.ground, self.edges)
        if isinstance(found, tuple):
            for problem in found:
                self.add_error("scenario", str(problem))
        elif too_much(found):
            most = _("This is too much for these pages: people times steps come to %(most)s at most.")
            self.add_error("scenario", most % {"most": f"{MOST_MET:,}"})

    def read_edges(self, text: str) -> Any:
        places = read_places(self.ground)
        return places if isinstance(places, tuple) else read_borders(text, places)

    def text_of(self, pasted: str, chosen: str, most: int, read: Callable[[str], Any]) -> str:
        """What was pasted or chosen, if it is sound; else what is wrong with it is told beside the field."""
        file, text = self.cleaned_data.get(chosen), self.cleaned_data.get(pasted, "")
        at = chosen if file or not pasted else pasted
        if file and file.size > most:
            self.add_error(at, _("This file has more than %(most)s kB.") % {"most": most // 1000})
            return ""
        found: Any = unpacked(file.read(most + 1), most) if file else text
        if isinstance(found, Problem):
            self.add_error(at, str(found))
        elif not found.strip():
            self.add_error(at, _("There is nothing here. Paste a text, choose a file, or choose another one above."))
        else:
            problems = read(text := found.replace("\r\n", "\n"))  # one text has one name, whatever it was sent by
            for problem in problems if isinstance(problems, tuple) else ():
                self.add_error(at, str(problem))
            return "" if isinstance(problems, tuple) else str(text)
        return ""

    def trial(self) -> Trial:
        """What was asked for; its texts are on the shelf."""
        said = self.cleaned_data
        names = [self.named(said[field]) for field in ("charter", "other") if said[field]]
        sizes, land = said["question"] == SIZES, said["territory"]
        known = bool(self.edges) and self.edges == preset_borders(land)
        return Trial(
            said["question"],
            tuple(dict.fromkeys(names)),
            territory=(land if land in PLACES else self.shelf.put(self.ground)) if self.placed else "",
            runs=1 if sizes else said["runs"] or usual_runs(said["question"]),
            seed=1 if sizes else said["seed"],
            scenario=self.shelf.put(self.played) if self.played else "",
            borders=(land if known else self.shelf.put(self.edges)) if self.edges else "",
            **(
                {"turnout": said["turnout"] / 100, "meetings": said["meetings"], "hours": said["hours"]}
                if sizes
                else {}
            ),
        )

    def named(self, choice: str) -> str:
        if choice == HERE and self.ours:
            return self.shelf.put(charter_toml(self.ours.charter))
        return self.shelf.put(self.mine) if choice == MINE else choice


def names_places(text: str) -> bool:
    """Whether the scenario in ``text`` is played on places."""
    found = parse_scenario(text) if text else None
    return isinstance(found, Scenario) and bool(found.places)


def read_query(query: QueryDict) -> Trial | None:
    """The trial that an address names; None where it makes no sense."""
    question, charters = query.get("question", ""), tuple(query.getlist("charter"))
    if (
        question not in (SIZES, SCENARIO, *experiments())
        or not 1 <= len(charters) <= 2
        or len(set(charters)) < len(charters)
    ):
        return None
    if not all(name in NAMES or DIGEST.fullmatch(name) for name in charters):
        return None
    try:
        return sizes_of(query, charters) if question == SIZES else runs_of(query, question, charters)
    except ValueError:
        return None


def sizes_of(query: QueryDict, charters: tuple[str, ...]) -> Trial | None:
    territory = query.get("territory", "")
    turnout, meetings = float(query.get("turnout", "0.3")), int(query.get("meetings", "12"))
    hours = float(query.get("hours", "2"))
    bounded = 0.01 <= turnout <= 1 and 1 <= meetings <= 366 and LEAST_HOURS <= hours <= MOST_HOURS
    if not bounded or not (territory in PLACES or DIGEST.fullmatch(territory)):
        return None
    return Trial(SIZES, charters, territory=territory, turnout=turnout, meetings=meetings, hours=hours)


def runs_of(query: QueryDict, question: str, charters: tuple[str, ...]) -> Trial | None:
    runs, seed = int(query.get("runs", usual_runs(question))), int(query.get("seed", "1"))
    scenario = query.get("scenario", "") if question == SCENARIO else ""
    territory, borders = (query.get(name, "") for name in ("territory", "borders"))
    if question == SCENARIO and not DIGEST.fullmatch(scenario):
        return None
    if not all(name == "" or name in PLACES or DIGEST.fullmatch(name) for name in (territory, borders)):
        return None
    return (
        Trial(question, charters, territory=territory, runs=runs, seed=seed, scenario=scenario, borders=borders)
        if 2 <= runs <= most_runs(question) and 0 <= seed <= SEED
        else None
    )

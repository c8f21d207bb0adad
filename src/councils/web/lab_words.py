"""What the laboratory asks, in words that are translated and take the federation's nouns; a question that is not here
yet is told as its experiment tells it."""

from __future__ import annotations

from django.utils.functional import Promise

from councils.app.nouns import gettext_lazy
from councils.lab.experiments.experiment import Experiment

TITLES: dict[str, Promise] = {
    "sizes": gettext_lazy("How many {assemblies}, and how large"),
    "franchise": gettext_lazy("Everyone, or workers alone"),
    "recall": gettext_lazy("Terms and {recall}"),
    "capture": gettext_lazy("Who can capture the pyramid"),
    "nesting": gettext_lazy("{Councils} against heads"),
    "spread": gettext_lazy("Spread and bastion"),
    "history": gettext_lazy("{Councils} of history"),
    "sensitivity": gettext_lazy("What the outcome hangs on"),
    "scenario": gettext_lazy("A scenario of my own"),
}
ASKS: dict[str, Promise] = {
    "scenario": gettext_lazy("What becomes of people, questions and shocks of your own under the {charter}?"),
    "sizes": gettext_lazy(
        "What do {assemblies} of each size, and {councils} of each fan-out, mean for the people of this territory?"
    ),
    "franchise": gettext_lazy("Does restricting the franchise to workers alter the outcome?"),
    "recall": gettext_lazy(
        "Does {recall} keep {delegates} to those who sent them, and what does it cost in elections and ballots?"
    ),
    "capture": gettext_lazy("How small a minority can hold the {congress}, and what makes it harder?"),
    "nesting": gettext_lazy(
        "How often does what {councils} decide contradict a direct count, by depth, size and counting rule?"
    ),
    "sensitivity": gettext_lazy("Of all that is assumed of people and {delegates}, what does the outcome hang on?"),
    "history": gettext_lazy(
        "How do the {charters} of Paris, Russia, Germany, Rojava, Mondragon and the CNT compare on the same measures?"
    ),
    "spread": gettext_lazy(
        "How fast does the network spread by example, and how long can a part that is cut off hold out?"
    ),
}
PRESETS: dict[str, Promise] = {
    "open-assemblies": gettext_lazy("Open {assemblies}"),
    "worker-cooperative": gettext_lazy("Federation of worker co-operatives"),
    "tenants-union": gettext_lazy("Tenants' union"),
    "commune-councils": gettext_lazy("Communes and {councils}"),
    "paris-1871": gettext_lazy("Paris, March 1871"),
    "rsfsr-1918": gettext_lazy("Soviet Republic, July 1918"),
    "german-councils-1918": gettext_lazy("German {councils}, December 1918"),
    "rojava-communes": gettext_lazy("Rojava, communes of 2014"),
    "mondragon": gettext_lazy("Mondragon, since 1987"),
    "cnt-1931": gettext_lazy("CNT, {congress} of June 1931"),
}
TERRITORIES: dict[str, Promise] = {"paris-1871": gettext_lazy("Paris, 1871")}


def title(experiment: Experiment) -> str:
    return str(TITLES.get(experiment.name, experiment.title))


def asks(experiment: Experiment) -> str:
    return str(ASKS.get(experiment.name, experiment.asks))

"""The fixed words of the pages, ready for translation: nouns, positions, states of the life cycles, names of the rules.

A federation may use its own nouns in place of `WORDS` (see `word` in councils_ui). A state that is missing from
`STATES` is shown by its own name in a plain tag, so a new life cycle needs no change here to be legible.
"""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy, pgettext_lazy

WORDS: dict[str, Promise] = {
    "assembly": gettext_lazy("assembly"),
    "assemblies": gettext_lazy("assemblies"),
    "council": gettext_lazy("council"),
    "councils": gettext_lazy("councils"),
    "congress": gettext_lazy("congress"),
    "delegate": gettext_lazy("delegate"),
    "delegates": gettext_lazy("delegates"),
    "alternate": gettext_lazy("alternate"),
    "member": gettext_lazy("member"),
    "members": gettext_lazy("members"),
    "motion": gettext_lazy("motion"),
    "motions": gettext_lazy("motions"),
    "directive": gettext_lazy("directive"),
    "directives": gettext_lazy("directives"),
    "mandate": gettext_lazy("mandate"),
    "teller": gettext_lazy("teller"),
    "recall": gettext_lazy("recall"),
}

POSITIONS: dict[str, Promise] = {
    "yes": pgettext_lazy("position", "yes"),
    "no": pgettext_lazy("position", "no"),
    "abstain": pgettext_lazy("position", "abstain"),
    "none": pgettext_lazy("position", "no position"),
    "waiting": pgettext_lazy("position", "not yet decided"),
}

STATES: dict[str, tuple[str, Promise]] = {
    "draft": ("quiet", gettext_lazy("Draft")),
    "seconded": ("plain", gettext_lazy("Seconded")),
    "deliberation": ("plain", gettext_lazy("In deliberation")),
    "voting": ("live", gettext_lazy("Voting now")),
    "open": ("live", gettext_lazy("Open")),
    "carried": ("yes", gettext_lazy("Carried")),
    "lost": ("no", gettext_lazy("Not carried")),
    "withdrawn": ("quiet", gettext_lazy("Withdrawn")),
    "kept": ("yes", gettext_lazy("Mandate kept")),
    "breach": ("alarm", gettext_lazy("Breach of mandate")),
    "free": ("quiet", gettext_lazy("No mandate")),
    "addressed": ("plain", gettext_lazy("Addressed")),
    "acknowledged": ("plain", gettext_lazy("Acknowledged")),
    "planned": ("plain", gettext_lazy("Planned")),
    "reported": ("plain", gettext_lazy("Reported")),
    "completed": ("good", gettext_lazy("Completed")),
    "overdue": ("alarm", gettext_lazy("Overdue")),
    "objected": ("alarm", gettext_lazy("Objected")),
    "suspended": ("alarm", gettext_lazy("Suspended")),
    "in_force": ("good", gettext_lazy("In force")),
    "held": ("plain", gettext_lazy("Held")),
    "vacant": ("alarm", gettext_lazy("Vacant")),
    "recalled": ("alarm", gettext_lazy("Recalled")),
}
"""Each state with the tone of its tag (plain, quiet, live, good, alarm, yes, no) and its name."""

RULES: dict[str, Promise] = {
    "R1": gettext_lazy("One tree of councils"),
    "R2": gettext_lazy("Who takes part"),
    "R3": gettext_lazy("No privileges"),
    "R4": gettext_lazy("Offices by election"),
    "R5": gettext_lazy("Seats by norm"),
    "R6": gettext_lazy("The life of a motion"),
    "R7": gettext_lazy("Referral to those below"),
    "R8": gettext_lazy("The mandate"),
    "R9": gettext_lazy("Three countings"),
    "R10": gettext_lazy("Recall at any moment"),
    "R11": gettext_lazy("Terms and rotation"),
    "R12": gettext_lazy("Directives and reports"),
    "R13": gettext_lazy("Objections"),
    "R14": gettext_lazy("Special powers lapse"),
    "R15": gettext_lazy("Changing the charter"),
    "R16": gettext_lazy("Founding, joining, splitting"),
    "R17": gettext_lazy("Every act on the record"),
    "R18": gettext_lazy("Plans and orders"),
    "R19": gettext_lazy("What is public"),
    "R20": gettext_lazy("Who decides what"),
}

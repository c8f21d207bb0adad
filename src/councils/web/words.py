"""The fixed words of the pages, ready for translation: positions, states of the life cycles, names of the rules.

Nouns are in ``app/nouns.py``, since a federation may use its own. A state that is missing from
`STATES` is shown by its own name in a plain tag, so a new life cycle needs no change here to be legible.
"""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import pgettext_lazy

from councils.app.nouns import gettext_lazy

POSITIONS: dict[str, Promise] = {
    "yes": pgettext_lazy("position", "yes"),
    "no": pgettext_lazy("position", "no"),
    "abstain": pgettext_lazy("position", "abstain"),
    "none": pgettext_lazy("position", "no position"),
    "waiting": pgettext_lazy("position", "not yet decided"),
}

STATES: dict[str, tuple[str, Promise]] = {
    # motions, and changes of the charter
    "draft": ("quiet", gettext_lazy("Draft")),
    "seconded": ("plain", gettext_lazy("Seconded")),
    "deliberation": ("plain", gettext_lazy("In deliberation")),
    "voting": ("live", gettext_lazy("Voting now")),
    "carried": ("yes", gettext_lazy("Carried")),
    "lost": ("no", gettext_lazy("Not carried")),
    "withdrawn": ("quiet", gettext_lazy("Withdrawn")),
    "proposed": ("plain", gettext_lazy("Proposed")),
    "rejected": ("no", gettext_lazy("Rejected")),
    "overtaken": ("quiet", gettext_lazy("Overtaken by another change")),
    "waiting": ("alarm", gettext_lazy("Suspended")),
    "lifted": ("quiet", gettext_lazy("Suspension lifted")),
    "moved": ("quiet", gettext_lazy("Goes on in another {assembly}")),
    "ended": ("quiet", gettext_lazy("Ended with the merger")),
    "amending": ("live", gettext_lazy("Voting on amendments")),
    # amendments
    "on the table": ("plain", gettext_lazy("To be voted on")),
    "written in": ("yes", gettext_lazy("Carried and written in")),
    "adopted": ("yes", gettext_lazy("Taken in by the proposer")),
    # questions from above
    "received": ("plain", gettext_lazy("Received")),
    "answered": ("good", gettext_lazy("Answered")),
    "unanswered": ("quiet", gettext_lazy("No valid answer")),
    # mandates
    "awaited": ("quiet", gettext_lazy("{Mandate} awaited")),
    "given": ("plain", gettext_lazy("{Mandate} given")),
    "kept": ("yes", gettext_lazy("{Mandate} kept")),
    "breached": ("alarm", gettext_lazy("Breach of {mandate}")),
    "breach": ("alarm", gettext_lazy("Breach of {mandate}")),
    "not given": ("quiet", gettext_lazy("No {mandate}")),
    "free": ("quiet", gettext_lazy("No {mandate}")),
    # deliveries
    "sent": ("plain", gettext_lazy("On its way")),
    "arrived": ("good", gettext_lazy("Arrived")),
    # members and offices
    "applicant": ("plain", gettext_lazy("Applicant")),
    "member": ("plain", gettext_lazy("{Member}")),
    "left": ("quiet", gettext_lazy("Left")),
    "held": ("plain", gettext_lazy("Held")),
    "vacated": ("quiet", gettext_lazy("Ended")),
    "vacant": ("alarm", gettext_lazy("Vacant")),
    # elections
    "nomination": ("live", gettext_lazy("Candidates can stand")),
    "decided": ("good", gettext_lazy("Decided")),
    "void": ("quiet", gettext_lazy("Came to nothing")),
    # recalls; who is kept in office is a tag of its own, since a mandate is kept as well
    "petition": ("live", gettext_lazy("{Petition}")),
    "qualified": ("live", gettext_lazy("{Petition} qualified")),
    "recalled": ("alarm", gettext_lazy("Recalled")),
    "kept in office": ("plain", gettext_lazy("Kept in office")),
    "lapsed": ("quiet", gettext_lazy("Lapsed")),
    "moot": ("quiet", gettext_lazy("Settled otherwise")),
    # directives, how they are carried out, and objections to them
    "in force": ("good", gettext_lazy("In force")),
    "in_force": ("good", gettext_lazy("In force")),
    "suspended": ("alarm", gettext_lazy("Suspended")),
    "revoked": ("quiet", gettext_lazy("Revoked")),
    "addressed": ("plain", gettext_lazy("Addressed")),
    "acknowledged": ("plain", gettext_lazy("Acknowledged")),
    "planned": ("plain", gettext_lazy("Planned")),
    "reported": ("plain", gettext_lazy("Reported")),
    "overdue": ("alarm", gettext_lazy("Overdue")),
    "completed": ("good", gettext_lazy("Completed")),
    "objected": ("alarm", gettext_lazy("Objected")),
    "none": ("quiet", gettext_lazy("No {objections}")),
    "standing": ("plain", gettext_lazy("{Objections}")),
    "sufficient": ("alarm", gettext_lazy("Enough {objections}")),
    "settled": ("quiet", gettext_lazy("{Objections} settled")),
    # ballots
    "open": ("live", gettext_lazy("Open")),
    "closed": ("quiet", gettext_lazy("Closed")),
}
"""Each state with the tone of its tag (plain, quiet, live, good, alarm, yes, no) and its name."""

RULES: dict[str, Promise] = {
    "R1": gettext_lazy("One tree of {councils}"),
    "R2": gettext_lazy("Who takes part"),
    "R3": gettext_lazy("No privileges"),
    "R4": gettext_lazy("{Offices} by election"),
    "R5": gettext_lazy("Seats by norm"),
    "R6": gettext_lazy("The life of a {motion}"),
    "R7": gettext_lazy("Referral to those below"),
    "R8": gettext_lazy("The {mandate}"),
    "R9": gettext_lazy("Three countings"),
    "R10": gettext_lazy("Recall at any moment"),
    "R11": gettext_lazy("Terms and rotation"),
    "R12": gettext_lazy("{Directives} and reports"),
    "R13": gettext_lazy("{Objections}"),
    "R14": gettext_lazy("Special powers lapse"),
    "R15": gettext_lazy("Changing the {charter}"),
    "R16": gettext_lazy("Founding, joining, splitting"),
    "R17": gettext_lazy("Every act on the record"),
    "R18": gettext_lazy("Plans and orders"),
    "R19": gettext_lazy("What is public"),
    "R20": gettext_lazy("Who decides what"),
}

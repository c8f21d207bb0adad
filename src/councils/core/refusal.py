"""Refusals are data: the rule, the reason, and what the person can do about it.

Every reason that the rules can give stands here once, in the words that people read. ``docs/rules`` and the pages
show the same text, and the laboratory counts by reason. Texts may hold ``{named}`` details of the refusal.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum


class Reason(Enum):
    """(rule, what is the matter, what the person can do)."""

    NO_SUCH_COUNCIL = ("R1", "There is no such council.", "Look for it in the list of councils.")
    ALREADY_FOUNDED = ("R1", "This council exists already.", "Give the new one a code of its own.")
    NO_COUNCIL_ABOVE = ("R1", "There is no council above this one.", "Bring the matter here: this is the congress.")
    NO_COUNCIL_BELOW = ("R1", "There is no council below this one.", "Decide it here as a resolution.")
    NOT_A_BASE_ASSEMBLY = ("R2", "Only base assemblies have members.", "Join the assembly of the place you live in.")
    NOT_ON_ROLL = ("R2", "You do not take part in this council.", "Join your assembly, or ask its delegates to act.")
    ON_ROLL_ALREADY = ("R2", "This person is on the roll already.", "Nothing needs to be done.")
    FRANCHISE = (
        "R2",
        "The charter's franchise asks for what was not declared: {missing}.",
        "Declare it if it is so; what the franchise asks can be changed by a charter motion.",
    )
    NO_APPLICATION = ("R2", "There is no open application of this person.", "Ask them to apply first.")
    NOT_THE_OFFICER = (
        "R4",
        "This is for the holder of an office: {office}.",
        "Ask the holder, or stand for the office at the next election.",
    )
    PAPERS_WRONG = (
        "R2",
        "A poll needs one voting paper for each of the {roll} on the roll; {papers} were given.",
        "Freeze the roll again and open the poll with it.",
    )
    NOT_ON_THIS_ROLL = (
        "R2",
        "The roll was frozen when the vote opened, and you were not on it.",
        "You can take part in the next vote.",
    )
    NO_SUCH_OFFICE = ("R4", "The charter has no such office here: {office}.", "Offices are named by the charter.")
    OFFICE_FILLED = (
        "R4",
        "The office is held until {until}.",
        "An election can be called 30 days before the term ends; until then, recall is open to you.",
    )
    ELECTION_RUNNING = ("R4", "An election to this office is running.", "Stand in it, or vote in it.")
    NO_SUCH_MATTER = ("R6", "There is no such matter in this council.", "Follow a link from the council's page.")
    NOT_NOMINATING = ("R4", "Candidates can stand only until nominations close.", "Stand at the next election.")
    STANDS_ALREADY = ("R4", "This person stands already.", "Nothing needs to be done.")
    NOT_A_CANDIDATE = ("R4", "Not a candidate in this election: {candidate}.", "Choose among the candidates.")
    TOO_MANY_MARKS = (
        "R4",
        "{marks} candidates were marked; {allowed} may be, as many as there are seats.",
        "Take some marks away.",
    )
    TOO_EARLY = ("R6", "It is not time yet: not before {when}.", "Wait until then; the date is set by the charter.")
    TOO_LATE = ("R6", "The time for this ended on {when}.", "Bring the matter up anew.")
    NOT_IN_STATE = ("R6", "This cannot be done while the matter is {state}.", "See on its page what is open now.")
    EMPTY_TEXT = ("R6", "A {what} is needed.", "Write it in a few words.")
    KIND_NOT_HERE = ("R6", "A motion of this kind cannot be brought here: {why}.", "Choose another kind of motion.")
    SECONDS_OWN = ("R6", "Nobody seconds their own motion.", "Ask another member to second it.")
    SECONDED_ALREADY = ("R6", "You have seconded this already.", "Nothing needs to be done.")
    NOT_THE_PROPOSER = ("R6", "Only who proposed a motion can withdraw it.", "Argue against it, and vote no.")
    NOT_BY_VOTE = ("R6", "This vote is by {mode}.", "Vote in the way that the council has chosen.")
    VOTES_CAST = ("R6", "Votes have been cast already.", "Let the vote run to its end.")
    COUNT_OVER_ROLL = (
        "R6",
        "The count has {count} votes, and the roll has {roll}.",
        "Count again.",
    )
    NO_MANDATE_YET = (
        "R8",
        "Those who sent you have not decided yet: {council} has until {when}.",
        "You can vote as soon as they have.",
    )
    NO_MANDATE = (
        "R7",
        "{council} came to no valid decision, so its delegates do not count in this matter.",
        "Nothing can be done in this vote; more turnout below would have helped.",
    )
    AGAINST_MANDATE = (
        "R8",
        "{council} bound its delegation to {yes} yes, {no} no and {abstain} abstentions; the mandate is imperative.",
        "Vote as you were told, or ask those who sent you to decide anew.",
    )
    NOT_IN_OFFICE = ("R10", "This person holds no such office by election here.", "See who holds office now.")
    RECALL_RUNNING = ("R10", "A recall of this person is under way.", "Sign it, or vote in it.")
    SIGNED_ALREADY = ("R10", "You have signed this petition.", "Nothing needs to be done.")
    NO_SUCH_DIRECTIVE = ("R12", "This council has no such directive.", "See the directives on its page.")
    NOT_ADDRESSED = ("R12", "The directive is carried out by the councils below.", "See their reports.")
    DIRECTIVE_STOPPED = ("R13", "The directive is {state}.", "Wait for the council that gave it to decide.")
    OBJECTED_ALREADY = ("R13", "This council objects already.", "Others must object for the threshold to be met.")
    NO_CHARTER = ("R15", "A charter motion must carry the whole new charter.", "Write the new charter, and attach it.")
    CHARTER_UNFIT = ("R15", "The new charter does not fit this federation: {why}.", "Mend it, and propose it again.")

    @property
    def rule(self) -> str:
        return self.value[0]

    @property
    def text(self) -> str:
        return self.value[1]

    @property
    def remedy(self) -> str:
        return self.value[2]


@dataclass(frozen=True, slots=True)
class Refused:
    """A refusal (never an exception: those are bugs)."""

    reason: Reason
    details: Mapping[str, str | int] = field(default_factory=dict)

    @property
    def rule(self) -> str:
        return self.reason.rule

    def __str__(self) -> str:
        text = f"{self.reason.text} {self.reason.remedy}".format_map(self.details)
        return f"{self.rule}: {text}"


def refuse(reason: Reason, **details: str | int) -> Refused:
    return Refused(reason, details)

"""Every field of a charter: from the dataclasses, with the comments that stand beside their fields."""

from __future__ import annotations

import ast
import inspect
from collections.abc import Callable, Iterator, Mapping
from dataclasses import MISSING, Field, fields, is_dataclass
from enum import StrEnum
from fractions import Fraction
from typing import Any, get_args, get_origin, get_type_hints

from tools.reference import markdown

from councils.core import charter as rules
from councils.core.act import TODAY
from councils.core.charter import Charter, choices, limits
from councils.core.charter.document import charter_document
from councils.core.charter.toml import parse_charter
from councils.core.share import say_share
from councils.core.vocabulary import ENGLISH
from councils.presets import NAMES, preset

SOURCE = "\n".join(map(inspect.getsource, (rules, choices, limits)))
LINES = SOURCE.splitlines()

INTRODUCTION = """\
A charter is a TOML file. Texts stand in quotes, numbers do not; a share is written `"1/10"`, `"20%"` or `0.2` and is
exact; durations are whole days. What is left out has its default. `councils charter check FILE` names every fault by
its line and says what would be right; `councils charter show FILE` tells the charter in plain words. A charter that
came into force is on the record with every field written out, so that a default of a later version changes nobody's
rules.

The presets are complete examples: """

HEADERS = {
    "LevelRule": "[[levels]]",
    "Franchise": "[franchise]",
    "Condition": "[[franchise.requires]]",
    "OfficeRule": "[[offices]]",
    "Norm": "[[norms]]",
    "MotionRule": "[motions.KIND]",
    "AmendmentRule": "[amendments]",
    "ReopeningRule": "[reopening]",
    "ReferralRule": "[referral]",
    "RecallRule": "[recall]",
    "DirectiveRule": "[directive]",
    "ElectionRule": "[election]",
    "TermRule": "[terms]",
    "RotationRule": "[[rotation]]",
    "IncompatibleRule": "[[incompatible]]",
    "SpecialRule": "[special]",
    "MatterRule": "[[matters]]",
    "CompetenceRule": "[competence]",
    "StructureRule": "[structure]",
    "PlanningRule": "[planning]",
}

MEANING = {
    "Charter.name": "A short name, as `our-federation`.",
    "Charter.title": "What people call it.",
    "Charter.summary": "What it is about, in a few sentences.",
    "Charter.source": "Where it comes from: who wrote it, what is taken from where.",
    "Charter.levels": "The levels, from the base up to the congress; see `[[levels]]`.",
    "Charter.franchise": "Who takes part; see `[franchise]`.",
    "Charter.offices": "The offices; see `[[offices]]`.",
    "Charter.norms": "How many delegates; see `[[norms]]`.",
    "Charter.motions": "What each kind of motion needs; see `[motions.KIND]`.",
    "Charter.referral": "Going down and coming back; see `[referral]`.",
    "Charter.recall": "Calling back; see `[recall]`.",
    "Charter.directive": "Carrying out, and objecting; see `[directive]`.",
    "Charter.election": "The clock of elections; see `[election]`.",
    "Charter.visibility": "Who sees councils, offices, decisions, counts, directives and reports.",
    "Charter.structure": "How the councils themselves change; see `[structure]`.",
    "Charter.vocabulary": "The federation's own nouns; see `[vocabulary]`.",
    "Charter.terms": "How terms end; see `[terms]`.",
    "Charter.rotation": "How often one person can hold an office; see `[[rotation]]`.",
    "Charter.incompatible": "Offices that one person does not hold together; see `[[incompatible]]`.",
    "TermRule.expiry": "What becomes of a holder whose term has ended.",
    "TermRule.lead_days": "How long before the end of a term the election is called by itself; 0: not at all.",
    "RotationRule.office": "The office that is limited.",
    "RotationRule.level": "Only in councils of this level; `*` for every level that has no limit of its own.",
    "RotationRule.consecutive": "The most terms in a row; 0: no limit.",
    "RotationRule.total": "The most terms in all; 0: no limit.",
    "RotationRule.cooling_off_days": "The pause after so many in a row; 0: as long as a term.",
    "IncompatibleRule.offices": "Two or more, as `chair`, or `chair@ward` for one level only.",
    "IncompatibleRule.reach": "Where they are looked for.",
    "Charter.amendments": "How motions are amended; see `[amendments]`.",
    "Charter.reopening": "Whether what was decided can be decided anew; see `[reopening]`.",
    "ReopeningRule.allowed": "Whether motions can ask for it.",
    "AmendmentRule.seconders": "How many others must second one before it is voted on.",
    "AmendmentRule.quorum": "The share of the roll that must take part in the vote on each.",
    "AmendmentRule.majority": "What each needs, of the votes for and against.",
    "AmendmentRule.order": "In which order those that are carried are written in, unless the chair has set another.",
    "Charter.special": "Special offices; see `[special]`.",
    "SpecialRule.longest_days": "How far ahead the last day of one can lie, from its proposal; 0: there are none.",
    "SpecialRule.consent": "Who decides on one.",
    "SpecialRule.method": "How its holder is elected.",
    "SpecialRule.alternates": "How many of the next in the count stand ready.",
    "Charter.planning": "How people plan together; see `[planning]`.",
    "PlanningRule.office": "The office of the congress that calls for needs and brings plans; empty: no planning.",
    "PlanningRule.period_days": "How long a period of a plan is.",
    "PlanningRule.periods": "For how many periods ahead is planned.",
    "PlanningRule.floor": "How many households a sum of needs has at least before it is told.",
    "PlanningRule.adjust_share": "The share of a plan's hours that can be changed without a vote.",
    "PlanningRule.credit_days": "After how many days credits for work lapse; 0: never.",
    "Charter.matters": "Kinds of matter, and who decides them; see `[[matters]]`.",
    "Charter.competence": "What contradicts a decision above; see `[competence]`.",
    "MatterRule.name": "Its name on the record.",
    "MatterRule.title": "What people call it.",
    "MatterRule.levels": "The levels whose councils decide it; none: every one.",
    "CompetenceRule.binding": "Whether a motion carried against a standing decision above waits until it is changed.",
    "CompetenceRule.flag_share": "The share of the roll whose flags make it wait.",
    "Condition.name": "Its name on the record.",
    "Condition.text": "The sentence that a person declares.",
    "Condition.least": "The least number, in the condition's own unit; 0 where it is a plain yes.",
    "Franchise.text": "Who takes part, in a sentence.",
    "Franchise.requires": "What a person declares; see `[[franchise.requires]]`. Nobody can ask more.",
    "Franchise.admission": "Who confirms the declaration.",
    "OfficeRule.name": "`delegate` sits in the council above; `chair`, `co-chair`, `secretary`, `teller` have tasks.",
    "OfficeRule.title": "What people call it.",
    "OfficeRule.seats": "How many hold it at a time; 0, for delegates only: as the norms say.",
    "OfficeRule.term_days": "How long a term lasts.",
    "OfficeRule.method": "How ballots are marked.",
    "OfficeRule.alternates": "How many of the next in the count stand ready.",
    "Norm.level": "The level of the councils that send; `*` for every level that has no norm of its own.",
    "Norm.kind": "Only for places of this kind; empty for any.",
    "Norm.method": "How numbers become seats.",
    "Norm.basis": "What is counted.",
    "Norm.per": "One seat per so many heads (method `norm`).",
    "Norm.fraction_over": "One more for a remainder over so many; `per - 1`: for no remainder (method `norm`).",
    "Norm.total": "The size of the house (house methods).",
    "Norm.seats": "The number (method `fixed`).",
    "Norm.minimum": "Nobody gets fewer.",
    "MotionRule.quorum": "The share of the roll that must take part.",
    "MotionRule.majority": "What carries it.",
    "MotionRule.seconders": "How many others must second it; with 0 it is deliberated at once.",
    "MotionRule.notice_days": "From its deliberation to its vote.",
    "MotionRule.voting_days": "How long the vote is open, where it is not referred.",
    "ReferralRule.tie": "What a council says whose yes and no are equal.",
    "ReferralRule.no_mandate": "What becomes of the delegates of a council without a valid decision.",
    "ReferralRule.binding": "How the votes below become those of the delegation.",
    "ReferralRule.ties_of_remainders": "The order in which equal remainders get the last seat (`divided`).",
    "ReferralRule.counting": "Which of the three countings decides.",
    "ReferralRule.mandate": "What an instruction means for a delegate's vote.",
    "ReferralRule.unvoted": "What becomes of a bound seat that has not voted.",
    "RecallRule.petition_days": "How long signatures are collected.",
    "RecallRule.voting_days": "How long the vote is open.",
    "RecallRule.quorum": "The share of the roll that must take part in the vote.",
    "RecallRule.majority": "What carries the recall.",
    "DirectiveRule.acknowledge_days": "By when it must be acknowledged.",
    "DirectiveRule.report_days": "By when it must be reported on.",
    "ElectionRule.nomination_days": "How long candidates can come forward.",
    "ElectionRule.voting_days": "How long the vote is open.",
    "ElectionRule.sitting_count": "Whether whoever stays in office counts for reserved seats in a by-election. If not, "
    "the shares are those of the seats that are empty, and the office as a whole may miss them.",
    "ElectionRule.kept_out_by_votes": "By transfer of votes: whether whom reserved seats alone keep out comes next by "
    "the votes they had then. If not, behind all who are excluded later, and so behind none of these.",
    "MotionRule.more_yes": "Whether a consensus that leaves some behind asks for more yes than no as well. If not, it "
    "is taken by the letter.",
    "StructureRule.numbers_once": "Whether a council that has left another federation goes on counting the versions of "
    "its charter from the highest number that was ever in force there, and not from the last.",
    "StructureRule.hands_over_all": "Whether in a merger also what has ended goes over: deliveries that have come, "
    "what was reported on revoked directives, and what was said of a directive that both had; and whether of what "
    "candidates said of themselves the last word counts, also where it was said elsewhere. If not, what was said here "
    "goes before.",
    "StructureRule.choose_days": "How long everybody has to say which part of a split they go with.",
    "LevelRule.name": "Its name in the charter.",
    "LevelRule.title": "What people call a council of this level.",
    "LevelRule.minimum": "The least members (or households) of a council of this level; 0: no bound.",
    "LevelRule.maximum": "The most; 0: no bound.",
}

VOCABULARY = """\
## [vocabulary]

The federation's own nouns, each key with its plural: `council = "soviet"` and `councils = "soviets"`. What is left out
keeps the plain word. The keys: """


def page() -> str:
    presets = ", ".join(f"[{name}](../../src/councils/presets/{name}.toml)" for name in NAMES) + "."
    sections = [section(getattr(rules, name), header) for name, header in HEADERS.items()]
    words = ", ".join(f"`{word}`" for word in ENGLISH) + "."
    return markdown.page(
        "The charter",
        INTRODUCTION + presets,
        section(Charter, "The whole"),
        *sections,
        VOCABULARY + words,
        "## What the presets choose",
        compared(),
    )


def section(record: type[Any], header: str) -> str:
    comments = comments_of(record)
    rows = []
    for field, hint in typed(record):
        rows.append((f"`{field.name}`", form(hint), default(field), meaning(record, field, comments)))
    table = markdown.table(["key", "form", "default", "meaning"], rows)
    return "\n\n".join([f"## {header}", markdown.said(record), table, *choices(record)])


def typed(record: type[Any]) -> Iterator[tuple[Field[Any], Any]]:
    hints = get_type_hints(record)
    return ((field, hints[field.name]) for field in fields(record))


def comments_of(thing: type[Any]) -> Mapping[str, str]:
    """What stands behind a field or member on its line, after `#`."""
    node = next(n for n in ast.parse(SOURCE).body if isinstance(n, ast.ClassDef) and n.name == thing.__name__)
    found = {}
    for item in node.body:
        if isinstance(item, ast.AnnAssign | ast.Assign):
            target = item.target if isinstance(item, ast.AnnAssign) else item.targets[0]
            _, mark, comment = LINES[(item.end_lineno or item.lineno) - 1].partition("  # ")
            if mark:
                found[ast.unparse(target)] = comment.strip()
    return found


def meaning(record: type[Any], field: Field[Any], comments: Mapping[str, str]) -> str:
    """KeyError where nobody has said what a field means: say it in MEANING, or in a comment beside the field."""
    name = f"{record.__name__}.{field.name}"
    if name in MEANING:
        return MEANING[name]
    comment = comments[field.name]
    return comment[0].upper() + comment[1:] + ("" if comment.endswith(".") else ".")


def form(hint: Any) -> str:
    if get_origin(hint) is tuple:
        inner = get_args(hint)[0]
        return "tables" if is_dataclass(inner) else "list of texts"
    if get_origin(hint) is not None or is_dataclass(hint):
        return "table"
    if issubclass(hint, StrEnum):
        return "choice"
    return {str: "text", int: "whole number", bool: "true or false", Fraction: "share"}[hint]


def default(field: Field[Any]) -> str:
    value = field.metadata.get(TODAY, field.default)
    if value is MISSING:
        return "needed" if field.default_factory is MISSING else ""
    if isinstance(value, Fraction):
        return f"`{say_share(value)}`"
    if isinstance(value, tuple):
        return f"`{list(value)}`" if value else ""
    if is_dataclass(value):
        return ""
    return f"`{str(value).lower()}`" if str(value) else ""


def choices(record: type[Any]) -> Iterator[str]:
    for field, hint in typed(record):
        if isinstance(hint, type) and issubclass(hint, StrEnum):
            yield f"Choices for `{field.name}`: {markdown.said(hint)}\n\n{choice_table(hint)}"
    if record.__name__ == "MotionRule":
        yield f"The kinds:\n\n{choice_table(rules.Kind)}"


def choice_table(choices: type[StrEnum]) -> str:
    comments = comments_of(choices)
    if not comments:
        return "- " + "\n- ".join(f"`{choice.value}`" for choice in choices)
    return markdown.table(["choice", "meaning"], [(f"`{c.value}`", comments.get(c.name, "")) for c in choices])


def compared() -> str:
    """The choices that presets make differently, side by side."""
    documents = {}
    for name in NAMES:
        charter = parse_charter(preset(name) or "")
        assert isinstance(charter, Charter)
        documents[name] = dict(flat("", charter_document(charter)))
    keys = dict.fromkeys(key for document in documents.values() for key in document)
    rows = [
        (f"`{key}`", *(document.get(key, "–") for document in documents.values()))
        for key in keys
        if key.split(".")[0] in ("referral", "recall", "directive", "election", "visibility")
        or key == "franchise.admission"
    ]
    return markdown.table(["choice", *NAMES], rows)


def flat(path: str, value: Any) -> Iterator[tuple[str, str]]:
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from flat(f"{path}.{key}" if path else key, inner)
    elif not isinstance(value, list):
        yield path, str(value)


def blocks() -> Mapping[str, Callable[[], str]]:
    return {"presets": compared}

"""How a motion was decided, for the ``result`` component: in words, numbers and three countings (R6, R9)."""

from __future__ import annotations

from typing import Any

from councils.app.nouns import gettext as _
from councils.app.queries.trail import Node, turns
from councils.core.charter import Counting, Together
from councils.core.countings import Countings
from councils.core.motion import Motion
from councils.core.vote.options import Options
from councils.core.vote.verdict import Verdict
from councils.web.options import duel_table, lots, result_table, verdict_words
from councils.web.referrals import missed, sides, turned_words
from councils.web.saying import counting_name, majority_words, result_words
from councils.web.templatetags.councils_ui import number

Result = dict[str, Any]


def motion_result(motion: Motion, countings: Countings | None, root: Node | None) -> Result | None:
    """The result of a motion that was decided; ``root`` is the trail, where it was referred down."""
    if motion.verdict is None:
        return None
    deciding = countings.deciding if countings else None
    options = motion.proposal.options
    result: Result = {
        "carried": motion.verdict.carried,
        "closed": motion.decided,
        "rule": "R9" if countings else "R6",
        "sentence": together_words(countings) or result_words(motion.verdict, deciding),
        "countings": [],
        "disagreement": None,
    }
    if options is not None:
        result |= options_result(motion.verdict, options, str(result["sentence"]))
    if countings is None:
        return result
    result["countings"] = [counting(way, countings, root) for way in Together if way.value != "councils"]
    if countings.councils is not None:
        result["countings"].append(counting(Together.COUNCILS, countings, root))
    result["disagreement"] = disagreement(countings, root)
    return result


def options_result(verdict: Verdict, options: Options, sentence: str) -> Result:
    """What is told beside, where the motion was put with several options."""
    carried = _("Carried: %(option)s") % {"option": options.sentence(verdict.option)} if verdict.option else ""
    return {
        "title": carried,
        "sentence": f"{verdict_words(verdict, options)} {sentence}" if verdict.took_part else sentence,
        "options": result_table(verdict, options),
        "duels": duel_table(verdict, options),
        "lots": lots(verdict, options),
    }


def by_kind(countings: Countings, kind: Counting) -> Verdict:
    return {
        Counting.DELEGATES: countings.delegates,
        Counting.MEMBERS: countings.members,
        Counting.BASE: countings.base,
    }[kind]


def together_words(countings: Countings | None) -> str:
    """Which of the countings that must all carry it did, and which did not (R6)."""
    if countings is None or not countings.together:
        return ""
    ways = [f"{counting_name(way)}: {majority_words(getattr(countings, way.value))}" for way in countings.together]
    return " ".join((_("By the {charter} several countings must all carry it."), *ways))


def counting(way: Together, countings: Countings, root: Node | None) -> Result:
    verdict: Verdict = getattr(countings, way.value)
    of_base = way is Together.BASE and root is not None
    decides = way in countings.together if countings.together else way.value == countings.deciding.value
    return {
        "name": counting_name(way),
        "carried": verdict.carried,
        "decides": decides,
        "roll": verdict.roll,
        "note": " ".join(part for part in (lead_words(verdict), base_note(root) if of_base else "") if part),
        **sides(verdict),
    }


def lead_words(verdict: Verdict) -> str:
    """Which of several options is first, counted in this way; its duel against leaving things as they are is shown."""
    if verdict.chosen is None or not verdict.took_part:
        return ""
    text = _("Option %(number)s against leaving things as they are.")
    return text % {"number": verdict.chosen.option}


def base_note(root: Node | None) -> str:
    """Which votes were cast and are not in the count, because their assembly missed its quorum."""
    if root is None:
        return ""
    without = [
        _("%(name)s (%(part)s of %(roll)s took part)")
        % {"name": node.council.name, "part": number(node.answer.took_part), "roll": number(node.answer.represented)}
        for node in missed(root)
        if node.answer
    ]
    if not without:
        return _("Valid votes of all {assemblies}.")
    shown = ", ".join(without[:3])
    if len(without) > 3:
        shown = _("%(names)s and %(more)s more") % {"names": shown, "more": number(len(without) - 3)}
    return _("Valid votes only; the quorum was missed in %(names)s.") % {"names": shown}


def disagreement(countings: Countings, root: Node | None) -> Result | None:
    """What another counting would have said, and where the decision parted from the base votes."""
    if not countings.disagree:
        return None
    return {
        "sentence": " ".join(other_words(kind, countings) for kind in against(countings)),
        "turned": [turned_words(node) for node in turns(root)] if root else [],
    }


def against(countings: Countings) -> list[Counting]:
    """The countings that would have decided otherwise."""
    decisive = countings.decisive
    ways = {kind: by_kind(countings, kind) for kind in Counting}
    return [k for k, way in ways.items() if (way.carried, way.option) != (decisive.carried, decisive.option)]


def other_words(kind: Counting, countings: Countings) -> str:
    verdict = by_kind(countings, kind)
    if verdict.chosen is not None:
        return other_option_words(kind, verdict)
    values = {"yes": number(verdict.yes), "no": number(verdict.no), "abstain": number(verdict.abstain)}
    said = {
        (Counting.DELEGATES, True): _("Counted by {delegates}, it would be carried: %(yes)s yes, %(no)s no."),
        (Counting.DELEGATES, False): _("Counted by {delegates}, it would not be carried: %(yes)s yes, %(no)s no."),
        (Counting.MEMBERS, True): _("Counted by {members} represented, it would be carried: %(yes)s yes, %(no)s no."),
        (Counting.MEMBERS, False): _(
            "Counted by {members} represented, it would not be carried: %(yes)s yes, %(no)s no."
        ),
        (Counting.BASE, True): _("Counted head by head, the base votes say the opposite: %(yes)s yes, %(no)s no."),
        (Counting.BASE, False): _("Counted head by head, the base votes say the opposite: %(yes)s yes, %(no)s no."),
    }
    return said[kind, verdict.carried] % values


def other_option_words(kind: Counting, verdict: Verdict) -> str:
    values = {"number": verdict.option}
    said = {
        (Counting.DELEGATES, True): _("Counted by {delegates}, option %(number)s would be carried."),
        (Counting.DELEGATES, False): _("Counted by {delegates}, no option would be carried."),
        (Counting.MEMBERS, True): _("Counted by {members} represented, option %(number)s would be carried."),
        (Counting.MEMBERS, False): _("Counted by {members} represented, no option would be carried."),
        (Counting.BASE, True): _("Counted head by head, option %(number)s would be carried."),
        (Counting.BASE, False): _("Counted head by head, no option would be carried."),
    }
    return said[kind, verdict.carried] % values

"""What the core says in sentences (``core.sentence``), in the reader's language; and results in words (R6, R9).

A ``Verdict`` holds every number that its explanation needs. Here each way in which a vote can end has its sentence: was
the quorum met, is the majority there, and what follows.
"""

from __future__ import annotations

from fractions import Fraction

from councils.app.nouns import gettext as _
from councils.app.nouns import ngettext
from councils.core.charter import Counting, Majority, Together, Whole
from councils.core.sentence import Sentence
from councils.core.vote.verdict import Position, Verdict, least_yes
from councils.web.templatetags.councils_ui import number


def say(sentence: Sentence) -> str:
    """The sentence in the reader's language."""
    return sentence.say(_, ngettext)


def counting_name(counting: Counting | Together) -> str:
    return {
        "delegates": _("By {delegates}"),
        "members": _("By {members} represented"),
        "base": _("Base votes passed through"),
        "councils": _("By {councils}, one voice each"),
    }[counting.value]


def result_words(verdict: Verdict, counting: Counting | None = None) -> str:
    """Why this verdict is what it is: turnout and quorum, then the majority; ``counting`` says what was counted."""
    if counting is None:
        return f"{turnout_words(verdict)} {majority_words(verdict)}"
    counted = {
        Counting.DELEGATES: _("The {charter} counts by {delegates}."),
        Counting.MEMBERS: _("The {charter} counts by the {members} whom {delegates} stand for."),
        Counting.BASE: _("The {charter} counts the votes cast in the {assemblies}, passed through."),
    }[counting]
    if verdict.quorum:
        counted = f"{turnout_words(verdict)} {counted}"
    return f"{majority_words(verdict)} {counted}"


def turnout_words(verdict: Verdict) -> str:
    """ "105 of 120 on the roll took part; the quorum is 24, so the vote is valid." """
    values = {"part": number(verdict.took_part), "roll": number(verdict.roll), "quorum": number(verdict.quorum)}
    if not verdict.took_part:
        return _("Nobody of the %(roll)s on the roll took part.") % values
    if not verdict.quorum:
        return _("%(part)s of %(roll)s on the roll took part; no quorum is asked for.") % values
    if verdict.quorum_met:
        return _("%(part)s of %(roll)s on the roll took part; the quorum is %(quorum)s, so the vote is valid.") % values
    return _("%(part)s of %(roll)s on the roll took part; the quorum is %(quorum)s, so the vote is not valid.") % values


def majority_words(verdict: Verdict) -> str:
    """Whether the votes sufficed for the majority that was asked for, and which one that was."""
    values = {
        "yes": number(verdict.yes),
        "no": number(verdict.no),
        "abstain": number(verdict.abstain),
        "needed": number(verdict.needed),
        "roll": number(verdict.roll),
        "cast": number(verdict.yes + verdict.no),
    }
    if not verdict.valid:
        return _("Without a valid vote nothing is carried.")
    if verdict.of is not Whole.CAST or verdict.majority is Majority.CONSENSUS:
        return f"{whole_words(verdict)} {reached_words(verdict)}"
    if verdict.majority is Majority.SIMPLE:
        return simple_words(verdict.yes, verdict.no) % values
    texts = {
        Majority.ABSOLUTE: (
            _("More than half of the %(roll)s entitled had to say yes, %(needed)s at least; %(yes)s did: carried."),
            _("More than half of the %(roll)s entitled had to say yes, %(needed)s at least; %(yes)s did: not carried."),
        ),
        Majority.TWO_THIRDS: (
            _("Two thirds of the %(cast)s votes for and against were needed, %(needed)s; %(yes)s said yes: carried."),
            _(
                "Two thirds of the %(cast)s votes for and against were needed, %(needed)s; %(yes)s said yes: not "
                "carried."
            ),
        ),
        Majority.THREE_QUARTERS: (
            _(
                "Three quarters of the %(cast)s votes for and against were needed, %(needed)s; %(yes)s said yes: "
                "carried."
            ),
            _(
                "Three quarters of the %(cast)s votes for and against were needed, %(needed)s; %(yes)s said yes: not "
                "carried."
            ),
        ),
    }
    return texts[verdict.majority][0 if verdict.carried else 1] % values


def whole_words(verdict: Verdict) -> str:
    """What was needed, of which whole (R6)."""
    values = {"whole": number(verdict.whole), "needed": number(verdict.needed)}
    if verdict.majority is Majority.CONSENSUS:
        return consensus_words(verdict) % values
    texts = {
        (Majority.SIMPLE, Whole.PRESENT): _(
            "More than half of the %(whole)s who took part had to say yes, %(needed)s."
        ),
        (Majority.TWO_THIRDS, Whole.PRESENT): _(
            "Two thirds of the %(whole)s who took part had to say yes, %(needed)s at least."
        ),
        (Majority.THREE_QUARTERS, Whole.PRESENT): _(
            "Three quarters of the %(whole)s who took part had to say yes, %(needed)s at least."
        ),
        (Majority.TWO_THIRDS, Whole.ROLL): _(
            "Two thirds of the %(whole)s entitled had to say yes, %(needed)s at least."
        ),
        (Majority.THREE_QUARTERS, Whole.ROLL): _(
            "Three quarters of the %(whole)s entitled had to say yes, %(needed)s at least."
        ),
    }
    half = _("More than half of the %(whole)s entitled had to say yes, %(needed)s at least.")
    return texts.get((verdict.majority, verdict.of), half) % values


def consensus_words(verdict: Verdict) -> str:
    """How many a consensus could leave behind."""
    texts = {
        Whole.CAST: ngettext(
            "By consensus of the %(whole)s who said yes or no, {n} could say no.",
            "By consensus of the %(whole)s who said yes or no, {n} could say no.",
            verdict.against,
        ),
        Whole.PRESENT: ngettext(
            "By consensus of the %(whole)s who took part, {n} could say something else than yes.",
            "By consensus of the %(whole)s who took part, {n} could say something else than yes.",
            verdict.against,
        ),
        Whole.ROLL: ngettext(
            "By consensus of the %(whole)s entitled, {n} could be missing from the yes.",
            "By consensus of the %(whole)s entitled, {n} could be missing from the yes.",
            verdict.against,
        ),
    }
    said = texts[verdict.of].replace("{n}", number(verdict.against))
    if verdict.needed > least_yes(Fraction(verdict.whole), verdict.majority, verdict.against):
        return f"{said} {_('More had to say yes than no.')}"
    return said


def reached_words(verdict: Verdict) -> str:
    values = {"yes": number(verdict.yes)}
    if verdict.carried:
        return _("%(yes)s said yes: carried.") % values
    return _("%(yes)s said yes: not carried.") % values


def answer_words(verdict: Verdict) -> str:
    """Why a council's answer to a question from above is what it is: an answer has no majority to reach."""
    values = {"yes": number(verdict.yes), "no": number(verdict.no), "abstain": number(verdict.abstain)}
    texts = {
        Position.YES: _("%(yes)s yes against %(no)s no, %(abstain)s abstaining: the answer is yes."),
        Position.NO: _("%(yes)s yes against %(no)s no, %(abstain)s abstaining: the answer is no."),
        Position.TIED: _("%(yes)s yes and %(no)s no, %(abstain)s abstaining: they are equal, so there is no position."),
        Position.NONE: _("There is no valid answer, and so no {mandate}."),
    }
    return texts[verdict.position] % values


def simple_words(yes: Fraction, no: Fraction) -> str:
    if yes > no:
        return _("%(yes)s yes against %(no)s no, %(abstain)s abstaining: more yes than no, so it is carried.")
    if yes == no:
        return _("%(yes)s yes and %(no)s no, %(abstain)s abstaining: yes and no are equal, so it is not carried.")
    return _("%(yes)s yes against %(no)s no, %(abstain)s abstaining: no more yes than no, so it is not carried.")

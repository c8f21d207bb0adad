"""What the core says in sentences (``core.sentence``), in the reader's language; and results in words (R6, R9).

A ``Verdict`` holds every number that its explanation needs. Here each way in which a vote can end has its sentence: was
the quorum met, is the majority there, and what follows.
"""

from __future__ import annotations

from fractions import Fraction

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from councils.core.charter import Counting, Majority
from councils.core.sentence import Sentence
from councils.core.vote.verdict import Position, Verdict
from councils.web.templatetags.councils_ui import number


def say(sentence: Sentence) -> str:
    """The sentence in the reader's language."""
    return sentence.say(_, ngettext)


def counting_name(counting: Counting) -> str:
    return {
        Counting.DELEGATES: _("By delegates"),
        Counting.MEMBERS: _("By members represented"),
        Counting.BASE: _("Base votes passed through"),
    }[counting]


def result_words(verdict: Verdict, counting: Counting | None = None) -> str:
    """Why this verdict is what it is: turnout and quorum, then the majority; ``counting`` says what was counted."""
    if counting is None:
        return f"{turnout_words(verdict)} {majority_words(verdict)}"
    counted = {
        Counting.DELEGATES: _("The charter counts by delegates."),
        Counting.MEMBERS: _("The charter counts by the members whom delegates stand for."),
        Counting.BASE: _("The charter counts the votes cast in the assemblies, passed through."),
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


def answer_words(verdict: Verdict) -> str:
    """Why a council's answer to a question from above is what it is: an answer has no majority to reach."""
    values = {"yes": number(verdict.yes), "no": number(verdict.no), "abstain": number(verdict.abstain)}
    texts = {
        Position.YES: _("%(yes)s yes against %(no)s no, %(abstain)s abstaining: the answer is yes."),
        Position.NO: _("%(yes)s yes against %(no)s no, %(abstain)s abstaining: the answer is no."),
        Position.TIED: _("%(yes)s yes and %(no)s no, %(abstain)s abstaining: they are equal, so there is no position."),
        Position.NONE: _("There is no valid answer, and so no mandate."),
    }
    return texts[verdict.position] % values


def simple_words(yes: Fraction, no: Fraction) -> str:
    if yes > no:
        return _("%(yes)s yes against %(no)s no, %(abstain)s abstaining: more yes than no, so it is carried.")
    if yes == no:
        return _("%(yes)s yes and %(no)s no, %(abstain)s abstaining: yes and no are equal, so it is not carried.")
    return _("%(yes)s yes against %(no)s no, %(abstain)s abstaining: no more yes than no, so it is not carried.")

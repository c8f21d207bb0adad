"""Results in words: each way in which a vote can end has its sentence."""

from __future__ import annotations

import re
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest
from django.utils.translation import override

import councils.web
from councils.app.nouns import named, speaking_for
from councils.core.charter import Charter, Counting, Majority
from councils.core.charter.toml import parse_charter
from councils.core.charter.words import tell
from councils.core.countings import Countings
from councils.core.machines import MotionState
from councils.core.motion import Motion
from councils.core.proposal import Proposal
from councils.core.vocabulary import ENGLISH
from councils.core.vote.tally import Tally
from councils.core.vote.verdict import judge
from councils.presets import NAMES, preset
from councils.web.results import motion_result
from councils.web.saying import answer_words, majority_words, result_words, say, turnout_words

FIFTH = Fraction(1, 5)
TEMPLATES = Path(councils.web.__file__).parent / "templates"


@pytest.mark.parametrize(
    ("tally", "quorum", "said"),
    [
        (Tally(70, 30, 5), FIFTH, "105 of 120 on the roll took part; the quorum is 24, so the vote is valid."),
        (Tally(3, 2, 1), FIFTH, "6 of 120 on the roll took part; the quorum is 24, so the vote is not valid."),
        (Tally(3, 2, 1), Fraction(0), "6 of 120 on the roll took part; no quorum is asked for."),
        (Tally(), FIFTH, "Nobody of the 120 on the roll took part."),
    ],
)
def test_turnout_is_set_beside_the_quorum(tally: Tally, quorum: Fraction, said: str) -> None:
    assert turnout_words(judge(tally, 120, quorum)) == said


@pytest.mark.parametrize(
    ("tally", "majority", "said"),
    [
        (Tally(7, 3), Majority.SIMPLE, "7 yes against 3 no, 0 abstaining: more yes than no, so it is carried."),
        (Tally(3, 7), Majority.SIMPLE, "3 yes against 7 no, 0 abstaining: no more yes than no, so it is not carried."),
        (Tally(5, 5), Majority.SIMPLE, "5 yes and 5 no, 0 abstaining: yes and no are equal, so it is not carried."),
        (
            Tally(7, 3),
            Majority.ABSOLUTE,
            "More than half of the 120 entitled had to say yes, 61 at least; 7 did: not carried.",
        ),
        (
            Tally(8, 4),
            Majority.TWO_THIRDS,
            "Two thirds of the 12 votes for and against were needed, 8; 8 said yes: carried.",
        ),
        (
            Tally(8, 4),
            Majority.THREE_QUARTERS,
            "Three quarters of the 12 votes for and against were needed, 9; 8 said yes: not carried.",
        ),
    ],
)
def test_majority_is_explained(tally: Tally, majority: Majority, said: str) -> None:
    assert majority_words(judge(tally, 120, Fraction(0), majority)) == said


def test_invalid_vote_carries_nothing() -> None:
    verdict = judge(Tally(3, 2, 1), 60, FIFTH)
    assert result_words(verdict).endswith("Without a valid vote nothing is carried.")
    assert answer_words(verdict) == "There is no valid answer, and so no mandate."


def countings() -> Countings:
    """The congress of the worked example, bound as one."""
    return Countings(
        delegates=judge(Tally(4, 2, 2), 8, Fraction(0)),
        members=judge(Tally(390, 230, 240), 860, Fraction(0)),
        base=judge(Tally(267, 332, 17), 860, Fraction(0)),
        deciding=Counting.DELEGATES,
    )


def test_disagreement_of_countings_is_told_with_the_other_result() -> None:
    counted = countings()
    proposal = Proposal(kind="resolution", title="Freeze rents")  # type: ignore[arg-type]
    motion = Motion("T:1", proposal, "W1.1", MotionState.CARRIED, None, verdict=counted.delegates)  # type: ignore[arg-type]
    result = motion_result(motion, counted, None)
    assert result is not None
    assert [c["carried"] for c in result["countings"]] == [True, True, False]
    assert result["disagreement"]["sentence"] == (
        "Counted head by head, the base votes say the opposite: 267 yes, 332 no."
    )


@pytest.mark.parametrize("name", NAMES)
def test_charter_says_the_same_on_a_page_as_anywhere_else(name: str) -> None:
    """A place for a number must not be called as a noun is: the page puts the nouns in first."""
    charter = parse_charter(preset(name) or "")
    assert isinstance(charter, Charter)
    own = replace(charter, vocabulary={word: f"a {word} of ours" for word in ENGLISH})
    sentences = [sentence for section in tell(own) for sentence in section.sentences]
    with speaking_for(lambda: own.vocabulary):
        assert [say(sentence) for sentence in sentences] == [str(sentence) for sentence in sentences]


@pytest.mark.parametrize(
    ("language", "said"), [("en", "An instruction of a commune"), ("fr", "A instruction of an commune")]
)
def test_article_follows_the_noun_of_a_federation_in_english(language: str, said: str) -> None:
    """In another language what stands there is no article."""
    own = {"mandate": "instruction", "assembly": "commune"}
    with override(language), speaking_for(lambda: own):
        assert named("A {mandate} of an {assembly}") == said


def test_no_template_writes_an_article_before_a_noun_that_a_federation_may_replace() -> None:
    """Such a noun is put in as it is: "a {{ petition_word }}" becomes "a initiative"."""
    told = re.compile(r"\b[Aa]n? *\{\{ *\w+_word|\b[Aa]n? *\{% *word ")
    pages = sorted(TEMPLATES.rglob("*.html"))
    assert [page.name for page in pages if told.search(page.read_text())] == []

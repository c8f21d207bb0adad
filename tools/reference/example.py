"""The worked example, run through the rules: its tables and its recall as they come out now."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import timedelta
from functools import cache, partial
from pathlib import Path

from tests.federation import preset, recorded
from tests.worked_example import CONGRESS, D, asked, assembled
from tools.reference import markdown

from councils.core.charter import Binding
from councils.core.polling import CastVote
from councils.core.vote.tally import Choice, Tally
from councils.core.vote.verdict import Position
from councils.lab.counting import Assembly, Outcome, Said, count, read_votes

TABLE = Path(__file__).resolve().parents[2] / "tests" / "data" / "worked_example.csv"


def rows() -> tuple[Assembly, ...]:
    read = read_votes(TABLE.read_text(encoding="utf-8"))
    return tuple(row for row in read if isinstance(row, Assembly))


@cache
def outcome(binding: Binding) -> Outcome:
    charter = preset()
    return count(replace(charter, referral=replace(charter.referral, binding=binding)), rows())


def said(binding: Binding, depth: int) -> list[Said]:
    return [said for said in outcome(binding).said if said.depth == depth]


def position(one: Said) -> str:
    if one.answer.position is Position.NONE:
        return f"none: {one.answer.took_part} of {one.answer.represented}, and {one.answer.needed} had to"
    return str(one.answer.position)


def bound(one: Said) -> str:
    return str(one.bound) if one.bound and one.bound.total else "–"


def assemblies() -> str:
    votes = {row.name: row.votes for row in rows()}
    lines = [
        (one.council, one.answer.represented, one.seats, votes[one.council], position(one), bound(one), bound(two))
        for one, two in zip(said(Binding.BLOCK, 1), said(Binding.DIVIDED, 1), strict=True)
    ]
    head = ["assembly", "roll", "delegates", "yes / no / abstain", "position", "bound as one", "divided"]
    return markdown.table(head, lines)


def wards() -> str:
    def told(one: Said) -> str:
        return f"{one.answer.counted}: {position(one)} → {bound(one)}"

    lines = [
        (one.council, one.answer.represented, one.seats, told(one), told(two))
        for one, two in zip(said(Binding.BLOCK, 0), said(Binding.DIVIDED, 0), strict=True)
    ]
    head = ["ward", "members", "delegates to the congress", "bound as one", "divided"]
    return markdown.table(head, lines)


def congress() -> str:
    lines = []
    ways = (("delegates", "by delegates"), ("members", "by members represented"), ("base", "base votes passed through"))
    for way, words in ways:
        cells = []
        for binding in Binding:
            verdict = getattr(outcome(binding).countings, way)
            cells.append(f"{verdict.counted}: {'**carried**' if verdict.carried else 'not carried'}")
        lines.append((words, *cells))
    return markdown.table(["counting", "bound as one", "divided"], lines)


def recall() -> str:
    """The order on the record when D is recalled, with the congress's ballot open and D's vote in it."""
    federation = assembled()
    federation.elect(CONGRESS, "chair", ["W1.1"])
    question = asked(federation)
    federation.pass_days(13)
    petition = federation.petition("A11", D)
    federation.vote("A11", petition, Tally(50, 20, 0))
    closes = federation[CONGRESS].ballots[question].closes
    federation.pass_days((closes - federation.now - timedelta(days=2)).days)
    federation.do(CONGRESS, CastVote(question, "W1.1", Choice.ABSTAIN))
    steps = federation.close("A11", petition)
    return markdown.table(
        ["", "council", "event"], [(n, c, f"`{e}`") for n, (c, e) in enumerate(recorded(steps), start=1)]
    )


def blocks() -> Mapping[str, Callable[[], str]]:
    return {
        "example assemblies": assemblies,
        "example wards": wards,
        "example congress": congress,
        "example recall": partial(recall),
    }

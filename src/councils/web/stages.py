"""A count told stage by stage: a table with a small drawing for each candidate, and what each stage did (R4).

The table has a row for each candidate and a column for each stage; on a phone every row becomes a block. The drawing in
it has a bar for each stage, as high as the votes, and the quota as a line across. Where candidates are compared two by
two, a table has the duels.
"""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from itertools import pairwise
from typing import Any

from django.utils.formats import number_format

from councils.app.nouns import gettext as _
from councils.core.act import Voice
from councils.core.election import ElectionDecided
from councils.core.vote.contest import UNIT, Action, Stage

Shown = dict[str, Any]
Name = Callable[[Voice], str]
HEIGHT, STEP, BAR = 40, 22, 16  # units of the drawing


def votes_text(votes: int) -> str:
    """Hundred-thousandths as the reader's language writes them: 214286 to "2.14286", 300000 to "3"."""
    whole, part = divmod(votes, UNIT)
    places = len(f"{part:05}".rstrip("0"))
    return str(number_format(Decimal(votes) / UNIT if part else whole, decimal_pos=places, force_grouping=True))


def change_text(change: int) -> str:
    return ("+" if change > 0 else "−") + votes_text(abs(change)) if change else ""


def stage_table(decided: ElectionDecided, name: Name) -> Shown | None:
    """The stages of ``decided``; None where it was not counted in stages."""
    if not decided.stages:
        return None
    first, last = decided.stages[0], decided.stages[-1]
    order = [*decided.elected, *sorted((v for v in first.votes if v not in decided.elected), key=staying(decided))]
    return {
        "quota": decided.quota,
        "columns": [f"{n}. {stage_name(stage, name)}" for n, stage in enumerate(decided.stages, start=1)],
        "rows": [row(decided, voice, name) for voice in order],
        "lost": [votes_text(stage.exhausted + stage.lost) for stage in decided.stages],
        "empty": [votes_text(stage.empty) for stage in decided.stages] if last.empty else [],
        "told": [
            {"number": n, "text": told(stage, name), "more": tuple(more(stage, name))}
            for n, stage in enumerate(decided.stages, start=1)
        ],
    }


def staying(decided: ElectionDecided) -> Callable[[Voice], tuple[int, int]]:
    """Who stayed in the count longest comes first."""
    gone = {stage.who: n for n, stage in enumerate(decided.stages) if excludes(stage)}
    return lambda voice: (-gone.get(voice, len(decided.stages)), -decided.stages[0].votes[voice])


def excludes(stage: Stage) -> bool:
    return stage.action in (Action.EXCLUSION, Action.RESERVED)


def row(decided: ElectionDecided, voice: Voice, name: Name) -> Shown:
    votes = [stage.votes[voice] for stage in decided.stages]
    changes = [0, *(after - before for before, after in pairwise(votes))]
    elected_at = next((n for n, stage in enumerate(decided.stages) if voice in stage.elected), None)
    return {
        "name": name(voice),
        "elected": voice in decided.elected,
        "drawing": drawing(decided, votes, elected_at),
        "cells": [
            {"votes": votes_text(v), "change": change_text(c), "elected": n == elected_at}
            for n, (v, c) in enumerate(zip(votes, changes, strict=True))
        ],
    }


def drawing(decided: ElectionDecided, votes: list[int], elected_at: int | None) -> Shown:
    """Bars from left to right, on one scale for all candidates."""
    most = max(decided.quota * UNIT, *(v for stage in decided.stages for v in stage.votes.values()))
    heights = [HEIGHT * v / most for v in votes]
    return {
        "width": STEP * len(votes),
        "height": HEIGHT,
        "quota": f"{HEIGHT - HEIGHT * decided.quota * UNIT / most:.1f}",
        "bars": [
            {
                "x": n * STEP + (STEP - BAR) // 2,
                "y": f"{HEIGHT - height:.1f}",
                "width": BAR,
                "height": f"{height:.1f}",
                "elected": elected_at is not None and n >= elected_at,
            }
            for n, height in enumerate(heights)
        ],
    }


def stage_name(stage: Stage, name: Name) -> str:
    """A few words, for the head of a column."""
    return {
        Action.FIRST: _("First preferences"),
        Action.SURPLUS: _("Surplus of %(name)s"),
        Action.EXCLUSION: _("Exclusion of %(name)s"),
        Action.RESERVED: _("No seat left for %(name)s"),
    }[stage.action] % {"name": name(stage.who) if stage.who else ""}


def told(stage: Stage, name: Name) -> str:
    """What the stage did, in a sentence."""
    return {
        Action.FIRST: _("Each ballot counts for the candidate whom it puts first."),
        Action.SURPLUS: _(
            "%(name)s has more votes than the quota: what is over goes on to the next names on all these ballots, each "
            "at the same share of its value."
        ),
        Action.EXCLUSION: _("%(name)s has the fewest votes and is excluded: these ballots go on to their next names."),
        Action.RESERVED: _(
            "All seats that %(name)s could take are filled or reserved for others: these ballots go on to their next "
            "names."
        ),
    }[stage.action] % {"name": name(stage.who) if stage.who else ""}


def more(stage: Stage, name: Name) -> list[str]:
    """What else there is to say: lots, who was kept, who was elected."""
    said = []
    if stage.lot:
        said.append(_("The lot chose between %(names)s.") % {"names": names(stage.lot, name)})
    if stage.guarded:
        text = _("%(names)s had fewer votes, and cannot be excluded: a reserved seat would stay empty.")
        said.append(text % {"names": names(stage.guarded, name)})
    if stage.elected:
        said.append(_("Elected: %(names)s.") % {"names": names(stage.elected, name)})
    return said


def names(voices: tuple[Voice, ...], name: Name) -> str:
    return ", ".join(dict.fromkeys(name(voice) for voice in voices))


def duel_table(decided: ElectionDecided, name: Name) -> Shown | None:
    """Each pair once, the winner first."""
    votes = {(duel.first, duel.second): duel.votes for duel in decided.duels}
    pairs = [(a, b) for (a, b), n in votes.items() if n > votes[b, a] or (n == votes[b, a] and a < b)]
    if not pairs:
        return None
    return {
        "caption": _("Candidates compared two by two"),
        "columns": [
            {"label": _("More ballots prefer"), "number": False},
            {"label": _("to"), "number": False},
            {"label": _("Ballots for"), "number": True},
            {"label": _("Ballots against"), "number": True},
        ],
        "rows": [[name(a), name(b), votes[a, b], votes[b, a]] for a, b in pairs],
        "total": None,
    }

"""Freeze the roll of a poll (R2)."""

from __future__ import annotations

from councils.core.act import Paper, sender
from councils.core.council import Council
from councils.core.refusal import Reason, Refused, refuse
from councils.core.vote.roll import Roll


def freeze(council: Council, papers: tuple[Paper, ...]) -> tuple[Paper, ...] | Refused:
    """The roll of a poll opened now: one paper per member in an assembly, the credentials in any other council."""
    if not council.is_base:
        return tuple(sorted(council.roll))
    if len(set(papers)) != len(papers) or len(papers) != len(council.roll):
        return refuse(Reason.PAPERS_WRONG, roll=len(council.roll), papers=len(papers))
    return tuple(sorted(papers))


def frozen(council: Council, papers: tuple[Paper, ...]) -> Roll:
    """The roll of a poll opened with these papers; seats that have come over are counted where they are now (R16)."""
    seats = [council.delegates[name] for name in papers if name in council.delegates]
    moved = {d.credential: d.council for d in seats if d.council != sender(d.credential)}
    return Roll(frozenset(papers), senders=moved)

"""Freeze the roll of a poll (R2)."""

from __future__ import annotations

from councils.core.act import Paper
from councils.core.council import Council
from councils.core.refusal import Reason, Refused, refuse


def freeze(council: Council, papers: tuple[Paper, ...]) -> tuple[Paper, ...] | Refused:
    """The roll of a poll opened now: one paper per member in an assembly, the credentials in any other council."""
    if not council.is_base:
        return tuple(sorted(council.roll))
    if len(set(papers)) != len(papers) or len(papers) != len(council.roll):
        return refuse(Reason.PAPERS_WRONG, roll=len(council.roll), papers=len(papers))
    return tuple(sorted(papers))

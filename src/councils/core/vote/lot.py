"""Break a tie by a lot that anyone can recompute from the record (R4).

The seed is the SHA-256 of the election's id and of every ballot in it, so that nobody knows it before the last ballot
is in; each candidate's ticket is the SHA-256 of the seed and their id, and the lowest ticket comes first. With
coreutils: ``printf '%s' "SEED CANDIDATE" | sha256sum``.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping


def seed(matter: str, ballots: Mapping[str, Iterable[str]]) -> str:
    """64 hex digits from ``matter`` and the ballots: one line per paper, in the order of the papers.

    The names on a ballot stand in the order of the record: of preference, or of the alphabet where there is none.
    """
    lines = [f"{paper} {' '.join(marks)}" for paper, marks in sorted(ballots.items())]
    return digest("\n".join([matter, *lines]))


def ticket(seed: str, candidate: str) -> str:
    return digest(f"{seed} {candidate}")


def digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()

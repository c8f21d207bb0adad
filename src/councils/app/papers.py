"""Voting papers: what a member votes with, and what leads to nobody without the roll (R2, R19).

A paper is an HMAC of the poll, which bears the name of its matter, under the member's secret. The record shows papers
only; whoever has the roll can say whose they are, and once a person is erased, nobody can.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Mapping

from councils.core.act import CouncilId, MemberId, Paper
from councils.core.council import Council
from councils.store.models import Membership

LENGTH = 20  # hex digits


def paper(secret: bytes | memoryview, poll: str) -> Paper:
    return hmac.new(bytes(secret), poll.encode(), hashlib.sha256).hexdigest()[:LENGTH]


def papers(council: Council, poll: str, secret_of: Mapping[MemberId, bytes | memoryview]) -> tuple[Paper, ...]:
    """One paper for each member on the roll now; for a member whom the roll has forgotten, one that fits nobody.

    They are sorted: in the order of the roll, which is on record, they would lead to the member ids.
    """
    return tuple(
        sorted(
            paper(secret_of[member], poll) if member in secret_of else secrets.token_hex(LENGTH // 2)
            for member in council.roll
        )
    )


def owners(council: CouncilId, *polls: str) -> dict[Paper, MemberId]:
    """Whose paper is whose; for the members of that assembly alone."""
    roll = Membership.objects.filter(council=council).values_list("member", "secret")
    return {paper(secret, poll): member for member, secret in roll for poll in polls}

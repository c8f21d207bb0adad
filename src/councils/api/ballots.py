"""Ballots on motions, amendments and recalls, as whoever asks may see them (R6, R19)."""

from __future__ import annotations

from datetime import datetime

from ninja import Schema

from councils.api.looking import Looker
from councils.api.shapes import Count, PreferenceCount, address, count, preferences
from councils.app.queries.visibility import own_ballot_paper
from councils.core.council import Council
from councils.core.vote.ballot import Ballot


class BallotShape(Schema):
    """``tally`` is the count so far, or the whole once it is closed; ``mine`` how whoever asks has voted;
    ``votes`` leads to named votes, where there are any for somebody to see. Of several options, ``preferences`` has the
    count, and ``tally`` who wants any of them, none of them, or says nothing."""

    mode: str
    closes: datetime
    closed: bool
    roll: int
    took_part: int
    tally: Count
    preferences: list[PreferenceCount] | None
    mine: str | None
    votes: str | None


def ballot_shape(asking: Looker, here: Council, ballot: Ballot) -> BallotShape:
    paper = own_ballot_paper(here, ballot, asking.papers)
    mine = ballot.votes.get(paper) if paper else None
    named = ballot.matter in here.motions or ballot.matter in here.referrals
    return BallotShape(
        mode=str(ballot.mode),
        closes=ballot.closes,
        closed=ballot.closed,
        roll=len(ballot.roll),
        took_part=ballot.tally.total,
        tally=count(ballot.tally),
        preferences=preferences(ballot.profile) if ballot.options else None,
        mine=str(mine) if mine is not None else None,
        votes=address("votes", here.id, ballot.matter) if named else None,
    )

"""The trail of a decision: from the council that made it down to the votes of every assembly (R7-R9).

``trail`` is the tree of what each council said; ``turns`` are the councils where the sum of the base votes under them
and what they said part ways, which is where two countings of one question come to disagree.

A level needs the councils of that level alone. A small federation is read whole; in one of many hundred councils a page
reads its own level (``reach``), and every council below has a page that goes on from there.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction

from councils.app.papers import papers
from councils.core.act import CouncilId, MatterId
from councils.core.council import Council
from councils.core.countings import base_answer, council_answer
from councils.core.machines import MandateState
from councils.core.mandate import Answer, Delegation
from councils.core.referral import Referral, counted, delegations
from councils.core.vote.ballot import Ballot, Votes
from councils.core.vote.options import Options
from councils.core.vote.tally import Tally
from councils.core.vote.verdict import Position, stance
from councils.store.ledger import DatabaseLedger
from councils.store.models import CouncilRow

EVERY = 99  # levels: more than any federation has
WHOLE = 400  # councils up to which a trail is read down to the base


@dataclass(frozen=True, slots=True)
class Node:
    """One council on the trail.

    ``answer`` is what it said (or would say now, while ``waiting``); ``base`` the base votes under it, counted head by
    head; ``seats`` and ``bound`` what its answer came to in the council above. ``under`` counts the councils directly
    below it, whether they are in ``below`` or were not read.
    """

    council: Council
    ballot: Ballot | None
    answer: Answer | None
    waiting: bool
    mandate: MandateState | None = None
    seats: int = 0
    bound: Votes | None = None
    cast: Mapping[str, int] = field(default_factory=dict)
    below: tuple[Node, ...] = ()
    under: int = 0

    @property
    def base(self) -> Tally:
        """Of several options: who wants any of them, who none of them, and who says nothing."""
        if self.answer and self.answer.options:
            return self.answer.options.base.tally
        return self.answer.base if self.answer else Tally()

    @property
    def options(self) -> Options | None:
        """What is chosen among, where the question is not one of yes or no."""
        return self.ballot.options if self.ballot else None

    @property
    def quorum_missed(self) -> bool:
        return not self.waiting and self.answer is not None and self.answer.took_part < self.answer.needed

    @property
    def turned(self) -> bool:
        """Whether the council says something else than the base votes under it, head by head."""
        if self.waiting or self.council.is_base or self.answer is None or not self.answer.valid:
            return False
        if self.answer.options is not None and self.options is not None:
            return self.answer.options.turned(self.options)
        return stance(self.answer.counted.yes, self.answer.counted.no) is not head_by_head(self.base)

    def walk(self) -> Iterator[Node]:
        yield self
        for node in self.below:
            yield from node.walk()


def head_by_head(base: Tally) -> Position:
    return stance(Fraction(base.yes), Fraction(base.no))


def reach() -> int:
    """How many levels a page reads of a trail: all of a small federation, else one."""
    return EVERY if CouncilRow.objects.count() <= WHOLE else 1


def trail(name: CouncilId, matter: MatterId, world: DatabaseLedger | None = None, *, depth: int = EVERY) -> Node | None:
    """The trail of ``matter`` from the council ``name`` down, ``depth`` levels; None if it was never voted on there."""
    world = world or DatabaseLedger(papers)
    council = world.council(name)
    if council is None or matter not in council.ballots:
        return None
    return node(world, council, matter, None, depth)


def node(world: DatabaseLedger, council: Council, matter: MatterId, sent: Delegation | None, depth: int) -> Node:
    ballot = council.ballots.get(matter)
    referral = council.referrals.get(matter)
    waiting = ballot is not None and not ballot.closed
    parties = delegations(council, matter) if referral and ballot and not council.is_base else ()
    read = parties if depth else ()
    world.expect(party.council for party in read)
    children = ((party, world.council(party.council)) for party in read)
    return Node(
        council=council,
        ballot=ballot,
        answer=said(council, matter, ballot, referral),
        waiting=waiting,
        mandate=sent.mandate.state if sent else None,
        seats=sent.seats if sent else 0,
        bound=sent.bound if sent else None,
        cast=sent.cast if sent else {},
        below=tuple(node(world, child, matter, party, depth - 1) for party, child in children if child),
        under=len(parties),
    )


def said(council: Council, matter: MatterId, ballot: Ballot | None, referral: Referral | None) -> Answer | None:
    if ballot is None:
        return None
    if referral is not None and referral.answer is not None:
        return referral.answer
    if council.is_base or referral is None:
        return base_answer(ballot, council.charter.referral)
    return council_answer(referral.countings or counted(council, matter), council.charter.referral, referral.options)


def turns(root: Node) -> list[Node]:
    """Where the decision parted from the base votes: the councils below the root that say otherwise."""
    return [n for n in root.walk() if n is not root and n.turned]

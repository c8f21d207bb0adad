"""Motions, questions from above, their ballots, and the trail down to the base votes (R6-R9)."""

from __future__ import annotations

from datetime import datetime

from django.http import HttpRequest, HttpResponse
from ninja import Router, Schema

from councils.api.along import AlongShape, along_shape
from councils.api.ballots import BallotShape, ballot_shape
from councils.api.looking import Looker, looker
from councils.api.names import Name
from councils.api.paging import Cursor, Limit, Page, Pager
from councils.api.problems import ProblemError, refusal
from councils.api.proposals import AmendmentShape, FlagShape, SpecialShape, amendments, flag, special
from councils.api.shapes import (
    Count,
    Exact,
    PreferenceCount,
    VerdictShape,
    Who,
    address,
    count,
    exact,
    number_of,
    preferences,
    preferred,
    verdict,
    who,
)
from councils.app.queries.along import along
from councils.app.queries.charter_text import charter_toml
from councils.app.queries.question import Question, question
from councils.app.queries.trail import Node
from councils.app.queries.trail import trail as trail_of
from councils.app.queries.visibility import named_votes
from councils.core.council import Council
from councils.core.countings import Countings
from councils.core.machines import Suspension
from councils.core.mandate import Answer
from councils.core.motion import Motion
from councils.core.referral import Referral
from councils.core.refusal import Reason, refuse
from councils.core.vote.options import OptionsAnswer, Profile
from councils.core.vote.tally import Tally

router = Router(tags=["motions"])


class MotionLine(Schema):
    matter: str
    title: str
    kind: str
    state: str
    proposed: datetime
    decided: datetime | None
    href: str


class ReferralLine(Schema):
    """A question of a council above; ``state`` is null in the council whose motion it is."""

    matter: str
    title: str
    kind: str
    state: str | None
    closes: datetime
    href: str


class ArgumentShape(Schema):
    by: Who
    side: str
    text: str
    at: datetime


class AnswerShape(Schema):
    """What a council says; ``base`` are the base votes under it, counted head by head. ``options``: of several."""

    position: str
    counted: Count
    base: Count
    represented: int
    took_part: Exact
    needed: int
    options: OptionsShape | None


class OptionsShape(Schema):
    """What a council says to several options: its ``word``, its own count, and the base votes under it."""

    word: str
    preferences: list[PreferenceCount]
    base: list[PreferenceCount]


class CountingsShape(Schema):
    """One question counted in three ways; ``deciding`` is the charter's, ``disagree`` where others say otherwise."""

    delegates: VerdictShape
    members: VerdictShape
    base: VerdictShape
    deciding: str
    disagree: bool


class MotionShape(Schema):
    """A motion as ``council`` has it; ``home`` is the council whose motion it is. ``charter`` is TOML.

    ``options``, numbered from 1, are there where it is no question of yes or no; ``casting`` is how one votes on them.
    ``reopens`` names an earlier decision on the same question, ``repealed_by`` the later one that ended this.
    ``topic`` is the kind of matter that it decides, by the charter's name; ``touches`` are the decisions that it would
    change, ``flags`` those that it contradicts; ``waits``: it is carried, and waits until one of them is changed.
    ``office`` is the special office that it would make, ``name`` that of a new council and ``place_kind`` its place's.
    """

    matter: str
    council: str
    home: str
    title: str
    text: str
    kind: str
    caucus: str
    target: str
    to: list[str]
    unit: str
    topic: str
    touches: list[str]
    flags: list[FlagShape]
    waits: bool
    office: SpecialShape | None
    name: str
    place_kind: str
    charter: str | None
    options: list[str]
    casting: str | None
    proposed_by: Who
    proposed: datetime
    state: str
    seconders: int
    amendments: list[AmendmentShape]
    notice_until: datetime | None
    decided: datetime | None
    reopens: str
    reopened_as: str
    repealed_by: str
    arguments: list[ArgumentShape]
    verdict: VerdictShape | None
    countings: CountingsShape | None
    answer: AnswerShape | None
    ballot: BallotShape | None
    along: AlongShape | None
    trail: str


class VoteShape(Schema):
    """``voter`` is null where the roll has forgotten them."""

    voter: Who | None
    choice: str


class VotesShape(Schema):
    """``shown`` says whether whoever asks may see named votes here: of delegates, always; of an assembly, its members.

    The count is in the ballot, for everybody.
    """

    shown: bool
    votes: list[VoteShape]


class TrailShape(Schema):
    """One council on the trail, and those below it; ``turned`` where it says otherwise than the base votes under it."""

    council: str
    name: str
    waiting: bool
    answer: AnswerShape | None
    quorum_missed: bool
    turned: bool
    mandate: str | None
    seats: int
    bound: Count | None
    preferences: list[PreferenceCount] | None
    cast: Count
    cast_preferences: list[PreferenceCount] | None
    below: list[TrailShape]


@router.get("/councils/{council}/motions", response=Page[MotionLine], url_name="motions")
def motions(
    request: HttpRequest, response: HttpResponse, council: Name, limit: Limit = 50, cursor: Cursor = ""
) -> dict[str, object]:
    """The council's own motions, in the order of their numbers."""
    here = looker(request).council(council)
    pager = Pager(request, response, limit, cursor)
    return pager.of(here.motions.values(), lambda m: number_of(m.id), lambda m: motion_line(here, m))


def motion_line(here: Council, motion: Motion) -> MotionLine:
    return MotionLine(
        matter=motion.id,
        title=motion.proposal.title,
        kind=str(motion.proposal.kind),
        state=str(motion.state),
        proposed=motion.proposed,
        decided=motion.decided,
        href=address("motion", here.id, motion.id),
    )


@router.get("/councils/{council}/referrals", response=Page[ReferralLine], url_name="referrals")
def referrals(
    request: HttpRequest, response: HttpResponse, council: Name, limit: Limit = 50, cursor: Cursor = ""
) -> dict[str, object]:
    """Questions that go down the tree and came by here, with the council's own among them."""
    here = looker(request).council(council)
    pager = Pager(request, response, limit, cursor)
    return pager.of(here.referrals.values(), lambda r: r.question, lambda r: referral_line(here, r))


def referral_line(here: Council, referral: Referral) -> ReferralLine:
    return ReferralLine(
        matter=referral.question,
        title=referral.title,
        kind=str(referral.kind),
        state=str(referral.state) if referral.state else None,
        closes=referral.closes,
        href=address("motion", here.id, referral.question),
    )


@router.get("/councils/{council}/motions/{matter}", response=MotionShape, url_name="motion")
def motion(request: HttpRequest, council: Name, matter: Name) -> MotionShape:
    """A motion, or a question from above, as this council has it."""
    asking = looker(request)
    return motion_shape(asking, asked(asking, council, matter))


def asked(asking: Looker, council: str, matter: str) -> Question:
    found = question(asking.names.world, asking.council(council), matter)
    if found is None:
        raise ProblemError(refusal(refuse(Reason.NO_SUCH_MATTER)))
    return found


def motion_shape(asking: Looker, found: Question) -> MotionShape:
    here, home, motion = found.council, found.home, found.motion
    proposal, referral = motion.proposal, found.referral
    told = [(argument, who(asking.names, home, argument.by)) for argument in motion.arguments]
    return MotionShape(
        matter=motion.id,
        council=here.id,
        home=home.id,
        title=proposal.title,
        text=proposal.text,
        kind=str(proposal.kind),
        caucus=proposal.caucus,
        target=proposal.target,
        to=list(proposal.to),
        unit=proposal.unit,
        topic=proposal.matter,
        touches=list(proposal.touches),
        flags=[flag(asking, home, f) for f in motion.flags],
        waits=motion.suspension is Suspension.WAITING,
        office=special(proposal.office) if proposal.office else None,
        name=proposal.name,
        place_kind=proposal.place_kind,
        charter=charter_toml(proposal.charter) if proposal.charter else None,
        options=list(proposal.options.sentences) if proposal.options else [],
        casting=str(proposal.options.casting) if proposal.options else None,
        proposed_by=who(asking.names, home, motion.by),
        proposed=motion.proposed,
        state=str(motion.state if found.own or referral is None else referral.state),
        seconders=len(motion.seconders),
        amendments=amendments(asking, home, motion),
        notice_until=motion.notice_until,
        decided=motion.decided,
        reopens=motion.reopens,
        reopened_as=motion.reopened_as,
        repealed_by=motion.repealed_by,
        arguments=[ArgumentShape(by=by, side=str(a.side), text=a.text, at=a.at) for a, by in told],
        verdict=verdict(motion.verdict) if motion.verdict and found.own else None,
        countings=countings(referral.countings) if referral and referral.countings else None,
        answer=answer(referral.answer) if referral and referral.answer else None,
        ballot=ballot_shape(asking, here, found.ballot) if found.ballot else None,
        along=along_shape(along(asking.names.world.council, home, motion)),
        trail=address("trail", here.id, motion.id),
    )


def answer(said: Answer) -> AnswerShape:
    return AnswerShape(
        position=str(said.position),
        counted=count(said.counted),
        base=count(said.options.base if said.options else said.base),
        represented=said.represented,
        took_part=exact(said.took_part),
        needed=said.needed,
        options=options(said.options) if said.options else None,
    )


def options(said: OptionsAnswer) -> OptionsShape:
    return OptionsShape(word=said.word, preferences=preferences(said.counted), base=preferences(said.base))


def countings(counted: Countings) -> CountingsShape:
    return CountingsShape(
        delegates=verdict(counted.delegates),
        members=verdict(counted.members),
        base=verdict(counted.base),
        deciding=str(counted.deciding),
        disagree=counted.disagree,
    )


@router.get("/councils/{council}/motions/{matter}/votes", response=VotesShape, url_name="votes")
def votes(request: HttpRequest, council: Name, matter: Name) -> VotesShape:
    """Who voted how on a motion or a question (R19)."""
    asking = looker(request)
    found = asked(asking, council, matter)
    here = found.council
    named = named_votes(here, found.ballot, asking.voices) if found.ballot else []
    shown = [
        VoteShape(voter=who(asking.names, here, vote.voice) if vote.voice else None, choice=str(vote.choice))
        for vote in sorted(named, key=lambda vote: vote.voice or "")
    ]
    return VotesShape(shown=not here.is_base or asking.is_member(here), votes=shown)


@router.get("/councils/{council}/motions/{matter}/trail", response=TrailShape, url_name="trail")
def trail(request: HttpRequest, council: Name, matter: Name) -> TrailShape:
    """From what this council said down to the counts of every assembly under it."""
    asking = looker(request)
    found = asked(asking, council, matter)
    root = trail_of(found.council.id, matter, asking.names.world)
    if root is None:
        raise ProblemError(refusal(refuse(Reason.NO_SUCH_MATTER)))
    return node(root)


def node(here: Node) -> TrailShape:
    votes = [vote for vote, number in here.cast.items() for _ in range(number)]
    cast = Profile.of(votes) if here.options else Tally.of(votes)
    return TrailShape(
        council=here.council.id,
        name=here.council.name,
        waiting=here.waiting,
        answer=answer(here.answer) if here.answer else None,
        quorum_missed=here.quorum_missed,
        turned=here.turned,
        mandate=str(here.mandate) if here.mandate else None,
        seats=here.seats,
        bound=count(here.bound) if here.bound else None,
        preferences=preferred(here.bound),
        cast=count(cast),
        cast_preferences=preferred(cast),
        below=[node(below) for below in here.below],
    )

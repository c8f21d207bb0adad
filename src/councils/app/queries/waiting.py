"""What waits for me: everything that this person can do now, in every council they have a voice in."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import groupby

from django.db.models import Sum

from councils.app.batch import world
from councils.app.identity import Standing, voices
from councils.app.queries.deliveries import awaited, to_send
from councils.core.act import MatterId
from councils.core.amending import amendment_in
from councils.core.amendment import motion_of
from councils.core.council import Council
from councils.core.directive import Directive, answers_for
from councils.core.economy.adopting import undoable
from councils.core.economy.books import Hours, spelled
from councils.core.economy.declaring import speaks_for
from councils.core.economy.rolling import to_come
from councils.core.machines import ElectionState, Execution, Force, Membership, MotionState, RecallState
from councils.core.office import may_act, officers
from councils.core.referral import delegation, take_part
from councils.core.refusal import Refused
from councils.core.vote.ballot import Mode
from councils.core.vote.tally import Choice
from councils.store.models import Person, WorkedHours


@dataclass(frozen=True, slots=True)
class Task:
    """``sort`` says what to do (vote, amend, mandate, recall, sign, elect, stand, second, count, acknowledge, plan,
    report, admit, part; of planning: accept, report_made, send, receive, hours, replan); ``done`` whether this person
    has done it already and may still change it.

    The matter of what is to be received is the delivery; hours have none.
    """

    sort: str
    council: Council
    matter: MatterId
    title: str
    until: datetime | None
    done: bool = False


def waiting(person: Person) -> list[Task]:
    """All tasks, the most pressing first; what is done comes last."""
    here, earlier = voices(person)
    tasks = [task for standing in here for task in tasks_in(standing)]
    tasks.extend(task for standing in earlier for task in left_behind(standing))
    tasks.extend(hours(person))
    return sorted(tasks, key=lambda task: (task.done, task.until is None, task.until and task.until.timestamp()))


def tasks_in(here: Standing) -> Iterator[Task]:
    yield from ballots(here)
    yield from elections(here)
    yield from petitions(here)
    yield from motions(here)
    yield from directives(here)
    yield from goods(here)
    yield from admissions(here)
    yield from parting(here)
    yield from replanning(here)


def hours(person: Person) -> Iterator[Task]:
    """Hours that workplaces have told of this person, to be confirmed (R18): those of each workplace together."""
    told = WorkedHours.objects.filter(account__person=person, state=Hours.TOLD.value).values_list("workplace")
    for workplace, seconds in told.annotate(Sum("seconds")).order_by("workplace"):
        council = world().council(workplace)
        if council is not None:
            yield Task("hours", council, "", spelled(seconds), None)


def left_behind(here: Standing) -> Iterator[Task]:
    """What is still to vote on and to sign in an assembly that this person has gone over from (R16)."""
    yield from ballots(here)
    yield from (task for task in elections(here) if task.sort == "elect")
    yield from petitions(here)


def parting(here: Standing) -> Iterator[Task]:
    """Which part of an assembly that is being split to be of."""
    split = here.council.split
    if split is not None:
        chosen = here.voice in split.going
        yield Task("part", here.council, split.motion, split.name, split.until, chosen)


def replanning(here: Standing) -> Iterator[Task]:
    """The planning office makes the rest of a plan anew that cannot be carried out as it is (R18)."""
    council = here.council
    offer = council.economy.offer
    if offer is None or here.voice not in officers(council, council.charter.planning.office):
        return
    left = to_come(offer, datetime.now(UTC).date() + timedelta(days=1))
    if undoable(council, left):
        yield Task("replan", council, council.economy.plan, council.motions[council.economy.plan].proposal.title, None)


def ballots(here: Standing) -> Iterator[Task]:
    council = here.council
    for ballot in council.ballots.values():
        if ballot.closed:
            continue
        title, sort = title_of(council, ballot.matter)
        mine = here.ballot_paper(ballot)
        if ballot.mode is Mode.HANDS:
            if here.voice in officers(council, "teller"):
                yield Task("count", council, ballot.matter, title, ballot.closes, here.voice in ballot.counts)
        elif mine in ballot.roll and can_vote(here, ballot.matter):
            yield Task(sort, council, ballot.matter, title, ballot.closes, mine in ballot.votes)


def can_vote(here: Standing, matter: MatterId) -> bool:
    """Whether some vote would be taken now: a delegate's is not before the mandate has come (R8)."""
    council = here.council
    if council.is_base or matter not in council.referrals:
        return True
    bound = delegation(council, matter, council.ballots[matter].roll.sender(here.voice)).bound
    votes = bound.votes if bound is not None else Choice
    return any(not isinstance(take_part(council, matter, here.voice, vote), Refused) for vote in votes)


def title_of(council: Council, matter: MatterId) -> tuple[str, str]:
    """What the vote is on, and which sort of task it makes."""
    if matter in council.motions:
        return council.motions[matter].proposal.title, "vote"
    if amendment_in(council, matter):
        return council.motions[motion_of(matter)].proposal.title, "amend"
    if matter in council.recalls:
        return council.recalls[matter].grounds, "recall"
    return council.referrals[matter].title, "mandate" if council.is_base else "vote"


def elections(here: Standing) -> Iterator[Task]:
    for election in here.council.elections.values():
        if election.state is ElectionState.NOMINATION:
            stands = here.voice in election.candidates
            yield Task("stand", here.council, election.id, election.office, election.nominations_until, stands)
        elif election.state is ElectionState.VOTING and election.on_paper:
            if here.voice in officers(here.council, "teller"):
                counted = here.voice in election.piles
                yield Task("count_election", here.council, election.id, election.office, election.closes, counted)
        elif election.state is ElectionState.VOTING and here.paper(election.id) in election.roll:
            voted = here.paper(election.id) in election.ballots
            yield Task("elect", here.council, election.id, election.office, election.closes, voted)


def petitions(here: Standing) -> Iterator[Task]:
    for recall in here.council.recalls.values():
        mine = here.paper(recall.id)
        if recall.state is RecallState.PETITION and mine in recall.roll:
            yield Task("sign", here.council, recall.id, recall.grounds, recall.until, mine in recall.signatures)


def motions(here: Standing) -> Iterator[Task]:
    for motion in here.council.motions.values():
        if motion.state is MotionState.DRAFT and here.voice != motion.by:
            seconded = here.voice in motion.seconders
            yield Task("second", here.council, motion.id, motion.proposal.title, None, seconded)


def directives(here: Standing) -> Iterator[Task]:
    council = here.council
    if not answers_for(council, here.voice):
        return
    for directive in council.directives.values():
        if directive.id in council.orders:
            yield from order(council, directive)
            continue
        step = next_step(directive)
        if step:
            yield Task(step, council, directive.id, directive.title, directive.next_due() or directive.report_by)


def order(council: Council, directive: Directive) -> Iterator[Task]:
    """To accept it, and to report on what is to be made next; what it sends is in ``goods`` (R18)."""
    if directive.force is not Force.IN_FORCE or directive.execution in (None, Execution.COMPLETED):
        return
    if unanswered(directive):
        yield Task("accept", council, directive.id, directive.title, directive.acknowledge_by)
        return
    orders = council.orders[directive.id]
    missing = {(technique, period) for technique, period, _ in orders.missing(council.id)}
    due = [make.due for make in orders.orders[council.id].make if (make.technique, make.period) in missing]
    if due:
        yield Task("report_made", council, directive.id, directive.title, end_of(min(due)))


def unanswered(order: Directive) -> bool:
    """Whether it is neither accepted nor answered with a proposal."""
    return order.acknowledged is None and order.execution in (Execution.RECEIVED, Execution.OVERDUE)


def goods(here: Standing) -> Iterator[Task]:
    """What is to be sent from here by an order, and what is on its way here and is to be confirmed (R18)."""
    council = here.council
    if not speaks_for(council, here.voice):
        return
    for name, lines in groupby(to_send(world().council, council), key=lambda line: line.directive):
        directive, due = council.directives[name], min(line.send.due for line in lines)
        if not unanswered(directive):
            yield Task("send", council, name, directive.title, end_of(due))
    for delivery in awaited(council):
        yield Task("receive", council, delivery.id, delivery.product, None)


def end_of(day: date) -> datetime:
    return datetime.combine(day + timedelta(days=1), time(), UTC)


def next_step(directive: Directive) -> str:
    if directive.force is not Force.IN_FORCE or directive.execution is None:
        return ""
    if directive.acknowledged is None:
        return "acknowledge"
    if not directive.plan:
        return "plan"
    return "" if directive.own.completed else "report"


def admissions(here: Standing) -> Iterator[Task]:
    if not may_act(here.council, here.voice):
        return
    for member, row in here.council.members.items():
        if row.state is Membership.APPLICANT:
            yield Task("admit", here.council, member, member, None)

"""The vote of an election: its opening, the ballots, the count, and who comes into office (R4).

Theory of operation. When nominations close, the vote opens for everyone on the roll; where no more stand than there
are seats, the charter may do without it. The ballots are counted by the office's method (``vote/methods.py``), which
knows no names but those on the ballots; what the seats are reserved for comes from the charter and from what
candidates said of themselves. The verdict goes on record with its stages, and offices are filled in the same breath.
Where none of these has won a seat, nominations are open anew.
"""

from __future__ import annotations

from collections.abc import Container, Iterable
from dataclasses import replace
from datetime import datetime, timedelta
from math import ceil, floor

from councils.core.act import RULE, Events, MatterId, Outcome, Voice
from councils.core.charter import Method, OfficeRule, ReservedSeats, Uncontested
from councils.core.council import Council
from councils.core.election import (
    TERM_ENDED,
    CloseElection,
    Election,
    ElectionDecided,
    ElectionOpened,
    ElectionVoid,
    Mark,
    MarksCast,
    OpenElection,
    called,
    find,
    open_seats,
    vacancies,
)
from councils.core.machines import ELECTION
from councils.core.office import OfficeFilled, OfficeRenewed, entitled, office_rule, term_end, vacates
from councils.core.recall import RecallMoot
from councils.core.refusal import Reason, Refused, refuse
from councils.core.rotation import still_standing
from councils.core.vote.contest import NONE_OF_THESE, Contest, Count
from councils.core.vote.lot import seed
from councils.core.vote.methods import METHODS
from councils.core.vote.poll import freeze
from councils.core.vote.reserved import Reserved, less_filled

MOST_MARKS = (Method.PLURALITY, Method.APPROVAL)


def open_election(council: Council, act: OpenElection, at: datetime) -> Outcome:
    election = find(council, act.matter)
    if isinstance(election, Refused):
        return election
    if not ELECTION.allows(election.state, ElectionOpened):
        return refuse(Reason.NOT_IN_STATE, state=election.state)
    if at < election.nominations_until:
        return refuse(Reason.TOO_EARLY, when=f"{election.nominations_until:%Y-%m-%d %H:%M}")
    election, struck = still_standing(council, election, at)
    if not election.candidates:
        return (*struck, ElectionVoid(act.matter))
    rule = council.charter.election
    uncontested = len(election.candidates) <= open_seats(council, election)
    if uncontested and rule.uncontested is Uncontested.ELECTED and not rule.none_of_these:
        return (*struck, *without_vote(council, election, at))
    roll = freeze(council, act.papers)
    if isinstance(roll, Refused):
        return roll
    method = method_of(council, election, uncontested=uncontested)
    none_of_these = rule.none_of_these and method is not Method.MAJORITY
    choices = len(election.candidates) + none_of_these
    return (
        *struck,
        ElectionOpened(
            act.matter,
            roll,
            METHODS[method].allowed(max(1, open_seats(council, election)), choices),
            at + timedelta(days=rule.voting_days),
            None if method in MOST_MARKS else method,
            none_of_these,
        ),
    )


def method_of(council: Council, election: Election, *, uncontested: bool) -> Method:
    """By which method the vote is held if it opens now."""
    if uncontested and council.charter.election.uncontested is Uncontested.MAJORITY:
        return Method.MAJORITY
    return office_of(council, election).method


def office_of(council: Council, election: Election) -> OfficeRule:
    office = office_rule(council, election.office)
    assert office is not None  # a charter that gives up an office voids the elections to it
    return office


def mark(council: Council, act: Mark, at: datetime) -> Outcome:
    election = find(council, act.matter)
    if isinstance(election, Refused):
        return election
    if not ELECTION.allows(election.state, MarksCast) or election.closes is None:
        return refuse(Reason.NOT_IN_STATE, state=election.state)
    if at >= election.closes:
        return refuse(Reason.TOO_LATE, when=f"{election.closes:%Y-%m-%d %H:%M}")
    if act.paper not in election.roll:
        return refuse(Reason.NOT_ON_THIS_ROLL)
    if election.on_paper:
        return refuse(Reason.NOT_BY_VOTE, mode="paper")
    marks = checked(election, act.marks, election.options)
    return marks if isinstance(marks, Refused) else (MarksCast(act.matter, act.paper, marks),)


def checked(election: Election, marks: tuple[Voice, ...], options: Container[Voice]) -> tuple[Voice, ...] | Refused:
    """The marks of one ballot that offers ``options``, as they go on record."""
    stranger = next((name for name in marks if name not in options), None)
    if stranger is not None:
        return refuse(Reason.NOT_A_CANDIDATE, candidate=stranger)
    twice = next((name for name in marks if marks.count(name) > 1), None)
    if twice is not None and election.ranked:
        return refuse(Reason.RANKED_TWICE, candidate=twice)
    valid = marks if election.ranked else tuple(sorted(set(marks)))
    if len(valid) > election.allowed:
        return refuse(Reason.TOO_MANY_MARKS, marks=len(valid), allowed=election.allowed)
    return valid


def close_election(council: Council, act: CloseElection, at: datetime) -> Outcome:
    election = find(council, act.matter)
    if isinstance(election, Refused):
        return election
    if not ELECTION.allows(election.state, ElectionDecided) or election.closes is None:
        return refuse(Reason.NOT_IN_STATE, state=election.state)
    if at < election.closes and not election.complete:
        return refuse(Reason.TOO_EARLY, when=f"{election.closes:%Y-%m-%d %H:%M}")
    return conclude(council, act.matter, at)


def conclude(council: Council, matter: MatterId, at: datetime) -> Events:
    """Count what is in, and fill the seats."""
    election, struck = still_standing(council, council.elections[matter], at)
    count = METHODS[election.method or Method.APPROVAL].count(contest(council, election))
    if not any(count.marks.values()):
        return (*struck, ElectionVoid(matter))
    return (*struck, *decided(council, election, count, at))


def contest(council: Council, election: Election) -> Contest:
    """What is counted if the vote closes now.

    In a by-election, who has come into the office since they stood (as an alternate) is passed over.
    """
    office, seats = office_of(council, election), open_seats(council, election)
    sitting = () if election.renewal else tuple(t.holder for t in council.holders(election.office))
    return Contest(
        candidates=election.options,
        ballots=election.ballots,
        seats=seats,
        seed=seed(election.id, election.ballots),
        reserved=tuple(reserved(office.reserved, seats) if election.renewal else still_reserved(council, office)),
        groups={name: frozenset(said.groups) for name, said in election.candidates.items()},
        kept_out_by_votes=council.charter.election.kept_out_by_votes,
        passed_over=sitting,
    )


def reserved(rules: Iterable[ReservedSeats], seats: int) -> Iterable[Reserved]:
    """The charter's shares in seats: the least is rounded up, the most down."""
    return (Reserved(r.group, ceil(r.least * seats), floor(r.most * seats), r.vacant) for r in rules)


def still_reserved(council: Council, office: OfficeRule) -> Iterable[Reserved]:
    """What is reserved in a by-election: the shares of all seats, less what those in office have filled of them."""
    if not council.charter.election.sitting_count:
        return reserved(office.reserved, vacancies(council, office))
    said = groups_of(council, office.name)
    sitting = [said.get(t.holder, frozenset()) for t in council.holders(office.name)]
    return less_filled(reserved(office.reserved, entitled(council, office)), sitting)


def groups_of(council: Council, office: str) -> dict[Voice, frozenset[str]]:
    """What everybody said of themselves who has stood for an office, here or where they come from, the last time.

    Where a charter does not say so (``hands_over_all``), what was said here goes before what was said elsewhere later.
    """
    came = {name: m for name, m in council.members.items() if office in m.groups}
    later = council.charter.structure.hands_over_all
    past = [e for e in council.elections.values() if e.office == office]
    stood = {
        voice: frozenset(said.groups)
        for election in past
        for voice, said in election.candidates.items()
        if not (later and voice in came and election.id in came[voice].stood)
    }
    return {name: frozenset(m.groups[office]) for name, m in came.items()} | stood


def without_vote(council: Council, election: Election, at: datetime) -> Events:
    """All who stand are elected, as far as seats are not reserved for others; the earlier they stood, the sooner."""
    ballots = {"": tuple(election.candidates)}
    elected = METHODS[Method.APPROVAL].count(replace(contest(council, election), ballots=ballots)).elected
    order = tuple(name for name in election.candidates if name in elected)
    return decided(council, election, Count(order, (), {}, ""), at, uncontested=True)


def decided(council: Council, election: Election, count: Count, at: datetime, *, uncontested: bool = False) -> Events:
    office, seats = office_of(council, election), open_seats(council, election)
    verdict = ElectionDecided(
        election.id,
        seats,
        count.marks,
        count.elected,
        count.following[: office.alternates],
        count.seed,
        count.lots,
        count.quota,
        count.stages,
        count.duels,
        uncontested,
    )
    return (
        verdict,
        *succession(council, election, count.elected, term_end(council, election.office, at), at),
        *recalls_moot(council, verdict, election),
        *reopened(council, verdict, at),
    )


def recalls_moot(council: Council, verdict: ElectionDecided, election: Election) -> Events:
    """A renewal settles the recall of whoever is neither holder nor alternate any more."""
    if not election.renewal:
        return ()
    staying = {*verdict.elected, *verdict.alternates}
    open_here = [r for r in council.recalls.values() if r.open and r.office == election.office]
    return tuple(RecallMoot(r.id) for r in open_here if r.holder not in staying)


def succession(
    council: Council, election: Election, elected: tuple[Voice, ...], until: datetime, at: datetime
) -> Events:
    """Who goes, who stays, who comes, in this order."""
    sitting = {t.holder: t for t in council.holders(election.office)} if election.renewal else {}
    gone = [t for holder, t in sitting.items() if holder not in elected]
    new = [holder for holder in elected if holder not in sitting]
    number = len(council.tenures)
    return (
        *(vacates(council, t, TERM_ENDED, at) for t in gone),
        *(
            OfficeRenewed(election.office, sitting[holder].number, until, election.id)
            for holder in elected
            if holder in sitting
        ),
        *(
            OfficeFilled(election.office, number + i, holder, at, until, election.id)
            for i, holder in enumerate(new, start=1)
        ),
    )


def reopened(council: Council, verdict: ElectionDecided, at: datetime) -> Events:
    """Where none of these has kept a seat empty, candidates can come forward anew."""
    election = council.elections[verdict.election]
    if not election.none_of_these or len(verdict.elected) >= verdict.seats:
        return ()
    if not verdict.marks.get(NONE_OF_THESE):
        return ()
    return (called(council, election.office, RULE, at, next(council.matter_ids()), renewal=election.renewal),)

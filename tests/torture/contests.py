"""The kinds of races: how each is set up, and what must hold after it, whoever was first.

A contest gets the city and how many races are still wanted; it answers with some of them, and with the check for what
comes of them. All are on one assembly, A12 with its eight members; one is with the ward above it as well.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from itertools import count as counting
from typing import Any

import msgspec

from councils.app.batch import batch
from councils.app.identity import standing
from councils.app.membership import issue_invitation, leave
from councils.app.tokens import Scope, create_token
from councils.app.voting import mark_candidates, sign_petition
from councils.core.charter import Kind
from councils.core.election import Stand
from councils.core.expiry import LayDown
from councils.core.machines import MotionState, RecallState
from councils.core.office import DELEGATE
from councils.core.polling import CallHands
from councils.core.proposal import Proposal
from councils.core.recall import OpenPetition
from councils.core.vote.tally import Choice, Tally
from councils.store.models import AccessToken, Act, Person
from tests.web.city import City

HERE, ABOVE = "A12", "W1"
Word = tuple[str, list[Any]]
Race = tuple[Word, Word]
Answers = list[tuple[str, str]]
Contest = Callable[[City, int], tuple[list[Race], Callable[[Answers], None]]]
NUMBERS = counting(1)
SECOND = timedelta(seconds=1)


def number(person: Person) -> int:
    return int(person.pk)


def motion(city: City, title: str = "A bench") -> str:
    """A motion of the assembly that is open to the vote."""
    with batch():
        matter = city.propose(HERE, Proposal(Kind.PROCEDURE, title))
    city.pass_days(city.charter.motion(Kind.PROCEDURE).notice_days)
    return matter


def on_record(event: str, **fields: str) -> list[dict[str, Any]]:
    """Every ``event`` of the assembly's record that says so."""
    rows = Act.objects.filter(council=HERE, events__contains=f'"{event}"').order_by("version")
    found = [f for row in rows.values_list("events", flat=True) for n, f in msgspec.json.decode(row) if n == event]
    return [f for f in found if fields.items() <= f.items()]


def one_paper_from_two_browsers(city: City, wanted: int) -> tuple[list[Race], Callable[[Answers], None]]:
    """Yes here and no there, from the same member: one paper, and what it said last counts."""
    matter, voters = motion(city), city.people[HERE][:5]
    races: list[Race] = [
        (("vote", [number(v), HERE, matter, "yes", city.at]), ("vote", [number(v), HERE, matter, "no", city.at]))
        for _ in range(20)
        for v in voters
    ][:wanted]

    def check(answers: Answers) -> None:
        assert set(answers) == {("done", "done")}, Counter(answers)
        cast = on_record("VoteCast", matter=matter)
        assert len(cast) == 2 * len(races)
        last = {vote["paper"]: Choice(vote["choice"]) for vote in cast}
        assert dict(city[HERE].ballots[matter].votes) == last
        assert city[HERE].ballots[matter].tally.total == min(len(races), len(voters))

    return races, check


def the_same_request_twice(city: City, wanted: int) -> tuple[list[Race], Callable[[Answers], None]]:
    """Sent twice under one key: done once, and answered twice."""
    person, first = city.people[HERE][0], next(NUMBERS)
    if not AccessToken.objects.filter(person=person).exists():
        create_token(person, "torture", (Scope.PROPOSE,), 365)
    keys = [f"request {first}.{n}" for n in range(min(wanted, 25))]
    races: list[Race] = [(("propose", [number(person), HERE, key, city.at]),) * 2 for key in keys]

    def check(answers: Answers) -> None:
        assert {tuple(sorted(pair)) for pair in answers} == {("again", "done")}, Counter(answers)
        titles = Counter(m.proposal.title for m in city[HERE].motions.values())
        assert [titles[key] for key in keys] == [1] * len(keys)

    return races, check


def the_last_place_of_an_invitation(city: City, wanted: int) -> tuple[list[Race], Callable[[Answers], None]]:
    """Two people with the same link: one is in, the other is told that it is used."""
    races: list[Race] = []
    before = len(city[HERE].roll)
    for _ in range(min(wanted, 25)):
        link, name = issue_invitation(HERE), next(NUMBERS)
        rivals = [Person.objects.create(username=f"rival-{name}-{side}") for side in "ab"]
        races.append((("join", [number(rivals[0]), link]), ("join", [number(rivals[1]), link])))

    def check(answers: Answers) -> None:
        assert {tuple(sorted(pair)) for pair in answers} == {("done", "too late")}, Counter(answers)
        assert len(city[HERE].roll) == before + len(races)
        newcomers = Person.objects.filter(username__startswith="rival-", memberships__council=HERE)
        with batch():
            for person in newcomers:
                city.done(leave(person, HERE, city.at))
        newcomers.delete()
        assert len(city[HERE].roll) == before

    return races, check


def two_tellers(city: City, wanted: int) -> tuple[list[Race], Callable[[Answers], None]]:
    """Their counts differ at first and the vote stays open; when they agree, it is closed once, with that count."""
    tellers = [p for p in city.people[HERE] if p in holders(city, "teller")]
    matters = [motion(city) for _ in range(min(-(-wanted // 2), 2))]
    for matter in matters:
        city.say(tellers[0], HERE, lambda voice, m=matter: CallHands(voice, m))
    left, right = map(number, tellers)
    races: list[Race] = []
    for matter in matters:
        races += [
            (("count", [left, HERE, matter, 3, city.at]), ("count", [right, HERE, matter, 4, city.at])),
            (("count", [left, HERE, matter, 5, city.at]), ("count", [right, HERE, matter, 5, city.at])),
        ]

    def check(answers: Answers) -> None:
        assert set(answers) == {("done", "done")}, Counter(answers)
        for matter in matters:
            ballot = city[HERE].ballots[matter]
            assert ballot.closed and ballot.hands == Tally(yes=5), (matter, ballot.hands)
            assert len(on_record("CountAgreed", matter=matter)) == len(on_record("BallotClosed", matter=matter)) == 1

    return races, check


def holders(city: City, office: str) -> list[Person]:
    held = {t.holder for t in city[HERE].holders(office)}
    return [p for p in city.people[HERE] if member(p) in held]


def the_last_marks_of_an_election(city: City, wanted: int) -> tuple[list[Race], Callable[[Answers], None]]:
    """Two candidates for one seat, six ballots in, the last two at once: one is elected, with all eight counted."""
    return election(city, wanted, last=2)


def the_end_of_an_election_against_marks(city: City, wanted: int) -> tuple[list[Race], Callable[[Answers], None]]:
    """A ballot comes in the last second, while the clock ends the vote: it counts and was accepted, or neither."""
    return election(city, wanted, last=1)


def election(city: City, wanted: int, last: int) -> tuple[list[Race], Callable[[Answers], None]]:
    del wanted  # one at a time: there is one such office
    people, office = city.people[HERE], "secretary"
    with batch():
        for holder in holders(city, office):
            city.say(holder, HERE, lambda voice: LayDown(voice, office))
        matter = city.call(HERE, office)
        for person in people[5:7]:
            city.say(person, HERE, lambda voice: Stand(voice, matter))
    city.pass_days(city.charter.election.nomination_days)
    before = people[: 8 - 2]
    with batch():
        for n, person in enumerate(before):
            city.done(mark_candidates(person, HERE, matter, (member(people[5 + n % 2]),), city.at))
    closes = city[HERE].elections[matter].closes
    assert closes is not None
    late = closes - SECOND
    seventh: Word = ("mark", [number(people[6]), HERE, matter, number(people[6]), late])
    other: Word = (
        ("mark", [number(people[7]), HERE, matter, number(people[6]), late]) if last == 2 else ("clock", [closes])
    )

    def check(answers: Answers) -> None:
        city.at = max(city.at, closes)
        city.pass_days(0)
        ended = city[HERE].elections[matter]
        accepted = len(before) + sum(answer == "done" for answer in answers[0])
        assert ended.result is not None and not ended.running
        assert sum(ended.result.marks.values()) == len(ended.ballots) == accepted, answers
        assert len(on_record("ElectionDecided", election=matter)) == 1
        assert len(city[HERE].holders(office)) == 1

    return [(seventh, other)], check


def member(person: Person) -> str:
    return str(person.memberships.get(council=HERE).member)


def two_who_sign_last(city: City, wanted: int) -> tuple[list[Race], Callable[[Answers], None]]:
    """The petition needs one more, and two come: it qualifies once, and one vote is opened."""
    people = city.people[HERE]
    targets = [(office, p) for office in ("chair", "teller", DELEGATE) for p in holders(city, office)][:wanted]
    matters = [petition(city, person, office) for office, person in targets]
    races: list[Race] = []
    for matter in matters:
        with batch():
            for signer in people[: city[HERE].recalls[matter].needed - 1]:
                city.done(sign_petition(signer, HERE, matter, city.at))
        races.append(tuple(("sign", [number(p), HERE, matter, city.at]) for p in people[5:7]))  # type: ignore[arg-type]

    def check(answers: Answers) -> None:
        for matter, pair in zip(matters, answers, strict=True):
            recall = city[HERE].recalls[matter]
            accepted = sum(answer == "done" for answer in pair)
            assert accepted >= 1 and recall.state is RecallState.VOTING, (pair, recall.state)
            assert len(recall.signatures) == recall.needed - 1 + accepted
            assert len(on_record("PetitionQualified", recall=matter)) == 1
            assert len(on_record("BallotOpened", matter=matter)) == 1
        city.pass_days(city.charter.recall.voting_days)
        assert [city[HERE].recalls[m].state for m in matters] == [RecallState.KEPT] * len(matters)

    return races, check


def petition(city: City, against: Person, office: str) -> str:
    matter = next(city[HERE].matter_ids())
    city.say(city.people[HERE][7], HERE, lambda voice: OpenPetition(voice, member(against), office, "No report."))
    return matter


def two_clocks(city: City, wanted: int) -> tuple[list[Race], Callable[[Answers], None]]:
    """A ballot's time is over, and two servers see it: it is closed once."""
    matters = []
    for _ in range(min(wanted, 2)):
        matters.append(motion(city))
        city.vote(city.people[HERE][0], HERE, matters[-1], Choice.YES)
    ends = sorted({city[HERE].ballots[matter].closes for matter in matters})
    races: list[Race] = [(("clock", [at]), ("clock", [at])) for at in ends]

    def check(answers: Answers) -> None:
        del answers  # whoever is second may have seen it, or not
        city.at = max(city.at, ends[-1])
        closed = Counter(event["matter"] for event in on_record("BallotClosed"))
        assert [closed[matter] for matter in matters] == [1] * len(matters)
        assert all(city[HERE].motions[m].state in (MotionState.CARRIED, MotionState.LOST) for m in matters)

    return races, check


def recall_against_vote(city: City, wanted: int) -> tuple[list[Race], Callable[[Answers], None]]:
    """The last vote of a recall, while the delegate votes above: the seat is empty, and its vote counts nothing."""
    del wanted
    if not holders(city, DELEGATE) or len(city.voices(ABOVE)) < 4:
        elect_delegates(city)
    delegate = holders(city, DELEGATE)[0]
    with batch():
        above = city.propose(ABOVE, Proposal(Kind.PROCEDURE, "Meet on Mondays"))
    city.pass_days(city.charter.motion(Kind.PROCEDURE).notice_days)
    recall = petition(city, delegate, DELEGATE)
    people, last = city.people[HERE], city.people[HERE][7]
    for signer in people[: city[HERE].recalls[recall].needed]:
        city.done(sign_petition(signer, HERE, recall, city.at))
    with batch():
        for voter in people[:7]:
            city.vote(voter, HERE, recall, Choice.YES)
    seated = standing(delegate, ABOVE)
    assert seated is not None
    seat = seated.voice
    race: Race = (
        ("vote", [number(last), HERE, recall, "yes", city.at]),
        ("vote", [number(delegate), ABOVE, above, "yes", city.at]),
    )

    def check(answers: Answers) -> None:
        assert answers[0][0] == "done", answers
        assert city[HERE].recalls[recall].state is RecallState.RECALLED
        assert delegate not in holders(city, DELEGATE)
        ward = city[ABOVE]
        assert not ward.has_voice(seat) and seat not in ward.ballots[above].votes, answers
        assert len(city[HERE].holders(DELEGATE)) <= 2
        seats = [t.holder for t in city[HERE].holders(DELEGATE)]
        assert len(seats) == len(set(seats))

    return [race], check


def elect_delegates(city: City) -> None:
    with batch():
        matter = city.call(HERE, DELEGATE)
        for person in city.people[HERE]:
            if person not in holders(city, DELEGATE):
                city.say(person, HERE, lambda voice: Stand(voice, matter))
    city.pass_days(city.charter.election.nomination_days)
    candidates = tuple(city[HERE].elections[matter].candidates)
    for person in city.people[HERE]:
        allowed = city[HERE].elections[matter].allowed
        city.done(mark_candidates(person, HERE, matter, candidates[:allowed], city.at))
    if city[HERE].elections[matter].running:
        city.pass_days(city.charter.election.voting_days)


KINDS: list[tuple[int, Contest]] = [
    (1, recall_against_vote),
    (1, the_end_of_an_election_against_marks),
    (1, the_last_marks_of_an_election),
    (3, two_who_sign_last),
    (4, two_tellers),
    (4, two_clocks),
    (70, one_paper_from_two_browsers),
    (8, the_last_place_of_an_invitation),
    (8, the_same_request_twice),
]
"""Of a hundred races: those that need a whole recall come less often, and first, while the council is young."""

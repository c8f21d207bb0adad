"""Elections by ranking, uncontested, with seats reserved and with none of these (R4)."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from itertools import combinations
from math import ceil, floor

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.federation import Federation, preset, with_levels, with_seats
from tests.ledger.recount import Recount

from councils.core.charter import Charter, Kind, Method, ReservedSeats, Uncontested
from councils.core.electing import groups_of
from councils.core.election import CallElection, Mark, OpenElection, Pile, Stand, StandDown, running_election
from councils.core.machines import ElectionState
from councils.core.paper_election import CallPaper, EnterBallots
from councils.core.refusal import Reason
from councils.core.split import ChoosePart
from councils.core.vote.contest import NONE_OF_THESE, UNIT
from councils.core.vote.tally import Tally
from councils.ledger.verify import Proof, verify

WOMEN = ReservedSeats("women", "I count as a woman.", least=Fraction(1, 2))


def charter(method: Method = Method.STV, seats: int = 2, office: object = None, **election: object) -> Charter:
    """The delegates of A are elected by ``method``; ``office``: what else holds for them."""
    plain = with_seats(with_levels(preset(), "assembly", "congress"), seats)
    offices = tuple(
        replace(rule, method=method, **(office or {})) if rule.name == "delegate" else rule for rule in plain.offices
    )
    return replace(plain, offices=offices, election=replace(plain.election, **election))


def house(rules: Charter) -> Federation:
    federation = Federation(rules)
    federation.found("C", None, 1)
    federation.found("A", "C")
    federation.join("A", 9)
    return federation


def opened(federation: Federation, *candidates: str, groups: dict[str, tuple[str, ...]] | None = None) -> str:
    return opened_for(federation, "delegate", *candidates, groups=groups)


def opened_for(
    federation: Federation, office: str, *candidates: str, groups: dict[str, tuple[str, ...]] | None = None
) -> str:
    election = federation.election("A", office)
    for name in candidates:
        federation.do("A", Stand(name, election.id, groups=(groups or {}).get(name, ())))
    federation.now = election.nominations_until
    federation.do("A", OpenElection("clock", election.id))
    return election.id


def marked(federation: Federation, election: str, *ballots: tuple[str, ...]) -> None:
    for paper, marks in zip(sorted(federation["A"].elections[election].roll), ballots, strict=False):
        federation.do("A", Mark(election, paper, marks))
    federation.pass_days(7)


def delegates(federation: Federation) -> list[str]:
    return [tenure.holder for tenure in federation["A"].holders("delegate")]


@pytest.fixture
def ranked() -> Federation:
    """A transferable vote with nine ballots: Am1 has a surplus that elects Am3."""
    federation = house(charter())
    election = opened(federation, "Am1", "Am2", "Am3", "Am4")
    marked(federation, election, *[("Am1", "Am3")] * 5, ("Am2",), ("Am2",), ("Am3",), ("Am4", "Am3"))
    return federation


def test_surplus_elects_and_the_stages_are_on_record(ranked):
    (election,) = ranked["A"].elections.values()
    result = election.result
    assert (delegates(ranked), result.quota, result.marks) == (
        ["Am1", "Am3"],
        4,
        {"Am1": 5, "Am2": 2, "Am3": 1, "Am4": 1},
    )
    assert [stage.votes["Am3"] for stage in result.stages] == [UNIT, 2 * UNIT, 3 * UNIT, 3 * UNIT]


def test_those_excluded_last_are_the_alternates(ranked):
    assert ranked["A"].alternates["delegate"] == ("Am2", "Am4")


def test_record_of_a_ranked_election_is_verified_by_counting_it_again(ranked):
    lines = ranked.export()
    assert (isinstance(verify(lines), Proof), Recount(lines).faults, Recount(lines).elections) == (True, [], 1)


def test_ballot_keeps_the_order_of_preference(ranked):
    (election,) = ranked["A"].elections.values()
    assert election.ballots[f"Am9/{election.id}"] == ("Am4", "Am3")


def test_candidate_ranked_twice_is_refused():
    federation = house(charter())
    election = opened(federation, "Am1", "Am2", "Am3")
    refusal = federation.refused("A", Mark(election, f"Am1/{election}", ("Am1", "Am2", "Am1")))
    assert (refusal.reason, refusal.details) == (Reason.RANKED_TWICE, {"candidate": "Am1"})


def test_who_stands_down_while_the_vote_is_open_is_passed_over():
    federation = house(charter(seats=1))
    election = opened(federation, "Am1", "Am2", "Am3")
    for n in range(1, 6):
        federation.do("A", Mark(election, f"Am{n}/{election}", ("Am1", "Am2")))
    federation.do("A", StandDown("Am1", election))
    federation.pass_days(7)
    assert (delegates(federation), federation["A"].elections[election].result.marks) == (["Am2"], {"Am2": 5, "Am3": 0})


def test_group_that_the_charter_does_not_name_is_refused():
    federation = house(charter(office={"reserved": (WOMEN,)}))
    election = federation.election("A", "delegate")
    refusal = federation.refused("A", Stand("Am1", election.id, groups=("counts",)))
    assert (refusal.reason, refusal.details) == (Reason.NO_SUCH_GROUP, {"group": "counts", "known": "women"})


@pytest.mark.parametrize("method", [Method.PLURALITY, Method.APPROVAL, Method.STV])
def test_reserved_seats_go_to_the_group(method):
    federation = house(charter(method, office={"reserved": (WOMEN,)}))
    election = opened(federation, "Am1", "Am2", "Am3", groups={"Am3": ("women",)})
    marked(federation, election, *[("Am1",)] * 4, *[("Am2",)] * 3, ("Am3",))
    assert delegates(federation) == ["Am1", "Am3"]


def test_uncontested_seats_are_filled_without_a_vote_where_the_charter_says_so():
    federation = house(charter(uncontested=Uncontested.ELECTED))
    election = opened(federation, "Am2", "Am1")
    found = federation["A"].elections[election]
    assert (found.state, found.result.uncontested, delegates(federation)) == (
        ElectionState.DECIDED,
        True,
        ["Am2", "Am1"],
    )


def test_uncontested_seats_need_more_than_half_where_the_charter_says_so():
    federation = house(charter(uncontested=Uncontested.MAJORITY))
    election = opened(federation, "Am1", "Am2")
    marked(federation, election, ("Am1", "Am2"), ("Am1",), ("Am1",), ())
    found = federation["A"].elections[election]
    assert (found.method, found.result.quota, delegates(federation)) == (Method.MAJORITY, 3, ["Am1"])


def test_uncontested_seats_stay_empty_where_nobody_has_more_than_half():
    federation = house(charter(uncontested=Uncontested.MAJORITY))
    election = opened(federation, "Am1")
    marked(federation, election, ("Am1",), (), ())
    assert (federation["A"].elections[election].state, delegates(federation)) == (ElectionState.DECIDED, [])


def test_no_more_are_elected_without_a_vote_than_reserved_seats_allow():
    rules = charter(office={"reserved": (replace(WOMEN, vacant=True),)}, uncontested=Uncontested.ELECTED)
    federation = house(rules)
    opened(federation, "Am1", "Am2")
    assert delegates(federation)[0] == "Am1"


@pytest.mark.parametrize("method", [Method.APPROVAL, Method.STV])
def test_seat_that_none_of_these_wins_stays_empty_and_is_called_anew(method):
    federation = house(charter(method, none_of_these=True))
    election = opened(federation, "Am1", "Am2", "Am3")
    marked(federation, election, *[("Am1",)] * 4, *[(NONE_OF_THESE,)] * 3, ("Am2",))
    anew = running_election(federation["A"], "delegate")
    assert (delegates(federation), anew is not None and anew.state) == (["Am1"], ElectionState.NOMINATION)


def test_none_of_these_is_no_candidate_where_the_charter_does_not_offer_it():
    federation = house(charter())
    election = opened(federation, "Am1", "Am2", "Am3")
    refusal = federation.refused("A", Mark(election, f"Am1/{election}", (NONE_OF_THESE,)))
    assert refusal.reason is Reason.NOT_A_CANDIDATE


def test_by_election_fills_what_is_vacant_by_the_same_method(ranked):
    for name in ("Am1", "Am2", "Am4"):
        ranked.recall("A", name)
    assert running_election(ranked["A"], "delegate") is not None
    election = opened(ranked, "Am5", "Am6")
    marked(ranked, election, ("Am5",), ("Am5",), ("Am6",))
    assert (ranked["A"].elections[election].result.seats, delegates(ranked)) == (1, ["Am3", "Am5"])


def test_election_to_a_single_seat_by_schulze():
    plain = charter()
    offices = (replace(rule, method=Method.SCHULZE) if rule.name == "chair" else rule for rule in plain.offices)
    federation = house(replace(plain, offices=tuple(offices)))
    federation.do("A", CallElection("Am1", "chair"))
    election = federation.election("A", "chair")
    for name in ("Am1", "Am2", "Am3"):
        federation.do("A", Stand(name, election.id))
    federation.now = election.nominations_until
    federation.do("A", OpenElection("clock", election.id))
    marked(federation, election.id, *[("Am1", "Am2")] * 4, *[("Am3", "Am2")] * 3, *[("Am2", "Am3")] * 2)
    assert [t.holder for t in federation["A"].holders("chair")] == ["Am2"]


def test_alternate_of_the_group_steps_in_where_the_last_of_it_has_gone():
    """Am4 is first in line, but the seat that falls vacant is reserved."""
    federation = house(charter(Method.APPROVAL, office={"reserved": (WOMEN,)}))
    women = {"Am2": ("women",), "Am5": ("women",)}
    election = opened(federation, "Am1", "Am2", "Am4", "Am5", groups=women)
    marked(federation, election, *[("Am1",)] * 4, *[("Am2", "Am4")] * 2, ("Am2",), ("Am5",))
    assert (delegates(federation), federation["A"].alternates["delegate"]) == (["Am1", "Am2"], ("Am4", "Am5"))
    federation.recall("A", "Am2")
    assert delegates(federation) == ["Am1", "Am5"]


HALF = replace(WOMEN, most=Fraction(1, 2))
WHO = {"Am2": ("women",), "Am4": ("women",), "Am6": ("women",), "Am8": ("women",)}


@pytest.mark.parametrize("rule", [WOMEN, HALF, replace(HALF, vacant=True)])
@pytest.mark.parametrize(("gone", "comes"), [("Am1", "Am3"), ("Am2", "Am4")])
def test_who_stays_in_office_counts_for_the_reserved_seats_of_a_by_election(rule, gone, comes):
    """Am3 has more marks than Am4 in both; the reserved seat is filled already, or is the one that is empty."""
    federation = house(charter(Method.APPROVAL, office={"reserved": (rule,), "alternates": 0}))
    marked(federation, opened(federation, "Am1", "Am2", groups=WHO), *[("Am1", "Am2")] * 9)
    federation.recall("A", gone)
    marked(federation, opened(federation, "Am3", "Am4", groups=WHO), *[("Am3",)] * 6, *[("Am4",)] * 3)
    assert sorted(delegates(federation)) == sorted({"Am1", "Am2"} - {gone} | {comes})


def test_what_candidates_said_of_themselves_is_known_wherever_they_come_over_to():
    federation = house(charter(Method.APPROVAL, office={"reserved": (WOMEN,)}))
    for other in ("B", "D"):
        federation.found(other, "C")
        federation.join(other, 3)
    marked(federation, opened(federation, "Am1", "Am2", "Am4", groups=WHO), *[("Am1", "Am2")] * 9, ("Am4",))
    for gone, into in (("A", "B"), ("B", "D")):
        merged(federation, gone, into)
        said = groups_of(federation[into], "delegate")
        assert {name for name, groups in said.items() if "women" in groups} == {"Am2", "Am4"}
    assert {tenure.holder for tenure in federation["D"].holders("delegate")} == {"Am1", "Am2"}


@pytest.mark.parametrize("last", [(), ("women",)])
def test_what_was_said_last_counts_also_where_it_was_said_elsewhere(last):
    """Am3 stands at home, leaves with a part, stands there and says something else, and comes home with it."""
    federation = house(charter(Method.APPROVAL, office={"reserved": (WOMEN,)}))
    first = {"Am1": ("women",), "Am3": () if last else ("women",)}
    marked(federation, opened(federation, "Am1", "Am2", "Am3", groups=first), *[("Am1", "Am2")] * 9)
    split = federation.propose("A", Kind.SPLIT, name="A again")
    federation.vote("A", split, Tally(yes=9))
    federation.tick(federation.now)
    for member in ("Am3", "Am4"):
        federation.do("A", ChoosePart(member, goes=True))
    federation.pass_days(14)
    part = next(reversed(federation.states))
    federation.do(part, Stand("Am3", federation.election(part, "delegate").id, groups=last))
    federation.pass_days(20)
    merged(federation, part, "A")
    assert groups_of(federation["A"], "delegate")["Am3"] == frozenset(last)
    assert verify(federation.export()).councils == federation.states


def merged(federation, gone, into):
    for here, other in ((gone, into), (into, gone)):
        merger = federation.propose(here, Kind.MERGER, target=other)
        federation.vote(here, merger, Tally(yes=len(federation[here].roll)))
        federation.tick(federation.now)


def test_charter_from_before_reserves_its_share_of_the_empty_seats():
    rules = charter(Method.APPROVAL, office={"reserved": (WOMEN,), "alternates": 0}, sitting_count=False)
    federation = house(rules)
    marked(federation, opened(federation, "Am1", "Am2", groups=WHO), *[("Am1", "Am2")] * 9)
    federation.recall("A", "Am1")
    marked(federation, opened(federation, "Am3", "Am4", groups=WHO), *[("Am3",)] * 6, *[("Am4",)] * 3)
    assert delegates(federation) == ["Am2", "Am4"]


SHARES = [(0, "1/2"), ("1/2", 1), ("1/2", "1/2"), ("1/3", "2/3"), ("1/4", "1/2"), ("2/5", 1)]


@settings(max_examples=40)
@given(
    st.integers(2, 4),
    st.sampled_from(SHARES),
    st.booleans(),
    st.sampled_from([Method.APPROVAL, Method.STV, Method.PLURALITY]),
    st.integers(0, 2),
    st.randoms(use_true_random=False),
)
def test_shares_of_the_charter_are_kept_through_every_by_election(seats, share, vacant, method, alternates, rng):
    """However candidates come and holders go, nobody sits twice; and the shares are kept where those who stand can."""
    rule = replace(WOMEN, least=Fraction(share[0]), most=Fraction(share[1]), vacant=vacant)
    least, most = ceil(rule.least * seats), floor(rule.most * seats)
    federation = house(charter(method, seats, {"reserved": (rule,), "alternates": alternates}))

    def women(names):
        return sum(name in WHO for name in names)

    def keeps(names):
        return women(names) <= most and len(names) - women(names) <= seats - least

    def can_keep(before, standing):
        """Whether so many of those who stand can come in as there are seats for."""
        free = min(seats - len(before), len(standing))
        return any(keeps([*before, *some]) for some in combinations(standing, free))

    for _ in range(4):
        before = delegates(federation)
        free = [name for name in federation["A"].roll if name not in before]
        standing = rng.sample(free, rng.randint(1, min(5, len(free))))
        if len(before) < seats:
            election = opened(federation, *standing, groups=WHO)
            ballots = [tuple(rng.sample(standing, rng.randint(0, len(standing)))) for _ in range(9)]
            allowed = federation["A"].elections[election].allowed
            marked(federation, election, *[ballot[:allowed] for ballot in ballots])
            after = delegates(federation)
            assert keeps(after) or not (vacant or can_keep(before, standing))
        before, line = delegates(federation), federation["A"].alternates.get("delegate", ())
        if before:
            gone = rng.choice(before)
            federation.recall("A", gone)
            left, after = [name for name in before if name != gone], delegates(federation)
            fitting = any(keeps([*left, name]) for name in line)
            assert keeps(after) or not keeps(left) or not (vacant or fitting)
        assert len(after) == len(set(after)) <= seats


# on paper


@pytest.fixture
def on_paper() -> tuple[Federation, str]:
    """Four stand for two seats by transferable vote; Am8 and Am9 are tellers, and the vote is on paper."""
    federation = house(charter())
    federation.elect("A", "teller", ["Am8", "Am9"])
    election = opened(federation, "Am1", "Am2", "Am3", "Am4")
    federation.do("A", CallPaper("Am8", election))
    return federation, election


def test_ballots_on_paper_are_counted_as_those_that_were_cast_electronically(on_paper, ranked):
    federation, election = on_paper
    piles = (Pile(5, ("Am1", "Am3")), Pile(2, ("Am2",)), Pile(1, ("Am3",)), Pile(1, ("Am4", "Am3")))
    federation.do("A", EnterBallots("Am8", election, piles))
    in_halves = (Pile(3, ("Am1", "Am3")), *reversed(piles[1:]), Pile(2, ("Am1", "Am3")))
    federation.do("A", EnterBallots("Am9", election, in_halves))
    (other,) = ranked["A"].elections.values()
    mine, theirs = federation["A"].elections[election].result, other.result
    lines = federation.export()
    assert (mine.stages, mine.elected, delegates(federation)) == (theirs.stages, theirs.elected, delegates(ranked))
    assert (isinstance(verify(lines), Proof), Recount(lines).faults) == (True, [])


def test_piles_that_differ_are_thrown_away_and_counted_again(on_paper):
    federation, election = on_paper
    federation.do("A", EnterBallots("Am8", election, (Pile(5, ("Am1",)),)))
    federation.do("A", EnterBallots("Am9", election, (Pile(4, ("Am1",)), Pile(1, ("Am2",)))))
    assert (federation["A"].elections[election].piles, delegates(federation)) == ({}, [])
    for teller in ("Am9", "Am8"):
        federation.do("A", EnterBallots(teller, election, (Pile(5, ("Am1",)),)))
    assert delegates(federation)[0] == "Am1"


def test_marks_on_paper_for_who_has_stood_down_are_passed_over(on_paper):
    federation, election = on_paper
    federation.do("A", StandDown("Am1", election))
    for teller in ("Am9", "Am8"):
        federation.do("A", EnterBallots(teller, election, (Pile(6, ("Am1", "Am2")), Pile(2, ("Am4",)))))
    assert delegates(federation) == ["Am2", "Am4"]


def test_election_on_paper_that_nobody_counts_comes_to_nothing(on_paper):
    federation, election = on_paper
    federation.do("A", EnterBallots("Am9", election, (Pile(6, ("Am1", "Am2")),)))
    federation.pass_days(7)
    assert federation["A"].elections[election].state is ElectionState.VOID


def test_paper_is_refused_with_its_reasons(on_paper):
    federation, election = on_paper
    refused = [
        federation.refused("A", command).reason
        for command in (
            Mark(election, f"Am1/{election}", ("Am1",)),
            CallPaper("Am8", election),
            CallPaper("Am1", election),
            CallPaper("Am8", "A:77"),
            EnterBallots("Am1", election, ()),
            EnterBallots("Am8", election, (Pile(10, ("Am1",)),)),
            EnterBallots("Am8", election, (Pile(-1, ("Am1",)),)),
            EnterBallots("Am8", election, (Pile(1, ("Am7",)),)),
            EnterBallots("Am8", election, (Pile(1, ("Am1", "Am1")),)),
        )
    ]
    electronic = federation.copy()
    chair = opened_for(electronic, "chair", "Am1", "Am2")
    electronic.do("A", Mark(chair, f"Am1/{chair}", ("Am1",)))
    assert refused == [
        Reason.NOT_BY_VOTE,
        Reason.NOT_BY_VOTE,
        Reason.NOT_THE_OFFICER,
        Reason.NO_SUCH_MATTER,
        Reason.NOT_THE_OFFICER,
        Reason.COUNT_OVER_ROLL,
        Reason.EMPTY_PILE,
        Reason.NOT_A_CANDIDATE,
        Reason.RANKED_TWICE,
    ]
    assert electronic.refused("A", EnterBallots("Am8", chair, ())).reason is Reason.NOT_BY_VOTE
    assert electronic.refused("A", CallPaper("Am8", chair)).reason is Reason.VOTES_CAST

"""The roll follows members whose assembly is split or merged; whoever was on a frozen roll votes on (R16)."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.test import Client
from tests.app.conftest import START, Town, settled
from tests.app.splitting import CHARTER, GOING, PART, carried, member, part, proposed, split_day, state

from councils.app.batch import batch
from councils.app.identity import standings
from councils.app.membership import accept_invitation, erase, find_invitation, issue_invitation, join, move
from councils.app.perform import perform, tick
from councils.app.queries.visibility import NamedVote, named_votes
from councils.app.queries.waiting import waiting
from councils.app.rolls.importing import confirm, start, undo
from councils.app.rolls.inviting import slips
from councils.app.voting import call_hands, cast_vote, enter_count, mark_candidates, sign_petition
from councils.core.act import CLOCK
from councils.core.charter import Kind
from councils.core.election import CallElection, ElectionCalled, Stand
from councils.core.machines import MotionState
from councils.core.proposal import Proposal
from councils.core.recall import OpenPetition, PetitionOpened
from councils.core.refusal import Reason, Refused, refuse
from councils.core.split import CarryOutSplit, ChoosePart
from councils.core.vote.tally import Choice, Tally
from councils.store.models import Invitation, Membership, Person, RollImport


@pytest.fixture
def town(db: None) -> Town:
    return settled(CHARTER)


@pytest.fixture
def parting(town: Town) -> Town:
    """A11 has decided to split, and two of its five go."""
    part(town, START)
    return town


def carry_out() -> None:
    tick(split_day())


@pytest.fixture
def halves(parting: Town) -> Town:
    carry_out()
    return parting


def test_split_takes_the_roll_along(halves: Town) -> None:
    mover = halves.people["A11-1"]
    assert [(s.council.id, s.voice) for s in standings(mover)] == [(PART, member(mover, "A11"))]
    old, new = Membership.objects.filter(person=mover).order_by("pk")
    assert (old.council, new.council, old.member) == ("A11", PART, new.member)
    assert bytes(old.secret) != bytes(new.secret)


def test_split_in_a_batch_takes_the_roll_along(parting: Town) -> None:
    until = split_day()
    with batch():
        assert not isinstance(perform("A11", CarryOutSplit(CLOCK), until), Refused)
        assert {m.council for m in parting.people["A11-2"].memberships.all()} == {"A11", PART}
    assert state(PART).roll == tuple(member(parting.people[name], PART) for name in GOING)


def test_members_vote_in_the_new_assembly(halves: Town) -> None:
    now = state(PART).founded
    matter = proposed(halves, "A11-1", PART, Proposal(Kind.PROCEDURE, "Chairs"), now)
    assert not isinstance(cast_vote(halves.people["A11-2"], PART, matter, Choice.YES, now), Refused)
    assert cast_vote(halves.people["A11-3"], PART, matter, Choice.YES, now) == refuse(Reason.NOT_ON_ROLL)


def test_who_has_moved_votes_where_the_roll_was_frozen(parting: Town) -> None:
    mover, until = parting.people["A11-1"], split_day()
    matter = proposed(parting, "A11-3", "A11", Proposal(Kind.PROCEDURE, "Chairs"), until - timedelta(hours=1))
    carry_out()
    assert [(t.sort, t.council.id) for t in waiting(mover) if t.matter == matter] == [("vote", "A11")]
    assert not isinstance(cast_vote(mover, "A11", matter, Choice.NO, until), Refused)
    assert [t.done for t in waiting(mover) if t.matter == matter] == [True]
    named = named_votes(state("A11"), state("A11").ballots[matter], standings(parting.people["A11-3"]))
    assert named == [NamedVote(member(mover, "A11"), Choice.NO)]


def test_who_has_moved_signs_where_the_petition_began(town: Town) -> None:
    part(town, elected(town))
    mover, until = town.people["A11-1"], split_day()
    before = until - timedelta(hours=1)
    tenure = state("A11").holders("chair")[0]
    petition = OpenPetition(member(town.people["A11-4"], "A11"), tenure.holder, "chair", "No reports.")
    steps = town.do("A11", petition, before)
    recall = next(e.recall for step in steps for e in step.events if isinstance(e, PetitionOpened))
    carry_out()
    assert [t.sort for t in waiting(mover) if t.matter == recall] == ["sign"]
    assert not isinstance(sign_petition(mover, "A11", recall, until), Refused)


def test_recall_signed_after_a_split_is_voted_on_by_those_in_the_new_assembly(town: Town) -> None:
    part(town, elected(town))
    holder = member(town.people["A11-3"], "A11")
    town.do("A11", ChoosePart(holder, goes=True), split_day() - timedelta(days=1))
    petition = OpenPetition(member(town.people["A11-4"], "A11"), holder, "chair", "No reports.")
    town.do("A11", petition, split_day() - timedelta(hours=1))
    until, (recall,) = split_day(), state("A11").recalls
    tick(until)
    for number in range(1, state("A11").recalls[recall].needed + 1):
        assert not isinstance(sign_petition(town.people[f"A11-{number}"], "A11", recall, until), Refused)
    (there,) = state(PART).recalls.values()
    for name in ("A11-1", "A11-2"):
        assert [(t.sort, t.council.id) for t in waiting(town.people[name]) if t.matter == there.id] == [
            ("recall", PART)
        ]
        assert not isinstance(cast_vote(town.people[name], PART, there.id, Choice.YES, until), Refused)
    assert cast_vote(town.people["A11-4"], PART, there.id, Choice.NO, until) == refuse(Reason.NOT_ON_ROLL)
    here = Client()
    here.force_login(town.people["A11-1"])
    assert f'in <a href="/councils/{PART}/recalls/{there.id}/">Upper Mill</a>' in page(here, "A11", recall)
    assert f'signed in <a href="/councils/A11/recalls/{recall}/">Mill Street</a>' in page(here, PART, there.id)


def page(client: Client, assembly: str, recall: str) -> str:
    return client.get(f"/councils/{assembly}/recalls/{recall}/").content.decode()


def test_tellers_who_have_moved_count_the_hands_that_were_called_before(town: Town) -> None:
    part(town, elected(town, "teller", "A11-1", "A11-2"))
    until = split_day()
    matter = proposed(town, "A11-3", "A11", Proposal(Kind.PROCEDURE, "Chairs"), until - timedelta(hours=1))
    assert not isinstance(call_hands(town.people["A11-1"], "A11", matter, until - timedelta(hours=1)), Refused)
    tick(until)
    for name in GOING:
        assert not isinstance(enter_count(town.people[name], "A11", matter, Tally(yes=4), until), Refused)
    assert state("A11").motions[matter].state is MotionState.CARRIED


def elected(town: Town, office: str = "chair", *names: str) -> datetime:
    """A11-3 chairs the assembly (or these hold another office), elected by the one vote of A11-1; when."""
    chosen = tuple(member(town.people[name], "A11") for name in names or ("A11-3",))
    steps = town.do("A11", CallElection(chosen[0], office))
    election = next(e.election for step in steps for e in step.events if isinstance(e, ElectionCalled))
    for voice in chosen:
        town.do("A11", Stand(voice, election))
    opens = state("A11").elections[election].nominations_until
    tick(opens)
    done = mark_candidates(town.people["A11-1"], "A11", election, chosen, opens)
    closes = state("A11").elections[election].closes
    assert closes is not None
    tick(closes)
    assert not isinstance(done, Refused)
    return closes


def test_erasing_removes_every_row(halves: Town) -> None:
    gone = member(halves.people["A11-1"], PART)
    erase(halves.people["A11-1"])
    assert not Membership.objects.filter(member=gone).exists()
    assert state(PART).roll == (member(halves.people["A11-2"], PART),)


@pytest.fixture
def one(town: Town) -> Town:
    """A11 has gone over into A12; A11-1 was a member of both."""
    grounds = tuple(c.token for c in CHARTER.franchise.requires)
    join(town.people["A11-1"], "A12", grounds, at=START)
    merged(town)
    cast_vote(town.people["A11-1"], "A12", next(iter(state("A12").motions)), Choice.YES, START)
    return town


def merged(town: Town) -> None:
    carried(town, "A11", Proposal(Kind.MERGER, "Merge", target="A12"))
    carried(town, "A12", Proposal(Kind.MERGER, "Merge", target="A11"))


def test_member_of_both_ends_with_one_voice(one: Town) -> None:
    twice = one.people["A11-1"]
    assert [s.council.id for s in standings(twice)] == ["A12"]
    assert len(state("A12").roll) == 10
    assert sorted(Membership.objects.filter(person=twice).values_list("council", "former")) == [
        ("A11", False),
        ("A12", False),
        ("A12", True),
    ]


def test_invitation_to_a_merged_assembly_leads_to_its_successor(one: Town) -> None:
    found = find_invitation(issue_invitation("A11", at=START), START)
    assert found is not None
    newcomer = Person.objects.create(username="new", name="New")
    joined = accept_invitation(found, newcomer, tuple(c.token for c in CHARTER.franchise.requires))
    assert not isinstance(joined, Refused)
    assert [s.council.id for s in standings(newcomer)] == ["A12"]


def test_number_of_a_member_goes_along(one: Town) -> None:
    found = find_invitation(issue_invitation("A11", at=START), START)
    assert found is not None
    found.number = "7"
    newcomer = Person.objects.create(username="new", name="New")
    accept_invitation(found, newcomer, tuple(c.token for c in CHARTER.franchise.requires))
    assert newcomer.memberships.get().number == "7"


def test_list_that_was_read_in_is_kept_where_the_assembly_has_gone_over(town: Town) -> None:
    """Invitations are given out and taken back there, and the numbers that members had are known."""
    Membership.objects.filter(person=town.people["A11-2"]).update(number="2")
    draft = start(town.people["A11-1"], "A11", "roll.csv", b"Name;Number\nCy Roy;9\n", START)
    assert isinstance(draft, RollImport)
    assert confirm(town.people["A11-1"], draft) == 1
    merged(town)
    kept = RollImport.objects.get()
    assert (kept.council, kept.invitations.get().council) == ("A12", "A12")
    assert town.people["A11-2"].memberships.get(council="A12").number == "2"
    assert undo(town.people["A12-2"], kept) == 1


def test_list_that_is_taken_back_leaves_whoever_has_joined_what_they_have_become(town: Town) -> None:
    """One of it is elected, one has moved on to another assembly; the link of the third leads nowhere then."""
    draft = start(town.people["A11-1"], "A11", "roll.csv", b"Name;Number\nAnn;7\nBo;8\nCy;9\n", START)
    assert isinstance(draft, RollImport)
    confirm(town.people["A11-1"], draft)
    links = {slip.name: slip.token for slip in slips(Invitation.objects.all())}
    for name in ("Ann", "Bo"):
        town.people[name] = Person.objects.create(username=name.lower(), name=name)
        invited = find_invitation(links[name])
        assert invited is not None
        assert not isinstance(accept_invitation(invited, town.people[name], ["resident"]), Refused)
    elected(town, "teller", "Ann")
    assert not isinstance(move(town.people["Bo"], "A11", "A12", ["resident"]), Refused)
    assert undo(town.people["A11-1"], draft) == 1
    assert find_invitation(links["Cy"]) is None
    assert [t.office for t in state("A11").held_by(member(town.people["Ann"], "A11"))] == ["teller"]
    assert state("A12").has_voice(member(town.people["Bo"], "A12"))
    assert undo(town.people["A11-1"], draft) == 0

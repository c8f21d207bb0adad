"""Joining, leaving, being erased: the record holds, and shows nobody."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone
from tests.app.conftest import START, Town

from councils.app.identity import council, standings
from councils.app.membership import erase, find_invitation, invite, issue_invitation, join, leave
from councils.app.papers import owners
from councils.app.perform import perform, tick
from councils.app.record import export
from councils.app.voting import cast_vote
from councils.core.charter import Kind
from councils.core.motion import Propose, Second
from councils.core.proposal import Proposal
from councils.core.refusal import Reason, Refused, refuse
from councils.core.vote.tally import Choice
from councils.ledger.verify import verify
from councils.store.models import Membership, Person


def member(town: Town, name: str) -> str:
    return Membership.objects.get(person=town.people[name]).member


def voting(town: Town) -> str:
    """A motion of Mill Street that is open to the vote."""
    town.do("A11", Propose(member(town, "A11-1"), Proposal(Kind.RESOLUTION, "A bench")), timezone.now())
    town.do("A11", Second(member(town, "A11-2"), "A11:1"), timezone.now() - timedelta(days=4))
    tick(timezone.now() + timedelta(days=3.5))
    return "A11:1"


def test_person_without_membership_can_do_nothing(town: Town) -> None:
    stranger = Person.objects.create(username="operator", name="Operator")
    matter = voting(town)
    assert cast_vote(stranger, "A11", matter, Choice.YES) == refuse(Reason.NOT_ON_ROLL)
    assert standings(stranger) == []


def test_member_votes_only_in_their_own_assembly(town: Town) -> None:
    matter = voting(town)
    assert cast_vote(town.people["A12-1"], "A11", matter, Choice.YES) == refuse(Reason.NOT_ON_ROLL)


def test_paper_leads_to_its_owner_through_the_roll_alone(town: Town) -> None:
    matter = voting(town)
    cast_vote(town.people["A11-3"], "A11", matter, Choice.NO)
    ballot = council("A11").ballots[matter]
    ((paper, choice),) = ballot.votes.items()
    assert (owners("A11", matter)[paper], choice) == (member(town, "A11-3"), Choice.NO)
    assert member(town, "A11-3") not in paper


def test_papers_of_one_member_differ_from_matter_to_matter(town: Town) -> None:
    assert owners("A11", "A11:1").keys().isdisjoint(owners("A11", "A11:2"))


def test_erased_person_is_gone_and_the_record_verifies(town: Town) -> None:
    matter = voting(town)
    cast_vote(town.people["A11-3"], "A11", matter, Choice.YES)
    name = town.people["A11-3"].name
    erase(town.people["A11-3"])
    record = b"".join(export())
    assert name.encode() not in record
    assert verify(record.splitlines(keepends=True)).checked["VoteCast"] == 1
    assert not Person.objects.filter(username="A11-3").exists()
    assert set(council("A11").ballots[matter].votes) - set(owners("A11", matter)) == set(
        council("A11").ballots[matter].votes
    )


def test_no_name_is_ever_on_the_record(town: Town) -> None:
    record = b"".join(export())
    assert [p.name for p in Person.objects.all() if p.name.encode() in record] == []


def test_leaving_twice_is_refused(town: Town) -> None:
    assert not isinstance(leave(town.people["A11-1"], "A11"), Refused)
    assert leave(town.people["A11-1"], "A11") == refuse(Reason.NOT_ON_ROLL)


def test_franchise_asks_for_its_conditions(town: Town) -> None:
    newcomer = Person.objects.create(username="new", name="New")
    refused = join(newcomer, "A11", [])
    assert isinstance(refused, Refused)
    assert refused.reason is Reason.FRANCHISE
    assert not Membership.objects.filter(person=newcomer).exists()


def test_invitation_comes_from_members_only(town: Town) -> None:
    assert invite(town.people["A12-1"], "A11") == refuse(Reason.NOT_ON_ROLL)
    token = invite(town.people["A11-1"], "A11", "Ada")
    assert isinstance(token, str)
    invitation = find_invitation(token)
    assert invitation is not None
    assert (invitation.council, invitation.name) == ("A11", "Ada")


def test_invitation_expires(town: Town) -> None:
    token = issue_invitation("A11", at=START)
    assert find_invitation(token, START + timedelta(days=29)) is not None
    assert find_invitation(token, START + timedelta(days=31)) is None


def test_somebody_elses_paper_cannot_be_guessed_from_ids(town: Town) -> None:
    from councils.core.polling import CastVote

    matter = voting(town)
    assert perform("A11", CastVote(matter, member(town, "A11-1"), Choice.YES)) == refuse(Reason.NOT_ON_THIS_ROLL)

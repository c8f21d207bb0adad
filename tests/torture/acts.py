"""What rivals do at the same moment, each in one word or two: the use cases, called as the pages and the API call them.

The answer is ``done``, or the reason of a refusal.
"""

from __future__ import annotations

from datetime import datetime

from councils.app import repeating
from councils.app.identity import standing
from councils.app.membership import accept_invitation, find_invitation
from councils.app.perform import Performed, tick
from councils.app.speaking import speak
from councils.app.voting import cast_vote, enter_count, mark_candidates, sign_petition
from councils.core.charter import Kind
from councils.core.motion import Propose
from councils.core.proposal import Proposal
from councils.core.refusal import Refused
from councils.core.vote.tally import Choice, Tally
from councils.store.models import AccessToken, Person


def said(answer: Performed | None) -> str:
    if answer is None:
        return "too late"
    return answer.reason.name if isinstance(answer, Refused) else "done"


def person(number: int) -> Person:
    return Person.objects.get(pk=number)


def vote(who: int, council: str, matter: str, choice: str, at: datetime) -> str:
    return said(cast_vote(person(who), council, matter, Choice(choice), at))


def propose(who: int, council: str, key: str, at: datetime) -> str:
    """As a program does that sends the same request again, under its key."""
    speaker = person(who)
    token = AccessToken.objects.get(person=speaker)

    def deed() -> str | Refused:
        proposed = speak(speaker, council, lambda voice: Propose(voice, Proposal(Kind.RESOLUTION, key)), at)
        return proposed if isinstance(proposed, Refused) else "done"

    answer = repeating.once(token, key, key.encode(), deed)
    return answer.reason.name if isinstance(answer, Refused) else "again" if answer.again else answer.body


def join(who: int, link: str) -> str:
    invitation = find_invitation(link)
    return said(accept_invitation(invitation, person(who), ["resident"]) if invitation else None)


def count(who: int, council: str, matter: str, yes: int, at: datetime) -> str:
    return said(enter_count(person(who), council, matter, Tally(yes=yes), at))


def mark(who: int, council: str, election: str, candidate: int, at: datetime) -> str:
    stands = standing(person(candidate), council)
    return said(mark_candidates(person(who), council, election, (stands.voice if stands else "",), at))


def sign(who: int, council: str, recall: str, at: datetime) -> str:
    return said(sign_petition(person(who), council, recall, at))


def clock(at: datetime) -> str:
    return "did some" if tick(at) else "nothing to do"

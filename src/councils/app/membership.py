"""Join an assembly, leave it, be erased (R2).

An invitation is a link; it makes an account and leads to the assembly's application, in which the person declares what
the franchise asks. Only the digest of the link is kept. Erasing a person removes the account and the roll's rows: the
record keeps ids and papers that nobody can read any more, and still verifies.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from councils.app.books import close as close_books
from councils.app.households import move_out
from councils.app.identity import standing, successor
from councils.app.perform import Performed, perform
from councils.core.act import CouncilId, MemberId
from councils.core.member import Admit, Apply, Leave
from councils.core.refusal import Reason, Refused, refuse
from councils.store.models import Invitation, Membership, Person

INVITATION_DAYS = 30


def new_member_id() -> MemberId:
    return f"m{secrets.token_hex(5)}"


def invite(by: Person, council: CouncilId, name: str = "", at: datetime | None = None) -> str | Refused:
    """A new invitation to ``council`` by one of its members: the token of the link, shown once."""
    if standing(by, council) is None:
        return refuse(Reason.NOT_ON_ROLL)
    return issue_invitation(council, name, by=by, at=at)


def issue_invitation(
    council: CouncilId, name: str = "", by: Person | None = None, at: datetime | None = None, *, founding: bool = False
) -> str:
    token = secrets.token_urlsafe(24)
    expires = (at or timezone.now()) + timedelta(days=INVITATION_DAYS)
    Invitation.objects.create(
        digest=token_digest(token), council=council, name=name, by=by, founding=founding, expires=expires
    )
    return token


def token_digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def find_invitation(token: str, at: datetime | None = None) -> Invitation | None:
    """The invitation behind a link, if it is unused and has not expired."""
    valid = Invitation.objects.filter(used=None, expires__gt=at or timezone.now())
    return valid.filter(digest=token_digest(token)).first()


def join(
    person: Person,
    council: CouncilId,
    grounds: Iterable[str],
    *,
    member: MemberId = "",
    secret: bytes = b"",
    at: datetime | None = None,
) -> Performed:
    """Apply to an assembly for ``person``, who declares ``grounds``; admitted at once where the charter says so."""
    with transaction.atomic():
        known = Membership.objects.filter(person=person, council=council, former=False).first()
        row = known or Membership(person=person, council=council, member=member or new_member_id())
        if secret:
            row.secret = secret
        row.save()
        applied = perform(council, Apply(row.member, tuple(grounds)), at)
        if isinstance(applied, Refused) and known is None:
            row.delete()
    return applied


def accept_invitation(invitation: Invitation, person: Person, grounds: Iterable[str]) -> Performed | None:
    """Join with an invitation, which is used up by it; None if somebody else was first.

    An invitation to an assembly that has merged since leads to the one that it has gone over into.
    """
    with transaction.atomic():
        taken = Invitation.objects.filter(pk=invitation.pk, used=None).update(used=timezone.now(), person=person)
        if not taken:
            return None
        council = successor(invitation.council)
        joined = join(person, council, grounds)
        if isinstance(joined, Refused):
            Invitation.objects.filter(pk=invitation.pk).update(used=None, person=None)
        elif invitation.number:
            Membership.objects.filter(person=person, council=council).update(number=invitation.number)
    return joined


def admit(by: Person, council: CouncilId, member: MemberId, at: datetime | None = None) -> Performed:
    """Confirm an application; among the first of an assembly, who have nobody to do it, also one's own."""
    confirming = Membership.objects.filter(person=by, council=council, former=False).first()
    if confirming is None:
        return refuse(Reason.NOT_ON_ROLL)
    return perform(council, Admit(confirming.member, member), at)


def leave(person: Person, council: CouncilId, at: datetime | None = None) -> Performed:
    membership = Membership.objects.filter(person=person, council=council, former=False).first()
    if membership is None:
        return refuse(Reason.NOT_ON_ROLL)
    with transaction.atomic():
        left = perform(council, Leave(membership.member), at)
        if not isinstance(left, Refused):
            move_out(person, council)
    return left


def move(person: Person, old: CouncilId, new: CouncilId, grounds: Iterable[str]) -> Performed:
    """Leave one assembly and apply to another, both or neither; the record does not say that it is one person."""
    with transaction.atomic():
        left = leave(person, old)
        joined = left if isinstance(left, Refused) else join(person, new, grounds)
        transaction.set_rollback(isinstance(joined, Refused))
    return joined


def erase(person: Person) -> None:
    """Leave every assembly, then forget the person: name, account, and the secrets that made their papers."""
    for membership in list(person.memberships.all()):
        leave(person, membership.council)
    close_books(person)
    person.delete()

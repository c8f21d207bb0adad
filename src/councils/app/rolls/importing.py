"""Read a roll in: a draft until it is confirmed, then invitations, and undone as long as nobody has used them (R2).

Theory of operation. A draft holds the file and what the secretary has said about it: which column is what, how rows are
mended, who is left out. What would happen is worked out anew from it each time (``matching.py``), beside the roll as it
is then. Confirming writes all invitations in one transaction and throws the file away. No act is done by it, and nobody
becomes a member: that they do themselves, by declaring what the franchise asks.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from councils.app.identity import council as council_named
from councils.app.identity import standing
from councils.app.membership import INVITATION_DAYS
from councils.app.rolls.columns import TITLE, Columns, Field, guess, has_headings, heading_row
from councils.app.rolls.matching import Decision, Entry, Known, Likeness, Someone, State, matched
from councils.app.rolls.reading import Table, Unread, read
from councils.core.act import CouncilId
from councils.core.machines import Membership as Standing
from councils.core.office import may_act
from councils.core.refusal import Reason, Refused, refuse
from councils.core.sentence import gettext_noop
from councils.store.models import Invitation, Membership, Person, RollImport

DRAFT_DAYS = 7  # an import that is not confirmed is forgotten, with its file


def refused_to(person: Person, council: CouncilId) -> Refused | None:
    """Why ``person`` may not keep the roll of ``council``: it is for its secretary or chair, by election alone (R4)."""
    here = standing(person, council)
    if here is None:
        return refuse(Reason.NOT_ON_ROLL)
    if not here.council.is_base:
        return refuse(Reason.NOT_A_BASE_ASSEMBLY)
    if not may_act(here.council, here.voice):
        return refuse(Reason.NOT_THE_OFFICER, office=gettext_noop("{secretary} or {chair}"))
    return None


def start(
    by: Person, council: CouncilId, file: str, content: bytes, at: datetime | None = None
) -> RollImport | Unread | Refused:
    """A draft from a file, with its columns guessed from the headings."""
    refused = refused_to(by, council)
    if refused:
        return refused
    now = at or timezone.now()
    RollImport.objects.filter(confirmed=None, made__lt=now - timedelta(days=DRAFT_DAYS)).delete()
    table = read(content)
    if isinstance(table, Unread):
        return table
    return RollImport.objects.create(
        council=council, by=by, file=file[:200], made=now, content=content, draft=drafted(table)
    )


def drafted(table: Table) -> dict[str, Any]:
    """``above``: so many rows stand above the headings, and are no persons."""
    above = heading_row([cells for _, cells in table.rows[:TITLE]])
    rows = table.rows[above:]
    first = rows[0][1]
    titled = has_headings(first)
    return {
        "rows": rows,
        "above": above,
        "encoding": table.encoding,
        "headings": titled,
        "columns": guess(first) if titled else {},
        "amended": {},
        "decided": {},
    }


def read_again(draft: RollImport, encoding: str) -> Unread | None:
    """Read the file of a draft in another encoding."""
    table = read(bytes(draft.content), encoding)
    if isinstance(table, Unread):
        return table
    draft.draft = drafted(table)
    draft.save(update_fields=["draft"])
    return None


def people(draft: RollImport) -> list[tuple[int, Someone]]:
    """The rows of a draft as persons, mended as the secretary has said."""
    said, columns = draft.draft, {Field(name): place for name, place in draft.draft["columns"].items()}
    rows = said["rows"][1:] if said["headings"] else said["rows"]
    amended = {int(row): Someone(**given) for row, given in said["amended"].items()}
    return [(row, amended.get(row) or someone(cells, columns)) for row, cells in rows]


def someone(cells: list[str], columns: Columns) -> Someone:
    def cell(field: Field) -> str:
        place = columns.get(field, len(cells))
        return cells[place] if place < len(cells) else ""

    name = cell(Field.NAME) or f"{cell(Field.GIVEN)} {cell(Field.FAMILY)}".strip()
    return Someone(name, cell(Field.EMAIL).removeprefix("mailto:"), cell(Field.NUMBER))


def preview(draft: RollImport) -> list[Entry]:
    """What confirming would do with each row, as the roll is now."""
    decided = {int(row): Decision(said) for row, said in draft.draft["decided"].items()}
    return matched(people(draft), there(draft.council), decided)


def there(council: CouncilId) -> list[tuple[Someone, State]]:
    """Whoever is on the roll or asks to be, and whoever is invited."""
    found = council_named(council)
    members = found.members if found else {}
    here = {voice for voice, member in members.items() if member.state in (Standing.MEMBER, Standing.APPLICANT)}
    rows = Membership.objects.filter(council=council).select_related("person")
    roll = [(Someone(r.person.name, r.person.email, r.number), State.MEMBER) for r in rows if r.member in here]
    invited = open_invitations(council)
    return [*roll, *((Someone(i.name, i.email, i.number), State.INVITED) for i in invited if i.name)]


def open_invitations(council: CouncilId) -> Any:
    """Those that can still be used, or that have not been given out yet."""
    return Invitation.objects.filter(
        council=council, used=None, expires__gt=timezone.now()
    ) | Invitation.objects.filter(council=council, used=None, digest=None)


@dataclass(frozen=True, slots=True)
class Unsettled:
    """Rows that have to be mended, decided or left out first."""

    rows: tuple[int, ...]


def confirm(by: Person, draft: RollImport, at: datetime | None = None) -> int | Unsettled | Refused:
    """Invite whom the draft says: how many. Confirmed twice, it does nothing the second time."""
    refused = refused_to(by, draft.council)
    if refused:
        return refused
    with transaction.atomic():
        if not RollImport.objects.filter(pk=draft.pk, confirmed=None).update(confirmed=at or timezone.now()):
            return draft.invitations.count()
        entries = preview(draft)
        open_rows = tuple(e.row for e in entries if e.state in (State.UNCLEAR, State.WRONG))
        if not open_rows:
            invite_all(draft, by, entries, at or timezone.now())
        transaction.set_rollback(bool(open_rows))
    draft.refresh_from_db()
    return Unsettled(open_rows) if open_rows else draft.invitations.count()


def invite_all(draft: RollImport, by: Person, entries: list[Entry], at: datetime) -> None:
    """Whoever had an invitation that nobody has used in time gets another, and stands in the list once."""
    people = [entry.person for entry in entries if entry.state is State.INVITE]
    known = Known()
    for person in people:
        known.add(person, State.INVITE)
    late = Invitation.objects.filter(council=draft.council, used=None, expires__lte=at).exclude(name="")
    same = [i.pk for i in late if known.nearest(Someone(i.name, i.email, i.number))[0] is Likeness.SAME]
    Invitation.objects.filter(pk__in=same).delete()
    invited = [invitation(draft, by, person, at) for person in people]
    Invitation.objects.bulk_create(invited, batch_size=500)
    RollImport.objects.filter(pk=draft.pk).update(content=b"", draft={"counts": counts(entries)})


def invitation(source: RollImport, by: Person, person: Someone, at: datetime) -> Invitation:
    return Invitation(
        digest=None, council=source.council, name=person.name, email=person.email, number=person.number, by=by,
        source=source, expires=at + timedelta(days=INVITATION_DAYS),
    )  # fmt: skip


def counts(entries: list[Entry]) -> dict[str, int]:
    return {state: sum(e.state is state for e in entries) for state in State}


def undo(by: Person, done: RollImport, at: datetime | None = None) -> int | Refused:
    """Take back all invitations of an import that nobody has used: how many. Who has joined stays a member."""
    refused = refused_to(by, done.council)
    if refused:
        return refused
    with transaction.atomic():
        taken, _ = done.invitations.filter(used=None).delete()
        RollImport.objects.filter(pk=done.pk, undone=None).update(undone=at or timezone.now())
    done.refresh_from_db()
    return taken

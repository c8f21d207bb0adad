"""Where does this person wait to be confirmed, and who can confirm who waits? (R2)"""

from __future__ import annotations

from dataclasses import dataclass

from councils.app.batch import world
from councils.core.act import MemberId
from councils.core.council import Council
from councils.core.machines import Membership as State
from councils.core.office import officers
from councils.store.models import Membership, Person


@dataclass(frozen=True, slots=True)
class Application:
    council: Council
    member: MemberId

    @property
    def may_confirm(self) -> bool:
        """The first of an assembly confirm each other: there is nobody else."""
        return not self.council.roll


def applications(person: Person) -> list[Application]:
    found = world()
    rows = Membership.objects.filter(person=person).order_by("pk").values_list("council", "member")
    known = ((found.council(council), member) for council, member in rows)
    return [Application(c, m) for c, m in known if c and m in c.members and c.members[m].state is State.APPLICANT]


def confirming(council: Council) -> set[MemberId]:
    """Who confirms: the secretary or a chair; any member while there is neither; the first, each other."""
    return set(officers(council, "secretary", "chair", "co-chair")) or set(council.roll) or set(council.members)

"""The names behind ids, for those who may see them (R19).

Who holds or stands for an office is public. The other names of a roll are shown to the members of that assembly alone;
``Names`` therefore asks who is looking.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field

from councils.app.nouns import gettext as _
from councils.app.papers import papers
from councils.core.act import CLOCK, RULE, CouncilId, Voice, sender, tenure_number
from councils.core.council import Council
from councils.store.ledger import DatabaseLedger
from councils.store.models import Membership


@dataclass(slots=True)
class Names:
    """Names as one viewer sees them; ``member_of`` are the assemblies whose rolls they may read."""

    member_of: frozenset[CouncilId] = frozenset()
    world: DatabaseLedger = field(default_factory=lambda: DatabaseLedger(papers))
    rolls: dict[CouncilId, dict[Voice, str]] = field(default_factory=dict)

    def of(self, council: Council, voice: Voice) -> str:
        """The name of ``voice`` in ``council``, or "a member" where the viewer may not know."""
        if voice in (CLOCK, RULE):
            return _("the rules")
        if voice in council.below:
            return council.below[voice].name
        member, base = self.person(council, voice)
        if base is None:
            return _("a former {delegate}")
        if base.id in self.member_of or is_public(base, member):
            return self.roll(base.id).get(member) or _("a former {member}")
        return _("a {member}")

    def person(self, council: Council, voice: Voice) -> tuple[Voice, Council | None]:
        """The member, and the assembly, that a voice rests on: down the tenures, link by link."""
        here: Council | None = council
        while here is not None and not here.is_base:
            below = self.world.council(sender(voice))
            tenure = below.tenures.get(tenure_number(voice)) if below else None
            if tenure is None:
                return voice, None
            voice, here = tenure.holder, below
        return voice, here

    def prepare(self, council: Council, voices: Collection[Voice]) -> None:
        """Read the rolls behind many voices at once, so that a long list costs one query, and one for each level."""
        self.expect([voice for voice in voices if voice in council.delegates])
        bases = {base.id for voice in voices if (base := self.person(council, voice)[1]) is not None}
        unread = bases - self.rolls.keys()
        rolls: dict[CouncilId, dict[Voice, str]] = {name: {} for name in unread}
        rows = Membership.objects.filter(council__in=unread).values_list("council", "member", "person__name")
        for name, member, person in rows:
            rolls[name][member] = person
        self.rolls.update(rolls)

    def expect(self, seated: list[Voice]) -> None:
        """Read at once the councils that the seats of one level rest on, then those of the next level down."""
        while seated:
            self.world.expect({sender(voice) for voice in seated})
            rests_on = ((self.world.council(sender(voice)), tenure_number(voice)) for voice in seated)
            tenures = ((below, below.tenures.get(number)) for below, number in rests_on if below)
            seated = [tenure.holder for below, tenure in tenures if tenure and not below.is_base]

    def roll(self, council: CouncilId) -> dict[Voice, str]:
        if council not in self.rolls:
            rows = Membership.objects.filter(council=council).values_list("member", "person__name")
            self.rolls[council] = dict(rows)
        return self.rolls[council]


def is_public(assembly: Council, member: Voice) -> bool:
    """Whether this member has ever held or stood for an office: what they do there is public (R19)."""
    held = any(t.holder == member for t in assembly.tenures.values())
    return held or any(member in e.candidates for e in assembly.elections.values())

"""A federation to be tortured: assemblies with many motions that all can vote on now, and a token for each member.

Made only through the use cases, in the database that is named; says as JSON who can vote on what.
"""

from __future__ import annotations

import json
import os
import sys
from datetime import timedelta


def set_up(database: str) -> None:
    """Let this process work on ``database``, which gets its tables if it has none."""
    os.environ.update(DJANGO_SETTINGS_MODULE="councils.settings", COUNCILS_DB=database)
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)


def found_town(assemblies: int, members: int, motions: int) -> list[dict[str, object]]:
    """One entry for each vote that can be cast: token, council, matter."""
    from django.utils import timezone

    from councils.app.batch import batch
    from councils.app.founding import found
    from councils.app.membership import join
    from councils.app.perform import tick
    from councils.app.speaking import speak
    from councils.app.tokens import Scope, create_token
    from councils.core.charter import Kind
    from councils.core.motion import Propose, Second
    from councils.core.place import Place, Places
    from councils.core.proposal import Proposal
    from councils.core.refusal import Refused
    from councils.store.models import Person
    from tests.federation import preset

    names = [f"A{n}" for n in range(1, assemblies + 1)]
    places = Places([Place("T", "Town", "town", "", 100 * assemblies), *(Place(n, n, "part", "T", 100) for n in names)])
    now = timezone.now()
    before = now - timedelta(days=preset().motion(Kind.RESOLUTION).notice_days, hours=1)
    found("Town", preset(), places, before)
    jobs: list[dict[str, object]] = []
    with batch():
        for name in names:
            people = [Person.objects.create(username=f"{name}-{n}", name=f"{name} {n}") for n in range(members)]
            for person in people:
                assert not isinstance(join(person, name, ["resident"], at=before), Refused)
            for number in range(1, motions + 1):
                proposal = Proposal(Kind.RESOLUTION, f"Motion {number}")
                opened = speak(people[0], name, lambda voice, p=proposal: Propose(voice, p), before)
                assert not isinstance(opened, Refused), opened
                seconded = speak(people[1], name, lambda voice, m=f"{name}:{number}": Second(voice, m), before)
                assert not isinstance(seconded, Refused), seconded
            tokens = [create_token(person, "torture", (Scope.READ, Scope.VOTE), 30) for person in people]
            matters = [f"{name}:{number}" for number in range(1, motions + 1)]
            jobs += [{"token": t, "council": name, "matter": m} for m in matters for t in tokens]
    while tick(now):
        pass
    return jobs


if __name__ == "__main__":
    set_up(sys.argv[1])
    json.dump(found_town(*map(int, sys.argv[2:])), sys.stdout)

"""A clock that goes back an hour, and one that leaps ahead a year: on a city in mid-life."""

from __future__ import annotations

import json
import sys
from datetime import timedelta

from tests.torture.town import set_up


def clocks() -> dict[str, object]:
    import time_machine
    from django.test import Client
    from django.utils import timezone

    from councils.app.clock import ClockLeaptError
    from councils.app.perform import tick
    from councils.app.record import export
    from councils.app.voting import cast_vote
    from councils.core.refusal import Refused
    from councils.core.vote.tally import Choice
    from councils.ledger.verify import verify
    from councils.store.models import Act
    from tests.web.city import build, refer

    city = build()
    matter = refer(city)
    city.at = timezone.now()
    voters = iter(city.people["A11"])
    now, told = timezone.now(), {}

    def vote() -> bool:
        return not isinstance(cast_vote(next(voters), "A11", matter, Choice.YES), Refused)

    assert vote()
    with time_machine.travel(now - timedelta(hours=1)):
        assert vote() and vote(), "a vote is refused because the clock went back"
        tick()
    times = list(Act.objects.filter(council="A11").order_by("version").values_list("at", flat=True))
    assert times == sorted(times)
    told["an hour back"] = "votes are taken, and dated as the last act"
    acts = Act.objects.count()
    with time_machine.travel(now + timedelta(days=365)):
        page = Client(headers={"host": "localhost"}).get("/councils/A11/").status_code
        try:
            vote()
        except ClockLeaptError as error:
            said = str(error)
        else:
            raise AssertionError("a vote was dated a year ahead")
    assert (Act.objects.count(), page) == (acts, 200), "the leap of the clock has written something"
    assert vote(), "the clock is right again, and votes are refused"
    told["a year ahead"] = f"{said}: nothing is written, pages are shown; votes are taken again when it is right"
    verify(export())
    return told


if __name__ == "__main__":
    set_up(sys.argv[1])
    print(json.dumps(clocks()))

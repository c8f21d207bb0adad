"""The ballots of an election as a file that others can count again (R4, R19).

Only what was ranked, and how often: equal ballots are put together and sorted, so that their order says nothing of who
voted when. Candidates are told by their names, as on the page of the election.
"""

from __future__ import annotations

from councils.app.queries.names import Names
from councils.core.act import MatterId, Voice
from councils.core.council import Council
from councils.core.election import Election
from councils.core.vote.contest import NONE_OF_THESE
from councils.core.vote.profile import Profile, gathered
from councils.store.ledger import load


class NotCountedError(Exception):
    """There are no counted ballots under this name; the text says why, and what to do."""


def find(matter: MatterId) -> Profile:
    """The ballots of the election ``matter``, once it is decided by vote."""
    loaded = load(matter.rpartition(":")[0])
    election = loaded[1].elections.get(matter) if loaded else None
    if loaded is None or election is None:
        raise NotCountedError(f"There is no election {matter!r}. Its page shows its number, such as 75111-1:4.")
    if not counted(election):
        raise NotCountedError(f"The election {matter} has no counted ballots: it is {election.state}.")
    return profile(loaded[1], election, Names())


def counted(election: Election) -> bool:
    return election.result is not None and not election.result.uncontested


def profile(council: Council, election: Election, names: Names) -> Profile:
    """The ballots of a decided election. Where candidates have the same name, their ids are added."""
    assert election.result is not None
    called = {voice: name(council, voice, names) for voice in election.options}
    shared = [shown for shown in called.values() if list(called.values()).count(shown) > 1]
    numbers = {voice: number for number, voice in enumerate(called, start=1)}
    ballots = [(1, tuple((numbers[v],) for v in marks if v in numbers)) for marks in election.ballots.values()]
    office = council.charter.office(election.office)
    return Profile(
        title=f"{council.name}: {office.title if office else election.office}, {election.id}",
        seats=election.result.seats,
        candidates=tuple(f"{shown} ({v})" if shown in shared else shown for v, shown in called.items()),
        ballots=gathered(ballots),
    )


def name(council: Council, voice: Voice, names: Names) -> str:
    return "None of these" if voice == NONE_OF_THESE else names.of(council, voice)

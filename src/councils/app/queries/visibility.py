"""Who may see what (R19): the one place that pages and the API ask.

Under a charter whose visibility is "members", whoever has no voice in any council of the federation sees none of them.
The record is one for all federations of a database: the whole of it is for who may see all of them. The names of a
roll, and who voted how, are for the members of that assembly alone; what delegates do in office is for everybody.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from councils.app.identity import Standing, council
from councils.app.papers import owners
from councils.app.queries.federations import federations, root_of
from councils.app.queries.names import Names
from councils.core.act import CouncilId, Voice
from councils.core.charter import Visibility
from councils.core.council import Council
from councils.core.polling import poll
from councils.core.recall import Recall
from councils.core.vote.ballot import Ballot
from councils.store.models import Federation


@dataclass(frozen=True, slots=True)
class NamedVote:
    """``voice`` is None where the roll has forgotten whose paper it was."""

    voice: Voice | None
    choice: str


def hidden(shown: Council, voices: tuple[Standing, ...]) -> bool:
    """Whether the charter keeps this council from someone with these voices."""
    return shown.charter.visibility is Visibility.MEMBERS and not is_part(shown.id, voices)


def is_part(name: CouncilId, voices: Iterable[Standing]) -> bool:
    """Whether one of ``voices`` is in the federation of the council ``name``."""
    assemblies = {s.council.id for s in voices if s.council.is_base}
    return bool(assemblies) and root_of(name) in map(root_of, assemblies)


def federation_hidden(federation: Federation, voices: tuple[Standing, ...]) -> bool:
    """The same of all councils of a federation at once, asked of the congress."""
    root = council(federation.root)
    return root is not None and hidden(root, voices)


def hidden_federations(voices: tuple[Standing, ...]) -> list[Federation]:
    """Those that are kept from someone with these voices, and the whole record with them."""
    return [found for found in federations() if federation_hidden(found, voices)]


def names_for(voices: Iterable[Standing]) -> Names:
    """Names as somebody with these voices may read them: rolls of their own assemblies, and who holds office."""
    return Names(frozenset(s.council.id for s in voices if s.council.is_base))


def is_member(shown: Council, voices: Iterable[Standing]) -> bool:
    """Whether one of ``voices`` is on the roll of this base assembly."""
    return shown.is_base and any(s.council.id == shown.id for s in voices)


def named_votes(shown: Council, ballot: Ballot, voices: Iterable[Standing]) -> list[NamedVote]:
    """Who voted how: the delegates of a council for everybody, the members of an assembly for its members alone."""
    if not shown.is_base:
        return [NamedVote(credential, choice) for credential, choice in ballot.votes.items()]
    if not is_member(shown, voices):
        return []
    whose: Mapping[str, Voice] = owners(shown.id, ballot.matter, poll(shown, ballot.matter))
    return [NamedVote(whose.get(paper), choice) for paper, choice in ballot.votes.items()]


def own_paper(shown: Council, poll: str, voices: Iterable[Standing]) -> str | None:
    """What one of ``voices`` marks candidates or signs with here."""
    return next((s.paper(poll) for s in voices if s.council.id == shown.id), None)


def own_ballot_paper(shown: Council, ballot: Ballot, voices: Iterable[Standing]) -> str | None:
    """What one of ``voices`` votes with in ``ballot`` here."""
    return next((s.ballot_paper(ballot) for s in voices if s.council.id == shown.id), None)


def opener(shown: Council, recall: Recall, voices: Iterable[Standing]) -> Voice | None:
    """Who opened a petition: told to the members of the assembly alone; a delegate's acts are public."""
    return recall.by if not shown.is_base or is_member(shown, voices) else None

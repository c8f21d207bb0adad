"""A ballot that ranks: one list of places for each candidate, which works without a script (R4).

Each candidate has a field ``place-<id>``; what is chosen there is a place, and the places need not be without gaps:
first, second and fourth are an order all the same. Two candidates in one place are told, and nothing that was chosen is
lost.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from councils.app.nouns import gettext as _
from councils.core.act import Voice

PREFIX = "place-"


@dataclass(frozen=True, slots=True)
class Chosen:
    """``places`` as chosen; ``shared``: the places that were given more than once, with their candidates."""

    places: Mapping[Voice, int]
    shared: Mapping[int, tuple[Voice, ...]]

    @property
    def ranking(self) -> tuple[Voice, ...]:
        return tuple(sorted(self.places, key=lambda voice: self.places[voice]))


def read(post: Mapping[str, str], options: Iterable[Voice]) -> Chosen:
    """The places of ``options`` in a form; what is no number of a place counts as none."""
    given = {voice: post.get(f"{PREFIX}{voice}", "") for voice in options}
    numbers = {voice: int(said) for voice, said in given.items() if said.isascii() and said.isdigit() and len(said) < 9}
    places = {voice: place for voice, place in numbers.items() if place}
    together: dict[int, list[Voice]] = defaultdict(list)
    for voice, place in places.items():
        together[place].append(voice)
    return Chosen(places, {place: tuple(voices) for place, voices in together.items() if len(voices) > 1})


def errors(chosen: Chosen, names: Mapping[Voice, str]) -> list[dict[str, str]]:
    """What is wrong, each with the field to go to."""
    text = _("Place %(place)s is given to more than one: %(names)s. Give each a place of their own, or none.")
    return [
        {
            "text": text % {"place": place, "names": ", ".join(names[v] for v in voices)},
            "target": f"{PREFIX}{voices[1]}",
        }
        for place, voices in sorted(chosen.shared.items())
    ]

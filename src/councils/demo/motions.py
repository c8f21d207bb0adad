"""Motions in the demonstration: brought, seconded, argued about.

Theory of operation. ``bring`` has somebody of a council propose a text of ``motions.toml``; others second it on the
same evening, and people argue while it is open. The rest follows: the notice period ends, the vote opens, and
``votes.py`` answers. What comes from below, or back from below, finds its arguments in the same file by its title.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from importlib.resources import files
from typing import Any

from councils.core.act import CouncilId, MatterId, Voice
from councils.core.charter import Charter, Kind
from councils.core.competence import FlagContradiction
from councils.core.motion import Argue, MotionProposed, Propose, Second, Side, Withdraw
from councils.core.proposal import Proposal
from councils.core.special import SpecialOffice
from councils.demo.leanings import Leaning
from councils.demo.town import Town
from councils.demo.votes import Votes

ARGUING = timedelta(days=12)  # in which most is said
CHANGE_OF_MIND = timedelta(days=2)


@dataclass(frozen=True)
class Texts:
    """What ``motions.toml`` holds."""

    tables: Mapping[str, Any]

    def __getitem__(self, key: str) -> Mapping[str, Any]:
        """By key; ``local 3`` is the fourth of the local ones."""
        name, _, number = key.partition(" ")
        found: Mapping[str, Any] = self.tables[name][int(number)] if number else self.tables[name]
        return found

    @cached_property
    def local(self) -> tuple[str, ...]:
        return tuple(f"local {number}" for number in range(len(self.tables["local"])))

    def titled(self, title: str) -> Mapping[str, Any]:
        tables = (t for table in self.tables.values() for t in (table if isinstance(table, list) else [table]))
        return next((table for table in tables if table["title"] == title), {})


def read_texts() -> Texts:
    return Texts(tomllib.loads(files(__package__).joinpath("motions.toml").read_text(encoding="utf-8")))


class Motions:
    """``ids``: what a text of the file has become, by its key."""

    def __init__(self, town: Town, votes: Votes, texts: Texts) -> None:
        self.town, self.votes, self.texts = town, votes, texts
        self.ids: dict[str, MatterId] = {}
        town.on(MotionProposed, self.proposed)

    def bring(
        self,
        when: datetime,
        key: str,
        council: CouncilId,
        kind: Kind = Kind.RESOLUTION,
        leaning: Leaning | None = None,
        **more: Any,
    ) -> None:
        self.town.at(when, self.propose, key, council, kind, leaning, **more)

    def propose(
        self,
        key: str,
        council: CouncilId,
        kind: Kind,
        leaning: Leaning | None,
        *,
        about: str = "",
        charter: Charter | None = None,
        until: datetime | None = None,
        seconded: bool = True,
    ) -> None:
        """``about`` is the key of the motion that is the target of this one; ``until`` ends the office it makes."""
        here, text = self.town.council(council), self.texts[key]
        by, *others = self.town.some(here.roll, 1 + here.charter.motion(kind).seconders)
        target = self.ids[about] if about else ""
        unit = text.get("unit", "") if kind is Kind.DIRECTIVE else ""
        office = SpecialOffice(text["office"], text["purpose"], text["powers"], until) if until else None
        words = text["text"].strip()
        proposal = Proposal(
            kind,
            text["title"],
            words,
            target=target,
            unit=unit,
            charter=charter,
            office=office,
            matter=text.get("matter", ""),
        )
        matter = next(here.matter_ids())
        self.ids[key] = matter
        if leaning:
            self.votes.leanings[matter] = leaning
        self.town.say(council, by, lambda voice: Propose(voice, proposal))
        for minutes, voice in enumerate(others if seconded else [], start=1):
            self.town.at(self.town.now + timedelta(minutes=5 * minutes), self.second, council, matter, voice)

    def second(self, council: CouncilId, matter: MatterId, voice: Voice) -> None:
        if self.town.council(council).has_voice(voice):
            self.town.say(council, voice, lambda by: Second(by, matter))

    def proposed(self, council: CouncilId, fields: Mapping[str, Any]) -> None:
        """Whatever stands on the agenda is argued about."""
        text = self.texts.titled(fields["proposal"]["title"].removeprefix("Uphold: "))
        said = [(side, words) for side in Side for words in text.get(side.value, ())]
        for side, words in said:
            when = self.town.moment(self.town.now, self.town.now + ARGUING)
            self.town.at(when, self.argue, council, fields["motion"], side, words)

    def argue(self, council: CouncilId, matter: MatterId, side: Side, words: str) -> None:
        """Somebody says it who has not spoken yet; nobody speaks against what they have moved or seconded."""
        here = self.town.council(council)
        motion = here.motions[matter]
        spoken = {argument.by for argument in motion.arguments}
        moved = {motion.by, *motion.seconders} if side is Side.AGAINST else set()
        silent = [voice for voice in here.roll if voice not in spoken | moved]
        if motion.open and silent:
            self.town.say(council, self.town.rng.choice(silent), lambda by: Argue(by, matter, side, words))

    def flag(self, key: str, decision: str) -> None:
        """Somebody says that a motion contradicts what was decided above (R20)."""
        matter = self.ids[key]
        council = matter.rpartition(":")[0]
        here = self.town.council(council)
        by = next(voice for voice in here.roll if voice != here.motions[matter].by)
        why = self.texts[key]["contradicts"]
        self.town.say(council, by, lambda by: FlagContradiction(by, matter, self.ids[decision], why))

    def withdraw(self, key: str) -> None:
        """Who proposed it changes their mind."""
        matter = self.ids[key]
        council = matter.rpartition(":")[0]
        motion = self.town.council(council).motions[matter]
        if self.town.council(council).has_voice(motion.by):
            self.town.say(council, motion.by, lambda by: Withdraw(by, matter))

"""Motions with several options in the demonstration: one decided by approval, one that people are ranking (R6).

Theory of operation. Texts are in ``choices.toml``; there ``liked`` says how many would have each option, and at the end
how many would leave things as they are. All chance here comes from dice of their own, so that the rest of the
story stays as it is whatever is put to choice.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from datetime import datetime, timedelta
from importlib.resources import files
from random import Random
from typing import Any

from councils.app.voting import cast_preference
from councils.core.act import CouncilId, MatterId, Voice
from councils.core.charter import Kind
from councils.core.charter.limits import Casting
from councils.core.council import Council
from councils.core.motion import Argue, Propose, Second, Side
from councils.core.proposal import Proposal
from councils.core.vote.ballot import Ballot, BallotOpened, Mode
from councils.core.vote.options import LEAVE, Options, Preference, completed
from councils.demo.town import Town, hour

TURNOUT = 0.6
UNDECIDED = 0.25  # how far a member's liking strays from everybody's


class Choices:
    """``texts`` by the matter's id, once it is asked."""

    def __init__(self, town: Town, dice: Random) -> None:
        self.town, self.dice = town, dice
        self.file = tomllib.loads(files(__package__).joinpath("choices.toml").read_text(encoding="utf-8"))
        self.texts: dict[MatterId, Mapping[str, Any]] = {}
        town.on(BallotOpened, self.opened)

    def plan(self) -> None:
        _, *wards = self.town.wards  # most people look at the first, and what they see there is the congress's question
        assembly, ward = self.dice.choice(self.town.base), self.dice.choice(wards)
        self.town.at(self.evening(61), self.ask, "evening", assembly, Kind.PROCEDURE, Casting.APPROVAL)
        self.town.at(self.evening(14), self.ask, "harvest", ward, Kind.RESOLUTION, Casting.RANKED)

    def evening(self, days_ago: int) -> datetime:
        return hour((self.town.end - timedelta(days=days_ago)).date(), 17, self.dice.randrange(20, 105, 5))

    def ask(self, key: str, council: CouncilId, kind: Kind, casting: Casting) -> None:
        here, text = self.town.council(council), self.file[key]
        by, *others = self.dice.sample(here.roll, 1 + here.charter.motion(kind).seconders)
        proposal = Proposal(kind, text["title"], text["text"].strip(), options=Options(tuple(text["options"]), casting))
        matter = next(here.matter_ids())
        self.texts[matter] = text
        self.town.say(council, by, lambda voice: Propose(voice, proposal))
        for voice in others:
            self.town.say(council, voice, lambda by: Second(by, matter))
        for side in Side:
            for words, voice in zip(text.get(side.value, ()), self.dice.sample(here.roll, 3), strict=False):
                self.town.at(self.town.now + timedelta(hours=2), self.argue, council, matter, voice, side, words)

    def argue(self, council: CouncilId, matter: MatterId, voice: Voice, side: Side, words: str) -> None:
        here = self.town.council(council)
        if here.motions[matter].open and here.has_voice(voice):
            self.town.say(council, voice, lambda by: Argue(by, matter, side, words))

    def opened(self, name: CouncilId, fields: Mapping[str, Any]) -> None:
        here = self.town.council(name)
        if fields["matter"] in self.texts and here.is_base:
            self.assembly(here, here.ballots[fields["matter"]])

    def assembly(self, here: Council, ballot: Ballot) -> None:
        """Members vote by themselves, by day, until the end of the ballot."""
        days = (ballot.closes - self.town.now).days
        for voice in self.dice.sample(here.roll, round(TURNOUT * len(here.roll))):
            day = (self.town.now + timedelta(days=self.dice.randrange(days))).date()
            when = hour(day, self.dice.randrange(18, 21), self.dice.randrange(60))
            self.town.at(when, self.cast, here.id, ballot.matter, voice)

    def cast(self, name: CouncilId, matter: MatterId, voice: Voice) -> None:
        here = self.town.council(name)
        ballot = here.ballots[matter]
        if ballot.options and not ballot.closed and ballot.mode is Mode.ELECTRONIC and here.has_voice(voice):
            said = self.preference(ballot.options, self.texts[matter]["liked"])
            self.town.must(cast_preference(self.town.person(name, voice), name, matter, said, self.town.now))

    def preference(self, options: Options, liked: list[float]) -> Preference:
        """What somebody wants who likes the options about as much as everybody does."""
        *each, leave = (like + self.dice.gauss(0, UNDECIDED) for like in liked)
        by_number = {LEAVE: leave, **dict(enumerate(each, start=1))}
        order = sorted(by_number, key=lambda number: -by_number[number])
        better = order[: order.index(LEAVE)]
        ranked = options.casting is Casting.RANKED
        said = ">".join(map(str, order)) if ranked else "=".join(map(str, better or [LEAVE]))
        return completed(said, options) or ""

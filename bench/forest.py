"""Ten thousand members in a forest of delegations five deep: who carries whose vote, with what weight, to which end.

Four hundred assemblies of 25 members; above them councils of five, up to one congress. The question has been answered
everywhere. Measured is the counting of it in every council in all ways, and, for every member, the delegations that
carry their vote up to the congress, with the weight that it has in each.
"""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import Any

from bench.measure import doing, median_ms, told
from councils.core.act import CouncilId, MatterId
from councils.core.charter import Charter, Kind, LevelRule
from councils.core.charter.toml import parse_charter
from councils.core.countings import PLAIN, Countings
from councils.core.mandate import Delegation
from councils.core.referral import counted, delegations
from councils.core.vote.tally import Tally
from councils.lab.counting import Assembly, Trial
from councils.presets import DEFAULT, preset

LEVELS = ("assembly", "quarter", "town", "district", "region", "congress")
BELOW = (4, 4, 5, 5, 1)  # councils below one, from the congress down, and 25 members in each assembly
MEMBERS = 25
Link = tuple[CouncilId, Fraction]


def measured() -> None:
    doing("founding councils for 10,000 members, five levels under a congress")
    trial = Trial(five_deep(), tuple(rows()))
    question = trial.ask()
    trial.answer(question)
    told("forest: members", sum(len(c.members) for c in trial.councils.values()), "people")
    told(
        "forest: result, weights and every chain (CPU)", median_ms(lambda: decided(trial, question), 5).cpu, "ms", 1000
    )
    result, chains = decided(trial, question)
    assert len(chains) == sum(len(c.members) for c in trial.councils.values())
    assert result == trial.councils["C"].referrals[question].countings


def decided(trial: Trial, question: MatterId) -> tuple[Countings, dict[str, tuple[Link, ...]]]:
    """The countings of the congress, and each member's chain: the councils, and their weight in the delegation."""
    sent: dict[CouncilId, tuple[CouncilId, Delegation]] = {}
    result: dict[CouncilId, Countings] = {}
    asked = trial.charter.motion(Kind.RESOLUTION)
    for name, council in trial.councils.items():
        if not council.is_base:
            result[name] = counted(council, question, PLAIN if council.parent else asked)
            sent.update({party.council: (name, party) for party in delegations(council, question)})
    chains = {
        member: chain(sent, name)
        for name, council in trial.councils.items()
        if council.is_base
        for member in council.members
    }
    return result["C"], chains


def chain(sent: dict[CouncilId, tuple[CouncilId, Delegation]], name: CouncilId) -> tuple[Link, ...]:
    """From an assembly up: each council that its vote comes to, and how many seats stand for one member there."""
    found: list[Link] = []
    while name in sent:
        name, party = sent[name]
        found.append((name, Fraction(party.seats, max(1, party.represented))))
    return tuple(found)


def rows(name: str = "C", parent: str = "", depth: int = 0) -> Any:
    if depth == len(BELOW):
        votes = sum(map(ord, name)) % 20
        yield Assembly(name, parent, MEMBERS, Tally(votes, 20 - votes, 1))
        return
    yield Assembly(name, parent, 0, Tally())
    for number in range(BELOW[depth]):
        yield from rows(f"{name}{number}", name, depth + 1)


def five_deep() -> Charter:
    charter = parse_charter(preset(DEFAULT) or "")
    assert isinstance(charter, Charter)
    offices = tuple(replace(office, levels=()) for office in charter.offices)
    assembly, above = charter.norms
    norms = (assembly, *(replace(above, level=name) for name in LEVELS[1:-1]))
    return replace(
        charter, norms=norms, levels=tuple(LevelRule(name, name.title()) for name in LEVELS), offices=offices
    )

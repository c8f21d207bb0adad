"""A second reader of the record, which knows no rule of ours: it counts JSON with nothing but the standard library.

It was written from the words of the rules, not from the core, so that a mistake in one is found by the other.
"""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterable
from fractions import Fraction
from typing import Any

from tests import scottish

NONE = "*none*"


class Recount:
    """Read an export line by line; ``faults`` names whatever does not add up."""

    def __init__(self, lines: Iterable[bytes]) -> None:
        self.faults: list[str] = []
        self.closed = self.elections = self.seats = 0
        self.rolls: dict[tuple[str, str], set[str]] = {}
        self.votes: dict[tuple[str, str], dict[str, str]] = defaultdict(dict)
        self.hands: dict[tuple[str, str], dict[str, int]] = {}
        self.marks: dict[tuple[str, str], dict[str, list[str]]] = defaultdict(dict)
        self.tenures: dict[str, str] = {}
        self.seated: dict[str, set[str]] = defaultdict(set)
        for raw in lines:
            line = json.loads(raw)
            if "entry" in line:
                for name, fields in line["entry"]["events"]:
                    read = getattr(self, name, None)
                    if read:
                        read(line["entry"]["council"], fields)

    def fault(self, council: str, what: str) -> None:
        self.faults.append(f"{council}: {what}")

    def BallotOpened(self, council: str, e: dict[str, Any]) -> None:  # noqa: N802  named after the event
        self.rolls[council, e["matter"]] = set(e["roll"])

    def VoteCast(self, council: str, e: dict[str, Any]) -> None:  # noqa: N802
        self.votes[council, e["matter"]][e["paper"]] = e["choice"]

    def VoteVoided(self, council: str, e: dict[str, Any]) -> None:  # noqa: N802
        del self.votes[council, e["matter"]][e["paper"]]

    def BallotsAgreed(self, council: str, e: dict[str, Any]) -> None:  # noqa: N802
        ballots = [pile["marks"] for pile in e["piles"] for _ in range(pile["number"])]
        self.marks[council, e["election"]] = {str(number): marks for number, marks in enumerate(ballots)}

    def CountAgreed(self, council: str, e: dict[str, Any]) -> None:  # noqa: N802
        self.hands[council, e["matter"]] = e["tally"]

    def BallotClosed(self, council: str, e: dict[str, Any]) -> None:  # noqa: N802
        key = (council, e["matter"])
        counted = Counter(self.votes[key].values())
        expected = self.hands.get(key) or {side: counted[side] for side in ("yes", "no", "abstain")}
        if e["tally"] != expected:
            self.fault(council, f"{e['matter']} was closed with {e['tally']}, and {expected} were cast")
        if sum(expected.values()) > e["roll"]:
            self.fault(council, f"{e['matter']} has more votes than its roll")
        self.closed += 1

    def PositionTaken(self, council: str, e: dict[str, Any]) -> None:  # noqa: N802
        yes, no = (Fraction(e["answer"]["counted"][side]) for side in ("yes", "no"))
        said = "tied" if yes == no else "yes" if yes > no else "no"
        if e["answer"]["position"] != said:
            self.fault(council, f"{e['question']}: {yes} to {no} was called {e['answer']['position']}")

    def MarksCast(self, council: str, e: dict[str, Any]) -> None:  # noqa: N802
        self.marks[council, e["election"]][e["paper"]] = e["marks"]

    def ElectionDecided(self, council: str, e: dict[str, Any]) -> None:  # noqa: N802
        ballots = self.marks[council, e["election"]]
        if e.get("stages"):
            self.stages(council, e, list(ballots.values()))
            return
        if e.get("uncontested") or e.get("duels") or NONE in e["marks"]:
            return
        counted = Counter(name for marks in ballots.values() for name in marks if name in e["marks"])
        if {name: n for name, n in e["marks"].items() if n} != dict(counted):
            self.fault(council, f"{e['election']} was counted {e['marks']}, and marked {dict(counted)}")
        worst = min((counted[name] for name in e["elected"]), default=0)
        better = [n for n, votes in counted.items() if votes > worst and n not in e["elected"]]
        if better:
            self.fault(council, f"{e['election']}: {better} had more marks than who was elected")
        self.elections += 1

    def stages(self, council: str, e: dict[str, Any], ballots: list[list[str]]) -> None:
        """A count by transfer, by the second counter; a count that a lot or a reserved seat decided is passed over."""
        names = list(e["stages"][0]["votes"])
        papers = [kept for ballot in ballots if (kept := [name for name in ballot if name in names])]
        found = scottish.count(names, papers, e["seats"])
        if (
            found is None
            or NONE in names
            or any(s["action"] == "seats reserved" or s.get("guarded") for s in e["stages"])
        ):
            return
        if (set(e["elected"]), [s["votes"] for s in e["stages"]]) != (
            found[0],
            [{name: votes * 100_000 for name, votes in stage.items()} for stage in found[1]],
        ):
            self.fault(council, f"{e['election']} was counted otherwise: {found}")
        self.elections += 1

    def OfficeFilled(self, council: str, e: dict[str, Any]) -> None:  # noqa: N802
        if e["office"] == "delegate":
            self.tenures[f"{council}.{e['number']}"] = e["holder"]

    def OfficeVacated(self, council: str, e: dict[str, Any]) -> None:  # noqa: N802
        self.tenures.pop(f"{council}.{e['number']}", None)

    def DelegateSeated(self, council: str, e: dict[str, Any]) -> None:  # noqa: N802
        if e["credential"] not in self.tenures:
            self.fault(council, f"{e['credential']} sits here and was elected nowhere below")
        self.seated[council].add(e["credential"])
        self.seats += 1

    def DelegateUnseated(self, council: str, e: dict[str, Any]) -> None:  # noqa: N802
        self.seated[council].discard(e["credential"])

    def finish(self, parents: dict[str, str]) -> list[str]:
        """All faults, with the seats at the end held against the tenures below (``parents``: council -> above)."""
        above = {seat for seats in self.seated.values() for seat in seats}
        below = {name for name in self.tenures if parents.get(name.rpartition(".")[0])}
        self.faults += [f"{name} sits without a tenure below" for name in above - below]
        self.faults += [f"{name} is a delegate below and sits nowhere" for name in below - above]
        return self.faults

"""A question carried up in arrays, against the same one through the core's own acts, and against sums."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.federation import preset, recorded, with_rules

from councils.core.charter import Binding, Charter, Counting, Kind, MandateKind, NoMandate, Norm, Tie
from councils.core.countings import Countings
from councils.core.polling import CastVote
from councils.core.refusal import Refused
from councils.core.vote.tally import Choice, Tally
from councils.lab.arrays import Ints
from councils.lab.counting import Assembly, Trial, count
from councils.lab.published.jury import contradiction
from councils.lab.simulation import climb as module
from councils.lab.simulation.climb import Ascent, Votes, climb
from councils.lab.simulation.tree import Tree, UnfitError, regular, tree
from councils.presets import NAMES

ONE = Norm(per=1000, minimum=1)


def charter_of_any_rules(draw) -> Charter:
    """A preset with any rules of counting; a delegate for four members, and two of each ward at least."""
    charter = with_rules(
        preset(),
        binding=draw(st.sampled_from(Binding)),
        counting=draw(st.sampled_from(Counting)),
        tie=draw(st.sampled_from(Tie)),
        no_mandate=draw(st.sampled_from([NoMandate.NOT_COUNTED, NoMandate.ABSTAIN])),
        quorum=Fraction(draw(st.integers(0, 6)), 10),
        council_quorum=Fraction(draw(st.integers(0, 8)), 10),
    )
    norms = (Norm("assembly", per=4, fraction_over=2), Norm("ward", per=5, fraction_over=2, minimum=2))
    return replace(charter, norms=norms)


@st.composite
def federations(draw: st.DrawFn) -> tuple[Charter, list[Assembly]]:
    """Three levels: two to three wards of one to four assemblies, and a charter with drawn rules."""
    wards = draw(st.lists(st.integers(1, 4), min_size=2, max_size=3))
    rows = [Assembly("C", "", 0, Tally())]
    for w, assemblies in enumerate(wards):
        rows.append(Assembly(f"W{w}", "C", 0, Tally()))
        for a in range(assemblies):
            roll = draw(st.integers(2, 14))
            yes = draw(st.integers(0, roll))
            no = draw(st.integers(0, roll - yes))
            rows.append(Assembly(f"A{w}{a}", f"W{w}", roll, Tally(yes, no, draw(st.integers(0, roll - yes - no)))))
    return charter_of_any_rules(draw), rows


def arrays(charter: Charter, rows: list[Assembly]) -> tuple[Tree, Votes]:
    wards = [row.name for row in rows if row.parent == "C"]
    base = [row for row in rows if row.parent not in ("", "C")]
    above = np.array([wards.index(row.parent) for row in base])
    rolls = np.array([row.roll for row in base])
    yes, no, abstain = (np.array([[row.votes.votes[c] for row in base]]) for c in ("yes", "no", "abstain"))
    return tree(charter, rolls, [above, np.zeros(len(wards), dtype=int)]), Votes.of(yes, no, abstain)


@given(federations())
def test_arrays_and_core_decide_the_same(federation):
    charter, rows = federation
    outcome = count(charter, tuple(rows))
    grown, votes = arrays(charter, rows)
    found = climb(grown, charter, votes)
    core = outcome.countings
    assert found.delegates[0].tolist() == [core.delegates.yes, core.delegates.no, core.delegates.abstain]
    assert found.members[0].tolist() == pytest.approx(members_of(core))
    assert found.base[0].tolist() == [core.base.yes, core.base.no, core.base.abstain]
    assert bool(found.carried[0]) is outcome.carried
    ways = (found.by_delegates, found.by_members, found.by_base)
    assert [bool(way[0]) for way in ways] == [core.delegates.carried, core.members.carried, core.base.carried]
    said = {s.council: str(s.answer.position) for s in outcome.said}
    names = {1: "yes", -1: "no", 0: "tied", -2: "none"}
    base = [row.name for row in rows if row.parent not in ("", "C")]
    assert [names[p] for p in found.positions[0][0].tolist()] == [said[name] for name in base]
    assert [names[p] for p in found.positions[1][0].tolist()] == [said[r.name] for r in rows if r.parent == "C"]


@st.composite
def trials(draw: st.DrawFn, depth: int) -> list[Assembly]:
    """One council over assemblies, or (``depth`` 2) over wards of assemblies; large enough for every preset's norm."""
    rows = [Assembly("C", "", 0, Tally())]
    parents = [f"W{w}" for w in range(draw(st.integers(2, 3)))] if depth == 2 else ["C"]
    rows += [Assembly(name, "C", 0, Tally()) for name in parents if name != "C"]
    for parent in parents:
        for a in range(draw(st.integers(2, 4))):
            roll = draw(st.integers(4, 30))
            yes = draw(st.integers(0, roll))
            no = draw(st.integers(0, roll - yes))
            rows.append(Assembly(f"{parent}A{a}", parent, roll, Tally(yes, no, draw(st.integers(0, roll - yes - no)))))
    return rows


@pytest.mark.parametrize("name", NAMES)
@settings(max_examples=8)
@given(data=st.data())
def test_every_preset_decides_as_in_the_core(name, data):
    charter = preset(name)
    depth = min(2, len(charter.levels) - 1)
    rows = data.draw(trials(depth))
    grown, votes = arrays(charter, rows) if depth == 2 else flat(charter, rows)
    found = climb(grown, charter, votes)
    outcome = count(charter, tuple(rows))
    core = outcome.countings
    assert found.delegates[0].tolist() == [core.delegates.yes, core.delegates.no, core.delegates.abstain]
    assert found.members[0].tolist() == pytest.approx(members_of(core))
    assert bool(found.carried[0]) is outcome.carried
    ways = (found.by_delegates, found.by_members, found.by_base)
    assert [bool(way[0]) for way in ways] == [core.delegates.carried, core.members.carried, core.base.carried]


def flat(charter: Charter, rows: list[Assembly]) -> tuple[Tree, Votes]:
    base = [row for row in rows if row.parent]
    yes, no, abstain = (np.array([[row.votes.votes[c] for row in base]]) for c in ("yes", "no", "abstain"))
    rolls = np.array([row.roll for row in base])
    return tree(charter, rolls, [np.zeros(len(base), dtype=int)]), Votes.of(yes, no, abstain)


def members_of(core: Countings) -> list[float]:
    return [float(core.members.yes), float(core.members.no), float(core.members.abstain)]


class Minded(Trial):
    """Its delegates vote as they think, delegation by delegation, where the core lets them."""

    def think(self, question: str, views: dict[str, Choice]) -> int:
        """From level to level, as mandates come; how many breaches are on record in the end."""
        self.answer_at_the_base(question)
        closes, breaches = sorted({c.ballots[question].closes for c in self.councils.values()}), 0
        for last, now in pairwise(closes):
            self.now = last
            self.ledger.tick(last)
            for council in [c for c in self.councils.values() if c.ballots[question].closes == now and not c.is_base]:
                for credential in sorted(council.ballots[question].roll.papers):
                    view = views[council.ballots[question].roll.sender(credential)]
                    done = self.ledger.act(council.id, CastVote(question, credential, view), last)
                    breaches += 0 if isinstance(done, Refused) else str(recorded(done)).count("MandateBreached")
        self.now = closes[-1]
        self.ledger.tick(self.now)
        return breaches

    def answer_at_the_base(self, question: str) -> None:
        for row in self.rows.values():
            if self.councils[row.name].is_base:
                papers = iter(sorted(self.councils[row.name].ballots[question].roll))
                for choice in Choice:
                    for _ in range(row.votes[choice]):
                        self.do(row.name, CastVote(question, next(papers), choice))


@settings(max_examples=40)
@given(federations(), st.sampled_from(MandateKind), st.sampled_from(NoMandate), st.data())
def test_delegates_who_think_decide_as_in_the_core(federation, mandate, no_mandate, data):
    charter, rows = federation
    charter = with_rules(charter, mandate=mandate, no_mandate=no_mandate)
    views = {row.name: data.draw(st.sampled_from(Choice)) for row in rows if row.parent}
    trial = Minded(referring(charter), tuple(rows))
    question = trial.ask()
    breaches = trial.think(question, views)
    root = trial.councils["C"]
    grown, votes = arrays(charter, rows)
    ascent = Ascent(grown, charter)
    ascent.answer(votes)
    ascent.up(cast(grown.seats[0], [views[r.name] for r in rows if r.parent not in ("", "C")]))
    found = ascent.decide(cast(grown.seats[1], [views[r.name] for r in rows if r.parent == "C"]))
    core = root.referrals[question].countings
    assert found.delegates[0].tolist() == [core.delegates.yes, core.delegates.no, core.delegates.abstain]
    assert found.members[0].tolist() == pytest.approx(members_of(core))
    assert bool(found.carried[0]) is root.motions[question].verdict.carried
    assert int(found.breaches[0]) == breaches


def cast(seats: Ints, views: list[Choice]) -> Ints:
    return seats[:, None] * np.array([[view == choice for choice in ("yes", "no", "abstain")] for view in views])[None]


def referring(charter: Charter) -> Charter:
    rule = replace(charter.motion(Kind.RESOLUTION), referred=True)
    return replace(charter, motions={**charter.motions, Kind.RESOLUTION: rule})


def test_parts_of_people_too_small_for_words_of_64_bits_are_counted_as_well(monkeypatch):
    charter = replace(plain(binding=Binding.DIVIDED, counting=Counting.MEMBERS), norms=(Norm(per=2),))
    grown = regular(charter, assembly=7, fan_out=3, levels=3)
    yes = np.random.default_rng(2).binomial(7, 0.5, (20, 27))
    found = climb(grown, charter, Votes.of(yes, 7 - yes))
    monkeypatch.setattr(module, "WIDEST", 1)
    again = climb(grown, charter, Votes.of(yes, 7 - yes))
    assert (again.members.tolist(), again.carried.tolist()) == (found.members.tolist(), found.carried.tolist())
    assert 0 < found.carried.sum() < 20


def plain(**rules: object) -> Charter:
    charter = replace(with_rules(preset(), quorum=Fraction(0), **rules), norms=(ONE,))
    return replace(
        charter,
        motions={**charter.motions, Kind.RESOLUTION: replace(charter.motion(Kind.RESOLUTION), quorum=Fraction(0))},
    )


@pytest.mark.parametrize("groups", [[3], [5, 5], [3, 3, 3]])
def test_nested_councils_contradict_as_often_as_computed(groups):
    """The formula is for large assemblies whose opinions are chance."""
    charter, runs = plain(), 10_000
    grown = regular(charter, assembly=2001, fan_out=groups[0], levels=len(groups))
    yes = np.random.default_rng(1).binomial(2001, 0.5, (runs, groups[0] ** len(groups)))
    share = float(climb(grown, charter, Votes.of(yes, 2001 - yes)).contradicts.mean())
    assert share == pytest.approx(contradiction(groups), abs=4 * (0.25 * 0.75 / runs) ** 0.5 + 0.01)


def test_runs_do_not_touch_each_other():
    charter = plain(binding=Binding.DIVIDED)
    grown = regular(charter, assembly=7, fan_out=3, levels=3)
    yes = np.random.default_rng(2).binomial(7, 0.5, (20, 27))
    together = climb(grown, charter, Votes.of(yes, 7 - yes))
    alone = [climb(grown, charter, Votes.of(yes[n : n + 1], 7 - yes[n : n + 1])).carried[0] for n in range(20)]
    assert together.carried.tolist() == alone


@pytest.mark.parametrize(
    ("parents", "said"),
    [
        ([], "come together in one"),
        ([np.array([0, 1])], "come together"),
        ([np.array([0, 2]), np.array([0, 0])], "one above"),
        ([np.array([0, 2]), np.array([0, 0, 0])], "nobody below"),
    ],
)
def test_tree_that_is_none_is_refused(parents, said):
    with pytest.raises(UnfitError, match=said):
        tree(preset(), np.array([5, 5]), parents)


def test_what_is_not_simulated_is_said():
    charter = replace(plain(no_mandate=NoMandate.FREE), norms=(Norm(per=2),))
    grown = regular(charter, assembly=7, fan_out=3, levels=2)
    votes = np.full((1, 9), 3)
    with pytest.raises(UnfitError, match="free"):
        climb(grown, charter, Votes.of(votes, votes + 1))

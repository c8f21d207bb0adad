"""Charters of any kind: what the simulation decides on votes, and when, is what the platform's own acts decide.

A charter is drawn with its levels, norms and houses, majorities, quorums, countings, mandates, ties, elections,
admission, co-chairs and rotation, and every one of them passes the check that charters of people pass.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from fractions import Fraction

import numpy as np
import pytest
from click.testing import CliRunner
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from tests.federation import preset

from councils.cli import main
from councils.core.charter import (
    Admission,
    Apportionment,
    Basis,
    Binding,
    Charter,
    Counting,
    ElectionRule,
    Kind,
    LevelRule,
    Majority,
    MandateKind,
    Method,
    MotionRule,
    NoMandate,
    Norm,
    OfficeRule,
    ReferralRule,
    RotationRule,
    Tie,
    Together,
    Uncontested,
    Unvoted,
    Whole,
)
from councils.core.charter.check import check_charter
from councils.core.council import FoundCouncil
from councils.core.delegations import level_of
from councils.core.place import Place
from councils.core.vote.tally import Tally
from councils.lab.counting import Assembly, Outcome, Trial, count
from councils.lab.simulation.climb import Decided, Votes, climb
from councils.lab.simulation.question import answer_steps
from councils.lab.simulation.tree import Tree, UnfitError, tree
from councils.presets import preset as preset_text

HOUSES = (Apportionment.HAMILTON, Apportionment.JEFFERSON, Apportionment.WEBSTER, Apportionment.HUNTINGTON_HILL)
shares = st.builds(Fraction, st.integers(0, 3), st.integers(3, 7))


def norms(level: str) -> st.SearchStrategy[Norm]:
    each = st.builds(
        lambda per, **rest: Norm(level, per=per, fraction_over=per // 2, **rest),
        st.integers(1, 9), minimum=st.integers(1, 2), maximum=st.sampled_from([0, 2, 4]), basis=st.sampled_from(Basis),
    )  # fmt: skip
    fixed = st.builds(lambda n: Norm(level, method=Apportionment.FIXED, seats=n), st.integers(1, 3))
    house = st.builds(
        lambda method, total, minimum, basis: Norm(level, method=method, total=total, minimum=minimum, basis=basis),
        st.sampled_from(HOUSES), st.integers(2, 12), st.integers(1, 2), st.sampled_from(Basis),
    )  # fmt: skip
    return each | fixed | house


motions = st.builds(
    MotionRule, quorum=shares, majority=st.sampled_from(Majority), of=st.sampled_from(Whole),
    referred=st.just(value=True), seconders=st.integers(0, 1), notice_days=st.integers(0, 9), against=st.integers(0, 2),
    together=st.lists(st.sampled_from(Together), max_size=3, unique=True).map(tuple),
)  # fmt: skip
referrals = st.builds(
    ReferralRule, days=st.integers(7, 30), step_days=st.integers(0, 2), quorum=shares, council_quorum=shares,
    tie=st.sampled_from(Tie), no_mandate=st.sampled_from([NoMandate.NOT_COUNTED, NoMandate.ABSTAIN]),
    binding=st.sampled_from(Binding), ties_of_remainders=st.permutations(["yes", "no", "abstain"]).map(tuple),
    counting=st.sampled_from(Counting), mandate=st.sampled_from(MandateKind), unvoted=st.sampled_from(Unvoted),
)  # fmt: skip
elections = st.builds(ElectionRule, uncontested=st.sampled_from(Uncontested), voting_days=st.integers(1, 9))


@st.composite
def charters(draw: st.DrawFn) -> Charter:
    names = [f"level-{n}" for n in range(draw(st.integers(2, 4)))]
    methods = st.sampled_from([m for m in Method if m is not Method.SCHULZE])
    offices = (
        OfficeRule("delegate", "Delegate", 0, draw(st.integers(200, 900)), draw(methods), draw(st.integers(0, 2))),
        OfficeRule("co-chair", "Co-chair", 2, draw(st.integers(30, 900)), draw(methods)),
    )
    base = preset()
    charter = replace(
        base, levels=tuple(LevelRule(name, name) for name in names), offices=offices, incompatible=(),
        norms=tuple(draw(norms(name)) for name in names[:-1]), motions={Kind.RESOLUTION: draw(motions)},
        franchise=replace(base.franchise, admission=draw(st.sampled_from(Admission))), matters=(),
        rotation=(RotationRule("delegate", consecutive=draw(st.integers(1, 2))),) if draw(st.booleans()) else (),
        referral=draw(referrals), election=draw(elections),
    )  # fmt: skip
    assume(not check_charter(charter))
    return charter


@st.composite
def federations(draw: st.DrawFn, levels: int) -> list[Assembly]:
    """One to three levels above the assemblies, each council with one to three below; a charter of two has just one."""
    depth = draw(st.integers(1, 3 if levels > 2 else 1))
    rows, level = [Assembly("C", "", 0, Tally())], ["C"]
    for n in range(1, depth + 1):
        below = []
        for parent in level:
            least = 2 if n < 3 else 1
            below += [(f"{parent}{k}", parent) for k in range(draw(st.integers(least, 3)))]
        for name, parent in below:
            roll = draw(st.integers(2, 9)) if n == depth else 0
            yes = draw(st.integers(0, roll))
            no = draw(st.integers(0, roll - yes))
            rows.append(Assembly(name, parent, roll, Tally(yes, no, draw(st.integers(0, roll - yes - no)))))
        level = [name for name, _ in below]
    return rows


def arrays(charter: Charter, rows: list[Assembly], kinds: tuple[str, ...] = ()) -> tuple[Tree, Votes]:
    """The same rows for the simulation: names are as long as they are deep."""
    levels = [[row for row in rows if len(row.name) == n] for n in range(len(rows[-1].name), 0, -1)]
    places = [[row.name for row in level] for level in levels]
    parents = [
        np.array([above.index(row.parent) for row in level]) for level, above in zip(levels, places[1:], strict=False)
    ]
    cast = np.array([[[row.votes.votes[choice] for choice in ("yes", "no", "abstain")] for row in levels[0]]])
    return tree(charter, np.array([row.roll for row in levels[0]]), parents, kinds=kinds), Votes(cast)


def of_core(outcome: Outcome, depth: int) -> dict[str, object]:
    ways, words = outcome.countings, {"yes": 1, "no": -1, "tied": 0, "none": -2}
    at = range(depth, 0, -1)
    return {
        "seats": [[s.seats for s in sorted(outcome.said, key=lambda s: s.council) if s.depth + 1 == n] for n in at],
        "positions": [
            [words[s.answer.position] for s in sorted(outcome.said, key=lambda s: s.council) if s.depth + 1 == n]
            for n in at
        ],
        "delegates": [ways.delegates.yes, ways.delegates.no, ways.delegates.abstain],
        "base": [ways.base.yes, ways.base.no, ways.base.abstain],
        "ways": [ways.delegates.carried, ways.members.carried, ways.base.carried, outcome.carried],
    }


def of_arrays(grown: Tree, found: Decided) -> dict[str, object]:
    return {
        "seats": [seats.tolist() for seats in grown.seats],
        "positions": [said[0].tolist() for said in found.positions],
        "delegates": found.delegates[0].tolist(),
        "base": found.base[0].tolist(),
        "ways": [bool(way[0]) for way in (found.by_delegates, found.by_members, found.by_base, found.carried)],
    }


@settings(max_examples=40)
@given(charters(), st.data())
def test_any_charter_decides_as_in_the_core(charter, data):
    rows = data.draw(federations(len(charter.levels)))
    grown, votes = arrays(charter, rows)
    assume(grown.seats[-1].sum() > charter.motion(Kind.RESOLUTION).seconders)
    found = climb(grown, charter, votes)
    outcome = count(charter, tuple(rows))
    assert of_arrays(grown, found) == of_core(outcome, grown.depth)
    core = outcome.countings.members
    assert found.members[0].tolist() == pytest.approx([float(core.yes), float(core.no), float(core.abstain)])


class OfKinds(Trial):
    """Its assemblies stand on places of two kinds."""

    def found(self, place: Place) -> None:
        kind = kind_of(place.code) if self.rows[place.code].roll else ""
        level = level_of(self.charter, self.places, place.code)
        parent = place.parent or None
        self.do(
            place.code,
            FoundCouncil(place.code, place.code, place.code, level, self.charter, 1, parent, kind, place.population),
        )


def kind_of(name: str) -> str:
    return "town" if name.endswith("0") else "village"


@settings(max_examples=40)
@given(charters(), st.sampled_from([(), ("town",), ("village",)]), st.booleans(), st.data())
def test_kinds_of_places_count_as_in_the_core(charter, kinds, without, data):
    """Norms for one of them, and delegates that one of them does without: it sends nobody, and is asked as well."""
    level, named = charter.levels[0].name, {"not_kinds": kinds} if without else {"kinds": (*kinds, "") if kinds else ()}
    delegate = replace(charter.offices[0], **named)  # councils above stand on places of no kind
    towns = replace(data.draw(norms(level)), kind="town")
    charter = replace(charter, norms=(towns, *charter.norms), offices=(delegate, *charter.offices[1:]))
    assume(not {norm.method for norm in charter.norms} & {*HOUSES})
    rows = data.draw(federations(len(charter.levels)))
    at = tuple(kind_of(row.name) for row in rows if len(row.name) == len(rows[-1].name))
    grown, votes = arrays(charter, rows, at)
    assume(grown.seats[-1].sum() > charter.motion(Kind.RESOLUTION).seconders)
    trial = OfKinds(referring(charter), tuple(rows))
    question = trial.ask()
    trial.answer(question)
    root = trial.councils["C"]
    said = tuple(trial.said(question, root, 0))
    outcome = Outcome(said, root.referrals[question].countings, root.motions[question].verdict.carried)
    assert of_arrays(grown, climb(grown, charter, votes)) == of_core(outcome, grown.depth)


def referring(charter: Charter) -> Charter:
    rule = replace(charter.motion(Kind.RESOLUTION), referred=True)
    return replace(charter, motions={**charter.motions, Kind.RESOLUTION: rule})


@given(charters(), st.data())
@settings(max_examples=10)
def test_days_of_any_charter_are_those_of_the_core(charter, data):
    rows = data.draw(federations(len(charter.levels)))
    trial = Trial(charter, tuple(rows))
    assume(len(trial.councils["C"].roll) > charter.motion(Kind.RESOLUTION).seconders)
    question = trial.ask()
    asked, depth = trial.now, len(rows[-1].name) - 1
    closes = {name: council.ballots[question].closes for name, council in trial.councils.items()}
    minute = timedelta(minutes=1)  # those below are always before, and be it on the same day
    days = [(closes[rows[-1].name[: n + 1]] - asked + n * minute) // timedelta(days=1) for n in range(depth, -1, -1)]
    assert answer_steps(charter.referral, depth, asked=1, days=1) == tuple(days)


@pytest.mark.parametrize(
    ("choices", "key", "said"),
    [
        (
            {"referral": ReferralRule(no_mandate=NoMandate.FREE)},
            ("referral", "no_mandate"),
            "nobody has said what they think",
        ),
        ({"offices": (OfficeRule("delegate", "D", 0, levels=("ward",)),)}, ("offices", 0, "levels"), "'assembly'"),
    ],
)
def test_what_is_not_simulated_names_the_key(choices, key, said):
    charter = replace(preset(), **choices)
    with pytest.raises(UnfitError, match=said) as error:
        climb(
            tree(charter, np.array([5, 5]), [np.zeros(2, dtype=int)]),
            charter,
            Votes.of(np.ones((1, 2)), np.ones((1, 2))),
        )
    assert error.value.key == key


def test_line_of_what_is_not_simulated_is_told(tmp_path):
    text = (preset_text("open-assemblies") or "").replace('no_mandate = "not-counted"', 'no_mandate = "free"')
    (tmp_path / "own.toml").write_text(text)
    line = 1 + text[: text.index("no_mandate =")].count("\n")
    done = CliRunner().invoke(main, ["lab", "run", "nesting", "--charter", f"{tmp_path}/own.toml", "--processes", "1"])
    assert (done.exit_code, f"own.toml:{line}: " in done.output) == (1, True), done.output
    assert "no_mandate = " in done.output

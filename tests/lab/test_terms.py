"""Several terms of one small federation, with drift and recall: the simulation beside the platform's own acts.

Opinions and drift are the simulation's. Whoever is further than their patience from their delegate signs a petition of
the core and votes in it; where the core leaves a seat empty, or a term is over, the core elects whom the description
of the model names. Then the same seats were recalled, fell and were filled, and the same people hold the same offices.
"""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.federation import Federation, person, preset, recorded, with_rules, with_seats

from councils.core.charter import (
    Charter,
    ElectionRule,
    IncompatibleRule,
    Majority,
    MandateKind,
    Method,
    OfficeRule,
    RecallRule,
    ReservedSeats,
    RotationRule,
    Uncontested,
)
from councils.core.charter.check import check_charter
from councils.core.charter.limits import Reach
from councils.core.election import Mark, OpenElection, Stand, StandDown, running_election, vacancies
from councils.core.expiry import LayDown
from councils.core.office import DELEGATE, office_rule
from councils.core.polling import CastVote
from councils.core.recall import OpenPetition, SignPetition
from councils.core.refusal import Refused
from councils.core.vote.tally import Choice, Tally
from councils.lab.arrays import Floats
from councils.lab.experiments.recall import federation
from councils.lab.simulation.engine import Engine, Society
from councils.lab.simulation.model import Model
from councils.lab.simulation.people import Group, declared
from councils.lab.simulation.play import Individuals
from councils.lab.simulation.question import Question
from councils.lab.simulation.scenario import Scenario

SIZE, COUNCIL, STEPS, TERM_DAYS = 5, 3, 13, 99_999
STEP_DAYS, PAUSE = 3500, 3000  # more passes between steps than one pauses, and less within one
MODEL = Model(45, SIZE, COUNCIL, noise=0.15, company=0.1, patience=0.22, term=4, apart=0.3)


def charter(name: str, majority: Majority) -> Charter:
    """The preset with one delegate each and no alternates, for three levels and terms that people end themselves."""
    start, base = preset(name), preset()
    offices = tuple(replace(o, alternates=0, term_days=TERM_DAYS) for o in base.offices if o.name == DELEGATE)
    base = with_seats(base, 1, 1)
    return replace(
        base, offices=offices, recall=replace(start.recall, majority=majority), rotation=(), incompatible=()
    )  # fmt: skip


class Town:
    """The core's side; ``mind[voice]`` is the position of whoever sits in a council, by their credential there."""

    def __init__(self, rules: Charter, society: Society) -> None:
        self.core, self.society = Federation(rules), society
        self.recalls = self.elections = 0
        self.recalled: dict[str, int] = {}
        self.held: dict[str, str | None] = {}
        self.offices = rules.offices
        self.alternates = rules.office(DELEGATE).alternates
        known = {rule.group for rule in rules.office(DELEGATE).reserved}
        self.declared = [groups & known for groups in declared(society.model)]
        assemblies, wards, _ = society.model.bodies()
        self.core.found("C", None, 2)
        for w in range(wards):
            self.core.found(f"W{w}", "C", 1)
        for a in range(assemblies):
            self.core.found(f"A{a}", f"W{a // society.model.council}", 0)
            self.core.join(f"A{a}", len(self.people(a)))
        self.y = dict.fromkeys([*(f"A{a}" for a in range(assemblies)), *(f"W{w}" for w in range(wards))], float("nan"))
        for name in (*self.y, "C"):
            self.fill_all(name)

    def people(self, assembly: int) -> list[float]:
        size = self.society.model.assembly
        return self.society.x[assembly * size : (assembly + 1) * size].tolist()

    def minds(self, name: str) -> dict[str, float]:
        """What everybody in a body thinks: members of an assembly, or delegates by where they come from."""
        if name.startswith("A"):
            return {f"{name}m{i + 1}": mind for i, mind in enumerate(self.people(int(name[1:])))}
        below = self.core[name].delegates
        by_number = sorted(below, key=lambda voice: int(below[voice].council[1:]))
        return {voice: self.y[below[voice].council] for voice in by_number}

    def groups(self, voice: str) -> tuple[str, ...]:
        """What the person behind a voice declares."""
        if not len(self.society.kinds):
            return ()
        return tuple(sorted(self.declared[self.society.kinds[self.number(voice)]]))

    def number(self, voice: str) -> int:
        """Of the person in the simulation."""
        assembly, number = person(self.core, voice).removeprefix("A").split("m")
        return int(assembly) * self.society.model.assembly + int(number) - 1

    def holder(self, name: str) -> str | None:
        held = self.core[name].holders(DELEGATE)
        return held[0].holder if held else None

    def fill_all(self, name: str) -> None:
        """What is open, in the order of the charter."""
        council = self.core[name]
        for office in self.offices:
            if office_rule(council, office.name) and vacancies(self.core[name], office):
                self.fill(name, office)

    def fill(self, name: str, office: OfficeRule) -> None:
        """Who may stand stands, as far as there are seats and places in line; all mark them in the model's order."""
        minds = self.minds(name)
        total = 0.0
        for mind in minds.values():
            total += mind
        mean = total / max(1, len(minds))
        running = running_election(self.core[name], office.name)
        if running is not None and running.nominations_until <= self.core.now:
            self.core.pass_days(1)  # nobody stood: it has been in vain
        if not minds:
            return
        election, ranking = self.core.election(name, office.name), []
        most = len(minds) if office.reserved else (office.seats or 1) + office.alternates
        for voice in sorted(minds, key=lambda voice: abs(minds[voice] - mean)):
            stand = Stand(voice, election.id, groups=self.groups(voice) if office.reserved else ())
            allowed = not isinstance(self.core.act(name, stand, self.core.now), Refused)
            ranking += [voice] * (allowed and len(ranking) < most)
            if allowed and voice not in ranking:
                self.core.do(name, StandDown(voice, election.id))
        self.core.now = max(self.core.now, election.nominations_until)
        if not ranking:
            return
        self.core.do(name, OpenElection("clock", election.id))
        opened = self.core[name].elections[election.id]
        most = min(opened.allowed, len(opened.roll))  # each gets one vote less than who is nearer
        for number, paper in enumerate(sorted(opened.roll)):
            self.core.do(name, Mark(election.id, paper, tuple(ranking[: max(1, most - number)])))
        self.core.pass_days(self.core.charter.election.voting_days)
        if office.name == DELEGATE:
            self.look(name)
            self.elections += 1

    def end_terms(self) -> None:
        """By the clock; where a row of terms counts, all lay down in one moment, the alternates first."""
        if not (self.alternates or self.core.charter.rotation or len(self.offices) > 1):
            self.core.pass_days(TERM_DAYS + 1)
            return
        for name in (*self.y, "C"):
            for office, line in self.core[name].alternates.items():
                for voice in line:
                    self.core.act(name, LayDown(voice, office), self.core.now)
        for name in (*self.y, "C"):
            for tenure in [t for t in self.core[name].tenures.values() if t.held]:
                self.core.act(name, LayDown(tenure.holder, tenure.office), self.core.now)

    def look(self, name: str) -> None:
        """What somebody new in this seat thinks, and that nobody thinks anything in an empty one."""
        if (holder := self.holder(name)) != self.held.get(name):
            self.held[name] = holder
            self.y[name] = self.minds(name)[holder] if holder else float("nan")

    def recall(self, name: str, *, electing: bool) -> None:
        """Petitions of all who are too far away, and their votes, if enough have signed: first against the delegate,
        then, if their terms do not end in any case, against whoever else holds an office."""
        if holder := self.holder(name):
            self.petition(name, DELEGATE, holder, self.y[name])
        others = [office for office in self.offices if office.name != DELEGATE and not electing]
        for office in others:
            for tenure in self.core[name].holders(office.name):
                self.petition(name, office.name, tenure.holder, self.minds(name)[tenure.holder])

    def petition(self, name: str, office: str, holder: str, mind: float) -> None:
        minds = self.minds(name)
        far = sum(abs(other - mind) > self.society.model.patience for other in minds.values())
        if not far:
            return
        petition = next(self.core[name].matter_ids())
        self.core.do(name, OpenPetition(self.core[name].roll[0], holder, office, "Too far away."))
        for paper in sorted(self.core[name].recalls[petition].roll)[:far]:
            if petition not in self.core[name].ballots:
                self.core.do(name, SignPetition(petition, paper))
        if petition in self.core[name].ballots:
            self.core.vote(name, petition, Tally(far, len(minds) - far))
            recalled = (name, "Recalled") in recorded(self.core.close(name, petition))
            self.recalls += recalled
            self.recalled[office] = self.recalled.get(office, 0) + recalled
        self.core.pass_days(60)  # what was not signed by enough lapses

    def ask(self, question: Question) -> tuple[bool, int]:
        """Down to the base, and up; delegates vote as they think. Then petitions that breaches have opened."""
        matter = self.core.propose("C")
        breaches = sum(self.answer(level, question, matter) for level in ("A", "W", "C"))
        for level in ("A", "W"):
            for name in self.named(level):
                self.after_breach(name, question, matter)
            for each in self.y:
                self.look(each)
            for empty in (name for each in ("A", "W") for name in self.named(each) if self.holder(name) is None):
                self.fill_all(empty)
        return self.core["C"].motions[matter].verdict.carried, breaches

    def named(self, level: str) -> list[str]:
        return [name for name in ("C", *self.y) if name.startswith(level)]

    def answer(self, level: str, question: Question, matter: str) -> int:
        """How many delegates broke their mandates."""
        breaches = 0
        for name in self.named(level):
            if level == "A":
                self.core.vote(name, matter, Tally.of(said(question, mind) for mind in self.minds(name).values()))
            for credential in sorted(self.core[name].ballots[matter].roll.papers) if level != "A" else ():
                view = said(question, self.y[self.core[name].delegates[credential].council])
                done = self.core.act(name, CastVote(matter, credential, view), self.core.now)
                breaches += 0 if isinstance(done, Refused) else str(recorded(done)).count("MandateBreached")
        self.core.now = max(self.core.now, self.core[self.named(level)[0]].ballots[matter].closes)
        self.core.tick(self.core.now)
        return breaches

    def after_breach(self, name: str, question: Question, matter: str) -> None:
        for petition in [r for r in self.core[name].recalls.values() if r.open and r.breach == matter]:
            told = str(self.core[name].referrals[matter].answer.position)
            minds = self.minds(name).values()
            far = [
                abs(mind - self.y[name]) > self.society.model.patience or said(question, mind) == told for mind in minds
            ]
            for paper in sorted(petition.roll)[: sum(far)]:
                if petition.id not in self.core[name].ballots:
                    self.core.do(name, SignPetition(petition.id, paper))
            if petition.id in self.core[name].ballots:
                self.core.vote(name, petition.id, Tally(sum(far), len(far) - sum(far)))
                self.recalls += (name, "Recalled") in recorded(self.core.close(name, petition.id))

    def step(self, *, electing: bool) -> None:
        """From the base up; where terms end, the core vacates every seat by itself."""
        self.core.pass_days(STEP_DAYS)
        for level in ("A", "W"):
            names = [name for name in self.y if name.startswith(level)]
            for name in names:
                self.recall(name, electing=electing)
            for each in self.y:
                self.look(each)
            if electing and level == "A":
                self.end_terms()
                assert not any(map(self.holder, self.y))
                for each in self.y:
                    self.look(each)
            for name in names:
                self.fill_all(name)
        self.recall("C", electing=electing)
        self.fill_all("C")


def said(question: Question, mind: float) -> Choice:
    apart = mind - question.line
    return Choice.ABSTAIN if abs(apart) <= question.unsure else Choice.YES if apart > 0 else Choice.NO


def drifted(engine: Engine, society: Society) -> list[Floats]:
    """The positions after the drift of the next step."""
    twin = deepcopy(society)
    twin.step += 1
    engine.drift(twin)
    return twin.y


@pytest.mark.parametrize("majority", [Majority.SIMPLE, Majority.TWO_THIRDS])
@pytest.mark.parametrize(("name", "seed"), [("open-assemblies", 1), ("rsfsr-1918", 2), ("cnt-1931", 3)])
def test_terms_recalls_and_offices_are_those_of_the_core(name, majority, seed):
    society, fell = side_by_side(charter(name, majority), MODEL, seed, STEPS)
    assert (society.counted.recalls > 3, fell > 2, society.step) == (True, True, STEPS - 1)
    assert not np.isnan(society.y[1]).any()


def side_by_side(rules: Charter, model: Model, seed: int, steps: int) -> tuple[Society, int]:
    engine, society = federation(model, rules.recall, seed)
    return society, alike(Town(rules, society), engine, society, lambda: engine.run(society, 1), steps)


def alike(town: Town, engine: Engine, society: Society, go: Callable[[], object], steps: int) -> int:
    """Step by step the same recalls and the same people in every office; in how many steps a seat above fell."""
    fell, wards = 0, [name for name in town.y if name.startswith("W")]
    for step in range(1, steps):
        for level, y in enumerate(drifted(engine, society)):
            town.y |= {f"{'AW'[level]}{n}": float(mind) for n, mind in enumerate(y)}
        above = {ward: town.holder(ward) for ward in wards}
        go()
        town.step(electing=bool(society.model.term) and step % society.model.term == 0)
        fell += any(town.holder(ward) != before for ward, before in above.items())
        for level, y in enumerate(society.y):
            there = [town.y[f"{'AW'[level]}{n}"] for n in range(len(y))]
            assert np.array_equal(there, y, equal_nan=True), (step, level)
        for ward, seat in zip(wards, society.holder[1].tolist(), strict=True):
            holder = town.holder(ward)
            assert (holder is None) == (seat < 0), (step, ward)
            if holder is not None:
                assert town.core[ward].delegates[holder].council == f"A{seat}", (step, ward)
                assert person(town.core, holder) == town.holder(f"A{seat}")
        assert town.recalls == society.counted.recalls
    return fell


LIMITS = [
    (0, RotationRule(DELEGATE, consecutive=1, cooling_off_days=PAUSE)),
    (0, RotationRule(DELEGATE, consecutive=2, cooling_off_days=PAUSE)),
    (0, RotationRule(DELEGATE, consecutive=1, cooling_off_days=2_000_000)),  # and never again
    (0, RotationRule(DELEGATE, total=1)),
    (0, RotationRule(DELEGATE, "assembly", total=2)),
    (0, RotationRule(DELEGATE, "ward", consecutive=1, cooling_off_days=PAUSE)),
    (1, None),
    (2, None),
]


@pytest.mark.parametrize("seed", [1, 2, 3])
@pytest.mark.parametrize(("alternates", "rotation"), LIMITS)
def test_rotation_and_alternates_are_those_of_the_core(alternates, rotation, seed):
    """The same people sit, an alternate steps in, and seats stay empty in which nobody may sit."""
    rules = charter("open-assemblies", Majority.SIMPLE)
    offices = tuple(replace(o, alternates=alternates, method=Method.APPROVAL) for o in rules.offices)
    rules = replace(rules, offices=offices, rotation=(rotation,) if rotation else ())
    assert not check_charter(rules)
    going = Individuals(Scenario("T", replace(MODEL, noise=0.2), seed=seed, days=STEP_DAYS), rules, 1)
    free = Individuals(going.scenario, charter("open-assemblies", Majority.SIMPLE), 1)
    apart = []

    def go() -> None:
        going.go()
        free.go()
        ends = zip(going.society.y, free.society.y, strict=True)
        apart.append(not all(np.array_equal(mine, theirs, equal_nan=True) for mine, theirs in ends))

    alike(Town(rules, going.society), going.engine, going.society, go, STEPS)
    assert any(apart)  # the limits bind


WOMEN = ReservedSeats("women", "I am a woman.", least=Fraction(1, 2))
YOUNG = ReservedSeats("young", "I am under thirty.", most=Fraction(1, 2))
PARTS = (Group(0.3, declares=("women",)), Group(0.2, declares=("women", "young")), Group(0.3, declares=("young",)))


@pytest.mark.parametrize("alternates", [0, 2])
@pytest.mark.parametrize(
    "reserved", [(WOMEN,), (YOUNG,), (WOMEN, YOUNG), (YOUNG, WOMEN), (replace(WOMEN, vacant=True), YOUNG)]
)
def test_reserved_seats_are_those_of_the_core(reserved, alternates):
    """Somebody of the group sits, though others are nearer; nobody at all where the seat stays vacant."""
    rules = charter("open-assemblies", Majority.SIMPLE)
    office = replace(rules.offices[0], alternates=alternates, method=Method.APPROVAL, reserved=reserved)
    held_against_core(replace(rules, offices=(office,)), 1, groups=PARTS)


APART = [
    IncompatibleRule((DELEGATE, "chair")),
    IncompatibleRule((DELEGATE, "chair", "teller")),
    IncompatibleRule((f"{DELEGATE}@assembly", "chair@assembly"), Reach.CHAIN),
    IncompatibleRule(("chair@assembly", f"{DELEGATE}@ward"), Reach.CHAIN),
    IncompatibleRule(("chair@assembly", "teller@ward", f"{DELEGATE}@ward"), Reach.CHAIN),
    IncompatibleRule(("chair@assembly", "chair@ward", f"{DELEGATE}@ward"), Reach.CHAIN),
]


@pytest.mark.parametrize("alternates", [0, 1, 2])
@pytest.mark.parametrize("first", [True, False])
@pytest.mark.parametrize("rule", APART)
def test_offices_that_do_not_go_together_are_those_of_the_core(rule, first, alternates):
    """Whoever is chair is not sent, and the other way round; in one council, or through the chain. Alternates of a
    chair step in where the seat of the chair falls."""
    rules = charter("open-assemblies", Majority.SIMPLE)
    sent = replace(rules.offices[0], alternates=1, method=Method.APPROVAL)
    chair = OfficeRule("chair", "Chair", 1, TERM_DAYS, Method.APPROVAL, alternates=alternates)
    tellers = OfficeRule("teller", "Teller", 2, TERM_DAYS, Method.APPROVAL, alternates=alternates)
    turns = () if alternates else (RotationRule("chair", consecutive=1, cooling_off_days=PAUSE),)
    offices = (sent, chair, tellers) if first else (chair, tellers, sent)
    used = {name.partition("@")[0] for name in rule.offices}
    offices = tuple(office for office in offices if office.name in used)
    town, going = held_against_core(replace(rules, offices=offices, incompatible=(rule,), rotation=turns), 2)
    assert all(town.recalled[office.name] for office in offices)
    for name, council in town.core.states.items():
        level, body = "AWC".index(name[0]), int(name[1:] or 0)
        for office in going.offices.posts.others(level, body):
            mine = {holder.person for holder in going.offices.posts.holding(level, body, office)}
            assert mine == {town.number(holder.holder) for holder in council.holders(office.name)}


def held_against_core(rules: Charter, seed: int, **model: object) -> tuple[Town, Individuals]:
    """Three terms in both; the rules bind."""
    assert not check_charter(rules)
    model = replace(MODEL, noise=0.2, **model)
    going = Individuals(Scenario("T", model, seed=seed, days=STEP_DAYS), rules, 1)
    free = Individuals(going.scenario, charter("open-assemblies", Majority.SIMPLE), 1)
    apart, town = [], Town(rules, going.society)

    def go() -> None:
        going.go()
        free.go()
        ends = zip(going.society.y, free.society.y, strict=True)
        apart.append(not all(np.array_equal(mine, theirs, equal_nan=True) for mine, theirs in ends))

    alike(town, going.engine, going.society, go, STEPS)
    assert any(apart)
    return town, going


@st.composite
def towns(draw: st.DrawFn) -> tuple[Charter, Model]:
    """Any recall, any way to elect, co-chairs with limits of their own; two levels of councils of any size."""
    shares = st.builds(Fraction, st.integers(0, 4), st.integers(5, 7))
    recall = RecallRule(
        draw(st.builds(Fraction, st.integers(1, 4), st.integers(4, 7))), draw(st.integers(1, 40)),
        draw(st.integers(1, 15)), draw(shares), draw(st.sampled_from([m for m in Majority if m != Majority.CONSENSUS])),
    )  # fmt: skip
    base = charter("open-assemblies", Majority.SIMPLE)
    chairs = OfficeRule(
        "co-chair", "Co-chair", 2, draw(st.integers(60, 900)), draw(st.sampled_from([Method.STV, Method.APPROVAL]))
    )
    elections = ElectionRule(
        draw(st.integers(1, 9)),
        draw(st.integers(1, 9)),
        draw(st.sampled_from([Uncontested.VOTE, Uncontested.MAJORITY])),
    )
    methods = st.sampled_from([m for m in Method if m is not Method.SCHULZE])
    drawn = replace(
        base, recall=recall, election=elections, rotation=(RotationRule("co-chair", consecutive=1),),
        offices=(*(replace(office, method=draw(methods)) for office in base.offices), chairs),
    )  # fmt: skip
    assert not check_charter(drawn)
    size, council = draw(st.integers(2, 6)), draw(st.integers(2, 4))
    number = draw(st.integers(council + 1, council * council))
    people = size * number - draw(st.integers(0, size - 1))
    return drawn, Model(
        people, size, council, noise=draw(st.sampled_from([0.05, 0.3])), patience=draw(st.sampled_from([0.1, 0.25])),
        term=draw(st.integers(0, 3)), apart=draw(st.sampled_from([0.0, 0.5])),
    )  # fmt: skip


@settings(max_examples=5)
@given(towns(), st.integers(0, 1 << 20))
def test_any_recall_and_election_are_those_of_the_core(drawn, seed):
    rules, model = drawn
    side_by_side(rules, model, seed, 6)


@pytest.mark.parametrize("alternates", [0, 2])
@pytest.mark.parametrize("seed", [0, 1, 3, 4, 5])
def test_breaches_decide_and_recall_as_in_the_core(seed, alternates):
    """Answerable mandates, and delegates who drift far: a question in every third step."""
    base = charter("open-assemblies", Majority.SIMPLE)
    base = replace(base, offices=tuple(replace(o, alternates=alternates) for o in base.offices))
    base = replace(base, recall=replace(base.recall, petition_days=59))  # elections below take their time
    rules = with_rules(base, mandate=MandateKind.ANSWERABLE, days=7, step_days=0)
    going = Individuals(Scenario("T", replace(MODEL, noise=0.3), seed=seed), rules, 1)
    society, engine = going.society, going.engine
    town, decisions, by_breach = Town(rules, society), [], 0
    for step in range(1, 8):
        for level, y in enumerate(drifted(engine, society)):
            town.y |= {f"{'AW'[level]}{n}": float(mind) for n, mind in enumerate(y)}
        question = Question(step, line=0.5, unsure=0.02)
        asking = step % 3 == 0
        if asking:
            going.ask(step, question)
        other, twin = deepcopy((engine, society))
        going.go()
        by_breach += society.counted.recalls - other.run(twin, 1).counted.recalls
        town.step(electing=step % MODEL.term == 0)
        if asking:
            carried, breaches = town.ask(question)
            found_out = list(going.decisions())[-1]
            decisions.append(found_out.breaches)
            assert (found_out.carried, found_out.breaches) == (carried, breaches), step
        for level, y in enumerate(society.y):
            assert [town.y[f"{'AW'[level]}{n}"] for n in range(len(y))] == y.tolist(), (step, level)
        assert town.recalls == society.counted.recalls
    assert (len(decisions), sum(decisions) > 0, by_breach > 0) == (2, True, True)

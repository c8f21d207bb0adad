"""No sequence of commands breaks a federation, sensible or not (R1-R10, R12, R13, R15, R17).

A machine gives arbitrary commands with arbitrary ids, some of them nonsense, and lets time jump; between them it lets
whole polls run, so that it comes somewhere. After every act it asks what must hold in any federation; at the end the
record must rebuild the same councils and be accepted by the verifier.

``HYPOTHESIS_PROFILE=deep pytest tests/core/test_machine_federation.py`` hunts for long.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import Field, fields, replace
from datetime import timedelta
from fractions import Fraction
from itertools import combinations
from random import Random
from typing import Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from tests.federation import Federation, end, plant, planted, preset, with_rules, with_seats

from councils.core.act import CLOCK, RULE, Caused, Command
from councils.core.amending import AdoptAmendment, OrderAmendments, ProposeAmendment, SecondAmendment
from councils.core.apportioning import Apportion
from councils.core.chain import held_above, held_below, watched
from councils.core.charter import (
    STRUCTURAL,
    Admission,
    Apportionment,
    Basis,
    Binding,
    Charter,
    Counting,
    Kind,
    Majority,
    MandateKind,
    MotionRule,
    NoMandate,
    Norm,
    Tie,
    Unvoted,
)
from councils.core.charter.check import AGAIN
from councils.core.charter.limits import (
    Casting,
    CompetenceRule,
    Expiry,
    IncompatibleRule,
    MatterRule,
    Reach,
    ReopeningRule,
    RotationRule,
    TermRule,
)
from councils.core.competence import FlagContradiction
from councils.core.council import Council, FoundCouncil
from councils.core.decide import DECIDERS
from councils.core.directive import Acknowledge, PlanExecution, Progress
from councils.core.due import Timed, next_due
from councils.core.economy.orders import Made
from councils.core.election import CallElection, Mark, Pile, Stand
from councils.core.evolve import fold
from councils.core.expiry import LayDown
from councils.core.machines import Change, Force, Membership
from councils.core.mandate import Answer
from councils.core.member import Apply, Leave
from councils.core.motion import Propose, Second, Side, Withdraw
from councils.core.office import OfficeFilled, entitled, office_rule, seat_name
from councils.core.paper_election import CallPaper, EnterBallots
from councils.core.polling import CallHands, CastPreference, CastVote, CloseBallot, EnterCount
from councils.core.proposal import Proposal
from councils.core.recall import OpenPetition, SignPetition
from councils.core.refusal import Refused
from councils.core.report import ReportExecution
from councils.core.rotation import conflicting, served
from councils.core.run import Step
from councils.core.special import SpecialOffice
from councils.core.split import ChoosePart
from councils.core.vote.ballot import BallotClosed
from councils.core.vote.options import Options
from councils.core.vote.tally import Choice, Tally, Weight
from councils.core.vote.verdict import Position
from councils.ledger.codec import Codec, canonical
from councils.ledger.memory import MemoryLedger
from councils.ledger.verify import verify

DEEP = os.environ.get("HYPOTHESIS_PROFILE") == "deep"
LIVES = settings(stateful_step_count=60) if DEEP else settings(stateful_step_count=25, max_examples=8)
WALKS = 100 if DEEP else 2

TREE = {"W1": {"A1": None, "A2": None}, "W2": {"A3": None}, "A4": None}
NUMBER = st.integers(0, 60)
SEED = st.integers(0, 2**32)
NONSENSE = ("", "clock", "rule", "nobody", "C", "A1.99", "C:99", "A1m1/C:1")
OFFICES = ("delegate", "chair", "secretary", "teller", "tsar")
PERSONAL = {"Apply", "Admit", "Leave", "FoundCouncil", "Apportion"}
"""Commands that somebody gives who is not on the roll yet, or that are part of a founding."""


def shortened(charter: Charter) -> Charter:
    """The same with quick deadlines and small petitions, so that more happens in fewer steps."""
    rule = MotionRule(notice_days=1, voting_days=2)
    referred = {Kind.RESOLUTION, Kind.DIRECTIVE, Kind.CHARTER}
    return replace(
        charter,
        motions={kind: replace(rule, referred=kind in referred) for kind in Kind},
        referral=replace(charter.referral, days=6, step_days=1),
        recall=replace(charter.recall, petition_share=Fraction(1, 4), petition_days=5, voting_days=2),
        amendments=replace(charter.amendments, voting_days=2, closing_days=0),
        reopening=ReopeningRule(allowed=True),
        election=replace(charter.election, nomination_days=1, voting_days=2),
        directive=replace(charter.directive, acknowledge_days=2, report_days=4),
    )


BASE = shortened(preset())
FIXED = with_seats(BASE, 2, 2)
GROWING = replace(BASE, norms=(Norm(per=2, fraction_over=1), Norm("ward", per=4, fraction_over=1)))
PEOPLED = replace(BASE, norms=(Norm(per=10, fraction_over=5, basis=Basis.POPULATION),))
SHARED = replace(BASE, norms=(Norm(method=Apportionment.WEBSTER, total=6), Norm("ward", per=4, fraction_over=1)))
SEATS = {"fixed": FIXED, "growing": GROWING, "peopled": PEOPLED, "shared": SHARED}
RULES = st.fixed_dictionaries(
    {
        "tie": st.sampled_from(Tie),
        "no_mandate": st.sampled_from(NoMandate),
        "binding": st.sampled_from(Binding),
        "counting": st.sampled_from(Counting),
        "mandate": st.sampled_from(MandateKind),
        "unvoted": st.sampled_from(Unvoted),
        "council_quorum": st.sampled_from([Fraction(0), Fraction(1, 2)]),
    }
)


PREFERENCES = ("", "0", "1", "2", "1=2", "2>1", "1>0>2", "3>1", "1>1")
ROTATION = (RotationRule("chair", consecutive=1, cooling_off_days=200), RotationRule("delegate", "ward", total=2))
APART = (IncompatibleRule(("chair", "teller")), IncompatibleRule(("chair@ward", "chair@assembly"), Reach.CHAIN))
MATTERS = (MatterRule("rents", "Rents"), MatterRule("yards", "Yards", ("assembly",)))
LIMITS: dict[str, dict[str, Any]] = {
    "none": {"terms": TermRule()},
    "vacating": {"terms": TermRule(Expiry.VACATES, lead_days=20)},
    "limited": {"terms": TermRule(Expiry.VACATES), "rotation": ROTATION, "incompatible": APART},
    "apart": {"incompatible": APART, "matters": MATTERS, "competence": CompetenceRule(binding=True)},
}


def chosen(seats: str, majority: Majority, rules: dict[str, Any], limits: str) -> Charter:
    charter = replace(with_rules(SEATS[seats], **rules), **LIMITS[limits])
    motions = {kind: replace(found, majority=majority) for kind, found in charter.motions.items()}
    return replace(charter, motions=motions)


CHANGES: tuple[Callable[[Charter], Charter], ...] = (
    lambda c: c,
    lambda c: replace(c, offices=tuple(o for o in c.offices if o.name != "chair")),
    lambda c: replace(c, offices=tuple(replace(o, alternates=0) for o in c.offices)),
    lambda c: replace(c, norms=FIXED.norms),
    lambda c: replace(c, norms=(Norm(method="webster", total=6, basis=Basis.POPULATION),)),
    lambda c: replace(c, franchise=replace(c.franchise, admission=Admission.CONFIRMED)),
    lambda c: replace(c, referral=replace(c.referral, mandate=MandateKind.ANSWERABLE)),
    lambda c: replace(c, levels=()),
    lambda c: replace(c, **LIMITS["limited"]),
    lambda c: replace(c, **LIMITS["vacating"]),
)


PENDING = [Kind.RESOLUTION, Kind.PROCEDURE, Kind.INITIATIVE, Kind.REOPENING, Kind.REPEAL, Kind.OBJECTION, Kind.LEAVING]


class FederationMachine(RuleBasedStateMachine):
    @initialize(
        seats=st.sampled_from(sorted(SEATS)),
        majority=st.sampled_from(Majority),
        rules=RULES,
        limits=st.sampled_from(sorted(LIMITS)),
    )
    def plant(self, seats: str, majority: Majority, rules: dict[str, Any], limits: str) -> None:
        self.f = planted(chosen(seats, majority, rules, limits), TREE, members=4)
        plant(self.f, "S", {"A5": None}, None, len(self.f.charter.levels) - 1, 4)  # a federation beside it
        self.settled: dict[tuple[str, str], object] = {}

    # what anybody may try

    @rule(seed=SEED)
    def try_anything(self, seed: int) -> None:
        rng = Random(seed)
        council, kind = rng.choice([*self.f.states, "X", ""]), rng.choice(ALL)
        self.attempt(council, kind(**{f.name: self.fill(rng, council, f, NONSENSE) for f in fields(kind)}))

    @rule(seed=SEED)
    def try_something_sensible(self, seed: int) -> None:
        rng = Random(seed)
        council, kind = rng.choice(list(self.f.states)), rng.choice(SENSIBLE)
        self.attempt(council, kind(**{f.name: self.fill(rng, council, f, ()) for f in fields(kind)}))

    @rule(days=st.sampled_from([0.5, 1, 1, 2, 3, 6, 20]))
    def let_time_pass(self, days: float) -> None:
        self.f.pass_days(days)

    @rule(days=st.sampled_from([0.5, 2, 8]))
    def let_the_clock_be_late(self, days: float) -> None:
        self.f.now += timedelta(days=days)

    # what brings it somewhere: acts that belong together, by ``n`` in one council or another

    @rule(n=NUMBER, kind=st.sampled_from(Kind), seed=NUMBER)
    def bring_a_motion(self, n: int, kind: Kind, seed: int) -> None:
        self.proposed(self.nth(n), kind, seed)

    @rule(n=NUMBER, kind=st.sampled_from(Kind), seed=NUMBER, against=st.sampled_from([0, 0, 0, 1, 2]))
    def bring_a_motion_to_its_end(self, n: int, kind: Kind, seed: int, against: int) -> None:
        council = self.nth(n)
        name = self.proposed(council, kind, seed)
        self.f.pass_days(1)
        if kind is not Kind.INITIATIVE or seed % 2:
            self.everybody_votes(name, against)
            self.f.pass_days(6)

    @rule(n=NUMBER, against=st.integers(0, 4))
    def all_vote_on_something(self, n: int, against: int) -> None:
        ballots = [b.matter for c in self.f.states.values() for b in c.ballots.values() if not b.closed]
        if ballots:
            self.everybody_votes(ballots[n % len(ballots)], against)

    @rule(n=NUMBER, choice=st.sampled_from(Choice))
    def delegates_vote(self, n: int, choice: Choice) -> None:
        for council in list(self.f.states.values()):
            for ballot in council.ballots.values():
                if not council.is_base and not ballot.closed and len(ballot.roll):
                    self.attempt(council.id, CastVote(ballot.matter, sorted(ballot.roll)[n % len(ballot.roll)], choice))

    @rule(n=NUMBER, against=st.integers(0, 4), choice=st.sampled_from(Choice))
    def ask_and_let_some_delegates_vote(self, n: int, against: int, choice: Choice) -> None:
        name = self.proposed(self.nth(n), (Kind.RESOLUTION, Kind.DIRECTIVE)[n % 2], n)
        self.f.pass_days(1)
        for council in list(self.f.states.values()):
            if council.is_base and name in council.ballots:
                self.vote_in(council, name, against)
        self.f.tick(self.f.now)
        self.delegates_vote(n, choice)

    @rule(n=NUMBER, casting=st.sampled_from(Casting), seed=SEED)
    def choose_among_options(self, n: int, casting: Casting, seed: int) -> None:
        """Everyone in the assemblies, then some delegates: as they were told, or as they like."""
        council, rng = self.nth(n), Random(seed)
        name = next(council.matter_ids())
        options = Options(("Oaks", "Elms", "Ash")[: n % 2 + 2], casting)
        proposal = Proposal((Kind.RESOLUTION, Kind.DIRECTIVE, Kind.PROCEDURE)[n % 3], "Trees", options=options)
        for place, voice in enumerate(council.roll[:2]):
            self.attempt(council.id, Second(voice, name) if place else Propose(voice, proposal))
        self.f.pass_days(1)
        for base in (True, False):
            for here in [c for c in self.f.states.values() if c.is_base is base and name in c.ballots]:
                for paper in sorted(here.ballots[name].roll)[n % 2 :]:
                    self.attempt(here.id, CastPreference(name, paper, self.some_preference(rng, here, name, paper)))
            self.f.tick(self.f.now)
        self.f.pass_days(n % 8)

    def some_preference(self, rng: Random, council: Council, matter: str, paper: str) -> str:
        referral = council.referrals.get(matter)
        told = referral and referral.mandates.get(council.ballots[matter].roll.sender(paper))
        if told and told.answer and told.answer.options and rng.random() < 0.7:
            return told.answer.options.word
        return rng.choice(PREFERENCES)

    @rule(n=NUMBER)
    def withdraw(self, n: int) -> None:
        council = self.nth(n)
        for motion in [m for m in council.motions.values() if m.before_vote]:
            self.attempt(council.id, Withdraw(motion.by, motion.id))

    @rule(n=NUMBER, against=st.integers(0, 3), adopted=st.booleans())
    def amend(self, n: int, against: int, adopted: bool) -> None:
        """Three other wordings of a new motion, some of which clash: taken in, put in another order, voted on."""
        council = self.nth(n)
        motion = self.proposed(council, (Kind.RESOLUTION, Kind.DIRECTIVE, Kind.PROCEDURE)[n % 3], n)
        for place, words in enumerate(("Oaks.", "\n\nElms.", "Oaks.\n\nAsh.")[n % 2 :] if council.roll else ()):
            by, other = council.roll[place % len(council.roll)], council.roll[(place + 1) % len(council.roll)]
            self.attempt(council.id, ProposeAmendment(by, motion, "Bread", words, "Shade."))
            self.attempt(council.id, SecondAmendment(other, f"{motion}.a{place + 1}"))
        found = self.f[council.id].motions[motion].amendments if motion in self.f[council.id].motions else {}
        for chair in council.holders("chair"):
            self.attempt(council.id, OrderAmendments(chair.holder, motion, tuple(reversed(list(found)))))
        if adopted and council.roll:
            self.attempt(council.id, AdoptAmendment(council.roll[0], f"{motion}.a2"))
        self.f.pass_days(1)
        for name in found:
            self.everybody_votes(name, against)
        self.f.pass_days(n % 4)

    @rule(n=NUMBER, office=st.sampled_from(OFFICES[:4]))
    def elect(self, n: int, office: str) -> None:
        council = self.nth(n)
        office = next(reversed(council.special), office) if n % 2 else office
        if council.roll:
            self.attempt(council.id, CallElection(council.roll[0], office))
        running = next((e for e in self.f[council.id].elections.values() if e.running and e.office == office), None)
        if running is None:
            return
        for voice in council.roll[n % 3 : n % 3 + 3]:
            self.attempt(council.id, Stand(voice, running.id, caucus="bakers" if n % 2 else ""))
        self.f.pass_days(1)
        for place, paper in enumerate(sorted(self.f[council.id].elections[running.id].roll)):
            marks = (council.roll[(place * n) % len(council.roll)],)
            self.attempt(council.id, Mark(running.id, paper, marks))
        self.f.pass_days(n % 4)

    @rule(n=NUMBER, votes=st.integers(0, 4))
    def petition(self, n: int, votes: int) -> None:
        council = self.nth(n)
        held = [(t.holder, t.office) for t in council.tenures.values() if t.held]
        found = held + [(voice, office) for office, line in council.alternates.items() for voice in line]
        if not found:
            return
        name = next(council.matter_ids())
        self.attempt(council.id, OpenPetition(council.roll[-1], *found[n % len(found)], "Silence."))
        recall = self.f[council.id].recalls.get(name)
        for paper in sorted(recall.roll)[: recall.needed] if recall and votes else ():
            self.attempt(council.id, SignPetition(name, paper))
        for paper in sorted(recall.roll)[:votes] if recall else ():
            self.attempt(council.id, CastVote(name, paper, Choice.YES))

    @rule(n=NUMBER, completed=st.booleans())
    def carry_out(self, n: int, completed: bool) -> None:
        for council in list(self.f.states.values())[n % 4 :]:
            for directive in council.directives if council.roll else ():
                by = council.roll[0]
                for command in (
                    Acknowledge(by, directive),
                    PlanExecution(by, directive, "Oaks."),
                    ReportExecution(by, directive, "Planted.", n, completed),
                )[: n % 4]:
                    self.attempt(council.id, command)

    @rule(n=NUMBER, yes=st.integers(0, 3), other=st.integers(0, 3))
    def count_hands(self, n: int, yes: int, other: int) -> None:
        council = self.nth(n)
        tellers = [t.holder for t in council.holders("teller")]
        if not tellers:
            self.elect(n, "teller")
        for ballot in council.ballots.values() if tellers else ():
            self.attempt(council.id, CallHands(tellers[0], ballot.matter))
            for teller, counted in zip(tellers, (yes, other), strict=False):
                self.attempt(council.id, EnterCount(teller, ballot.matter, Tally(counted)))

    @rule(n=NUMBER, differ=st.booleans())
    def elect_on_paper(self, n: int, differ: bool) -> None:
        council = self.nth(n)
        self.elect(n, "teller")
        tellers = [t.holder for t in self.f[council.id].holders("teller")]
        office = OFFICES[n % 4]
        if len(tellers) < 2:
            return
        self.attempt(council.id, CallElection(council.roll[0], office))
        running = next((e for e in self.f[council.id].elections.values() if e.running and e.office == office), None)
        for voice in council.roll[n % 3 : n % 3 + 3] if running else ():
            self.attempt(council.id, Stand(voice, running.id))
        self.f.pass_days(1)
        for voice in council.roll[n % 3 : n % 3 + 1] if running else ():
            self.attempt(council.id, CallPaper(tellers[0], running.id))
            self.attempt(council.id, Mark(running.id, f"{voice}/{running.id}", (voice,)))
            piles = (Pile(1 + n % 2, (voice,)), Pile(1, ()))
            for teller, entered in zip(tellers, (piles, piles[differ:][::-1]), strict=False):
                self.attempt(council.id, EnterBallots(teller, running.id, entered))

    @rule(n=NUMBER)
    def leave(self, n: int) -> None:
        council = self.nth(n)
        if council.is_base and council.roll:
            self.attempt(council.id, Leave(council.roll[n % len(council.roll)]))

    @rule(n=NUMBER)
    def flag(self, n: int) -> None:
        council = self.nth(n)
        for motion in [m.id for m in council.motions.values() if m.open] if council.decisions and council.roll else ():
            decision = next(reversed(council.decisions))
            self.attempt(council.id, FlagContradiction(council.roll[n % len(council.roll)], motion, decision, "So."))

    @rule(n=NUMBER)
    def lay_down(self, n: int) -> None:
        council = self.nth(n)
        held = [t for t in council.tenures.values() if t.held]
        if held:
            self.attempt(council.id, LayDown(held[n % len(held)].holder, held[n % len(held)].office))

    @rule(n=NUMBER)
    def join(self, n: int) -> None:
        council = self.nth(n)
        if council.is_base and len(council.roll) < 8:
            self.attempt(council.id, Apply(f"{council.id}n{n}", ("resident",)))

    @rule(n=NUMBER)
    def split(self, n: int) -> None:
        """Decided, unless one is under way; some of the members go."""
        council = self.nth(n)
        self.bring_a_motion_to_its_end(n, Kind.SPLIT, n, 0)
        for member in council.roll[:: n % 2 + 1]:
            self.attempt(council.id, ChoosePart(member, n % 3 > 0))
        if n % 4:
            self.f.pass_days(14)

    @rule(n=NUMBER, m=NUMBER)
    def merge(self, n: int, m: int) -> None:
        """Two that stand beside each other, where there are such."""
        council = self.nth(n)
        beside = [b for b in self.f[council.parent].below if b != council.id] if council.parent else []
        for here, other in (
            ((council.id, beside[m % len(beside)]), (beside[m % len(beside)], council.id)) if beside else ()
        ):
            self.bring_to_its_end(self.f[here], Proposal(Kind.MERGER, "One", target=other))

    @rule(n=NUMBER, m=NUMBER, seed=SEED)
    def merge_with_business_pending(self, n: int, m: int, seed: int) -> None:
        """What is brought between the two votes goes over, or ends."""
        bases = [c for c in self.f.states.values() if c.is_base and c.parent and len(c.roll) > 1]
        pairs = [(a.id, b.id) for a in bases for b in bases if a.parent == b.parent and a.id != b.id]
        if not pairs:
            return
        pair, offers = pairs[n % len(pairs)], list[str]()
        for here, other in (pair, pair[::-1]):
            offers.append(next(self.f[here].matter_ids()))
            self.attempt(here, Propose(self.f[here].roll[0], Proposal(Kind.MERGER, "One", target=other)))
            self.attempt(here, Second(self.f[here].roll[1], offers[-1]))
        self.f.pass_days(1)
        for here, offer in zip(pair, offers, strict=True):
            if offer in self.f[here].ballots:
                self.vote_in(self.f[here], offer, 0)
            self.f.tick(self.f.now)
            self.leave_something_pending(here, m, Random(seed))

    @rule(n=NUMBER, seed=SEED)
    def split_with_business_pending(self, n: int, seed: int) -> None:
        """What is brought in the last hour before the part is founded goes on in both, or stays."""
        rng = Random(seed)
        for council in [c for c in self.f.states.values() if c.split and c.split.until > self.f.now]:
            for member in council.roll:
                self.attempt(council.id, ChoosePart(member, rng.random() < 0.5))
            self.f.now = max(self.f.now, council.split.until - timedelta(hours=1))
            self.f.tick(self.f.now)
            self.leave_something_pending(council.id, n, rng)
            self.f.pass_days(0.1)

    def leave_something_pending(self, name: str, n: int, rng: Random) -> None:
        for kind in rng.sample(PENDING, 1 + n % 3):
            motion, voices = self.proposed(self.f[name], kind, rng.randrange(60)), self.f[name].roll
            for place, words in enumerate(("Oaks.", "\n\nElms.")[: n % 3] if len(voices) > 1 else ()):
                self.attempt(name, ProposeAmendment(voices[place % len(voices)], motion, "Bread", words, "Shade."))
                self.attempt(name, SecondAmendment(voices[1 - place], f"{motion}.a{place + 1}"))
        if n % 2:
            self.elect(list(self.f.states).index(name), OFFICES[n % 4])

    @rule(n=NUMBER, m=NUMBER)
    def join_a_federation(self, n: int, m: int) -> None:
        congresses = [c for c in self.f.states.values() if c.parent is None]
        guest, host = congresses[n % len(congresses)], self.nth(m)
        self.bring_to_its_end(guest, Proposal(Kind.JOINING, "Together", target=host.id))
        self.bring_to_its_end(self.f[host.id], Proposal(Kind.ADMISSION, "Together", target=guest.id))

    def bring_to_its_end(self, council: Council, proposal: Proposal) -> None:
        if len(council.roll) < 2:
            return
        name = next(council.matter_ids())
        self.attempt(council.id, Propose(council.roll[0], proposal))
        self.attempt(council.id, Second(council.roll[1], name))
        self.f.pass_days(1)
        self.everybody_votes(name, 0)
        self.f.pass_days(6)

    @rule()
    def come_to_the_end_of_the_terms(self) -> None:
        self.f.pass_days(170)

    @rule(level=st.sampled_from(["assembly", "ward"]))
    def share_out_the_house(self, level: str) -> None:
        for council in list(self.f.states.values()):
            self.attempt(council.id, Apportion(council.roll[0] if council.roll else RULE, level))

    def nth(self, n: int) -> Council:
        return list(self.f.states.values())[n % len(self.f.states)]

    def proposed(self, council: Council, kind: Kind, seed: int) -> str:
        name = next(council.matter_ids())
        if len(council.roll) < 2:
            return name
        above = self.f.council(council.parent or "")
        targets = {
            Kind.OBJECTION: list(council.directives),
            Kind.DEMAND: list(above.motions if above else ()),
            Kind.REOPENING: list(council.motions),
            Kind.REPEAL: list(council.motions),
            Kind.MERGER: [b for b in (above.below if above else ()) if b != council.id],
            Kind.JOINING: list(self.f.states),
            Kind.ADMISSION: list(council.requests),
        }.get(kind, [])
        to = tuple(council.below)[: seed % 3]
        fitting = kind is Kind.CHARTER or (kind is Kind.INITIATIVE and seed % 2 == 0)
        charter = CHANGES[seed % len(CHANGES)](council.charter) if fitting else None
        target = targets[seed % len(targets)] if targets else ""
        until = self.f.now + timedelta(days=10 + seed)
        office = SpecialOffice("Flood watch", "Dykes", "Call for hands", until, 1 + seed % 2)
        special = kind is Kind.SPECIAL_OFFICE or (kind is Kind.INITIATIVE and charter is None and seed % 3 == 0)
        proposal = Proposal(
            kind,
            "Bread",
            target=target,
            to=to,
            charter=charter,
            caucus="bakers" if seed % 2 else "",
            office=office if special else None,
            matter=("rents", "yards", "")[seed % 3] if council.charter.matters else "",
            name="New" if kind in (Kind.FOUNDING, Kind.SPLIT) else "",
            touches=tuple(council.decisions)[-1:] if seed % 4 else (),
        )
        self.attempt(council.id, Propose(council.roll[0], proposal))
        self.attempt(council.id, Second(council.roll[1], name))
        return name

    def everybody_votes(self, matter: str, against: int) -> None:
        """In every council where it is open; ``against`` of them say no."""
        for council in list(self.f.states.values()):
            if matter in council.ballots:
                self.vote_in(council, matter, against)

    def vote_in(self, council: Council, matter: str, against: int) -> None:
        for place, paper in enumerate(sorted(council.ballots[matter].roll)):
            self.attempt(council.id, CastVote(matter, paper, Choice.NO if place < against else Choice.YES))

    @precondition(lambda self: len(self.f.states) < 9)
    @rule(parent=st.sampled_from(["C", "W1", "W2", "A1"]), level=st.sampled_from(["assembly", "ward"]))
    def found(self, parent: str, level: str) -> None:
        name = f"N{len(self.f.states)}"
        above = self.f[parent]
        founding = FoundCouncil(name, name, name, level, above.charter, above.version, parent, "", 12)
        if not isinstance(self.attempt(name, founding), Refused) and level == "assembly":
            self.f.join(name, 2)

    # how it is tried

    def attempt(self, council: str, command: Command) -> tuple[Step, ...] | Refused:
        before = self.f.council(council)
        outcome = self.f.act(council, command, self.f.now)
        if isinstance(outcome, Refused):
            assert str(outcome)
            return outcome
        assert not isinstance(command, Caused)
        assert entitled_to(before, command), f"{command} was done by nobody who takes part"
        for step in outcome:
            self.check_step(step)
        return outcome

    def check_step(self, step: Step) -> None:
        for event in step.events:
            if isinstance(event, OfficeFilled):
                office = office_rule(step.after, event.office)
                assert len(step.after.holders(event.office)) <= entitled(step.after, office)
            if isinstance(event, BallotClosed):
                assert event.tally.total <= event.roll

    def fill(self, rng: Random, council: str, field: Field[Any], nonsense: tuple[str, ...]) -> Any:
        """A value for one field of a command: mostly one that means something in this council."""
        state, kind = self.f.council(council), str(field.type)
        if kind in ("Voice", "MemberId", "Credential", "MatterId", "Paper"):
            return rng.choice((*(named_here(state, kind) if state else ()), *nonsense) or NONSENSE)
        if kind in ("CouncilId", "CouncilId | None"):
            return rng.choice([*self.f.states, "X", ""])
        if kind == "Proposal":
            charter = rng.choice(CHANGES)(state.charter) if state and rng.random() < 0.5 else None
            to = rng.choice([(), ("X",), tuple(self.f.states)[:2]])
            target = rng.choice([*NONSENSE, *self.f.states])
            options = rng.choice([None, None, None, Options(("Oaks", "Elms"), rng.choice(list(Casting)))])
            return Proposal(rng.choice(list(Kind)), "Bread", target=target, to=to, charter=charter, options=options)
        return self.f.now if kind == "datetime" else rng.choice(VALUES.get(kind, (None,)))

    # what must hold in any federation

    @invariant()
    def federation_holds(self) -> None:
        self.nobody_holds_an_office_twice()
        self.seats_above_are_the_delegates_held_below()
        self.votes_are_of_the_roll_and_no_more()
        self.recalls_are_of_those_who_can_be_recalled()
        self.bound_delegates_keep_to_their_mandate()
        self.matters_have_names_of_their_own()
        self.what_was_repealed_stands_no_longer()
        self.what_is_over_stays_as_it_was()
        self.limits_of_the_charter_are_kept()
        self.special_offices_do_not_outlast_their_last_day()
        self.councils_of_a_chain_know_of_each_other()
        self.councils_are_a_tree()
        self.nobody_is_lost()
        self.business_has_a_home()
        self.nobody_objects_who_is_not_below()
        self.what_is_remembered_is_so()

    def what_is_remembered_is_so(self) -> None:
        """A council that remembers what it was asked before answers as one that has never been asked."""
        for council in self.f.states.values():
            assert next_due(council) == next_due(replace(council))

    def nobody_holds_an_office_twice(self) -> None:
        for council in self.f.states.values():
            for office in (*OFFICES, *council.special):
                holders = [t.holder for t in council.holders(office)]
                assert len(holders) == len(set(holders))
                assert set(holders).isdisjoint(council.alternates.get(office, ()))
                assert all(council.has_voice(voice) for voice in (*holders, *council.alternates.get(office, ())))

    def seats_above_are_the_delegates_held_below(self) -> None:
        for council in self.f.states.values():
            sent = {
                seat_name(self.f[b], t): (b, t.number) for b in council.below for t in self.f[b].holders("delegate")
            }
            assert {name: (d.council, d.number) for name, d in council.delegates.items()} == sent
            assert all(self.f[b].parent == council.id for b in council.below)
            gone = council.parent is None or council.merged_into
            assert gone or council.id in self.f[council.parent].below

    def councils_are_a_tree(self) -> None:
        for council in self.f.states.values():
            above, line = council.parent, {council.id}
            while above is not None:
                assert above not in line
                line.add(above)
                above = self.f[above].parent

    def nobody_is_lost(self) -> None:
        """Whoever moves with a split or a merger is known in the assembly that they have come to."""
        moved = {
            name
            for council in self.f.states.values()
            for name, member in council.members.items()
            if member.state is Membership.MOVED
        }
        known = {
            name for c in self.f.states.values() for name, m in c.members.items() if m.state is not Membership.MOVED
        }
        assert moved <= known

    def business_has_a_home(self) -> None:
        """Of an assembly that has gone over nothing is left to do; what it had begun is done where its members are."""
        for council in [c for c in self.f.states.values() if c.merged_into]:
            there = self.f[council.merged_into]
            motions, directives = council.motions.values(), council.directives.values()
            assert council.roll == ()
            assert not any(t.held for t in council.tenures.values())
            assert not any(council.alternates.values())
            assert not any(e.running for e in council.elections.values())
            assert not any(m.before_vote for m in motions)
            assert all(d.handed_to for d in directives if d.execution and d.force is not Force.REVOKED)
            gone_on = {m.id for m in motions if m.moved_to and m.proposal.kind not in (*STRUCTURAL, *AGAIN)}
            assert gone_on <= {m.origin for m in there.motions.values()}
            assert {d.id for d in directives if d.handed_to and d.force is not Force.REVOKED} <= there.directives.keys()

    def nobody_objects_who_is_not_below(self) -> None:
        for council in self.f.states.values():
            for directive in council.directives.values() if council.below else ():
                assert directive.objecting.keys() <= council.below.keys()

    def votes_are_of_the_roll_and_no_more(self) -> None:
        for council in self.f.states.values():
            for ballot in council.ballots.values():
                assert ballot.votes.keys() <= ballot.roll.papers
                assert ballot.tally.total <= len(ballot.roll)
                assert ballot.closed or council.is_base or all(council.has_voice(voice) for voice in ballot.roll)
            for election in council.elections.values():
                assert len(election.ballots) <= len(election.roll)
                assert election.on_paper or election.ballots.keys() <= election.roll.papers
                assert not election.running or all(council.has_voice(voice) for voice in election.candidates)
            for recall in council.recalls.values():
                assert recall.signatures <= recall.roll.papers

    def recalls_are_of_those_who_can_be_recalled(self) -> None:
        for council in self.f.states.values():
            for recall in council.recalls.values():
                mine = [t for t in council.tenures.values() if t.holder == recall.holder]
                held = any(t.office == recall.office and (t.held or t.moved_to) for t in mine)
                waits = recall.holder in council.alternates.get(recall.office, ())
                gone = recall.holder in council.members and council.members[recall.holder].moved_to
                assert not recall.open or held or waits or (gone and recall.office not in council.special)
                ballot = council.ballots.get(recall.id)
                assert recall.open or ballot is None or ballot.closed

    def bound_delegates_keep_to_their_mandate(self) -> None:
        """Where every mandate was imperative from the start, no vote that is cast says otherwise."""
        for council in self.f.states.values():
            rule = council.charter.referral
            if rule.mandate is not MandateKind.IMPERATIVE or rule.binding is not Binding.BLOCK or council.version > 1:
                continue
            for question, referral in council.referrals.items():
                for paper, choice in council.ballots[question].votes.items() if not council.is_base else ():
                    mandate = referral.mandates.get(council.ballots[question].roll.sender(paper))
                    answer = mandate.answer if mandate else None
                    if answer is not None and answer.options is not None and answer.valid:
                        assert choice == answer.options.word
                    elif answer is not None and answer.position in ("yes", "no"):
                        assert choice == answer.position

    def what_was_repealed_stands_no_longer(self) -> None:
        for council in self.f.states.values():
            for motion in [m for m in council.motions.values() if m.repealed_by]:
                later, directive = council.motions[motion.repealed_by], council.directives.get(motion.id)
                assert motion.verdict is not None
                assert motion.verdict.carried
                assert later.verdict is not None
                assert later.verdict.carried or later.reopens == motion.id
                assert directive is None or directive.force == "revoked"

    def matters_have_names_of_their_own(self) -> None:
        for council in self.f.states.values():
            matters = [*council.motions, *council.elections, *council.recalls]
            assert len(matters) == len(set(matters))

    def what_is_over_stays_as_it_was(self) -> None:
        for council in self.f.states.values():
            ballots = [b for b in council.ballots.values() if b.closed]
            elections = [e for e in council.elections.values() if not e.running]
            over = [m for m in council.motions.values() if not m.open and m.change is not Change.PROPOSED]
            later = {"repealed_by": "", "reopened_as": "", "suspension": None}  # what comes after it is told with it
            motions = [replace(m, **later) for m in over]
            for matter in (*ballots, *elections, *motions):
                name = f"{type(matter).__name__} {getattr(matter, 'matter', None) or matter.id}"
                assert self.settled.setdefault((council.id, name), matter) == matter

    def limits_of_the_charter_are_kept(self) -> None:
        """Where the limits were there from the start, nobody holds what they could not stand for."""
        for council in self.f.states.values():
            if council.version > 1:
                continue
            for tenure in council.tenures.values():
                rule = council.charter.rotation_of(tenure.office, council.level)
                if rule and rule.total:
                    assert sum(t.terms for t in served(council, tenure.office, tenure.holder)) <= rule.total
                assert not tenure.held or conflicting(council, tenure.office, tenure.holder) is None

    def special_offices_do_not_outlast_their_last_day(self) -> None:
        for council in self.f.states.values():
            for special in council.special.values():
                holders = council.holders(special.name)
                assert len(holders) <= special.office.seats
                assert all(special.in_force and t.until == special.office.until for t in holders)
                assert special.in_force or not any(
                    e.running and e.office == special.name for e in council.elections.values()
                )

    def councils_of_a_chain_know_of_each_other(self) -> None:
        for council in self.f.states.values():
            for seat in council.delegates.values() if watched(council) else ():
                sent = self.f[seat.council]
                assert seat.offices == held_below(sent, sent.tenures[seat.number].holder)
                assert sent.tenures[seat.number].above == held_above(council, seat.credential)

    def teardown(self) -> None:
        if hasattr(self, "f"):
            self.check_rebuilt()

    def check_rebuilt(self) -> None:
        codec, rebuilt = Codec(), dict[str, Council | None]()
        for charter in self.f.codec.charters.values():
            codec.remember(charter)
        for entry in self.f.record:
            rebuilt[entry.council] = fold((codec.read(e) for e in entry.events), rebuilt.get(entry.council))
        assert rebuilt == self.f.states
        assert verify(self.f.export()).councils == self.f.states


def named_here(council: Council, kind: str) -> list[str]:
    """What a field of this kind could sensibly name in this council."""
    if kind == "MatterId":
        here = (council.motions, council.elections, council.recalls, council.referrals, council.directives)
        amendments = (matter for motion in council.motions.values() for matter in motion.amendments)
        return [*(matter for shelf in here for matter in shelf), *amendments]
    if kind == "Paper":
        polls = (*council.ballots.values(), *council.elections.values(), *council.recalls.values())
        return sorted({paper for poll in polls for paper in poll.roll})
    return [*council.roll, *(t.holder for t in council.tenures.values())]


def entitled_to(council: Council | None, command: Command) -> bool:
    """Whether whoever gave ``command`` had a voice in ``council``, or a paper of an open poll."""
    if type(command).__name__ in PERSONAL:
        return True
    assert council is not None
    paper = getattr(command, "paper", None)
    if paper is not None:
        name = getattr(command, "matter", "") or getattr(command, "recall", "")
        polls = (council.ballots.get(name), council.elections.get(name), council.recalls.get(name))
        return any(poll is not None and paper in poll.roll for poll in polls)
    by = getattr(command, "by", None)
    return council.has_voice(by) or (by == CLOCK and isinstance(command, Timed))


VALUES: dict[str, Sequence[Any]] = {
    "int": (-2, 0, 1, 7),
    "bool": (True, False),
    "str": ("", " ", "Bread", "assembly", *PREFERENCES, *OFFICES),
    "tuple[int, ...]": ((), (), (1, 1, 0), (-1, 0, 0), (9, 9, 9, 9)),
    "Choice": tuple(Choice),
    "Side": tuple(Side),
    "Force": tuple(Force),
    "Kind": tuple(Kind),
    "Tally": (Tally(), Tally(1), Tally(1, 1, 1), Tally(-1), Tally(9)),
    "Charter": (FIXED, GROWING),
    "Progress": (Progress(),),
    "Made": (Made("baking", 1, {}),),
    "Answer": (Answer(Position.YES, Weight(), Tally(), 0, Fraction(0), 0),),
    "tuple[Voice, ...]": ((), ("A1m1",), ("A1m1", "A1m2", "W1.1"), ("nobody",)),
    "tuple[str, ...]": ((), ("resident",)),
    "tuple[Paper, ...]": ((), (), (), ("one",)),
    "tuple[Credential, ...]": ((),),
    "tuple[Held, ...]": ((),),
    "tuple[MatterId, ...]": ((), ("C:1",), ("C:99", "W1:1")),
}
ALL = sorted(DECIDERS, key=lambda kind: kind.__name__)
SENSIBLE = [kind for kind in ALL if not issubclass(kind, Caused) and kind is not FoundCouncil]

TestFederation = FederationMachine.TestCase
TestFederation.settings = LIVES


def walk(seed: int, steps: int) -> FederationMachine:
    """The machine, led by chance alone: it goes further than a search that also tries to be short."""
    rng, machine = Random(seed), FederationMachine()
    rules = {
        "tie": rng.choice(list(Tie)),
        "no_mandate": rng.choice(list(NoMandate)),
        "binding": rng.choice(list(Binding)),
        "counting": rng.choice(list(Counting)),
        "mandate": rng.choice(list(MandateKind)),
        "unvoted": rng.choice(list(Unvoted)),
        "council_quorum": rng.choice([Fraction(0), Fraction(1, 2)]),
    }
    majority = rng.choice([Majority.SIMPLE, Majority.SIMPLE, *Majority])
    machine.plant(rng.choice(sorted(SEATS)), majority, rules, rng.choice(sorted(LIMITS)))
    for _ in range(steps):
        n = rng.randrange(60)
        rng.choice(
            [
                lambda n=n: machine.try_anything(rng.randrange(2**32)),
                lambda n=n: machine.try_something_sensible(rng.randrange(2**32)),
                lambda n=n: machine.try_something_sensible(rng.randrange(2**32)),
                lambda n=n: machine.let_time_pass(rng.choice([0.5, 1, 1, 2, 3, 6])),
                lambda n=n: machine.let_the_clock_be_late(rng.choice([0.5, 2, 8])),
                lambda n=n: machine.bring_a_motion(n, rng.choice(list(Kind)), rng.randrange(60)),
                lambda n=n: machine.bring_a_motion_to_its_end(n, rng.choice(list(Kind)), rng.randrange(60), 0),
                lambda n=n: machine.bring_a_motion_to_its_end(n, rng.choice(list(Kind)), rng.randrange(60), n % 3),
                lambda n=n: machine.all_vote_on_something(n, rng.randrange(4)),
                lambda n=n: machine.delegates_vote(n, rng.choice(list(Choice))),
                lambda n=n: machine.choose_among_options(n, rng.choice(list(Casting)), rng.randrange(2**32)),
                lambda n=n: machine.ask_and_let_some_delegates_vote(n, rng.randrange(4), rng.choice(list(Choice))),
                lambda n=n: rng.random() < 0.2 and machine.withdraw(n),
                lambda n=n: machine.elect(n, rng.choice(OFFICES[:4])),
                lambda n=n: machine.petition(n, rng.randrange(5)),
                lambda n=n: machine.carry_out(n, rng.random() < 0.3),
                lambda n=n: machine.count_hands(n, rng.randrange(4), rng.randrange(4)),
                lambda n=n: machine.elect_on_paper(n, rng.random() < 0.3),
                lambda n=n: machine.leave(n),
                lambda n=n: len(machine.f.states) < 12 and machine.split(n),
                lambda n=n: rng.random() < 0.5 and machine.merge(n, rng.randrange(60)),
                lambda n=n: rng.random() < 0.5 and machine.merge_with_business_pending(n, rng.randrange(60), n),
                lambda n=n: machine.split_with_business_pending(n, rng.randrange(2**32)),
                lambda n=n: rng.random() < 0.3 and machine.join_a_federation(n, rng.randrange(60)),
                lambda n=n: machine.join(n),
                lambda n=n: rng.random() < 0.3 and machine.lay_down(n),
                lambda n=n: machine.flag(n),
                lambda n=n: rng.random() < 0.2 and machine.come_to_the_end_of_the_terms(),
                lambda n=n: machine.share_out_the_house(rng.choice(["assembly", "ward"])),
                lambda n=n: len(machine.f.states) < 9 and machine.found(rng.choice(["C", "W1", "A1"]), "assembly"),
            ]
        )()
        machine.federation_holds()
    machine.check_rebuilt()
    return machine


@pytest.fixture(scope="module", params=range(WALKS))
def walked(request: pytest.FixtureRequest) -> Federation:
    return walk(request.param, 120).f


def test_recalls_in_one_moment_end_the_same_in_both_orders(walked: Federation) -> None:
    for council in walked.states.values():
        voices = [*(t.holder for t in council.holders("delegate")), *council.alternates.get("delegate", ())]
        for pair in list(combinations(voices, 2))[:3]:
            ends = [recalled_at_once(walked.copy(), council.id, order) for order in (pair, pair[::-1])]
            assert ends[0] == ends[1]


def recalled_at_once(federation: Federation, council: str, voices: tuple[str, ...]) -> dict[str, object]:
    """The end of two recalls whose votes were open together; by name, so that matters have the same numbers."""
    names = {}
    for voice in sorted(voices):
        if not [r for r in federation[council].recalls.values() if r.open and r.holder == voice]:
            names[voice] = federation.petition(council, voice)
            federation.vote(council, names[voice], Tally(yes=len(federation[council].ballots[names[voice]].roll)))
    for voice in voices:
        if voice in names:
            federation.do(council, CloseBallot(CLOCK, names[voice]))
    return end(federation)


def test_labels_of_caucuses_can_be_erased_and_nothing_changes(walked: Federation) -> None:
    """Every act again, without the labels: the same entries, but for the labels (R3)."""
    again, erased = MemoryLedger(), Codec()
    for charter in walked.codec.charters.values():
        erased.remember(charter)
    for entry in walked.record:
        if entry.cause is None:
            name, act = entry.act
            again.act(entry.council, erased.read((name, without_labels(act))), entry.at)
    assert sum('"caucus":"bakers"' in canonical(entry.events).decode() for entry in walked.record) > 0
    assert [without_labels(e.events) for e in walked.record] == [without_labels(e.events) for e in again.record]


def without_labels(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {key: "" if key == "caucus" else without_labels(part) for key, part in value.items()}
    return [without_labels(part) for part in value] if isinstance(value, list | tuple) else value

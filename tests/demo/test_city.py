"""The demonstration is in mid-life: whoever looks at it finds each thing that the rules know, and nothing absurd."""

from collections import Counter

from tests.demonstration import AT

from councils.core.act import sender, tenure_number
from councils.core.charter import Kind, MandateKind
from councils.core.charter.check import check_charter
from councils.core.charter.document import differences
from councils.core.charter.limits import Casting
from councils.core.machines import (
    ElectionState,
    Execution,
    Force,
    MandateState,
    MotionState,
    RecallState,
    ReferralState,
)
from councils.core.office import DELEGATE
from councils.core.vote.ballot import Mode
from councils.demo.charters import first, second


def motion(city, beginning):
    return next(m for m in city.congress.motions.values() if m.proposal.title.startswith(beginning))


def referral(city, beginning):
    return city.congress.referrals[motion(city, beginning).id]


def directive(city, beginning):
    return next(d for d in city.congress.directives.values() if d.title.startswith(beginning))


def recalls(city):
    return [(council, recall) for council in city for recall in council.recalls.values()]


def chain(city, council, voice):
    """The councils that a voice rests on, down to the assembly; every link must hold."""
    links = [council.id]
    while not council.is_base:
        assert voice in council.delegates, (council.id, voice)
        below = city[sender(voice)]
        tenure = below.tenures[tenure_number(voice)]
        assert (tenure.office, tenure.held) == (DELEGATE, True), (council.id, voice)
        council, voice = below, tenure.holder
        links.append(council.id)
    assert council.has_voice(voice)
    return links


def test_federation_is_as_large_as_promised(city):
    sizes = sorted(len(assembly.roll) for assembly in city.assemblies)
    assert (len(city.wards), len(sizes)) == (20, 80)
    assert 1100 <= sum(sizes) <= 1350
    assert sizes[0] >= 4
    assert sizes[-1] >= 40


def test_every_seat_above_has_a_chain_below(city):
    lengths = [len(chain(city, council, voice)) for council in city for voice in council.roll if not council.is_base]
    assert Counter(lengths).keys() == {2, 3}
    for council in city:
        for tenure in council.tenures.values():
            assert not tenure.held or chain(city, council, tenure.holder)


def test_delegates_sit_everywhere_and_most_offices_are_filled(city):
    assert all(council.holders(DELEGATE) for council in [*city.assemblies, *city.wards])
    two_tellers = [assembly for assembly in city.assemblies if len(assembly.holders("teller")) == 2]
    assert len(two_tellers) > 50
    assert {len(city.congress.holders(office)) for office in ("chair", "secretary")} == {1}
    assert all(tenure.until > AT for council in city for tenure in council.tenures.values() if tenure.held)


def test_charter_was_changed_by_its_own_rule(city):
    congress = city.congress
    change = motion(city, "Mandates bind")
    assert (change.proposal.kind, change.state) == (Kind.CHARTER, MotionState.CARRIED)
    assert [v.motion for v in congress.charters] == ["", change.id]
    assert {council.version for council in city} == {2}
    assert [v.charter.referral.mandate for v in congress.charters] == [MandateKind.ANSWERABLE, MandateKind.IMPERATIVE]
    assert "referral.mandate" in {d.path for d in differences(first(), second())}
    assert (check_charter(first()), check_charter(second())) == ((), ())


def test_a_decision_shows_countings_that_disagree(city):
    countings = referral(city, "The food hubs buy").countings
    assert (countings.delegates.carried, countings.members.carried, countings.base.carried) == (True, True, False)
    assert countings.disagree


def test_one_motion_is_clearly_carried_and_one_lost(city):
    carried, lost = referral(city, "Libraries").countings, referral(city, "A common fund").countings
    assert (motion(city, "Libraries").state, carried.disagree) == (MotionState.CARRIED, False)
    assert carried.base.yes > 2 * carried.base.no
    assert (motion(city, "A common fund").state, lost.base.carried) == (MotionState.LOST, False)


def test_quorum_was_missed_in_some_assemblies(city):
    asked = motion(city, "Energy renovation").id
    states = Counter(assembly.referrals[asked].state for assembly in city.assemblies)
    assert 8 <= states[ReferralState.UNANSWERED] <= 25


def test_one_referral_is_half_answered(city):
    asked = motion(city, "Cook in the school canteens").id
    assert motion(city, "Cook in the school canteens").by in {ward.id for ward in city.wards}  # an initiative
    ballots = [assembly.ballots[asked] for assembly in city.assemblies]
    kinds = Counter("voted" if b.closed else "voting" if b.votes else "not begun" for b in ballots)
    assert min(kinds["voted"], kinds["voting"], kinds["not begun"]) >= 3, kinds
    assert all(b.closed or b.closes > AT for b in ballots)


def test_one_referral_has_its_mandates_arriving(city):
    asked = referral(city, "A repair workshop")
    states = Counter(mandate.state for mandate in asked.mandates.values())
    assert min(states[MandateState.GIVEN], states[MandateState.AWAITED]) >= 3, states
    assert {assembly.ballots[asked.question].closed for assembly in city.assemblies} == {True}


def test_an_early_breach_ended_in_a_recall_up_to_the_congress(city):
    assembly, recall = next((c, r) for c, r in recalls(city) if r.state is RecallState.RECALLED)
    cause = f"recalled: {recall.id}"
    ended = [(c.level, t.office) for c in city for t in c.tenures.values() if t.ended == cause]
    assert {("assembly", "delegate"), ("ward", "delegate")} <= set(ended)
    ward = city[assembly.parent]
    assert any(t.by == "alternate" for t in assembly.tenures.values())
    assert any(t.by == "alternate" for t in ward.tenures.values())
    assert recall.breach == motion(city, "A common fund").id
    assert ward.referrals[recall.breach].mandates[assembly.id].state is MandateState.BREACHED


def test_a_breach_in_the_congress_was_forgiven(city):
    forgiven = [r.breach for _, r in recalls(city) if r.state is RecallState.KEPT]
    assert forgiven == [motion(city, "Energy renovation").id]


def test_two_petitions_are_under_way_and_short_of_signatures(city):
    running = [(c, r) for c, r in recalls(city) if r.state is RecallState.PETITION]
    assert sorted(r.office for _, r in running) == ["chair", "delegate"]
    assert all(0 < len(r.signatures) < r.needed and r.until > AT for _, r in running)
    (breached,) = [r for _, r in running if r.breach]
    assert (breached.by, breached.breach) == ("rule", motion(city, "Mandates bind").id)
    assert len({c.id for c, _ in running}) == 2


def test_a_directive_is_reported_and_overdue_in_some_assemblies(city):
    shade = directive(city, "Shade")
    progress = shade.progress
    assert (shade.force, progress.assemblies) == (Force.IN_FORCE, 80)
    assert progress.completed > 50
    assert 3 <= progress.overdue <= 12
    assert progress.quantity > 300


def test_another_directive_is_being_carried_out(city):
    stairwells = directive(city, "Look at every stairwell")
    states = Counter(a.directives[stairwells.id].execution for a in city.assemblies)
    assert stairwells.report_by > AT
    assert {Execution.REPORTED, Execution.COMPLETED, Execution.ACKNOWLEDGED, Execution.OVERDUE} <= states.keys()


def test_a_third_one_is_suspended_and_back_on_the_agenda(city):
    night = directive(city, "Food hub deliveries")
    back = motion(city, "Uphold: Food hub deliveries")
    assert night.force is Force.SUSPENDED
    assert 3 * sum(night.objecting.values()) >= city.congress.represented
    assert (back.proposal.kind, back.proposal.target, back.state) == (
        Kind.RECONSIDERATION,
        night.id,
        MotionState.VOTING,
    )
    assert {assembly.directives[night.id].force for assembly in city.assemblies} == {Force.SUSPENDED}


def test_a_ward_has_given_powers_for_a_time(city):
    (made,) = [(ward, special) for ward in city.wards for special in ward.special.values()]
    ward, special = made
    assert (special.in_force, special.office.until > AT, len(ward.holders(special.name))) == (True, True, 1)


def test_a_motion_is_flagged_as_against_a_decision_of_the_congress(city):
    flagged = [flag.decision for ward in city.wards for motion in ward.motions.values() for flag in motion.flags]
    assert flagged == [motion(city, "Libraries").id]


def test_elections_are_open_and_one_was_decided_by_lot(city):
    elections = [(council, e) for council in city for e in council.elections.values()]
    states = Counter(e.state for _, e in elections)
    assert (states[ElectionState.NOMINATION] >= 1, states[ElectionState.VOTING] >= 1) == (True, True)
    assert all((e.closes or e.nominations_until) > AT for _, e in elections if e.running)
    lots = [e for _, e in elections if e.result and len(e.result.elected) == 1 and e.result.elected[0] in e.result.lots]
    assert lots


def test_one_teller_has_counted_and_the_other_has_not(city):
    hands = [b for c in city for b in c.ballots.values() if b.mode is Mode.HANDS and not b.closed]
    assert 1 in [len(b.counts) for b in hands]  # where a meeting is just going on, there are more
    assert all(b.closes > AT for b in hands)


def test_motions_wait_for_a_seconder_and_for_the_end_of_their_notice(city):
    states = Counter(m.state for council in city for m in council.motions.values())
    assert {MotionState.DRAFT, MotionState.DELIBERATION, MotionState.WITHDRAWN} <= states.keys()


def test_what_is_open_has_its_end_ahead(city):
    open_motions = [m for council in city for m in council.motions.values() if m.state is MotionState.VOTING]
    assert open_motions
    assert all(m.closes > AT for m in open_motions)
    assert all(m.proposed < AT for m in open_motions)


def test_no_count_is_over_its_roll(city):
    for council in city:
        for ballot in council.ballots.values():
            assert ballot.tally.total <= len(ballot.roll)


def test_turnout_is_that_of_a_living_city(city):
    closed = [b for a in city.assemblies for b in a.ballots.values() if b.closed and len(b.roll)]
    assert 0.4 < sum(b.tally.total / len(b.roll) for b in closed) / len(closed) < 0.7


def test_several_options_have_been_chosen_among_and_are_being_ranked(city):
    found = {m.proposal.options.casting: (c, m) for c in city for m in c.motions.values() if m.proposal.options}
    assert {casting: motion.state for casting, (_, motion) in found.items()} == {
        Casting.APPROVAL: MotionState.CARRIED,
        Casting.RANKED: MotionState.VOTING,
    }
    ward, asked = found[Casting.RANKED]
    ballots = [city[below].ballots[asked.id] for below in ward.below]
    assert len({vote for ballot in ballots for vote in ballot.votes.values()}) > len(asked.proposal.options.sentences)
    assert all(not ballot.closed for ballot in ballots)

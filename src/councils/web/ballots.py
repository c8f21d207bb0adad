"""What somebody can do on a ballot, as the ``vote_form`` component shows it: vote, wait, or read why not (R2, R6, R8).

A delegate sees the mandate on the form, and beside each answer what the mandate makes of it. The form never hides an
answer: the rules refuse it, and say why, when it is given.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.formats import date_format

from councils.app.identity import Standing, with_ballot_paper
from councils.app.nouns import gettext as _
from councils.app.nouns import ngettext
from councils.core.act import MatterId
from councils.core.charter import Binding, MandateKind
from councils.core.charter.limits import Casting
from councils.core.council import Council
from councils.core.machines import MandateState
from councils.core.mandate import Delegation, allowed
from councils.core.office import DELEGATE
from councils.core.referral import deadline_below, delegation
from councils.core.vote.ballot import Ballot, Mode, Votes
from councils.core.vote.options import Options
from councils.core.vote.tally import Choice
from councils.web.options import fields, in_order, ways
from councils.web.referrals import delegation_words
from councils.web.templatetags.councils_ui import number
from councils.web.visit import Visit

Form = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """Another council in which this person votes on the same matter."""

    council: Council
    url: str
    voted: bool


def vote_form(visit: Visit, ballot: Ballot, question: str, chosen: str | None = None) -> Form | None:
    """The form for who can vote here, with what was ``chosen``, or cast before; None for everyone else."""
    here = with_ballot_paper(visit.papers, ballot)
    if here is None or not can_vote(here, ballot):
        return None
    council, matter = visit.council, ballot.matter
    cast = ballot.votes.get(here.ballot_paper(ballot))
    mandated = not council.is_base and matter in council.referrals
    mine = delegation(council, matter, ballot.roll.sender(here.voice)) if mandated else None
    shown = cast if chosen is None else chosen
    form: Form = {
        "action": reverse("vote", args=[council.id, matter]),
        "question": question,
        "closes": ballot.closes,
        "chosen": shown,
        "cast": cast,
        "secrecy": secrecy(council),
        "bound": mandate_words(council, matter, mine) if mine else None,
    }
    if ballot.options is not None:
        return form | options_form(ballot.options, shown, here, mine)
    consequences = delegate_consequences(council, here, mine) if mine else base_consequences(council, matter)
    return form | {"consequences": consequences, "consequence": consequences.get(shown or "")}


def options_form(options: Options, chosen: str | None, here: Standing, mine: Delegation | None) -> Form:
    """The lines of a ballot on several options; ``told``: the votes that a mandate leaves open, to be cast as they
    are."""
    told = mine.bound.votes if mine and mine.bound and mine.mandate.state is not MandateState.AWAITED else ()
    return {
        "options": fields(options, chosen),
        "ways": ways(options),
        "ranked": options.casting is Casting.RANKED,
        "told": [vote for vote in told if mine and allowed(mine, here.voice, vote)],
        "in_order": in_order(chosen or "", options),
    }


def can_vote(here: Standing, ballot: Ballot) -> bool:
    return not ballot.closed and ballot.mode is Mode.ELECTRONIC and here.ballot_paper(ballot) in ballot.roll


def why_not(visit: Visit, ballot: Ballot) -> str:
    """Why there is no form for this person, in a sentence."""
    if ballot.mode is Mode.HANDS:
        return _(
            "This vote is by show of hands: come to the meeting. Two {tellers} count, and their counts must agree."
        )
    if visit.standing is not None:
        return _(
            "The roll was frozen when this vote opened, and you were not on it. You can take part in the next one."
        )
    if visit.council.is_base:
        return _("Those who take part in this {assembly} vote here.")
    return _("The {delegates} of this {council} vote here, as those who sent them have decided.")


def secrecy(council: Council) -> str:
    if council.is_base:
        return _("The {members} of this {assembly} can see how you voted, and nobody else.")
    return _("You vote in office: everyone can see how, and those who sent you always can.")


def base_consequences(council: Council, matter: MatterId) -> dict[str, str]:
    """What an assembly's answer to a question from above is for."""
    seats = len(council.holders(DELEGATE))
    if matter not in council.referrals or not seats:
        return {}
    text = ngettext(
        "towards the {mandate} of our {delegate}", "towards the {mandate} of our %(n)s {delegates}", seats
    ) % {"n": number(seats)}
    return {Choice.YES.value: text, Choice.NO.value: text}


def mandate_words(council: Council, matter: MatterId, mine: Delegation) -> Form:
    """What those who sent this delegate have said, in a sentence with a mark."""
    name = council.below[mine.council].name if mine.council in council.below else mine.council
    if mine.mandate.state is MandateState.AWAITED:
        until = deadline_below(council, council.referrals[matter])
        free = council.charter.referral.mandate is MandateKind.FREE
        text = (
            _("%(council)s has not decided yet; it has until %(when)s. The {mandate} is free: you need not wait.")
            if free
            else _("%(council)s has not decided yet; it has until %(when)s. You can vote as soon as it has.")
        )
        sentence = text % {"council": name, "when": date_format(until, "j F, H:i")}
        return {"position": "waiting", "sentence": sentence}
    if mine.bound is None:
        return {
            "position": "none",
            "sentence": _("%(council)s gave no {mandate}: vote as you judge.") % {"council": name},
        }
    if not mine.bound.total:
        text = _("%(council)s came to no valid decision, so its {delegates} do not count in this matter.")
        return {"position": "none", "sentence": text % {"council": name}}
    return {"position": leading(mine.bound), "sentence": bound_words(council, mine, name)}


def bound_words(council: Council, mine: Delegation, name: str) -> str:
    assert mine.bound is not None  # ``mandate_words`` has seen to it
    kind = {
        MandateKind.IMPERATIVE: _("imperative: any other vote is refused"),
        MandateKind.ANSWERABLE: _("answerable: another vote is shown as a breach, and a {recall} is asked for"),
        MandateKind.FREE: _("free: it binds nobody"),
    }[council.charter.referral.mandate]
    text = _("%(council)s has decided: %(votes)s. The {mandate} is %(kind)s.")
    return text % {"council": name, "votes": delegation_words(mine.bound), "kind": kind}


def leading(bound: Votes) -> str:
    """What most of the delegation is to say."""
    return max(bound.votes, key=lambda vote: bound[vote])


def delegate_consequences(council: Council, here: Standing, mine: Delegation) -> dict[str, str]:
    """What the mandate makes of each answer."""
    rule = council.charter.referral
    if rule.mandate is MandateKind.FREE or mine.bound is None or mine.mandate.state is MandateState.AWAITED:
        return {}
    against = {
        MandateKind.IMPERATIVE: _("against your {mandate}: refused"),
        MandateKind.ANSWERABLE: _("against your {mandate}: a breach on record"),
    }[rule.mandate]
    told = _("as you were told") if rule.binding is Binding.BLOCK else _("open to you under the {mandate}")
    return {c.value: told if allowed(mine, here.voice, c) else against for c in Choice}


def voting_elsewhere(visit: Visit, matter: MatterId) -> list[Elsewhere]:
    """Where else this person has a vote on the same matter: in their assembly, or in a council they were sent to."""
    return [
        Elsewhere(s.council, reverse("motion", args=[s.council.id, matter]), s.ballot_paper(ballot) in ballot.votes)
        for s in (*visit.standings, *visit.earlier)
        if s.council.id != visit.council.id
        and (ballot := s.council.ballots.get(matter)) is not None
        and can_vote(s, ballot)
    ]

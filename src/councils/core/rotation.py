"""Who cannot hold an office now: rotation, and offices that do not go together (R11).

Theory of operation. Both are asked when somebody stands, and again when the vote opens, when it is counted, and when an
alternate would step in, since things change meanwhile.

One person is known here by one member id in an assembly. Above, a credential is a tenure below, so whoever was sent
again after a pause has a new one: the council below tells which earlier seats were the same person's
(``chain.py``). That is what its own record shows, and a verifier follows it without the roll. Whoever moves to another
assembly begins anew there, for no record joins the two.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from councils.core.act import Event, MatterId, Voice
from councils.core.charter.limits import IncompatibleRule, Reach, RotationRule
from councils.core.council import Council
from councils.core.office import DELEGATE, Held, Tenure, named_office, own_names
from councils.core.refusal import Reason, Refused, refuse

if TYPE_CHECKING:
    from councils.core.election import Election


@dataclass(frozen=True, slots=True)
class CandidateBarred(Event):
    """Could stand, and can no longer hold the office: ``why`` names the reason of the refusal."""

    election: MatterId
    candidate: Voice
    why: str


def barred(council: Council, office: str, voice: Voice, at: datetime) -> Refused | None:
    """Why ``voice`` cannot come into ``office`` at ``at``, or go on in it; None if they can."""
    return rotating(council, office, voice, at) or conflicting(council, office, voice)


def still_standing(council: Council, election: Election, at: datetime) -> tuple[Election, tuple[CandidateBarred, ...]]:
    """The election without those who stood and can no longer hold the office, and what is said of these."""
    found = ((name, barred(council, election.office, name, at)) for name in election.candidates)
    struck = {name: CandidateBarred(election.id, name, no.reason.name) for name, no in found if no is not None}
    staying = {name: c for name, c in election.candidates.items() if name not in struck}
    return replace(election, candidates=staying), tuple(struck.values())


def served(council: Council, office: str, voice: Voice) -> list[Tenure]:
    """The tenures of this person in this office that count as terms, the earliest first."""
    names = own_names(council, voice)
    found = [t for t in council.tenures.values() if t.office == office and t.holder in names and t.terms]
    return sorted(found, key=lambda tenure: (tenure.since, tenure.number))


def end_of(tenure: Tenure) -> datetime:
    """When it was vacated; its last day while it is held, or where nobody wrote down more."""
    return tenure.left or tenure.until


def rotating(council: Council, office: str, voice: Voice, at: datetime) -> Refused | None:
    rule = council.charter.rotation_of(office, council.level)
    before = served(council, office, voice) if rule else []
    if rule is None or not before:
        return None
    pause = pause_after(council, rule)
    why = used_up(rule, before, pause, at)
    if why is Reason.TERMS_USED_UP:
        return refuse(why, office=title(council, office), most=rule.total)
    if why is Reason.ROTATION:
        day = f"{end_of(before[-1]) + pause:%Y-%m-%d}"
        return refuse(why, office=title(council, office), most=rule.consecutive, again=day)
    return None


def used_up(rule: RotationRule, before: list[Tenure], pause: timedelta, at: datetime) -> Reason | None:
    """Why whoever has served the terms ``before`` can serve no other now, if so."""
    if not before:
        return None
    if rule.total and sum(tenure.terms for tenure in before) >= rule.total:
        return Reason.TERMS_USED_UP
    resting = at < end_of(before[-1]) + pause
    return Reason.ROTATION if rule.consecutive and resting and in_a_row(before, pause) >= rule.consecutive else None


def pause_after(council: Council, rule: RotationRule) -> timedelta:
    """How long one pauses after so many terms in a row: as the charter says, or as long as a term."""
    office = council.charter.office(rule.office)
    return timedelta(days=rule.cooling_off_days or (office.term_days if office else 0))


def in_a_row(before: list[Tenure], pause: timedelta) -> int:
    """Terms of the last unbroken row: a gap that is shorter than the pause breaks nothing."""
    terms, begins = 0, None
    for tenure in reversed(before):
        if begins is not None and begins - end_of(tenure) >= pause:
            break
        terms, begins = terms + tenure.terms, tenure.since
    return terms


def conflicting(council: Council, office: str, voice: Voice) -> Refused | None:
    """The first office of ``voice`` that ``office`` does not go together with."""
    rules = council.charter.incompatible
    held = clash(rules, office, council.level, held_here(council, voice), elsewhere(council, voice)) if rules else None
    if held is None:
        return None
    other = title(council, held.office)
    return refuse(Reason.INCOMPATIBLE, office=title(council, office), other=other, council=held.name)


def clash(
    rules: Iterable[IncompatibleRule], office: str, level: str, here: Sequence[Held], beyond: Sequence[Held]
) -> Held | None:  # fmt: skip
    """The first of what somebody holds in one council, and ``beyond`` it, that ``office`` there does not go with."""
    for rule in rules:
        others = [entry for entry in rule.offices if not names(entry, office, level)]
        if len(others) == len(rule.offices):
            continue
        for held in (*here, *(beyond if rule.reach is Reach.CHAIN else ())):
            if any(names(entry, held.office, held.level) for entry in others):
                return held
    return None


def names(entry: str, office: str, level: str) -> bool:
    """Whether an entry of the charter ("chair", "chair@ward") names this office of a council of this level."""
    kind, _, at = entry.partition("@")
    return kind == office and at in ("", level)


def held_here(council: Council, voice: Voice) -> tuple[Held, ...]:
    return tuple(Held(council.id, council.name, council.level, t.office) for t in council.held_by(voice))


def elsewhere(council: Council, voice: Voice) -> tuple[Held, ...]:
    """What the person holds in the councils below and above, as far as one rests on the other."""
    sent = council.delegates.get(voice)
    above = (held for t in council.held_by(voice) if t.office == DELEGATE for held in t.above)
    return (*(sent.offices if sent else ()), *above)


def title(council: Council, office: str) -> str:
    rule = named_office(council, office)
    return rule.title if rule else office

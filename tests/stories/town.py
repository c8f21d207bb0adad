"""Ten people under one charter: a town small enough that everybody in a story can sign in and act.

    python -m tests.stories.town FILE imperative|answerable|ranking|neighbours|planning

Mill Street (four members) and Harbour (three) stand under the First ward, Orchard (three) under the Second, the wards
under the congress of the town. Open are a question from the congress to all assemblies, a motion on the congress's own
order, a directive that nobody has begun with, and an objection against it. Everything was done through the use cases
that people use, in the weeks before the browser opens; everybody's password is ``PASSWORD``. An assembly may have three
members; what changes the councils themselves is voted on at once. With neighbours, there is an isle of two beside it,
with a charter and a congress of its own. In the town of the ranking, Mill Street also elects two secretaries by
transferable vote. In the one that plans, Harbour is a mill and Orchard a bakery; a plan is in force, and the first of
its two weeks has begun.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from tests.federation import preset

from councils.core.charter import Apportionment, Charter, Kind, MandateKind, Method, MotionRule, Norm
from councils.core.place import Place, Places

if TYPE_CHECKING:
    from tests.web.city import City

PASSWORD = "bread-and-roses"
PEOPLE = {
    "A11": "Amina Bakary Chiara Dmitri".split(),
    "A12": "Elif Fatou Goran".split(),
    "A21": "Ines Jonas Karim".split(),
}
ISLE = {"I1": ["Lena", "Marek"]}
AT_ONCE = MotionRule(seconders=0, notice_days=0, voting_days=5)
QUESTION = "Free water in every street"
OWN_ORDER = "The congress meets on Sundays"
DIRECTIVE = "Open a kitchen in every quarter"
REASON = "We have no room for it before the winter."


def charter(mandate: MandateKind) -> Charter:
    """The default with two delegates each, two secretaries, and objections voted on as soon as they are seconded."""
    default = preset()
    ranked = {"method": Method.STV, "seats": 2}
    offices = tuple(replace(o, **ranked) if o.name == "secretary" else o for o in default.offices)
    norms = (Norm(method=Apportionment.FIXED, seats=2),)
    motions = {
        **default.motions,
        **dict.fromkeys((Kind.SPLIT, Kind.ADMISSION), AT_ONCE),
        Kind.JOINING: replace(AT_ONCE, referred=True),
        Kind.LEAVING: replace(AT_ONCE, referred=True),
        Kind.DIRECTIVE: MotionRule(notice_days=1),
        Kind.OBJECTION: MotionRule(notice_days=0),
    }
    base, *above = default.levels
    return replace(
        default,
        levels=(replace(base, minimum=1, maximum=3), *above),
        norms=norms,
        offices=offices,
        motions=motions,
        referral=replace(default.referral, mandate=mandate),
        structure=replace(default.structure, choose_days=3),
    )


def rules_of_the_isle() -> Charter:
    """Of another kind: the isle's delegates answer for their votes, and its assemblies are landings."""
    words = {"assembly": "landing", "assemblies": "landings"}
    return replace(charter(MandateKind.ANSWERABLE), name="isle", title="How we live on the isle", vocabulary=words)


def spelt(charter: Charter, write: Callable[[str], str]) -> Charter:
    """The charter with all its own texts and nouns as ``write`` spells them."""
    requires = tuple(replace(c, text=write(c.text)) for c in charter.franchise.requires)
    return replace(
        charter,
        title=write(charter.title),
        summary=write(charter.summary),
        source=write(charter.source),
        levels=tuple(replace(level, title=write(level.title)) for level in charter.levels),
        franchise=replace(charter.franchise, text=write(charter.franchise.text), requires=requires),
        offices=tuple(replace(office, title=write(office.title)) for office in charter.offices),
        norms=tuple(replace(norm, holders=write(norm.holders)) for norm in charter.norms),
        vocabulary={key: write(noun) for key, noun in charter.vocabulary.items()},
    )


def build(
    mandate: MandateKind, write: Callable[[str], str] = str, *, neighbours: bool = False, plans: bool = False
) -> City:
    """The town, with every name and every text as ``write`` spells it."""
    from django.contrib.auth.hashers import make_password
    from tests.web.city import ASSEMBLIES, PLACES, City
    from tests.web.works import planning

    from councils.app.founding import found
    from councils.app.membership import join
    from councils.store.models import Person

    rules = planning(charter(mandate)) if plans else charter(mandate)
    rules = replace(rules, planning=replace(rules.planning, taking=True))
    if neighbours:
        soon = MotionRule(notice_days=0, voting_days=14)
        rules = replace(rules, motions={**rules.motions, Kind.PROCEDURE: soon})
    town = City(spelt(rules, write), datetime.now(UTC) - timedelta(days=80))
    found(write("Town"), town.charter, Places(replace(place, name=write(place.name)) for place in PLACES), town.at)
    password = make_password(PASSWORD)
    if neighbours:
        quay = [Place("I", "Isle", "isle", "", 40), Place("I1", "Quay", "landing", "I", 40)]
        found("Isle", rules_of_the_isle(), Places(quay), town.at, beside=True)
    living = {**PEOPLE, **ISLE} if neighbours else PEOPLE
    for assembly in living:
        town.people[assembly] = [
            Person.objects.create(username=n.lower(), name=write(n), password=password) for n in living[assembly]
        ]
        for person in town.people[assembly]:
            town.done(join(person, assembly, ("resident",), at=town.at))
    for assembly in living:
        town.elect(assembly, "delegate", town.people[assembly])
    for assembly in ASSEMBLIES:
        town.elect(assembly, "chair", town.people[assembly][-1:])
    for ward in ("W1", "W2"):
        town.elect(ward, "delegate", [p for p in town.everyone() if p in town.voices(ward)])
    if plans:
        plan(town)
    else:
        open_matters(town, write)
    town.now()
    return town


def plan(town: City) -> None:
    """Carried before the first of its two weeks, in which we are."""
    from tests.web.works import adopted

    days_ago(town, 6)
    adopted(town, (datetime.now(UTC) - timedelta(days=2)).date())


def open_matters(town: City, write: Callable[[str], str]) -> None:
    """The carried directive first, then what is open today."""
    from councils.core.motion import Proposal
    from councils.core.vote.tally import Choice

    text = "A warm meal a day for whoever comes. *Where* and *how*, each assembly says itself."
    days_ago(town, 6)
    directive = town.propose("T", Proposal(Kind.DIRECTIVE, write(DIRECTIVE), write(text), unit=write("meals")))
    town.pass_days(1)
    for person in town.voices("T"):
        town.vote(person, "T", directive, Choice.YES)
    days_ago(town, 4)
    question = town.propose(
        "T", Proposal(Kind.RESOLUTION, write(QUESTION), write("Pipes are **ours**. Nobody pays for them."))
    )
    town.propose("T", Proposal(Kind.PROCEDURE, write(OWN_ORDER), write("So nobody loses a wage.")))
    days_ago(town, 1)
    objection = town.propose("A21", Proposal(Kind.OBJECTION, write("Not now"), write(REASON), target=directive))
    town.pass_days(0)
    for person in town.people["A21"][:2]:
        town.vote(person, "A21", objection, Choice.YES)
    for person in town.people["A11"][2:]:
        town.vote(person, "A11", question, Choice.NO)
    for assembly in ("A12", "A21"):
        for person in town.people[assembly]:
            town.vote(person, assembly, question, Choice.YES)


def stand_for_secretary(town: City) -> None:
    """Three of Mill Street stand, in the order of their names; the vote is open."""
    from councils.core.election import Stand

    matter = town.call("A11", "secretary")
    for person in town.people["A11"][1:]:
        town.say(person, "A11", lambda voice: Stand(voice, matter, "I write everything down."))
    town.pass_days(town.charter.election.nomination_days)
    town.now()


def days_ago(town: City, days: float) -> None:
    """Let time pass until so many days before now."""
    now = datetime.now(UTC) - timedelta(days=days)
    town.pass_days((now - town.at) / timedelta(days=1))


if __name__ == "__main__":
    import pytest
    from tests.passwords import CHEAP, keep

    from councils.cli.database import open_database, set_up
    from councils.store.address import address

    keep(pytest.MonkeyPatch(), CHEAP)
    set_up(address(sys.argv[1]), new=True)
    open_database(address(sys.argv[1]))
    kind = sys.argv[2]
    mandate = MandateKind(kind) if kind in list(MandateKind) else MandateKind.IMPERATIVE
    works = {"Harbour": "Harbour Mill", "Orchard": "Orchard Bakery"} if kind == "planning" else {}
    built = build(
        mandate, lambda name: works.get(name, name), neighbours=kind == "neighbours", plans=kind == "planning"
    )
    if kind == "ranking":
        stand_for_secretary(built)

"""Every charter that comes with the program, lived through: joining, elections, a decision, a recall, pages."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from tests.federation import preset
from tests.web.city import City, member_id
from tests.web.conftest import Enter

from councils.app.founding import found
from councils.app.membership import admit, join
from councils.app.voting import sign_petition
from councils.core.charter import Admission, Kind
from councils.core.machines import MotionState, RecallState
from councils.core.office import DELEGATE, offices_of
from councils.core.place import Place, Places
from councils.core.proposal import Proposal
from councils.core.recall import OpenPetition
from councils.core.vote.tally import Choice
from councils.presets import NAMES
from councils.store.models import Person

MEMBERS = 8  # of each assembly, where the charter asks for no more


def places(levels: int, kind: str) -> Places:
    """One place in another for each level above, and two assemblies at the end, the second of this ``kind``."""
    names = [f"L{number}" for number in range(levels - 1)]
    above = ["", *names]
    chain = [Place(name, f"Place {name}", "place", above[n], 800_000) for n, name in enumerate(names)]
    quarters = (("A", ""), ("B", kind))
    return Places([*chain, *(Place(q, f"Quarter {q}", "quarter", names[-1], 400_000, kind=k) for q, k in quarters)])


@pytest.fixture(params=NAMES)
def city(request: pytest.FixtureRequest, db: None) -> City:
    rules = preset(request.param)
    city = City(rules, timezone.now() - timedelta(days=150))
    kind = next((kind for office in rules.offices for kind in office.kinds), "")
    found("Town", rules, places(len(rules.levels), kind), city.at)
    grounds = tuple(c.token for c in rules.franchise.requires)
    for assembly in ("A", "B"):
        city.people[assembly] = []
        for number in range(max(MEMBERS, rules.levels[0].minimum)):
            person = Person.objects.create(username=f"{assembly}{number}", name=f"Ada {assembly}{number}")
            city.done(join(person, assembly, grounds, at=city.at))
            city.people[assembly].append(person)
            if rules.franchise.admission is Admission.CONFIRMED and not city[assembly].has_voice(member_id(person)):
                city.done(admit(city.people[assembly][0], assembly, member_id(person), city.at))
    return city


def climb(city: City) -> list[str]:
    """All councils, the assemblies first, each having elected its delegates."""
    councils = ["A", "B", *(f"L{n}" for n in reversed(range(len(city.charter.levels) - 1)))]
    for name in councils[:-1]:
        city.elect(name, DELEGATE, city.voices(name)[:2])
    return councils


def test_federation_lives_under_it(city: City, enter: Enter) -> None:
    councils = climb(city)
    top = councils[-1]
    assert city[top].roll
    held = [(name, office) for name in ("A", "B", top) for office in offices_of(city[name]) if office.name != DELEGATE]
    assert {office.name for _, office in held} | {DELEGATE} == {office.name for office in city.charter.offices}
    for name, office in held:
        if name != "B" or office.kinds:
            city.elect(name, office.name, city.voices(name)[: max(1, office.seats)])
    seconders = city.charter.motion(Kind.RESOLUTION).seconders
    top = next(name for name in reversed(councils) if len(city.voices(name)) > seconders)
    matter = city.propose(top, Proposal(Kind.RESOLUTION, "Bread for all", "A **loaf** a day."))
    city.pass_days(city.charter.motion(Kind.RESOLUTION).notice_days)
    for name in councils:
        if matter in city[name].ballots:
            for person in city.voices(name):
                if matter in city[name].ballots and not city[name].ballots[matter].closed:
                    city.vote(person, name, matter, Choice.YES)
    city.pass_days(city.charter.referral.days)
    assert city[top].motions[matter].state is MotionState.CARRIED

    delegate = city["A"].holders(DELEGATE)[0].holder
    petition = next(city["A"].matter_ids())
    city.say(city.voices("A")[-1], "A", lambda by: OpenPetition(by, delegate, DELEGATE, "They never come."))
    recall_by_all(city, petition)
    city.now()
    shown(city, enter, councils, reverse("motion", args=[top, matter]), reverse("recall", args=["A", petition]))


def recall_by_all(city: City, petition: str) -> None:
    for person in city.voices("A"):
        if city["A"].recalls[petition].state is RecallState.PETITION:
            city.done(sign_petition(person, "A", petition, city.at))
    for person in city.voices("A"):
        if city["A"].recalls[petition].open:
            city.vote(person, "A", petition, Choice.YES)
    assert city["A"].recalls[petition].state is RecallState.RECALLED


def shown(city: City, enter: Enter, councils: list[str], *more: str) -> None:
    """The pages that people come by, for a member and for a visitor."""
    top = councils[-1]
    browsers = [enter(city.people["A"][-1]), Client()]
    pages = [
        *(reverse("council", args=[name]) for name in councils),
        reverse("council_rules", args=[top]),
        reverse("council_charter", args=[top]),
        "/",
        "/home/",
        *more,
    ]
    for browser in browsers:
        for page in pages:
            answer = browser.get(page, follow=True)
            assert answer.status_code in (200, 403), f"{answer.status_code} {page}"

"""A contradiction with a decision above is flagged on the motion's page (R20)."""

from __future__ import annotations

from django.urls import reverse
from tests.web.city import City, direct

from councils.app.speaking import speak
from councils.core.charter import Kind
from councils.core.motion import Propose
from councils.core.proposal import Proposal


def test_member_flags_a_directive_that_a_motion_contradicts(city: City, enter) -> None:
    directive = direct(city)
    person = city.people["A11"][0]
    speak(person, "A11", lambda voice: Propose(voice, Proposal(Kind.RESOLUTION, "We plant nothing")))
    motion = list(city["A11"].motions)[-1]
    page = reverse("flag", args=["A11", motion])
    empty = enter(person).post(page, {"decision": directive, "why": " "})
    done = enter(person).post(page, {"decision": directive, "why": "It says that we plant."}, follow=True)
    assert (empty.status_code, done.status_code) == (422, 200)
    assert [(row["id"], row["stands"], len(row["said"])) for row in done.context["contradictions"]] == [
        (directive, True, 1)
    ]
    assert "It says that we plant." in done.content.decode()

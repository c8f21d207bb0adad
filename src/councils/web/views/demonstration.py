"""Look at the demonstration with other eyes: as a member, a delegate, a coordinator, a visitor, or anybody invented.

Only where the federation is a demonstration; anywhere else these addresses do not exist. Nobody looks with the eyes of
people who have a password of their own.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from urllib.parse import urlsplit

from django.contrib import messages
from django.contrib.auth import login, logout
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import Resolver404, resolve, reverse
from django.utils.http import url_has_allowed_host_and_scheme, urlencode
from django.views.decorators.http import require_POST

from councils.app.batch import world
from councils.app.nouns import gettext as _
from councils.app.queries import eyes
from councils.store.models import CouncilRow, Federation, Membership, Person
from councils.web.showing import Context, office_title
from councils.web.visit import View

PER_PAGE = 25
EYES: dict[str, Callable[[str], Person | None]] = {
    "member": eyes.member,
    "delegate": eyes.delegate,
    "teller": eyes.teller,
    "coordinator": eyes.coordinator,
    "planner": eyes.planner,
}


def only_in_a_demonstration(view: View) -> View:
    @wraps(view)
    def answer(request: HttpRequest) -> HttpResponse:
        if not Federation.objects.filter(demonstration=True).exists():
            raise Http404
        return view(request)

    return answer


@only_in_a_demonstration
@require_POST
def view_as(request: HttpRequest) -> HttpResponse:
    wanted = request.POST.get("as", "")
    back = way_back(request)
    if wanted == "visitor":
        logout(request)
        return redirect("federation" if back == reverse("home") else back)
    person = somebody(wanted, council_at(back))
    if person is None:
        messages.warning(request, _("There is nobody to look as here."))
        return redirect(back)
    logout(request)  # nothing of one pair of eyes is left to the next
    login(request, person)
    request.session["view_as"] = wanted if wanted in EYES else "somebody"
    return redirect(back)


def somebody(wanted: str, near: str) -> Person | None:
    if wanted in EYES:
        return EYES[wanted](near)
    return eyes.invented().filter(pk=int(wanted)).first() if wanted.isdecimal() and len(wanted) < 12 else None


def way_back(request: HttpRequest) -> str:
    """Where the looker was: ``next``, else the page that the button stood on, if it is one of ours."""
    came_from = urlsplit(request.headers.get("Referer", ""))
    here = came_from.path if came_from.netloc == request.get_host() else ""
    for address in (request.POST.get("next", ""), here):
        safe = url_has_allowed_host_and_scheme(address, {request.get_host()}, require_https=request.is_secure())
        if safe and shows_a_page(address):
            return address
    return reverse("federation")


def shows_a_page(address: str) -> bool:
    """Whether one can go back there: not to where only forms are sent, nor to choosing somebody again."""
    try:
        return resolve(urlsplit(address).path).url_name not in ("view_as", "people", "call_election", "account_logout")
    except Resolver404:
        return False


def council_at(address: str) -> str:
    try:
        return str(resolve(urlsplit(address).path).kwargs.get("council", ""))
    except Resolver404:
        return ""


@only_in_a_demonstration
def people(request: HttpRequest) -> HttpResponse:
    """Everybody invented, to choose from: by name and by council."""
    name, council = request.GET.get("q", "").strip(), request.GET.get("council", "")
    found = eyes.invented().order_by("name", "pk")
    if name:
        found = found.filter(name__icontains=name)
    if council:
        found = found.filter(memberships__council=council)
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "page_obj": page,
        "people": [person_row(person) for person in page],
        "total": page.paginator.count,
        "q": name,
        "chosen": council,
        "councils": CouncilRow.objects.filter(members__gt=0, delegates=0).order_by("name"),
        "query": "&" + urlencode({"q": name, "council": council}),
    }
    return render(request, "councils/people.html", context)


def person_row(person: Person) -> Context:
    found = world()
    rows = []
    for membership in Membership.objects.filter(person=person).order_by("pk"):
        council = found.council(membership.council)
        if council is not None:
            offices = [office_title(council, t.office) for t in council.held_by(membership.member)]
            rows.append({"name": council.name, "offices": offices})
    return {"id": person.pk, "name": str(person), "councils": rows}

"""Who is invited and how far that has come; mail for those with an address, slips of paper for those without (R2).

A link is shown once: in the mail, or on the sheet that is the answer to "print". So every one is given out on a POST,
a hundred at a time, and given out again it is another one.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import segno
from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_POST

from councils.app.nouns import gettext as _
from councils.app.nouns import gettext_lazy, ngettext
from councils.app.rolls.inviting import PORTION, Letter, Sent, Slip, Stage, send, slips, stage
from councils.store.models import Invitation
from councils.web.showing import day
from councils.web.templatetags.councils_ui import number as grouped
from councils.web.views.roll import PAGE, kept_by_the_secretary
from councils.web.visit import Visit

STAGES = {
    Stage.WAITING: ("quiet", gettext_lazy("Not given out")),
    Stage.SENT: ("plain", gettext_lazy("Sent")),
    Stage.PRINTED: ("plain", gettext_lazy("Printed")),
    Stage.FAILED: ("alarm", gettext_lazy("Not delivered")),
    Stage.EXPIRED: ("alarm", gettext_lazy("Expired")),
    Stage.USED: ("good", gettext_lazy("Used")),
}


def to_mail(council: str) -> QuerySet[Invitation]:
    """Those with an address whose mail has not gone out, or is of no use any more."""
    stale = Q(sent=None) | Q(expires__lte=timezone.now())
    return Invitation.objects.filter(stale, council=council, used=None, failed="").exclude(email="").order_by("pk")


def to_print(council: str) -> QuerySet[Invitation]:
    """Those whom no mail reaches, and who have no slip; where the server sends no mail, that is everybody."""
    mute = Q(email="") | ~Q(failed="") if settings.MAIL else Q()
    stale = Q(printed=None) | Q(expires__lte=timezone.now())
    named = Invitation.objects.filter(mute, stale, council=council, used=None).exclude(name="")
    return named.exclude(digest__isnull=False, source=None).order_by("pk")


@kept_by_the_secretary
def invitations(request: HttpRequest, here: Visit) -> HttpResponse:
    if request.method == "POST":
        return mail(request, here)
    now = timezone.now()
    every = Invitation.objects.filter(council=here.council.id).order_by("used", "name", "pk")
    page = Paginator(every, PAGE).get_page(request.GET.get("page"))
    context = {
        "council": here.council,
        "crumbs": here.crumbs((_("The roll"), reverse("roll", args=[here.council.id])), (_("Invitations"), "")),
        "page_obj": page,
        "query": "",
        "rows": [{"one": one, "stage": STAGES[stage(one, now)]} for one in page],
        "to_mail": to_mail(here.council.id).count(),
        "to_print": to_print(here.council.id).count(),
        "portion": PORTION,
        "mails": bool(settings.MAIL),
    }
    return render(request, "councils/invitations.html", context)


def mail(request: HttpRequest, here: Visit) -> HttpResponse:
    only = request.POST.get("only", "")
    chosen = to_mail(here.council.id)
    if only:
        chosen = one(only, here).exclude(email="")
    if settings.MAIL:
        told(request, send(chosen[:PORTION], letter(request, here)))
    else:
        messages.error(request, _("This server sends no mail. Print slips, or ask whoever runs it to set up mail."))
    return redirect("invitations", here.council.id)


def one(asked: str, here: Visit) -> QuerySet[Invitation]:
    """An unused invitation of this assembly by its number, or none."""
    number = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 19 else 0
    return Invitation.objects.filter(pk=number, council=here.council.id, used=None)


def told(request: HttpRequest, done: Sent) -> None:
    if done.sent:
        text = ngettext("%(n)s invitation is sent.", "%(n)s invitations are sent.", done.sent)
        messages.success(request, text % {"n": grouped(done.sent)})
    if done.refused:
        text = ngettext("%(n)s address was refused.", "%(n)s addresses were refused.", done.refused)
        messages.warning(request, text % {"n": grouped(done.refused)})
    if done.trouble:
        text = _("The mail server could not be reached (%(why)s). Nothing is lost: send the rest later.")
        messages.error(request, text % {"why": done.trouble})


def link(request: HttpRequest, slip: Slip) -> str:
    return request.build_absolute_uri(reverse("invitation", args=[slip.token]))


def letter(request: HttpRequest, here: Visit) -> Callable[[Slip], Letter]:
    def written(slip: Slip) -> Letter:
        values = {
            "name": slip.name,
            "council": here.council.name,
            "link": link(request, slip),
            "until": day(slip.expires),
        }
        body = _(
            "Dear %(name)s,\n\n"
            "%(council)s invites you to take part. Open this link, choose a user name and a password, and declare what "
            "the {charter} asks:\n\n"
            "%(link)s\n\n"
            "The link works once, for you alone, until %(until)s. Nothing happens by opening it; if it is not meant "
            "for you, forget it.\n"
        )
        return Letter(_("%(council)s invites you") % values, body % values)

    return written


@require_POST
@kept_by_the_secretary
def print_slips(request: HttpRequest, here: Visit) -> HttpResponse:
    """New links on paper. They are on this page and nowhere else; those printed or sent before are void."""
    only = request.POST.get("only", "")
    chosen = to_print(here.council.id)
    if only:
        chosen = one(only, here)
    made = [slip_row(link(request, slip), slip) for slip in slips(chosen[:PORTION])]
    if not made:
        messages.success(request, _("There is nothing to print."))
        return redirect("invitations", here.council.id)
    crumbs = here.crumbs((_("Invitations"), reverse("invitations", args=[here.council.id])), (_("Slips"), ""))
    left = to_print(here.council.id).count()
    return render(
        request, "councils/slips.html", {"council": here.council, "crumbs": crumbs, "slips": made, "left": left}
    )


def slip_row(address: str, slip: Slip) -> dict[str, Any]:
    drawn = segno.make(address, micro=False, error="m").svg_inline(omitsize=True, border=2, light="#fff")
    picture = mark_safe(drawn)  # noqa: S308 - drawn by segno from an address of ours
    return {"name": slip.name, "link": address, "expires": slip.expires, "picture": picture}

"""The record: every act of every council in words, with its hash; the signed heads; the whole as one file (R17)."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render

from councils.app.identity import standings
from councils.app.nouns import gettext as _
from councils.app.queries.acts import Told, acts_page, fingerprint, heads
from councils.app.queries.names import Names
from councils.app.queries.visibility import names_for
from councils.app.record import NoSuchHeadError, head_line, proof_since
from councils.app.sending import whole_record
from councils.core.council import Council
from councils.web.context import viewer
from councils.web.record_words import event_url, event_words
from councils.web.visit import Visit, council_url, in_council, unless_all_hidden, unless_hidden

Context = dict[str, Any]


@unless_hidden
def record(request: HttpRequest) -> HttpResponse:
    names = names_for(tuple(standings(viewer(request))))
    context = {
        **acts_context(request, names),
        "heads": [{"head": head, "fingerprint": fingerprint(head.key)} for head in heads()],
    }
    return render(request, "councils/record.html", context)


@in_council
def council_record(request: HttpRequest, visit: Visit) -> HttpResponse:
    context = {
        "council": visit.council,
        "crumbs": visit.crumbs((_("Record"), "")),
        **acts_context(request, visit.names, visit.council.id),
    }
    return render(request, "councils/council_record.html", context)


def acts_context(request: HttpRequest, names: Names, council: str = "") -> Context:
    """A page of acts in words; ``?votes=no`` leaves out the votes of single people."""
    single = request.GET.get("votes") != "no"
    page, acts = acts_page(request.GET.get("page"), council, single=single)
    names.world.expect(told.council for told in acts)
    return {
        "page_obj": page,
        "acts": [act for told in acts if (act := act_words(told, names))],
        "single": single,
        "query": "" if single else "&votes=no",
    }


def act_words(told: Told, names: Names) -> Context | None:
    """The context of one act for the ``timeline`` component."""
    council = names.world.council(told.council)
    if council is None:
        return None
    return {
        "at": told.at,
        "text": " ".join(event_words(event, council, names) for event in told.events),
        "url": next((url for event in told.events if (url := event_url(event, council))), ""),
        "council": {"name": council.name, "url": council_url(council.id)},
        "number": told.version,
        "hash": told.hash,
        "charter": stood_under(told, council),
    }


def stood_under(told: Told, council: Council) -> str:
    """The version of the charter that an act names, with its title where the council has stood under two so called."""
    number = str(told.charter)
    so_called = [each for each in council.charters if each.version == told.charter and each.since <= told.at]
    return f"{number} (“{so_called[-1].charter.title}”)" if len(so_called) > 1 else number


@unless_hidden
def record_export(request: HttpRequest) -> HttpResponseBase:  # noqa: ARG001  Django's signature
    """The whole record as one file."""
    return whole_record()


@unless_all_hidden
def record_head(request: HttpRequest) -> HttpResponseBase:  # noqa: ARG001  Django's signature
    """The signed head of now, one line to keep: whoever has it can prove any later change of the record."""
    return download(head_line(), "councils-head.json", "application/json")


@unless_all_hidden
def record_proof(request: HttpRequest) -> HttpResponseBase:
    """The proof that the record only grew since ``?from=``, the number of acts of a head that somebody holds."""
    asked = request.GET.get("from", "")
    size = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 19 else 0
    try:
        content = b"".join(proof_since(size))
    except NoSuchHeadError:
        return render(request, "councils/no_proof.html", {"asked": asked}, status=404)
    return download(content, "councils-proof.jsonl", "application/jsonl; charset=utf-8")


def download(content: bytes, name: str, kind: str) -> HttpResponse:
    return HttpResponse(content, content_type=kind, headers={"Content-Disposition": f'attachment; filename="{name}"'})

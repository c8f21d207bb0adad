"""The laboratory: ask a question of a charter, see how far it is, and read what comes of it.

A trial's address is all of it; whoever opens it sees the result, or can have it made. Pages begin nothing by
themselves: that takes a form, one trial at a time for each person, and the permission of whoever runs the server.
"""

from __future__ import annotations

import csv
import io
import json
import platform
from dataclasses import asdict
from importlib.metadata import version
from importlib.util import find_spec
from typing import Any

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.crypto import salted_hmac
from django.utils.http import urlencode

from councils.app import refusals
from councils.app.identity import council
from councils.app.nouns import gettext as _
from councils.app.nouns import ngettext
from councils.app.queries.charter_text import table
from councils.app.trials.shelf import DIGEST, Full, Shelf, State
from councils.app.trials.trial import SCENARIO, SIZES, Trial, UnknownError
from councils.app.trials.worker import wake, why_none
from councils.core.council import Council
from councils.lab.experiments import experiments
from councils.lab.experiments.experiment import Experiment
from councils.lab.sizing import ImpracticableError
from councils.lab.words import in_words
from councils.presets import preset, preset_borders, preset_places
from councils.web.context import at_hand, viewer
from councils.web.fields import typed
from councils.web.lab_words import ASKS, PRESETS, TERRITORIES, TITLES, asks, title
from councils.web.plots import compared, plots
from councils.web.trial_again import made_again
from councils.web.trial_form import TrialForm, read_query
from councils.web.views.record import download

Context = dict[str, Any]
GONE = "gone"  # a trial whose texts are not here
SOON = 90  # seconds, before time is told in minutes


def shelf() -> Shelf:
    return Shelf(settings.LABORATORY)


def allowed(request: HttpRequest) -> bool:
    """Whether whoever asks may begin a trial."""
    federation = at_hand(request)
    who = settings.LABORATORY_OPEN or ("anyone" if federation and federation.demonstration else "members")
    return who == "anyone" or (who == "members" and viewer(request) is not None)


def asker(request: HttpRequest) -> str:
    """Who asks, in a form that tells nobody: a person, else an address."""
    found = viewer(request)
    who = f"person {found.pk}" if found else f"address {get_adapter(request).get_client_ip(request)}"
    return salted_hmac("laboratory", who).hexdigest()


def laboratory(request: HttpRequest) -> HttpResponse:
    may = allowed(request)
    again = run_again(request) if may and "again" in request.POST else ""
    if isinstance(again, Trial):
        return redirect(address(again))
    sent = (typed(request), request.FILES or None) if may and not again else (None, None)
    form = TrialForm(shelf(), our_congress(request), *sent)
    if may and form.is_bound and form.is_valid():
        trial = form.trial()
        full = begin(request, trial)
        if full is None:
            return redirect(address(trial))
        form.add_error(None, said_full(full))
    context = {
        "form": form,
        "may": may,
        "errors": [{"text": again, "href": "#scenario"}] if again else [],
        "asks": [
            (TITLES[SIZES], ASKS[SIZES]),
            *((title(e), asks(e)) for e in experiments().values()),
            (TITLES[SCENARIO], ASKS[SCENARIO]),
        ],
        "extra": find_spec("pyarrow") is not None,
    }
    return render(
        request,
        "councils/laboratory.html",
        context,
        status=status(request, may=may, bound=form.is_bound or bool(again)),
    )


def run_again(request: HttpRequest) -> Trial | str:
    """The trial of a scenario that was sent, begun where it can be; or what is wrong."""
    files = request.FILES.getlist("scenario")
    found = made_again(files[0] if files else None, shelf())
    if isinstance(found, Trial) and (full := begin(request, found)):
        return said_full(full)
    return found


def status(request: HttpRequest, *, may: bool, bound: bool) -> int:
    if request.method == "POST" and not may:
        return 403
    return 422 if bound else 200


def our_congress(request: HttpRequest) -> Council | None:
    federation = at_hand(request)
    return council(federation.root) if federation else None


def begin(request: HttpRequest, trial: Trial) -> Full | None:
    full = shelf().ask(trial, asker(request))
    wake(shelf())
    return full


def said_full(full: Full) -> str:
    if full is Full.MINE:
        return _("Another trial of yours is not done yet. Wait for it, or end it on its page.")
    return _("Too many trials wait already. Come back in some minutes.")


def address(trial: Trial, page: str = "trial", *kwargs: str) -> str:
    return f"{reverse(page, args=kwargs)}?{urlencode(trial.query())}"


def trial_of(query: QueryDict) -> Trial:
    trial = read_query(query)
    if trial is None:
        raise Http404(_("This address names no trial."))
    return trial


def trial_page(request: HttpRequest) -> HttpResponse:
    trial, errors = trial_of(request.GET), []
    if request.method == "POST":
        refused = act(request, trial)
        if refused is None:
            return redirect(address(trial))
        errors = [{"text": refused}]
    context = shown(request, trial) | {"errors": errors}
    status = 422 if errors else 404 if context["state"] == GONE else 200
    return render(request, "councils/trial.html", context, status=status)


def act(request: HttpRequest, trial: Trial) -> str | None:
    """Begin it, or end it; or why not."""
    if not allowed(request):
        return _("Who runs this server lets only {members} begin and end trials. Sign in.")
    if "stop" not in request.POST:
        full = begin(request, trial)
        return said_full(full) if full else None
    if shelf().asked_by(trial) not in ("", asker(request)):
        return _("Only whoever began this trial can end it.")
    shelf().stop(trial)
    return None


def trial_live(request: HttpRequest) -> HttpResponse:
    """How far it is; when it has ended, htmx opens the whole page anew."""
    trial = trial_of(request.GET)
    context = shown(request, trial)
    response = render(request, "councils/trial_live.html", context)
    if context["state"] not in (State.WAITING, State.RUNNING):
        response.headers["HX-Redirect"] = address(trial)
    return response


def shown(request: HttpRequest, trial: Trial) -> Context:
    here = shelf()
    state = here.state(trial)
    if state in (State.WAITING, State.RUNNING):
        wake(here)
    try:
        experiment, charters = trial.experiment(here.text), trial.read_charters(here.text)
    except UnknownError:
        return unreadable(trial, GONE)
    except ImpracticableError as error:
        return unreadable(trial, State.FAILED) | {"failed": str(error)}
    named = zip(trial.charters, charters, strict=True)
    titles = [str(PRESETS.get(name, charter.title)) for name, charter in named]
    context = {
        "trial": trial,
        "state": state,
        "title": experiment.title if trial.question == SCENARIO else title(experiment),
        "asks": asks(experiment),
        "titles": titles,
        "may": allowed(request),
        "facts": facts(trial, titles),
        "address": address(trial),
        "live_url": address(trial, "trial_live"),
        "crumbs": [{"label": _("Laboratory"), "url": reverse("laboratory")}, {"label": title(experiment), "url": ""}],
    }
    if state is State.DONE:
        context |= found(trial, experiment, titles)
    elif state is State.FAILED:
        context["failed"] = refusals.said(why_none(here, trial))
    else:
        context |= progress(here, trial)
    return context


def unreadable(trial: Trial, state: str) -> Context:
    """Of a trial whose texts are not here, or make no sense."""
    name = str(TITLES.get(trial.question, trial.question))
    crumbs = [{"label": _("Laboratory"), "url": reverse("laboratory")}, {"label": name, "url": ""}]
    return {"state": state, "title": name, "asks": str(ASKS.get(trial.question, "")), "may": False, "crumbs": crumbs}


def facts(trial: Trial, titles: list[str]) -> list[tuple[str, str]]:
    said = [(_("{Charter}") if len(titles) == 1 else _("{Charters}"), " · ".join(titles))]
    if trial.territory:
        land = str(TERRITORIES.get(trial.territory) or trial.places(shelf().text).root.name)
        said.append((_("Territory"), land))
    if trial.question == SIZES:
        habits = _("%(turnout)s%% come, %(meetings)s meetings a year of %(hours)s hours") % {
            "turnout": f"{100 * trial.turnout:g}", "meetings": trial.meetings, "hours": f"{trial.hours:g}",
        }  # fmt: skip
        return [*said, (_("{Members}"), habits)]
    return [*said, (_("Runs at each point"), str(trial.runs)), (_("Chance begins with"), str(trial.seed))]


def progress(here: Shelf, trial: Trial) -> Context:
    how = here.progress(trial)
    done, total = how["done"], how["total"]
    left = how["seconds"] / how["made"] * (total - done) if how["made"] else None
    return {"done": done, "total": total, "left": "" if left is None else still(left), "ahead": here.ahead(trial)}


def still(seconds: float) -> str:
    """How long, in words: what comes is only guessed from what was."""
    if seconds < SOON:
        return ngettext("%(n)s second left", "%(n)s seconds left", round(seconds)) % {"n": round(seconds)}
    minutes = round(seconds / 60)
    return ngettext("some %(n)s minute left", "some %(n)s minutes left", minutes) % {"n": minutes}


def found(trial: Trial, experiment: Experiment, titles: list[str]) -> Context:
    results = shelf().result(trial)
    sides = [
        {"title": name, "findings": in_words(experiment.findings(rows), _), "plots": drawn}
        for name, rows, drawn in zip(titles, results, plots(experiment, results), strict=True)
    ]
    endings = ["csv", "json", *(["parquet"] if find_spec("pyarrow") else [])]
    return {
        "sides": sides,
        "comparison": compared(experiment, titles, results) if len(results) == 2 else None,
        "files": [(ending.upper(), address(trial, "trial_data", ending)) for ending in endings],
        "scenario_url": address(trial, "trial_scenario"),
        "own": own_texts(trial),
    }


def own_texts(trial: Trial) -> bool:
    """Whether it names texts that other servers don't have."""
    return any(map(DIGEST.fullmatch, (*trial.charters, trial.territory, trial.borders, trial.scenario)))


def scenario_file(request: HttpRequest) -> HttpResponse:
    """All that a trial is, with the texts that it names, as TOML."""
    trial = trial_of(request.GET)
    name = f"trial-{trial.digest[:8]}.toml"
    return download(scenario_of(request, trial).encode(), name, "application/toml; charset=utf-8")


def scenario_of(request: HttpRequest, trial: Trial) -> str:
    here = shelf()
    document = {
        **asdict(trial),
        "charters": list(trial.charters),
        "address": request.build_absolute_uri(address(trial)),
    }
    document["charter_texts"] = [
        {"name": name, "text": preset(name) or here.text(name) or ""} for name in trial.charters
    ]
    if trial.territory:
        document["places_csv"] = preset_places(trial.territory) or here.text(trial.territory) or ""
    if trial.borders:
        document["borders_csv"] = preset_borders(trial.borders) or here.text(trial.borders) or ""
    if trial.scenario:
        document["scenario_text"] = here.text(trial.scenario) or ""
    return "\n".join(table("", document)).strip() + "\n"


def data_file(request: HttpRequest, form: str) -> HttpResponse:
    trial, here = trial_of(request.GET), shelf()
    if here.state(trial) is not State.DONE:
        raise Http404(_("This trial is not done."))
    results = here.result(trial)
    rows = [{"charter": name, **row} for name, here in zip(trial.charters, results, strict=True) for row in here]
    name = f"trial-{trial.digest[:8]}.{form}"
    made_by = {"version": version("councils"), "machine": platform.machine()}
    if form == "json":
        said = {**asdict(trial), **made_by, "rows": rows}
        return download(json.dumps(said, indent=1).encode(), name, "application/json")
    if form == "csv":
        return download(csv_of(rows).encode(), name, "text/csv; charset=utf-8")
    about = {**asdict(trial), **made_by, "trial": scenario_of(request, trial)}
    return download(parquet_of(rows, about), name, "application/vnd.apache.parquet")


def csv_of(rows: list[dict[str, Any]]) -> str:
    text = io.StringIO()
    writer = csv.DictWriter(text, list(rows[0]), lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


def parquet_of(rows: list[dict[str, Any]], about: dict[str, Any]) -> bytes:
    """With what the rows are of in its metadata."""
    if not find_spec("pyarrow"):
        raise Http404(_("Parquet needs what is optional in the program: in its folder, make extras."))
    import pyarrow as pa  # noqa: PLC0415
    from pyarrow import parquet  # noqa: PLC0415

    kept = io.BytesIO()
    said = {key: str(value) for key, value in about.items()}
    parquet.write_table(pa.Table.from_pylist(rows).replace_schema_metadata(said), kept)
    return kept.getvalue()

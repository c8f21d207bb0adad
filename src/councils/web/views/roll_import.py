"""Read a roll in: the file, what its columns are, what will happen with each row, and only then the invitations (R2).

One question on each page. Until the last one nothing is written but a draft, which only those see who keep the roll of
this assembly. What is wrong stands beside its row, where it can be mended or left out.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

from django import forms
from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from councils.app.list_files import UNREAD
from councils.app.nouns import gettext as _
from councils.app.nouns import gettext_lazy, ngettext
from councils.app.rolls.columns import Field
from councils.app.rolls.encodings import ENCODINGS, readings
from councils.app.rolls.importing import Unsettled, confirm, preview, read_again, start, undo
from councils.app.rolls.matching import Decision, Entry, Someone, State, Wrong
from councils.app.rolls.reading import BYTES, ROWS, clean
from councils.core.refusal import Reason, Refused, refuse
from councils.store.models import RollImport
from councils.web.fields import typed
from councils.web.refusals import refused_page
from councils.web.templatetags.councils_ui import number as grouped
from councils.web.views.roll import kept_by_the_secretary
from councils.web.visit import Visit, signed_in

SHOWN = 50  # rows to mend, and rows that are well, on a page
FEW = 8  # rows shown beside the question what the columns are

WRONG = {
    Wrong.NO_NAME: gettext_lazy("The name is missing."),
    Wrong.LONG: gettext_lazy("This is too long: a name may have 200 signs, an address 254, a number 100."),
    Wrong.EMAIL: gettext_lazy("This is no e-mail address. Correct it, or leave it empty."),
    Wrong.TWICE: gettext_lazy("This is the same person as in row %(row)s. Say what differs, or leave one out."),
    Wrong.NUMBER_TWICE: gettext_lazy("Somebody else in row %(row)s has this number."),
}
FIELDS = {
    Field.NAME: gettext_lazy("The whole name"),
    Field.GIVEN: gettext_lazy("The given name, in a column of its own"),
    Field.FAMILY: gettext_lazy("The family name, in a column of its own"),
    Field.EMAIL: gettext_lazy("The e-mail address"),
    Field.NUMBER: gettext_lazy("Your own number of the {member}"),
}


WEST = gettext_lazy("Western European")
CENTRAL = gettext_lazy("Central European")
CYRILLIC = gettext_lazy("Cyrillic")
GREEK = gettext_lazy("Greek")
TURKISH = gettext_lazy("Turkish")
BALTIC = gettext_lazy("Baltic")
HEBREW = gettext_lazy("Hebrew")
ARABIC = gettext_lazy("Arabic")
VIETNAMESE = gettext_lazy("Vietnamese")
THAI = gettext_lazy("Thai")
JAPANESE = gettext_lazy("Japanese")
CHINESE = gettext_lazy("Chinese")
KOREAN = gettext_lazy("Korean")
WRITTEN = {
    "cp1252": (WEST, "Windows 1252"),
    "iso8859_15": (WEST, "ISO 8859-15"),
    "mac_roman": (WEST, "Mac OS"),
    "cp850": (WEST, "DOS 850"),
    "cp1250": (CENTRAL, "Windows 1250"),
    "iso8859_2": (CENTRAL, "ISO 8859-2"),
    "mac_latin2": (CENTRAL, "Mac OS"),
    "cp852": (CENTRAL, "DOS 852"),
    "cp1251": (CYRILLIC, "Windows 1251"),
    "koi8_r": (CYRILLIC, "KOI8-R"),
    "koi8_u": (CYRILLIC, "KOI8-U"),
    "iso8859_5": (CYRILLIC, "ISO 8859-5"),
    "mac_cyrillic": (CYRILLIC, "Mac OS"),
    "cp866": (CYRILLIC, "DOS 866"),
    "cp1253": (GREEK, "Windows 1253"),
    "iso8859_7": (GREEK, "ISO 8859-7"),
    "cp737": (GREEK, "DOS 737"),
    "cp1254": (TURKISH, "Windows 1254"),
    "mac_turkish": (TURKISH, "Mac OS"),
    "cp857": (TURKISH, "DOS 857"),
    "cp1257": (BALTIC, "Windows 1257"),
    "iso8859_4": (BALTIC, "ISO 8859-4"),
    "cp775": (BALTIC, "DOS 775"),
    "cp1255": (HEBREW, "Windows 1255"),
    "cp862": (HEBREW, "DOS 862"),
    "cp1256": (ARABIC, "Windows 1256"),
    "iso8859_6": (ARABIC, "ISO 8859-6"),
    "cp1258": (VIETNAMESE, "Windows 1258"),
    "cp874": (THAI, "Windows 874"),
    "cp932": (JAPANESE, "Shift JIS"),
    "euc_jp": (JAPANESE, "EUC-JP"),
    "iso2022_jp": (JAPANESE, "ISO 2022-JP"),
    "gb18030": (CHINESE, "GB 18030"),
    "big5": (CHINESE, "Big5"),
    "cp949": (KOREAN, "EUC-KR"),
}
"""The writing, and what people call the encoding, by Python's name of it."""


class FileForm(forms.Form):
    file = forms.FileField(
        label=gettext_lazy("The list"),
        help_text=gettext_lazy(
            "CSV, XLSX, ODS or XLS; up to 5 MB and 20,000 rows, one person in each. Only the first sheet is read."
        ),
        allow_empty_file=True,
        widget=forms.FileInput(attrs={"accept": ".csv,.tsv,.txt,.xlsx,.ods,.xls"}),
    )


@kept_by_the_secretary
def begin(request: HttpRequest, here: Visit) -> HttpResponse:
    form = FileForm(typed(request), request.FILES or None)
    if form.is_bound and form.is_valid():
        file: UploadedFile = form.cleaned_data["file"]
        content = file.read(BYTES + 1)
        started = start(signed_in(request), here.council.id, file.name or "", content)
        if isinstance(started, Refused):
            return refused_page(request, started)
        if isinstance(started, RollImport):
            return redirect("roll_columns", here.council.id, started.pk)
        form.add_error("file", UNREAD[started])
    context = {"form": form, "council": here.council, "crumbs": crumbs(here), "most": grouped(ROWS)}
    return render(request, "councils/roll_import.html", context, status=422 if form.is_bound else 200)


def crumbs(here: Visit) -> list[dict[str, str]]:
    return here.crumbs((_("The roll"), reverse("roll", args=[here.council.id])), (_("Read in a list"), ""))


def draft_of(here: Visit, number: int) -> RollImport | None:
    """An import of this assembly, and of no other."""
    return RollImport.objects.filter(pk=number, council=here.council.id).first()


class ColumnsForm(forms.Form):
    """Which column holds what; and, for a text, the encoding."""

    encoding = forms.ChoiceField(
        label=gettext_lazy("Signs"),
        required=False,
        help_text=gettext_lazy(
            "If names look wrong above, choose the line in which they look right: the names in it are of your file."
        ),
    )
    headings = forms.BooleanField(label=gettext_lazy("The first row holds headings, and no person"), required=False)

    def __init__(self, draft: RollImport, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        said = draft.draft
        names = said["rows"][0][1]
        width = max(len(cells) for _, cells in said["rows"])
        choices = [("", _("– in no column –"))]
        choices += [(str(n), column_name(n, names if said["headings"] else [])) for n in range(width)]
        for field, label in FIELDS.items():
            self.fields[field.value] = forms.ChoiceField(label=label, choices=choices, required=False)
            self.initial.setdefault(field.value, str(said["columns"].get(field, "")))
        self.initial.setdefault("headings", said["headings"])
        self.initial.setdefault("encoding", said["encoding"])
        encoding = self.fields["encoding"]
        assert isinstance(encoding, forms.ChoiceField)
        encoding.choices = list(encodings(draft)) if said["encoding"] else []
        if not said["encoding"]:
            del self.fields["encoding"]
        self.order_fields([*FIELDS, "headings", "encoding"])

    def columns(self) -> dict[str, int]:
        given = self.cleaned_data
        return {field.value: int(given[field]) for field in FIELDS if given[field]}

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        chosen = [given[field] for field in FIELDS if given.get(field)]
        if not any(given.get(field) for field in (Field.NAME, Field.GIVEN, Field.FAMILY)):
            self.add_error(Field.NAME.value, _("Say where the names are: without them nobody can be invited."))
        elif len(set(chosen)) < len(chosen):
            self.add_error(None, _("One column cannot hold two things. Choose each once at most."))
        return given


def encodings(draft: RollImport) -> Iterator[tuple[str, str]]:
    """Each with what a few names of the file would be in it: what it is taken for comes first."""
    taken = draft.draft["encoding"]
    would_be = dict(readings(bytes(draft.content)))
    for name in dict.fromkeys((taken, *would_be, "utf-8", *ENCODINGS)):
        written, sample = encoding_name(name), would_be.get(name)
        yield name, f"{written}: {sample}" if sample else written


def encoding_name(name: str) -> str:
    if name not in WRITTEN:
        return name.upper()
    writing, called = WRITTEN[name]
    return f"{writing}, {called}"


def column_name(place: int, headings: list[str]) -> str:
    """Its heading, and its place where there is none, or another has the same."""
    heading, numbered = headings[place] if place < len(headings) else "", _("column %(n)s") % {"n": place + 1}
    return f"{heading} ({numbered})" if headings.count(heading) > 1 and heading else heading or numbered


@kept_by_the_secretary
def columns(request: HttpRequest, here: Visit, number: int) -> HttpResponse:
    draft = draft_of(here, number)
    if draft is None or draft.confirmed:
        return refused_page(request, refuse(Reason.NO_SUCH_MATTER))
    form = ColumnsForm(draft, typed(request))
    if form.is_bound and form.is_valid():
        encoding = form.cleaned_data.get("encoding", draft.draft["encoding"])
        if encoding != draft.draft["encoding"]:
            unread = read_again(draft, encoding)
            if unread is None:
                return redirect("roll_columns", here.council.id, number)
            form.add_error("encoding", UNREAD[unread])
        else:
            draft.draft |= {"columns": form.columns(), "headings": form.cleaned_data["headings"], "amended": {}}
            draft.draft["decided"] = {}
            draft.save(update_fields=["draft"])
            return redirect("roll_preview", here.council.id, number)
    context = {
        "form": form,
        "council": here.council,
        "crumbs": crumbs(here),
        "draft": draft,
        "above": draft.draft.get("above", 0),
        "sample": [cells for _, cells in draft.draft["rows"][:FEW]],
    }
    return render(request, "councils/roll_columns.html", context, status=422 if form.errors else 200)


@kept_by_the_secretary
def preview_page(request: HttpRequest, here: Visit, number: int) -> HttpResponse:
    draft = draft_of(here, number)
    if draft is None:
        return refused_page(request, refuse(Reason.NO_SUCH_MATTER))
    if draft.confirmed:
        return render(request, "councils/roll_done.html", done(here, draft))
    if not draft.draft["columns"]:
        return redirect("roll_columns", here.council.id, number)
    unsettled = False
    if request.method == "POST":
        mend(request, draft)
        if request.POST.get("do") == "confirm":
            confirmed = confirm(signed_in(request), draft)
            if isinstance(confirmed, Refused):
                return refused_page(request, confirmed)
            unsettled = isinstance(confirmed, Unsettled)
        if not unsettled:
            return redirect("roll_preview", here.council.id, number)
    return render(request, "councils/roll_preview.html", previewed(here, draft), status=409 if unsettled else 200)


def mend(request: HttpRequest, draft: RollImport) -> None:
    """Take over what was typed into the rows that were shown."""
    given, said = request.POST, draft.draft
    if given.get("do") == "back":
        said["decided"] = {row: what for row, what in said["decided"].items() if what != Decision.OUT}
    rows = {str(row) for row, _ in said["rows"]}
    for row in rows.intersection(given.getlist("row")):
        decision = given.get(f"decide-{row}", "")
        if decision in list(Decision):
            said["decided"][row] = decision
        elif f"name-{row}" in given:
            typed_in = (clean(given.get(f"{field}-{row}", "")) for field in ("name", "email", "number"))
            said["amended"][row] = asdict(Someone(*typed_in))
    draft.save(update_fields=["draft"])


def previewed(here: Visit, draft: RollImport) -> dict[str, Any]:
    entries = preview(draft)
    by = {state: [entry for entry in entries if entry.state is state] for state in State}
    unsettled = len(by[State.WRONG]) + len(by[State.UNCLEAR])
    return {
        "council": here.council,
        "crumbs": crumbs(here),
        "draft": draft,
        "facts": [
            {"term": label, "value": grouped(len(by[state]))} for state, label in state_words().items() if by[state]
        ],
        "wrong": [shown(entry) for entry in by[State.WRONG][:SHOWN]],
        "more_wrong": max(len(by[State.WRONG]) - SHOWN, 0),
        "unclear": [shown(entry) for entry in by[State.UNCLEAR][:SHOWN]],
        "more_unclear": max(len(by[State.UNCLEAR]) - SHOWN, 0),
        "invite": by[State.INVITE][:SHOWN],
        "more_invite": max(len(by[State.INVITE]) - SHOWN, 0),
        "there": [*by[State.MEMBER], *by[State.INVITED]][:SHOWN],
        "out": [entry.row for entry in by[State.OUT]],
        "inviting": len(by[State.INVITE]),
        "unsettled": unsettled,
        "settled": not unsettled,
        "errors": [
            {"text": _("Row %(row)s: %(why)s") % {"row": entry.row, "why": why}, "target": f"name-{entry.row}"}
            for entry in by[State.WRONG][:SHOWN]
            for why in shown(entry)["why"]
        ],
    }


def state_words() -> dict[State, str]:
    return {
        State.INVITE: _("Will be invited"),
        State.MEMBER: _("On the roll already"),
        State.INVITED: _("Invited already"),
        State.UNCLEAR: _("Unclear: you decide"),
        State.WRONG: _("To be mended"),
        State.OUT: _("Left out"),
    }


def shown(entry: Entry) -> dict[str, Any]:
    return {"entry": entry, "why": [str(WRONG[wrong]) % {"row": entry.earlier} for wrong in entry.wrong]}


def done(here: Visit, draft: RollImport) -> dict[str, Any]:
    used = draft.invitations.exclude(used=None)
    kept = draft.draft.get("counts", {})
    words = state_words()
    return {
        "council": here.council,
        "crumbs": crumbs(here),
        "draft": draft,
        "facts": [{"term": words[State(s)], "value": grouped(n)} for s, n in kept.items() if n and s != State.INVITE],
        "invited": kept.get(State.INVITE, 0),
        "unused": draft.invitations.filter(used=None).count(),
        "used": list(used.values_list("name", flat=True)[:SHOWN]),
    }


@require_POST
@kept_by_the_secretary
def undo_import(request: HttpRequest, here: Visit, number: int) -> HttpResponse:
    found = draft_of(here, number)
    if found is None:
        return refused_page(request, refuse(Reason.NO_SUCH_MATTER))
    if found.confirmed is None:
        found.delete()
        messages.success(request, _("The draft is thrown away, with its file."))
        return redirect("roll", here.council.id)
    taken = undo(signed_in(request), found)
    if isinstance(taken, Refused):
        return refused_page(request, taken)
    text = ngettext("%(n)s invitation is taken back.", "%(n)s invitations are taken back.", taken)
    none = _("There was nothing to take back any more.")
    messages.success(request, text % {"n": grouped(taken)} if taken else none)
    return redirect("roll_preview", here.council.id, number)

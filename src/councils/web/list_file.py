"""What there is, read in from files, as the folder of an economy has them: the form for it, and what is wrong (R18).

How files are read: ``app/list_files.py``. Where a page asks for one thing alone, a file of any name is taken for that.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest

from councils.app.declaring import Preview, declare_files
from councils.app.list_files import MOST, UNREAD, texts_of
from councils.app.nouns import gettext as _
from councils.app.nouns import gettext_lazy, ngettext
from councils.app.rolls.reading import Unread
from councils.app.sheets import Cell
from councils.core.act import CouncilId
from councils.core.refusal import Refused
from councils.plan.files.folder import Flaw
from councils.plan.files.schema import BY_FILE, Kind
from councils.store.models import Person

TOLD = 20  # flaws that are told one by one
FILES = 12  # that are sent at once
NUMBERS = (Kind.AMOUNT, Kind.POSITIVE, Kind.SHARE, Kind.PRIORITY)


class SeveralFiles(forms.FileInput):
    allow_multiple_selected = True


class FilesField(forms.FileField):
    """One file, or several."""

    def clean(self, data: Any, initial: Any = None) -> list[UploadedFile]:
        several = data if isinstance(data, list) else [data]
        return [super(FilesField, self).clean(one, initial) for one in several[:FILES] or [None]]


class ListForm(forms.Form):
    """``texts`` are the files that were read, by name, once the form is valid."""

    use_required_attribute = False
    file = FilesField(
        label=gettext_lazy("The files"),
        help_text=gettext_lazy("CSV, XLSX or ODS, with the columns of those above. What is not in them stays."),
        allow_empty_file=True,
        widget=SeveralFiles(attrs={"accept": ".csv,.tsv,.txt,.xlsx,.ods,.xls", "multiple": True}),
    )

    def __init__(self, *args: Any, only: str = "", columns: str = "", **kwargs: Any) -> None:
        """``only``: what a single list is taken for, if it is not called as another; ``columns`` says what it has."""
        super().__init__(*args, **kwargs)
        self.only, self.texts = only, dict[str, str]()
        if columns:
            self.fields["file"].help_text = columns

    def clean_file(self) -> list[UploadedFile]:
        files: list[UploadedFile] = self.cleaned_data["file"]
        for file in files:
            found = texts_of(file.name or "", file.read(MOST))
            if isinstance(found, Unread):
                raise forms.ValidationError(f"{file.name}: {UNREAD[found]}")
            self.texts |= {name: table.text for name, table in found.items() if len(table.rows) > 1}
        if not self.texts:
            raise forms.ValidationError(_("There is nothing but the names of the columns. Write a line below them."))
        if self.only and len(self.texts) == 1 and not self.texts.keys() & BY_FILE.keys():
            self.texts = {self.only: next(iter(self.texts.values()))}
        return files

    def declare(self, person: Person, council: CouncilId) -> int | Refused:
        """Declare what was read, or tell what is wrong with it; how many acts that were."""
        found = declare_files(person, council, self.texts)
        if isinstance(found, Preview):
            return len(found.anew)
        if not isinstance(found, Refused):
            self.tell(found)
            return 0
        return found

    def tell(self, flaws: Sequence[Flaw]) -> None:
        for flaw in flaws[:TOLD]:
            self.add_error("file", str(flaw))
        if len(flaws) > TOLD:
            self.add_error("file", _("And %(n)s more. Correct these first.") % {"n": len(flaws) - TOLD})


def sheet(file: str, text: str) -> list[list[Cell]]:
    """A file of an economy as rows in which amounts are numbers."""
    first, *lines = csv.reader(io.StringIO(text))
    numbers = [column.kind in NUMBERS for column in BY_FILE[file].columns]
    rows: list[list[Cell]] = [list(first)]
    for line in lines:
        told = zip(numbers, line, strict=True)
        rows.append([Decimal(cell) if is_number and cell else cell for is_number, cell in told])
    return rows


def list_form(request: HttpRequest, *, sent: bool, only: str = "", columns: str = "") -> ListForm:
    data, files = (request.POST, request.FILES) if sent else (None, None)
    return ListForm(data, files, only=only, columns=columns, auto_id="list_%s")


def declared_words(number: int) -> str:
    """What came of a list."""
    if not number:
        return _("All of it is declared just so already.")
    return ngettext("%(n)s declaration is on the record.", "%(n)s declarations are on the record.", number) % {
        "n": number
    }

"""A list that is read in from a file: the form for it, and what is wrong with it line by line (R18)."""

from __future__ import annotations

from operator import itemgetter
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile

from councils.app.declared_files import Flaw
from councils.app.nouns import gettext as _
from councils.app.nouns import gettext_lazy
from councils.app.rolls.reading import BYTES, Table, Unread, read

TOLD = 20  # flaws that are told one by one

UNREAD = {
    Unread.EMPTY: gettext_lazy("There is nothing in this file. Save the list again, and choose that file."),
    Unread.TOO_BIG: gettext_lazy("This file has more than 5 MB. Leave out columns and sheets that are not needed."),
    Unread.TOO_LONG: gettext_lazy("This file has more than 20,000 rows. Divide it into several."),
    Unread.BOMB: gettext_lazy("This file unfolds into more than can be read. Save the list as CSV, and choose that."),
    Unread.DAMAGED: gettext_lazy(
        "This workbook cannot be read: it is damaged, locked, or something else. Save it anew."
    ),
    Unread.ENCODING: gettext_lazy("The file is not written in this encoding. Choose another one."),
    Unread.BINARY: gettext_lazy("This is no list. Save it as CSV, XLSX or ODS, and choose that file."),
}
"""Why a file cannot be read."""


class ListForm(forms.Form):
    """``table`` is what was read, once the form is valid."""

    use_required_attribute = False
    table: Table
    file = forms.FileField(
        label=gettext_lazy("The list"),
        help_text=gettext_lazy(
            "CSV, XLSX or ODS with the columns of the file above. What does not stand in it stays as it is."
        ),
        allow_empty_file=True,
        widget=forms.FileInput(attrs={"accept": ".csv,.tsv,.txt,.xlsx,.ods,.xls"}),
    )

    def clean_file(self) -> UploadedFile:
        file: UploadedFile = self.cleaned_data["file"]
        found = read(file.read(BYTES + 1))
        if isinstance(found, Unread):
            raise forms.ValidationError(str(UNREAD[found]))
        self.table = found
        return file

    def tell(self, flaws: list[Flaw]) -> None:
        """What is wrong with the list, in the order of its lines."""
        for line, why in sorted(flaws, key=itemgetter(0))[:TOLD]:
            self.add_error("file", _("Line %(line)s: %(why)s") % {"line": line, "why": why})
        if len(flaws) > TOLD:
            self.add_error("file", _("And %(n)s more. Correct these first.") % {"n": len(flaws) - TOLD})


def listed(request: Any, *, sent: bool) -> ListForm:
    return ListForm(request.POST if sent else None, request.FILES if sent else None)

"""Pictures of products on pages: where each is seen, and what it says to those who do not see it (R18).

A picture has the address of its image's SHA-256 below the congress, so that one that was seen need not be asked for
again, whichever council's page shows it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.urls import reverse

from councils.app.images import MOST_BYTES, Unfit
from councils.app.nouns import gettext_lazy
from councils.app.queries.pictures import alt
from councils.app.refusals import words
from councils.core.council import Council
from councils.core.economy.declared import LONGEST_ALT, Code, Picture
from councils.web.showing import Context

Seen = Callable[[Code], Context | None]
"""The picture of a product, as the component ``thumb`` shows it; None where there is none."""


def seen(congress: Council) -> Seen:
    def look(code: Code) -> Context | None:
        picture = congress.economy.pictures.get(code)
        return shown(congress, picture) if picture else None

    return look


def shown(congress: Council, picture: Picture) -> Context:
    where = [congress.id, picture.product, picture.image]
    return {
        "src": reverse("picture", args=where),
        "small": reverse("small_picture", args=where),
        "alt": alt(congress, picture),
        "said": picture.alt,
        "width": picture.width,
        "height": picture.height,
    }


def pictured(cell: Any, picture: Context | None) -> Any:
    """A cell of a table with a picture before what stands in it; the same cell where there is none."""
    if picture is None:
        return cell
    return {**(cell if isinstance(cell, dict) else {"text": cell}), "picture": picture}


class PictureForm(forms.Form):
    """Without an image, where there is one already, the form changes what is said of it."""

    use_required_attribute = False
    image = forms.FileField(
        label=gettext_lazy("The image"),
        help_text=gettext_lazy(
            "PNG, JPEG or WebP, 10 MB at most. It is drawn anew, so that nothing but what is to be seen is kept of it: "
            "not where or when it was taken."
        ),
        widget=forms.FileInput(attrs={"accept": "image/png,image/jpeg,image/webp"}),
        allow_empty_file=True,
    )
    alt = forms.CharField(
        label=gettext_lazy("What is to be seen"),
        max_length=LONGEST_ALT,
        required=False,
        help_text=gettext_lazy("For those who do not see it. Left empty, the name of the product is told."),
    )

    def __init__(self, *args: Any, picture: Picture | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.picture = picture
        self.fields["image"].required = picture is None
        if picture:
            self.initial = {"alt": picture.alt}
            self.fields["image"].label = gettext_lazy("Another image")

    def clean_image(self) -> UploadedFile | None:
        given: UploadedFile | None = self.cleaned_data["image"]
        if given and (given.size or 0) > MOST_BYTES:
            raise forms.ValidationError(words(Unfit.TOO_BIG.refused).reason)
        return given

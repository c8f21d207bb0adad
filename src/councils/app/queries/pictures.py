"""Pictures of products, as they are shown and given away: never another image than the record names (R17, R18)."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import BinaryIO

from councils.app.images import digest, small
from councils.core.council import Council
from councils.core.economy.declared import Code, Picture
from councils.store.models import Image

LIST = "pictures.csv"
COLUMNS = ("council", "product", "name", "image", "alt")
KEPT = 512  # small ones in memory: some 2 KB each


def alt(congress: Council, picture: Picture) -> str:
    """What is to be seen: in its own words, or the product's name."""
    product = congress.economy.products.get(picture.product)
    return picture.alt or (product.name if product else picture.product)


def image(congress: Council, product: Code, name: str) -> bytes | None:
    """The image ``name`` that shows ``product`` now; None where it shows another one, or where it is not whole."""
    shown = congress.economy.pictures.get(product)
    return content(name) if shown and shown.image == name else None


def small_image(congress: Council, product: Code, name: str) -> bytes | None:
    shown = congress.economy.pictures.get(product)
    try:
        return reduced(name) if shown and shown.image == name else None
    except LookupError:
        return None


def content(name: str) -> bytes | None:
    found = Image.objects.filter(pk=name).values_list("content", flat=True).first()
    whole = bytes(found) if found is not None else b""
    return whole if digest(whole) == name else None


@lru_cache(maxsize=KEPT)
def reduced(name: str) -> bytes:
    found = content(name)
    if found is None:
        raise LookupError(name)
    return small(found)


def pack(file: BinaryIO, congresses: Iterable[Council]) -> int:
    """Write a ZIP archive with all pictures of these federations into ``file``; how many products they show.

    Images are called by their SHA-256, so ``councils verify --pictures`` holds them against a record; a list says which
    product each of them shows.
    """
    rows, done = list(told(congresses)), set[str]()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_STORED) as archive:
        listed = io.StringIO(newline="")
        csv.writer(listed).writerows([COLUMNS, *rows])
        archive.writestr(LIST, listed.getvalue())
        for name in (row[3] for row in rows):
            found = content(name) if name not in done else None
            done.add(name)
            if found is not None:
                archive.writestr(f"{name}.webp", found)
    return len(rows)


def told(congresses: Iterable[Council]) -> Iterator[tuple[str, ...]]:
    for congress in congresses:
        for code, picture in sorted(congress.economy.pictures.items()):
            product = congress.economy.products[code]
            yield congress.id, code, product.name, picture.image, alt(congress, picture)

"""Images of products, held against the record that names them by their SHA-256 (R17, R18).

A record verifies without images: they are no part of it. Whoever has them as well, in a ZIP archive where each is
called by its SHA-256, can see that they are those that were declared, and that none is missing of what is shown now.
"""

from __future__ import annotations

import hashlib
import zipfile
from collections.abc import Iterable, Iterator
from pathlib import Path

from councils.core.council import Council
from councils.core.economy.declared import Picture
from councils.ledger.archive import UNREADABLE

MOST = 50_000_000
"""Bytes of an image: far more than any has, and no more than can be read at once."""


def shown(councils: Iterable[Council]) -> list[Picture]:
    """The pictures that products have now, in all federations of a record."""
    return [picture for each in councils if each.parent is None for picture in each.economy.pictures.values()]


def astray(file: Path, pictures: Iterable[Picture]) -> Iterator[str]:
    """What is wrong with the images in ``file``: one that is missing, or is not the one that the record names."""
    try:
        with zipfile.ZipFile(file) as archive:
            names = set(archive.namelist())
            for picture in pictures:
                yield from fault(archive, picture, names)
    except UNREADABLE as error:
        yield f"{file} is damaged, or no ZIP archive: {error}"


def fault(archive: zipfile.ZipFile, picture: Picture, names: set[str]) -> Iterator[str]:
    name = f"{picture.image}.webp"
    if name not in names:
        yield f"the image of {picture.product} is missing: {name}"
        return
    with archive.open(name) as image:
        if hashlib.sha256(image.read(MOST)).hexdigest() != picture.image:
            yield f"the image of {picture.product} is not the one that was declared: {name}"

"""Images are drawn anew from their pixels, and what is none, or too much, is told (R18)."""

from __future__ import annotations

from io import BytesIO
from random import Random

import pytest
from PIL import Image
from tests.images import GIF, SECRET, SVG, bomb, image, photograph

from councils.app.images import MOST_BYTES, SIDE, SMALL_SIDE, Drawn, Unfit, digest, drawn, small


def opened(content: bytes) -> Image.Image:
    return Image.open(BytesIO(content))


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP"])
def test_image_is_drawn_anew_as_large_as_a_page_shows_it(kind: str) -> None:
    found = drawn(image(kind))
    assert isinstance(found, Drawn)
    kept = opened(found.content)
    assert (kept.format, kept.size, (found.width, found.height)) == ("WEBP", (SIDE, 600), (SIDE, 600))
    assert found.digest == digest(found.content)


def test_photograph_stands_upright_and_says_nothing_of_where_it_was_taken() -> None:
    taken = photograph()
    found = drawn(taken)
    assert isinstance(found, Drawn)
    kept = opened(found.content)
    assert SECRET in taken
    assert (SECRET in found.content, kept.getexif(), dict(kept.info).keys() & {"exif", "icc_profile", "xmp"}) == (
        False,
        {},
        set(),
    )
    assert kept.size == (600, SIDE)
    top, bottom = (kept.convert("RGB").getpixel((300, y)) for y in (50, 750))
    assert (top[0] > top[2], bottom[0] > bottom[2]) == (True, False)


def test_what_can_be_seen_through_stays_so() -> None:
    out = BytesIO()
    Image.new("RGBA", (40, 40), (0, 200, 0, 0)).save(out, "PNG")
    found = drawn(out.getvalue())
    assert isinstance(found, Drawn)
    assert opened(found.content).convert("RGBA").getpixel((20, 20))[3] == 0


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "CMYK", "I;16"])
def test_image_of_any_colours_is_drawn(mode: str) -> None:
    out = BytesIO()
    Image.new("L", (900, 30), 90).convert("L" if mode == "I;16" else mode).convert(mode).save(
        out, "JPEG" if mode == "CMYK" else "PNG"
    )
    found = drawn(out.getvalue())
    assert isinstance(found, Drawn)
    assert (found.width, found.height) == (SIDE, 27)


def test_small_image_has_the_same_shape() -> None:
    found = drawn(image())
    assert isinstance(found, Drawn)
    reduced = small(found.content)
    assert (opened(reduced).size, len(reduced) < 3000) == ((SMALL_SIDE, 72), True)


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"", Unfit.NO_IMAGE),
        (b"%PDF-1.7", Unfit.NO_IMAGE),
        (SVG, Unfit.NO_IMAGE),
        (GIF, Unfit.NO_IMAGE),
        (image("PNG")[:400], Unfit.DAMAGED),
        (image("JPEG")[:700], Unfit.DAMAGED),
        (image("PNG") + bytes(MOST_BYTES), Unfit.TOO_BIG),
        (bomb(), Unfit.TOO_MANY_PIXELS),
        (bomb(4001, 4000), Unfit.TOO_MANY_PIXELS),
        (bomb(100_000, 100_000), Unfit.TOO_MANY_PIXELS),
    ],
    ids=["empty", "pdf", "svg", "gif", "png cut", "jpeg cut", "big", "bomb", "bomb 16", "bomb 10^10"],
)
def test_what_cannot_be_shown_is_told(data: bytes, why: Unfit) -> None:
    assert drawn(data) is why


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP"])
def test_damaged_files_raise_nothing(kind: str) -> None:
    chance, whole = Random(kind), image(kind, (80, 60))
    for _ in range(200):
        data = bytearray(whole)
        for _ in range(chance.randint(1, 12)):
            data[chance.randrange(len(data))] = chance.randrange(256)
        assert isinstance(drawn(bytes(data)), Drawn | Unfit)


def test_what_is_behind_an_image_is_left_behind() -> None:
    found = drawn(image("PNG") + b"PK\x03\x04<script>alert(1)</script>")
    assert isinstance(found, Drawn)
    assert b"script" not in found.content

"""Images as people bring them: looked at with suspicion, and drawn anew (R18).

Theory of operation. Nothing of a file that was brought is kept. It has to be a PNG, JPEG or WebP that can be decoded;
what is kept is drawn from its pixels, in WebP, upright and no larger than a page shows it. So whatever else was in the
file is gone: the place where a photograph was taken, a program behind the pixels, a second file. How large an image
unfolds is read from its first bytes, before a pixel is decoded; and one is decoded at a time, so that ten who send one
at once do not take the memory of ten.
"""

from __future__ import annotations

import hashlib
import struct
from contextvars import ContextVar
from dataclasses import dataclass
from enum import Enum
from io import BytesIO
from threading import Lock

from PIL import Image, ImageOps, UnidentifiedImageError

from councils.core.refusal import Reason, Refused, refuse
from councils.core.sentence import Phrase, phrase

MOST_BYTES = 10_000_000
MOST_PIXELS = {"JPEG": 50_000_000, "PNG": 16_000_000, "WEBP": 16_000_000}
"""By format: a JPEG is decoded at a part of its size, any other as a whole, with 4 to 20 bytes for a pixel."""
KIND = "image/webp"
SIDE, SMALL_SIDE = 800, 96
"""Pixels of the longer side: of a picture, and of a small one, which a page shows half as large."""
QUALITY = 80
BOMB = (Image.DecompressionBombError, Image.DecompressionBombWarning)
BROKEN = (
    ArithmeticError,
    AttributeError,
    EOFError,
    LookupError,
    OSError,
    RuntimeError,
    SyntaxError,
    TypeError,
    ValueError,
    struct.error,
)
"""What decoders raise when they meet a file that is damaged, or was made to harm."""
DRAWING = Lock()
SENT: ContextVar[str] = ContextVar("sent", default="")
"""The SHA-256 of the image that comes with the act that is being done: whoever knows one has not sent what it is of."""


class Unfit(Enum):
    """Why a file cannot be shown."""

    TOO_BIG = phrase("the file has more than {most} MB", most=MOST_BYTES // 1_000_000)
    NO_IMAGE = phrase("the file is no image in PNG, JPEG or WebP")
    TOO_MANY_PIXELS = phrase(
        "the image has more pixels than are read: {photographs} million in JPEG, {others} million in PNG and WebP",
        photographs=MOST_PIXELS["JPEG"] // 1_000_000,
        others=MOST_PIXELS["PNG"] // 1_000_000,
    )
    DAMAGED = phrase("the image is damaged, or cut off")

    @property
    def refused(self) -> Refused:
        why: Phrase = self.value
        return refuse(Reason.UNFIT_IMAGE, why=why)


@dataclass(frozen=True, slots=True)
class Drawn:
    """``content`` in WebP; ``width`` and ``height`` in pixels."""

    content: bytes
    width: int
    height: int

    @property
    def digest(self) -> str:
        return digest(self.content)


def digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def drawn(data: bytes) -> Drawn | Unfit:
    """The image in ``data``, drawn anew; or why there is none."""
    if len(data) > MOST_BYTES:
        return Unfit.TOO_BIG
    with DRAWING:
        try:
            return redrawn(data)
        except BOMB:
            return Unfit.TOO_MANY_PIXELS
        except UnidentifiedImageError:
            return Unfit.NO_IMAGE
        except BROKEN:
            return Unfit.DAMAGED


def redrawn(data: bytes) -> Drawn | Unfit:
    with Image.open(BytesIO(data), formats=tuple(MOST_PIXELS)) as found:
        if found.width * found.height > MOST_PIXELS[str(found.format)]:
            return Unfit.TOO_MANY_PIXELS
        found.draft("RGB", (2 * SIDE, 2 * SIDE))  # a large JPEG is decoded at a half, a quarter or an eighth
        reduced: Image.Image = found if found.mode in ("RGB", "RGBA") else coloured(found)
        reduced.thumbnail((SIDE, SIDE), Image.Resampling.LANCZOS, reducing_gap=3.0)
        upright = ImageOps.exif_transpose(coloured(reduced))
        return Drawn(written(upright), upright.width, upright.height)


def coloured(image: Image.Image) -> Image.Image:
    """In colours, and with what can be seen through, if there is any."""
    return image.convert("RGBA" if image.has_transparency_data else "RGB")


def written(image: Image.Image) -> bytes:
    """The pixels in WebP, and nothing beside them."""
    bare = Image.new(image.mode, image.size)
    bare.paste(image)
    out = BytesIO()
    bare.save(out, "WEBP", quality=QUALITY, method=4)
    return out.getvalue()


def small(content: bytes) -> bytes:
    """A picture that was drawn here, as small as it stands in a list."""
    with Image.open(BytesIO(content), formats=("WEBP",)) as found:
        found.thumbnail((SMALL_SIDE, SMALL_SIDE), Image.Resampling.LANCZOS)
        return written(found)

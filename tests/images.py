"""Images to show products by, whole ones and such as were made to harm."""

from __future__ import annotations

import struct
import zlib
from io import BytesIO
from typing import Any

from PIL import Image

SECRET = b"48.8566 N 2.3522 E, at home"


def image(kind: str = "JPEG", size: tuple[int, int] = (1200, 900), **saved: Any) -> bytes:
    """The left half is red and the right half blue."""
    drawn = Image.new("RGB", size, (200, 30, 30))
    drawn.paste((30, 30, 200), (size[0] // 2, 0, *size))
    out = BytesIO()
    drawn.save(out, kind, **saved)
    return out.getvalue()


def photograph() -> bytes:
    """Lying on its side, as cameras write it, with where it was taken."""
    exif = Image.Exif()
    exif[0x0112] = 6  # to be turned to the right
    exif[0x010E] = SECRET.decode()
    return image(exif=exif, comment=SECRET)


def chunk(name: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))


def bomb(width: int = 30_000, height: int = 30_000) -> bytes:
    """A PNG of some hundred kilobytes that unfolds into far more than a server has."""
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    packed = zlib.compressobj(9)
    rows = b"".join(packed.compress(bytes(1 + 3 * width)) for _ in range(100)) + packed.flush()
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
GIF = (
    b"GIF89a\x01\x00\x01\x00\x80\x00\x00\x00\x00\x00\xff\xff\xff!\xf9\x04\x01\x00\x00\x00\x00,\x00\x00\x00\x00"
    b"\x01\x00\x01\x00\x00\x02\x02D\x01\x00;"
)

"""The source of what runs here, as one archive, for everybody (AGPL, section 13).

It is packed from the installed program itself, so that it is what runs, whatever has been changed in it. Where the
program runs from a checkout, what builds and tests it goes along. A federation that publishes its source elsewhere
names the address in ``COUNCILS_SOURCE``, and the foot of every page links there instead.
"""

from __future__ import annotations

import gzip
import io
import tarfile
from collections.abc import Iterator
from functools import cache
from importlib.metadata import version
from pathlib import Path

from django.http import HttpRequest, HttpResponse

import councils

PROGRAM = Path(councils.__file__).parent
CHECKOUT = PROGRAM.parent.parent
BESIDE = ("LICENSE", "README.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "Makefile", "pyproject.toml", "uv.lock")
FOLDERS = ("docs", "tests", "tools", "bench")
LEFT_OUT = {"__pycache__", ".git"}


def source(request: HttpRequest) -> HttpResponse:  # noqa: ARG001  Django's signature
    name = f"councils-{version('councils')}.tar.gz"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(archive(), content_type="application/gzip", headers=headers)


@cache
def archive() -> bytes:
    """The same bytes for the same files: in order, without owners and times. Packed once in a process."""
    packed = io.BytesIO()
    with gzip.GzipFile(fileobj=packed, mode="wb", mtime=0) as zipped, tarfile.open(fileobj=zipped, mode="w") as tar:
        for name, file in files():
            entry = tarfile.TarInfo(f"councils/{name}")
            content = file.read_bytes()
            entry.size, entry.mode = len(content), 0o644
            tar.addfile(entry, io.BytesIO(content))
    return packed.getvalue()


def files() -> Iterator[tuple[str, Path]]:
    """What goes into the archive: the name there, and the file."""
    roots = [("src/councils", PROGRAM)]
    if (CHECKOUT / "pyproject.toml").is_file():
        yield from ((name, CHECKOUT / name) for name in BESIDE if (CHECKOUT / name).is_file())
        roots += [(name, CHECKOUT / name) for name in FOLDERS]
    for name, root in roots:
        for file in sorted(root.rglob("*")):
            if file.is_file() and not LEFT_OUT & set(file.parts):
                yield f"{name}/{file.relative_to(root).as_posix()}", file

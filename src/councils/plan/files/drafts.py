"""Files written whole or not at all, so that whoever reads them never has some of the new beside some of the old.

Theory of operation. What is new is written beside what is there, under another name, and flushed to the disk; then it
takes its place, which the system does at once. Of files that belong together one is the *seal*, without which nobody
takes the others for whole: the old seal goes first, then each file changes, and the new seal comes last. So a program
that is killed while it writes leaves everything as it was; one that is killed in the moment of the change leaves a
folder without a seal, which is refused. Drafts that were left behind go with the next that are written.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

DRAFTS = ".drafts"


@contextmanager
def whole(file: Path) -> Iterator[Path]:
    """Where to write what then becomes ``file``; OSError names ``file``. What is no file, as a pipe, is written to."""
    target = file.resolve()
    if target.exists() and not target.is_file():
        yield target
        return
    draft = target.with_name(f".{target.name}.draft")
    try:
        yield draft
        _flush(draft)
        draft.replace(target)
    except OSError as error:
        error.filename = str(file)
        raise
    finally:
        draft.unlink(missing_ok=True)


@contextmanager
def together(folder: Path, *, seal: str, gone: Iterable[str] = ()) -> Iterator[Path]:
    """A folder for drafts of files which then change together those in ``folder``.

    ``seal``: which of them comes last. ``gone``: what is taken away, of what was there before. Names may lead into
    folders, as "economy/needs.csv".
    """
    drafts = folder / DRAFTS
    folder.mkdir(parents=True, exist_ok=True)
    shutil.rmtree(drafts, ignore_errors=True)
    drafts.mkdir()
    try:
        yield drafts
        _change(folder, drafts, seal=seal, gone=gone)
    except OSError as error:
        if error.filename is None or drafts in Path(error.filename).parents:
            error.filename = str(folder)  # what is asked about, not how it is written
        raise
    finally:
        shutil.rmtree(drafts, ignore_errors=True)


def empty(folder: Path) -> bool:
    """Whether there is no such folder, or nothing in it but drafts left behind."""
    return not folder.exists() or all(path.name == DRAFTS for path in folder.iterdir())


def _change(folder: Path, drafts: Path, *, seal: str, gone: Iterable[str]) -> None:
    names = sorted(
        (str(path.relative_to(drafts)) for path in drafts.rglob("*") if path.is_file()), key=lambda name: name == seal
    )
    for name in names:
        _flush(drafts / name)
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
    for name in (seal, *gone):
        (folder / name).unlink(missing_ok=True)
    for name in names:
        (drafts / name).replace(folder / name)


def _flush(file: Path) -> None:
    with file.open("rb") as written:
        os.fsync(written.fileno())

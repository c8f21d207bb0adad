"""Economies that come with the program, as files to read and to change."""

from __future__ import annotations

from importlib.resources import as_file, files
from pathlib import Path

from councils.plan.economy import Economy
from councils.plan.files.folder import read_folder

COOPERATIVE = "cooperative"


def cooperative() -> Economy:
    """Twelve workplaces of a valley and a town in one week, with 45 products. The quantities are made up.

    >>> len(cooperative().workplaces), len(cooperative().products)
    (12, 45)
    """
    with as_file(files(__name__).joinpath(COOPERATIVE)) as folder:
        read = read_folder(Path(folder))
    assert isinstance(read, Economy), read  # a test reads it
    return read

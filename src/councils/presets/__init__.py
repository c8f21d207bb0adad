"""Charters that come with the program, and the places of one of them, as files to read and to change.

Each is a TOML file beside this one and says in its ``source`` where its numbers come from.
"""

from __future__ import annotations

from importlib.resources import files

DEFAULT = "open-assemblies"
NAMES = (
    DEFAULT,
    "worker-cooperative",
    "tenants-union",
    "commune-councils",
    "paris-1871",
    "rsfsr-1918",
    "german-councils-1918",
    "rojava-communes",
    "mondragon",
    "cnt-1931",
)
PLACES = ("paris-1871",)


def preset(name: str) -> str | None:
    """The TOML text of a charter that comes with the program; None where there is none of this name."""
    return _text(f"{name}.toml") if name in NAMES else None


def preset_places(name: str) -> str | None:
    """The CSV text of places that come with a charter; None where there are none of this name."""
    return _text(f"{name}.csv") if name in PLACES else None


def preset_borders(name: str) -> str | None:
    """The CSV text of which of these places border on each other; None where there are none of this name."""
    return _text(f"{name}-borders.csv") if name in PLACES else None


def _text(file: str) -> str:
    return files(__name__).joinpath(file).read_text(encoding="utf-8")

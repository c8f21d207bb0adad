"""Questions that a federation asks before it adopts a charter, answered by the laboratory with their uncertainty."""

from __future__ import annotations

from importlib import import_module
from pkgutil import iter_modules
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from councils.lab.experiments.experiment import Experiment


def experiments() -> dict[str, Experiment]:
    """All there are, by name: each is in a module of its name, under its name in capitals."""
    modules = [(found.name, import_module(f"{__name__}.{found.name}")) for found in iter_modules(__path__)]
    return {name: getattr(module, name.upper()) for name, module in modules if hasattr(module, name.upper())}

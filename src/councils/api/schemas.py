"""The schema of an act, from the dataclass of its command: what a person says, and back into the command.

Theory of operation. Every field that a person fills in becomes a field of a Pydantic model of the same name;
dataclasses inside (a proposal, a tally) become models of their own. The core takes texts of any length; here they have
the bounds that the pages' forms have. A charter is sent as the TOML that people write, and read with errors by line.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable
from dataclasses import MISSING, Field, fields, is_dataclass
from functools import cache
from types import NoneType
from typing import Annotated, Any, get_args, get_origin, get_type_hints

from pydantic import BaseModel, ConfigDict, StrictBool, StringConstraints, create_model
from pydantic import Field as Bounds

from councils.api.names import ONE_LINE
from councils.api.problems import ProblemError, unfit
from councils.core.charter import Charter
from councils.core.charter.toml import parse_charter

WRITTEN = r"^[^\x00-\x08\x0b\x0c\x0e-\x1f\x7f]*$"  # no database keeps a NUL, and no feed the others
NAME_OR_NONE = ONE_LINE.replace("+$", "*$")
LINE = r"^[^\x00-\x1f\x7f]*$"
LONG = {"text": 50_000, "grounds": 4_000, "statement": 4_000, "why": 4_000, "reason": 4_000, "note": 1_000}
SHORT = {"title": 200, "unit": 60, "caucus": 80}
MOST = 2**53 - 1  # the largest whole number that every reader of JSON has
MOST_ITEMS = 2_000

Text = Annotated[str, StringConstraints(max_length=200_000, pattern=WRITTEN)]
Id = Annotated[str, StringConstraints(max_length=80, pattern=ONE_LINE)]
IdOrNone = Annotated[str, StringConstraints(max_length=80, pattern=NAME_OR_NONE)]
Whole = Annotated[int, Bounds(ge=0, le=MOST, strict=True)]  # of votes too: ``true`` is none, and "7" not seven


class Said(BaseModel):
    """What is not asked for is not taken: a field that is misspelled is told, and not lost."""

    model_config = ConfigDict(extra="forbid")


def schema(name: str, kind: type, said: Iterable[Field[Any]], doc: str = "") -> type[BaseModel]:
    """A model called ``name`` with the fields ``said`` of the dataclass ``kind``."""
    hints = hints_of(kind)
    made = {field.name: (wire(field, hints[field.name]), default(field)) for field in said}
    model: type[BaseModel] = create_model(name, __base__=Said, __doc__=doc, **made)  # type: ignore[call-overload]
    return model


@cache
def hints_of(kind: type) -> dict[str, Any]:
    return get_type_hints(kind, vars(sys.modules[kind.__module__]))


def default(field: Field[Any]) -> Any:
    if field.default is MISSING and field.default_factory is not MISSING:
        return field.default_factory()
    return ... if field.default is MISSING else field.default


def wire(field: Field[Any], hint: Any) -> Any:
    """An id that can be left out can be sent empty as well, as programs do that fill in defaults."""
    found = typed(field.name, hint)
    return IdOrNone if found is Id and field.default == "" else found


def typed(name: str, hint: Any) -> Any:
    """The type that a field has on the wire."""
    if hint is str:
        return text(name)
    if hint is int:
        return Whole
    if hint is bool:
        return StrictBool
    if get_origin(hint) is tuple:
        of: Any = typed("", get_args(hint)[0])
        return Annotated[tuple[of, ...], Bounds(max_length=MOST_ITEMS)]
    if NoneType in get_args(hint):
        return typed(name, next(arg for arg in get_args(hint) if arg is not NoneType)) | None
    if hint is Charter:
        return Annotated[Text, Bounds(description="The whole new charter, as TOML.")]
    return schema(hint.__name__, hint, fields(hint)) if isinstance(hint, type) and is_dataclass(hint) else hint


def text(name: str) -> Any:
    if name in LONG:
        return Annotated[str, StringConstraints(max_length=LONG[name], pattern=WRITTEN, strip_whitespace=True)]
    if name in SHORT:
        return Annotated[str, StringConstraints(max_length=SHORT[name], pattern=LINE, strip_whitespace=True)]
    return Id


def spoken(said: BaseModel, kind: type) -> dict[str, Any]:
    """What was said, as the fields of ``kind``."""
    hints = hints_of(kind)
    return {name: value_of(getattr(said, name), hints[name], name) for name in type(said).model_fields}


def value_of(value: Any, hint: Any, name: str) -> Any:
    if value is None:
        return None
    if Charter in (hint, *get_args(hint)):
        return charter(value, name)
    if get_origin(hint) is tuple:
        return tuple(value_of(one, get_args(hint)[0], name) for one in value)
    kind = next((arg for arg in (hint, *get_args(hint)) if isinstance(arg, type) and is_dataclass(arg)), None)
    return kind(**spoken(value, kind)) if kind is not None and isinstance(value, BaseModel) else value


def charter(toml: str, name: str) -> Charter:
    read = parse_charter(toml)
    if isinstance(read, Charter):
        return read
    where: list[str | int] = ["body", name]
    raise ProblemError(unfit(([*where, fault.line], f"{fault.message} {fault.remedy}".strip()) for fault in read))

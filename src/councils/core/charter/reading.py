"""Reading a charter from data: each field by its type, and a fault for each thing that isn't right (R15).

Theory of operation. The dataclasses of the charter are the schema, so that a new choice there can be written in
charters at once. Documents of the record and TOML have the same shape, only that people write shares as they like.
``read_document`` gives a charter in any case: a field that can't be read takes its default, so that the rest can
still be judged and everything that is wrong is told in one go. What a document of the record leaves out is what held
when it was written; what people leave out ``today`` is what holds for new charters (``act.later``).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import MISSING, Field, dataclass, fields, is_dataclass
from enum import StrEnum
from fractions import Fraction
from typing import Any, TypeVar, get_args, get_origin, get_type_hints

from councils.core import charter as rules
from councils.core.act import TODAY
from councils.core.charter import Charter
from councils.core.charter.toml_lines import Path
from councils.core.problem import closest
from councils.core.share import read_share

Record = TypeVar("Record")
MOST_DAYS = 36_500  # a hundred years
MOST = 10**9


@dataclass(frozen=True, slots=True)
class Fault:
    """What is not right at ``path``, and what would be."""

    path: Path
    message: str
    remedy: str = ""

    def __str__(self) -> str:
        return f"{'.'.join(str(step) for step in self.path)}: {self.message} {self.remedy}".strip()


def read_document(document: Mapping[str, Any], *, today: bool = False) -> tuple[Charter, tuple[Fault, ...]]:
    """The charter, with defaults where something is wrong, and all that is wrong with its form."""
    reading = _Reading(today=today)
    charter = reading.record(Charter, document, ())
    return charter, tuple(reading.faults)


def _fields(record: type[Any]) -> dict[str, tuple[Field[Any], Any]]:
    hints = get_type_hints(record)
    return {field.name: (field, hints[field.name]) for field in fields(record)}


_SCHEMAS = {
    record: _fields(record) for record in vars(rules).values() if isinstance(record, type) and is_dataclass(record)
}


def _schema(record: type[Any]) -> dict[str, tuple[Field[Any], Any]]:
    return _SCHEMAS[record]


def _record(hint: Any) -> type[Any] | None:
    return hint if isinstance(hint, type) and is_dataclass(hint) else None


def _needed(field: Field[Any]) -> bool:
    return field.default is MISSING and field.default_factory is MISSING


class _Reading:
    """One reading of a document. Each method gives a value of the type asked for, and notes what was wrong."""

    def __init__(self, *, today: bool) -> None:
        self.faults: list[Fault] = []
        self.today = today

    def record(self, record: type[Record], given: object, path: Path) -> Record:
        schema = _schema(record)
        if not isinstance(given, Mapping):
            self._fault(path, f"This must be a table, and is {_kind(given)}.", f"Give it {', '.join(schema)}.")
            given = {}
        else:
            self._unknown(given, schema, path)
        read = {name: self._field(field, hint, given, path) for name, (field, hint) in schema.items()}
        return record(**{name: value for name, value in read.items() if value is not MISSING})

    def _unknown(self, given: Mapping[str, Any], schema: Mapping[str, Any], path: Path) -> None:
        for key in given:
            if key not in schema:
                meant = closest(key, list(schema))
                remedy = f"Perhaps {meant!r} was meant." if meant else _elsewhere(key, schema)
                self._fault((*path, key), f"{key!r} is unknown here.", remedy)

    def _field(self, field: Field[Any], hint: Any, given: Mapping[str, Any], path: Path) -> Any:
        """The value, or MISSING where the default shall stand."""
        here = (*path, field.name)
        if field.name not in given:
            if not _needed(field):
                return self._left_out(field, hint, here)
            self._fault(here, _lack(here, hint), _example(hint))
            return _nothing(hint)
        before = len(self.faults)
        value = self.value(hint, given[field.name], here)
        if _needed(field) and value == "" and len(self.faults) == before:
            self._fault(here, f"{field.name!r} is empty.", "Write a few words.")
        if len(self.faults) > before and not _needed(field) and not is_dataclass(hint):
            return MISSING
        return value

    def _left_out(self, field: Field[Any], hint: Any, path: Path) -> Any:
        """What people mean today by leaving a field or a table out, where the record says something else so."""
        if not self.today:
            return MISSING
        return self.record(hint, {}, path) if _record(hint) else field.metadata.get(TODAY, MISSING)

    def value(self, hint: Any, given: object, path: Path) -> Any:
        if record := _record(hint):
            return self.record(record, given, path)
        if get_origin(hint) is tuple:
            return self._several(get_args(hint)[0], given, path)
        if get_origin(hint) is not None:
            keys, values = get_args(hint)
            return self._table(keys, values, given, path)
        if issubclass(hint, StrEnum):
            return self._choice(hint, given, path)
        return {str: self._text, bool: self._yes, int: self._whole, Fraction: self._share}[hint](given, path)

    def _several(self, hint: Any, given: object, path: Path) -> tuple[Any, ...]:
        if not isinstance(given, list | tuple):
            form = f"Begin each with [[{path[-1]}]]." if is_dataclass(hint) else 'Write a list, such as ["a", "b"].'
            self._fault(path, f"This must be a list, and is {_kind(given)}.", form)
            return ()
        return tuple(self.value(hint, item, (*path, number)) for number, item in enumerate(given))

    def _table(self, keys: Any, values: Any, given: object, path: Path) -> dict[Any, Any]:
        if not isinstance(given, Mapping):
            self._fault(path, f"This must be a table, and is {_kind(given)}.", f"Begin it with [{path[-1]}].")
            return {}
        read: dict[Any, Any] = {}
        for key, item in given.items():
            before = len(self.faults)
            known = self.value(keys, key, (*path, key))
            value = self.value(values, item, (*path, key))
            if len(self.faults) == before:
                read[known] = value
        return read

    def _choice(self, choices: type[StrEnum], given: object, path: Path) -> StrEnum | None:
        allowed = [choice.value for choice in choices]
        if isinstance(given, str) and given in allowed:
            return choices(given)
        meant = closest(given, allowed) if isinstance(given, str) else ""
        remedy = f"Write one of: {', '.join(allowed)}."
        perhaps = f" Perhaps {meant!r} was meant." if meant else ""
        named = _named(path[:-1] if path[-1] == given else path)
        self._fault(path, f"{given!r} is not among the choices for {named}.", remedy + perhaps)
        return next(iter(choices))

    def _text(self, given: object, path: Path) -> str:
        if isinstance(given, str):
            return given.strip()
        return str(self._fault(path, f"{_named(path)} must be text, and is {_kind(given)}.", "Put it in quotes."))

    def _yes(self, given: object, path: Path) -> bool:
        if not isinstance(given, bool):
            remedy = "Write true or false, without quotes."
            self._fault(path, f"{_named(path)} must be true or false, and is {_kind(given)}.", remedy)
        return given is True

    def _whole(self, given: object, path: Path) -> int:
        least, most = _bounds(str(path[-1]))
        unit = "days" if most == MOST_DAYS else "a whole number"
        remedy = f"Write {unit} from {least} to {most}, without quotes."
        if isinstance(given, bool) or not isinstance(given, int):
            self._fault(path, f"{_named(path)} must be a whole number, and is {_kind(given)}.", remedy)
        elif not least <= given <= most:
            self._fault(path, f"{_named(path)} is {given if abs(given) <= MOST else 'too large'}.", remedy)
        else:
            return given
        return least

    def _share(self, given: object, path: Path) -> Fraction:
        share = read_share(given)
        remedy = 'Write a share from 0 to 1, such as "1/10", "20%" or 0.2.'
        if share is None:
            shown = repr(given) if isinstance(given, str) else _kind(given)
            self._fault(path, f"{_named(path)} must be a share, and is {shown}.", remedy)
        elif not 0 <= share <= 1:
            perhaps = f' Perhaps "{share}%" was meant.' if 1 < share <= 100 and share.denominator == 1 else ""
            self._fault(path, f"{_named(path)} is {given}, which is not between 0 and 1.", remedy + perhaps)
        else:
            return share
        return Fraction(0)

    def _fault(self, path: Path, message: str, remedy: str) -> str:
        self.faults.append(Fault(path, message, remedy))
        return ""


MAY_BE_NONE = (
    "notice_days",
    "lead_days",
    "closing_days",
    "cooling_off_days",
    "longest_days",
    "rest_days",
    "credit_days",
)


def _bounds(name: str) -> tuple[int, int]:
    if name.endswith("days"):
        return (0 if name in MAY_BE_NONE else 1), MOST_DAYS
    return (1 if name == "per" else 0), MOST


def _named(path: Path) -> str:
    """The key as people see it: the last one that is no number."""
    return repr(next((step for step in reversed(path) if isinstance(step, str)), "this"))


def _kind(given: object) -> str:
    if isinstance(given, bool):
        return "true" if given else "false"
    names = {str: "text", int: "a whole number", list: "a list", tuple: "a list", dict: "a table"}
    return names.get(type(given), f"{given}"[:40])


def _lack(path: Path, hint: Any) -> str:
    section = is_dataclass(hint) or get_origin(hint) is not None
    return f"The section {path[-1]!r} is missing." if section and len(path) == 1 else f"{path[-1]!r} is missing."


def _example(hint: Any) -> str:
    inner = get_args(hint)[0] if get_origin(hint) is tuple else hint
    if record := _record(inner):
        needed = [name for name, (field, _) in _schema(record).items() if _needed(field)]
        return f"It needs {', '.join(needed)}." if needed else f"It has {', '.join(_schema(record))}."
    if get_origin(hint) is not None:
        return "Write a table for each kind, such as [motions.resolution]."
    return "Write it in quotes."


def _nothing(hint: Any) -> Any:
    """What stands in for a needed field that isn't there."""
    if record := _record(hint):
        return _Reading(today=True).record(record, {}, ())
    if get_origin(hint) is not None:
        return () if get_origin(hint) is tuple else {}
    return ""


def _elsewhere(key: str, schema: Mapping[str, Any]) -> str:
    homes = [header for header, record in _sections() if key in _schema(record)]
    if homes:
        return f"It belongs to {' or '.join(homes)}."
    return f"Known here: {', '.join(schema)}."


def _sections() -> Iterator[tuple[str, type[Any]]]:
    """The tables that a charter has, by the header that begins them."""
    for name, (_, hint) in _schema(Charter).items():
        inner = get_args(hint)
        if record := _record(hint):
            yield f"[{name}]", record
        elif inner and (record := _record(inner[0])):
            yield f"[[{name}]]", record
        elif inner and (record := _record(inner[-1])):
            yield f"[{name}.…]", record

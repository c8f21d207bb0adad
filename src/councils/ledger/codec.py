"""Commands and events as JSON, and back.

Theory of operation. A command or event is written as its class name and its fields. A charter inside one is written as
its digest, and kept beside the record as a document, once. Bytes are canonical: sorted keys, no spaces, UTF-8; what
does not encode to the same bytes again is not accepted, so that a record has exactly one spelling. A field that came
later (``act.later``) is left out while it says what held before, so that old records keep their bytes.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import MISSING, Field, fields, is_dataclass
from fractions import Fraction
from typing import Any, NewType, get_args, get_type_hints

import msgspec

from councils.core.act import LATER, Command, Event
from councils.core.charter import Charter
from councils.core.charter.document import charter_digest, charter_document, charter_from_document
from councils.core.decide import DECIDERS
from councils.core.evolve import EVENTS

Digest = NewType("Digest", str)
Document = Mapping[str, Any]
Named = tuple[str, Mapping[str, Any]]

RATIO = re.compile(r"-?\d+(/[1-9]\d*)?", re.ASCII)
ACTS: Mapping[str, type[Command] | type[Event]] = {t.__name__: t for table in (DECIDERS, EVENTS) for t in table}
# msgspec learns a class at its first use, and lets other threads use what it has half learnt: the process would crash.
LEARNT = [msgspec.json.Decoder(kind) for kind in ACTS.values()]


class UnreadableError(ValueError):
    """Bytes that are not a canonical act: what is wrong with them, in words."""


def canonical(value: object) -> bytes:
    """The one spelling of ``value`` in JSON."""
    return msgspec.json.encode(value, enc_hook=plain, order="sorted")


def digest(content: bytes) -> Digest:
    return Digest(hashlib.sha256(content).hexdigest())


def plain(value: object) -> object:
    """What JSON has no word for."""
    if isinstance(value, Fraction):
        return value.numerator if value.denominator == 1 else f"{value.numerator}/{value.denominator}"
    raise NotImplementedError(type(value))  # pragma: no cover - a field type that the record has no word for


class Codec:
    """Writes acts and reads them, and keeps the charters that they name, in the order in which they came up.

    ``named`` are the charters that an act read here has named.
    """

    def __init__(self) -> None:
        self.charters: dict[Digest, Charter] = {}
        self.known: dict[int, tuple[Charter, Digest]] = {}
        self.named: set[Digest] = set()

    def add(self, document: Document) -> Digest:
        """A charter from the document that an earlier record kept of it."""
        charter = charter_from_document(document)
        if charter_document(charter) != document:
            raise UnreadableError("a charter is written with all its fields and no others")
        return self.remember(charter)

    def remember(self, charter: Charter) -> Digest:
        """The digest of ``charter``, which is kept; digested once for as long as this very value lives."""
        value, name = self.known.get(id(charter), (None, Digest("")))
        if value is not charter:
            name = Digest(charter_digest(charter))
            self.known[id(charter)] = (charter, name)
            self.charters.setdefault(name, charter)
        return name

    def write(self, act: Command | Event) -> Named:
        """The name and the fields of a command or event, in JSON's own types."""
        return (type(act).__name__, self.fields(act))

    def fields(self, act: Any) -> dict[str, Any]:
        """Every field of a dataclass but those that came later and say what held before."""
        written: dict[str, Any] = {}
        for name, held, grows in shape(type(act)):
            value = getattr(act, name)
            if held is ALWAYS or value != held:
                written[name] = self.built(value) if grows else simple(value)
        return written

    def built(self, value: Any) -> Any:
        """What a field holds in which there may be charters, or fields that came later."""
        if isinstance(value, Charter):
            return self.remember(value)
        if is_dataclass(value):
            return self.fields(value)
        if isinstance(value, tuple):
            return [self.built(each) for each in value]
        if isinstance(value, Mapping):
            return {simple(key): self.built(each) for key, each in value.items()}
        return simple(value)

    def read(self, named: Named) -> Command | Event:
        """The command or event; UnreadableError says what does not fit."""
        name, fields = named
        if name not in ACTS:
            raise UnreadableError(f"there is no act called {name}")
        try:
            return msgspec.convert(self.with_charters(fields), ACTS[name], strict=True, dec_hook=fraction)
        except msgspec.ValidationError as error:
            raise UnreadableError(f"{name}: {error}") from error

    def with_charters(self, fields: Mapping[str, Any]) -> Mapping[str, Any]:
        """``fields`` with the charter itself where its digest stands."""
        found = dict(fields)
        if found.get("charter") is not None:
            found["charter"] = self.charter(found["charter"])
        if isinstance(found.get("proposal"), dict):
            found["proposal"] = self.with_charters(found["proposal"])
        return found

    def charter(self, name: object) -> Charter:
        if not isinstance(name, str) or name not in self.charters:
            raise UnreadableError(f"the record holds no charter with the digest {name}")
        self.named.add(Digest(name))
        return self.charters[Digest(name)]


Shape = tuple[tuple[str, object, bool], ...]
SHAPES: dict[Any, Shape] = {}
ALWAYS = object()
"""What a field holds that is always written: nothing is equal to it."""
SIMPLE = {str, int, bool, type(None)}


def simple(value: Any) -> Any:
    """A value without charters or fields that came later, in JSON's own types."""
    return value if type(value) in SIMPLE else msgspec.to_builtins(value, enc_hook=plain, str_keys=True)


def shape(kind: Any) -> Shape:
    """The fields of a dataclass: the name, what held before it came, and whether ``built`` has to look into it."""
    if kind not in SHAPES:
        hints = get_type_hints(kind)
        SHAPES[kind] = tuple(
            (f.name, before(f) if LATER in f.metadata else ALWAYS, any(map(grows, parts(hints[f.name]))))
            for f in fields(kind)
        )
    return SHAPES[kind]


def before(field: Field[Any]) -> object:
    """What a later field says of the time before it."""
    return field.default if field.default_factory is MISSING else field.default_factory()


def grows(kind: Any) -> bool:
    """Whether it is a charter, or a dataclass in which there is one, or a field that came later."""
    if kind is Charter:
        return True
    return is_dataclass(kind) and any(held is not ALWAYS or inner for _, held, inner in shape(kind))


def parts(hint: Any) -> tuple[Any, ...]:
    """A type, and all those that it is made up of: of a union, a tuple, a mapping."""
    return (hint, *(part for inner in get_args(hint) for part in parts(inner)))


def fraction(kind: type, value: object) -> object:
    """A fraction from "n/d" or a whole number."""
    if kind is Fraction and isinstance(value, (int, str)) and RATIO.fullmatch(str(value)):
        return Fraction(value)
    raise ValueError(f"{value!r} is not {kind.__name__.lower()}")

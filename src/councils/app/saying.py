"""What a person says with an act, from JSON into the fields of its command; amounts are texts, a charter is TOML."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from dataclasses import MISSING, Field, replace
from typing import Any, get_type_hints

import msgspec

from councils.app.acting import Deed
from councils.core.charter import Charter
from councils.core.charter.toml import parse_charter


class UnfitError(ValueError):
    """What was said does not fit the act; its text says where, and what would."""


def said_in(deed: Deed, said: Any) -> Mapping[str, Any]:
    """The fields of an act; UnfitError where one is missing, nobody asked for it, or it is of another kind."""
    names = [field.name for field in deed.said]
    if not isinstance(said, dict) or set(said) - set(names):
        raise UnfitError(f"{deed.name} takes {{{', '.join(names)}}}.")
    proposal = said.get("proposal")
    charter = charter_in(proposal)
    if charter and isinstance(proposal, dict):
        said = {**said, "proposal": {name: value for name, value in proposal.items() if name != "charter"}}
    hints = get_type_hints(deed.command, vars(sys.modules[deed.command.__module__]))
    whole = msgspec.defstruct("Said", [typed(field, hints[field.name]) for field in deed.said])
    try:
        made = msgspec.convert(said, whole)
    except msgspec.ValidationError as error:
        raise UnfitError(f"{error}") from error
    fields = {name: getattr(made, name) for name in names}
    return {**fields, "proposal": replace(fields["proposal"], charter=charter)} if charter else fields


def typed(field: Field[Any], hint: Any) -> Any:
    return (field.name, hint) if field.default is MISSING else (field.name, hint, field.default)


def charter_in(proposal: Any) -> Charter | None:
    text = proposal.get("charter") if isinstance(proposal, dict) else None
    if text is None:
        return None
    read = parse_charter(f"{text}")
    if not isinstance(read, Charter):
        raise UnfitError("\n".join(f"charter, line {fault.line}: {fault.message} {fault.remedy}" for fault in read))
    return read

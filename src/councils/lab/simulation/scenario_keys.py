"""What may stand in the file of a scenario: every table and key with its bounds, and all that is wrong.

Theory of operation. Tables and keys are declared once (``TABLES``). What is wrong is told as a path into the file, a
sentence, and what would be right; whatever is not known gets what was probably meant. ``scenario.py`` finds the lines.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from councils.core.charter.toml_lines import Path
from councils.core.problem import closest
from councils.lab.simulation.heads import LARGEST
from councils.lab.simulation.model import Model
from councils.lab.simulation.people import MOST

USUAL_SIZE = Model(1).assembly


class EngineKind(StrEnum):
    PEOPLE = "people"
    COUNTS = "counts"


class ShockKind(StrEnum):
    SWAY = "sway"
    COMMITTED = "committed"
    DRIFT = "drift"
    LEAVE = "leave"
    JOIN = "join"
    CUT = "cut"


TERRITORIAL = (ShockKind.LEAVE, ShockKind.JOIN, ShockKind.CUT)


@dataclass(frozen=True, slots=True)
class Number:
    """What a key takes: whole numbers or any, from ``low`` to ``high``."""

    low: float
    high: float
    whole: bool = False

    def wrong(self, value: Any) -> str:
        """What would be right, or "" if ``value`` is."""
        kinds = (int,) if self.whole else (int, float)
        if isinstance(value, bool) or not isinstance(value, kinds) or not self.low <= value <= self.high:
            low, high = (f"{end:,}" for end in (self.low, self.high))
            return f"Write a {'whole number' if self.whole else 'number'} from {low} to {high}."
        return ""


class Text:
    def wrong(self, value: Any) -> str:
        return "" if isinstance(value, str) and value.strip() else 'Write a text: "…".'


@dataclass(frozen=True, slots=True)
class OneOf:
    """One of these words."""

    words: tuple[str, ...]

    def wrong(self, value: Any) -> str:
        return "" if value in self.words else f"Write one of {', '.join(self.words)}."


class Region:
    """The number of a region, or the code of a place."""

    def wrong(self, value: Any) -> str:
        if not STEP.wrong(value) or (isinstance(value, str) and value.strip()):
            return ""
        return 'Write the number of a region, from 1, or the code of a place: "75056".'


class Names:
    """Of groups, each once."""

    def wrong(self, value: Any) -> str:
        some = value if isinstance(value, list) else [None]
        names = [name for name in some if isinstance(name, str) and name.strip()]
        return "" if len({*names}) == len(some) else 'Write names, each once: ["women", "young"].'


class Flag:
    def wrong(self, value: Any) -> str:
        return "" if isinstance(value, bool) else "Write true or false."


SHARE, HEADS, STEP = Number(0, 1), Number(1, 10**9, whole=True), Number(1, 10**6, whole=True)
Keys = Mapping[str, Number | Text | Names | Region | Flag | OneOf]
TABLES: Mapping[str, Keys] = {
    "": {
        "title": Text(), "charter": Text(), "recall": Flag(), "seed": Number(0, 2**53, whole=True), "steps": STEP,
        "engine": OneOf(tuple(EngineKind)), "days": Number(1, 366, whole=True),
    },
    "territory": {
        "people": Number(1, 10**11, whole=True), "places": Text(), "borders": Text(), "assembly": HEADS,
        "council": Number(2, 10**6, whole=True), "kind": Text(),
    },
    "population": {
        "bound": SHARE, "pull": Number(0, 0.5), "patience": SHARE, "apart": SHARE, "turnout": SHARE,
        "contrarians": SHARE, "listen": SHARE, "anew": SHARE, "towards": SHARE, "start": SHARE,
    },
    "groups": {"share": SHARE, "turnout": SHARE, "contrarians": SHARE, "lean": Number(-1, 1), "declares": Names()},
    "caucuses": {"share": SHARE, "opinion": SHARE, "reach": SHARE, "turnout": SHARE, "declares": Names()},
    "delegates": {"noise": SHARE, "company": SHARE, "term": Number(0, 10**6, whole=True)},
    "shocks": {
        "step": STEP, "kind": Text(), "share": SHARE, "by": Number(-1, 1), "opinion": SHARE, "noise": SHARE,
        "region": Region(), "stock": Number(0, 3650), "own": SHARE, "ration": SHARE,
    },
    "network": {"start": Region(), "chance": SHARE, "leaving": SHARE, "back": Flag(), "ready": SHARE},
    "questions": {"step": STEP, "line": SHARE, "unsure": SHARE, "title": Text()},
}  # fmt: skip
MOST_INDIVIDUALS, MOST_COUNTS, STEPS = 10**9, 10**9, 104
TO_COUNT = "Write larger assemblies, or fewer people."
LISTS = ("groups", "caucuses", "questions", "shocks")
HABIT = ("listen", "anew", "towards", "start")
NAMED_OTHERWISE = {"towards": "pull", "contrarians": "contrary"}  # in a ``Habit``
OF_COUNTS = {
    "": tuple(TABLES[""]), "territory": ("people", "places", "assembly", "council"), "questions": ("step", "title"),
    "population": ("turnout", "contrarians", *HABIT), "shocks": ("step", "kind", "share", "by", "region"),
}  # fmt: skip
"""What people by counts have of all this."""
ONE_NUMBER = "an assembly is one number, of those who say yes, in which nobody is of any part"
WHY_NOT = {
    "network": "all assemblies are in the federation, and each counts as the next one does",
    "groups": ONE_NUMBER,
    "caucuses": ONE_NUMBER,
    "delegates": "they keep to what they are told, so that nobody drifts, is recalled, or missed at the end of a term",
}
"""Why they have not, by table."""
ASKED = {ShockKind.SWAY: ("share", "by"), ShockKind.COMMITTED: ("share", "opinion"), ShockKind.DRIFT: ("noise",)}
ASKED |= {ShockKind.LEAVE: ("region",), ShockKind.JOIN: ("region",), ShockKind.CUT: ("region", "stock")}


def all_wrong(data: Mapping[str, Any]) -> list[tuple[Path, str, str]]:
    return list(wrong(data)) or [*without_map(data), *after_the_end(data), *wrong_for_engine(data)]


def after_the_end(data: Mapping[str, Any]) -> Iterator[tuple[Path, str, str]]:
    """What would come when all is over."""
    steps = data.get("steps", STEPS)
    for name in ("shocks", "questions"):
        for number, row in enumerate(data.get(name, [])):
            if row["step"] > steps:
                said = f"This comes before step {row['step']:,}, and the scenario has {steps:,}."
                yield (name, number, "step"), said, "Name an earlier step, or write more steps above all tables."


def wrong(data: Mapping[str, Any]) -> Iterator[tuple[Path, str, str]]:
    """Where, what, and what would be right."""
    tables = [name for name in TABLES if name]
    top = {key: value for key, value in data.items() if key not in tables}
    yield from wrong_keys((), top, TABLES[""], tables)
    for name in ("territory", "population", "delegates", "network"):
        table = data.get(name, {})
        if isinstance(table, Mapping):
            yield from wrong_keys((name,), table, TABLES[name])
        else:
            yield (name,), f"{name!r} is no table.", f"Write [{name}] on a line of its own."
    territory = data.get("territory")
    if isinstance(territory, Mapping) and "people" in territory and "places" in territory:
        yield ("territory", "people"), "The places tell how many people there are.", "Take people out, or places."
    elif isinstance(territory, Mapping) and not {"people", "places"} & territory.keys():
        yield ("territory",), "The territory needs people or places, one of the two.", "Write people = 15000."
    if isinstance(territory, Mapping) and "borders" in territory and "places" not in territory:
        yield ("territory", "borders"), "There are borders of no places.", 'Write places = "…", a file of places.'
    if "territory" not in data:
        yield (), "There is no territory.", "Write [territory], and below it people = 15000."
    for name, check in zip(LISTS, (wrong_part, wrong_part, wrong_question, wrong_shock), strict=True):
        rows = data.get(name, [])
        if isinstance(rows, list) and all(isinstance(row, Mapping) for row in rows):
            for number, row in enumerate(rows):
                yield from check((name, number), row)
            yield from wrong_whole(name, rows)
        else:
            yield (name,), f"{name.capitalize()} are a list of tables.", f"Write [[{name}]] before each."


def without_map(data: Mapping[str, Any]) -> Iterator[tuple[Path, str, str]]:
    """Places by their code, where there is no map."""
    regions = [(("shocks", n, "region"), shock.get("region")) for n, shock in enumerate(data.get("shocks", []))]
    for path, code in [*regions, (("network", "start"), data.get("network", {}).get("start"))]:
        if isinstance(code, str) and "borders" not in data["territory"]:
            yield path, f"The place {code!r} needs a map.", 'Write borders = "…" below [territory], or a number from 1.'


def wrong_for_engine(data: Mapping[str, Any]) -> Iterator[tuple[Path, str, str]]:
    """What is only for individuals, or only for counts."""
    if data.get("engine") != EngineKind.COUNTS:
        for key in HABIT:
            if key in data.get("population", {}):
                remedy = 'Write engine = "counts" above all tables, or leave it out.'
                yield ("population", key), f"{key} is for people by counts.", remedy
        if (people := data["territory"].get("people", 0)) > MOST_INDIVIDUALS:
            remedy = 'Write fewer, or engine = "counts" above all tables.'
            yield ("territory", "people"), f"{people:,} people are too many to be simulated one by one.", remedy
        return
    for path, key in written(data):
        if key not in OF_COUNTS.get(str(path[0]) if path else "", ()):
            why = f": {WHY_NOT[str(path[0])]}" if path and path[0] in WHY_NOT else ""
            said = f"People by counts have no {'.'.join(map(str, (*path[:1], key)))}{why}."
            yield (*path, key), said, 'Leave it out, or write engine = "people".'
    yield from wrong_sizes(data["territory"])
    for number, shock in enumerate(data.get("shocks", [])):
        if shock.get("kind") != ShockKind.SWAY:
            said = f"People by counts know no shock {shock.get('kind')!r}."
            yield ("shocks", number, "kind"), said, f'Write kind = "{ShockKind.SWAY}".'


def wrong_sizes(territory: Mapping[str, Any]) -> Iterator[tuple[Path, str, str]]:
    """Of assemblies by counts."""
    size = territory.get("assembly", USUAL_SIZE)
    if size > LARGEST:
        yield ("territory", "assembly"), f"An assembly by counts has at most {LARGEST} members.", "Write fewer."
    if said := too_many_counts(territory.get("people", 0), size):
        yield ("territory", "people"), said, TO_COUNT


def too_many_counts(people: int, size: int) -> str:
    """Of assemblies, each of which is a count that is kept."""
    assemblies = -(-people // size)
    return f"{assemblies:,} assemblies of {size:,} are too many to be counted." if assemblies > MOST_COUNTS else ""


def written(data: Mapping[str, Any]) -> Iterator[tuple[Path, str]]:
    """Every key that stands in a known place."""
    for name, value in data.items():
        if name not in TABLES:
            yield (), name
        rows = enumerate(value) if name in LISTS and isinstance(value, list) else [(None, value)]
        for number, row in rows if name in TABLES else ():
            path = (name,) if number is None else (name, number)
            yield from ((path, key) for key in (row if isinstance(row, Mapping) else ()))


def wrong_question(path: Path, question: Mapping[str, Any]) -> Iterator[tuple[Path, str, str]]:
    yield from wrong_keys(path, question, TABLES["questions"])
    if "step" not in question:
        yield path, "A question has no step.", "Write step = 10 below it: before which it is asked."


def wrong_part(path: Path, part: Mapping[str, Any]) -> Iterator[tuple[Path, str, str]]:
    """Of a group or a caucus."""
    yield from wrong_keys(path, part, TABLES[str(path[0])])
    if "share" not in part:
        yield path, f"One of the {path[0]} has no share.", "Write share = 0.2 below it: the part of all people."


def wrong_whole(name: str, rows: list[Mapping[str, Any]]) -> Iterator[tuple[Path, str, str]]:
    """Of all groups, or all caucuses, together."""
    shares = [row.get("share", 0) for row in rows] if name in ("groups", "caucuses") else []
    if all(not SHARE.wrong(share) for share in shares) and sum(shares) > 1 + 1e-9:
        remedy = "Write shares of all people, which come to 1 at most; whoever is left over is in none."
        yield (name,), f"The shares of the {name} come to {sum(shares):g}.", remedy
    if len(shares) > MOST:
        yield (name,), f"There are {len(shares)} {name}.", f"Write at most {MOST}."


def wrong_keys(
    path: Path, table: Mapping[str, Any], keys: Keys, tables: list[str] | None = None
) -> Iterator[tuple[Path, str, str]]:  # fmt: skip
    for key, value in table.items():
        if key not in keys:
            meant = closest(key, [*keys, *(tables or [])])
            remedy = f"Perhaps {meant!r} was meant." if meant else f"There are {', '.join(keys)}."
            yield (*path, key), f"The key {key!r} is unknown.", remedy
        elif remedy := keys[key].wrong(value):
            yield (*path, key), f"{key} is {written_as(value)}.", remedy


def written_as(value: Any) -> str:
    """As it stands in the file, nearly."""
    if isinstance(value, bool):
        return str(value).lower()
    return repr(value) if isinstance(value, str | int | float | list | dict) else str(value)


def wrong_shock(path: Path, shock: Mapping[str, Any]) -> Iterator[tuple[Path, str, str]]:
    yield from wrong_keys(path, shock, TABLES["shocks"])
    kind = shock.get("kind")
    if kind not in frozenset(ShockKind):
        yield (*path, "kind"), f"The kind of shock is {kind!r}.", f"There are {', '.join(ShockKind)}."
        return
    for key in ("step", *ASKED[ShockKind(kind)]):
        if key not in shock:
            yield path, f"A shock of the kind {kind!r} needs {key!r}.", f"Write {key} = … below it."
    if kind == ShockKind.DRIFT and "region" in shock:
        yield (*path, "region"), "Delegates drift everywhere, not in a region.", "Leave the region out."

"""Do terms, rotation, incompatible offices, planning and competences agree with the rest? (R11, R18, R20)"""

from __future__ import annotations

from collections.abc import Iterator

from councils.core.charter import Charter
from councils.core.charter.limits import IncompatibleRule, Reach, RotationRule
from councils.core.charter.reading import Fault
from councils.core.charter.toml_lines import Path
from councils.core.problem import closest

DELEGATE = "delegate"


def check_terms(charter: Charter) -> Iterator[Fault]:
    """The election must be over before the term is."""
    lead, clock = charter.terms.lead_days, charter.election
    election = clock.nomination_days + clock.voting_days
    path: Path = ("terms", "lead_days")
    if 0 < lead < election:
        message = f"An election takes {election} days, and is called {lead} days before the end of a term."
        yield Fault(path, message, f"Write at least {election}, or 0 where members call it.")
    short = next((office for office in charter.offices if lead and office.term_days <= lead), None)
    if short is not None:
        message = f"A term of the office {short.name!r} has {short.term_days} days, and its election is due before it."
        yield Fault(path, message, f"Write less than {short.term_days}, or give the office a longer term.")


def check_rotation(charter: Charter) -> Iterator[Fault]:
    for number, rule in enumerate(charter.rotation):
        path: Path = ("rotation", number)
        yield from named_office(charter, (*path, "office"), rule.office)
        if rule.level != "*":
            yield from named_level(charter, (*path, "level"), rule.level)
        yield from limits(path, rule)
        twin = next((n for n, o in enumerate(charter.rotation[:number]) if reach(o) == reach(rule)), None)
        if twin is not None:
            message = f"This limit can never apply: number {twin + 1} of [[rotation]] is for the same office and level."
            yield Fault((*path, "office"), message, "Give it another office or level, or take it out.")


def reach(rule: RotationRule) -> tuple[str, str]:
    return rule.office, rule.level


def limits(path: Path, rule: RotationRule) -> Iterator[Fault]:
    if not (rule.consecutive or rule.total):
        message = f"Nothing is limited for the office {rule.office!r}."
        yield Fault((*path, "office"), message, "Write consecutive = 2, or total = 4, or take it out.")
    if rule.cooling_off_days and not rule.consecutive:
        message = "A pause follows on terms in a row, and these have no limit."
        yield Fault((*path, "cooling_off_days"), message, "Write consecutive = 1 for a pause after each term.")
    if rule.total and rule.consecutive > rule.total:
        message = f"{rule.consecutive} terms in a row are more than {rule.total} in all."
        yield Fault((*path, "consecutive"), message, f"Write {rule.total} or less.")


def check_incompatible(charter: Charter) -> Iterator[Fault]:
    for number, rule in enumerate(charter.incompatible):
        path: Path = ("incompatible", number, "offices")
        if len(set(rule.offices)) < 2:
            remedy = 'Name two or more, such as ["chair", "teller"].'
            yield Fault(path, "One office alone goes together with everything.", remedy)
        for at, entry in enumerate(rule.offices):
            name, _, level = entry.partition("@")
            yield from named_office(charter, (*path, at), name)
            if level:
                yield from named_level(charter, (*path, at), level)
        yield from unfillable(charter, path, rule)


def unfillable(charter: Charter, path: Path, rule: IncompatibleRule) -> Iterator[Fault]:
    """Through the chain, whoever holds an office above the base is a delegate of every level below it."""
    order = [level.name for level in charter.levels]
    sending = [entry for entry in rule.offices if entry.partition("@")[0] == DELEGATE]
    for entry in rule.offices if rule.reach is Reach.CHAIN else ():
        _, _, at = entry.partition("@")
        above = order.index(at) if at in order else len(order) - 1
        for sent in sending:
            below = order.index(sent.partition("@")[2]) if sent.partition("@")[2] in order else 0
            if sent != entry and below < above:
                message = f"Nobody could ever hold {entry!r} above the base: whoever sits there is {sent!r} below."
                yield Fault(path, message, f"Name the levels, such as {DELEGATE}@{order[-2]} and chair@{order[0]}.")
                return


def check_competence(charter: Charter) -> Iterator[Fault]:
    """Levels of matters and of kinds are there (R20)."""
    names = [matter.name for matter in charter.matters]
    for number, matter in enumerate(charter.matters):
        path: Path = ("matters", number)
        if not matter.name or matter.name in names[:number]:
            message = f"The matter {matter.name!r} has no name of its own."
            yield Fault((*path, "name"), message, "Give it another one, or take it out.")
        for at, level in enumerate(matter.levels):
            yield from named_level(charter, (*path, "levels", at), level)
    for kind, rule in charter.motions.items():
        for at, level in enumerate(rule.levels):
            yield from named_level(charter, ("motions", kind.value, "levels", at), level)


def named_office(charter: Charter, path: Path, name: str) -> Iterator[Fault]:
    known = [office.name for office in charter.offices]
    if name not in known:
        meant = closest(name, known)
        perhaps = f" Perhaps {meant!r} was meant." if meant else ""
        yield Fault(path, f"There is no office {name!r}.", f"The offices are: {', '.join(known)}.{perhaps}")


def named_level(charter: Charter, path: Path, level: str) -> Iterator[Fault]:
    known = [rule.name for rule in charter.levels]
    if level not in known:
        meant = closest(level, known)
        perhaps = f" Perhaps {meant!r} was meant." if meant else ""
        yield Fault(path, f"There is no level {level!r}.", f"The levels are: {', '.join(known)}.{perhaps}")


def check_planning(charter: Charter) -> Iterator[Fault]:
    """The planning office is one of the congress's."""
    rule, top = charter.planning, charter.levels[-1].name if charter.levels else ""
    if not rule.office:
        return
    path: Path = ("planning", "office")
    yield from named_office(charter, path, rule.office)
    office = charter.office(rule.office)
    if office is not None and office.levels and top not in office.levels:
        yield Fault(path, f"The office {rule.office!r} is not one of the {top}.", f"Add {top!r} to its levels.")
    if rule.periods < 1:
        yield Fault(("planning", "periods"), "Nothing is planned for no period.", "Write at least 1.")

"""Does a charter agree with itself? (R15)

Theory of operation. Each check looks at one part and yields a ``Fault`` at the place where a person would correct
it. ``_CHECKS`` names for each check the sections that it looks things up in: where one of them could not be read,
the check is left out, because it would only repeat what has been said.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator

from councils.core.apportion import HOUSE_METHODS
from councils.core.charter import Admission, Apportionment, Charter, Kind, Majority, Method, Norm, Uncontested, Whole
from councils.core.charter.reading import Fault
from councils.core.charter.term_check import (
    check_competence,
    check_incompatible,
    check_planning,
    check_rotation,
    check_terms,
    named_level,
)
from councils.core.charter.toml_lines import Path
from councils.core.problem import closest
from councils.core.share import say_share
from councils.core.vocabulary import ENGLISH, PLURALS

DELEGATE = "delegate"
AGAIN = (Kind.REOPENING, Kind.REPEAL)
"""The kinds that decide anew what was decided."""
WITH_OPTIONS = (Kind.RESOLUTION, Kind.PROCEDURE, Kind.DIRECTIVE)
"""The kinds of which the council itself decides the words, so that it can choose among several."""
ADMITTING = ("chair", "co-chair", "secretary")
_NAME = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_SIDES = ["abstain", "no", "yes"]


def check_charter(charter: Charter, unread: Iterable[Path] = ()) -> tuple[Fault, ...]:
    """Everything in which ``charter`` contradicts itself. ``unread``: what was told already, so not again."""
    told = set(unread)
    broken = {path[0] for path in told if path and (len(path) == 1 or path[-1] == "name" or isinstance(path[-1], int))}
    faults = (fault for check, needs in _CHECKS if not broken & set(needs) for fault in check(charter))
    return tuple(fault for fault in faults if not any(_overlap(fault.path, path) for path in told))


def _overlap(one: Path, other: Path) -> bool:
    shorter = min(len(one), len(other))
    return one[:shorter] == other[:shorter]


def _name(charter: Charter) -> Iterator[Fault]:
    if not _NAME.fullmatch(charter.name):
        yield _unnameable(("name",), charter.name)


def _unnameable(path: Path, name: str) -> Fault:
    better = "-".join(re.findall("[a-z0-9]+", name.lower()))
    remedy = "Use small letters, digits and hyphens" + (f", such as {better!r}." if better else ".")
    return Fault(path, f"{name!r} cannot be used as a name.", remedy)


def _levels(charter: Charter) -> Iterator[Fault]:
    if len(charter.levels) < 2:
        message = f"There must be at least two levels, and there {'is one' if charter.levels else 'are none'}."
        yield Fault(("levels",), message, "Name them from the base up to the congress, each under [[levels]].")
    yield from _names("levels", [level.name for level in charter.levels])
    for number, level in enumerate(charter.levels):
        if level.maximum and level.minimum > level.maximum:
            yield _crossed(("levels", number, "minimum"), level.minimum, level.maximum)


def _names(section: str, names: list[str]) -> Iterator[Fault]:
    for number, name in enumerate(names):
        if not _NAME.fullmatch(name):
            yield _unnameable((section, number, "name"), name)
        if name in names[:number]:
            message = f"The name {name!r} is used already by number {names.index(name) + 1} of [[{section}]]."
            yield Fault((section, number, "name"), message, "Give it another name, or take it out.")


def _crossed(path: Path, minimum: int, maximum: int) -> Fault:
    return Fault(path, f"The minimum {minimum} is over the maximum {maximum}.", "Exchange or correct them.")


def _offices(charter: Charter) -> Iterator[Fault]:
    names = [office.name for office in charter.offices]
    yield from _names("offices", names)
    if DELEGATE not in names:
        meant = closest(DELEGATE, [name.casefold() for name in names])
        remedy = f"Perhaps {meant!r} is meant to be it." if meant else 'Add one with name = "delegate" and seats = 0.'
        at: Path = ("offices", names.index(meant), "name") if meant in names else ("offices",)
        yield Fault(at, "There is no office 'delegate', so nobody could take the seats above.", remedy)
    for number, office in enumerate(charter.offices):
        if office.name == DELEGATE and office.seats and names.index(DELEGATE) == number:
            message = f"Delegates have {office.seats} seats here, but the norms say how many there are."
            yield Fault(("offices", number, "seats"), message, "Write seats = 0, and the number in [[norms]].")
        if office.name not in (DELEGATE, "") and not office.seats:
            message = f"The office {office.name!r} has no seats."
            yield Fault(("offices", number, "seats"), message, "Write 1 or more; only delegates follow the norms.")


def _reserved(charter: Charter) -> Iterator[Fault]:
    for number, office in enumerate(charter.offices):
        groups = [rule.group for rule in office.reserved]
        for at, rule in enumerate(office.reserved):
            path: Path = ("offices", number, "reserved", at)
            if rule.group in groups[:at]:
                message = f"Seats are reserved for {rule.group!r} already."
                yield Fault((*path, "group"), message, "Put both into one, or take one out.")
            if not _NAME.fullmatch(rule.group):
                yield _unnameable((*path, "group"), rule.group)
            if rule.least > rule.most:
                message = f"The least, {say_share(rule.least)}, is over the most, {say_share(rule.most)}."
                yield Fault((*path, "least"), message, "Exchange or correct them.")
        if sum(rule.least for rule in office.reserved if rule.vacant) > 1:
            message = "More than all seats are reserved, and would stay empty."
            yield Fault(("offices", number, "reserved"), message, "Reserve fewer, or take out vacant = true.")


def _elections(charter: Charter) -> Iterator[Fault]:
    rule = charter.election
    if rule.none_of_these and rule.uncontested is Uncontested.ELECTED:
        message = "Who stands alone is elected without a vote, so nobody could choose none of these."
        yield Fault(("election", "uncontested"), message, 'Write "vote" or "majority", or take out none_of_these.')
    for number, office in enumerate(charter.offices):
        if office.method is Method.SCHULZE and office.seats != 1:
            message = "The Schulze method finds one winner, and this office has more seats or none of its own."
            yield Fault(("offices", number, "method"), message, 'Write "stv" for several seats.')


def _office_levels(charter: Charter) -> Iterator[Fault]:
    for number, office in enumerate(charter.offices):
        for at, level in enumerate(office.levels):
            yield from named_level(charter, ("offices", number, "levels", at), level)


def _norms(charter: Charter) -> Iterator[Fault]:
    for number, norm in enumerate(charter.norms):
        path: Path = ("norms", number)
        if norm.maximum and norm.minimum > norm.maximum:
            yield _crossed((*path, "minimum"), norm.minimum, norm.maximum)
        yield from _norm_numbers(path, norm)
        twin = next((n for n, other in enumerate(charter.norms[:number]) if _same_reach(norm, other)), None)
        if twin is not None:
            message = f"This norm can never apply: number {twin + 1} of [[norms]] is for the same level and kind."
            yield Fault((*path, "level"), message, "Give it another level or kind, or take it out.")


def _same_reach(one: Norm, other: Norm) -> bool:
    return (one.level, one.kind) == (other.level, other.kind)


def _norm_numbers(path: Path, norm: Norm) -> Iterator[Fault]:
    if norm.method is Apportionment.NORM and norm.fraction_over >= norm.per:
        message = f"A fraction over {norm.fraction_over} of {norm.per} can never remain."
        yield Fault((*path, "fraction_over"), message, f"Write 0 to {norm.per - 1}; half of it is {norm.per // 2}.")
    if norm.method is Apportionment.FIXED and not norm.seats:
        yield Fault((*path, "seats"), "A fixed number of seats is 0.", "Write 1 or more.")
    if norm.method in HOUSE_METHODS and not norm.total:
        message = f"{norm.method.value} divides a house, and its size is not given."
        yield Fault((*path, "total"), message, "Write total = the number of seats in the council above.")
    if norm.method in HOUSE_METHODS and norm.maximum:
        message = f"A maximum has no effect with {norm.method.value}."
        yield Fault((*path, "maximum"), message, "Take it out; the size of the house is the bound.")


def _norm_levels(charter: Charter) -> Iterator[Fault]:
    names = [level.name for level in charter.levels]
    if len(names) < 2:
        return
    sending, top = names[:-1], names[-1:]
    for number, norm in enumerate(charter.norms):
        path: Path = ("norms", number, "level")
        if norm.level in top:
            message = f"This norm can never apply: {norm.level!r} is the highest level, with no council above."
            yield Fault(path, message, f"Name the level that sends the delegates: {', '.join(sending)}.")
        elif norm.level != "*":
            yield from named_level(charter, path, norm.level)
        elif not norm.kind and all(_covers(charter, level) for level in sending):
            message = "This norm can never apply: every level has one of its own."
            yield Fault(path, message, "Take it out, or name the level and kind it is for.")
    for level in sending:
        if not any(norm.level in (level, "*") and not norm.kind for norm in charter.norms):
            message = f"No norm says how many delegates a council of the level {level!r} sends."
            yield Fault(("norms",), message, f'Add one with level = "{level}" and no kind, or one with level = "*".')


def _covers(charter: Charter, level: str) -> bool:
    return any(norm.level == level and not norm.kind for norm in charter.norms)


def _referral(charter: Charter) -> Iterator[Fault]:
    rule = charter.referral
    ahead = rule.step_days * (len(charter.levels) - 1)
    if rule.days <= ahead:
        message = f"{rule.days} days leave the base no time: it must answer {ahead} days before the end."
        remedy = f"Write at least {ahead + 1} days, or smaller step_days ({rule.step_days} for each level)."
        yield Fault(("referral", "days"), message, remedy)


def _majorities(charter: Charter) -> Iterator[Fault]:
    for kind, rule in charter.motions.items():
        path: Path = ("motions", kind.value)
        if rule.against and rule.majority is not Majority.CONSENSUS:
            message = f"Only a consensus leaves some behind, and this majority is {rule.majority.value!r}."
            yield Fault((*path, "against"), message, 'Write majority = "consensus", or take the line out.')
        if rule.of is Whole.PRESENT and rule.majority is Majority.ABSOLUTE:
            message = "An absolute majority is one of the whole roll by its name."
            yield Fault((*path, "of"), message, 'Write majority = "simple" for more than half of those present.')
        if rule.together and not rule.referred:
            message = "Several countings are there only for questions that go down."
            yield Fault((*path, "together"), message, "Write referred = true for this kind, or take the line out.")
        if len(set(rule.together)) < len(rule.together):
            yield Fault((*path, "together"), "A counting is named twice.", "Name each once.")


def _castings(charter: Charter) -> Iterator[Fault]:
    for kind, rule in charter.motions.items():
        path: Path = ("motions", kind.value, "castings")
        if rule.castings and kind not in WITH_OPTIONS:
            message = "A motion of this kind has one thing to decide, and no options."
            yield Fault(path, message, f"Write it for {', '.join(WITH_OPTIONS)}, or take the line out.")
        if len(set(rule.castings)) < len(rule.castings):
            yield Fault(path, "A way of casting is named twice.", "Name each once.")


def _ties(charter: Charter) -> Iterator[Fault]:
    if sorted(charter.referral.ties_of_remainders) != _SIDES:
        message = "The order for equal remainders must name each side once."
        yield Fault(("referral", "ties_of_remainders"), message, 'Write ["yes", "no", "abstain"] in your order.')


def _shares(charter: Charter) -> Iterator[Fault]:
    if not charter.recall.petition_share:
        kind = charter.referral.mandate.value
        message = f"A petition share of {say_share(charter.recall.petition_share)} is no petition, and so no recall."
        remedy = f'Write the share of the roll that calls the vote, such as "1/10"; the mandate is {kind}.'
        yield Fault(("recall", "petition_share"), message, remedy)
    if not charter.referral.demand_share:
        message = "With a demand share of 0 every question goes down, demanded or not."
        remedy = "Write a share over 0, and referred = true for the kinds that always go down."
        yield Fault(("referral", "demand_share"), message, remedy)
    if not charter.directive.objection_share:
        message = "With an objection share of 0 every directive is suspended at once."
        yield Fault(("directive", "objection_share"), message, 'Write a share over 0, such as "1/3".')


def _franchise(charter: Charter) -> Iterator[Fault]:
    yield from _condition_names([condition.name for condition in charter.franchise.requires])
    names = {office.name for office in charter.offices}
    if charter.franchise.admission is Admission.CONFIRMED and not names.intersection(ADMITTING):
        message = "Admission is confirmed by an officer, and there is none."
        remedy = f'Add an office ({", ".join(ADMITTING)}), or write admission = "declaration".'
        yield Fault(("franchise", "admission"), message, remedy)


def _condition_names(names: list[str]) -> Iterator[Fault]:
    for number, name in enumerate(names):
        if name in names[:number]:
            path: Path = ("franchise", "requires", number, "name")
            yield Fault(path, f"The condition {name!r} is there already.", "Give it another name, or take it out.")


_NO_NOUN_HAS = "%{}<>\n\r\t"  # with which sentences are put together, and pages
_LONGEST_NOUN = 60


def _vocabulary(charter: Charter) -> Iterator[Fault]:
    for key, word in charter.vocabulary.items():
        path: Path = ("vocabulary", key)
        if key not in ENGLISH:
            meant = closest(key, list(ENGLISH))
            remedy = f"Perhaps {meant!r} was meant." if meant else f"Known are: {', '.join(ENGLISH)}."
            yield Fault(path, f"The word {key!r} is unknown.", remedy)
        elif not word:
            yield Fault(path, f"The word for {key!r} is empty.", "Write your word, or take the line out.")
        elif odd := next((sign for sign in word if sign in _NO_NOUN_HAS), ""):
            yield Fault(path, f"The word for {key!r} holds {odd!r}.", "Write it as in a sentence, in letters.")
        elif len(word) > _LONGEST_NOUN:
            remedy = f"Write {_LONGEST_NOUN} at most: it stands in sentences and on buttons."
            yield Fault(path, f"The word for {key!r} has {len(word)} characters.", remedy)
        elif key in PLURALS and PLURALS[key] not in charter.vocabulary:
            yield Fault(path, f"{key!r} has a word of its own, and {PLURALS[key]!r} has none.", "Write both.")


_Check = Callable[[Charter], Iterator[Fault]]
_CHECKS: tuple[tuple[_Check, tuple[str, ...]], ...] = (
    (_name, ()),
    (_levels, ()),
    (_offices, ()),
    (_reserved, ("offices",)),
    (_elections, ("offices", "election")),
    (_office_levels, ("levels",)),
    (_norms, ()),
    (_norm_levels, ("levels",)),
    (_referral, ("levels", "referral")),
    (check_terms, ("election", "offices")),
    (check_rotation, ("offices", "levels")),
    (check_incompatible, ("offices", "levels")),
    (check_competence, ("levels",)),
    (check_planning, ("offices", "levels")),
    (_majorities, ()),
    (_castings, ()),
    (_ties, ()),
    (_shares, ()),
    (_franchise, ("offices",)),
    (_vocabulary, ()),
)

"""Seats follow numbers, by a named method (R5).

Theory of operation. There are two ways. A *norm* looks at one council alone: one seat per so many heads, and one
more for a remainder over so many; the size of the house is what comes out. A *house method* divides a house of
given size among all councils at once, so nobody's seats can be known without the others' numbers. Both count in
whole numbers and ``Fraction``, never in floating point, and both return why they gave what they gave.

Ties. Where two councils have the same claim to the last seat, it goes to the one with the larger number, and
between equal numbers to the code that comes first in code-point order. The rule is the same everywhere, so
that two people with the same numbers always seat the same house; ``House.ties`` names who was equal.

Literature: M. Balinski, H. P. Young, *Fair Representation*, 2nd ed., Washington 2001. Every divisor method gives
each seat in turn to the council with the highest quotient weight / divisor(seats it has so far).
"""

from __future__ import annotations

import heapq
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction

from councils.core.charter import Apportionment, Norm

TIE_RULE = "larger-number-then-first-code"
HOUSE_METHODS = frozenset(Apportionment) - {Apportionment.NORM, Apportionment.FIXED}


@dataclass(frozen=True, slots=True)
class Reckoning:
    """How one council's seats were found by a norm: ``whole`` times ``per``, and ``remainder`` heads left.

    ``bounded`` is "minimum" or "maximum" where the norm's bound and not the count has decided.
    """

    seats: int
    count: int
    whole: int = 0
    remainder: int = 0
    one_more: bool = False  # for a remainder over ``fraction_over``
    bounded: str = ""


@dataclass(frozen=True, slots=True)
class Portion:
    """How one council's seats in a house were found.

    ``quota`` is its exact share of the seats, and ``remainder`` what the quota has over (under: negative) its seats.
    ``claim`` is the quotient with which it got its last seat, and None where a minimum gave it.
    """

    seats: int
    weight: int
    quota: Fraction
    claim: Fraction | None

    @property
    def remainder(self) -> Fraction:
        return self.quota - self.seats


@dataclass(frozen=True, slots=True)
class House:
    """A house divided: the portion of each code, and the codes whose equal claims the tie rule has ordered."""

    method: Apportionment
    total: int
    portions: Mapping[str, Portion]
    ties: tuple[str, ...] = ()
    tie_rule: str = TIE_RULE


def seats(norm: Norm, count: int) -> int:
    """The seats that ``norm`` gives to a council of ``count`` heads; see ``reckon``."""
    return reckon(norm, count).seats


def reckon(norm: Norm, count: int) -> Reckoning:
    """The seats of one council by NORM or FIXED, and why.

    "One per 20,000 and per fraction over 10,000" gives one more where the remainder is *over* 10,000; "over half of
    25", which is 12.5, is ``fraction_over = 12``, because heads are whole. With ``fraction_over = per - 1`` no
    fraction counts. Raises ValueError for a house method, or a count below 0.

    >>> reckon(Norm(per=20_000, fraction_over=10_000), 70_192)
    Reckoning(seats=4, count=70192, whole=3, remainder=10192, one_more=True, bounded='')
    """
    if count < 0:
        raise ValueError("heads are counted from 0")
    if norm.method is Apportionment.FIXED:
        return Reckoning(norm.seats, count)
    if norm.method is not Apportionment.NORM:
        raise ValueError(f"{norm.method} divides a house among all councils at once: use divide_house")
    whole, remainder = divmod(count, norm.per)
    one_more = remainder > norm.fraction_over
    found = whole + one_more
    if found < norm.minimum:
        return Reckoning(norm.minimum, count, whole, remainder, one_more, "minimum")
    if norm.maximum and found > norm.maximum:
        return Reckoning(norm.maximum, count, whole, remainder, one_more, "maximum")
    return Reckoning(found, count, whole, remainder, one_more)


def apportion(method: Apportionment, total: int, weights: Mapping[str, int], minimum: int = 0) -> dict[str, int]:
    """The seats of each code in a house of ``total``; ``divide_house`` tells why as well."""
    return {code: portion.seats for code, portion in divide_house(method, total, weights, minimum).portions.items()}


def divide_house(method: Apportionment, total: int, weights: Mapping[str, int], minimum: int = 0) -> House:
    """A house of ``total`` seats divided by ``weights`` (heads by code), at least ``minimum`` seats for each.

    Where the minimums alone need more than ``total``, the house grows to what they need: nobody below goes without
    a voice. Where nobody has a head, all count alike. Raises ValueError for NORM and FIXED, and for numbers below 0.

    Cost: O(total · log n) for divisor methods; O(n log n) for Hamilton, n times that at worst with a minimum.

    >>> apportion(Apportionment.HAMILTON, 10, {"a": 47, "b": 33, "c": 20})
    {'a': 5, 'b': 3, 'c': 2}
    """
    if method not in HOUSE_METHODS:
        raise ValueError(f"{method} looks at one council alone: use reckon")
    if min(total, minimum, *weights.values()) < 0:
        raise ValueError("seats and heads are counted from 0")
    size = max(total, minimum * len(weights)) if weights else 0
    counted = dict(weights) if any(weights.values()) else dict.fromkeys(weights, 1)
    by = _hamilton if method is Apportionment.HAMILTON else _by_divisors
    given, claims, ties = by(method, size, counted, minimum)
    heads = sum(counted.values())
    portions = {
        code: Portion(given[code], weight, Fraction(counted[code] * size, heads), claims.get(code))
        for code, weight in weights.items()
    }
    return House(method, size, portions, ties)


_Given = tuple[dict[str, int], dict[str, Fraction], tuple[str, ...]]


def _hamilton(_method: Apportionment, size: int, weights: Mapping[str, int], minimum: int) -> _Given:
    """Largest remainder. Who would fall below the minimum gets it, and the others divide what is left."""
    given: dict[str, int] = {}
    free = dict(weights)
    while True:
        left, heads = size - sum(given.values()), sum(free.values())
        quotas = {code: Fraction(weight * left, heads) if heads else Fraction() for code, weight in free.items()}
        found, claims, ties = _largest_remainders(left, free, quotas)
        below = [code for code in free if found[code] < minimum]
        if not below:
            return {**given, **found}, claims, ties
        given.update(dict.fromkeys(below, minimum))
        for code in below:
            del free[code]


def _largest_remainders(size: int, weights: Mapping[str, int], quotas: Mapping[str, Fraction]) -> _Given:
    found = {code: int(quota) for code, quota in quotas.items()}
    remainders = {code: quota - found[code] for code, quota in quotas.items()}
    order = sorted(weights, key=lambda code: (-remainders[code], -weights[code], code))
    more = size - sum(found.values()) if weights else 0
    for code in order[:more]:
        found[code] += 1
    return found, {code: remainders[code] for code in order[:more]}, _tied(order, more, remainders)


def _tied(order: list[str], given: int, claims: Mapping[str, Fraction]) -> tuple[str, ...]:
    """The codes with the claim of the last seat given, if somebody went without a seat on the same claim."""
    if not 0 < given < len(order) or claims[order[given - 1]] != claims[order[given]]:
        return ()
    return tuple(code for code in order if claims[code] == claims[order[given]])


_DIVISORS: Mapping[Apportionment, Callable[[int], int]] = {
    Apportionment.JEFFERSON: lambda held: held + 1,
    Apportionment.WEBSTER: lambda held: 2 * held + 1,
    Apportionment.HUNTINGTON_HILL: lambda held: held * (held + 1),  # under the square of the weight
}


def _claim(method: Apportionment, weight: int, held: int) -> tuple[bool, Fraction]:
    """The quotient for the next seat. Huntington-Hill compares squares, and its first seat is beyond all numbers."""
    divisor = _DIVISORS[method](held)
    if method is not Apportionment.HUNTINGTON_HILL:
        return False, Fraction(weight, divisor)
    if divisor == 0:
        return weight > 0, Fraction(weight)
    return False, Fraction(weight * weight, divisor)


def _by_divisors(method: Apportionment, size: int, weights: Mapping[str, int], minimum: int) -> _Given:
    """Everybody starts with the minimum; each further seat goes to the highest claim."""
    held = dict.fromkeys(weights, minimum)
    claims: dict[str, Fraction] = {}

    def entry(code: str) -> tuple[bool, Fraction, int, str]:
        first, claim = _claim(method, weights[code], held[code])
        return not first, -claim, -weights[code], code  # the heap gives the least

    waiting = [entry(code) for code in weights]
    heapq.heapify(waiting)
    last: tuple[bool, Fraction] | None = None
    winners: set[str] = set()
    for _ in range(size - minimum * len(weights)):
        later, claim, _, code = waiting[0]
        winners = {*winners, code} if (later, claim) == last else {code}
        last = later, claim
        held[code] += 1
        claims[code] = -claim
        heapq.heapreplace(waiting, entry(code))
    losers = {code for later, claim, _, code in waiting if (later, claim) == last}
    return held, claims, tuple(sorted(winners | losers)) if losers else ()

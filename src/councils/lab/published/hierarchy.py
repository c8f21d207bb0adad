"""Bottom-up majority votes: a share of the base, seen through level after level of councils (Galam 1986, 2017).

An option that has the share p of the base wins a council of r random members with a probability P_r(p), and this is its
share one level up. Iterating the map tells what the top decides. Where r is even, somebody must break ties, and who
does so moves the threshold far from a half.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from fractions import Fraction
from math import comb, exp, lgamma, log, log1p, pi, prod, sqrt

from scipy.special import betainc

from councils.lab.published.numeric import expect, expect_whole, root
from councils.lab.published.power import decisive

ALL = 0.99
MEMBERS = "a council has a member at least, and whole ones"
COIN = 0.5
"""A tie goes to either side by lot; 0: to the others (the incumbents); 1: to the option itself."""


def won(share: float, size: int, tie: float = COIN) -> float:
    """Probability that an option with ``share`` of the base wins a council of ``size`` random members.

    ``tie`` is the probability that it wins a tie. ``size`` can be as large as one likes. ValueError for a share or a
    chance outside of [0, 1], or a council that is empty or not whole.
    """
    expect(0 <= share <= 1, "a share lies between 0 and 1")
    expect_whole(1, MEMBERS, size)
    expect(0 <= tie <= 1, "the probability to win a tie lies between 0 and 1")
    if share in (0.0, 1.0):
        return share
    least = size // 2 + 1
    above = float(betainc(least, size - least + 1, share))  # the binomial's upper tail
    return above + (tie * term(size, size // 2, share) if size % 2 == 0 else 0.0)


def binomial(n: int, k: int, p: float) -> float:
    """``term``, also where ``p`` is 0 or 1."""
    return float(k == n * round(p)) if p in (0.0, 1.0) else term(n, k, p)


def term(n: int, k: int, p: float) -> float:
    """The binomial probability of ``k`` among ``n``, for p above 0 and below 1.

    Of many, by what is left of Stirling's formula and the distance from what is expected, so that nothing large is
    taken from something large (Loader 2000).
    """
    if n < 50:
        return comb(n, k) * p**k * (1 - p) ** (n - k)
    if k in (0, n):
        return exp(n * log(p)) if k else exp(n * log1p(-p))
    left = beyond_stirling(n) - beyond_stirling(k) - beyond_stirling(n - k)
    return sqrt(n / (2 * pi * k * (n - k))) * exp(left - away(k, n * p) - away(n - k, n * (1 - p)))


def beyond_stirling(n: int) -> float:
    """ln n! less Stirling's formula."""
    if n < 16:
        return lgamma(n + 1) - ((n + 0.5) * log(n) - n + log(2 * pi) / 2)
    return (1 / 12 - (1 / 360 - (1 / 1260 - 1 / (1680 * n**2)) / n**2) / n**2) / n


def away(k: float, mean: float) -> float:
    """k ln (k / mean) + mean - k; by a series where the two are near each other."""
    v = (k - mean) / (k + mean)
    if abs(v) >= 0.1:
        return k * log(k / mean) + mean - k
    found, part = (k - mean) * v, 2 * k * v
    for j in range(3, 31, 2):
        part *= v * v
        found += part / j
    return found


def climb(share: float, sizes: Iterable[int], tie: float = COIN) -> Iterator[float]:
    """The share at each level, from the first council on, where councils of the levels have these sizes."""
    for size in sizes:
        share = won(share, size, tie)
        yield share


def threshold(size: int, tie: float = COIN) -> float:
    """The share from which an option grows from level to level: the unstable fixed point of ``won``.

    ValueError for councils of one or two, where there is none: one member only repeats the share, and of two the side
    that loses ties always falls.
    """
    expect_whole(3, "councils of one or two have no threshold: give three members at least, and whole ones", size)
    return root(lambda p: won(p, size, tie) - p, 1e-6, 1 - 1e-6)


def slope(size: int, tie: float = COIN) -> float:
    """How fast it grows at the threshold: the derivative of ``won`` there."""
    at, h = threshold(size, tie), 1e-5
    return (won(at + h, size, tie) - won(at - h, size, tie)) / (2 * h)


def levels_until(share: float, size: int, tie: float = COIN, gone: float = 0.01) -> int:
    """How many levels until an option below the threshold has less than ``gone``. ValueError if it never has."""
    expect(gone > 0, "a share gets as small as one likes, but never to nothing: give a limit above 0")
    for level in range(1, 10_000):
        share = won(share, size, tie)
        if share < gone:
            return level
    raise ValueError("the option does not vanish: its share is not below the threshold")


def capturing(sizes: Iterable[int]) -> Fraction:
    """The least share of the base that holds the top, placed as well as can be: a bare majority of a bare majority …

    (Galam 2017; Dauer and Kelsay.) ``sizes`` from the base up.
    """
    sizes = tuple(sizes)
    expect_whole(1, MEMBERS, *sizes)
    return prod((Fraction(size // 2 + 1, size) for size in sizes), start=Fraction(1))


def with_inflexibles(
    share: float, inflexible: float, against: float = 0.0, *, size: int = 3, tie: float = COIN
) -> float:  # fmt: skip
    """One vote in groups of ``size``, where ``inflexible`` of all never give an option up (Galam and Jacobs 2007).

    ``share`` counts them in. ``against``: the share of all who never take it up. Their equation is that of groups of
    three; of any size, a group that has k of the option has all of it afterwards but those who never take it up, whose
    part in its r - k others is ``against`` / (1 - share); or keeps those who never give it up, ``inflexible`` / share
    of its k. ValueError if the two are more than all, or ``share`` is not between the one and all but the other.
    """
    expect(inflexible >= 0 and against >= 0 and inflexible + against <= 1, "inflexibles are shares, together at most 1")
    expect(0 <= share <= 1, "a share lies between 0 and 1")
    expect_whole(1, MEMBERS, size)
    expect(0 <= tie <= 1, "the probability to win a tie lies between 0 and 1")
    within = inflexible - 1e-9 <= share <= 1 - against + 1e-9
    expect(within, "a share has its inflexibles in it, and not those of the other side")
    firm, never = (inflexible / share if share else 0.0), (against / (1 - share) if share < 1 else 0.0)
    after = 0.0
    for k in range(size + 1):
        wins = tie if 2 * k == size else float(2 * k > size)
        here = wins * (1 - never * (size - k) / size) + (1 - wins) * firm * k / size
        after += binomial(size, k, share) * here
    return min(max(after, inflexible), 1 - against)


def with_contrarians(share: float, contrarian: float, *, size: int = 3, tie: float = COIN) -> float:
    """One vote in groups of ``size``, after which ``contrarian`` of all turn against their group (Galam 2004)."""
    expect(0 <= share <= 1 and 0 <= contrarian <= 1, "shares lie between 0 and 1")
    return (1 - 2 * contrarian) * won(share, size, tie) + contrarian


def contrarian_rest(contrarian: float, *, size: int = 3) -> float:
    """Where the larger side comes to rest; from a sixth of contrarians on nobody has a majority (Galam 2004).

    In groups of ``size`` (odd, at least 3), where ``won`` rises by s at one half, that is from (1 - 1/s)/2 on; for
    three s = 3/2. ValueError from (1 + 1/s)/2 on, five sixths, where majorities only change places at every vote.
    """
    odd = "groups are odd and have three members at least, so that none is tied"
    expect_whole(3, odd, size)
    expect(size % 2 == 1, odd)
    rises = size * decisive(size)
    most = (1 + 1 / rises) / 2
    expect(0 <= contrarian < most, f"contrarians are a share below {'5/6' if size == 3 else f'{most:.4g}'}: with more "
           "of them nothing comes to rest")  # fmt: skip
    if contrarian >= (1 - 1 / rises) / 2 - 1e-15:
        return 0.5
    if size == 3:
        return (1 + sqrt((1 - 6 * contrarian) / (1 - 2 * contrarian))) / 2
    if contrarian == 0:
        return 1.0
    return root(lambda p: (with_contrarians(p, contrarian, size=size) - p) / (p - 0.5), 0.5 + 1e-9, 1.0)


def settled(step: Callable[[float], float], start: float, steps: int = 20_000) -> float:
    """Where ``step``, done again and again from ``start``, comes to rest."""
    for _ in range(steps):
        before, start = start, step(start)
        if start == before:
            break
    return start


def inflexible_threshold(*, size: int = 3, tie: float = COIN) -> float:
    """The share of inflexibles from which they win everybody, beginning alone: 3 - 2√2 in groups of three (Galam and
    Jacobs 2007); found to 1e-5 in groups of any ``size`` from three on."""
    expect_whole(3, "groups have three members at least, and whole ones", size)

    def won_over(a: float) -> float:
        return settled(lambda p: with_inflexibles(p, a, size=size, tie=tie), a) - ALL

    return root(won_over, 1e-6, 1 - 1e-6, 1e-5)

"""Shares as people write them, read exactly: "1/10", "20%", 0.2 (R6, R7, R10, R13)."""

from __future__ import annotations

import re
from decimal import Decimal
from fractions import Fraction

_RATIO = re.compile(r"([0-9]{1,9}) ?/ ?([0-9]{1,9})")
_PERCENT = re.compile(r"([0-9]{1,9}(?:\.[0-9]{1,9})?) ?%")
_DECIMAL = re.compile(r"[0-9]{1,9}(?:\.[0-9]{1,9})?")


def read_share(written: object) -> Fraction | None:
    """The number that was written, or None. Decimals are what they say: 0.2 is 1/5, not its binary neighbour.

    >>> read_share("20%"), read_share("1/3"), read_share(Decimal("0.2")), read_share("a third")
    (Fraction(1, 5), Fraction(1, 3), Fraction(1, 5), None)
    """
    if isinstance(written, bool) or not isinstance(written, int | float | Decimal | str):
        return None
    text = str(written).strip()
    if ratio := _RATIO.fullmatch(text):
        return Fraction(int(ratio[1]), int(ratio[2])) if int(ratio[2]) else None
    if percent := _PERCENT.fullmatch(text):
        return Fraction(percent[1]) / 100
    return Fraction(text) if _DECIMAL.fullmatch(text) else None


def write_share(share: Fraction) -> str:
    """The one form in which the record keeps a share: "n/d" in lowest terms."""
    return f"{share.numerator}/{share.denominator}"


def say_share(share: Fraction) -> str:
    """A share for people: "20%" where the per cent come out even to one decimal, else "1/3".

    >>> say_share(Fraction(1, 5)), say_share(Fraction(1, 8)), say_share(Fraction(1, 3))
    ('20%', '12.5%', '1/3')
    """
    tenths = share * 1000
    if tenths.denominator != 1:
        return write_share(share)
    whole, tenth = divmod(tenths.numerator, 10)
    return f"{whole}.{tenth}%" if tenth else f"{whole}%"

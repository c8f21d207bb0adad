"""Loops that Numba compiles where it is installed (the extra ``fast``), and that Python runs as they are where it is
not.

Theory of operation. A loop is plain Python over arrays, so both ways do the same operations in the same order: the
results are the same to the bit, and only the time differs. Numba neither reorders nor fuses what is written (no
``fastmath``). Chance comes as a key and a counter (``splitmix``), never from a generator with a state of its own, so
that it does not matter who computes what, nor in which order. What is compiled is kept beside the code.
"""

from __future__ import annotations

from collections.abc import Callable
from importlib.util import find_spec
from typing import ParamSpec, TypeVar

import numpy as np

Given = ParamSpec("Given")
Back = TypeVar("Back")

GOLDEN, STIR, MIX = 0x9E3779B97F4A7C15, 0xBF58476D1CE4E5B9, 0x94D049BB133111EB
WORD, UNIT = (1 << 64) - 1, 2.0**-53
COMPILED = find_spec("numba") is not None


def loop(function: Callable[Given, Back]) -> Callable[Given, Back]:
    """``function``, compiled for one thread if it can be."""
    if not COMPILED:
        return function
    from numba import njit  # noqa: PLC0415 - an extra

    compiled: Callable[Given, Back] = njit(cache=True, nogil=True, error_model="numpy")(function)
    return compiled


@loop
def compiled_splitmix(key: int, counter: int) -> float:
    z = np.uint64(key) + np.uint64(counter) * np.uint64(GOLDEN)
    z = (z ^ (z >> np.uint64(30))) * np.uint64(STIR)
    z = (z ^ (z >> np.uint64(27))) * np.uint64(MIX)
    return np.float64((z ^ (z >> np.uint64(31))) >> np.uint64(11)) * UNIT


def plain_splitmix(key: int, counter: int) -> float:
    """The ``counter``-th number of the stream ``key`` (below 2⁶³), even in [0, 1).

    A permutation of 64 bits (Steele, Lea and Flood 2014, "Fast splittable pseudorandom number generators"), of which
    the upper 53 are taken.
    """
    z = int(key) + int(counter) * GOLDEN & WORD
    z = (z ^ z >> 30) * STIR & WORD
    z = (z ^ z >> 27) * MIX & WORD
    return ((z ^ z >> 31) >> 11) * UNIT


splitmix = compiled_splitmix if COMPILED else plain_splitmix

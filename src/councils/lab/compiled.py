"""Loops that Numba compiles where it is installed (the extra ``fast``), and that Python runs as they are where it is
not.

Theory of operation. A loop is plain Python over arrays, so both ways do the same operations in the same order: the
results are the same to the bit, and only the time differs. Numba neither reorders nor fuses what is written (no
``fastmath``). Chance comes as a key and a counter (``splitmix``), never from a generator with a state of its own, so
that it does not matter who computes what, nor in which order. What is compiled is kept beside the code. Numba itself
takes seconds to import, so that it waits for the first loop that really runs.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import cached_property, update_wrapper
from importlib.util import find_spec
from typing import Any, Generic, ParamSpec, TypeVar

import numpy as np

from councils.lab.arrays import Floats, Words

Given = ParamSpec("Given")
Back = TypeVar("Back")

GOLDEN, STIR, MIX = 0x9E3779B97F4A7C15, 0xBF58476D1CE4E5B9, 0x94D049BB133111EB
WORD, UNIT = (1 << 64) - 1, 2.0**-53
COMPILED = find_spec("numba") is not None


class Loop(Generic[Given, Back]):
    """A loop that is compiled when it is first called, or first met in another one that is being compiled."""

    def __init__(self, function: Callable[Given, Back]) -> None:
        self.function = function
        update_wrapper(self, function)

    @cached_property
    def compiled(self) -> Any:
        from numba import njit  # noqa: PLC0415 - an extra, and slow to import

        return njit(cache=True, nogil=True, error_model="numpy")(self.function)

    @property
    def _numba_type_(self) -> Any:
        """What Numba asks of a name that it meets in a loop."""
        return self.compiled._numba_type_

    def __call__(self, *given: Given.args, **named: Given.kwargs) -> Back:
        back: Back = self.compiled(*given, **named)
        return back

    def __reduce__(self) -> str:
        return self.function.__qualname__


def loop(function: Callable[Given, Back]) -> Callable[Given, Back]:
    """``function``, compiled for one thread if it can be."""
    return Loop(function) if COMPILED else function


@loop
def compiled_word(key: int, counter: int) -> Any:
    z = np.uint64(key) + np.uint64(counter) * np.uint64(GOLDEN)
    z = (z ^ (z >> np.uint64(30))) * np.uint64(STIR)
    z = (z ^ (z >> np.uint64(27))) * np.uint64(MIX)
    return z ^ (z >> np.uint64(31))


def plain_word(key: int, counter: int) -> int:
    """The ``counter``-th word of 64 bits of the stream ``key`` (both below 2⁶⁴).

    A permutation (Steele, Lea and Flood 2014, "Fast splittable pseudorandom number generators").
    """
    z = int(key) + int(counter) * GOLDEN & WORD
    z = (z ^ z >> 30) * STIR & WORD
    z = (z ^ z >> 27) * MIX & WORD
    return z ^ z >> 31


def words(key: Words, counter: Words) -> Words:
    """The same for arrays, which are broadcast against each other; in place, since new arrays cost more than sums."""
    z = np.asarray(key + counter * np.uint64(GOLDEN), dtype=np.uint64)
    shifted = np.empty_like(z)
    for shift, factor in ((30, STIR), (27, MIX)):
        z ^= np.right_shift(z, np.uint64(shift), out=shifted)
        z *= np.uint64(factor)
    z ^= np.right_shift(z, np.uint64(31), out=shifted)
    return z


word = compiled_word if COMPILED else plain_word


@loop
def compiled_splitmix(key: int, counter: int) -> float:
    return np.float64(compiled_word(key, counter) >> np.uint64(11)) * UNIT


def plain_splitmix(key: int, counter: int) -> float:
    """The ``counter``-th number of the stream ``key``, even in [0, 1): the upper 53 bits of a word."""
    return (plain_word(key, counter) >> 11) * UNIT


splitmix = compiled_splitmix if COMPILED else plain_splitmix


@loop
def compiled_normals(key: int, number: int) -> Floats:
    found = np.empty(number, np.float64)
    for i in range(number):
        far, turn = compiled_splitmix(key, 2 * i), compiled_splitmix(key, 2 * i + 1)
        found[i] = math.sqrt(-2.0 * math.log(1.0 - far)) * math.cos(2.0 * math.pi * turn)
    return found


def plain_normals(key: int, number: int) -> Floats:
    """Numbers of the normal distribution, two words each (Box and Muller 1958).

    The logarithms of NumPy differ between processors; those of ``math`` are those of the C library, compiled or not.
    """
    drawn = words(np.array([key], dtype=np.uint64), np.arange(2 * number, dtype=np.uint64)) >> np.uint64(11)
    even: Floats = drawn.astype(np.float64) * UNIT
    far = np.fromiter(map(math.log, (1.0 - even[::2]).tolist()), np.float64, number)
    turn = np.fromiter(map(math.cos, (2.0 * math.pi * even[1::2]).tolist()), np.float64, number)
    return np.asarray(np.sqrt(-2.0 * far) * turn)


normals = compiled_normals if COMPILED else plain_normals


def stream(*names: int) -> int:
    """The key of the stream that these numbers name: seed, step, council …"""
    key = 0
    for name in names:
        key = plain_word(key, name + 1)
    return key

"""The model of individuals: both engines, any number of threads, and a loop written from its description."""

from __future__ import annotations

import math
import pickle
import subprocess
import sys
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.federation import preset

from councils.core.charter import Majority, RecallRule
from councils.core.vote.tally import Tally
from councils.core.vote.verdict import judge
from councils.lab import compiled
from councils.lab.compiled import normals, plain_splitmix, plain_word, splitmix, stream, word, words
from councils.lab.simulation.engine import DRIFT, MEETING, Engine, Society, found
from councils.lab.simulation.model import NEVER, Model, least, needed, needed_in

SMALL = Model(1234, assembly=20, council=5)


def state(society: Society) -> tuple[object, ...]:
    return (society.counted, society.mean(), society.x.tobytes(), [y.tobytes() for y in society.y])


SHAPES = [SMALL, Model(40, assembly=50), Model(1000, 10, 3, term=4), Model(12_345, patience=0.1)]


@pytest.mark.parametrize("model", SHAPES)
def test_engines_and_threads_give_the_same_bits(model):
    runs = [(True, 1), (True, 3), (False, 1), (False, 2)]
    ends = [state(Engine(model, threads=n, compiled=c).run(found(model, 7), 9)) for c, n in runs]
    assert ends[1:] == ends[:1] * 3


def test_step_is_what_its_description_says():
    """One step after another, person by person, in the order of the model's description."""
    society = found(SMALL, 3)
    x, y = society.x.tolist(), [level.tolist() for level in society.y]
    recalls = 0
    for step in range(1, 6):
        for level, here in enumerate(y):
            means = [mean(here[at // 5 * 5 : at // 5 * 5 + 5]) for at in range(len(here))]
            key = stream(3, DRIFT, step, level)
            y[level] = [
                min(max(p + (normal(key, at) * 0.02 + 0.05 * (means[at] - p)), 0.0), 1.0) for at, p in enumerate(here)
            ]
        bodies = [x[a : a + 20] for a in range(0, len(x), 20)]
        for a, body in enumerate(bodies):
            key = plain_word(stream(3, MEETING, step), a)
            met = [(plain_word(key, i) >> 32) * len(body) >> 32 for i in range(len(body))]
            bodies[a] = [
                o + (0.3 * (body[j] - o) if abs(body[j] - o) < 0.25 else 0.0) for o, j in zip(body, met, strict=True)
            ]
        x = [o for body in bodies for o in body]
        for level in range(len(y)):
            if level:
                bodies = [y[level - 1][a : a + 5] for a in range(0, len(y[level - 1]), 5)]
            for a, body in enumerate(bodies):
                if 2 * sum(abs(o - y[level][a]) > 0.25 for o in body) > len(body):
                    recalls += 1
                    y[level][a] = min(body, key=lambda o, body=body: abs(o - mean(body)))
    Engine(SMALL).run(society, 5)
    assert society.x.tolist() == x
    assert [level.tolist() for level in society.y] == y
    assert society.counted.recalls == recalls > 0


def mean(some: list[float]) -> float:
    total = 0.0
    for one in some:
        total += one
    return total / len(some)


def normal(key: int, at: int) -> float:
    far, turn = plain_splitmix(key, 2 * at), plain_splitmix(key, 2 * at + 1)
    return math.sqrt(-2 * math.log(1 - far)) * math.cos(2 * math.pi * turn)


def test_chance_is_the_same_compiled_plain_and_in_arrays():
    keys, counters = [0, 5, 2**63, 2**64 - 1], [0, 1, 999_983]
    table = words(np.array(keys, dtype=np.uint64)[:, None], np.array(counters, dtype=np.uint64)[None, :])
    assert table.tolist() == [[plain_word(key, n) for n in counters] for key in keys]
    assert [int(word(np.uint64(key), 7)) for key in keys] == [plain_word(key, 7) for key in keys]
    assert splitmix(np.uint64(5), 3) == plain_splitmix(5, 3)
    assert plain_word(0, 1) == 0xE220A8397B1DCDAF  # the first word that is published for the seed 0


def test_chance_is_even_and_normal():
    some = compiled.normals(np.uint64(stream(1, 2, 3)), 40_000)
    assert abs(float(some.mean())) < 0.02
    assert abs(float(some.std()) - 1) < 0.02
    assert abs(float((some < 1.0).mean()) - 0.8413) < 0.01


@pytest.mark.parametrize(
    ("rule", "size", "petition", "votes"),
    [
        (RecallRule(), 150, 15, 76),
        (RecallRule(majority=Majority.TWO_THIRDS), 9, 1, 6),
        (RecallRule(petition_share=Fraction(1, 3)), 10, 4, 6),
        (None, 10, NEVER, NEVER),
        (preset("open-assemblies").recall, 11, 2, 6),
    ],
)
def test_recall_takes_what_the_charter_says(rule, size, petition, votes):
    found_out = needed(rule, size)
    assert (found_out.petition[size], found_out.votes[size]) == (petition, votes)


@given(
    st.sampled_from(Majority),
    st.fractions(0, 1, max_denominator=12),
    st.integers(1, 40).flatmap(lambda size: st.tuples(st.just(size), st.integers(0, size))),
)
def test_least_that_recalls_is_the_first_that_the_core_lets_through(majority, quorum, people):
    rule, (size, came) = RecallRule(majority=majority, quorum=quorum), people
    carries = [yes for yes in range(came + 1) if judge(Tally(yes, came - yes), size, quorum, majority).carried]
    assert least(rule, size, came) == min(carries, default=came + 1)


def test_recall_in_an_assembly_of_a_large_town_is_asked_at_once():
    base, above = needed_in(preset("paris-1871").recall, Model(20 * 1_000_000 + 3, 1_000_000, 20))
    assert (base.votes[1_000_000], base.votes[3], above.votes[20], above.votes[1]) == (500_001, 2, 11, 1)


def test_without_recall_nobody_is_and_terms_end():
    model = Model(2000, 20, 5, term=10)
    none = needed(None, 20), needed(None, 5)
    society = Engine(model, recall=none).run(found(model, 1), 30)
    seats = sum(model.bodies()[:-1])
    assert (society.counted.votes, society.counted.recalls, society.counted.elections) == (0, 0, 3 * seats)


def test_recall_keeps_delegates_near():
    model = Model(6000, 20, 5, noise=0.08)
    free = Engine(model, recall=(needed(None, 20), needed(None, 5))).run(found(model, 1), 60)
    bound = Engine(model).run(found(model, 1), 60)
    far = [float(np.abs(s.x.reshape(-1, 20).mean(axis=1) - s.y[0]).mean()) for s in (free, bound)]
    assert far[1] < 0.9 * far[0]


def test_numba_waits_for_the_first_loop_that_runs():
    asked = "import sys, councils.lab.simulation.engine; print('numba' in sys.modules)"
    told = subprocess.run([sys.executable, "-c", asked], check=True, capture_output=True, text=True)
    assert told.stdout == "False\n"


def test_loop_is_sent_by_its_name():
    assert pickle.loads(pickle.dumps(normals)) is normals

"""Random streams: the generator is Philox, an address alone decides a draw, and draws share nothing."""

import itertools
import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from cxsim.engine.streams import Streams, mix, philox, to_uniform
from cxsim.engine.vocabulary import FIRST_PROSPECT, FIRST_REFERRED
from cxsim.engine.ways import address

word = st.integers(0, 2**64 - 1)


def numpy_block(counter, key):
    """The block of numpy's own generator at a counter; it increments it, as 256 bits, before it generates."""
    whole = (sum(part << 64 * i for i, part in enumerate(counter)) - 1) % 2**256
    before = np.array([whole >> 64 * i & (2**64 - 1) for i in range(4)], np.uint64)
    return np.random.Philox(counter=before, key=np.array(key, np.uint64)).random_raw(4).tolist()


def block(counter, key):
    return [int(word) for word in philox(*map(np.uint64, (*counter, *key)))]


@given(st.tuples(word, word, word, word), st.tuples(word, word))
def test_words_are_those_of_numpy(counter, key):
    assert block(counter, key) == numpy_block(counter, key)


@pytest.mark.parametrize("counter", [(0, 0, 0, 0), (1, 0, 0, 0), (0, 1, 0, 0), (2**64 - 1,) * 4])
@pytest.mark.parametrize("key", [(0, 0), (2**64 - 1, 2**64 - 1)])
def test_words_are_those_of_numpy_at_the_corners(counter, key):
    assert block(counter, key) == numpy_block(counter, key)


def test_known_answer_of_the_authors():
    # From the known-answer tests of Random123 (philox4x64-10 with counter and key 0).
    assert block((0,) * 4, (0,) * 2) == [
        0x16554D9ECA36314C,
        0xDB20FE9D672D0FDC,
        0xD7E772CEE186176B,
        0x7E68B68AEC7BA23B,
    ]


@given(word)
def test_uniforms_lie_strictly_inside(value):
    u = to_uniform(np.uint64(value))
    assert 0.0 < u < 1.0
    assert u == pytest.approx(value / 2**64, abs=2**-52)


@pytest.mark.parametrize("value", [0, 2**12 - 1, 2**63, 2**64 - 2**12, 2**64 - 1])
def test_extreme_words_have_a_logarithm(value):
    u = to_uniform(np.uint64(value))
    assert math.isfinite(math.log(u))
    assert math.isfinite(math.log(1.0 - u))


def test_uniforms_of_a_visit_are_the_words_of_its_address():
    streams = Streams(seed=11, replication=3)
    customer, journey, occurrence, place, visit = FIRST_REFERRED + 5, address("buy"), 7, address("call"), 2
    key = (mix(mix(11) ^ 0x5EED), mix(mix(3) ^ mix(11)))
    words = itertools.chain.from_iterable(
        numpy_block((number, customer, journey << 32 | occurrence, place << 32 | visit), key)
        for number in range(3)
    )
    expected = [((value >> 12) + 0.5) / 2**52 for value in words]
    assert streams.uniforms(customer, journey, occurrence, place, visit, 12) == expected


def test_how_many_are_asked_for_changes_none():
    streams = Streams(1, 0)
    longest = streams.uniforms(7, 1, 2, 3, 4, 64)
    for count in range(1, 64):
        fewer = streams.uniforms(7, 1, 2, 3, 4, count)
        assert len(fewer) >= count
        assert fewer == longest[: len(fewer)]


ADDRESS = {"customer": 5, "journey": 3, "occurrence": 1, "place": 4, "visit": 2}


@pytest.mark.parametrize("part", [*ADDRESS, "seed", "replication"])
def test_every_part_of_an_address_matters(part):
    seen = set()
    for value in range(200):
        parts = {**ADDRESS, "seed": 9, "replication": 9, part: value}
        streams = Streams(parts.pop("seed"), parts.pop("replication"))
        seen.update(streams.uniforms(**parts, count=4))
    assert len(seen) == 4 * 200


def test_parts_of_an_address_do_not_run_into_each_other():
    """Large numbers stay in their own place: the last name, occurrence and customer there can be."""
    streams, top = Streams(1, 0), 2**32 - 1
    corners = itertools.product((0, 1, 2**62 + 1), (0, 1, top), (0, 1, 2**24 + 1), (0, 1, top), (0, 1, top))
    first = [streams.uniforms(*corner, 1)[0] for corner in corners]
    assert len(set(first)) == len(first)


@given(st.integers(0, 2**64 - 1), st.integers(0, 2**64 - 1))
def test_seed_and_replication_do_not_stand_for_each_other(a, b):
    one, other = (Streams(*pair).uniforms(1, 2, 3, 4, 5, 4) for pair in ((a, b), (b, a)))
    assert (one == other) == (a == b)


def sample(part, count=20_000, purpose=0, **parts):
    """One draw at each of so many addresses that differ in one part only."""
    base = {**ADDRESS, "seed": 4, "replication": 2, **parts}
    out = np.empty(count)
    for value in range(count):
        at = {**base, part: value}
        out[value] = Streams(at.pop("seed"), at.pop("replication")).uniforms(**at, count=purpose + 1)[purpose]
    return out


@pytest.mark.parametrize("part", [*ADDRESS, "seed", "replication"])
def test_draws_are_uniform_and_independent_along_every_part(part):
    u = sample(part, 8_000)
    assert stats.kstest(u, "uniform").pvalue > 1e-4
    for lag in (1, 2, 4, 64):
        assert abs(np.corrcoef(u[:-lag], u[lag:])[0, 1]) < 4.5 / math.sqrt(len(u))
    pairs = np.histogram2d(u[:-1:2], u[1::2], bins=8, range=((0, 1), (0, 1)))[0]
    assert stats.chisquare(pairs.ravel()).pvalue > 1e-4


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"seed": 0}, {"seed": 1}),
        ({"replication": 0}, {"replication": 1}),
        ({"seed": 0, "replication": 0}, {"seed": 1, "replication": 1}),
        ({"place": 0}, {"place": 4}),
        ({"journey": 0}, {"journey": 3}),
        ({"visit": 1}, {"visit": 2}),
        ({"occurrence": 1}, {"occurrence": 1 << 24}),
        ({"purpose": 0}, {"purpose": 1}),
        ({"purpose": 3}, {"purpose": 4}),
    ],
)
def test_streams_of_customers_share_nothing(one, other):
    u, v = sample("customer", 8_000, **one), sample("customer", 8_000, **other)
    assert stats.kstest(u, "uniform").pvalue > 1e-4
    assert stats.kstest(v, "uniform").pvalue > 1e-4
    assert abs(np.corrcoef(u, v)[0, 1]) < 4.5 / math.sqrt(len(u))
    assert abs(np.corrcoef(u[:-1], v[1:])[0, 1]) < 4.5 / math.sqrt(len(u))


def test_no_seed_and_no_replication_is_special():
    """Zero least of all: a factor of zero would give every stream the same numbers."""
    firsts = np.array([[Streams(s, r).uniforms(1, 1, 1, 1, 1, 1)[0] for r in range(60)] for s in range(60)])
    assert len(np.unique(firsts)) == firsts.size
    for line in (firsts[0], firsts[:, 0], np.diag(firsts), firsts.ravel()):
        assert stats.kstest(line, "uniform").pvalue > 1e-4


def test_prospects_and_existing_customers_share_nothing():
    streams = Streams(1, 0)
    u = np.array([streams.uniforms(number, 0, 0, 0, 0, 1)[0] for number in range(5_000)])
    v = np.array([streams.uniforms(FIRST_PROSPECT + number, 0, 0, 0, 0, 1)[0] for number in range(5_000)])
    assert abs(np.corrcoef(u, v)[0, 1]) < 4.5 / math.sqrt(len(u))
    assert not set(u) & set(v)


def test_mixing_is_one_to_one_and_spreads():
    mixed = [mix(value) for value in range(10_000)]
    assert len(set(mixed)) == len(mixed)
    bits = np.array([[value >> bit & 1 for bit in range(64)] for value in mixed]).mean(axis=0)
    assert np.all(np.abs(bits - 0.5) < 5 * 0.5 / math.sqrt(len(mixed)))


def test_names_have_different_addresses():
    names = [f"{kind}{number}" for kind in ("t", "touchpoint_", "call", "site_") for number in range(500)]
    assert len({address(name) for name in names}) == len(names)
    assert all(0 < address(name) < 2**32 for name in names)

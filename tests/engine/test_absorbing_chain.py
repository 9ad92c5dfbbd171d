"""Journeys as absorbing Markov chains: any graph, with loops, with stopping at touchpoints and on links.

Where the past does not matter, (I - Q)^-1 R says where journeys end and how often touchpoints are visited.
"""

import functools
import random

import numpy as np
import pytest

from cxsim.engine.vocabulary import Event, Outcome, State
from tests.engine.intervals import agree, fits
from tests.engine.scenarios import changed, rows_of, scenario, simulate, touchpoint
from tests.engine.theory import absorption

GRAPHS = range(8)


def shares(rng, count):
    """Shares that sum to 1, some of them 0."""
    weights = [rng.random() * (rng.random() < 0.7) for _ in range(count)]
    weights = weights if any(weights) else [1.0] * count
    return [weight / sum(weights) for weight in weights]


def graph(seed):
    """Touchpoints with gates, links at random (to themselves too), goal and stop within reach of all."""
    rng = random.Random(seed)
    names = [f"t{number}" for number in range(rng.randint(2, 7))]
    gates = {name: rng.choice([0.0, 0.02, 0.1, 0.3]) for name in names}
    links = {}
    for name in names:
        onward = shares(rng, len(names))
        goal, stop = 0.1 + 0.3 * rng.random(), 0.1 * rng.random()
        rest = 1.0 - goal - stop
        links[name] = {
            "stop": stop,
            **{to: rest * share for to, share in zip(names, onward, strict=True)},
            "goal": goal,
        }
    start = dict(zip(names, shares(rng, len(names)), strict=True))
    return names, gates, links, start


def theory(names, gates, links, start):
    """Shares by end (goal, stop, or the touchpoint where the gate closed), and mean visits."""
    stay = np.array([1 - gates[name] for name in names])
    onward = np.array([[links[here][to] for to in names] for here in names]) * stay[:, None]
    out = np.array([[links[here]["goal"], links[here]["stop"]] for here in names]) * stay[:, None]
    ends = np.hstack([out, np.diag(1 - stay)])
    return absorption(onward, ends, np.array([start[name] for name in names]))


@functools.cache
def lived(seed, customers=3_000):
    """How many journeys ended where, and visits of each customer to each touchpoint."""
    names, gates, links, start = graph(seed)
    data = scenario(
        {name: touchpoint(gate={"prospect": gates[name]}) for name in names},
        prospects=customers / 10,
        horizon=10.0,
        on=("gate",),
    )
    data = changed(data, {"journeys.buy.links": links, "journeys.buy.start": start})
    result = simulate(data, seed)
    numbers = {row.customer: index for index, row in enumerate(result.customers)}
    visits = np.zeros((len(numbers), len(names)))
    last = {}
    for row in rows_of(result, Event.VISIT):
        visits[numbers[row.customer], row.touchpoint] += 1
        last[row.customer] = row.touchpoint
    counts = np.zeros(2 + len(names))
    for row in rows_of(result, Event.JOURNEY_ENDED):
        end = {Outcome.GOAL: 0, Outcome.STOPPED: 1}
        counts[end[row.outcome] if row.outcome in end else 2 + last[row.customer]] += 1
    return result, counts, visits


@pytest.mark.parametrize("seed", GRAPHS)
def test_journeys_end_where_theory_says(seed):
    result, counts, _ = lived(seed)
    expected, _ = theory(*graph(seed))
    assert expected.sum() == pytest.approx(1)
    assert counts.sum() == len(result.customers)
    fits(counts, expected * counts.sum(), tests=len(GRAPHS))


@pytest.mark.parametrize("seed", GRAPHS)
def test_touchpoints_are_visited_as_often_as_theory_says(seed):
    _, _, visits = lived(seed)
    _, expected = theory(*graph(seed))
    for mean, each in zip(expected, visits.T, strict=True):
        if mean < 1e-12:
            assert not each.any()
        else:
            agree(each, mean, within=0.2 * mean + 0.1)


@pytest.mark.parametrize("seed", GRAPHS)
def test_customers_know_how_and_where_it_ended(seed):
    result, counts, visits = lived(seed)
    customers = result.customers
    assert sum(row.state == State.CUSTOMER for row in customers) == counts[0]
    assert sum(row.state == State.NOT_CONVERTED for row in customers) == counts[1:].sum()
    assert [row.visits for row in customers] == visits.sum(axis=1).tolist()
    ended = {row.customer: row for row in rows_of(result, Event.NOT_CONVERTED)}
    assert {number: row.touchpoint for number, row in ended.items()} == {
        row.customer: row.left_touchpoint for row in customers if row.state == State.NOT_CONVERTED
    }


def test_personas_take_the_ways_to_channels_they_like():
    """A preference weighs the share of each link that leads to its channel; goal and stop have no channel."""
    names = ("start", "site", "call")
    channels = {"start": "web", "site": "web", "call": "phone"}
    data = scenario(
        {name: touchpoint(channel=channels[name]) for name in names}, prospects=400.0, horizon=10.0
    )
    links = {
        "start": {"site": 0.5, "call": 0.25, "stop": 0.25},
        "site": {"goal": 1.0},
        "call": {"goal": 1.0},
    }
    data = changed(
        data, {"journeys.buy.links": links, "personas.anybody.channels": {"phone": 3.0, "web": 0.5}}
    )
    visits = np.zeros(3)
    result = simulate(data)
    for row in rows_of(result, Event.VISIT):
        visits[row.touchpoint] += 1
    counts = [visits[1], visits[2], len(result.customers) - visits[1] - visits[2]]
    weights = np.array([0.5 * 0.5, 0.25 * 3.0, 0.25])
    fits(counts, weights / weights.sum() * sum(counts))

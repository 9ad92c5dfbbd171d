"""The worlds that laws are tested in are valid scenarios, and everything that can happen happens in them."""

import functools

import pytest

from cxsim.engine.vocabulary import BUILT_IN_CAUSES, CALLED_FOR, Event, Notice, Origin, Outcome, State
from cxsim.scenario.load import scenario_from_dict
from tests.engine.rich import rich
from tests.engine.scenarios import chain, exponential, one_queue, simulate

WORLDS = [(seed, bool(seed & 1), bool(seed & 2)) for seed in range(8)]


@functools.cache
def results():
    return [simulate(rich(*which)) for which in WORLDS]


@pytest.mark.parametrize("which", WORLDS, ids=str)
def test_they_are_valid_scenarios(which):
    scenario_from_dict(rich(*which))


def test_so_are_the_small_ones():
    queue = one_queue(10.0, exponential(1.0), 3, 10.0, {"patience": exponential(1.0)}, lines=2)
    for data in (queue, chain(13, 1.0, 10.0)):
        del data["touchpoints"]["letter"], data["journeys"]["renew"]
        scenario_from_dict(data)


@pytest.mark.parametrize(
    ("words", "column"), [(Event, "event"), (Outcome, "outcome"), (Notice, "notice"), (range(8), "cause")]
)
def test_everything_that_can_be_logged_is(words, column):
    seen = {getattr(row, column) for result in results() for row in result.events}
    assert seen >= set(words)


def test_everybody_ends_in_every_way():
    customers = [row for result in results() for row in result.customers]
    assert {row.state for row in customers} == set(State)
    assert {row.origin for row in customers} == set(Origin)
    assert len(BUILT_IN_CAUSES) == 9


def test_frictions_call_for_the_journey_that_says_so():
    called = {row.journey for result in results() for row in result.events if row.occurrence > CALLED_FOR}
    assert called == {3}  # help; care is of the same type, and comes after it in the file

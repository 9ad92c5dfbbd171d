"""Visits are counted by persona and by passage; passages are all the ways that can be gone, and no more."""

from collections import Counter

import numpy as np
import pytest

from cxsim.engine.compiled_engine import simulate
from cxsim.engine.counted import AtVisit
from cxsim.engine.parts import Plan
from cxsim.engine.passages import passages
from cxsim.engine.tally import by_touchpoint, empty_tally
from cxsim.engine.vocabulary import NONE, Event
from tests.engine.engines import Result, by_kernel
from tests.engine.identity import plan_of
from tests.engine.rich import rich
from tests.engine.scenarios import chain, one_queue, persona
from tests.engine.strategies import examples


def worlds() -> list[Plan]:
    return [plan_of(data) for data in (rich(5), *examples(10, False), *examples(10, True))]


def gone(found: Result, plan: Plan) -> Counter[tuple[int, int]]:
    """How often each passage was gone by those measured, after the warm-up; from the event log."""
    events, customers = found.events, found.customers
    measured = customers["customer"][customers["measured"]]
    counted = (events["event"] == Event.VISIT) & (events["time"] >= plan.warm_up)
    counted &= np.isin(events["customer"], measured)
    pairs = zip(events["origin"][counted].tolist(), events["touchpoint"][counted].tolist(), strict=True)
    return Counter(pairs)


@pytest.mark.parametrize("plan", worlds(), ids=range(len(worlds())))
def test_every_visit_is_counted_by_its_persona_and_by_its_passage(plan):
    found = by_kernel(plan)
    tally, ways = found.tally, passages(plan)
    assert (tally.visits.sum(axis=1) == by_touchpoint(tally, plan).sum(axis=1)).all()
    counted = tally.visits[..., : AtVisit.BUSY + 1].sum(axis=(0, 2))
    expected = gone(found, plan)
    assert set(expected) <= set(ways.number)
    assert counted.tolist() == [expected[way] for way in ways.number]


def test_all_kinds_of_passages_are_gone():
    """A journey starts, a link is followed, who was not served tries again or escapes: each has its place."""
    plan = plan_of(rich(5))
    went = set(gone(by_kernel(plan), plan))
    tries_again = {(point.index, point.index) for point in plan.touchpoints if point.redial}
    escapes = {(point.index, target) for point in plan.touchpoints for target, _ in point.escapes}
    starts = {(NONE, first) for journey in plan.journeys for first in journey.first}
    assert all(went & ways for ways in (tries_again, escapes, starts))
    assert went - tries_again - escapes - starts


def test_nobody_tries_again_where_nobody_can():
    """Whether redialling is switched off, or no share of those turned back does."""
    for data in (one_queue(5.0, "1 h", 1, 5.0), one_queue(5.0, "1 h", 1, 5.0, {"redial": 0.5})):
        plan = plan_of(data)
        call = plan.touchpoints[0]
        assert ((0, 0) in passages(plan).number) == (call.redial > 0.0)


def test_tallies_grow_with_what_can_occur():
    """With personas and passages, not with all pairs of touchpoints for each persona (10 GB of them here)."""
    personas = {f"p{number}": persona(share=1 / 400) for number in range(400)}
    plan = plan_of(chain(400, 1.0, 2.0) | {"personas": personas})
    tally = empty_tally(plan)
    assert tally.visits.shape[1] == 400 + 1, "and a letter"
    assert tally.visits.nbytes == 400 * 401 * len(AtVisit) * 8
    assert sum(table.nbytes for table in tally) - tally.visits.nbytes < 250_000
    assert simulate(plan, 1, 0).tally.visits.sum() > 0

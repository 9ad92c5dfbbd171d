"""Digital capacity: too many visits in an hour are a load for those of the next."""

from collections import Counter

import pytest

from cxsim.engine.behaviour.crowds import published
from cxsim.engine.vocabulary import NONE, Event, Outcome
from cxsim.scenario.faults import ScenarioError
from cxsim.scenario.load import scenario_from_dict
from tests.engine.by_hand import shifted
from tests.engine.intervals import share_agrees
from tests.engine.scenarios import changed, one_queue, rows_of, scenario, simulate, touchpoint
from tests.engine.test_switches import SEEDS, parted, quiet, visit


def test_loads_are_published_in_steps():
    given = (0.0, 0.49, 0.5, 0.74, 0.75, 0.89, 0.9, 0.99, 1.0, 7.0)
    assert [published(load) for load in given] == [0.0, 0.0, 0.5, 0.5, 0.75, 0.75, 0.9, 0.9, 1.0, 1.0]


def site(capacity=10.0, prospects=200.0, **parts):
    """Prospects who come to a web site that crashes more often in a crowd, and then elsewhere."""
    crash = {"crash": {"probability": 0.2, "severity": 0.4, "load": 2.0}}
    places = {"site": touchpoint(frictions=crash, capacity=capacity), "help": touchpoint(frictions=crash)}
    return scenario(places, prospects=prospects, on=("frictions", "capacity"), **parts)


def test_who_comes_after_a_crowded_hour_meets_more_friction():
    rows = [row for row in rows_of(simulate(site(horizon=150.0)), Event.VISIT) if row.touchpoint == 0]
    by_hour = Counter(int(row.began * 24) for row in rows)
    failed, came = Counter(), Counter()
    for row in rows:
        load = published(by_hour[int(row.began * 24) - 1] / 10.0)
        came[load] += 1
        failed[load] += row.outcome == Outcome.FRICTION
    assert came.keys() == {0.0, 0.5, 0.75, 0.9, 1.0}
    for load, number in came.items():
        share_agrees(failed[load], number, shifted(0.2, 2.0 * load), within=0.05, tests=5)


def test_elsewhere_and_without_the_mechanism_crowds_are_no_load():
    for data, place in ((site(horizon=40.0), 1), (changed(site(horizon=40.0), capacity=False), 0)):
        rows = [row for row in rows_of(simulate(data), Event.VISIT) if row.touchpoint == place]
        share_agrees(sum(row.outcome == Outcome.FRICTION for row in rows), len(rows), 0.2, within=0.03)


def test_where_nobody_came_the_hour_before_there_is_no_load():
    crowded, empty = (
        [
            row
            for row in simulate(site(capacity, prospects=4.0, horizon=1_000.0)).events
            if row.touchpoint == 0
        ]
        for capacity in (0.5, 1e6)
    )
    hours = {int(row.began * 24) for row in crowded}
    differ = [row for row, other in zip(crowded, empty, strict=True) if row.outcome != other.outcome]
    assert len(differ) > 50
    assert {int(row.began * 24) - 1 for row in differ} <= hours


def test_a_team_has_a_capacity_of_its_own():
    data = changed(one_queue(1.0, "1 h", 1, 1.0), {"touchpoints.call.capacity": 3.0})
    with pytest.raises(ScenarioError, match="capacity or a team"):
        scenario_from_dict(data)


def test_lives_part_at_a_friction_where_a_capacity_is_used_up():
    lives, places = 0, {0, 5}
    for seed in SEEDS:
        data = quiet(seed)
        for name in ("site", "app"):
            for friction in data["touchpoints"][name]["frictions"].values():
                friction["load"] = 2.0
        off = {"queues": False, "reviews": False, "referrals": False, "intention": False}
        for on, _, place in parted(*(simulate(changed(data, capacity=one, **off)) for one in (True, False))):
            row = visit(on, place)
            assert row.touchpoint in places
            assert row.cause != NONE
            lives += 1
    assert lives > 5

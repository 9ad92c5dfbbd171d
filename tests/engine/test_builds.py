"""What improvements build and remove: both engines live it alike, and whatever it does not touch stays."""

import functools

import numpy as np
import pytest

from cxsim.engine.parts import Plan
from cxsim.engine.plan import plan
from cxsim.engine.vocabulary import Event
from cxsim.questions.experiments.interventions import Improve, World, world
from cxsim.questions.experiments.worlds import Starts, live
from cxsim.scenario.load import scenario_from_dict
from cxsim.scenario.model import Scenario
from tests.engine.engines import Columns, Result, by_kernel, by_simpy, in_columns
from tests.engine.identity import assert_identical, bits
from tests.engine.rich import rich
from tests.engine.scenarios import Data, changed, scenario, touchpoint
from tests.engine.strategies import examples
from tests.engine.strategy_builds import rebuilt

QUICK, LONG = 40, 600


@functools.cache
def some(count: int, at_once: bool = False) -> list[Scenario]:
    """Random scenarios with an improvement that builds and perhaps removes."""
    found = [
        rebuilt(data, seed, at_once)
        for coarse in (False, True)
        for seed, data in enumerate(examples(count // 2, coarse))
    ]
    return [one for one in found if one is not None]


def busy(seed: int = 11, **parts: object) -> Scenario:
    """A world in which everything happens, with a warm-up, beside what an improvement would build."""
    for tried in range(100):
        data = changed(rich(seed, False, False, **parts), {"period.warm_up": "20 d"})
        found = rebuilt(data, 1000 * seed + tried, at_once=True)
        if found is not None and found.improvements["it"].removes:
            return found
    raise AssertionError("no improvement fits")


def whole(found: World) -> Plan:
    assert found.whole is not None
    return found.whole.plan


def same(one: Result, other: Result) -> None:
    """Hold lives against each other: all events and customers, and what is counted of teams and money."""
    for mine, theirs in ((one.events, other.events), (one.customers, other.customers)):
        for name in mine:
            assert len(mine[name]) == len(theirs[name]), name
            assert (bits(mine[name]) == bits(theirs[name])).all(), name
    assert (one.tally.costs == other.tally.costs).all()
    assert (one.tally.teams == other.tally.teams[: len(one.tally.teams)]).all()
    assert not other.tally.teams[len(one.tally.teams) :].any(), "nobody comes to those that rest"


def test_random_builds_are_lived_alike_by_both_engines():
    there = some(QUICK)
    assert len(there) > QUICK // 2
    kinds = [one.improvements["it"] for one in there]
    assert any(one.removes for one in kinds)
    assert any(one.builds.get("teams") and one.addressed < 1.0 for one in kinds)
    assert any(one.builds.get("desks") for one in kinds)
    assert any(one.ramp for one in kinds)
    assert any(one.ends for one in kinds)
    for number, one in enumerate(there):
        assert_identical(world(one, Improve("it")).plan, seed=number)


@pytest.mark.verify
@pytest.mark.parametrize("batch", range(6))
def test_many_random_builds_are_lived_alike_by_both_engines(batch):
    for number, one in enumerate(some(LONG)[batch::6]):
        assert_identical(world(one, Improve("it")).plan, seed=number)


def test_a_rich_world_is_rebuilt_alike():
    one = busy()
    then = world(one, Improve("it"))
    rows = assert_identical(then.plan, seed=2)
    new = len(one.touchpoints)
    assert any(row.event == Event.VISIT and row.touchpoint == new for row in rows.events), "they come there"
    start = Starts(2, 1, lambda: True)
    for lived in (world(one), then):
        warm, cold = live(lived, 2, 1, start=start(lived)), live(lived, 2, 1)
        for name in warm._fields:
            assert (bits(getattr(warm, name)) == bits(getattr(cold, name))).all(), name


def test_what_rests_changes_nothing_of_today():
    for number, one in enumerate(some(QUICK)):
        today = world(one)
        same(by_kernel(today.plan, number), by_kernel(whole(today), number))
    today = world(busy())
    for lived in (by_kernel, lambda plan, seed: in_columns(by_simpy(plan, seed))):
        same(lived(today.plan, 3), lived(whole(today), 3))


def test_a_settled_start_is_lived_once_and_is_the_same():
    data = changed(rich(11), {"population.start": "settled"})
    one = next(found for seed in range(50) if (found := rebuilt(data, seed, at_once=True)))
    today = world(one)
    assert whole(today).settling is today.plan.settling
    same(by_kernel(today.plan, 3), by_kernel(whole(today), 3))
    same(in_columns(by_simpy(today.plan, 3)), in_columns(by_simpy(whole(today), 3)))
    assert_identical(world(one, Improve("it")).plan, seed=3)


# --- prospects who never meet: each is touched only by what is built on their own way

ROW = ("first", "second", "third")


def row(**improvement: object) -> Scenario:
    data = scenario(
        {name: touchpoint(gate={"prospect": 0.2}) for name in ROW},
        on=("gate", "mood", "memory", "frictions"),
        prospects=30.0,
        horizon=40.0,
    )
    data["improvements"] = {"it": {"title": "It", "owner": "sales", **improvement}}
    return scenario_from_dict(data)


ASIDE: Data = {
    "touchpoints": {"aside": touchpoint(title="Aside", gate={"prospect": 0.9})},
    "journeys": {"buy": {"links": {"second": {"aside": 0.3}, "aside": {"third": 1.0}}}},
}


def by_person(events: Columns) -> dict[int, tuple[bytes, ...]]:
    names = [name for name in events if name != "customer"]
    edges = np.flatnonzero(np.diff(events["customer"])) + 1
    rows = zip(*(np.split(bits(events[name]), edges) for name in names), strict=True)
    whose = (int(one[0]) for one in np.split(events["customer"], edges))
    return {who: tuple(part.tobytes() for part in parts) for who, parts in zip(whose, rows, strict=True)}


def visits(events: Columns, place: int) -> set[int]:
    there = (events["event"] == Event.VISIT) & (events["touchpoint"] == place)
    return set(events["customer"][there].tolist())


@pytest.mark.parametrize("lived", [by_kernel, lambda plan, seed: in_columns(by_simpy(plan, seed))])
def test_whom_it_does_not_touch_lives_the_same_life(lived):
    one = row(builds=ASIDE)
    today, then = (lived(world(one, *done).plan, 5).events for done in ((), (Improve("it"),)))
    lives, others = by_person(today), by_person(then)
    assert lives.keys() == others.keys()
    beyond, aside = visits(today, 1), visits(then, len(one.touchpoints))
    assert 200 < len(aside) < len(beyond) < len(lives)
    before = [lives[who] == others[who] for who in lives.keys() - beyond]
    assert all(before), "who never comes to that fork"
    assert all(lives[who] != others[who] for who in aside)
    straight = beyond - aside
    assert all(lives[who] == others[who] for who in straight), "and who goes straight on at it"


def test_who_is_there_when_it_is_removed_finishes_by_the_old_way():
    slow = touchpoint(title="Second", service="2 d")
    data = scenario(
        {"first": touchpoint(title="First"), "second": slow, "third": touchpoint(title="Third")},
        prospects=30.0,
        period={"warm_up": "10 d", "follow_up": "30 d"},
    )
    data["improvements"] = {
        "it": {
            "title": "It",
            "owner": "sales",
            "removes": ["touchpoints.second"],
            "builds": {"journeys": {"buy": {"links": {"first": {"third": 1.0}}}}},
        }
    }
    then = world(scenario_from_dict(data), Improve("it"))
    events = in_columns(assert_identical(then.plan)).events
    at = {
        name: (events["event"] == Event.VISIT) & (events["touchpoint"] == place)
        for place, name in enumerate(ROW)
    }
    assert events["began"][at["second"]].max() < 10.0
    assert events["time"][at["second"]].max() > 11.0, "they stay until they are served"
    came = events["customer"][at["first"] & (events["time"] < 35.0)]
    assert set(came.tolist()) <= set(events["customer"][at["third"]].tolist()), "and then go on"


def test_plans_differ_only_in_what_is_touched():
    one = row(builds=ASIDE)
    today, then = world(one), world(one, Improve("it")).plan
    rests = whole(today)
    assert rests.touchpoints[: len(today.plan.touchpoints)] == today.plan.touchpoints
    assert then.touchpoints == rests.touchpoints
    buy, before = then.journeys[0], rests.journeys[0]
    touched = [at for at, (a, b) in enumerate(zip(buy.forks, before.forks, strict=True)) if a != b]
    assert touched == [1]
    assert plan(one).touchpoints == today.plan.touchpoints, "a run by itself knows nothing of it"

"""Worlds that branch: until then everybody lives the same life, and from then on both engines another one."""

import dataclasses
import random

import numpy as np
import pytest

from cxsim.engine import compiled_engine
from cxsim.engine.compiled.output import customer_columns, event_columns
from cxsim.engine.parts import Plan
from cxsim.engine.vocabulary import NONE
from cxsim.engine.weekly import StaffPlan
from cxsim.scenario.distributions import UNIFORM, Sampler
from tests.engine.engines import by_kernel
from tests.engine.identity import assert_identical, assert_same, bits, plan_of
from tests.engine.rich import rich
from tests.engine.strategies import examples

QUICK, LONG = 30, 1_500


def other(plan: Plan, seed: int) -> Plan:
    """Another plan of the same people, touchpoints, journeys and teams: much of it changed at random."""
    chance = random.Random(seed)

    def some(parts, change):
        return tuple(change(part) if chance.random() < 0.6 else part for part in parts)

    def touchpoint(one):
        changes = {
            "quality": one.quality * chance.uniform(0.5, 1.2),
            "causes": one.causes[: chance.randint(0, len(one.causes))],
            "team": NONE if chance.random() < 0.3 else one.team,
            "desk": NONE if chance.random() < 0.2 else one.desk,
            "delight": min(one.delight * 1.5, 1.0),
            "stop_customer": one.stop_customer * chance.uniform(0.0, 2.0) / 2.0,
            "detection": one.detection * chance.random(),
            "escapes": one.escapes if chance.random() < 0.7 else (),
            "survey": chance.random() < 0.5,
            "cost": one.cost + 1.0,
        }
        return dataclasses.replace(one, **dict(chance.sample(list(changes.items()), 4)))

    def team(one):
        staff = StaffPlan((0.0, 1.0 + chance.random(), 5.0), tuple(chance.sample((0, 1, 2, 3), 3)))
        more = one.staff._replace(staff=tuple(number + 1 for number in one.staff.staff))
        changes = {
            "staff": chance.choice((staff, more)),
            "turn_away": chance.random() < 0.5,
            "lines": chance.choice((NONE, 1)),
        }
        return dataclasses.replace(one, **dict(chance.sample(list(changes.items()), 2)), cost_per_day=7.0)

    def persona(one):
        return dataclasses.replace(
            one,
            pace=one.pace * 1.5,
            patience=one.patience * 0.5,
            complaint=0.5,
            expectation=0.3,
            expectations=Sampler(UNIFORM, 0.1, 0.5),
            loyalty_spread=one.loyalty_spread * 2.0,
            needs_spread=one.needs_spread * 0.5,
            priority=1,
        )

    def journey(one):
        def halved(link):
            return dataclasses.replace(link, context_loss=link.context_loss / 2.0)

        forks = tuple(
            dataclasses.replace(fork, links=tuple(halved(link) for link in fork.links)) for fork in one.forks
        )
        return dataclasses.replace(one, forks=forks, resolves=0.5, after_friction=one.after_friction / 2.0)

    return dataclasses.replace(
        plan,
        touchpoints=some(plan.touchpoints, touchpoint),
        teams=some(plan.teams, team),
        personas=some(plan.personas, persona),
        journeys=some(plan.journeys, journey),
        desks=some(plan.desks, lambda one: dataclasses.replace(one, skill=one.skill / 2.0, repair=0.9)),
        loyalty=dataclasses.replace(plan.loyalty, anchor=plan.loyalty.anchor - 0.2),
        feelings=plan.feelings.model_copy(update={"mood_carry": 0.1, "memory_half_life": 30.0}),
        advocacy=plan.advocacy.model_copy(update={"prior_rating": 2.0}),
        prospects_per_day=plan.prospects_per_day * 1.5,
        before=plan,
        since=plan.warm_up,
    )


def branched(data, seed: int) -> Plan:
    today = plan_of(data)
    # A branch in the middle, where most of these short scenarios have no warm-up.
    later = other(today, seed)
    return later if seed % 2 else dataclasses.replace(later, since=today.horizon * 0.4)


@pytest.mark.parametrize("coarse", [False, True])
def test_random_worlds_branch_in_the_same_way(coarse):
    for number, data in enumerate(examples(QUICK, coarse)):
        branch_alike(data, number)


@pytest.mark.verify
@pytest.mark.parametrize("coarse", [False, True])
def test_many_random_worlds_branch_in_the_same_way(coarse):
    for number, data in enumerate(examples(LONG, coarse)):
        branch_alike(data, number)


def branch_alike(data, number: int) -> None:
    try:
        assert_identical(branched(data, number), seed=number, replication=number % 3)
    except AssertionError as difference:
        difference.add_note(f"{number}: {data}")
        raise


@pytest.mark.parametrize("coarse", [False, True])
def test_rich_worlds_branch_in_the_same_way(coarse):
    for number in range(4):
        assert_identical(branched(rich(11, coarse, number > 1), number), seed=number)


def test_plans_follow_one_after_another():
    today = plan_of(rich(11, True, False))
    second = dataclasses.replace(other(today, 1), since=today.horizon * 0.3)
    third = dataclasses.replace(other(today, 2), before=second, since=today.horizon * 0.6)
    assert_identical(third, seed=3)


def test_a_branch_into_the_same_life_changes_nothing():
    for data in (rich(11, False, False), rich(11, True, True)):
        today = plan_of(data)
        same = dataclasses.replace(today, before=today, since=today.horizon * 0.4)
        assert_same(by_kernel(today), by_kernel(same))


def test_until_the_branch_everybody_lives_the_same_life():
    plan = branched(rich(11, False, False), 2)
    assert plan.before is not None
    today, changed = by_kernel(plan.before).events, by_kernel(plan).events
    early = [events["time"] < plan.since for events in (today, changed)]
    assert 0 < early[0].sum() < len(early[0])
    for name in today:
        assert (bits(today[name][early[0]]) == bits(changed[name][early[1]])).all(), name
    assert len(today["time"]) != len(changed["time"])


@pytest.mark.parametrize("number", range(4))
def test_going_on_from_the_warm_up_is_the_same_as_living_it_again(number):
    today = dataclasses.replace(plan_of(rich(11, number % 2 == 0, number > 1)), warm_up=40.0)
    start = compiled_engine.warmed_up(today, 5, number)
    for plan in (today, other(today, number), today, other(today, number + 10)):
        parts: list[np.ndarray] = []
        found = compiled_engine.simulate(
            plan, 5, number, lambda rows, parts=parts: parts.append(rows.copy()), start=start
        )
        expected = by_kernel(plan, 5, number)
        for name, column in customer_columns(found).items():
            assert (bits(column) == bits(expected.customers[name])).all(), name
        for mine, theirs in zip(found.tally, expected.tally, strict=True):
            assert (mine == theirs).all()
        log = np.concatenate(parts)
        events = event_columns(log[np.lexsort((log["step"], log["customer"]))])
        late = expected.events["time"] >= 40.0
        assert len(events["time"]) == late.sum()
        for name, column in events.items():
            assert (bits(column) == bits(expected.events[name][late])).all(), name

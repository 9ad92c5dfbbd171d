"""An experiment forces the outcome of visits: the same in both engines, there and nowhere else."""

import dataclasses
import random
from collections import Counter

import pytest

from cxsim.engine.parts import Plan, TouchpointPlan
from cxsim.engine.streams import mix
from cxsim.engine.vocabulary import GROUPS, Event, Forced, Notice, Outcome, forced_on
from tests.engine.engines import by_simpy
from tests.engine.identity import assert_identical, plan_of
from tests.engine.rich import rich
from tests.engine.scenarios import scenario, touchpoint
from tests.engine.strategies import examples


def forcing(plan: Plan, forced: dict[int, Outcome | dict[int, Outcome]], every: bool = False) -> Plan:
    """The plan with outcomes forced at touchpoints, by their place: on everybody, or by group."""

    def at(one: TouchpointPlan) -> TouchpointPlan:
        wanted = forced.get(one.index, {})
        groups = wanted if isinstance(wanted, dict) else dict.fromkeys(range(GROUPS), wanted)
        return dataclasses.replace(one, forced=forced_on(groups), every=every) if groups else one

    return dataclasses.replace(plan, touchpoints=tuple(map(at, plan.touchpoints)))


def possible(plan: Plan, touchpoint: int) -> list[Outcome]:
    """The outcomes that can be forced there."""
    there = plan.touchpoints[touchpoint]
    bad = (
        [Outcome.FRICTION, Outcome.RECOVERED][: 1 + (there.desk >= 0)]
        if there.causes or there.relevance < 1.0
        else []
    )
    return [Outcome.OK, Outcome.DELIGHT, *bad]


def at_random(plan: Plan, seed: int) -> Plan:
    """Something forced at about half of the touchpoints."""
    dice = random.Random(seed)
    where = [one.index for one in plan.touchpoints if dice.random() < 0.5]
    forced: dict[int, Outcome | dict[int, Outcome]] = {}
    for at in where:
        forced[at] = dice.choice(possible(plan, at))
        if dice.random() < 0.5:
            forced[at] = {group: dice.choice(possible(plan, at)) for group in range(0, GROUPS, 3)}
    return forcing(plan, forced, every=dice.random() < 0.5)


@pytest.mark.parametrize("coarse", [False, True])
def test_random_scenarios_with_forced_outcomes_come_out_the_same(coarse):
    seen: Counter[Forced] = Counter()
    for number, data in enumerate(examples(30, coarse)):
        result = assert_identical(at_random(plan_of(data), number), seed=number)
        seen.update(Forced(row.forced) for row in result.customers)
    assert min(seen[kind] for kind in (Forced.NEVER, Forced.GOAL, Forced.NO_GOAL)) > 50


@pytest.mark.parametrize("seed", range(4))
def test_rich_worlds_with_forced_outcomes_come_out_the_same(seed):
    assert_identical(at_random(plan_of(rich(seed, coarse=bool(seed & 1), no_purchase=bool(seed & 2))), seed))


SHOP = {
    "frictions": {
        "rude": {"probability": 0.1, "severity": 0.2},
        "slow": {"probability": 0.3, "severity": 0.6},
    },
    "delight": {"probability": 0.2, "strength": 0.4},
    "gate": {"prospect": 0.1},
    "recovery": "desk",
}


def shop(**parts):
    """Prospects pass the shop twice at least on their way to the till: some come back for a third time."""
    return scenario(
        {"shop": touchpoint(**SHOP), "till": touchpoint(gate={"prospect": 0.2})},
        {
            "buy": {
                "title": "Buy",
                "type": "onboarding",
                "start": {"shop": 1.0},
                "links": {"shop": {"till": 0.4, "shop": 0.6}, "till": {"goal": 1.0}},
            }
        },
        on=("frictions", "delight", "recovery", "complaints", "detection", "gate", "memory"),
        prospects=20.0,
        desks={"desk": {"title": "Desk", "skill": 0.5, "repair": 0.75, "goodwill": 0.1, "time": "1 h"}},
        **parts,
    )


def visits(result, at=0):
    """The visits to a touchpoint, by customer."""
    found: dict[int, list] = {}
    for row in result.events:
        if row.event == Event.VISIT and row.touchpoint == at:
            found.setdefault(row.customer, []).append(row)
    return found


@pytest.mark.parametrize("outcome", [Outcome.OK, Outcome.DELIGHT, Outcome.FRICTION, Outcome.RECOVERED])
def test_the_first_visit_or_every_one(outcome):
    first = visits(by_simpy(forcing(plan_of(shop()), {0: outcome})))
    assert {rows[0].outcome for rows in first.values()} == {outcome}
    assert len({row.outcome for rows in first.values() for row in rows[1:]}) >= 3, "others stay free"
    bad = outcome in (Outcome.FRICTION, Outcome.RECOVERED)
    assert {(rows[0].cause >= 0, rows[0].severity > 0) for rows in first.values()} == {(bad, bad)}
    always = visits(by_simpy(forcing(plan_of(shop()), {0: outcome}, every=True)))
    assert {row.outcome for rows in always.values() for row in rows} == {outcome}


def test_each_group_has_its_own_outcome_and_the_others_are_free():
    """Groups go by the customer's number; whoever is not addressed lives as today."""
    plan = plan_of(shop())
    wanted = {3: Outcome.DELIGHT, 7: Outcome.FRICTION}
    found, today = visits(by_simpy(forcing(plan, {0: wanted}))), visits(by_simpy(plan))
    assert found.keys() == today.keys()
    sizes = Counter(mix(customer) % GROUPS for customer in found)
    assert len(sizes) == GROUPS
    assert max(sizes.values()) < 1.5 * min(sizes.values())
    for customer, rows in found.items():
        group = mix(customer) % GROUPS
        if group in wanted:
            assert rows[0].outcome == wanted[group]
        else:
            assert repr(rows) == repr(today[customer])


def test_only_after_the_warm_up():
    plan = plan_of(shop(horizon=60.0, period={"warm_up": "20 d", "follow_up": "40 d"}))
    for rows in visits(by_simpy(forcing(plan, {0: Outcome.DELIGHT}))).values():
        late = [row for row in rows if row.began >= 20.0]
        assert not late or late[0].outcome == Outcome.DELIGHT
    early = [
        row.outcome
        for rows in visits(by_simpy(forcing(plan, {0: Outcome.DELIGHT}))).values()
        for row in rows
        if row.began < 20.0
    ]
    assert 0.1 < sum(outcome == Outcome.DELIGHT for outcome in early) / len(early) < 0.2


def test_until_then_every_life_is_what_it_was():
    plan = plan_of(shop())
    today, forced = by_simpy(plan), by_simpy(forcing(plan, {1: Outcome.DELIGHT}))
    came = {customer: rows[0].step for customer, rows in visits(today, at=1).items()}
    assert {customer: rows[0].step for customer, rows in visits(forced, at=1).items()} == came
    for result in (today, forced):
        result.events[:] = [row for row in result.events if row.step < came.get(row.customer, 10**9)]
    assert repr(today.events) == repr(forced.events)  # with what is not a number


def test_a_forced_friction_has_the_usual_causes():
    plan = plan_of(shop())
    forced = visits(by_simpy(forcing(plan, {0: Outcome.FRICTION})))
    natural = visits(by_simpy(plan))
    kinds = Counter(plan.causes[rows[0].cause] for rows in forced.values())
    struck = {customer for customer, rows in natural.items() if rows[0].cause >= 0}
    assert all(
        rows[0].cause == natural[customer][0].cause for customer, rows in forced.items() if customer in struck
    )
    free = Counter(plan.causes[rows[0].cause] for customer, rows in forced.items() if customer not in struck)
    assert free["rude"] / free.total() == pytest.approx(0.25, abs=4 * (0.25 * 0.75 / free.total()) ** 0.5)
    assert set(kinds) == {"rude", "slow"}
    assert {(rows[0].severity, rows[0].notice) for rows in forced.values()} == {
        (0.2, Notice.SILENT),
        (0.6, Notice.SILENT),
    }


def test_a_message_without_causes_is_irrelevant_if_forced():
    message = {"relevance": 0.9, "latest": "50 y", "severity": 0.4}
    data = scenario({"mail": touchpoint(message=message)}, on=("messages",), prospects=10.0, horizon=50.0)
    plan = forcing(plan_of(data), {0: Outcome.FRICTION})
    rows = [rows[0] for rows in visits(by_simpy(plan)).values()]
    assert {(plan.causes[row.cause], row.severity, row.notice) for row in rows} == {
        ("irrelevant_message", 0.4, Notice.SILENT)
    }
    assert_identical(plan)


def test_recovery_leaves_what_the_desk_cannot_repair():
    result = by_simpy(forcing(plan_of(shop()), {0: Outcome.RECOVERED}))
    assert not any(row.event == Event.RECOVERY and row.visit == 1 for row in result.events), "no time passes"
    bad = [rows[0] for rows in visits(result).values() if rows[0].severity == 0.6]
    plan, rest = plan_of(shop()), 0.6 * 0.25 - 0.1
    felt = -plan.personas[0].loss_aversion * rest**plan.feelings.sensitivity
    assert {round(row.felt, 12) for row in bad} == {round(felt, 12)}


def test_who_is_not_served_is_not_forced():
    data = scenario(
        {
            "call": touchpoint(
                team="agents",
                service="1 h",
                waiting={"tolerance": "1 h", "patience": "10 min", "redial": 0.5},
            )
        },
        on=("queues", "patience", "redial"),
        teams={"agents": {"title": "Agents", "staff": 1}},
        prospects=40.0,
        horizon=30.0,
    )
    calls = visits(by_simpy(forcing(plan_of(data), {0: Outcome.DELIGHT})))
    first = Counter(Outcome(rows[0].outcome) for rows in calls.values())
    assert first[Outcome.ABANDONED] > 100
    assert set(first) == {Outcome.ABANDONED, Outcome.DELIGHT}
    again = [row for rows in calls.values() if rows[0].outcome == Outcome.ABANDONED for row in rows[1:]]
    assert Outcome.DELIGHT not in {row.outcome for row in again}, "that was the first visit"


def test_what_became_of_the_journey():
    result = by_simpy(forcing(plan_of(shop()), {0: Outcome.FRICTION}))
    ends = {row.customer: row.outcome for row in result.events if row.event == Event.JOURNEY_ENDED}
    expected = {
        customer: Forced.GOAL if outcome == Outcome.GOAL else Forced.NO_GOAL
        for customer, outcome in ends.items()
    }
    came = visits(result)
    for row in result.customers:
        assert row.forced == (
            expected.get(row.customer, Forced.UNDER_WAY) if row.customer in came else Forced.NEVER
        )
    assert len(set(expected.values())) == 2

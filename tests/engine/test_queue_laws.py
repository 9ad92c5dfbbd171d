"""Laws of queues that hold customer by customer: order, capacity, no idling, opening hours, more staff."""

import functools
import itertools
import math

import pytest

from cxsim.engine.plan import plan
from cxsim.engine.vocabulary import NONE, Event, Outcome
from cxsim.scenario.model import Scenario
from tests.engine.rich import rich
from tests.engine.scenarios import (
    SERVED,
    by_customer,
    changed,
    days,
    exponential,
    one_queue,
    rows_of,
    simulate,
)

TINY = 1e-9  # days; times are sums, whose last digits depend on the order of addition
WORLDS = [(seed, bool(seed & 1), False) for seed in range(6)]
worlds = pytest.mark.parametrize("which", WORLDS, ids=str)


@functools.cache
def lived(which):
    # hours are those of the week, and nobody is called back: they would wait on no line
    data = changed(rich(*which), calendar=False, callbacks=False)
    return data, simulate(data)


def work_of(data, result):
    """What each team's staff did: (joined, began, ended, row) of each visit served and each recovery."""
    numbers = plan(Scenario.model_validate(data))
    work = {name: [] for name in data["teams"]}
    for row in result.events:
        touchpoint = numbers.touchpoints[row.touchpoint]
        if row.event == Event.VISIT and row.outcome in SERVED:
            team = touchpoint.team
        elif row.event == Event.RECOVERY:
            team = numbers.desks[touchpoint.desk].team
        else:
            continue
        if team != NONE:
            began = row.began + row.wait
            work[list(work)[team]].append((row.began, began, began + row.duration, row))
    return work


def staff(team, time):
    """How many are on duty, read off the hours that these tests use."""
    day, hour = int(time % 7), time % 1 * 24
    if team.get("hours") == "mon-sat 08:00-20:00":
        return team["staff"] if day < 6 and 8 <= hour < 20 else 0
    assert [shift["hours"] for shift in team["shifts"]] == ["08:00-20:00", "mon-fri 12:00-18:00"]
    return (8 <= hour < 20) + (day < 5 and 12 <= hour < 18)


@worlds
def test_service_begins_inside_opening_hours_and_never_beyond_capacity(which):
    """Whoever is being served when a shift ends is served to the end, but nobody new begins."""
    data, result = lived(which)
    for name, work in work_of(data, result).items():
        assert work
        for _, began, _, _ in work:
            at_work = sum(start - TINY <= began and began + TINY < end for _, start, end, _ in work)
            on_duty = max(staff(data["teams"][name], began + TINY), 0)
            assert on_duty > 0
            assert at_work <= on_duty


@worlds
def test_recovery_shares_the_staff_of_the_team(which):
    data, result = lived(which)
    kinds = {row.event for *_, row in work_of(data, result)["agents"]}
    assert kinds == {Event.VISIT, Event.RECOVERY}


@worlds
def test_nobody_waits_while_somebody_is_idle(which):
    """At every moment at which a customer waits, everybody on duty is at work."""
    data, result = lived(which)
    lives = by_customer(result.events)
    unfinished = [
        rows[-2].time for rows in lives.values() if rows[-1].event == Event.FOLLOWED_UP and in_a_journey(rows)
    ]
    until = min(unfinished, default=math.inf)
    numbers = plan(Scenario.model_validate(data))
    for index, (name, work) in enumerate(work_of(data, result).items()):
        waiting = [(joined, began) for joined, began, _, _ in work if began - joined > TINY]
        for row in rows_of(result, Event.VISIT):
            if (
                row.outcome in (Outcome.ABANDONED, Outcome.CLOSED)
                and numbers.touchpoints[row.touchpoint].team == index
            ):
                waiting.append((row.began, row.began + row.wait))
        marks = sorted(
            {mark for span in (*waiting, *((began, end) for _, began, end, _ in work)) for mark in span}
        )
        for mark, following in itertools.pairwise(marks):
            middle = (mark + following) / 2
            if (
                following - mark > TINY
                and middle < until
                and any(one < middle < other for one, other in waiting)
            ):
                at_work = sum(began < middle < end for _, began, end, _ in work)
                # a shift may begin inside the interval; then its first half cannot be asked for
                assert at_work >= min(
                    staff(data["teams"][name], mark + TINY), staff(data["teams"][name], following - TINY)
                )


def in_a_journey(rows):
    started = sum(row.event == Event.JOURNEY_STARTED for row in rows)
    return started > sum(row.event == Event.JOURNEY_ENDED for row in rows)


@pytest.mark.parametrize("patience", [None, exponential(0.02)])
@pytest.mark.parametrize("hours", ["always", "08:00-20:00"])
def test_first_come_first_served(patience, hours):
    """Among those who are served, nobody is overtaken; customers who gave up are passed over."""
    waiting = {"redial": 0.5, "redial_delay": days(0.05), **({"patience": patience} if patience else {})}
    data = one_queue(200.0, exponential(0.02), 3, 10.0, waiting, hours=hours, when_closed="wait")
    rows = sorted(
        (row for row in rows_of(simulate(data), Event.VISIT) if row.outcome in SERVED),
        key=lambda row: row.began,
    )
    starts = [row.began + row.wait for row in rows]
    assert sum(row.wait > 0 for row in rows) > 100
    assert all(one <= other + TINY for one, other in itertools.pairwise(starts))


@pytest.mark.parametrize("patience", [None, exponential(0.02)])
def test_higher_priority_first_and_first_come_first_served_within(patience):
    data = one_queue(150.0, exponential(0.02), 3, 8.0, {"patience": patience} if patience else {})
    low = data["personas"]["anybody"]
    data["personas"] = {"low": {**low, "share": 0.5}, "high": {**low, "share": 0.5, "priority": 2}}
    result = simulate(data)
    persona = {row.customer: row.persona for row in result.customers}
    rows = [row for row in rows_of(result, Event.VISIT) if row.outcome in SERVED]
    overtaken = 0
    for row in rows:
        for other in rows:
            if other.began < row.began and row.began + row.wait + TINY < other.began + other.wait:
                overtaken += 1
                assert (persona[other.customer], persona[row.customer]) == (0, 1)
    assert overtaken > 20


def waits(data, seed):
    return {row.customer: row.wait for row in rows_of(simulate(data, seed), Event.VISIT)}


SLOWER = [exponential(0.03), days(0.03), {"distribution": "lognormal", "mean": days(0.03), "sd": days(0.05)}]
FASTER = [
    exponential(0.025),
    days(0.025),
    {"distribution": "lognormal", "mean": days(0.025), "sd": days(0.05 * 25 / 30)},
]


@pytest.mark.parametrize("service", range(3))
@pytest.mark.parametrize(
    ("hours", "change"),
    [
        ("always", "staff"),
        ("always", "service"),
        *(("07:00-19:00", change) for change in ("staff", "service", "opening")),
    ],
)
def test_more_staff_faster_service_and_longer_hours_never_lengthen_a_wait(service, hours, change):
    """First come, first served: a wait rises with every earlier service time and falls with every agent."""
    shorter = 0
    for seed in range(2):
        before = one_queue(60.0, SLOWER[service], 2 + seed % 2, 8.0, hours=hours, when_closed="wait")
        team = before["teams"]["agents"]
        better = {
            "staff": {"teams.agents.staff": team["staff"] + 1},
            "service": {"touchpoints.call.service": FASTER[service]},
            "opening": {"teams.agents.hours": "06:00-20:00"},
        }[change]
        old, new = waits(before, seed), waits(changed(before, better), seed)
        assert old.keys() <= new.keys()
        assert all(new[customer] <= old[customer] + TINY for customer in old)
        shorter += sum(new[customer] < old[customer] - TINY for customer in old)
    assert shorter > 50


def test_who_comes_to_a_busy_tone_finds_every_line_taken():
    data = one_queue(200.0, exponential(0.02), 3, 10.0, {"patience": exponential(0.05)}, lines=4)
    rows = rows_of(simulate(data), Event.VISIT)
    stays = [(row.began, row.began + row.wait) for row in rows if row.wait > 0]
    for row in rows:
        others = sum(joined < row.began < left for joined, left in stays)
        assert others == 4 if row.outcome == Outcome.BUSY else others <= 4
    assert 20 < sum(row.outcome == Outcome.BUSY for row in rows) < len(rows) / 2

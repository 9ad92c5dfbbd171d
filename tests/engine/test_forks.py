"""Forks: where one goes on by how the visit ended, by where one came from, and by how often one was here."""

import itertools

import pytest

from cxsim.engine.vocabulary import Event, Outcome
from tests.engine.intervals import share_agrees
from tests.engine.scenarios import by_customer, changed, only, rows_of, scenario, simulate, touchpoint

FAILS = 0.5  # how often a repair fails
REPAIR = touchpoint(title="Repair", frictions={"fails": {"probability": FAILS, "severity": 0.4}})


def repaired(fork, **more):
    """Prospects who come to a repair that fails for half of them; `more` are touchpoints behind it."""
    data = scenario({"repair": REPAIR, **more}, prospects=100.0, horizon=20.0, on=("frictions",))
    return changed(data, {"journeys.buy.links.repair": fork})


def ways_of(data):
    """For each journey that ended: outcomes of its visits, where they were, and how it ended."""
    for rows in by_customer(simulate(data).events).values():
        visits = [row for row in rows if row.event == Event.VISIT]
        ends = [row.outcome for row in rows if row.event == Event.JOURNEY_ENDED]
        if ends:
            yield [row.outcome for row in visits], [row.touchpoint for row in visits], ends[0]


def test_a_failed_repair_is_tried_again_and_given_up_after_the_third_time():
    """Visits to a repair are a geometric number, cut off at three."""
    fork = {
        "goal": 1.0,
        "repair": 0.0,
        "after": {"friction": {"repair": 0.6, "stop": 0.4, "again": {3: {"stop": 1.0}}}},
    }
    found = list(ways_of(repaired(fork)))
    for outcomes, _, end in found:
        assert set(outcomes[:-1]) <= {Outcome.FRICTION}
        assert (end == Outcome.GOAL) == (outcomes[-1] == Outcome.OK)
    back = FAILS * 0.6
    numbers = [len(outcomes) for outcomes, _, _ in found]
    assert max(numbers) == 3
    share_agrees(sum(number > 1 for number in numbers), len(numbers), back, 0.05)
    share_agrees(sum(number > 2 for number in numbers), len(numbers), back**2, 0.05)
    reached = (1 - FAILS) * (1 + back + back**2)
    share_agrees(sum(end == Outcome.GOAL for *_, end in found), len(found), reached, 0.05)


def test_the_greatest_number_that_fits_holds_and_the_delay_is_that_of_its_own_link():
    again = {2: {"repair": {"share": 1.0, "delay": "3 d"}}, 4: {"stop": 1.0}}
    fork = {"repair": {"share": 1.0, "delay": "1 d"}, "again": again}
    data = changed(repaired(fork), {"journeys.buy.links.repair.goal": 0.0})
    gaps = {2: 1.0, 3: 3.0, 4: 3.0}
    whole = 0
    for rows in by_customer(simulate(data).events).values():
        times = [row.time for row in rows if row.event == Event.VISIT]
        assert len(times) <= 4
        for number, (before, time) in enumerate(itertools.pairwise(times), 2):
            assert time - before == pytest.approx(gaps[number])
        whole += len(times) == 4
    assert whole > 100


def test_conditions_are_asked_in_their_order_how_it_ended_then_where_from_then_how_often():
    """Whoever comes from the repair to the desk goes to its end; who comes from the shop by their luck."""
    desk = touchpoint(title="Desk", frictions={"unfriendly": {"probability": 0.5, "severity": 0.4}})
    data = repaired({"desk": 0.5, "shop": 0.5}, shop=touchpoint(title="Shop"), desk=desk)
    links = {
        "shop": {"desk": 1.0},
        "desk": {
            "goal": 0.0,
            "stop": 1.0,
            "from": {"repair": {"goal": 1.0, "after": {"friction": {"shop": 1.0}}}},
            "after": {"friction": {"stop": 1.0, "from": {"shop": {"goal": 1.0}}}},
        },
    }
    data = changed(data, {f"journeys.buy.links.{name}": fork for name, fork in links.items()})
    seen = set()
    for outcomes, places, end in ways_of(data):
        assert len(places) == 2 + (places[1] == 1)  # never the fork in the one that another goes before
        failed, from_shop = outcomes[-1] == Outcome.FRICTION, places[-2] == 1
        assert (end == Outcome.GOAL) == (failed == from_shop)
        seen.add((failed, from_shop))
    assert len(seen) == 4


def test_who_is_not_served_goes_where_the_fork_says_and_does_not_try_again():
    call = touchpoint(
        title="Call",
        team="agents",
        service="90 d",
        waiting={"tolerance": "1 h", "redial": 0.5, "redial_delay": "1 d"},
    )
    team = {"agents": {"title": "Agents", "staff": 1, "lines": 0}}
    places = {"call": call, "shop": touchpoint(title="Shop")}
    data = scenario(places, prospects=20.0, horizon=10.0, teams=team, on=("queues", "redial"))
    tries = [row.visit for row in rows_of(simulate(data), Event.VISIT) if row.touchpoint == 0]
    assert max(tries) > 3
    data = changed(data, {"journeys.buy.links.call.after": {"busy": {"shop": 0.75, "stop": 0.25}}})
    found = list(ways_of(data))
    assert {tuple(places) for _, places, _ in found} == {(0, 1), (0,)}
    share_agrees(sum(len(places) == 2 for _, places, _ in found), len(found), 0.75, 0.15)
    off = changed(data, {"mechanisms": only("queues")})  # it has nothing to do with trying again
    assert [row[1] for row in ways_of(off)] == [row[1] for row in found]


def test_how_else_it_ended_changes_nothing_for_who_is_not_served():
    """`from` and `again` say where the served go on; a fork in them may say it of the others."""
    call = touchpoint(
        title="Call", team="agents", service="90 d", waiting={"tolerance": "1 h", "redial": 0.0}
    )
    team = {"agents": {"title": "Agents", "staff": 1, "lines": 0}}
    places = {"site": touchpoint(title="Site"), "call": call}
    data = scenario(places, prospects=20.0, horizon=10.0, teams=team, on=("queues", "redial"))
    data = changed(data, {"journeys.buy.links.call.from": {"site": {"goal": 1.0}}})
    assert {end for *_, end in ways_of(data)} == {Outcome.GAVE_UP}
    data = changed(
        data, {"journeys.buy.links.call.from.site.after": {"busy": {"stop": 1.0}, "closed": {"goal": 1.0}}}
    )
    assert {end for *_, end in ways_of(data)} == {Outcome.STOPPED}


def test_personas_prefer_channels_in_every_fork():
    """Who likes the phone twice as much as the web: two thirds instead of half of them go there."""
    phone = touchpoint(title="Phone", channel="phone")
    fork = {"goal": 1.0, "after": {"friction": {"web": 0.5, "phone": 0.5}}}
    data = repaired(fork, web=touchpoint(title="Web"), phone=phone)
    data = changed(
        data, {"personas.anybody.channels": {"phone": 2.0}, "journeys.buy.links.web": {"goal": 1.0}}
    )
    there = [places[1] for _, places, _ in ways_of(data) if len(places) > 1]
    share_agrees(sum(place == 2 for place in there), len(there), 2 / 3, 0.07)

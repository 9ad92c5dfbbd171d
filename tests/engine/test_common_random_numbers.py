"""Laws of common random numbers: a change touches whom it can touch, and one for the better loses nobody.

That an improvement loses nobody, customer by customer, is a law only where nothing but feelings and memory
is moved: no queues (whoever stays makes others wait), no after-sales journeys (a friction calls for one,
which may please), no word of mouth (more customers, other reviews), recovery without delay (time heals) and
either no recovery (a small friction may pass unnoticed where a big one is put right) or the same frictions.
Contracts, because who buys elsewhere meets no friction on the way. Hand-offs are left out, because a mild
annoyance lifts the mean of an awful journey. Forks, because who is spared a friction, or delighted, goes
another way, to other touchpoints with frictions of their own. Whoever is held by a contract, waits for an
answer or cannot reach the goal may decide at another time, and so do all with the seasons.
"""

import functools
import random

import pytest

from cxsim.engine.plan import plan
from cxsim.engine.vocabulary import NONE, Event, Origin, State
from cxsim.scenario.journeys import RESERVED_LINKS
from cxsim.scenario.model import Scenario
from tests.engine.rich import rich
from tests.engine.scenarios import by_customer, changed, days, only, simulate

seeds = pytest.mark.parametrize("seed", range(3))


def private(seed, *on):
    """A world in which customers never meet, and feelings decide; recovery is instantaneous."""
    data = changed(rich(seed), {"population.existing": 60, "population.prospects_per_day": 2.0})
    switches = only(
        "frictions", "expectation", "delight", "messages", "memory", "mood", "gate", "loyalty", "rhythms", *on
    )
    changes = {
        "mechanisms": switches,
        "loyalty": {"renewal": 0.7, "slope": 4.0},
        "gate": {"friction": 2.0, "mood": 2.0},
    }
    for desk in data["desks"]:
        changes[f"desks.{desk}"] = {
            "title": "Desk",
            "skill": 0.4,
            "time": "0 s",
            "repair": 0.5,
            "goodwill": 0.1,
        }
    for name in ("site", "call", "chat", "shop", "mail", "app"):
        changes[f"touchpoints.{name}.gate"] = {"prospect": 0.15, "customer": 0.03}
    for name, journey in data["journeys"].items():
        for here, links in journey["links"].items():
            plain = {to: link for to, link in links.items() if to not in RESERVED_LINKS}
            changes[f"journeys.{name}.links.{here}"] = plain
    return changed(data, changes)


def each(data, path, better):
    """Changes of one parameter wherever it is (``touchpoints.*.quality``)."""
    parent, last = path.rsplit(".", 1)
    places = [([], data)]
    for part in parent.split("."):
        places = [
            ([*way, name], place[name])
            for way, place in places
            for name in (place if part == "*" else [part])
            if name in place
        ]
    return {".".join([*way, last]): better(place[last]) for way, place in places if last in place}


BETTER = {
    "less friction": ("touchpoints.*.frictions.*.probability", lambda p: 0.6 * p, ()),
    "milder friction": (
        "touchpoints.*.frictions.*.severity",
        lambda _: {"distribution": "uniform", "low": 0.0, "high": 0.1},
        (),
    ),
    "more delight": ("touchpoints.*.delight.probability", lambda p: 0.9, ()),
    "more quality": ("touchpoints.*.quality", lambda q: 1.0, ()),
    "lower expectations": ("personas.*.expectation", lambda e: 0.8 * e, ()),
    "more relevant messages": ("touchpoints.*.message.relevance", lambda r: 1.0, ()),
    "more skill": ("desks.*.skill", lambda s: 0.9, ("recovery", "complaints", "detection")),
    "better repair": ("desks.*.repair", lambda r: 1.0, ("recovery", "complaints", "detection")),
    "more goodwill": ("desks.*.goodwill", lambda g: 0.4, ("recovery", "complaints", "detection")),
    "shorter memory": ("feelings.memory_half_life", lambda _: "5 d", ()),
    "less competition": ("gate.competition", lambda _: -0.5, ()),
    "more loyalty": ("loyalty.renewal", lambda _: 0.8, ()),
    "less at stake": ("touchpoints.*.gate.prospect", lambda p: p / 2, ()),
}


@functools.cache
def fates(seed, on, better=None):
    data = changed(private(seed, *on), {"feelings.memory_half_life": "90 d", "gate.competition": 0.0})
    if better is not None:
        data = changed(data, each(data, *BETTER[better][:2]))
    return {row.customer: row for row in simulate(data, keep_events=False).customers}


@pytest.mark.parametrize("better", BETTER)
def test_a_change_for_the_better_loses_nobody_and_keeps_somebody(better):
    gained = 0
    for seed in range(8):
        before, after = (fates(seed, BETTER[better][2], which) for which in (None, better))
        assert before.keys() == after.keys()
        for customer, row in before.items():
            then = after[customer]
            if row.state == State.CUSTOMER:
                assert then.state == State.CUSTOMER
                assert then.journeys == row.journeys
                assert then.satisfaction >= row.satisfaction - 1e-12
                assert then.memory <= row.memory + 1e-12
            else:
                gained += then.state == State.CUSTOMER
                assert then.journeys >= row.journeys
    assert gained > 0


def named(data, result):
    """Rows with names instead of numbers, so that the order of the file is out of play."""
    numbers = plan(Scenario.model_validate(data))
    touchpoints, journeys = list(data["touchpoints"]), list(data["journeys"])

    def name(names, index):
        return None if index == NONE else names[index]

    return [
        repr(
            (
                *row._replace(touchpoint=0, origin=0, journey=0, cause=0),
                name(touchpoints, row.touchpoint),
                name(touchpoints, row.origin),
                name(journeys, row.journey),
                name(numbers.causes, row.cause),
            )
        )
        for row in result.events
    ]


@functools.cache
def in_order(seed):
    data = rich(seed, coarse=seed == 0)
    return data, named(data, simulate(data))


@seeds
@pytest.mark.parametrize("part", ["touchpoints", "journeys", "teams", "desks", "departments", "channels"])
def test_the_order_of_the_file_changes_no_life(seed, part):
    data, rows = in_order(seed)
    entries = list(data[part].items())
    random.Random(1).shuffle(entries)
    entries = entries if list(dict(entries)) != list(data[part]) else entries[::-1]
    shuffled = {**data, part: dict(entries)}
    assert list(shuffled[part]) != list(data[part])
    assert named(shuffled, simulate(shuffled)) == rows


ALONE = {"queues": False, "reviews": False, "referrals": False}

ELSEWHERE = {
    "touchpoints.shop.quality": 0.1,
    "touchpoints.shop.frictions.rude.probability": 0.9,
    "touchpoints.shop.frictions": {
        "rude": {"probability": 0.5, "severity": 0.9},
        "dirty": {"probability": 0.5, "severity": 0.9},
    },
    "touchpoints.shop.delight.probability": 0.9,
    "touchpoints.shop.service": days(3),
    "touchpoints.shop.gate": {"prospect": 0.5, "customer": 0.5},
    "touchpoints.shop.recovery": "express",
    "touchpoints.shop.survey": False,
}


@pytest.mark.parametrize("path", ELSEWHERE)
def test_a_change_at_one_touchpoint_touches_nobody_before_they_get_there(path):
    """Everything up to the first visit stays, and the whole life of whoever never comes."""
    data = changed(rich(1), {"population.existing": 40}, **ALONE)
    shop, touched, never = list(data["touchpoints"]).index("shop"), 0, 0
    before = by_customer(simulate(data).events)
    after = by_customer(simulate(changed(data, {path: ELSEWHERE[path]})).events)
    assert before.keys() == after.keys()
    for customer, rows in before.items():
        others = after[customer]
        first = next((i for i, row in enumerate(rows) if row.touchpoint == shop), None)
        if first is None:
            never += 1
            assert repr(others) == repr(rows)
        else:
            touched += repr(others) != repr(rows)
            assert repr(others[:first]) == repr(rows[:first])
    assert touched > 3
    assert never > 20


def test_a_cause_of_friction_more_leaves_the_draws_of_the_others():
    """A harmless cause behind the others changes nothing at all."""
    data = changed(rich(2), **ALONE)
    harmless = {"nothing": {"probability": 0.5, "severity": 0.0}}
    more = changed(
        data, {"touchpoints.site.frictions": {**data["touchpoints"]["site"]["frictions"], **harmless}}
    )
    assert named(more, simulate(more)) == named(data, simulate(data))


@seeds
def test_more_prospects_leave_existing_customers_alone(seed):
    data = changed(rich(seed), **ALONE)
    before, after = (
        [
            row
            for row in simulate(changed(data, {"population.prospects_per_day": rate})).events
            if row.customer < 1_000
        ]
        for rate in (0.5, 2.0)
    )
    assert len(before) > 100
    assert repr(after) == repr(before)


@seeds
def test_more_existing_customers_leave_the_others_alone(seed):
    data = changed(rich(seed), **ALONE)
    before, after = (simulate(changed(data, {"population.existing": count})) for count in (20, 30))
    known = {row.customer for row in before.customers}
    assert len(after.customers) == len(before.customers) + 10
    assert repr([row for row in after.events if row.customer in known]) == repr(before.events)


@seeds
def test_surveys_only_read(seed):
    """Other scales, other noise: other scores, and nothing else, as long as nobody speaks to others."""
    data = changed(rich(seed), **ALONE)
    louder = {
        "csat": {"centre": 2.0, "gain": 1.0, "noise": 2.0},
        "ces": {"centre": 3.0, "gain": 1.0, "noise": 2.0},
        "nps": {"centre": 1.0, "gain": 1.0, "noise": 3.0},
    }
    before, after = simulate(data), simulate(changed(data, {"surveys": louder}))
    asked = (Event.CSAT, Event.CES, Event.NPS)
    unscored = [
        [row._replace(score=0) if row.event in asked else row for row in result.events]
        for result in (before, after)
    ]
    assert repr(unscored[0]) == repr(unscored[1])
    assert repr(before.events) != repr(after.events)
    assert repr(before.customers) == repr(after.customers)


@seeds
def test_origins_do_not_depend_on_each_other(seed):
    """The referred are numbered by who refers them: without referrals they are missing, and nobody else."""
    data = changed(rich(seed), queues=False, reviews=False)
    result, without = simulate(data), simulate(changed(data, referrals=False))
    referred = {row.customer for row in result.customers if row.origin == Origin.REFERRED}
    assert referred
    assert {row.customer for row in result.customers} - referred == {
        row.customer for row in without.customers
    }

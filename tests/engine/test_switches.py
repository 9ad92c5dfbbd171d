"""Every mechanism can be left out alone: its own effects go, and nothing else changes before the first one.

Two runs differ in one switch. Where customers never meet, the first difference in each life has to be an
effect of that mechanism; where they meet in queues, nobody's life may differ before its first effect
anywhere.
"""

import functools
import itertools

import pytest

from cxsim.engine.vocabulary import (
    BAD_TIMING,
    BUILT_IN_CAUSES,
    CALLED_FOR,
    EXPECTATION,
    IRRELEVANT,
    LONG_WAIT,
    NONE,
    Event,
    Notice,
    Origin,
    Outcome,
)
from tests.engine.rich import rich
from tests.engine.scenarios import SWITCHES, TURNED_BACK, by_customer, changed, simulate

SEEDS = (1, 2, 3, 4)
AFTER_SALES = (3, 4)  # their places in the file
RENEWAL = 1


def quiet(seed):
    """A world without frictions by load, where one persona expects what there is."""
    data = rich(seed)
    for touchpoint in data["touchpoints"].values():
        touchpoint["quality"] = 0.7
        for friction in touchpoint.get("frictions", {}).values():
            friction["load"] = 0.0
    for team in data["teams"].values():
        del team["callback"]  # where a wait is none
    for somebody in data["personas"].values():
        somebody["knows_hours"] = 0.0
    data["personas"]["ben"] |= {"expectation": 0.7, "spread": {}}
    return data


@functools.cache
def world(seed, existing, off):
    """That world with these mechanisms off."""
    return simulate(changed(quiet(seed), {"population.existing": existing}, **dict.fromkeys(off, False)))


def both(seed, name, alone=True):
    """The same world with the mechanism and without; `alone`: customers do not meet otherwise."""
    off = {"queues", "reviews", "referrals"} if alone else {"reviews"}
    off |= {"intention", "levels"} - {name}  # or gates, and terms that end, would have other effects
    existing = 30 if alone else 80
    return world(seed, existing, frozenset(off - {name})), world(seed, existing, frozenset(off | {name}))


def parting(seed, name):
    """Where lives part: of each customer whose rows differ, both lists of rows and the first place."""
    return parted(*both(seed, name))


def parted(*results):
    on, off = (by_customer(result.events) for result in results)
    assert on.keys() == off.keys()
    for customer, rows in on.items():
        others = off[customer]
        same = [one == other for one, other in zip(rows, others, strict=False)]
        if not all(same):
            yield rows, others, same.index(False)
        else:  # but for cases that were worked on for somebody who was gone
            assert all(map(of_case, (*rows[len(others) :], *others[len(rows) :])))


def visit(rows, place):
    """The visit that this row belongs to (a recovery is written before its visit)."""
    return next((row for row in rows[place:] if row.event == Event.VISIT), rows[place])


def last_visit(rows, place):
    """The visit before this row."""
    return next(row for row in reversed(rows[:place]) if row.event == Event.VISIT)


def under_way(row):
    """Nothing to see yet: what the switch changes had not come to an end when the follow-up did."""
    return row.event == Event.FOLLOWED_UP


def left(row):
    return row.event == Event.JOURNEY_ENDED and row.outcome == Outcome.LEFT


def same_case_waits(rows, row):
    """The answer of this row comes later there, or not at all, because staff had no time for the case."""
    of_case = ("event", "journey", "occurrence", "touchpoint", "visit")
    there = [one for one in rows if all(getattr(one, part) == getattr(row, part) for part in of_case)]
    return row.event == Event.RECOVERY and all(one.wait > 0 for one in there)


def of_case(row):
    return row.event in (Event.RECOVERY, Event.OVERDUE)


def called(row):
    return row.event == Event.JOURNEY_STARTED and row.occurrence > CALLED_FOR


FIRST_EFFECT = {
    "handoffs": lambda on, off, i: on[i].event == Event.CONTEXT_LOST,
    "queues": lambda on, off, i: (
        visit(on, i).wait > 0
        or on[i].wait > 0
        or on[i].outcome in TURNED_BACK
        or under_way(on[i])
        or same_case_waits(on, off[i])
    ),
    "frictions": lambda on, off, i: on[i].cause >= len(BUILT_IN_CAUSES) or under_way(on[i]),
    "expectation": lambda on, off, i: (
        on[i].event == Event.VISIT or on[i].cause == EXPECTATION or under_way(on[i])
    ),
    "delight": lambda on, off, i: on[i].outcome == Outcome.DELIGHT,
    "messages": lambda on, off, i: on[i].cause in (IRRELEVANT, BAD_TIMING),
    "detection": lambda on, off, i: visit(on, i).notice == Notice.DETECTED or under_way(on[i]),
    "complaints": lambda on, off, i: visit(on, i).notice == Notice.COMPLAINED or under_way(on[i]),
    # While a case is open, its friction calls for no help. Where no desk is, a complaint is in vain.
    "recovery": lambda on, off, i: (
        of_case(on[i]) or called(off[i]) or under_way(on[i]) or on[i].notice == Notice.COMPLAINED
    ),
    "cases": lambda on, off, i: (
        of_case(on[i]) or of_case(off[i]) or visit(on, i).outcome == Outcome.FRICTION or under_way(off[i])
    ),
    "memory": lambda on, off, i: any(row.cause != NONE for row in on[: i + 1]),
    "mood": lambda on, off, i: left(on[i]) != left(off[i]),
    "gate": lambda on, off, i: left(on[i]) and not left(off[i]),
    "loyalty": lambda on, off, i: {on[i].event, off[i].event} == {Event.RENEWED, Event.LEFT},
    "intention": lambda on, off, i: (
        on[i].event in (Event.INTENDED, Event.NOTICE)
        or any(row.event == Event.LEFT or row.journey == RENEWAL for row in (on[i], off[i]))
        # A term that rolls on is decided without a row: who waits goes on waiting, but for the last bit.
        or 0.0 < abs(on[i].time - off[i].time) < 1e-12
    ),
    "levels": lambda on, off, i: (
        on[i].event == Event.LEVEL or (on[i].event == Event.RENEWED and off[i].event == Event.LEFT)
    ),
    "after_sales": lambda on, off, i: on[i].event == Event.JOURNEY_STARTED and on[i].journey in AFTER_SALES,
    "matter": lambda on, off, i: (
        (last := last_visit(on, i)).outcome == Outcome.FRICTION and last.cause >= len(BUILT_IN_CAUSES)
    ),
    "surveys": lambda on, off, i: on[i].event in (Event.CSAT, Event.CES, Event.NPS),
}


@pytest.mark.parametrize("name", FIRST_EFFECT)
def test_lives_part_at_an_effect_of_the_mechanism(name):
    lives = 0
    for seed in SEEDS:
        for on, off, place in parting(seed, name):
            assert FIRST_EFFECT[name](on, off, place), (on[place], off[place])
            lives += 1
    assert lives > 5


# What comes first where customers of a persona differ in one thing; patience is seen in queues.
FIRST_DIFFERENCE = {
    "loyalty": lambda on, off: {on.event, off.event} == {Event.RENEWED, Event.LEFT} or left(on) != left(off),
    "expectation": lambda on, off: on.event == Event.VISIT or on.cause == EXPECTATION or under_way(on),
    "pace": lambda on, off: on.time != off.time or BAD_TIMING in (on.cause, off.cause),
    "needs": lambda on, off: Event.JOURNEY_STARTED in (on.event, off.event),
}


def differing(seed, trait, spread, **switches):
    """The quiet world where customers differ in one thing, and where they are alike."""
    data = quiet(seed)
    for somebody in data["personas"].values():
        somebody["spread"] = {trait: spread}
    return [
        simulate(changed(data, differences=on, reviews=False, intention=False, levels=False, **switches))
        for on in (True, False)
    ]


@pytest.mark.parametrize("trait", FIRST_DIFFERENCE)
def test_lives_part_where_customers_differ(trait):
    lives = 0
    for seed in SEEDS:
        spread = 0.1 if trait == "expectation" else 0.8
        for on, off, place in parted(*differing(seed, trait, spread, queues=False, referrals=False)):
            assert FIRST_DIFFERENCE[trait](on[place], off[place]), (on[place], off[place])
            lives += 1
    assert lives > 5


def test_before_the_first_wait_patience_changes_nothing():
    same = 0
    for seed in SEEDS:
        on, off = differing(seed, "patience", 0.8, cases=False)
        waited = [row.began for result in (on, off) for row in result.events if row.wait > 0.0]
        before = [[row for row in result.events if row.time < min(waited)] for result in (on, off)]
        assert repr(before[0]) == repr(before[1])
        assert repr(on.events) != repr(off.events)
        same += len(before[0])
    assert same > 20


@pytest.mark.parametrize(
    ("name", "effect"),
    [
        ("patience", lambda row: row.outcome == Outcome.ABANDONED),
        ("redial", lambda row: row.outcome in TURNED_BACK),
        ("queues", lambda row: row.wait > 0 or row.outcome in TURNED_BACK),
    ],
)
def test_where_customers_meet_nothing_changes_before_the_first_effect(name, effect):
    same = 0
    for seed in SEEDS:
        on, off = both(seed, name, alone=False)
        first = min(row.began for row in on.events if effect(row))
        before = [[row for row in result.events if row.time < first] for result in (on, off)]
        assert repr(before[0]) == repr(before[1])
        assert repr(on.events) != repr(off.events)
        same += len(before[0])
    assert same > 100


EFFECTS = {
    "handoffs": lambda row: row.event == Event.CONTEXT_LOST,
    "queues": lambda row: row.wait > 0 or row.outcome in TURNED_BACK or row.cause == LONG_WAIT,
    "patience": lambda row: row.outcome == Outcome.ABANDONED,
    "redial": lambda row: False,
    "frictions": lambda row: row.cause >= len(BUILT_IN_CAUSES),
    "expectation": lambda row: row.cause == EXPECTATION,
    "delight": lambda row: row.outcome == Outcome.DELIGHT,
    "messages": lambda row: row.cause in (IRRELEVANT, BAD_TIMING),
    "detection": lambda row: row.notice == Notice.DETECTED,
    "complaints": lambda row: row.notice == Notice.COMPLAINED,
    "recovery": lambda row: row.event == Event.RECOVERY or row.outcome == Outcome.RECOVERED,
    "cases": lambda row: row.event == Event.OVERDUE,
    "gate": lambda row: left(row),
    "intention": lambda row: row.event == Event.NOTICE,
    "levels": lambda row: row.event == Event.LEVEL,
    "after_sales": lambda row: row.journey in AFTER_SALES,
    "surveys": lambda row: row.event in (Event.CSAT, Event.CES, Event.NPS),
    "reviews": lambda row: row.event in (Event.REVIEW, Event.WARNING),
    "referrals": lambda row: row.event == Event.REFERRAL,
}


@pytest.mark.parametrize("name", [name for name in EFFECTS if name != "redial"])
def test_switched_off_there_is_no_effect(name):
    on, off = both(1, name, alone=name not in ("queues", "patience"))
    assert any(map(EFFECTS[name], on.events))
    assert not any(map(EFFECTS[name], off.events))


def test_without_redial_whoever_is_not_served_gives_up():
    """In help forks say where one goes who hears a busy tone, or finds it closed: not there."""
    _, off = both(1, "redial", alone=False)
    elsewhere = [row for row in off.events if row.journey != AFTER_SALES[0]]
    for rows in by_customer(elsewhere).values():
        for row, following in itertools.pairwise(rows):
            if row.outcome in TURNED_BACK:
                assert following.outcome in (Outcome.GAVE_UP, Outcome.LEFT)


def test_without_memory_nobody_remembers():
    _, off = both(1, "memory")
    assert {row.memory for row in off.customers} == {0.0}
    assert {row.cause for row in off.customers} == {NONE}


def without(result, events, customers=frozenset()):
    """Rows without those events and customers; steps are numbered by row, so they are left out."""
    kept = [row for row in result.events if row.event not in events and row.customer not in customers]
    return repr([row._replace(step=0) for row in kept])


@pytest.mark.parametrize("seed", SEEDS)
def test_surveys_change_nothing_but_the_answers(seed):
    on, off = both(seed, "surveys", alone=False)
    answers = (Event.CSAT, Event.CES, Event.NPS)
    assert without(on, answers) == without(off, ())
    assert repr(on.customers) == repr(off.customers)


@pytest.mark.parametrize("seed", SEEDS)
def test_referrals_add_the_referred_and_change_nobody_else(seed):
    on, off = both(seed, "referrals")
    referred = {row.customer for row in on.customers if row.origin == Origin.REFERRED}
    assert referred
    assert without(on, (Event.REFERRAL,), referred) == without(off, ())


@pytest.mark.parametrize("seed", SEEDS)
def test_reviews_move_nobody_but_prospects_who_read_them(seed):
    on, off = both(seed, "reviews")
    site, onboarding, moved = 0, 0, 0
    written = (Event.REVIEW, Event.WARNING)
    lives, others = (
        [row._replace(step=0) for row in result.events if row.event not in written] for result in (on, off)
    )
    lives, others = by_customer(lives), by_customer(others)
    for customer, rows in lives.items():
        same = [one == other for one, other in zip(rows, others[customer], strict=False)]
        if not all(same):
            i = same.index(False)
            assert left(rows[i]) != left(others[customer][i])
            assert (rows[i - 1].event, rows[i - 1].touchpoint) == (Event.VISIT, site)
            assert rows[i].journey == onboarding
            moved += 1
    assert moved == sum(repr(rows) != repr(others[customer]) for customer, rows in lives.items())


def test_rhythms_move_journeys_in_time_and_nothing_else():
    """Where nothing depends on time, each journey has the same steps and outcomes, sooner or later."""
    parts = (
        "event",
        "journey",
        "touchpoint",
        "origin",
        "visit",
        "outcome",
        "notice",
        "cause",
        "severity",
        "felt",
        "duration",
    )
    timeless = {
        "queues": False,
        "reviews": False,
        "referrals": False,
        "memory": False,
        "messages": False,
        "mood": False,
        "loyalty": False,
        "surveys": False,
        "after_sales": False,
        "cases": False,
        "capacity": False,
    }
    data = changed(rich(1), {"feelings.learning": 0.0}, **timeless)
    journeys, moved = [], 0
    for rhythms in (True, False):
        complete = {}
        for row in simulate(changed(data, rhythms=rhythms, calendar=False)).events:
            if row.journey != NONE and row.event in (
                Event.VISIT,
                Event.RECOVERY,
                Event.CONTEXT_LOST,
                Event.JOURNEY_ENDED,
            ):
                complete.setdefault((row.customer, row.journey, row.occurrence), []).append(row)
        journeys.append({at: rows for at, rows in complete.items() if rows[-1].event == Event.JOURNEY_ENDED})
    for at in journeys[0].keys() & journeys[1].keys():
        one, other = ([[getattr(row, part) for part in parts] for row in which[at]] for which in journeys)
        assert repr(one) == repr(other)
        moved += journeys[0][at][-1].time != journeys[1][at][-1].time
    assert moved > 50


def test_every_switch_is_tested():
    tested = {
        *FIRST_EFFECT,
        *EFFECTS,
        "memory",
        "mood",
        "gate",
        "loyalty",
        "rhythms",
        "calendar",
        "referrals",
        "reviews",
        "redial",
        "patience",
        "differences",
        "callbacks",
        "capacity",
        "hours",
        "partial",  # in test_partial.py: it acts in worlds with improvements
    }
    assert tested == set(SWITCHES)

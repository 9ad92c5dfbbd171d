"""Matters: what one came for is not done while a friction blocks it; help calls for help; contacts repeat."""

import itertools
import math

import pytest

from cxsim.engine.counted import InJourney
from cxsim.engine.vocabulary import CALLED_FOR, Event, Outcome
from tests.engine.identity import assert_identical, plan_of
from tests.engine.intervals import share_agrees
from tests.engine.scenarios import by_customer, changed, rows_of, scenario, simulate, touchpoint
from tests.engine.test_journeys_by_hand import helped, trouble

HALF = {"fails": {"probability": 0.5, "severity": 0.4}}


def shop(links, *on, **friction):
    """Prospects in a shop where half meet a friction; they may go on to a desk where nothing happens."""
    cause = {"fails": {**HALF["fails"], **friction}}
    places = {"shop": touchpoint(title="Shop", frictions=cause), "desk": touchpoint(title="Desk")}
    data = scenario(places, prospects=100.0, horizon=20.0, on=("frictions", *on))
    return changed(data, {"journeys.buy.links.shop": links})


def ends(data):
    """How journeys ended, and how often somebody went on to the desk, after a friction and without one."""
    found = {True: [], False: []}
    for rows in by_customer(simulate(data).events).values():
        visits = [row for row in rows if row.event == Event.VISIT]
        over = [row for row in rows if row.event == Event.JOURNEY_ENDED]
        if over:
            found[visits[0].outcome == Outcome.FRICTION].append((over[0].outcome, len(visits)))
    assert min(map(len, found.values())) > 500
    return found


LINKS = {"goal": 0.6, "desk": 0.1, "stop": 0.3}


def test_while_a_friction_blocks_it_the_goal_is_not_reached_and_the_others_share_its_customers():
    found = ends(shop(LINKS, "matter"))
    assert {(Outcome.GOAL, 1)} & set(found[True]) == set()
    share_agrees(sum(number == 2 for _, number in found[True]), len(found[True]), 0.1 / 0.4, 0.07)
    share_agrees(sum(end == (Outcome.GOAL, 1) for end in found[False]), len(found[False]), 0.6, 0.07)
    assert found[False] == ends(shop(LINKS))[False]
    assert ends(shop(LINKS, "matter", blocks=False)) == ends(shop(LINKS))


def test_where_nothing_else_is_left_one_gives_up():
    found = ends(shop({"goal": 1.0}, "matter"))
    assert set(found[True]) == {(Outcome.GAVE_UP, 1)}
    assert set(found[False]) == {(Outcome.GOAL, 1)}
    assert set(ends(shop({"goal": 1.0}))[True]) == {(Outcome.GOAL, 1)}


@pytest.mark.parametrize("severity", [0.2, 0.9])
def test_only_the_friction_that_decides_the_visit_blocks(severity):
    """Two strike at every visit; the one that does not block decides where it is the worse of both."""
    causes = {
        "broken": {"probability": 1.0, "severity": 0.5},
        "rude": {"probability": 1.0, "severity": severity, "blocks": False},
    }
    data = changed(shop({"goal": 1.0}, "matter"), {"touchpoints.shop.frictions": causes})
    over = {row.outcome for row in rows_of(simulate(data), Event.JOURNEY_ENDED)}
    assert over == {Outcome.GOAL if severity > 0.5 else Outcome.GAVE_UP}


def test_what_the_model_itself_brings_about_blocks_nothing():
    late = {"message": {"relevance": 0.0, "latest": "1 d", "severity": 0.5}}
    data = scenario({"mail": touchpoint(**late)}, prospects=20.0, horizon=10.0, on=("messages", "matter"))
    result = simulate(data)
    assert {row.outcome for row in rows_of(result, Event.VISIT)} == {Outcome.FRICTION}
    assert {row.outcome for row in rows_of(result, Event.JOURNEY_ENDED)} == {Outcome.GOAL}


# --- met at most once


def test_links_to_what_one_has_met_count_nothing_the_second_time():
    """Of 0.5, 0.3, 0.2 the second time the first is gone: 0.6 and 0.4 of those who come back."""
    places = {name: touchpoint(title=name) for name in ("site", "mail")}
    places["mail"]["once"] = True
    data = scenario(places, prospects=100.0, horizon=20.0)
    links = {"site": {"mail": 0.5, "goal": 0.3, "stop": 0.2}, "mail": {"site": 1.0}}
    data = changed(data, {f"journeys.buy.links.{name}": link for name, link in links.items()})
    again = {True: [], False: []}
    for rows in by_customer(simulate(data).events).values():
        mails = [row for row in rows if row.event == Event.VISIT and row.touchpoint == 1]
        over = [row.outcome for row in rows if row.event == Event.JOURNEY_ENDED]
        assert len(mails) <= 1
        if over:
            again[bool(mails)].append(over[0])
    share_agrees(len(again[True]), sum(map(len, again.values())), 0.5, 0.05)
    for found in again.values():
        share_agrees(sum(end == Outcome.GOAL for end in found), len(found), 0.6, 0.07)


def test_where_nothing_is_left_the_journey_stops_and_nobody_escapes_there():
    places = {"site": touchpoint(title="Site", once=True), "desk": touchpoint(title="Desk")}
    data = scenario(places, prospects=20.0, horizon=10.0)
    data = changed(data, {"journeys.buy.links.desk": {"site": 1.0, "goal": 0.0}})
    assert {row.outcome for row in rows_of(simulate(data), Event.JOURNEY_ENDED)} == {Outcome.STOPPED}
    call = {"team": "agents", "service": "90 d", "waiting": {"tolerance": "1 h", "escape": {"site": 1.0}}}
    places = {"site": places["site"], "call": touchpoint(title="Call", **call)}
    teams = {"agents": {"title": "Agents", "staff": 1, "lines": 0}}
    data = scenario(places, prospects=20.0, horizon=10.0, teams=teams, on=("queues", "redial"))
    assert {row.outcome for row in rows_of(simulate(data), Event.JOURNEY_ENDED)} == {Outcome.GAVE_UP}


def test_who_would_escape_to_where_one_was_gives_up_and_others_go_where_they_would():
    waiting = {"tolerance": "1 h", "escape": {"site": 0.6, "desk": 0.2}}
    places = {
        "site": touchpoint(title="Site", once=True),
        "call": touchpoint(title="Call", team="agents", service="90 d", waiting=waiting),
        "desk": touchpoint(title="Desk"),
    }
    teams = {"agents": {"title": "Agents", "staff": 1, "lines": 0}}
    data = scenario(places, prospects=100.0, horizon=10.0, teams=teams, on=("queues", "redial"))
    over = [row.outcome for row in rows_of(simulate(data), Event.JOURNEY_ENDED)]
    assert set(over) == {Outcome.GOAL, Outcome.GAVE_UP}
    share_agrees(over.count(Outcome.GOAL), len(over), 0.2, 0.05)


# --- help calls for help


@pytest.mark.parametrize("limit", [1, 2, 4])
def test_so_many_journeys_of_help_follow_each_other_about_the_same_matter(limit):
    """Every help fails; the next one comes a day later, until as many have been as may be."""
    use, month = {"trouble": trouble(0.4)}, "30 d"
    data = helped(use["trouble"])
    data = changed(data, {"journeys.help.calls_in_a_row": limit, "journeys.help.links.desk": {"stop": 1.0}})
    data = changed(data, {"journeys.use.every": month})
    chains = 0
    for rows in by_customer(simulate(data).events).values():
        used = [row.time for row in rows if row.event == Event.VISIT and row.touchpoint == 0]
        begun = [
            row.time for row in rows if row.event == Event.JOURNEY_STARTED and row.occurrence > CALLED_FOR
        ]
        expected = [time + number for time in used for number in range(1, limit + 1)]
        assert begun == pytest.approx([time for time in expected if time < 60])
        chains += len(used)
    assert chains > 50


def test_the_row_ends_where_one_reaches_its_goal():
    """Half of the helps fail: 1, 1/2, 1/4 … of the matters get so far, and four helps are the most."""
    data = changed(helped(trouble(0.4)), {"touchpoints.desk.frictions": HALF, "journeys.use.every": "40 d"})
    data = changed(data, {"journeys.help.calls_in_a_row": 4, "mechanisms.matter": True})
    data = changed(data, {"population.existing": 400})
    lengths = []
    for rows in by_customer(simulate(data).events).values():
        used = [row.time for row in rows if row.event == Event.VISIT and row.touchpoint == 0]
        helps = [row.time for row in rows if row.event == Event.VISIT and row.touchpoint == 1]
        lengths += [sum(time < one < time + 9 for one in helps) for time in used if time < 50]
    assert set(lengths) == {1, 2, 3, 4}
    for number in (2, 3, 4):
        share_agrees(sum(length >= number for length in lengths), len(lengths), 0.5 ** (number - 1), 0.1)


def test_who_hangs_up_and_calls_again_has_had_one_contact():
    """One agent, three hours a call; everybody waits for a minute, and calls again a day later."""
    staff = {"team": "agents", "service": "3 h", "waiting": {"tolerance": "1 h", "patience": "1 min"}}
    staff["waiting"] |= {"redial": 1.0, "redial_delay": "1 d"}
    data = changed(helped(trouble(0.4)), {"touchpoints.desk": touchpoint(title="Desk", **staff)})
    data = changed(data, {"teams": {"agents": {"title": "Agents", "staff": 1}}})
    data = changed(data, {f"mechanisms.{one}": True for one in ("queues", "patience", "redial")})
    data = changed(data, {"population.existing": 150})
    result = assert_identical(plan_of(data))
    calls = [row for row in rows_of(result, Event.VISIT) if row.touchpoint == 1]
    spoken = [row for row in calls if row.outcome < Outcome.ABANDONED]
    assert len(calls) - len(spoken) > 20
    counts = result.tally.journeys.sum(axis=0)
    assert counts[InJourney.CONTACTS] == len(spoken) > 20
    assert counts[InJourney.AGAIN_7] == 0
    assert counts[InJourney.RESOLVED_FIRST] == counts[InJourney.MATTERS] > 20


def test_repeat_contacts_and_matters_settled_at_the_first_are_those_of_theory():
    """Each help is one contact with staff, five days after the last; a half of them fails, three may be."""
    staff = {"team": "agents", "service": "0 s", "waiting": {"tolerance": "1 d"}, "frictions": HALF}
    data = changed(helped(trouble(0.4)), {"touchpoints.desk": touchpoint(title="Desk", **staff)})
    data = changed(data, {"teams": {"agents": {"title": "Agents", "staff": 1}}, "mechanisms.matter": True})
    data = changed(data, {"journeys.help.calls_in_a_row": 3, "journeys.help.after_friction_delay": "5 d"})
    data = changed(data, {"population.existing": 400, "journeys.use.every": "30 d"})
    result = simulate(data)
    counts = result.tally.journeys.sum(axis=0)
    contacts = [row for row in rows_of(result, Event.VISIT) if row.touchpoint == 1]
    assert counts[InJourney.CONTACTS] == len(contacts) > 500
    gaps = [
        after.time - before.time
        for _, of in itertools.groupby(
            sorted(contacts, key=lambda row: (row.customer, row.time)), lambda r: r.customer
        )
        for before, after in itertools.pairwise(of)
    ]
    assert counts[InJourney.AGAIN_7] == sum(math.isclose(gap, 5.0) for gap in gaps)
    assert counts[InJourney.AGAIN_30] == counts[InJourney.AGAIN_7]
    assert counts[InJourney.MATTERS] > 300
    settled = counts[InJourney.RESOLVED_FIRST] / counts[InJourney.MATTERS]
    assert settled == pytest.approx(0.5, abs=0.09)

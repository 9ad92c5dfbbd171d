"""The calendar: busier months, spells with a price of their own, closed days, and deadlines."""

import datetime as dt
import itertools
import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cxsim.engine.plan import staff_of
from cxsim.engine.rules import shift_odds
from cxsim.engine.seasons import advance_in_season
from cxsim.engine.vocabulary import Event, Outcome
from cxsim.engine.weekly import ALWAYS, advance, rhythm_from_weights
from cxsim.scenario.faults import ScenarioError
from cxsim.scenario.load import scenario_from_dict
from tests.engine.intervals import share_agrees
from tests.engine.scenarios import changed, days, exponential, only, rows_of, scenario, simulate, touchpoint

OFFICE = rhythm_from_weights((*(((0.0,) * 9 + (1.0,) * 8 + (0.0,) * 7,) * 5), (0.0,) * 24, (0.0,) * 24))
JANUARY = [1.0] + [0.0] * 11


@given(st.floats(0.0, 60.0), st.floats(0.0, 20.0), st.sampled_from([ALWAYS, OFFICE]))
def test_where_all_days_are_alike_a_season_is_a_rhythm(now, delay, rhythm):
    found = advance_in_season(rhythm.table, (1.0,) * 200, 200, now, delay)
    assert found == pytest.approx(advance(rhythm.table, now, delay), abs=1e-9)


@given(
    st.lists(st.sampled_from([0.0, 0.5, 1.0, 3.0]), min_size=30, max_size=30),
    st.floats(0, 25),
    st.floats(0, 8),
)
def test_days_are_used_up_as_fast_as_they_pass(factors, now, delay):
    """A(t) by adding up small steps, which knows nothing of weeks, hours and guides."""
    found = now + advance_in_season(ALWAYS.table, tuple(factors), len(factors), now, delay)
    edges = sorted({now, *range(math.ceil(now), 31)})
    passed = sum(
        max(min(end, found) - start, 0.0) * factors[int(start)] for start, end in itertools.pairwise(edges)
    )
    if found < 30.0:
        assert passed == pytest.approx(delay, abs=1e-9)
    else:
        assert passed <= delay + 1e-9


def test_a_night_is_over_also_in_a_season():
    for factor in (0.3, 1.0, 7.0):
        found = advance_in_season(OFFICE.table, (factor,) * 30, 30, 4.0 + 17 / 24, 0.0)  # Friday at five
        assert found == pytest.approx(2 + 16 / 24, abs=1e-12)


def by_month(result, event):
    start = dt.date(2026, 1, 5)
    months = [(start + dt.timedelta(int(row.time))).month for row in rows_of(result, event)]
    return np.bincount(months, minlength=13)[1:]


def test_as_many_come_in_a_month_as_it_says():
    months = {"arrivals": [3.0] + [1.0] * 10 + [6.0]}
    data = scenario({"site": touchpoint()}, prospects=20.0, horizon=2 * 365.0, on=("calendar",))
    counts = by_month(simulate(changed(data, {"calendar": {"months": months}}), 1), Event.ARRIVED)
    scale = 12 / 19
    expected = np.array([3.0, *[1.0] * 10, 6.0]) * scale * 20.0
    length = np.array([27 + 31 + 4, 56, 62, 60, 62, 60, 62, 62, 60, 62, 60, 62])  # to 2028-01-04
    assert np.abs(counts - expected * length)[1:].max() < 4.5 * np.sqrt(expected * length).max()
    assert abs(counts[0] - expected[0] * length[0]) < 4.5 * math.sqrt(expected[0] * length[0])
    assert abs(counts.sum() / (20.0 * 730) - 1) < 0.03  # no more in all


def test_needs_come_up_as_often_as_the_month_says():
    use = {"title": "Use", "type": "use", "every": exponential(10.0), "start": {"app": 1.0}}
    use["links"] = {"app": {"goal": 1.0}}
    data = scenario(
        {"app": touchpoint()}, {"use": use}, existing=300, prospects=0.0, horizon=360.0, on=("calendar",)
    )
    del data["journeys"]["buy"]
    spell = {"title": "Twice", "begins": "2026-03-01", "ends": "2026-05-01", "needs": 2.0}
    counts = by_month(simulate(changed(data, {"calendar": {"spells": {"twice": spell}}}), 1), Event.VISIT)
    length = np.array([27, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31])
    expected = 300 / 10 * length * np.array([1, 1, 2, 2, *[1] * 8])
    assert np.abs(counts - expected).max() < 4.5 * np.sqrt(expected).max()
    assert abs(counts[2] / counts[1] * 28 / 31 - 2) < 0.15


def test_the_first_need_of_who_is_a_customer_already_comes_by_the_season_too():
    """Needs come up three times as often from the first day on, for those who have had needs for years."""
    use = {"title": "Use", "type": "use", "every": exponential(20.0), "start": {"app": 1.0}}
    use["links"] = {"app": {"goal": 1.0}}
    data = scenario(
        {"app": touchpoint()}, {"use": use}, existing=1_000, prospects=0.0, horizon=10.0, on=("calendar",)
    )
    del data["journeys"]["buy"]
    spell = {"title": "Thrice", "begins": "2026-01-05", "needs": 3.0}
    visits = len(
        list(rows_of(simulate(changed(data, {"calendar": {"spells": {"thrice": spell}}}), 1), Event.VISIT))
    )
    assert abs(visits - 1_500) < 4 * math.sqrt(1_500)


def test_a_price_draws_away_as_its_logarithm():
    """Of prospects at one gate, b of whom stop at the usual price."""
    site = touchpoint(gate={"prospect": 0.2})
    spell = {"title": "Dearer", "begins": "2026-02-04", "price": 1.2, "competition": 0.1}  # day 30
    data = scenario({"site": site}, prospects=100.0, horizon=60.0, on=("gate", "calendar"))
    data = changed(data, {"calendar": {"spells": {"dearer": spell}}, "gate": {"price": 4.0}})
    ended = list(rows_of(simulate(data, 1), Event.JOURNEY_ENDED))
    for then, expected in ((True, shift_odds(0.2, 4.0 * math.log(1.2) + 0.1)), (False, 0.2)):
        mine = [row for row in ended if (row.time >= 30.0) == then]
        share_agrees(sum(row.outcome == Outcome.LEFT for row in mine), len(mine), expected, 0.03)


def test_at_renewal_too():
    data = scenario(
        {"site": touchpoint()},
        existing=4_000,
        horizon=60.0,
        tenure=exponential(200.0),
        on=("loyalty", "calendar"),
    )
    data["personas"]["anybody"]["contract"] = "50 d"
    data["loyalty"] = {"renewal": 0.8, "slope": 0.0, "friction": 0.0}
    months = {"competition": [-0.5, 0.7] + [0.0] * 10}
    result = simulate(changed(data, {"calendar": {"months": months}}), 1)
    for event, share, low, high in (
        (Event.LEFT, shift_odds(0.2, -0.5), 0, 27),
        (Event.LEFT, shift_odds(0.2, 0.7), 27, 50),
    ):
        decided = [
            row
            for row in result.events
            if row.event in (Event.RENEWED, Event.LEFT) and low <= row.time < high
        ]
        share_agrees(sum(row.event == event for row in decided), len(decided), share, 0.06)


def closed_world(**team):
    use = {"title": "Use", "type": "use", "every": exponential(5.0), "start": {"call": 1.0}}
    use["links"] = {"call": {"goal": 1.0}}
    agents = {"title": "Agents", "staff": 3, "hours": "mon-sun 08:00-20:00", **team}
    call = touchpoint(team="agents", service="1 min", waiting={"severity": 0.3, "tolerance": "50 y"})
    data = scenario(
        {"call": call},
        {"use": use},
        existing=80,
        horizon=40.0,
        on=("queues", "calendar"),
        teams={"agents": agents},
    )
    return changed(data, {"calendar": {"closed": ["2026-01-10", "2026-01-19", "2026-01-20"]}})


def served_by_day(data):
    rows = rows_of(simulate(data, 1), Event.VISIT)
    return np.bincount([int(row.time) for row in rows if row.outcome == Outcome.OK], minlength=40)


def test_on_closed_days_nobody_is_served():
    data = closed_world()
    served = served_by_day(data)
    assert set(np.flatnonzero(served == 0)) == {5, 14, 15}
    assert served_by_day(closed_world(open_on_closed_days=True)).min() > 0
    assert served_by_day(changed(data, calendar=False)).min() > 0


def test_who_waits_is_served_when_the_team_opens_again():
    served = served_by_day(closed_world(when_closed="wait"))
    assert set(np.flatnonzero(served == 0)) == {5, 14, 15}
    assert served[16] > 2 * np.median(served)


def test_closed_days_cost_no_staff():
    scenario = scenario_from_dict(closed_world())
    duty = staff_of(scenario, "agents").duty
    assert duty.staffed_days(0.0, 40.0) == pytest.approx(3 * 0.5 * 37)
    assert [duty.on_duty(day + 0.5) for day in (4, 5, 6, 14, 15, 16)] == [3, 0, 3, 0, 0, 3]
    assert duty.next_change(5.2) == (0, duty.starts.index(6 + 8 / 24))


@pytest.mark.parametrize(("first", "last"), [(2.0, 8.0), (12.0, 12.0)])
def test_a_deadline_counts_from_the_start_of_the_journey(first, last):
    """After `first` days on the way the second is met 8 days after the start, or at once if that is over."""
    links = {
        "site": {"call": {"share": 1.0, "delay": days(first)}},
        "call": {"end": {"share": 1.0, "delay": days(8.0), "from_start": True}},
        "end": {"goal": 1.0},
    }
    use = {"title": "Use", "type": "use", "every": exponential(30.0), "start": {"site": 1.0}, "links": links}
    data = scenario(
        {name: touchpoint() for name in links}, {"use": use}, existing=20, horizon=90.0, on=("calendar",)
    )
    began, ended = {}, {}
    for row in simulate(data, 1).events:
        at = (row.customer, row.journey, row.occurrence)
        if row.event == Event.JOURNEY_STARTED and row.journey == 2:
            began[at] = row.time
        elif row.event == Event.JOURNEY_ENDED and row.journey == 2:
            ended[at] = row.time
    assert len(ended) > 20
    assert [ended[at] - began[at] for at in ended] == pytest.approx([last] * len(ended))


@pytest.mark.parametrize(
    ("calendar", "said"),
    [
        (
            {"closed": ["2026-02-30"]},
            'closed.0: found "2026-02-30", expected a day such as 2026-12-24',
        ),
        ({"months": {"needs": [1.0] * 11}}, "calendar.months.needs"),
        ({"months": {"needs": [0.0] * 12}}, "at least one month with arrivals, and one with needs"),
        (
            {"spells": {"s": {"title": "S", "begins": "2026-02-02", "ends": "2026-02-02"}}},
            "an end after the beginning",
        ),
    ],
)
def test_what_cannot_be_is_said(calendar, said):
    data = scenario({"site": touchpoint()}, calendar=calendar, mechanisms=only("calendar"))
    with pytest.raises(ScenarioError) as refused:
        scenario_from_dict(data)
    assert said in str(refused.value)

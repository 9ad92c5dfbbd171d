"""Rhythms of the week: one set of hours for every day, or days with hours of their own."""

import math

import pytest

from cxsim.engine.plan import plan
from cxsim.scenario.company import Rhythm
from cxsim.scenario.faults import ScenarioError
from cxsim.scenario.hours import WEEKDAYS
from cxsim.scenario.improve import with_changes
from cxsim.scenario.load import scenario_from_dict
from tests.scenario.minimal import scenario_dict

MORNING = [0.0] * 8 + [1.0] * 4 + [0.0] * 12
EVENING = [0.0] * 18 + [3.0] * 4 + [0.0] * 2


def with_rhythm(**written):
    data = scenario_dict()
    data["rhythms"]["daytime"] = written
    return data


def test_a_day_may_have_hours_of_its_own():
    week = Rhythm(hours=tuple(MORNING), weekdays=(1, 1, 1, 1, 0.5, 2, 0), days={"sat": tuple(EVENING)}).week()
    assert list(week[0]) == MORNING
    assert list(week[4]) == [weight / 2 for weight in MORNING]
    assert list(week[5]) == [2 * weight for weight in EVENING]
    assert not any(week[6])


def test_written_by_day_or_by_hours_and_weekdays_it_is_the_same():
    weekdays = [1.0, 2.0, 1.0, 0.5, 1.0, 0.0, 0.25]
    by_hours = with_rhythm(hours=MORNING, weekdays=weekdays)
    by_day = with_rhythm(
        days={
            day: [of_day * of_hour for of_hour in MORNING]
            for day, of_day in zip(WEEKDAYS, weekdays, strict=True)
        }
    )
    one, other = (plan(scenario_from_dict(data)).arrival_rhythm for data in (by_hours, by_day))
    assert one == other


def test_activity_passes_on_the_days_that_have_it():
    days = dict.fromkeys(WEEKDAYS, [0.0] * 24) | {"fri": MORNING, "sat": EVENING}
    data = with_rhythm(days=days)
    data["teams"]["agents"]["hours"] = "always"
    ticks = plan(scenario_from_dict(data)).arrival_rhythm.table
    assert ticks[4 * 24 + 8] == 0
    assert math.isclose(ticks[4 * 24 + 12], 7 / 4)  # a quarter of the week's activity
    assert math.isclose(ticks[5 * 24 + 18], 7 / 4)
    assert math.isclose(ticks[5 * 24 + 22], 7)


def test_a_change_reaches_an_hour_of_a_day():
    scenario = scenario_from_dict(with_rhythm(days={"mon": MORNING}))
    changed = with_changes(scenario, {"rhythms.daytime.days.mon.9": 0.5})
    assert changed.rhythms["daytime"].days["mon"][8:11] == (1, 0.5, 1)


@pytest.mark.parametrize(
    ("written", "says"),
    [
        (
            {"days": {"monday": MORNING}},
            'rhythms.daytime.days.monday: found the name "monday", expected one of mon, tue',
        ),
        ({"days": {"mon": MORNING[1:]}}, "rhythms.daytime.days.mon: found"),
        (
            {"days": {"mon": ["no", *MORNING[1:]]}},
            'rhythms.daytime.days.mon.0: found "no", expected a number',
        ),
        ({"days": dict.fromkeys(WEEKDAYS, [0.0] * 24)}, "at least one active hour and one active day"),
        (
            {"hours": [0.0] * 24, "days": {"sun": MORNING}},  # on Sunday the team is closed
            "never active while team agents is open",
        ),
    ],
)
def test_what_is_wrong_is_said(written, says):
    with pytest.raises(ScenarioError) as error:
        scenario_from_dict(with_rhythm(**written))
    assert says in str(error.value)

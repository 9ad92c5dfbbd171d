"""The reference journeys look like companies of their sectors to those who know them."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import cxsim as cx
from cxsim.results.run import Run
from cxsim.scenario.hours import parse_hours
from cxsim.scenario.improve import with_changes
from cxsim.scenario.model import Scenario

SCENARIOS = Path(__file__).resolve().parents[1] / "scenarios"
YEAR, SECOND = 365.25, 1.0 / 86_400.0


@pytest.mark.parametrize(
    ("name", "yearly_retention"),
    # Retail: of those who bought once 46 % buy again within a year, of those who bought twice 65 % (CDNOW).
    [("telecom", (0.75, 0.88)), pytest.param("retail", (0.46, 0.65), marks=pytest.mark.verify)],
)
def test_retention_abandonment_and_satisfaction(name: str, yearly_retention: tuple[float, float]) -> None:
    run = cx.simulate(cx.load_scenario(SCENARIOS / f"{name}.yaml"), replications=2, seed=1)
    kpis = of_all(run)
    assert yearly_retention[0] <= kpis["yearly_retention"] <= yearly_retention[1]
    assert 0.04 <= kpis["abandonment"] <= 0.17  # at providers in the UK 4 to 21 % (Ofcom 2016)
    assert 0.65 <= kpis["satisfied"] <= 0.83
    assert -6 <= kpis["nps"] <= 35
    assert len(run.scenario.touchpoints) == 13
    assert len({point.stage for point in run.scenario.touchpoints.values()}) == 7
    assert len(run.scenario.personas) >= 4
    assert len(run.scenario.improvements) >= 10


def of_all(run: Run) -> pd.Series:
    return run.kpis().set_index(["scope", "name", "kpi"])["mean"].sort_index()["journey"]["all"]


@pytest.fixture(scope="module")
def telecom() -> Scenario:
    return cx.load_scenario(SCENARIOS / "telecom.yaml")


@pytest.fixture(scope="module")
def lived(telecom: Scenario) -> Run:
    return cx.simulate(telecom, replications=2, seed=1, record="events")


def calls(run: Run) -> pd.DataFrame:
    events = run.events
    return events[(events["event"] == "visit") & (events["touchpoint"] == "call_centre")]


def on_duty(scenario: Scenario, team: str) -> list[int]:
    """Return how many are on duty in each hour of the week in which somebody is."""
    hours = np.zeros(168, int)
    for shift in scenario.teams[team].shifts:
        for begin, end in parse_hours(shift.hours):
            hours[round(begin * 24) : round(end * 24)] += shift.staff
    return [int(staff) for staff in hours if staff]


def test_the_call_centre_works_as_call_centres_do(telecom: Scenario, lived: Run) -> None:
    assert np.mean(on_duty(telecom, "care_agents")) >= 6
    teams = lived.kpis().set_index(["scope", "name", "kpi"])["mean"].sort_index()["team"]["care_agents"]
    assert 0.68 <= teams["occupancy"] <= 0.9
    assert 0.04 <= teams["abandonment"] <= 0.21
    answered = calls(lived)
    answered = answered[~answered["outcome"].isin(["abandoned", "closed", "busy"])]
    assert answered["wait"].median() <= 30 * SECOND
    assert 20 * SECOND <= answered["wait"].mean() <= 180 * SECOND
    assert 0.7 <= (answered["wait"] <= 20 * SECOND).mean() <= 0.95
    days = calls(lived)["began"] % 7 // 1
    assert (days == 0).sum() > 1.2 * (days == 3).sum() > 5 * (days == 6).sum(), "Mondays, and hardly Sundays"


def test_the_loyal_stay_so_that_fewer_leave_the_longer_they_have_been_there(lived: Run) -> None:
    begin = 30.0
    customers = lived.customers[lived.customers["todays"]]
    # Contracts of two years end in every other year of them.
    pairs = ((begin - customers["since"]) / YEAR // 2).clip(upper=4)
    loss = (customers["ended"] < begin + YEAR).groupby(pairs).mean()
    assert loss[0] > 1.3 * loss[1] > 1.3 * 1.1 * loss[2]
    assert loss[2] > loss[4]
    mix = customers.groupby(pairs)["persona"].value_counts(normalize=True).unstack()
    assert mix.loc[4, "henri"] > 1.3 * mix.loc[0, "henri"]
    assert mix.loc[4, "marek"] < 0.5 * mix.loc[0, "marek"]


def test_few_leave_within_their_contract_and_those_who_mean_to_wait_for_its_end(lived: Run) -> None:
    kpis = of_all(lived)
    assert kpis["lost_in_term"] < 0.12
    assert kpis["intending"] > 0.02


def test_the_number_of_customers_is_that_of_a_company_that_goes_on(telecom: Scenario, lived: Run) -> None:
    assert of_all(lived)["customers"] == pytest.approx(telecom.population.existing, rel=0.06)


@pytest.mark.whole
def test_complaints_answered_a_month_later_or_never_lose_customers(telecom: Scenario) -> None:
    later = with_changes(telecom, {"desks.care_desk.turnaround": "34 d"})
    places = [name for name, one in telecom.touchpoints.items() if one.recovery == "care_desk"]
    never = with_changes(telecom, {f"touchpoints.{name}.recovery": None for name in places})
    stay = [of_all(cx.simulate(one, 3, record="kpis"))["stay"] for one in (telecom, later, never)]
    assert stay[1] < stay[0] - 0.012
    assert stay[2] < stay[1] < stay[0]


@pytest.mark.whole
def test_evening_hours_bring_evening_calls(telecom: Scenario, lived: Run) -> None:
    shifts = telecom.improvements["evening_and_saturday_hours"].changes[0].value
    open_late = cx.simulate(with_changes(telecom, {"teams.care_agents.shifts": shifts}), 2, record="events")

    def answered(run: Run) -> int:
        found = calls(run)
        hour, day = found["began"] % 1 * 24, found["began"] % 7 // 1
        late = ((day < 5) & (hour >= 18) & (hour < 20)) | ((day == 5) & (hour >= 9) & (hour < 13))
        return int((late & ~found["outcome"].isin(["abandoned", "closed", "busy"])).sum())

    assert answered(lived) == 0
    assert answered(open_late) > 0.08 * len(calls(lived))
    assert of_all(open_late)["closed"] < 0.8 * of_all(lived)["closed"]

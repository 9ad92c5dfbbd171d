"""The bank scenario: its figures are the estimates, and its simulation comes near what was observed."""

import gc
import os
from pathlib import Path

import pandas as pd
import pytest

from cxsim.calibration.fit import compare_by_hour, distances
from cxsim.calibration.read_observed import read_observed
from cxsim.results.run import simulate
from cxsim.scenario.load import load_scenario
from cxsim.scenario.quantities import parse_duration
from tests.calibration.bank import (
    DAYS,
    LOG,
    SCENARIOS,
    estimates,
    first_calls,
    head_start,
    intervals,
    observed,
    opening_hours,
    redials_after_hanging_up,
)

SECOND = 1 / 86_400


@pytest.fixture(scope="module")
def scenario():
    return load_scenario(SCENARIOS / "bank.yaml")


@pytest.fixture(scope="module")
def targets():
    return read_observed(SCENARIOS / "bank_observed.csv")


def written(scenario):
    """Single figures of the scenario by path; durations in seconds."""
    agent, menu = (scenario.touchpoints[name] for name in ("agent", "menu"))
    personas = scenario.personas.items()
    return {
        "population.prospects_per_day": scenario.population.prospects_per_day,
        **{f"personas.{name}.share": persona.share for name, persona in personas},
        **{f"personas.{name}.patience": persona.patience for name, persona in personas},
        "touchpoints.agent.waiting.patience.shape": agent.waiting.patience.shape,
        "touchpoints.agent.waiting.patience.scale": agent.waiting.patience.scale / SECOND,
        "touchpoints.agent.service.mean": agent.service.mean / SECOND,
        "touchpoints.agent.service.sd": agent.service.sd / SECOND,
        "touchpoints.menu.service.mean": menu.service.mean / SECOND,
        "touchpoints.menu.service.sd": menu.service.sd / SECOND,
    }


class TestScenario:
    def test_what_has_no_estimate_is_off(self, scenario):
        on = {name for name, switch in scenario.mechanisms.model_dump().items() if switch}
        assert on == {"queues", "patience", "redial", "rhythms"}

    def test_every_estimate_says_where_it_comes_from(self, scenario):
        for path in ("service", "waiting.patience", "waiting.redial", "waiting.redial_delay"):
            assert f"touchpoints.agent.{path}" in scenario.evidence
        assert {"population.prospects_per_day", "teams.agents.shifts"} <= scenario.evidence.keys()
        assert all("Technion" in note.source for note in scenario.evidence.values())

    def test_agents_are_there_when_callers_are(self, scenario):
        week = scenario.rhythms["calls"].week()
        hours = {(day, hour) for day in range(7) for hour in range(24) if week[day][hour] > 0}
        staffed = {
            (int(start), round(start % 1 * 24) + step)
            for shift in scenario.teams["agents"].shifts
            for start, end in spans(shift.hours)
            for step in range(max(1, round((end - start) * 24)))
        }
        assert hours <= staffed

    def test_nobody_is_on_the_line_when_the_simulation_ends(self, scenario):
        end = scenario.period.warm_up + scenario.period.follow_up
        assert end % 7 == pytest.approx(1.25)  # Tuesday, 06:00


def spans(hours):
    from cxsim.scenario.hours import parse_hours

    return parse_hours(hours)


@pytest.fixture(scope="module")
def opening():
    """Calls to the regular agents while the bank was open, from the log itself."""
    path = Path(os.environ.get("CXSIM_DATA", ""), LOG)
    if not path.is_file():
        pytest.skip(
            f"the bank's call log is not part of the repository: CXSIM_DATA names no folder with {LOG}"
        )
    return opening_hours(path)


class TestEstimates:
    """The figures in the files, from the log."""

    def test_single_figures(self, scenario, opening):
        digits = {"share": 3, "patience": 2, "shape": 2}
        found = {
            path: round(value, digits.get(path.split(".")[-1], 0))
            for path, value in estimates(opening).items()
        }
        found["personas.priority.share"] += 0.001  # rounded so that the three shares sum to 1
        assert written(scenario) == pytest.approx(found)

    def test_calls_by_hour_and_weekday(self, scenario, opening):
        week = pd.DataFrame(scenario.rhythms["calls"].week(), index=range(7)).T
        assert list(scenario.rhythms["calls"].days) == list(DAYS)
        assert (week.to_numpy() == first_calls(opening).round().to_numpy()).all()

    def test_redial(self, scenario, opening):
        seen, corrected, delays = redials_after_hanging_up(opening)
        waiting = scenario.touchpoints["agent"].waiting
        assert seen < waiting.redial < corrected
        note = scenario.evidence["touchpoints.agent.waiting.redial"]
        assert note.range == (round(seen, 2), round(corrected, 2))
        assert [second / SECOND for second in waiting.redial_delay.quantiles] == pytest.approx(delays)

    def test_head_start(self, scenario, opening):
        assert head_start(opening) == pytest.approx(scenario.teams["agents"].head_start / SECOND, abs=1)

    def test_observed_figures(self, targets, opening):
        pd.testing.assert_frame_equal(targets, observed(opening), check_index_type=False)

    @pytest.mark.verify
    def test_intervals(self, scenario, opening):
        limits = intervals(opening, resamples=60)
        for path, (low, high) in limits.iterrows():
            note = scenario.evidence.get(path) or scenario.evidence.get(path.rsplit(".", 1)[0])
            if path.endswith(
                (".sd", ".shape")
            ):  # the range beside a distribution is that of its mean or scale
                continue
            noted = [
                end if isinstance(end, float | int) else parse_duration(end) / SECOND for end in note.range
            ]
            assert noted == pytest.approx([low, high], abs=0.4 * (high - low)), path


@pytest.fixture(scope="module")
def comparison(scenario, targets):
    """Forty simulated work days beside the twenty-three observed ones."""
    gc.disable()  # looking for garbage takes a third of the time, and there is none before the end
    try:
        return compare_by_hour(simulate(scenario, replications=4, seed=1), targets)
    finally:
        gc.enable()


class TestFit:
    """Limits are a little above what was measured: a change that spoils the fit is seen, chance is not."""

    def test_as_a_whole(self, comparison):
        summary = distances(comparison)
        assert summary.loc["abandoned", "distance"] == pytest.approx(0, abs=0.012)  # measured -0.007
        assert summary.loc["mean_wait", "distance"] == pytest.approx(0, abs=4)  # measured 2.8 s

    def test_hour_by_hour(self, comparison):
        summary = distances(comparison)
        assert summary.loc["abandoned", "mean_distance"] < 0.021  # measured 0.016
        assert summary.loc["mean_wait", "mean_distance"] < 7.5  # seconds; measured 5.9
        assert summary.loc["abandoned", "largest_distance"] < 0.065  # measured 0.055
        assert summary.loc["mean_wait", "largest_distance"] < 25  # seconds; measured 22
        assert (summary["hours_inside"] >= summary["hours"] - 2).all()

    def test_calls_and_who_had_to_wait_which_nobody_tuned(self, comparison):
        whole = comparison[comparison["hour"] == "all"].set_index("measure")
        assert whole.loc["calls", "distance"] / whole.loc["calls", "observed"] == pytest.approx(0, abs=0.03)
        assert whole.loc["had_to_wait", "distance"] == pytest.approx(0, abs=0.03)

    def test_a_steady_week_lacks_the_differences_between_real_days(self, comparison):
        spread = comparison[comparison["hour"] == "all"].set_index("measure").loc["abandoned_spread"]
        assert spread["observed"] == pytest.approx(0.104, abs=0.001)
        assert spread["simulated"] < spread["observed"] / 2

"""What is valid can be simulated: numbers stay finite at the limits, and nobody comes from nowhere."""

import math

import pytest

from cxsim.engine.counted import AtVisit
from cxsim.engine.plan import plan
from cxsim.engine.tally import UNIT
from cxsim.engine.vocabulary import Event, Origin
from cxsim.scenario.crossings import takes_time
from cxsim.scenario.distributions import DurationDistribution
from cxsim.scenario.faults import ScenarioError
from cxsim.scenario.load import scenario_from_dict
from cxsim.scenario.model import Scenario
from cxsim.scenario.strict import StrictModel
from tests.engine.scenarios import Data, changed, persona, rows_of, scenario, simulate, touchpoint

ALL_ON = (
    "frictions",
    "memory",
    "mood",
    "recovery",
    "detection",
    "complaints",
    "expectation",
    "surveys",
    "gate",
)


def at_the_limits() -> Data:
    """Every visit fails, recovery fails, nothing is forgotten, and every feeling is as strong as can be."""
    reading = {"centre": 1000.0, "gain": 1000.0, "noise": 1000.0}
    bad = touchpoint(
        frictions={"x": {"probability": 1.0, "severity": 1.0, "technology": 1000.0, "load": 1000.0}},
        recovery="desk",
        quality=0.0,
        survey=True,
        gate={"prospect": 0.001, "stakes": 1000.0},
    )
    data = scenario(
        {"bad": bad},
        on=ALL_ON,
        prospects=2.0,
        horizon=20.0,
        desks={"desk": {"title": "Desk", "skill": 0.0, "time": "0 s"}},
        personas={
            "ana": persona(
                expectation=1.0,
                complaint=1.0,
                loss_aversion=10.0,
                friction_odds=1000.0,
                stakes={"bad": 1000.0},
                survey_response=1.0,
            )
        },
        feelings={
            "sensitivity": 1.0,
            "escalation": 2.0,
            "double_deviation": 5.0,
            "expectation_weight": 10.0,
            "mood_carry": 1.0,
            "memory_half_life": "100 y",
        },
        gate={"friction": 1000.0, "mood": 1000.0, "competition": -1000.0},
        surveys={"csat": reading, "nps": reading, "ces": reading},
    )
    data["journeys"]["buy"]["links"]["bad"] = {"bad": 0.99, "goal": 0.01}
    return data


def test_numbers_stay_finite_at_the_limits() -> None:
    data = at_the_limits()
    data["touchpoints"]["bad"]["gate"]["prospect"] = 0.0  # so that journeys are long
    scenario_from_dict(data)
    result = simulate(data)
    felt = [row.felt for row in rows_of(result, Event.VISIT)]
    assert max(row.visit for row in rows_of(result, Event.VISIT)) > 100
    assert all(math.isfinite(value) for value in felt)
    visits = [row.visit for row in rows_of(result, Event.VISIT)]
    # A failed recovery weighs 5 in memory; after n of them the next one is felt as 10 (10 + 5 (1 + 10 n)).
    assert felt == pytest.approx([-500.0 * (visit - 1) - 150.0 for visit in visits], rel=1e-3)
    assert result.tally.visits[..., AtVisit.FELT].sum() * UNIT == pytest.approx(sum(felt), rel=1e-9)
    assert {row.score for row in rows_of(result, Event.CSAT)} <= {1, 2, 3, 4, 5}
    assert all(-1 <= row.mood <= 1 for row in result.events)


def test_whoever_is_at_the_limit_leaves() -> None:
    result = simulate(at_the_limits())
    assert rows_of(result, Event.NOT_CONVERTED)


def existing_only(referral: float | None) -> Data:
    """Satisfied customers, and no journey for those whom they might bring."""
    data = scenario(
        {"a": touchpoint()},
        existing=50,
        horizon=60.0,
        personas={"p": persona(satisfaction=1.0)},
        on=("referrals",),
        advocacy={} if referral is None else {"referral": referral},
    )
    use = {"title": "Use", "type": "use", "every": "1 d", "start": {"a": 1.0}, "links": {"a": {"goal": 1.0}}}
    del data["touchpoints"]["letter"]
    return {**data, "journeys": {"use": use}}


@pytest.mark.parametrize("referral", [None, 0.01, 0.0])
def test_nobody_is_referred_who_could_not_become_a_customer(referral: float | None) -> None:
    data = existing_only(referral)
    assert plan(scenario_from_dict(data)).advocacy.referral == 0.0
    result = simulate(data)
    assert {row.origin for row in result.customers} == {Origin.EXISTING}
    assert rows_of(result, Event.REFERRAL) == []


def test_referrals_may_be_left_in_place_while_they_are_switched_off() -> None:
    with pytest.raises(ScenarioError, match="no journey of type onboarding"):
        scenario_from_dict(existing_only(0.5))
    scenario_from_dict(changed(existing_only(0.5), referrals=False))


def test_with_onboarding_referrals_are_on() -> None:
    data = scenario({"a": touchpoint()}, prospects=1.0, on=("referrals",))
    assert plan(Scenario.model_validate(data)).advocacy.referral == 0.01


class Holder(StrictModel):
    """Reads a distribution."""

    duration: DurationDistribution


@pytest.mark.parametrize(
    ("duration", "factor", "passes"),
    [
        ("1 min", 1.0, True),
        ("59 s", 1.0, False),
        ("10 min", 0.05, False),
        ({"distribution": "exponential", "mean": "2 min"}, 0.5, True),
        ({"distribution": "lognormal", "mean": "1 h", "sd": "9 h"}, 1.0, True),
        ({"distribution": "lognormal", "mean": "1 h", "sd": "11 h"}, 1.0, False),
        ({"distribution": "weibull", "shape": 0.2, "mean": "1 h"}, 1.0, False),
        ({"distribution": "empirical", "quantiles": ["0 s"] * 500 + ["1 y"]}, 1.0, False),
        ({"distribution": "uniform", "low": "0 s", "high": "2 min"}, 1.0, True),
        ({"distribution": "triangular", "low": "0 s", "mode": "0 s", "high": "3 min"}, 1.0, True),
    ],
)
def test_where_time_passes(duration: object, factor: float, passes: bool) -> None:
    assert takes_time(Holder.model_validate({"duration": duration}).duration, factor) is passes

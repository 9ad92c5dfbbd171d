"""Where nothing makes a difference nothing is recommended, though chance moves people in every world."""

import pytest
from scipy import stats

from cxsim.questions.choice.estimate import TODAY, select
from cxsim.questions.experiments.objectives import VERDICTS
from cxsim.questions.ranking.estimate import rank
from cxsim.scenario.model import Scenario
from cxsim.scenario.objective import Objective
from tests.engine.scenarios import Data, changed
from tests.questions.portfolio.companies import using
from tests.questions.small_worlds import row_of

OTHER_SHARES = (0.05, 0.15, 0.25, 0.35, 0.45, 0.55, 0.65, 0.75, 0.85, 0.95)


def two_doors_library(journey: str) -> Data:
    """Improvements that send more or fewer people to one of two touchpoints where a journey starts."""
    return {
        f"to_{number}": {
            "title": f"To {number}",
            "owner": "sales",
            "changes": [
                {"path": f"{journey}.start.one", "operation": "set", "value": share},
                {"path": f"{journey}.start.other", "operation": "set", "value": 1.0 - share},
            ],
        }
        for number, share in enumerate(OTHER_SHARES)
    }


def two_doors() -> Scenario:
    """Two touchpoints alike to begin with; improvements send more or fewer people to one of them.

    Who is sent elsewhere has other luck there, but on average neither better nor worse.
    """
    journey = row_of({"one": 0.8, "other": 0.8, "last": 0.3}, prospects=15.0, days=12.0)
    links = {name: {"last": {"share": 1.0, "delay": "1 h"}} for name in ("one", "other")}
    return Scenario.model_validate(
        changed(
            journey,
            {
                "journeys.buy.start": {"one": 0.5, "other": 0.5},
                "journeys.buy.links": {**links, "last": {"goal": 1.0}},
                "improvements": two_doors_library("journeys.buy"),
            },
            handoffs=False,
        )
    )


def two_counters() -> Scenario:
    """The same for today's customers, each of whom goes to one of two counters once, and may leave there."""
    data = using({"one": {"slow": 0.3}, "other": {"slow": 0.3}}, two_doors_library("journeys.use"))
    data["journeys"]["use"] |= {
        "start": {"one": 0.5, "other": 0.5},
        "links": {"one": {"goal": 1.0}, "other": {"goal": 1.0}},
    }
    return Scenario.model_validate(data)


def false_alarms(studies: int, replications: int = 8, objective: Objective = "join") -> float:
    """In how many studies something is said to keep or to win customers, or to lose them."""
    scenario, wrong = {"join": two_doors, "stay": two_counters}[objective](), 0
    for seed in range(studies):
        found = rank(scenario, replications=replications, seed=seed, objective=objective)
        wrong += bool({*found.figures["verdict"]} & {*VERDICTS[objective]})
    return wrong / studies


def left_alone(studies: int) -> float:
    """In how many studies today's journey is chosen."""
    scenario = two_doors()
    return sum(select(scenario, zone=0.1, seed=seed).best == TODAY for seed in range(studies)) / studies


def test_chance_moves_people_in_every_world():
    table = rank(two_doors(), replications=8).figures
    assert (table["by_joining"] != 0).mean() > 0.5


@pytest.mark.parametrize("objective", ["join", "stay"])
def test_hardly_ever_is_anything_recommended(objective):
    studies = 20
    assert false_alarms(studies, objective=objective) <= stats.binom.ppf(0.999, studies, 0.05) / studies


def test_today_is_left_as_it_is():
    studies = 8
    assert left_alone(studies) >= stats.binom.ppf(0.001, studies, 0.95) / studies


@pytest.mark.verify
@pytest.mark.parametrize("replications", [3, 8])
def test_nothing_is_recommended_where_nobody_stays_for_it(replications, verification):
    """At 1,000 studies 5.0 % may look like 6.7 by chance."""
    studies = 1_000
    verification(
        f"studies without effects on who stays, {replications} replications",
        false_alarms(studies, replications, "stay"),
        "at most",
        stats.binom.ppf(0.99, studies, 0.05) / studies,
    )


@pytest.mark.verify
def test_nothing_is_recommended_where_nothing_helps(verification):
    studies = 1_000
    allowed = stats.binom.ppf(0.99, studies, 0.05) / studies
    verification(
        "studies without effects that recommend something", false_alarms(studies), "at most", allowed
    )
    studies = 400
    asked = stats.binom.ppf(0.01, studies, 0.95) / studies
    verification("the same, today chosen sequentially", left_alone(studies), "at least", asked)

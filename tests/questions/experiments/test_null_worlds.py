"""Where nothing makes a difference nothing is recommended, though chance moves people in every world."""

import pytest
from scipy import stats

from cxsim.questions.choice.estimate import TODAY, select
from cxsim.questions.experiments.objectives import VERDICTS
from cxsim.questions.ranking.estimate import rank
from cxsim.scenario.model import Scenario
from tests.engine.scenarios import changed
from tests.questions.small_worlds import row_of

OTHER_SHARES = (0.05, 0.15, 0.25, 0.35, 0.45, 0.55, 0.65, 0.75, 0.85, 0.95)


def two_doors() -> Scenario:
    """Two touchpoints alike to begin with; improvements send more or fewer people to one of them.

    Who is sent elsewhere has other luck there, but on average neither better nor worse.
    """
    journey = row_of({"one": 0.8, "other": 0.8, "last": 0.3}, prospects=15.0, days=12.0)
    links = {name: {"last": {"share": 1.0, "delay": "1 h"}} for name in ("one", "other")}
    library = {
        f"to_{number}": {
            "title": f"To {number}",
            "owner": "sales",
            "changes": [
                {"path": "journeys.buy.start.one", "operation": "set", "value": share},
                {"path": "journeys.buy.start.other", "operation": "set", "value": 1.0 - share},
            ],
        }
        for number, share in enumerate(OTHER_SHARES)
    }
    return Scenario.model_validate(
        changed(
            journey,
            {
                "journeys.buy.start": {"one": 0.5, "other": 0.5},
                "journeys.buy.links": {**links, "last": {"goal": 1.0}},
                "improvements": library,
            },
            handoffs=False,
        )
    )


def false_alarms(studies: int, replications: int = 8) -> float:
    """In how many studies something is said to keep or to lose customers."""
    scenario, wrong = two_doors(), 0
    for seed in range(studies):
        verdicts = set(rank(scenario, replications=replications, seed=seed).figures["verdict"])
        wrong += bool(verdicts & {*VERDICTS["join"]})
    return wrong / studies


def left_alone(studies: int) -> float:
    """In how many studies today's journey is chosen."""
    scenario = two_doors()
    return sum(select(scenario, zone=0.1, seed=seed).best == TODAY for seed in range(studies)) / studies


def test_chance_moves_people_in_every_world():
    table = rank(two_doors(), replications=8).figures
    assert (table["by_joining"] != 0).mean() > 0.5


def test_hardly_ever_is_anything_recommended():
    studies = 20
    assert false_alarms(studies) <= stats.binom.ppf(0.999, studies, 0.05) / studies


def test_today_is_left_as_it_is():
    studies = 8
    assert left_alone(studies) >= stats.binom.ppf(0.001, studies, 0.95) / studies


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

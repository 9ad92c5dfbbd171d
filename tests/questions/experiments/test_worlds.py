"""What becomes of people in a world is what the event log and the customer table say."""

import numpy as np
import pytest

from cxsim.errors import InterventionError
from cxsim.questions.experiments.interventions import world
from cxsim.questions.experiments.worlds import live, live_through, look_on
from cxsim.results.run import simulate
from cxsim.scenario.model import Scenario
from tests.engine.rich import rich
from tests.engine.scenarios import changed
from tests.questions.small_worlds import row_of


@pytest.fixture(scope="module")
def scenario():
    """With a warm-up, in which visits do not count."""
    data = changed(rich(5, coarse=False, no_purchase=False), {"period.warm_up": "20 d"})
    return Scenario.model_validate(data)


@pytest.fixture(scope="module")
def run(scenario):
    return simulate(scenario, replications=3, seed=4)


def test_outcomes_are_those_of_the_customer_table(scenario, run):
    warm_up, people = scenario.period.warm_up, run.customers[run.customers["replication"] == 2]
    people = people[~(people["ended"] < warm_up)]
    found = live(world(scenario), seed=4, replication=2)
    assert np.array_equal(found.customer, people["customer"])
    assert (np.diff(found.customer) > 0).all()
    for name in ("kept", "todays", "came", "joined", "measured", "satisfaction"):
        assert np.array_equal(getattr(found, name), people[name]), name
    todays = people["was_customer"] & (people["since"] < warm_up)
    assert np.array_equal(found.todays, todays)
    assert todays.sum() > (people["origin"] == "existing").sum(), "some were won in the warm-up"
    assert people.loc[todays, "measured"].all()
    came = (people["origin"] == "prospect") & people["measured"] & (people["arrived"] >= warm_up)
    assert np.array_equal(found.came, came)
    decided = people["converted"] - people["arrived"] <= (scenario.period.time_to_decide or np.inf)
    assert np.array_equal(found.joined, came & decided)
    assert np.array_equal(found.arrived, people["arrived"] >= warm_up)
    assert list(np.array(list(scenario.personas))[found.persona]) == list(people["persona"])
    assert not found.reached_goal.any(), "nothing was forced"


def test_visitors_came_after_the_warm_up_and_are_measured(scenario, run):
    people = run.customers[(run.customers["replication"] == 2) & run.customers["measured"]]
    events = run.events[run.events["replication"] == 2]
    visits = events[events["event"] == "visit"]
    assert (visits["began"] < scenario.period.warm_up).sum() > 50
    late = visits[(visits["began"] >= scenario.period.warm_up) & visits["customer"].isin(people["customer"])]
    outcomes, visitors = look_on(world(scenario), seed=4, replication=2)
    for place, came in zip(scenario.touchpoints, visitors.came, strict=True):
        assert came.tolist() == sorted(set(late.loc[late["touchpoint"] == place, "customer"])), place
    assert np.array_equal(outcomes.customer[outcomes.measured], people["customer"])


def test_pain_and_joy_are_summed_over_measured_visits(scenario, run):
    measured = run.customers[(run.customers["replication"] == 2) & run.customers["measured"]]["customer"]
    events = run.events[run.events["replication"] == 2]
    visits = events[(events["event"] == "visit") & (events["time"] >= scenario.period.warm_up)]
    _, visitors = look_on(world(scenario), seed=4, replication=2)
    for rank, place in enumerate(scenario.touchpoints):
        felt = visits.loc[visits["customer"].isin(measured) & (visits["touchpoint"] == place), "felt"]
        assert visitors.pain[rank] == pytest.approx(-felt[felt < 0].sum(), abs=1e-6)
        assert visitors.joy[rank] == pytest.approx(felt[felt > 0].sum(), abs=1e-6)


def test_a_replication_in_which_nobody_is_measured_is_refused():
    """Whether others measure somebody or not: a mean over replications would be no number."""
    few = Scenario.model_validate(row_of({"a": 1.0}, prospects=0.06, days=20.0))
    people = simulate(few, replications=8, seed=1).customers
    measured = people[people["measured"]].groupby("replication").size()
    assert 0 < len(measured) < 8
    for number in range(8):
        worlds = {"today": world(few)}
        given = (worlds, lambda lived: np.array(lived.outcomes["today"].measured.sum()))
        if number in measured.index:
            assert live_through(*given, range(number, number + 1), seed=1) == [measured[number]]
        else:
            with pytest.raises(InterventionError, match=r"nobody was measured .* raise population.existing"):
                live_through(*given, range(number, number + 1), seed=1)

"""The improvement to choose is the one that theory names, and what it took is counted."""

import dataclasses
import re

import pytest

from cxsim.questions.choice import estimate as selection
from cxsim.questions.choice.estimate import TODAY, select
from cxsim.questions.experiments.sums import PEOPLE
from cxsim.questions.ranking.estimate import rank
from cxsim.scenario.model import Scenario
from tests.questions.library import LIBRARY, STAKES
from tests.questions.small_worlds import Truth, row_of
from tests.questions.staffing.calls import calls


@pytest.fixture(scope="module")
def scenario():
    return Scenario.model_validate(row_of(STAKES, improvements=LIBRARY))


@pytest.fixture(scope="module")
def chosen(scenario):
    return select(scenario, zone=0.01, seed=3)


def test_the_best_is_chosen(chosen):
    assert (chosen.best, chosen.sure) == ("all", True)
    assert chosen.figures.index[0] in ("all", "half")
    assert chosen.figures.loc["all", "beaten_by"] == ""
    gain = Truth(STAKES).potential("second", 1.0)
    assert chosen.figures.loc["all", "gain"] == pytest.approx(gain, abs=0.02)
    assert chosen.figures.loc[TODAY, "gain"] == 0.0
    said = chosen.summary()
    title = chosen.scenario.improvements["all"].title
    assert said.startswith(f"“{title}” does most (more join, of 100): ")
    assert "by 1 of 100 or more is found with a probability of at least 95 %" in said


def test_net_value_has_limits_for_all_improvements_as_in_a_ranking(scenario):
    """The best is picked among them: limits of its own would be too narrow for it."""
    found = select(scenario, ["all", "half"], zone=0.01, first=10, most=10, seed=3).figures
    ranked = rank(scenario, ["all", "half"], replications=10, seed=3).figures
    for name in ("all", "half"):
        for end in ("net", "net_low", "net_high"):
            assert found.loc[name, end] == pytest.approx(ranked.loc[name, end], rel=0.02), (name, end)


def test_what_counts_as_saved_is_said_where_staff_cost(chosen):
    assert "count as saved" not in chosen.summary()
    staffed = chosen.scenario.model_copy(update={"teams": calls().teams})
    said = dataclasses.replace(chosen, scenario=staffed).summary()
    assert re.search(r"“.*”: .*, if hours that staff are not needed count as saved\.", said)


def test_today_stays_where_nothing_is_better(scenario):
    found = select(scenario, ["useless", "harmful"], zone=0.02)
    assert (found.best, found.sure) == (TODAY, True)
    assert found.summary().startswith("Leave today’s journey as it is: ")


def test_what_it_took_is_counted(scenario, chosen, monkeypatch):
    simulated = []
    live_each = selection.live_each

    def counting(worlds, *rest):
        lived = live_each(worlds, *rest)
        if lived.sums.shape[1] > 1:  # else it is what today is like
            simulated.append(lived.sums[:, :, 0, PEOPLE].sum())
        return lived

    monkeypatch.setattr(selection, "live_each", counting)
    again = select(scenario, zone=0.01, seed=3)
    assert again.customers == chosen.customers == pytest.approx(sum(simulated), rel=1e-9)
    assert again.figures.equals(chosen.figures)
    assert chosen.customers_equal > chosen.customers
    said = chosen.summary()
    saved = int(re.search(r"roughly (\d+) times as many", said).group(1))
    assert saved == pytest.approx(chosen.customers_equal / chosen.customers, abs=0.5)


def test_gains_are_those_of_the_ranking(scenario, chosen):
    """Both look at the same replications."""
    ranking = rank(scenario, replications=int(chosen.figures.loc["all", "replications"]), seed=3)
    assert chosen.figures.loc["all", "gain"] == pytest.approx(ranking.figures.loc["all", "gain"], rel=0.02)


def test_an_unsafe_choice_is_not_made(scenario):
    found = select(scenario, ["all", "half"], zone=1e-5, first=5, most=6)
    assert not found.sure
    said = found.summary()
    assert said.startswith("After 6 replications it is not yet safe to choose: “")
    assert "does most" not in said


def test_fewer_replications_than_variances_are_estimated_from(scenario):
    found = select(scenario, ["all", "half"], zone=1e-5, most=2)
    assert (found.sure, found.manifest["replications"]) == (False, 2)
    assert (found.figures["replications"] == 2).all()
    assert select(scenario, ["useless", "harmful"], zone=0.5, most=9).best == TODAY


def test_nothing_to_choose_from(scenario):
    with pytest.raises(ValueError, match="has no improvements"):
        select(scenario, [])

"""Portfolios are the best that the budget allows; gains are those of theory; contradictions stay apart."""

import itertools

import pandas as pd
import pytest
from scipy import stats

from cxsim.questions.experiments.contradictions import contradictions
from cxsim.questions.portfolio import estimate
from cxsim.questions.portfolio import search as module
from cxsim.questions.portfolio.estimate import portfolio
from cxsim.questions.ranking.estimate import rank
from cxsim.scenario.model import Scenario
from tests.engine.scenarios import Data
from tests.questions.library import friction, improvement
from tests.questions.portfolio.gates import COSTS, STAKES, data
from tests.questions.small_worlds import FRICTION, row_of, today


def joined(mended: tuple[str, ...]) -> float:
    product = 1.0
    for name, stake in STAKES.items():
        product *= today(stake, 0.0, 0.0 if name in mended else FRICTION)
    return product


def truth(budget: float) -> tuple[str, ...]:
    sets = [
        s for n in range(5) for s in itertools.combinations(COSTS, n) if sum(COSTS[x] for x in s) <= budget
    ]
    return max(sets, key=lambda chosen: (round(joined(chosen), 9), -sum(COSTS[x] for x in chosen)))


@pytest.mark.parametrize("budget", [25.0, 50.0, 70.0, 85.0, 200.0])
@pytest.mark.parametrize("few", [64, 1])
def test_the_best_set_is_found(budget, few, monkeypatch):
    """By trying all, and by adding one by one."""
    monkeypatch.setattr(module, "FEW", few)
    found = portfolio(Scenario.model_validate(data()), budget, replications=12)
    assert set(found.steps["improvement"]) == set(truth(budget)), "without what adds nothing"
    assert found.steps["first_year_so_far"].iloc[-1] <= budget
    assert found.exact == (few == 64)


def test_gains_are_those_of_theory():
    found = portfolio(Scenario.model_validate(data()), 200.0, replications=25, seed=2)
    for row in found.tried.itertuples():
        if len(row.improvements) in (1, 4):
            assert row.gain_low - 0.005 <= joined(row.improvements) - joined(()) <= row.gain_high + 0.005
    steps = found.steps
    assert steps["gain"].sum() == pytest.approx(steps["together"].iloc[-1])
    assert list(steps["cost_so_far"]) == pytest.approx(list(steps["cost"].cumsum()))
    assert list(steps["first_year_so_far"]) == pytest.approx(list(steps["first_year"].cumsum()))
    assert steps["together"].tolist() == steps["join"].tolist(), "the objective where nobody is there to stay"


def test_a_gain_is_the_one_that_a_ranking_tells():
    scenario = Scenario.model_validate(data())
    gains = portfolio(scenario, 200.0, replications=5).tried.set_index("improvements")
    ranked = rank(scenario, replications=5).figures
    for name in COSTS:
        assert gains.loc[[(name,)], "gain"].item() == pytest.approx(ranked.loc[name, "gain"], abs=1e-12)
        assert gains.loc[[(name,)], "net"].item() == pytest.approx(ranked.loc[name, "net"], abs=1e-6)


def test_limits_are_wide_enough_for_the_best_of_all_sets_that_were_tried():
    """Student's of one set by itself, which a ranking of one tells, made as wide as Bonferroni asks."""
    scenario = Scenario.model_validate(data())
    found = portfolio(scenario, 200.0, replications=8)
    sets = len(found.tried) - 1
    assert sets == 15, "all but none"
    wider = stats.t.ppf(1 - 0.025 / sets, 7) / stats.t.ppf(0.975, 7)
    single = found.tried.set_index("improvements").loc[[("a",)]].iloc[0]
    alone = rank(scenario, ["a"], replications=8).figures.loc["a"]
    for what in ("gain", "net"):
        half = alone[what] - alone[f"{what}_low"]
        assert single[what] - single[f"{what}_low"] == pytest.approx(wider * half, rel=1e-6), what
    chosen = found.tried[found.tried["improvements"].map(set) == set(found.steps["improvement"])].iloc[0]
    last = found.steps.iloc[-1]
    for ours, theirs in (("together", "gain"), ("net", "net"), ("net_as_staffed", "net_as_staffed")):
        ends = [f"{ours}{end}" for end in ("_low", "", "_high")]
        same = [f"{theirs}{end}" for end in ("_low", "", "_high")]
        assert list(last[ends]) == pytest.approx(list(chosen[same])), "the chosen set is one of them"
    assert f"Limits hold for all {sets} combinations together" in found.summary()


def test_a_budget_is_for_the_first_year_and_net_value_until_the_horizon():
    library = {"a": friction("a", 0.0, one_off=10.0, yearly=50.0)}
    built = data()
    built["improvements"] = library
    scenario = Scenario.model_validate(built)
    assert portfolio(scenario, 59.0, replications=2).steps.empty
    (step,) = portfolio(scenario, 60.0, replications=6).steps.to_dict("records")
    assert step["first_year"] == step["first_year_so_far"] == 60.0
    assert 10.0 + 2 * 50.0 < step["cost"] < 10.0 + 3 * 50.0, "three years, discounted"
    ranked = rank(scenario, replications=6).figures.loc["a"]
    assert [step[f"net{end}"] for end in ("", "_low", "_high")] == pytest.approx(
        [ranked[f"net{end}"] for end in ("", "_low", "_high")]
    )
    assert step["payback"] == ranked["payback"]


def test_the_efficient_ones_are_on_the_frontier():
    tried = portfolio(Scenario.model_validate(data()), 200.0, replications=6).tried
    for row in tried[~tried["efficient"]].itertuples():
        assert (
            (tried["first_year"] <= row.first_year) & (tried["gain"] >= row.gain) & (tried.index != row.Index)
        ).any()
    efficient = tried[tried["efficient"]]
    assert efficient["gain"].is_monotonic_increasing
    assert tried.loc[0, "improvements"] == ()


def test_contradictions_are_named_and_never_done_together():
    other = improvement("touchpoints.a.frictions.trouble.probability", 0.01, "set", one_off=1.0)
    scenario = Scenario.model_validate(data(other=other))
    path = "touchpoints.a.frictions.trouble.probability"
    pair = (("a", "other"), "one sets {path}, the other changes {other}", {"path": path, "other": path})
    (against,) = contradictions(scenario, scenario.improvements)
    assert against == pair
    assert against.why == f"one sets {path}, the other changes {path}"
    found = portfolio(scenario, 1_000.0, replications=4)
    assert found.contradictions == (pair,)
    assert not any({"a", "other"} <= set(names) for names in found.tried["improvements"])


def test_a_budget_too_small_buys_nothing():
    found = portfolio(Scenario.model_validate(data()), 1.0, replications=2)
    assert found.steps.empty
    assert list(found.tried["improvements"]) == [()]
    for budget in (0.0, -1.0, float("inf"), float("nan")):
        with pytest.raises(ValueError, match=r"^budget: found .*, expected an amount of money above 0$"):
            portfolio(Scenario.model_validate(data()), budget)
    with pytest.raises(ValueError, match="has no improvements"):
        portfolio(Scenario.model_validate(row_of(STAKES)), 10.0)


def adding(value: float, **cost: float) -> Data:
    return improvement("touchpoints.b.frictions.trouble.probability", value, "add", **cost)


def test_what_only_fails_together_is_a_contradiction_and_the_search_goes_on():
    """Each lowers a probability of 0.3: by 0.2, two are too many; by 0.12, three are."""
    pair = row_of(STAKES, improvements={"x": adding(-0.2), "y": adding(-0.2), "c": friction("c", 0.0)})
    found = portfolio(Scenario.model_validate(pair), 10.0, replications=3)
    (against,) = found.contradictions
    assert against.improvements == ("x", "y")
    place = "touchpoints.b.frictions.trouble.probability"
    assert against.why == f"together they give -0.1 at {place}; expected a number from 0 to 1"
    assert {"x", "c"} in [set(names) for names in found.tried["improvements"]]
    three = {name: adding(-0.12, one_off=1.0) for name in ("x", "y", "z")}
    scenario = Scenario.model_validate(row_of(STAKES, improvements={**three, "c": friction("c", 0.0)}))
    assert contradictions(scenario, scenario.improvements) == []
    found = portfolio(scenario, 10.0, replications=3)
    assert [one.improvements for one in found.contradictions] == [("x", "y", "z")]
    assert len(found.tried) == 14, "all sets but the two that hold all three"
    assert len(found.steps) == 3


@pytest.mark.parametrize("few", [64, 1])
def test_shares_that_no_longer_sum_to_one_together_are_a_contradiction(few, monkeypatch):
    """No two changes are at the same place, so that it only comes up on the way."""
    monkeypatch.setattr(module, "FEW", few)
    built = data()
    built["journeys"]["buy"]["links"]["a"] = {"b": 0.9, "c": 0.1}
    links = "journeys.buy.links.a"
    built["improvements"] = {
        "c": friction("c", 0.0, one_off=1.0),
        "all_to_b": {
            **improvement(f"{links}.b.share", 0.1, "add"),
            "changes": [
                {"path": f"{links}.b.share", "operation": "add", "value": 0.1},
                {"path": f"{links}.c.share", "operation": "set", "value": 0.0},
            ],
        },
        "more_to_c": {
            **improvement(f"{links}.b.share", 0.1, "add"),
            "changes": [
                {"path": f"{links}.b.share", "operation": "add", "value": -0.2},
                {"path": f"{links}.c.share", "operation": "add", "value": 0.2},
            ],
        },
    }
    found = portfolio(Scenario.model_validate(built), 10.0, replications=3)
    assert [one.improvements for one in found.contradictions] == [("all_to_b", "more_to_c")]


def test_sets_are_told_of_and_names_are_checked():
    told: list[int] = []
    scenario = Scenario.model_validate(data())
    found = portfolio(scenario, 50.0, ["c", "d"], replications=3, progress=told.append)
    assert told == sorted(told)
    assert told[-1] == len(found.tried) == 4
    assert list(found.first_year) == ["c", "d"]
    with pytest.raises(ValueError, match='no improvement "dd"'):
        portfolio(scenario, 10.0, ["dd"])


def test_what_gains_nothing_is_not_bought():
    scenario = Scenario.model_validate(data(e=friction("d", 0.5, one_off=1.0)))
    found = portfolio(scenario, 6.0, ["d", "e"], replications=3)
    assert found.steps.empty, "nothing is at stake there"


def test_a_glimpse_says_which_sets_are_simulated_in_all_replications(monkeypatch):
    scenario = Scenario.model_validate(data())
    monkeypatch.setattr(module, "FEW", 1)
    whole = portfolio(scenario, 200.0, replications=8)
    monkeypatch.setattr(estimate, "SEARCHED", 2)
    found = portfolio(scenario, 200.0, replications=8)
    assert found.simulated > len(found.tried) - 1
    assert len(found.tried) < len(whole.tried), "some were only looked at"
    assert found.steps["improvement"].tolist() == whole.steps["improvement"].tolist()
    ours = found.tried.set_index("improvements")
    theirs = whole.tried.set_index("improvements")
    both = ours.index.intersection(theirs.index)
    assert len(both) > 3
    pd.testing.assert_series_equal(ours.loc[both, "gain"], theirs.loc[both, "gain"])
    best = found.tried.loc[found.tried["first_year"] <= 200.0, "gain"].max()
    chosen = ours.loc[[set(one) == set(found.steps["improvement"]) for one in ours.index], "gain"]
    assert chosen.item() >= best - found.equivalence_band, "nothing seen is better, but for what adds nothing"

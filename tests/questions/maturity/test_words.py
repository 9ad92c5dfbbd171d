"""Maturity in words and tables says what the numbers say, and no more."""

import dataclasses

import numpy as np

from cxsim.questions.maturity.estimate import maturity
from cxsim.scenario.assessment import PRACTICES, Assessment
from cxsim.scenario.model import Scenario
from tests.questions.maturity.levels import TODAY, serving, study

NOBODY = {"detection": False, "handoffs": False}
SPACE = "\u00a0"


def with_stages(found, **columns):
    """The same study with other figures of stages, in the same order."""
    return dataclasses.replace(found, stages=found.stages.assign(**columns))


def said_in_full(row):
    gain, low, high = (f"{100 * row[name]:.1f}" for name in ("gain", "gain_low", "gain_high"))
    return f"of 100 prospects {gain} more become customers within 1 day (95{SPACE}% limits +{low} to +{high})"


def signed(value):
    return f"{100 * value:+.1f}".replace("-", "−")


def test_the_best_next_level_is_named_with_its_figures(found):
    said, best = found.summary().splitlines(), found.stages.iloc[0]
    assert best["gain_low"] > 0
    assert best["best"] > 0.995
    named = f"“{best.name}” ({best['level']} → {best['next']})"
    assert said[0] == (
        f"The next level of {named} gains the most of all stages, almost certainly: {said_in_full(best)}."
    )
    assert (
        said[1]
        == f"This is about {found.came:,.0f} prospects who come by themselves and have 1 day to decide."
    )
    more = found.together["customers"]
    assert said[2].startswith("Besides, there are ")
    together = " to ".join(signed(found.together[f"gain_{end}"]) for end in ("low", "high"))
    assert said[3] == f"All stages one level up: {signed(found.together['gain'])} ({together})."
    highest, lowest = found.rungs.loc["optimised"], found.rungs.loc["initial"]
    ends = " to ".join(signed(lowest[f"gain_{end}"]) for end in ("low", "high"))
    assert said[4] == (
        f"With every stage at optimised, {said_in_full(highest)}; with every stage at initial, "
        f"{signed(lowest['gain'])} ({ends})."
    )
    assert more > found.stages["customers"].max() > 0


def test_of_todays_customers_it_says_who_stay_and_of_money_that_nothing_was_paid():
    scenario = Scenario.model_validate(serving())
    staying = maturity(scenario, 8).summary().splitlines()
    assert staying[0].startswith(
        "With the next level of “use” (defined → managed), of 100 of today’s customers "
    )
    assert "more stay after 20 days (95" in staying[0]
    assert staying[1] == (
        "This is about 400 customers of today, followed for 20 days; contracts last up to 50 years, longer "
        "than the follow-up, so that not everybody had to decide whether to stay."
    )
    raised = "With the next level of “use” (defined → managed), "
    worth = maturity(scenario, 8, objective="net_value").summary()
    assert worth.startswith(f"{raised}customers bring EUR")
    assert "more over three years (95" in worth
    assert "cost" not in worth


def test_what_is_gained_at_the_cost_of_others_is_said_at_once(found):
    lost = {"stay": -0.02, "stay_low": -0.03, "stay_high": -0.01, "harmed": [("anybody",)] * 3}
    said = with_stages(found, **lost).summary().splitlines()
    assert said[0].endswith(
        f"; but of 100 of today’s customers 2.0 fewer stay after 3 months (95{SPACE}% limits −3.0 to −1.0)."
    )
    assert said[1] == "It does harm: among “Anybody” fewer join."


def test_a_close_race_is_called_one(found):
    said = with_stages(found, best=[0.6, 0.38, 0.02]).summary()
    first, second, _ = found.stages.index
    assert said.startswith(f"With the next level of “{first}” (")
    assert f"; whether it or “{second}” (" in said
    assert "gains most cannot be told yet" in said
    assert "gains the most" not in said


def test_one_that_is_clear_is_not_hidden_by_a_larger_one_that_is_not(found):
    first, second, _ = found.stages.index
    lows = np.where(found.stages.index == first, -0.001, 0.001)
    said = with_stages(found, gain_low=lows, best=[0.7, 0.3, 0.0]).summary()
    assert said.startswith(f"With the next level of “{second}” (")
    assert f"whether it or “{first}” (" in said


def test_a_favourite_without_a_rival_is_no_certainty(found):
    said = with_stages(found, best=[0.97, 0.02, 0.01]).summary()
    assert f"gains the most of all stages, with a probability of 97{SPACE}%: of 100 prospects" in said


def test_no_next_level_is_praised_that_cannot_be_told_from_none(found):
    said = with_stages(found, gain_low=-0.001).summary()
    assert said.startswith(
        "At no single stage does the next level clearly gain anything; with all stages one level up, "
        f"{said_in_full(found.together)}."
    )
    assert "gains the most" not in said
    nothing = study(2, **NOBODY).summary()
    assert nothing.startswith("At no single stage does the next level clearly gain anything; ")
    assert "of 100 prospects 0.0 more become customers within 1 day (95" in nothing
    assert "Besides" not in nothing


def test_next_levels_that_lose_customers_are_named(found):
    worst = found.stages.index[-1]
    lows = np.where(found.stages.index == worst, -0.02, found.stages["gain_low"])
    highs = np.where(found.stages.index == worst, -0.01, found.stages["gain_high"])
    said = with_stages(found, gain_low=lows, gain_high=highs).summary()
    assert f"; less than today with “{worst}” ({found.stages.loc[worst, 'level']} → " in said
    assert "less than today" not in found.summary()


def test_a_single_stage_is_compared_with_no_other():
    stages = {**dict.fromkeys(TODAY, "optimised"), "use": "initial"}
    said = study(stages=stages).summary()
    assert said.startswith("With the next level of “use” (initial → developing), of 100 prospects ")
    assert "all stages one" not in said.casefold()


def test_where_no_stage_can_be_raised_this_is_said():
    top = study(2, stages=dict.fromkeys(TODAY, "optimised"))
    said = top.summary()
    assert said.startswith(
        "No stage can be raised to a next level: “awareness”, “discovery” and “action” (no touchpoint at "
        "this stage); “interest”, “consideration”, “use” and “advocacy” (optimised already).\nThis is about "
    )
    picture = top.chart()
    assert "no stage can be raised" in [text.get_text() for text in picture.figure.axes[1].texts]
    assert len(top.table().frame) == 7
    assert picture.png


def test_one_replication_promises_nothing():
    one = study(1)
    assert one.summary() == "This is a single replication, so no next level can be told from none."
    assert "(" not in "".join(one.table().frame["More join, of 100"])
    assert "nan" not in str(one.table("ladder")) + one.chart().alt


def test_the_tables_hold_the_figures(found):
    table = found.table().frame.set_index("Stage")
    assert list(table.index[:4]) == [*found.stages.index, "all stages"]
    row, use = table.loc["use"], found.stages.loc["use"]
    assert (row["Today"], row["Next level"]) == ("defined", "managed")
    low, high = (signed(use[name]) for name in ("join_low", "join_high"))
    assert row["More join, of 100"] == f"{signed(use['join'])} ({low} to {high})"
    assert "More stay, of 100" not in table, "there is nobody who could"
    assert table.loc["advocacy", "Next level"] == "optimised already"
    figures = {"customers": 12.3, "customers_low": -1.0, "customers_high": 20.0}
    money = {"value": 12.5, "value_low": -3.0, "value_high": 1234.5}
    other = with_stages(found, **figures, **money).table().frame.set_index("Stage").loc["use"]
    assert other["Customers at the end"] == "+12 (−1 to +20)"
    assert other["Value, EUR"] == "+12 (−3 to +1,200)"
    ladder = found.table("ladder").frame.set_index("All stages at")
    rung = found.rungs.loc["managed"]
    assert ladder.loc["managed", "Join, of 100"].startswith(f"{100 * rung['reached']:.1f} (")
    assert ladder.loc["managed", "Than today"].startswith(f"{signed(rung['gain'])} (")
    assert ladder.loc["managed", "Than one level below"].startswith(f"{signed(rung['step'])} (")
    assert ladder.loc["initial", "Than one level below"] == "–"


def test_an_assessment_says_what_would_come_next(found):
    answers = {**dict.fromkeys(PRACTICES, "managed"), "context": "initial", "goals": "initial"}
    stages = {"use": answers, "action": dict.fromkeys(PRACTICES, "optimised")}
    assessment = Assessment.model_validate({"assessment": 1, "title": "Us", "stages": stages})
    use, action = (
        dataclasses.replace(found, assessment=assessment).table("assessment").frame.to_numpy().tolist()
    )
    after = f"context: {PRACTICES['context'][1]}; goals: {PRACTICES['goals'][1]}"
    assert use == ["use", "initial", "context, goals", after]
    assert action == ["action", "optimised", "nothing", "–"]

"""Maturity in words and tables says what the numbers say, and no more."""

import dataclasses
import re

import numpy as np

from cxsim.scenario.assessment import PRACTICES, Assessment
from tests.questions.maturity.levels import TODAY, study

NOBODY = {"detection": False, "handoffs": False}


def with_stages(found, **columns):
    """The same study with other figures of stages, in the same order."""
    return dataclasses.replace(found, stages=found.stages.assign(**columns))


def said_in_full(row):
    gain, low, high = (f"{100 * row[name]:.2f}" for name in ("kept", "kept_low", "kept_high"))
    return f"{gain} more of 100 (95\u00a0% limits {low}–{high})"


def test_the_best_next_level_is_named_with_its_figures(found):
    said, best = found.summary(), found.stages.iloc[0]
    assert best["kept_low"] > 0
    assert best["best"] > 0.995
    named = f"“{best.name}” ({best['level']} → {best['next']})"
    assert said.startswith(
        f"Of all next levels, that of {named} keeps the most customers: {said_in_full(best)}, almost "
        "certainly more than that of any other stage; all stages one level up would keep "
        f"{100 * found.together['kept']:.2f} more of 100 ("
    )
    highest, lowest = found.rungs.loc["optimised"], found.rungs.loc["initial"]
    assert f"With every stage at optimised, {100 * highest['kept']:.2f} more of 100 (" in said
    assert f"at initial, {-100 * lowest['kept']:.2f} fewer of 100 ({-100 * lowest['kept_high']:.2f}–" in said


def test_a_close_race_is_called_one(found):
    said = with_stages(found, best=[0.6, 0.38, 0.02]).summary()
    first, second, _ = found.stages.index
    assert said.startswith(f"The next level of “{first}” (")
    assert f"whether it or “{second}” (" in said
    assert "keeps most cannot be told yet" in said
    assert "keeps the most customers" not in said


def test_one_that_is_clear_is_not_hidden_by_a_larger_one_that_is_not(found):
    first, second, _ = found.stages.index
    lows = np.where(found.stages.index == first, -0.001, 0.001)
    said = with_stages(found, kept_low=lows, best=[0.7, 0.3, 0.0]).summary()
    assert said.startswith(f"The next level of “{second}” (")
    assert f"whether it or “{first}” (" in said


def test_a_favourite_without_a_rival_is_no_certainty(found):
    assert (
        "with a probability of 97\u00a0% more than" in with_stages(found, best=[0.97, 0.02, 0.01]).summary()
    )


def test_no_next_level_is_praised_that_cannot_be_told_from_none(found):
    said = with_stages(found, kept_low=-0.001).summary()
    assert said.startswith("At no single stage can the next level be told from none in customers kept; all ")
    assert "keeps the most" not in said
    nothing = study(2, **NOBODY).summary()
    assert len(re.findall(r"not clearly more or fewer of 100 \(−0\.\d\d to \+0\.\d\d\)", nothing)) == 3
    assert not re.search(r"\d (more|fewer)", nothing)


def test_next_levels_that_lose_customers_are_named(found):
    worst = found.stages.index[-1]
    lows = np.where(found.stages.index == worst, -0.02, found.stages["kept_low"])
    highs = np.where(found.stages.index == worst, -0.01, found.stages["kept_high"])
    said = with_stages(found, kept_low=lows, kept_high=highs).summary()
    assert f"; customers would be lost by “{worst}” ({found.stages.loc[worst, 'level']} → " in said
    assert "customers would be lost" not in found.summary()


def test_a_single_stage_is_compared_with_no_other():
    stages = {**dict.fromkeys(TODAY, "optimised"), "use": "initial"}
    said = study(stages=stages).summary()
    assert "“use” (initial → developing) keeps the most customers" in said
    assert "any other stage" not in said


def test_where_no_stage_can_be_raised_this_is_said():
    top = study(2, stages=dict.fromkeys(TODAY, "optimised"))
    said = top.summary()
    assert said.startswith(
        "No stage can be raised to a next level: “awareness”, “discovery” and “action” (no touchpoint at "
        "this stage); “interest”, “consideration”, “use” and “advocacy” (optimised already). "
    )
    picture = top.chart()
    assert "no stage can be raised" in [text.get_text() for text in picture.figure.axes[1].texts]
    assert len(top.table().frame) == 7
    assert picture.png


def test_one_replication_promises_nothing():
    one = study(1)
    assert one.summary() == "This is a single replication, so no next level can be told from none."
    assert "(" not in "".join(one.table().frame["Kept, of 100"])
    assert "nan" not in str(one.table("ladder")) + one.chart().alt


def test_the_tables_hold_the_figures(found):
    table = found.table().frame.set_index("Stage")
    assert list(table.index[:4]) == [*found.stages.index, "all stages"]
    row, use = table.loc["use"], found.stages.loc["use"]
    assert (row["Today"], row["Next level"]) == ("defined", "managed")
    low, high = (f"+{100 * use[name]:.2f}" for name in ("kept_low", "kept_high"))
    assert row["Kept, of 100"] == f"+{100 * use['kept']:.2f} ({low} to {high})"
    assert table.loc["advocacy", "Next level"] == "optimised already"
    figures = {"retention": 0.0123, "retention_low": -0.001, "retention_high": 0.02}
    money = {"lifetime_value": 12.5, "lifetime_value_low": -3.0, "lifetime_value_high": 1234.5}
    other = with_stages(found, **figures, **money).table().frame.set_index("Stage").loc["use"]
    assert other["Retention, of 100"] == "+1.23 (−0.10 to +2.00)"
    assert other["Lifetime value, EUR"] == "+12.5 (−3 to +1,230)"
    ladder = found.table("ladder").frame.set_index("All stages at")
    rung = found.rungs.loc["managed"]
    assert ladder.loc["managed", "Kept, of 100"].startswith(f"{100 * rung['share']:.1f} (")
    assert ladder.loc["managed", "Than today"].startswith(f"+{100 * rung['kept']:.2f} (")
    assert ladder.loc["managed", "Than one level below"].startswith(f"+{100 * rung['step']:.2f} (")
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

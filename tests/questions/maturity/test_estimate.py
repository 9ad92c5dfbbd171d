"""What levels of CEM maturity are worth is what theory says, and what an edited file gives, bit for bit."""

import json
import math
import re

import numpy as np
import pytest
from scipy import stats

from cxsim.errors import InterventionError
from cxsim.questions.experiments.interventions import world
from cxsim.questions.experiments.worlds import live
from cxsim.questions.maturity.estimate import ReachLevel, maturity
from cxsim.scenario.assessment import PRACTICES, Assessment
from cxsim.scenario.company import LEVELS, Levels
from cxsim.scenario.load import load_scenario, scenario_hash
from cxsim.scenario.model import Scenario
from tests.engine.scenarios import changed
from tests.questions.maturity.levels import STAGES, STAKES, TODAY, journey, serving, staying
from tests.questions.small_worlds import DELIGHT, FRICTION, LOST, SEVERITY, goes_on
from tests.small import small_scenario

SKILL, HARDNESS = 0.5, 0.3
REPLICATIONS = 25


def joined(levels, detection=True):
    """How likely a prospect becomes a customer with these levels, by the rules alone."""
    passing = 1.0
    for name, stage in STAGES.items():
        level = getattr(Levels(), levels[stage])
        stake, leak = STAKES[name], 0.0 if name == "a" else LOST * level.context_loss
        heard = level.detection if detection else 0.0
        recovered = heard * SKILL * level.empowerment * (1.0 - HARDNESS * SEVERITY)
        passing *= (
            FRICTION * recovered * goes_on(stake, "recovered", leak)
            + FRICTION * (1.0 - recovered) * goes_on(stake, "friction", leak)
            + (1.0 - FRICTION) * DELIGHT * goes_on(stake, "delight", leak)
            + (1.0 - FRICTION) * (1.0 - DELIGHT) * goes_on(stake, "ok", leak)
        )
    return passing


def above(level):
    return LEVELS[LEVELS.index(level) + 1]


@pytest.fixture(scope="module")
def found():
    return maturity(Scenario.model_validate(journey()), REPLICATIONS)


@pytest.mark.parametrize("stage", TODAY)
def test_the_next_level_of_a_stage_is_worth_what_theory_says(found, stage):
    truth = joined({**TODAY, stage: above(TODAY[stage])}) - joined(TODAY)
    row = found.stages.loc[stage]
    assert (row["level"], row["next"]) == (TODAY[stage], above(TODAY[stage]))
    assert truth > 0.002
    assert row["gain_low"] <= truth <= row["gain_high"]
    assert row["gain_high"] - row["gain_low"] < 0.01


def test_the_next_level_of_all_stages_is_worth_what_theory_says(found):
    truth = joined({stage: above(level) for stage, level in TODAY.items()}) - joined(TODAY)
    assert found.together["gain_low"] <= truth <= found.together["gain_high"]
    assert found.together["gain"] > found.stages["gain"].max()


@pytest.mark.parametrize("level", LEVELS)
def test_each_rung_of_the_ladder_is_where_theory_says(found, level):
    row, truth = found.rungs.loc[level], joined(dict.fromkeys(TODAY, level))
    assert row["reached_low"] <= truth <= row["reached_high"]
    assert row["gain_low"] <= truth - joined(TODAY) <= row["gain_high"]
    assert row["reached"] == pytest.approx(found.today["mean"] + row["gain"])
    if level == "initial":
        assert np.isnan(row["step"])
        return
    below = LEVELS[LEVELS.index(level) - 1]
    assert row["step_low"] <= truth - joined(dict.fromkeys(TODAY, below)) <= row["step_high"]
    assert row["step"] == pytest.approx(row["reached"] - found.rungs.loc[below, "reached"])


def test_the_best_comes_first_and_chances_are_of_it(found):
    assert list(found.stages["gain"]) == sorted(found.stages["gain"], reverse=True)
    assert found.stages["best"].sum() == pytest.approx(1.0)
    assert found.stages["best"].idxmax() == found.stages.index[0]


def test_limits_hold_for_all_stages_and_all_together(found):
    """Computed again from the worlds of edited files, by the book."""
    data = journey()
    raised = changed(data, {"maturity.stages.use": "managed"})
    today, then = (
        [live(world(Scenario.model_validate(one)), 1, number) for number in range(25)]
        for one in (data, raised)
    )
    people = np.array([one.came.sum() for one in today])
    gains = (
        np.array([two.joined.sum() - one.joined.sum() for one, two in zip(today, then, strict=True)]) / people
    )
    mean = np.average(gains, weights=people)
    row = found.stages.loc["use"]
    assert row["gain"] == pytest.approx(mean, rel=1e-9)
    residuals = (gains - mean) * people / people.mean()
    error = math.sqrt((residuals**2).sum() / 24 / 25)
    family = len(TODAY) + 1
    assert row["gain_high"] - row["gain"] == pytest.approx(stats.t.ppf(1 - 0.025 / family, 24) * error)


@pytest.mark.parametrize("stage", TODAY)
def test_raising_a_level_is_editing_the_file_world_by_world(stage):
    data, level = journey(), above(TODAY[stage])
    raised = world(Scenario.model_validate(data), ReachLevel(level, stage))
    edited = world(Scenario.model_validate(changed(data, {f"maturity.stages.{stage}": level})))
    assert scenario_hash(raised.scenario) == scenario_hash(edited.scenario)
    for replication in range(2):
        one, other = (live(which, 3, replication) for which in (raised, edited))
        for mine, theirs in zip(one, other, strict=True):
            np.testing.assert_array_equal(mine, theirs)


def test_raising_a_level_is_editing_a_real_file(tmp_path):
    file = small_scenario(tmp_path)
    scenario = load_scenario(file)
    for changes in ({"use": "optimised"}, {"interest": "managed", "awareness": "initial", "use": "initial"}):
        interventions = [ReachLevel(level, stage) for stage, level in changes.items()]
        edited = tmp_path / "edited.yaml"
        text = f"extends: {file.name}\nmaturity: {{stages: {json.dumps(changes)}}}\n"
        edited.write_text(text, encoding="utf-8")
        assert scenario_hash(world(scenario, *interventions).scenario) == scenario_hash(load_scenario(edited))
    assert set(world(scenario, ReachLevel("initial")).scenario.maturity.stages.values()) == {"initial"}


def test_a_stage_without_effect_gains_exactly_nothing():
    # No context is lost on the way to the first touchpoint, and nothing is noticed anywhere.
    found = maturity(Scenario.model_validate(journey(detection=False)), 3)
    first = found.stages.loc["interest"]
    assert list(first[["gain", "join", "customers", "value"]]) == [0.0] * 4
    assert first["best"] < 0.05, "what is left to chance by three replications of the others"
    assert first["gain_low"] < 0.0 < first["gain_high"], "nothing seen is not nothing there"
    truth = joined({**TODAY, "consideration": "developing"}, detection=False) - joined(TODAY, detection=False)
    assert found.stages.loc["consideration", "gain"] == pytest.approx(truth, abs=0.02)
    assert found.stages.loc["consideration", "gain"] > 0.0


def test_of_todays_customers_it_tells_who_stay_in_the_objective_that_was_asked():
    """The first touchpoint is that of prospects, so that its level keeps nobody."""
    data = serving()
    found = maturity(Scenario.model_validate(data), 8)
    assert (found.objective, found.todays) == ("stay", 400.0)
    row = found.stages.loc["use"]
    # Context is lost on the only way with the default probability, times that of the level.
    before, after = (staying(Levels().defined.context_loss), staying(Levels().managed.context_loss))
    assert row["gain_low"] <= after - before <= row["gain_high"]
    assert row["gain_low"] == row["stay_low"] > 0.0
    assert row["value_low"] > 0.0
    assert row["harmed"] == ()
    assert np.isnan(row["join"])
    assert row["customers"] == pytest.approx(400 * row["gain"])
    by = {aim: maturity(found.scenario, 8, objective=aim) for aim in ("customers", "net_value")}
    assert by["customers"].stages.loc["use", "gain"] == pytest.approx(row["customers"])
    assert by["net_value"].stages.loc["use", "gain_low"] == pytest.approx(row["value_low"])
    assert by["net_value"].rungs.loc["defined", "reached_low"] > 0.0
    with pytest.raises(InterventionError, match=r"^objective: found join, but population\.prospects_per_day"):
        maturity(found.scenario, 2, objective="join")


def test_where_maturity_drives_nothing_no_level_is_worth_anything():
    data = journey(detection=False, handoffs=False)
    found = maturity(Scenario.model_validate(data), 3)
    gains = ["gain", "join", "customers", "value"]
    assert not found.stages[gains].to_numpy().any()
    assert not found.together[gains].to_numpy().any()
    assert not found.rungs[gains].to_numpy().any()
    assert not found.stages["best"].any(), "a draw goes to today's journey"
    assert found.rungs["reached"].nunique() == 1


def test_levels_that_change_places_change_signs():
    """A company whose levels are numbered the wrong way round loses customers by climbing."""
    data = journey()
    upside_down = {
        name: json.loads(getattr(Levels(), other).model_dump_json())
        for name, other in zip(LEVELS, reversed(LEVELS), strict=True)
    }
    found = maturity(Scenario.model_validate(changed(data, {"maturity.levels": upside_down})), 8)
    assert found.together["gain_high"] < 0.0
    assert found.rungs["reached"].is_monotonic_decreasing


def test_stages_that_cannot_be_raised_are_named(found):
    assert dict(found.missing.to_numpy()) == {
        "awareness": "no touchpoint at this stage",
        "discovery": "no touchpoint at this stage",
        "action": "no touchpoint at this stage",
        "advocacy": "optimised already",
    }
    assert set(found.stages.index) == set(TODAY)
    top = maturity(Scenario.model_validate(journey(stages=dict.fromkeys(TODAY, "optimised"))), 2)
    assert top.stages.empty
    assert len(top.missing) == 7
    assert top.together.isna().all()
    assert top.rungs.loc["optimised", "gain"] == 0.0


def test_a_stage_of_which_nothing_is_said_is_defined():
    found = maturity(Scenario.model_validate(journey(stages={"use": "initial"})), 2)
    assert found.stages["level"].to_dict() == {
        "use": "initial",
        "interest": "defined",
        "consideration": "defined",
    }
    assert (found.stages["next"] == [above(level) for level in found.stages["level"]]).all()


def test_an_assessment_replaces_the_levels_of_the_stages_it_has():
    scenario = Scenario.model_validate(journey())
    answers = {**dict.fromkeys(PRACTICES, "managed"), "goals": "developing"}
    today = Assessment.model_validate({"assessment": 1, "title": "Us", "stages": {"use": answers}})
    found = maturity(scenario, 2, today=today)
    assert found.scenario.maturity.stages == {**scenario.maturity.stages, "use": "developing"}
    same = maturity(Scenario.model_validate(journey(stages={**TODAY, "use": "developing"})), 2, workers=1)
    assert found.stages.equals(same.stages)
    assert found.rungs.equals(same.rungs)
    assert found.manifest == same.manifest


@pytest.mark.parametrize(
    ("intervention", "said"),
    [
        (ReachLevel("manged", "use"), 'no level "manged"; did you mean "managed"?'),
        (ReachLevel("managed", "usage"), 'no stage "usage"; did you mean "use"?'),
        (ReachLevel("managed", "sale"), 'no stage "sale"; expected one of awareness, discovery, interest'),
    ],
)
def test_what_cannot_be_reached_is_said(intervention, said):
    with pytest.raises(InterventionError, match=re.escape(said)):
        world(Scenario.model_validate(journey()), intervention)

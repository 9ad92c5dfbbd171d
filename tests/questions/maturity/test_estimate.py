"""What levels of CEM maturity are worth is what theory says, and what an edited file gives, bit for bit."""

import json
import math
import re

import numpy as np
import pytest
from scipy import stats

from cxsim.questions.experiments.interventions import InterventionError, world
from cxsim.questions.experiments.worlds import live
from cxsim.questions.maturity.estimate import ReachLevel, maturity
from cxsim.scenario.assessment import PRACTICES, Assessment
from cxsim.scenario.company import LEVELS, Levels
from cxsim.scenario.load import load_scenario, scenario_hash
from cxsim.scenario.model import Scenario
from tests.engine.scenarios import changed
from tests.questions.maturity.levels import STAGES, STAKES, TODAY, journey
from tests.questions.small_worlds import DELIGHT, FRICTION, LOST, SEVERITY, goes_on
from tests.small import small_scenario

SKILL, HARDNESS = 0.5, 0.3
REPLICATIONS = 25


def kept(levels, detection=True):
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
    truth = kept({**TODAY, stage: above(TODAY[stage])}) - kept(TODAY)
    row = found.stages.loc[stage]
    assert (row["level"], row["next"]) == (TODAY[stage], above(TODAY[stage]))
    assert truth > 0.002
    assert row["kept_low"] <= truth <= row["kept_high"]
    assert row["kept_high"] - row["kept_low"] < 0.01


def test_the_next_level_of_all_stages_is_worth_what_theory_says(found):
    truth = kept({stage: above(level) for stage, level in TODAY.items()}) - kept(TODAY)
    assert found.together["kept_low"] <= truth <= found.together["kept_high"]
    assert found.together["kept"] > found.stages["kept"].max()


@pytest.mark.parametrize("level", LEVELS)
def test_each_rung_of_the_ladder_is_where_theory_says(found, level):
    row, truth = found.rungs.loc[level], kept(dict.fromkeys(TODAY, level))
    assert row["share_low"] <= truth <= row["share_high"]
    assert row["kept_low"] <= truth - kept(TODAY) <= row["kept_high"]
    assert row["share"] == pytest.approx(found.today["mean"] + row["kept"])
    if level == "initial":
        assert np.isnan(row["step"])
        return
    below = LEVELS[LEVELS.index(level) - 1]
    assert row["step_low"] <= truth - kept(dict.fromkeys(TODAY, below)) <= row["step_high"]
    assert row["step"] == pytest.approx(row["share"] - found.rungs.loc[below, "share"])


def test_the_best_comes_first_and_chances_are_of_it(found):
    assert list(found.stages["kept"]) == sorted(found.stages["kept"], reverse=True)
    assert found.stages["best"].sum() == pytest.approx(1.0)
    assert found.stages["best"].idxmax() == found.stages.index[0]


def test_limits_hold_for_all_stages_and_all_together(found):
    """Computed again from the worlds of edited files, by the book."""
    data = journey()
    raised = changed(data, {"maturity.stages.use": "managed"})
    today, then = (
        np.array([live(world(Scenario.model_validate(one)), 1, number).kept.mean() for number in range(25)])
        for one in (data, raised)
    )
    people = np.array([len(live(world(Scenario.model_validate(data)), 1, n).kept) for n in range(25)])
    gains = then - today
    mean = np.average(gains, weights=people)
    row = found.stages.loc["use"]
    assert row["kept"] == pytest.approx(mean, rel=1e-9)
    residuals = (gains - mean) * people / people.mean()
    error = math.sqrt((residuals**2).sum() / 24 / 25)
    family = len(TODAY) + 1
    assert row["kept_high"] - row["kept"] == pytest.approx(stats.t.ppf(1 - 0.025 / family, 24) * error)


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
    assert list(first[["kept", "retention", "satisfaction", "lifetime_value"]]) == [0.0] * 4
    assert first["best"] == 0.0
    assert first["kept_low"] < 0.0 < first["kept_high"], "nothing seen is not nothing there"
    truth = kept({**TODAY, "consideration": "developing"}, detection=False) - kept(TODAY, detection=False)
    assert found.stages.loc["consideration", "kept"] == pytest.approx(truth, abs=0.02)
    assert found.stages.loc["consideration", "kept"] > 0.0


def test_where_maturity_drives_nothing_no_level_is_worth_anything():
    data = journey(detection=False, handoffs=False)
    found = maturity(Scenario.model_validate(data), 3)
    gains = ["kept", "retention", "satisfaction", "lifetime_value"]
    assert not found.stages[gains].to_numpy().any()
    assert not found.together[gains].to_numpy().any()
    assert not found.rungs[gains].to_numpy().any()
    assert not found.stages["best"].any(), "a draw goes to today's journey"
    assert found.rungs["share"].nunique() == 1


def test_levels_that_change_places_change_signs():
    """A company whose levels are numbered the wrong way round loses customers by climbing."""
    data = journey()
    upside_down = {
        name: json.loads(getattr(Levels(), other).model_dump_json())
        for name, other in zip(LEVELS, reversed(LEVELS), strict=True)
    }
    found = maturity(Scenario.model_validate(changed(data, {"maturity.levels": upside_down})), 8)
    assert found.together["kept_high"] < 0.0
    assert found.rungs["share"].is_monotonic_decreasing


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
    assert top.rungs.loc["optimised", "kept"] == 0.0


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

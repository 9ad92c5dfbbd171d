"""The usual methods compute what they are known to compute, and are fooled where they are known to be."""

import dataclasses

import pytest

from cxsim.questions.moments.estimate import moments
from cxsim.questions.usual_methods.estimate import METHODS, usual_methods
from cxsim.scenario.load import load_scenario
from cxsim.scenario.model import Scenario
from tests.engine.scenarios import changed
from tests.questions.planted import planted
from tests.questions.small_worlds import BASE, Truth, row_of


def asked(data, replications=5):
    return usual_methods(moments(Scenario.model_validate(data), replications=3), replications)


@pytest.fixture(scope="module")
def fooled():
    return asked(planted(prospects=40.0))


def test_place_of_leaving_is_the_share_that_left_there():
    stakes = {"a": 0.0, "b": 1.0}
    found = asked(row_of(stakes)).figures["place_of_leaving"]
    passing = Truth(stakes).passing
    lost = {"a": 1.0 - passing["a"], "b": passing["a"] * (1.0 - passing["b"])}
    for name, share in lost.items():
        assert found[name] == pytest.approx(share / sum(lost.values()), abs=0.03)


def test_removal_is_the_share_of_those_who_stay_that_pass_there():
    ways = {"b": {"share": 0.5}, "goal": 0.5}
    data = changed(row_of({"a": 0.0, "b": 0.0}), {"journeys.buy.links.a": ways}, handoffs=False)
    found = asked(data).figures["removal"]
    assert found["a"] == pytest.approx(1.0), "everybody comes there"
    through_b = 0.5 * (1.0 - BASE)
    assert found["b"] == pytest.approx(through_b / (0.5 + through_b), abs=0.03)


def test_correlation_and_penalty_see_a_friction_that_loses_customers():
    found = asked(row_of({"a": 0.0, "b": 1.0})).figures
    assert found["correlation"]["b"] > 0.3
    assert abs(found["correlation"]["a"]) < 0.1


def test_one_touchpoint_is_in_no_order(recwarn):
    agreement = asked(row_of({"a": 1.0})).agreement
    assert agreement["tau"].isna().all()
    assert [str(warning.message) for warning in recwarn] == []


def test_pain_passes_for_decisive(fooled):
    """What hurts most gets the highest penalty, though nobody leaves for it."""
    table = fooled.figures
    assert table.loc["hurts", "in_a_year"] == table.loc["hurts", "one_visit"] == 0.0
    assert table["penalty"].idxmax() in ("hurts", "breaks")
    assert table.loc["hurts", "penalty"] > table.loc["makes", "penalty"]


def test_agreement_is_measured_for_each_method(fooled):
    agreement = fooled.agreement
    assert list(agreement.index) == list(METHODS)
    assert agreement[["tau", "tau_one_visit"]].stack().dropna().between(-1, 1).all()
    assert fooled.first["in_a_year"] == ["breaks", "makes"], "nothing else costs anything"
    assert fooled.first["one_visit"][0] == "breaks"
    assert agreement.loc["removal"].isna()["tau"], "everybody comes everywhere"
    assert agreement.loc["removal", "in_top"] == pytest.approx(2 * 3 / 5), "by luck"
    assert agreement[["in_top", "in_top_one_visit"]].stack().between(0, 3).all()
    assert list(fooled.figures.index[:2]) == ["breaks", "makes"]
    assert "letter" not in fooled.figures.index, "nobody comes there"


def test_where_nobody_comes_anywhere_no_method_says_anything():
    quiet = Scenario.model_validate(row_of({"a": 1.0, "b": 0.5}, prospects=0.0, existing=20, days=20.0))
    found = usual_methods(moments(quiet, replications=2))
    assert found.figures.empty
    assert found.agreement["tau"].isna().all()
    assert (found.agreement["in_top"] == 0.0).all()
    once = moments(Scenario.model_validate(row_of({"a": 1.0, "b": 0.5}, days=20.0)), replications=2)
    other = dataclasses.replace(once, effects=dataclasses.replace(once.effects, scenario=quiet))
    assert usual_methods(other).figures["removal"].isna().all()


def test_where_nothing_can_be_forced_people_come_all_the_same():
    """A step without friction and delight is visited; a usual method that meets it there goes on."""
    data = changed(row_of({"a": 1.0, "b": 0.0, "c": 1.0, "d": 1.0}), handoffs=False)
    del data["touchpoints"]["b"]["frictions"], data["touchpoints"]["b"]["delight"]
    found = moments(Scenario.model_validate(data), replications=2)
    passing = Truth({"a": 1.0, "b": 0.0, "c": 1.0, "d": 1.0}).passing
    assert found.figures.loc["b", ["break", "make"]].isna().all()
    assert found.figures.loc["b", "people"] == pytest.approx(
        passing["a"] * found.figures.loc["a", "people"], rel=0.1
    )
    usual = usual_methods(found, replications=4)
    assert set(usual.figures.index) == {"a", "b", "c", "d"}
    assert usual.figures["removal"].notna().all()
    assert "Of the 3 touchpoints where today’s frictions cost most customers" in usual.summary()


def test_where_nothing_can_be_forced_anywhere_no_method_is_praised():
    found = moments(load_scenario("scenarios/bank.yaml"), replications=2)
    assert (found.figures["people"] > 0).all()
    said = str(usual_methods(found, replications=2))
    assert said.startswith("Anybody comes to 2 touchpoints only")

"""Parameters are moved within their ranges; ranges that give no valid journey are refused first."""

import re

import numpy as np
import pytest

from cxsim.errors import InterventionError
from cxsim.questions.decision.estimate import decide
from cxsim.questions.drivers.estimate import drivers
from cxsim.questions.experiments import worlds
from cxsim.questions.experiments.assumptions import draws
from cxsim.questions.ranking.estimate import rank
from cxsim.questions.registry import question
from cxsim.scenario.assessment import is_assessment
from cxsim.scenario.batch import is_batch
from cxsim.scenario.load import load_scenario, scenario_from_dict
from cxsim.scenario.model import Scenario
from cxsim.scenario.ranges import CURVE, CURVES, check_ranges, supposing, uncertain
from cxsim.scenario.study import Study, is_study
from tests.questions.library import STAKES, improvement
from tests.questions.notes import PROBABILITY, noted, with_note
from tests.questions.robustness.unknown import with_range
from tests.questions.small_worlds import row_of
from tests.small import ROOT


@pytest.fixture(scope="module")
def telecom():
    return load_scenario("scenarios/telecom.yaml")


def test_every_range_of_the_reference_scenario_is_a_doubt(telecom):
    unknown, left_out = uncertain(telecom)
    assert left_out == []
    ranges = [path for path, note in telecom.evidence.items() if note.range is not None]
    assert len(unknown) == 1 + len(ranges)
    assert unknown[0].path == CURVE
    for parameter in unknown:
        assert parameter.low <= parameter.today <= parameter.high, parameter.path


def test_what_is_known_of_one_scenario_is_never_told_of_another(telecom):
    """What was found last is kept; asked of one, another and the first again it is theirs."""
    other = with_range(0.2, 0.6)
    first, second, again = ([one.path for one in uncertain(it)[0]] for it in (telecom, other, telecom))
    assert first == again != second
    assert first is not again


@pytest.mark.parametrize(
    ("path", "end"),
    [
        ("feelings.memory_half_life", 1.0),
        ("touchpoints.call_centre.waiting.patience.scale", 0.0),
        ("journeys.help.links.call_centre.goal.share", 0.5),
        ("gate.friction", 0.0),
    ],
)
def test_a_parameter_takes_the_value_it_is_supposed_to(telecom, path, end):
    parameter = next(one for one in uncertain(telecom)[0] if one.path == path)
    low, high = parameter.low, parameter.high
    found = supposing(telecom, [parameter], [end])
    for part in path.split("."):
        found = found[part] if isinstance(found, dict) else getattr(found, part)
    assert found == pytest.approx(low + end * (high - low))


def test_other_shares_make_room(telecom):
    def links(scenario):
        return {to: link.share for to, link in scenario.journeys["help"].links["call_centre"].items()}

    parameter = next(one for one in uncertain(telecom)[0] if "call_centre.goal" in one.path)
    before, after = links(telecom), links(supposing(telecom, [parameter], [0.0]))
    assert after["goal"] == parameter.low != before["goal"]
    assert sum(after.values()) == pytest.approx(1.0, abs=1e-12)
    others = [to for to in before if to != "goal"]
    ratios = {after[to] / before[to] for to in others if before[to] > 0}
    assert max(ratios) == pytest.approx(min(ratios))


def test_curves_and_points():
    curve = uncertain(Scenario.model_validate(row_of({"a": 1.0})))[0][0]
    assert [curve.at(share) for share in (0.0, 0.32, 0.34, 0.66, 0.67, 1.0)] == [
        CURVES[place] for place in (0, 0, 1, 1, 2, 2)
    ]
    points = draws([curve] * 3, 10, seed=2)
    assert points.shape == (10, 3)
    for column in points.T:  # one in each tenth of the range
        assert sorted(int(10 * share) for share in column) == list(range(10))
    assert np.array_equal(points, draws([curve] * 3, 10, seed=2))


def test_a_range_that_gives_no_valid_journey_is_left_out_with_the_reason():
    data = row_of({"a": 1.0})
    (persona,) = data["personas"]
    scenario = scenario_from_dict(with_note(data, f"personas.{persona}.share", 0.5, 1.0))
    unknown, left_out = uncertain(scenario)
    assert [parameter.path for parameter in unknown] == [CURVE]
    ((path, why),) = left_out
    assert path == f"personas.{persona}.share"
    assert "expected" in why


@pytest.fixture(scope="module")
def impossible():
    """A ranking of a journey that one improvement makes impossible within the range."""
    return rank(with_range(0.0, 0.95), replications=2)


@pytest.fixture
def never_lived(monkeypatch, impossible):
    """Nothing may be simulated."""
    monkeypatch.setattr(worlds, "live", lambda *_, **__: pytest.fail("something was simulated"))
    monkeypatch.setattr(worlds, "look_on", lambda *_, **__: pytest.fail("something was simulated"))


@pytest.mark.usefixtures("never_lived")
def test_a_range_with_which_an_improvement_is_impossible_is_refused_before_anything_is_simulated(impossible):
    said = re.escape(
        f"{PROBABILITY.format('third')}: found a range with which improvement "
        '"harmful" gives no valid journey where it is 0.95 (improvements.harmful: found 1.425 at '
    )
    asked = {"study": 2, "name": "small", "title": "Small", "scenario": "small.yaml"}
    for ask in (
        lambda: rank(impossible.scenario, use="ranges", sets=2),
        lambda: drivers(impossible, trajectories=2, replications=2),
        lambda: decide(impossible.scenario, Study.model_validate(asked)),
        lambda: question("robustness").ask(impossible.scenario, Study.model_validate(asked)),
        lambda: question("drivers").ask(impossible.scenario, Study.model_validate(asked)),
    ):
        with pytest.raises(InterventionError, match=said + ".*; narrow the range, or change the improvement"):
            ask()


def test_a_range_is_refused_only_with_the_improvements_that_are_asked_about():
    scenario = with_range(0.0, 0.95)
    check_ranges(scenario, ["half"], moved=True)
    check_ranges(scenario, ["half", "harmful"], moved=True, only=[CURVE])
    check_ranges(with_range(0.0, 0.65), ["half", "harmful"], moved=True)
    quiet = Study.model_validate(
        {
            "study": 2,
            "name": "small",
            "title": "Small",
            "scenario": "small.yaml",
            "replications": 2,
            "choice": {"replications": 2, "smallest_difference": 50.0},
            "uncertainty": {"use": "none", "trajectories": 0},
        }
    )
    assert "robustness" not in decide(scenario, quiet).answers


def test_an_end_that_is_never_drawn_refuses_nothing():
    """Sets are drawn between the ends of a range; only single assumptions are moved to them."""
    fewer = improvement("advocacy.prior_reviews", -100.0, "add")
    data = row_of(
        STAKES, improvements={"fewer": fewer}, advocacy={"prior_reviews": noted(200.0, 100.0, 300.0)}
    )
    scenario = scenario_from_dict(data)
    assert len(uncertain(scenario)[0]) == 2
    check_ranges(scenario, ["fewer"], moved=False)
    with pytest.raises(InterventionError, match=r"^advocacy.prior_reviews: .* where it is 100.0 "):
        check_ranges(scenario, ["fewer"], moved=True)


def test_a_range_that_is_left_out_refuses_nothing(telecom):
    path = "journeys.help.links.app.call_centre.context_loss"
    note = telecom.evidence["handoffs.across_departments"]
    wide = telecom.model_copy(
        update={"evidence": {path: note.model_copy(update={"value": 0.1, "range": [0.0, 1.5]})}}
    )
    assert [one for one, _ in uncertain(wide)[1]] == [path]
    check_ranges(wide, list(wide.improvements), moved=True)


SHIPPED = sorted(
    file.name
    for file in (ROOT / "scenarios").glob("*.yaml")
    if not (is_study(file) or is_batch(file) or is_assessment(file) or file.stem.endswith("_fr"))
)


@pytest.mark.parametrize("file", SHIPPED)
def test_every_range_of_what_comes_along_goes_with_every_improvement(file):
    """Else whoever asks about it over what is possible is refused."""
    scenario = load_scenario(ROOT / "scenarios" / file)
    check_ranges(scenario, list(scenario.improvements), moved=True)

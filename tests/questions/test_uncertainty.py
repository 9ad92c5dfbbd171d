"""Parameters are moved within their ranges, and what they do to gains is what theory says."""

import re

import numpy as np
import pytest

from cxsim.questions.decision.estimate import decide
from cxsim.questions.drivers.estimate import drivers
from cxsim.questions.experiments import worlds
from cxsim.questions.experiments.interventions import InterventionError
from cxsim.questions.experiments.uncertainty import CURVE, CURVES, check_ranges, draws, supposing, uncertain
from cxsim.questions.ranking.estimate import rank
from cxsim.questions.registry import question
from cxsim.questions.robustness.estimate import _table, apart, kept, robustness
from cxsim.scenario.load import load_scenario, scenario_from_dict
from cxsim.scenario.model import Scenario
from cxsim.scenario.study import Study
from tests.questions.small_worlds import FRICTION, Truth, row_of, today
from tests.questions.test_ranking import LIBRARY, STAKES, improvement

PROBABILITY = "touchpoints.{}.frictions.trouble.probability"


def noted(value, low, high):
    return {"value": value, "range": [low, high], "status": "assumed"}


def with_note(data, path, *range_):
    """Put a range beside a number of a scenario."""
    node, parts = data, path.split(".")
    for part in parts[:-1]:
        node = node[part]
    node[parts[-1]] = noted(node[parts[-1]], *range_)
    return data


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


@pytest.mark.parametrize(
    ("path", "end", "value"),
    [
        ("feelings.memory_half_life", 1.0, 180.0),
        ("touchpoints.call_centre.waiting.patience.scale", 0.0, 8.0 / 1440.0),
        ("journeys.help.links.call_centre.goal.share", 0.5, 0.75),
        ("gate.friction", 0.0, 0.9),
    ],
)
def test_a_parameter_takes_the_value_it_is_supposed_to(telecom, path, end, value):
    parameter = next(one for one in uncertain(telecom)[0] if one.path == path)
    found = supposing(telecom, [parameter], [end])
    for part in path.split("."):
        found = found[part] if isinstance(found, dict) else getattr(found, part)
    assert found == pytest.approx(value)


def test_other_shares_make_room(telecom):
    def links(scenario):
        return {to: link.share for to, link in scenario.journeys["help"].links["call_centre"].items()}

    parameter = next(one for one in uncertain(telecom)[0] if "call_centre.goal" in one.path)
    before, after = links(telecom), links(supposing(telecom, [parameter], [0.0]))
    assert after["goal"] == 0.6
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
def doubtful():
    """How often the second touchpoint fails is not known; a survey question that drives nothing neither."""
    data = row_of(STAKES, improvements={name: LIBRARY[name] for name in ("half", "links", "useless")})
    with_note(data, PROBABILITY.format("second"), 0.0, 0.6)
    data["surveys"] = {"csat": {"centre": noted(3.9, 3.0, 4.5), "gain": 1.6, "noise": 0.6}}
    return scenario_from_dict(data)


def theory(probability):
    """What `half` gains if the second touchpoint fails so often."""
    truth = Truth(STAKES)
    passing, half = (
        today(STAKES["second"], truth.leaks["second"], p) for p in (probability, probability / 2)
    )
    others = truth.passing["first"] * truth.passing["third"]
    return (half - passing) * others


@pytest.fixture(scope="module")
def ranking(doubtful):
    return rank(doubtful, replications=6, seed=3, band=0.01)


def test_gains_in_every_set_are_what_theory_says(ranking):
    found = robustness(ranking, number=12, replications=10)
    path = PROBABILITY.format("second")
    probability = 0.6 * found.points[path]
    truth = np.array([theory(one) for one in probability])
    assert truth.max() > 3 * truth.min()
    np.testing.assert_allclose(found.gains["half"], truth, atol=0.012)
    assert (found.gains["useless"] == 0.0).all()
    row = found.figures.loc["half"]
    assert row["spread"] == pytest.approx(truth.std(ddof=1), rel=0.15)
    assert row["keeps"] == (found.gains["half"] > 0.01).mean()
    assert row["low"] <= row["middle"] <= row["high"]
    links = Truth(STAKES).handoff("third")
    better = found.gains["half"] > found.gains["links"]
    assert found.figures.loc["half", "best"] == better.mean()
    clear = abs(truth - links * found.points["kept"] / found.points["kept"].mean()) > 0.01
    assert (better == (truth > links))[clear].all(), "which one is better turns round within the range"
    assert 0.0 < better.mean() < 1.0
    assert (found.figures["top"] == 1.0).all(), "of three, each is among the best three"
    assert np.array_equal(
        robustness(ranking, number=3, replications=4, workers=1).gains.to_numpy(),
        robustness(ranking, number=3, replications=4, workers=2).gains.to_numpy(),
    )


def test_the_assumption_that_drives_the_lead_is_found(doubtful):
    found = drivers(rank(doubtful, replications=6), trajectories=4, replications=4)
    assert (found.leader, found.rival) == ("half", "links")
    path = PROBABILITY.format("second")
    assert found.figures.index[0] == path
    assert found.figures.loc[path, "lead_sign"] == pytest.approx(1.0)
    rise = theory(0.6)
    assert found.figures.loc[path, "gain"] == pytest.approx(rise, rel=0.2)
    for inert in ("surveys.csat.centre", CURVE):  # nobody comes to a renewal
        assert found.figures.loc[inert, "gain"] == found.figures.loc[inert, "lead"] == 0.0
    assert found.figures.loc[path, "today"] == FRICTION


def test_the_best_three_are_three():
    """Five improvements in two sets: shares of sets are counted by rank."""
    gains = np.array([[5.0, 4.0, 3.0, 2.0, 1.0], [1.0, 5.0, 2.0, 4.0, 3.0]])[:, None, :] + np.zeros((2, 2, 5))
    library = dict.fromkeys("abcde", LIBRARY["half"])
    scenario = Scenario.model_validate(row_of(STAKES, improvements=library))
    table = _table(scenario, list("abcde"), gains, band=2.5).loc[list("abcde")]
    assert table["top"].tolist() == [0.5, 1.0, 0.5, 0.5, 0.5]
    assert table["best"].tolist() == [0.5, 0.5, 0.0, 0.0, 0.0]
    assert table["keeps"].tolist() == [0.5, 1.0, 0.5, 0.5, 0.5]


def test_chance_and_parameters_are_told_apart():
    random = np.random.default_rng(1)
    sets, runs, studies = 30, 4, 400
    spread, luck, noise = 0.5, 0.8, 0.6
    true = spread * random.standard_normal((sets, 1, studies))
    shared = luck * random.standard_normal((1, runs, studies))
    found, chance = apart(true + shared + noise * random.standard_normal((sets, runs, studies)))
    assert np.mean(found**2) == pytest.approx(spread**2, rel=0.05)
    assert np.mean(chance**2) == pytest.approx((luck**2 + noise**2) / runs, rel=0.05)
    none, _ = apart(shared + noise * random.standard_normal((sets, runs, studies)))
    assert np.median(none) < 0.1


def test_what_cannot_be_asked_is_refused(doubtful, ranking):
    with pytest.raises(ValueError, match="replications: found 1, expected a whole number from 2"):
        robustness(ranking, replications=1)
    with pytest.raises(ValueError, match="trajectories: found 1, expected a whole number from 2"):
        drivers(ranking, trajectories=1)
    with pytest.raises(ValueError, match='no assumption "nothing" has a range'):
        drivers(ranking, only=["nothing"])
    with pytest.raises(ValueError, match="has no improvements"):
        robustness(rank(doubtful, []))


def with_range(*range_):
    """How often the third touchpoint fails lies in a range; one improvement makes that half as much more."""
    library = {name: LIBRARY[name] for name in ("half", "harmful")}
    return scenario_from_dict(
        with_note(row_of(STAKES, improvements=library), PROBABILITY.format("third"), *range_)
    )


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
    asked = {"study": 1, "name": "small", "title": "Small", "scenario": "small.yaml"}
    for ask in (
        lambda: robustness(impossible, number=2, replications=2),
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
            "study": 1,
            "name": "small",
            "title": "Small",
            "scenario": "small.yaml",
            "replications": 2,
            "choice": {"replications": 2, "smallest_difference": 50.0},
            "uncertainty": {"draws": 0, "trajectories": 0},
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


def test_every_range_of_the_reference_scenario_goes_with_every_improvement(telecom):
    check_ranges(telecom, list(telecom.improvements), moved=True)


def test_values_that_are_impossible_together_are_refused_when_they_are_drawn():
    scenario = with_range(0.0, 0.95)
    with pytest.raises(InterventionError, match=r"some values within the ranges .* give no valid journey: "):
        kept(scenario, uncertain(scenario)[0], [0.0, 0.9], ["half", "harmful"], 2, 1)

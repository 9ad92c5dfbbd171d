"""Improvements and other changes give a valid scenario, leave today's as it is, and name what is unfit."""

from pathlib import Path
from typing import Any

import pytest

from cxsim.questions.experiments.contradictions import contradictions
from cxsim.scenario.changes import plain
from cxsim.scenario.faults import ScenarioError
from cxsim.scenario.improve import improve, with_changes
from cxsim.scenario.load import load_scenario, scenario_from_dict
from cxsim.scenario.model import Scenario
from tests.scenario.minimal import TEXT, scenario_dict


@pytest.fixture
def fibre(tmp_path: Path) -> Scenario:
    (tmp_path / "fibre.yaml").write_text(TEXT, encoding="utf-8")
    return load_scenario(tmp_path / "fibre.yaml")


def value_at(scenario: Scenario, path: str) -> Any:
    node: Any = plain(scenario)
    for part in path.split("."):
        node = node[int(part)] if isinstance(node, list) else node[part]
    return node


def roughly(value: Any) -> Any:
    """Durations with a little room for rounding."""
    if isinstance(value, dict):
        return {key: roughly(entry) for key, entry in value.items()}
    return pytest.approx(float(value[:-2])) if isinstance(value, str) and value.endswith(" d") else value


def days(value: Any) -> Any:
    """The same for comparison: durations as numbers."""
    if isinstance(value, dict):
        return {key: days(entry) for key, entry in value.items()}
    return float(value[:-2]) if isinstance(value, str) and value.endswith(" d") else value


def after(path: str, operation: str, value: Any, **sections: Any) -> Any:
    """What is at a path after one change, read through an improvement in a file."""
    data = {**scenario_dict(), **sections}
    change = {"path": path, "operation": operation, "value": value}
    data["improvements"] = {"one": {"title": "One", "owner": "sales", "changes": [change]}}
    return value_at(improve(scenario_from_dict(data), "one"), path)


def test_an_improvement_changes_what_it_says_and_nothing_else(fibre: Scenario) -> None:
    today = plain(fibre)
    better = improve(fibre, "faster_site")
    shop = better.touchpoints["shop"]
    assert shop.frictions["slow_site"].probability == 0.06
    assert shop.service.mean_value() == pytest.approx(0.8 * 6 / 1440)
    back = with_changes(
        better,
        {"touchpoints.shop.frictions.slow_site.probability": 0.12, "touchpoints.shop.service": "6 min"},
    )
    assert plain(back) == plain(fibre) == today


def test_improvements_add_up_in_any_order(fibre: Scenario) -> None:
    assert plain(improve(fibre)) == plain(fibre)
    both = improve(fibre, "faster_site", "more_agents")
    assert plain(both) == plain(improve(fibre, "more_agents", "faster_site"))
    assert both.teams["agents"].staff == 3
    assert both.improvements == fibre.improvements


@pytest.mark.parametrize(
    ("path", "operation", "value", "result"),
    [
        ("touchpoints.shop.quality", "set", 0.9, 0.9),
        ("touchpoints.shop.quality", "add", -0.25, 0.5),
        ("touchpoints.chat.quality", "multiply", 0.5, 0.35),  # a default that the file does not write
        ("feelings.loss_aversion", "multiply", 2, 3.4),
        ("teams.agents.staff", "multiply", 1.5, 3),
        ("teams.agents.hours", "set", "always", "always"),
        ("touchpoints.hotline.waiting.tolerance", "multiply", 3, f"{3 / 1440} d"),
        ("touchpoints.hotline.waiting.tolerance", "add", "1 min", f"{2 / 1440} d"),
        ("touchpoints.hotline.waiting.tolerance", "add", "-30 s", f"{0.5 / 1440} d"),
        ("touchpoints.shop.service", "add", "-3 min", {"distribution": "constant", "value": f"{3 / 1440} d"}),
        ("touchpoints.hotline.waiting.patience.scale", "multiply", 0.5, f"{4 / 1440} d"),
        ("touchpoints.hotline.service.p90", "set", "8 min", f"{8 / 1440} d"),
        ("rhythms.daytime.hours.3", "set", 0.5, 0.5),
        ("touchpoints.invoice.delight", "set", {"probability": 0.1, "strength": 0.2}, ...),
        ("touchpoints.hotline.waiting.escape.chat", "set", 0, 0.0),
        ("maturity.stages.use", "set", "managed", "managed"),
        ("personas.karl.stakes.shop", "set", 2, 2.0),
        ("personas.karl.contract", "multiply", 0.5, "365 d"),
        ("personas.karl.contract.notice", "set", "1 mo", f"{365 / 12} d"),
        ("personas.karl.contract", "add", "1 mo", f"{730 + 365 / 12} d"),
        ("mechanisms.queues", "set", False, False),
        ("population.prospects_per_day", "multiply", 0, 0.0),
    ],
)
def test_operations(path: str, operation: str, value: Any, result: Any) -> None:
    found = after(path, operation, value)
    if result is not ...:
        assert days(found) == (pytest.approx(result) if isinstance(result, float) else roughly(result))


def test_a_whole_distribution_is_multiplied() -> None:
    path = "touchpoints.hotline.service"
    assert after(path, "multiply", 0.5) | {"mean": None} == {
        "distribution": "lognormal",
        "mean": None,
        "sd": None,
        "median": f"{2 / 1440} d",
        "p90": f"{6 / 1440} d",
    }
    patience = after("touchpoints.hotline.waiting.patience", "multiply", 2)
    assert (patience["shape"], patience["scale"]) == (0.8, f"{16 / 1440} d"), "a shape is no time"
    times = scenario_dict()["desks"]
    times["care"]["time"] = {"distribution": "empirical", "quantiles": ["2 min", "4 min"]}
    assert after("desks.care.time", "multiply", 0.5, desks=times)["quantiles"] == [
        f"{1 / 1440} d",
        f"{2 / 1440} d",
    ]


def test_links_move_by_their_share() -> None:
    data = scenario_dict()
    changes = [
        {"path": "journeys.ask.links.hotline.chat", "operation": "multiply", "value": 3},
        {"path": "journeys.ask.links.hotline.goal", "operation": "add", "value": -0.2},
    ]
    data["improvements"] = {"route": {"title": "Route", "owner": "service", "changes": changes}}
    links = improve(scenario_from_dict(data), "route").journeys["ask"].links["hotline"]
    assert (links["chat"].share, links["goal"].share) == (pytest.approx(0.3), pytest.approx(0.7))


def test_evidence_for_a_changed_value_is_dropped(fibre: Scenario) -> None:
    changed = with_changes(fibre, {"loyalty.renewal": 0.7})
    assert list(fibre.evidence) == ["personas.anna.technology", "loyalty.renewal"]
    assert list(changed.evidence) == ["personas.anna.technology"]
    assert list(with_changes(fibre, {"loyalty.slope": 2}).evidence) == list(fibre.evidence)
    data = scenario_dict()
    data["improvements"]["faster_site"]["changes"] = [{"path": "personas.anna.technology", "value": 0.9}]
    assert list(improve(scenario_from_dict(data), "faster_site").evidence) == ["loyalty.renewal"]


def test_what_does_not_fit_is_named(fibre: Scenario) -> None:
    def said(*names: str) -> str:
        with pytest.raises(ScenarioError) as caught:
            improve(fibre, *names)
        return str(caught.value)

    assert said("more_agent") == (
        'fibre: improvements: found "more_agent", expected an improvement; did you mean "more_agents"?'
    )
    assert said("zzz").endswith("expected an improvement (one of faster_site, more_agents)")
    assert (
        said("more_agents", "more_agents")
        == "fibre: improvements.more_agents: found it twice, expected it once"
    )


def test_improvements_that_only_fail_together_are_named() -> None:
    data = scenario_dict()
    for name in ("a", "b"):
        change = {"path": "touchpoints.shop.quality", "operation": "add", "value": 0.2}
        data["improvements"][name] = {"title": name, "owner": "sales", "changes": [change]}
    scenario = scenario_from_dict(data)
    with pytest.raises(ScenarioError) as caught:
        improve(scenario, "a", "b")
    assert "fibre: improvements.a+b: found 1.15 at" in str(caught.value)
    assert "at touchpoints.shop.quality once applied, expected a number from 0 to 1" in str(caught.value)


def test_shares_that_no_longer_sum_to_one_are_told_with_what_else_to_change() -> None:
    data = scenario_dict()
    (journey, way), *_ = data["journeys"].items()
    origin, links = next(iter(way["links"].items()))
    change = {"path": f"journeys.{journey}.links.{origin}.{next(iter(links))}.share", "operation": "add"}
    data["improvements"]["more"] = {"title": "More", "owner": "sales", "changes": [change | {"value": -0.2}]}
    with pytest.raises(ScenarioError) as caught:
        scenario_from_dict(data)
    assert "found shares that sum to 0.8 at" in str(caught.value)
    assert str(caught.value).endswith(
        "; change those beside it, too, such as by add -0.1, or build it, which makes room by itself"
    )


def test_an_improvement_may_rule_out_another() -> None:
    """One makes the service a constant, the other scales the median that it then no longer has."""
    data, path = scenario_dict(), "touchpoints.hotline.service"
    for name, change in {
        "fixed": {"path": path, "operation": "set", "value": "4 min"},
        "faster": {"path": f"{path}.median", "operation": "multiply", "value": 0.5},
    }.items():
        data["improvements"][name] = {"title": name, "owner": "sales", "changes": [change]}
    scenario = scenario_from_dict(data)
    fixed = improve(scenario, "fixed")
    assert fixed.touchpoints["hotline"].service.mean_value() == pytest.approx(4 / 1440)
    assert fixed.improvements == scenario.improvements
    with pytest.raises(ScenarioError, match=r"improvements\.faster.*found no .*\.service\.median"):
        improve(fixed, "faster")
    (against,) = contradictions(scenario, ["fixed", "faster"])
    assert against.why == f"one sets {path}, the other changes {path}.median"


def test_steps_that_use_up_a_value_leave_nothing() -> None:
    data = scenario_dict()
    path = "touchpoints.shop.frictions.slow_site.probability"
    changes = [{"path": path, "operation": "set", "value": 0.3}]
    changes += [{"path": path, "operation": "add", "value": -0.1}] * 3
    data["improvements"] = {"all": {"title": "All", "owner": "sales", "changes": changes}}
    assert value_at(improve(scenario_from_dict(data), "all"), path) == 0.0


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        (
            {"touchpoints.shp.quality": 1},
            'touchpoints.shp.quality: found no touchpoints.shp; did you mean "shop"?',
        ),
        ({"touchpoints.shop.quality": 2}, "touchpoints.shop.quality: found 2, expected a number from 0 to 1"),
        ({"touchpoints.shop.quality": float("nan")}, "found not a number"),
        ({"touchpoints.shop": object()}, "found a value of type object"),
        ({"": 1}, "found an empty path, expected one of start, period"),
        ({"..": 1}, "found no"),
        ({"rhythms.daytime.hours.24": 1}, "a list of 24, counted from 0"),
        ({"rhythms.daytime.hours.-1": 1}, "a list of 24, counted from 0"),
        ({"improvements": {}}, "a part that is simulated, which improvements is not"),
        ({"personas.karl.share": 0.5}, "found shares that sum to 1.1"),
    ],
)
def test_changes_that_do_not_fit(fibre: Scenario, changes: dict[str, Any], says: str) -> None:
    with pytest.raises(ScenarioError) as caught:
        with_changes(fibre, changes)
    assert says in str(caught.value)
    assert str(caught.value).startswith("fibre: ")

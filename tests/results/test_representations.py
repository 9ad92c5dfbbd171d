"""What a prompt and a notebook show of results: one short line, and a page on which nothing runs."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from IPython.core.formatters import DisplayFormatter

import cxsim as cx
from cxsim.questions.experiments.contradictions import contradictions
from cxsim.questions.experiments.interventions import world
from cxsim.questions.experiments.worlds import _keys
from cxsim.questions.moments.effects import effects
from cxsim.reporting.batches.batch import BatchRun, Outcome
from cxsim.reporting.live.explore import Exploration
from cxsim.reporting.site.publish_site import Site
from cxsim.results.starts import pickled
from cxsim.scenario.model import Scenario

ROOT = Path(__file__).resolve().parents[2]
TELECOM, STUDY = ROOT / "scenarios" / "telecom.yaml", ROOT / "scenarios" / "telecom_study.yaml"
LONG = "A <b>title</b>\nof\tmany words " * 30


@pytest.fixture(scope="module")
def long_named(scenario: Scenario) -> Scenario:
    """The small company, whose title is as long as can be and holds what a page would run."""
    data = scenario.model_dump(mode="json", by_alias=True)
    data["title"] = "<script>alert(1)</script> & " + "very long " * 16
    return Scenario.model_validate(data)


@pytest.fixture(scope="module")
def results(long_named: Scenario, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    own = cx.figure("Share of nobody. " * 20, name="x" * 40)(lambda customers: (0, 1))
    run = cx.simulate(long_named, replications=2, seed=1, figures=[own])
    folder = tmp_path_factory.mktemp("saved") / ("deep" * 40)
    telecom = cx.load_scenario(TELECOM)
    reports = tuple(Outcome(f"report {number}", "made", "") for number in range(50))
    return {
        "Run": run,
        "SavedRun": cx.read_run(run.save(folder)),
        "Scenario": long_named,
        "telecom": telecom,
        "Study": cx.load_study(STUDY)[1].model_copy(update={"title": LONG}),
        "Assessment": cx.assess(ROOT / "scenarios" / "assessment.yaml"),
        "Check": cx.check(ROOT / "notebooks" / "with_mistakes.yaml"),
        "Check, fine": cx.check(TELECOM),
        "BatchRun": BatchRun(Path("deep" * 99), reports, ("report 1",) * 50),
        "Site": Site(Path("deep" * 99, "index.html"), 7, 3, ("A sentence. " * 20,) * 9),
        "Exploration": Exploration(long_named, None, "", 1, 1, 1),
        "Effects": effects(long_named, replications=2, seed=1),
        "Contradiction": contradictions(telecom, list(telecom.improvements))[0],
        "ReportParameters": cx.report_parameters(TELECOM, 20, 1, 2)._replace(figures=(own,) * 9),
        "StudyParameters": cx.study_parameters(STUDY, workers=2),
        "Picture": run.chart("losses"),
        "Table": cx.Table(pd.DataFrame({"a": range(500)}), LONG),
        "Figure": own,
        "Provenance": cx.provenance(run),
        "Comparison": cx.compare(long_named, long_named, replications=2),
    }


NAMES = [
    *(
        "Run",
        "SavedRun",
        "Scenario",
        "telecom",
        "Study",
        "Assessment",
        "Check",
        "Check, fine",
        "BatchRun",
        "Site",
    ),
    *("Exploration", "Effects", "Contradiction", "ReportParameters", "StudyParameters", "Picture", "Table"),
    *("Figure", "Provenance", "Comparison"),
]


@pytest.mark.parametrize("name", NAMES)
def test_every_result_has_one_short_line(results: dict[str, Any], name: str) -> None:
    line = repr(results[name])
    kind = type(results[name]).__name__
    assert line.startswith(f"<{kind}")
    assert line.endswith(">")
    assert len(line) < 300
    assert len(line.splitlines()) == 1


def test_the_line_says_what_it_is(results: dict[str, Any]) -> None:
    parts = "13 touchpoints, 5 personas, 4 journeys, 5 teams, 16 improvements"
    told = f'<Scenario "telecom" "Regional telecom operator": {parts}>'
    assert repr(results["telecom"]) == str(results["telecom"]) == told
    assert "with_mistakes.yaml: 5 things wrong>" in repr(results["Check"])
    assert "telecom.yaml: fine>" in repr(results["Check, fine"])
    assert repr(results["Assessment"]).endswith(" stages, initial to defined>")
    assert repr(results["Run"]).endswith(": 2 replications, seed 1>")
    assert "9 figures of your own" in repr(results["ReportParameters"])


@pytest.mark.parametrize("name", ["Run", "SavedRun", "Scenario", "Study", "Assessment", "Check", "Table"])
def test_a_notebook_shows_a_page_and_escapes_what_is_on_it(results: dict[str, Any], name: str) -> None:
    page = DisplayFormatter().format(results[name])[0]["text/html"]
    assert "<table" in page
    assert "<script>alert" not in page
    assert "<b>title" not in page
    if name == "Scenario":
        assert "&lt;script&gt;" in page
        assert "Ana, Bo" in page


def test_a_run_that_kept_only_kpis_shows_them(scenario: Scenario) -> None:
    run = cx.simulate(scenario, replications=2, record="kpis")
    assert "Only KPIs were recorded" in str(run)
    page = DisplayFormatter().format(run)[0]["text/html"]
    assert "<table" in page
    assert "<img" not in page


def changed(scenario: Scenario, change: Callable[[dict[str, Any]], object]) -> Scenario:
    data = scenario.model_dump(mode="json", by_alias=True)
    change(data)
    return Scenario.model_validate(data)


@pytest.mark.parametrize(
    "change",
    [
        lambda data: data["value"].update(discount_rate=0.123),
        lambda data: data["personas"]["bo"].update(value_per_year=101.0),
        lambda data: data["touchpoints"]["call"]["frictions"]["rude"].update(probability=0.31),
        lambda data: data["teams"]["agents"].update(staff=2),
    ],
)
def test_what_is_kept_of_a_scenario_is_told_from_that_of_one_with_another_value(
    scenario: Scenario, change: Callable[[dict[str, Any]], object]
) -> None:
    """Short representations are for people: the keys of the cache see everything."""

    def key(one: Scenario) -> str:
        return _keys({"today": world(one)}, range(1), "a question", 1)[0]

    other = changed(scenario, change)
    assert repr(other) == repr(scenario)
    assert key(other) != key(scenario) == key(changed(scenario, lambda data: None))


def test_models_with_short_lines_are_pickled_in_full(scenario: Scenario) -> None:
    other = changed(scenario, lambda data: data["value"].update(discount_rate=0.123))
    assert pickled(other) != pickled(scenario)

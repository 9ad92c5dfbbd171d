"""What is said before a question that takes a while."""

from types import SimpleNamespace

import pytest

import cxsim as cx
from cxsim.cli.announced import announcement, of_a_decision, over_sets
from cxsim.cli.shell import progress_bar
from cxsim.questions.registry import question
from cxsim.results.sizes import TooLarge, size_of
from cxsim.scenario.ranges import uncertain
from tests.small import ROOT, small_scenario


@pytest.fixture(scope="module")
def study():
    return cx.load_study(ROOT / "scenarios" / "telecom_study.yaml")[1]


def test_what_is_lived_over_sets_is_counted(study):
    """Of robustness, which builds on the ranking, too; moments are found with the file's own values."""
    for name, times in (("ranking", 16), ("portfolio", 16), ("robustness", 16), ("moments", 0)):
        assert over_sets(question(name), study) == times
    alone = study.model_copy(update={"uncertainty": study.uncertainty.model_copy(update={"use": "none"})})
    assert over_sets(question("ranking"), alone) == 0


def test_what_takes_a_minute_is_announced_with_what_takes_less(study, tmp_path):
    scenario = cx.load_scenario(ROOT / "scenarios" / "telecom.yaml")
    said = announcement(question("ranking"), scenario, study, 2)
    assert said.startswith(
        "looking for 8 sets of assumptions that agree with the facts, and living 17 journeys 16 times (8 "
        "sets, twice each): about "
    )
    assert said.endswith(
        "or more, unless kept from before; fewer --sets take less, --use none takes the file's own values"
    )
    assert announcement(question("moments"), scenario, study, 2) == ""
    small = cx.load_scenario(small_scenario(tmp_path))
    assert announcement(question("ranking"), small, study, 2) == ""


def test_of_a_decision_the_longest_questions_are_announced(study, tmp_path):
    """A study that says nothing else has a hundred sets, and searches over each single assumption."""
    scenario = cx.load_scenario(ROOT / "scenarios" / "telecom.yaml")
    said = of_a_decision(scenario, study, 2)
    assert said.startswith("the ranking alone: looking for 8 sets of assumptions that agree with the facts, ")
    assert said.endswith(" or more, unless kept from before; fewer --sets take less")
    default = type(study)(study=2, name="any", title="Any", scenario="any.yaml")
    points = 4 * (len(uncertain(scenario)[0]) + 1)
    said = of_a_decision(scenario, default, 2)
    assert (
        f"; the search for the assumptions that matter: living 3 journeys at {points} points, 3 times" in said
    )
    assert said.endswith("fewer --sets take less, and uncertainty.trajectories: 0 leaves out the search")
    ranked = default.model_copy(update={"questions": ("ranking",)})
    assert "the search" not in of_a_decision(scenario, ranked, 2)
    small = cx.load_scenario(small_scenario(tmp_path))
    assert of_a_decision(small, default, 2) == ""


def test_a_company_too_large_for_this_machine_is_refused_before_anything_is_answered(study):
    """By what the moments hold at once, even where nothing is lived over sets of assumptions."""
    scenario = cx.load_scenario(ROOT / "scenarios" / "telecom.yaml")
    population = scenario.population.model_copy(update={"existing": 90_000_000})
    large = scenario.model_copy(update={"population": population})
    alone = study.model_copy(update={"uncertainty": study.uncertainty.model_copy(update={"use": "none"})})
    for asked in (study, alone, alone.model_copy(update={"questions": ("shapley",)})):
        with pytest.raises(TooLarge, match="of memory are needed"):
            of_a_decision(large, asked, 2)
    whole = size_of(scenario, 4, workers=2).memory["people"]
    assert size_of(scenario, 4, workers=2, worlds=92).memory["people"] > 1.5 * whole


def test_where_there_is_no_terminal_a_line_is_said_now_and_then(monkeypatch, capsys):
    times = iter([0.0, 30.0, 61.0, 61.0, 100.0, 122.0, 122.0])
    monkeypatch.setattr("cxsim.cli.shell.time", SimpleNamespace(monotonic=lambda: next(times)))
    with progress_bar("Starting", 3) as show:
        for done in range(1, 5):
            show("Living", done)
    assert capsys.readouterr().err == "Living: 2 of 3\nLiving: 4\n"

"""Every room can be entered: it is light, asks what its function takes, and is taken up where it was left."""

import inspect
import shlex
import subprocess
import sys
from collections import Counter
from typing import get_args

import pytest

from cxsim.questions.decision.estimate import decide
from cxsim.questions.experiments import worlds
from cxsim.questions.question import Question
from cxsim.questions.registry import asked_as, question, questions
from cxsim.results import cache
from cxsim.results.answer import Answer
from cxsim.scenario.asked import Asked
from cxsim.scenario.load import scenario_from_dict
from cxsim.scenario.study import Study
from tests.questions.decision.asked import ASKED
from tests.questions.library import LIBRARY, STAKES
from tests.questions.notes import PROBABILITY, with_note
from tests.questions.small_worlds import row_of
from tests.small import ROOT

ROOMS = ROOT / "cxsim" / "questions"
ESTIMATES = [file.parent.name for file in sorted(ROOMS.glob("*/estimate.py"))]
HEAVY = {"matplotlib", "seaborn", "lifelines", "papermill", "IPython"}
FEW = {"replications": 2, "choice": {"smallest_difference": 1.0, "replications": 3}, "equivalence_band": 0.5}


@pytest.fixture(scope="module")
def scenario():
    data = row_of(STAKES, improvements=LIBRARY)
    return scenario_from_dict(with_note(data, PROBABILITY.format("second"), 0.0, 0.6))


def test_no_estimate_imports_what_draws_or_makes_reports():
    assert len(ESTIMATES) > 10
    imports = "; ".join(f"import cxsim.questions.{room}.estimate" for room in ESTIMATES)
    code = f"import sys; {imports}; print(*sorted({{name.partition('.')[0] for name in sys.modules}}))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    loaded = set(done.stdout.split())
    assert "numpy" in loaded
    assert not loaded & HEAVY


@pytest.mark.parametrize("asked", questions(), ids=lambda one: one.name)
def test_each_question_asks_what_its_function_takes(asked: Question):
    assert question(asked.name) is asked is asked_as(asked.command)
    assert (ROOMS / asked.name / "__init__.py").is_file()
    assert issubclass(asked.function.__annotations__["return"], Answer)
    taken = inspect.signature(asked.function).parameters
    assert {one.name for one in asked.parameters} <= set(taken)
    study = Study.model_validate(ASKED)
    for one in asked.parameters:
        assert not one.study or one.said_by(study) is not None, f"{one.name} is said by no part of a study"
    assert not asked.counts or asked.counts == "replications" or asked.counts in taken
    if asked.builds_on:
        basis = question(asked.builds_on).function.__annotations__["return"]
        assert next(iter(taken.values())).annotation in (basis, basis.__name__)
    assert asked.title.endswith("?")
    assert asked.about.endswith(".")


@pytest.mark.parametrize("asked", questions(), ids=lambda one: one.name)
def test_each_example_names_what_is_there(asked: Question):
    command, *rest = shlex.split(asked.example)
    assert command == asked.command
    files = [part for part in rest if part.endswith((".yaml", ".csv"))]
    assert files
    assert all((ROOT / file).is_file() for file in files)
    options = {one.option or f"--{one.name}" for one in asked.parameters} | {"--out", "--lang", "--json"}
    assert {part for part in rest if part.startswith("--")} <= options


def test_a_study_can_ask_every_question_it_may_name():
    assert set(get_args(Asked)) <= {one.name for one in questions()}
    assert len({one.command for one in questions()}) == len(questions())


@pytest.mark.parametrize("name", ["targets", "spending", "maturity"])
def test_a_study_can_ask_what_is_no_part_of_a_decision(scenario, name):
    found = decide(scenario, Study.model_validate(ASKED | FEW | {"questions": (name,)}))
    assert list(found.answers) == [name]
    assert found.answers[name].manifest["replications"] == 2
    assert str(found) == str(found.answers[name])


def test_a_study_is_answered_what_it_asks_and_nothing_else(scenario, simulated):
    shown = []
    found = decide(
        scenario, Study.model_validate(ASKED | FEW | {"questions": ("moments",)}), progress=shown.append
    )
    assert list(found.answers) == ["moments"]
    assert shown == [1]
    assert str(found) == str(found.answers["moments"])
    assert "does not ask this" in str(found.section("shapley"))
    worlds_lived = len(simulated)
    alone = question("moments").ask(scenario, Study.model_validate(ASKED | FEW))
    assert alone.to_frame().equals(found.answers["moments"].to_frame())
    assert len(simulated) == 2 * worlds_lived > 0, "nothing else was simulated"


@pytest.fixture
def simulated(monkeypatch):
    """Note what the engine lived through for experiments: seed and replication."""
    done = []
    simulate = worlds.simulate
    monkeypatch.setattr(
        worlds, "simulate", lambda *given, **more: done.append(given[1:3]) or simulate(*given, **more)
    )
    return done


class Interrupted(Exception):
    """Somebody has had enough."""


@pytest.mark.whole
def test_a_decision_that_was_interrupted_is_taken_up_where_it_stopped(
    scenario, simulated, tmp_path, monkeypatch
):
    study = Study.model_validate(ASKED | FEW)

    def stop_after(number: int):
        def progress(done: int) -> None:
            if done == number:
                raise Interrupted

        return progress

    monkeypatch.setenv(cache.PLACE, str(tmp_path / "whole"))
    whole = decide(scenario, study)
    needed = Counter(simulated)
    assert needed
    for number in (2, 5, 9):
        monkeypatch.setenv(cache.PLACE, str(tmp_path / f"after {number}"))
        simulated.clear()
        with pytest.raises(Interrupted):
            decide(scenario, study, progress=stop_after(number))
        before = len(simulated)
        assert 0 < before <= needed.total()
        again = decide(scenario, study)
        assert Counter(simulated) == needed, "what was finished is not simulated again"
        assert len(simulated) - before < needed.total()
        simulated.clear()
        decide(scenario, study)
        assert simulated == []
        for name, answer in whole.answers.items():
            assert again.answers[name].to_json() == answer.to_json(), name

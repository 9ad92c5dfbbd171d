"""Whatever the company: what an answer says is what its table and its picture show."""

import pytest

from cxsim.errors import InterventionError
from cxsim.questions.decision.estimate import Decision, decide
from cxsim.scenario.asked import DECISION
from cxsim.scenario.model import Scenario
from cxsim.scenario.study import Study
from tests.engine.scenarios import Data
from tests.engine.strategies import examples
from tests.questions.library import improvement
from tests.questions.read_back import faults

FEW, MANY = 5, 60
STUDY = {
    "study": 2,
    "name": "random",
    "title": "Random",
    "scenario": "random.yaml",
    "replications": 3,
    "choice": {"smallest_difference": 1.0, "replications": 4},
    "budget": 1_000.0,
    "uncertainty": {"use": "ranges", "sets": 2, "replications": 2, "trajectories": 0},
}


def with_improvements(data: Data) -> Data:
    """Give a company things to improve: less friction, better expectations, and one that changes nothing."""
    touchpoints = list(data["touchpoints"])
    library = {"placebo": improvement("channels.web.title", "The web", "set", yearly=10.0)}
    for place, name in enumerate(touchpoints[:3]):
        for friction in list(data["touchpoints"][name].get("frictions", {}))[:1]:
            path = f"touchpoints.{name}.frictions.{friction}.probability"
            library[f"less_{place}"] = improvement(path, 0.3, one_off=100.0 * place, yearly=50.0)
    library["loyal"] = improvement("personas.ana.switching_cost", 1.0, "set", one_off=200.0)
    return {**data, "improvements": library}


def companies(number: int) -> list[Scenario]:
    return [Scenario.model_validate(with_improvements(data)) for data in examples(number)]


def decided(scenario: Scenario, study: Study) -> Decision | None:
    """Answer a study, if anybody could stay, or join, or be measured; else that is said in one line."""
    try:
        return decide(scenario, study)
    except InterventionError as error:
        if "\n" in str(error):
            raise
        return None


def read_back(number: int, questions: tuple[str, ...]) -> int:
    told = 0
    for place, scenario in enumerate(companies(number)):
        for objective in ("stay", "join", "customers", "net_value"):
            asked = {**STUDY, "objective": objective, "questions": questions, "seed": place}
            found = decided(scenario, Study.model_validate(asked))
            if found is None:
                continue
            for name, answer in found.answers.items():
                assert list(faults(answer)) == [], (place, objective, name)
            assert list(faults(found)) == [], (place, objective)
            told += 1
    return told


@pytest.mark.whole
def test_what_is_said_of_random_companies_is_what_is_shown() -> None:
    assert read_back(FEW, ("ranking", "choice", "portfolio")) > 2 * FEW


@pytest.mark.verify
def test_what_is_said_to_any_question_is_what_is_shown() -> None:
    assert read_back(MANY, DECISION) > 2 * MANY

"""An answer to each question, asked of small journeys in which authors write Greek."""

import functools
import itertools
from collections.abc import Callable, Iterator
from typing import Any

import cxsim as cx
from cxsim.results.answer import Answer
from cxsim.scenario.assessment import PRACTICES, Assessment
from cxsim.scenario.improve import improve
from cxsim.scenario.load import scenario_from_dict
from cxsim.scenario.study import Study
from tests.engine.scenarios import changed, exponential, one_queue
from tests.questions.bundles.hours import more_agents
from tests.questions.small_worlds import row_of

STAKES = {"first": 0.0, "second": 1.0, "third": 0.4}
PROBABILITY = "touchpoints.{}.frictions.trouble.probability"
STUDY = {
    "study": 2,
    "name": "small",
    "title": "Small",
    "scenario": "small.yaml",
    "improvements": ("half", "links", "useless"),
    "replications": 4,
    "seed": 3,
    "equivalence_band": 0.5,
    "precision": 3.0,
    "choice": {"smallest_difference": 1.0, "replications": 20},
    "budget": 500.0,
    "uncertainty": {"use": "ranges", "sets": 2, "replications": 2, "trajectories": 2},
}


def improvement(path: str, value: float, operation: str = "multiply", **cost: float) -> dict[str, Any]:
    return {
        "title": "",
        "owner": "sales",
        "changes": [{"path": path, "operation": operation, "value": value}],
        **cost,
    }


LIBRARY = {
    "useless": improvement(PROBABILITY.format("first"), 0.1, yearly=500.0),
    "harmful": improvement(PROBABILITY.format("third"), 1.5),
    "half": improvement(PROBABILITY.format("second"), 0.5, one_off=100.0, yearly=365.0),
    "links": improvement("journeys.buy.links.second.third.context_loss", 0.0, one_off=50.0),
}
# One of each kind, one of two kinds.
WAYS = {
    "half": improvement(PROBABILITY.format("second"), 0.0, one_off=30.0),
    "speak_up": improvement("personas.anybody.complaint", 0.6, "set", one_off=40.0),
    "wonders": improvement("touchpoints.second.delight.probability", 0.9, "set", one_off=45.0),
    "both": {
        **improvement("touchpoints.first.delight.probability", 1.0, "set", one_off=1.0),
        "changes": [
            {"path": "touchpoints.first.delight.probability", "value": 1.0},
            {"path": PROBABILITY.format("first"), "value": 0.0},
        ],
    },
}
LEVELS = {"interest": "developing", "consideration": "initial", "use": "defined", "advocacy": "optimised"}


def anonymous(part: Any, number: Iterator[int]) -> Any:
    """A scenario file with Greek where an author would have written a title."""
    if isinstance(part, dict):
        return {
            key: f"Τίτλος {next(number)}" if key == "title" else anonymous(entry, number)
            for key, entry in part.items()
        }
    return [anonymous(entry, number) for entry in part] if isinstance(part, list) else part


def scenario(data: Any) -> cx.Scenario:
    for point in data["touchpoints"].values():
        for friction in point.get("frictions", {}).values():
            friction["title"] = "Trouble"
    return scenario_from_dict(anonymous(data, itertools.count(1)))


def uncertain() -> cx.Scenario:
    """A journey of which one probability is not known."""
    data = row_of(STAKES, improvements=LIBRARY)
    data["touchpoints"]["second"]["frictions"]["trouble"]["probability"] = {
        "value": data["touchpoints"]["second"]["frictions"]["trouble"]["probability"],
        "range": [0.0, 0.6],
        "status": "assumed",
    }
    return scenario(data)


@functools.cache
def decision() -> Any:
    return cx.decide(uncertain(), Study.model_validate(STUDY))


def compared() -> Answer:
    today = scenario(row_of(STAKES, improvements=LIBRARY))
    changes = [improve(today, name) for name in ("half", "harmful")]
    return cx.compare(today, *changes, titles=["half", "harmful"], replications=4)


def spent() -> Answer:
    data = changed(
        row_of(STAKES, improvements=WAYS, prospects=20.0),
        {"personas.anybody.complaint": 0.0, "desks.desk.skill": 1.0, "desks.desk.hardness": 0.0},
        handoffs=False,
        complaints=True,
    )
    return cx.where_to_spend(scenario(data), 50.0, replications=4)


def held(scope: Any) -> Answer:
    return cx.targets(cx.simulate(scenario(row_of(STAKES)), replications=2, record="kpis"), scope=scope)


def staffed() -> Answer:
    patience = {"patience": exponential(0.008)}
    queue = one_queue(250.0, exponential(0.01), 2, 40.0, patience, cost_per_hour=30.0)
    return cx.staffing(scenario(changed(queue, {"teams.agents.title": "Ομάδα"})), "agents", replications=4)


def raised() -> Answer:
    stages = dict(zip(STAKES, ("interest", "consideration", "use"), strict=True))
    changes: dict[str, Any] = {f"touchpoints.{name}.stage": stage for name, stage in stages.items()}
    data = changed(row_of(STAKES), {**changes, "maturity": {"stages": LEVELS}}, detection=True)
    answers = {"use": {**dict.fromkeys(PRACTICES, "managed"), "context": "developing"}}
    today = Assessment.model_validate({"assessment": 1, "title": "Τίτλος", "stages": answers})
    return cx.maturity(scenario(data), replications=4, today=today)


def taken_apart() -> Answer:
    """An improvement of several changes."""
    changes = [*LIBRARY["half"]["changes"], *LIBRARY["links"]["changes"], *LIBRARY["useless"]["changes"]]
    library = {"half": LIBRARY["half"] | {"changes": changes}}
    return cx.bundles(scenario(row_of(STAKES, improvements=library)), replications=4)


def hours() -> Answer:
    data = more_agents().model_dump(mode="json", by_alias=True)
    return cx.bundles(scenario(data), replications=4)


def agreeing() -> Answer:
    """How many people join is known: half of what the range would give."""
    data = row_of(STAKES)
    data["touchpoints"]["second"]["frictions"]["trouble"]["probability"] = {
        "value": 0.3,
        "range": [0.0, 0.6],
        "status": "assumed",
    }
    data["facts"] = {"joining": {"kpi": "join", "range": [0.0, 1.0], "source": "Πηγή", "grade": "c"}}
    return cx.facts(scenario(data), sets=2)


def informed() -> Answer:
    """What it is worth to know the probability that is not known."""
    names = ["half", "links", "useless"]
    return cx.information(cx.rank(uncertain(), names, use="ranges", sets=30, seed=3))


OTHERS: dict[str, Callable[[], Answer]] = {
    "facts": agreeing,
    "information": informed,
    "comparison": compared,
    "spending": spent,
    "targets": functools.partial(held, "touchpoint"),
    "targets of channels": functools.partial(held, "channel"),
    "staffing": staffed,
    "maturity": raised,
    "bundles": taken_apart,
    "bundles of hours": hours,
}


@functools.cache
def answer(question: str) -> Answer:
    """Return an answer to a question, by the name of its room; the decision holds those of a study."""
    return OTHERS[question]() if question in OTHERS else decision().answers[question]

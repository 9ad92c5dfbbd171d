"""An answer to each question, asked of small journeys; each is asked once."""

import functools
from collections.abc import Callable

import cxsim as cx
from cxsim.results.answer import Answer
from cxsim.results.run import simulate
from cxsim.scenario.asked import DECISION
from cxsim.scenario.improve import improve
from cxsim.scenario.load import scenario_from_dict
from cxsim.scenario.study import Study
from tests.questions.bundles.hours import more_agents
from tests.questions.decision.asked import ASKED
from tests.questions.library import LIBRARY, STAKES
from tests.questions.maturity.levels import journey
from tests.questions.notes import PROBABILITY, with_note
from tests.questions.small_worlds import row_of
from tests.questions.spending.money import data as with_each_kind
from tests.questions.staffing.calls import calls


@functools.cache
def small() -> cx.Scenario:
    data = row_of(STAKES, improvements=LIBRARY)
    return scenario_from_dict(with_note(data, PROBABILITY.format("second"), 0.0, 0.6))


@functools.cache
def decision() -> Answer:
    return cx.decide(small(), Study.model_validate(ASKED))


def targets() -> Answer:
    return cx.targets(simulate(small(), 2, record="kpis"))


def spending() -> Answer:
    return cx.where_to_spend(cx.Scenario.model_validate(with_each_kind()), 50.0, replications=2)


def maturity() -> Answer:
    return cx.maturity(cx.Scenario.model_validate(journey()), 2)


def staffing() -> Answer:
    return cx.staffing(calls(), "agents", replications=2)


def bundles() -> Answer:
    return cx.bundles(more_agents(), replications=2)


def comparison() -> Answer:
    return cx.compare(small(), improve(small(), "half"), titles=["Half"], replications=2)


def facts() -> Answer:
    stated = {"joining": {"kpi": "join", "range": [0.0, 1.0], "source": "Log", "grade": "c"}}
    data = small().model_dump(mode="json", by_alias=True) | {"facts": stated}
    return cx.facts(scenario_from_dict(data), sets=2)


def information() -> Answer:
    return cx.information(cx.rank(small(), ["half", "links", "useless"], use="ranges", sets=10))


MORE: dict[str, Callable[[], Answer]] = {
    made.__name__: made
    for made in (decision, targets, spending, maturity, staffing, bundles, comparison, facts, information)
}
ASKED_ABOUT = (*DECISION, *MORE)


@functools.cache
def answer(name: str) -> Answer:
    """The answer to a question, by the name of its room."""
    return MORE[name]() if name in MORE else decision().answers[name]

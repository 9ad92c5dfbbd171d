"""A walk through every question, picture and table of the product, from Python.

Each step is a question with what is said, shown and drawn of its answer. Refusing in one line is an answer,
too; any other exception is a fault of the product.
"""

import functools
import traceback
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import cxsim as cx
from cxsim.errors import InterventionError
from cxsim.language.speech import spoken
from cxsim.questions.comparison.estimate import ComparisonError
from cxsim.questions.ranking.persona_words import conclude_personas
from cxsim.questions.targets.estimate import SCOPES
from cxsim.questions.what_if.levers import WhatIfError, reach
from cxsim.reporting.live.explore import Exploration
from cxsim.scenario.faults import ScenarioError
from cxsim.scenario.study import Study
from cxsim.theme.picture import Fragment

REFUSALS = (InterventionError, ComparisonError, ScenarioError, WhatIfError)
MORE = ("fit", "fit_summary", "team_day")  # which need figures that were observed, or a team
Part = Any


@dataclass
class Step:
    """A question of the product, its answer, and how to say and show it.

    Attributes
    ----------
    name
        Of the function that was asked.
    answer
        What it returned; None where it refused.
    refused, failed
        The line in which it refused; the exception that nobody should see.
    show
        What makes sentences, tables and pictures of the answer, in the language that is spoken.
    """

    name: str
    answer: Any = None
    refused: str = ""
    failed: str = ""
    show: Callable[[], list[Part]] = field(default=list)

    def parts(self) -> list[Part]:
        """Return everything that is said and shown of the answer; it reads as the language that is spoken."""
        return [] if self.refused else self.show()


def asked(name: str, question: Callable[[], Any], *more: Callable[[Any], Part]) -> Step:
    """Ask a question; everything that its answer shows is looked at, and what `more` make of it."""
    try:
        answer = question()
    except REFUSALS as error:
        return Step(name, refused=str(error))
    except Exception as error:
        return Step(name, failed=failure(error))
    return Step(name, answer, show=lambda: [*everything(answer), *(show(answer) for show in more)])


def everything(answer: Any) -> list[Part]:
    """All that an answer says, draws and lists, that needs nothing more."""
    if not isinstance(answer, cx.Answer):
        return []
    charts = [answer.chart(one) for one in answer.charts if one not in MORE]
    return [answer.summary(), *charts, *(answer.table(one) for one in answer.tables if one not in MORE)]


def failure(error: Exception) -> str:
    """Say where an exception came from."""
    frames = traceback.extract_tb(error.__traceback__)
    ours = [frame for frame in frames if "/cxsim/" in frame.filename] or frames
    file = ours[-1].filename.rpartition("/cxsim/")[2]
    return f"{type(error).__name__}: {str(error)[:200]} at {file}:{ours[-1].lineno}"


def of_a_run(scenario: cx.Scenario, replications: int, seed: int) -> Iterator[Step]:
    """Simulate, and show everything that is shown of one journey."""
    given: dict[str, Any] = {"replications": replications, "seed": seed, "workers": 1}
    yield asked(
        "simulate",
        lambda: cx.simulate(scenario, **given),
        cx.provenance,
        *((lambda run, team=team: run.chart("team_day", team=team)) for team in scenario.teams),
    )
    counted = functools.cache(lambda: cx.simulate(scenario, **given, record="kpis"))
    for scope in SCOPES:
        yield asked("targets", lambda scope=scope: cx.targets(counted(), scope=scope))


def of_a_panel(scenario: cx.Scenario, replications: int, seed: int) -> Iterator[Step]:
    """Explore: move what can be moved, and look at everything that follows."""

    @functools.cache
    def opened(state: str, lang: str) -> Exploration:
        return cx.explore(scenario, state, replications, seed, workers=1, lang=lang)

    def shown(state: str) -> list[Part]:
        panel = opened(state, spoken())
        panel.latest.wait()
        if panel.shown.message.value:
            raise AssertionError(panel.shown.message.value)
        pieces = (
            panel.shown.changes,
            panel.shown.table,
            panel.shown.staying,
            panel.shown.map,
            panel.shown.behind,
        )
        return [Fragment(piece.value) for piece in pieces]

    states = [""]
    for name in scenario.touchpoints:
        there = reach(scenario, name)
        states += [f"{lever}.{place}.0.5" for lever, place in there.items() if lever == "friction"][:1]
    for state in states[:2]:
        yield asked(
            "explore",
            lambda state=state: opened(state, "en"),
            *((lambda _, state=state, at=at: shown(state)[at]) for at in range(5)),
        )


def of_a_journey(scenario: cx.Scenario, replications: int, seed: int) -> Iterator[Step]:
    """Ask what needs no improvements: what decides, what links and friction cost, levels, staff."""
    given: dict[str, Any] = {"replications": replications, "seed": seed, "workers": 1}
    found = asked("moments", lambda: cx.moments(scenario, **given))
    yield found
    if found.answer is not None:
        yield asked("usual_methods", lambda: cx.usual_methods(found.answer))
        run = cx.simulate(scenario, **given)
        yield asked("map", lambda: found.answer, lambda moments: run.chart("map", moments=moments))
    yield asked("shapley", lambda: cx.shapley(scenario, **given))
    yield asked("fragmentation", lambda: cx.fragmentation(scenario, **given))
    yield asked("maturity", lambda: cx.maturity(scenario, **given))
    for team in scenario.teams:
        yield asked("staffing", lambda team=team: cx.staffing(scenario, team, **given))


def of_improvements(scenario: cx.Scenario, study: Study, replications: int) -> Iterator[Step]:
    """Ask what needs improvements: which reach most, what money buys, whether that holds."""
    given: dict[str, Any] = {"replications": replications, "seed": study.seed, "workers": 1}
    aim = {"objective": study.objective}
    yield asked(
        "rank",
        lambda: cx.rank(
            scenario,
            equivalence_band=study.equivalence_band / 100,
            precision=study.precision / 100,
            **given,
            **aim,
        ),
        conclude_personas,
    )
    over_sets = asked(
        "rank", lambda: cx.rank(scenario, use="ranges", sets=2, seed=study.seed, workers=1, **aim)
    )
    if over_sets.answer is not None:
        yield over_sets
        yield asked("robustness", lambda: cx.robustness(over_sets.answer))
        yield asked("information", lambda: cx.information(over_sets.answer))
        yield asked(
            "drivers", lambda: cx.drivers(over_sets.answer, trajectories=2, replications=2, workers=1)
        )
    yield asked("bundles", lambda: cx.bundles(scenario, **given, **aim))
    yield asked(
        "select",
        lambda: cx.select(
            scenario, zone=0.02, most=study.choice.replications, seed=study.seed, workers=1, **aim
        ),
    )
    budget = study.budget or 1000.0
    yield asked("portfolio", lambda: cx.portfolio(scenario, budget, **given, **aim))
    yield asked("where_to_spend", lambda: cx.where_to_spend(scenario, budget, **given, **aim))
    names = list(scenario.improvements)[:2]
    yield asked(
        "compare",
        lambda: cx.compare(
            scenario,
            *(cx.Improve(name).to_scenario(scenario) for name in names),
            titles=[scenario.improvements[name].title for name in names],
            **given,
        ),
    )


def of_a_decision(scenario: cx.Scenario, study: Study) -> Iterator[Step]:
    """Answer the study as a whole, as its report does."""
    yield asked(
        "decide",
        lambda: cx.decide(scenario, study, workers=1),
        cx.provenance,
        lambda found: found.screen(),
        *((lambda found, name=name: found.section(name)) for name in dict.fromkeys(study.questions)),
    )

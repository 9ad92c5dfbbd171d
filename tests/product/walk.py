"""A walk through every question, picture and table of the product, from Python.

Each step is a question with what is said, shown and drawn of its answer. Refusing in one line is an answer,
too; any other exception is a fault of the product.
"""

import traceback
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import cxsim as cx
from cxsim.questions.comparison.estimate import ComparisonError
from cxsim.questions.what_if.levers import reach
from cxsim.scenario.study import Study
from cxsim.theme.picture import Fragment

REFUSALS = (cx.InterventionError, ComparisonError, cx.ScenarioError, cx.WhatIfError)
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


def asked(name: str, question: Callable[[], Any], *shown: Callable[[Any], Part]) -> Step:
    """Ask a question; `shown` make sentences, tables and pictures of its answer."""
    try:
        answer = question()
    except REFUSALS as error:
        return Step(name, refused=str(error))
    except Exception as error:
        return Step(name, failed=failure(error))
    return Step(name, answer, show=lambda: [show(answer) for show in shown])


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
        cx.answer,
        cx.journey_map,
        cx.flow_chart,
        cx.losses_chart,
        cx.survival_chart,
        lambda run: cx.persona_cards(scenario, run),
        cx.persona_chart,
        cx.queue_chart,
        cx.feelings_chart,
        cx.handoffs_chart,
        cx.kpi_table,
        cx.links_table,
        cx.provenance,
        lambda run: cx.assumptions_table(scenario),
        *((lambda run, team=team: cx.team_day_chart(run, team)) for team in scenario.teams),
    )
    for scope in ("channel", "department", "touchpoint", "stage"):
        yield asked(
            "lights",
            lambda scope=scope: cx.targets(cx.simulate(scenario, **given, record="kpis"), scope=scope),
            cx.conclude_lights,
            cx.targets_table,
        )


def of_a_panel(scenario: cx.Scenario, replications: int, seed: int) -> Iterator[Step]:
    """Explore: move what can be moved, and look at everything that follows."""

    def shown(panel: cx.Exploration) -> list[Part]:
        panel.latest.wait()
        if panel.shown.message.value:
            raise AssertionError(panel.shown.message.value)
        pieces = (
            panel.shown.changes,
            panel.shown.figures,
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
            lambda state=state: cx.explore(scenario, state, replications, seed, workers=1),
            *((lambda panel, at=at: shown(panel)[at]) for at in range(5)),
        )


def of_a_journey(scenario: cx.Scenario, replications: int, seed: int) -> Iterator[Step]:
    """Ask what needs no improvements: what decides, what links and friction cost, levels, staff."""
    given: dict[str, Any] = {"replications": replications, "seed": seed, "workers": 1}
    found = asked(
        "moments",
        lambda: cx.moments(scenario, **given),
        cx.conclude_moments,
        cx.moments_table,
        cx.pain_break_chart,
    )
    yield found
    if found.answer is not None:
        yield asked("usual_methods", lambda: cx.usual_methods(found.answer), cx.conclude_usual_methods)
        run = cx.simulate(scenario, **given)
        yield asked("journey_map", lambda: found.answer, lambda moments: cx.journey_map(run, moments))
    yield asked("shapley", lambda: cx.shapley(scenario, **given), cx.conclude_shapley, cx.shapley_table)
    yield asked(
        "fragmentation",
        lambda: cx.fragmentation(scenario, **given),
        cx.conclude_fragmentation,
        cx.fragmentation_table,
        cx.fragmentation_chart,
        cx.fragmentation_waterfall,
    )
    yield asked(
        "maturity",
        lambda: cx.maturity(scenario, **given),
        cx.conclude_maturity,
        cx.maturity_table,
        cx.ladder_table,
        cx.maturity_chart,
    )
    for team in scenario.teams:
        yield asked(
            "staffing",
            lambda team=team: cx.staffing(scenario, team, **given),
            cx.conclude_staffing,
            cx.staffing_table,
            cx.staffing_chart,
        )


def of_improvements(scenario: cx.Scenario, study: Study, replications: int) -> Iterator[Step]:
    """Ask what needs improvements: which keep most, what money buys, whether that holds."""
    given: dict[str, Any] = {"replications": replications, "seed": study.seed, "workers": 1}
    yield asked(
        "rank",
        lambda: cx.rank(scenario, band=study.band / 100, **given),
        cx.conclude_ranking,
        lambda found: cx.conclude_precision(found, study.precision / 100),
        cx.conclude_personas,
        cx.ranking_table,
        cx.personas_table,
        cx.ranking_chart,
    )
    yield asked(
        "select",
        lambda: cx.select(scenario, zone=0.02, most=study.choice.replications, seed=study.seed, workers=1),
        cx.conclude_selection,
    )
    budget = study.budget or 1000.0
    yield asked(
        "portfolio",
        lambda: cx.portfolio(scenario, budget, **given),
        cx.conclude_portfolio,
        cx.portfolio_table,
        cx.frontier_chart,
    )
    yield asked(
        "where_to_spend",
        lambda: cx.where_to_spend(scenario, budget, **given),
        cx.conclude_spending,
        cx.spending_table,
    )
    names = list(scenario.improvements)[:2]
    yield asked(
        "compare",
        lambda: cx.compare(
            scenario,
            *(cx.Improve(name).to_scenario(scenario) for name in names),
            titles=[scenario.improvements[name].title for name in names],
            **given,
        ),
        cx.conclude_comparison,
        cx.comparison_table,
        cx.comparison_chart,
    )


def of_a_decision(scenario: cx.Scenario, study: Study) -> Iterator[Step]:
    """Answer the study as a whole, as its report does."""

    def report(found: cx.Decision) -> list[Part]:
        return [
            cx.conclude_decision(found),
            cx.budget_answer(found),
            cx.doubts_answer(found),
            cx.journey_map(found.run, found.moments),
            cx.conclude_usual_methods(found.usual),
            cx.provenance(found),
        ]

    yield asked(
        "decide", lambda: cx.decide(scenario, study, workers=1), lambda found: cx.show(*report(found))
    )

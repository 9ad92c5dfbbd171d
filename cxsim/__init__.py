"""Which improvements at which moments keep the most customers, for whom, at what cost, and how sure are we.

>>> import cxsim as cx
>>> scenario = cx.load_scenario("scenarios/telecom.yaml")  # doctest: +SKIP
>>> run = cx.simulate(scenario, replications=20, seed=1)  # doctest: +SKIP
>>> run.kpis()  # doctest: +SKIP

The way through the house: `scenario` says what is simulated, `engine` how customers live it, `results` what
happened, `analysis` what it means for a decision, `reporting` what people see; `calibration` estimates
parameters from a company's own data. Imports go one way, in this order.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from cxsim.analysis.comparison import Comparison, ComparisonError, compare
    from cxsim.analysis.contradictions import Contradiction
    from cxsim.analysis.decision import QUESTIONS, Decision, decide
    from cxsim.analysis.drivers import Drivers, drivers
    from cxsim.analysis.effects import Effects, effects
    from cxsim.analysis.fragmentation import Fragmentation, fragmentation
    from cxsim.analysis.interventions import (
        ForceOutcome,
        Improve,
        Intervention,
        InterventionError,
        KeepContext,
        LessFriction,
        MoreStaff,
        NoWaiting,
        world,
    )
    from cxsim.analysis.levers import WhatIfError
    from cxsim.analysis.lights import Lights, Target, lights
    from cxsim.analysis.maturity import Ladder, ReachLevel, maturity
    from cxsim.analysis.moments import Moments, moments
    from cxsim.analysis.portfolio import Portfolio, portfolio
    from cxsim.analysis.ranking import Ranking, rank
    from cxsim.analysis.robustness import Robustness, robustness
    from cxsim.analysis.selection import Selection, select
    from cxsim.analysis.shapley import Shapley, shapley
    from cxsim.analysis.staffing import Staffing, staffing
    from cxsim.analysis.usual_methods import UsualMethods, usual_methods
    from cxsim.analysis.where_to_spend import WhereToSpend, where_to_spend
    from cxsim.calibration.fit import compare_by_hour
    from cxsim.calibration.read_observed import read_observed
    from cxsim.reporting.answers.comparison_chart import comparison_chart
    from cxsim.reporting.answers.comparison_words import comparison_table, conclude_comparison
    from cxsim.reporting.answers.decision_words import budget_answer, conclude_decision, doubts_answer, show
    from cxsim.reporting.answers.fragmentation_chart import fragmentation_chart
    from cxsim.reporting.answers.fragmentation_waterfall import fragmentation_waterfall
    from cxsim.reporting.answers.fragmentation_words import conclude_fragmentation, fragmentation_table
    from cxsim.reporting.answers.frontier_chart import frontier_chart
    from cxsim.reporting.answers.lights_words import conclude_lights, lights_table
    from cxsim.reporting.answers.maturity_chart import maturity_chart
    from cxsim.reporting.answers.maturity_words import (
        assessment_table,
        conclude_maturity,
        ladder_table,
        maturity_table,
    )
    from cxsim.reporting.answers.moment_words import conclude_moments, conclude_usual_methods, moments_table
    from cxsim.reporting.answers.pain_break import pain_break_chart
    from cxsim.reporting.answers.persona_words import conclude_personas, personas_table
    from cxsim.reporting.answers.portfolio_words import conclude_portfolio, portfolio_table
    from cxsim.reporting.answers.ranking_chart import ranking_chart
    from cxsim.reporting.answers.ranking_words import conclude_precision, conclude_ranking, ranking_table
    from cxsim.reporting.answers.robustness_chart import robustness_chart
    from cxsim.reporting.answers.robustness_words import (
        conclude_drivers,
        conclude_robustness,
        drivers_table,
        robustness_table,
    )
    from cxsim.reporting.answers.selection_words import conclude_selection
    from cxsim.reporting.answers.shapley_words import conclude_shapley, shapley_table
    from cxsim.reporting.answers.spending_words import conclude_spending, spending_table
    from cxsim.reporting.answers.staffing_chart import staffing_chart
    from cxsim.reporting.answers.staffing_words import conclude_staffing, staffing_table
    from cxsim.reporting.batches.batch import BatchError, BatchRun, run_batch
    from cxsim.reporting.check import Check, check
    from cxsim.reporting.live.explore import Exploration, explore
    from cxsim.reporting.look.picture import Picture
    from cxsim.reporting.look.tables import Table, kpi_table
    from cxsim.reporting.maps.journey_map import journey_map
    from cxsim.reporting.maps.links import links_table
    from cxsim.reporting.notebooks import show_progress
    from cxsim.reporting.parameters import file_parameter, report_parameters, study_parameters
    from cxsim.reporting.provenance import provenance
    from cxsim.reporting.runs.assumptions import assumptions
    from cxsim.reporting.runs.fit import fit_chart, fit_summary, fit_table
    from cxsim.reporting.runs.flow_chart import flow_chart
    from cxsim.reporting.runs.handoffs_chart import handoffs_chart
    from cxsim.reporting.runs.losses import losses_chart
    from cxsim.reporting.runs.persona_chart import persona_chart
    from cxsim.reporting.runs.queues import queue_chart
    from cxsim.reporting.runs.satisfaction import feelings_chart, persona_cards
    from cxsim.reporting.runs.sentences import answer
    from cxsim.reporting.runs.survival import survival_chart
    from cxsim.reporting.runs.team_day_chart import team_day_chart
    from cxsim.reporting.site.publish_site import Site, SiteError, publish_site
    from cxsim.results.events import to_process_mining
    from cxsim.results.read_run import SavedRun, read_run
    from cxsim.results.run import Run, simulate
    from cxsim.results.survival import durations, survival_curve
    from cxsim.results.table_file import ChangedError
    from cxsim.scenario.assessment import Assessment, AssessmentError, assess
    from cxsim.scenario.faults import ScenarioError
    from cxsim.scenario.load import load_scenario
    from cxsim.scenario.model import Scenario
    from cxsim.scenario.study import Study, load_study

__version__ = "0.1.0"

__all__ = [
    "QUESTIONS",
    "Assessment",
    "AssessmentError",
    "BatchError",
    "BatchRun",
    "ChangedError",
    "Check",
    "Comparison",
    "ComparisonError",
    "Contradiction",
    "Decision",
    "Drivers",
    "Effects",
    "Exploration",
    "ForceOutcome",
    "Fragmentation",
    "Improve",
    "Intervention",
    "InterventionError",
    "KeepContext",
    "Ladder",
    "LessFriction",
    "Lights",
    "Moments",
    "MoreStaff",
    "NoWaiting",
    "Picture",
    "Portfolio",
    "Ranking",
    "ReachLevel",
    "Robustness",
    "Run",
    "SavedRun",
    "Scenario",
    "ScenarioError",
    "Selection",
    "Shapley",
    "Site",
    "SiteError",
    "Staffing",
    "Study",
    "Table",
    "Target",
    "UsualMethods",
    "WhatIfError",
    "WhereToSpend",
    "answer",
    "assess",
    "assessment_table",
    "assumptions",
    "assumptions_table",
    "budget_answer",
    "check",
    "compare",
    "compare_by_hour",
    "comparison_chart",
    "comparison_table",
    "conclude_comparison",
    "conclude_decision",
    "conclude_drivers",
    "conclude_fragmentation",
    "conclude_lights",
    "conclude_maturity",
    "conclude_moments",
    "conclude_personas",
    "conclude_portfolio",
    "conclude_precision",
    "conclude_ranking",
    "conclude_robustness",
    "conclude_selection",
    "conclude_shapley",
    "conclude_spending",
    "conclude_staffing",
    "conclude_usual_methods",
    "decide",
    "doubts_answer",
    "drivers",
    "drivers_table",
    "durations",
    "effects",
    "explore",
    "feelings_chart",
    "file_parameter",
    "fit_chart",
    "fit_summary",
    "fit_table",
    "flow_chart",
    "fragmentation",
    "fragmentation_chart",
    "fragmentation_table",
    "fragmentation_waterfall",
    "frontier_chart",
    "handoffs_chart",
    "journey_map",
    "kpi_table",
    "ladder_table",
    "lights",
    "lights_table",
    "links_table",
    "load_scenario",
    "load_study",
    "losses_chart",
    "maturity",
    "maturity_chart",
    "maturity_table",
    "moments",
    "moments_table",
    "pain_break_chart",
    "persona_cards",
    "persona_chart",
    "personas_table",
    "portfolio",
    "portfolio_table",
    "provenance",
    "publish_site",
    "queue_chart",
    "rank",
    "ranking_chart",
    "ranking_table",
    "read_observed",
    "read_run",
    "report_parameters",
    "robustness",
    "robustness_chart",
    "robustness_table",
    "run_batch",
    "select",
    "shapley",
    "shapley_table",
    "show",
    "show_progress",
    "simulate",
    "speak",
    "spending_table",
    "staffing",
    "staffing_chart",
    "staffing_table",
    "study_parameters",
    "survival_chart",
    "survival_curve",
    "team_day_chart",
    "to_process_mining",
    "usual_methods",
    "where_to_spend",
    "world",
]

# Where each name lives. It is imported when it is first asked for, because the engine takes seconds to import
# and `cxsim --help` should not.
_HOMES = {
    "analysis.comparison": ("Comparison", "ComparisonError", "compare"),
    "analysis.contradictions": ("Contradiction",),
    "analysis.decision": ("QUESTIONS", "Decision", "decide"),
    "analysis.drivers": ("Drivers", "drivers"),
    "analysis.effects": ("Effects", "effects"),
    "analysis.fragmentation": ("Fragmentation", "fragmentation"),
    "analysis.interventions": (
        "ForceOutcome",
        "Improve",
        "Intervention",
        "InterventionError",
        "KeepContext",
        "LessFriction",
        "MoreStaff",
        "NoWaiting",
        "world",
    ),
    "analysis.levers": ("WhatIfError",),
    "analysis.lights": ("Lights", "Target", "lights"),
    "analysis.maturity": ("Ladder", "ReachLevel", "maturity"),
    "analysis.moments": ("Moments", "moments"),
    "analysis.portfolio": ("Portfolio", "portfolio"),
    "analysis.ranking": ("Ranking", "rank"),
    "analysis.robustness": ("Robustness", "robustness"),
    "analysis.selection": ("Selection", "select"),
    "analysis.shapley": ("Shapley", "shapley"),
    "analysis.staffing": ("Staffing", "staffing"),
    "analysis.usual_methods": ("UsualMethods", "usual_methods"),
    "analysis.where_to_spend": ("WhereToSpend", "where_to_spend"),
    "calibration.fit": ("compare_by_hour",),
    "calibration.read_observed": ("read_observed",),
    "reporting.runs.assumptions": ("assumptions", "assumptions_table"),
    "reporting.batches.batch": ("BatchError", "BatchRun", "run_batch"),
    "reporting.check": ("Check", "check"),
    "reporting.answers.comparison_chart": ("comparison_chart",),
    "reporting.answers.comparison_words": ("comparison_table", "conclude_comparison"),
    "reporting.answers.decision_words": ("budget_answer", "conclude_decision", "doubts_answer", "show"),
    "reporting.live.explore": ("Exploration", "explore"),
    "reporting.runs.fit": ("fit_chart", "fit_summary", "fit_table"),
    "reporting.runs.flow_chart": ("flow_chart",),
    "reporting.answers.fragmentation_chart": ("fragmentation_chart",),
    "reporting.answers.fragmentation_waterfall": ("fragmentation_waterfall",),
    "reporting.answers.fragmentation_words": ("conclude_fragmentation", "fragmentation_table"),
    "reporting.answers.frontier_chart": ("frontier_chart",),
    "reporting.runs.handoffs_chart": ("handoffs_chart",),
    "reporting.maps.journey_map": ("journey_map",),
    "reporting.answers.lights_words": ("conclude_lights", "lights_table"),
    "reporting.language": ("speak",),
    "reporting.maps.links": ("links_table",),
    "reporting.runs.losses": ("losses_chart",),
    "reporting.answers.maturity_chart": ("maturity_chart",),
    "reporting.answers.maturity_words": (
        "assessment_table",
        "conclude_maturity",
        "ladder_table",
        "maturity_table",
    ),
    "reporting.answers.moment_words": (
        "conclude_moments",
        "conclude_usual_methods",
        "moments_table",
    ),
    "reporting.answers.pain_break": ("pain_break_chart",),
    "reporting.runs.persona_chart": ("persona_chart",),
    "reporting.look.picture": ("Picture",),
    "reporting.answers.ranking_chart": ("ranking_chart",),
    "reporting.answers.ranking_words": (
        "conclude_precision",
        "conclude_ranking",
        "ranking_table",
    ),
    "reporting.answers.selection_words": ("conclude_selection",),
    "reporting.answers.shapley_words": (
        "conclude_shapley",
        "shapley_table",
    ),
    "reporting.notebooks": ("show_progress",),
    "reporting.answers.persona_words": ("conclude_personas", "personas_table"),
    "reporting.parameters": ("file_parameter", "report_parameters", "study_parameters"),
    "reporting.answers.portfolio_words": ("conclude_portfolio", "portfolio_table"),
    "reporting.provenance": ("provenance",),
    "reporting.runs.queues": ("queue_chart",),
    "reporting.answers.robustness_chart": ("robustness_chart",),
    "reporting.answers.robustness_words": (
        "conclude_drivers",
        "conclude_robustness",
        "drivers_table",
        "robustness_table",
    ),
    "reporting.runs.satisfaction": ("feelings_chart", "persona_cards"),
    "reporting.runs.sentences": ("answer",),
    "reporting.site.publish_site": ("Site", "SiteError", "publish_site"),
    "reporting.answers.spending_words": ("conclude_spending", "spending_table"),
    "reporting.answers.staffing_chart": ("staffing_chart",),
    "reporting.answers.staffing_words": ("conclude_staffing", "staffing_table"),
    "reporting.runs.survival": ("survival_chart",),
    "reporting.look.tables": ("Table", "kpi_table"),
    "reporting.runs.team_day_chart": ("team_day_chart",),
    "results.events": ("to_process_mining",),
    "results.read_run": ("SavedRun", "read_run"),
    "results.run": ("Run", "simulate"),
    "results.survival": ("durations", "survival_curve"),
    "results.table_file": ("ChangedError",),
    "scenario.assessment": ("Assessment", "AssessmentError", "assess"),
    "scenario.faults": ("ScenarioError",),
    "scenario.load": ("load_scenario",),
    "scenario.model": ("Scenario",),
    "scenario.study": ("Study", "load_study"),
}
_HOME = {name: f"{__name__}.{home}" for home, names in _HOMES.items() for name in names}


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(import_module(_HOME[name]), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})

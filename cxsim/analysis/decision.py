"""The whole decision: every question of a study, answered with the same customers and the same draws."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from cxsim.analysis.chosen import chosen
from cxsim.analysis.doubts import check_ranges
from cxsim.analysis.drivers import Drivers, drivers
from cxsim.analysis.fragmentation import Fragmentation, fragmentation
from cxsim.analysis.moments import Moments, moments
from cxsim.analysis.portfolio import Portfolio, portfolio
from cxsim.analysis.ranking import Ranking, rank
from cxsim.analysis.robustness import Robustness, robustness
from cxsim.analysis.selection import Selection, select
from cxsim.analysis.shapley import Shapley, shapley
from cxsim.analysis.usual_methods import UsualMethods, usual_methods
from cxsim.engine.replications import available_cores
from cxsim.results.manifest import Manifest
from cxsim.results.run import Run, simulate
from cxsim.scenario.model import Scenario
from cxsim.scenario.study import Study
from cxsim.scenario.whole_numbers import whole_numbers

T = TypeVar("T")

QUESTIONS = 10
MANY = 5  # replications are enough for what the usual methods say


@dataclass(frozen=True)
class Decision:
    """The answers to a study.

    Attributes
    ----------
    scenario, study, manifest
        What was asked, and what decides every bit of the answers.
    run
        Today's journey.
    ranking, choice
        Every improvement with its limits, and the one to choose, with a promise.
    portfolio
        What to do under the budget; None if the study has none.
    moments, shapley, fragmentation, usual
        Where the relationship is decided, where the loss comes from, what the links cost, and what the usual
        methods would have said.
    robustness, drivers
        Whether the ranking holds if the assumptions are others, and which of them decide; None if the study
        does not ask, and no drivers where there is one improvement alone.
    """

    scenario: Scenario
    study: Study
    manifest: Manifest
    run: Run
    ranking: Ranking
    choice: Selection
    portfolio: Portfolio | None
    moments: Moments
    shapley: Shapley
    fragmentation: Fragmentation
    usual: UsualMethods
    robustness: Robustness | None
    drivers: Drivers | None


@whole_numbers()
def decide(
    scenario: Scenario,
    study: Study,
    workers: int | None = None,
    progress: Callable[[int], None] | None = None,
) -> Decision:
    """Answer every question of a study.

    Parameters
    ----------
    scenario, study
        As `cxsim.load_study` reads them.
    workers
        How many threads; by default one for each core. No result depends on it.
    progress
        Called with the number of finished questions, of `QUESTIONS`.

    Raises
    ------
    InterventionError
        If there are no such improvements, or values within the ranges of the evidence give no valid journey
        with one of them; if nobody was measured in a replication.

    Examples
    --------
    >>> import cxsim as cx
    >>> decision = cx.decide(*cx.load_study("scenarios/telecom_study.yaml"))  # doctest: +SKIP
    >>> decision.choice.best  # doctest: +SKIP
    'evening_and_saturday_hours'
    """
    given: dict[str, Any] = {"seed": study.seed, "workers": workers}
    each: dict[str, Any] = {"replications": study.replications, **given}
    doubtful: dict[str, Any] = {"replications": study.doubts.replications, **given}
    names, band, choice, doubts = study.improvements, study.band / 100, study.choice, study.doubts
    asked = chosen(scenario, names)
    moved = doubts.trajectories > 0 and len(asked) > 1
    if doubts.draws or moved:
        check_ranges(scenario, asked, moved)
    done = iter(range(1, QUESTIONS + 1))

    def told(answer: T) -> T:
        if progress is not None:
            progress(next(done))
        return answer

    ranking = told(rank(scenario, names, band=band, **each))
    found = told(moments(scenario, band=band, **each))
    return Decision(
        scenario=scenario,
        study=study,
        manifest=ranking.manifest,
        run=told(
            simulate(
                scenario,
                study.replications,
                study.seed,
                workers=workers or available_cores(),
                record="events",
            )
        ),
        ranking=ranking,
        choice=told(
            select(
                scenario,
                names,
                choice.smallest_difference / 100,
                choice.confidence,
                most=choice.replications,
                **given,
            )
        ),
        portfolio=told(portfolio(scenario, study.budget, names, **each) if study.budget else None),
        moments=found,
        shapley=told(shapley(scenario, **each)),
        fragmentation=told(fragmentation(scenario, **each)),
        usual=told(usual_methods(found, min(study.replications, MANY))),
        robustness=told(
            robustness(scenario, names, doubts.draws, band=band, **doubtful) if doubts.draws else None
        ),
        drivers=told(
            drivers(scenario, *ranking.lead, trajectories=doubts.trajectories, **doubtful) if moved else None
        ),
    )

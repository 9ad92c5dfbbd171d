"""Improvements ranked: which keep the most customers, who they are, what it costs, and how sure that is."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from cxsim.questions.experiments.chosen import chosen
from cxsim.questions.experiments.costs import costs
from cxsim.questions.experiments.differences import difference
from cxsim.questions.experiments.gains import gains_by_persona
from cxsim.questions.experiments.interventions import Improve, InterventionError, world
from cxsim.questions.experiments.sums import KEPT, LIFETIME_VALUE, PEOPLE, sums
from cxsim.questions.experiments.transitions import LOST, STAYED, WON, transitions
from cxsim.questions.experiments.worlds import Lived, live_through
from cxsim.questions.moments.estimate import EQUIVALENCE_BAND
from cxsim.results.answer import Answer
from cxsim.results.intervals import ANY, COUNT
from cxsim.results.manifest import Manifest, manifest
from cxsim.scenario.arguments import public
from cxsim.scenario.faults import shown
from cxsim.scenario.model import Scenario

TODAY = "today"
TOP = 3
DRAWS = 4_000  # of the chance to be the best

KEEPS, LOSES, NO_EFFECT, UNDECIDED = (
    "keeps customers",
    "loses customers",
    "no effect to speak of",
    "undecided",
)


@dataclass(frozen=True, repr=False)
class Ranking(Answer, frames={"ranking": "figures", "personas": "personas"}):
    """The improvements of a scenario, ranked.

    Attributes
    ----------
    scenario, manifest
        Today's journey, and what decides every bit of the rest.
    names
        The improvements, in the order in which they were asked about.
    equivalence_band
        Gains in the share kept that lie within it are as good as none.
    precision
        How far limits of gains in the share kept may lie from the estimate, if that was asked for.
    figures
        By improvement, the largest gain first:

        ``title``, ``owner``
            In words.
        ``verdict``
            By simultaneous limits: no effect to speak of (within the band), keeps customers, loses customers,
            undecided.
        ``kept``, ``kept_low``, ``kept_high``
            Gain in the share kept of everybody measured (1 point is 0.01), and its simultaneous 95 % limits.
        ``customers``, ``customers_low``, ``customers_high``
            Customers gained by the end of the follow-up (``stayed`` + ``won`` - ``lost``), with 95 % limits.
        ``stayed``, ``won``, ``lost``
            Kept who would have left; kept who would never have become customers; kept today and not then.
        ``value``, ``value_low``, ``value_high``
            Gain in lifetime value of everybody measured, before the cost of the improvement.
        ``cost``
            Once, and for the years of the follow-up.
        ``cost_per_customer``
            Cost for each customer gained; nan unless customers are clearly gained.
        ``net``, ``net_low``, ``net_high``
            Value minus cost.
        ``return``
            Value for each unit of cost: above 1 it pays for itself; nan where it costs nothing.
        ``best``, ``top``
            The chance to be the one that keeps most, and to be among the three that do.
    personas
        The gains by persona: ``improvement``, ``persona`` (or everybody), ``measure`` (kept, retention,
        satisfaction, lifetime_value), ``mean``, ``low``, ``high``, ``low_all``, ``high_all``, ``people``.
    """

    scenario: Scenario
    manifest: Manifest
    names: tuple[str, ...]
    equivalence_band: float
    precision: float | None
    figures: pd.DataFrame
    personas: pd.DataFrame

    @property
    def lead(self) -> tuple[str, str]:
        """The improvement that keeps the most customers, and the one its lead is over.

        Raises
        ------
        InterventionError
            If there is only one.
        """
        if len(self.figures) < 2:
            raise InterventionError(
                f"improvements: found {shown(self.figures.index[0])} alone, which has no lead over another; "
                "expected at least two: name more of them, or describe another under `improvements`"
            )
        leader, rival = map(str, self.figures.index[:2])
        return leader, rival


@public()
def rank(
    scenario: Scenario,
    names: Sequence[str] | None = None,
    replications: int = 20,
    seed: int = 1,
    equivalence_band: float = EQUIVALENCE_BAND,
    workers: int | None = None,
    progress: Callable[[int], None] | None = None,
    precision: float | None = None,
) -> Ranking:
    """Rank the improvements of a scenario by the customers they keep.

    Parameters
    ----------
    scenario
        Today's journey, with its library of improvements.
    names
        Which of them; by default all.
    replications, seed, workers, progress
        As in `cxsim.effects`.
    equivalence_band
        Gains in the share kept that are as good as none.
    precision
        How far limits of gains may lie from the estimate; the answer says whether they do.

    Examples
    --------
    >>> import cxsim as cx
    >>> ranking = cx.rank(cx.load_scenario("scenarios/telecom.yaml"))  # doctest: +SKIP
    >>> ranking.figures[["kept", "cost", "verdict"]]  # doctest: +SKIP
    """
    asked = chosen(scenario, names)
    today = world(scenario)
    worlds = {TODAY: today, **{name: today.after(Improve(name)) for name in asked}}
    personas = len(scenario.personas)

    def digest(lived: Lived) -> tuple[np.ndarray, np.ndarray]:
        today = lived.outcomes[TODAY]
        return (
            np.array([sums(outcomes, personas) for outcomes in lived.outcomes.values()]),
            np.array([transitions(today, lived.outcomes[name], personas) for name in asked]),
        )

    parts = live_through(worlds, digest, range(replications), seed, workers, progress, "ranking")
    totals, people = (np.array(part) for part in zip(*parts, strict=True))
    table = _table(scenario, asked, totals, people, equivalence_band)
    return Ranking(
        scenario,
        manifest(scenario, "compiled", seed, replications),
        tuple(asked),
        equivalence_band,
        precision,
        table.sort_values("kept", ascending=False, kind="stable"),
        gains_by_persona(totals, asked, list(scenario.personas), "improvement"),
    )


def _table(
    scenario: Scenario, chosen: list[str], totals: np.ndarray, people: np.ndarray, equivalence_band: float
) -> pd.DataFrame:
    """Return the ranking; totals have the shape (replications, worlds, groups of people, sums)."""
    today, changed = totals[:, :1, 0], totals[:, 1:, 0]
    runs = np.ones(changed.shape[:2])
    kept = difference(
        changed[..., KEPT], today[..., KEPT], changed[..., PEOPLE], today[..., PEOPLE], family=len(chosen)
    )
    customers = difference(changed[..., KEPT], today[..., KEPT] * runs, runs, scale=COUNT, one=1.0)
    each = np.abs(today[..., LIFETIME_VALUE].sum() / today[..., PEOPLE].sum())
    value = difference(
        changed[..., LIFETIME_VALUE], today[..., LIFETIME_VALUE] * runs, runs, scale=ANY, one=each
    )
    improvements = [scenario.improvements[name] for name in chosen]
    cost = np.array(list(costs(scenario, chosen).values()))
    best, top = chances(changed[..., KEPT] / changed[..., PEOPLE])
    columns: dict[str, Any] = {
        "title": [one.title for one in improvements],
        "owner": [scenario.departments[one.owner].title for one in improvements],
        "verdict": verdicts(kept.low_all, kept.high_all, equivalence_band),
        "kept": kept.mean,
        "kept_low": kept.low_all,
        "kept_high": kept.high_all,
        "customers": customers.mean,
        "customers_low": customers.low,
        "customers_high": customers.high,
        **{
            name: people[:, :, 0, column].mean(axis=0)
            for name, column in (("stayed", STAYED), ("won", WON), ("lost", LOST))
        },
        "value": value.mean,
        "value_low": value.low,
        "value_high": value.high,
        "cost": cost,
        "cost_per_customer": np.where(
            customers.low > 0.0, cost / np.where(customers.low > 0.0, customers.mean, 1.0), np.nan
        ),
        "net": value.mean - cost,
        "net_low": value.low - cost,
        "net_high": value.high - cost,
        "return": np.divide(value.mean, cost, out=np.full(len(cost), np.nan), where=cost > 0.0),
        "best": best,
        "top": top,
    }
    return pd.DataFrame(columns, index=pd.Index(chosen, name="improvement"))


def verdicts(low: np.ndarray, high: np.ndarray, equivalence_band: float) -> list[str]:
    """Return what limits of gains in the share kept say, if gains within the band are as good as none."""
    clear = [(low >= -equivalence_band) & (high <= equivalence_band), low > 0.0, high < 0.0]
    return [str(verdict) for verdict in np.select(clear, [NO_EFFECT, KEEPS, LOSES], UNDECIDED)]


def chances(shares: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return how likely each world is the best, and among the best three, given replications of all.

    Replications are weighted anew at random, again and again (Rubin 1981, "The Bayesian bootstrap"): worlds
    share them, so that what they have in common cancels.
    """
    replications, worlds = shares.shape
    weights = np.random.default_rng(0).dirichlet(np.ones(replications), DRAWS)
    ranks = (-(weights @ shares)).argsort(axis=1, kind="stable").argsort(axis=1, kind="stable")
    return (ranks == 0).mean(axis=0), (ranks < min(TOP, worlds)).mean(axis=0)

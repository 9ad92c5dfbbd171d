"""History matching: which sets of assumptions agree with the facts.

Today's journey alone is simulated once for each of many sets, spread evenly over the ranges of the evidence
and the rival loyalty curves. A fact rules a set out if its figure there lies outside the range of the fact by
more than chance explains: by more than `CUTOFF` standard deviations of a single replication (Craig et al.
1997; Vernon, Goldstein & Bower 2010). What is left are the sets that nobody who knows the facts can tell from
the truth. Each set has draws of its own, so that no draw is lucky for all of them. It is given up once so few
agree that not enough of all would.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import compress
from typing import Literal

import numpy as np
from scipy.stats import beta, qmc

from cxsim.errors import InterventionError
from cxsim.questions.experiments.large import is_large
from cxsim.results.catalogue import CATALOGUE
from cxsim.results.facts import each_kept, measured, sums, what, within
from cxsim.scenario.faults import ScenarioError
from cxsim.scenario.load import scenario_hash
from cxsim.scenario.model import Scenario
from cxsim.scenario.ranges import UncertainParameter, supposing, uncertain

IMPOSSIBLE = -1.0  # above and below the line, where a set gives no valid journey
CUTOFF = 2.0  # standard deviations of a replication
SETS = 100  # that are looked for
LEAST = 30  # of which fewer say too little
# Sets that are tried: of fewer, little is known of what facts narrow; where fewer are wanted, some of them.
FEWEST, FEW, MOST = 512, 16, 2_048
MOST_OF_FEW = 512
HOPE = 0.99  # how surely not enough would agree, before it is given up
BATCH = 8  # that are kept together
OWN, OF_LARGE = 20, 8  # replications of the file's own values, for the noise; of a large company fewer

Why = Literal["", "facts", "ranges", "few"]


@dataclass(frozen=True)
class Screening:
    """Sets of assumptions held against the facts.

    Attributes
    ----------
    scenario
        Today's journey.
    parameters
        What was varied, the loyalty curve first.
    left_out
        Those with a range that could not be tried, with the reason.
    wanted, most
        How many sets were looked for, among how many at most.
    own
        The figures of the facts with the file's own values, above and below the line: shape
        (replications, facts, 2).
    shares
        By set that was tried: each parameter's place in its range, from 0 to 1.
    sums
        The figures of the facts there, above and below the line: shape (sets, facts, 2); -1 where the values
        together give no valid journey.
    """

    scenario: Scenario
    parameters: tuple[UncertainParameter, ...]
    left_out: tuple[tuple[str, str], ...]
    wanted: int
    most: int
    own: np.ndarray
    shares: np.ndarray
    sums: np.ndarray

    @cached_property
    def figures(self) -> np.ndarray:
        """The figures of the facts (columns) by set; nan where there is nothing to measure."""
        return _ratio(self.sums)

    @cached_property
    def outside(self) -> np.ndarray:
        """How far outside the range of each fact its figure lies, in standard deviations of chance."""
        return implausibility(self.scenario, self.own, self.sums)

    @property
    def meets(self) -> np.ndarray:
        """Whether a set agrees with each fact."""
        return self.outside <= CUTOFF

    @cached_property
    def consistent(self) -> np.ndarray:
        """The numbers of all sets that agree with all facts."""
        return np.flatnonzero(self.meets.all(axis=1)) if len(self.shares) else np.zeros(0, int)

    @property
    def why(self) -> Why:
        """Why the file's own values are used; empty where there are sets."""
        if not self.scenario.facts:
            return "facts"
        if not has_ranges(self.parameters):
            return "ranges"
        return "few" if len(self.consistent) < least(self.wanted) else ""

    @property
    def chosen(self) -> np.ndarray:
        """The numbers of the sets that are used: none where the file's own values are."""
        return self.consistent[: 0 if self.why else self.wanted]


def screen(
    scenario: Scenario,
    wanted: int = SETS,
    seed: int = 1,
    workers: int | None = None,
    progress: Callable[[int], None] | None = None,
    fewest: int | None = None,
    most: int | None = None,
) -> Screening:
    """Look for sets of assumptions that agree with the facts of a scenario.

    Parameters
    ----------
    scenario
        Today's journey, with facts and with ranges beside its parameters.
    wanted
        How many sets are looked for; it stops as soon as there are so many, and `fewest` have been tried, or
        as soon as it is clear that there will be too few.
    seed
        Of the sets, and of the draws in each.
    workers
        How many threads; by default one for each core.
    progress
        Called with the number of sets that have been tried.
    fewest, most
        How many are tried, powers of 2; by default fewer where few are wanted.

    Raises
    ------
    InterventionError
        If no set that was tried gives a valid journey.
    """
    facts = scenario.facts
    number = OF_LARGE if is_large(scenario.population.existing) else OWN
    own = measured(scenario, facts, number, seed, workers) if facts else np.zeros((number, 0, 2))
    unknown, left_out = uncertain(scenario)
    fewest = fewest or fewest_tried(wanted)
    most = most or (MOST if wanted >= LEAST else min(MOST, MOST_OF_FEW))
    nothing = Screening(
        *(scenario, tuple(unknown), tuple(left_out), wanted, most, own),
        np.zeros((0, len(unknown))),
        np.zeros((0, len(facts), 2)),
    )
    if nothing.why in ("facts", "ranges"):
        return nothing
    # Ranges of what improvements would build say nothing of today's journey.
    today, todays = within(scenario, None), [not one.path.startswith("improvements.") for one in unknown]
    sampler = qmc.Sobol(len(unknown), rng=np.random.default_rng(seed))
    shares = sampler.random_base2(max(most, BATCH).bit_length() - 1)

    def one(number: int, needed: Callable[[], bool]) -> np.ndarray:
        try:
            true = supposing(today, list(compress(unknown, todays)), list(shares[number][todays]))
        except ScenarioError:
            return np.full((len(facts), 2), IMPOSSIBLE)
        return sums(true, facts, seed, number, needed)

    of = f"{scenario_hash(today)} {what(facts)} {unknown} {seed}"
    found: list[np.ndarray] = []
    enough = 0
    for each in each_kept(
        "sets of assumptions", of, one, range(len(shares)), (len(facts), 2), today, workers, BATCH
    ):
        found.append(each)
        enough += int((implausibility(scenario, own, each) <= CUTOFF).all(axis=1).sum())
        if progress is not None:
            progress(len(found) * BATCH)
        tried = len(found) * BATCH
        if (enough >= wanted and tried >= fewest) or is_hopeless(enough, tried, most, least(wanted)):
            break
    if all((one == IMPOSSIBLE).all() for one in found):
        _refuse(today, list(compress(unknown, todays)), list(shares[0][todays]), len(found) * BATCH)
    return replace(nothing, shares=shares[: len(found) * BATCH], sums=np.concatenate(found))


def _refuse(
    today: Scenario, unknown: Sequence[UncertainParameter], shares: Sequence[float], tried: int
) -> None:
    """Refuse ranges of which no set gives a valid journey: that is no answer about any fact."""
    try:
        supposing(today, unknown, shares)
    except ScenarioError as error:
        raise InterventionError(
            f"{today.name}: none of {tried} sets of values within the ranges of its evidence gives a valid "
            f"journey: {error.faults[0]}; narrow the ranges"
        ) from error


def fewest_tried(wanted: int) -> int:
    """Return how many sets are tried at least, a power of 2: four for each that is wanted, within limits.

    Examples
    --------
    >>> [fewest_tried(wanted) for wanted in (8, 30, 32, 33, 100, 1_000)]
    [16, 128, 128, 256, 512, 512]
    """
    if wanted < LEAST:
        return FEW
    return min(1 << (4 * wanted - 1).bit_length(), FEWEST)


def least(wanted: int) -> int:
    """Return how many sets have to agree so that they are used."""
    return min(LEAST, wanted)


def is_hopeless(agree: int, tried: int, most: int, needed: int) -> bool:
    """Tell whether so few sets agree that among all that could be tried there will surely be too few.

    Examples
    --------
    >>> is_hopeless(0, 64, 2_048, 30), is_hopeless(0, 288, 2_048, 30)
    (False, True)
    """
    highest = beta.ppf(HOPE, agree + 1, tried - agree) if agree < tried else 1.0
    return bool(agree + highest * (most - tried) < needed)


def has_ranges(parameters: tuple[UncertainParameter, ...]) -> bool:
    """Tell whether anything is varied besides the loyalty curve."""
    return len(parameters) > 1


def implausibility(scenario: Scenario, own: np.ndarray, found: np.ndarray) -> np.ndarray:
    """Return how far outside the range of each fact its figure lies, in standard deviations of chance.

    Chance is what replications of the file's own values differ by, and never less than what so few people or
    events could tell if all were independent of each other.

    Parameters
    ----------
    scenario
        With the facts.
    own, found
        What is above and below the line of each fact: shape (replications or sets, facts, 2).

    Returns
    -------
    numpy.ndarray
        Shape (sets, facts); 0 inside the range, infinite where there is nothing to measure.
    """
    value = _ratio(found)
    outside = np.zeros_like(value)
    for place, fact in enumerate(scenario.facts.values()):
        noise = np.maximum(
            _spread(_ratio(own[:, place])), _least(CATALOGUE[fact.kpi].scale.exact, found[:, place])
        )
        low, high = fact.range
        beyond = np.maximum(low - value[:, place], value[:, place] - high)
        with np.errstate(divide="ignore", invalid="ignore"):
            outside[:, place] = np.where(beyond <= 0.0, 0.0, beyond / noise)
    return np.where(np.isnan(value), np.inf, outside)


def _ratio(sums: np.ndarray) -> np.ndarray:
    above, below = sums[..., 0], sums[..., 1]
    ratio: np.ndarray = np.divide(above, below, out=np.full(np.shape(above), np.nan), where=below > 0)
    return ratio


def _spread(values: np.ndarray) -> float:
    known = values[~np.isnan(values)]
    return float(known.std(ddof=1)) if len(known) > 1 else 0.0


def _least(exact: str, found: np.ndarray) -> np.ndarray:
    """Return the standard deviation of shares and counts of so few that are independent of each other."""
    above, below = np.maximum(found[:, 0], 0.0), np.maximum(found[:, 1], 1.0)
    if exact == "share":
        share = (above + 1.0) / (below + 2.0)
        return np.asarray(np.sqrt(share * (1.0 - share) / below))
    return np.asarray(np.sqrt(above + 1.0) / below) if exact == "count" else np.zeros(len(found))

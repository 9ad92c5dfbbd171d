"""Consistent sets: the sets of assumptions that agree with what is known, and what the facts narrow."""

from collections.abc import Callable
from dataclasses import dataclass
from itertools import combinations

import numpy as np
import pandas as pd
from scipy.stats import binomtest, kstest

from cxsim.questions.experiments.history_matching import SETS, Screening, least, screen
from cxsim.questions.experiments.met import against
from cxsim.results.answer import Answer
from cxsim.results.manifest import Manifest, manifest
from cxsim.scenario.arguments import public
from cxsim.scenario.model import Scenario
from cxsim.scenario.ranges import CURVE, CURVES, ON

MIDDLE = (0.05, 0.95)  # quantiles: nine tenths of the sets lie between
SURE = 0.05  # how often chance alone would narrow any of all parameters so much


@dataclass(frozen=True, repr=False)
class ConsistentSets(Answer, frames={"facts": "figures", "ranges": "ranges", "sets": "sets"}):
    """Sets of assumptions that agree with the facts.

    Attributes
    ----------
    screening
        All sets that were tried.
    manifest
        What decides every bit of the rest.
    figures
        By ``fact``: ``kpi``, ``scope``, ``name``, ``persona``, ``unit``, ``after``, ``lowest``, ``highest``,
        ``mean``, ``low``, ``high`` and ``status``, as in `cxsim.questions.experiments.met.against`,
        measured with the file's own values; ``reached`` (the share of sets that agree with this fact) and
        ``without`` (how many sets agree with all other facts).
    ranges
        By ``parameter`` (its path), the most narrowed first: ``low``, ``high`` (its range; durations in
        days), ``today``, ``from``, ``middle``, ``to`` (where nine tenths of the consistent sets lie),
        ``narrowed`` (by which share that is less than without facts) and ``told`` (whether that is more than
        chance). Without the loyalty curve and switches.
    curves
        The share of each loyalty curve among the consistent sets.
    switches
        By ``switch`` (its path), such as a mechanism: in which share of the consistent sets it is ``on``, and
        whether that is more, or less, than chance (``told``).
    conflicts
        Facts that contradict each other, where too few sets agree with all of them: one that too few sets
        reach, or two that too few reach together.
    """

    screening: Screening
    manifest: Manifest
    figures: pd.DataFrame
    ranges: pd.DataFrame
    curves: pd.Series
    switches: pd.DataFrame
    conflicts: tuple[tuple[str, ...], ...]

    @property
    def scenario(self) -> Scenario:
        """Today's journey."""
        return self.screening.scenario

    @property
    def sets(self) -> pd.DataFrame:
        """The sets that are used: the place of each parameter in its range, and the figure of each fact."""
        found, chosen = self.screening, self.screening.chosen
        points = pd.DataFrame(found.shares[chosen], columns=[one.path for one in found.parameters])
        return points.join(pd.DataFrame(found.figures[chosen], columns=[*self.scenario.facts]))


@public(sets=(2, 10_000))
def facts(
    scenario: Scenario,
    sets: int = SETS,
    seed: int = 1,
    workers: int | None = None,
    progress: Callable[[int], None] | None = None,
) -> ConsistentSets:
    """Look for sets of assumptions that agree with the facts of a scenario.

    Parameters
    ----------
    scenario
        With `facts`, and with ranges beside its parameters.
    sets
        How many are looked for.
    seed
        Of the sets, and of the draws in each.
    workers
        How many threads; by default one for each core.
    progress
        Called with the number of sets that have been tried.

    Raises
    ------
    TooLarge
        If this machine has less memory than it takes.

    Examples
    --------
    >>> import cxsim as cx
    >>> found = cx.facts(cx.load_scenario("scenarios/telecom.yaml"))  # doctest: +SKIP
    >>> found.ranges[["from", "to", "narrowed"]]  # doctest: +SKIP
    """
    return consistent(screen(scenario, sets, seed, workers, progress), seed)


def consistent(found: Screening, seed: int) -> ConsistentSets:
    """Return what sets that have been held against the facts tell of these, and of the assumptions.

    Parameters
    ----------
    found
        The sets.
    seed
        Of the sets, and of the draws in each.
    """
    return ConsistentSets(
        found,
        manifest(found.scenario, "compiled", seed, len(found.own)),
        _figures(found),
        _ranges(found),
        _curves(found),
        _switches(found),
        _conflicts(found),
    )


def _figures(found: Screening) -> pd.DataFrame:
    meets, places = found.meets, range(len(found.scenario.facts))
    tried = len(meets) > 0
    others = [meets[:, [other for other in places if other != one]].all(axis=1) for one in places]
    return against(found.scenario, found.own).assign(
        reached=meets.mean(axis=0) if tried else np.nan,
        without=[int(each.sum()) for each in others] if tried else 0,
    )


def _ranges(found: Screening) -> pd.DataFrame:
    used, rows = found.consistent if not found.why else np.zeros(0, int), []
    varied = [(at, one) for at, one in enumerate(found.parameters) if one.path != CURVE and not one.is_switch]
    for at, one in varied:
        shares = found.shares[used, at]
        places = np.quantile(shares, (MIDDLE[0], 0.5, MIDDLE[1])) if len(used) else np.full(3, np.nan)
        by_chance = kstest(shares, "uniform").pvalue if len(used) else 1.0
        rows.append(
            (
                *(one.low, one.high, one.today),
                *(one.low + places * (one.high - one.low)),
                max(0.0, 1.0 - (places[2] - places[0]) / (MIDDLE[1] - MIDDLE[0])) if len(used) else 0.0,
                by_chance < SURE / len(varied),
            )
        )
    columns = ["low", "high", "today", "from", "middle", "to", "narrowed", "told"]
    index = pd.Index([one.path for _, one in varied], name="parameter")
    table = pd.DataFrame(rows, columns=columns, index=index)
    return table.sort_values(["told", "narrowed"], ascending=False, kind="stable")


def _curves(found: Screening) -> pd.Series:
    used = found.consistent if not found.why else np.zeros(0, int)
    curve = next(at for at, one in enumerate(found.parameters) if one.path == CURVE)
    drawn = pd.Series([found.parameters[curve].at(share) for share in found.shares[used, curve]], dtype=str)
    return drawn.value_counts(normalize=True).reindex(CURVES, fill_value=0.0)


def _switches(found: Screening) -> pd.DataFrame:
    used = found.consistent if not found.why else np.zeros(0, int)
    there = {
        one.path: found.shares[used, at] >= ON for at, one in enumerate(found.parameters) if one.is_switch
    }
    table = pd.DataFrame({"on": {path: on.mean() if len(used) else np.nan for path, on in there.items()}})
    chance = [binomtest(int(on.sum()), len(on)).pvalue if len(used) else 1.0 for on in there.values()]
    table["told"] = [pvalue < SURE / len(there) for pvalue in chance]
    return table.rename_axis("switch")


def _conflicts(found: Screening) -> tuple[tuple[str, ...], ...]:
    """Return the facts that too few sets reach; if there are none, the pairs, the worst first; else all."""
    if found.why != "few":
        return ()
    names, meets = list(found.scenario.facts), found.meets
    needed = least(found.wanted) * len(meets) / found.most  # of as many as have been tried
    alone = [(name,) for at, name in enumerate(names) if meets[:, at].sum() < needed]
    pairs: dict[tuple[str, ...], float] = {
        (names[one], names[other]): (meets[:, one] & meets[:, other]).sum()
        / max(meets[:, one].sum() * meets[:, other].sum(), 1)
        for one, other in combinations(range(len(names)), 2)
        if (meets[:, one] & meets[:, other]).sum() < needed
    }
    return tuple(alone or sorted(pairs, key=lambda pair: pairs[pair]) or [tuple(names)])

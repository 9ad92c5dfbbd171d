"""Sets of improvements that are simulated, each once, with the same draws for all."""

from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

import numpy as np

from cxsim.questions.experiments.by_replication import by_replication, combined
from cxsim.questions.experiments.contradictions import contradictions, smallest
from cxsim.questions.experiments.costs import costs
from cxsim.questions.experiments.differences import Estimate
from cxsim.questions.experiments.each_world import Each, live_each
from cxsim.questions.experiments.interventions import Improve, World, world
from cxsim.questions.experiments.objectives import measure_of
from cxsim.questions.portfolio.search import NOTHING, Names
from cxsim.scenario.faults import ScenarioError
from cxsim.scenario.model import Scenario
from cxsim.scenario.objective import Objective


class Study(NamedTuple):
    """How often sets are simulated, by which draws, and in how many threads."""

    replications: int
    seed: int
    workers: int | None
    progress: Callable[[int], None] | None


class Sets:
    """Sets of improvements that were simulated, and contradictions that came up with that.

    Attributes
    ----------
    objective
        What sets are for.
    names
        The improvements to choose from.
    costs
        Until the horizon of value, discounted.
    against
        What cannot be done together, as far as is known.
    """

    def __init__(self, scenario: Scenario, names: Sequence[str], objective: Objective, study: Study) -> None:
        self._scenario, self._study, self._today = scenario, study, world(scenario)
        self.objective, self.names = objective, names
        self.costs = costs(scenario, names)
        self.against = contradictions(scenario, names)
        self._lived: dict[Names, Each] = {}
        self.learn([NOTHING])

    @property
    def replications(self) -> int:
        """How often a set is simulated before anything is told of it."""
        return self._study.replications

    @property
    def known(self) -> list[Names]:
        """The sets that were simulated as often as what is told of needs."""
        return [one for one, lived in self._lived.items() if len(lived.sums) == self.replications]

    def learn(self, sets: Iterable[Names], replications: int | None = None) -> None:
        """Simulate sets that can be done so often (by default as often as what is told needs), if not yet."""
        number = self.replications if replications is None else replications
        short: dict[int, dict[Names, World]] = {}
        for one in dict.fromkeys(sets):
            there = len(self._lived[one].sums) if one in self._lived else 0
            if there < number and (found := self._world(one)) is not None:
                short.setdefault(there, {})[one] = found
        for there, worlds in short.items():
            more = range(there, number)
            lived = live_each(
                list(worlds.values()), more, self._study.seed, self._study.workers, self._tell(worlds, more)
            )
            for place, one in enumerate(worlds):
                new = Each(*(part[:, place] for part in lived))
                old = self._lived.get(one)
                self._lived[one] = (
                    new if old is None else Each(*map(np.concatenate, zip(old, new, strict=True)))
                )
        if self._study.progress is not None:  # what was recalled from disk has told of nothing
            self._study.progress(len(self._lived))

    def possible(self, names: Names) -> bool:
        """Tell whether improvements can be done together, as far as is known."""
        return not any(names.issuperset(pair.improvements) for pair in self.against)

    def gain(self, names: Names) -> float:
        """Return the gain in the objective of a set that has been simulated."""
        return float(self.gains(names).mean())

    def gains(self, names: Names, replications: int | None = None) -> np.ndarray:
        """Return figures of replications whose mean is the gain in the objective (see `by_replication`)."""
        found = self.more(measure_of(self.objective), names, replications)
        return found - self.cost(names) if self.objective == "net_value" else found

    def more(self, measure: str, names: Names, replications: int | None = None) -> np.ndarray:
        """Return figures of replications whose mean is how much more than today a measure is."""
        number = len(self.sums(names)) if replications is None else replications
        both = np.stack([self.sums(one)[:number, 0] for one in (names, NOTHING)], axis=1)
        changed, today = by_replication(measure, both).T
        return np.asarray(changed - today)

    def limits(self, figures: Sequence[np.ndarray], family: int | None = None, measure: str = "") -> Estimate:
        """Return estimates with limits of what figures of replications were combined to."""
        number = len(figures[0]) if figures else self.replications
        columns = np.column_stack(figures) if figures else np.zeros((number, 0))
        today = self.sums(NOTHING)[:number, 0]
        return combined(measure or measure_of(self.objective), columns, today, family)

    def cost(self, names: Iterable[str]) -> float:
        """Return what a set costs until the horizon of value."""
        return sum(self.costs[name] for name in names)

    def sums(self, names: Names) -> np.ndarray:
        """Return sums over everybody and over each persona, by replication."""
        return self._lived[names].sums

    def worth(self, names: Names) -> np.ndarray:
        """Return what a set brings more than today by each time of the grid of value, on average."""
        return np.asarray((self._lived[names].worth - self._lived[NOTHING].worth).mean(axis=0))

    def ordered(self, names: Iterable[str]) -> tuple[str, ...]:
        """Return names in the order of the scenario's library, in which improvements are applied."""
        return tuple(name for name in self.names if name in frozenset(names))

    def _world(self, names: Names) -> World | None:
        """Return the world with these improvements; nothing if they cannot be done, which is noted."""
        if not self.possible(names):
            return None
        try:
            return self._today.after(Improve(*self.ordered(names))) if names else self._today
        except ScenarioError:
            self.against.append(smallest(self._scenario, self.ordered(names)))
            return None

    def _tell(self, worlds: Iterable[Names], replications: range) -> Callable[[int], None] | None:
        """Return what tells of sets when replications of some of them are finished."""
        if self._study.progress is None:
            return None
        tell, before = self._study.progress, len(self._lived)
        new = sum(one not in self._lived for one in worlds)
        return lambda done: tell(before + new * done // len(replications))

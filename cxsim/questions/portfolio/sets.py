"""Sets of improvements that are simulated, each once, with the same draws for all."""

import math
from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

import numpy as np

from cxsim.questions.experiments.assumptions import Assumptions
from cxsim.questions.experiments.by_replication import by_replication, combined
from cxsim.questions.experiments.components import without_noise
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
    assumed: Assumptions


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

    @property
    def simulated(self) -> int:
        """How many sets were simulated, be it in fewer replications."""
        return len(self._lived)

    def learn(self, sets: Iterable[Names], replications: int | None = None) -> None:
        """Simulate sets that can be done so often (by default as often as what is told needs), if not yet."""
        number = self.replications if replications is None else replications
        short: dict[int, list[Names]] = {}
        for one in dict.fromkeys(sets):
            there = len(self._lived[one].sums) if one in self._lived else 0
            if there < number and (there or self._can_be_done(one)):
                short.setdefault(there, []).append(one)
        for there, names in short.items():
            more = range(there, number)
            lived = self._live(names, more, self._tell(names, more))
            for place, one in enumerate(names):
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

    def _live(
        self, sets: Sequence[Names], replications: Sequence[int], tell: Callable[[int], None] | None = None
    ) -> Each:
        """Live through worlds with sets of improvements."""

        def worlds(today: World) -> list[World]:
            return [today.after(Improve(*self.ordered(one))) if one else today for one in sets]

        study = self._study
        return live_each(study.assumed.worlds(worlds), replications, study.seed, study.workers, tell)

    def _can_be_done(self, names: Names) -> bool:
        """Tell whether improvements can be done together, and note if they cannot."""
        if not self.possible(names):
            return False
        try:
            if names:
                self._today.after(Improve(*self.ordered(names)))
        except ScenarioError:
            self.against.append(smallest(self._scenario, self.ordered(names)))
            return False
        return True

    def pays_in(self, names: Names) -> float:
        """Return in which share of the sets of assumptions improvements pay; nan if nothing was varied."""
        assumed = self._study.assumed
        if not assumed.varied:
            return math.nan
        lived = self._live([NOTHING, names], assumed.replications(self.replications)).sums[:, :, 0]
        value = by_replication("value", lived)
        net = (value[:, 1] - value[:, 0] - self.cost(names)).reshape(len(assumed.sets), -1)
        return float((without_noise(net) > 0.0).mean())

    def _tell(self, worlds: Iterable[Names], replications: range) -> Callable[[int], None] | None:
        """Return what tells of sets when replications of some of them are finished."""
        if self._study.progress is None:
            return None
        tell, before = self._study.progress, len(self._lived)
        new = sum(one not in self._lived for one in worlds)
        return lambda done: tell(before + new * done // len(replications))


class Glimpse:
    """Sets in few replications: what a search looks at, which is all that it takes to leave most of them.

    Parameters
    ----------
    sets
        The sets.
    replications
        In how many they are simulated.
    """

    def __init__(self, sets: Sets, replications: int) -> None:
        self._sets, self._number = sets, replications
        self._seen: dict[Names, float] = {}

    def learn(self, sets: Iterable[Names]) -> None:
        """Simulate sets that can be done."""
        new = [one for one in dict.fromkeys(sets) if one not in self._seen]
        self._sets.learn(new, self._number)
        for one in filter(self.possible, new):
            self._seen[one] = float(self._sets.gains(one, self._number).mean())

    def possible(self, names: Names) -> bool:
        """Tell whether a set can be done, as far as is known."""
        return self._sets.possible(names)

    def gain(self, names: Names) -> float:
        """Return the gain of a set that is possible."""
        self.learn([names])
        return self._seen[names]

    def efficient(self, cost: Callable[[Names], float]) -> list[Names]:
        """Return the sets that gain more than whatever costs no more."""
        found: list[Names] = []
        for one in sorted(self._seen, key=lambda one: (cost(one), -self._seen[one])):
            if not found or self._seen[one] > self._seen[found[-1]]:
                found.append(one)
        return found

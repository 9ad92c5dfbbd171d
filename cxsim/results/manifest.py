"""The manifest of a run: everything that decides its bits."""

import platform
from collections.abc import Sequence
from importlib.metadata import version
from typing import NotRequired, TypedDict

from cxsim.engine.compiled.arrays import Before
from cxsim.results.figures import Figure, FigureFacts
from cxsim.results.starts import Settled, settled_facts
from cxsim.scenario.model import Scenario

# The packages whose version could change a result.
PACKAGES = ("cxsim", "numpy", "numba", "simpy", "pandas", "pyarrow", "scipy", "lifelines")


class Manifest(TypedDict):
    """What has to be the same for a run to give the same bits again."""

    scenario: str
    title: str
    scenario_hash: str
    engine: str
    seed: int
    replications: int
    python: str
    versions: dict[str, str]
    figures: NotRequired[dict[str, FigureFacts]]
    start: NotRequired[Settled]


def manifest(
    scenario: Scenario,
    engine: str,
    seed: int,
    replications: int,
    figures: Sequence[Figure] = (),
    before: Sequence[Before] = (),
) -> Manifest:
    """Return the manifest of a run; figures are those of the user's own, `before` runs before time 0."""
    from cxsim.scenario.load import scenario_hash

    made = Manifest(
        scenario=scenario.name,
        title=scenario.title,
        scenario_hash=scenario_hash(scenario),
        engine=engine,
        seed=seed,
        replications=replications,
        python=platform.python_version(),
        versions={package: version(package) for package in PACKAGES},
    )
    if figures:
        made["figures"] = {one.name: one.facts for one in figures}
    if before:
        made["start"] = settled_facts(before, scenario.population.existing)
    return made

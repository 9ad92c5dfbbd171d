"""At which touchpoints an improvement prevents frictions, puts them right, or delights.

A touchpoint has its own parameters, the team that serves it, the desk that puts its frictions right (and who
works there), the links from it and to it, and the CEM maturity of its stage. A link or a start that is built
takes its share of those beside it: who goes elsewhere is spared what goes wrong there. What changes customers
everywhere (an expectation, a hand-off) is nothing of one touchpoint.
"""

from collections.abc import Iterator

from cxsim.questions.experiments.improvement_types import paths_of, type_of_change
from cxsim.scenario.model import Scenario


def acts_at(scenario: Scenario, improvement: str, kind: str) -> set[str]:
    """Return the names of the touchpoints at which an improvement of the library does this.

    Parameters
    ----------
    scenario, improvement
        Today's journey, and a name in its library.
    kind
        One of `improvement_types.TYPES`.

    Examples
    --------
    >>> import cxsim as cx
    >>> telecom = cx.load_scenario("scenarios/telecom.yaml")  # doctest: +SKIP
    >>> sorted(acts_at(telecom, "stable_app", "prevention"))  # doctest: +SKIP
    ['app', 'call_centre']
    """
    it = scenario.improvements[improvement]
    doing = [path for path in paths_of(it) if type_of_change(scenario, path) == kind]
    built = [path for path in doing if ".".join(path) in it.structure() and path[0] == "journeys"]
    found = {name for path in doing for name in _at(scenario, path)}
    found |= {name for path in built for name in _beside(scenario, *path[1:4])}
    return found & scenario.touchpoints.keys()


def _at(scenario: Scenario, path: list[str]) -> Iterator[str]:
    part, *rest = path
    if part == "touchpoints":
        yield from rest[:1]
    elif part == "journeys":
        yield from rest[2:]
    elif part in ("teams", "desks", "maturity") and rest:
        named = rest[-1] if part == "maturity" else rest[0]
        for name, point in scenario.touchpoints.items():
            desk = scenario.desks.get(point.recovery or "")
            of_its_own: dict[str, tuple[str | None, ...]] = {
                "teams": (point.team, desk.team if desk else None),
                "desks": (point.recovery,),
                "maturity": (point.stage,),
            }
            if named in of_its_own[part]:
                yield name


def _beside(scenario: Scenario, journey: str, what: str, origin: str = "", *_: str) -> Iterator[str]:
    """Return where customers go from the same touchpoint, or begin the same journey."""
    if (there := scenario.journeys.get(journey)) is None:
        return
    if what == "start":
        yield from there.start
    elif what == "links" and origin in there.links:
        yield from (str(name) for _, fork in there.links[origin].each() for name in fork)

"""At which touchpoints an improvement prevents frictions, puts them right, or delights.

A touchpoint has its own parameters, the team that serves it, the desk that puts its frictions right (and who
works there), the links from it and to it, and the CEM maturity of its stage. What changes customers
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
    paths = paths_of(scenario.improvements[improvement])
    doing = (path for path in paths if type_of_change(scenario, path) == kind)
    return {name for path in doing for name in _at(scenario, path)} & scenario.touchpoints.keys()


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

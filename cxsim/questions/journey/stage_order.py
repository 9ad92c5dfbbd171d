"""The order in which touchpoints are told."""

from cxsim.scenario.model import Scenario
from cxsim.scenario.touchpoints import STAGES


def by_stage(scenario: Scenario) -> list[str]:
    """Return the touchpoints in the order of their stages, and within a stage as the scenario has them.

    Examples
    --------
    >>> by_stage(scenario)  # doctest: +SKIP
    ['social_ad', 'comparison_site', 'website']
    """
    points = scenario.touchpoints
    return sorted(points, key=lambda name: STAGES.index(points[name].stage))

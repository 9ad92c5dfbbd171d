"""How value counts hours that staff are not needed, in words."""

from cxsim.language.speech import say
from cxsim.scenario.model import Scenario


def with_hours_saved(caption: str, scenario: Scenario) -> str:
    """Add to what figures of value are how they count hours that staff are not needed, if these cost."""
    if not staff_cost(scenario):
        return caption
    return say("{caption}; in value, hours that staff are not needed count as saved", caption=caption)


def staff_cost(scenario: Scenario) -> bool:
    """Tell whether an hour of any team costs anything."""
    return any(team.cost_per_hour > 0.0 for team in scenario.teams.values())

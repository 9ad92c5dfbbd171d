"""What improvements cost: once, and for the years of the follow-up."""

from collections.abc import Iterable

from cxsim.scenario.model import Scenario


def costs(scenario: Scenario, names: Iterable[str]) -> dict[str, float]:
    """Return what each of these improvements costs, in the scenario's currency."""
    years = scenario.period.follow_up / 365.0
    library = scenario.improvements
    return {name: library[name].one_off + library[name].yearly * years for name in names}

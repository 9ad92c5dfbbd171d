"""The whole of a company: what is there, beside what improvements would build or have removed, which rests.

Worlds branch in the middle of people's lives, so that all of them need the same touchpoints, teams and desks
in the same order. Nothing leads to what rests, and no draw depends on it; who is there when it is removed
finishes by the ways that there were.
"""

from contextlib import suppress

from cxsim.scenario.faults import ScenarioError
from cxsim.scenario.improve import improve
from cxsim.scenario.journeys import Journey
from cxsim.scenario.model import Scenario
from cxsim.scenario.people import Persona


def whole(scenario: Scenario) -> Scenario | None:
    """Return today's journey beside all that its improvements would build; None if none builds or removes."""
    if not any(improvement.restructures for improvement in scenario.improvements.values()):
        return None
    found = scenario
    for name, improvement in scenario.improvements.items():
        if improvement.builds:
            with suppress(ScenarioError):  # today's journey may be one in which it has been done already
                found = beside(improve(scenario, name), found)
    return beside(scenario, found)


def beside(scenario: Scenario, other: Scenario) -> Scenario:
    """Return a scenario with what only another has, which rests; all in the order of the other."""
    journeys = {
        name: _with_ways(journey, other.journeys.get(name, journey))
        for name, journey in scenario.journeys.items()
    }
    personas = {
        name: _with_stakes(persona, other.personas.get(name, persona), scenario)
        for name, persona in scenario.personas.items()
    }
    return scenario.model_copy(
        update={
            "journeys": journeys,
            "personas": personas,
            **{
                kind: {**getattr(other, kind), **getattr(scenario, kind)}
                for kind in ("channels", "touchpoints", "teams", "desks")
            },
        }
    )


def _with_ways(journey: Journey, other: Journey) -> Journey:
    return journey.model_copy(update={"links": {**other.links, **journey.links}})


def _with_stakes(persona: Persona, other: Persona, scenario: Scenario) -> Persona:
    gone = {place: weight for place, weight in other.stakes.items() if place not in scenario.touchpoints}
    return persona.model_copy(update={"stakes": {**gone, **persona.stakes}})

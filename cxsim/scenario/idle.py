"""Settings that a file gives and nothing uses: their author believes that they matter."""

from collections.abc import Iterator
from datetime import timedelta

from cxsim.scenario.faults import Fault
from cxsim.scenario.journeys import GOAL, STOP
from cxsim.scenario.model import Scenario

Idle = tuple[str, str, str]  # where it stands, what is there, and with what it would do something


def idle_settings(scenario: Scenario, file: str) -> list[Fault]:
    """Say which settings do nothing, because what would use them is not there.

    Examples
    --------
    >>> from cxsim.scenario.load import load_scenario
    >>> idle_settings(load_scenario("scenarios/telecom.yaml"), "telecom.yaml")
    []
    """
    looks = (_technology, _load, _winning_back, _calls, _days, _ends)
    hint = "as it is, this does nothing"
    return [
        Fault(file, None, path, found, expected, hint)
        for look in looks
        for path, found, expected in look(scenario)
    ]


def _technology(scenario: Scenario) -> Iterator[Idle]:
    """Look for familiarity with technology that no friction asks for."""
    frictions = (one for each in scenario.touchpoints.values() for one in each.frictions.values())
    if any(one.technology for one in frictions):
        return
    for section, parts in (("channels", scenario.channels), ("personas", scenario.personas)):
        for name, part in parts.items():
            if "technology" in part.model_fields_set and part.technology:
                expected = "a friction with technology, that familiarity with it keeps away"
                yield f"{section}.{name}.technology", f"{part.technology:g}", expected
                return  # once for all of them


def _load(scenario: Scenario) -> Iterator[Idle]:
    """Look for frictions that grow with a load where nobody is counted or waits."""
    for name, touchpoint in scenario.touchpoints.items():
        if touchpoint.team is None and touchpoint.capacity is None:
            for cause, friction in touchpoint.frictions.items():
                if friction.load:
                    path = f"touchpoints.{name}.frictions.{cause}.load"
                    yield path, f"{friction.load:g}", f"a team or a capacity at {name}, which can be crowded"


def _winning_back(scenario: Scenario) -> Iterator[Idle]:
    """Look for what changes the mind of those who mean to leave, where everybody leaves at once."""
    churn = scenario.churn
    if churn.at_once < 1.0:
        return
    expected = "churn.at_once below 1, so that somebody means to leave and is still there"
    if churn.intention_lasts is not None:
        yield "churn.intention_lasts", "a duration", expected
    if churn.recovery_wins_back:
        yield "churn.recovery_wins_back", f"{churn.recovery_wins_back:g}", expected
    for name, touchpoint in scenario.touchpoints.items():
        if touchpoint.wins_back:
            yield f"touchpoints.{name}.wins_back", f"{touchpoint.wins_back:g}", expected


def _calls(scenario: Scenario) -> Iterator[Idle]:
    """Look for how often help may be called for in a row, where no friction calls for it."""
    for name, journey in scenario.journeys.items():
        if journey.calls_in_a_row > 1 and not journey.after_friction:
            yield f"journeys.{name}.calls_in_a_row", str(journey.calls_in_a_row), "after_friction above 0"


def _days(scenario: Scenario) -> Iterator[Idle]:
    """Look for days that are not lived through."""
    period, first = scenario.period, scenario.start
    number = int(period.warm_up + period.follow_up) + 1
    last = first + timedelta(number - 1)
    lived = f"a day from {first} to {last}, which are simulated"
    for name, spell in scenario.calendar.spells.items():
        if not spell.days(first, number):
            yield f"calendar.spells.{name}", f"from {spell.begins}", lived
    closed = scenario.calendar.closed
    if closed and not any(first <= day <= last for day in closed):
        yield "calendar.closed", f"{closed[0]} …", lived


def _ends(scenario: Scenario) -> Iterator[Idle]:
    """Look for what happens on the way to an end, which comes at once."""
    for name, journey in scenario.journeys.items():
        for touchpoint, whole in journey.links.items():
            for inside, fork in whole.each():
                for target in set(fork) & {GOAL, STOP}:
                    where = ".".join(map(str, ("journeys", name, "links", touchpoint, *inside, target)))
                    for field in sorted(fork[target].model_fields_set & {"delay", "context_loss"}):
                        yield f"{where}.{field}", field, "a link to a touchpoint; an end comes at once"

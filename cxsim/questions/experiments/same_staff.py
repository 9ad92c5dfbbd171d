"""Which improvements leave the staff there is: of the others, what work costs is no time that is saved."""

from collections.abc import Iterable

from cxsim.scenario.model import Scenario


def same_staff(scenario: Scenario, names: Iterable[str]) -> bool:
    """Tell whether improvements leave all teams there, and what an hour of theirs costs.

    Examples
    --------
    >>> import cxsim as cx
    >>> same_staff(cx.load_scenario("scenarios/telecom.yaml"), ["callback_instead_of_waiting"])
    True
    """
    improvements = [scenario.improvements[name] for name in names]
    structure = [path for one in improvements for path in one.structure()]
    changed = [change.path for one in improvements for change in one.changes]
    return not any(_is_of_staff(path.split(".")) for path in (*structure, *changed))


def _is_of_staff(path: list[str]) -> bool:
    """Tell whether a path leads to a whole team, or to what an hour of one costs."""
    return path[0] == "teams" and (len(path) <= 2 or path[2] == "cost_per_hour")

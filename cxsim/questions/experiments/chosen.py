"""Which improvements of a scenario a study asks about."""

from collections.abc import Iterable

from cxsim.errors import InterventionError
from cxsim.scenario.faults import nearest, shown
from cxsim.scenario.model import Scenario


def chosen(scenario: Scenario, names: Iterable[str] | None = None) -> list[str]:
    """Return the names of the improvements that are asked about: these, each once, or all.

    Raises
    ------
    InterventionError
        If there are none, or not that one.

    Examples
    --------
    >>> import cxsim as cx
    >>> chosen(cx.load_scenario("scenarios/telecom.yaml"), ["one_case_fil"])
    Traceback (most recent call last):
    ...
    cxsim.errors.InterventionError: telecom has no ...
    """
    library = scenario.improvements
    wanted = list(library) if names is None else list(dict.fromkeys(names))
    if not wanted:
        raise InterventionError(f"{scenario.name} has no improvements: describe some under `improvements`")
    for name in wanted:
        if name not in library:
            hint = nearest(name, library)
            raise InterventionError(f"{scenario.name} has no improvement {shown(name)}{hint and '; '}{hint}")
    return wanted

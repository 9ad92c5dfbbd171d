"""What an improvement does: prevent what goes wrong, put it right, or delight; read from what it changes.

The kind of a change is that of the first rule below that its path begins with; a team that serves no
touchpoint, but works at recovery desks, belongs to recovery. The kind of an improvement is that of its
changes. Changes that no rule knows (a gate, a cost, how good it is where nothing goes wrong) are what else it
brings about, and decide nothing. CEM maturity counts as recovery, because it lets a company notice and put
right, though it loses less context, too. What is built or removed counts like changes there: a desk is
recovery, and links and starts are prevention.
"""

from collections.abc import Iterable

from cxsim.scenario.improvements import Improvement
from cxsim.scenario.model import Scenario

PREVENTION, RECOVERY, DELIGHT = "prevention", "recovery", "delight"
TYPES = (PREVENTION, RECOVERY, DELIGHT)
MIXED, NEITHER = "mixed", "none of these"

RULES = (
    ("touchpoints.*.delight", DELIGHT),
    ("personas.*.delight_odds", DELIGHT),
    ("desks", RECOVERY),
    ("maturity", RECOVERY),
    ("personas.*.complaint", RECOVERY),
    ("touchpoints.*.recovery", RECOVERY),
    ("touchpoints.*.detectability", RECOVERY),
    ("touchpoints.*.frictions", PREVENTION),
    ("touchpoints.*.message", PREVENTION),
    ("touchpoints.*.waiting", PREVENTION),
    ("touchpoints.*.service", PREVENTION),
    ("touchpoints.*.team", PREVENTION),
    ("touchpoints.*.priority", PREVENTION),
    ("personas.*.expectation", PREVENTION),
    ("personas.*.friction_odds", PREVENTION),
    ("journeys.*.links", PREVENTION),
    ("journeys.*.start", PREVENTION),
    ("handoffs", PREVENTION),
    ("teams", PREVENTION),
)


def type_of(scenario: Scenario, improvement: str) -> str:
    """Return what an improvement of the library does: one of `TYPES`, ``mixed``, or ``none of these``.

    Examples
    --------
    >>> import cxsim as cx
    >>> type_of(cx.load_scenario("scenarios/telecom.yaml"), "recovery_training")  # doctest: +SKIP
    'recovery'
    """
    found = types_of(scenario, improvement)
    return MIXED if len(found) > 1 else found[0] if found else NEITHER


def types_of(scenario: Scenario, improvement: str) -> tuple[str, ...]:
    """Return everything an improvement does, in the order of `TYPES`."""
    found = {type_of_change(scenario, path) for path in paths_of(scenario.improvements[improvement])}
    return tuple(kind for kind in TYPES if kind in found)


def paths_of(improvement: Improvement) -> list[list[str]]:
    """Return where an improvement does something; a team that it builds serves what else it builds."""
    built = (path.split(".") for path in improvement.structure())
    changed = (change.path.split(".") for change in improvement.changes)
    return [*changed, *(path for path in built if path[0] != "teams")]


def type_of_change(scenario: Scenario, path: list[str]) -> str:
    """Return what a change at this place of a scenario does: one of `TYPES`, or ``none of these``."""
    if path[0] == "teams" and path[1:2] and not _serves(scenario, path[1]):
        return RECOVERY
    return next((kind for rule, kind in RULES if _begins(path, rule.split("."))), NEITHER)


def _serves(scenario: Scenario, team: str) -> bool:
    at_desks = any(desk.team == team for desk in scenario.desks.values())
    return not at_desks or any(point.team == team for point in scenario.touchpoints.values())


def _begins(path: list[str], rule: Iterable[str]) -> bool:
    wanted = list(rule)
    return len(path) >= len(wanted) and all(
        part in ("*", there) for part, there in zip(wanted, path, strict=False)
    )

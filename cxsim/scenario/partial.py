"""Partial improvements: those that are for some customers only, of some personas or drawn at random."""

import itertools
from collections.abc import Iterable, Iterator
from typing import Any

from cxsim.scenario.at_a_glance import first_of
from cxsim.scenario.faults import Fault, Path, ScenarioError, path_text
from cxsim.scenario.improvements import Improvement
from cxsim.scenario.model import Scenario
from cxsim.scenario.people import Contract

# So many groups of customers, by which improvements address them, are lived at most, each by its own plan;
# and so many improvements can say whom they address.
MOST_GROUPS, MOST_TOGETHER = 32, 60
# What happens to each customer by themselves; and what in it acts on everybody, or is counted as if it did.
_EACH = ("touchpoints", "journeys", "desks", "personas", "channels", "handoffs", "maturity")
_EVERYBODY = (
    ("personas", "*", "share"),
    ("personas", "*", "value_per_year"),
    ("personas", "*", "contract", "first"),
    ("personas", "*", "contract", "exit_fee"),
    ("touchpoints", "*", "capacity"),
    ("handoffs", "severity"),
)


def shares(scenario: Scenario, name: str) -> tuple[float, ...]:
    """Return which share of each persona an improvement addresses; of everybody if that is switched off."""
    improvement, personas = scenario.improvements[name], list(scenario.personas)
    if not scenario.mechanisms.partial:
        return (1.0,) * len(personas)
    wanted = improvement.personas or personas
    return tuple(improvement.addressed if persona in wanted else 0.0 for persona in personas)


def is_partial(scenario: Scenario, name: str) -> bool:
    """Tell whether an improvement is for some customers only."""
    return min(shares(scenario, name)) < 1.0


def together(scenario: Scenario, names: Iterable[str]) -> list[tuple[str, ...]]:
    """Return all improvements that can address the same customer, for each persona; the same ones once."""
    by_name = {name: shares(scenario, name) for name in names}
    personas = range(len(scenario.personas))
    found = (tuple(name for name, share in by_name.items() if share[at] > 0.0) for at in personas)
    return list(dict.fromkeys(found))


def groups(scenario: Scenario, names: Iterable[str]) -> list[frozenset[str]]:
    """Return the groups of customers by which partial improvements address them; first those whom none does.

    Raises
    ------
    ScenarioError
        If there are too many.
    """
    names = list(names)
    by_name = {name: shares(scenario, name) for name in names}
    found = {frozenset[str](): None}
    for at in range(len(scenario.personas)):
        sure = [name for name, share in by_name.items() if share[at] >= 1.0]
        drawn = [name for name, share in by_name.items() if 0.0 < share[at] < 1.0]
        if 2 ** len(drawn) <= MOST_GROUPS:
            sets = (set(one) for size in range(len(drawn) + 1) for one in itertools.combinations(drawn, size))
            found.update((frozenset({*sure, *one}), None) for one in sets)
        if 2 ** len(drawn) > MOST_GROUPS or len(found) > MOST_GROUPS or len(names) > MOST_TOGETHER:
            what = f"{first_of(names)}, which address more than {MOST_GROUPS} groups of customers differently"
            expected = f"at most {MOST_GROUPS} groups"
            hint = "let some of them address everybody, or carry out fewer at a time"
            raise ScenarioError([Fault(scenario.name, None, "improvements", what, expected, hint)])
    return list(found)


def partly(
    improvement: Improvement, today: dict[str, Any], improved: dict[str, Any]
) -> Iterator[tuple[str, str, str, str]]:
    """Yield what an improvement cannot do for some customers only: field, found, expected, what to do."""
    personas = list(improvement.personas or today["personas"])
    if improvement.addressed == 1.0 and {*personas} == {*today["personas"]}:
        return
    field = "for" if improvement.addressed == 1.0 else "addressed"
    new = {("teams", name) for name in improved["teams"].keys() - today["teams"].keys()}
    paths = [path for path in _differing(today, improved) if path not in new]  # it serves those who come
    if common := next((path for path in paths if _acts_on_everybody(path)), None):
        found = f"some customers only, for a change of {path_text(common)}"
        hint = "leave it out, or put that change into an improvement of its own"
        yield field, found, "everybody, because that acts on all customers", hint
    elif all(path[0] == "personas" and path[1] not in personas for path in paths):
        yield "for", "personas of whom nothing changes", "those whose parameters are changed", ""


def _acts_on_everybody(path: Path) -> bool:
    whole = path[2:] == ("contract",)  # there was none, or will be none: with its first term
    return path[0] not in _EACH or any(
        (whole or len(path) >= len(pattern))
        and all(wanted in ("*", part) for wanted, part in zip(pattern, path, strict=False))
        for pattern in _EVERYBODY
    )


def _differing(before: Any, after: Any, path: Path = ()) -> Iterator[Path]:
    """Yield where two scenarios differ, as far as it tells on whom that acts."""
    if before == after:
        return
    if path[2:] == ("contract",):
        before, after = map(_in_full, (before, after))
    if isinstance(before, dict) and isinstance(after, dict) and len(path) < 4:
        for key in {**before, **after}:
            yield from _differing(before.get(key), after.get(key), (*path, key))
    else:
        yield path


def _in_full(contract: Any) -> Any:
    """Return a contract that is written as its first term alone with all that it says."""
    if contract is None or isinstance(contract, dict):
        return contract
    return {name: field.default for name, field in Contract.model_fields.items()} | {"first": contract}

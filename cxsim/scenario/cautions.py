"""What a file says that is right, and that its author may not have meant."""

import re
from collections.abc import Iterator
from pathlib import Path as FilePath
from typing import Any

import yaml

from cxsim.scenario.crossings import Ground, crossings_of
from cxsim.scenario.endless import can_reach_goal
from cxsim.scenario.faults import Fault, Path, ScenarioError, path_text, shown
from cxsim.scenario.model import Scenario
from cxsim.scenario.quantities import format_duration
from cxsim.scenario.scalars import scalar
from cxsim.scenario.source import LOADER, name_of, read_file
from cxsim.scenario.written import Written

# Fields that hold what people read.
TEXTS = (
    *("title", "name", "sector", "description", "note", "source"),
    *("occupation", "family", "ambitions", "interests", "hobbies", "habits"),
    *("buyer_action", "buyer_words", "front_stage", "back_stage"),
)

# Fields that name another file.
FILES = ("extends", "scenario", "study")

_COMMENT = re.compile(r"\s+(#[^\s#].*?)\s*\Z")


def cautions_of(path: FilePath) -> list[Fault]:
    """Say where text was cut because a # in it begins a comment; in a file and those that it names.

    Parameters
    ----------
    path
        A scenario, study, batch or assessment that can be read; what cannot be is left out.

    Examples
    --------
    >>> cautions_of(FilePath("scenarios/telecom_study.yaml"))
    []
    """
    found: list[Fault] = []
    for file, _, text in read_all(path):
        found += _cut(yaml.compose(text, Loader=LOADER), (), name_of(file), text.splitlines())
    return found


def short_follow_up(scenario: Scenario, file: str) -> list[Fault]:
    """Say that the follow-up is so short that many customers never decide whether they stay.

    It should reach over the longest contract, or, where there are none, over the window of a purchase twice.

    Examples
    --------
    >>> from cxsim.scenario.load import load_scenario
    >>> short_follow_up(load_scenario("scenarios/telecom.yaml"), "telecom.yaml")
    []
    """
    if not cut_short(scenario):
        return []
    if scenario.churn.window is not None:
        needed, why = 2.0 * scenario.churn.window, "twice the window of a purchase"
    else:
        needed, why = longest_contract(scenario), "the longest contract"
    found = scenario.period.follow_up
    short, long = format_duration(found), format_duration(needed)
    hint = "many customers never decide whether they stay"
    return [Fault(file, None, "period.follow_up", short, f"at least {long}, {why}", hint)]


def goals_out_of_reach(scenario: Scenario, file: str) -> list[Fault]:
    """Say of which journeys nobody can reach the goal, because something always goes wrong that blocks it."""
    crossings = crossings_of(scenario.touchpoints, scenario.desks, scenario.mechanisms)
    return [
        Fault(
            file,
            None,
            f"journeys.{name}",
            "a goal that nobody can reach",
            "a way there on which nothing that blocks it goes wrong for certain",
        )
        for name, journey in scenario.journeys.items()
        if not can_reach_goal(Ground(journey, crossings))
    ]


def cut_short(scenario: Scenario) -> bool:
    """Tell whether the follow-up is so short that many customers never decide whether they stay.

    Examples
    --------
    >>> from cxsim.scenario.load import load_scenario
    >>> cut_short(load_scenario("scenarios/telecom.yaml"))
    False
    """
    window = scenario.churn.window
    needed = longest_contract(scenario) if window is None else 2.0 * window
    return scenario.population.existing > 0 and scenario.period.follow_up < needed - 1.0


def longest_contract(scenario: Scenario) -> float:
    """Return how many days the longest term of a contract lasts; 0 if there are none."""
    contracts = [persona.contract for persona in scenario.personas.values() if persona.contract]
    return max((max(one.first, one.later) for one in contracts), default=0.0)


def read_all(path: FilePath) -> Iterator[tuple[FilePath, Written, str]]:
    """Go through a file and those that it names, as far as they can be read, with what they hold."""
    waiting, seen = [path], set()
    while waiting:
        file = waiting.pop(0)
        if file.resolve() in seen:
            continue
        seen.add(file.resolve())
        try:
            tree, _ = read_file(file)
            text = file.read_text(encoding="utf-8-sig")
        except (ScenarioError, OSError, ValueError):
            continue
        waiting += [file.parent / name for name in _named(tree)]
        yield file, tree, text


def _named(tree: Written) -> Iterator[str]:
    """Go through the names of other files that a file depends on."""
    items = tree.value.get("items")
    entries = items.value if items is not None and isinstance(items.value, list) else []
    for mapping in (tree, *entries):
        for field in FILES if isinstance(mapping.value, dict) else ():
            named = mapping.value.get(field)
            if named is not None and isinstance(named.value, str) and named.value:
                yield named.value


def _cut(node: Any, path: Path, file: str, lines: list[str]) -> Iterator[Fault]:
    if isinstance(node, yaml.SequenceNode):
        for index, entry in enumerate(node.value):
            yield from _cut(entry, (*path, index), file, lines)
    elif isinstance(node, yaml.MappingNode):
        for key, entry in node.value:
            yield from _cut(entry, (*path, str(key.value)), file, lines)
    elif isinstance(node, yaml.ScalarNode) and not node.style and path and path[-1] in TEXTS:
        mark = node.end_mark
        line = lines[mark.line] if mark.line < len(lines) else ""
        comment = _COMMENT.match(line[mark.column :])
        if comment and isinstance(scalar(node.value), str):
            said = f"{shown(node.value)}, and {shown(comment[1])} as a comment"
            expected = "quotes around text that holds #, or a space behind the # of a comment"
            yield Fault(file, mark.line + 1, path_text(path), said, expected)

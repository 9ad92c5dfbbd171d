"""Doubts: parameters that are not known, with the ranges of their evidence, and rival loyalty curves.

Between the ends of its range every value of a parameter is as likely as any other, and so is every curve.
Where shares have to sum to 1, the others make room in proportion.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, get_args

import numpy as np
from scipy.stats import qmc

from cxsim.scenario.behaviour import Loyalty
from cxsim.scenario.changes import plain
from cxsim.scenario.faults import ScenarioError
from cxsim.scenario.improve import with_changes
from cxsim.scenario.model import Scenario
from cxsim.scenario.quantities import parse_duration

CURVE = "loyalty.curve"
CURVES: tuple[str, ...] = get_args(Loyalty.model_fields["curve"].annotation)
LOCATIONS = ("mean", "scale", "value")  # what the range of a distribution speaks of
_MEMORY = ("mean_weight", "peak_weight", "end_weight")


@dataclass(frozen=True)
class Doubt:
    """A parameter and where its value may lie.

    Attributes
    ----------
    path
        Where it stands in the scenario.
    low, high
        The ends of its range; durations in days. Of the loyalty curve, 0 and the number of curves.
    today
        Its value in the scenario; of the loyalty curve, its number.
    is_duration
        Whether it is written with a unit.
    """

    path: str
    low: float
    high: float
    today: float
    is_duration: bool = False

    def at(self, share: float) -> Any:
        """Return the value so far along the range, 0 to 1, as it would stand in a file."""
        if self.path == CURVE:
            return CURVES[min(int(share * len(CURVES)), len(CURVES) - 1)]
        value = float(self.low + share * (self.high - self.low))
        return f"{value!r} d" if self.is_duration else value


def doubts(scenario: Scenario) -> tuple[list[Doubt], list[tuple[str, str]]]:
    """Return what is not known of a scenario, the loyalty curve first.

    Returns
    -------
    tuple of list and list
        The doubts, and the paths whose range cannot be tried, each with the reason.
    """
    found = [Doubt(CURVE, 0.0, float(len(CURVES)), float(CURVES.index(scenario.loyalty.curve)))]
    left_out: list[tuple[str, str]] = []
    for path, note in scenario.evidence.items():
        if note.range is None:
            continue
        path, value = _where(path, note.value)
        is_duration = isinstance(value, str)
        low, high, today = (parse_duration(one) if is_duration else one for one in (*note.range, value))
        doubt = Doubt(path, float(low), float(high), float(today), is_duration)
        try:
            for end in (0.0, 1.0):
                supposing(scenario, [doubt], [end])
        except ScenarioError as error:
            left_out.append((path, str(error.faults[0])))
        else:
            found.append(doubt)
    return found, left_out


def supposing(scenario: Scenario, doubts: Sequence[Doubt], shares: Sequence[float]) -> Scenario:
    """Return the scenario as it would be with each parameter so far along its range.

    Raises
    ------
    ScenarioError
        If together they give no valid scenario.
    """
    changes: dict[str, Any] = {}
    data = plain(scenario)
    for doubt, share in zip(doubts, shares, strict=True):
        changes |= _making_room(data, doubt, doubt.at(share), changes)
    return with_changes(scenario, changes)


def draws(doubts: Sequence[Doubt], number: int, seed: int) -> np.ndarray:
    """Return points spread evenly over all ranges, from 0 to 1: shape (number, doubts)."""
    sampler = qmc.LatinHypercube(len(doubts), rng=np.random.default_rng(seed))
    points: np.ndarray = sampler.random(number)
    return points


def _where(path: str, value: Any) -> tuple[str, Any]:
    """Return the number that a range speaks of: the share of a link, the mean of a distribution."""
    if not isinstance(value, dict):
        return path, value
    name = next(name for name in ("share", *LOCATIONS) if name in value)
    return f"{path}.{name}", value[name]


def _making_room(data: dict[str, Any], doubt: Doubt, value: Any, so_far: dict[str, Any]) -> dict[str, Any]:
    """Return the changes that set a parameter, and those of other shares that sum to 1 with it."""
    changes = {doubt.path: value}
    siblings = {path: float(so_far.get(path, old)) for path, old in _siblings(data, doubt.path).items()}
    if siblings:
        others = sum(siblings.values())
        changes |= {
            path: old / others * (1.0 - value) if others else (1.0 - value) / len(siblings)
            for path, old in siblings.items()
        }
    return changes


def _siblings(data: dict[str, Any], path: str) -> dict[str, float]:
    """Return the other shares that sum to 1 with this one, by path."""
    match path.split("."):
        case ["feelings", name] if name in _MEMORY:
            return {f"feelings.{other}": data["feelings"][other] for other in _MEMORY if other != name}
        case ["personas", name, "share"]:
            return {
                f"personas.{other}.share": persona["share"]
                for other, persona in data["personas"].items()
                if other != name
            }
        case ["journeys", journey, "links", source, target, *_]:
            return {
                f"journeys.{journey}.links.{source}.{other}.share": link["share"]
                for other, link in data["journeys"][journey]["links"][source].items()
                if other != target and path.endswith((f"{source}.{target}", ".share"))
            }
        case ["journeys", journey, "start", name]:
            return {
                f"journeys.{journey}.start.{other}": share
                for other, share in data["journeys"][journey]["start"].items()
                if other != name
            }
    return {}

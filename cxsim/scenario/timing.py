"""When improvements act: from which day on, how far while they ramp up, and until when."""

import math
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from typing import Any

from cxsim.scenario.faults import Fault, Path, ScenarioError, path_text, shown
from cxsim.scenario.improvements import Improvement
from cxsim.scenario.model import Scenario
from cxsim.scenario.quantities import format_duration, parse_duration

# A ramp is lived in so many steps at most, and in steps of so many days at least.
STEPS, SHORTEST = 6, 7.0


class NoRamp(Exception):
    """Something has no values between today's and the improved one; the text says what."""


def begins(scenario: Scenario, name: str) -> float:
    """Return when an improvement begins, in days after time 0."""
    day = scenario.improvements[name].begins
    return scenario.period.warm_up if day is None else float((day - scenario.start).days)


def ends(scenario: Scenario, name: str) -> float:
    """Return when an improvement ends, in days after time 0; infinite if it lasts."""
    day = scenario.improvements[name].ends
    return math.inf if day is None else float((day - scenario.start).days)


def overlap(scenario: Scenario, one: str, other: str) -> bool:
    """Tell whether two improvements act at the same time."""
    both = (one, other)
    return max(begins(scenario, name) for name in both) < min(ends(scenario, name) for name in both)


def is_timed(improvement: Improvement) -> bool:
    """Tell whether an improvement does anything but begin at once, in full and for good."""
    return bool(improvement.begins or improvement.ramp or improvement.ends)


def course(scenario: Scenario, name: str) -> list[tuple[float, float]]:
    """Return when an improvement changes, in days after time 0, and which share of it acts from then on.

    Each step of a ramp has the share of its middle, so that the steps hold as much as a steady rise.

    Examples
    --------
    >>> import cxsim as cx
    >>> telecom = cx.load_scenario("scenarios/telecom.yaml")
    >>> slow = telecom.improvements["one_case_file"].model_copy(update={"ramp": 28.0})
    >>> course(telecom.model_copy(update={"improvements": {"slow": slow}}), "slow")
    [(30.0, 0.125), (37.0, 0.375), (44.0, 0.625), (51.0, 0.875), (58.0, 1.0)]
    """
    begin, ramp, end = begins(scenario, name), scenario.improvements[name].ramp, ends(scenario, name)
    steps = max(1, min(STEPS, int(ramp / SHORTEST))) if ramp else 0
    rise = [(begin + ramp * step / steps, (step + 0.5) / steps) for step in range(steps)]
    return [*rise, (begin + ramp, 1.0), *([(end, 0.0)] if math.isfinite(end) else [])]


def share_at(scenario: Scenario, name: str, time: float) -> float:
    """Return which share of an improvement acts at a time, in days after time 0."""
    return next((share for since, share in reversed(course(scenario, name)) if since <= time), 0.0)


def moments(scenario: Scenario, names: Iterable[str]) -> list[float]:
    """Return when improvements begin and change, in days after time 0.

    Raises
    ------
    ScenarioError
        If one of them has dates outside the measured time.
    """
    there = [name for name in dict.fromkeys(names) if name in scenario.improvements]
    if wrong := [one for name in there for one in untimely(scenario, name)]:
        raise ScenarioError(
            Fault(scenario.name, None, path_text(path), found, expected) for path, found, expected in wrong
        )
    horizon = scenario.period.warm_up + scenario.period.follow_up
    return sorted({time for name in there for time, _ in course(scenario, name) if time < horizon})


def untimely(scenario: Scenario, name: str) -> Iterator[tuple[Path, str, str]]:
    """Yield what is wrong with the dates of an improvement: where, what was found, what was expected."""
    improvement, period, path = scenario.improvements[name], scenario.period, ("improvements", name)
    horizon = period.warm_up + period.follow_up
    begin, end = begins(scenario, name), ends(scenario, name)
    first, last = math.ceil(period.warm_up), math.ceil(horizon) - 1

    def days(earliest: int) -> str:
        if earliest > last:
            return "none, because the follow-up is over by then"
        one, other = (scenario.start + timedelta(day) for day in (earliest, last))
        return f"a day from {one} to {other}, within the follow-up"

    if improvement.begins and not period.warm_up <= begin < horizon:
        yield (*path, "begins"), _written(improvement.begins), days(first)
    elif improvement.ends and not begin < end < horizon:
        yield (*path, "ends"), _written(improvement.ends), days(math.floor(begin) + 1)
    elif begin + improvement.ramp > (longest := min(end, horizon)):
        until = "ends" if end < horizon else "the end of the follow-up"
        expected = f"at most {longest - begin:g} d, which is from its beginning to {until}"
        yield (*path, "ramp"), format_duration(improvement.ramp), expected


def _written(day: date) -> str:
    return day.isoformat()


def gradual(
    improvement: Improvement, today: dict[str, Any], improved: dict[str, Any]
) -> Iterator[tuple[str, str, str, str]]:
    """Yield what an improvement cannot do some of the time only: field, found, expected, and what to do."""
    if is_timed(improvement) and (what := _money(today, improved)):
        field = next(name for name in ("begins", "ramp", "ends") if getattr(improvement, name))
        expected = "none, because value is counted by one margin for the whole time"
        yield field, f"a time for a change of {what}", expected, "let it begin at once, and last"
    elif improvement.ramp and not improvement.restructures:
        try:
            between(today, improved, 0.5)
        except NoRamp as no:
            expected = "numbers or durations, today's and the improved one"
            yield "ramp", f"a ramp of {no}", expected, "leave it out, so that all of it comes at once"


def _money(today: dict[str, Any], improved: dict[str, Any]) -> str:
    """Return what changes of how money is counted; nothing if it stays."""
    if today["value"] != improved["value"]:
        return "value"
    for name, one in today["personas"].items():
        other = improved["personas"].get(name, one)
        if one["value_per_year"] != other["value_per_year"]:
            return f"personas.{name}.value_per_year"
        if _exit_fee(one) != _exit_fee(other):
            return f"personas.{name}.contract.exit_fee"
    return ""


def _exit_fee(persona: dict[str, Any]) -> float:
    contract = persona.get("contract")
    return float(contract.get("exit_fee") or 0.0) if isinstance(contract, dict) else 0.0


def between(before: Any, after: Any, share: float, path: Path = ()) -> Any:
    """Return plain data a share of the way from one scenario to another; whole numbers are rounded.

    Raises
    ------
    NoRamp
        If something differs that is no number and no duration.

    Examples
    --------
    >>> today, improved = ({"staff": n, "time": f"{n} d", "shares": [0.0, n]} for n in (2, 6))
    >>> between(today, improved, 0.25)
    {'staff': 3, 'time': '3.0 d', 'shares': [0.0, 3]}
    """
    if before == after:
        return after
    if isinstance(before, dict) and isinstance(after, dict):
        keys = {**after, **before}  # one that is not there stands for nothing
        return {key: between(before.get(key), after.get(key), share, (*path, key)) for key in keys}
    if isinstance(before, list) and isinstance(after, list) and len(before) == len(after):
        return [
            between(one, other, share, (*path, place))
            for place, (one, other) in enumerate(zip(before, after, strict=True))
        ]
    if _is_number(before) and _is_number(after):
        value = before + share * (after - before)
        return round(value) if isinstance(before, int) and isinstance(after, int) else value
    try:
        one, other = parse_duration(before), parse_duration(after)
    except ValueError:
        raise NoRamp(f"{path_text(path)}, from {shown(before)} to {shown(after)}") from None
    return f"{one + share * (other - one)!r} d"


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)

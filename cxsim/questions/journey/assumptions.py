"""What a scenario rests on: its parameters with a note of where they come from, assumed ones first."""

import re
from collections import Counter
from collections.abc import Mapping
from typing import Any

import pandas as pd

from cxsim.language.speech import in_habit, say, say_count, spoken, translated, written
from cxsim.scenario.journeys import GOAL, STOP, Journey
from cxsim.scenario.model import Scenario
from cxsim.scenario.quantities import DAYS_PER_UNIT
from cxsim.theme.tables import Table

DURATION = re.compile(rf"([\d.]+) ({'|'.join(DAYS_PER_UNIT)})")
STATUSES = ("assumed", "calibrated", "cited")
GRADES = {
    "a": "a: meta-analysis or large study",
    "b": "b: one study or data set",
    "c": "c: vendor figure or intention",
}
# On which links may depend.
CONDITIONS = {"from": "after {what}", "after": "after {what}", "again": "from visit {what} on"}
SHOWN = ("Parameter", "Value", "Range", "Status", "Source", "Note")  # to readers of a report
COLUMNS = ("Parameter", "Value", "Range", "Status", "Source", "Grade", "Note", "Path")
SAID = (*SHOWN, *STATUSES, *DAYS_PER_UNIT, GOAL, STOP, *CONDITIONS.values())


def assumptions(scenario: Scenario) -> pd.DataFrame:
    """Return the parameters that carry an evidence note.

    Returns
    -------
    pandas.DataFrame
        One row for each parameter, all text: ``Parameter`` (in words), ``Value``, ``Range`` (plausible lowest
        to highest), ``Status`` (assumed, calibrated, cited; in this order), ``Source``, ``Grade``, ``Note``,
        ``Path`` (where it stands in the file).

    Examples
    --------
    >>> assumptions(scenario)["Status"].unique()  # doctest: +SKIP
    array(['assumed', 'calibrated', 'cited'], dtype=object)
    """
    rows = [
        (
            parameter_words(scenario, path),
            value_words(note.value),
            _range_words(note.range) if note.range else "",
            note.status,
            note.source,
            GRADES.get(note.grade or "", ""),
            note.note,
            path,
        )
        for path, note in scenario.evidence.items()
    ]
    rows.sort(key=lambda row: STATUSES.index(row[3]))
    return pd.DataFrame(rows, columns=list(COLUMNS), dtype=object)


def assumptions_table(scenario: Scenario) -> Table:
    """Return the parameters that carry an evidence note as a table for readers, without grades and paths.

    Examples
    --------
    >>> assumptions_table(scenario)  # doctest: +SKIP
    """
    found = assumptions(scenario)
    shown = found[list(SHOWN)].assign(Status=found["Status"].map(translated))
    return Table(shown.rename(columns=translated), "", found, "assumptions")


def count_assumptions(scenario: Scenario) -> str:
    """Say in a sentence how much is assumed.

    Examples
    --------
    >>> count_assumptions(scenario)  # doctest: +SKIP
    'Of 27 parameters with a note, 12 are assumed, 9 calibrated and 6 cited; every parameter without…'
    """
    number = Counter(note.status for note in scenario.evidence.values())
    total = sum(number.values())
    if not total:
        return say("No parameter carries a note of where it comes from, so all of them are assumptions.")
    return say_count(
        "{number} parameter has a note (assumed {assumed}, calibrated {calibrated}, cited {cited}); every "
        "parameter without a note is assumed.",
        "Of {number} parameters with a note, {assumed} are assumed, {calibrated} calibrated and {cited} "
        "cited; every parameter without a note is assumed.",
        total,
        assumed=number["assumed"],
        calibrated=number["calibrated"],
        cited=number["cited"],
    )


def assumption(scenario: Scenario, path: str) -> str:
    """Say which parameter it is whose range was tried: the path may end in what the range speaks of."""
    return parameter_words(scenario, re.sub(r"\.(share|mean|scale|value)$", "", path))


def parameter_words(scenario: Scenario, path: str) -> str:
    """Say where a parameter belongs, with titles instead of names.

    Examples
    --------
    >>> parameter_words(scenario, "touchpoints.call_centre.waiting.patience")  # doctest: +SKIP
    'Call centre: waiting, patience'
    >>> parameter_words(scenario, "journeys.help.links.call_centre.goal")  # doctest: +SKIP
    'Getting help: Call centre → goal, share'
    """
    section, *rest = path.split(".")
    entries = getattr(scenario, section, None)
    entry = entries.get(rest[0]) if isinstance(entries, Mapping) and rest else None
    title = getattr(entry, "title", None)
    if title is not None:
        first, rest = str(title), rest[1:]
    else:
        first = _part_words(scenario, entry, section)
        first = first[:1].upper() + first[1:]
    if isinstance(entry, Journey) and len(rest) > 2 and rest[0] == "links":
        words = _link_words(scenario, rest[1], rest[2:])
    else:
        words = ", ".join(_part_words(scenario, entry, part) for part in rest)
    return say("{whose}: {what}", whose=first, what=words) if words else first


def _link_words(scenario: Scenario, at: str, parts: list[str]) -> str:
    """Say which link of a journey it is, when it holds, and what of it: by default its share."""
    said = []
    while len(parts) > 2 and parts[0] in CONDITIONS:
        when, what, *parts = parts
        said.append(say(CONDITIONS[when], what=_place(scenario, what)))
    to, *rest = parts
    link = f"{_place(scenario, at)} → {_place(scenario, to)}"
    return ", ".join([link, *said, *(_part_words(scenario, None, part) for part in rest or ["share"])])


def _place(scenario: Scenario, name: str) -> str:
    return (
        scenario.touchpoints[name].title
        if name in scenario.touchpoints
        else translated(name.replace("_", " "))
    )


def _part_words(scenario: Scenario, entry: object, part: str) -> str:
    """Say a field; or, in another language than that of names, the title of what has this name."""
    words = part.replace("_", " ")
    if spoken() == "en" or translated(words) != words:
        return translated(words)
    named = {**scenario.touchpoints, **getattr(entry, "frictions", {})}.get(part)
    return getattr(named, "title", None) or words


def _range_words(limits: tuple[Any, Any]) -> str:
    low, high = map(value_words, limits)
    return say("{low} to {high}", low=low, high=high)


def value_words(value: Any) -> str:
    """Write a value as it would be said.

    Examples
    --------
    >>> value_words({"distribution": "lognormal", "mean": "6 min", "sd": "5 min"})
    'lognormal, mean 6 min, sd 5 min'
    >>> value_words([0.2, 0.8]), value_words(True), value_words(0.25), value_words(1200)
    ('0.2, 0.8', 'yes', '0.25', '1,200')
    """
    match value:
        case Mapping():
            kind = [translated(value["distribution"])] if "distribution" in value else []
            named = [
                f"{translated(key.replace('_', ' '))} {value_words(entry)}"
                for key, entry in value.items()
                if key != "distribution"
            ]
            return ", ".join(kind + named)
        case list() | tuple():
            return ", ".join(value_words(entry) for entry in value)
        case bool():
            return say("yes") if value else say("no")
        case int():
            return written(value)
        case float():
            return in_habit(str(value))
    if duration := DURATION.fullmatch(str(value)):
        return f"{in_habit(duration[1])} {translated(duration[2])}"
    return str(value)

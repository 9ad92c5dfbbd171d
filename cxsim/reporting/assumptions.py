"""What a scenario rests on: its parameters with a note of where they come from, assumed ones first."""

from collections import Counter
from collections.abc import Mapping
from typing import Any

import pandas as pd

from cxsim.reporting.language import say, say_count
from cxsim.scenario.model import Scenario

STATUSES = ("assumed", "calibrated", "cited")
GRADES = {
    "a": "a: meta-analysis or large study",
    "b": "b: one study or data set",
    "c": "c: vendor figure or intention",
}
COLUMNS = ("Parameter", "Value", "Range", "Status", "Source", "Grade", "Note", "Path")


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
            " to ".join(value_words(limit) for limit in note.range) if note.range else "",
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
        "Of {number} parameter with a note, {assumed} are assumed, {calibrated} calibrated and {cited} "
        "cited; every parameter without a note is assumed.",
        "Of {number} parameters with a note, {assumed} are assumed, {calibrated} calibrated and {cited} "
        "cited; every parameter without a note is assumed.",
        total,
        assumed=number["assumed"],
        calibrated=number["calibrated"],
        cited=number["cited"],
    )


def parameter_words(scenario: Scenario, path: str) -> str:
    """Say where a parameter belongs, with titles instead of names.

    Examples
    --------
    >>> parameter_words(scenario, "touchpoints.call_centre.waiting.patience")  # doctest: +SKIP
    'Call centre: waiting, patience'
    """
    section, *rest = path.split(".")
    entries = getattr(scenario, section, None)
    entry = entries.get(rest[0]) if isinstance(entries, Mapping) and rest else None
    title = getattr(entry, "title", None)
    if title is not None:
        first, rest = str(title), rest[1:]
    else:
        first = section.replace("_", " ").capitalize()
    words = ", ".join(part.replace("_", " ") for part in rest)
    return f"{first}: {words}" if words else first


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
            kind = [str(value["distribution"])] if "distribution" in value else []
            named = [
                f"{key.replace('_', ' ')} {value_words(entry)}"
                for key, entry in value.items()
                if key != "distribution"
            ]
            return ", ".join(kind + named)
        case list() | tuple():
            return ", ".join(value_words(entry) for entry in value)
        case bool():
            return "yes" if value else "no"
        case int():
            return f"{value:,}"
    return str(value)

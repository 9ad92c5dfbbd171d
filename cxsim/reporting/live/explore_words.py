"""What the panel of `explore` says: what has been moved, the differences, and what can be done."""

import json
import math
import os
import shlex
from collections.abc import Callable, Sequence
from pathlib import Path

import pandas as pd

from cxsim.language.wording import MINUS, SPACE, counted, percent, signed
from cxsim.questions.journey.stage_order import by_stage
from cxsim.questions.what_if.levers import Lever, Setting, Value, today
from cxsim.questions.what_if.lived import Differences
from cxsim.scenario.model import Scenario
from cxsim.scenario.save import Saved
from cxsim.scenario.source import name_of
from cxsim.theme.on_page import on_page
from cxsim.theme.tables import Table

MEASURES = {
    "kept": "Kept, of 100 people",
    "retention": "Retention, of 100 customers",
    "satisfaction": "Satisfaction, −1 to 1",
    "lifetime_value": "Lifetime value of each",
}
STYLE = (
    "<style>.cx-explore{overflow-x:auto;line-height:1.4}.cx-explore caption{text-align:left;opacity:.75}"
    ".cx-explore th,.cx-explore td{white-space:nowrap;padding:.3em .9em .3em 0}</style>"
)


def lever_words(scenario: Scenario, lever: Lever, name: str, value: Value) -> str:
    """Say where a lever stands, and what that means.

    Examples
    --------
    >>> lever_words(scenario, "staff", "care_agents", 2)  # doctest: +SKIP
    'Care agents: 2 more on duty'
    """
    before = today(scenario, lever, name)
    if value != before:
        return setting_words(scenario, Setting(lever, name, value))
    match lever:
        case "friction":
            return "All causes of friction here: as likely as today"
        case "staff":
            return f"{scenario.teams[name].title}: as many on duty as today"
        case "recovery":
            return f"{scenario.desks[name].title}: puts right {_percent(before)}, as today"
        case "handoff":
            return "Context on the way here: lost as often as today"
        case "maturity":
            return f"CEM maturity of the stage {name}: {before}, as today"


def setting_words(scenario: Scenario, setting: Setting) -> str:
    """Say what has been moved, and from where.

    Examples
    --------
    >>> setting_words(scenario, Setting("staff", "care_agents", 1))  # doctest: +SKIP
    'Care agents: 1 more on duty'
    """
    lever, name, value = setting
    if lever == "staff":
        return (
            f"{scenario.teams[name].title}: {abs(int(value))} {'more' if int(value) > 0 else 'fewer'} on duty"
        )
    before = today(scenario, lever, name)
    if lever == "maturity":
        return f"Maturity of the stage {name}: {value} (today {before})"
    if lever == "recovery":
        return f"{scenario.desks[name].title}: puts right {_percent(value)} (today {_percent(before)})"
    title = f"“{scenario.touchpoints[name].title}”"
    what = f"Friction at {title}" if lever == "friction" else f"Context lost on the way to {title}"
    return f"{what}: {_percent(value)} of today's"


def changes_html(scenario: Scenario, state: Sequence[Setting]) -> str:
    """Return the list of what has been changed so far."""
    if not state:
        return "<p>Nothing has been changed: this is today's journey.</p>"
    entries = "".join(f"<li>{on_page(setting_words(scenario, one))}</li>" for one in state)
    return f'<ul style="margin:0;padding-left:1.2em;line-height:1.5">{entries}</ul>'


def differences_table(found: Differences, currency: str, changed: bool = True) -> Table:
    """Return the differences as people read them; without change, today's figures alone."""
    rows = []
    for measure, row in found.figures.iterrows():
        write = _writer(str(measure))
        unit = f", {currency}" if measure == "lifetime_value" else ""
        cells = [f"{MEASURES[str(measure)]}{unit}", write(row["today"], False)]
        if changed:
            limits = (
                "–" if math.isnan(row["low"]) else f"{write(row['low'], True)} to {write(row['high'], True)}"
            )
            cells += [write(row["then"], False), write(row["mean"], True), limits]
        rows.append(cells)
    names = ["", "Today", "Changed", "Difference", f"95{SPACE}% interval"][: 5 if changed else 2]
    same = ", the same in both journeys" if changed else ""
    return Table(pd.DataFrame(rows, columns=names), f"{found.people:,} simulated people{same}")


def differences_html(found: Differences, currency: str, changed: bool = True) -> str:
    """Return the same as a piece of the panel, whose lines do not break."""
    return f'{STYLE}<div class="cx-explore">{differences_table(found, currency, changed)._repr_html_()}</div>'


def places_table(scenario: Scenario, found: Differences, changed: bool = True) -> Table:
    """Return what the map shows, touchpoint by touchpoint, with the intervals of the differences."""
    rows = []
    for name in by_stage(scenario):
        point, row = scenario.touchpoints[name], found.touchpoints.loc[name]
        cells = [point.title, point.stage]
        for what, write in PLACES.values():
            cells.append(write(row[f"{what}_today"]))
            if changed:
                low, high = (write(row[f"{what}_{limit}"], True) for limit in ("low", "high"))
                cells += [write(row[f"{what}_then"]), low if low == "–" else f"{low} to {high}"]
        rows.append(cells)
    heads = [(f"{head}, today", f"{head}, changed", f"Difference, 95{SPACE}%") for head in PLACES]
    names = ["Touchpoint", "Stage", *(name for three in heads for name in (three if changed else three[:1]))]
    return Table(pd.DataFrame(rows, columns=names), "What the map shows")


def links_table(scenario: Scenario, found: Differences, changed: bool = True) -> Table:
    """Return the passages from touchpoint to touchpoint, the most frequent first."""
    points, whens = scenario.touchpoints, ("today", "changed")[: 2 if changed else 1]
    shown = found.links[found.links[["passages_today", "passages_then"]].max(axis=1) >= 0.005]
    columns = {
        "From": [points[name].title for name in shown["source"]],
        "To": [points[name].title for name in shown["target"]],
    }
    for head, what, write in (
        ("Passages of 100 people", "passages", lambda value: f"{100 * value:.1f}"),
        ("Context lost", "lost", percent),
    ):
        for when in whens:
            column = shown[f"{what}_{'then' if when == 'changed' else when}"]
            columns[f"{head}, {when}"] = [write(float(value)) for value in column]
    return Table(pd.DataFrame(columns), "Passages between touchpoints")


def map_tables_html(scenario: Scenario, found: Differences, changed: bool = True) -> str:
    """Return both tables behind the map as a piece of the panel."""
    tables = (places_table(scenario, found, changed), links_table(scenario, found, changed))
    return f'<div class="cx-explore-more">{"".join(table._repr_html_() for table in tables)}</div>'


def ready_words(seconds: float, replications: int) -> str:
    """Say that the figures are up to date."""
    return f"Up to date, after {seconds:.1f}{SPACE}s; {counted(replications, 'replication')}."


def saved_html(today: Scenario, saved: Saved) -> str:
    """Say what was saved, and how to go on with it."""
    file = Path(os.path.relpath(saved.file)).as_posix()
    said = f"Saved as {name_of(saved.file)}, which extends {name_of(saved.extends)}."
    if saved.dropped:
        titles = ", ".join(today.improvements[name].title for name in saved.dropped)
        said += f" Without improvements that have nothing left to improve: {titles}."
    ways = (
        ("all of it on one page", f"cxsim report {shlex.quote(file)}"),
        ("explore on from there", f"cx.explore({json.dumps(file, ensure_ascii=False)})"),
    )
    entries = "".join(f"<li>{on_page(what)}: <code>{on_page(how)}</code></li>" for what, how in ways)
    return (
        f'<div role="status"><p style="margin:0">{on_page(said)} How to go on:</p>'
        f'<ul style="margin:0;padding-left:1.2em;overflow-wrap:anywhere">{entries}</ul></div>'
    )


def _share(value: float, with_sign: bool = False) -> str:
    return _points(100 * value, with_sign, 1)


def _points(value: float, with_sign: bool = False, digits: int = 2) -> str:
    if math.isnan(value):
        return "–"
    return signed(value, digits) if with_sign else f"{value:.{digits}f}"


def _feeling(value: float, with_sign: bool = False) -> str:
    return signed(value, 3)


# Head of the columns, the figure, and how it is written.
PLACES: dict[str, tuple[str, Callable[..., str]]] = {
    "Friction, of 100 visits": ("friction", _share),
    "Felt": ("felt", _feeling),
    "Losses after a friction there, of 100 people": ("caused", _points),
}


def _percent(value: Value) -> str:
    return percent(float(value), 0 if float(100 * float(value)).is_integer() else 1)


def _writer(measure: str) -> Callable[[float, bool], str]:
    times, digits = {"satisfaction": (1.0, 3), "lifetime_value": (1.0, 1)}.get(measure, (100.0, 2))

    def write(value: float, with_sign: bool) -> str:
        if math.isnan(value):
            return "–"
        if with_sign or measure == "satisfaction":
            return signed(times * value, digits)
        return f"{times * value:,.{digits}f}".replace("-", MINUS)

    return write

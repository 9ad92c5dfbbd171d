"""What the panel of `explore` says: what has been moved, the differences, and what can be done."""

import math
from collections.abc import Callable, Sequence
from html import escape

import pandas as pd

from cxsim.analysis.levers import Setting, Value, today
from cxsim.analysis.what_if_lived import Differences
from cxsim.reporting.tables import Table
from cxsim.reporting.wording import MINUS, SPACE, counted, percent, signed
from cxsim.scenario.model import Scenario

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


def lever_words(scenario: Scenario, lever: str, name: str) -> str:
    """Say what a lever moves.

    Examples
    --------
    >>> lever_words(scenario, "staff", "care_agents")  # doctest: +SKIP
    'people more or fewer on duty: Care agents'
    """
    return {
        "friction": lambda: f"all causes of friction here, {SPACE}% of today",
        "staff": lambda: f"people more or fewer on duty: {scenario.teams[name].title}",
        "recovery": lambda: f"skill of the desk: {scenario.desks[name].title}, {SPACE}%",
        "handoff": lambda: f"context lost on the way here, {SPACE}% of today",
        "maturity": lambda: f"CEM maturity of the stage: {name}",
    }[lever]().replace(f" {SPACE}", SPACE)


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
        return f"{scenario.desks[name].title}: skill {_percent(value)} (today {_percent(before)})"
    title = f"“{scenario.touchpoints[name].title}”"
    what = f"Friction at {title}" if lever == "friction" else f"Context lost on the way to {title}"
    return f"{what}: {_percent(value)} of today's"


def changes_html(scenario: Scenario, state: Sequence[Setting]) -> str:
    """Return the list of what has been changed so far."""
    if not state:
        return "<p>Nothing has been changed: this is today's journey.</p>"
    entries = "".join(f"<li>{escape(setting_words(scenario, one))}</li>" for one in state)
    return f'<ul style="margin:0;padding-left:1.2em;line-height:1.5">{entries}</ul>'


def differences_table(found: Differences, currency: str, changed: bool = True) -> Table:
    """Return the differences as people read them; without change, today's figures alone."""
    rows = []
    for measure, row in found.table.iterrows():
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


def ready_words(people: int, seconds: float, replications: int) -> str:
    """Say that the figures are up to date."""
    return f"Up to date: {people:,} people in {counted(replications, 'replication')}, {seconds:.1f}{SPACE}s."


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

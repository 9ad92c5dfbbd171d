"""What the panel of `explore` says: what has been moved, the differences, and what can be done."""

import json
import math
import os
import shlex
from collections.abc import Callable, Sequence
from pathlib import Path

import pandas as pd

from cxsim.language.speech import in_habit, say, say_count, spoken, translated, written
from cxsim.language.wording import percent, quoted, replications, signed
from cxsim.questions.journey.stage_order import by_stage
from cxsim.questions.what_if.levers import Lever, Setting, Value, today
from cxsim.questions.what_if.lived import Differences
from cxsim.scenario.model import Scenario
from cxsim.scenario.save import Saved
from cxsim.scenario.source import name_of
from cxsim.theme.on_page import on_page
from cxsim.theme.tables import Table

MEASURES = {
    "stay": "Stay, of 100 of today’s customers",
    "join": "Join, of 100 prospects",
    "customers": "Customers at the end",
    "value": "Value",
    "satisfaction": "Satisfaction of today’s customers, −1 to 1",
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
            return say("All causes of friction here: as likely as today")
        case "staff":
            return say("{team}: as many on duty as today", team=scenario.teams[name].title)
        case "recovery":
            desk = scenario.desks[name].title
            return say("{desk}: puts right {share}, as today", desk=desk, share=_percent(before))
        case "handoff":
            return say("Context on the way here: lost as often as today")
        case "maturity":
            stage, level = translated(name), translated(str(before))
            return say("CEM maturity of the stage {stage}: {level}, as today", stage=stage, level=level)


def setting_words(scenario: Scenario, setting: Setting) -> str:
    """Say what has been moved, and from where.

    Examples
    --------
    >>> setting_words(scenario, Setting("staff", "care_agents", 1))  # doctest: +SKIP
    'Care agents: 1 more on duty'
    """
    lever, name, value = setting
    if lever == "staff":
        team, number = scenario.teams[name].title, written(abs(int(value)))
        if int(value) > 0:
            return say("{team}: {number} more on duty", team=team, number=number)
        return say("{team}: {number} fewer on duty", team=team, number=number)
    before = today(scenario, lever, name)
    if lever == "maturity":
        levels = {"level": translated(str(value)), "before": translated(str(before))}
        return say(
            "Maturity of the stage {stage}: {level} (today {before})", stage=translated(name), **levels
        )
    if lever == "recovery":
        shares = {"share": _percent(value), "before": _percent(before)}
        return say("{desk}: puts right {share} (today {before})", desk=scenario.desks[name].title, **shares)
    moved = {"touchpoint": quoted(scenario.touchpoints[name].title), "share": _percent(value)}
    if lever == "friction":
        return say("Friction at {touchpoint}: {share} of today’s", **moved)
    return say("Context lost on the way to {touchpoint}: {share} of today’s", **moved)


def changes_html(scenario: Scenario, state: Sequence[Setting]) -> str:
    """Return the list of what has been changed so far."""
    if not state:
        same = say("Nothing has been changed: this is today’s journey.")
        return f"<p>{same}</p>"
    entries = "".join(f"<li>{on_page(setting_words(scenario, one))}</li>" for one in state)
    return f'<ul style="margin:0;padding-left:1.2em;line-height:1.5">{entries}</ul>'


def differences_table(found: Differences, currency: str, changed: bool = True) -> Table:
    """Return the differences as people read them; without change, today's figures alone."""
    rows = []
    for measure, row in found.figures.iterrows():
        write = _writer(str(measure))
        unit = f", {currency}" if measure == "value" else ""
        cells = [f"{translated(MEASURES[str(measure)])}{unit}", write(row["today"], False)]
        if changed:
            limits = _limits(write(row["low"], True), write(row["high"], True))
            cells += [write(row["then"], False), write(row["mean"], True), limits]
        rows.append(cells)
    names = ["", say("Today"), say("Changed"), say("Difference"), say("95\u00a0% interval")]
    caption = say_count("{number} simulated people", "{number} simulated people", found.people)
    if changed:
        caption = say("{people}, the same in both journeys", people=caption)
    return Table(pd.DataFrame(rows, columns=names[: 5 if changed else 2]), caption)


def differences_html(found: Differences, currency: str, changed: bool = True) -> str:
    """Return the same as a piece of the panel, whose lines do not break."""
    return f'{STYLE}<div class="cx-explore">{differences_table(found, currency, changed)._repr_html_()}</div>'


def places_table(scenario: Scenario, found: Differences, changed: bool = True) -> Table:
    """Return what the map shows, touchpoint by touchpoint, with the intervals of the differences."""
    rows = []
    for name in by_stage(scenario):
        point, row = scenario.touchpoints[name], found.touchpoints.loc[name]
        cells = [point.title, translated(point.stage)]
        for what, write in PLACES.values():
            cells.append(write(row[f"{what}_today"]))
            if changed:
                low, high = (write(row[f"{what}_{limit}"], True) for limit in ("low", "high"))
                cells += [write(row[f"{what}_then"]), _limits(low, high)]
        rows.append(cells)
    columns = [(*_both(head), say("Difference, 95\u00a0%")) for head in PLACES]
    names = [name for three in columns for name in (three if changed else three[:1])]
    shown = pd.DataFrame(rows, columns=[say("Touchpoint"), say("Stage"), *names])
    return Table(shown, say("What the map shows"))


def links_table(scenario: Scenario, found: Differences, changed: bool = True) -> Table:
    """Return the passages from touchpoint to touchpoint, the most frequent first."""
    points, whens = scenario.touchpoints, ("today", "then")[: 2 if changed else 1]
    shown = found.links[found.links[["passages_today", "passages_then"]].max(axis=1) >= 0.005]
    columns = {
        say("From"): [points[name].title for name in shown["source"]],
        say("To"): [points[name].title for name in shown["target"]],
    }
    for head, (what, write) in LINKS.items():
        for when, name in zip(whens, _both(head), strict=False):
            columns[name] = [write(float(value)) for value in shown[f"{what}_{when}"]]
    return Table(pd.DataFrame(columns), say("Passages between touchpoints"))


def map_tables_html(scenario: Scenario, found: Differences, changed: bool = True) -> str:
    """Return both tables behind the map as a piece of the panel."""
    tables = (places_table(scenario, found, changed), links_table(scenario, found, changed))
    return f'<div class="cx-explore-more">{"".join(table._repr_html_() for table in tables)}</div>'


def ready_words(seconds: float, number: int) -> str:
    """Say that the figures are up to date, from a number of replications."""
    given = {"seconds": in_habit(f"{seconds:.1f}"), "replications": replications(number)}
    return say("Up to date, after {seconds}\u00a0s; {replications}.", **given)


def saved_html(today: Scenario, saved: Saved) -> str:
    """Say what was saved, and how to go on with it."""
    file = Path(os.path.relpath(saved.file)).as_posix()
    names = {"file": name_of(saved.file), "scenario": name_of(saved.extends)}
    said = say("Saved as {file}, which extends {scenario}.", **names)
    if saved.dropped:
        titles = ", ".join(today.improvements[name].title for name in saved.dropped)
        said += f" {say('Without improvements that have nothing left to improve: {titles}.', titles=titles)}"
    option, argument = ("", "") if spoken() == "en" else (f" --lang {spoken()}", f', lang="{spoken()}"')
    ways = (
        (say("all of it on one page:"), f"cxsim report {shlex.quote(file)}{option}"),
        (say("explore on from there:"), f"cx.explore({json.dumps(file, ensure_ascii=False)}{argument})"),
    )
    entries = "".join(f"<li>{on_page(what)} <code>{on_page(how)}</code></li>" for what, how in ways)
    return (
        f'<div role="status"><p style="margin:0">{on_page(said)} {on_page(say("How to go on:"))}</p>'
        f'<ul style="margin:0;padding-left:1.2em;overflow-wrap:anywhere">{entries}</ul></div>'
    )


def _share(value: float, with_sign: bool = False) -> str:
    return _points(100 * value, with_sign, 1)


def _points(value: float, with_sign: bool = False, digits: int = 2) -> str:
    if math.isnan(value):
        return "–"
    return signed(value, digits) if with_sign else in_habit(f"{value:.{digits}f}")


def _feeling(value: float, with_sign: bool = False) -> str:
    return signed(value, 3)


def _limits(low: str, high: str) -> str:
    """Return the limits of a difference, which are written already; a dash where there are none."""
    return low if low == "–" else say("{low} to {high}", low=low, high=high)


def _both(head: str) -> tuple[str, str]:
    """Return the titles of the columns for today and for the changed journey."""
    figure = translated(head)
    return say("{figure}, today", figure=figure), say("{figure}, changed", figure=figure)


# Titles of columns, each with its figure, and how that is written.
PLACES: dict[str, tuple[str, Callable[..., str]]] = {
    "Friction, of 100 visits": ("friction", _share),
    "Felt": ("felt", _feeling),
    "Lost after a friction there, of 100 people": ("caused", _points),
}
LINKS: dict[str, tuple[str, Callable[[float], str]]] = {
    "Passages of 100 people": ("passages", lambda value: in_habit(f"{100 * value:.1f}")),
    "Context lost": ("lost", percent),
}
SAID = (*MEASURES.values(), *PLACES, *LINKS)


def _percent(value: Value) -> str:
    return percent(float(value), 0 if float(100 * float(value)).is_integer() else 1)


def _writer(measure: str) -> Callable[[float, bool], str]:
    times, digits = {"satisfaction": (1.0, 3), "value": (1.0, 0), "customers": (1.0, 1)}.get(
        measure, (100.0, 2)
    )

    def write(value: float, with_sign: bool) -> str:
        if math.isnan(value):
            return "–"
        if with_sign or measure == "satisfaction":
            return signed(times * value, digits)
        return in_habit(f"{times * value:,.{digits}f}")

    return write

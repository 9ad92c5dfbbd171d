"""The widgets of `explore`: how the panel is made and laid out; what they do is said in `explore`."""

from collections.abc import Sequence
from typing import Any, NamedTuple

import ipywidgets as widgets

from cxsim.language.speech import say, translated
from cxsim.questions.journey.stage_order import by_stage
from cxsim.questions.what_if.levers import LEVERS, Lever, Value, fewest_more
from cxsim.reporting.live.explore_link import StateLink
from cxsim.scenario.company import LEVELS
from cxsim.scenario.model import Scenario

NAMES: dict[Lever, str] = {
    "friction": "Friction",
    "staff": "Staff",
    "recovery": "Recovery",
    "handoff": "Hand-off",
    "maturity": "Maturity",
}
SAID = (*NAMES.values(), *LEVELS)
IN_PERCENT = ("friction", "recovery", "handoff")
MORE_STAFF = 5  # people that the slider can add
WIDE = widgets.Layout(width="98%")
WHOLE = widgets.Layout(width="100%")


class Controls(NamedTuple):
    """What somebody can move, press and fill in; `about` says in words where each slider stands."""

    touchpoint: Any
    sliders: dict[Lever, Any]
    about: dict[Lever, Any]
    undo: Any
    redo: Any
    reset: Any
    link: Any
    state: Any
    name: Any
    replace: Any
    save: Any


class Results(NamedTuple):
    """What the panel says: what has been changed, trouble, progress, figures, pictures, what was saved."""

    changes: Any
    message: Any
    status: Any
    table: Any
    staying: Any
    map: Any
    behind: Any
    saved: Any


def controls(scenario: Scenario, first: str) -> Controls:
    """Make the controls for a scenario, with one of its touchpoints chosen."""
    points = scenario.touchpoints
    options = [
        (f"{points[name].title} ({translated(points[name].stage)})", name) for name in by_stage(scenario)
    ]
    levels = [(translated(level), level) for level in LEVELS]
    look = {"style": {"description_width": f"{names_width()}em"}, "layout": WIDE}
    sliders: dict[Lever, Any] = {
        lever: widgets.SelectionSlider(options=levels, description=translated(NAMES[lever]), **look)
        if lever == "maturity"
        else widgets.IntSlider(description=translated(NAMES[lever]), **look)
        for lever in LEVERS
    }
    undo, redo, reset = (
        widgets.Button(description=name, icon=icon, tooltip=told, layout=widgets.Layout(width="auto"))
        for name, icon, told in (
            (say("Undo"), "undo", say("Take the last change back")),
            (say("Redo"), "repeat", say("Make it again")),
            (say("Back to today"), "", say("Take all changes back; Undo brings them again")),
        )
    )
    return Controls(
        touchpoint=widgets.Dropdown(options=options, value=first, description=say("Touchpoint"), **look),
        sliders=sliders,
        about={lever: widgets.HTML() for lever in LEVERS},
        undo=undo,
        redo=redo,
        reset=reset,
        link=StateLink(),
        state=widgets.Text(
            description=say("State"),
            continuous_update=False,
            placeholder=say("today’s journey; paste a link or a state here"),
            **look,
        ),
        name=widgets.Text(description=say("Name"), placeholder=say("my_idea"), **look),
        replace=widgets.Checkbox(
            description=say("Replace what I saved under this name"), indent=False, layout=WIDE
        ),
        save=widgets.Button(
            description=say("Save as scenario"), layout=widgets.Layout(width="auto", align_self="flex-start")
        ),
    )


def names_width() -> float:
    """Return the width that the names of the controls need, in em."""
    return round(0.55 * max(len(translated(name)) for name in ("Touchpoint", *NAMES.values())), 2)


def results() -> Results:
    """Make the places for results."""
    return Results(*(widgets.HTML(layout=WHOLE) for _ in Results._fields))


def laid_out(given: Controls, shown: Results, why_not_saved: str = "") -> Any:
    """Return the panel: levers at the left, figures beside them, the map below.

    Where nothing can be saved, a sentence stands in the place of what would.
    """
    saving = [widgets.HTML(f"<p>{why_not_saved}</p>")]
    if not why_not_saved:
        saving = [given.name, given.replace, given.save, shown.saved]
    levers = [part for lever in LEVERS for part in (given.sliders[lever], given.about[lever])]
    steps = widgets.HBox([given.undo, given.redo, given.reset], layout=widgets.Layout(flex_flow="row wrap"))
    left = [
        given.touchpoint,
        *levers,
        _heading(say("Changed so far")),
        shown.changes,
        steps,
        given.link,
        given.state,
        _heading(say("Keep it as a scenario")),
        *saving,
    ]
    right = [shown.message, shown.status, shown.table, shown.staying]
    columns = [_column(left, "1 1 330px"), _column(right, "2 1 480px")]
    top = widgets.HBox(columns, layout=widgets.Layout(flex_flow="row wrap", grid_gap="12px"))
    # Closed or open, it stays so when the figures change.
    behind = widgets.Accordion([shown.behind], titles=(say("The map as tables"),), selected_index=None)
    around = widgets.Box([shown.map], layout=widgets.Layout(overflow="auto hidden", width="100%"))
    return widgets.VBox([top, around, behind])


def place(slider: Any, scenario: Scenario, lever: Lever, name: str, value: Value) -> None:
    """Set a slider to where its lever stands."""
    if lever == "maturity":
        slider.value = value
        return
    low, high, step = 0, 300, 5
    shown = round(100 * float(value))
    if lever == "recovery":
        high, step = 100, 1
    elif lever == "staff":
        shown = int(value)
        low, high, step = fewest_more(scenario, name), max(MORE_STAFF, shown), 1
    with slider.hold_trait_notifications():
        slider.min, slider.max, slider.step, slider.value = low, high, step, shown


def moved_to(lever: Lever, shown: Value) -> Value:
    """Return the value of a lever whose slider somebody has moved."""
    return float(shown) / 100.0 if lever in IN_PERCENT else shown


def _heading(words: str) -> Any:
    return widgets.HTML(f"<b>{words}</b>")


def _column(parts: Sequence[Any], flex: str) -> Any:
    return widgets.VBox(parts, layout=widgets.Layout(flex=flex, min_width="300px"))

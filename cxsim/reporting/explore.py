"""Explore live: a panel of sliders on a journey, and what they change, within about a second."""

import contextlib
import os
import time
from collections.abc import Iterator
from html import escape
from pathlib import Path
from typing import Any

import ipywidgets as widgets

from cxsim.analysis.levers import LEVERS, Lever, Setting, Value, WhatIfError, changes, fewest_more, reach
from cxsim.analysis.levers import today as today_at
from cxsim.analysis.what_if import TODAY, History, State, explored, moved, read, written
from cxsim.analysis.what_if_lived import Differences, Lived, compare, live
from cxsim.engine.compiled_engine import Interrupted
from cxsim.reporting.explore_pictures import staying_svg, touchpoints_svg
from cxsim.reporting.explore_words import changes_html, differences_html, lever_words, ready_words
from cxsim.reporting.latest import Latest, Wanted
from cxsim.reporting.parameters import LARGEST_SEED, MOST_REPLICATIONS, MOST_WORKERS, whole_number
from cxsim.results.manifest import Manifest, manifest
from cxsim.scenario.company import LEVELS
from cxsim.scenario.faults import ScenarioError
from cxsim.scenario.load import load_scenario
from cxsim.scenario.model import Scenario
from cxsim.scenario.save import save_extending
from cxsim.scenario.source import name_of
from cxsim.scenario.touchpoints import STAGES

NAMES: dict[Lever, str] = {
    "friction": "Friction",
    "staff": "Staff",
    "recovery": "Recovery",
    "handoff": "Hand-off",
    "maturity": "Maturity",
}
IN_PERCENT = ("friction", "recovery", "handoff")
MORE_STAFF = 5  # people that the slider can add
SHORT = {"description_width": "5.5em"}
WIDE = widgets.Layout(width="98%")


def explore(
    scenario: Scenario | str | os.PathLike[str],
    state: str = "",
    replications: int = 8,
    seed: int = 1,
    workers: int = 0,
) -> "Exploration":
    """Open a panel in which a journey is changed with sliders, and what that does is seen at once.

    Parameters
    ----------
    scenario
        Today's journey: its file, or the scenario itself (then nothing can be saved, as there is no file to
        extend).
    state
        What has been changed already: the text that the panel shows, or ``Exploration.state``.
    replications
        How many are simulated after each change; of the reference journey, eight are some 20,000 people.
    seed, workers
        As in `cxsim.simulate`; 0 workers are as many as there are cores.

    Returns
    -------
    Exploration
        Displays itself in JupyterLab, in a notebook or by Voilà.

    Raises
    ------
    ScenarioError
        If the scenario cannot be read.
    WhatIfError
        If the state cannot be read, or is of another scenario.
    ParameterError
        If a number is out of range.

    Examples
    --------
    >>> import cxsim as cx
    >>> panel = cx.explore("scenarios/telecom.yaml", state="friction.website.0.5")  # doctest: +SKIP
    >>> cx.rank(panel.scenario)  # what is explored is a scenario like any other  # doctest: +SKIP
    """
    counts = (
        whole_number("replications", replications, 1, MOST_REPLICATIONS),
        whole_number("seed", seed, 0, LARGEST_SEED),
        whole_number("workers", workers, 0, MOST_WORKERS),
    )
    if isinstance(scenario, Scenario):
        return Exploration(scenario, None, state, *counts)
    return Exploration(load_scenario(scenario), Path(scenario), state, *counts)


class Exploration:
    """A panel of sliders on a journey. `explore` makes one.

    Attributes
    ----------
    today
        The journey before any change.
    box
        The widget.
    """

    def __init__(
        self, today: Scenario, file: Path | None, state: str, replications: int, seed: int, workers: int
    ) -> None:
        self.today, self._file = today, file
        self._replications, self._seed, self._workers = replications, seed, workers or None
        self._history = History(read(state, today))
        self._lived: Lived | None = None  # today's journey, once it has been
        self._drawn: tuple[Differences, bool] | None = None  # what is shown, and whether anything is changed
        self._passing: tuple[str, str] | None = None  # the lever that moves and is not drawn yet
        self._following = False  # whether widgets are set because of the state, and not by somebody
        self.latest = Latest()
        self._make_controls()
        self._make_results()
        self.box = self._laid_out()
        self._show_state()
        self._simulate()

    @property
    def scenario(self) -> Scenario:
        """The journey with what has been changed so far."""
        return explored(self.today, self._history.now)

    @property
    def state(self) -> str:
        """What has been changed so far, as a text for `explore` that fits into an address."""
        return written(self._history.now)

    @property
    def manifest(self) -> Manifest:
        """What decides every bit of the figures."""
        return manifest(self.scenario, "compiled", self._seed, self._replications)

    def __repr__(self) -> str:
        return f"<Exploration of {self.today.name}: {self.state or 'as it is today'}>"

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, Any]:
        return {**self.box._repr_mimebundle_(), "text/plain": repr(self)}

    # The widgets

    def _make_controls(self) -> None:
        points = self.today.touchpoints
        order = sorted(points, key=lambda name: STAGES.index(points[name].stage))
        options = [(f"{points[name].title} ({points[name].stage})", name) for name in order]
        self.touchpoint = widgets.Dropdown(
            options=options, description="Touchpoint", style=SHORT, layout=WIDE, value=self._first(order)
        )
        self.sliders: dict[Lever, Any] = {
            lever: widgets.IntSlider(description=NAMES[lever], style=SHORT, layout=WIDE)
            for lever in LEVERS
            if lever != "maturity"
        }
        self.sliders["maturity"] = widgets.SelectionSlider(
            options=LEVELS, description=NAMES["maturity"], style=SHORT, layout=WIDE
        )
        self.about = {lever: widgets.HTML() for lever in LEVERS}
        self.undo, self.redo, self.reset = (
            widgets.Button(description=name, icon=icon, layout=widgets.Layout(width="auto"))
            for name, icon in (("Undo", "undo"), ("Redo", "repeat"), ("Back to today", ""))
        )
        self.link = widgets.Text(
            description="State",
            continuous_update=False,
            style=SHORT,
            layout=WIDE,
            placeholder="today's journey",
        )
        self.name = widgets.Text(description="Name", placeholder="my_idea", style=SHORT, layout=WIDE)
        self.replace = widgets.Checkbox(description="Replace what I saved under this name", indent=False)
        self.save = widgets.Button(description="Save as scenario", disabled=self._file is None)
        self.saved = widgets.HTML()
        self.touchpoint.observe(lambda change: self._turn_to(), "value")
        for lever, slider in self.sliders.items():
            slider.observe(lambda change, lever=lever: self._moved(lever, change["new"]), "value")
        self.link.observe(lambda change: self._pasted(change["new"]), "value")
        self.undo.on_click(lambda button: self._step(self._history.undo()))
        self.redo.on_click(lambda button: self._step(self._history.redo()))
        self.reset.on_click(lambda button: self._step(self._history.go(TODAY)))
        self.save.on_click(lambda button: self._save())

    def _make_results(self) -> None:
        self.changes, self.message, self.status = widgets.HTML(), widgets.HTML(), widgets.HTML()
        self.table, self.staying, self.places = widgets.HTML(), widgets.HTML(), widgets.HTML()

    def _laid_out(self) -> Any:
        levers = [part for lever in LEVERS for part in (self.sliders[lever], self.about[lever])]
        save = [self.name, self.replace, self.save, self.saved]
        left = [
            self.touchpoint,
            *levers,
            widgets.HTML("<b>Changed so far</b>"),
            self.changes,
            widgets.HBox([self.undo, self.redo, self.reset], layout=widgets.Layout(flex_flow="row wrap")),
            self.link,
            *save,
        ]
        right = [self.message, self.status, self.table, self.staying]
        columns = [
            widgets.VBox(left, layout=widgets.Layout(flex="1 1 330px", min_width="300px")),
            widgets.VBox(right, layout=widgets.Layout(flex="2 1 480px", min_width="300px")),
        ]
        top = widgets.HBox(columns, layout=widgets.Layout(flex_flow="row wrap", grid_gap="12px"))
        return widgets.VBox([top, self.places])

    def _first(self, order: list[str]) -> str:
        """Return the touchpoint to begin with: where most has been changed, or else can be."""
        changed = {(lever, name) for lever, name, _ in self._history.now}

        def levers(name: str) -> tuple[int, int]:
            there = reach(self.today, name).items()
            return len(changed & set(there)), len(there)

        return max(order, key=levers)

    # What somebody does

    def _turn_to(self) -> None:
        self._show_state()
        self._draw_places()

    def _moved(self, lever: Lever, shown: Value) -> None:
        name = reach(self.today, self.touchpoint.value).get(lever)
        if self._following or name is None:
            return
        value = float(shown) / 100.0 if lever in IN_PERCENT else shown
        self._go(lambda now: moved(self.today, now, Setting(lever, name, value)), (lever, name))

    def _pasted(self, text: str) -> None:
        if not self._following:
            self._go(lambda now: read(text, self.today))

    def _go(self, change: Any, lever: tuple[str, str] | None = None) -> None:
        """Change the state; a lever that moves on before it was drawn leaves no step to go back to."""
        try:
            state: State = change(self._history.now)
        except WhatIfError as error:
            self._say(str(error))
            return
        self._history = self._history.go(state, passing=lever is not None and lever == self._passing)
        self._passing = lever
        self._show_state()
        self._simulate()

    def _step(self, history: History) -> None:
        self._history, self._passing = history, None
        self._show_state()
        self._simulate()

    def _save(self) -> None:
        if self._file is None:
            return
        try:
            made = changes(self.today, self._history.now)
            note = f"State: {self.state}"
            saved = save_extending(
                self._file, self.today, made, self.name.value.strip(), self.replace.value, note
            )
        except ScenarioError as error:
            self.saved.value = _alert(f"Not saved. {error}")
            return
        said = f"Saved as {name_of(saved.file)}."
        if saved.dropped:
            titles = ", ".join(self.today.improvements[name].title for name in saved.dropped)
            said += f" Without improvements that have nothing left to improve: {titles}."
        self.saved.value = f"<p>{escape(said)}</p>"
        self.replace.value = False

    # What is shown

    def _show_state(self) -> None:
        """Set all widgets to where the state has them."""
        now = {(lever, name): value for lever, name, value in self._history.now}
        there = reach(self.today, self.touchpoint.value)
        with self._following_state():
            for lever, slider in self.sliders.items():
                name = there.get(lever)
                slider.disabled = name is None
                words = "nothing to move here" if name is None else lever_words(self.today, lever, name)
                self.about[
                    lever
                ].value = f'<div style="margin:-6px 0 0 6.4em;opacity:.75">{escape(words)}</div>'
                if name is not None:
                    value = now.get((lever, name), today_at(self.today, lever, name))
                    self._place(slider, lever, name, value)
            self.link.value = self.state
            self.undo.disabled, self.redo.disabled = not self._history.before, not self._history.after
            self.reset.disabled = not now
            self.changes.value = changes_html(self.today, self._history.now)
            self.save.disabled = self._file is None or not now

    def _place(self, slider: Any, lever: Lever, name: str, value: Value) -> None:
        if lever == "maturity":
            slider.value = value
            return
        low, high, step = 0, 300, 5
        shown = round(100 * float(value))
        if lever == "recovery":
            high, step = 100, 1
        elif lever == "staff":
            shown = int(value)
            low, high, step = fewest_more(self.today, name), max(MORE_STAFF, shown), 1
        with slider.hold_trait_notifications():
            slider.min, slider.max, slider.step, slider.value = low, high, step, shown

    def _simulate(self) -> None:
        self.status.value = _status("Simulating …")
        state = self._history.now
        self.latest.ask(lambda wanted: self._compute(state, wanted))

    def _compute(self, state: State, wanted: Wanted) -> None:
        began = time.perf_counter()
        counts = (self._replications, self._seed, self._workers)
        try:
            if self._lived is None:
                self._lived = live(self.today, *counts)
            then = live(explored(self.today, state), *counts, wanted) if state else self._lived
            found = compare(self._lived, then)
            if wanted():
                self._draw(found, bool(state))
                seconds = time.perf_counter() - began
                self.status.value = _status(ready_words(found.people, seconds, self._replications))
        except Interrupted:
            pass
        except ScenarioError as error:
            self._say(f"This cannot be simulated; the figures below are from before. {error}")
        except Exception as error:  # in a thread nobody else would say it
            self._say(f"This could not be simulated: {type(error).__name__}: {error}")

    def _draw(self, found: Differences, changed: bool) -> None:
        self._drawn, self._passing = (found, changed), None
        self.message.value = ""
        self.table.value = differences_html(found, self.today.currency, changed)
        self.staying.value = staying_svg(found, changed)
        self._draw_places()

    def _draw_places(self) -> None:
        if self._drawn is not None:
            self.places.value = touchpoints_svg(
                self.today, self._drawn[0], self.touchpoint.value, self._drawn[1]
            )

    def _say(self, trouble: str) -> None:
        self.message.value, self.status.value = _alert(trouble), ""

    @contextlib.contextmanager
    def _following_state(self) -> Iterator[None]:
        self._following = True
        try:
            yield
        finally:
            self._following = False


def _alert(text: str) -> str:
    return f'<p role="alert" style="color:#B00020">{escape(text)}</p>'


def _status(text: str) -> str:
    return f'<p role="status" style="opacity:.75;margin:0">{escape(text)}</p>'

"""Explore live: a panel of sliders on a journey, and what they change, within about a second."""

import contextlib
import functools
import os
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from cxsim.engine.compiled_engine import Interrupted
from cxsim.language.speech import say, speaking, spoken
from cxsim.language.wording import in_short
from cxsim.questions.journey.map.map_layout import Layout
from cxsim.questions.journey.stage_order import by_stage
from cxsim.questions.what_if.levers import LEVERS, Lever, Setting, WhatIfError, changes, reach
from cxsim.questions.what_if.levers import today as today_at
from cxsim.questions.what_if.lived import Differences, Lived, compare, live
from cxsim.questions.what_if.state import TODAY, History, State, explored, moved, read, written
from cxsim.reporting.live.explore_link import state_in
from cxsim.reporting.live.explore_panel import controls, laid_out, moved_to, names_width, place, results
from cxsim.reporting.live.explore_words import (
    changes_html,
    differences_html,
    lever_words,
    map_tables_html,
    ready_words,
    saved_html,
)
from cxsim.reporting.live.latest import Latest, Wanted
from cxsim.reporting.live.live_map import lay_out_live, live_map_svg
from cxsim.reporting.live.saving import Saving
from cxsim.reporting.live.staying_curve import staying_svg
from cxsim.results.manifest import Manifest, manifest
from cxsim.scenario.arguments import public
from cxsim.scenario.faults import ScenarioError
from cxsim.scenario.load import load_scenario
from cxsim.scenario.model import Scenario
from cxsim.theme.on_page import on_page


@public()
def explore(
    scenario: Scenario | str | os.PathLike[str],
    state: str = "",
    replications: int = 8,
    seed: int = 1,
    workers: int = 0,
    lang: str = "en",
) -> "Exploration":
    """Open a panel in which a journey is changed with sliders, and what that does is seen at once.

    Parameters
    ----------
    scenario
        Today's journey: its file, or the scenario itself (then nothing can be saved, as there is no file to
        extend). By Voilà nothing can be saved either, unless the host sets ``CXSIM_VISITORS_SAVE=yes``.
    state
        What has been changed already: the text that the panel shows, or ``Exploration.state``.
    replications
        How many are simulated after each change; of the reference journey, eight are some 20,000 people.
    seed, workers
        As in `cxsim.simulate`; 0 workers are as many as there are cores.
    lang
        Language of the panel, whatever else is spoken: en or fr.

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
        If a number is out of range, or there is no such language.

    Examples
    --------
    >>> import cxsim as cx
    >>> panel = cx.explore("scenarios/telecom.yaml", state="friction.website.0.5")  # doctest: +SKIP
    >>> cx.rank(panel.scenario)  # what is explored is a scenario like any other  # doctest: +SKIP
    """
    counts = replications, seed, workers
    with speaking(lang):
        if isinstance(scenario, Scenario):
            return Exploration(scenario, None, state, *counts)
        return Exploration(load_scenario(scenario), Path(scenario), state, *counts)


class Exploration:
    """A panel of sliders on a journey. `explore` makes one.

    Attributes
    ----------
    today
        The journey before any change.
    lang
        What it speaks: that which is spoken where it is made.
    box
        The widget.
    given, shown
        Its controls and its results.
    """

    def __init__(
        self, today: Scenario, file: Path | None, state: str, replications: int, seed: int, workers: int
    ) -> None:
        self.today, self.lang, self._saving = today, spoken(), Saving(file)
        self._replications, self._seed, self._workers = replications, seed, workers or None
        self._history = History(read(state_in(state), today))
        self._lived: Lived | None = None  # today's journey, once it has been
        self._layout: Layout | None = None  # of its map
        self._drawn: tuple[Differences, State] | None = None  # what is shown, and of which state
        self._passing: tuple[str, str] | None = None  # the lever that moves and is not drawn yet
        self._following = False  # whether widgets are set because of the state, and not by somebody
        self.latest = Latest()
        self.given, self.shown = controls(today, self._first()), results()
        self._listen()
        self.box = laid_out(self.given, self.shown, self._saving.why_not)
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
        return (
            f"<Exploration of {in_short(self.today.name)}: {in_short(self.state, 120) or 'as it is today'}>"
        )

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, Any]:
        return {**self.box._repr_mimebundle_(), "text/plain": repr(self)}

    def _first(self) -> str:
        """Return the touchpoint to begin with: where most has been changed, or else can be."""
        changed = {(lever, name) for lever, name, _ in self._history.now}

        def levers(name: str) -> tuple[int, int]:
            there = reach(self.today, name).items()
            return len(changed & set(there)), len(there)

        return max(by_stage(self.today), key=levers)

    # What somebody does

    def _listen(self) -> None:
        given, heard = self.given, self._heard
        given.touchpoint.observe(heard(lambda change: self._turn_to()), "value")
        for lever, slider in given.sliders.items():
            slider.observe(heard(functools.partial(self._moved, lever)), "value")
        given.state.observe(heard(lambda change: self._pasted(change["new"])), "value")
        given.link.observe(heard(lambda change: self._pasted(change["new"])), "given")
        given.undo.on_click(heard(lambda button: self._step(self._history.undo())))
        given.redo.on_click(heard(lambda button: self._step(self._history.redo())))
        given.reset.on_click(heard(lambda button: self._step(self._history.go(TODAY))))
        given.save.on_click(heard(lambda button: self._save()))

    def _heard(self, act: Callable[[Any], None]) -> Callable[[Any], None]:
        """Let an act of somebody be answered in the language of the panel."""

        def acted(change: Any) -> None:
            with speaking(self.lang):
                act(change)

        return acted

    def _turn_to(self) -> None:
        self._show_state()
        self._draw_map()

    def _moved(self, lever: Lever, change: Any) -> None:
        name = reach(self.today, self.given.touchpoint.value).get(lever)
        if self._following or name is None:
            return
        setting = Setting(lever, name, moved_to(lever, change["new"]))
        self._go(lambda now: moved(self.today, now, setting), (lever, name))

    def _pasted(self, text: str) -> None:
        if not self._following:
            self._go(lambda now: read(state_in(text), self.today))

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
        # Also whoever cannot see the button can send its click.
        if not self._saving.allowed or not self._history.now:
            return
        try:
            made = changes(self.today, self._history.now)
            name, note = self.given.name.value.strip(), f"State: {self.state}"
            saved = self._saving.save(self.today, made, name, self.given.replace.value, note)
        except ScenarioError as error:
            self.shown.saved.value = _alert(self._saving.told(say("Not saved. {error}", error=error)))
            return
        self.shown.saved.value = saved_html(self.today, saved)
        self.given.replace.value = False

    # What is shown

    def _show_state(self) -> None:
        """Set all widgets to where the state has them."""
        now = {(lever, name): value for lever, name, value in self._history.now}
        there = reach(self.today, self.given.touchpoint.value)
        with self._following_state():
            for lever in LEVERS:
                slider, name = self.given.sliders[lever], there.get(lever)
                slider.disabled = name is None
                words = say("Nothing to move here")
                if name is not None:
                    value = now.get((lever, name), today_at(self.today, lever, name))
                    place(slider, self.today, lever, name, value)
                    words = lever_words(self.today, lever, name, value)
                self.given.about[lever].value = _about(words)
            self.given.state.value = self.given.link.state = self.state
            self.given.undo.disabled = not self._history.before
            self.given.redo.disabled = not self._history.after
            self.given.reset.disabled = not now
            self.given.save.disabled = not self._saving.allowed or not now
            self.shown.changes.value = changes_html(self.today, self._history.now)

    def _simulate(self) -> None:
        self.shown.status.value = _status(say("Simulating …"))
        state = self._history.now
        # Its thread speaks the language that is spoken here.
        self.latest.ask(lambda wanted: self._compute(state, wanted))

    def _compute(self, state: State, wanted: Wanted) -> None:
        began = time.perf_counter()
        counts = (self._replications, self._seed, self._workers)
        try:
            if self._lived is None:
                self._lived = live(self.today, *counts)
            changed = explored(self.today, state)
            then = live(changed, *counts, wanted, self._lived) if state else self._lived
            found = compare(self._lived, then)
            if wanted():
                self._draw(found, state)
                seconds = time.perf_counter() - began
                self.shown.status.value = _status(ready_words(seconds, self._replications))
        except Interrupted:
            pass
        except ScenarioError as error:
            self._say(
                say("This cannot be simulated; the figures below are from before. {error}", error=error)
            )
        except Exception as error:  # in a thread nobody else would say it
            what = self._saving.unforeseen(error)
            self._say(say("This could not be simulated: {error}", error=what))

    def _draw(self, found: Differences, state: State) -> None:
        """Show a changed journey; if something of it cannot be drawn, all stays as it was before."""
        changed, chosen = bool(state), self.given.touchpoint.value
        table = differences_html(found, self.today.currency, changed)
        staying = staying_svg(found, changed)
        drawn_map = self._map(found, state, chosen)
        behind = map_tables_html(self.today, found, changed)
        self._drawn, self._passing = (found, state), None
        self.shown.message.value = ""
        self.shown.table.value, self.shown.staying.value = table, staying
        self.shown.map.value, self.shown.behind.value = drawn_map, behind
        if self.given.touchpoint.value != chosen:  # somebody turned to another one meanwhile
            self._draw_map()

    def _draw_map(self) -> None:
        if self._drawn is not None:
            self.shown.map.value = self._map(*self._drawn, self.given.touchpoint.value)

    def _map(self, found: Differences, state: State, chosen: str) -> str:
        if self._layout is None:
            self._layout = lay_out_live(self.today, found)
        return live_map_svg(self.today, self._layout, found, chosen, state)

    def _say(self, notice: str) -> None:
        self.shown.message.value, self.shown.status.value = _alert(self._saving.told(notice)), ""

    @contextlib.contextmanager
    def _following_state(self) -> Iterator[None]:
        self._following = True
        try:
            yield
        finally:
            self._following = False


def _alert(text: str) -> str:
    return f'<p role="alert" style="color:var(--jp-error-color1, #B00020)">{on_page(text)}</p>'


def _status(text: str) -> str:
    return f'<p role="status" style="opacity:.75;margin:0">{on_page(text)}</p>'


def _about(words: str) -> str:
    return f'<div style="margin:-6px 0 0 {names_width() + 0.9:g}em;opacity:.8">{on_page(words)}</div>'

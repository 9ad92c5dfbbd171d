"""The journey map that follows the sliders: today in outline, the changed journey filled in.

It has the places of the printed map (`journey_map`), which takes seconds to draw; this
one is drawn within some hundredths of a second.
"""

import math
from typing import Any

from cxsim.language.speech import say, translated
from cxsim.language.wording import one_by_one, percent, quoted, signed
from cxsim.questions.journey.map.map_layout import LABELS, LINE, Layout, lay_out
from cxsim.questions.journey.map.map_passages import worth_drawing
from cxsim.questions.what_if.lived import Differences
from cxsim.questions.what_if.state import State
from cxsim.reporting.live.live_map_arrows import arrows
from cxsim.reporting.live.live_map_cards import cards
from cxsim.reporting.live.live_map_curve import curve
from cxsim.reporting.live.live_map_figures import Shown, certain, moved_at
from cxsim.reporting.live.live_map_stages import back_stage, blueprint
from cxsim.scenario.model import Scenario
from cxsim.theme import svg
from cxsim.theme.lettering import SMALL, wrap

PX = 96  # in an inch
CURVE = 150  # pixels
HEAD = 24  # of the title
LEAST = 960  # where there is less room, the map is moved sideways
NOTE = (
    "The curve is the mean feeling of a visit. Bars are friction, a share of visits, and people lost after "
    "a friction there, of 100 people. Broken red arrows lose the customer’s context as often as they say."
)
NOTE_CHANGED = (
    "Grey circles and outlines: today. ▲ ▼: more or less than today, outside chance "
    "(95\u00a0% interval). Blue cards: there you have moved something."
)
SAID = (NOTE, NOTE_CHANGED)


def lay_out_live(scenario: Scenario, found: Differences) -> Layout:
    """Return where everything goes, by the passages of today, so that nothing moves with a slider."""
    today = found.links.rename(columns={"passages_today": "passages"})
    drawn = today[worth_drawing(today)]
    return lay_out(scenario, list(zip(drawn["source"], drawn["target"], strict=True)))


def live_map_svg(
    scenario: Scenario,
    layout: Layout,
    found: Differences,
    chosen: str,
    state: State = (),
) -> str:
    """Draw the map of a journey, with what has been changed in it.

    Parameters
    ----------
    scenario
        Today's journey.
    layout
        By `lay_out_live`.
    found
        The changed journey beside today's.
    chosen
        The touchpoint whose sliders are shown; its card has a strong frame.
    state
        What has been moved.

    Examples
    --------
    >>> live_map_svg(scenario, lay_out_live(scenario, found), found, "website")  # doctest: +SKIP
    '<svg …'
    """
    shown = figures_of(scenario, found, chosen, state)
    wide = PX * layout.width
    note = translated(NOTE)
    notes = [
        wrap(words, 72 * (layout.width - 0.2), SMALL, 5)
        for words in (note, f"{note} {translated(NOTE_CHANGED)}")
    ]
    above = HEAD + 15.0 * len(notes[1]) + 8  # the same without changes, so that nothing moves with them
    lanes = above + CURVE + 36.0  # where the swimlanes begin
    parts = [
        svg.text(8, 20, say("The journey as it is lived"), weight="bold", size=15),
        *(svg.text(8, 38 + 15 * rank, words, svg.MUTED) for rank, words in enumerate(notes[shown.changed])),
        *curve(layout, shown, above, CURVE),
        *_stages(layout, lanes - 34),
        *_lanes(scenario, layout, lanes),
        *arrows(layout, found.links, shown.changed, lanes),
        *cards(layout, shown, lanes),
    ]
    front = {name: (point.front_stage, False) for name, point in scenario.touchpoints.items()}
    below, end = blueprint(layout, shown, say("Front stage"), front, lanes + PX * layout.bottom)
    parts += below
    below, end = blueprint(layout, shown, say("Back stage"), back_stage(scenario, state), end)
    return svg.picture(wide, end + 8, _told(scenario, layout, shown), [*parts, *below], LEAST)


def figures_of(scenario: Scenario, found: Differences, chosen: str, state: State) -> Shown:
    """Return what is shown of each touchpoint."""
    rows: dict[str, dict[str, Any]] = {
        str(name): {str(what): float(value) for what, value in row.items()}
        for name, row in found.touchpoints.iterrows()
    }
    return Shown(scenario, rows, chosen, bool(state), moved_at(scenario, state))


def _stages(layout: Layout, top: float) -> list[str]:
    """Write the names of the stages, as arrows that lead from one to the next."""
    parts = []
    for number, (stage, box) in enumerate(layout.stages.items()):
        left, right, tip = PX * box.left + 2, PX * box.right - 2, 10
        notch = tip if number else 0
        shape = [
            (left, top),
            (right - tip, top),
            (right, top + 14),
            (right - tip, top + 28),
            (left, top + 28),
            (left + notch, top + 14),
        ]
        middle = (left + right) / 2
        parts += [
            svg.polygon(shape, svg.GREY, 'fill-opacity="0.28"'),
            svg.text(
                middle, top + 19, translated(stage).capitalize(), anchor="middle", weight="bold", size=13
            ),
        ]
    return parts


def _lanes(scenario: Scenario, layout: Layout, top: float) -> list[str]:
    """Draw the swimlanes with the names of their channels."""
    parts: list[str] = []
    for number, (channel, box) in enumerate(layout.lanes.items()):
        if number % 2 == 0:
            across = (0, top + PX * box.top, PX * layout.width, PX * box.height)
            parts.append(svg.rectangle(*across, svg.GREY, 'fill-opacity="0.1"'))
        lines = wrap(scenario.channels[channel].title, 72 * (LABELS - 0.15), SMALL, 3, "bold")
        y = top + PX * (box.top + (box.height - LINE * len(lines)) / 2) + 11
        parts += [
            svg.text(8, y + PX * LINE * rank, words, svg.INK, weight="bold")
            for rank, words in enumerate(lines)
        ]
    return parts


def _told(scenario: Scenario, layout: Layout, shown: Shown) -> str:
    """Describe the map: first what differs from today, then every touchpoint."""
    points = scenario.touchpoints
    differs = []
    for name in layout.order:
        row = shown.rows[name]
        if certain(row, "friction"):
            before, after = percent(row["friction_today"]), percent(row["friction_then"])
            where = quoted(points[name].title)
            differs.append(
                say(
                    "friction at {touchpoint} {before}, changed {after}",
                    touchpoint=where,
                    before=before,
                    after=after,
                )
            )
    none = say("no touchpoint has more or less friction, outside chance")
    first = one_by_one(differs) if differs else none
    each = one_by_one(
        _one(number, points[name].title, shown.rows[name]) for number, name in enumerate(layout.order, 1)
    )
    what = say("Compared with today: {differences}.", differences=first) if shown.changed else say("Today.")
    map_ = say("Journey map: stages across, channels down.")
    return f"{map_} {what} {say('Touchpoints: {each}.', each=each)}"


def _one(number: int, title: str, row: dict[str, Any]) -> str:
    if math.isnan(row["friction_then"]):
        return say("{number} {touchpoint}: nobody came", number=number, touchpoint=title)
    return say(
        "{number} {touchpoint}: felt {felt}, friction {friction}",
        number=number,
        touchpoint=title,
        felt=signed(row["felt_then"]),
        friction=percent(row["friction_then"]),
    )

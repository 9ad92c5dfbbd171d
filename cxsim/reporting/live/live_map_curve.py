"""The emotional curve of the live journey map: how each touchpoint feels, today and changed."""

import math

from cxsim.language.speech import say
from cxsim.language.wording import signed
from cxsim.questions.journey.map.map_layout import LABELS, Box, Layout
from cxsim.reporting.live.live_map_figures import Shown, sign
from cxsim.theme import colours, svg
from cxsim.theme.lettering import text_width

PX, RADIUS = 96, 11
ROOM = 40  # above and below the curve, for the figures

Places = dict[str, tuple[float, float]]


def curve(layout: Layout, shown: Shown, top: float, high: float) -> list[str]:
    """Draw the mean feeling at each touchpoint, in the column of its stage.

    Parameters
    ----------
    layout, shown
        Where, and what.
    top, high
        Pixels from the top, and of height.
    """
    felt = {when: _felt(shown, when) for when in ("today", "then")}
    values = [0.0, *(value for of in felt.values() for value in of.values())]
    scale = (high - 2 * ROOM) / max(max(values) - min(values), 0.05)
    zero = top + ROOM + scale * max(values)
    across = layout.along_stages({*felt["today"], *felt["then"]})
    today, then = (
        {name: (PX * x, zero - scale * of[name]) for name, x in across.items() if name in of}
        for of in felt.values()
    )
    parts = [
        svg.text(8, top + 16, say("How it feels"), weight="bold"),
        svg.text(8, zero + 4, say("as expected"), svg.MUTED),
        svg.line(PX * LABELS, zero, PX * layout.width, zero, svg.GREY),
    ]
    if top + high - zero > 44:
        parts.append(svg.text(8, top + high - 8, say("worse"), svg.MUTED))
    if shown.changed:
        broken = 'stroke-width="1.6" stroke-dasharray="5 3"'
        parts.append(svg.polyline(today.values(), svg.GREY, broken))
        parts += [
            svg.circle(*place, RADIUS, svg.PAPER, f'stroke="{svg.GREY}" {broken}') for place in today.values()
        ]
    parts.append(svg.polyline(then.values(), svg.BLUE if shown.changed else svg.GREY, 'stroke-width="2"'))
    for number, name in enumerate(layout.order, 1):
        if name in then:
            parts += badge(*then[name], number, felt["then"][name])
    return [*parts, *_numbers(shown, then, today)]


def badge(x: float, y: float, number: int, felt: float) -> list[str]:
    """Draw the number of a touchpoint in a circle, in the colour of how it feels."""
    ink = colours.PAPER if abs(felt) > 0.3 else colours.INK  # on a colour that is the same on every page
    fill = colours.PAPER if math.isnan(felt) else colours.feeling_colour(felt, 0.4)
    return [
        svg.circle(x, y, RADIUS, fill, f'stroke="{svg.GREY}"'),
        svg.text(x, y + 4, str(number), ink, "middle"),
    ]


def _felt(shown: Shown, when: str) -> dict[str, float]:
    felt = {name: row[f"felt_{when}"] for name, row in shown.rows.items()}
    return {name: value for name, value in felt.items() if not math.isnan(value)}


def _numbers(shown: Shown, then: Places, today: Places) -> list[str]:
    """Write how each touchpoint feels, above its circles or below, where nothing is written yet."""
    parts: list[str] = []
    taken: list[Box] = []
    for name, (x, y) in then.items():
        row = shown.rows[name]
        surely = sign(row, "felt") if shown.changed else ""
        words = f"{surely}{signed(row['felt_then'])}"
        other = today.get(name, (x, y))[1] if shown.changed else y
        wide = PX / 72 * text_width(words, weight="bold")
        above, below = min(y, other) - RADIUS - 17, max(y, other) + RADIUS + 3
        sides = (below, above) if row["felt_then"] < 0 else (above, below)
        places = [Box(x - wide / 2, side, wide, 14) for side in sides]
        free = [place for place in places if not any(place.touches(one, 2.0) for one in taken)]
        taken.append((free or places)[0])
        look = "bold" if surely else "normal"
        parts.append(svg.text(x, taken[-1].top + 11, words, anchor="middle", weight=look))
    return parts

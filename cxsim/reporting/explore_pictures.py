"""Pictures that are redrawn while a slider moves: the curve of those who stay, and the touchpoints.

They are written as SVG, which takes a thousandth of the time that the full journey map does and leaves the
settings of a notebook's own pictures alone, though it is done in another thread.
"""

import math
from collections.abc import Sequence
from html import escape

from cxsim.analysis.what_if_lived import Differences
from cxsim.reporting.style import ALARM, BLUE, FAINT, FRICTION, INK, MUTED, PAPER, SMALL, spread, wrap
from cxsim.reporting.wording import MINUS, percent, signed
from cxsim.scenario.model import Scenario
from cxsim.scenario.touchpoints import STAGES

LINES = 'font-family="DejaVu Sans, Verdana, sans-serif" font-size="12"'
GREY = "#9AA5B1"  # today


def staying_svg(found: Differences, changed: bool = True) -> str:
    """Draw the share of customers still there, today and in the changed journey.

    Examples
    --------
    >>> staying_svg(compare(today, then))  # doctest: +SKIP
    '<svg …'
    """
    wide, high, left, right, top, bottom = 480, 300, 46, 112, 34, 40
    curves = {"today": GREY, "then": BLUE} if changed else {"today": GREY}
    days, end = found.staying["day"], float(found.staying["day"].iloc[-1])
    seen = found.staying[list(curves)].to_numpy()
    if math.isnan(float(seen[0, 0])):
        return f"<p>{escape('Nobody was a customer in this simulation.')}</p>"
    lowest = min(math.floor(10 * float(seen.min())) / 10, 0.9)
    across, down = wide - left - right, high - top - bottom

    def at(day: float, share: float) -> tuple[float, float]:
        return left + across * day / max(end, 1.0), top + down * (1 - share) / (1 - lowest)

    parts = [_text(8, 18, "How long customers stay", weight="bold")]
    for tenth in range(round(10 * lowest), 11, 1 if lowest >= 0.5 else 2):
        y = at(0, tenth / 10)[1]
        parts += [
            _line(left, y, wide - right, y, FAINT),
            _text(left - 6, y + 4, percent(tenth / 10), MUTED, "end"),
        ]
    step = 90 if end <= 400 else 365 if end <= 2_000 else 3_650
    for day in range(0, int(end) + 1, step):
        parts.append(_text(at(day, 1)[0], high - bottom + 16, f"{day}", MUTED, "middle"))
    parts.append(_text(left + across / 2, high - 6, "days as a customer, while followed", MUTED, "middle"))
    ends = {name: float(found.staying[name].iloc[-1]) for name in curves}
    places = spread([at(end, share)[1] for share in ends.values()], 16.0, top, high - bottom)
    for (name, colour), place in zip(curves.items(), places, strict=True):
        places_on = [at(day, share) for day, share in zip(days, found.staying[name], strict=True)]
        points = " ".join(f"{x:.1f},{y:.1f}" for x, y in (*places_on[:-1:3], places_on[-1]))
        dashes = ' stroke-dasharray="5 3"' if name == "today" else ""
        parts.append(f'<polyline points="{points}" fill="none" stroke="{colour}" stroke-width="2"{dashes}/>')
        words = f"{'today' if name == 'today' else 'changed'} {percent(ends[name], 1)}"
        parts.append(
            _text(wide - right + 6, place + 4, words, MUTED if name == "today" else BLUE, weight="bold")
        )
    said = "; ".join(
        f"{'today' if name == 'today' else 'changed'}: {percent(share, 1)} stay {end:.0f} days"
        for name, share in ends.items()
    )
    return _svg(wide, high, f"How long customers stay. {said}.", parts)


def touchpoints_svg(scenario: Scenario, found: Differences, chosen: str, changed: bool = True) -> str:
    """Draw friction, feeling and losses at each touchpoint, today and in the changed journey.

    Parameters
    ----------
    scenario
        Today's journey.
    found
        Of the changed one.
    chosen
        The touchpoint whose levers are shown; its name is set in bold.
    changed
        Whether anything is.
    """
    points, table = scenario.touchpoints, found.touchpoints
    order = sorted(points, key=lambda name: STAGES.index(points[name].stage))
    tall, top = 26, 56
    wide, high = 960, top + tall * len(order) + 8
    largest = {
        what: max(table[[f"{what}_today", f"{what}_then"]].max().max(), 0.01)
        for what in ("friction", "caused")
    }
    figures = {
        str(name): {str(what): float(value) for what, value in row.items()} for name, row in table.iterrows()
    }
    reach = max(table[["felt_today", "felt_then"]].abs().max().max(), 0.01)
    both = "grey: today; coloured: changed" if changed else "today"
    parts = [
        _text(8, 18, "Where it happens", weight="bold"),
        _text(146, 18, both, MUTED),
        _text(326, 44, "Friction, share of visits", MUTED),
        _text(586, 44, f"Felt, {MINUS}1 to 1", MUTED),
        _text(746, 44, "Losses after a friction here, of 100", MUTED),
        _line(640, top, 640, high - 8, FAINT),
    ]
    for number, name in enumerate(order):
        y, one = top + tall * number, figures[name]
        stage = points[name].stage
        if number == 0 or points[order[number - 1]].stage != stage:
            parts += [_line(8, y, wide - 8, y, FAINT), _text(8, y + 17, stage, MUTED)]
        title = "".join(wrap(points[name].title, 205 * SMALL / 12, SMALL, 1))
        parts.append(_text(112, y + 17, title, weight="bold" if name == chosen else "normal"))
        parts += _bars(326, y, 130, one, "friction", largest["friction"], changed, FRICTION)
        parts += _bars(746, y, 90, one, "caused", largest["caused"], changed, ALARM)
        for when, fill in (("today", PAPER), ("then", BLUE))[: 2 if changed else 1]:
            felt = one[f"felt_{when}"]
            if not math.isnan(felt):
                colour = GREY if when == "today" else BLUE
                place = f'cx="{640 + 46 * felt / reach:.1f}" cy="{y + tall / 2}"'
                parts.append(f'<circle {place} r="4.5" fill="{fill}" stroke="{colour}" stroke-width="2"/>')
        parts.append(_text(694, y + 17, signed(one["felt_then"]), MUTED))
    said = "; ".join(f"{points[name].title} {_said(figures[name], changed)}" for name in order)
    return _svg(wide, high, f"Friction, feeling and losses at each touchpoint. {said}.", parts)


def _bars(
    x: float,
    y: float,
    wide: float,
    one: dict[str, float],
    what: str,
    most: float,
    changed: bool,
    colour: str,
) -> list[str]:
    """Return a bar for today above one for the changed journey, and the figures beside them."""
    values = [one[f"{what}_{when}"] for when in ("today", "then")][: 2 if changed else 1]
    if any(map(math.isnan, values)):
        return [_text(x, y + 17, "–", MUTED)]
    tall = 8 if changed else 12
    start = y + (5 if changed else 7)
    bars = [
        f'<rect x="{x}" y="{start + place * (tall + 1)}" width="{wide * value / most:.1f}" height="{tall}" '
        f'fill="{shade}"/>'
        for place, (value, shade) in enumerate(zip(values, (GREY, colour), strict=False))
    ]
    written = [percent(value) if what == "friction" else f"{value:.1f}" for value in values]
    words = written[0] if len(set(written)) == 1 else " → ".join(written)
    return [*bars, _text(x + wide * max(values) / most + 6, y + 17, words)]


def _said(one: dict[str, float], changed: bool) -> str:
    today, then = one["friction_today"], one["friction_then"]
    return f"friction {percent(today)}" + (f", changed {percent(then)}" if changed and today != then else "")


def _text(
    x: float, y: float, text: str, colour: str = INK, anchor: str = "start", weight: str = "normal"
) -> str:
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" fill="{colour}" text-anchor="{anchor}" font-weight="{weight}">'
        f"{escape(text)}</text>"
    )


def _line(x: float, y: float, to_x: float, to_y: float, colour: str) -> str:
    return f'<line x1="{x:.1f}" y1="{y:.1f}" x2="{to_x:.1f}" y2="{to_y:.1f}" stroke="{colour}"/>'


def _svg(wide: float, high: float, told: str, parts: Sequence[str]) -> str:
    return (
        f'<svg viewBox="0 0 {wide} {high}" role="img" aria-label="{escape(told)}" {LINES} '
        f'style="width:100%;max-width:{wide}px;height:auto;background:{PAPER}">{"".join(parts)}</svg>'
    )

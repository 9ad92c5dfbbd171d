"""The cards of the live journey map: friction at each touchpoint, and who is lost after one there."""

import math

from cxsim.language.speech import in_habit, say, translated
from cxsim.language.wording import percent_briefly
from cxsim.questions.journey.map.map_layout import BAR, LINE, PAD, Box, Layout
from cxsim.reporting.live.live_map_curve import badge
from cxsim.reporting.live.live_map_figures import Shown, sign
from cxsim.theme import svg
from cxsim.theme.colours import FRICTION, LOSS

PX = 96
BARS = (("friction", "friction", FRICTION), ("lost after", "caused", LOSS))
TOLD = {"friction": "friction: {figure}", "caused": "lost after a friction here, of 100 people: {figure}"}
SAID = (*(label for label, _, _ in BARS), *TOLD.values())


def cards(layout: Layout, shown: Shown, top: float) -> list[str]:
    """Draw a card for each touchpoint: number, title, and a bar each for friction and for those lost.

    Parameters
    ----------
    layout, shown
        Where, and what.
    top
        Where the swimlanes begin.
    """
    most = {what: _most(shown, what) for _, what, _ in BARS}
    return [
        svg.group(_card(layout, shown, number, name, top, most), _told(shown, name))
        for number, name in enumerate(layout.order, 1)
    ]


def _most(shown: Shown, what: str) -> float:
    """Return the figure whose bar is as wide as its card."""
    values = [row[f"{what}_{when}"] for row in shown.rows.values() for when in ("today", "then")]
    return max([value for value in values if not math.isnan(value)], default=0.0) or 1.0


def _card(
    layout: Layout, shown: Shown, number: int, name: str, top: float, most: dict[str, float]
) -> list[str]:
    card, row = layout.cards[name], shown.rows[name]
    box = Box(PX * card.left, top + PX * card.top, PX * card.width, PX * card.height)
    frame = f'stroke="{svg.INK}" stroke-width="3"' if name == shown.chosen else f'stroke="{svg.GREY}"'
    parts = [svg.rectangle(*box, svg.PAPER, f'rx="6" {frame}')]
    if name in shown.moved:
        parts.append(svg.rectangle(*box, svg.BLUE, 'rx="6" fill-opacity="0.16"'))
    parts += badge(box.left + 2, box.top + 1, number, row["felt_then"])
    parts += [
        svg.text(box.left + PX * PAD, box.top + PX * (PAD + 0.135 + LINE * rank), words, weight="bold")
        for rank, words in enumerate(layout.titles[name])
    ]
    for rank, (label, what, colour) in enumerate(BARS):
        y = box.bottom - PX * (PAD + BAR * (2 - rank))
        parts += _bar(
            Box(box.left + PX * PAD, y, box.width - 2 * PX * PAD, PX * BAR - 2),
            label,
            what,
            colour,
            row,
            most[what],
            shown.changed,
        )
    return parts


def _bar(
    box: Box, label: str, what: str, colour: str, row: dict[str, float], most: float, changed: bool
) -> list[str]:
    """Draw a filled bar, around it today's as an outline, and the figure on it."""
    today, then = row[f"{what}_today"], row[f"{what}_then"]
    parts = []
    if then > 0:
        parts.append(
            svg.rectangle(*box._replace(width=box.width * then / most), colour, 'fill-opacity="0.5"')
        )
    if changed and abs(then - today) * box.width > most:  # a pixel
        outline = box._replace(width=box.width * today / most)
        parts.append(svg.rectangle(*outline, "none", f'stroke="{svg.MUTED}"'))
    words = _figure(then, what)
    surely = sign(row, what) if changed else ""
    y = box.top + box.height - 4
    return [
        *parts,
        svg.text(box.left + 3, y, translated(label), size=11),
        svg.text(box.right - 2, y, f"{surely}{words}", svg.INK, "end", "bold" if surely else "normal"),
    ]


def _figure(value: float, what: str) -> str:
    if math.isnan(value):
        return "–"
    if what == "friction":
        return percent_briefly(value)
    return in_habit(f"{value:.1f}" if value >= 0.05 or not value else "<0.1")


def _told(shown: Shown, name: str) -> str:
    """Say the figures of a card to a mouse that rests on it."""
    row = shown.rows[name]
    said = [shown.scenario.touchpoints[name].title]
    for what, sentence in TOLD.items():
        today, then = (_figure(row[f"{what}_{when}"], what) for when in ("today", "then"))
        both = say("{today} today, {changed} changed", today=today, changed=then)
        said.append(say(sentence, figure=both if shown.changed else today))
    return "\n".join(said)

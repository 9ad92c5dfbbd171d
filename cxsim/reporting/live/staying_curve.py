"""How long today's customers stay, today and in the changed journey: a picture that follows the sliders."""

import math
from typing import NamedTuple

from cxsim.language.speech import in_habit, say
from cxsim.language.wording import lasting, one_by_one, percent
from cxsim.questions.what_if.lived import Differences
from cxsim.theme import svg
from cxsim.theme.lettering import text_width
from cxsim.theme.on_page import on_page


class Words(NamedTuple):
    """What is said of a journey: at the end of its curve, where it has none, and both as a sentence."""

    end: str
    nobody: str
    stay: str
    none_stay: str


WORDS = {
    "today": Words(
        "today {share}",
        "today: nobody",
        "today: {share} stay {period}",
        "today: nobody was a customer at the start",
    ),
    "then": Words(
        "changed {share}",
        "changed: nobody",
        "changed: {share} stay {period}",
        "changed: nobody was a customer at the start",
    ),
}
SAID = tuple(text for words in WORDS.values() for text in words)


def staying_svg(found: Differences, changed: bool = True) -> str:
    """Draw the share of today's customers still there, today and in the changed journey.

    A journey in which nobody was a customer at the start has no curve; its label says so.

    Examples
    --------
    >>> staying_svg(compare(today, then))  # doctest: +SKIP
    '<svg …'
    """
    curves = {"today": svg.GREY, "then": svg.BLUE} if changed else {"today": svg.GREY}
    days, end = found.staying["day"], float(found.staying["day"].iloc[-1])
    ends = {name: float(found.staying[name].iloc[-1]) for name in curves}
    known = [name for name, share in ends.items() if not math.isnan(share)]
    if not known:
        return f"<p>{on_page(say('Nobody was a customer when measuring began.'))}</p>"
    labels = {
        name: say(words.end, share=percent(ends[name], 1)) if name in known else say(words.nobody)
        for name, words in WORDS.items()
        if name in curves
    }
    wide, high, left, top, bottom = 520, 300, 46, 34, 40
    right = max(136.0, *(text_width(words, 12, "bold") + 10 for words in labels.values()))
    lowest = min(math.floor(10 * float(found.staying[known].to_numpy().min())) / 10, 0.9)
    across, down = wide - left - right, high - top - bottom

    def at(day: float, share: float) -> tuple[float, float]:
        return left + across * day / max(end, 1.0), top + down * (1 - share) / (1 - lowest)

    parts = [svg.text(8, 18, say("How long today’s customers stay"), weight="bold")]
    for tenth in range(round(10 * lowest), 11, 1 if lowest >= 0.5 else 2):
        y = at(0, tenth / 10)[1]
        parts += [
            svg.line(left, y, wide - right, y, svg.FAINT),
            svg.text(left - 6, y + 4, percent(tenth / 10), svg.MUTED, "end"),
        ]
    step = 90 if end <= 400 else 365 if end <= 2_000 else 3_650
    for day in range(0, int(end) + 1, step):
        parts.append(svg.text(at(day, 1)[0], high - bottom + 16, in_habit(f"{day}"), svg.MUTED, "middle"))
    below = say("days from now")
    parts.append(svg.text(left + across / 2, high - 6, below, svg.MUTED, "middle"))
    places = {name: at(end, share if name in known else lowest)[1] for name, share in ends.items()}
    if changed and abs(places["today"] - places["then"]) < 16:  # the two labels would lie on each other
        upper, lower = sorted(places, key=lambda name: places[name])
        middle = min(sum(places.values()) / 2, high - bottom - 8.0)
        places = {upper: middle - 8, lower: middle + 8}
    for name, colour in curves.items():
        if name in known:
            places_on = [at(day, share) for day, share in zip(days, found.staying[name], strict=True)]
            look = 'stroke-width="2"' + (' stroke-dasharray="5 3"' if name == "today" else "")
            parts.append(svg.polyline((*places_on[:-1:3], places_on[-1]), colour, look))
        parts.append(
            svg.text(
                wide - right + 6,
                places[name] + 4,
                labels[name],
                svg.MUTED if name == "today" else svg.BLUE,
                weight="bold",
            )
        )
    period = lasting(end)
    told = one_by_one(
        say(WORDS[name].stay, share=percent(share, 1), period=period)
        if name in known
        else say(WORDS[name].none_stay)
        for name, share in ends.items()
    )
    return svg.picture(wide, high, say("How long today’s customers stay. {told}.", told=told), parts)

"""The classes of touchpoints on a journey map: where the relationship is decided, where it only hurts.

Each card says its class in words, with a sign and a colour of its own; moments of truth have a dark banner
and a strong frame, and what is undecided is left open.
"""

from collections.abc import Mapping
from typing import Any, NamedTuple

from matplotlib.axes import Axes
from matplotlib.patches import FancyBboxPatch, Rectangle

from cxsim.language.speech import say, say_count, translated
from cxsim.language.wording import listed, quoted
from cxsim.questions.journey.map.map_drawing import write
from cxsim.questions.journey.map.map_layout import BAR, MARK, PAD, Layout
from cxsim.questions.moments.estimate import Kind, Moments
from cxsim.questions.moments.words import kind_words
from cxsim.theme.style import BLUE, GREEN, INK, MUTED, ORANGE, PAPER, PURPLE, SMALL, VERMILLION

TRUTH = "moment of truth"


class Look(NamedTuple):
    """How a class is drawn: what it is called on a card, its sign and its colour."""

    label: str
    sign: str
    colour: str


LOOKS: dict[Kind, Look] = {
    "breaker": Look("breaker", "X", VERMILLION),
    "maker": Look("maker", "P", BLUE),
    "both": Look("make or break", "D", PURPLE),
    "pain point": Look("pain point", "v", ORANGE),
    "delight": Look("delight", "^", GREEN),
    "neutral": Look("neutral", "_", MUTED),
    "undecided": Look("undecided", "?", INK),
}
SAID = (TRUTH, *(look.label for look in LOOKS.values()))


def class_note() -> str:
    """Say how the classes on the map are read."""
    return say(
        "The line below a title says what a single event there does: at a breaker (« ça casse ») a friction "
        "loses customers, at a maker (« ça passe ») delight keeps them, make or break is both; a pain point "
        "hurts, a delight pleases, and that is all; undecided: this study cannot tell. Moments of truth are "
        "the few that decide."
    )


def class_lines(moments: Moments) -> dict[str, int]:
    """Return how many lines the class of each touchpoint takes on its card."""
    return {str(name): 1 + bool(truth) for name, truth in moments.figures["moment_of_truth"].items()}


def class_words(moments: Moments) -> dict[str, str]:
    """Say the class of each touchpoint in full."""
    return {
        str(name): kind_words(row["kind"], row["moment_of_truth"]) for name, row in moments.figures.iterrows()
    }


def conclude_classes(moments: Moments) -> str:
    """Say in a sentence which touchpoints decide, and how many stay undecided."""
    points, judged = moments.effects.scenario.touchpoints, moments.figures["judged_by"]
    staying, joining = (
        [quoted(points[name].title) for name in moments.moments_of_truth if judged[name] == by]
        for by in ("stay", "join")
    )
    if staying and joining:
        said = say(
            "The moments of truth are {staying}, where it is decided whether customers stay, and {joining}, "
            "where it is decided whether prospects join",
            staying=listed(staying),
            joining=listed(joining),
        )
    elif staying:
        said = say_count(
            "{names} is a moment of truth: there it is decided whether customers stay",
            "{names} are moments of truth: there it is decided whether customers stay",
            len(staying),
            names=listed(staying),
        )
    elif joining:
        said = say_count(
            "{names} is a moment of truth: there it is decided whether prospects join",
            "{names} are moments of truth: there it is decided whether prospects join",
            len(joining),
            names=listed(joining),
        )
    else:
        said = say("No touchpoint stands out as a moment of truth")
    open_ = int((moments.figures["kind"] == "undecided").sum())
    if not open_:
        return f"{said}."
    return say_count(
        "{said}; {number} touchpoint stays undecided.",
        "{said}; {number} touchpoints stay undecided.",
        open_,
        said=said,
    )


def draw_classes(axes: Axes, layout: Layout, moments: Moments) -> None:
    """Write the class of each touchpoint on its card, between the title and the bars."""
    classes: Mapping[Any, Any] = moments.figures[["kind", "moment_of_truth"]].to_dict("index")
    for name, card in layout.cards.items():
        look, truth = LOOKS[classes[name]["kind"]], classes[name]["moment_of_truth"]
        top = card.bottom - PAD - 2 * BAR - MARK
        undecided = classes[name]["kind"] == "undecided"
        left, wide = card.left + PAD, card.width - 2 * PAD
        frame: dict[str, Any] = {"gid": f"class {name}", "zorder": 5}
        if undecided:
            frame |= {"fc": PAPER, "ec": MUTED, "lw": 0.9, "ls": (0, (2.5, 2))}
        else:
            frame |= {"fc": _pale(look.colour), "ec": "none"}
        axes.add_patch(Rectangle((left, top), wide, MARK - 0.035, **frame))
        middle = top + (MARK - 0.035) / 2
        text: dict[str, Any] = {"va": "center_baseline", "zorder": 6, "size": SMALL}
        if undecided:
            write(axes, left + 0.09, middle, look.sign, weight="bold", ha="center", **text)
        else:
            sign: dict[str, Any] = {"marker": look.sign, "color": look.colour, "ls": "none", "zorder": 6}
            axes.plot(left + 0.09, middle, ms=6, mew=1.6 if look.sign == "_" else 0.4, **sign)
        write(
            axes,
            left + 0.19,
            middle,
            translated(look.label),
            style="italic" if undecided else "normal",
            **text,
        )
        if truth:
            banner = top - MARK
            axes.add_patch(Rectangle((card.left, banner), card.width, MARK - 0.03, fc=INK, lw=0, zorder=5))
            here = card.left + card.width / 2, banner + (MARK - 0.03) / 2
            write(axes, *here, translated(TRUTH), color=PAPER, weight="bold", ha="center", **text)
            shape = "round,pad=0,rounding_size=0.06"
            strong: dict[str, Any] = {"fc": "none", "ec": INK, "lw": 2.4, "zorder": 4.5}
            axes.add_patch(
                FancyBboxPatch((card.left, card.top), card.width, card.height, boxstyle=shape, **strong)
            )


def _pale(colour: str) -> str:
    """Return a tint on which dark text is read."""
    parts = (int(colour[at : at + 2], 16) for at in (1, 3, 5))
    return "#" + "".join(f"{round(255 - 0.25 * (255 - part)):02X}" for part in parts)

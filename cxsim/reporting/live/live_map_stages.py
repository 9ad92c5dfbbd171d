"""Front stage and back stage below the live journey map: what customers meet, and who stands behind it."""

from cxsim.language.speech import say, translated, written
from cxsim.language.wording import percent
from cxsim.questions.journey.map.map_layout import LINE, Layout
from cxsim.questions.what_if.levers import reach
from cxsim.questions.what_if.state import State
from cxsim.reporting.live.live_map_figures import Shown
from cxsim.scenario.model import Scenario
from cxsim.theme import svg
from cxsim.theme.lettering import SMALL, wrap

PX = 96
Words = dict[str, tuple[str, bool]]
"""What is written of each touchpoint, and whether somebody has moved it."""


def blueprint(layout: Layout, shown: Shown, title: str, texts: Words, top: float) -> tuple[list[str], float]:
    """Write a row below the swimlanes, a text for each touchpoint, by stage; return where it ends, too."""
    if not any(words.strip() for words, _ in texts.values()):
        return [], top
    parts = [
        svg.line(0, top, PX * layout.width, top, svg.FAINT),
        svg.text(8, top + 19, title, weight="bold"),
    ]
    end = top + 38
    for box, members in zip(layout.stages.values(), layout.members, strict=True):
        y = top + 19
        for name in members:
            words, moved = texts[name]
            weight, colour = ("bold", svg.BLUE) if moved else ("normal", svg.INK)
            lines = wrap(words, 72 * (box.width - 0.34), SMALL, 3 if len(members) > 2 else 4, weight)
            if lines:
                number = str(layout.order.index(name) + 1)
                parts.append(svg.text(PX * box.left + 21, y, number, svg.INK, "end", "bold"))
            for line in lines:
                parts.append(svg.text(PX * box.left + 26, y, line, colour, weight=weight))
                y += PX * LINE
            y += 4 if lines else 0
        end = max(end, y - 4)
    return parts, end


def back_stage(scenario: Scenario, state: State) -> Words:
    """Return who works behind each touchpoint; where somebody has moved something, what."""
    moved = {setting[:2]: setting.value for setting in state}
    found: Words = {}
    for name, point in scenario.touchpoints.items():
        there = reach(scenario, name)
        said = [
            _moved(scenario, lever, where, moved[lever, where])
            for lever, where in there.items()
            if (lever, where) in moved and lever in ("staff", "recovery", "maturity")
        ]
        team = scenario.teams[point.team].title if point.team else ""
        desk = say("recovery: {desk}", desk=scenario.desks[point.recovery].title) if point.recovery else ""
        usual = [scenario.departments[point.department].title, team, desk]
        found[name] = ", ".join(dict.fromkeys(part for part in said or usual if part)), bool(said)
    return found


def _moved(scenario: Scenario, lever: str, name: str, value: float | int | str) -> str:
    if lever == "staff":
        team, number = scenario.teams[name].title, written(abs(int(value)))
        if int(value) > 0:
            return say("{team}: {number} more", team=team, number=number)
        return say("{team}: {number} fewer", team=team, number=number)
    if lever == "recovery":
        desk = scenario.desks[name].title
        return say("{desk}: skill {share}", desk=desk, share=percent(float(value)))
    return say("maturity: {level}", level=translated(str(value)))

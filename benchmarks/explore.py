"""The panel of `explore` on the telecom journey: how long figures take to follow a slider, step by step."""

import statistics
import time
from collections.abc import Iterator

from benchmarks.telecom import scenario
from cxsim.questions.what_if.levers import Setting, reach
from cxsim.questions.what_if.lived import compare, live
from cxsim.questions.what_if.state import State, explored
from cxsim.reporting.live.explore_words import differences_html, map_tables_html
from cxsim.reporting.live.latest import PAUSE
from cxsim.reporting.live.live_map import lay_out_live, live_map_svg
from cxsim.reporting.live.staying_curve import staying_svg

REPLICATIONS = 8  # what the notebook asks for
STEPS = ("change", "simulate", "compare", "draw the map", "the rest")


def positions(number: int) -> Iterator[tuple[str, State]]:
    """Yield touchpoints one after the other, each with another state of its friction."""
    names = [name for name in scenario().touchpoints if "friction" in reach(scenario(), name)]
    for turn in range(number):
        name = names[turn % len(names)]
        yield name, (Setting("friction", name, 0.1 + 0.8 * turn / number),)


def follow(number: int) -> dict[str, object]:
    """Move a slider so many times; return seconds of each step, and how many people were simulated."""
    began = time.perf_counter()
    today = live(scenario(), REPLICATIONS)
    found = compare(today, today)
    layout = lay_out_live(scenario(), found)
    live_map_svg(scenario(), layout, found, next(iter(scenario().touchpoints)))
    opening = time.perf_counter() - began
    seconds: dict[str, list[float]] = {step: [] for step in STEPS}
    for name, state in positions(number):
        marks = [time.perf_counter()]
        changed = explored(scenario(), state)
        marks.append(time.perf_counter())
        then = live(changed, REPLICATIONS, today=today)
        marks.append(time.perf_counter())
        found = compare(today, then)
        marks.append(time.perf_counter())
        live_map_svg(scenario(), layout, found, name, state)
        marks.append(time.perf_counter())
        differences_html(found, scenario().currency)
        staying_svg(found)
        map_tables_html(scenario(), found)
        marks.append(time.perf_counter())
        for step, since, until in zip(STEPS, marks, marks[1:], strict=False):
            seconds[step].append(until - since)
    every = [sum(parts) for parts in zip(*seconds.values(), strict=True)]
    medians = {step: statistics.median(values) for step, values in seconds.items()}
    whole = {"whole": statistics.median(every) + PAUSE, "pause": PAUSE, "opening": opening}
    return {"people": found.people, "moves": number, "medians": medians, **whole, "seconds": seconds}

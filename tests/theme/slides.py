"""The pictures of a run that all have to keep the same rules, and one of what links cost."""

import functools

import cxsim as cx
from cxsim.questions.journey.chart import CHARTS as OF_RUNS
from cxsim.theme.picture import Picture
from tests.reporting.crowded import crowded, crowded_run

CHARTS = tuple(name for name in OF_RUNS if name != "fit")  # which needs figures that were observed


@functools.cache
def pictures() -> dict[str, Picture]:
    """All of them, by name."""
    return {name: crowded_run().chart(name) for name in CHARTS} | {"waterfall": waterfall()}


@functools.cache
def waterfall() -> Picture:
    """What links and parts cost in a world that loses many customers."""
    return cx.fragmentation(crowded(existing=60), replications=3, workers=1).chart("waterfall")

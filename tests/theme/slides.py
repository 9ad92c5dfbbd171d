"""The pictures of a run that all have to keep the same rules, and one of what links cost."""

import functools

import cxsim as cx
from cxsim.questions.fragmentation.estimate import fragmentation
from cxsim.questions.fragmentation.waterfall import fragmentation_waterfall
from cxsim.theme.picture import Picture
from tests.reporting.crowded import crowded

CHARTS = (
    cx.journey_map,
    cx.losses_chart,
    cx.survival_chart,
    cx.queue_chart,
    cx.feelings_chart,
    cx.flow_chart,
    cx.handoffs_chart,
    cx.team_day_chart,
    cx.persona_chart,
)


@functools.cache
def waterfall() -> Picture:
    """What links and parts cost in a world that loses many customers."""
    return fragmentation_waterfall(fragmentation(crowded(existing=60), replications=3, workers=1))

"""The pictures of a run, by name."""

from cxsim.questions.journey.fit import fit_chart
from cxsim.questions.journey.flow_chart import flow_chart
from cxsim.questions.journey.handoffs_chart import handoffs_chart
from cxsim.questions.journey.losses import losses_chart
from cxsim.questions.journey.map.journey_map import journey_map
from cxsim.questions.journey.persona_chart import persona_chart
from cxsim.questions.journey.queues import queue_chart
from cxsim.questions.journey.satisfaction import feelings_chart
from cxsim.questions.journey.survival import survival_chart
from cxsim.questions.journey.team_day_chart import team_day_chart

CHARTS = {
    "losses": losses_chart,
    "map": journey_map,
    "flow": flow_chart,
    "survival": survival_chart,
    "queues": queue_chart,
    "feelings": feelings_chart,
    "personas": persona_chart,
    "handoffs": handoffs_chart,
    "team_day": team_day_chart,
    "fit": fit_chart,
}

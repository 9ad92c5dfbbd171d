"""A contact centre at which callers give up waiting."""

from cxsim.scenario.model import Scenario
from tests.engine.scenarios import changed, exponential, one_queue

ARRIVAL, SERVICE, PATIENCE, STAFF, HORIZON = 250.0, 0.01, 0.008, 2, 40.0
COST = 30.0


def calls(**changes):
    """Prospects who call once: who is served becomes a customer, who hangs up does not."""
    queue = one_queue(
        ARRIVAL, exponential(SERVICE), STAFF, HORIZON, {"patience": exponential(PATIENCE)}, cost_per_hour=COST
    )
    return Scenario.model_validate(changed(queue, changes))

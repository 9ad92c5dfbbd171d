"""Small companies of whose improvements it is known which part does the work."""

from cxsim.scenario.model import Scenario
from tests.engine.scenarios import changed
from tests.questions.portfolio.companies import using
from tests.questions.staffing.calls import COST, calls

WORKS = "touchpoints.a.frictions.one.probability"
OTHER = "touchpoints.a.frictions.other.probability"
IDLE = "touchpoints.b.frictions.one.severity"


def company(causes, *paths, **cost):
    """Customers whom friction at one touchpoint drives away; one improvement makes several changes."""
    changes = [{"path": path, "operation": "multiply", "value": 0.0} for path in paths]
    library = {"mend": {"title": "Mend", "owner": "sales", "changes": changes, **cost}}
    return Scenario.model_validate(using({"a": causes, "b": {"one": 0.0}}, library))


def more_agents():
    """A third agent at night and from noon on, half as long at night, where callers come at any hour."""
    shifts = [
        {"hours": "always", "staff": 2},
        {"hours": "00:00-06:00", "staff": 1},
        {"hours": "12:00-24:00", "staff": 1},
    ]
    change = {"path": "teams.agents.shifts", "value": shifts}
    hours = {"title": "More agents", "owner": "sales", "yearly": 365 * 18 * COST}
    data = calls().model_dump(mode="json", by_alias=True)
    data["teams"]["agents"] |= {"staff": None, "shifts": shifts[:1]}
    return Scenario.model_validate(changed(data, {"improvements": {"more": {**hours, "changes": [change]}}}))

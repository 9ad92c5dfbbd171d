"""Small companies of which it is known what improvements do together.

Each of today's customers uses the service once: friction at a touchpoint makes some of them leave there, the
same part of them at each. Nobody leaves otherwise, and whoever does, does so before the end.
"""

from typing import Any

from tests.engine.scenarios import Data
from tests.questions.library import improvement
from tests.questions.small_worlds import SEVERITY, row_of

CUSTOMERS, DAYS = 400, 20.0
LEAVES = 0.0406905  # without friction: so that friction makes 30 of 100 more leave
STAYS, STAYS_DESPITE = 1.0 - LEAVES, 1.0 - LEAVES - 0.3


def using(places: dict[str, dict[str, float]], improvements: Data, **parts: Any) -> Data:
    """Customers who pass these touchpoints in a row; at each there are causes of friction, so likely."""
    data = row_of(
        dict.fromkeys(places, 1.0),
        delight=False,
        prospects=0.0,
        days=DAYS,
        existing=CUSTOMERS,
        improvements=improvements,
        **parts,
    )
    data["journeys"]["use"] = {
        **data["journeys"]["buy"],
        "title": "Use",
        "type": "use",
        "every": f"{DAYS} d",
    }
    data["mechanisms"]["handoffs"] = False
    for place, causes in places.items():
        data["touchpoints"][place] |= {
            "gate": {"prospect": 0.0, "customer": LEAVES, "stakes": 1.0},
            "frictions": {cause: {"probability": one, "severity": SEVERITY} for cause, one in causes.items()},
        }
    return data


def mend(place: str, cause: str, factor: float = 0.0, **cost: float) -> Data:
    """Make a cause of friction less likely."""
    return improvement(f"touchpoints.{place}.frictions.{cause}.probability", factor, **cost)


def stay_at(*causes: float) -> float:
    """How many stay at a touchpoint with causes of friction so likely."""
    fine = 1.0
    for cause in causes:
        fine *= 1.0 - cause
    return fine * STAYS + (1.0 - fine) * STAYS_DESPITE

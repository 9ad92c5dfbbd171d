"""Touchpoints in a row, each with an improvement that takes its friction away."""

from tests.engine.scenarios import Data
from tests.questions.library import friction
from tests.questions.small_worlds import row_of

STAKES = {"a": 1.0, "b": 0.8, "c": 0.5, "d": 0.0}
COSTS = {"a": 60.0, "b": 45.0, "c": 20.0, "d": 5.0}


def data(**more: Data) -> Data:
    library = {name: friction(name, 0.0, one_off=cost) for name, cost in COSTS.items()}
    built = row_of(STAKES, improvements={**library, **more})
    built["mechanisms"]["handoffs"] = False
    return built

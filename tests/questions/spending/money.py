"""A journey with improvements of each kind, and nobody who complains today."""

from tests.engine.scenarios import Data, changed
from tests.questions.library import friction, improvement
from tests.questions.small_worlds import row_of

STAKES = {"a": 1.0, "b": 0.6}
COMPLAIN = 0.6  # as many would, if they were asked to
LIBRARY = {
    "no_more_at_a": friction("a", 0.0, one_off=30.0),
    "no_more_at_b": friction("b", 0.0, one_off=20.0),
    "speak_up": improvement("personas.anybody.complaint", COMPLAIN, "set", one_off=40.0),
    "wonders": improvement("touchpoints.a.delight.probability", 0.9, "set", one_off=45.0),
    "both": {
        **improvement("touchpoints.a.delight.probability", 1.0, "set", one_off=1.0),
        "changes": [
            {"path": "touchpoints.a.delight.probability", "value": 1.0},
            {"path": "touchpoints.a.frictions.trouble.probability", "value": 0.0},
        ],
    },
}


def data(**parts: Data) -> Data:
    """Nobody complains today; the desk puts right whatever it hears of."""
    built = changed(
        row_of(STAKES, **{"improvements": LIBRARY, "prospects": 20.0, **parts}),
        {"personas.anybody.complaint": 0.0, "desks.desk.skill": 1.0, "desks.desk.hardness": 0.0},
        handoffs=False,
        complaints=True,
    )
    return built

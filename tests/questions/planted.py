"""A journey with planted truths: a breaker, a maker, a harmless pain, a delight that keeps nobody."""

from tests.engine.scenarios import Data, changed
from tests.questions.small_worlds import row_of

TRUTH = {
    "breaks": "breaker",
    "makes": "maker",
    "hurts": "pain point",
    "pleases": "delight",
    "nothing": "neutral",
}


def planted(order: tuple[str, ...] = tuple(TRUTH), **parts) -> Data:
    """The journey with its touchpoints in an order.

    Friction and delight are mild everywhere but where they are planted; only at the breaker and at the maker
    anything is at stake, so that all the others do nothing to anybody.
    """
    stakes = {"breaks": 1.0, "makes": 1.0}
    data = row_of({name: stakes.get(name, 0.0) for name in order}, **parts)
    mild_friction = {"probability": 0.1, "severity": 0.02}
    mild_delight = {"probability": 0.1, "strength": 0.02}
    changes: Data = {}
    for name in order:
        changes[f"touchpoints.{name}.frictions.trouble"] = mild_friction
        changes[f"touchpoints.{name}.delight"] = mild_delight
        changes[f"touchpoints.{name}.gate.prospect"] = 0.25 if name == "makes" else 0.02
    changes["touchpoints.breaks.frictions.trouble"] = {"probability": 0.1, "severity": 0.9}
    changes["touchpoints.hurts.frictions.trouble"] = {"probability": 0.4, "severity": 0.6}
    changes["touchpoints.makes.delight"] = {"probability": 0.1, "strength": 0.9}
    changes["touchpoints.pleases.delight"] = {"probability": 0.4, "strength": 0.6}
    return changed(data, changes)

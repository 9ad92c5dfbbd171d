"""Small journeys whose effects are known in closed form, from the rules alone.

Prospects pass touchpoints in a row and are customers once they have passed the last one; contracts outlast
the simulation, so that who converts is kept. A friction is remembered until the next gate and forgotten at
once after it, so that what happens at a touchpoint weighs at its own gate alone.
"""

import itertools
import math
from typing import Any

from cxsim.engine import rules
from tests.engine.scenarios import Data, scenario, touchpoint

BASE = 0.1  # how likely a neutral prospect stops at a touchpoint
SEVERITY, FRICTION = 0.5, 0.3
REPAIR, GOODWILL = 0.8, 0.0
STRENGTH, DELIGHT = 0.6, 0.2
LOST, SEVERITY_OF_LOSS = 0.25, 0.4
FORGOTTEN = "1e-6 s"


def row_of(
    stakes: dict[str, float],
    *,
    delight: bool = True,
    prospects: float = 10.0,
    days: float = 100.0,
    **parts: Any,
) -> Data:
    """Touchpoints in a row, with what is at stake at each of them: nothing, and the gate is blind."""
    wonder = {"delight": {"probability": DELIGHT, "strength": STRENGTH}} if delight else {}
    names = list(stakes)
    desk = {"title": "Desk", "skill": 0.5, "repair": REPAIR, "goodwill": GOODWILL, "time": "0 s"}
    links = {
        here: {following: {"share": 1.0, "delay": "1 h", "context_loss": LOST}}
        for here, following in itertools.pairwise(names)
    }
    return scenario(
        {
            name: touchpoint(
                frictions={"trouble": {"probability": FRICTION, "severity": SEVERITY}},
                gate={"prospect": BASE, "stakes": stake},
                recovery="desk",
                **wonder,
            )
            for name, stake in stakes.items()
        },
        {
            "buy": {
                "title": "Buy",
                "type": "onboarding",
                "start": {names[0]: 1.0},
                "links": {**links, names[-1]: {"goal": 1.0}},
            }
        },
        on=("frictions", "delight", "mood", "memory", "gate", "recovery", "handoffs"),
        prospects=prospects,
        period={"follow_up": f"{days} d", "time_to_decide": "1 d"},
        desks={"desk": desk},
        handoffs={"severity": SEVERITY_OF_LOSS},
        gate={"friction": 3.0, "mood": 1.0},
        feelings={
            "memory_half_life": FORGOTTEN,
            "mood_carry": 0.0,
            "sensitivity": 1.0,
            "loss_aversion": 2.0,
            "escalation": 0.0,
        },
        **parts,
    )


def goes_on(stakes: float, outcome: str, leak: float = 0.0) -> float:
    """How likely a prospect goes on after a visit with this outcome, by the rules.

    `leak` is how likely the context was lost on the way: a further friction, felt before the visit and still
    remembered at its gate.
    """
    severity = {"friction": SEVERITY, "recovered": SEVERITY * (1.0 - REPAIR)}.get(outcome, 0.0)
    gap = STRENGTH if outcome == "delight" else -severity
    mood = rules.mood_after(0.0, rules.felt_value(gap, 2.0, 1.0), 0.0)

    def stays(memory: float) -> float:
        return 1.0 - rules.stop_probability(BASE, stakes, 3.0, memory, 1.0, mood, 0.0, 0.0)

    return (1.0 - leak) * stays(severity) + leak * stays(severity + SEVERITY_OF_LOSS)


def today(stakes: float, leak: float, friction: float = FRICTION) -> float:
    """How likely a prospect goes on today."""
    return (
        friction * goes_on(stakes, "friction", leak)
        + (1.0 - friction) * DELIGHT * goes_on(stakes, "delight", leak)
        + (1.0 - friction) * (1.0 - DELIGHT) * goes_on(stakes, "ok", leak)
    )


class Truth:
    """The effects in a row of touchpoints, by theory.

    Parameters
    ----------
    stakes
        As of `row_of`, by touchpoint.
    leak
        How likely the context is lost on each link.
    """

    def __init__(self, stakes: dict[str, float], leak: float = LOST) -> None:
        self.stakes = stakes
        self.leaks = dict(zip(stakes, [0.0, *[leak] * (len(stakes) - 1)], strict=True))
        self.passing = {name: today(stakes[name], self.leaks[name]) for name in stakes}

    def forced(self, at: str, outcome: str, against: str) -> float:
        """The effect of an outcome at a touchpoint against another, among those who come to it."""
        names = list(self.stakes)
        later = math.prod(self.passing[name] for name in names[names.index(at) + 1 :])
        one, other = (goes_on(self.stakes[at], which, self.leaks[at]) for which in (outcome, against))
        return (one - other) * later

    def potential(self, at: str, share: float) -> float:
        """What lowering friction at a touchpoint brings to everybody."""
        return self._with(at, today(self.stakes[at], self.leaks[at], FRICTION * (1.0 - share)))

    def handoff(self, target: str) -> float:
        """What never losing context on the way to a touchpoint brings to everybody."""
        return self._with(target, today(self.stakes[target], 0.0))

    def _with(self, at: str, passing: float) -> float:
        others = math.prod(passes for name, passes in self.passing.items() if name != at)
        return (passing - self.passing[at]) * others

"""A customer's state, and how it changes with what is felt (docs/model.md, 2, 7.15, 7.16, 7.18 and 7.25)."""

import math
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from tests.third.chance import Chance, clip

FORGOTTEN = 0.05
SERVED_WELL = ("ok", "delight")


def own_persona(persona: Any, chance: Chance) -> Any:
    """Return the persona as somebody is who differs from others of it (7.25), but for needs."""
    spread, mean = persona.spread, persona.expectation
    bound = chance.random.gauss(0, spread.loyalty)  # counts where switching cost does: at gates and renewals
    own = {
        "switching_cost": persona.switching_cost + bound,
        "patience": persona.patience * chance.own_factor(spread.patience),
        "pace": persona.pace * chance.own_factor(spread.pace),
    }
    if spread.expectation:
        size = mean * (1 - mean) / spread.expectation**2 - 1
        own["expectation"] = chance.random.betavariate(mean * size, (1 - mean) * size)
    return persona.model_copy(update=own)


@dataclass
class Matter:
    """What somebody comes with (7.19)."""

    journeys: int = 1  # of help about it
    contacts: int = 0
    last_contact: float = -math.inf
    well: bool = True  # whether the last contact ended well


@dataclass(eq=False)
class Case:
    """What a desk works on while life goes on (7.26)."""

    place: str
    journey: str
    desk: str
    opened: float
    about_matter: bool = False  # whether it is what they come with
    counted: bool = False
    let_down: int = 0  # how often it was overdue
    severities: float = 0.0
    rest: float = 0.0  # what was remembered of them
    rest_time: float = 0.0

    def rest_now(self, now: float, half_life: float) -> float:
        """Return what is still remembered of the frictions in it."""
        return self.rest * 0.5 ** ((now - self.rest_time) / half_life)


class Worst(NamedTuple):
    """The worst friction that is remembered."""

    severity: float
    place: str
    time: float
    case: Case | None = None

    def now(self, now: float, half_life: float) -> float:
        """Return what is left of its severity."""
        return self.severity * 0.5 ** ((now - self.time) / half_life)


@dataclass
class Trip:
    """What is counted within one journey only."""

    name: str
    began: float
    visits: Counter[str] = field(default_factory=Counter)
    total: float = 0.0
    count: int = 0
    peak: float = 0.0
    end: float = 0.0
    blocked: bool = False  # whether the friction of the last served visit keeps from the goal
    context_loss: float | None = None  # of the link just taken
    in_case: bool = False  # whether the friction of the last visit is in an open case


@dataclass
class Person:
    """Somebody who lives."""

    number: int
    persona_name: str
    persona: Any
    existing: bool
    measured: bool
    leisure: float  # how much longer than others between needs
    state: str = "prospect"
    since: float = 0.0
    satisfaction: float = 0.0
    mood: float = 0.0
    memory: float = 0.0
    memory_time: float = 0.0
    worst: Worst | None = None
    needs: dict[str, float] = field(default_factory=dict)
    called_for: float | None = None
    called_again: bool = False  # by a friction of help
    matter: Matter | None = None
    case: Case | None = None
    wakes: Callable[[], None] | None = None  # from a rest
    trip: Trip | None = None  # the journey under way
    last_purchase: float = 0.0
    term_ends: float = 0.0
    past_first: bool = False
    intends_until: float = 0.0
    leaves_at: float | None = None
    reason: str | None = None  # the touchpoint of the worst friction
    rest: float = 0.0
    levels: list[tuple[float, float]] = field(default_factory=lambda: [(-math.inf, 1.0)])  # since when
    ended: float | None = None
    place: str | None = None  # of the end
    last_place: str | None = None
    arrived: float | None = None  # of who had not been there
    referred: bool = False
    costs: list[tuple[float, float]] = field(default_factory=list)  # as a customer: when, and how much
    cost: float = 0.0
    complaints: int = 0
    troubled: bool = False

    @property
    def was_customer(self) -> bool:
        return self.state in ("customer", "left", "lapsed")

    def level(self, when: float = math.inf) -> float:
        """Return the level at a time (7.32), at last unless it is given."""
        return next(level for since, level in reversed(self.levels) if since <= when)

    def spend(self, now: float, amount: float) -> None:
        """Cost the company something."""
        self.cost += amount
        if self.state == "customer":
            self.costs.append((now, amount))

    def memory_now(self, now: float, half_life: float) -> float:
        """Return what is left of the memory of frictions."""
        return self.memory * 0.5 ** ((now - self.memory_time) / half_life)

    def feel(self, trip: Trip, gap: float, feelings: Any) -> float:
        """Feel something: mood and impressions change."""
        aversion = self.persona.loss_aversion
        if aversion is None:
            aversion = feelings.loss_aversion
        size = abs(gap) ** feelings.sensitivity if gap else 0.0
        felt = size if gap >= 0 else -aversion * size
        carry = feelings.mood_carry
        self.mood = clip(carry * self.mood + (1 - carry) * felt, -1, 1)
        trip.total += felt
        trip.count += 1
        trip.end = felt
        if abs(felt) > abs(trip.peak):
            trip.peak = felt
        return felt

    def remember(
        self, now: float, severity: float, place: str, half_life: float, case: Case | None = None
    ) -> None:
        """Remember a friction that was not put right."""
        if severity == 0:
            return
        self.memory = self.memory_now(now, half_life) + severity
        self.memory_time = now
        if case is not None:
            case.rest, case.rest_time = case.rest_now(now, half_life) + severity, now
        if self.worst is None or severity >= self.worst.now(now, half_life):
            self.worst = Worst(severity, place, now, case)

    def settle(self, now: float, resolves: float, half_life: float) -> None:
        """Forget a share of what is remembered."""
        self.memory = self.memory_now(now, half_life) * (1 - resolves)
        self.memory_time = now
        if self.case is not None:
            self.case.rest *= 1 - resolves
        if self.worst is not None:
            self.worst = self.worst._replace(severity=self.worst.severity * (1 - resolves))

    def cause_of_loss(self, now: float, half_life: float) -> str | None:
        """Return the touchpoint of the worst friction that is still on their mind."""
        if self.worst is None or self.worst.now(now, half_life) < FORGOTTEN:
            return None
        return self.worst.place

    def look_back(self, trip: Trip, now: float, feelings: Any) -> None:
        """Let the journey move satisfaction, by its mean, peak and end."""
        f = feelings
        remembered = clip(
            f.mean_weight * trip.total / trip.count + f.peak_weight * trip.peak + f.end_weight * trip.end,
            -1,
            1,
        )
        tenure = now - self.since if self.state == "customer" else 0.0
        learning = f.learning / (1 + tenure / f.tenure_half)
        self.satisfaction += learning * (remembered - self.satisfaction)

"""One customer: what they are like today, and what they remember."""

from dataclasses import dataclass, field

from cxsim.engine.parts import PersonaPlan
from cxsim.engine.vocabulary import NONE, Forced, Origin, State


@dataclass(slots=True)
class Failure:
    """The worst unresolved friction a customer remembers: what it was and where it happened."""

    severity: float = 0.0
    cause: int = NONE
    touchpoint: int = NONE
    time: float = 0.0


@dataclass(slots=True)
class Impressions:
    """What a journey has felt like so far."""

    total: float = 0.0
    count: int = 0
    peak: float = 0.0
    end: float = 0.0

    def add(self, felt: float) -> None:
        """Take in one more event."""
        self.total += felt
        self.count += 1
        if abs(felt) > abs(self.peak):
            self.peak = felt
        self.end = felt


@dataclass(slots=True)
class Customer:
    """The state of one person, from arriving to the end of their follow-up.

    `memory` is the sum of severities of unresolved frictions, faded to `memory_time`; `since` is when they
    became a customer (negative for existing ones); `needs` holds when each journey is needed next;
    `measured` tells whether they belong to the measured population, `troubled` whether they met a friction
    while they were measured; `contacts` with staff, and good ones, are those of the journey under way;
    `forced_at` are the touchpoints at which an outcome was forced on them, `forced` what became of the first
    such journey.
    """

    number: int
    persona: PersonaPlan
    origin: Origin
    arrived: float
    state: State
    since: float
    satisfaction: float
    measured: bool
    mood: float = 0.0
    memory: float = 0.0
    memory_time: float = 0.0
    worst: Failure = field(default_factory=Failure)
    needs: list[float] = field(default_factory=list)
    occurrences: list[int] = field(default_factory=list)
    called_for: float = float("inf")
    calls: int = 0
    last_purchase: float = 0.0
    converted: float = float("nan")
    step: int = 0
    impressions: Impressions = field(default_factory=Impressions)
    ended: float = float("nan")
    left_touchpoint: int = NONE
    left_journey: int = NONE
    last_touchpoint: int = NONE
    journeys: int = 0
    visits: int = 0
    frictions: int = 0
    complaints: int = 0
    recoveries: int = 0
    referrals: int = 0
    contacts: int = 0
    good_contacts: int = 0
    troubled: bool = False
    cost: float = 0.0
    forced_at: set[int] = field(default_factory=set)
    forced: Forced = Forced.NEVER

"""One customer of the SimPy engine: what they are like today, and what they remember.

The fields are those of the records of the compiled engine (`compiled.records.PERSON`), so that behaviour
finds the same in both.
"""

from dataclasses import dataclass, field

import simpy

from cxsim.engine.clock import Clock
from cxsim.engine.vocabulary import NONE, Callback, Forced, Origin, State

NAN, INFINITY = float("nan"), float("inf")


@dataclass(slots=True)
class Case:
    """The case that a recovery desk has of a person while life goes on, or had last.

    `number` is which one it is of theirs; from `journey` to `cause` is said at which visit it was opened, and
    why. `severity` is the sum over the frictions in it, `memory` what is remembered of them, faded to
    `memory_time`; `late` is how often it has been overdue. `in_matter` tells whether one comes with a matter
    about it. At a settled start, `due` is when it goes on, and `phase` how
    (`cxsim.engine.compiled.phases.CasePhase`).
    """

    number: int = 0
    desk: int = NONE
    team: int = NONE
    journey: int = NONE
    occurrence: int = 0
    here: int = NONE
    origin: int = NONE
    visit: int = 0
    cause: int = NONE
    began: float = 0.0
    wait: float = 0.0
    time: float = 0.0
    severity: float = 0.0
    memory: float = 0.0
    memory_time: float = 0.0
    late: int = 0
    in_matter: bool = False
    due: float = 0.0
    phase: int = 0


@dataclass(slots=True)
class Customer:
    """The state of one person, from arriving to the end of their follow-up.

    `memory` is the sum of severities of unresolved frictions, faded to `memory_time`, and `worst_…` the worst
    of them; `since` is when they became a customer (negative for existing ones); `needs` holds when each
    journey is needed next; `term_ends` is the end of the term that is decided next, `intends` tells whether
    they mean to leave for some `reason`, at `leaves_at` if they have given notice, and `rest` how long they
    would have been bound when they left; `entry` is the touchpoint at which they came in as a prospect;
    `level` is what they bring, as a factor on what their persona does, `level_then` what that was at the end
    of the warm-up, and `level_steps` the sum of its changes, each times the day on which it came; `own_…` is
    where they stand among those of their persona, in standard deviations (expectation: as a share of them),
    `bond`, `…_factor` and `expects` what follows from it; `variant` is which of the plan's they live;
    `total`, `count`, `peak` and `end` are the impressions of the journey under way, `been` how often they
    came where in it. `matter` counts the journeys of help about the matter that goes on (0: there is none),
    `goes_on` tells whether another one is coming; `contacts` with staff about it, and good ones, are
    counted, `last_contact` is when the last one began.
    `due` is when they come to the next touchpoint of the journey under way at a settled start.
    From `visit` to `felt` is the visit under way, `desk_…` the case that a recovery desk has of it at once;
    `case` is one that takes its time, and `woken` happens if it ends a rest between journeys.
    `measured` tells whether they belong to the measured population, `troubled` whether they met a friction
    while they were measured; `forced_at` are the touchpoints at which an outcome was forced on them, `forced`
    what became of the first such journey.
    """

    clock: Clock
    number: int
    origin_kind: Origin
    persona: int = 0
    state: int = State.PROSPECT
    arrived: float = 0.0
    since: float = NAN
    satisfaction: float = 0.0
    measured: bool = False
    step: int = 0
    mood: float = 0.0
    memory: float = 0.0
    memory_time: float = 0.0
    worst_severity: float = 0.0
    worst_time: float = 0.0
    worst_cause: int = NONE
    worst_touchpoint: int = NONE
    worst_in_case: bool = False
    needs: list[float] = field(default_factory=list)
    occurrences: list[int] = field(default_factory=list)
    called_for: float = INFINITY
    matter: int = 0
    goes_on: bool = False
    last_contact: float = -INFINITY
    calls: int = 0
    last_purchase: float = 0.0
    term_ends: float = 0.0
    past_first: int = 0
    intends: int = 0
    intends_until: float = 0.0
    leaves_at: float = INFINITY
    reason: int = NONE
    reason_touchpoint: int = NONE
    rest: float = 0.0
    entry: int = NONE
    level: float = 1.0
    level_then: float = 1.0
    level_steps: float = 0.0
    ended: float = NAN
    left_touchpoint: int = NONE
    left_journey: int = NONE
    last_touchpoint: int = NONE
    own_loyalty: float = 0.0
    own_patience: float = 0.0
    own_expectation: float = 0.0
    own_pace: float = 0.0
    own_needs: float = 0.0
    bond: float = 0.0
    patience_factor: float = 1.0
    pace_factor: float = 1.0
    needs_factor: float = 1.0
    expects: float = 0.0
    variant: int = 0

    due: float = 0.0
    in_journey: bool = False
    journey: int = NONE
    occurrence: int = 0
    started: float = 0.0
    total: float = 0.0
    count: int = 0
    peak: float = 0.0
    end: float = 0.0
    contacts: int = 0
    good_contacts: int = 0
    been: dict[int, int] = field(default_factory=dict)
    origin: int = NONE
    here: int = NONE
    context_loss: float = 0.0

    visit: int = 0
    draws: list[float] = field(default_factory=list)
    force: int = NONE
    context_lost: bool = False
    began: float = 0.0
    wait: float = 0.0
    load: float = 0.0
    duration: float = 0.0
    team: int = NONE
    callback: int = Callback.NONE
    cause: int = NONE
    severity: float = 0.0
    notice: int = NONE
    outcome: int = NONE
    felt: float = 0.0
    desk: int = NONE
    desk_began: float = 0.0
    desk_wait: float = 0.0
    desk_time: float = 0.0
    has_case: bool = False
    case: Case = field(default_factory=Case)
    woken: simpy.Event | None = None

    journeys: int = 0
    visits: int = 0
    frictions: int = 0
    complaints: int = 0
    recoveries: int = 0
    referrals: int = 0
    troubled: bool = False
    cost: float = 0.0
    forced_at: set[int] = field(default_factory=set)
    forced: int = Forced.NEVER

    @property
    def now(self) -> float:
        """The time."""
        return self.clock.now

"""The parts of a plan: personas, touchpoints, journeys, teams, desks, loyalty; nothing but numbers."""

import math
from dataclasses import dataclass

from cxsim.engine.seasons import Season
from cxsim.engine.vocabulary import NONE
from cxsim.engine.weekly import Rhythm, StaffPlan
from cxsim.scenario.behaviour import Advocacy, Feelings, GateWeights, Surveys
from cxsim.scenario.distributions import CONSTANT, Sampler

TO_GOAL, TO_STOP = -1, -2
# What a branch asks: how the visit ended, where one came from, how often one has been here.
AFTER, FROM, AGAIN = range(3)
NEVER = Sampler(CONSTANT, math.inf)
AT_ONCE = Sampler(CONSTANT, 0.0)


@dataclass(frozen=True, slots=True)
class CausePlan:
    """One cause of friction at a touchpoint.

    `index` is its place in the plan's causes; `usual` the share of what goes wrong there that is due to it or
    to one before it.
    """

    index: int
    probability: float
    severity: Sampler
    technology: float
    load: float
    blocks: bool
    usual: float


@dataclass(frozen=True, slots=True)
class PersonaPlan:
    """A persona in numbers; `stakes`, by touchpoint; `…_spread` says how much those of it differ.

    `contract` is the first term, `then` a later one; where it `rolls` on, to stay for one has the probability
    of a renewal to this `power`. `up`, `down` and `part` are the shares of those who renew for more or for
    less, and of those who keep a part instead of leaving, with factors on their level.
    """

    index: int
    technology: float
    expectation: float
    pace: float
    patience: float
    knows_hours: float
    complaint: float
    friction_log_odds: float
    delight_log_odds: float
    message_log_odds: float
    loss_aversion: float
    stakes: tuple[float, ...]
    switching_cost: float
    loyalty: float
    survey_response: float
    satisfaction: Sampler
    contract: float
    priority: int
    loyalty_spread: float
    patience_spread: float
    expectation_spread: float
    expectations: Sampler
    pace_spread: float
    needs_spread: float
    then: float
    rolls: bool
    power: float
    notice: float
    exit_fee: float
    up: float
    up_factor: float
    up_slope: float
    down: float
    down_factor: float
    down_slope: float
    part: float
    part_factor: float
    part_slope: float


@dataclass(frozen=True, slots=True)
class TouchpointPlan:
    """A touchpoint in numbers.

    `team` and `desk` are indices or -1, `staffed_by` is the team even where queues are switched off, `draws`
    is what one visit may need. `forced` are the outcomes that an experiment forces on visits of each group of
    people, as `cxsim.engine.vocabulary.forced_on` writes them, or -1: on each person's first after the
    warm-up, or on `every` one (see `forcing`).
    """

    index: int
    address: int
    team: int
    staffed_by: int
    priority: int
    service: Sampler
    mean_service: float
    capacity: float
    quality: float
    causes: tuple[CausePlan, ...]
    delight: float
    delight_strength: Sampler
    stop_prospect: float
    stop_customer: float
    stakes: float
    tolerance: float
    patience: Sampler
    turned_back_severity: Sampler
    redial: float
    redial_delay: Sampler
    escapes: tuple[tuple[int, float], ...]
    is_message: bool
    relevance: float
    earliest: float
    latest: float
    message_severity: Sampler
    desk: int
    detection: float
    recording: float
    empowerment: float
    survey: bool
    reads_reviews: bool
    once: bool
    cost: float
    wins_back: float
    draws: int
    forced: int = NONE
    every: bool = False


@dataclass(frozen=True, slots=True)
class LinkPlan:
    """A link to a touchpoint, or to the goal (-1) or to stopping (-2); `from_start`: see `Link`."""

    target: int
    delay: Sampler
    context_loss: float
    from_start: bool


@dataclass(frozen=True, slots=True)
class BranchPlan:
    """A fork (its place in the journey) that takes the place of another, if its condition holds.

    `kind` is `AFTER`, `FROM` or `AGAIN`, and `key` the outcome, the touchpoint or the number of visits that
    it asks for.
    """

    kind: int
    key: int
    fork: int


@dataclass(frozen=True, slots=True)
class ForkPlan:
    """The ways on from a touchpoint: of the branches the first that holds, else the links.

    `routes[persona]` holds cumulative shares of the links after channel preferences, which end at 1;
    `narrows` tells whether some lead to touchpoints that are met at most once.
    """

    at: int
    routes: tuple[tuple[float, ...], ...]
    links: tuple[LinkPlan, ...]
    branches: tuple[BranchPlan, ...]
    narrows: bool


@dataclass(frozen=True, slots=True)
class JourneyPlan:
    """A journey in numbers.

    `starts[persona]` holds cumulative shares after channel preferences, which end at 1; `forks` first the
    fork of each touchpoint, then those in them. `context_loss[touchpoint]` is the hand-off to each other
    touchpoint.
    """

    index: int
    address: int
    type: str
    starts: tuple[tuple[float, ...], ...]
    first: tuple[int, ...]
    forks: tuple[ForkPlan, ...]
    context_loss: tuple[tuple[float, ...], ...]
    every: Sampler
    mean_interval: float
    after_friction: float
    after_friction_delay: Sampler
    calls_in_a_row: int
    resolves: float
    rhythm: Rhythm | None

    @property
    def is_after_sales(self) -> bool:
        """Whether customers come with something that went wrong."""
        return self.type == "after_sales"


@dataclass(frozen=True, slots=True)
class TeamPlan:
    """A team in numbers; `lines` is -1 where any number can wait.

    `callback_…`: who would wait longer than `after` is offered to be called back. `target`: within which
    customers should be served; 0 if there is none.
    """

    index: int
    staff: StaffPlan
    turn_away: bool
    lines: int
    absolute_priority: bool
    head_start: float
    cost_per_day: float
    callback_after: float = 0.0
    callback_accepted: float = 0.0
    callback_unreached: float = 0.0
    target: float = 0.0


@dataclass(frozen=True, slots=True)
class DeskPlan:
    """A recovery desk in numbers; `team` is -1 where there is never a queue (see `TouchpointPlan`)."""

    index: int
    team: int
    staffed_by: int
    priority: int
    skill: float
    hardness: float
    time: Sampler
    turnaround: Sampler
    repair: float
    goodwill: float
    cost: float
    on_the_spot: bool
    tolerance: float
    asks_again: float
    target: float


@dataclass(frozen=True, slots=True)
class LoyaltyPlan:
    """The loyalty curve in numbers: slopes below and above the anchor."""

    anchor: float
    renewal: float
    slope_below: float
    slope_above: float
    friction: float


@dataclass(frozen=True, slots=True)
class Addressed:
    """Whom a partial improvement addresses: by draws of its own address, a share of each persona."""

    address: int
    shares: tuple[float, ...]


@dataclass(frozen=True, slots=True, eq=False)  # equal only to itself, so that it can be looked up quickly
class Plan:
    """Everything the engines need to know about a scenario.

    Prospects are measured who arrive from `warm_up` to `last_arrival`. Until `since` everybody lives the plan
    `before`, if there is one, and that may have one before it in turn. Where there is `settling`, customers
    come to time 0 from a run of that (see `cxsim.engine.settling`), and only what it keeps is drawn. Whom
    `partial` improvements address lives one of the `variants`, which differ in personas, touchpoints,
    journeys and desks alone: `together` says, for this plan and each of them, which address its people, a bit
    for each.
    """

    existing: int
    prospects_per_day: float
    tenure: Sampler
    arrival_rhythm: Rhythm | None
    days: int
    arrivals_by_day: Season | None
    needs_by_day: Season | None
    pull_by_day: Season | None
    warm_up: float
    last_arrival: float
    horizon: float
    persona_shares: tuple[float, ...]
    personas: tuple[PersonaPlan, ...]
    touchpoints: tuple[TouchpointPlan, ...]
    journeys: tuple[JourneyPlan, ...]
    onboarding: int
    after_sales: int
    renewal: int
    window: float
    at_once: float
    intention_lasts: Sampler
    recovery_wins_back: float
    teams: tuple[TeamPlan, ...]
    desks: tuple[DeskPlan, ...]
    handoff_severity: Sampler
    feelings: Feelings
    memory: bool
    gate: GateWeights
    loyalty: LoyaltyPlan
    surveys: Surveys
    advocacy: Advocacy
    referral_delay: Sampler
    causes: tuple[str, ...]
    before: "Plan | None" = None
    since: float = 0.0
    settling: "Plan | None" = None
    keeps_tenure: bool = False
    keeps_satisfaction: bool = False
    partial: tuple[Addressed, ...] = ()
    variants: "tuple[Plan, ...]" = ()
    together: tuple[int, ...] = (0,)

    @property
    def differences(self) -> bool:
        """Whether customers of one persona differ."""
        return any(
            persona.loyalty_spread
            or persona.patience_spread
            or persona.expectation_spread
            or persona.pace_spread
            or persona.needs_spread
            for persona in self.personas
        )

    @property
    def stages(self) -> "tuple[Plan, ...]":
        """The plans that are lived one after another, this one last."""
        return (*(self.before.stages if self.before else ()), self)

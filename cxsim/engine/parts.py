"""The parts of a plan: personas, touchpoints, journeys, teams, desks, loyalty; nothing but numbers."""

import math
from dataclasses import dataclass

from cxsim.engine.vocabulary import NONE
from cxsim.engine.weekly import Rhythm, StaffPlan
from cxsim.scenario.behaviour import Advocacy, Feelings, GateWeights, Surveys
from cxsim.scenario.distributions import CONSTANT, Sampler

TO_GOAL, TO_STOP = -1, -2
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
    usual: float


@dataclass(frozen=True, slots=True)
class PersonaPlan:
    """A persona in numbers; `stakes`, by touchpoint."""

    index: int
    technology: float
    expectation: float
    pace: float
    patience: float
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
    cost: float
    draws: int
    forced: int = NONE
    every: bool = False


@dataclass(frozen=True, slots=True)
class LinkPlan:
    """A link to a touchpoint, or to the goal (-1) or to stopping (-2)."""

    target: int
    delay: Sampler
    context_loss: float


@dataclass(frozen=True, slots=True)
class JourneyPlan:
    """A journey in numbers.

    `starts[persona]` and `routes[touchpoint][persona]` hold cumulative shares after channel preferences,
    which end at 1; `links[touchpoint]` the links in the same order. `escapes[touchpoint]` the hand-off to
    each other touchpoint.
    """

    index: int
    address: int
    type: str
    starts: tuple[tuple[float, ...], ...]
    first: tuple[int, ...]
    routes: tuple[tuple[tuple[float, ...], ...], ...]
    links: tuple[tuple[LinkPlan, ...], ...]
    context_loss: tuple[tuple[float, ...], ...]
    every: Sampler
    mean_interval: float
    after_friction: float
    after_friction_delay: Sampler
    resolves: float
    rhythm: Rhythm | None

    @property
    def is_after_sales(self) -> bool:
        """Whether customers come with something that went wrong."""
        return self.type == "after_sales"


@dataclass(frozen=True, slots=True)
class TeamPlan:
    """A team in numbers; `lines` is -1 where any number can wait."""

    index: int
    staff: StaffPlan
    turn_away: bool
    lines: int
    absolute_priority: bool
    head_start: float
    cost_per_day: float


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


@dataclass(frozen=True, slots=True, eq=False)  # equal only to itself, so that it can be looked up quickly
class Plan:
    """Everything the engines need to know about a scenario.

    Prospects are measured who arrive from `warm_up` to `last_arrival`. Until `since` everybody lives the plan
    `before`, if there is one, and that may have one before it in turn.
    """

    existing: int
    prospects_per_day: float
    tenure: Sampler
    arrival_rhythm: Rhythm | None
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

    @property
    def stages(self) -> "tuple[Plan, ...]":
        """The plans that are lived one after another, this one last."""
        return (*(self.before.stages if self.before else ()), self)

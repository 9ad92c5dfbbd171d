"""How customers feel and decide: feelings, memory, gate, loyalty, surveys, advocacy; and the switches."""

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from cxsim.scenario.distributions import Constant, DurationDistribution
from cxsim.scenario.quantities import (
    Coefficient,
    Duration,
    Feeling,
    Flag,
    LogOdds,
    LossAversion,
    Positive,
    PositiveDuration,
    Probability,
    Share,
    UpToTen,
    Weight,
)
from cxsim.scenario.strict import StrictModel


class Feelings(StrictModel):
    """How events are felt, remembered within a journey, and become relationship satisfaction."""

    loss_aversion: LossAversion = Field(
        default=1.7, description="how much a loss weighs against a gain of the same size"
    )
    sensitivity: Annotated[float, Field(strict=True, ge=0.1, le=1, allow_inf_nan=False)] = Field(
        default=0.88, description="exponent of the value function: diminishing sensitivity below 1"
    )
    expectation_weight: UpToTen = Field(
        default=0.5, description="how much quality above or below expectation is felt"
    )
    expectation_friction: UpToTen = Field(
        default=0.5, description="probability of friction per unit of expectation above quality"
    )
    mood_carry: Share = Field(default=0.6, description="share of the mood that lasts to the next touchpoint")
    mean_weight: Share = Field(default=0.5, description="weight of the mean in the memory of a journey")
    peak_weight: Share = 0.25
    end_weight: Share = 0.25
    learning: Share = Field(
        default=0.2, description="how far one journey moves relationship satisfaction, for a new customer"
    )
    tenure_half: PositiveDuration = Field(
        default=3 * 365.0, description="tenure at which a journey moves it half as far"
    )
    memory_half_life: PositiveDuration = Field(
        default=90.0, description="an unresolved friction counts half after this long"
    )
    double_deviation: Annotated[float, Field(strict=True, ge=0.1, le=5, allow_inf_nan=False)] = Field(
        default=2.0, description="factor on the severity when recovery fails, or nobody answers a complaint"
    )
    escalation: Annotated[float, Field(strict=True, ge=0, le=2, allow_inf_nan=False)] = Field(
        default=0.5, description="how much a remembered failure aggravates the next friction"
    )
    overdue: Share = Field(
        default=0.3,
        description="severity of waiting in vain for an answer once, for a case of severity 1; "
        "felt where a desk has a tolerance",
    )
    fast: Share = Field(
        default=0.0, description="share of what repair leaves, that an answer at once takes away, too"
    )

    @model_validator(mode="after")
    def _weights_sum_to_one(self) -> Self:
        total = self.mean_weight + self.peak_weight + self.end_weight
        if abs(total - 1) > 1e-9:
            raise ValueError(f"mean_weight, peak_weight and end_weight to sum to 1 (they sum to {total:g})")
        return self


class GateWeights(StrictModel):
    """What makes customers stop at a touchpoint, in log-odds."""

    friction: Weight = Field(default=1.85, description="for an unresolved friction of severity 1")
    mood: Weight = Field(default=1.0, description="for a mood of -1 instead of 0")
    competition: LogOdds = Field(default=0.0, description="what competitors offer: added for everybody")
    price: Weight = Field(
        default=5.0, description="for a price e times the usual one: a tenth dearer is about a tenth of it"
    )


class Loyalty(StrictModel):
    """The loyalty curve: from relationship satisfaction to the probability to renew (or to come back).

    On the scale of log-odds it is a straight line (logistic), a line that flattens above the anchor
    (flat_top), or one that is flat below the anchor and steep above it (convex_top).
    """

    curve: Literal["logistic", "flat_top", "convex_top"] = "logistic"
    anchor: Feeling = Field(default=0.1, description="satisfaction at which all three curves agree")
    renewal: Probability = Field(
        description="probability to renew there, without switching cost or competition"
    )
    slope: Weight = Field(default=3.0, description="log-odds per unit of satisfaction")
    flatness: Share = Field(default=0.2, description="share of the slope on the flat side of the anchor")
    friction: Weight = Field(default=0.5, description="log-odds less for a remembered friction of severity 1")


class Reading(StrictModel):
    """How a survey score reads a state: centre + gain * state + noise, rounded and kept on the scale."""

    centre: Coefficient
    gain: Coefficient
    noise: Weight


class Surveys(StrictModel):
    """Surveys read the state through response bias and noise; they never drive it."""

    csat: Reading = Reading(centre=3.9, gain=1.6, noise=0.6)
    nps: Reading = Reading(centre=6.9, gain=5.0, noise=1.5)
    ces: Reading = Reading(centre=6.2, gain=4.0, noise=0.8)
    extremity: Weight = Field(default=1.5, description="log-odds to answer more for a feeling of size 1")


class Advocacy(StrictModel):
    """Reviews and referrals, and how they influence later customers."""

    review: Probability = Field(
        default=0.02, description="probability that an indifferent customer writes a review after a journey"
    )
    stars: Reading = Reading(centre=3.6, gain=2.5, noise=0.7)
    referral: Probability = Field(
        default=0.01,
        description="probability that a promoter brings a prospect, per journey; "
        "without a journey of type onboarding nobody can come, and the default is off",
    )
    referral_delay: DurationDistribution = Field(default_factory=lambda: Constant[Duration](value="7 d"))
    warning: Probability = Field(
        default=0.03, description="probability that a detractor warns others, per journey: counts as one star"
    )
    prior_rating: Annotated[float, Field(strict=True, ge=1, le=5, allow_inf_nan=False)] = Field(
        default=3.8, description="rating online at the start, 1 to 5 stars"
    )
    prior_reviews: Positive = Field(default=200.0, description="number of reviews online at the start")
    review_weight: Weight = Field(
        default=0.5, description="log-odds that a prospect goes on, per star above prior_rating"
    )


class Mechanisms(StrictModel):
    """Switches: each mechanism can be left out alone, and every other draw stays as it was."""

    handoffs: Flag = True
    queues: Flag = True
    hours: Flag = True
    patience: Flag = True
    redial: Flag = True
    callbacks: Flag = True
    capacity: Flag = True
    rhythms: Flag = True
    calendar: Flag = True
    frictions: Flag = True
    expectation: Flag = True
    delight: Flag = True
    messages: Flag = True
    detection: Flag = True
    complaints: Flag = True
    recovery: Flag = True
    cases: Flag = True
    memory: Flag = True
    mood: Flag = True
    gate: Flag = True
    loyalty: Flag = True
    intention: Flag = True
    levels: Flag = True
    after_sales: Flag = True
    matter: Flag = True
    surveys: Flag = True
    reviews: Flag = True
    referrals: Flag = True
    differences: Flag = True
    partial: Flag = True

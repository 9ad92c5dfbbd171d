"""Where customers meet the company: touchpoints, what can go wrong or delight there, and how one waits."""

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from cxsim.scenario.distributions import Constant, DurationDistribution, SeverityDistribution
from cxsim.scenario.quantities import (
    Duration,
    Flag,
    Money,
    Name,
    Positive,
    PositiveDuration,
    Probability,
    Share,
    Text,
    Title,
    Weight,
)
from cxsim.scenario.strict import StrictModel

Stage = Literal["awareness", "discovery", "interest", "consideration", "action", "use", "advocacy"]
STAGES: tuple[Stage, ...] = (
    "awareness",
    "discovery",
    "interest",
    "consideration",
    "action",
    "use",
    "advocacy",
)

# The most causes of friction at one touchpoint: each has a random number of its own.
MOST_FRICTIONS = 32

# Causes of friction that the model itself brings about, and `none`: no touchpoint may name its own like them.
RESERVED_CAUSES = (
    "none",
    "lost_context",
    "long_wait",
    "closed",
    "busy",
    "abandoned",
    "unrealistic_expectation",
    "irrelevant_message",
    "bad_timing",
    "overdue",
)


class Friction(StrictModel):
    """One cause of friction. Causes strike independently; the most severe one decides the visit."""

    title: Title | None = Field(
        default=None,
        exclude_if=lambda title: title is None,  # so that scenarios without titles keep their hash
        description="what reports call it; its name where absent",
    )
    probability: Probability = Field(description="for an average customer, at an idle touchpoint")
    severity: SeverityDistribution = Field(description="0 a trifle, 1 as bad as it gets")
    technology: Weight = Field(
        default=0.0,
        description="log-odds more without, fewer with familiarity with technology",
    )
    load: Weight = Field(
        default=0.0, description="log-odds more when as many wait as there are staff, or capacity is used up"
    )
    blocks: Flag = Field(
        default=True, description="unresolved, what one came for is not done: the goal is not reached"
    )


class Delight(StrictModel):
    """An event clearly above expectation."""

    probability: Probability
    strength: SeverityDistribution


class Gate(StrictModel):
    """Going on or leaving: how likely an untroubled, neutral customer stops right here; what is at stake."""

    prospect: Probability = Field(
        default=0.0, description="probability that a prospect in a neutral mood stops here"
    )
    customer: Probability = Field(
        default=0.0,
        description="probability that a customer in a neutral mood leaves here, before switching cost",
    )
    stakes: Weight = Field(
        default=1.0, description="factor on how much mood and unresolved friction matter here"
    )


class Waiting(StrictModel):
    """How customers wait for the staff of a touchpoint, and what they do when they have had enough."""

    tolerance: PositiveDuration = Field(description="a wait up to this long is no friction")
    patience: DurationDistribution | None = Field(
        default=None, description="hangs up after this long; none: waits for ever"
    )
    severity: SeverityDistribution = Field(
        default_factory=lambda: Constant[Probability](value=0.5),
        description="of the friction of not being served, and of the longest of waits",
    )
    redial: Probability = Field(default=0.0, description="probability to try again after not being served")
    redial_delay: DurationDistribution = Field(default_factory=lambda: Constant[Duration](value="1 h"))
    escape: dict[Name, Share] = Field(
        default_factory=dict, description="probability to go to another touchpoint instead, by touchpoint"
    )


class Message(StrictModel):
    """An e-mail or SMS: a friction when it is irrelevant or comes at the wrong moment."""

    relevance: Probability = Field(
        description="probability that the message is relevant to an average customer"
    )
    earliest: Duration = Field(
        default=0.0, description="right moment, from the start of the journey, at pace 1"
    )
    latest: PositiveDuration = Field(description="right moment, until, at pace 1")
    severity: SeverityDistribution = Field(
        description="of the friction of an irrelevant or ill-timed message"
    )


class Touchpoint(StrictModel):
    """One kind of interaction between a customer and the company, on one channel."""

    title: Title
    stage: Stage
    channel: Name
    department: Name = Field(description="the department that owns the touchpoint")
    buyer_action: Text = Field(default="", description="what the customer wants to do here")
    buyer_words: Text = Field(default="", description="what the customer says")
    front_stage: Text = Field(default="", description="whom or what the customer meets")
    back_stage: Text = Field(default="", description="what has to happen unseen")

    team: Name | None = Field(default=None, description="staff that serve here; none: no waiting")
    capacity: Positive | None = Field(
        default=None, description="visits an hour that it takes, without a team; none: any number"
    )
    priority: Annotated[int, Field(strict=True, ge=0, le=1000)] = Field(
        default=0, description="added to the persona's priority in the team's queue"
    )
    service: DurationDistribution = Field(
        default_factory=lambda: Constant[Duration](value="0 s"), description="how long it takes"
    )
    quality: Share = Field(default=0.7, description="quality delivered when nothing goes wrong")
    frictions: Annotated[dict[Name, Friction], Field(max_length=MOST_FRICTIONS)] = Field(default_factory=dict)
    delight: Delight | None = None
    gate: Gate = Gate()
    waiting: Waiting | None = Field(default=None, description="needed where a team serves")
    message: Message | None = Field(default=None, description="for touchpoints that are messages")
    recovery: Name | None = Field(default=None, description="recovery desk that puts frictions right")
    detectability: Probability = Field(
        default=1.0, description="factor on the probability that the company notices by itself"
    )
    recording: Probability | None = Field(
        default=None,
        description="share of visits that reach the company's records; none: as at the level of its stage",
    )
    survey: Flag = Field(default=False, description="ask for CSAT and CES after the visit")
    reads_reviews: Flag = Field(default=False, description="prospects read online reviews here")
    once: Flag = Field(default=False, description="met at most once in a journey: no link leads here again")
    cost: Money = Field(default=0.0, description="per visit, staff time not included")
    wins_back: Probability = Field(
        default=0.0, description="probability that who means to leave stays after a visit here that went well"
    )

    @model_validator(mode="after")
    def _one_of_both_is_limited(self) -> Self:
        if self.capacity is not None and self.team is not None:
            raise ValueError("a capacity or a team, which has one of its own, not both")
        return self

"""Who the customers are: personas, the population they come from, and how their lives are measured."""

import math
from typing import Annotated, Any, Literal

from pydantic import (
    AfterValidator,
    BeforeValidator,
    Discriminator,
    Field,
    SerializerFunctionWrapHandler,
    Tag,
    model_serializer,
)

from cxsim.scenario.distributions import DurationDistribution, FeelingDistribution
from cxsim.scenario.quantities import (
    Count,
    Duration,
    Factor,
    LogOdds,
    LogSd,
    LongDuration,
    LossAversion,
    Money,
    Name,
    NonNegative,
    Odds,
    PositiveDuration,
    Probability,
    Share,
    Text,
    Title,
    UpToTen,
    Weight,
)
from cxsim.scenario.strict import StrictModel

SLOWEST_ARRIVALS = 1e-9  # prospects a day
RARE = 3.09  # standard deviations from the middle, beyond which is one in a thousand


class Spread(StrictModel):
    """How much customers of one persona differ: standard deviations, of what each has for life."""

    loyalty: UpToTen = Field(
        default=0.0, description="in log-odds, on the loyalty curve and on what holds a customer back"
    )
    patience: LogSd = Field(default=0.0, description="of the log of a factor on patience and tolerance")
    expectation: Annotated[float, Field(strict=True, ge=0, lt=0.5, allow_inf_nan=False)] = Field(
        default=0.0, description="of the quality that is expected"
    )
    pace: LogSd = Field(default=0.0, description="of the log of a factor on delays within a journey")
    needs: LogSd = Field(default=0.0, description="of the log of a factor on how often journeys are needed")


class Step(StrictModel):
    """Who goes on with more, or with less, at the end of a term, and with how much of what they had."""

    share: Share = Field(description="of those who could, at a satisfaction of loyalty.anchor")
    factor: Annotated[float, Field(strict=True, ge=0.25, le=4, allow_inf_nan=False)] = Field(
        description="on the margin"
    )
    slope: Weight = Field(default=1.0, description="log-odds per unit of satisfaction")


class Contract(StrictModel):
    """For how long a customer is bound, how to get out, and how it goes on by itself."""

    first: LongDuration = Field(description="first term")
    then: LongDuration | None = Field(
        default=None,
        description="later terms; shorter than the first they follow by themselves, without a renewal "
        "journey; none: as the first",
    )
    notice: Duration = Field(default=0.0, description="how long before the end of a term one decides")
    inertia: Weight = Field(
        default=1.0,
        description="where later terms are shorter: hazard of leaving them, as a factor on the first term's",
    )
    exit_fee: Share = Field(
        default=0.0, description="share of the margin of the rest of the term, paid by who leaves within it"
    )
    upgrade: Step | None = Field(default=None, description="who renews for more; none: nobody")
    downgrade: Step | None = Field(default=None, description="who renews for less; none: nobody")
    keeps_part: Step | None = Field(
        default=None, description="who would leave at the end of a term, and keeps a part; none: nobody"
    )

    @property
    def later(self) -> float:
        """How long later terms last."""
        return self.then or self.first

    @property
    def rolls(self) -> bool:
        """Whether later terms follow by themselves."""
        return self.later < self.first

    @model_serializer(mode="wrap")
    def _short(self, dump: SerializerFunctionWrapHandler) -> Any:
        """Write what only has a first term as its duration, as files do."""
        return dump(self)["first"] if self == Contract.model_construct(first=self.first) else dump(self)


def _first_only(value: Any) -> Any:
    return value if isinstance(value, dict | Contract) else {"first": value}


ContractOrTerm = Annotated[Contract, BeforeValidator(_first_only)]


class Persona(StrictModel):
    """A fictional but typical customer of a segment: the card people read, and the parameters it implies."""

    title: Title = Field(description="short name of the segment")
    name: Title = Field(description="name of the fictional customer")
    age: Annotated[int, Field(strict=True, ge=0, le=120)]
    occupation: Text
    family: Text
    ambitions: Text = ""
    interests: Text = ""
    hobbies: Text = ""
    habits: Text = Field(default="", description="how this customer buys and uses")

    share: Share = Field(description="share of the population; shares of all personas sum to 1")
    technology: Share = Field(default=0.5, description="familiarity with technology, 0 none to 1 expert")
    expectation: Share = Field(
        default=0.7, description="quality this customer expects, on the scale of touchpoint quality"
    )
    pace: Factor = Field(default=1.0, description="factor on delays between touchpoints and between journeys")
    patience: Factor = Field(default=1.0, description="factor on patience and tolerance while waiting")
    knows_hours: Probability = Field(
        default=0.0, description="probability to know when a team is closed, and to come when it is open"
    )
    complaint: Probability = Field(
        default=0.3, description="probability to complain about an average friction"
    )
    friction_odds: Odds = Field(default=1.0, description="factor on the odds of every friction")
    delight_odds: Odds = Field(default=1.0, description="factor on the odds of delight")
    loss_aversion: LossAversion | None = Field(default=None, description="overrides the one in feelings")
    stakes: dict[Name, Weight] = Field(
        default_factory=dict, description="factor on what is at stake, by touchpoint (1 where absent)"
    )
    channels: dict[Name, Weight] = Field(
        default_factory=dict,
        description="preference for channels: weight on routes that lead there (1 where absent)",
    )
    switching_cost: Weight = Field(default=0.0, description="log-odds that hold a customer back from leaving")
    loyalty: LogOdds = Field(default=0.0, description="log-odds added to the loyalty curve")
    message_interest: Odds = Field(default=1.0, description="factor on the odds that a message is relevant")
    survey_response: Probability = Field(
        default=0.2, description="probability to answer a survey when indifferent"
    )
    satisfaction: FeelingDistribution = Field(
        description="relationship satisfaction of existing customers at the start, -1 to 1"
    )
    contract: ContractOrTerm | None = Field(
        default=None, description="contract period, or terms; none where there is no contract"
    )
    value_per_year: Money = Field(description="margin a customer brings in a year, before the cost to serve")
    priority: Count = Field(default=0, description="priority in queues; higher goes first")
    spread: Spread = Field(default=Spread(), description="how much customers of this persona differ")

    @property
    def fastest(self) -> float:
        """The pace within a journey of the fastest, but for one in a thousand."""
        return self.pace * math.exp(-RARE * self.spread.pace - 0.5 * self.spread.pace**2)

    @property
    def neediest(self) -> float:
        """The pace between journeys of whoever needs them most often, but for one in a thousand."""
        return self.pace * math.exp(-RARE * self.spread.needs + 0.5 * self.spread.needs**2)


def _nobody_or_some(rate: float) -> float:
    if 0 < rate < SLOWEST_ARRIVALS:  # so slow that there is no time until the first one
        raise ValueError(f"0, or a number of at least {SLOWEST_ARRIVALS:.9f}")
    return rate


class Population(StrictModel):
    """How many customers there are at the start, and how many prospects come."""

    existing: Count = Field(description="customers at the start")
    prospects_per_day: Annotated[NonNegative, AfterValidator(_nobody_or_some)] = Field(
        description="mean number of prospects that arrive each day (Poisson)"
    )
    tenure: DurationDistribution = Field(description="how long existing customers have been customers")
    rhythm: Name | None = Field(default=None, description="rhythm of arrivals over the week")
    start: Literal["given", "settled"] = Field(
        default="given",
        description="how customers stand at the start: as given here, or as the same company leaves them "
        "once it has been simulated for years before",
    )
    keep: tuple[Literal["tenure", "satisfaction"], ...] = Field(
        default=(), description="what is as given nevertheless (settled only)"
    )


class Period(StrictModel):
    """What is measured: everybody from the end of the warm-up, to the end of the follow-up."""

    follow_up: PositiveDuration = Field(
        description="from the end of the warm-up to the end of the simulation"
    )
    warm_up: Duration = Field(default=0.0, description="simulated but not measured")
    time_to_decide: Duration = Field(
        default=0.0,
        description="prospects who arrive later than this before the end are simulated but not measured",
    )


class Churn(StrictModel):
    """What it means to be lost: leaving at the end of a contract, or no purchase within a window."""

    definition: Literal["contract_end", "no_purchase"]
    window: PositiveDuration | None = Field(
        default=None, description="no purchase for this long is churn (no_purchase only)"
    )
    at_once: Probability = Field(
        default=1.0,
        description="probability that a customer at whom a gate closes leaves at once; else they mean to "
        "leave at the end of the term (contract_end only)",
    )
    intention_lasts: DurationDistribution | None = Field(
        default=None, description="how long a customer means to leave; none: for ever"
    )
    recovery_wins_back: Probability = Field(
        default=0.0, description="probability that who means to leave stays once a friction is put right"
    )


AcquisitionCost = Annotated[
    Annotated[Money, Tag("one")] | Annotated[dict[Name, Money], Tag("by_channel")],
    Discriminator(lambda cost: "by_channel" if isinstance(cost, dict) else "one"),
]


class Value(StrictModel):
    """How money over time is summed up, from the end of the warm-up on."""

    discount_rate: Probability = Field(default=0.08, description="per year")
    value_horizon: PositiveDuration = Field(
        default=1_095.0,
        description="how long value is counted from the end of the warm-up, "
        "beyond the follow-up by what its last year was like",
    )
    acquisition_cost: AcquisitionCost = Field(
        default=0.0,
        description="cost of winning a customer, once for each; or costs by channel, where they came in",
    )
    sector_retention: Probability | None = Field(
        default=None, description="yearly retention that is usual in the sector, as a target"
    )

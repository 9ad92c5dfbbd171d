"""What customers go through: journeys, each a graph of touchpoints, several of which make up a life."""

from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field

from cxsim.scenario.distributions import Constant, DurationDistribution
from cxsim.scenario.quantities import Duration, Flag, Name, Probability, Share, Title
from cxsim.scenario.strict import StrictModel

JourneyType = Literal["onboarding", "use", "after_sales", "renewal"]

# Where a link may lead besides to touchpoints: the goal of the journey, or giving it up.
GOAL, STOP = "goal", "stop"


class Link(StrictModel):
    """The passage from one touchpoint to the next; where fragmentation hurts."""

    share: Share = Field(description="share of customers who take this link, before channel preferences")
    delay: DurationDistribution = Field(
        default_factory=lambda: Constant[Duration](value="0 s"), description="time until the next touchpoint"
    )
    from_start: Flag = Field(
        default=False, description="the delay counts from the start of the journey: a deadline"
    )
    context_loss: Probability | None = Field(
        default=None, description="probability that the customer's context is lost; default from handoffs"
    )


def _share_only(value: Any) -> Any:
    return {"share": value} if isinstance(value, int | float) and not isinstance(value, bool) else value


LinkOrShare = Annotated[Link, BeforeValidator(_share_only)]


class Journey(StrictModel):
    """A path through touchpoints towards one goal."""

    title: Title
    type: JourneyType
    start: dict[Name, Share] = Field(min_length=1, description="where the journey starts; shares sum to 1")
    links: dict[Name, dict[Name, LinkOrShare]] = Field(
        description="from each touchpoint to the next ones, to goal or to stop; its shares sum to 1"
    )
    every: DurationDistribution | None = Field(
        default=None,
        description="time between two needs for this journey (use, after_sales, renewal without contract)",
    )
    after_friction: Probability = Field(
        default=0.0,
        description="probability that an unresolved friction calls for this journey (after_sales)",
    )
    after_friction_delay: DurationDistribution = Field(
        default_factory=lambda: Constant[Duration](value="1 d")
    )
    resolves: Probability = Field(
        default=0.0, description="share of remembered frictions that is settled when the goal is reached"
    )
    rhythm: Name | None = Field(default=None, description="when in the week this journey happens")

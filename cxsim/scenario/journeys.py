"""What customers go through: journeys, each a graph of touchpoints, several of which make up a life."""

from collections.abc import Collection, Iterator, Mapping
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, ConfigDict, Field

from cxsim.scenario.distributions import Constant, DurationDistribution
from cxsim.scenario.quantities import Duration, Flag, Name, Probability, Share, Title
from cxsim.scenario.strict import StrictModel

JourneyType = Literal["onboarding", "use", "after_sales", "renewal"]

# Where a link may lead besides to touchpoints: the goal of the journey, or giving it up.
GOAL, STOP = "goal", "stop"

# How a visit may have ended for a fork to lead elsewhere.
Ending = Literal["friction", "recovered", "delight", "abandoned", "closed", "busy"]

NOT_SERVED: tuple[Ending, ...] = ("abandoned", "closed", "busy")

# What stands beside the links of a fork, and is no touchpoint.
RESERVED_LINKS = ("after", "from", "again")


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

Times = Annotated[int, Field(ge=2, le=1_000)]


def _none(forks: Mapping[Any, "Fork"]) -> bool:
    return not forks  # so that scenarios without conditions keep their hash


class Fork(StrictModel):
    """The ways on from a touchpoint: links by where they lead, and other forks that take their place.

    It is read like a mapping of its own links. Of the forks in it one takes its place: that `after` how the
    visit ended; else that `from` where one came; else that for who is here `again`; in it the same is asked.
    """

    model_config = ConfigDict(extra="allow", populate_by_name=False)
    __pydantic_extra__: dict[Name, LinkOrShare]

    after: dict[Ending, "Fork"] = Field(
        default_factory=dict, exclude_if=_none, description="instead, by how the visit ended"
    )
    origin: dict[Name, "Fork"] = Field(
        default_factory=dict,
        alias="from",
        exclude_if=_none,
        description="instead, by the touchpoint one came from",
    )
    again: dict[Times, "Fork"] = Field(
        default_factory=dict,
        exclude_if=_none,
        description="instead, when here for so many times or more in this journey; the greatest that fits",
    )

    def __getitem__(self, target: str) -> Link:
        return self.__pydantic_extra__[target]

    def __iter__(self) -> Iterator[str]:  # type: ignore[override]
        return iter(self.__pydantic_extra__)

    def __len__(self) -> int:
        return len(self.__pydantic_extra__)

    def __contains__(self, target: str) -> bool:
        return target in self.__pydantic_extra__

    def items(self) -> Collection[tuple[str, Link]]:
        """Return the links by where they lead."""
        return self.__pydantic_extra__.items()

    def values(self) -> Collection[Link]:
        """Return the links."""
        return self.__pydantic_extra__.values()

    def inside(self) -> Iterator[tuple[tuple[str | int, ...], "Fork"]]:
        """Go through the forks that may take its place, and those in them, by where they stand in it."""
        for kind, forks in (("after", self.after), ("from", self.origin), ("again", self.again)):
            for key, fork in forks.items():
                yield (kind, key), fork
                yield from (((kind, key, *path), deeper) for path, deeper in fork.inside())

    def each(self) -> Iterator[tuple[tuple[str | int, ...], "Fork"]]:
        """Go through this fork and all forks in it."""
        yield (), self
        yield from self.inside()


class Journey(StrictModel):
    """A path through touchpoints towards one goal."""

    title: Title
    type: JourneyType
    start: dict[Name, Share] = Field(min_length=1, description="where the journey starts; shares sum to 1")
    links: dict[Name, Fork] = Field(
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
    calls_in_a_row: Annotated[int, Field(strict=True, ge=1, le=1_000)] = Field(
        default=1, description="journeys of help that may follow each other about the same matter"
    )
    resolves: Probability = Field(
        default=0.0, description="share of remembered frictions that is settled when the goal is reached"
    )
    rhythm: Name | None = Field(default=None, description="when in the week this journey happens")

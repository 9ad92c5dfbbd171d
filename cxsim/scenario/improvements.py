"""Improvements: costed changes to the journey that one could decide, among them what is built or removed."""

from collections.abc import Iterator
from typing import Annotated, Any, Literal, Self

from pydantic import Field, model_validator

from cxsim.scenario.calendar import Day
from cxsim.scenario.quantities import Duration, Money, Name, Text, Title
from cxsim.scenario.strict import StrictModel

Where = Annotated[str, Field(min_length=1, max_length=500)]

# The sections of a file that an improvement can build in.
Section = Literal["channels", "teams", "desks", "touchpoints", "journeys"]


def _none(there: Any) -> bool:
    return not there  # so that scenarios that build nothing keep their hash


class Change(StrictModel):
    """One change to the scenario: a path in the file, an operation and a value."""

    path: Where = Field(description="such as touchpoints.invoice.quality")
    operation: Literal["set", "multiply", "add"] = "set"
    value: Any = Field(description="as it would stand in the file")


class Improvement(StrictModel):
    """A costed change to the journey that one could decide."""

    title: Title
    owner: Name = Field(description="department that would do it")
    changes: tuple[Change, ...] = Field(
        default=(),
        description="to what is there, after what it removes and builds",
        json_schema_extra={"minItems": 1},
    )
    builds: dict[Section, dict[str, Any]] = Field(
        default_factory=dict,
        exclude_if=_none,
        description="touchpoints, teams, desks, channels, and links and starts of journeys that it adds, as "
        "they would stand in the file; the other links of a fork make room in proportion",
    )
    removes: tuple[Where, ...] = Field(
        default=(),
        exclude_if=_none,
        description="touchpoints, teams, desks, links and starts that it takes away, by their path",
    )
    one_off: Money = Field(default=0.0, description="cost once")
    yearly: Money = Field(default=0.0, description="cost every year, from begins to ends")
    begins: Day | None = Field(default=None, description="its first day; none: the end of the warm-up")
    ramp: Duration = Field(
        default=0.0, description="until it acts in full, in up to 6 equal steps; 0 s: at once"
    )
    ends: Day | None = Field(default=None, description="the first day after it; none: it lasts")
    addressed: Annotated[float, Field(strict=True, gt=0, le=1, allow_inf_nan=False)] = Field(
        default=1.0, description="share of customers it is for, drawn at random, each once and for all"
    )
    personas: Annotated[tuple[Name, ...], Field(min_length=1)] | None = Field(
        default=None, alias="for", description="personas it is for; none named: all"
    )
    note: Text = Field(default="", description="why it should work; where the figure comes from")

    @model_validator(mode="after")
    def _does_something(self) -> Self:
        if not (self.changes or self.builds or self.removes):
            raise ValueError("something that it changes, builds or removes")
        return self

    @property
    def restructures(self) -> bool:
        """Whether it builds or removes anything."""
        return bool(self.builds or self.removes)

    def structure(self) -> list[str]:
        """Return where it builds or removes something: paths of entries, forks and starts."""
        return [*self.removes, *(".".join(path) for path in self._built())]

    def _built(self) -> Iterator[tuple[str, ...]]:
        for section, entries in self.builds.items():
            for name, entry in entries.items():
                if section != "journeys":
                    yield section, name
                elif isinstance(entry, dict):
                    yield from (("journeys", name, "start") for _ in [0] if "start" in entry)
                    links = entry.get("links")
                    yield from (("journeys", name, "links", source) for source in links or ())

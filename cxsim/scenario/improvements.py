"""Improvements: costed changes to the journey that one could decide."""

from typing import Annotated, Any, Literal

from pydantic import Field

from cxsim.scenario.calendar import Day
from cxsim.scenario.quantities import Duration, Money, Name, Text, Title
from cxsim.scenario.strict import StrictModel


class Change(StrictModel):
    """One change to the scenario: a path in the file, an operation and a value."""

    path: Annotated[str, Field(min_length=1, max_length=500)] = Field(
        description="such as touchpoints.invoice.quality"
    )
    operation: Literal["set", "multiply", "add"] = "set"
    value: Any = Field(description="as it would stand in the file")


class Improvement(StrictModel):
    """A costed change to the journey that one could decide."""

    title: Title
    owner: Name = Field(description="department that would do it")
    changes: tuple[Change, ...] = Field(min_length=1)
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

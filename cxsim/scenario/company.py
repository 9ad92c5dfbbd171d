"""What the company brings: departments, channels, teams, recovery desks, hand-offs and CEM maturity."""

from typing import Annotated, Literal, Self, get_args

from pydantic import AfterValidator, Field, WithJsonSchema, model_validator

from cxsim.scenario.distributions import DurationDistribution, SeverityDistribution
from cxsim.scenario.hours import parse_hours
from cxsim.scenario.quantities import (
    Count,
    Duration,
    Factor,
    Flag,
    Money,
    Name,
    NonNegative,
    PositiveDuration,
    Probability,
    Share,
    Title,
    Weight,
)
from cxsim.scenario.strict import StrictModel
from cxsim.scenario.touchpoints import Stage


def _readable(text: str) -> str:
    parse_hours(text)
    return text


Hours = Annotated[
    str,
    AfterValidator(_readable),
    WithJsonSchema(
        {"type": "string", "description": "hours such as mon-fri 08:00-20:00; sat 09:00-13:00, or always"}
    ),
]


class Department(StrictModel):
    """A department that owns touchpoints."""

    title: Title


class Channel(StrictModel):
    """A way to meet: phone, web, shop, e-mail."""

    title: Title
    technology: Share = Field(default=0.0, description="how much familiarity with technology it asks for")


Weekday = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
HourWeights = Annotated[tuple[NonNegative, ...], Field(min_length=24, max_length=24)]


class Rhythm(StrictModel):
    """When in the week customers are active: time between touchpoints passes as fast as they are."""

    hours: HourWeights = (1.0,) * 24
    weekdays: Annotated[tuple[NonNegative, ...], Field(min_length=7, max_length=7)] = Field(
        default=(1.0,) * 7, description="Monday first"
    )
    days: dict[Weekday, HourWeights] = Field(
        default_factory=dict, description="weights by hour of days that have their own, instead of hours"
    )

    @model_validator(mode="after")
    def _active_at_all(self) -> Self:
        if max(map(max, self.week())) < 1e-6:  # smaller weights are rounded away
            raise ValueError("a rhythm with at least one active hour and one active day")
        return self

    def week(self) -> tuple[tuple[float, ...], ...]:
        """Return the weights of each day, Monday first, by hour."""
        return tuple(
            tuple(of_day * of_hour for of_hour in self.days.get(day, self.hours))
            for day, of_day in zip(get_args(Weekday), self.weekdays, strict=True)
        )


class Shift(StrictModel):
    """Staff on duty at some hours; shifts at the same hour add up."""

    hours: Hours
    staff: Count


class Callback(StrictModel):
    """An offer to be called back, to who would wait for long."""

    after: Duration = Field(description="offered where the wait foreseen is longer than this")
    accepted: Probability = Field(description="probability that a customer accepts")
    unreached: Probability = Field(default=0.0, description="probability that they cannot be reached then")


class Team(StrictModel):
    """Staff that serve one or more touchpoints and recovery desks from one queue."""

    title: Title
    department: Name | None = None
    staff: Count | None = Field(default=None, description="staff on duty whenever open; or give shifts")
    hours: Hours = Field(default="always", description="opening hours")
    shifts: tuple[Shift, ...] = Field(default=(), description="staff by hours, instead of staff and hours")
    when_closed: Literal["turn_away", "wait"] = Field(
        default="turn_away",
        description="outside opening hours customers are turned away, or wait until it opens",
    )
    lines: Count | None = Field(
        default=None, description="most customers who can wait; more hear a busy tone"
    )
    callback: Callback | None = Field(default=None, description="none: everybody waits on the line")
    target: PositiveDuration | None = Field(
        default=None, description="within which customers should be served: for the service level alone"
    )
    head_start: Duration | None = Field(
        default=None,
        description="each point of priority counts as having come this much earlier; absolute where absent",
    )
    cost_per_hour: Money = Field(default=0.0, description="for one member of staff on duty")
    open_on_closed_days: Flag = Field(default=False, description="works on days on which others are closed")

    @model_validator(mode="after")
    def _somebody_works(self) -> Self:
        if (self.staff is None) == (not self.shifts):
            raise ValueError("either staff (with hours) or shifts")
        if self.shifts and self.hours != "always":
            raise ValueError("hours inside the shifts, not beside them")
        if self.staff == 0 or (self.shifts and not any(shift.staff for shift in self.shifts)):
            raise ValueError("a team with at least one member of staff on duty at some time")
        return self

    def shift_plan(self) -> tuple[Shift, ...]:
        """Return who is on duty when, whichever way it was written."""
        return self.shifts or (Shift(hours=self.hours, staff=self.staff or 0),)


class Desk(StrictModel):
    """A recovery desk: notices of friction come here and are put right, or not."""

    title: Title
    team: Name | None = Field(default=None, description="staff that work here; none: never a queue")
    priority: Annotated[int, Field(strict=True, ge=0, le=1000)] = 0
    skill: Probability = Field(
        description="probability to put a friction of no severity right, at maturity level 3"
    )
    hardness: Share = Field(default=0.3, description="how much of that is lost at the highest severity")
    time: DurationDistribution = Field(description="staff time for one case")
    turnaround: DurationDistribution | None = Field(
        default=None, description="time until the customer has the result"
    )
    repair: Share = Field(default=0.8, description="share of the severity that a success takes away")
    goodwill: Share = Field(
        default=0.1, description="how much a success pleases beyond that: it never adds loyalty by itself"
    )
    cost: Money = Field(default=0.0, description="per case, staff time not included")
    on_the_spot: Flag = Field(
        default=True, description="customers wait here for the result; false: they live on until the answer"
    )
    tolerance: PositiveDuration | None = Field(
        default=None,
        description="each time so much longer without an answer lets a customer down; none: never",
    )
    asks_again: Probability = Field(
        default=0.0, description="probability to call for help about the case each time it is overdue"
    )
    target: PositiveDuration | None = Field(
        default=None, description="time in which cases should be answered; it decides nothing"
    )

    @model_validator(mode="after")
    def _asks_again_after_a_time(self) -> Self:
        if self.asks_again > 0.0 and self.tolerance is None:
            raise ValueError("a tolerance, after which customers ask again (asks_again is above 0)")
        if self.tolerance is not None and self.tolerance * 1_440 < 1 - 1e-9:
            raise ValueError("a tolerance of at least 1 min: each time it passes is felt")
        return self


class Handoffs(StrictModel):
    """Loss of context where a link says nothing of its own about internal communication."""

    same_department: Probability = 0.02
    across_channels: Probability = Field(default=0.08, description="same department, another channel")
    across_departments: Probability = 0.15
    severity: SeverityDistribution = Field(description="of having to start again")


class Level(StrictModel):
    """What a level of CEM maturity means in numbers."""

    recording: Probability = Field(description="share of interactions that reach the company's records")
    detection: Probability = Field(description="probability that the company notices a friction by itself")
    context_loss: Weight = Field(description="factor on the loss of context")
    empowerment: Factor = Field(description="factor on the skill of recovery desks")


LEVELS = ("initial", "developing", "defined", "managed", "optimised")
LevelName = Literal["initial", "developing", "defined", "managed", "optimised"]


class Levels(StrictModel):
    """The five levels of CEM maturity."""

    initial: Level = Level(recording=0.2, detection=0.05, context_loss=1.5, empowerment=0.7)
    developing: Level = Level(recording=0.4, detection=0.1, context_loss=1.25, empowerment=0.85)
    defined: Level = Level(recording=0.6, detection=0.2, context_loss=1.0, empowerment=1.0)
    managed: Level = Level(recording=0.8, detection=0.35, context_loss=0.7, empowerment=1.1)
    optimised: Level = Level(recording=0.95, detection=0.5, context_loss=0.4, empowerment=1.2)


class Maturity(StrictModel):
    """CEM maturity by stage; it drives recording, detection, sharing of context and empowerment."""

    levels: Levels = Levels()
    stages: dict[Stage, LevelName] = Field(default_factory=dict, description="defined where absent")

    def level_name(self, stage: Stage) -> LevelName:
        """Return the level of a stage."""
        return self.stages.get(stage, "defined")

    def level(self, stage: Stage) -> Level:
        """Return what the level of a stage means in numbers."""
        found: Level = getattr(self.levels, self.level_name(stage))
        return found

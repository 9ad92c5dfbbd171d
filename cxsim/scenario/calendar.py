"""The year: busier months, spells in which something is different, days on which teams are closed."""

import math
from datetime import date, timedelta
from functools import lru_cache
from typing import Annotated, Any, Self

from pydantic import BeforeValidator, Field, WithJsonSchema, model_validator

from cxsim.scenario.quantities import Factor, LogOdds, Name, NonNegative, Title
from cxsim.scenario.strict import StrictModel

_DAY = "a day such as 2026-12-24"


def _day(value: Any) -> Any:
    if isinstance(value, date):
        return value
    try:
        if not isinstance(value, str) or len(value) != len("2026-12-24"):
            raise ValueError
        return date.fromisoformat(value)
    except ValueError as error:
        raise ValueError(_DAY) from error


Day = Annotated[
    date,
    BeforeValidator(_day),
    WithJsonSchema({"type": "string", "format": "date", "description": _DAY}),
]


FactorsByMonth = Annotated[tuple[NonNegative, ...], Field(min_length=12, max_length=12)]
LogOddsByMonth = Annotated[tuple[LogOdds, ...], Field(min_length=12, max_length=12)]


class Months(StrictModel):
    """What differs from month to month, January first."""

    arrivals: FactorsByMonth = Field(
        default=(1.0,) * 12, description="how many prospects come, scaled to a mean of 1"
    )
    needs: FactorsByMonth = Field(
        default=(1.0,) * 12, description="how often needs come up, scaled to a mean of 1"
    )
    competition: LogOddsByMonth = Field(
        default=(0.0,) * 12, description="log-odds to stop or leave, added to gate.competition"
    )

    @model_validator(mode="after")
    def _at_all(self) -> Self:
        if not any(self.arrivals) or not any(self.needs):
            raise ValueError("at least one month with arrivals, and one with needs")
        return self


class Spell(StrictModel):
    """Some time in which something is different: a campaign, a price rise, an outage of a competitor."""

    title: Title
    begins: Day = Field(description="its first day")
    ends: Day | None = Field(default=None, description="the first day after it; none: it lasts")
    arrivals: Factor = Field(default=1.0, description="factor on how many prospects come")
    needs: Factor = Field(default=1.0, description="factor on how often needs come up")
    competition: LogOdds = Field(default=0.0, description="log-odds to stop or leave, added for everybody")
    price: Factor = Field(default=1.0, description="price against the usual one, such as 1.05")

    def days(self, start: date, number: int) -> range:
        """Return on which days it is there, of so many from the first one on."""
        last = number if self.ends is None else min((self.ends - start).days, number)
        return range(max((self.begins - start).days, 0), last)

    @model_validator(mode="after")
    def _lasts(self) -> Self:
        if self.ends is not None and self.ends <= self.begins:
            raise ValueError("an end after the beginning")
        return self


class Calendar(StrictModel):
    """What differs from one day of the year to another."""

    months: Months = Months()
    spells: dict[Name, Spell] = Field(default_factory=dict, description="what is different for some time")
    closed: tuple[Day, ...] = Field(
        default=(), description="days on which no team works, but those open_on_closed_days"
    )

    def factors(self, what: str, start: date, days: int) -> list[float]:
        """Return the factor on ``arrivals`` or ``needs``, day by day from the first one on."""
        months = getattr(self.months, what)
        scale = len(months) / math.fsum(months)
        by_day = [[months[month] * scale] for month in _months(start, days)]
        for spell in self.spells.values():
            for day in spell.days(start, days):
                by_day[day].append(getattr(spell, what))
        return list(map(math.prod, by_day))

    def pull(self, start: date, days: int, price: float) -> list[float]:
        """Return what draws customers away, day by day, in log-odds; `price` is the weight of prices."""
        by_day = [[self.months.competition[month]] for month in _months(start, days)]
        for spell in self.spells.values():
            for day in spell.days(start, days):
                by_day[day].append(spell.competition + price * math.log(spell.price))
        return list(map(math.fsum, by_day))


@lru_cache(maxsize=64)
def _months(start: date, days: int) -> tuple[int, ...]:
    """Return the place in the year of the month of each day from the first one on."""
    return tuple((start + timedelta(number)).month - 1 for number in range(days))

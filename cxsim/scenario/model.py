"""The scenario as a whole: everything that is simulated, validated and frozen."""

import re
from datetime import date
from typing import Annotated, Any

from pydantic import BeforeValidator, Field, WithJsonSchema

from cxsim.language.wording import counted, in_short
from cxsim.scenario.at_a_glance import COUNTED, at_a_glance, first_of
from cxsim.scenario.behaviour import Advocacy, Feelings, GateWeights, Loyalty, Mechanisms, Surveys
from cxsim.scenario.calendar import Calendar
from cxsim.scenario.company import Channel, Department, Desk, Handoffs, Maturity, Rhythm, Team
from cxsim.scenario.evidence import Evidence
from cxsim.scenario.facts import Fact
from cxsim.scenario.improvements import Improvement
from cxsim.scenario.journeys import Journey
from cxsim.scenario.people import Churn, Period, Persona, Population, Value
from cxsim.scenario.quantities import Name, Text, Title
from cxsim.scenario.strict import StrictModel
from cxsim.scenario.touchpoints import Touchpoint
from cxsim.scenario.versions import SecondVersion

_FIRST_DAY = "a Monday from 1970 to 2199, such as 2026-01-05"


def _monday(value: Any) -> Any:
    # Read here, because pydantic would also take seconds since 1970 for a date.
    if isinstance(value, str) and re.fullmatch(r"\d{4}-\d\d-\d\d", value, re.ASCII):
        try:
            value = date.fromisoformat(value)
        except ValueError as error:  # the 31st of February
            raise ValueError(_FIRST_DAY) from error
    if not isinstance(value, date) or value.weekday() != 0 or not 1970 <= value.year < 2200:
        raise ValueError(_FIRST_DAY)
    return value


Monday = Annotated[
    date,
    BeforeValidator(_monday),
    WithJsonSchema({"type": "string", "format": "date", "description": _FIRST_DAY}),
]


class Scenario(StrictModel):
    """A journey map to simulate: personas, touchpoints, journeys, teams, recovery, loyalty, improvements."""

    schema_version: SecondVersion = Field(alias="schema", description="version of this format")
    name: Name
    title: Title
    sector: Title
    description: Text = ""
    currency: Annotated[str, Field(pattern=r"^[A-Z]{3}$")] = "EUR"
    start: Monday = Field(default=date(2026, 1, 5), description="first day of the simulation, a Monday")

    period: Period
    population: Population
    churn: Churn
    departments: dict[Name, Department] = Field(min_length=1)
    channels: dict[Name, Channel] = Field(min_length=1)
    personas: dict[Name, Persona] = Field(min_length=1)
    touchpoints: dict[Name, Touchpoint] = Field(min_length=1)
    journeys: dict[Name, Journey] = Field(min_length=1)
    teams: dict[Name, Team] = Field(default_factory=dict)
    desks: dict[Name, Desk] = Field(default_factory=dict)
    rhythms: dict[Name, Rhythm] = Field(default_factory=dict)
    calendar: Calendar = Calendar()
    handoffs: Handoffs
    maturity: Maturity = Maturity()
    feelings: Feelings = Feelings()
    gate: GateWeights = GateWeights()
    loyalty: Loyalty
    surveys: Surveys = Surveys()
    advocacy: Advocacy = Advocacy()
    value: Value = Value()
    mechanisms: Mechanisms = Mechanisms()
    improvements: dict[Name, Improvement] = Field(default_factory=dict)
    facts: dict[Name, Fact] = Field(
        default_factory=dict,
        exclude_if=lambda facts: not facts,
        description="observed figures that the scenario has to reproduce to be believed",
    )

    evidence: dict[str, Evidence] = Field(
        default_factory=dict, exclude=True, description="filled in from the notes beside parameters"
    )

    def __repr__(self) -> str:
        parts = ", ".join(counted(len(getattr(self, kind)), kind.removesuffix("s")) for kind in COUNTED)
        return f'<Scenario "{in_short(self.name)}" "{in_short(self.title)}": {parts}>'

    __str__ = __repr__

    def _repr_html_(self) -> str:
        there = {kind: [one.title for one in getattr(self, kind).values()] for kind in COUNTED}
        rows = [(kind.capitalize(), str(len(each)), first_of(each)) for kind, each in there.items()]
        return at_a_glance(f"{self.title} ({self.name})", ["What", "How many", "Which"], rows)

"""The scenario as a whole: everything that is simulated, validated and frozen."""

from datetime import date
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from cxsim.scenario.behaviour import Advocacy, Feelings, GateWeights, Loyalty, Mechanisms, Surveys
from cxsim.scenario.company import Channel, Department, Desk, Handoffs, Maturity, Rhythm, Team
from cxsim.scenario.evidence import Evidence
from cxsim.scenario.improvements import Improvement
from cxsim.scenario.journeys import Journey
from cxsim.scenario.people import Churn, Period, Persona, Population, Value
from cxsim.scenario.quantities import Name, Text, Title
from cxsim.scenario.strict import StrictModel
from cxsim.scenario.touchpoints import Touchpoint


class Scenario(StrictModel):
    """A journey map that can be simulated: personas, touchpoints, journeys, teams, recovery, loyalty, improvements."""

    schema_version: Literal[1] = Field(alias="schema", description="version of this format")
    name: Name
    title: Title
    sector: Title
    description: Text = ""
    currency: Annotated[str, Field(pattern=r"^[A-Z]{3}$")] = "EUR"
    start: date = Field(default=date(2026, 1, 5), description="first day of the simulation, a Monday")

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

    evidence: dict[str, Evidence] = Field(
        default_factory=dict, exclude=True, description="filled in from the notes beside parameters"
    )

    @model_validator(mode="after")
    def _starts_on_monday(self) -> Self:
        if self.start.weekday() != 0:
            raise ValueError("start to be a Monday")
        return self

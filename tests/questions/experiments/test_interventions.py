"""Interventions change what they name and nothing else, compose, and say clearly what they cannot do."""

import dataclasses
import re

import pytest

from cxsim.engine.parts import Plan
from cxsim.engine.vocabulary import Outcome
from cxsim.questions.experiments.interventions import (
    ForceOutcome,
    Improve,
    InterventionError,
    KeepContext,
    LessFriction,
    MoreStaff,
    world,
)
from cxsim.scenario.improve import improve
from cxsim.scenario.load import load_scenario
from cxsim.scenario.model import Scenario
from tests.engine.scenarios import changed
from tests.questions.small_worlds import row_of
from tests.test_reference_scenarios import SCENARIOS


@pytest.fixture(scope="module")
def telecom():
    return load_scenario(SCENARIOS / "telecom.yaml")


def changes(before: Plan, after: Plan) -> dict[str, list[str]]:
    """The parts of a plan that differ, and which of their fields."""
    found: dict[str, list[str]] = {}
    for field in dataclasses.fields(Plan):
        one, other = getattr(before, field.name), getattr(after, field.name)
        if repr(one) != repr(other):
            found[field.name] = [
                f"{a.index}.{inner.name}"
                for a, b in zip(one, other, strict=True)
                for inner in dataclasses.fields(a)
                if repr(getattr(a, inner.name)) != repr(getattr(b, inner.name))
            ]
    return found


def test_nothing_done_is_today(telecom):
    assert changes(world(telecom).plan, world(telecom, LessFriction("shop", 0.0)).plan) == {}


def test_each_changes_what_it_names(telecom):
    today, names = world(telecom).plan, list(telecom.touchpoints)
    shop = names.index("shop")

    def of(*done):
        return changes(today, world(telecom, *done).plan)

    assert of(ForceOutcome("shop", "ok")) == {"touchpoints": [f"{shop}.forced"]}
    assert of(ForceOutcome("shop", "delight", "every")) == {
        "touchpoints": [f"{shop}.forced", f"{shop}.every"]
    }
    assert of(LessFriction("shop", 0.5)) == {"touchpoints": [f"{shop}.causes"]}
    assert of(LessFriction("renewal_offer", 0.5)) == {
        "touchpoints": [f"{names.index('renewal_offer')}.{part}" for part in ("causes", "relevance")]
    }
    assert of(MoreStaff("care_agents", 2)) == {"teams": [f"{list(telecom.teams).index('care_agents')}.staff"]}
    journeys = {
        part.partition(".")[2] for part in of(KeepContext("appointment_sms", "technician"))["journeys"]
    }
    assert journeys == {"links", "context_loss"}


def test_they_compose(telecom):
    done = (
        ForceOutcome("shop", "ok"),
        ForceOutcome("app", "friction"),
        MoreStaff("care_agents"),
        KeepContext(),
    )
    together = world(telecom, Improve("correct_invoices"), *done).plan
    assert [one.forced for one in together.touchpoints if one.forced >= 0] == [Outcome.OK, Outcome.FRICTION]
    assert not any(any(row) for journey in together.journeys for row in journey.context_loss)
    alone = world(improve(telecom, "correct_invoices"), *done).plan
    assert repr(alone) == repr(together)
    other_way = world(telecom, *reversed(done), Improve("correct_invoices")).plan
    assert repr(other_way) == repr(together)


def test_context_is_kept_where_it_is_said():
    ways = {name: {"share": 0.5, "context_loss": 0.25} for name in ("b", "c")}
    data = changed(row_of({"a": 0.0, "b": 0.0, "c": 0.0}), {"journeys.buy.links.a": ways})
    buy = world(Scenario.model_validate(data), KeepContext("a", "b")).plan.journeys[0]
    assert [link.context_loss for link in buy.links[0]] == [0.0, 0.25]
    assert buy.links[1][0].context_loss == 0.25
    assert (buy.context_loss[0][1], buy.context_loss[1][2]) == (0.0, 0.25)


def test_staff_never_falls_below_none_and_never_works_when_it_is_closed(telecom):
    team = list(telecom.teams).index("care_agents")
    today, more, nobody = (
        world(telecom, MoreStaff("care_agents", people)).plan.teams[team].staff.staff
        for people in (0, 3, -99)
    )
    assert [b - a for a, b in zip(today, more, strict=True)] == [3 if on_duty else 0 for on_duty in today]
    assert set(nobody) == {0}


@pytest.mark.parametrize(
    ("intervention", "said"),
    [
        (ForceOutcome("shopp", "ok"), 'no touchpoint "shopp"; did you mean "shop"?'),
        (ForceOutcome("shop", "great"), "there is no such outcome, only friction, recovered, ok, delight"),
        (ForceOutcome("shop", "ok", "last"), 'visits are "first" or "every"'),
        (ForceOutcome("welcome_email", "friction"), "names nothing that can go wrong there"),
        (ForceOutcome("social_ad", "recovered"), "no desk recovers what goes wrong there"),
        (ForceOutcome("invoice", "delight"), "does not say what delight there would be like"),
        (LessFriction("shop", 1.5), "the share is a number from 0 to 1"),
        (KeepContext("nowhere", "shop"), 'no touchpoint "nowhere"; expected one of'),
        (MoreStaff("agents"), 'no team "agents"; did you mean "care_agents"?'),
    ],
)
def test_what_cannot_be_done_is_said(telecom, intervention, said):
    with pytest.raises(InterventionError, match=re.escape(said)) as error:
        world(telecom, intervention)
    assert str(error.value).startswith(type(intervention).__name__)


def test_outcomes_that_contradict_each_other_are_named(telecom):
    with pytest.raises(InterventionError, match="another outcome is forced there already"):
        world(telecom, ForceOutcome("shop", "ok"), ForceOutcome("shop", "delight"))


def test_a_friction_that_never_strikes_can_still_be_forced():
    data = changed(row_of({"a": 1.0}), {"touchpoints.a.frictions.trouble.probability": 0.0})
    plan = world(Scenario.model_validate(data), ForceOutcome("a", "friction")).plan
    assert plan.touchpoints[0].causes[0].usual == 1.0

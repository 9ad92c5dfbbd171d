"""Interventions change what they name and nothing else, compose, and say clearly what they cannot do."""

import dataclasses
import re

import pytest

from cxsim.engine.compiled.output import customer_columns
from cxsim.engine.compiled_engine import simulate
from cxsim.engine.parts import Plan
from cxsim.engine.vocabulary import FREE, Outcome, forced_at
from cxsim.errors import InterventionError, ParameterError
from cxsim.questions.experiments.interventions import (
    Become,
    ForceOutcome,
    Improve,
    KeepContext,
    LessFriction,
    world,
)
from cxsim.questions.experiments.staff import MoreStaff, NoWaiting
from cxsim.scenario.improve import improve, with_changes
from cxsim.scenario.load import load_scenario
from cxsim.scenario.model import Scenario
from tests.engine.scenarios import changed
from tests.questions.small_worlds import row_of
from tests.small import ROOT
from tests.test_reference_scenarios import SCENARIOS


@pytest.fixture(scope="module")
def telecom():
    return load_scenario(SCENARIOS / "telecom.yaml")


def changes(before: Plan, after: Plan) -> dict[str, list[str]]:
    """The parts of a plan that differ, and which of their fields."""
    found: dict[str, list[str]] = {}
    for field in dataclasses.fields(Plan):
        if field.name in ("before", "since", "settling"):  # what was lived until it begins
            continue
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
    assert of(NoWaiting("shop")) == {"touchpoints": [f"{shop}.team"]}
    journeys = {
        part.partition(".")[2] for part in of(KeepContext("appointment_sms", "technician"))["journeys"]
    }
    assert journeys == {"forks", "context_loss"}


def test_they_compose(telecom):
    done = (
        ForceOutcome("shop", "ok"),
        ForceOutcome("app", "friction"),
        MoreStaff("care_agents"),
        KeepContext(),
    )
    together = world(telecom, Improve("correct_invoices"), *done).plan
    everywhere = [forced_at(one.forced, 0) for one in together.touchpoints]
    assert [outcome for outcome in everywhere if outcome != FREE] == [Outcome.OK, Outcome.FRICTION]
    assert not any(any(row) for journey in together.journeys for row in journey.context_loss)
    alone = world(improve(telecom, "correct_invoices"), *done).plan
    assert changes(alone, together) == {}
    other_way = world(telecom, *reversed(done), Improve("correct_invoices")).plan
    assert changes(other_way, together) == {}


def test_context_is_kept_where_it_is_said():
    ways = {name: {"share": 0.5, "context_loss": 0.25} for name in ("b", "c")}
    data = changed(row_of({"a": 0.0, "b": 0.0, "c": 0.0}), {"journeys.buy.links.a": ways})
    buy = world(Scenario.model_validate(data), KeepContext("a", "b")).plan.journeys[0]
    assert [link.context_loss for link in buy.forks[0].links] == [0.0, 0.25]
    assert buy.forks[1].links[0].context_loss == 0.25
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
        (ForceOutcome("social_ad", "recovered"), "no desk recovers what goes wrong there"),
        (ForceOutcome("invoice", "delight"), "does not say what delight there would be like"),
        (KeepContext("nowhere", "shop"), 'no touchpoint "nowhere"; expected one of'),
        (MoreStaff("agents"), 'no team "agents"; did you mean "care_agents"?'),
    ],
)
def test_what_cannot_be_done_is_said(telecom, intervention, said):
    with pytest.raises(InterventionError, match=re.escape(said)) as error:
        world(telecom, intervention)
    assert str(error.value).startswith(type(intervention).__name__)


def test_no_friction_can_be_forced_where_nothing_can_go_wrong():
    bank = load_scenario("scenarios/bank.yaml")
    with pytest.raises(InterventionError, match="names nothing that can go wrong there"):
        world(bank, ForceOutcome("menu", "friction"))


@pytest.mark.parametrize(
    ("intervention", "given", "said"),
    [
        (ForceOutcome, ("shop", "great"), 'outcome: found "great", expected one of friction, recovered, ok'),
        (ForceOutcome, ("shop", "ok", "last"), 'visits: found "last", expected one of first, every'),
        (ForceOutcome, (7, "ok"), "touchpoint: found 7, expected text"),
        (LessFriction, ("shop", 1.5), "share: found 1.5, expected a number from 0 to 1"),
        (LessFriction, ("shop", float("nan")), "share: found not a number, expected a number from 0 to 1"),
        (KeepContext, (None, 3), "target: found 3, expected text"),
        (
            Improve,
            ("one_case_file", None),
            'names: found ["one_case_file", nothing], expected a list of texts',
        ),
    ],
)
def test_what_is_no_intervention_is_refused_at_once(intervention, given, said):
    with pytest.raises(ParameterError, match=f"^{re.escape(said)}"):
        intervention(*given)


def test_outcomes_that_contradict_each_other_are_named(telecom):
    with pytest.raises(InterventionError, match="another outcome is forced there already"):
        world(telecom, ForceOutcome("shop", "ok"), ForceOutcome("shop", "delight"))


def test_a_friction_that_never_strikes_can_still_be_forced():
    data = changed(row_of({"a": 1.0}), {"touchpoints.a.frictions.trouble.probability": 0.0})
    plan = world(Scenario.model_validate(data), ForceOutcome("a", "friction")).plan
    assert plan.touchpoints[0].causes[0].usual == 1.0


def test_worlds_branch_from_today_at_the_end_of_the_warm_up(telecom):
    today = world(telecom)
    for one in (today.after(Improve("correct_invoices")), today.after(ForceOutcome("app", "ok"))):
        assert one.plan.before is today.plan
        assert one.plan.since == telecom.period.warm_up > 0.0
    both = today.after(Improve("correct_invoices")).after(ForceOutcome("app", "ok")).plan
    assert both.before is today.plan
    assert changes(both, world(telecom, Improve("correct_invoices"), ForceOutcome("app", "ok")).plan) == {}


def test_todays_customers_are_the_same_people_in_every_world(telecom):
    today = world(telecom)
    there = []
    for one in (
        today,
        today.after(Improve("evening_and_saturday_hours"), NoWaiting(), LessFriction("app", 1.0)),
    ):
        people = customer_columns(simulate(one.plan, 3, 0))
        customers = people["since"] < telecom.period.warm_up
        there.append(people["customer"][customers & ~(people["ended"] < telecom.period.warm_up)].tolist())
    assert there[0] == there[1]
    assert len(there[0]) > 1_000


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("population.existing", 10),
        ("period.follow_up", "100 d"),
        ("churn.window", "10 d"),
        ("mechanisms.differences", False),
    ],
)
def test_what_is_settled_before_cannot_be_an_improvement(path, value):
    scenario = load_scenario(
        ROOT / "scenarios" / ("retail.yaml" if path == "churn.window" else "telecom.yaml")
    )
    about = "personas" if path.startswith("mechanisms") else path.partition(".")[0]
    with pytest.raises(InterventionError, match=f"^{about}.*end of the warm-up"):
        world(scenario).after(Become(with_changes(scenario, {path: value})))

"""A scenario held against its facts, and against what no company looks like."""

import json

import pytest

import cxsim as cx
from cxsim.language.speech import speaking
from cxsim.questions.experiments.met import met
from cxsim.questions.facts.odd import ALWAYS, BUSY, IDLE, NO_HARM, ONE_PLACE, oddities
from cxsim.questions.facts.words import met_words, odd_words
from cxsim.scenario.improve import with_changes
from cxsim.scenario.load import scenario_from_dict
from tests.engine.scenarios import persona
from tests.questions.facts.companies import STAKES, company, friction
from tests.questions.small_worlds import row_of


def plainly(said):
    """With plain spaces."""
    return said.replace("\N{NO-BREAK SPACE}", " ")


@pytest.fixture(scope="module")
def telecom():
    return cx.load_scenario("scenarios/telecom.yaml")


def test_a_fact_is_met_missed_or_unclear_by_what_was_measured():
    facts = {
        "right": friction(0.28, 0.32),
        "wrong": friction(0.35, 0.4),
        "nobody": {"kpi": "wait", "scope": "touchpoint", "name": "first", "range": [1, 2]},
        "early": {**friction(0.28, 0.32), "after": "10 d"},
    }
    scenario = company(facts)
    figures = met(scenario)
    assert figures["status"].to_dict() == {
        "right": "met",
        "wrong": "missed",
        "nobody": "unknown",
        "early": "met",
    }
    mean, low, high = figures.loc["right", ["mean", "low", "high"]]
    assert low < 0.3 < high
    near = company({"near": friction(mean + 0.001, 0.5)})
    assert met(near)["status"].to_dict() == {"near": "unclear"}
    assert high > mean + 0.001
    said = [plainly(one) for one in met_words(scenario, figures)]
    assert said[0].startswith(
        "With the file’s own values 2 of 4 facts are met; not met: “Touchpoint first: friction"
    )
    assert said[2].endswith(", for 35.0 % to 40.0 %: not met")
    assert said[3] == "“Touchpoint first: wait over 40 days” none, for 1.0 min to 2.0 min: nothing to measure"
    assert "over 10 days" in said[4]


def test_a_fact_may_be_about_one_persona_at_a_place():
    """Three times the odds of 3 to 7 are 9 to 7: the unlucky meet a friction at 0.5625 of their visits."""
    data = row_of(STAKES, days=40.0, prospects=60.0)
    unlucky = {**persona(title="The unlucky", share=0.2), "friction_odds": 3.0}
    data["personas"] = {"usual": persona(title="The usual", share=0.8), "unlucky": unlucky}
    data["facts"] = {
        "usual": {**friction(0.28, 0.32), "persona": "usual"},
        "unlucky": {**friction(0.54, 0.585), "persona": "unlucky"},
        "all": friction(0.33, 0.375),
        "left": {**friction(0.0, 1.0), "kpi": "left_here", "persona": "unlucky"},
    }
    scenario = scenario_from_dict(data)
    figures = met(scenario)
    assert set(figures["status"]) == {"met"}
    assert figures["persona"].to_dict() == {
        "usual": "usual",
        "unlucky": "unlucky",
        "all": "",
        "left": "unlucky",
    }
    assert figures.loc["usual", "high"] < figures.loc["all", "mean"] < figures.loc["unlucky", "low"]
    assert 0.0 < figures.loc["left", "mean"] < 1.0
    said = plainly(met_words(scenario, figures)[2])
    assert said.startswith("“Touchpoint first, The unlucky: friction over 40 days” 5")


def test_a_window_is_measured_as_a_follow_up_of_that_length():
    fact = {"kpi": "came", "after": "10 d", "range": [0, 1e6]}
    scenario = company({"early": fact})
    short = with_changes(scenario, {"period.follow_up": "10 d"}).model_copy(update={"facts": {}})
    kpis = cx.simulate(short, replications=20).kpis()
    (came,) = kpis[(kpis["scope"] == "journey") & (kpis["kpi"] == "came")]["mean"]
    assert met(scenario)["mean"]["early"] == came


def test_a_persona_is_measured_by_itself(telecom):
    facts = {name: {"kpi": "troubled", "persona": name, "range": [0, 1]} for name in ("sofia", "marek")}
    some = scenario_from_dict(
        {**json.loads(telecom.model_dump_json(by_alias=True)), "facts": facts, "improvements": {}}
    )
    some = with_changes(some, {"population.start": "given"})
    kpis = cx.simulate(some, replications=2, record="kpis").kpis().set_index(["scope", "name", "kpi"])["mean"]
    figures = met(some, replications=2)
    for name in facts:
        assert figures["mean"][name] == kpis["persona", name, "troubled"]


@pytest.mark.whole
def test_the_reference_looks_like_a_company(telecom):
    assert oddities(telecom) == []


@pytest.mark.parametrize(
    ("changes", "kind", "name", "said"),
    [
        (
            {"teams.technicians.shifts": [{"hours": "mon-fri 08:00-11:00", "staff": 1}]},
            BUSY,
            "technicians",
            "“Field technicians” is busy for 1",
        ),
        (
            {"teams.care_agents.shifts": [{"hours": "mon-fri 10:00-16:00", "staff": 60}]},
            IDLE,
            "care_agents",
            "of its time on duty, less than 20 %.",
        ),
        (
            {"journeys.help.rhythm": None},
            ALWAYS,
            "care_agents",
            "“Getting help” comes around the clock, and of those who come to “Care agents”, ",
        ),
    ],
)
def test_what_no_company_looks_like_is_said(telecom, changes, kind, name, said):
    # Customers as given: what is odd needs no years to settle, which take longer than all else.
    odd = oddities(with_changes(telecom, {"population.start": "given", **changes}))
    assert (kind, name) in [(one.kind, one.name) for one in odd]
    told = plainly(" ".join(odd_words(telecom, one) for one in odd))
    assert "No company looks like this: " in told
    assert said in told
    with speaking("fr"):
        assert "Aucune entreprise" in odd_words(telecom, odd[0])


def test_all_losses_at_one_place_are_said():
    data = row_of(STAKES)
    for name in ("first", "third"):
        data["touchpoints"][name]["gate"]["prospect"] = 0.0
    scenario = scenario_from_dict(data)
    assert (ONE_PLACE, "second") in [(one.kind, one.name) for one in oddities(scenario)]


def test_frictions_that_nobody_leaves_for_are_said():
    scenario = scenario_from_dict(row_of(dict.fromkeys(STAKES, 0.0)))
    forgotten = with_changes(scenario, {"mechanisms.memory": False})
    kinds = [one.kind for one in oddities(forgotten)]
    assert NO_HARM in kinds
    assert NO_HARM not in [one.kind for one in oddities(scenario_from_dict(row_of(STAKES)))]

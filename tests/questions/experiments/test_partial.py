"""Worlds with improvements for some customers only: what can be done, what is said, what it costs."""

import pytest

from cxsim.errors import CxsimError
from cxsim.language.speech import speaking
from cxsim.questions.bundles.parts import DoParts, parts_of
from cxsim.questions.experiments.contradictions import contradictions, fault_of
from cxsim.questions.experiments.costs import costs, first_year_costs
from cxsim.questions.experiments.interventions import Become, Improve, LessFriction, world
from cxsim.questions.experiments.timing_words import timing
from cxsim.scenario.model import Scenario
from cxsim.scenario.partial import MOST_GROUPS, groups
from tests.engine.scenarios import Data, changed, persona
from tests.questions.library import STAKES, friction, improvement
from tests.questions.small_worlds import row_of

PERSONAS = {name: persona(title=title, share=0.5) for name, title in (("ana", "Ana"), ("ben", "Ben"))}
QUALITY = "touchpoints.second.quality"


def row(differences: bool = False, **library: Data) -> Scenario:
    data = row_of(STAKES, personas=PERSONAS, improvements=library)
    team = {"teams.agents": {"title": "Agents", "staff": 2}}
    return Scenario.model_validate(changed(data, team, partial=True, differences=differences))


def test_groups_are_those_that_there_are():
    scenario = row(
        anas=friction("first", 0.5) | {"for": ["ana"]},
        bens=friction("second", 0.5) | {"for": ["ben"]},
        some=friction("third", 0.5) | {"for": ["ben"], "addressed": 0.5},
    )
    found = groups(scenario, ["anas", "bens", "some"])
    assert found == [frozenset(), frozenset({"anas"}), frozenset({"bens"}), frozenset({"bens", "some"})]
    then = world(scenario, Improve("some", "anas", "bens"))
    assert then.plan.together == (0, 2, 4, 5)
    assert [one.touchpoints[1].causes[0].probability for one in (then.plan, *then.plan.variants)] == [
        pytest.approx(probability) for probability in (0.3, 0.3, 0.15, 0.15)
    ]


def test_too_many_groups_are_refused_in_one_line():
    places = [f"touchpoints.{place}.{field}" for place in STAKES for field in ("quality", "cost")]
    library = {f"i{n}": improvement(path, 0.5) | {"addressed": 0.5} for n, path in enumerate(places)}
    scenario = row(**library)
    assert len(groups(scenario, list(library)[:5])) == MOST_GROUPS
    with pytest.raises(CxsimError, match=r"i0, .* more than 32 groups .*; let some of them"):
        world(scenario, Improve(*library))


def test_what_acts_on_everybody_cannot_be_for_some():
    for path, value, what in (("teams.agents.staff", 3, "teams"), ("feelings.learning", 0.4, "feelings")):
        scenario = row(one=improvement(path, value, "set") | {"addressed": 0.3})
        with pytest.raises(CxsimError, match=f"{what}: found a change by an improvement that is for some"):
            world(scenario, Improve("one"))
    spread = improvement("personas.ana.spread.loyalty", 1.0, "set") | {"addressed": 0.3}
    with pytest.raises(CxsimError, match="spread: found a change"):
        world(row(differences=True, one=spread), Improve("one"))


def test_an_experiment_is_done_to_those_who_are_addressed_too():
    scenario = row(one=improvement(QUALITY, 0.5, "set") | {"addressed": 0.3})
    then = world(scenario, Improve("one"), LessFriction("second", 1.0)).plan
    assert [one.touchpoints[1].quality for one in (then, *then.variants)] == [0.7, 0.5]
    assert [one.touchpoints[1].causes[0].probability for one in (then, *then.variants)] == [0.0, 0.0]
    same = world(scenario, LessFriction("second", 1.0)).after(Improve("one")).plan
    assert same.variants[0].touchpoints == then.variants[0].touchpoints
    new = world(row(), Become(scenario), Improve("one")).plan
    assert new.variants[0].touchpoints[1].quality == 0.5


def test_steps_of_a_ramp_are_for_those_who_are_addressed():
    slow = improvement(QUALITY, 0.5, "set") | {"addressed": 0.3, "ramp": "14 d"}
    then = world(row(one=slow), Improve("one")).plan
    found = [[one.touchpoints[1].quality for one in (stage, *stage.variants)] for stage in then.stages[1:]]
    assert found == [[0.7, pytest.approx(0.65)], [0.7, pytest.approx(0.55)], [0.7, 0.5]]


def test_parts_are_for_those_whom_the_whole_addresses():
    both = improvement(QUALITY, 0.5, "set")
    both["changes"] += improvement("touchpoints.third.quality", 0.5, "set")["changes"]
    scenario = row(one=both | {"for": ["ana"]})
    today, whole = world(scenario), world(scenario, Improve("one"))
    parts = parts_of(scenario, "one", today.plan, whole.plan)
    then = today.after(DoParts("one", parts[:1])).plan
    assert [[point.quality for point in one.touchpoints] for one in (then, *then.variants)] == [
        [0.7, 0.7, 0.7, 0.7],
        [0.7, 0.5, 0.7, 0.7],
    ]
    assert then.partial == whole.plan.partial


def test_what_is_for_others_does_not_contradict():
    one, other = (improvement(QUALITY, value, "set") for value in (0.9, 0.8))
    apart = row(one=one | {"for": ["ana"]}, other=other | {"for": ["ben"]})
    assert not contradictions(apart, ["one", "other"])
    assert not fault_of(apart, ["one", "other"])
    meet = row(one=one | {"for": ["ana"]}, other=other | {"addressed": 0.1})
    assert len(contradictions(meet, ["one", "other"])) == 1


def test_it_costs_what_it_says_whomever_it_is_for():
    money = {"one_off": 1000.0, "yearly": 365.0}
    library = {
        "all": friction("second", 0.5, **money),
        "some": friction("second", 0.5, **money) | {"addressed": 0.1},
    }
    for told in (costs(row(**library), library), first_year_costs(row(**library), library)):
        assert told["some"] == told["all"] > 1000.0


def test_words_say_whom_it_addresses():
    library = {
        "third": friction("second", 0.5) | {"title": "A third", "addressed": 0.3},
        "anas": friction("second", 0.5) | {"title": "Anas", "for": ["ana"]},
        "some": friction("second", 0.5) | {"title": "Some", "for": ["ben", "ana"], "addressed": 0.125},
        "later": friction("second", 0.5) | {"title": "Later", "ends": "2026-02-01", "addressed": 0.5},
        "all": friction("second", 0.5),
    }
    scenario = row(**library)
    assert timing(scenario, ["all"]) == ""
    said = timing(scenario, library).replace("\u00a0", " ")
    assert said == (
        "“A third” addresses 30 % of customers. “Anas” addresses only “Ana”. "
        "“Some” addresses 12.5 % of “Ben” and “Ana”. "
        "“Later” begins at once, ends on 1 February 2026 and addresses 50 % of customers. "
        "Costs, and the time until they are paid back, count from the beginning. "
        "What they cost once and yearly is counted in full, whomever they address."
    )
    many = row(**library, more=friction("first", 0.5) | {"title": "More", "addressed": 0.5})
    assert timing(many, many.improvements).startswith(
        "1 of 6 improvements begin later, take some time until they act in full, or end. "
        "5 of 6 improvements address some customers only."
    )
    off = many.model_copy(update={"mechanisms": many.mechanisms.model_copy(update={"partial": False})})
    assert timing(off, ["third", "anas"]) == ""
    with speaking("fr"):
        assert "concerne 30" in timing(scenario, ["third"])
